"""`confine` holds for good, so each test confines a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="confinement is Linux's")


def confined(code: str, *, readable: tuple[Path, ...] = (), writable: tuple[Path, ...] = ()) -> dict:
    script = f"""
import json, os, resource, signal, socket, sys, threading
from pathlib import Path
from muniment.limits import SandboxLimits
from muniment.reading.sandbox.confine import confine
limits = SandboxLimits(memory_bytes=512 * 1024 * 1024, cpu_seconds=7, file_bytes=4096, open_files=20)
readable, writable = ([Path(one) for one in names] for names in {[[*map(str, readable)], [*map(str, writable)]]})
means = confine(limits, readable=readable, writable=writable)
found = {{}}
{textwrap.dedent(code)}
print(json.dumps({{"means": means, **found}}))
"""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answer: dict = json.loads(done.stdout)
    return answer


def test_resource_limits_cannot_be_raised() -> None:
    found = confined("""
        for name in ("AS", "CPU", "FSIZE", "NOFILE", "CORE"):
            found[name] = resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))
        """)
    assert found["AS"] == [512 * 1024 * 1024] * 2
    assert (found["CPU"], found["FSIZE"], found["NOFILE"], found["CORE"]) == ([7, 8], [4096] * 2, [20] * 2, [0, 0])


def test_new_privileges_are_renounced_and_the_kernel_reports_a_filter() -> None:
    found = confined("""
        found["status"] = dict(line.split(":\\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
        """)
    assert found["status"]["NoNewPrivs"] == "1"
    assert found["status"]["Seccomp"] == ("2" if found["means"]["processes"] == "seccomp" else "0")


def test_no_capability_is_left() -> None:
    found = confined("""
        found["status"] = dict(line.split(":\\t", 1) for line in Path("/proc/self/status").read_text().splitlines())
        """)
    held = {name: int(value, 16) for name, value in found["status"].items() if name.startswith("Cap")}
    assert {held[name] for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")} == {0}
    if os.geteuid() == 0:
        assert held["CapBnd"] == 0


def test_means_are_what_they_are_said_to_be(tmp_path: Path) -> None:
    readable, writable = tmp_path / "readable", tmp_path / "writable"
    readable.write_text("x")
    writable.mkdir()
    found = confined(
        f"""
        def fails(act):
            try:
                act()
            except PermissionError:
                return True
            return False

        found["sockets"] = fails(lambda: socket.socket(socket.AF_INET))
        found["fork"] = fails(os.fork)
        found["elsewhere"] = fails(lambda: Path("/etc/passwd").read_text())
        found["readable"] = fails(lambda: Path({str(readable)!r}).read_text())
        found["changed"] = fails(lambda: Path({str(readable)!r}).write_text("y"))
        found["writable"] = fails(lambda: Path({str(writable)!r}, "a").write_text("y"))
        found["pair"] = fails(socket.socketpair)
        found["folder"] = fails(lambda: Path({str(writable)!r}, "folder").mkdir())
        found["link"] = fails(lambda: Path({str(writable)!r}, "link").symlink_to("a"))
        found["pipe"] = fails(lambda: os.mkfifo(Path({str(writable)!r}, "pipe")))
        found["device"] = fails(lambda: os.mknod(Path({str(writable)!r}, "device"), 0o060600, os.makedev(1, 1)))
        found["removed"] = fails(lambda: Path({str(writable)!r}, "a").unlink())
        found["unnamed"] = fails(lambda: os.open({str(writable)!r}, os.O_TMPFILE | os.O_RDWR))
        """,
        readable=(readable,),
        writable=(writable,),
    )
    assert not (found["readable"] or found["writable"])
    if found["means"]["network"] == "seccomp":
        assert found["sockets"] and found["fork"] and found["pair"]
        assert all(found[name] for name in ("folder", "link", "pipe", "device", "removed", "unnamed"))
    if found["means"]["files"] == "landlock":
        assert found["elsewhere"] and found["changed"]


def test_abort_still_ends_the_process_by_its_signal() -> None:
    code = (
        "from muniment.reading.sandbox.confine import *; confine(SandboxLimits(), readable=(), writable=()); os.abort()"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True).returncode == -6
