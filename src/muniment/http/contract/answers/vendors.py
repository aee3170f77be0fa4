"""Vendors and their services."""

from __future__ import annotations

from typing import Any

from muniment.http.contract.answers.base import Answer
from muniment.http.contract.closed_sets import EngagementType


class ContactObject(Answer):
    email: str
    name: str | None
    title: str | None
    phone_number: str | None


class ServiceObject(Answer):
    id: str
    vendor_id: str
    name: str
    description: str | None
    external_id: str | None
    tags: list[str]
    relationship_owner_ids: list[str]
    watcher_ids: list[str]
    primary_contact: ContactObject | None
    custom_fields: list[dict[str, Any]]
    created_at: int


class VendorListItem(Answer):
    id: str
    external_id: str | None
    name: str
    website: str | None
    description: str | None
    hq_location: str | None
    status: str | None
    status_id: str | None
    tags: list[str]
    use_case: str | None
    tier: str | None
    primary_contact: ContactObject | None
    custom_fields: list[dict[str, Any]]
    created_at: int
    updated_at: int


class VendorObject(Answer):
    id: str
    external_id: str | None
    name: str
    website: str | None
    description: str | None
    hq_location: str | None
    status: str | None
    status_id: str | None
    tags: list[str]
    risk_analyst_ids: list[str]
    relationship_owner_ids: list[str]
    watcher_ids: list[str]
    inherent_risk_level_id: str | None
    residual_risk_level_id: str | None
    engagement_type: EngagementType
    use_case: str | None
    tier: str | None
    primary_contact: ContactObject | None
    services: list[ServiceObject]
    custom_fields: list[dict[str, Any]]
    created_at: int
    updated_at: int


class VendorPage(Answer):
    items: list[VendorListItem]
    total: int
    limit: int
    offset: int
