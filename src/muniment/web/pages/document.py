"""A document: what it is, until when, and where it says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Annotated, Any, Literal
from urllib.parse import quote as quote_path
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Response

from muniment.accounts.scopes import Scope
from muniment.db.clock import now
from muniment.documents import legal_holds, manage, pages, quarantine
from muniment.documents.legal_holds import Target, TargetType
from muniment.documents.lifecycle import UNSETTLED
from muniment.errors import DocumentNotReadyError, DocumentQuarantinedError, FacilityError
from muniment.http.contract.bodies import LegalHoldRelease, NewLegalHold, QuarantineRelease
from muniment.http.resources.documents import download_link
from muniment.http.transport import page_pictures
from muniment.pages.drawing import Places
from muniment.scanning.verdict import Scan
from muniment.web.document import panel
from muniment.web.document.found import ROWS_SHOWN, Asked, Found, find
from muniment.web.document.sheet import sheet_of
from muniment.web.document.sought import MAX_QUOTE_CHARACTERS, evidence_of, neighbours
from muniment.web.forms import Form, MisfitError, checked
from muniment.web.review.form import form_of
from muniment.web.visit import DocumentsRead, DocumentsWrite, HoldsManage, PageRoute, QuarantineManage, Visit

router = APIRouter(prefix="/documents/{document_id}", include_in_schema=False, route_class=PageRoute)

ZOOMS = {100: 1200, 150: 1800, 200: 2400, 300: 2400}
"""Per cent of the width that there is for a page -> pixels that its picture is wide: two of them are one on most
screens."""

_PLACES_SECONDS = 1.5
"""How long a page waits for where its words stand; a page of a report takes a twentieth of it."""

_LAST = 2**31 - 1
_DEFAULTS = {"zoom": 100, "view": "picture"}
_MARKED = ("fact", "item", "why", "quote")
"""Parameters of which one says what is marked."""


@dataclass(frozen=True, slots=True)
class Location:
    """Where a page of a document is: its path, and what else its address asks for."""

    path: str
    kept: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """What of a document is looked at, and how."""

    asked: Asked
    zoom: int = 100
    view: str = "picture"


def looked_at(
    document_id: str,
    page: Annotated[int | None, Query(ge=1, le=_LAST)] = None,
    fact: Annotated[str | None, Query(max_length=100)] = None,
    item: Annotated[str | None, Query(max_length=100)] = None,
    why: Annotated[int | None, Query(ge=0, le=1000)] = None,
    quote: Annotated[str | None, Query(max_length=MAX_QUOTE_CHARACTERS)] = None,
    zoom: Literal["100", "150", "200", "300"] = "100",
    view: Literal["picture", "text"] = "picture",
    offset: Annotated[int, Query(ge=0, le=_LAST)] = 0,
) -> Look:
    """What the address says of that."""
    asked = Asked(document_id, page=page, fact=fact, item=item, why=why, quote=quote, offset=offset)
    return Look(asked, int(zoom), view)


LookedAt = Annotated[Look, Depends(looked_at)]


@router.get("")
async def show_document(visit: DocumentsRead, look: LookedAt) -> Response:
    """The page."""
    return await shown(visit, look)


async def shown(
    visit: Visit,
    look: Look,
    *,
    template: str = "document.html",
    location: Location | None = None,
    problems: Mapping[str, str] | None = None,
    typed: Form | None = None,
    **values: Any,
) -> Response:
    """The page of a document, or another that is made of the same. `location`: where that is. `problems`: of a form
    that did not fit; `typed`: that form, where it is the one that reviews."""
    asked, zoom, view = look.asked, look.zoom, look.view
    location = location or Location(path_of(asked.document_id))
    root_path = visit.runtime.settings.root_path
    found = await visit.read(lambda tx, caller: find(tx, caller, asked))
    has_picture = _has_picture(found)
    is_wanted = has_picture and view == "picture"
    kept_back = _kept_back(visit, found)
    is_picture = is_wanted and kept_back is None
    places = await _places(visit, found) if is_picture else Places()
    to = partial(_address, root_path, location, asked, kept={"zoom": zoom, "view": view})
    return visit.page(
        template,
        status=422 if problems else 200,
        problems=problems,
        to=to,
        here_path=f"{root_path}{location.path}",
        here_kept=location.kept,
        review=form_of(
            document_type=found.document.document_type,
            insights=found.analysis["insights"],
            review=found.review,
            types=visit.runtime.document_types,
            typed=typed,
            problems=problems if typed is not None else None,
        ),
        mark=partial(_marking, to),
        found=found,
        sheet=sheet_of(found.page, places, found.sought, number=found.number, is_picture=is_picture),
        has_picture=has_picture and kept_back is None,
        is_given_out=kept_back is None,
        kept_back=kept_back if is_wanted else None,
        picture_width=ZOOMS[zoom],
        zoom=zoom,
        zooms=list(ZOOMS),
        offset=asked.offset,
        rows_shown=ROWS_SHOWN,
        **_known(visit, found),
        **values,
    )


def _has_picture(found: Found) -> bool:
    """Whether the page may have a picture; of one of which nothing is kept, as far as that is known without opening the
    file."""
    if found.page is not None:
        return found.page.may_be_drawn
    is_beyond = found.around.count > 0 and found.document.status not in UNSETTLED
    is_locked = (found.analysis["error"] or {}).get("code") == "encrypted"
    return found.document.extension in pages.DRAWABLE and not is_beyond and not is_locked


def _known(visit: Visit, found: Found) -> dict[str, Any]:
    """All that is known of the document, whichever of its pages is shown, and what may be done with it."""
    document, analysis = found.document, found.analysis
    facts = panel.facts_of(analysis)
    previous, following = neighbours(found.sought, [one.sought for one in facts if one.sought is not None])
    is_unsettled, is_quarantined = document.status in UNSETTLED, document.scan == Scan.QUARANTINED
    is_at_rest = not (document.is_archived or is_unsettled or is_quarantined)
    return {
        "document": document,
        "analysis": analysis,
        "facts": facts,
        "previous": previous,
        "following": following,
        "validity": panel.validity_of(document, analysis, now=visit.now),
        "type": panel.type_of(document.document_type, analysis),
        "evidence": evidence_of(analysis),
        "tables": panel.tables_of(found.rows),
        "is_unsettled": is_unsettled,
        "is_quarantined": is_quarantined,
        "may_review": visit.may(Scope.EVIDENCE_WRITE) and not document.is_archived,
        "may_read_again": visit.may(Scope.DOCUMENTS_WRITE) and is_at_rest,
        "may_hold": visit.may(Scope.HOLDS_MANAGE),
        "may_let_out": visit.may(Scope.QUARANTINE_MANAGE) and is_quarantined,
    }


def _address(
    root_path: str, location: Location, asked: Asked, /, *, kept: Mapping[str, object], **changes: object
) -> str:
    """The address of the page with some of what it asks for changed; None takes it away."""
    said = {name: value for name, value in kept.items() if value != _DEFAULTS[name]}
    wanted = {name: getattr(asked, name) for name in (*_MARKED, "page")} | {"offset": asked.offset or None} | said
    wanted |= location.kept
    query = urlencode({name: str(value) for name, value in (wanted | changes).items() if value is not None})
    return f"{root_path}{location.path}" + (f"?{query}" if query else "")


def _marking(to: Callable[..., str], parameter: str, value: object, page: int) -> str:
    """The address at which that is marked, on its page."""
    return to(**(dict.fromkeys(_MARKED) | {parameter: value, "page": page})) + "#mark"


def _kept_back(visit: Visit, found: Found) -> str | None:
    """Why the document's file, and so a picture of it, is not given out; None where it is."""
    document = found.document
    try:
        quarantine.check_may_leave(visit.runtime.settings, scan=document.scan, status=document.status)
    except (DocumentQuarantinedError, DocumentNotReadyError) as error:
        return error.message
    return None


