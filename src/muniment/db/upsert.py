"""Inserting a row, or doing something else when its key is there: the one place that knows how each database says so.

SQLite and PostgreSQL share the words (ON CONFLICT) but not SQLAlchemy's class for them. `database` is the name of the
dialect, as `tx.dialect.name` gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Column, ColumnElement, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert: TypeAlias = sqlite.Insert | postgresql.Insert
New: TypeAlias = Any
"""The row that could not be inserted, its values by column name: `new["n"]`."""


def insert_or_ignore(database: str, table: Table) -> Insert:
    """Insert into the table; a row that is there already stays as it is."""
    return _insert(database, table).on_conflict_do_nothing()


def insert_or_update(
    database: str,
    table: Table,
    values: Mapping[str, Any],
    *,
    update: Callable[[New], Mapping[str, Any]],
    key: Sequence[Column[Any]] = (),
    where: ColumnElement[bool] | None = None,
) -> Insert:
    """Insert the values; where the key is there (the primary key when none is named), change that row instead.

    `update` gives the changes, and may look at the row that could not be inserted. With `where`, a row that is there
    and for which it is false stays as it is, and nothing is returned for it.
    """
    inserted = _insert(database, table).values(values)
    return inserted.on_conflict_do_update(
        index_elements=list(key or table.primary_key), set_=update(inserted.excluded), where=where
    )


def _insert(database: str, table: Table) -> Insert:
    return sqlite.insert(table) if database == "sqlite" else postgresql.insert(table)
