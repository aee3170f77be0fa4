"""What agreements, reports and other papers that are no policies are called, in every language, and what only names
another paper."""

from __future__ import annotations

import pytest

from muniment.judging.facts import paper_titles
from muniment.judging.facts.view import View
from tests.judging.facts.readings import facts_of, reading_of, values_of

TITLES = {
    "alone on a line": (
        "nda",
        "Mutual Confidentiality Agreement\nbetween\nAldermoor Ltd",
        "Mutual Confidentiality Agreement",
    ),
    "in capitals": ("commercial_contract", "HOSTING AGREEMENT\nTHIS AGREEMENT is made today.", "HOSTING AGREEMENT"),
    "between whom": ("nda", "Mutual NDA between Aldermoor Ltd and Brigg LLC\nText", "Mutual NDA"),
    "with its version": ("data_processing_agreement", "Data Processing Terms v3.2\nText", "Data Processing Terms"),
    "with its number": ("order_form", "Order Form OF-20260113\nText", "Order Form"),
    "one of several": ("statement_of_work", "Work Order No. 12\nText", "Work Order No. 12"),
    "over two lines": (
        "nda",
        "Agreement on the Protection of\nUnreleased Designs\nText",
        "Agreement on the Protection of Unreleased Designs",
    ),
    "ended on the next line": (
        "nda",
        "Shared Premises\nAgreement\nThis Shared Premises Agreement is made by Aldermoor Ltd and Brigg LLC.",
        "Shared Premises Agreement",
    ),
    "with its year below": (
        "incident_report",
        "Report on the Outage of March\n2026\nText",
        "Report on the Outage of March 2026",
    ),
    "below a header with a page": (
        "commercial_contract",
        "Framework contract AB - 1 -\nFramework contract for cleaning services\nText",
        "Framework contract for cleaning services",
    ),
    "below a header and a number": (
        "security_overview",
        "Aldermoor – Security whitepaper\n1\nPlatform Security Overview\nText",
        "Platform Security Overview",
    ),
    "above its kind": (
        "security_overview",
        "How Aldermoor guards your files\nWhite paper for customers\nText",
        "How Aldermoor guards your files",
    ),
    "in a sheet's first cell": (
        "statement_of_applicability",
        "Statement of Applicability\tISO/IEC 27001:2022\nA.5.1\tPolicies",
        "Statement of Applicability",
    ),
    "of what matter": (
        "privacy_impact_assessment",
        "Data Protection Impact Assessment: Door cameras\nText",
        "Data Protection Impact Assessment: Door cameras",
    ),
    "under an organisation": (
        "esg_report",
        "Aldermoor Group plc\n2025 Sustainability Report\nText",
        "2025 Sustainability Report",
    ),
    "of no type": (None, "Minutes of the Safety Committee\nPresent: A. Brigg", "Minutes of the Safety Committee"),
    "German": ("commercial_contract", "Dienstleistungsvertrag\nzwischen\nAldermoor GmbH", "Dienstleistungsvertrag"),
    "German statement": (
        "statement_of_applicability",
        "Anwendbarkeitserklärung nach ISO/IEC 27001:2022\nText",
        "Anwendbarkeitserklärung nach ISO/IEC 27001:2022",
    ),
    "French": ("nda", "Accord de confidentialité mutuel\nENTRE\nAldermoor SAS", "Accord de confidentialité mutuel"),
    "Spanish": ("incident_report", "Informe de incidente de correo\nResumen\nTexto", "Informe de incidente de correo"),
    "Italian": (
        "commercial_contract",
        "Contratto di manutenzione\nconcluso tra\nAldermoor S.r.l.",
        "Contratto di manutenzione",
    ),
    "Dutch": (
        "data_processing_agreement",
        "Verwerkersovereenkomst\nPartijen\nAldermoor B.V.",
        "Verwerkersovereenkomst",
    ),
    "Portuguese": ("nda", "Acordo de Tratamento de Sigilo (NDA)\nTexto", "Acordo de Tratamento de Sigilo (NDA)"),
    "Japanese": ("nda", "秘密保持契約書\n甲と乙は、次のとおり契約を締結する。", "秘密保持契約書"),
}


@pytest.mark.parametrize(("document_type", "text", "expected"), TITLES.values(), ids=TITLES)
def test_title_is_the_line_set_as_one(document_type: str | None, text: str, expected: str) -> None:
    assert values_of(document_type, text)["title"] == expected


NO_TITLES = {
    "sentence": "This agreement is made on 4 May 2026 between Aldermoor Ltd and Brigg LLC.",
    "label": "Agreement number AB\nContract value 400",
    "label with an answer": "Contract: Brigg Cleaning",
    "another paper": "Annex 2 to the Hosting Agreement\nUnder the Master Agreement\nNotes on our Contract",
    "dated": "Master Services Agreement 4 May 2026 signed",
    "numbered heading": "3. Terms of payment",
    "placeholder": "[Title of Agreement]",
    "kind within a sentence": "Customers may ask for the report as well as they may read the agreement",
}


@pytest.mark.parametrize("text", NO_TITLES.values(), ids=NO_TITLES)
def test_line_that_only_names_a_paper_is_no_title(text: str) -> None:
    assert "title" not in facts_of("commercial_contract", text)


@pytest.mark.parametrize(
    ("line", "is_set"),
    [
        ("Shared machines under a supply contract for barley", False),
        ("Shared Machines under a Supply Contract for Barley", True),
        ("Shared supply contract", True),
        ("Supply contract about the shared machines of mills", True),
    ],
)
def test_title_is_set_in_capitals_or_short_or_begins_with_its_kind(line: str, is_set: bool) -> None:
    assert [found.value for found in paper_titles.title(View(reading_of(line)))] == [line] * is_set


def test_header_that_pages_repeat_gives_way_to_the_title_below() -> None:
    pages = ("Cleaning contract 44 of Brigg 1\nDeed of Accession\nText", "Cleaning contract 44 of Brigg 2\nText")
    assert values_of("commercial_contract", *pages)["title"] == "Deed of Accession"


def test_header_that_pages_repeat_is_the_title_where_none_stands_below() -> None:
    pages = ("Cleaning Contract 1\nThe parties agree.", "Cleaning Contract 2\nText")
    assert values_of("commercial_contract", *pages)["title"] == "Cleaning Contract"


def test_second_part_of_markdown_is_no_title() -> None:
    assert "title" not in facts_of(None, "# Ostrea in brief\n## Payment Terms\nText")