async def _places(visit: Visit, found: Found) -> Places | None:
    """Where the words of the page stand, None where that could not be found out now. Of a file that is given out."""
    if found.page is None:
        return Places()
    of_file = pages.page_of_document(found.document, found.number, settings=visit.runtime.settings)
    try:
        return await page_pictures.places(visit, of_file, found.page, seconds=_PLACES_SECONDS)
    except (FacilityError, DocumentNotReadyError):
        return None


@router.get("/download")
async def download(visit: DocumentsRead, document_id: str) -> Response:
    """The file, from wherever it is served."""
    link, _ = await download_link(visit, document_id)
    return Response(status_code=303, headers={"location": link["url"], "cache-control": "no-store"})


@router.post("/archive")
async def archive(visit: DocumentsWrite, document_id: str) -> Response:
    """Archive it; it can be restored."""
    await visit.write(lambda tx, caller: manage.archive(tx, caller, document_id, now=now(tx)))
    return visit.see_other(path_of(document_id), notice="Archived: it is listed no more, and can be restored here.")


@router.post("/restore")
async def restore(visit: DocumentsWrite, document_id: str) -> Response:
    """Take the archiving back."""
    await visit.write(lambda tx, caller: manage.restore(tx, caller, document_id, now=now(tx)))
    return visit.see_other(path_of(document_id), notice="Restored: it is listed again.")


