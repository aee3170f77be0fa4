"""The map of an import: which thing there became which here, so that a run that was killed anywhere is gone on with.

A row is written before a thing is made and completed when its id is known. A row without an id is a break: the thing
may or may not be there, and is looked for before it is made again.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from muniment.cli.client.journal import Journal, WrongJournalError, open_journal

_APPLICATION_ID = 0x6D756E32  # "mun2"
_SCHEMA = """
CREATE TABLE copies (
    kind TEXT NOT NULL,
    source_id TEXT NOT NULL,
    target_id TEXT,
    sha256 TEXT,
    left_behind TEXT NOT NULL DEFAULT '',
    why TEXT,
    PRIMARY KEY (kind, source_id)
) WITHOUT ROWID;
CREATE INDEX copies_targets ON copies (target_id);
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID
"""


class Kind(StrEnum):
    """What is copied, in the order in which it must be."""

    VENDOR = "vendor"
    SERVICE = "service"
    ASSESSMENT = "assessment"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Copy:
    """One thing. `target_id`: what it became, None where that is not known. `sha256`: of a document's bytes, once they
    were read back and are the same. `left_behind`: what of it cannot be kept here. `why`: why it is not copied."""

    kind: Kind
    source_id: str
    target_id: str | None = None
    sha256: str | None = None
    left_behind: str = ""
    why: str | None = None


class Copies:
    """The map of one source and one target."""

    def __init__(self, journal: Journal, *, source: str) -> None:
        self._journal = journal
        self._source = source

    def key(self, kind: Kind, source_id: str) -> str:
        """The idempotency key under which the thing is made."""
        named = hashlib.sha256(f"{self._source}\n{kind.value}\n{source_id}".encode()).hexdigest()
        return f"muniment-import-{named}"

    def find(self, kind: Kind, source_id: str) -> Copy | None:
        """What is known of the thing."""
        rows = self._journal.run(f"{_SELECT} WHERE kind = ? AND source_id = ?", kind.value, source_id)
        return _copy(rows[0]) if rows else None

    def target_of(self, kind: Kind, source_id: str) -> str | None:
        """What the thing became, None while it is not copied."""
        found = self.find(kind, source_id)
        return found.target_id if found is not None else None

    def begin(self, kind: Kind, source_id: str) -> None:
        """The thing is about to be made."""
        self._journal.run("INSERT OR REPLACE INTO copies (kind, source_id) VALUES (?, ?)", kind.value, source_id)

    def made(self, kind: Kind, source_id: str, target_id: str, *, left_behind: str = "") -> None:
        """The thing has become this."""
        self._journal.run(
            "UPDATE copies SET target_id = ?, left_behind = ?, why = NULL WHERE kind = ? AND source_id = ?",
            target_id,
            left_behind,
            kind.value,
            source_id,
        )

    def verified(self, source_id: str, sha256: str) -> None:
        """The document's bytes are here what they are there."""
        self._journal.run(
            "UPDATE copies SET sha256 = ?, why = NULL WHERE kind = ? AND source_id = ?",
            sha256,
            Kind.DOCUMENT.value,
            source_id,
        )

    def refused(self, kind: Kind, source_id: str, why: str) -> None:
        """The thing is not copied; the next run tries again."""
        self._journal.run(
            "INSERT INTO copies (kind, source_id, why) VALUES (?, ?, ?) "
            "ON CONFLICT (kind, source_id) DO UPDATE SET why = excluded.why",
            kind.value,
            source_id,
            why,
        )

    def is_claimed(self, target_id: str) -> bool:
        """Whether something became this."""
        return bool(self._journal.run("SELECT 1 FROM copies WHERE target_id = ?", target_id))

    def every(self, kind: Kind) -> Iterator[Copy]:
        """All that is known of one kind, in the order of their ids."""
        after = ""
        while rows := self._journal.run(
            f"{_SELECT} WHERE kind = ? AND source_id > ? ORDER BY source_id LIMIT 500", kind.value, after
        ):
            yield from map(_copy, rows)
            after = rows[-1][1]

    def counts(self, kind: Kind) -> tuple[int, int]:
        """How many are copied, a document with its bytes compared, and how many are not."""
        ((copied, total),) = self._journal.run(
            "SELECT count(*) FILTER (WHERE target_id IS NOT NULL AND why IS NULL "
            "AND (kind != ?1 OR sha256 IS NOT NULL)), count(*) FROM copies WHERE kind = ?2",
            Kind.DOCUMENT.value,
            kind.value,
        )
        return copied, total - copied

    def left_behind(self, kind: Kind) -> list[tuple[str, int]]:
        """What could not be kept, and of how many."""
        return [
            (str(what), int(n))
            for what, n in self._journal.run(
                "SELECT left_behind, count(*) FROM copies WHERE kind = ? AND left_behind != '' GROUP BY 1 ORDER BY 1",
                kind.value,
            )
        ]


_SELECT = "SELECT kind, source_id, target_id, sha256, left_behind, why FROM copies"


def _copy(row: tuple[object, ...]) -> Copy:
    kind, source_id, target_id, sha256, left_behind, why = (None if one is None else str(one) for one in row)
    return Copy(Kind(str(kind)), str(source_id), target_id, sha256, left_behind or "", why)


@contextmanager
def open_copies(path: Path, *, source: str, target: str) -> Iterator[Copies]:
    """The map in that file, made where there is none. Raises WrongJournalError for one of another import, OSError."""
    with _alone(path), open_journal(path, schema=_SCHEMA, application_id=_APPLICATION_ID) as journal:
        for name, value in (("source", source), ("target", target)):
            journal.run("INSERT OR IGNORE INTO about (name, value) VALUES (?, ?)", name, value)
            ((kept,),) = journal.run("SELECT value FROM about WHERE name = ?", name)
            if kept != value:
                raise WrongJournalError(f"{path} is the map of an import whose {name} is {kept}, not {value}.")
        yield Copies(journal, source=source)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One process at a time, as two would copy a thing twice. The kernel lets go of what a killed one held."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongJournalError(f"Another import writes {path} at this moment.") from None
        yield
