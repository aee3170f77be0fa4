"""A supervisor over small programs, as a process of its own: what it starts, starts again and ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.server import is_alive
from tests.waiting import until

_SCRIPT = """
import os, signal, sys, threading, time
from functools import partial
from pathlib import Path
from muniment.observing import logs
from muniment.supervisor import supervisor
from muniment.supervisor.supervisor import Program, Supervisor

folder = Path(sys.argv[1])
logs.configure("text", "info")
supervisor.GRACE_SECONDS = 0

def note(name, word):
    with (folder / "notes").open("a") as notes:
        notes.write(f"{name} {word} {os.getpid()} {time.monotonic()}\\n")

def work(name, ready):
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    ready()
    note(name, "starts")
    ended.wait()
    note(name, "ends")
    return 0

def refuse(name, ready):
    print(f"{name} cannot start", file=sys.stderr)
    return 3

def crash(name, ready):
    note(name, "starts")
    ready()
    return 5

def ignore(name, ready):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    ready()
    note(name, "starts")
    while True:
        signal.pause()

def killed_once(name, ready):
    note(name, "begins")
    if not (folder / "was killed").exists():
        (folder / "was killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return work(name, ready)

def slow(name, ready):
    note(name, "begins")
    threading.Event().wait(0.2)
    work(name, ready)

named = [one.split("=") for one in sys.argv[2:]]
programs = [Program(name, partial(globals()[what], name)) for name, what in named]
running = Supervisor(programs, first_ready=lambda: note("first", "ready"), shutdown_seconds=1)
sys.exit(running.run(stopping=lambda: None))
"""

_SECONDS = 30


class Running:
    """A supervisor and what its children noted."""

    def __init__(self, folder: Path, *programs: str) -> None:
        """`programs`: `name=what`."""
        self._folder = folder
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen([sys.executable, "-c", _SCRIPT, folder, *programs], stderr=log)

    def notes(self) -> list[tuple[str, int, float]]:
        """`name word`, the process, the time of each note, in their order."""
        path = self._folder / "notes"
        lines = path.read_text().splitlines() if path.exists() else []
        return [(f"{name} {word}", int(pid), float(at)) for name, word, pid, at in map(str.split, lines)]

    def pids(self, note: str) -> list[int]:
        return [pid for told, pid, _ in self.notes() if told == note]

    def wait_for(self, condition: Callable[[], bool]) -> None:
        until(condition, _SECONDS, tell=lambda: f"{self.notes()}\n{self.log.read_text()}")

    def wait_for_note(self, note: str, *, times: int = 1) -> list[int]:
        """The processes that noted this."""
        self.wait_for(lambda: len(self.pids(note)) >= times)
        return self.pids(note)

    def end(self) -> int:
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(_SECONDS)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def start_one(*programs: str) -> Running:
        started.append(Running(tmp_path, *programs))
        return started[-1]

    yield start_one
    for one in started:
        one.process.kill()
        one.process.wait()


def test_sigterm_ends_every_child_in_its_own_time_and_exit_is_0(start: Callable[..., Running]) -> None:
    running = start("a=work", "b=work")
    running.wait_for_note("b starts")
    assert running.end() == 0
    assert sorted(note for note, _, _ in running.notes() if note.endswith("ends")) == ["a ends", "b ends"]


def test_ctrl_c_ends_them_too(start: Callable[..., Running]) -> None:
    running = start("a=work")
    running.wait_for_note("a starts")
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(_SECONDS) == 0
    assert running.pids("a ends")


def test_first_program_is_ready_before_another_starts(start: Callable[..., Running]) -> None:
    running = start("first=slow", "second=work", "third=work")
    running.wait_for_note("third starts")
    running.wait_for_note("second starts")
    told = [note for note, _, _ in running.notes()]
    assert told.index("first ready") < min(told.index("second starts"), told.index("third starts"))


def test_child_that_cannot_start_ends_all_with_its_sentence_and_exit_code(start: Callable[..., Running]) -> None:
    running = start("a=work", "b=refuse")
    assert running.process.wait(_SECONDS) == 3
    assert running.log.read_text() == "b cannot start\n"
    assert running.pids("a ends") == running.pids("a starts")


def test_child_that_is_killed_before_it_was_ever_ready_is_started_again(start: Callable[..., Running]) -> None:
    running = start("a=killed_once", "b=work")
    running.wait_for_note("b starts")
    assert len(running.pids("a begins")) == 2
    assert running.end() == 0


def test_child_that_is_killed_is_started_again_and_told_once(start: Callable[..., Running]) -> None:
    running = start("a=work", "b=work")
    (killed,) = running.wait_for_note("b starts")
    os.kill(killed, signal.SIGKILL)
    running.wait_for_note("b starts", times=2)
    running.wait_for(lambda: "b runs again" in running.log.read_text())
    assert running.end() == 0
    assert running.log.read_text().count(f"b, process {killed}, ended by SIGKILL; it is started again") == 1
    assert len(running.pids("a starts")) == 1


def test_child_that_crashes_again_and_again_is_started_with_growing_pauses_for_ever(
    start: Callable[..., Running],
) -> None:
    running = start("a=crash")
    running.wait_for_note("a starts", times=4)
    times = [at for note, _, at in running.notes() if note == "a starts"]
    # Each pause is at least so long, however slow the machine.
    for earlier, later, pause in zip(times, times[1:], (0.25, 0.5, 1.0), strict=False):
        assert later - earlier >= pause
    assert running.process.poll() is None


def test_child_that_does_not_end_is_killed_and_exit_is_1(start: Callable[..., Running]) -> None:
    running = start("a=work", "b=ignore")
    running.wait_for_note("b starts")
    assert running.end() == 1
    assert "did not end in time and is killed" in running.log.read_text()
    assert not any(is_alive(pid) for _, pid, _ in running.notes())


def test_children_end_with_a_supervisor_that_is_killed(start: Callable[..., Running]) -> None:
    running = start("a=work", "b=ignore")
    running.wait_for_note("b starts")
    running.process.kill()
    running.process.wait()
    children = running.pids("a starts") + running.pids("b starts")
    running.wait_for(lambda: not any(map(is_alive, children)))


def test_supervisor_of_serve_imports_neither_the_application_nor_a_database() -> None:
    heavy = ("fastapi", "starlette", "uvicorn", "sqlalchemy", "psycopg", "alembic", "muniment.runtime")
    code = (
        "import sys, muniment.cli.app, muniment.supervisor.supervisor, muniment.observing.counts\n"
        "from muniment.cli.common import set_up_logs\n"
        f"set_up_logs(); print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "[]", done.stderr
