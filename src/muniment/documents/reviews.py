"""A person's word on a document, as it is kept, and how it stands over what the engine found (CONTRACT §5.3).

What was said is kept apart from what was found: another analysis changes only that, so nothing a person said is ever
overwritten. What stands is made anew of both whenever either changes, in the same transaction and with the organisation
locked; `facts.keep_facts` has it as rows. `evidence/reviewing.py` is how people say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import orjson
from sqlalchemy import bindparam, delete, select, update

from muniment.analysis.findings import BY_ENGINE
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import document_reviews
from muniment.db.upsert import insert_or_update
from muniment.documents import results
from muniment.documents.document import Document
from muniment.documents.facts import EXPIRY, keep_facts
from muniment.judging.facts.keys import KEYS
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.model import Fact
from muniment.judging.states import ENDS_NOTHING

MANUAL = "manual"
"""Whose word it is: a person's."""

Found = Mapping[str, Any]
"""An analysis as `analysis.findings.wire_result` has it."""

Insight = dict[str, Any]
"""A fact as the analysis has it on the wire."""

EXPIRY_RULE = "expires_on_rule"
"""By which rule the evidence ends; it follows from other facts, as EXPIRY does."""
_ORDER = {key: position for position, key in enumerate(KEYS)}
_OF_A_FACT = tuple(one.name for one in fields(Fact))


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: the value, None where the engine's is rejected; by whom (`Actor.on_the_wire`) and when.

    `engine`: what the engine had said then, None for nothing. `was_compared`: whether it had said anything at all."""

    value: Any
    engine: Any
    was_compared: bool
    by: Mapping[str, Any]
    at: int


@dataclass(frozen=True, slots=True)
class Review:
    """What people said of one document. `type`: of its type, None for nothing. `facts`: by key. `was_type_declared` and
    `declared_type`: what the document had before a person named its type. `insights`: the facts as they stand."""

    type: Said | None
    facts: Mapping[str, Said]
    note: str | None
    by: Mapping[str, Any]
    at: int
    was_type_declared: bool
    declared_type: str | None
    insights: Sequence[Insight] = ()


_OF_A_DOCUMENT = HotStatement(
    select(
        *(document_reviews.c.said, document_reviews.c.note, document_reviews.c.reviewed_by),
        *(document_reviews.c.reviewed_at, document_reviews.c.was_type_declared, document_reviews.c.declared_type),
        document_reviews.c.insights,
    ).where(document_reviews.c.document_id == bindparam("id"))
)


def find(tx: Transaction, document_id: str) -> Review | None:
    """What people said of the document; None where nobody did."""
    row = _OF_A_DOCUMENT.first(tx, {"id": document_id})
    if row is None:
        return None
    said = orjson.loads(row[0])
    return Review(
        type=Said(**said["type"]) if said["type"] is not None else None,
        facts={key: Said(**one) for key, one in said["facts"].items()},
        note=row[1],
        by=orjson.loads(row[2]),
        at=int(row[3]),
        was_type_declared=bool(row[4]),
        declared_type=row[5],
        insights=orjson.loads(row[6]),
    )


def is_reviewed(tx: Transaction, document_id: str) -> bool:
    """Whether anybody said anything of the document."""
    return _OF_A_DOCUMENT.first(tx, {"id": document_id}) is not None


def keep(tx: Transaction, document: Document, review: Review, *, rules: ValidityRules) -> Review:
    """Keep this as what people said of the document, and what stands then as its facts. The review, as it is kept."""
    found = results.found(tx, document)
    insights = standing(found, review, document.document_type, rules)
    values = {
        "document_id": document.id,
        "org_id": document.org_id,
        "vendor_id": document.vendor_id,
        "said": _said_json(review),
        "note": review.note,
        "reviewed_by": orjson.dumps(dict(review.by)).decode(),
        "reviewed_at": review.at,
        "was_type_declared": review.was_type_declared,
        "declared_type": review.declared_type,
        "insights": orjson.dumps(insights).decode(),
        "engine_type": engine_type(found) or "",
        **_agreement(review),
    }
    tx.execute(insert_or_update(tx.dialect.name, document_reviews, values, update=lambda new: dict(new.items())))
    keep_facts(tx, document, insights)
    return replace(review, insights=insights)


def stand_again(tx: Transaction, document: Document, *, rules: ValidityRules) -> None:
    """Keep what stands as the document's facts, now that the engine found something else, people said nothing, or it is
    of another type."""
    review, found = find(tx, document.id), results.found(tx, document)
    insights = standing(found, review, document.document_type, rules)
    keep_facts(tx, document, insights)
    if review is not None:
        kept = update(document_reviews).where(document_reviews.c.document_id == document.id)
        tx.execute(kept.values(insights=orjson.dumps(insights).decode()))
    elif not _is_reckoned_as(found, document.document_type):
        results.keep_reckoned(tx, document, insights)


def forget(tx: Transaction, document: Document) -> None:
    """Remove what people said of the document."""
    tx.execute(delete(document_reviews).where(document_reviews.c.document_id == document.id))


def take_back_type(tx: Transaction, document: Document) -> None:
    """A type is declared that differs from what stands: the newer word counts, and what a review said of it no more."""
    review = find(tx, document.id)
    if review is None or review.type is None:
        return
    without = replace(review, type=None)
    kept = update(document_reviews).where(document_reviews.c.document_id == document.id)
    tx.execute(kept.values(said=_said_json(without), **_agreement(without)))


def _said_json(review: Review) -> str:
    type_ = asdict(review.type) if review.type is not None else None
    return orjson.dumps({"type": type_, "facts": {key: asdict(one) for key, one in review.facts.items()}}).decode()


def _agreement(review: Review) -> dict[str, int]:
    """How far what was said agrees with what the engine had said."""
    counted = dict.fromkeys(
        ("types_agreed", "types_corrected", "facts_agreed", "facts_corrected", "facts_rejected", "facts_added"), 0
    )
    if review.type is not None and review.type.was_compared:
        counted["types_agreed" if review.type.value == review.type.engine else "types_corrected"] += 1
    for said in review.facts.values():
        if not said.was_compared or said.value is said.engine is None:
            continue
        if said.engine is None:
            counted["facts_added"] += 1
        elif said.value is None:
            counted["facts_rejected"] += 1
        else:
            counted["facts_agreed" if said.value == said.engine else "facts_corrected"] += 1
    return counted


# What stands


def standing(
    found: Found | None, review: Review | None, document_type: str | None, rules: ValidityRules
) -> list[Insight]:
    """The facts as they stand, in the order of KEYS: what people said, and what the engine found of all else. When the
    evidence ends follows from these and the type by the one rule there is, unless a person said that too."""
    engine: dict[str, Insight] = {one["key"]: one for one in found["insights"]} if found is not None else {}
    if review is None and _is_reckoned_as(found, document_type):
        return list(engine.values())
    facts = review.facts if review is not None else {}
    stand = {key: one for key, one in engine.items() if key not in (EXPIRY, EXPIRY_RULE)}
    for key, said in facts.items():
        stand.pop(key, None)
        if said.value is not None:
            stand[key] = _as_said(key, said, engine.get(key))
    ended = {one["key"]: one for one in _ends(found, review, document_type, rules, stand.values())}
    if all(key in engine and engine[key]["value"] == one["value"] for key, one in ended.items()):
        ended = {key: engine[key] for key in ended}
    if EXPIRY not in facts:
        stand = ended | stand
    elif EXPIRY in stand and EXPIRY in ended and stand[EXPIRY]["value"] == ended[EXPIRY]["value"]:
        stand = {EXPIRY_RULE: ended[EXPIRY_RULE]} | stand
    if EXPIRY_RULE in facts and facts[EXPIRY_RULE].value is None:
        stand.pop(EXPIRY_RULE, None)
    return sorted(stand.values(), key=lambda one: _ORDER[one["key"]])


def _is_reckoned_as(found: Found | None, document_type: str | None) -> bool:
    return found is None or found.get("reckoned_as", document_type) == document_type


def _as_said(key: str, said: Said, engine: Insight | None) -> Insight:
    """A fact as a person said it; with the engine's receipt where that says the same."""
    title, value_type = KEYS[key]
    has_receipt = engine is not None and engine["value"] == said.value
    receipt = engine if engine is not None and has_receipt else {"quote": None, "page": None, "verified": False}
    return {
        "key": key,
        "title": title,
        "value": said.value,
        "value_type": value_type,
        "quote": receipt["quote"],
        "page": receipt["page"],
        "confidence": 1.0,
        "verified": receipt["verified"],
        **_by_person(said.by, said.at),
    }


