"""The tables, as SQLAlchemy Core sees them. `migrations/` makes them; a test holds the two together.

Times are integer Unix seconds, as on the wire (CONTRACT §1.5), so no conversion can go wrong on the way. Job times
are fractional seconds of the database's own clock.

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
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

organisations = Table(
    "organisations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    # The last `seq` given and the last `created_at` given to a document; the row is locked while one is given.
    Column("document_seq", BigInteger, nullable=False, server_default="0"),
    Column("document_created_at", BigInteger, nullable=False, server_default="0"),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("public_id", String(64), nullable=False, unique=True),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("scopes", Text, nullable=False, server_default="[]"),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
)

vendors = Table(
    "vendors",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    # What a search by name compares with: `vendors.folded`. Neither database folds case beyond ASCII by itself alike.
    Column("name_folded", Text, nullable=False),
    Column("external_id", Text),
    Column("website", Text),
    Column("description", Text),
    Column("hq_location", Text),
    Column("use_case", Text),
    Column("tier", Text),
    Column("tags", Text, nullable=False, server_default="[]"),
    Column("primary_contact", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Index("ix_vendors_org", "org_id", "created_at", "id"),
    Index("ix_vendors_external", "org_id", "external_id"),
)

services = Table(
    "services",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("vendor_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text),
    Column("external_id", Text),
    Column("tags", Text, nullable=False, server_default="[]"),
    Column("primary_contact", Text),
    Column("created_at", BigInteger, nullable=False),
    Index("ix_services_vendor", "vendor_id", "created_at", "id"),
)

assessments = Table(
    "assessments",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("vendor_id", String(64), nullable=False),
    Column("name", Text),
    Column("status", String(32), nullable=False),
    Column("control_set_ids", Text, nullable=False, server_default="[]"),
    Column("service_ids", Text, nullable=False, server_default="[]"),
    Column("assignee_id", Text),
    Column("initiated_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("archived_at", BigInteger),
    Index("ix_assessments_vendor", "vendor_id"),
)

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
    # Covering: a list is counted and skipped through without touching the rows (documents/listing.py).
    Index("ix_documents_org", "org_id", "seq", "is_archived", "status", "document_type", "vendor_id", unique=True),
    Index("ix_documents_vendor", "vendor_id", "seq", "is_archived", "status", "document_type"),
    Index("ix_documents_created", "org_id", "created_at", "seq"),
    # For the few that match rare filters: found at once instead of walked to.
    Index("ix_documents_kind", "org_id", "status", "document_type", "is_archived", "seq"),
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
    PrimaryKeyConstraint("service_id", "seq", postgresql_include=["is_archived", "status", "document_type"]),
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
    PrimaryKeyConstraint("assessment_id", "seq", postgresql_include=["is_archived", "status", "document_type"]),
    Index("ix_document_assessments_document", "document_id"),
    sqlite_with_rowid=False,
)

document_counts = Table(
    "document_counts",
    metadata,
    # An organisation's, vendor's, service's or assessment's id.
    Column("scope_id", String(64), nullable=False),
    # seq // BLOCK for organisations; -1 is the total, which every scope has.
    Column("block", BigInteger, nullable=False),
    Column("document_type", String(64), nullable=False),  # '' for none
    Column("status", String(16), nullable=False),
    Column("is_archived", Boolean, nullable=False),
    Column("n", BigInteger, nullable=False),
    PrimaryKeyConstraint("scope_id", "block", "document_type", "status", "is_archived"),
    sqlite_with_rowid=False,
)

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

document_pages = Table(
    "document_pages",
    metadata,
    Column("document_id", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("label", Text),
    Column("is_ocr", Boolean, nullable=False),
    Column("text", LargeBinary, nullable=False),  # UTF-8, zlib
    PrimaryKeyConstraint("document_id", "number"),
    sqlite_with_rowid=False,
)

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

jobs = Table(
    "jobs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("org_id", String(64), nullable=False),
    Column("document_id", String(64), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("state", String(16), nullable=False),  # queued, leased, done, dead, cancelled
    Column("attempt", Integer, nullable=False, server_default="0"),  # raised by each claim; fences the result
    Column("failures", Integer, nullable=False, server_default="0"),  # attempts that ended badly
    Column("run_at", Double, nullable=False),
    Column("lease_until", Double),
    Column("worker", Text),
    Column("error", Text),
    Column("created_at", Double, nullable=False),
    Column("finished_at", Double),
    Column("trace_parent", String(64)),  # of the span in which it was owed (W3C), when spans are made
    Index(
        "ix_jobs_queued",
        "org_id",
        "run_at",
        "id",
        sqlite_where=text("state = 'queued'"),
        postgresql_where=text("state = 'queued'"),
    ),
    Index(
        "ix_jobs_leased",
        "lease_until",
        sqlite_where=text("state = 'leased'"),
        postgresql_where=text("state = 'leased'"),
    ),
    Index("ix_jobs_document", "document_id"),
    Index(
        "ix_jobs_dead",
        "org_id",
        "finished_at",
        sqlite_where=text("state = 'dead'"),
        postgresql_where=text("state = 'dead'"),
    ),
    # What outnumbers all others: those that ended well and are kept for a week.
    Index(
        "ix_jobs_ended",
        "finished_at",
        "state",
        sqlite_where=text("state IN ('done', 'cancelled')"),
        postgresql_where=text("state IN ('done', 'cancelled')"),
    ),
    Index("ix_jobs_created", "created_at", "id"),
)

job_lanes = Table(
    "job_lanes",
    metadata,
    # One row an organisation: workers take turns between lanes, so ten thousand jobs of one do not delay another's one.
    Column("org_id", String(64), primary_key=True),
    Column("next_run_at", Double),  # earliest run_at of its queued jobs; null when none
    Column("served_at", Double, nullable=False),
    Index(
        "ix_job_lanes_waiting",
        "served_at",
        "org_id",
        sqlite_where=text("next_run_at IS NOT NULL"),
        postgresql_where=text("next_run_at IS NOT NULL"),
    ),
)

workers = Table(
    "workers",
    metadata,
    # One row for each living worker, on whichever machine; times are the database's clock. Removed when it stops.
    Column("name", String(255), primary_key=True),
    Column("concurrency", Integer, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
)

chores = Table(
    "chores",
    metadata,
    # Work that one worker of all does from time to time; the database's clock.
    Column("name", String(64), primary_key=True),
    Column("begun_at", Double, nullable=False),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("org_id", String(64), nullable=False),
    Column("endpoint", String(64), nullable=False),
    Column("key", String(255), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("status", Integer, nullable=False, server_default="0"),  # 0 until the effect's transaction ends
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("org_id", "endpoint", "key"),
    Index("ix_idempotency_keys_created_at", "created_at"),
    sqlite_with_rowid=False,
)
