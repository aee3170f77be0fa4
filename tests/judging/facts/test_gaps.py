"""Gap assessments: against what, and what they found."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

GAP = "gap_assessment"


def test_the_framework_and_the_findings_are_told() -> None:
    found = values_of(GAP, "ISO/IEC 27001:2022 Gap Assessment\nAlder Ltd\nWe found 2 high, 5 medium and 4 low gaps.")
    assert found["framework"] == "ISO/IEC 27001:2022"
    assert (found["findings_high"], found["findings_medium"], found["findings_low"]) == (2, 5, 4)


@pytest.mark.parametrize("title", ["Gap Assessment", "ISO 27001 and SOC 2 Gap Assessment"])
def test_a_title_without_one_framework_tells_none(title: str) -> None:
    assert "framework" not in values_of(GAP, f"{title}\nAlder Ltd\nText")


def test_who_looked_at_whom_is_told_by_labels() -> None:
    found = values_of(
        GAP, "HIPAA gap assessment\nAssessor\nBramble Assurance Ltd\nClient: Teasel Clinics Limited\nText"
    )
    assert (found["assessor"], found["assessed_entity"]) == ("Bramble Assurance Ltd", "Teasel Clinics Limited")


@pytest.mark.parametrize(
    ("entity", "assessor"),
    [
        ("Auftraggeber: Distelwerk GmbH", "Erstellt von: Ahornblick Beratung GmbH"),
        ("Client : Chardon Logiciels SAS", "Réalisé par : Érable Conseil SARL"),
        ("Cliente: Cardo Datos S.L.", "Elaborado por: Arce Asesores S.L."),
        ("Committente: Cardo Dati S.r.l.", "Redatto da: Acero Consulenza S.r.l."),
        ("Opdrachtgever: Distel Data B.V.", "Uitgevoerd door: Esdoorn Advies B.V."),
        ("Cliente: Cardo Dados, Lda.", "Elaborado por: Bordo Consultores, Lda."),
    ],
)
def test_who_looked_at_whom_is_told_in_other_languages(entity: str, assessor: str) -> None:
    found = values_of(GAP, f"ISO/IEC 27001:2022\n{entity}\n{assessor}\n{LOREM}")
    assert (found["assessed_entity"], found["assessor"]) == (entity.split(": ")[1], assessor.split(": ")[1])


LOREM = "1 2 3"


def test_a_title_names_who_was_assessed_and_by_whom() -> None:
    found = values_of(
        GAP, "Gap analysis against DORA\nTeasel Clinics Limited, Ennis\nby Bramble Hill Advisory - v1.0\nText"
    )
    assert (found["assessed_entity"], found["assessor"]) == ("Teasel Clinics Limited", "Bramble Hill Advisory")


def test_the_line_of_the_version_names_the_assessor() -> None:
    found = values_of(
        GAP, "Gap analysis NIS2\nTeasel Clinics Limited\nBramble Assurance Ltd – version 1.2 – 4 May 2025"
    )
    assert (found["assessed_entity"], found["assessor"]) == ("Teasel Clinics Limited", "Bramble Assurance Ltd")


def test_two_organisations_alone_in_a_title_are_nobody() -> None:
    found = values_of(GAP, "Gap analysis NIS2\nTeasel Clinics Limited\nBramble Assurance Ltd\nText")
    assert not {"assessed_entity", "assessor"} & set(found)


def test_for_whose_management_the_report_is_was_assessed() -> None:
    said = "Use of this report is restricted to the management of Teasel Clinics Limited."
    assert values_of(GAP, f"SOC 2 Readiness Assessment\n{said}")["assessed_entity"] == "Teasel Clinics Limited"


def test_the_visit_ends_when_its_sentence_says() -> None:
    said = "We visited Teasel Clinics Limited from 3 March 2025 until 7 March 2025 to see how far it is."
    assert values_of(GAP, f"Gap analysis NIS2\n{said}")["assessment_date"] == "2025-03-07"
