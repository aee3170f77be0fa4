"""Answers that are remembered, so that a repeated request has no second effect."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table

from muniment.db.tables.metadata import metadata

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("org_id", String(64), nullable=False),
    Column("endpoint", String(64), nullable=False),
    Column("key", String(255), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("status", Integer, nullable=False, server_default="0"),  # 0 until the effect's transaction ends
    Column("body", LargeBinary, nullable=False),  # of the answer; of a lease its token
    Column("content", LargeBinary, nullable=False),  # the request's hash, empty until there is an answer
    PrimaryKeyConstraint("org_id", "endpoint", "key"),
    Index("ix_idempotency_keys_created_at", "created_at"),
    sqlite_with_rowid=False,
)
