"""Legal holds: what must stay, and until who lets it go. And what was purged, which is gone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Response

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents import legal_holds, purge
from muniment.documents.legal_holds import Target, TargetType
from muniment.errors import (
    DocumentNotFoundError,
    MunimentError,
    OrganisationNotFoundError,
    VendorNotFoundError,
)
from muniment.http.contract.bodies import LegalHoldRelease, NewLegalHold
from muniment.http.contract.paging import Offset
from muniment.web.forms import FINE, Form, MisfitError, Told, checked, told
from muniment.web.pages.administration.sections import PAGE, section_page
from muniment.web.visit import HoldsManage, HoldsRead, PageRoute, Visit

router = APIRouter(prefix="/administration/holds", include_in_schema=False, route_class=PageRoute)

_SHOWN_OF_PURGED = 20
_TARGETS = (
    ("vendor", "A vendor, with all of its documents"),
    ("document", "A document"),
    ("organisation", "The whole organisation"),
)
_REFUSALS = (MisfitError, DocumentNotFoundError, VendorNotFoundError, OrganisationNotFoundError)
_FIELD_OF: dict[type[MunimentError], str] = dict.fromkeys(
    (DocumentNotFoundError, VendorNotFoundError, OrganisationNotFoundError), "target_id"
)


@router.get("")
async def show_holds(
    visit: HoldsRead,
    which: Literal["active", "released", "all"] = "active",
    offset: Offset = 0,
) -> Response:
    """The organisation's holds, the newest first, and the last documents that were purged."""

    def look(tx: Transaction, caller: Caller) -> dict[str, Any]:
        is_active = {"active": True, "released": False, "all": None}[which]
        found, total = legal_holds.page(tx, caller, is_active=is_active, limit=PAGE, offset=offset)
        purged, purged_total = purge.page(tx, caller, limit=_SHOWN_OF_PURGED, offset=0)
        return {"holds": found, "total": total, "purged": purged, "purged_total": purged_total}

    found = await visit.read(look)
    may_manage = visit.may(Scope.HOLDS_MANAGE)
    return section_page(
        visit, "holds", "holds.html", which=which, offset=offset, limit=PAGE, may_manage=may_manage, **found
    )


@router.get("/new")
async def show_form(
    visit: HoldsManage, target: Annotated[str, Query(max_length=64)] = "", of: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    """The form by which one is made; `target` and `of`: filled in for who comes from the thing itself."""
    await visit.identify()
    return _shown_form(visit, Form({"target_type": [target], "target_id": [of]}), FINE)


def _shown_form(visit: Visit, form: Form, shown: Told) -> Response:
    values = {name: form.text(name) for name in ("target_type", "target_id", "reason")}
    return section_page(
        visit, "holds", "hold_new.html", status=shown.status, values=values, targets=_TARGETS, problems=shown.problems
    )


@router.post("/new")
async def make(visit: HoldsManage) -> Response:
    """Hold it."""
    form = visit.form
    is_of_all = form.text("target_type") == TargetType.ORGANISATION

    def create(tx: Transaction, caller: Caller) -> None:
        id_ = caller.org_id if is_of_all else body.target_id
        legal_holds.create(tx, caller, Target(TargetType(body.target_type), id_), reason=body.reason, now=now(tx))

    try:
        body = checked(
            NewLegalHold,
            target_type=form.text("target_type"),
            target_id=form.text("target_id").strip(),
            reason=form.text("reason"),
        )
        await visit.write(create)
    except _REFUSALS as error:
        await visit.identify()
        return _shown_form(visit, form, told(error, _FIELD_OF))
    return visit.see_other("/administration/holds", notice="It is held: nothing of it is removed or hidden.")


@router.get("/{hold_id}/release")
async def ask_to_release(visit: HoldsManage, hold_id: str) -> Response:
    """Ask first."""
    return await _asked_to_release(visit, hold_id, FINE)


async def _asked_to_release(visit: Visit, hold_id: str, shown: Told) -> Response:
    hold = await visit.read(lambda tx, caller: legal_holds.get(tx, caller, hold_id))
    return visit.page(
        "confirm.html",
        status=shown.status,
        title="Release this hold?",
        sentence=f"Held for: {hold['reason']}. What no other hold is on can then be archived, purged and analysed "
        "again, and is purged when its term is over.",
        reason=visit.form.text("reason"),
        needs_reason=True,
        label="Release the hold",
        action=f"/administration/holds/{hold_id}/release",
        back="/administration/holds",
        problems=shown.problems,
    )


@router.post("/{hold_id}/release")
async def release(visit: HoldsManage, hold_id: str) -> Response:
    """End it."""
    try:
        reason = checked(LegalHoldRelease, reason=visit.form.text("reason")).reason
    except MisfitError as error:
        return await _asked_to_release(visit, hold_id, told(error, {}))
    await visit.write(lambda tx, caller: legal_holds.release(tx, caller, hold_id, reason=reason, now=now(tx)))
    return visit.see_other("/administration/holds", notice="The hold is released.")
