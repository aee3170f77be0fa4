"""Where the documentation is found, and that the wheel carries it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from muniment.web.docs import source

HOUSE = Path(__file__).resolve().parents[3]


def test_checkout_shows_what_stands_in_it() -> None:
    assert source.folder() == HOUSE / "docs"
    assert source.texts()["index"] == (HOUSE / "docs" / "index.md").read_text(encoding="utf-8")
    assert set(source.pictures()) == {one.name for one in (HOUSE / "docs" / "pictures").iterdir()}


def test_wheel_carries_every_page_and_picture_where_they_are_looked_for(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    prefix = "muniment/_docs/"
    with zipfile.ZipFile(wheel) as opened:
        carried = {name.removeprefix(prefix) for name in opened.namelist() if name.startswith(prefix)}
    assert carried == {one.relative_to(HOUSE / "docs").as_posix() for one in (HOUSE / "docs").rglob("*.*")}
