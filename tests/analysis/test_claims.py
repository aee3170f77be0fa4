"""What a child that was taken over could claim. Each lie is one change of findings that are honest."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from muniment.analysis import kept_items, kept_pages
from muniment.analysis.claims import ClaimError, check_receipts, findings_of
from muniment.analysis.findings import Findings, to_json
from muniment.judging.items.kinds import MAX_ITEMS
from muniment.judging.model import Alternative, Classification, Evidence, Fact, Item
from muniment.limits import Limits
from muniment.reading.file_types import MEDIA_TYPES
from muniment.reading.model import Page, ReadingProblem
from muniment.reading.warnings import warning

TEXT = "This SOC 2 Type 2 report covers the period to 31 March 2026.\n" + "Grüße 中文 " * 20_000 + "Signed at the end."
PAGES = (Page(1, TEXT), Page(2, "Exceptions noted: 3", label="Annex"))
HONEST = Findings(
    media_type="application/pdf",
    page_count=2,
    language="en",
    classification=Classification(
        "soc2_type2_auditor_report",
        0.93,
        (Alternative("soc2_type1_auditor_report", 0.2),),
        (Evidence("SOC 2 Type 2 report", 1, "title"), Evidence("Signed at the end.", 1, "its end")),
    ),
    facts=(
        Fact("period_end", "Period end", "2026-03-31", "date", "the period to 31 March 2026", 1, 0.9, True),
        Fact("exceptions_count", "Exceptions noted", 3, "number", "Exceptions noted: 3", 2, 0.8, True),
        Fact("trust_services_categories", "Trust services categories", ("security",), "list", None, None, 0.5),
        Fact("complementary_user_entity_controls", "Complementary user entity controls", True, "boolean", None, 1, 0.5),
    ),
    warnings=(warning("macros"),),
)


@cache
def sent(*pages: Page) -> Sequence[bytes]:
    """The parts that a child sends of these pages; once for all tests, as each changes what is said of them alone."""
    parts: list[bytes] = []
    kept_pages.send(pages, parts.append)
    return tuple(parts)


RESULT = "Exceptions noted: 3"
ROW = Item(
    kind="exception",
    fields={"control": None, "criteria": None, "test": None, "result": RESULT, "management_response": None},
    quote=RESULT,
    page=2,
    start=0,
    verified=True,
)


def rows_claimed(*rows: Item) -> Findings:
    parts = [*sent(*PAGES)]
    kept_items.send(rows, parts.append)
    findings = findings_of(value(), parts, limits=Limits())
    check_receipts(findings)
    return findings


def test_honest_rows_arrive_whole() -> None:
    far = replace(ROW, quote="Signed at the end.", page=1, start=TEXT.index("Signed"), fields=ROW.fields)
    assert rows_claimed(ROW, far).items == (ROW, far)


@pytest.mark.parametrize(
    "lie",
    [
        replace(ROW, start=1),
        replace(ROW, start=-1),
        replace(ROW, page=3),
        replace(ROW, quote=""),
        replace(ROW, quote="Exceptions noted: 4"),
        replace(ROW, verified=False),
        replace(ROW, kind="rumour"),
        replace(ROW, fields={"result": RESULT}),
        replace(ROW, fields={**ROW.fields, "result": "x" * 10_000}),
        replace(ROW, fields={**ROW.fields, "result": ("one", "two")}),
    ],
)
def test_row_that_no_honest_child_claims_is_refused(lie: Item) -> None:
    with pytest.raises(ClaimError):
        rows_claimed(lie)


def test_more_rows_than_a_document_has_are_refused() -> None:
    with pytest.raises(ClaimError):
        rows_claimed(*[ROW] * (MAX_ITEMS + 1))


def test_rows_that_are_none_are_refused() -> None:
    for part in (b"I\n[1]", b"I\n{", b'I\n[{"kind": "exception"}]'):
        with pytest.raises(ClaimError):
            findings_of(value(), [*sent(*PAGES), part], limits=Limits())


def claimed(value: dict[str, Any], pages: tuple[Page, ...] = PAGES, limits: Limits | None = None) -> Findings:
    findings = findings_of(value, sent(*pages), limits=limits or Limits())
    check_receipts(findings)
    return findings


def value() -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(to_json(HONEST)))
    return plain


def test_honest_findings_arrive_whole() -> None:
    findings = claimed(value())
    assert (findings.classification, findings.facts, findings.warnings) == (
        HONEST.classification,
        HONEST.facts,
        HONEST.warnings,
    )
    assert findings.character_count == sum(len(page.text) for page in PAGES)
    assert ("".join(findings.pages[1].pieces()), findings.pages[1].label) == ("Exceptions noted: 3", "Annex")
    assert {number for number, _ in findings.entries} == {1, 2}


def test_failure_arrives_without_pages() -> None:
    plain = value() | {"error": {"code": "encrypted", "message": "Locked."}, "classification": None, "facts": []}
    assert claimed(plain, ()).error == ReadingProblem("encrypted", "Locked.")


@pytest.mark.parametrize("media_type", sorted({*MEDIA_TYPES.values(), "application/octet-stream"}))
def test_every_media_type_there_is_is_believed(media_type: str) -> None:
    assert claimed(value() | {"media_type": media_type}).media_type == media_type


def at(path: str, wanted: object) -> Callable[[dict[str, Any]], None]:
    *way, last = path.split(".")

    def change(plain: dict[str, Any]) -> None:
        place: Any = plain
        for step in way:
            place = place[int(step) if step.isdigit() else step]
        place[last] = wanted

    return change


@pytest.mark.parametrize(
    ("path", "wanted"),
    [
        ("media_type", "<script>"),
        ("media_type", 7),
        ("media_type", "text/" + "x" * 200),
        ("page_count", -1),
        ("page_count", 2**31),
        ("page_count", "2"),
        ("page_count", True),
        ("language", "english"),
        ("language", []),
        ("warnings", [{"code": "you_won", "message": "x"}]),
        ("warnings", [{"code": "macros", "message": "x" * 2_001}]),
        ("warnings", [{"code": "macros"}]),
        ("warnings", [{"code": ["macros"], "message": "x"}]),
        ("warnings", [{"code": "macros", "message": "x"}] * 1_001),
        ("warnings", {"code": "macros"}),
        ("warnings", 1),
        ("error", {"code": "you_lost", "message": "x"}),
        ("error", {"code": "encrypted", "message": None}),
        ("error", {"code": "encrypted", "message": "beside findings"}),
        ("classification", []),
        ("classification.document_type", "soc3_type9"),
        ("classification.document_type", 3),
        ("classification.document_type", ["soc2_type2_auditor_report"]),
        ("classification.confidence", 1.01),
        ("classification.confidence", -0.1),
        ("classification.confidence", "high"),
        ("classification.confidence", True),
        ("classification.alternatives", [{"document_type": "nonsense", "confidence": 0.1}]),
        ("classification.alternatives", [{"document_type": "soc2_type1_auditor_report", "confidence": 2}]),
        ("classification.alternatives", [{"document_type": "soc2_type1_auditor_report", "confidence": 0.1}] * 500),
        ("classification.evidence", [{"quote": "SOC 2", "page": 1, "signal": "x" * 201}]),
        ("classification.evidence", [{"quote": "SOC 2", "page": 1, "signal": "x"}] * 101),
        ("classification.evidence.0.quote", ""),
        ("classification.evidence.0.quote", "SOC 2  Type 2"),
        ("classification.evidence.0.quote", "x" * 2_001),
        ("classification.evidence.0.quote", None),
        ("classification.evidence.0.page", 2),
        ("classification.evidence.0.page", 3),
        ("classification.evidence.0.page", "1"),
        ("classification.evidence.0.more", 1),
        ("facts.0.key", "password"),
        ("facts.0.key", "expires_on"),
        ("facts.0.key", {}),
        ("facts.0.title", "Paid"),
        ("facts.0.value_type", "text"),
        ("facts.0.value", 7),
        ("facts.0.value", "x" * 5_001),
        ("facts.0.quote", "to 31 March 2027"),
        ("facts.0.quote", None),
        ("facts.0.quote", ""),
        ("facts.0.page", None),
        ("facts.0.page", 2),
        ("facts.0.verified", "yes"),
        ("facts.0.confidence", 7),
        ("facts.1.value", "three"),
        ("facts.1.value", True),
        ("facts.1.value", 1e300),
        ("facts.2.value", "security"),
        ("facts.2.value", [1]),
        ("facts.2.value", ["x" * 4_000] * 100),
        ("facts.3.value", 1),
        ("facts", [{}]),
        ("facts", None),
    ],
)
def test_lie_is_refused(path: str, wanted: object) -> None:
    plain = value()
    at(path, wanted)(plain)
    with pytest.raises(ClaimError):
        claimed(plain)


@pytest.mark.parametrize("missing", list(to_json(HONEST)))
def test_nothing_may_be_missing(missing: str) -> None:
    plain = value()
    del plain[missing]
    with pytest.raises(ClaimError):
        claimed(plain)


def test_fact_may_not_stand_twice() -> None:
    plain = value()
    plain["facts"].append(plain["facts"][0])
    with pytest.raises(ClaimError):
        claimed(plain)


def test_pages_and_text_are_within_the_limits() -> None:
    plain = value()
    whole = sum(len(page.text) for page in PAGES)
    assert claimed(plain, limits=Limits(max_pages=2, max_characters=whole)).page_count == 2
    for limits in (Limits(max_pages=1), Limits(max_characters=whole - 1)):
        with pytest.raises(ClaimError):
            claimed(plain, limits=limits)


def test_broken_part_is_a_lie_too() -> None:
    with pytest.raises(ClaimError):
        findings_of(value(), [b"?"], limits=Limits())


@pytest.mark.parametrize("at_character", [0, 1, 37, 65_500, 65_536, 65_537, 100_000, 131_070, 200_000])
def test_quote_is_found_wherever_it_stands(at_character: int) -> None:
    quote = "¶ the quote, wherever a piece of the page may end ¶"
    page = Page(1, "x" * at_character + quote + "ü" * 90_000)
    plain = value() | {"facts": []}
    plain["classification"]["evidence"] = [
        {"quote": quote, "page": 1, "signal": "s"},
        {"quote": "¶", "page": 1, "signal": "s"},
        {"quote": "ü" * 2_000, "page": 1, "signal": "s"},
    ]
    assert claimed(plain, (page,)).pages[0].character_count == len(page.text)
    plain["classification"]["evidence"].append({"quote": quote + "x", "page": 1, "signal": "s"})
    with pytest.raises(ClaimError):
        claimed(plain, (page,))
