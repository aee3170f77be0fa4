"""Vendors: a list to find one in, and one with all that is kept of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents.lists import evidence
from muniment.documents.lists.evidence import EvidencePage, Standing
from muniment.documents.lists.filters import Filters
from muniment.documents.validity import Days, Validity
from muniment.errors import InsufficientScopeError
from muniment.http.contract.bodies import NewContact, NewService, NewVendor, ServiceChange, VendorChange
from muniment.http.contract.paging import Offset
from muniment.http.resources.vendors import given
from muniment.unicode import findable
from muniment.vendors import assessments, services, vendors
from muniment.web.file_form import upload_values
from muniment.web.forms import FINE, Form, MisfitError, Told, checked, told
from muniment.web.visit import PageRoute, VendorsRead, VendorsWrite, Visit

router = APIRouter(prefix="/vendors", include_in_schema=False, route_class=PageRoute)

PAGE = 50
_EVIDENCE = 50
"""Documents of a vendor that its page shows; the list of evidence has them all."""
_ASSESSMENTS = 50

_LINES = ("name", "website", "hq_location", "tier", "external_id", "use_case", "description")
_CONTACT = ("email", "name", "title", "phone_number")
_SERVICE_LINES = ("name", "external_id", "description")
_URGENCY = {Validity.EXPIRED: 0, Validity.EXPIRING: 1, Validity.VALID: 2, Validity.PENDING: 3, Validity.UNDATED: 4}
"""What comes first on a vendor's page: the types that have such a document."""


@router.get("")
async def show_vendors(
    visit: VendorsRead,
    name: Annotated[str, Query(max_length=255)] = "",
    sort: Annotated[str, Query(max_length=20)] = "name",
    offset: Offset = 0,
) -> Response:
    """The organisation's vendors, by name or the newest first, each with how its evidence stands."""
    wanted = vendors.VendorFilters(name=findable(name.strip()) or None, is_by_name=sort != "-created_at")

    def look(tx: Transaction, caller: Caller) -> tuple[list[dict[str, Any]], int, dict[str, Standing]]:
        found, total = vendors.page(tx, caller, wanted, limit=PAGE, offset=offset)
        days = Days.at(visit.now)
        return found, total, evidence.standings(tx, [one["id"] for one in found], days=days)

    found, total, standings = await visit.read(look)
    return visit.page(
        "vendors.html",
        vendors=found,
        total=total,
        offset=offset,
        limit=PAGE,
        name=name,
        sort="name" if wanted.is_by_name else "-created_at",
        standings=standings,
        nothing=Standing(),
        may_write=visit.may(Scope.VENDORS_WRITE),
    )


@router.get("/new")
async def show_new_vendor(
    visit: VendorsWrite, name: Annotated[str, Query(max_length=255)] = "", upload: str = ""
) -> Response:
    """The form by which a vendor is made. `upload`: whether one goes on to upload its evidence."""
    await visit.identify()
    return _shown_new(visit, _values_of(Form({"name": [name]})), FINE, upload=upload)


def _shown_new(visit: Visit, values: Mapping[str, Any], shown: Told, *, upload: str) -> Response:
    return visit.page(
        "vendor_new.html", status=shown.status, values=values, problems=shown.problems, upload=upload == "yes"
    )


@router.post("/new")
async def make_vendor(visit: VendorsWrite) -> Response:
    """Make the vendor."""
    form = visit.form
    try:
        body = _vendor_of(form, NewVendor)
        vendor = await visit.write(lambda tx, caller: vendors.create(tx, caller, given(body), now=now(tx)))
    except (MisfitError, InsufficientScopeError) as error:
        await visit.identify()
        return _shown_new(visit, _values_of(form), told(error, {}), upload=form.text("upload"))
    if form.text("upload") == "yes":
        return visit.see_other(f"/upload?vendor_id={vendor['id']}", notice="The vendor is made.")
    return visit.see_other(f"/vendors/{vendor['id']}", notice="The vendor is made.")


def _vendor_of(form: Form, model: type[NewVendor] | type[VendorChange]) -> Any:
    """The body of the API that the form says; a field that is empty clears. Raises MisfitError."""
    values: dict[str, Any] = {name: form.text(name).strip() for name in _LINES}
    problems: dict[str, str] = {}
    contact = {name: form.optional(f"contact_{name}") for name in _CONTACT}
    if any(contact.values()):
        try:
            values["primary_contact"] = checked(NewContact, **{**contact, "email": contact["email"] or ""})
        except MisfitError as misfit:
            problems = {f"contact_{name}": sentence for name, sentence in misfit.problems.items()}
    values["tags"] = _tags(form)
    try:
        body = checked(model, **values)
    except MisfitError as misfit:
        problems = misfit.problems | problems
    if problems:
        raise MisfitError(problems)
    return body


