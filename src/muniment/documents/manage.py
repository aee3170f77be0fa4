"""Reading, changing, archiving and restoring one document; the download link; running the analysis again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import bindparam, select

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.analysis.findings import UNREAD
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import analyses, documents, organisations
from muniment.documents import items, legal_holds, lifecycle, results, reviews
from muniment.documents.document import WIRE_COLUMNS, Document, distinct, from_row, row_on_the_wire
from muniment.documents.owed import owe_analysis, take_back
from muniment.documents.references import check_assessments, check_services
from muniment.errors import AssessmentRefusedError, DocumentNotFoundError, LegalHoldError
from muniment.judging.facts.validity import ValidityRules
from muniment.limits import MAX_LINKS

_WIRE = HotStatement(
    select(*WIRE_COLUMNS).where(documents.c.id == bindparam("id"), documents.c.org_id == bindparam("org"))
)
_BY_KEY = HotStatement(
    select(
        *(documents.c.archived_at, documents.c.org_id, documents.c.id, documents.c.vendor_id, documents.c.name),
        *(documents.c.status, documents.c.scan),
    )
    .join(organisations, organisations.c.id == documents.c.org_id)
    .where(documents.c.storage_key == bindparam("key"))
)
_WHOLE = select(documents).where(documents.c.id == bindparam("id"), documents.c.org_id == bindparam("org"))


Check = Callable[[Document], None]
"""Looks at the document before it is changed, in the same transaction, and may raise."""


@dataclass(frozen=True, slots=True)
class Change:
    """What to change; None leaves a field as it is, a sequence replaces the set."""

    name: str | None = None
    document_type: str | None = None
    service_ids: Sequence[str] | None = None
    assessment_ids: Sequence[str] | None = None


def get(tx: Transaction, caller: Caller, document_id: str) -> dict[str, Any]:
    """The document object, archived or not. Raises DocumentNotFoundError."""
    _check_shape(document_id)
    row = _WIRE.first(tx, {"id": document_id, "org": caller.org_id})
    document = row_on_the_wire(row) if row is not None else None
    if document is None or not caller.sees(document["vendor_id"]):
        raise DocumentNotFoundError
    return document


_SHA256 = HotStatement(select(documents.c.sha256).where(documents.c.id == bindparam("id")))


def sha256_of(tx: Transaction, document_id: str) -> bytes | None:
    """The hash of the document's bytes, None when there is no such document."""
    row = _SHA256.first(tx, {"id": document_id})
    return bytes(row[0]) if row is not None else None


def find(tx: Transaction, caller: Caller, document_id: str) -> Document:
    """The whole document, archived or not. Raises DocumentNotFoundError."""
    _check_shape(document_id)
    row = tx.execute(_WHOLE, {"id": document_id, "org": caller.org_id}).first()
    if row is None or not caller.sees(row.vendor_id):
        raise DocumentNotFoundError
    return from_row(row)


@dataclass(frozen=True, slots=True)
class Stored:
    """The document whose bytes are kept under a key; `archived_at`: when it was archived, if it was."""

    archived_at: int | None
    org_id: str
    document_id: str
    vendor_id: str
    name: str
    status: str
    scan: str | None


def stored_under(tx: Transaction, storage_key: str) -> Stored | None:
    """The document whose bytes are kept under the key; None when no organisation has it."""
    row = _BY_KEY.first(tx, {"key": storage_key})
    return Stored(*row) if row is not None else None


def change(
    tx: Transaction,
    caller: Caller,
    document_id: str,
    wanted: Change,
    *,
    rules: ValidityRules,
    now: int,
    check: Check = lambda _document: None,
) -> Document:
    """The document after the change; all of it or, when a reference is refused, nothing. Another type has the day of
    expiry follow by `rules` at once; the facts are of the last analysis. `check` may refuse it by what stands there."""
    document = lifecycle.hold(tx, caller, document_id)
    if document.is_archived:
        raise DocumentNotFoundError
    check(document)
    changed = document
    if wanted.service_ids is not None:
        check_services(tx, caller, document.vendor_id, set(wanted.service_ids))
        changed = replace(changed, service_ids=distinct(wanted.service_ids))
    if wanted.assessment_ids is not None:
        check_assessments(
            tx, caller, document.vendor_id, set(wanted.assessment_ids), already_linked=document.assessment_ids
        )
        changed = replace(changed, assessment_ids=distinct(wanted.assessment_ids))
    if wanted.document_type is not None:
        changed = replace(changed, document_type=wanted.document_type, is_type_declared=True)
    if wanted.name is not None:
        changed = replace(changed, name=wanted.name)
    if changed == document:
        return document
    changed = replace(changed, updated_at=max(now, document.updated_at))
    lifecycle.save(tx, caller, document, changed, now=now)
    if changed.document_type != document.document_type:
        reviews.take_back_type(tx, changed)
        reviews.stand_again(tx, changed, rules=rules)
        lifecycle.note_wants(tx, changed)
    return changed


