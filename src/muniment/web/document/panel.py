"""What is known of a document, as its page says it: until when it holds, its type and why, its facts and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from muniment.documents.document import UNDATED, Document
from muniment.documents.validity import Days
from muniment.judging.facts.dates import parse_iso
from muniment.judging.facts.keys import KEYS
from muniment.judging.items.kinds import KINDS, Kind
from muniment.web.document.sought import Sought, of_fact
from muniment.web.wording import type_title, words

_ALTERNATIVES = 3
_ABOVE = ("expires_on", "expires_on_rule")
"""Facts that stand above the others, as the validity."""

_COLUMN_TITLES = {"cvss": "CVSS"}
_LONG_CHARACTERS = 24

ROW_HEADS = {
    Kind.EXCEPTION: "Exceptions",
    Kind.USER_ENTITY_CONTROL: "Controls expected of you",
    Kind.SUBSERVICE_ORGANISATION: "Subservice organisations",
    Kind.PENTEST_FINDING: "Findings",
    Kind.COVERAGE_LINE: "Lines of cover",
    Kind.CERTIFICATE_SITE: "Sites",
}


class ShownFact(NamedTuple):
    """A fact; `kind`: how its value is shown, of date, number, boolean, list, text. `sought`: what its link marks."""

    key: str
    title: str
    kind: str
    value: Any
    confidence: float | None
    is_verified: bool
    quote: str | None
    sought: Sought | None
    by: str | None


@dataclass(frozen=True, slots=True)
class Validity:
    """Until when the evidence holds. `state`: of state_marks.py. `expires_on`: its last day, or the month of it."""

    state: str
    expires_on: str | None
    rule: str | None
    document_date: str | None
    period: tuple[str | None, str | None]


class Column(NamedTuple):
    """A field that any of the rows says; `is_long` where one says it in a sentence."""

    name: str
    title: str
    is_long: bool


class RowTable(NamedTuple):
    """Rows of one kind."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Mapping[str, Any]]


class ShownType(NamedTuple):
    """The type. `others`: what else was considered, with how sure."""

    title: str | None
    slug: str | None
    confidence: float | None
    others: Sequence[tuple[str, float]]


def facts_of(analysis: Mapping[str, Any]) -> list[ShownFact]:
    """The facts in their order, but for those that the validity says."""
    return [_shown(one) for one in analysis["insights"] if one["key"] not in _ABOVE]


def _shown(fact: Mapping[str, Any]) -> ShownFact:
    kind = "number" if fact["value_type"] == "money" else fact["value_type"]
    return ShownFact(
        key=fact["key"],
        title=fact["title"],
        kind=kind if kind in ("date", "number", "boolean", "list") else "text",
        value=fact["value"],
        confidence=fact["confidence"],
        is_verified=bool(fact["verified"]),
        quote=fact["quote"],
        sought=of_fact(fact),
        by=fact["said_by"]["name"] if fact["said_by"] is not None else None,
    )


def validity_of(document: Document, analysis: Mapping[str, Any], *, now: int) -> Validity:
    """Until when it holds, as of a moment in Unix seconds."""
    values = {one["key"]: one["value"] for one in analysis["insights"]}
    last = parse_iso(str(values.get("expires_on")))
    return Validity(
        state=Days.at(now).state(last.isoformat() if last is not None else UNDATED, status=document.status),
        expires_on=str(values["expires_on"]) if last is not None else None,
        rule=_rule(values.get("expires_on_rule")),
        document_date=values.get("document_date"),
        period=(values.get("period_start"), values.get("period_end")),
    )


def _rule(said: object) -> str | None:
    """The rule with the fact it begins with by its title: `Period end + 12 months`."""
    if said is None:
        return None
    key, _, rest = str(said).partition(" ")
    return f"{KEYS[key][0]} {rest}".strip() if key in KEYS else str(said)


def type_of(slug: str | None, analysis: Mapping[str, Any]) -> ShownType:
    """The document's type, and what the engine said of it."""
    judged = analysis["classification"]
    is_the_engines = judged is not None and judged["document_type"] == slug and judged["source_type"] == "engine"
    others = judged["alternatives"] if judged is not None else ()
    return ShownType(
        title=type_title(slug) if slug is not None else None,
        slug=slug,
        confidence=judged["confidence"] if judged is not None and slug is not None and is_the_engines else None,
        others=[
            (type_title(one["document_type"]), one["confidence"]) for one in others if one["document_type"] != slug
        ][:_ALTERNATIVES],
    )


def tables_of(rows: Sequence[Mapping[str, Any]]) -> list[RowTable]:
    """The rows, a table for each kind, in their order."""
    tables = []
    for kind, names in KINDS.items():
        own = [row for row in rows if row["kind"] == kind]
        if own:
            columns = [_column(name, own) for name in names if any(row["fields"].get(name) for row in own)]
            tables.append(RowTable(ROW_HEADS.get(Kind(kind), words(kind)), columns, own))
    return tables


def _column(name: str, rows: Sequence[Mapping[str, Any]]) -> Column:
    longest = max(len(str(row["fields"].get(name) or "")) for row in rows)
    return Column(name, _COLUMN_TITLES.get(name) or words(name), longest > _LONG_CHARACTERS)
