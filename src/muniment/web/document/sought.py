"""What is marked on the page that is shown: a fact, a row, a reason for the type, or words that somebody quoted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from muniment.web.wording import words

MAX_QUOTE_CHARACTERS = 2_000


@dataclass(frozen=True, slots=True)
class Sought:
    """A quote to mark. `parameter`, `value`: how the address names it; `title`: what it bears; `start`: where it begins
    in the page's text, None where that is not known."""

    parameter: str
    value: str
    title: str
    quote: str
    page: int
    start: int | None = None


def sought_in(
    analysis: Mapping[str, Any],
    row: Mapping[str, Any] | None,
    *,
    fact: str | None,
    why: int | None,
    quote: str | None,
    page: int | None,
) -> Sought | None:
    """What the address names, where there is such a thing and it has a quote. `row`: of what the document lists."""
    if row is not None:
        return Sought("item", row["id"], row_title(row), row["quote"], row["page"], row["start"])
    if fact is not None:
        one = next((one for one in analysis["insights"] if one["key"] == fact), None)
        return of_fact(one) if one is not None else None
    evidence = evidence_of(analysis)
    if why is not None and 0 <= why < len(evidence):
        receipt = evidence[why]
        return Sought("why", str(why), words(receipt["signal"]), receipt["quote"], receipt["page"])
    if quote:
        return Sought("quote", quote, "Quoted", quote[:MAX_QUOTE_CHARACTERS], page or 1)
    return None


def of_fact(fact: Mapping[str, Any]) -> Sought | None:
    """The fact as what is sought; None where it has no quote."""
    if not fact["quote"] or fact["page"] is None:
        return None
    return Sought("fact", fact["key"], fact["title"], fact["quote"], fact["page"])


def evidence_of(analysis: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The receipts of the type."""
    judged = analysis["classification"]
    return list(judged["evidence"]) if judged is not None else []


def row_title(row: Mapping[str, Any]) -> str:
    """What a row is of, and the first thing that it says of itself."""
    said = next((value for value in row["fields"].values() if isinstance(value, str) and value), "")
    return f"{words(row['kind'])} {said[:60]}".strip()


def neighbours(sought: Sought | None, facts: list[Sought]) -> tuple[Sought | None, Sought | None]:
    """The facts before and behind the one that is marked; the last and the first where none is."""
    if not facts:
        return None, None
    at = next((at for at, one in enumerate(facts) if one == sought), None)
    if at is None:
        return facts[-1], facts[0]
    return (facts[at - 1] if at > 0 else None), (facts[at + 1] if at + 1 < len(facts) else None)
