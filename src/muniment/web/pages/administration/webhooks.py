"""Webhooks: made and changed, tested, their deliveries read and sent again."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Response

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import (
    InvalidEventTypesError,
    InvalidUrlError,
    TooManyWebhooksError,
    WeakSecretError,
)
from muniment.events.public import PUBLIC
from muniment.http.contract.bodies import NewWebhook, WebhookChange
from muniment.http.contract.paging import Offset
from muniment.http.resources import webhooks
from muniment.web.forms import FINE, Form, MisfitError, Told, checked, told
from muniment.web.pages.administration.sections import PAGE, cut, section_page
from muniment.web.visit import PageRoute, Visit, WebhooksManage, WebhooksRead
from muniment.web.wording import begins_at, counted
from muniment.webhooks import deliveries, subscriptions

router = APIRouter(prefix="/administration/webhooks", include_in_schema=False, route_class=PageRoute)

_EVENTS = [one.value for one in PUBLIC]
_REFUSALS = (MisfitError, WeakSecretError, InvalidUrlError, InvalidEventTypesError, TooManyWebhooksError)
_FIELD_OF = {WeakSecretError: "secret", InvalidUrlError: "url", InvalidEventTypesError: "events"}


@router.get("")
async def show_webhooks(visit: WebhooksRead, offset: Offset = 0) -> Response:
    """The organisation's webhooks, the newest first."""
    found = await visit.read(subscriptions.list_entries)
    may_manage = visit.may(Scope.WEBHOOKS_MANAGE)
    return section_page(visit, "webhooks", "webhooks.html", may_manage=may_manage, **cut(found, offset))


@router.get("/new")
async def show_form(visit: WebhooksManage) -> Response:
    """The form by which one is made."""
    await visit.identify()
    return _shown_form(visit, Form(), FINE)


def _shown_form(visit: Visit, form: Form, shown: Told) -> Response:
    return section_page(
        visit,
        "webhooks",
        "webhook_new.html",
        status=shown.status,
        problems=shown.problems,
        values={name: form.text(name) for name in ("url", "description")},
        ticked=form.every("events") if form.fields else _EVENTS,
        event_boxes=_boxes(_EVENTS),
    )


def _boxes(names: list[str]) -> list[tuple[str, str, str]]:
    return [(one, one, "") for one in names]


@router.post("/new")
async def make(visit: WebhooksManage) -> Response:
    """Make it; where no secret was given, with one that is shown once."""
    form = visit.form
    given = form.optional("secret")
    secret = given or secrets.token_urlsafe(32)
    try:
        body = checked(
            NewWebhook,
            url=form.text("url").strip(),
            events=form.every("events"),
            secret=secret,
            description=form.optional("description"),
        )
        webhook = await webhooks.make(visit, body)
    except _REFUSALS as error:
        await visit.identify()
        return _shown_form(visit, form, told(error, _FIELD_OF))
    if given is not None:
        return visit.see_other(f"/administration/webhooks/{webhook['id']}", notice="The webhook is made.")
    return section_page(visit, "webhooks", "webhook_secret.html", webhook=webhook, secret_value=secret)


@router.get("/{webhook_id}")
async def show_webhook(visit: WebhooksRead, webhook_id: str, offset: Offset = 0) -> Response:
    """One webhook, and what was sent to it."""
    return await _shown_webhook(visit, webhook_id, FINE, offset=offset)


async def _shown_webhook(visit: Visit, webhook_id: str, shown: Told, *, offset: int = 0) -> Response:
    def look(tx: Transaction, caller: Caller) -> dict[str, Any]:
        found, total = deliveries.page(tx, caller, webhook_id, limit=PAGE, offset=offset)
        webhook = subscriptions.entry(subscriptions.find(tx, caller, webhook_id))
        # A test is of no event that happened.
        tried = [{**one, "can_be_replayed": not one["event_id"].startswith(f"{ids.TEST_EVENT}_")} for one in found]
        return {"webhook": webhook, "deliveries": tried, "total": total}

    found = await visit.read(look)
    webhook = found["webhook"]
    form = visit.form
    is_sent = "url" in form.fields
    return section_page(
        visit,
        "webhooks",
        "webhook.html",
        status=shown.status,
        problems=shown.problems,
        may_manage=visit.may(Scope.WEBHOOKS_MANAGE),
        url_given=form.text("url") if is_sent else webhook["url"],
        description=form.text("description") if is_sent else webhook["description"],
        ticked=form.every("events") if is_sent else webhook["events"],
        # One may be subscribed to types that are never sent here.
        event_boxes=_boxes([*_EVENTS, *(one for one in webhook["events"] if one not in _EVENTS)]),
        offset=offset,
        limit=PAGE,
        **found,
    )


