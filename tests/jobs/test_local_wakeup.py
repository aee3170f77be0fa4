"""Workers of one home are woken by whichever process of it commits a job."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from muniment.jobs.local_wakeup import LocalWakeup, Wake
from tests.descriptors import open_descriptors
from tests.waiting import until

_SOON = 10.0


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Deeper than the address of a socket may be long."""
    deep = tmp_path.joinpath(*["a home of a long name"] * 8)
    deep.mkdir(parents=True)
    return deep / "wakeups"


@pytest.fixture
def wake() -> Wake:
    return Wake()


@pytest.fixture
def listening(folder: Path, wake: Wake) -> Iterator[LocalWakeup]:
    one = LocalWakeup(folder, wake)
    one.start()
    assert wake.wait(_SOON)  # listening begins with a look
    wake.clear()
    yield one
    one.stop()


def _in_another_process(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    prelude = "import sys; from pathlib import Path; from muniment.jobs.local_wakeup import *; f = Path(sys.argv[1])\n"
    command = [sys.executable, "-c", prelude + code, folder]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_process_that_commits_wakes_the_workers_of_the_home(folder: Path, listening: LocalWakeup, wake: Wake) -> None:
    second_wake = Wake()
    second = LocalWakeup(folder, second_wake)
    second.start()
    assert second_wake.wait(_SOON)
    second_wake.clear()
    try:
        for _ in range(2):
            _in_another_process("Wake(f).set()", folder)
            for one in (wake, second_wake):
                assert one.wait(_SOON)
                one.clear()
    finally:
        second.stop()


def test_more_than_a_pipe_holds_is_no_error(folder: Path, listening: LocalWakeup, wake: Wake) -> None:
    ringing = Wake(folder)
    for _ in range(100_000):
        ringing.set()
    assert wake.wait(_SOON)


def test_worker_that_stops_leaves_nothing(folder: Path) -> None:
    wake = Wake()
    one = LocalWakeup(folder, wake)
    one.start()
    assert wake.wait(_SOON)
    one.stop()
    assert list(folder.iterdir()) == []


def test_pipe_of_a_worker_that_died_is_removed_and_holds_nobody_up(
    folder: Path, listening: LocalWakeup, wake: Wake
) -> None:
    died = _in_another_process("import os; w = Wake(); LocalWakeup(f, w).start(); w.wait(); os._exit(9)", folder)
    assert died.returncode == 9
    assert len(list(folder.iterdir())) == 2
    Wake(folder).set()
    assert wake.wait(_SOON)
    assert len(list(folder.iterdir())) == 1


def test_home_without_a_worker_is_told_in_vain(folder: Path) -> None:
    Wake(folder).set()
    assert not folder.exists()


def test_stop_without_a_start_is_no_error(folder: Path) -> None:
    LocalWakeup(folder, Wake()).stop()
    assert not folder.exists() or list(folder.iterdir()) == []


def test_where_no_pipe_can_be_made_it_is_told_and_polling_does_the_work(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "wakeups").write_bytes(b"no folder")
    one = LocalWakeup(tmp_path / "wakeups", Wake())
    with caplog.at_level(logging.WARNING):
        one.start()
        one.stop()
    assert "polling instead" in caplog.text


def test_descriptors_are_given_back(folder: Path) -> None:
    before = open_descriptors()
    for _ in range(8):
        wake = Wake(folder)
        one = LocalWakeup(folder, wake)
        one.start()
        assert wake.wait(_SOON)
        wake.set()
        one.stop()
    until(lambda: open_descriptors() < before + 4)  # eight would be left; others' threads open and close some
