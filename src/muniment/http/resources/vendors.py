"""Vendors and their services (CONTRACT §3)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from muniment.db.clock import now
from muniment.errors import (
    BodyTooLargeError,
    MunimentError,
    ServiceNotFoundError,
    VendorNotFoundError,
)
from muniment.http.contract.answers.vendors import ServiceObject, VendorObject, VendorPage
from muniment.http.contract.bodies import NewService, NewVendor, ServiceChange, VendorChange
from muniment.http.contract.closed_sets import VendorOrder
from muniment.http.contract.headers import IDEMPOTENCY, with_headers
from muniment.http.contract.paging import Limit, Offset
from muniment.http.contract.responses import (
    IDEMPOTENCY_REFUSALS,
    INVALID_FIELDS,
    REQUEST_TIMEOUT,
    UNSUPPORTED_ENCODING,
    error_responses,
)
from muniment.http.transport.admit import json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import VendorsRead, VendorsWrite
from muniment.unicode import findable
from muniment.vendors import services, vendors

router = APIRouter(prefix="/v1/vendors", route_class=JsonRoute)

BODY_REFUSALS: tuple[MunimentError, ...] = (
    INVALID_FIELDS,
    REQUEST_TIMEOUT,
    UNSUPPORTED_ENCODING,
    BodyTooLargeError("The body exceeds the limit of 1048576 bytes."),
)


def given(body: NewVendor | VendorChange | NewService | ServiceChange) -> dict[str, Any]:
    """What the caller sent. A contact is kept whole."""
    given = body.model_dump(exclude_unset=True)
    if body.primary_contact is not None:
        given["primary_contact"] = body.primary_contact.model_dump()
    return given


@router.post(
    "",
    status_code=201,
    summary="Create a vendor",
    responses={
        201: {"model": VendorObject, "description": "The vendor.", **with_headers("Idempotent-Replayed")},
        **error_responses(*IDEMPOTENCY_REFUSALS, *BODY_REFUSALS),
    },
    openapi_extra={"parameters": IDEMPOTENCY},
)
async def create_vendor(call: VendorsWrite, body: NewVendor) -> Response:
    """Create a vendor, whom documents are about. Ids and words of what this product does not manage are kept as given
    and read back."""
    return await call.write_once(lambda tx, caller: vendors.create(tx, caller, given(body), now=now(tx)))


@router.get(
    "",
    summary="List vendors",
    responses={200: {"model": VendorPage, "description": "One page, newest first."}, **error_responses(INVALID_FIELDS)},
)
async def list_vendors(
    call: VendorsRead,
    name: Annotated[
        str | None, Query(max_length=255, description="A part of the vendor's or a service's name.")
    ] = None,
    external_id: Annotated[str | None, Query(max_length=1000, description="Exactly this external id.")] = None,
    sort: Annotated[VendorOrder, Query(description="Newest first, or by name.")] = "-created_at",
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """A page of the organisation's vendors, newest first unless `sort` says otherwise, without their services."""
    filters = vendors.VendorFilters(
        name=name and findable(name), external_id=external_id and findable(external_id), is_by_name=sort == "name"
    )
    items, total = await call.read(lambda tx, caller: vendors.page(tx, caller, filters, limit=limit, offset=offset))
    return json_answer({"items": items, "total": total, "limit": limit, "offset": offset})


@router.get(
    "/{vendor_id}",
    summary="Get a vendor",
    responses={200: {"model": VendorObject, "description": "The vendor."}, **error_responses(VendorNotFoundError())},
)
async def get_vendor(call: VendorsRead, vendor_id: str) -> Response:
    """The vendor with its services."""
    return json_answer(await call.read(lambda tx, caller: vendors.get(tx, caller, vendor_id)))


@router.patch(
    "/{vendor_id}",
    summary="Update a vendor",
    responses={
        200: {"model": VendorObject, "description": "The vendor."},
        **error_responses(VendorNotFoundError(), *BODY_REFUSALS),
    },
)
async def update_vendor(call: VendorsWrite, vendor_id: str, body: VendorChange) -> Response:
    """Change what is given. What is left out or null stays; "" clears a text, [] a list."""
    return json_answer(
        await call.write(lambda tx, caller: vendors.change(tx, caller, vendor_id, given(body), now=now(tx)))
    )


@router.post(
    "/{vendor_id}/services",
    status_code=201,
    summary="Create a service",
    responses={
        201: {"model": ServiceObject, "description": "The service."},
        **error_responses(VendorNotFoundError(), *BODY_REFUSALS),
    },
)
async def create_service(call: VendorsWrite, vendor_id: str, body: NewService) -> Response:
    """Create a service of the vendor, to which its documents can be linked."""
    return json_answer(
        await call.write(lambda tx, caller: services.create(tx, caller, vendor_id, given(body), now=now(tx))),
        201,
    )


@router.patch(
    "/{vendor_id}/services/{service_id}",
    summary="Update a service",
    responses={
        200: {"model": ServiceObject, "description": "The service."},
        **error_responses(VendorNotFoundError(), ServiceNotFoundError(), *BODY_REFUSALS),
    },
)
async def update_service(call: VendorsWrite, vendor_id: str, service_id: str, body: ServiceChange) -> Response:
    """Change what is given. What is left out or null stays; "" clears a text, [] a list."""
    return json_answer(
        await call.write(
            lambda tx, caller: services.change(tx, caller, vendor_id, service_id, given(body), now=now(tx))
        )
    )
