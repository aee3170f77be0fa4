"""What reports of service auditors and letters about them say, in several wordings, and what only looks like it."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

STATED = {
    "service_organisation": {
        "To the Directors of Tern Bay Ltd": "Tern Bay Ltd",
        "To the Board of Tern Bay Ltd": "Tern Bay Ltd",
        "We have examined the description of the Ledger system of Tern Bay Ltd throughout the period": "Tern Bay Ltd",
        "We have examined Tern Bay Ltd's assertion that controls were effective": "Tern Bay Ltd",
        "Tern Bay Ltd\nReport on the Ledger system": "Tern Bay Ltd",
    },
    "system_name": {
        "Report on Tern Bay Ltd's Description of Its Ledger Cloud and on the Suitability of the Design": "Ledger Cloud",
        "Description of the fund administration services system throughout the period": "fund administration services",
        "Report on controls over payroll processing services": "payroll processing services",
    },
    "subservice_method": {
        "The description excludes the control objectives and related controls of Orla Hosting GmbH.": "carve-out",
    },
    "subservice_organisations": {
        "Tern Bay uses Orla Hosting GmbH for its halls. The description excludes the controls of Orla Hosting GmbH.": (
            "Orla Hosting GmbH",
        ),
        "It runs in halls operated by Orla Hosting, a subservice organization that is carved out.": ("Orla Hosting",),
    },
    "exceptions_count": {
        "No exceptions were noted.": 0,
        "One deviation was noted.": 1,
        "2 relevant exceptions were noted.": 2,
    },
    "version": {"DRAFT v0.7 - subject to change": "0.7"},
}
STATEMENTS = [(key, text, value) for key, texts in STATED.items() for text, value in texts.items()]


@pytest.mark.parametrize(("key", "text", "value"), STATEMENTS)
def test_report_states(key: str, text: str, value: object) -> None:
    assert values_of("soc2_type2_auditor_report", f"SOC 2 Type 2 Report\n{text}\n").get(key) == value


OTHERS = {
    "service_organisation": ["To the Board of Directors\nScope", "Moss & Fern CPAs LLP\nReport", "BDO GmbH\nReport"],
    "system_name": ["Description of the system throughout the period", "Report on controls over financial reporting"],
    "subservice_organisations": ["Tern Bay uses Orla Hosting GmbH for its halls."],
}


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in OTHERS.items() for text in texts])
def test_report_that_speaks_of_something_else_states_nothing(key: str, text: str) -> None:
    assert key not in values_of("soc2_type2_auditor_report", f"SOC 2 Type 2 Report\n{text}\n")


def test_number_of_a_page_or_type_is_no_count_of_exceptions() -> None:
    for text, count in (
        ("SOC 2 Type 2 Report One deviation was noted.", 1),
        ("Test 2 No exceptions noted", 0),
        ("Page 3 Exceptions noted", 1),
    ):
        assert values_of("soc2_type2_auditor_report", text)["exceptions_count"] == count


LETTER = """Tern Bay Ltd
To our customers
Tern Bay Ltd engaged Moss & Fern LLP to examine the Ledger Cloud. {report} covers 1 April 2025 to 31 March 2026{by}.
Between 1 April 2026 and 30 September 2026 nothing changed."""


def test_letter_names_the_system_that_was_examined() -> None:
    assert values_of("soc_bridge_letter", LETTER.format(report="The SOC 2 Type 2 report", by=""))["system_name"] == (
        "Ledger Cloud"
    )


def test_letter_may_refer_to_a_report_on_an_international_standard() -> None:
    text = LETTER.replace(" engaged Moss & Fern LLP to examine the Ledger Cloud", " has a report")
    text = text.format(report="Our ISAE 3402 Type II report", by=" and was reported on by Moss & Fern LLP")
    values = values_of("soc_bridge_letter", text)
    assert (values["report_referred_to"], values["service_auditor"]) == ("ISAE 3402 Type II", "Moss & Fern LLP")


def test_report_on_an_international_standard_says_so_and_fits_its_type() -> None:
    text = "ISAE 3402 Type II Report\nReport on controls over payroll processing services\n"
    assert values_of("soc1_type2_auditor_report", text)["report_type"] == "ISAE 3402"


def test_firm_that_signs_is_named_without_its_calling() -> None:
    text = "Independent auditor's report\nIn our opinion the statements give a true and fair view\n{}\n4 March 2026\n"
    for line in ("Moss & Fern LLP, Statutory Auditor", "Moss & Fern LLP", "Moss & Fern LLP, Chartered Accountants"):
        assert values_of("financial_statements", text.format(line))["auditor"] == "Moss & Fern LLP"


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("Financial year end: 31 December 2025", None, "2025-12-31"),
        ("Fiscal year 2025 (January 1, 2025 - December 31, 2025)", "2025-01-01", "2025-12-31"),
        ("Reporting date\t31 December 2025", None, "2025-12-31"),
    ],
)
def test_statements_say_which_year_they_are_of(text: str, start: str | None, end: str) -> None:
    values = values_of("financial_statements", f"Annual Report\n{text}\n")
    assert (values.get("period_start"), values.get("period_end")) == (start, end)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Assessment status: Compliant", "compliant"),
        ("Compliance result\tNon-compliant", "non-compliant"),
        ("Validation status: in progress", None),
    ],
)
def test_attestation_states_its_result_beside_a_label(text: str, result: str | None) -> None:
    head = "PCI DSS v4.0.1 Attestation of Compliance\n"
    assert values_of("pci_dss_aoc", head + text + "\n").get("result") == result
