"""What belongs to no resource: is the key good, which types there are."""

from __future__ import annotations

from fastapi import APIRouter, Response

from muniment.accounts import network
from muniment.documents.document import MAX_NAME_CHARACTERS
from muniment.http.contract.answers.utilities import AuthTest, ClientAddress, DocumentTypeList, LimitsObject
from muniment.http.contract.responses import FOR_ANY_KEY, FROM_EVERYWHERE, error_responses
from muniment.http.resources.events import MAX_WAIT_SECONDS
from muniment.http.transport.admit import json_answer
from muniment.http.transport.needs import AnyKey, AnyKeyFromEverywhere
from muniment.rates import Standing
from muniment.reading.file_types import MEDIA_TYPES

router = APIRouter()


@router.get(
    "/v1/utils/authtest",
    summary="Test a key",
    responses={200: {"model": AuthTest, "description": "The key is good."}, **error_responses(everywhere=FOR_ANY_KEY)},
)
async def test_key(call: AnyKey) -> Response:
    """Whether the key is good: 200, or what would be answered elsewhere too."""
    await call.identify()
    return json_answer({"msg": "Auth successful"})


@router.get(
    "/v1/whoami/ip",
    summary="Tell the caller its address",
    responses={
        200: {"model": ClientAddress, "description": "The address that an allowlist must hold."},
        **error_responses(everywhere=FROM_EVERYWHERE),
    },
)
async def get_client_address(call: AnyKeyFromEverywhere) -> Response:
    """The address from which the call came, also when it is not in the organisation's allowlist."""
    caller = await call.identify()
    return json_answer({"client_ip": network.canonical(caller.address)})


@router.get(
    "/v1/limits",
    summary="Tell the limits",
    responses={
        200: {"model": LimitsObject, "description": "What a client may send, and what is left of its rate."},
        **error_responses(everywhere=FOR_ANY_KEY),
    },
)
async def get_limits(call: AnyKey) -> Response:
    """What an upload, a body, a list, a wait may be at most. `rate_limit` is null where no rate is set."""
    await call.identify()
    settings = call.runtime.settings
    standing: Standing | None = call.request.scope["state"].get("standing")
    told = {
        **{name: getattr(settings, name) for name in _SETTINGS_TOLD},
        "max_name_characters": MAX_NAME_CHARACTERS,
        "max_event_wait_seconds": MAX_WAIT_SECONDS,
        "extensions": sorted(MEDIA_TYPES),
        "rate_limit": None,
    }
    if standing is not None:
        rate = {"requests": standing.limit, "seconds": settings.rate_limit_seconds, "remaining": standing.remaining}
        told["rate_limit"] = rate
    return json_answer(told)


_SETTINGS_TOLD = (
    "max_file_bytes",
    "max_json_bytes",
    "max_text_field_bytes",
    "max_links",
    "download_seconds",
    "idempotency_seconds",
    "search_seconds",
)


@router.get(
    "/v1/document-types",
    summary="List the document types",
    responses={
        200: {"model": DocumentTypeList, "description": "Every slug."},
        **error_responses(everywhere=FOR_ANY_KEY),
    },
)
async def list_document_types(call: AnyKey) -> Response:
    """The types a document may be declared as or classified to. A slug is never renamed; a filter by one finds what is
    below it too."""
    await call.identify()
    data = [
        {
            "slug": one.slug,
            "title": one.title,
            "category": one.category,
            "description": one.description,
            "parent": one.parent,
        }
        for one in call.runtime.document_types
    ]
    return json_answer({"data": data})
