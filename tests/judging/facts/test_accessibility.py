"""Accessibility conformance reports and the template they are written on."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

REPORT = "accessibility_conformance_report"
LEVELS = "Standard\tIncluded In Report\nWCAG 2.1\tLevel A (Yes) Level AA ({aa}) Level AAA ({aaa})"

Row = tuple[str, dict[str, object]]
REPORTS: list[Row] = [
    (
        "Alder Accessibility Conformance Report\nInternational Edition\n(Based on VPAT® Version 2.5)\n"
        "Name of Product/Version: Alder Notes 6.3\nReport Date: March 2026\n" + LEVELS.format(aa="Yes", aaa="No"),
        {
            "vpat_version": "2.5",
            "vpat_edition": "INT",
            "product": "Alder Notes 6.3",
            "level": "AA",
            "document_date": "2026-03",
        },
    ),
    (
        "Voluntary Product Accessibility Template®\nVersion 2.4Rev\nRevised Section 508 Edition\nProduct Name: "
        "Brook\nDate:"
        " 20 March 2026\n" + LEVELS.format(aa="No", aaa="No"),
        {"vpat_version": "2.4Rev", "vpat_edition": "508", "product": "Brook", "level": "A"},
    ),
    ("Report\nWCAG Edition\nVPAT 2.4\n" + LEVELS.format(aa="Yes", aaa="Yes"), {"vpat_edition": "WCAG", "level": "AAA"}),
    ("EN 301 549 Edition\nVPAT® 2.5\nText", {"vpat_edition": "EU", "vpat_version": "2.5", "level": None}),
    ("VPAT 2.4 International Edition\nName of Product/Version: [Product]\nDate: x\n"
     + LEVELS.format(aa="Yes / No", aaa="Yes / No").replace("A (Yes)", "A (Yes / No)"),
     {"level": None, "product": None}),
    ("The VPAT has a WCAG edition, a 508 edition and an International edition.", {"vpat_edition": None}),
    ("VPAT 1.3\nName of Product: Cove\nContact for more Information: a@cove.example", {"product": "Cove"}),
    ("Accessibility report\nWe conform to WCAG 2.2 Level AA.", {"level": "AA"}),
    ("Accessibility report\nTested against WCAG 2.2 Level A and AA.", {"level": None}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), REPORTS)
def test_a_report_tells_template_product_and_level(text: str, expected: dict[str, object]) -> None:
    found = values_of(REPORT, text)
    assert {key: found.get(key) for key in expected} == expected
