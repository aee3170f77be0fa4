"""Removing rows that are over, some at a time, so that no transaction is long."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, select

from muniment.db.engine import Transaction


def remove_over(
    tx: Transaction, table: Table, is_over: ColumnElement[bool], *, oldest_by: Column[Any], limit: int
) -> int:
    """Remove up to `limit` rows for which `is_over` holds, by their `id`, the least of `oldest_by` first; returns how
    many were found. One for which it holds no more when its turn comes stays: it was used at that moment."""
    c = table.c
    over = tx.execute(select(c.id).where(is_over).order_by(oldest_by).limit(limit)).scalars().all()
    if over:
        tx.execute(delete(table).where(c.id.in_(over), is_over))
    return len(over)
