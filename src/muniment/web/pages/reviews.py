"""Review: what wants a person, one document at a time; and a person's word on a document's own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, NamedTuple
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query, Response

from muniment.accounts.caller import Caller
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.documents.wants import ANY, Reason
from muniment.evidence import review_queue, reviewing
from muniment.evidence.review_queue import CURSOR_PATTERN, Beside, Waiting
from muniment.vendors import vendors
from muniment.web.document.found import Asked
from muniment.web.forms import MisfitError
from muniment.web.pages import document
from muniment.web.pages.document import Location, Look, LookedAt
from muniment.web.review.form import SEEN_FIELD, tag_of
from muniment.web.review.record import say, withdraw
from muniment.web.state_marks import MARKS, Mark
from muniment.web.visit import EvidenceRead, EvidenceWrite, PageRoute, Visit
from muniment.web.wording import type_title

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_ROWS = 50

AskedReason = Annotated[Reason | None, Query()]
AskedVendor = Annotated[str | None, Query(max_length=64)]


class Why(NamedTuple):
    """A reason of a document in the queue, as it is shown."""

    tone: str
    sign: str
    title: str
    message: str


class Row(NamedTuple):
    """A document in the queue. `type`: its title, None where it has none."""

    href: str
    name: str
    vendor_name: str
    type: str | None
    reasons: Sequence[Why]
    since: str


@dataclass(frozen=True, slots=True)
class _Narrowed:
    """Which part of the queue is looked at."""

    reason: Reason | None
    vendor_id: str | None

    def waiting(self, tx: Transaction) -> Waiting:
        """The same for the queue."""
        return Waiting(now(tx), self.reason, self.vendor_id)

    @property
    def query(self) -> dict[str, str]:
        """The same in an address."""
        asked = {"reason": self.reason, "vendor_id": self.vendor_id}
        return {name: str(value) for name, value in asked.items() if value is not None}

    def path(self, document_id: str | None) -> str:
        """The path and query of a document in this part, of the part itself for None."""
        within = f"/{quote(document_id, safe='')}" if document_id is not None else ""
        return f"/review{within}" + (f"?{urlencode(self.query)}" if self.query else "")


@router.get("/review")
async def show_queue(
    visit: EvidenceRead,
    reason: AskedReason = None,
    vendor_id: AskedVendor = None,
    after: Annotated[str | None, Query(pattern=CURSOR_PATTERN)] = None,
) -> Response:
    """The queue, a page of it."""

    narrowed = _Narrowed(reason, vendor_id)

    def look(
        tx: Transaction, caller: Caller
    ) -> tuple[list[dict[str, Any]], int, str | None, dict[str, int], dict[str, str]]:
        waiting = narrowed.waiting(tx)
        data, total, following = review_queue.page(tx, caller, waiting, after=after, limit=_ROWS)
        ids = [one["document"]["vendor_id"] for one in data] + ([vendor_id] if vendor_id is not None else [])
        return data, total, following, review_queue.counts(tx, caller, waiting), vendors.names_of(tx, caller, ids)

    data, total, following, counted, names = await visit.read(look)
    root_path = visit.runtime.settings.root_path
    return visit.page(
        "review_queue.html",
        rows=[
            Row(
                href=root_path + narrowed.path(one["document"]["id"]),
                name=one["document"]["name"],
                vendor_name=names.get(one["document"]["vendor_id"], ""),
                type=_type_of(one["document"]),
                reasons=whys(one["reasons"]),
                since=one["wanted_since"],
            )
            for one in data
        ],
        total=total,
        following=following,
        is_behind=after is not None,
        is_narrowed=reason is not None or vendor_id is not None,
        vendor_name=names.get(vendor_id) if vendor_id is not None else None,
        reasons=_chips(root_path, counted, narrowed),
    )


def _type_of(document: Mapping[str, Any]) -> str | None:
    return type_title(document["document_type"]) if document["document_type"] is not None else None


@router.get("/review/{document_id}")
async def show_one(
    visit: EvidenceRead, look: LookedAt, reason: AskedReason = None, vendor_id: AskedVendor = None
) -> Response:
    """A document of the queue, beside its page."""
    return await _one(visit, look, _Narrowed(reason, vendor_id))


@router.post("/review/{document_id}")
async def say_in_the_queue(
    visit: EvidenceWrite, document_id: str, reason: AskedReason = None, vendor_id: AskedVendor = None
) -> Response:
    """Say what the document is, and go on to the next."""
    narrowed = _Narrowed(reason, vendor_id)
    beside = await visit.read(lambda tx, caller: _beside(tx, caller, document_id, narrowed))
    try:
        is_undated_now = await say(visit, document_id)
    except MisfitError as misfit:
        return await _one(visit, Look(Asked(document_id)), narrowed, problems=misfit.problems)
    following = beside.following or beside.previous
    if following is None:
        return visit.see_other(
            narrowed.path(None), notice=_said("Confirmed.", is_undated_now, "Nothing else waits here.")
        )
    return visit.see_other(
        narrowed.path(following), notice=_said("Confirmed.", is_undated_now, "This is the next one.")
    )


@router.post("/documents/{document_id}/review")
async def say_in_place(visit: EvidenceWrite, document_id: str) -> Response:
    """Say it on the document's own page."""
    try:
        is_undated_now = await say(visit, document_id)
    except MisfitError as misfit:
        look = Look(Asked(document_id))
        return await document.shown(visit, look, problems=misfit.problems, typed=visit.form)
    return visit.see_other(document.path_of(document_id), notice=_said("Your word stands.", is_undated_now))


