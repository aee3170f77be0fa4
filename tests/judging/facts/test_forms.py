"""PCI forms, HITRUST letters, insurance certificates, statements, and dates of any document."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import facts_of, values_of

AOC = """Payment Card Industry (PCI) Data Security Standard
Attestation of Compliance for Onsite Assessments - Service Providers
Version 3.2.1
Company Name: Ostrea Payments B.V.
Qualified Security Assessor Company Information
Company Name: Redfen QSA GmbH
Based on the results noted in the ROC dated 14 March 2026, the signatories attest.
Level 1 service provider
{0} Compliant: All sections of the PCI DSS ROC are complete.
{1} Non-Compliant: Not all sections of the PCI DSS ROC are complete.
"""


def test_attestation_of_compliance() -> None:
    assert values_of("pci_dss_aoc", AOC.format("☒", "☐")) == {
        "pci_dss_version": "3.2.1",
        "entity_role": "service provider",
        "assessed_entity": "Ostrea Payments B.V.",
        "assessor": "Redfen QSA GmbH",
        "assessment_date": "2026-03-14",
        "result": "compliant",
        "level": "Level 1",
        "expires_on": "2027-03-14",
        "expires_on_rule": "assessment_date + 12 months",
    }


def test_only_a_ticked_result_counts() -> None:
    assert values_of("pci_dss_aoc", AOC.format("☐", "☒"))["result"] == "non-compliant"
    assert "result" not in values_of("pci_dss_aoc", AOC.format("☐", "☐"))


def test_hitrust_letter() -> None:
    values = values_of(
        "hitrust_certification_letter",
        """September 3, 2025
Ostrea Health, Inc.
HITRUST has developed the HITRUST CSF v11.2. Based upon the validated assessment performed by Redfen Assessors LLC,
the following systems of Ostrea Health, Inc. meet the criteria for the r2 certification.
The certification is valid through September 2, 2027.""",
    )
    assert values["level"] == "r2"
    assert values["issue_date"] == "2025-09-03"
    assert values["expiry_date"] == "2027-09-02"
    assert values["expires_on"] == "2027-09-02"
    assert values["assessor"] == "Redfen Assessors LLC"
    assert values["holder"] == "Ostrea Health, Inc."


def test_certificate_of_insurance() -> None:
    values = values_of(
        "certificate_of_insurance",
        """ACORD 25 CERTIFICATE OF LIABILITY INSURANCE DATE (MM/DD/YYYY) 08/01/2025
INSURED
Ostrea Payments, Inc.
INSURER A: Northern Pier Mutual Company NAIC 12345
INSURER B: Quay Specialty SE
A COMMERCIAL GENERAL LIABILITY GL-6705404 08/01/2025 08/01/2026 EACH OCCURRENCE $ 1,000,000
GENERAL AGGREGATE $ 2,000,000
B CYBER LIABILITY CY-5601492 08/01/2025 08/01/2026 LIMIT $ 5,000,000""",
    )
    assert values["insured"] == "Ostrea Payments, Inc."
    assert values["insurers"] == ("Northern Pier Mutual Company", "Quay Specialty SE")
    assert values["policy_numbers"] == ("GL-6705404", "CY-5601492")
    assert values["coverages"] == ("COMMERCIAL GENERAL LIABILITY", "CYBER LIABILITY")
    assert values["limit_general_liability"] == 1_000_000
    assert values["limit_general_liability_aggregate"] == 2_000_000
    assert values["limit_cyber"] == 5_000_000
    assert values["currency"] == "USD"
    assert (values["effective_date"], values["expiry_date"]) == ("2025-08-01", "2026-08-01")
    assert values["document_date"] == "2025-08-01"


def test_financial_statements_apply_the_scale_of_the_page() -> None:
    values = values_of(
        "financial_statements",
        "Independent auditor's report\nIn our opinion, the financial statements present fairly, in all material "
        "respects, the position.\n"
        "Merrow Tull LLP\nDenver\nMarch 10, 2026",
        """Statement of income
