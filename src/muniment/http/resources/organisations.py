"""The organisation of a key, and from where it may be used (CONTRACT §4.3)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from muniment.accounts import organisation_settings
from muniment.accounts.caller import Caller
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import InvalidNetworkError, OrganisationNotFoundError, WouldLockOutError
from muniment.http.contract.answers.organisations import OrganisationObject
from muniment.http.contract.bodies import OrganisationChange
from muniment.http.contract.responses import error_responses
from muniment.http.resources.vendors import BODY_REFUSALS
from muniment.http.transport.admit import json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import OrganisationManage, OrganisationRead

router = APIRouter(prefix="/v1/org", route_class=JsonRoute)


@router.get(
    "/{org_id}",
    summary="Get the organisation",
    responses={
        200: {"model": OrganisationObject, "description": "The organisation."},
        **error_responses(OrganisationNotFoundError()),
    },
)
async def get_organisation(call: OrganisationRead, org_id: str) -> Response:
    """The key's own organisation; any other is not found."""
    return json_answer(await call.read(lambda tx, caller: organisation_settings.read(tx, caller, org_id)))


@router.post(
    "/{org_id}",
    summary="Change the organisation",
    responses={
        200: {"model": OrganisationObject, "description": "The organisation as it is now."},
        **error_responses(
            OrganisationNotFoundError(),
            InvalidNetworkError("10.0.0.0/33"),
            WouldLockOutError("203.0.113.7"),
            *BODY_REFUSALS,
        ),
    },
)
async def update_organisation(call: OrganisationManage, org_id: str, body: OrganisationChange) -> Response:
    """Say from which networks the organisation's resources may be used; `[]` lets in from everywhere. Keys can be
    managed from everywhere. A list that would shut out the caller is refused, unless `force` is sent."""

    def change(tx: Transaction, caller: Caller) -> dict[str, Any]:
        if body.api_ip_allowlist is None:
            return organisation_settings.read(tx, caller, org_id)
        return organisation_settings.change_allowlist(
            tx, caller, org_id, body.api_ip_allowlist, is_forced=bool(body.force), now=now(tx)
        )

    return json_answer(await call.write(change))