@router.post("/{webhook_id}")
async def change(visit: WebhooksManage, webhook_id: str) -> Response:
    """Another address, other events, another secret."""
    form = visit.form
    try:
        body = checked(
            WebhookChange,
            url=form.text("url").strip(),
            events=form.every("events"),
            secret=form.optional("secret"),
            description=form.text("description").strip(),
        )
        await webhooks.change(visit, webhook_id, body)
    except _REFUSALS as error:
        return await _shown_webhook(visit, webhook_id, told(error, _FIELD_OF))
    return visit.see_other(f"/administration/webhooks/{webhook_id}", notice="The webhook is changed.")


@router.post("/{webhook_id}/enable")
async def enable(visit: WebhooksManage, webhook_id: str) -> Response:
    """Tell it of what happens from now on."""
    await webhooks.change(visit, webhook_id, WebhookChange(enabled=True))
    return visit.see_other(f"/administration/webhooks/{webhook_id}", notice="The webhook is enabled.")


@router.post("/{webhook_id}/disable")
async def disable(visit: WebhooksManage, webhook_id: str) -> Response:
    """Tell it nothing until it is enabled again."""
    await webhooks.change(visit, webhook_id, WebhookChange(enabled=False))
    return visit.see_other(f"/administration/webhooks/{webhook_id}", notice="The webhook is disabled.")


@router.post("/{webhook_id}/test")
async def send_test(visit: WebhooksManage, webhook_id: str) -> Response:
    """Send one message now."""
    outcome = await webhooks.send_test(visit, webhook_id)
    status = f", answered {outcome['response_status']}" if outcome["response_status"] is not None else ""
    said = "The test was delivered" if outcome["delivered"] else "The test was not delivered"
    notice = f"{said} after {outcome['response_time_ms']} ms{status}."
    return visit.see_other(f"/administration/webhooks/{webhook_id}", notice=notice)


@router.post("/{webhook_id}/deliveries/{delivery_id}/replay")
async def replay_one(visit: WebhooksManage, webhook_id: str, delivery_id: str) -> Response:
    """Send one event again."""
    await visit.write(lambda tx, caller: deliveries.replay_one(tx, caller, webhook_id, delivery_id, now=now(tx)))
    return visit.see_other(f"/administration/webhooks/{webhook_id}", notice="The event is sent again.")


@router.post("/{webhook_id}/replay")
async def replay_range(visit: WebhooksManage, webhook_id: str) -> Response:
    """Send what happened on these days again, where it was not taken."""
    try:
        first, last = visit.form.day("from"), visit.form.day("to")
    except MisfitError as error:
        return await _shown_webhook(visit, webhook_id, told(error, {}))
    with_delivered = bool(visit.form.optional("with_delivered"))

    def replay(tx: Transaction, caller: Caller) -> tuple[int, bool]:
        start, end = begins_at(first), begins_at(last + timedelta(days=1)) - 1
        return deliveries.replay_range(
            tx, caller, webhook_id, start=start, end=end, with_delivered=with_delivered, now=now(tx)
        )

    queued, is_complete = await visit.write(replay)
    rest = "" if is_complete else "; there are more, so send them again after these"
    notice = f"{counted(queued, 'event')} sent again{rest}."
    return visit.see_other(f"/administration/webhooks/{webhook_id}", notice=notice)


@router.get("/{webhook_id}/delete")
async def ask_to_delete(visit: WebhooksManage, webhook_id: str) -> Response:
    """Ask first."""
    webhook = await visit.read(lambda tx, caller: subscriptions.entry(subscriptions.find(tx, caller, webhook_id)))
    return visit.page(
        "confirm.html",
        title="Delete this webhook?",
        sentence=f"Nothing more is sent to {webhook['url']}, not even what it is still owed.",
        label="Delete the webhook",
        action=f"/administration/webhooks/{webhook_id}/delete",
        back=f"/administration/webhooks/{webhook_id}",
        problems={},
    )


@router.post("/{webhook_id}/delete")
async def delete(visit: WebhooksManage, webhook_id: str) -> Response:
    """Remove it."""
    await visit.write(lambda tx, caller: subscriptions.remove(tx, caller, webhook_id, now=now(tx)))
    return visit.see_other("/administration/webhooks", notice="The webhook is deleted.")
