"""API keys: made with a secret that is shown once, rotated, revoked."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from muniment.accounts import key_management
from muniment.accounts.caller import Caller
from muniment.accounts.keys import NewKey
from muniment.accounts.scopes import Scope
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import ApiKeyNotFoundError, ScopeGrantForbiddenError
from muniment.http.contract.bodies import KeyRevocation, KeyRotation, NewApiKey
from muniment.http.contract.paging import Offset
from muniment.web.forms import FINE, Form, MisfitError, Told, checked, told
from muniment.web.pages.administration.credentials import (
    FIELD_OF,
    NAMED,
    REFUSALS,
    ChosenVendors,
    chosen_vendors,
    form_values,
    is_adding,
    names_shown,
    whole_number,
)
from muniment.web.pages.administration.sections import cut, section_page
from muniment.web.visit import SENT_BEFORE, KeysManage, KeysRead, PageRoute, SentBeforeError, Visit

router = APIRouter(prefix="/administration/keys", include_in_schema=False, route_class=PageRoute)

_DAY = 86_400
_LIVES = (
    (str(90 * _DAY), "90 days"),
    (str(30 * _DAY), "30 days"),
    (str(365 * _DAY), "A year"),
    ("", "Until it is revoked"),
)
_OVERLAPS = (
    ("0", "At once"),
    ("3600", "In an hour"),
    (str(_DAY), "In a day"),
    (str(7 * _DAY), "In a week"),
    (str(30 * _DAY), "In 30 days"),
)


@router.get("")
async def show_keys(visit: KeysRead, offset: Offset = 0) -> Response:
    """The organisation's keys, the newest first."""

    def look(tx: Transaction, caller: Caller) -> dict[str, Any]:
        listed = cut(key_management.list_entries(tx, caller, now=now(tx)), offset)
        return {**listed, "vendor_names": names_shown(tx, caller, listed["entries"])}

    found = await visit.read(look)
    may_manage = visit.may(Scope.KEYS_MANAGE)
    return section_page(visit, "keys", "keys.html", may_manage=may_manage, named=NAMED, **found)


@router.get("/new")
async def show_form(visit: KeysManage) -> Response:
    """The form by which one is made."""
    await visit.identify()
    return _shown_form(visit, Form(), FINE, ChosenVendors())


def _shown_form(visit: Visit, form: Form, shown: Told, chosen: ChosenVendors) -> Response:
    return section_page(
        visit,
        "keys",
        "key_new.html",
        lives=_LIVES,
        lives_seconds=form.text("lives_seconds") if form.fields else _LIVES[0][0],
        **form_values(visit, form, shown, chosen),
    )


@router.post("/new")
async def make(visit: KeysManage) -> Response:
    """Make it, and show its secret."""
    form = visit.form
    chosen = await chosen_vendors(visit, form)
    if is_adding(form):
        return _shown_form(visit, form, chosen.told, chosen)
    try:
        body = checked(
            NewApiKey,
            name=form.text("name"),
            scopes=form.every("scopes") or None,
            vendor_ids=chosen.ids(),
            seconds_until_expiration=whole_number(form, "lives_seconds"),
        )

        def create(tx: Transaction, caller: Caller) -> NewKey:
            return key_management.create(
                tx,
                caller,
                name=body.name,
                scopes=body.scopes or (),
                vendor_ids=body.vendor_ids,
                lives_seconds=body.seconds_until_expiration,
                now=now(tx),
            )

        key = await visit.write(create)
    except REFUSALS as error:
        await visit.identify()
        return _shown_form(visit, form, told(error, FIELD_OF), chosen)
    return _shown_secret(visit, key, "The key is made")


def _shown_secret(visit: Visit, key: NewKey, title: str) -> Response:
    return section_page(visit, "keys", "key_secret.html", title=title, key=key)


def _found(tx: Transaction, caller: Caller, key_id: str) -> dict[str, Any]:
    """The key's entry. Raises ApiKeyNotFoundError."""
    every = key_management.list_entries(tx, caller, now=now(tx))
    found = next((one for one in every if one["id"] == key_id), None)
    if found is None:
        raise ApiKeyNotFoundError
    return found


@router.get("/{key_id}/rotate")
async def ask_to_rotate(visit: KeysManage, key_id: str) -> Response:
    """Ask when the old one ends."""
    key = await visit.read(lambda tx, caller: _found(tx, caller, key_id))
    return section_page(visit, "keys", "key_rotate.html", key=key, overlaps=_OVERLAPS, problems={})


@router.post("/{key_id}/rotate")
async def rotate(visit: KeysManage, key_id: str) -> Response:
    """Put another in its place, and show the secret."""
    try:
        body = checked(KeyRotation, overlap_seconds=whole_number(visit.form, "overlap_seconds"))
        overlap = body.overlap_seconds or 0
        key = await visit.write(
            lambda tx, caller: key_management.rotate(tx, caller, key_id, overlap_seconds=overlap, now=now(tx))
        )
    except (MisfitError, ScopeGrantForbiddenError) as error:
        old = await visit.read(lambda tx, caller: _found(tx, caller, key_id))
        status, problems = told(error, {})
        return section_page(
            visit, "keys", "key_rotate.html", status=status, key=old, overlaps=_OVERLAPS, problems=problems
        )
    except SentBeforeError:
        return visit.see_other("/administration/keys", notice=SENT_BEFORE)
    return _shown_secret(visit, key, "The key is rotated")


@router.get("/{key_id}/revoke")
async def ask_to_revoke(visit: KeysManage, key_id: str) -> Response:
    """Ask first."""
    return await _asked_to_revoke(visit, key_id, FINE)


async def _asked_to_revoke(visit: Visit, key_id: str, shown: Told) -> Response:
    key = await visit.read(lambda tx, caller: _found(tx, caller, key_id))
    return visit.page(
        "confirm.html",
        status=shown.status,
        title="Revoke this key?",
        sentence=f"Whatever uses “{key['name']}” is refused from this moment on. A revoked key never works again.",
        reason=visit.form.text("reason"),
        label="Revoke the key",
        action=f"/administration/keys/{key_id}/revoke",
        back="/administration/keys",
        problems=shown.problems,
    )


@router.post("/{key_id}/revoke")
async def revoke(visit: KeysManage, key_id: str) -> Response:
    """End it."""
    try:
        reason = checked(KeyRevocation, reason=visit.form.optional("reason")).reason
    except MisfitError as error:
        return await _asked_to_revoke(visit, key_id, told(error, {}))
    await visit.write(lambda tx, caller: key_management.revoke(tx, caller, key_id, reason=reason, now=now(tx)))
    return visit.see_other("/administration/keys", notice="The key is revoked.")
