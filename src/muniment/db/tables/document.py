"""What was received.

Order of documents: `seq` counts up within an organisation and is given in the inserting transaction together with a
`created_at` that never runs backwards, so "newest first, ties by id" is `seq` descending. Everything that lists
documents orders by it.
"""

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
    text,
)

from muniment.db.tables.metadata import metadata

IN_ORDER = String(64).with_variant(String(64, collation="C"), "postgresql")
"""Text in the order of its characters' numbers, which SQLite's is, on both databases."""

_KIND = ("is_archived", "status", "document_type")

documents = Table(
    "documents",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("vendor_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("extension", String(8), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("document_type", String(64)),
    # True when a caller named the type: the classifier then never overwrites it (CONTRACT §2.1).
    Column("is_type_declared", Boolean, nullable=False),
    Column("status", String(16), nullable=False),
    Column("service_ids", Text, nullable=False, server_default="[]"),
    Column("assessment_ids", Text, nullable=False, server_default="[]"),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("is_archived", Boolean, nullable=False, server_default=text("false")),
    Column("archived_at", BigInteger),
    Column("sha256", LargeBinary, nullable=False),
    Column("storage_key", String(64), nullable=False, unique=True),
    # Raised by each new analysis; a result is written only under the generation its job was given.
    Column("generation", Integer, nullable=False, server_default="1"),
    # What the malware scanner said (scanning/verdict.py): clean, quarantined or released; null when it was not asked.
    Column("scan", String(16)),
    Column("quarantined_for", Text),  # why, while it is in quarantine
    Column("type_confidence", Double),  # the classifier's, 0 to 1
    # The day, ISO 8601, until which it is good by its fact `expires_on`; UNDATED (document.py) without one.
    Column("valid_until", IN_ORDER, nullable=False, server_default="undated"),
    Column("name_folded", IN_ORDER, nullable=False),  # what lists by name go by (document.py)
    # Covering: a list is counted and skipped through without touching the rows (documents/listing.py).
    Index("ix_documents_org", "org_id", "seq", *_KIND, "vendor_id", "valid_until", unique=True),
    Index("ix_documents_vendor", "vendor_id", "seq", *_KIND, "valid_until"),
    Index("ix_documents_valid_until", "org_id", "valid_until", "seq", *_KIND, "vendor_id"),
    Index("ix_documents_name", "org_id", "name_folded", "seq", *_KIND, "vendor_id", "valid_until"),
    Index("ix_documents_sha256", "org_id", "sha256", "seq"),
    Index("ix_documents_created", "org_id", "created_at", "seq"),
    # For the few that match rare filters: found at once instead of walked to.
    Index("ix_documents_kind", "org_id", "status", "document_type", "is_archived", "seq"),
    Index(
        "ix_documents_quarantined",
        "org_id",
        "seq",
        sqlite_where=text("quarantined_for IS NOT NULL"),
        postgresql_where=text("quarantined_for IS NOT NULL"),
    ),
    # What is past its term is found type by type; few are archived.
    Index(
        "ix_documents_archived",
        "document_type",
        "archived_at",
        "id",
        sqlite_where=text("archived_at IS NOT NULL"),
        postgresql_where=text("archived_at IS NOT NULL"),
    ),
    # The periodic check looks for documents that have not settled; almost none ever match.
    Index(
        "ix_documents_unsettled",
        "status",
        "id",
        sqlite_where=text("status IN ('created', 'analyzing')"),
        postgresql_where=text("status IN ('created', 'analyzing')"),
    ),
)

document_services = Table(
    "document_services",
    metadata,
    Column("service_id", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("document_id", String(64), nullable=False),
    # Copies of the document's own, kept by documents/lifecycle.py: a list walks this table alone.
    Column("document_type", String(64)),
    Column("status", String(16), nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Column("valid_until", IN_ORDER, nullable=False, server_default="undated"),
    PrimaryKeyConstraint("service_id", "seq", postgresql_include=[*_KIND, "valid_until"]),
    Index("ix_document_services_document", "document_id"),
    sqlite_with_rowid=False,
)

document_assessments = Table(
    "document_assessments",
    metadata,
    Column("assessment_id", String(64), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("document_id", String(64), nullable=False),
    # Copies of the document's own, kept by documents/lifecycle.py: a list walks this table alone.
    Column("document_type", String(64)),
    Column("status", String(16), nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Column("valid_until", IN_ORDER, nullable=False, server_default="undated"),
    PrimaryKeyConstraint("assessment_id", "seq", postgresql_include=[*_KIND, "valid_until"]),
    Index("ix_document_assessments_document", "document_id"),
    sqlite_with_rowid=False,
)

document_counts = Table(
    "document_counts",
    metadata,
    # An organisation's, vendor's, service's or assessment's id.
    Column("scope_id", String(64), nullable=False),
    Column("document_type", String(64), nullable=False),  # '' for none
    Column("status", String(16), nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Column("n", BigInteger, nullable=False),
    PrimaryKeyConstraint("scope_id", "document_type", "status", "is_archived"),
    sqlite_with_rowid=False,
)
