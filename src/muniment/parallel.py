"""Work on many things at once, a few at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from contextlib import suppress
from itertools import islice
from queue import Empty, SimpleQueue
from typing import TypeVar

_LOCKS = 64

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def as_done(work: Callable[[Thing], Result], things: Iterable[Thing], *, jobs: int, name: str) -> Iterator[Result]:
    """The result for each thing, as it is done, by so many threads of that name. Whoever stops listening stops what has
    not begun; what is under way ends with the program, which waits for none of it. Raises what `work` raises."""
    left = iter(things)
    todo: SimpleQueue[list[Thing]] = SimpleQueue()  # one thing each; none ends a thread
    done: SimpleQueue[Future[Result]] = SimpleQueue()

    def run() -> None:
        while these := todo.get():
            future: Future[Result] = Future()
            try:
                future.set_result(work(*these))
            except BaseException as error:  # raised where it is listened to
                future.set_exception(error)
            done.put(future)

    def begin(most: int) -> int:
        begun = 0
        for thing in islice(left, most):
            todo.put([thing])
            begun += 1
        return begun

    for n in range(jobs):  # not a pool's threads, for which Ctrl-C waits: one may be pausing for an hour
        threading.Thread(target=run, name=f"{name}_{n}", daemon=True).start()
    try:
        # A few ahead of what is worked on, so that a million things do not wait in memory.
        waiting = begin(jobs * 2)
        while waiting:
            future = done.get()
            waiting += begin(1) - 1
            yield future.result()
    finally:
        with suppress(Empty):
            while True:
                todo.get_nowait()
        for _ in range(jobs):
            todo.put([])


class Turns:
    """Whose turn it is among threads that work on what goes by one name."""

    def __init__(self) -> None:
        self._locks = [threading.Lock() for _ in range(_LOCKS)]

    def on(self, name: str) -> threading.Lock:
        """Held by who works on it. Two names may have the same, so nobody holds two."""
        return self._locks[hash(name) % _LOCKS]
