"""Work on many things at once, a few at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

_LOCKS = 64

Thing = TypeVar("Thing")
Result = TypeVar("Result")


def as_done(work: Callable[[Thing], Result], things: Iterable[Thing], *, jobs: int, name: str) -> Iterator[Result]:
    """The result for each thing, as it is done, by so many threads of that name. Whoever stops listening stops what has
    not begun. Raises what `work` raises."""
    left = iter(things)
    with ThreadPoolExecutor(jobs, thread_name_prefix=name) as pool:
        try:
            # A few ahead of what is worked on, so that a million things do not become a million futures.
            waiting = {pool.submit(work, thing) for thing in islice(left, jobs * 2)}
            while waiting:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                waiting |= {pool.submit(work, thing) for thing in islice(left, len(done))}
                for future in done:
                    yield future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


class Turns:
    """Whose turn it is among threads that work on what goes by one name."""

    def __init__(self) -> None:
        self._locks = [threading.Lock() for _ in range(_LOCKS)]

    def on(self, name: str) -> threading.Lock:
        """Held by who works on it. Two names may have the same, so nobody holds two."""
        return self._locks[hash(name) % _LOCKS]
