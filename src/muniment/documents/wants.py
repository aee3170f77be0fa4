"""Which documents want a person (CONTRACT §5.3): those that have settled, are not archived, were reviewed by nobody,
and have a reason. Kept as rows, so that the queue of a hundred thousand documents is one walk of an index.

A row says from which day on the document wants somebody: for `expired` that is the day after the evidence ends, so that
no clock has to move it into the queue. Beside the rows of its reasons a document has one that stands for all of them.
`doubts` says at the analysis what of it gives a reason; `lifecycle.note_wants` keeps the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import delete, insert

from muniment.analysis.findings import Findings
from muniment.db.engine import Transaction
from muniment.db.tables import review_wants
from muniment.documents import results, reviews
from muniment.documents.document import UNDATED, Document
from muniment.documents.facts import valid_until


class Reason(StrEnum):
    """Why a document wants a person."""

    FAILED = "failed"
    UNNAMED = "unnamed"
    LOW_CONFIDENCE = "low_confidence"
    CONTRADICTION = "contradiction"
    EXPIRED = "expired"


ANY = "any"
"""The reason of the row that stands for all of a document's."""

CONTRADICTIONS = frozenset({"facts_contradict", "items_differ", "type_differs"})
"""Warnings that say that what stands in a document, or is said of it, does not go together."""

_MAX_MESSAGE_CHARACTERS = 2_000
_NO_TYPE = "The text bears out no type."


def doubts(findings: Findings, *, threshold: float) -> list[dict[str, str]]:
    """What of an analysis gives a reason, each with a sentence. `threshold`: the confidence (0-1) below which a type
    that the engine named is doubtful."""
    if findings.error is not None:
        return [_doubt(Reason.FAILED, findings.error.message)]
    found = []
    judged = findings.classification
    if judged is not None and judged.document_type is not None and judged.confidence < threshold:
        message = f"{judged.document_type} was named with a confidence of {judged.confidence:.2f}, below {threshold:g}."
        found.append(_doubt(Reason.LOW_CONFIDENCE, message))
    told = [one.message for one in findings.warnings if one.code in CONTRADICTIONS]
    if told:
        found.append(_doubt(Reason.CONTRADICTION, " ".join(told)))
    return found


def _doubt(reason: Reason, message: str) -> dict[str, str]:
    return {"reason": reason.value, "message": message.replace("\0", "")[:_MAX_MESSAGE_CHARACTERS]}


def rows_of(tx: Transaction, document: Document) -> list[dict[str, Any]]:
    """The rows of a document that has settled and is not archived, by what is kept of it now."""
    if reviews.is_reviewed(tx, document.id):
        return []
    created_on = datetime.fromtimestamp(document.created_at, UTC).date()
    reasons = {one["reason"]: (created_on, one["message"]) for one in _doubts_of(tx, document)}
    if document.document_type is None and Reason.FAILED not in reasons:
        reasons[Reason.UNNAMED] = (created_on, _NO_TYPE)
    if (ends_on := valid_until(tx, document.id)) != UNDATED:
        wanted_on = max(created_on, date.fromisoformat(ends_on) + timedelta(days=1))
        reasons[Reason.EXPIRED] = (wanted_on, f"It expired on {ends_on}.")
    if reasons:
        reasons[ANY] = (min(wanted_on for wanted_on, _ in reasons.values()), "")
    return [
        {
            "document_id": document.id,
            "reason": str(reason),
            "org_id": document.org_id,
            "vendor_id": document.vendor_id,
            "wanted_on": wanted_on.isoformat(),
            "seq": document.seq,
            "message": message,
        }
        for reason, (wanted_on, message) in reasons.items()
    ]


def keep(tx: Transaction, document: Document, rows: Sequence[dict[str, Any]]) -> None:
    """Keep these as the rows of the document."""
    tx.execute(delete(review_wants).where(review_wants.c.document_id == document.id))
    if rows:
        tx.execute(insert(review_wants), rows)


def _doubts_of(tx: Transaction, document: Document) -> list[Mapping[str, str]]:
    """Those of the newest analysis that count: who declares a type needs no confidence in the engine's."""
    found: Mapping[str, Any] = results.found(tx, document) or {}
    is_declared = document.is_type_declared
    return [
        one for one in found.get("doubts", ()) if not (is_declared and one["reason"] == Reason.LOW_CONFIDENCE.value)
    ]
