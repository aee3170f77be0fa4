"""A bridge letter tells the report that it follows from the gap that it covers."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of


def test_bridge_letter_tells_the_gap_from_the_report() -> None:
    values = values_of(
        "soc_bridge_letter",
        """Harbourline Ledger, Inc.
July 15, 2025
Re: Bridge letter
Our most recent SOC 2 Type 2 report covered the period April 1, 2024 through March 31, 2025 and was issued by
Merrow Tull LLP. This letter covers the period from April 1, 2025 through July 15, 2025. We are not aware of any
material changes.""",
    )
    assert values["report_referred_to"] == "SOC 2 Type 2"
    assert (values["report_period_start"], values["report_period_end"]) == ("2024-04-01", "2025-03-31")
    assert (values["period_start"], values["period_end"]) == ("2025-04-01", "2025-07-15")
    assert values["service_organisation"] == "Harbourline Ledger, Inc."
    assert values["service_auditor"] == "Merrow Tull LLP"
    assert values["document_date"] == "2025-07-15"
    assert values["expires_on"] == "2025-10-15"


def test_period_of_a_bridge_letter_that_speaks_of_the_report_in_another_sentence() -> None:
    values = values_of(
        "soc_bridge_letter",
        "We write about our latest report. We know of no changes for the period 1 April 2025 to 30 June 2025.",
    )
    assert (values["period_start"], values["period_end"]) == ("2025-04-01", "2025-06-30")


@pytest.mark.parametrize(
    ("text", "soc_type", "categories"),
    [
        ("Re: our SOC 2 Type 2 report (security, confidentiality)", "Type 2", ("Security", "Confidentiality")),
        ("Betreff: Bericht ISAE 3402 Typ II (SOC 1)", "Type 2", None),
        ("Objet : rapport SOC 2 Type I - Sécurité, Disponibilité", "Type 1", ("Security", "Availability")),
        ("Our SOC 2 Type 1 report is followed by a SOC 2 Type 2 report", None, None),
    ],
)
def test_letter_tells_the_type_and_the_categories_of_its_report(
    text: str, soc_type: str | None, categories: tuple[str, ...] | None
) -> None:
    values = values_of("soc_bridge_letter", f"Tarnhollow Data GmbH\n{text}\n")
    assert (values.get("soc_type"), values.get("trust_services_categories")) == (soc_type, categories)


def test_letter_reminds_of_the_controls_of_its_readers() -> None:
    reminder = "Complementary user entity controls described in the report continue to be required of you."
    assert values_of("soc_bridge_letter", reminder)["complementary_user_entity_controls"] is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Op 4 mei ontving u ons SOC 2-rapport voor VeenERP, met een periode van een jaar.", "VeenERP"),
        ("der Bericht ISAE 3402 Typ II (SOC 1) über unser System RegalSuite deckt den Zeitraum ab", "RegalSuite"),
        ("Last report\tSOC 2 Type 2 report on Marlin SignBox\nFramework\tSOC 2", "Marlin SignBox"),
        ("Our SOC 2 Type 2 report for Example Data Ltd covers a year.", None),
    ],
)
def test_the_system_of_a_letter_stands_behind_the_name_of_its_report(text: str, expected: str | None) -> None:
    assert values_of("soc_bridge_letter", f"{text}\n").get("system_name") == expected
