"""Readings made of plain texts, and the facts of one as a mapping, for the tests of this folder."""

from __future__ import annotations

from datetime import date

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.model import Fact
from muniment.reading.model import Page, Reading

TODAY = date(2026, 6, 1)


def reading_of(*pages: str) -> Reading:
    return Reading(
        "application/pdf", tuple(Page(number, text) for number, text in enumerate(pages, start=1)), len(pages)
    )


def facts_of(document_type: str | None, *pages: str) -> dict[str, Fact]:
    found = extract(reading_of(*pages), document_type=document_type, validity=ValidityRules(), today=TODAY)
    return {fact.key: fact for fact in found.facts}


def values_of(document_type: str | None, *pages: str) -> dict[str, object]:
    return {key: fact.value for key, fact in facts_of(document_type, *pages).items()}
