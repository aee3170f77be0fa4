"""Assessments."""

from __future__ import annotations

from typing import Any

from muniment.http.contract.answers.base import Answer
from muniment.http.contract.closed_sets import AssessmentStatus


class _Assessment(Answer):
    id: str
    vendor_id: str
    name: str
    status: AssessmentStatus
    control_set_ids: list[str]
    service_ids: list[str]
    assignee_id: str | None
    score_percent: float | None
    findings_count: int
    initiated_at: int | None


class AssessmentCreated(_Assessment):
    created_at: int
    updated_at: int
    workflow_run_id: str | None


class AssessmentObject(_Assessment):
    custom_fields: list[dict[str, Any]]
    created_at: int
    updated_at: int


class AssessmentPage(Answer):
    items: list[AssessmentObject]
    total: int
    limit: int
    offset: int


class AssessmentArchived(Answer):
    id: str
    status: AssessmentStatus
    is_archived: bool
    archived_at: int
