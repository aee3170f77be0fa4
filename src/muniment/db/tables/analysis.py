"""What was found in a document: the analysis and the text it stands on."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from muniment.db.tables.metadata import metadata

analyses = Table(
    "analyses",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("generation", Integer, nullable=False),
    # JSON: the analysis of CONTRACT §2.7 but for what the columns say.
    Column("result", Text, nullable=False),
    Column("started_at", BigInteger),
    Column("completed_at", BigInteger, nullable=False),
)

document_facts = Table(
    "document_facts",
    metadata,
    # What of the analyses one can ask for; documents/facts.py says how a value becomes columns.
    Column("document_id", String(64), nullable=False),
    Column("key", String(64), nullable=False),
    Column("source", String(16), nullable=False),  # engine: found by the analysis
    Column("position", Integer, nullable=False),  # of an element in its list, else 0
    Column("org_id", String(64), nullable=False),
    Column("value_text", Text, nullable=False),
    Column("value_date", String(10)),  # ISO 8601, a whole day: sorts as text
    Column("value_number", Double),
    Column("page", Integer),
    PrimaryKeyConstraint("document_id", "key", "source", "position"),
    Index("ix_document_facts_date", "org_id", "key", "value_date"),
    sqlite_with_rowid=False,
)

document_items = Table(
    "document_items",
    metadata,
    # What a report lists, row by row (CONTRACT §5.4), in the order it is shown.
    Column("document_id", String(64), nullable=False),
    Column("position", Integer, nullable=False),  # from 0
    Column("org_id", String(64), nullable=False),
    Column("id", String(64), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("fields", Text, nullable=False),  # JSON: those of judging/items/kinds.py
    Column("quote", Text, nullable=False),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),  # of the quote in the page's text
    Column("verified", Boolean, nullable=False),
    PrimaryKeyConstraint("document_id", "position"),
    sqlite_with_rowid=False,
)

document_pages = Table(
    "document_pages",
    metadata,
    Column("document_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("label", Text),
    Column("is_ocr", Boolean, nullable=False),
    Column("text", LargeBinary, nullable=False),  # UTF-8, zlib
    Column("seen", LargeBinary),  # where recognised words stand: reading/seen_words.py
    PrimaryKeyConstraint("document_id", "number"),
    sqlite_with_rowid=False,
)
