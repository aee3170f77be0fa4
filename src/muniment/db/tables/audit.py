"""Who did what: changes and calls, in one chain for each organisation."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, LargeBinary, PrimaryKeyConstraint, String, Table, Text, text

from muniment.db.tables.metadata import metadata

_ARE_CHANGES = text("event_group <> 'api'")
_OF_CHANGES: dict[str, Any] = {"sqlite_where": _ARE_CHANGES, "postgresql_where": _ARE_CHANGES}

audit_records = Table(
    "audit_records",
    metadata,
    Column("org_id", String(64), nullable=False),
    # 1, 2, 3 …: `organisations.audit_seq`.
    Column("seq", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("actor_kind", String(16), nullable=False),
    Column("actor_id", String(64)),
    Column("actor_name", Text, nullable=False),
    Column("event_type", String(64), nullable=False),
    Column("event_group", String(32), nullable=False),
    Column("target_type", String(32)),
    Column("target_id", String(64)),
    Column("vendor_id", String(64)),
    Column("summary", Text, nullable=False),
    Column("data", Text, nullable=False),  # JSON
    # SHA-256 over all of the above and the hash of the record before.
    Column("hash", LargeBinary, nullable=False),
    PrimaryKeyConstraint("org_id", "seq"),
    Index("ix_audit_records_created_at", "org_id", "created_at"),
    # Calls are many times as many as changes, and are read in their order: the further indexes do without them.
    Index("ix_audit_records_event_type", "org_id", "event_type", "seq", **_OF_CHANGES),
    Index("ix_audit_records_target", "org_id", "target_id", "seq", **_OF_CHANGES),  # one object's trail
)
