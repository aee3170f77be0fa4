from __future__ import annotations

import os
from pathlib import Path

import pytest

from muniment.pages.kept import Kept

ONE, OTHER = "a" * 64, "b" * 64


def _bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _age(folder: Path, name: str, seconds: int) -> None:
    os.utime(folder / ONE / name, (seconds, seconds))


def test_what_was_put_is_got_again_also_by_another_process(tmp_path: Path) -> None:
    Kept(tmp_path / "pictures", max_bytes=100).put(ONE, "1-600", b"picture")
    assert Kept(tmp_path / "pictures", max_bytes=100).get(ONE, "1-600") == b"picture"
    assert Kept(tmp_path / "pictures", max_bytes=100).get(OTHER, "1-600") is None


@pytest.mark.parametrize(("limit", "stay"), [(300, "123"), (299, "23"), (200, "23"), (199, "3"), (99, ""), (0, "")])
def test_no_more_bytes_stay_than_the_limit_and_the_oldest_go_first(tmp_path: Path, limit: int, stay: str) -> None:
    kept = Kept(tmp_path, max_bytes=limit)
    for age, name in enumerate("123"):
        kept.put(ONE, name, b"x" * 100)
        if (tmp_path / ONE / name).exists():
            _age(tmp_path, name, age)
    assert "".join(name for name in "123" if kept.get(ONE, name)) == stay
    assert _bytes(tmp_path) <= limit


def test_what_was_asked_for_stays_longer(tmp_path: Path) -> None:
    kept = Kept(tmp_path, max_bytes=200)
    for age, name in enumerate("12"):
        kept.put(ONE, name, b"x" * 100)
        _age(tmp_path, name, age)
    assert kept.get(ONE, "1") is not None
    kept.put(OTHER, "3", b"x" * 100)
    assert [kept.get(ONE, "1") is None, kept.get(ONE, "2") is None] == [False, True]


def test_what_another_process_and_a_killed_one_wrote_counts(tmp_path: Path) -> None:
    kept, others = Kept(tmp_path, max_bytes=320), Kept(tmp_path, max_bytes=320)
    kept.put(ONE, "1", b"x" * 20)
    for number in range(3):
        others.put(OTHER, str(number), b"x" * 90)
    (tmp_path / OTHER / ".half").write_bytes(b"x" * 90)
    kept.put(ONE, "2", b"x" * 21)  # a sixteenth of the limit
    assert _bytes(tmp_path) <= 320


def test_what_was_made_of_a_file_is_forgotten_together(tmp_path: Path) -> None:
    kept = Kept(tmp_path, max_bytes=1000)
    for sha256 in (ONE, OTHER):
        kept.put(sha256, "1", b"x")
        kept.put(sha256, "2", b"x")
    (tmp_path / "lost+found").mkdir()
    assert sorted(kept.hashes()) == [ONE, OTHER]
    kept.forget(ONE)
    assert (kept.get(ONE, "1"), kept.get(ONE, "2"), kept.get(OTHER, "2")) == (None, None, b"x")
    assert kept.hashes() == [OTHER]


def test_disk_that_refuses_keeps_nothing_and_harms_nobody(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "pictures").write_bytes(b"a file where the folder would be")
    kept = Kept(tmp_path / "pictures", max_bytes=1000)
    kept.put(ONE, "1", b"x")
    assert kept.get(ONE, "1") is None
    assert "is not kept" in caplog.text