def _said(done: str, is_undated_now: bool, following: str = "") -> str:
    """The notice of a word that was said, and of the day of expiry that went with it."""
    return " ".join(filter(None, [done, "It has no day of expiry now." if is_undated_now else "", following]))


@router.get("/documents/{document_id}/review/withdraw")
async def ask_to_withdraw(visit: EvidenceWrite, document_id: str) -> Response:
    """Ask first."""
    return await _asked_to_withdraw(visit, document_id, problems={})


async def _asked_to_withdraw(visit: Visit, document_id: str, *, problems: Mapping[str, str]) -> Response:
    review = await visit.read(lambda tx, caller: reviewing.to_change(tx, caller, document_id))
    path = document.path_of(document_id)
    if review["reviewed_by"] is None:
        return visit.see_other(path)
    return visit.page(
        "confirm.html",
        status=422 if problems else 200,
        title="Withdraw the review?",
        sentence="All that people said of this document is taken back, and what was found stands again. "
        f"“{review['reviewed_by']['name']}” said the newest of it. The record keeps what was said.",
        label="Withdraw the review",
        action=f"{path}/review/withdraw",
        back=path,
        hidden={SEEN_FIELD: tag_of(review)},
        problems=problems,
    )


@router.post("/documents/{document_id}/review/withdraw")
async def withdraw_in_place(visit: EvidenceWrite, document_id: str) -> Response:
    """Withdraw what was said of the document."""
    try:
        await withdraw(visit, document_id)
    except MisfitError as misfit:
        return await _asked_to_withdraw(visit, document_id, problems={"": misfit.problems[SEEN_FIELD]})
    notice = "The review is withdrawn: what was found stands again."
    return visit.see_other(document.path_of(document_id), notice=notice)


async def _one(visit: Visit, look: Look, narrowed: _Narrowed, *, problems: Mapping[str, str] | None = None) -> Response:
    document_id = look.asked.document_id

    def find(tx: Transaction, caller: Caller) -> tuple[Beside, list[dict[str, str]], int]:
        waiting = narrowed.waiting(tx)
        beside = review_queue.beside(tx, caller, waiting, document_id)
        reasons = review_queue.reasons_of(tx, document_id, now=waiting.now) if beside.is_waiting else []
        return beside, reasons, review_queue.count(tx, caller, waiting)

    beside, reasons, waiting_count = await visit.read(find)
    root_path = visit.runtime.settings.root_path
    return await document.shown(
        visit,
        look,
        template="review.html",
        location=Location(f"/review/{quote(document_id, safe='')}", narrowed.query),
        problems=problems,
        typed=visit.form if problems is not None else None,
        beside=beside,
        reasons=whys(reasons),
        waiting_count=waiting_count,
        queue_href=root_path + narrowed.path(None),
        one_href=lambda one: root_path + narrowed.path(one),
    )


def _beside(tx: Transaction, caller: Caller, document_id: str, narrowed: _Narrowed) -> Beside:
    return review_queue.beside(tx, caller, narrowed.waiting(tx), document_id)


def whys(reasons: Sequence[Mapping[str, str]]) -> list[Why]:
    """Reasons as they are shown."""
    marks: list[tuple[Mark, str]] = [(MARKS[one["reason"]], one["message"]) for one in reasons]
    return [Why(mark.tone, mark.sign, mark.word, message) for mark, message in marks]


def _chips(root_path: str, counted: Mapping[str, int], narrowed: _Narrowed) -> list[tuple[str, str, bool]]:
    """Each reason with how many documents have it, those alone of which there are any; all of them first."""

    def chip(word: str, n: int, reason: Reason | None) -> tuple[str, str, bool]:
        href = root_path + replace(narrowed, reason=reason).path(None)
        return f"{word} {n:,}", href, reason is narrowed.reason

    shown = [one for one in Reason if counted[one.value] or one is narrowed.reason]
    return [
        chip("All", counted[ANY], None),
        *(chip(MARKS[one.value].word, counted[one.value], one) for one in shown),
    ]
