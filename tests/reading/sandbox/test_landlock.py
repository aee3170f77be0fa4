"""Landlock alone, without the filter of system calls above it, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")

ACTS = """
import json, os, socket, sys
from pathlib import Path
from muniment.reading.sandbox import landlock
from muniment.reading.sandbox.system_calls import prctl
folder = Path(sys.argv[1])
prctl(38, 1)
version = landlock.restrict_files([], [folder])
def refused(act):
    try:
        act()
    except PermissionError:
        return True
    return False
print(json.dumps({
    "version": version,
    "file": refused(lambda: (folder / "file").write_text("x")),
    "read": refused((folder / "file").read_text),
    "folder": refused((folder / "folder").mkdir),
    "link": refused(lambda: (folder / "link").symlink_to("file")),
    "pipe": refused(lambda: os.mkfifo(folder / "pipe")),
    "block device": refused(lambda: os.mknod(folder / "block", 0o060600, os.makedev(7, 0))),
    "character device": refused(lambda: os.mknod(folder / "character", 0o020600, os.makedev(1, 3))),
    "socket": refused(lambda: socket.socket(socket.AF_UNIX).bind(str(folder / "socket"))),
    "removal": refused((folder / "file").unlink),
    "renaming": refused(lambda: (folder / "file").rename(folder / "other")),
}))
"""


def test_only_regular_files_can_be_made_and_none_removed(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ACTS, str(tmp_path)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    if not found.pop("version"):
        pytest.skip("the kernel has no Landlock")
    assert not found.pop("file") and not found.pop("read")
    assert {name for name, is_refused in found.items() if not is_refused} == set()
