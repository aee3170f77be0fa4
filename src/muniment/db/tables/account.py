"""Who the evidence belongs to, and the keys that open it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, Text

from muniment.db.tables.metadata import metadata

organisations = Table(
    "organisations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    # The networks from which it may be used, as a JSON array of CIDRs; null for everywhere.
    Column("api_ip_allowlist", Text),
    # The last `seq` given and the last `created_at` given to a document; the row is locked while one is given.
    Column("document_seq", BigInteger, nullable=False, server_default="0"),
    Column("document_created_at", BigInteger, nullable=False, server_default="0"),
    # The last `seq` given to an event: how many there are.
    Column("event_seq", BigInteger, nullable=False, server_default="0"),
    # The last `seq` given to an audit record; and the last one that was removed for its age, with its hash, signed.
    Column("audit_seq", BigInteger, nullable=False, server_default="0"),
    Column("audit_base_seq", BigInteger, nullable=False, server_default="0"),
    Column("audit_base_hash", LargeBinary),
    Column("audit_base_signature", LargeBinary),
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
    Column("vendor_ids", Text),  # the vendors it is bound to, as a JSON array; null for all
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger),
    Column("expires_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("revoked_for", Text),
)

oauth_clients = Table(
    "oauth_clients",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("secret_hash", LargeBinary, nullable=False),
    Column("secret_last4", String(4), nullable=False),
    Column("scopes", Text, nullable=False, server_default="[]"),
    Column("vendor_ids", Text),  # as of a key
    Column("access_token_ttl_seconds", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("revoked_for", Text),
)

oauth_tokens = Table(
    "oauth_tokens",
    metadata,
    Column("id", String(64), primary_key=True),  # the hex of the token's SHA-256
    Column("client_id", String(64), nullable=False),
    Column("scopes", Text, nullable=False),  # all of them, as a JSON array: none is implied by another
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Index("ix_oauth_tokens_client", "client_id", "created_at"),
)
