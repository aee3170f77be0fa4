"""Webhooks (CONTRACT §4.5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import (
    DeliveryNotFoundError,
    InvalidEventTypesError,
    InvalidUrlError,
    TooManyWebhooksError,
    WeakSecretError,
    WebhookNotFoundError,
)
from muniment.http.contract.answers.webhooks import (
    WebhookDeliveryPage,
    WebhookList,
    WebhookObject,
    WebhookReplayed,
    WebhookTested,
)
from muniment.http.contract.bodies import NewWebhook, WebhookChange, WebhookReplay, WebhookTest
from muniment.http.contract.paging import Offset
from muniment.http.contract.responses import INVALID_FIELDS, error_responses
from muniment.http.resources.vendors import BODY_REFUSALS
from muniment.http.transport.admit import Call, json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import WebhooksManage, WebhooksRead
from muniment.webhooks import deliveries, pump, subscriptions
from muniment.webhooks.addresses import Reach, check_registrable
from muniment.webhooks.attempts import Message, body_of, note
from muniment.webhooks.names import checked_types
from muniment.webhooks.seals import Seals
from muniment.webhooks.sending import Status
from muniment.webhooks.subscriptions import LEAST_SECRET_CHARACTERS, MAX_WEBHOOKS, Change, check_secret

router = APIRouter(prefix="/v1/webhooks", route_class=JsonRoute)

MAX_PAGE = 100
_RESOLVE_SECONDS = 2.0
"""How long a name is asked for when a webhook is registered; one that is not known by then is taken."""

_TEST = {"test": True}
_WRONG_TYPES = InvalidEventTypesError("There is no event type Vendor.Creatd; did you mean Vendor.Created?")
_WRONG_URL = InvalidUrlError("The url must begin with https://.")
_REFUSALS = (WeakSecretError(LEAST_SECRET_CHARACTERS), _WRONG_URL, _WRONG_TYPES)


async def _checked(
    call: Call, *, url: str | None, events: Sequence[str] | None, secret: str | None
) -> list[str] | None:
    """The types of events. Raises, in the contract's order, WeakSecretError, InvalidUrlError, InvalidEventTypesError;
    before them whatever the key deserves."""
    await call.identify()
    if secret is not None:
        check_secret(secret)
    if url is not None:
        reach = Reach.of(call.runtime.settings)
        await call.pools.calling(lambda: check_registrable(url, reach, seconds=_RESOLVE_SECONDS))
    return checked_types(events) if events is not None else None


@router.post(
    "",
    status_code=201,
    summary="Create a webhook",
    responses={
        201: {"model": WebhookObject, "description": "The webhook."},
        **error_responses(*_REFUSALS, TooManyWebhooksError(MAX_WEBHOOKS), *BODY_REFUSALS),
    },
)
async def create_webhook(call: WebhooksManage, body: NewWebhook) -> Response:
    """Have the organisation's events of these types sent to the URL, from now on, signed with the secret, which is
    never shown. A key that is bound to vendors makes webhooks that are told of those vendors alone."""
    return json_answer(await make(call, body), 201)


async def make(call: Call, body: NewWebhook) -> dict[str, Any]:
    """The webhook. Raises WeakSecretError, InvalidUrlError, InvalidEventTypesError, TooManyWebhooksError."""
    events = await _checked(call, url=body.url, events=body.events, secret=body.secret)
    wanted = Change(body.url, events, body.secret, body.description, body.enabled)
    seals = Seals(call.runtime.settings, call.runtime.secret)
    return await call.write(lambda tx, caller: subscriptions.create(tx, caller, wanted, seals=seals, now=now(tx)))


@router.get(
    "",
    summary="List webhooks",
    responses={200: {"model": WebhookList, "description": "Every webhook, newest first."}, **error_responses()},
)
async def list_webhooks(call: WebhooksRead) -> Response:
    """The organisation's webhooks, without secrets."""
    return json_answer({"data": await call.read(subscriptions.list_entries)})


@router.patch(
    "/{webhook_id}",
    summary="Change a webhook",
    responses={
        200: {"model": WebhookObject, "description": "The webhook, changed."},
        **error_responses(*_REFUSALS, WebhookNotFoundError(), *BODY_REFUSALS),
    },
)
async def update_webhook(call: WebhooksManage, webhook_id: str, body: WebhookChange) -> Response:
    """Change what is given; null stays. One that is enabled again is told of what happens from then on."""
    return json_answer(await change(call, webhook_id, body))


async def change(call: Call, webhook_id: str, body: WebhookChange) -> dict[str, Any]:
    """The webhook, changed. Raises WeakSecretError, InvalidUrlError, InvalidEventTypesError, WebhookNotFoundError."""
    events = await _checked(call, url=body.url, events=body.events, secret=body.secret)
    wanted = Change(body.url, events, body.secret, body.description, body.enabled)
    seals = Seals(call.runtime.settings, call.runtime.secret)
    return await call.write(
        lambda tx, caller: subscriptions.change(tx, caller, webhook_id, wanted, seals=seals, now=now(tx))
    )


