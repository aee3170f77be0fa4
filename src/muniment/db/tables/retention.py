"""What must not go, and what is gone: legal holds, and the record of purged documents."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table, Text, text

from muniment.db.tables.metadata import metadata

legal_holds = Table(
    "legal_holds",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("target_type", String(16), nullable=False),  # document, vendor or organisation
    Column("target_id", String(64), nullable=False),
    Column("vendor_id", String(64)),  # whose it is; null for the organisation's
    Column("reason", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    # Who, as JSON: what the object on the wire says.
    Column("created_by", Text, nullable=False),
    Column("released_at", BigInteger),
    Column("released_by", Text),
    Column("release_reason", Text),
    Index("ix_legal_holds_org", "org_id", "id"),
    Index(
        "ix_legal_holds_target",
        "target_id",
        sqlite_where=text("released_at IS NULL"),
        postgresql_where=text("released_at IS NULL"),
    ),
)

purged_documents = Table(
    "purged_documents",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("vendor_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("extension", String(8), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("document_type", String(64)),
    Column("sha256", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("archived_at", BigInteger, nullable=False),
    Column("purged_at", BigInteger, nullable=False),
    Column("retention_months", Integer, nullable=False),  # the term that was over
    # Of the bytes, until they are removed; then null.
    Column("storage_key", String(64)),
    Index("ix_purged_documents_org", "org_id", "document_id"),
    Index(
        "ix_purged_documents_kept",
        "storage_key",
        sqlite_where=text("storage_key IS NOT NULL"),
        postgresql_where=text("storage_key IS NOT NULL"),
    ),
)
