"""A person's word on a document: confirming, correcting, rejecting and adding, and taking all of that back
(CONTRACT §5.3).

A review is said whole: what the next one does not repeat is taken back. A statement that is repeated stays that of
whoever made it first. Every change of it is an event, with what stood before and what stands now.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.documents import lifecycle, manage, results, reviews
from muniment.documents.document import Document
from muniment.documents.reviews import Found, Insight, Review, Said
from muniment.errors import (
    DocumentNotFoundError,
    FieldProblem,
    InvalidDocumentTypeError,
    InvalidFieldsError,
    LegalHoldError,
)
from muniment.events import feed
from muniment.events.catalogue import EventType
from muniment.evidence.said_values import problem_of
from muniment.judging.facts.keys import KEYS
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.taxonomy.types import type_slugs
from muniment.unicode import is_visible

MAX_NOTE_CHARACTERS = 4_000
MAX_FACTS = 200
"""Statements on facts that one review holds; there are fewer keys."""

Check = Callable[[dict[str, Any]], None]
"""Looks at the review before it is changed, in the same transaction, and may raise."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person says. `types`: the type, one element, which may be None for none of the taxonomy; empty where
    nothing is said of it. `facts`: key and value, None to reject what the engine found; in the order given."""

    types: tuple[str | None, ...] = ()
    facts: Sequence[tuple[str, Any]] = ()
    note: str | None = None

    @property
    def seen_note(self) -> str | None:
        """The note, where anybody would see any of it; None else."""
        return self.note if self.note is not None and is_visible(self.note) else None


def check(wanted: Wanted) -> None:
    """Raises InvalidFieldsError with every problem there is, InvalidDocumentTypeError."""
    problems = [problem for at, one in enumerate(wanted.facts) for problem in _problems(at, *one)]
    keys = [key for key, _ in wanted.facts]
    for at, key in enumerate(keys):
        if key in keys[:at]:
            problems.append(_problem(at, "key", f"{key} is said twice; say it once."))
    if not wanted.types and not wanted.facts and wanted.seen_note is None:
        message = "A review says a type, a fact or a note; DELETE withdraws one."
        problems.append(FieldProblem(("body",), message, "value_error"))
    if problems:
        raise InvalidFieldsError(problems)
    if any(named is not None and named not in type_slugs() for named in wanted.types):
        raise InvalidDocumentTypeError


def _problems(at: int, key: str, value: Any) -> list[FieldProblem]:
    if key not in KEYS:
        return [_problem(at, "key", f"{key[:64]!r} is no key of a fact; docs/facts.md lists them.")]
    said = problem_of(key, value) if value is not None else None
    return [_problem(at, "value", said)] if said is not None else []


def _problem(at: int, field: str, message: str) -> FieldProblem:
    return FieldProblem(("body", "facts", at, field), message, "value_error")


def get(tx: Transaction, caller: Caller, document_id: str) -> dict[str, Any]:
    """What people said of the document, archived or not. Raises DocumentNotFoundError."""
    document = manage.find(tx, caller, document_id)
    return on_the_wire(document.id, reviews.find(tx, document.id))


def to_change(tx: Transaction, caller: Caller, document_id: str) -> dict[str, Any]:
    """The same where it may be changed. Raises DocumentNotFoundError, also of what is archived."""
    if manage.find(tx, caller, document_id).is_archived:
        raise DocumentNotFoundError
    return get(tx, caller, document_id)


def put(
    tx: Transaction,
    caller: Caller,
    document_id: str,
    wanted: Wanted,
    *,
    rules: ValidityRules,
    now: int,
    check_before: Check = lambda _review: None,
) -> dict[str, Any]:
    """The review, after the caller said all of this in place of what was said before; unchanged where that is the same.
    Raises what `check` does, then DocumentNotFoundError, then what `check_before` does."""
    check(wanted)
    document, before = _hold(tx, caller, document_id, check_before)
    found = results.found(tx, document)
    review = _said(caller, document, wanted, before=before, found=found, now=now)
    if before is not None and _is_same(before, review):
        return on_the_wire(document.id, before)
    named = _with_type(document, review, before=before, found=found, now=now)
    lifecycle.save(tx, caller, document, named, now=now)
    kept = reviews.keep(tx, named, review, rules=rules)
    lifecycle.note_wants(tx, named)
    _tell(tx, caller, EventType.DOCUMENT_REVIEWED, (document, before, found), (named, kept, found), now=now)
    if before is not None and before.type is not None and review.type is None:
        _read_without_it(tx, caller, named, found, now=now)
    return on_the_wire(document.id, kept)


def withdraw(
    tx: Transaction,
    caller: Caller,
    document_id: str,
    *,
    rules: ValidityRules,
    now: int,
    check_before: Check = lambda _review: None,
) -> dict[str, Any]:
    """The review, empty: the engine's word stands again, or the type that was declared before. A document that was read
    as the type that a person said is analysed again. Raises DocumentNotFoundError, then what `check_before` does."""
    document, before = _hold(tx, caller, document_id, check_before)
    if before is not None:
        found = results.found(tx, document)
        named = _with_type(document, None, before=before, found=found, now=now)
        lifecycle.save(tx, caller, document, named, now=now)
        reviews.forget(tx, document)
        reviews.stand_again(tx, named, rules=rules)
        lifecycle.note_wants(tx, named)
        stands = (named, None, results.found(tx, named))
        _tell(tx, caller, EventType.DOCUMENT_REVIEW_WITHDRAWN, (document, before, found), stands, now=now)
        if before.type is not None:
            _read_without_it(tx, caller, named, found, now=now)
    return on_the_wire(document.id, None)


def _read_without_it(tx: Transaction, caller: Caller, document: Document, found: Found | None, *, now: int) -> None:
    """Have the document, of which a person's type was taken back, analysed again where it was read as that type, or may
    be at this moment: what the engine finds without it is not known then. Under a legal hold what was found stays."""
    is_being_read = document.status == lifecycle.Status.ANALYZING
    was_declared = found.get("declared_type") if results.was_read(found) else None
    if is_being_read or was_declared not in (None, document.declared_type):
        with suppress(LegalHoldError):
            manage.analyse_again(tx, caller, document.id, now=now)


def _hold(tx: Transaction, caller: Caller, document_id: str, check_before: Check) -> tuple[Document, Review | None]:
    document = lifecycle.hold(tx, caller, document_id)
    if document.is_archived:
        raise DocumentNotFoundError
    before = reviews.find(tx, document.id)
    check_before(on_the_wire(document.id, before))
    return document, before


def _said(
    caller: Caller, document: Document, wanted: Wanted, *, before: Review | None, found: Found | None, now: int
) -> Review:
    was_compared = found is not None and found["error"] is None
    by, at = caller.on_the_wire(), now

    def said(value: Any, engine: Any, earlier: Said | None) -> Said:
        if earlier is not None and earlier.value == value:
            return earlier
        return Said(value, engine, was_compared, by, at)

    engine = {one["key"]: one["value"] for one in found["insights"]} if found is not None else {}
    earlier = before.facts if before is not None else {}
    facts = {key: said(value, engine.get(key), earlier.get(key)) for key, value in wanted.facts}
    named = before.type if before is not None else None
    declared = before if before is not None and named is not None else None
    return Review(
        type=said(wanted.types[0], reviews.engine_type(found), named) if wanted.types else None,
        facts=facts,
        note=wanted.seen_note,
        by=by,
        at=at,
        was_type_declared=declared.was_type_declared if declared is not None else document.is_type_declared,
        declared_type=declared.declared_type if declared is not None else document.document_type,
    )


def _is_same(before: Review, after: Review) -> bool:
    return (before.type, before.facts, before.note) == (after.type, after.facts, after.note)


def _with_type(
    document: Document, review: Review | None, *, before: Review | None, found: Found | None, now: int
) -> Document:
    """The document with the type that stands: a person's; else, where one was said before, what was declared before
    that, or what the engine named."""
    if review is not None and review.type is not None:
        named, is_declared = review.type.value, True
    elif before is not None and before.type is not None:
        is_declared = before.was_type_declared
        named = before.declared_type if is_declared else reviews.engine_type(found)
    else:
        return document
    at = document.updated_at if named == document.document_type else max(now, document.updated_at)
    return replace(document, document_type=named, is_type_declared=is_declared, updated_at=at)


_State = tuple[Document, Review | None, Found | None]


def _tell(tx: Transaction, caller: Caller, type_: EventType, before: _State, after: _State, *, now: int) -> None:
    """What stood before and what stands now, of the type and of each fact; and which of the engine's words were
    confirmed, which changes nothing that stands."""
    old, new = _told(*before), _told(*after)
    feed.record(
        tx,
        caller,
        type_,
        subject_id=after[0].id,
        vendor_id=after[0].vendor_id,
        before=old,
        after=dict.fromkeys(old) | new,
        now=now,
    )


def _told(document: Document, review: Review | None, found: Found | None) -> dict[str, Any]:
    insights: Sequence[Insight] = found["insights"] if found is not None else ()
    told: dict[str, Any] = {"name": document.name, "document_type": document.document_type}
    if review is not None:
        insights = review.insights
        told |= {"note": review.note, "reviewed_at": review.at, "confirmed": _confirmed(review)}
    return told | {f"facts.{one['key']}": one["value"] for one in insights}


def _confirmed(review: Review) -> list[str]:
    named = {"document_type": review.type} if review.type is not None else {}
    return [name for name, said in {**named, **review.facts}.items() if said.was_compared and said.value == said.engine]


def on_the_wire(document_id: str, review: Review | None) -> dict[str, Any]:
    """The review as it is answered; of a document that nobody reviewed the same keys without statements."""
    facts: Mapping[str, Said] = review.facts if review is not None else {}
    return {
        "document_id": document_id,
        "document_type": _statement(review.type) if review is not None and review.type is not None else None,
        "facts": [
            {"key": key, "title": title, "value_type": value_type, **_statement(facts[key])}
            for key, (title, value_type) in KEYS.items()
            if key in facts
        ],
        "note": review.note if review is not None else None,
        "reviewed_by": dict(review.by) if review is not None else None,
        "reviewed_at": review.at if review is not None else None,
    }


def _statement(said: Said) -> dict[str, Any]:
    return {
        "value": said.value,
        "engine_value": said.engine,
        "source_type": reviews.MANUAL,
        "said_by": dict(said.by),
        "said_at": said.at,
    }
