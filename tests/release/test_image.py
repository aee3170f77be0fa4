"""The Dockerfile's steps, as far as they take no time: what they name is there, and what they run can be run. The whole
of it is `make release`'s (installed.py)."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.release.image import ROOT, Image, sent, steps

COPIED = [
    source
    for step in steps()
    if step.name == "COPY" and not step.rest.startswith("--from")
    for source in step.rest.split()[:-1]
]


def test_it_has_steps_of_two_stages() -> None:
    assert {step.stage for step in steps()} == {0, 1}
    assert {"src", "docs", "clients/python/src", "pyproject.toml"} <= set(COPIED)


@pytest.mark.parametrize("source", COPIED)
def test_what_is_copied_reaches_the_engine(source: str) -> None:
    path = ROOT / source
    files = (
        [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file() and "pycache" not in str(one)]
    )
    assert files
    assert not [str(one) for one in files if not sent(str(one.relative_to(ROOT)))]


@pytest.mark.parametrize(
    "kept", ["tests/conftest.py", "clients/python/tests/x.py", ".git/config", "dist/a.whl", ".env"]
)
def test_what_is_not_copied_does_not(kept: str) -> None:
    assert not sent(kept)


def test_every_step_of_the_build_is_known_here(tmp_path: Path) -> None:
    image = Image(tmp_path)
    for step in steps():
        if (step.stage, step.name) == (0, "COPY"):
            image.copy(step)
    (tmp_path / "build/dist").mkdir()
    (tmp_path / "build/dist/muniment-0-py3-none-any.whl").touch()
    runs = [one for step in steps() if (step.stage, step.name) == (0, "RUN") for one in step.rest.split("&&")]
    here = [list(image.here(shlex.split(one))) for one in runs]
    assert [one[-4:] for one in here if "wheel" in one] == [["--no-index", "--wheel-dir", "dist", "."]]


@pytest.mark.skipif(os.geteuid() != 0 or shutil.which("useradd") is None, reason="only root makes users")
def test_user_of_the_image_is_made_and_owns_its_home(tmp_path: Path) -> None:
    (run,) = (step.rest for step in steps() if (step.stage, step.name) == (1, "RUN"))
    (tmp_path / "etc").mkdir()
    for name in ("passwd", "group", "shadow", "gshadow"):
        (tmp_path / "etc" / name).touch()
    for command in run.split("&&"):
        program, *arguments = shlex.split(command)
        if program == "install":
            arguments = ["10001" if one == "muniment" else one for one in arguments]
            arguments[-1] = f"{tmp_path}{arguments[-1]}"
        else:
            arguments = ["--prefix", str(tmp_path), *arguments]
        subprocess.run([program, *arguments], check=True, capture_output=True)
    assert (tmp_path / "etc/passwd").read_text() == "muniment:x:10001:10001::/var/lib/muniment:/usr/sbin/nologin\n"
    home = (tmp_path / "var/lib/muniment").stat()
    assert (home.st_uid, home.st_gid, home.st_mode & 0o777) == (10001, 10001, 0o700)
