"""Naming types: what each opening is, that receipts stand, and when no type is named."""

from __future__ import annotations

import time
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.judging.classify import classify, load_calibration, rank
from muniment.judging.model import Classification
from muniment.judging.taxonomy.types import type_slugs
from muniment.reading.model import Page, PageKind, Reading
from muniment.reading.quotes import stands_on
from muniment.settings import Settings

THRESHOLD = Settings.model_fields["classification_threshold"].default
OPENINGS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "openings.toml").read_text(encoding="utf-8"))[
    "opening"
]
TITLED = [opening for opening in OPENINGS if opening["type"] and "kind" not in opening]


def reading_of(opening: dict[str, Any]) -> Reading:
    texts = [*opening["pages"][:-1], *(opening["pages"][-1:] * opening.get("repeat_last", 1))]
    kind = PageKind(opening.get("kind", "page"))
    labels = {int(number): label for number, label in opening.get("labels", {}).items()}
    pages = tuple(Page(number, text, kind, labels.get(number)) for number, text in enumerate(texts, 1))
    return Reading(opening.get("media_type", "application/pdf"), pages, len(pages))


def judged(reading: Reading, name: str = "upload.bin", threshold: float = THRESHOLD) -> Classification:
    return classify(reading, name=name, threshold=threshold)


def changed(reading: Reading, text: Any) -> Reading:
    return replace(reading, pages=tuple(replace(page, text=text(page.text)) for page in reading.pages))


def name_of(opening: dict[str, Any]) -> str:
    return f"{opening['type'] or 'none'}: {opening['pages'][0].strip().splitlines()[0][:40]}"


@pytest.mark.parametrize("opening", OPENINGS, ids=name_of)
def test_opening_is_named(opening: dict[str, Any]) -> None:
    found = judged(reading_of(opening))
    assert found.document_type == (opening["type"] or None)


@pytest.mark.parametrize("opening", OPENINGS, ids=name_of)
def test_every_quote_stands_on_its_page(opening: dict[str, Any]) -> None:
    reading = reading_of(opening)
    found = judged(reading)
    pages = {page.number: page for page in reading.pages}
    assert all(stands_on(one.quote, pages[one.page]) for one in found.evidence)
    assert (1 <= len(found.evidence) <= 5) == (found.document_type is not None)


def test_upper_case_changes_nothing() -> None:
    for opening in TITLED:
        assert judged(changed(reading_of(opening), str.upper)).document_type == opening["type"], name_of(opening)


def test_wide_spacing_changes_nothing() -> None:
    for opening in TITLED:
        wide = changed(reading_of(opening), lambda text: text.replace(" ", " \u00a0 "))
        assert judged(wide).document_type == opening["type"], name_of(opening)


def test_recognition_that_loses_every_space_does_not_mislead() -> None:
    right = 0
    for opening in TITLED:
        reading = changed(reading_of(opening), lambda text: text.replace(" ", ""))
        reading = replace(reading, pages=tuple(replace(page, ocr=True) for page in reading.pages))
        found = judged(reading).document_type
        assert found in (opening["type"], None), name_of(opening)
        right += found == opening["type"]
    assert right >= len(TITLED) // 4


@pytest.mark.parametrize(
    "name",
    [
        "SOC2_Type_II_Report_2024.pdf",
        "ISO 27001 Certificate.pdf",
        "Penetration Test Report.pdf",
        "MSA.docx",
        "invoice.pdf",
    ],
)
def test_a_name_alone_names_no_type(name: str) -> None:
    reading = Reading("application/pdf", (Page(1, "Thank you for visiting us.\nSee you soon.\n"),), 1)
    assert judged(reading, name=name).document_type is None


def test_a_misleading_name_does_not_outweigh_the_text() -> None:
    opening = next(opening for opening in OPENINGS if opening["type"] == "data_processing_agreement")
    assert judged(reading_of(opening), name="invoice-4711.pdf").document_type == "data_processing_agreement"


def test_an_empty_reading_has_no_type_and_no_evidence() -> None:
    found = judged(Reading("application/pdf", (Page(1, ""),), 1))
    assert found.document_type is None
    assert found.evidence == ()
    assert judged(Reading("application/pdf", (), 0)).document_type is None


def test_below_the_threshold_the_best_type_is_the_first_alternative() -> None:
    reading = reading_of(OPENINGS[0])
    sure = judged(reading, threshold=0.5)
    unsure = judged(reading, threshold=1.0)
    assert unsure.document_type is None
    assert unsure.alternatives[0].document_type == sure.document_type
    assert unsure.confidence == sure.confidence


def test_the_same_reading_is_judged_the_same_twice() -> None:
    for opening in OPENINGS[:10]:
        assert judged(reading_of(opening)) == judged(reading_of(opening))


def test_confidence_rises_with_score_and_lead() -> None:
    calibration = load_calibration()
    assert calibration.confidence(3, 0) < calibration.confidence(6, 0) < calibration.confidence(9, 0)
    assert calibration.confidence(9, 9) < calibration.confidence(9, 6) < calibration.confidence(9, 0)


@given(st.lists(st.text(max_size=400), max_size=4), st.text(min_size=1, max_size=40))
def test_any_text_is_judged_with_true_receipts(texts: list[str], name: str) -> None:
    reading = Reading("text/plain", tuple(Page(number, text) for number, text in enumerate(texts, 1)), len(texts))
    found = judged(reading, name=name, threshold=0.0)
    assert 0.0 <= found.confidence <= 1.0
    assert found.document_type is None or found.document_type in type_slugs()
    assert all(stands_on(one.quote, reading.pages[one.page - 1]) for one in found.evidence)


def test_judging_costs_a_few_milliseconds_a_page_at_most() -> None:
    texts = [page for opening in OPENINGS for page in opening["pages"]]
    reading = Reading(
        "application/pdf", tuple(Page(n, "\n".join(texts[n % 60 : n % 60 + 8])) for n in range(1, 51)), 50
    )
    judged(reading)
    start = time.process_time()
    judged(reading)
    assert (time.process_time() - start) / 50 < 0.010


def test_plural_in_a_title_is_not_the_singular_with_its_space_lost() -> None:
    text = "Supplier Management Policy\n\nSuppliers answer questionnaires\nDue diligence comes first.\n"
    best = rank(Reading("application/pdf", (Page(1, text),), 1), name="upload.bin")[0]
    assert best.slug == "vendor_management_policy"
    assert [hit.words for hit in best.hits if hit.weight < 0] == []


def test_wording_only_web_pages_carry_says_that_a_text_is_an_article() -> None:
    text = "SAQ A\nPayment Card Industry self-assessment questionnaire\nPCI DSS in brief\n"
    page = Page(1, text + "Merchants answer it once a year.\n")
    article = Page(1, text + "Merchants answer it once a year.\nShare this article\n")
    assert judged(Reading("application/pdf", (page,), 1)).document_type == "pci_dss_saq"
    assert judged(Reading("application/pdf", (article,), 1)).document_type is None
