"""Everything, as the first release has it

Until that release this script is changed in place, together with `db/tables/`; after it, only new ones are added.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    _accounts()
    _people()
    _vendors()
    _documents()
    _retention()
    _analyses()
    _reviews()
    _search()
    _jobs()
    _idempotency()
    _uploads()
    _events()
    _audit()
    _webhooks()


def _accounts() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("api_ip_allowlist", sa.Text(), nullable=True),
        sa.Column("document_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("document_created_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("event_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("audit_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("audit_base_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("audit_base_hash", sa.LargeBinary(), nullable=True),
        sa.Column("audit_base_signature", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
        sa.UniqueConstraint("name", name=op.f("uq_organisations_name")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("public_id", sa.String(length=64), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("scopes", sa.Text(), server_default="[]", nullable=False),
        sa.Column("vendor_ids", sa.Text(), nullable=True),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_for", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("public_id", name=op.f("uq_api_keys_public_id")),
    )
    op.create_index(op.f("ix_api_keys_created_by"), "api_keys", ["created_by"], unique=False)
    op.create_index(op.f("ix_api_keys_org_id"), "api_keys", ["org_id"], unique=False)
    op.create_table(
        "oauth_clients",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("secret_last4", sa.String(length=4), nullable=False),
        sa.Column("scopes", sa.Text(), server_default="[]", nullable=False),
        sa.Column("vendor_ids", sa.Text(), nullable=True),
        sa.Column("access_token_ttl_seconds", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_for", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_clients")),
    )
    op.create_index(op.f("ix_oauth_clients_created_by"), "oauth_clients", ["created_by"], unique=False)
    op.create_index(op.f("ix_oauth_clients_org_id"), "oauth_clients", ["org_id"], unique=False)
    op.create_table(
        "oauth_tokens",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_oauth_tokens")),
    )
    op.create_index("ix_oauth_tokens_client", "oauth_tokens", ["client_id", "created_at"], unique=False)
    op.create_index(op.f("ix_oauth_tokens_expires_at"), "oauth_tokens", ["expires_at"], unique=False)


def _people() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_folded", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("oidc_issuer", sa.Text(), nullable=True),
        sa.Column("oidc_subject", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("last_signed_in_at", sa.BigInteger(), nullable=True),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("email_folded", name=op.f("uq_users_email_folded")),
        sa.UniqueConstraint("oidc_issuer", "oidc_subject", name=op.f("uq_users_oidc_issuer_oidc_subject")),
    )
    op.create_index("ix_users_organisation", "users", ["org_id", "created_at", "id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("user_agent", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_used_at", sa.BigInteger(), nullable=False),
        sa.Column("idle_seconds", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_expires_at"), "sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_sessions_user_id"), "sessions", ["user_id"], unique=False)
    op.create_table(
        "one_time_codes",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=64), nullable=True),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_codes")),
    )
    op.create_index(op.f("ix_one_time_codes_expires_at"), "one_time_codes", ["expires_at"], unique=False)
    op.create_index(op.f("ix_one_time_codes_user_id"), "one_time_codes", ["user_id"], unique=False)
    op.create_table(
        "sign_in_tries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_tries")),
    )
    op.create_index(op.f("ix_sign_in_tries_since"), "sign_in_tries", ["since"], unique=False)


def _vendors() -> None:
    op.create_table(
        "vendors",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("hq_location", sa.Text(), nullable=True),
        sa.Column("use_case", sa.Text(), nullable=True),
        sa.Column("tier", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), server_default="[]", nullable=False),
        sa.Column("engagement_type", sa.String(length=16), server_default="vendor", nullable=False),
        sa.Column("status_id", sa.Text(), nullable=True),
        sa.Column("risk_analyst_ids", sa.Text(), server_default="[]", nullable=False),
        sa.Column("relationship_owner_ids", sa.Text(), server_default="[]", nullable=False),
        sa.Column("watcher_ids", sa.Text(), server_default="[]", nullable=False),
        sa.Column("inherent_risk_level_id", sa.Text(), nullable=True),
        sa.Column("residual_risk_level_id", sa.Text(), nullable=True),
        sa.Column("primary_contact", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vendors")),
    )
    op.create_index("ix_vendors_external", "vendors", ["org_id", "external_id"], unique=False)
    op.create_index("ix_vendors_org", "vendors", ["org_id", "created_at", "id"], unique=False)
    op.create_table(
        "services",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_folded", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("tags", sa.Text(), server_default="[]", nullable=False),
        sa.Column("relationship_owner_ids", sa.Text(), server_default="[]", nullable=False),
        sa.Column("watcher_ids", sa.Text(), server_default="[]", nullable=False),
        sa.Column("primary_contact", sa.Text(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_services")),
    )
    op.create_index("ix_services_vendor", "services", ["vendor_id", "created_at", "id"], unique=False)
    op.create_table(
        "assessments",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("control_set_ids", sa.Text(), server_default="[]", nullable=False),
        sa.Column("service_ids", sa.Text(), server_default="[]", nullable=False),
        sa.Column("assignee_id", sa.Text(), nullable=True),
        sa.Column("initiated_at", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessments")),
    )
    op.create_index("ix_assessments_vendor", "assessments", ["vendor_id"], unique=False)


def _documents() -> None:
    in_order = sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql")
    kind = ["is_archived", "status", "document_type"]
    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("extension", sa.String(length=8), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("document_type", sa.String(length=64), nullable=True),
        sa.Column("is_type_declared", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("service_ids", sa.Text(), server_default="[]", nullable=False),
        sa.Column("assessment_ids", sa.Text(), server_default="[]", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), server_default="1", nullable=False),
        sa.Column("scan", sa.String(length=16), nullable=True),
        sa.Column("quarantined_for", sa.Text(), nullable=True),
        sa.Column("type_confidence", sa.Double(), nullable=True),
        sa.Column("valid_until", in_order, server_default="undated", nullable=False),
        sa.Column("name_folded", in_order, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_documents_storage_key")),
    )
    op.create_index(
        "ix_documents_quarantined",
        "documents",
        ["org_id", "seq"],
        unique=False,
        sqlite_where=sa.text("quarantined_for IS NOT NULL"),
        postgresql_where=sa.text("quarantined_for IS NOT NULL"),
    )
    op.create_index(
        "ix_documents_archived",
        "documents",
        ["document_type", "archived_at", "id"],
        unique=False,
        sqlite_where=sa.text("archived_at IS NOT NULL"),
        postgresql_where=sa.text("archived_at IS NOT NULL"),
    )
    op.create_index("ix_documents_sha256", "documents", ["org_id", "sha256", "seq"], unique=False)
    op.create_index("ix_documents_created", "documents", ["org_id", "created_at", "seq"], unique=False)
    op.create_index(
        "ix_documents_kind", "documents", ["org_id", "status", "document_type", "is_archived", "seq"], unique=False
    )
    op.create_index(
        "ix_documents_org",
        "documents",
        ["org_id", "seq", *kind, "vendor_id", "valid_until"],
        unique=True,
    )
    op.create_index(
        "ix_documents_unsettled",
        "documents",
        ["status", "id"],
        unique=False,
        sqlite_where=sa.text("status IN ('created', 'analyzing')"),
        postgresql_where=sa.text("status IN ('created', 'analyzing')"),
    )
    op.create_index("ix_documents_vendor", "documents", ["vendor_id", "seq", *kind, "valid_until"], unique=False)
    op.create_index(
        "ix_documents_valid_until", "documents", ["org_id", "valid_until", "seq", *kind, "vendor_id"], unique=False
    )
    op.create_index(
        "ix_documents_name",
        "documents",
        ["org_id", "name_folded", "seq", *kind, "vendor_id", "valid_until"],
        unique=False,
    )
    op.create_table(
        "document_services",
        sa.Column("service_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("document_type", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("valid_until", in_order, server_default="undated", nullable=False),
        sa.PrimaryKeyConstraint(
            "service_id",
            "seq",
            name=op.f("pk_document_services"),
            postgresql_include=[*kind, "valid_until"],
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_document_services_document", "document_services", ["document_id"], unique=False)
    op.create_table(
        "document_assessments",
        sa.Column("assessment_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("document_type", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("valid_until", in_order, server_default="undated", nullable=False),
        sa.PrimaryKeyConstraint(
            "assessment_id",
            "seq",
            name=op.f("pk_document_assessments"),
            postgresql_include=[*kind, "valid_until"],
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_document_assessments_document", "document_assessments", ["document_id"], unique=False)
    op.create_table(
        "document_counts",
        sa.Column("scope_id", sa.String(length=64), nullable=False),
        sa.Column("document_type", sa.String(length=64), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("scope_id", "document_type", "status", "is_archived", name=op.f("pk_document_counts")),
        sqlite_with_rowid=False,
    )


def _retention() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("target_type", sa.String(length=16), nullable=False),
        sa.Column("target_id", sa.String(length=64), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("released_at", sa.BigInteger(), nullable=True),
        sa.Column("released_by", sa.Text(), nullable=True),
        sa.Column("release_reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    op.create_index("ix_legal_holds_org", "legal_holds", ["org_id", "id"], unique=False)
    op.create_index(
        "ix_legal_holds_target",
        "legal_holds",
        ["target_id"],
        unique=False,
        sqlite_where=sa.text("released_at IS NULL"),
        postgresql_where=sa.text("released_at IS NULL"),
    )
    op.create_table(
        "purged_documents",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("extension", sa.String(length=8), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("document_type", sa.String(length=64), nullable=True),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("archived_at", sa.BigInteger(), nullable=False),
        sa.Column("purged_at", sa.BigInteger(), nullable=False),
        sa.Column("retention_months", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_purged_documents")),
    )
    op.create_index("ix_purged_documents_org", "purged_documents", ["org_id", "document_id"], unique=False)
    op.create_index(
        "ix_purged_documents_kept",
        "purged_documents",
        ["storage_key"],
        unique=False,
        sqlite_where=sa.text("storage_key IS NOT NULL"),
        postgresql_where=sa.text("storage_key IS NOT NULL"),
    )


def _analyses() -> None:
    op.create_table(
        "analyses",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("completed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_analyses")),
    )
    op.create_table(
        "document_facts",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("value_text", sa.Text(), nullable=False),
        sa.Column("value_date", sa.String(length=10), nullable=True),
        sa.Column("value_number", sa.Double(), nullable=True),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("document_id", "key", "source", "position", name=op.f("pk_document_facts")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_document_facts_date", "document_facts", ["org_id", "key", "value_date"], unique=False)
    op.create_table(
        "document_items",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "position", name=op.f("pk_document_items")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "document_pages",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("is_ocr", sa.Boolean(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("seen", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_document_pages")),
        sqlite_with_rowid=False,
    )


def _reviews() -> None:
    op.create_table(
        "document_reviews",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("reviewed_by", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.BigInteger(), nullable=False),
        sa.Column("was_type_declared", sa.Boolean(), nullable=False),
        sa.Column("declared_type", sa.String(length=64), nullable=True),
        sa.Column("insights", sa.Text(), nullable=False),
        sa.Column("engine_type", sa.String(length=64), nullable=False),
        sa.Column("types_agreed", sa.Integer(), nullable=False),
        sa.Column("types_corrected", sa.Integer(), nullable=False),
        sa.Column("facts_agreed", sa.Integer(), nullable=False),
        sa.Column("facts_corrected", sa.Integer(), nullable=False),
        sa.Column("facts_rejected", sa.Integer(), nullable=False),
        sa.Column("facts_added", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_reviews")),
    )
    op.create_index(
        "ix_document_reviews_agreement",
        "document_reviews",
        [
            *("org_id", "engine_type", "vendor_id", "types_agreed", "types_corrected"),
            *("facts_agreed", "facts_corrected", "facts_rejected", "facts_added"),
        ],
        unique=False,
    )
    op.create_table(
        "review_wants",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=16), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=False),
        sa.Column("wanted_on", sa.String(length=10), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "reason", name=op.f("pk_review_wants")),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_review_wants_org",
        "review_wants",
        ["org_id", "reason", "wanted_on", "seq"],
        unique=False,
    )
    op.create_index(
        "ix_review_wants_vendor",
        "review_wants",
        ["vendor_id", "reason", "wanted_on", "seq"],
        unique=False,
    )


def _search() -> None:
    op.create_table(
        "search_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("is_archived", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
    )
    op.create_table(
        "search_organisations",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_search_organisations")),
        sa.UniqueConstraint("org_id", name=op.f("uq_search_organisations_org_id")),
    )
    op.create_index("ix_search_entries_document", "search_entries", ["document_id", "number"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        # `ascii` cuts between ASCII's letters and digits and leaves all else whole: our words come out as they went in.
        op.execute("CREATE VIRTUAL TABLE search_text USING fts5(words, content='', tokenize='ascii')")
    else:
        # With what a search filters by and gives, so that it looks at no other table: ten thousand joins cost 40 ms.
        op.execute(
            "CREATE TABLE search_text (id bigint PRIMARY KEY, org_id varchar(64) NOT NULL, seq bigint NOT NULL,"
            " number integer NOT NULL, is_archived boolean NOT NULL, words tsvector NOT NULL,"
            # PostgreSQL puts a row's words out of the way only when the row has 2 kB. Each has, of spaces that take 40
            # bytes compressed: so 80 rows share a block instead of five, and 200,000 that match are counted in a
            # twentieth of the time.
            " filler text NOT NULL DEFAULT repeat(' ', 2048)) WITH (toast_tuple_target = 160)"
        )
        op.execute("CREATE INDEX ix_search_text_words ON search_text USING gin (words)")


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), server_default="{}", nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), server_default="0", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("run_at", sa.Double(), nullable=False),
        sa.Column("lease_until", sa.Double(), nullable=True),
        sa.Column("worker", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("finished_at", sa.Double(), nullable=True),
        sa.Column("trace_parent", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index("ix_jobs_created", "jobs", ["created_at", "id"], unique=False)
    op.create_index(
        "ix_jobs_dead",
        "jobs",
        ["org_id", "finished_at"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index("ix_jobs_subject", "jobs", ["subject_id", "kind"], unique=False)
    op.create_index(
        "ix_jobs_ended",
        "jobs",
        ["finished_at", "state"],
        unique=False,
        sqlite_where=sa.text("state IN ('done', 'cancelled')"),
        postgresql_where=sa.text("state IN ('done', 'cancelled')"),
    )
    op.create_index(
        "ix_jobs_leased",
        "jobs",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state = 'leased'"),
        postgresql_where=sa.text("state = 'leased'"),
    )
    op.create_index(
        "ix_jobs_queued",
        "jobs",
        ["org_id", "queue", "run_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_table(
        "job_lanes",
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("queue", sa.String(length=32), nullable=False),
        sa.Column("next_run_at", sa.Double(), nullable=True),
        sa.Column("served_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "queue", name=op.f("pk_job_lanes")),
    )
    op.create_index(
        "ix_job_lanes_waiting",
        "job_lanes",
        ["queue", "served_at", "org_id"],
        unique=False,
        sqlite_where=sa.text("next_run_at IS NOT NULL"),
        postgresql_where=sa.text("next_run_at IS NOT NULL"),
    )
    op.create_table(
        "workers",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("concurrency", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_workers")),
    )
    op.create_table(
        "chores",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_chores")),
    )


def _idempotency() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("endpoint", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Integer(), server_default="0", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "endpoint", "key", name=op.f("pk_idempotency_keys")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"], unique=False)


def _uploads() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("piece_count", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("lease", sa.LargeBinary(), nullable=True),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("document_id", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_uploads")),
    )
    op.create_index("ix_uploads_expires_at", "uploads", ["expires_at"], unique=False)
    op.create_index(
        "ix_uploads_open",
        "uploads",
        ["org_id", "size"],
        unique=False,
        sqlite_where=sa.text("document_id IS NULL"),
        postgresql_where=sa.text("document_id IS NULL"),
    )
    op.create_table(
        "upload_pieces",
        sa.Column("upload_id", sa.String(length=64), nullable=False),
        sa.Column("start", sa.BigInteger(), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("upload_id", "start", name=op.f("pk_upload_pieces")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_upload_pieces_storage_key")),
        sqlite_with_rowid=False,
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("vendor_id", sa.String(length=64), nullable=True),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("occurred_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "seq", name=op.f("pk_events")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_events_subject", "events", ["subject_id", "seq"], unique=False)


def _audit() -> None:
    op.create_table(
        "audit_records",
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=True),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("event_type", sa.String(length=64), nullable=False),
        sa.Column("event_group", sa.String(length=32), nullable=False),
        sa.Column("target_type", sa.String(length=32), nullable=True),
        sa.Column("target_id", sa.String(length=64), nullable=True),
        sa.Column("vendor_id", sa.String(length=64), nullable=True),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("org_id", "seq", name=op.f("pk_audit_records")),
    )
    op.create_index("ix_audit_records_created_at", "audit_records", ["org_id", "created_at"], unique=False)
    are_changes = sa.text("event_group <> 'api'")
    for name, column in (("ix_audit_records_event_type", "event_type"), ("ix_audit_records_target", "target_id")):
        op.create_index(
            name,
            "audit_records",
            ["org_id", column, "seq"],
            unique=False,
            sqlite_where=are_changes,
            postgresql_where=are_changes,
        )


def _webhooks() -> None:
    op.create_table(
        "webhooks",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("events", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("vendor_ids", sa.Text(), nullable=True),
        sa.Column("sealed_secret", sa.LargeBinary(), nullable=False),
        sa.Column("secret_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("cursor_seq", sa.BigInteger(), nullable=False),
        sa.Column("paused_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("times_away", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_retry_at", sa.BigInteger(), nullable=True),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("last_delivery_status", sa.String(length=16), nullable=True),
        sa.Column("delivery_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("delivered_count", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_index("ix_webhooks_org", "webhooks", ["org_id", "created_at", "id"], unique=False)
    op.create_table(
        "webhook_deliveries",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("webhook_id", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=True),
        sa.Column("event_type", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("response_status", sa.Integer(), nullable=True),
        sa.Column("response_time_ms", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("attempted_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_deliveries")),
    )
    op.create_index(
        "ix_webhook_deliveries_webhook", "webhook_deliveries", ["webhook_id", "attempted_at", "id"], unique=False
    )
    op.create_index("ix_webhook_deliveries_event", "webhook_deliveries", ["webhook_id", "event_seq"], unique=False)
    op.create_index("ix_webhook_deliveries_attempted_at", "webhook_deliveries", ["attempted_at"], unique=False)
    op.create_table(
        "webhook_retries",
        sa.Column("webhook_id", sa.String(length=64), nullable=False),
        sa.Column("event_seq", sa.BigInteger(), nullable=False),
        sa.Column("org_id", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_tried_at", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("webhook_id", "event_seq", name=op.f("pk_webhook_retries")),
    )
    op.create_index(
        "ix_webhook_retries_due", "webhook_retries", ["webhook_id", "next_try_at", "event_seq"], unique=False
    )
