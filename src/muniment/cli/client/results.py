"""What came of each file: a line on standard output, or in a table of comma-separated values."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer

from muniment.cli.common import csv_line, printable, stop
from muniment.unicode import shown

if TYPE_CHECKING:
    from muniment_client.models import Document

COLUMNS = ("path", "outcome", "document_id", "name", "document_type", "status", "expires_on", "reason")


class Outcome(StrEnum):
    """What came of a file."""

    UPLOADED = "uploaded"
    THERE = "there already"
    WOULD_BE = "would be uploaded"
    SKIPPED = "skipped"
    REFUSED = "not uploaded"


@dataclass(frozen=True, slots=True)
class Row:
    """One file. `expires_on`: the day until which its document is good, once it is settled. `reason`: why it is not
    uploaded, or not read."""

    path: Path
    outcome: Outcome
    document: Document | None = None
    expires_on: str | None = None
    reason: str | None = None

    @property
    def is_bad(self) -> bool:
        """Whether it was not uploaded although it was meant to be, or could not be read."""
        return self.outcome is Outcome.REFUSED or (self.document is not None and self.document.status == "failed")


class Results:
    """Writes rows as they come, and counts them."""

    def __init__(self, table: IO[str] | None, *, is_told: bool) -> None:
        self._table = table
        self._is_told = is_told
        self._counts: Counter[str] = Counter()
        self._bad = 0
        if table is not None:
            table.write(csv_line(COLUMNS))

    def add(self, row: Row) -> None:
        """Write the row."""
        self._counts[row.outcome.value] += 1
        self._bad += row.is_bad
        if self._table is not None:
            self._table.write(csv_line(_cells(row)))
            self._table.flush()
        if self._is_told:
            typer.echo(_line(row))

    def end(self, *, because: str | None = None) -> None:
        """Tell how many came to what; ends the program with exit code 1 where any is bad, or for that reason."""
        told = ", ".join(f"{n} {outcome}" for outcome, n in self._counts.items())
        if told or because is None:
            typer.echo(told or "no file", err=True)
        if because is not None:
            stop(because)
        if self._bad:
            raise typer.Exit(1)


@contextmanager
def results_to(csv: str | None) -> Iterator[Results]:
    """Results that are told on standard output; as a table there for `-`, beside that in the file. Raises OSError."""
    if csv is None or csv == "-":
        yield Results(sys.stdout if csv else None, is_told=csv is None)
        return
    with Path(csv).open("w", encoding="utf-8", newline="") as table:
        yield Results(table, is_told=True)


def _cells(row: Row) -> list[str | None]:
    document = row.document
    about = [document.id, document.name, document.document_type, document.status] if document else [None] * 4
    cells = [shown(row.path), row.outcome.value, *about, row.expires_on, row.reason]
    return [printable(cell) if cell is not None else None for cell in cells]


def _line(row: Row) -> str:
    said = [row.outcome.value, shown(row.path)]
    if row.document is not None:
        said += [row.document.id, row.document.status, row.document.document_type or ""]
    if row.expires_on is not None:
        said.append(f"until {row.expires_on}")
    if row.reason is not None:
        said.append(row.reason)
    return printable("  ".join(one for one in said if one))
