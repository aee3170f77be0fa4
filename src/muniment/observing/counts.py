"""Where a process's counts stand: numbers in memory that the processes of one `serve` share.

Each process writes a region of its own and reads all of them, so whoever answers a scrape shows the whole installation,
at once and without asking anybody. A process that is started again goes on in the region of its predecessor: a count
never goes backwards while `serve` lives.
"""

from __future__ import annotations

import json
import mmap
import os
import threading
import time
from collections.abc import Iterator

Labels = tuple[str, ...]

_HEAD = 3  # process id, start in microseconds, bytes of keys: 8 bytes each
_PID, _STARTED, _KEYS = range(_HEAD)
_KEY_BYTES = 256 * 1024
_MOST_NUMBERS = 64 * 1024
"""Some thousand series: routes x methods x statuses, and histograms of 17 numbers. Untouched pages cost nothing."""

_SCRAP_NUMBERS = 64
"""At the end: where series count that find no place any more. Labels come from closed sets, so none should."""

REGION_BYTES = 8 * _HEAD + _KEY_BYTES + 8 * _MOST_NUMBERS


def shared_memory() -> mmap.mmap:
    """Zeroed memory for one region, which processes that are forked share."""
    return mmap.mmap(-1, REGION_BYTES)


class Counts:
    """The region of one process. Written by that process alone, read by all."""

    def __init__(self, process: str, memory: mmap.mmap | None = None) -> None:
        """`process`: the name it is shown by. Without memory the numbers are this process's own."""
        view = memoryview(memory if memory is not None else bytearray(REGION_BYTES))
        self.process = process
        self._head = view[: 8 * _HEAD].cast("Q")
        self._keys = view[8 * _HEAD : 8 * _HEAD + _KEY_BYTES]
        self.numbers = view[8 * _HEAD + _KEY_BYTES :].cast("d")
        self._lock = threading.Lock()
        self._series: dict[tuple[str, Labels], tuple[int, int]] = {}
        self._read_keys = 0
        self._free = 0  # the first number that no series has

    def take_over(self) -> None:
        """Be the process that writes here from now on; what was counted stays."""
        self._head[_PID], self._head[_STARTED] = os.getpid(), int(time.time() * 1_000_000)

    @property
    def pid(self) -> int:
        """Who writes here; 0 for nobody yet."""
        return self._head[_PID]

    @property
    def started_at(self) -> float:
        """When it began."""
        return self._head[_STARTED] / 1_000_000

    def place(self, name: str, labels: Labels, width: int) -> int:
        """Where in `numbers` this series of so many numbers begins; made, with zeros, when there is none."""
        with self._lock:
            self._read_new_keys()
            known = self._series.get((name, labels))
            return known[0] if known is not None else self._add(name, labels, width)

    def _add(self, name: str, labels: Labels, width: int) -> int:
        key = json.dumps((name, width, labels)).encode() + b"\n"
        used, first = self._head[_KEYS], self._free
        if used + len(key) > _KEY_BYTES or first + width > _MOST_NUMBERS - _SCRAP_NUMBERS:
            return _MOST_NUMBERS - _SCRAP_NUMBERS
        self._keys[used : used + len(key)] = key
        self._head[_KEYS] = used + len(key)  # last: from here on it counts, and others see it
        self._read_new_keys()
        return first

    def series(self, name: str) -> Iterator[tuple[Labels, list[float]]]:
        """Every series of this name, as it stands."""
        with self._lock:
            self._read_new_keys()
            found = [(labels, place) for (one, labels), place in self._series.items() if one == name]
        for labels, (first, width) in found:
            yield labels, [float(one) for one in self.numbers[first : first + width]]

    def _read_new_keys(self) -> None:
        """Learn of series that were made since, here or by a predecessor."""
        used = self._head[_KEYS]
        if used == self._read_keys:
            return
        for line in bytes(self._keys[self._read_keys : used]).splitlines():
            name, width, labels = json.loads(line)
            self._series[name, tuple(labels)] = (self._free, width)
            self._free += width
        self._read_keys = used
