"""Now, as the database sees it: machines' clocks are never compared."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Double, literal_column

from muniment.db.engine import Transaction

_NOW: dict[str, ColumnElement[float]] = {
    "sqlite": literal_column("((julianday('now') - 2440587.5) * 86400.0)", Double()),
    "postgresql": literal_column("extract(epoch from clock_timestamp())::float8", Double()),
}


def clock(tx: Transaction) -> ColumnElement[float]:
    """Now, in fractional Unix seconds."""
    return clock_of(tx.dialect.name)


def clock_of(database: str) -> ColumnElement[float]:
    """The same for a statement that is made before a transaction is there, by the dialect's name."""
    return _NOW[database]
