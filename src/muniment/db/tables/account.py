"""Who the evidence belongs to, who may see it, and the keys and sessions that open it."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, LargeBinary, String, Table, Text, UniqueConstraint

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
    Column("created_by", String(64), index=True),  # the user who made it, whose end is its own; null for nobody's
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
    Column("created_by", String(64), index=True),  # as of a key
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

users = Table(
    "users",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("email", Text, nullable=False),
    Column("email_folded", Text, nullable=False, unique=True),  # of one organisation only
    Column("first_name", Text),
    Column("last_name", Text),
    Column("role", String(16), nullable=False),
    Column("password_hash", Text),  # as argon2 writes it, with its parameters; null for who has none
    # Who it is at the OIDC provider.
    Column("oidc_issuer", Text),
    Column("oidc_subject", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("updated_at", BigInteger, nullable=False),
    Column("last_signed_in_at", BigInteger),
    Column("disabled_at", BigInteger),
    UniqueConstraint("oidc_issuer", "oidc_subject"),
    Index("ix_users_organisation", "org_id", "created_at", "id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True),
    Column("user_id", String(64), nullable=False, index=True),
    Column("method", String(16), nullable=False),  # how its user signed in
    Column("address", Text),
    Column("user_agent", Text),
    Column("created_at", BigInteger, nullable=False),
    Column("last_used_at", BigInteger, nullable=False),
    Column("idle_seconds", BigInteger, nullable=False),  # after which unused it ends
    Column("expires_at", BigInteger, nullable=False, index=True),
)

one_time_codes = Table(
    "one_time_codes",
    metadata,
    Column("id", String(64), primary_key=True),  # the hex of the code's SHA-256
    Column("user_id", String(64), index=True),  # whose it is; null: it makes the first administrator
    Column("purpose", String(16), nullable=False),  # password or sign_in
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

sign_in_tries = Table(
    "sign_in_tries",
    metadata,
    Column("id", String(64), primary_key=True),  # the hex of a hash of the account, or of the address, that is counted
    Column("tries", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False, index=True),
)
