"""Work on many things at once, a few at a time."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from muniment.parallel import Turns, as_done


def test_every_thing_is_worked_on_and_few_are_fetched_ahead() -> None:
    fetched: list[int] = []

    def things() -> Iterator[int]:
        for n in range(100):
            fetched.append(n)
            yield n

    ahead, results = 0, []
    for result in as_done(lambda n: n * n, things(), jobs=2, name="test"):
        results.append(result)
        ahead = max(ahead, len(fetched) - len(results))
    assert sorted(results) == [n * n for n in range(100)]
    assert ahead <= 4 * 2


def test_error_of_one_is_raised_and_what_has_not_begun_is_not_worked_on() -> None:
    begun: list[int] = []

    def work(n: int) -> int:
        begun.append(n)
        raise ValueError(n)

    with pytest.raises(ValueError, match="0"):
        list(as_done(work, range(1000), jobs=1, name="test"))
    assert len(begun) <= 4


def test_who_stops_listening_stops_what_has_not_begun() -> None:
    begun: list[int] = []
    listening = as_done(begun.append, range(1000), jobs=1, name="test")
    next(listening)
    listening.close()
    assert len(begun) <= 4


def test_ctrl_c_waits_for_nothing_that_is_under_way() -> None:
    program = """
import os, signal, threading
from muniment.parallel import as_done

told = threading.Event()
signal.signal(signal.SIGINT, signal.default_int_handler)  # what is begun in the background inherits that it is ignored

def work(_n):
    while not told.wait(0.05):  # a signal may come just before the main thread waits, which then does not see it
        os.kill(os.getpid(), signal.SIGINT)
    threading.Event().wait()

try:
    list(as_done(work, [1], jobs=2, name="test"))
finally:
    told.set()
"""
    done = subprocess.run([sys.executable, "-c", program], stderr=subprocess.DEVNULL, timeout=20)
    assert done.returncode == -signal.SIGINT


def test_threads_on_one_name_take_turns_and_on_others_do_not_wait() -> None:
    turns, at_once, most = Turns(), 0, 0

    def work(_n: int) -> None:
        nonlocal at_once, most
        with turns.on("twin"):
            at_once += 1
            most = max(most, at_once)
            threading.Event().wait(0.001)
            at_once -= 1

    assert len(list(as_done(work, range(20), jobs=5, name="test"))) == 20
    assert most == 1
    assert len({id(turns.on(str(n))) for n in range(200)}) > 10
