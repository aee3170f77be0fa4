"""PCI DSS self-assessments: which questionnaire, whose, and in what role."""

from __future__ import annotations

import pytest

from muniment.judging.facts.saqs import self_assessment
from muniment.judging.facts.view import View
from tests.judging.facts.readings import reading_of, values_of

SAQ, AOC = "pci_dss_saq", "pci_dss_aoc"


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("PCI DSS SAQ A-EP, v4.0.1", "SAQ A-EP"),
        ("PCI DSS Self-Assessment Questionnaire C", "SAQ C"),
        ("PCI DSS SELF-ASSESSMENT QUESTIONNAIRE B-IP (PCI DSS 4.0)", "SAQ B-IP"),
        ("Questionnaire d'auto-évaluation A et attestation de conformité", "SAQ A"),
        ("PCI DSS Selbstbeurteilungsfragebogen D", "SAQ D"),
        ("Cuestionario de autoevaluación P2PE", "SAQ P2PE"),
        ("Questionario di autovalutazione C-VT", "SAQ C-VT"),
        ("PCI DSS Zelfbeoordelingsvragenlijst B", "SAQ B"),
        ("Questionário de autoavaliação A-EP", "SAQ A-EP"),
        ("PCI DSS 自己問診票 A", "SAQ A"),
    ],
)
def test_the_title_names_the_questionnaire(title: str, level: str) -> None:
    assert values_of(SAQ, f"{title}\nText")["level"] == level


def test_two_questionnaires_in_titles_are_none() -> None:
    assert "level" not in values_of(SAQ, "PCI DSS SAQ A\nSAQ D\nText")


def test_an_article_is_no_questionnaire() -> None:
    assert "level" not in values_of(SAQ, "Self-Assessment Questionnaire\nA merchant fills in this form.")


def test_a_questionnaire_for_merchants_is_filled_in_by_one() -> None:
    assert values_of(SAQ, "PCI DSS SAQ B\nText\nThe merchant keeps no card data.")["entity_role"] == "merchant"


def test_a_questionnaire_for_both_tells_no_role_by_itself() -> None:
    assert "entity_role" not in values_of(SAQ, "PCI DSS SAQ D\nText. Every merchant is asked twice.")


def test_whose_role_stands_behind_its_name_was_assessed() -> None:
    found = values_of(SAQ, "PCI DSS SAQ C\nCompleted by: Teasel Shops Ltd., Ennis (merchant)\nText")
    assert (found["assessed_entity"], found["entity_role"]) == ("Teasel Shops Ltd.", "merchant")


def test_whose_assessment_it_is_and_in_what_role() -> None:
    said = "Bramble Assurance, Inc. conducted the onsite assessment of Teasel Cards Co., a service provider for banks."
    found = values_of("pci_dss_roc", f"Report on Compliance\nPCI DSS v4.0\n{said}")
    assert (found["assessed_entity"], found["entity_role"]) == ("Teasel Cards Co.", "service provider")


@pytest.mark.parametrize(
    ("others", "expected"),
    [("", ["Teasel Cards Co."]), ("It follows the assessment of Bramble Cards Co. in March.", [])],
)
def test_whose_assessment_it_is_where_no_role_is_told_and_one_alone_is_named(others: str, expected: list[str]) -> None:
    said = f"Attestation of Compliance\nThis is the assessment of Teasel Cards Co. at two sites.\n{others}"
    found = self_assessment(View(reading_of(said)))
    assert [one.value for one in found if one.key == "assessed_entity"] == expected


def test_another_of_whom_a_role_is_said_is_not_assessed() -> None:
    said = "Payments go to Bramble Pay Ltd, a service provider of its own."
    assert values_of(AOC, f"Attestation of Compliance\n{said}").get("assessed_entity") != "Bramble Pay Ltd"


def test_an_organisation_above_its_label_is_the_answer() -> None:
    page = "Deel 1. Contactgegevens\nDistel Kaas B.V.\nBedrijfsnaam\nDe Distel\nDBA (handelsnaam)"
    assert values_of(SAQ, f"SAQ A v4.0.1\n{page}")["assessed_entity"] == "Distel Kaas B.V."


@pytest.mark.parametrize("answer", ["not used", "ISA / QSA"])
def test_what_is_no_name_is_no_assessor(answer: str) -> None:
    assert "assessor" not in values_of(SAQ, f"PCI DSS SAQ A\nQSA: {answer}")


@pytest.mark.parametrize("said", ["**PCI DSS version:** 4.0.1", "PCI DSS 4.0.1"])
def test_the_version_stands_behind_its_standard_or_label(said: str) -> None:
    assert values_of(SAQ, f"Attestation\n{said}")["pci_dss_version"] == "4.0.1"


@pytest.mark.parametrize("label", ["Dénomination", "Denominación social", "Denominação"])
def test_a_company_is_called_by_its_denomination(label: str) -> None:
    assert values_of(SAQ, f"SAQ A\n{label}: Cardo & Cie SRL")["assessed_entity"] == "Cardo & Cie SRL"
