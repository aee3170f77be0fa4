"""What has changed, in the one order of each organisation."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, PrimaryKeyConstraint, String, Table, Text

from muniment.db.tables.metadata import metadata

events = Table(
    "events",
    metadata,
    Column("org_id", String(64), nullable=False),
    # 1, 2, 3 …: `organisations.event_seq`, given in the changing transaction.
    Column("seq", BigInteger, nullable=False),
    Column("id", String(64), nullable=False),
    Column("type", String(32), nullable=False),  # of events/catalogue.py
    Column("subject_id", String(64), nullable=False),
    Column("vendor_id", String(64)),  # whose it is; a vendor's own for itself
    Column("actor_kind", String(16), nullable=False),
    Column("actor_id", String(64)),
    # As it was called then.
    Column("actor_name", Text, nullable=False),
    # JSON: {field: [old value, new value]}, of the fields that differ.
    Column("changes", Text, nullable=False),
    Column("occurred_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("org_id", "seq"),
    # One object's trail.
    Index("ix_events_subject", "subject_id", "seq"),
    sqlite_with_rowid=False,
)