def _by_person(by: Mapping[str, Any], at: int) -> dict[str, Any]:
    return {"source_type": MANUAL, "said_by": dict(by), "said_at": at}


def _ends(
    found: Found | None,
    review: Review | None,
    document_type: str | None,
    rules: ValidityRules,
    insights: Iterable[Insight],
) -> list[Insight]:
    """When the evidence ends, and by which rule; nothing of what says itself that it is no evidence."""
    warnings = found["warnings"] if found is not None else ()
    if document_type is None or any(one["code"] in ENDS_NOTHING for one in warnings):
        return []
    facts = [Fact(**{name: one[name] for name in _OF_A_FACT}) for one in insights]
    by = _by_person(review.by, review.at) if review is not None else BY_ENGINE
    return [asdict(one) | by for one in rules.expiry(facts, document_type)]


def shown(found: Found, review: Review) -> dict[str, Any]:
    """What of an analysis a review changes."""
    return {"classification": _as_it_stands(found, review), "insights": review.insights}


def _as_it_stands(found: Found, review: Review) -> dict[str, Any] | None:
    """The judgement on the type. A person's has no evidence but what the engine found of the same type; what the engine
    judged instead comes first among the alternatives."""
    judged = _classification(found)
    if review.type is None:
        return judged
    named, others = review.type.value, list(judged["alternatives"]) if judged is not None else []
    is_same = judged is not None and judged["document_type"] == named
    if judged is not None and not is_same and judged["document_type"] is not None:
        others.insert(0, {"document_type": judged["document_type"], "confidence": judged["confidence"]})
    return {
        "document_type": named,
        "confidence": 1.0,
        "alternatives": [one for one in others if one["document_type"] != named],
        "evidence": judged["evidence"] if judged is not None and is_same else [],
        **_by_person(review.type.by, review.type.at),
    }


def engine_type(found: Found | None) -> str | None:
    """The type that the engine named."""
    judged = _classification(found)
    named = judged["document_type"] if judged is not None else None
    return str(named) if named is not None else None


def _classification(found: Found | None) -> dict[str, Any] | None:
    judged: dict[str, Any] | None = found["classification"] if found is not None else None
    return judged