def archive(
    tx: Transaction, caller: Caller, document_id: str, *, now: int, check: Check = lambda _document: None
) -> Document:
    """The document, archived: by this call or, unchanged, by an earlier one. `check` as for `change`. Raises
    LegalHoldError."""
    document = lifecycle.hold(tx, caller, document_id)
    check(document)
    if document.is_archived:
        return document
    if legal_holds.is_document_held(tx, document):
        raise LegalHoldError
    if document.status in lifecycle.UNSETTLED:
        document = settle_unread(tx, caller, document, now=now)
    archived = replace(document, is_archived=True, archived_at=now, updated_at=max(now, document.updated_at))
    lifecycle.save(tx, caller, document, archived, now=now)
    return archived


def restore(tx: Transaction, caller: Caller, document_id: str, *, now: int) -> Document:
    """The document, archived no more. One that was archived before it was read is read now."""
    document = lifecycle.hold(tx, caller, document_id)
    if not document.is_archived:
        return document
    restored = replace(document, is_archived=False, archived_at=None, updated_at=max(now, document.updated_at))
    lifecycle.save(tx, caller, document, restored, now=now)
    if restored.status == lifecycle.Status.COMPLETE and not results.is_read(tx, restored):
        restored = lifecycle.begin_again(tx, caller, restored, now=now)
        owe_analysis(tx, restored)
    return restored


def settle_unread(tx: Transaction, caller: Caller, document: Document, *, now: int) -> Document:
    """The held document without the analysis that is owed: nobody waits for it any more, and it settles all the same.
    What an earlier one found stays; where none did, restoring the document has it read."""
    take_back(tx, document)
    is_read = results.is_read(tx, document)
    lifecycle.settle(
        tx,
        caller,
        document.id,
        generation=document.generation,
        # Not `failed`: that says the content could not be read (CONTRACT §2).
        status=lifecycle.Status.COMPLETE,
        document_type=document.document_type if is_read else None,
        type_confidence=document.type_confidence if is_read else None,
        now=now,
    )
    if is_read:
        results.keep_earlier(tx, document, None)
    else:
        results.keep(tx, document, UNREAD, started_at=None, now=now)
    return lifecycle.hold(tx, caller, document.id)


def link_assessment(
    tx: Transaction,
    caller: Caller,
    document_id: str,
    assessment_id: str,
    *,
    vendor_id: str,
    now: int,
    most: int = MAX_LINKS,
) -> None:
    """Attach the document to an assessment as supporting evidence. Raises DocumentNotFoundError, also when the
    document is archived or another vendor's; AssessmentRefusedError when it would have more than `most` assessments."""
    document = lifecycle.hold(tx, caller, document_id)
    if document.is_archived or document.vendor_id != vendor_id:
        raise DocumentNotFoundError
    wanted = distinct((*document.assessment_ids, assessment_id))
    if len(wanted) > most:
        raise AssessmentRefusedError(f"A supporting document has {most} assessments already, the most there may be.")
    lifecycle.save(
        tx,
        caller,
        document,
        replace(document, assessment_ids=wanted, updated_at=max(now, document.updated_at)),
        now=now,
    )


def analyse_again(tx: Transaction, caller: Caller, document_id: str, *, now: int) -> Document:
    """Queue a new analysis; whatever still works on the old one will change nothing. Raises LegalHoldError where it
    would take the place of one that read the document."""
    document = lifecycle.hold(tx, caller, document_id)
    if document.is_archived:
        raise DocumentNotFoundError
    if legal_holds.is_document_held(tx, document) and results.is_read(tx, document):
        raise LegalHoldError
    take_back(tx, document)
    again = lifecycle.begin_again(tx, caller, document, now=now)
    owe_analysis(tx, again)
    return again


_NOTHING_YET: dict[str, Any] = {
    "error": None,
    "classification": None,
    "content": None,
    "warnings": [],
    "insights": [],
    "engine": None,
}


def analysis(tx: Transaction, caller: Caller, document_id: str) -> dict[str, Any]:
    """What the pipeline found (CONTRACT §2.7), and a person's word in its place where one was said. While the document
    waits or is analysed, what the last analysis that read it found; before one did, the same keys with that word
    alone."""
    document = find(tx, caller, document_id)
    row = tx.execute(select(analyses).where(analyses.c.document_id == document.id)).first()
    found = orjson.loads(row.result) if row is not None else _NOTHING_YET
    is_shown = row is not None and (row.generation == document.generation or results.was_read(found))
    found = found if is_shown else _NOTHING_YET
    review = reviews.find(tx, document.id)
    return {
        "status": document.status,
        **{key: found.get(key, default) for key, default in _NOTHING_YET.items()},
        **(reviews.shown(found, review) if review is not None else {}),
        "started_at": row.started_at if row is not None and is_shown else None,
        "completed_at": row.completed_at if row is not None and is_shown else None,
    }


def items_page(
    tx: Transaction, caller: Caller, document_id: str, *, kinds: Collection[str], limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The rows of what the document lists (CONTRACT §5.4), of these kinds or of all, and how many there are; those of
    its last analysis while it is analysed again. Raises DocumentNotFoundError."""
    return items.page(tx, find(tx, caller, document_id), kinds=kinds, limit=limit, offset=offset)


def _check_shape(document_id: str) -> None:
    if not ids.has_shape(ids.DOCUMENT, document_id):
        raise DocumentNotFoundError
