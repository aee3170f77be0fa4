"""What every measurement is given."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Plan:
    """How much to measure, and where. `folder` is removed at the end, `cache` stays."""

    rounds: int
    folder: Path
    cache: Path
    row_count: int
    has_postgresql: bool

    def turns(self, subjects: Sequence[T]) -> Iterator[tuple[int, T]]:
        """Every subject once a round, each round begun by another; what was written before is on the disk by then."""
        for number in range(self.rounds):
            start = number % len(subjects)
            for subject in (*subjects[start:], *subjects[:start]):
                os.sync()
                yield number, subject

    def content(self, size: int) -> Path:
        """A file of that size that looks like a PDF and cannot be compressed; in the page cache."""
        path = self.folder / f"content-{size}.pdf"
        if not path.exists():
            path.write_bytes((b"%PDF-1.7\n" + random.Random(size).randbytes(size))[:size])
        return path