@router.delete(
    "/{webhook_id}",
    status_code=204,
    summary="Delete a webhook",
    responses={204: {"description": "It is gone."}, **error_responses(WebhookNotFoundError())},
)
async def delete_webhook(call: WebhooksManage, webhook_id: str) -> Response:
    """Remove the webhook; nothing more is sent to it."""
    await call.write(lambda tx, caller: subscriptions.remove(tx, caller, webhook_id, now=now(tx)))
    return Response(status_code=204)


@router.post(
    "/{webhook_id}/test",
    summary="Send a test",
    responses={
        200: {"model": WebhookTested, "description": "What came of it."},
        **error_responses(WebhookNotFoundError(), *BODY_REFUSALS),
    },
)
async def test_webhook(call: WebhooksManage, webhook_id: str, body: WebhookTest | None = None) -> Response:
    """Send one message now, whatever the webhook is subscribed to and whether or not it is enabled, and wait for what
    comes of it, 10 seconds at most. Never tried again."""
    return json_answer(await send_test(call, webhook_id, body))


async def send_test(call: Call, webhook_id: str, body: WebhookTest | None = None) -> dict[str, Any]:
    """What came of it. Raises WebhookNotFoundError."""
    webhook, at = await call.read(lambda tx, caller: (subscriptions.find(tx, caller, webhook_id), now(tx)))
    type_ = (body.event_type if body is not None else None) or "webhook.test"
    payload = body.payload if body is not None and body.payload is not None else _TEST
    event_id = ids.new(ids.TEST_EVENT)
    event = {"event_id": event_id, "event_type": type_, "occurred_at": at, "data": payload}
    message = Message(event_id, type_, at, body_of(event), seq=None)
    seals = Seals(call.runtime.settings, call.runtime.secret)
    outcome = await call.pools.calling(lambda: pump.send(call.runtime.settings, webhook, message, seals=seals, at=at))

    def record(tx: Transaction, _caller: Caller) -> dict[str, Any]:
        return note(tx, webhook, message, outcome, now=now(tx))

    delivery = await call.write(record)
    return {
        "event_id": event_id,
        "delivered": outcome.status is Status.DELIVERED,
        "response_status": outcome.response_status,
        "response_time_ms": outcome.milliseconds,
        "attempted_at": delivery["attempted_at"],
    }


@router.get(
    "/{webhook_id}/deliveries",
    summary="List a webhook's deliveries",
    responses={
        200: {"model": WebhookDeliveryPage, "description": "Every try of the last 90 days, newest first."},
        **error_responses(WebhookNotFoundError(), INVALID_FIELDS),
    },
)
async def list_webhook_deliveries(
    call: WebhooksRead,
    webhook_id: str,
    limit: Annotated[int, Query(ge=-(2**53), le=2**53, description="Taken as the nearest of 1 to 100.")] = 50,
    offset: Offset = 0,
) -> Response:
    """What was sent to the webhook and what came of it, try by try, newest first."""
    limit = min(max(limit, 1), MAX_PAGE)
    data, total = await call.read(
        lambda tx, caller: deliveries.page(tx, caller, webhook_id, limit=limit, offset=offset)
    )
    return json_answer({"data": data, "total": total, "limit": limit, "offset": offset})


@router.post(
    "/{webhook_id}/deliveries/{delivery_id}/replay",
    status_code=202,
    summary="Send a delivery's event again",
    responses={
        202: {"model": WebhookReplayed, "description": "It is sent again, with all its tries."},
        **error_responses(WebhookNotFoundError(), DeliveryNotFoundError()),
    },
)
async def replay_webhook_delivery(call: WebhooksManage, webhook_id: str, delivery_id: str) -> Response:
    """Send the event once more, under the same id."""
    await call.write(lambda tx, caller: deliveries.replay_one(tx, caller, webhook_id, delivery_id, now=now(tx)))
    return json_answer({"queued": 1, "is_complete": True}, 202)


@router.post(
    "/{webhook_id}/replay",
    status_code=202,
    summary="Send the events of a time again",
    responses={
        202: {"model": WebhookReplayed, "description": "They are sent again, with all their tries."},
        **error_responses(WebhookNotFoundError(), *BODY_REFUSALS),
    },
)
async def replay_webhook(call: WebhooksManage, webhook_id: str, body: WebhookReplay) -> Response:
    """Send what the webhook is subscribed to and has not taken: what failed, what happened while it was disabled."""

    def run(tx: Transaction, caller: Caller) -> tuple[int, bool]:
        return deliveries.replay_range(
            tx,
            caller,
            webhook_id,
            start=body.start,
            end=body.end,
            with_delivered=body.with_delivered,
            now=now(tx),
        )

    queued, is_complete = await call.write(run)
    return json_answer({"queued": queued, "is_complete": is_complete}, 202)
