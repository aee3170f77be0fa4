"""SOC reports in several auditors' styles, and other attestations."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import facts_of, values_of

COVER = """Harbourline Ledger, Inc.
SOC 2® Type II Report
Report on Harbourline Ledger, Inc.'s Description of Its Ledger Cloud System and on the Suitability of the Design
and Operating Effectiveness of Its Controls Relevant to Security, Availability, and Confidentiality
Throughout the Period April 1, 2024 to March 31, 2025
"""
AUDITORS = """INDEPENDENT SERVICE AUDITOR'S REPORT
To: Harbourline Ledger, Inc.
Scope
We have examined Harbourline Ledger, Inc.'s ("Harbourline") accompanying description of its Ledger Cloud system titled
"Description of the Ledger Cloud System" throughout the period April 1, 2024 to
March 31, 2025 (description), based on the criteria for a description of a service organization's system, and the
suitability of the design and operating effectiveness of controls to provide reasonable assurance that the service
commitments were achieved based on the trust services criteria relevant to security, availability, and
confidentiality (applicable trust services criteria).
Harbourline uses Amberfield Hosting and Quayside Email LLC, subservice organizations, to provide hosting and
mail delivery. The description presents the types of controls under the carve-out method.
The description indicates that complementary user entity controls that are suitably designed are necessary.
"""
OPINION = """Opinion
In our opinion, in all material respects, the description presents the Ledger Cloud system that was designed and
implemented throughout the period April 1, 2024 to March 31, 2025.
Merrow, Tull & Associates LLP
Denver, Colorado
May 14, 2025
"""


def test_soc2_type2_report_in_the_usual_wording() -> None:
    values = values_of("soc2_type2_auditor_report", COVER, AUDITORS, OPINION, "Test of controls\nNo exceptions noted.")
    assert values == {
        "report_type": "SOC 2",
        "soc_type": "Type 2",
        "period_start": "2024-04-01",
        "period_end": "2025-03-31",
        "service_auditor": "Merrow, Tull & Associates LLP",
        "opinion": "unqualified",
        "trust_services_categories": ("Security", "Availability", "Confidentiality"),
        "system_name": "Ledger Cloud",
        "service_organisation": "Harbourline Ledger, Inc.",
        "subservice_organisations": ("Amberfield Hosting", "Quayside Email LLC"),
        "subservice_method": "carve-out",
        "complementary_user_entity_controls": True,
        "exceptions_count": 0,
        "document_date": "2025-05-14",
        "expires_on": "2026-03-31",
        "expires_on_rule": "period_end + 12 months",
    }


def test_expiry_carries_the_quote_of_the_period_it_derives_from() -> None:
    facts = facts_of("soc2_type2_auditor_report", COVER, AUDITORS, OPINION)
    assert facts["expires_on"].quote == facts["period_end"].quote
    assert facts["expires_on"].verified


def test_type1_report_has_a_date_instead_of_a_period() -> None:
    text = """System and Organization Controls (SOC) 1 - Type 1 report
To the Management of Tolland Freight Services Limited
We have examined the description of its freight settlement system as of 30 September 2025, and the suitability of
the design of controls. In our opinion, in all material respects, the description fairly presents the system."""
    values = values_of("soc1_type1_auditor_report", text)
    assert values["as_of_date"] == "2025-09-30"
    assert values["soc_type"] == "Type 1"
    assert values["report_type"] == "SOC 1"
    assert values["service_organisation"] == "Tolland Freight Services Limited"
    assert values["expires_on"] == "2026-09-30"
    assert "period_start" not in values


def test_exceptions_are_counted_over_the_whole_report() -> None:
    tests = [
        "CC6.1 Inspected tickets. Exception noted: one of 25 leavers kept access.",
        "CC6.2 No exceptions noted.",
        "CC7.1 Exceptions noted: two of 12 reviews were late.",
    ]
    assert values_of("soc2_type2_auditor_report", COVER, *tests)["exceptions_count"] == 2


def test_inclusive_method_is_told_from_carve_out() -> None:
    text = "The description includes the controls of the subservice organization, using the inclusive method."
    assert values_of("soc2_type2_auditor_report", text)["subservice_method"] == "inclusive"


def test_controls_denied_are_not_reported_as_present() -> None:
    text = "There are no complementary user entity controls for this system."
    assert "complementary_user_entity_controls" not in values_of("soc2_type2_auditor_report", text)


def test_other_attestation_gives_auditor_period_opinion_and_the_date_it_was_signed() -> None:
    values = values_of(
        "audit_report",
        """Report of the independent accountant
