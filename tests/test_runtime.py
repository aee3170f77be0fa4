"""An installation's home folder is its owner's alone, whatever it was before."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from muniment.runtime import UnusableInstallationError, attach, build
from muniment.settings import Settings


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.parametrize("before", [0o755, 0o777, 0o750, 0o701])
def test_home_that_was_open_is_closed_and_told_once(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, before: int
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(before)
    for begin in (build, attach):
        begin(Settings(home=home)).close()
    assert mode(home) == 0o700
    told = [record.message for record in caplog.records if "open to other users" in record.message]
    assert told == [f"the home folder {home} was open to other users (mode {before:o}): it is its owner's alone now"]


def test_home_that_is_closed_is_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    build(Settings(home=home)).close()
    assert mode(home) == 0o700
    assert "open to" not in caplog.text


@pytest.fixture
def not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """The kernel refuses to change the mode of what belongs to another; root is refused nothing."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refused)


@pytest.mark.usefixtures("not_ours")
def test_home_of_another_that_everybody_may_read_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chmod(home, 0o755)
    with pytest.raises(UnusableInstallationError, match=r"mode 755.*chmod 700"):
        build(Settings(home=home))
    assert list(home.iterdir()) == []


@pytest.mark.usefixtures("not_ours")
def test_home_that_a_platform_gives_to_a_group_is_used_and_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chmod(home, 0o770)
    build(Settings(home=home)).close()
    assert "open to its group (mode 770)" in caplog.text
