"""What a search by words looks through."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table

from muniment.db.tables.metadata import metadata

search_entries = Table(
    "search_entries",
    metadata,
    # Also the row of `search_text`, the full-text index beside this table: FTS5 on SQLite, tsvector on PostgreSQL. The
    # migrations make it by hand. Never given twice: what the index keeps of a removed entry then names nothing.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("org_id", String(64), nullable=False),
    Column("document_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),  # the page's; 0 is the document's name
    Index("ix_search_entries_document", "document_id", "number"),
    sqlite_autoincrement=True,
)
