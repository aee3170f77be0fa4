"""OAuth clients: made with a secret that is shown once, revoked."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from muniment.accounts import oauth_clients
from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import OAuthClientNotFoundError
from muniment.http.contract.bodies import KeyRevocation, NewOAuthClient
from muniment.http.contract.paging import Offset
from muniment.http.transport.admit import own_address
from muniment.http.transport.token_requests import TOKEN_PATH
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
from muniment.web.visit import KeysManage, KeysRead, PageRoute, Visit

router = APIRouter(prefix="/administration/oauth-clients", include_in_schema=False, route_class=PageRoute)

_LIVES = (("3600", "An hour"), ("1800", "30 minutes"), ("900", "15 minutes"), ("300", "5 minutes"))


@router.get("")
async def show_clients(visit: KeysRead, offset: Offset = 0) -> Response:
    """The organisation's clients, the newest first."""

    def look(tx: Transaction, caller: Caller) -> dict[str, Any]:
        listed = cut(oauth_clients.list_entries(tx, caller), offset)
        return {**listed, "vendor_names": names_shown(tx, caller, listed["entries"])}

    found = await visit.read(look)
    may_manage = visit.may(Scope.KEYS_MANAGE)
    return section_page(visit, "oauth-clients", "oauth_clients.html", may_manage=may_manage, named=NAMED, **found)


@router.get("/new")
async def show_form(visit: KeysManage) -> Response:
    """The form by which one is made."""
    await visit.identify()
    return _shown_form(visit, Form(), FINE, ChosenVendors())


def _shown_form(visit: Visit, form: Form, shown: Told, chosen: ChosenVendors) -> Response:
    return section_page(
        visit,
        "oauth-clients",
        "oauth_client_new.html",
        lives=_LIVES,
        token_seconds=form.text("access_token_ttl_seconds") or _LIVES[0][0],
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
            NewOAuthClient,
            name=form.text("name"),
            scopes=form.every("scopes") or None,
            vendor_ids=chosen.ids(),
            access_token_ttl_seconds=whole_number(form, "access_token_ttl_seconds"),
        )

        def create(tx: Transaction, caller: Caller) -> tuple[dict[str, Any], str]:
            return oauth_clients.create(
                tx,
                caller,
                name=body.name,
                scopes=body.scopes or (),
                vendor_ids=body.vendor_ids,
                token_seconds=body.access_token_ttl_seconds or oauth_clients.MAX_TOKEN_SECONDS,
                now=now(tx),
            )

        client, secret = await visit.write(create)
    except REFUSALS as error:
        await visit.identify()
        return _shown_form(visit, form, told(error, FIELD_OF), chosen)
    address = f"{own_address(visit.request)}{TOKEN_PATH}"
    return section_page(
        visit, "oauth-clients", "oauth_client_secret.html", client=client, secret_value=secret, address=address
    )


@router.get("/{client_id}/revoke")
async def ask_to_revoke(visit: KeysManage, client_id: str) -> Response:
    """Ask first."""
    return await _asked_to_revoke(visit, client_id, FINE)


async def _asked_to_revoke(visit: Visit, client_id: str, shown: Told) -> Response:
    every = await visit.read(oauth_clients.list_entries)
    client = next((one for one in every if one["id"] == client_id), None)
    if client is None:
        raise OAuthClientNotFoundError
    return visit.page(
        "confirm.html",
        status=shown.status,
        title="Revoke this client?",
        sentence=f"“{client['name']}” gets no more tokens, and those it has are refused from this moment on.",
        reason=visit.form.text("reason"),
        label="Revoke the client",
        action=f"/administration/oauth-clients/{client_id}/revoke",
        back="/administration/oauth-clients",
        problems=shown.problems,
    )


@router.post("/{client_id}/revoke")
async def revoke(visit: KeysManage, client_id: str) -> Response:
    """End it, and every token it was given."""
    try:
        reason = checked(KeyRevocation, reason=visit.form.optional("reason")).reason
    except MisfitError as error:
        return await _asked_to_revoke(visit, client_id, told(error, {}))
    await visit.write(lambda tx, caller: oauth_clients.revoke(tx, caller, client_id, reason=reason, now=now(tx)))
    return visit.see_other("/administration/oauth-clients", notice="The client is revoked.")
