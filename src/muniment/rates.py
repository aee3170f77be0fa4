"""How many requests each caller has made of late (CONTRACT §4.7), in memory that the processes of one `serve` share.

A caller's bucket is one number: the moment at which it is full again (GCRA: the `theoretical arrival time`). Memory is
fixed, whatever comes; two processes that count for one caller in the same microsecond may count one.
"""

from __future__ import annotations

import mmap
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b

_BUCKETS = 64 * 1024
_PLACES = 8
"""Where a caller's bucket may stand. When all are taken by buckets that are not full, the fullest goes: its caller gets
back a little early what it used."""

_BYTES = 2 * 8 * _BUCKETS

MICROSECONDS = 1_000_000


@dataclass(frozen=True, slots=True)
class Standing:
    """What is left to a caller. `reset_seconds`: until all of it is again. `retry_after_seconds`: until a next request
    is answered, None when this one is."""

    limit: int
    remaining: int
    reset_seconds: int
    retry_after_seconds: int | None


def shared_memory() -> mmap.mmap:
    """Zeroed memory for the buckets, which processes that are forked share."""
    return mmap.mmap(-1, _BYTES)


def _microseconds() -> int:
    return time.monotonic_ns() // 1000  # one clock for all processes of a machine


class Rates:
    """The buckets of all callers."""

    def __init__(self, memory: mmap.mmap | None = None, *, clock: Callable[[], int] = _microseconds) -> None:
        """Without memory the buckets are this process's own. `clock` gives microseconds that never go back."""
        cells = memoryview(memory if memory is not None else bytearray(_BYTES)).cast("Q")
        self._names, self._full_at = cells[:_BUCKETS], cells[_BUCKETS:]
        self._clock = clock
        self._lock = threading.Lock()

    def take(self, name: str, *, requests: int, seconds: int) -> Standing:
        """Count a request, unless there were too many: at most `requests` at once, and so many again in `seconds`."""
        interval = seconds * MICROSECONDS // requests
        window = interval * requests
        with self._lock:
            now = self._clock()
            place = self._place(name, now)
            full_at = max(self._full_at[place], now)
            taken = full_at + interval
            is_over = taken - now > window
            if not is_over:
                self._full_at[place] = full_at = taken
        return Standing(
            limit=requests,
            remaining=(now + window - full_at) // interval,
            reset_seconds=_whole_seconds(full_at - now),
            retry_after_seconds=_whole_seconds(taken - now - window) if is_over else None,
        )

    def _place(self, name: str, now: int) -> int:
        """The bucket of this name; a full one, or else the fullest, when it has none."""
        key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) or 1
        places = [(key + n) % _BUCKETS for n in range(_PLACES)]
        for place in places:
            if self._names[place] == key:
                return place
        place = min(places, key=lambda one: self._full_at[one])
        self._names[place], self._full_at[place] = key, now
        return place


def _whole_seconds(microseconds: int) -> int:
    return -(-microseconds // MICROSECONDS)