def _values_of(form: Form) -> dict[str, Any]:
    """What was typed, as a vendor has it."""
    contact = {name: form.text(f"contact_{name}") for name in _CONTACT}
    return {
        **{name: form.text(name) for name in _LINES},
        "tags": _tags(form),
        "primary_contact": contact if any(contact.values()) else None,
    }


def _tags(form: Form) -> list[str]:
    return [one.strip() for one in form.text("tags").split(",") if one.strip()]


@router.get("/{vendor_id}")
async def show_vendor(visit: VendorsRead, vendor_id: str) -> Response:
    """One vendor: its evidence by type, types with something expired first; services, assessments, contact."""
    return await _shown(visit, vendor_id)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a vendor's page shows."""

    vendor: dict[str, Any]
    evidence: EvidencePage
    standing: Standing
    assessments: tuple[list[dict[str, Any]], int]


async def _shown(
    visit: Visit,
    vendor_id: str,
    shown: Told = FINE,
    *,
    at: str = "",
    values: Mapping[str, Any] | None = None,
) -> Response:
    """`at`: the form that is shown again with its problems, by its name; `values`: what was typed into it."""

    def look(tx: Transaction, caller: Caller) -> _Seen:
        days = Days.at(visit.now)
        return _Seen(
            vendor=vendors.get(tx, caller, vendor_id),
            evidence=evidence.page(tx, caller, Filters(vendor_id=vendor_id), days=days, limit=_EVIDENCE, after=None),
            standing=evidence.standings(tx, [vendor_id], days=days).get(vendor_id, Standing()),
            assessments=assessments.page(tx, caller, vendor_id, limit=_ASSESSMENTS, offset=0),
        )

    seen = await visit.read(look)
    return visit.page(
        "vendor.html",
        status=shown.status,
        problems=shown.problems,
        at=at,
        values=values if values is not None and at == "vendor" else seen.vendor,
        service_values=values if values is not None and at != "vendor" else {},
        vendor=seen.vendor,
        evidence=seen.evidence,
        standing=seen.standing,
        groups=_by_type(seen.evidence),
        assessments=seen.assessments[0],
        assessment_count=seen.assessments[1],
        may_write=visit.may(Scope.VENDORS_WRITE),
        may_upload=visit.may(Scope.DOCUMENTS_WRITE),
        **upload_values(visit, seen.vendor),
    )


def _by_type(found: EvidencePage) -> Sequence[tuple[str | None, list[dict[str, Any]]]]:
    """The rows by their types, each newest first; first the types that have the most urgent
    document, last what has no type."""
    groups: dict[str | None, list[dict[str, Any]]] = {}
    for row in found.rows:
        groups.setdefault(row["document_type"], []).append(row)
    order = {
        key: (key is None, min(_URGENCY[Validity(one["validity"])] for one in rows)) for key, rows in groups.items()
    }
    return sorted(groups.items(), key=lambda group: order[group[0]])


@router.post("/{vendor_id}")
async def change_vendor(visit: VendorsWrite, vendor_id: str) -> Response:
    """Change what is kept of the vendor."""
    try:
        body = _vendor_of(visit.form, VendorChange)
    except MisfitError as misfit:
        return await _shown(visit, vendor_id, told(misfit, {}), at="vendor", values=_values_of(visit.form))
    await visit.write(lambda tx, caller: vendors.change(tx, caller, vendor_id, given(body), now=now(tx)))
    return visit.see_other(f"/vendors/{vendor_id}", notice="Saved.")


@router.post("/{vendor_id}/services")
async def make_service(visit: VendorsWrite, vendor_id: str) -> Response:
    """Make a service of the vendor."""
    values = {name: visit.form.text(name).strip() for name in _SERVICE_LINES}
    try:
        body = checked(NewService, **values)
    except MisfitError as misfit:
        return await _shown(visit, vendor_id, told(misfit, {}), at="service", values=values)
    await visit.write(lambda tx, caller: services.create(tx, caller, vendor_id, given(body), now=now(tx)))
    return visit.see_other(f"/vendors/{vendor_id}", notice="The service is made.")


@router.post("/{vendor_id}/services/{service_id}")
async def change_service(visit: VendorsWrite, vendor_id: str, service_id: str) -> Response:
    """Change what is kept of the service."""
    values = {name: visit.form.text(name).strip() for name in _SERVICE_LINES}
    try:
        body = checked(ServiceChange, **values)
    except MisfitError as misfit:
        return await _shown(visit, vendor_id, told(misfit, {}), at=service_id, values=values)
    await visit.write(lambda tx, caller: services.change(tx, caller, vendor_id, service_id, given(body), now=now(tx)))
    return visit.see_other(f"/vendors/{vendor_id}", notice="Saved.")
