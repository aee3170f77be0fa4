"""Calls on their way into the record: noted in memory, written together, so that recording one never delays or fails
it. What does not find room is counted, and the count is recorded."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from itertools import groupby
from threading import Lock

from muniment.db.engine import Transaction
from muniment.events.actor import Actor, ActorKind
from muniment.events.audit import CALLS, CALLS_LOST, Record, append

MAX_WAITING = 10_000
"""Calls that wait for being written; further ones are counted only."""

MAX_WRITTEN = 500
"""Calls written by one transaction."""


class CallLog:
    """The calls that wait. For several threads."""

    def __init__(self, *, most: int = MAX_WAITING) -> None:
        self._waiting: deque[Record] = deque()
        self._lost: Counter[str] = Counter()
        self._most = most
        self._lock = Lock()

    def note(self, record: Record) -> None:
        """Take a record to be written."""
        with self._lock:
            if len(self._waiting) < self._most:
                self._waiting.append(record)
            else:
                self._lost[record.actor.org_id] += 1

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self._waiting and not self._lost

    def take(self) -> Batch:
        """The oldest calls, for one transaction, and how many were lost."""
        with self._lock:
            records = [self._waiting.popleft() for _ in range(min(MAX_WRITTEN, len(self._waiting)))]
            lost, self._lost = self._lost, Counter()
        return Batch(tuple(records), lost)

    def take_back(self, batch: Batch) -> None:
        """Put what could not be written back before the others, as far as there is room."""
        with self._lock:
            room = max(0, self._most - len(self._waiting))
            kept, gone = batch.records[:room], batch.records[room:]
            self._waiting.extendleft(reversed(kept))
            self._lost.update(batch.lost)
            self._lost.update(record.actor.org_id for record in gone)

    def give_up(self, batch: Batch) -> None:
        """Count what can never be written as lost."""
        with self._lock:
            self._lost.update(batch.lost)
            self._lost.update(record.actor.org_id for record in batch.records)


class Batch:
    """Calls of one transaction."""

    def __init__(self, records: tuple[Record, ...], lost: Counter[str]) -> None:
        self.records = records
        self.lost = lost

    def write(self, tx: Transaction, *, now: int) -> None:
        """Append all to the chains of their organisations."""
        told = [*self.records, *(_of_lost(org_id, n, now=now) for org_id, n in self.lost.items())]
        for org_id, records in _by_organisation(told):
            append(tx, org_id, records)


def _by_organisation(records: Iterable[Record]) -> Iterable[tuple[str, list[Record]]]:
    """In one order, so that no two processes wait for each other."""
    ordered = sorted(records, key=lambda record: record.actor.org_id)
    return [(org_id, list(those)) for org_id, those in groupby(ordered, key=lambda record: record.actor.org_id)]


def _of_lost(org_id: str, n: int, *, now: int) -> Record:
    return Record(
        created_at=now,
        actor=Actor(org_id=org_id, kind=ActorKind.SYSTEM, id=None, name="audit"),
        event_type=CALLS_LOST,
        event_group=CALLS,
        summary=f"{n} calls were not recorded: more came than could be written",
        data={"calls": n},
    )
