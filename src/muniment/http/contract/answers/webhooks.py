"""Webhooks and what was sent to them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from muniment.http.contract.answers.base import Answer
from muniment.webhooks.sending import Status


class WebhookObject(Answer):
    id: str
    url: str
    events: list[str]
    description: str | None
    enabled: bool
    created_at: int
    last_delivery_status: Status | None
    delivery_success_rate: float | None = Field(description="0 to 1; null before the first delivery.")
    delivery_count: int = Field(description="Tries, those of tests among them.")


class WebhookList(Answer):
    data: list[WebhookObject]


class WebhookTested(Answer):
    event_id: str
    delivered: bool
    response_status: int | None
    response_time_ms: int
    attempted_at: int


class WebhookDelivery(Answer):
    id: str
    webhook_id: str
    event_id: str
    event_type: str
    status: Status
    response_status: int | None
    response_time_ms: int
    error: str | None
    payload: dict[str, Any] | None
    attempted_at: int
    created_at: int


class WebhookDeliveryPage(Answer):
    data: list[WebhookDelivery]
    total: int
    limit: int
    offset: int


class WebhookReplayed(Answer):
    queued: int = Field(description="Events that are sent again.")
    is_complete: bool = Field(description="False when there are more: the same call goes on with them.")
