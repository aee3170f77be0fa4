"""API keys (CONTRACT §4.1)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from muniment.accounts import key_management
from muniment.accounts.keys import NewKey
from muniment.db.clock import now
from muniment.errors import ApiKeyNotFoundError, InvalidNameError, VendorNotFoundError
from muniment.http.contract.answers.api_keys import ApiKeyCreated, ApiKeyEntry, ApiKeyList, ApiKeyRotated
from muniment.http.contract.bodies import KeyRevocation, KeyRotation, NewApiKey
from muniment.http.contract.responses import FOR_KEYS, SCOPE_GRANT_FORBIDDEN, error_responses
from muniment.http.resources.vendors import BODY_REFUSALS
from muniment.http.transport.admit import json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import KeysManage, KeysRead

router = APIRouter(prefix="/v1/api-keys", route_class=JsonRoute)

_SECRET_ONCE = {"Cache-Control": "no-store"}


def _made(key: NewKey) -> dict[str, Any]:
    bound = {"vendor_ids": key.vendor_ids} if key.vendor_ids is not None else {}
    return {
        "id": key.id,
        "name": key.name,
        "secret": key.secret,
        "created_at": key.created_at,
        "scopes": key.scopes,
        **bound,
    }


@router.get(
    "",
    summary="List API keys",
    responses={
        200: {"model": ApiKeyList, "description": "Every key, newest first."},
        **error_responses(everywhere=FOR_KEYS),
    },
)
async def list_api_keys(call: KeysRead) -> Response:
    """The organisation's keys, revoked and expired ones too, without secrets."""
    data = await call.read(lambda tx, caller: key_management.list_entries(tx, caller, now=now(tx)))
    return json_answer({"data": data})


@router.post(
    "",
    status_code=201,
    summary="Create an API key",
    responses={
        201: {"model": ApiKeyCreated, "description": "The key; its secret is seen this once."},
        **error_responses(
            InvalidNameError("The key's name must have 1 to 255 printable characters."),
            SCOPE_GRANT_FORBIDDEN,
            VendorNotFoundError(),
            *BODY_REFUSALS,
            everywhere=FOR_KEYS,
        ),
    },
)
async def create_api_key(call: KeysManage, body: NewApiKey) -> Response:
    """Create a key, whose secret is answered this once. It can be given no scope and no vendor that the calling key
    does not have; without a scope of a resource it may use every ordinary route."""
    key = await call.write(
        lambda tx, caller: key_management.create(
            tx,
            caller,
            name=body.name,
            scopes=body.scopes or (),
            vendor_ids=body.vendor_ids,
            lives_seconds=body.seconds_until_expiration,
            now=now(tx),
        )
    )
    return json_answer(_made(key), 201, _SECRET_ONCE)


@router.post(
    "/{key_id}/rotate",
    summary="Rotate an API key",
    responses={
        200: {"model": ApiKeyRotated, "description": "The key in its place; its secret is seen this once."},
        **error_responses(ApiKeyNotFoundError(), SCOPE_GRANT_FORBIDDEN, *BODY_REFUSALS, everywhere=FOR_KEYS),
    },
)
async def rotate_api_key(call: KeysManage, key_id: str, body: KeyRotation | None = None) -> Response:
    """Put a new key in another's place, with its scopes, vendors and lifetime; its secret is answered this once. The
    other is dead at once, or after `overlap_seconds`."""
    overlap = body.overlap_seconds or 0 if body is not None else 0
    key = await call.write(
        lambda tx, caller: key_management.rotate(tx, caller, key_id, overlap_seconds=overlap, now=now(tx))
    )
    made = _made(key)
    answer = {
        "id": made.pop("id"),
        "name": made.pop("name"),
        "secret": made.pop("secret"),
        "revoked_id": key_id,
        **made,
    }
    return json_answer(answer, headers=_SECRET_ONCE)


@router.post(
    "/{key_id}/revoke",
    summary="Revoke an API key",
    responses={
        200: {"model": ApiKeyEntry, "description": "The key, revoked now or before."},
        **error_responses(ApiKeyNotFoundError(), *BODY_REFUSALS, everywhere=FOR_KEYS),
    },
)
async def revoke_api_key(call: KeysManage, key_id: str, body: KeyRevocation | None = None) -> Response:
    """Revoke a key at once. Again, it answers the same."""
    reason = body.reason if body is not None else None
    return json_answer(
        await call.write(lambda tx, caller: key_management.revoke(tx, caller, key_id, reason=reason, now=now(tx)))
    )
