"""The pure core of the pipeline: a file in, findings out. Runs inside the sandbox's child, never in a server.

The steps in their order are STEPS' own story: sniff what it is, read it, judge its type, pull its facts, check every
receipt. Imports every parser: `preload` names it so that the fork server pays for that once.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from muniment.analysis import drafts, kept_items, kept_pages
from muniment.analysis.findings import Findings, to_json
from muniment.judging.classify import classify
from muniment.judging.facts import untyped
from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import View
from muniment.judging.items.extract import items_of
from muniment.judging.model import Classification
from muniment.judging.packages import Part, parts_of
from muniment.limits import Limits
from muniment.reading.model import Page, Reading, ReadingProblem, UnreadableError
from muniment.reading.quotes import stands_on
from muniment.reading.read import read
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.sandbox.zygote import Emit, place_of
from muniment.reading.sniff import sniff
from muniment.reading.warnings import page_ranges, shortened, warning


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one file. `declared_type` is what the caller said it is, or None."""

    path: Path
    name: str
    extension: str
    declared_type: str | None
    threshold: float
    limits: Limits
    validity: ValidityRules
    today: date


Keep = Callable[[Findings, tuple[Page, ...]], None]
"""Takes what is known so far, and the pages: should the next step be the end of the child, it is what stays."""


def analyse(
    question: Question, recognise: Recogniser | None, keep: Keep = lambda _findings, _pages: None
) -> tuple[Findings, tuple[Page, ...]]:
    """What is in the file, and its pages, which are not among the findings yet. A file that cannot be read is a finding
    too, with its reason; a text that was read but cannot be judged is one with a warning."""
    sniffed = sniff(question.path, extension=question.extension)
    warnings: tuple[ReadingProblem, ...] = ()
    if sniffed.is_mismatch:
        warnings = (warning("mismatch", named=question.extension, what=sniffed.description),)
    try:
        kind = sniffed.kind_to_read(question.extension)
        reading = read(question.path, kind=kind, limits=question.limits, recognise=recognise)
    except UnreadableError as error:
        return Findings(
            media_type=sniffed.media_type,
            page_count=None,
            language=None,
            warnings=warnings,
            error=ReadingProblem(error.code, error.message),
        ), ()
    findings = Findings(
        media_type=reading.media_type,
        page_count=reading.page_count,
        language=reading.language,
        warnings=(*warnings, *reading.warnings),
    )
    keep(_with(findings, "type_unavailable", "facts_unavailable"), reading.pages)
    findings, judged = _judged(findings, question, reading.own())
    keep(_with(findings, "facts_unavailable"), reading.pages)
    return _with_facts(findings, question, judged), reading.pages


def _with(findings: Findings, *codes: str) -> Findings:
    return dataclasses.replace(findings, warnings=(*findings.warnings, *map(warning, codes)))


def _judged(findings: Findings, question: Question, own: Reading) -> tuple[Findings, Reading]:
    """The findings with the type, and the document that facts are looked for in: of a package one of its parts."""
    try:
        parts = parts_of(own, threshold=question.threshold)
        if parts:
            part = next((one for one in parts if one.judged.document_type == question.declared_type), parts[0])
            findings, own, judged = _as_package(findings, parts, part), part.reading, part.judged
        else:
            judged = classify(own, name=question.name, threshold=question.threshold)
        judged = _receipted(judged, own.pages)
    except Exception as error:
        return dataclasses.replace(_with(findings, "type_unavailable"), faults=(place_of(error),)), own
    warnings = findings.warnings
    if judged.document_type is None:
        warnings = (*warnings, warning("type_not_recognised"))
    elif question.declared_type not in (None, judged.document_type):
        warnings = (
            *warnings,
            warning("type_differs", declared=question.declared_type, found=judged.document_type),
        )
    return dataclasses.replace(findings, classification=judged, warnings=warnings), own


def _as_package(findings: Findings, parts: Sequence[Part], chosen: Part) -> Findings:
    """The findings with a warning that says what the file holds, and which of it the type and the facts are of."""
    told = warning("package", what=shortened([_said(one) for one in parts]), chosen=_said(chosen))
    return dataclasses.replace(findings, warnings=(*findings.warnings, told))


def _said(part: Part) -> str:
    return f"{part.judged.document_type} on {page_ranges(part.pages)}"


def _with_facts(findings: Findings, question: Question, own: Reading) -> Findings:
    judged = findings.classification
    document_type = question.declared_type or (judged.document_type if judged is not None else None)
    try:
        view = View(own)
        items = items_of(own, document_type=document_type or untyped.titled(view), view=view)
        extracted = extract(
            own,
            document_type=document_type,
            validity=question.validity,
            today=question.today,
            items=items,
            view=view,
            likely=judged.likely_type if judged is not None else None,
        )
    except Exception as error:
        return dataclasses.replace(_with(findings, "facts_unavailable"), faults=(*findings.faults, place_of(error)))
    warnings = findings.warnings
    if extracted.contradictions:
        named = shortened([" and ".join(keys) for keys in extracted.contradictions])
        warnings = (*warnings, warning("facts_contradict", what=named))
    for state in extracted.states:
        where = f'"{state.quote}" on page {state.page}'
        warnings = (*warnings, warning(state.code, what=where))
    if extracted.differences:
        warnings = (*warnings, warning("items_differ", what=shortened(list(extracted.differences))))
    return dataclasses.replace(findings, facts=extracted.facts, items=items, warnings=warnings)


def _receipted(judged: Classification, pages: tuple[Page, ...]) -> Classification:
    """The judgement with only those quotes that stand where they say; without one left, no type is named."""
    by_number = {page.number: page for page in pages}
    standing = tuple(
        one for one in judged.evidence if one.page in by_number and stands_on(one.quote, by_number[one.page])
    )
    if standing or judged.document_type is None:
        return Classification(judged.document_type, judged.confidence, judged.alternatives, standing)
    return Classification(None, judged.confidence, judged.alternatives)


def answer(request: dict[str, Any], recognise: Recogniser | None, emit: Emit) -> dict[str, Any]:
    """The sandbox's target: a question as JSON values in; pages and words as parts, findings as JSON values out."""
    question = Question(
        path=Path(request["path"]),
        name=request["name"],
        extension=request["extension"],
        declared_type=request["declared_type"],
        threshold=request["threshold"],
        limits=Limits(**request["limits"]),
        validity=ValidityRules.from_json(request["validity"]),
        today=date.fromisoformat(request["today"]),
    )
    sending = _Sending(emit)
    findings, pages = analyse(question, recognise, sending.draft)
    kept_items.send(findings.items, emit)
    return to_json(sending.complete(findings, pages))


class _Sending:
    """Sends the pages and their words, once, and what is known with them."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._are_pages_sent = False
        self._warnings: tuple[ReadingProblem, ...] = ()

    def complete(self, findings: Findings, pages: tuple[Page, ...]) -> Findings:
        """The findings with what is to be told of the sending."""
        if not self._are_pages_sent:
            self._are_pages_sent = True
            if not kept_pages.send(pages, self._emit):
                self._warnings = (warning("search_limit", limit=kept_pages.MAX_INDEX_BYTES),)
        return dataclasses.replace(findings, warnings=(*findings.warnings, *self._warnings))

    def draft(self, findings: Findings, pages: tuple[Page, ...]) -> None:
        """Send what is known so far."""
        drafts.send(self.complete(findings, pages), self._emit)
