"""Files that arrive in several requests, and what is kept of them until they are whole."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, String, Table, Text, text

from muniment.db.tables.metadata import metadata

uploads = Table(
    "uploads",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("vendor_id", String(64), nullable=False),
    Column("said", Text, nullable=False),  # what was said of the file, as the header Upload-Metadata has it
    Column("size", BigInteger, nullable=False),
    Column("received", BigInteger, nullable=False, server_default="0"),
    Column("piece_count", Integer, nullable=False, server_default="0"),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    # Whose request brings bytes at the moment, and until when it counts as doing so.
    Column("lease", LargeBinary),
    Column("leased_until", BigInteger),
    Column("document_id", String(64)),  # null until the file is whole
    Index("ix_uploads_expires_at", "expires_at"),
    Index(
        "ix_uploads_open",
        "org_id",
        "size",
        sqlite_where=text("document_id IS NULL"),
        postgresql_where=text("document_id IS NULL"),
    ),
)

upload_pieces = Table(
    "upload_pieces",
    metadata,
    Column("upload_id", String(64), nullable=False),
    Column("start", BigInteger, nullable=False),
    Column("storage_key", String(64), nullable=False, unique=True),
    PrimaryKeyConstraint("upload_id", "start"),
    sqlite_with_rowid=False,
)
