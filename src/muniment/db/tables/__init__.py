"""The tables, as SQLAlchemy Core sees them, a module a topic. `migrations/` makes them; a test holds the two together.

Times are integer Unix seconds, as on the wire (CONTRACT §1.5), so no conversion can go wrong on the way. Job times
are fractional seconds of the database's own clock.

A module's name is singular and a table's plural: a table never hides the module it stands in.
"""

from muniment.db.tables.account import (
    api_keys,
    oauth_clients,
    oauth_tokens,
    one_time_codes,
    organisations,
    sessions,
    sign_in_tries,
    users,
)
from muniment.db.tables.analysis import analyses, document_facts, document_items, document_pages
from muniment.db.tables.audit import audit_records
from muniment.db.tables.document import document_assessments, document_counts, document_services, documents
from muniment.db.tables.event import events
from muniment.db.tables.idempotency import idempotency_keys
from muniment.db.tables.job import chores, job_lanes, jobs, workers
from muniment.db.tables.metadata import metadata
from muniment.db.tables.retention import legal_holds, purged_documents
from muniment.db.tables.review import document_reviews, review_wants
from muniment.db.tables.search import search_entries, search_organisations
from muniment.db.tables.upload import upload_pieces, uploads
from muniment.db.tables.vendor import assessments, services, vendors
from muniment.db.tables.webhook import webhook_deliveries, webhook_retries, webhooks

__all__ = [
    "analyses",
    "api_keys",
    "assessments",
    "audit_records",
    "chores",
    "document_assessments",
    "document_counts",
    "document_facts",
    "document_items",
    "document_pages",
    "document_reviews",
    "document_services",
    "documents",
    "events",
    "idempotency_keys",
    "job_lanes",
    "jobs",
    "legal_holds",
    "metadata",
    "oauth_clients",
    "oauth_tokens",
    "one_time_codes",
    "organisations",
    "purged_documents",
    "review_wants",
    "search_entries",
    "search_organisations",
    "services",
    "sessions",
    "sign_in_tries",
    "upload_pieces",
    "uploads",
    "users",
    "vendors",
    "webhook_deliveries",
    "webhook_retries",
    "webhooks",
    "workers",
]
