"""An hour that a page promises: its commands, run one after the other in an empty folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.pages import blocks
from tests.ports import free_port


def first_hour(page: str, folder: Path, *, files: Mapping[str, str], here: Mapping[str, str]) -> str:
    """What the page's commands say in the folder, where these files are. `here`: what stands for what of the page where
    there is no registry of packages."""
    (commands,) = blocks(page, "bash")
    assert len(commands.splitlines()) <= 10
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    port = free_port()
    ours = {
        "pip install muniment\n": "",  # as this environment has it
        "8000": str(port),
        "muniment serve": f"muniment serve --port {port}",
    }
    for theirs, instead in {**ours, **here}.items():
        assert theirs in commands
        commands = commands.replace(theirs, instead)
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "MUNIMENT_"))}
    shell = subprocess.Popen(
        ["bash", "-euc", f"trap 'kill $(jobs -p); wait' EXIT\n{commands}"],
        cwd=folder,
        env={**environment, "HOME": str(folder), "PATH": path, "no_proxy": "*"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        said, complained = shell.communicate(timeout=120)
    finally:
        shell.terminate()  # where it is not over by then: its trap ends the server too
    assert shell.returncode == 0, complained + (folder / "serve.log").read_text()
    return said
