"""What the page of a document shows, read in one snapshot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.engine import Transaction
from muniment.documents import items, legal_holds, manage, pages
from muniment.documents.document import Document
from muniment.documents.pages import Around, PageText
from muniment.documents.same_bytes import Twin, twins
from muniment.errors import AssessmentNotFoundError, VendorNotFoundError
from muniment.events import audit_log
from muniment.events.audit_log import AuditFilters
from muniment.evidence import reviewing
from muniment.vendors import assessments, vendors
from muniment.web.document.sought import Sought, sought_in

ROWS_SHOWN = 100
"""Rows of what a report lists, on one page."""

EVENTS_SHOWN = 20
HOLDS_SHOWN = 20
LINKS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. `page` None: the page of what is sought, or the first."""

    document_id: str
    page: int | None = None
    fact: str | None = None
    item: str | None = None
    why: int | None = None
    quote: str | None = None
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A document with all that is shown of it. `rows`: of what it lists, from `Asked.offset`, of `row_count` in all.
    `page`: the text of the page that is shown, None where nothing is kept of it. Names by id: of the services and
    assessments that the caller sees."""

    document: Document
    analysis: Mapping[str, Any]
    review: Mapping[str, Any]
    rows: list[dict[str, Any]]
    row_count: int
    sought: Sought | None
    number: int
    page: PageText | None
    around: Around
    history: list[dict[str, Any]]
    history_count: int
    vendor_name: str | None = None
    services: Mapping[str, str] = field(default_factory=dict)
    assessments: Mapping[str, str] = field(default_factory=dict)
    twins: Sequence[Twin] = ()
    is_held: bool = False
    holds: list[dict[str, Any]] = field(default_factory=list)


def find(tx: Transaction, caller: Caller, asked: Asked) -> Found:
    """The document with what is sought in it. Raises DocumentNotFoundError."""
    document = manage.find(tx, caller, asked.document_id)
    analysis = manage.analysis(tx, caller, document.id)
    rows, row_count = items.page(tx, document, kinds=(), limit=ROWS_SHOWN, offset=asked.offset)
    row = items.find(tx, document, asked.item) if asked.item is not None else None
    sought = sought_in(analysis, row, fact=asked.fact, why=asked.why, quote=asked.quote, page=asked.page)
    number = asked.page or (sought.page if sought is not None else 1)
    trail = AuditFilters(
        target_type="vendor_document", target_id=document.id, vendor_ids=caller.vendor_ids, changes_only=True
    )
    history, history_count = audit_log.page(tx, caller.org_id, trail, limit=EVENTS_SHOWN, offset=0)
    vendor_name, services = _vendor(tx, caller, document)
    may_see_holds = Scope.HOLDS_READ in caller.scopes
    return Found(
        document=document,
        analysis=analysis,
        review=reviewing.get(tx, caller, document.id),
        rows=rows,
        row_count=row_count,
        sought=sought,
        number=number,
        page=pages.kept_text(tx, document, number),
        around=pages.around(tx, document, number),
        history=history,
        history_count=history_count,
        vendor_name=vendor_name,
        services=services,
        assessments=_assessments(tx, caller, document),
        twins=twins(tx, caller, document.id),
        is_held=legal_holds.is_document_held(tx, document),
        holds=_holds(tx, caller, document) if may_see_holds else [],
    )


def _vendor(tx: Transaction, caller: Caller, document: Document) -> tuple[str | None, dict[str, str]]:
    if Scope.VENDORS_READ not in caller.scopes:
        return None, {}
    try:
        vendor = vendors.get(tx, caller, document.vendor_id)
    except VendorNotFoundError:
        return None, {}
    linked = set(document.service_ids[:LINKS_SHOWN])
    return vendor["name"], {one["id"]: one["name"] for one in vendor["services"] if one["id"] in linked}


def _assessments(tx: Transaction, caller: Caller, document: Document) -> dict[str, str]:
    if Scope.ASSESSMENTS_READ not in caller.scopes:
        return {}
    found = {}
    for assessment_id in document.assessment_ids[:LINKS_SHOWN]:
        try:
            found[assessment_id] = _named(assessments.get(tx, caller, assessment_id))
        except AssessmentNotFoundError:
            continue
    return found


def _holds(tx: Transaction, caller: Caller, document: Document) -> list[dict[str, Any]]:
    return legal_holds.page(tx, caller, target_id=document.id, is_active=True, limit=HOLDS_SHOWN, offset=0)[0]


def _named(assessment: Mapping[str, Any]) -> str:
    return assessment["name"] or str(assessment["id"])
