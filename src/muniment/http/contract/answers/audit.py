"""The audit log."""

from __future__ import annotations

from typing import Any

from muniment.http.contract.answers.base import ActorObject, Answer


class AuditRecord(Answer):
    created_at: int
    actor: ActorObject
    event_type: str
    event_group: str
    target_type: str | None
    target_id: str | None
    summary: str
    data: dict[str, Any]


class AuditMetadata(Answer):
    event_types: list[str]
    event_groups: list[str]


class ActivityPage(Answer):
    data: list[AuditRecord]
    total: int
    limit: int
    offset: int
