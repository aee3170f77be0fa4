"""What a release is made of is the same to the byte, wherever and whenever it is built."""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from scripts.release import builds

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """The Python client's project, where a build finds it."""
    folder = tmp_path / "tree"
    shutil.copytree(ROOT / builds.PYTHON_CLIENT, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def test_two_builds_of_one_tree_are_the_same_and_of_another_time_are_not(client: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "deeper"
    shutil.copytree(client, moved)
    for path in moved.rglob("*.py"):
        os.utime(path, (1, 1_000_000_000))
        path.chmod(0o600)
    outs = [tmp_path / name for name in ("one", "two", "later")]
    for out, folder, epoch in zip(outs, (client, moved, client), (1_800_000_000,) * 2 + (1_800_000_002,), strict=True):
        out.mkdir()
        builds.python_packages(folder, out, epoch=epoch)
    assert len(list(outs[0].iterdir())) == 2
    assert builds.differing(outs[0], outs[1]) == []
    assert builds.differing(outs[0], outs[2]) == sorted(path.name for path in outs[0].iterdir())


def test_sdist_makes_the_same_wheel(client: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    builds.python_packages(client, out, epoch=1_800_000_000)
    (sdist,), (wheel,) = out.glob("*.tar.gz"), out.glob("*.whl")
    made = builds.wheel_of_sdist(sdist, tmp_path / "made", epoch=1_800_000_000)
    assert made.read_bytes() == wheel.read_bytes()


def test_file_in_one_folder_alone_differs(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "same").write_text("same")
    (tmp_path / "two" / "more").touch()
    assert builds.differing(tmp_path / "one", tmp_path / "two") == ["more"]


def test_sums_are_as_sha256sum_reads_them(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"b")
    (tmp_path / "a").write_bytes(b"a")
    assert builds.sha256sums(tmp_path) == "".join(
        f"{hashlib.sha256(name.encode()).hexdigest()}  {name}\n" for name in ("a", "b")
    )
