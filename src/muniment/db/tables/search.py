"""What a search by words looks through."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table

from muniment.db.tables.metadata import metadata

search_entries = Table(
    "search_entries",
    metadata,
    # Also the row of `search_text`, the full-text index beside this table: FTS5 on SQLite, tsvector on PostgreSQL. The
    # migrations make it by hand. It says whose it is, see documents/search/places.py.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("org_id", String(64), nullable=False),
    Column("document_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),  # the page's; 0 is the document's name
    # Copies of the document's own, kept by documents/lifecycle.py. On PostgreSQL `search_text` has them too.
    Column("seq", BigInteger, nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Index("ix_search_entries_document", "document_id", "number"),
)

search_organisations = Table(
    "search_organisations",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("org_id", String(64), nullable=False, unique=True),
)
"""The organisation's part of its entries' ids, given with its first entry."""