@router.post("/analysis")
async def analyse_again(visit: DocumentsWrite, document_id: str) -> Response:
    """Have it read again."""
    await visit.write(lambda tx, caller: manage.analyse_again(tx, caller, document_id, now=now(tx)))
    return visit.see_other(path_of(document_id), notice="It is read again; what was found stays until that is done.")


@router.post("/holds")
async def hold(visit: HoldsManage, document_id: str) -> Response:
    """Place a legal hold on it."""
    try:
        body = checked(
            NewLegalHold, target_type="document", target_id=document_id, reason=visit.form.text("reason").strip()
        )
    except MisfitError as misfit:
        return await shown(visit, Look(Asked(document_id)), problems=misfit.problems)
    target = Target(TargetType.DOCUMENT, document_id)
    await visit.write(lambda tx, caller: legal_holds.create(tx, caller, target, reason=body.reason, now=now(tx)))
    return visit.see_other(path_of(document_id), notice="Held: nothing removes or hides it until the hold is released.")


@router.post("/holds/{hold_id}/release")
async def release_hold(visit: HoldsManage, document_id: str, hold_id: str) -> Response:
    """Release a legal hold on it."""
    try:
        body = checked(LegalHoldRelease, reason=visit.form.text("reason").strip())
    except MisfitError as misfit:
        return await shown(visit, Look(Asked(document_id)), problems=misfit.problems)
    await visit.write(lambda tx, caller: legal_holds.release(tx, caller, hold_id, reason=body.reason, now=now(tx)))
    return visit.see_other(path_of(document_id), notice="The hold is released.")


@router.post("/quarantine/release")
async def release_from_quarantine(visit: QuarantineManage, document_id: str) -> Response:
    """Let it out of quarantine."""
    try:
        body = checked(QuarantineRelease, reason=visit.form.text("reason").strip())
    except MisfitError as misfit:
        return await shown(visit, Look(Asked(document_id)), problems=misfit.problems)
    await visit.write(lambda tx, caller: quarantine.release(tx, caller, document_id, reason=body.reason, now=now(tx)))
    return visit.see_other(path_of(document_id), notice="Released: its file is given out again.")


def path_of(document_id: str) -> str:
    """The path of the document's page."""
    return f"/documents/{quote_path(document_id, safe='')}"
