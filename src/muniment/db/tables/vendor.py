"""Whose evidence it is: vendors, their services, and the assessments made of them."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from muniment.db.tables.metadata import metadata

vendors = Table(
    "vendors",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("org_id", String(64), nullable=False),
    Column("name", Text, nullable=False),
    # What a search by name compares with: `unicode.folded`. Neither database folds beyond ASCII by itself alike.
    Column("name_folded", Text, nullable=False),
    Column("external_id", Text),
    Column("website", Text),
    Column("description", Text),
    Column("hq_location", Text),
    Column("use_case", Text),
    Column("tier", Text),
    Column("tags", Text, nullable=False, server_default="[]"),
    Column("engagement_type", String(16), nullable=False, server_default="vendor"),
    # From here to `residual_…`: kept as given and read back; what they name is managed elsewhere (CONTRACT §3).
    Column("status_id", Text),
    Column("risk_analyst_ids", Text, nullable=False, server_default="[]"),
    Column("relationship_owner_ids", Text, nullable=False, server_default="[]"),
    Column("watcher_ids", Text, nullable=False, server_default="[]"),
    Column("inherent_risk_level_id", Text),
    Column("residual_risk_level_id", Text),
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
    Column("name_folded", Text, nullable=False),  # as a vendor's: a search by name finds the vendor by it too
    Column("description", Text),
    Column("external_id", Text),
    Column("tags", Text, nullable=False, server_default="[]"),
    Column("relationship_owner_ids", Text, nullable=False, server_default="[]"),
    Column("watcher_ids", Text, nullable=False, server_default="[]"),
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
    Column("name", Text, nullable=False),
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
