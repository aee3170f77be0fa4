"""Who is told of events, how each telling went, and what is to be tried again."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from muniment.db.tables.metadata import metadata

webhooks = Table(
    "webhooks",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("url", Text, nullable=False),
    Column("events", Text, nullable=False),  # JSON array of types
    Column("description", Text),
    Column("is_enabled", Boolean, nullable=False),
    Column("vendor_ids", Text),  # the vendors of whose events it is told, as a JSON array; null for all
    Column("sealed_secret", LargeBinary, nullable=False),  # webhooks/seals.py
    Column("secret_version", Integer, nullable=False),  # how often it was set
    Column("created_at", BigInteger, nullable=False),
    # The `seq` of the last event that was tried, or that is not for it.
    Column("cursor_seq", BigInteger, nullable=False),
    # Nothing is tried before: the receiver did not answer. How often in a row it did not.
    Column("paused_until", BigInteger, nullable=False, server_default="0"),
    Column("times_away", Integer, nullable=False, server_default="0"),
    # When the first of its retries is due; null without one.
    Column("next_retry_at", BigInteger),
    # The first failure since the last success; null after a success.
    Column("failing_since", BigInteger),
    Column("last_delivery_status", String(16)),
    Column("delivery_count", BigInteger, nullable=False, server_default="0"),
    Column("delivered_count", BigInteger, nullable=False, server_default="0"),
    Index("ix_webhooks_org", "org_id", "created_at", "id"),
)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    # Every try, also those of tests.
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("webhook_id", String(64), nullable=False),
    Column("event_id", String(64), nullable=False),
    Column("event_seq", BigInteger),  # null for a test
    Column("event_type", String(255), nullable=False),
    Column("status", String(16), nullable=False),  # delivered, timeout, error
    Column("response_status", Integer),
    Column("response_time_ms", Integer, nullable=False),
    Column("error", Text),
    Column("payload", Text),  # JSON: what a test sent; an event's is made from the event
    Column("attempted_at", BigInteger, nullable=False),
    Index("ix_webhook_deliveries_webhook", "webhook_id", "attempted_at", "id"),
    Index("ix_webhook_deliveries_event", "webhook_id", "event_seq"),
    Index("ix_webhook_deliveries_attempted_at", "attempted_at"),
)

webhook_retries = Table(
    "webhook_retries",
    metadata,
    # An event that is to be tried, behind the cursor: it failed, or is replayed.
    Column("webhook_id", String(64), nullable=False),
    Column("event_seq", BigInteger, nullable=False),
    Column("org_id", String(64), nullable=False),
    Column("tries", Integer, nullable=False),  # since it was first tried, or replayed
    Column("first_tried_at", BigInteger, nullable=False),
    Column("next_try_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("webhook_id", "event_seq"),
    Index("ix_webhook_retries_due", "webhook_id", "next_try_at", "event_seq"),
)
