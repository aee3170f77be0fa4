"""What people said of documents, and which documents want somebody to say something."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Text

from muniment.db.tables.metadata import metadata

document_reviews = Table(
    "document_reviews",
    metadata,
    Column("document_id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("vendor_id", String(64), nullable=False),
    # JSON: what was said of the type and of each fact, by whom and when (documents/reviews.py).
    Column("said", Text, nullable=False),
    Column("note", Text),
    Column("reviewed_by", Text, nullable=False),  # JSON: who said the newest of it
    Column("reviewed_at", BigInteger, nullable=False),
    # What the type was before a person named it: what is back when that is withdrawn.
    Column("was_type_declared", Boolean, nullable=False),
    Column("declared_type", String(64)),
    Column("insights", Text, nullable=False),  # JSON: the facts as they stand
    # How far they agreed with what the engine had said then; its type '' where it had named none.
    Column("engine_type", String(64), nullable=False),
    Column("types_agreed", Integer, nullable=False),
    Column("types_corrected", Integer, nullable=False),
    Column("facts_agreed", Integer, nullable=False),
    Column("facts_corrected", Integer, nullable=False),
    Column("facts_rejected", Integer, nullable=False),
    Column("facts_added", Integer, nullable=False),
    # Covering: agreement is counted without the JSON beside it.
    Index(
        "ix_document_reviews_agreement",
        *("org_id", "engine_type", "vendor_id", "types_agreed", "types_corrected"),
        *("facts_agreed", "facts_corrected", "facts_rejected", "facts_added"),
    ),
)

review_wants = Table(
    "review_wants",
    metadata,
    # A row for each reason for which a document that nobody has reviewed wants a person, and one that stands for all of
    # them (documents/wants.py).
    Column("document_id", String(64), nullable=False),
    Column("reason", String(16), nullable=False),
    Column("org_id", String(64), nullable=False),
    Column("vendor_id", String(64), nullable=False),
    Column("wanted_on", String(10), nullable=False),  # ISO 8601: from this day on, which may lie ahead
    Column("seq", BigInteger, nullable=False),  # of the document
    Column("message", Text, nullable=False),
    PrimaryKeyConstraint("document_id", "reason"),
    # A page is walked to, and all are counted, without the messages.
    Index("ix_review_wants_org", "org_id", "reason", "wanted_on", "seq"),
    Index("ix_review_wants_vendor", "vendor_id", "reason", "wanted_on", "seq"),
    sqlite_with_rowid=False,
)