We have examined management's assertion for its registry operations throughout the period 1 January 2025 to
31 December 2025. The policy is dated 3 March 2024.
In our opinion, management's assertion is fairly stated, in all material respects.
Osprey Finch Assurance LLC
Leeds
12 February 2026""",
    )
    assert values["auditor"] == "Osprey Finch Assurance LLC"
    assert values["opinion"] == "unqualified"
    assert (values["period_start"], values["period_end"]) == ("2025-01-01", "2025-12-31")
    assert values["document_date"] == "2026-02-12"


TABLE = """Subservice Organizations
Subservice Organization    Service Provided
Amberfield Hosting    Data centers
Quayside Email    Delivery of e-mail
The description does not cover them.
"""


def test_subservice_organisations_stand_in_a_table() -> None:
    values = values_of("soc2_type2_auditor_report", COVER, AUDITORS.split("Harbourline uses")[0], OPINION, TABLE)
    assert values["subservice_organisations"] == ("Amberfield Hosting", "Quayside Email")


@pytest.mark.parametrize(
    ("signature", "firm"),
    [
        ("Tarn Audit Partners\nAugust 9, 2025\n", "Tarn Audit Partners"),
        ("Utrecht, 27 August 2025\nVan der Zwet Accountants N.V.\n", "Van der Zwet Accountants N.V."),
        ("Tarn & Fell LLP, Boston, August 9, 2025\n", "Tarn & Fell LLP"),
        ("/s/ Tarn Assurance Group, PC\nTampa, Florida\nAugust 9, 2025\n", "Tarn Assurance Group, PC"),
    ],
)
def test_firm_signs_in_several_ways(signature: str, firm: str) -> None:
    page = "In our opinion, in all material respects, controls operated effectively.\n\n" + signature
    assert values_of("soc2_type2_auditor_report", COVER, page)["service_auditor"] == firm


def test_what_an_auditor_is_called_is_not_its_name() -> None:
    page = (
        "In our opinion, in all material respects, controls operated effectively.\n\nRegistered Auditor\nMay 14, 2025\n"
    )
    assert "service_auditor" not in values_of("soc2_type2_auditor_report", COVER, page)


@pytest.mark.parametrize(
    ("signed", "firm"),
    [
        ("Thornwick Keel LLP, Chartered Accountants, Leeds, 20 February 2026", "Thornwick Keel LLP"),
        ("Quince Madder & Co., Certified Public Accountants, Austin, Texas - May 30, 2025", "Quince Madder & Co."),
        ("Maple Ledger LLP, Chartered Professional Accountants\nOttawa\nJuly 24, 2025", "Maple Ledger LLP"),
        ("Signed: Bramble & Thorne Assurance PLLC", "Bramble & Thorne Assurance PLLC"),
        ("The directors engaged Pomfrey Sable LLP to examine the description.", "Pomfrey Sable LLP"),
        ("Pomfrey Sable LLP is of the opinion that the description is fair.", "Pomfrey Sable LLP"),
        ("Practitioner: Laurier Whitlow s.r.l./LLP", "Laurier Whitlow s.r.l./LLP"),
    ],
)
def test_the_firm_is_named_without_what_it_signs_as(signed: str, firm: str) -> None:
    said = "In our opinion, in all material respects, the description is fair and the controls were suitable."
    assert values_of("soc1_type2_auditor_report", f"SOC 1 Type 2\n{said}\n{signed}")["service_auditor"] == firm


def test_who_audited_the_accounts_is_no_service_auditor() -> None:
    said = "The financial statements for the year were audited by Gantry & Bow LLP (unqualified)."
    page = f"SOC 1 Type 1\nIn our opinion, in all material respects, the description is fair.\n{said}"
    assert values_of("soc1_type1_auditor_report", page).get("service_auditor") != "Gantry & Bow LLP"


@pytest.mark.parametrize(
    "said",
    [
        "Pomfrey Sable LLP is of the opinion that, in all material respects, the description fairly presents it.",
        "Our opinion is that, in all material respects, the description presents the system.",
        "Selon nous, la description est sincère et les contrôles adaptés, dans tous leurs aspects significatifs.",
        "Unser Urteil lautet: In allen wesentlichen Belangen stellt die Beschreibung das System dar.",
    ],
)
def test_an_opinion_is_given_in_other_words(said: str) -> None:
    assert values_of("soc2_type1_auditor_report", f"SOC 2 Type 1\n{said}")["opinion"] == "unqualified"


@pytest.mark.parametrize(
    ("said", "system"),
    [
        (
            "We have examined the accompanying description of the Quern freight platform of Teasel Freight Ltd "
            "throughout the period.",
            "Quern freight platform",
        ),
        ("We report on Teasel's description of its group claims system for processing transactions.",
         "group claims system"),
        ("Description of the loan servicing system\nand report of the auditor", "loan servicing system"),
        ("Independent Practitioner's Report on the Teasel Virtual Clinic System", "Teasel Virtual Clinic System"),
        ("Servizio: elaborazione degli stipendi «Cardo»", "Cardo"),
    ],
)  # fmt: skip
def test_a_system_is_named_by_what_it_is(said: str, system: str) -> None:
    assert values_of("soc1_type2_auditor_report", f"SOC 1 Type 2\n{said}")["system_name"] == system


def test_what_stands_below_a_heading_is_no_system() -> None:
    page = "Rapporto ISAE 3402\n3. Descrizione del sistema\nCirca 410 aziende affidano le paghe."
    assert "system_name" not in values_of("soc1_type2_auditor_report", page)


def test_a_cell_that_says_none_denies_no_sentence_behind_it() -> None:
    page = "Control Test Exception?\nLeavers are removed All 9 leavers None\nWe noted one exception, which is small."
    assert values_of("soc1_type2_auditor_report", page)["exceptions_count"] == 1


@pytest.mark.parametrize(
    "said",
    [
        "Une mission de type II couvrant la période du 1er mars au 31 août 2026 est prévue.",
        "Ein Bericht des Typs 2 ist für den Zeitraum 1. Februar bis 31. Juli 2026 geplant.",
    ],
)
def test_the_period_of_a_report_to_come_is_none(said: str) -> None:
    assert "period_end" not in values_of("soc2_type2_auditor_report", f"SOC 2 Type 2\n{said}")
