"""Now, as the database sees it: what is stored is dated by one clock, whichever machine stores it.

A machine whose clock is wrong dates nothing: PostgreSQL is asked once in a while and its answer carried on by the
machine's steady clock, which does not jump when the other is set. SQLite's clock is its machine's.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import ColumnElement, Connection, Double, literal_column

from muniment import clock as host_clock

_NOW: dict[str, ColumnElement[float]] = {
    "sqlite": literal_column("((julianday('now') - 2440587.5) * 86400.0)", Double()),
    "postgresql": literal_column("extract(epoch from clock_timestamp())::float8", Double()),
}


def clock(tx: Connection) -> ColumnElement[float]:
    """Now, in fractional Unix seconds, within a statement."""
    return clock_of(tx.dialect.name)


def clock_of(database: str) -> ColumnElement[float]:
    """The same for a statement that is made before a transaction is there, by the dialect's name."""
    return _NOW[database]


def now(tx: Connection) -> int:
    """Now, in Unix seconds, for what the transaction stores. Asks PostgreSQL if this process has not of late."""
    if tx.dialect.name == "sqlite":
        return host_clock.now()
    carried: CarriedClock = tx.get_execution_options()[_CARRIED]
    return int(carried.read(tx))


def carried() -> dict[str, Any]:
    """Execution options of an engine for PostgreSQL: the clock that `now` carries on."""
    return {_CARRIED: CarriedClock()}


_CARRIED = "muniment_clock"

_ASK_SECONDS = 10.0
"""A steady clock strays by a millisecond in that time at worst; one that stood still (the machine slept) catches up."""

_ASK = "SELECT extract(epoch from clock_timestamp())::float8"


class CarriedClock:
    """What PostgreSQL's clock said, and what this machine's steady clock said then."""

    def __init__(self) -> None:
        self._said: tuple[float, float] | None = None

    def read(self, tx: Connection) -> float:
        """PostgreSQL's clock, in fractional Unix seconds."""
        said, asked_at = self._said, time.monotonic()
        if said is None or asked_at - said[1] > _ASK_SECONDS:
            answer = float(tx.exec_driver_sql(_ASK).scalar_one())
            answered_at = time.monotonic()
            carried = said[0] + answered_at - said[1] if said is not None else answer
            # While the answer was on its way the clock went on; only beyond that it was another one.
            is_late = 0 < carried - answer <= answered_at - asked_at
            said = self._said = (carried if is_late else answer, answered_at)
        return said[0] + time.monotonic() - said[1]
