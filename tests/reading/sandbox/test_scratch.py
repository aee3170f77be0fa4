from __future__ import annotations

from pathlib import Path

import pytest

from muniment.reading.sandbox.scratch import MAX_FILES, is_overfull


def test_total_is_that_of_all_files_to_the_byte(tmp_path: Path) -> None:
    for name, size in (("a", 4096), ("b", 8192), ("c", 0)):
        (tmp_path / name).write_bytes(b"x" * size)
    assert not is_overfull(tmp_path, max_bytes=12_288)
    assert is_overfull(tmp_path, max_bytes=12_287)


def test_hole_in_a_file_takes_nothing(tmp_path: Path) -> None:
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(1024**3)
    assert not is_overfull(tmp_path, max_bytes=65_536)


@pytest.mark.parametrize(("count", "is_over"), [(MAX_FILES, False), (MAX_FILES + 1, True)])
def test_empty_files_are_counted(tmp_path: Path, count: int, is_over: bool) -> None:
    for number in range(count):
        (tmp_path / str(number)).touch()
    assert is_overfull(tmp_path, max_bytes=1) is is_over


def test_folder_that_is_gone_holds_nothing(tmp_path: Path) -> None:
    assert not is_overfull(tmp_path / "gone", max_bytes=0)