(in thousands of U.S. dollars), year ended December 31, 2025
2025 2024
Revenue $70,510 $60,639
Net loss (8,249) (7,094)""",
    )
    assert values["revenue"] == 70_510_000
    assert values["net_income"] == -8_249_000
    assert values["currency"] == "USD"
    assert values["period_end"] == "2025-12-31"
    assert values["auditor"] == "Merrow Tull LLP"
    assert values["opinion"] == "unqualified"


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Report\nMarch 3, 2026\nSomething", "2026-03-03"),
        ("Policy\n(Last updated 3 March 2026)\nThis policy ...", "2026-03-03"),
        ("Letter\nHamburg, 3 March 2026\nDear customers", "2026-03-03"),
        ("Date of issue: 03/03/2026", "2026-03-03"),
        ("Report Date: March 2026", "2026-03"),
        ("Version 1.2 March 3, 2026 Public\nText", "2026-03-03"),
        ("Terms\nEffective as of March 3, 2026 these terms apply", "2026-03-03"),
        ("Pentest\n3\nrd March 2026", "2026-03-03"),
        ("---\ntitle: Terms\nreviewed: 2026-03-03 09:05:54\n---", "2026-03-03"),
        ("Order Date: 2026-03-01\nInvoice Date: 2026-03-03", "2026-03-03"),
    ],
)
def test_date_of_a_document_of_no_type(text: str, iso: str) -> None:
    version = {"version": "1.2"} if text.startswith("Version 1.2") else {}
    assert values_of(None, text) == {"document_date": iso, **version}


@pytest.mark.parametrize(
    "text", ["", "No dates here.", "Founded on 3 March 1999 by two friends who met.", "Date: DD/MM/YYYY"]
)
def test_document_without_a_date_of_its_own_gives_none(text: str) -> None:
    assert values_of(None, text) == {}


def test_date_far_ahead_is_taken_for_a_misreading() -> None:
    assert values_of(None, "Report date: March 3, 2062") == {}


def test_every_fact_is_verified_and_has_its_title() -> None:
    facts = facts_of("pci_dss_aoc", AOC.format("☒", "☐"))
    assert all(fact.verified and fact.quote and fact.title and 0 < fact.confidence <= 1 for fact in facts.values())


def test_date_in_the_footer_of_every_page_is_the_documents() -> None:
    pages = [f"Text of page {number}\nOsprey Labs, Leeds 03/25/26 {number}/3" for number in (1, 2, 3)]
    assert values_of(None, *pages) == {"document_date": "2026-03-25"}


def test_figures_in_columns_of_segments_are_left_out() -> None:
    page = "Income statement (in thousands)\n2025 2025 2025 2024 2024\nRevenue 1,000 2,000 3,000 900 1,800"
    assert "revenue" not in values_of("annual_report", page)


def test_certificate_of_employers_liability() -> None:
    values = values_of(
        "certificate_of_insurance",
        "Certificate of Employers' Liability Insurance\nDate of commencement of insurance policy: 1 July 2025\n"
        "Date of expiry of insurance policy: 30 June 2026\n"
        "Signed on behalf of Tern Mutual Insurance Limited (Authorised Insurer)\n",
    )
    assert values["insurers"] == ("Tern Mutual Insurance Limited",)
    assert (values["effective_date"], values["expiry_date"]) == ("2025-07-01", "2026-06-30")


def test_only_rating_a_form_prints_is_its_result() -> None:
    page = "PCI DSS v4.0.1 Attestation of Compliance\n{} all requirements, resulting in an overall {} rating.\n"
    one, other = page.format("Compliant:", "COMPLIANT"), page.format("Non-Compliant: not", "NON-COMPLIANT")
    assert values_of("pci_dss_aoc", one)["result"] == "compliant"
    assert values_of("pci_dss_aoc", other)["result"] == "non-compliant"
    assert "result" not in values_of("pci_dss_aoc", one + other)


def test_hitrust_certification_ends_on_the_date_behind_expires() -> None:
    page = (
        "HITRUST r2 certification\nThis certification expires on July 14, 2026, provided it is renewed by July 1, 2026."
    )
    assert values_of("hitrust_certification_letter", page)["expiry_date"] == "2026-07-14"
