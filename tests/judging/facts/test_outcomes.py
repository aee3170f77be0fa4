"""How tests, scans, audits and assessments came out, as boxes, labels, titles and sentences say it."""

from __future__ import annotations

import pytest

from muniment.judging.facts import boxes
from tests.judging.facts.readings import values_of

SCAN, EXERCISE, AUDIT, ROC, AOC = (
    "vulnerability_scan_report",
    "business_continuity_test_report",
    "audit_report",
    "pci_dss_roc",
    "pci_dss_aoc",
)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("\u2610 FAIL \u2612 PASS", ["PASS"]),
        ("FAIL \u2610 PASS \u2612", ["PASS"]),
        ("Status: [X] Pass [ ] Fail", ["Pass"]),
        ("( ) Pass (x) Fail", ["Fail"]),
        ("Status: PASS", None),
    ],
)
def test_the_answer_beside_a_ticked_box_is_told(line: str, expected: list[str] | None) -> None:
    assert boxes.ticked(line) == expected


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (SCAN, "ASV scan report\nScan compliance status \u2610 FAIL \u2612 PASS", "PASS"),
        (SCAN, "ASV scan report\nOverall result: FAIL \u2610 PASS \u2611", "PASS"),
        (SCAN, "Perimeter scan: FAIL\nCustomer Ebbing Ltd", "FAIL"),
        (SCAN, "Atestado de conformidade de varredura (ASV)\nStatus de conformidade APROVADO", "APROVADO"),
        (EXERCISE, "Exercise report\nResult as scored by the umpires: partially met", "partially met"),
        (EXERCISE, "Übungsprotokoll\nGesamtergebnis: bestanden mit Nacharbeiten", "bestanden mit Nacharbeiten"),
        (EXERCISE, "Report\nThe drill missed its aims, and the exercise is therefore rated as failed.", "failed"),
        (
            EXERCISE,
            "Bericht\nDie Übung gilt als **bestanden mit Auflagen**. Sie wird wiederholt.",
            "bestanden mit Auflagen",
        ),
        (EXERCISE, "Verslag\nOmdat de reserve ontbrak, is de test niet geslaagd. Later meer.", "niet geslaagd"),
        (EXERCISE, "Report\nThe exercise is passed if all aims are met.", None),
        (EXERCISE, "Verbale\nEsito complessivo della prova: negativo. Mancava la copia.", "negativo"),
        (EXERCISE, "訓練結果報告\n総合判定：合格", "合格"),
        (AOC, "PCI DSS v4.0.1\nQuarn Ltd is COMPLIANT with the requirements of PCI DSS v4.0.1.", "compliant"),
        (AOC, "PCI DSS v4.0.1\nO comerciante encontra-se Não conforme; seguem prazos.", "non-compliant"),
        (AOC, "PCI DSS v4.0.1\nDaarom verklaren ondergetekenden: Compliant - alles is op orde", "compliant"),
        (AOC, "PCI DSS v4.0.1\n■ 準拠：全ての要件\n□ 非準拠", "compliant"),
        (AOC, "PCI DSS v4.0.1\n□ 準拠：全ての要件\n■ 非準拠", "non-compliant"),
        (EXERCISE, "Relatório do teste\nResultado: REPROVADO \u2013 um dos três objetivos não atingido", "REPROVADO"),
        (
            AUDIT,
            "Rapport d'audit interne\nAppréciation globale : À améliorer (échelle : bon / à améliorer)",
            "À améliorer",
        ),
        (AUDIT, "Rapporto di audit\nGiudizio complessivo: PARZIALMENTE ADEGUATO", "PARZIALMENTE ADEGUATO"),
        (AUDIT, "Revisionsbericht\nGesamturteil: verbesserungsbedürftig", "verbesserungsbedürftig"),
        (AUDIT, "Auditrapport\nEindoordeel: grotendeels beheerst", "grotendeels beheerst"),
        (AUDIT, "Informe de auditoría\nCalificación global: mejorable", "mejorable"),
        (ROC, "ROC\nHet resultaat van de beoordeling is niet-compliant: eis 3 ontbrak.", "non-compliant"),
        (ROC, "ROC\nDas Ergebnis der Bewertung ist konform.", "compliant"),
    ],
)
def test_a_result_is_read_as_the_paper_says_it(kind: str, text: str, expected: str) -> None:
    assert values_of(kind, f"{text}\n").get("result") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INTERNAL AUDIT\nLimited assurance\nManagement of couriers", "Limited assurance"),
        ("Internal audit report\nWe give substantial assurance that controls work.", "substantial assurance"),
        ("Internal audit report\nIn our report of 2021 we gave limited assurance.", None),
    ],
)
def test_the_assurance_of_an_internal_audit_is_its_opinion(text: str, expected: str | None) -> None:
    assert values_of(AUDIT, f"{text}\n").get("opinion") == expected


@pytest.mark.parametrize(
    ("text", "role", "level"),
    [
        ("Rol serviceprovider \u2013 niveau 1", "service provider", "niveau 1"),
        ("Entity type: Merchant, Level 2", "merchant", "Level 2"),
        ("Nível do comerciante 3", "merchant", "3"),
        ("Livello esercente dichiarato alla banca: 4", "merchant", "4"),
    ],
)
def test_role_and_level_of_an_assessed_entity(text: str, role: str, level: str) -> None:
    values = values_of(ROC, f"Report on Compliance\n{text}\n")
    assert (values.get("entity_role"), values.get("level")) == (role, level)


@pytest.mark.parametrize(
    ("kind", "text", "system", "holder"),
    [
        (
            "fedramp_sap",
            "Security Assessment Plan\nfor Wrenfield Grants Hub \u2014 Wrenfield Public Software, Inc.\n"
            "Prepared by Tollen LLC",
            "Wrenfield Grants Hub",
            "Wrenfield Public Software, Inc.",
        ),
        (
            "fedramp_sar",
            "Security Assessment Report (SAR)\nCloud service provider Osier Casework, LLC\n"
            "System Osier Case Desk for Counties",
            "Osier Case Desk for Counties",
            "Osier Casework, LLC",
        ),
        (
            "fedramp_poam",
            "Plan of Action and Milestones (POA&M)\nCSP\tFenland Maps, Inc.\nSystem name\tFenland Gov Maps",
            "Fenland Gov Maps",
            "Fenland Maps, Inc.",
        ),
    ],
)
def test_whose_system_an_authorisation_is_about(kind: str, text: str, system: str, holder: str) -> None:
    values = values_of(kind, f"{text}\n")
    assert (values.get("system_name"), values.get("holder")) == (system, holder)


def test_head_of_a_questionnaire_with_numbered_questions_or_spaces_alone() -> None:
    values = values_of(
        "hecvat_questionnaire",
        "HECVAT Lite, version 3.06\nDATE-01 Date 02/17/2026\nGNRL-01 Vendor name Quillmere Learning, Inc.\n"
        "GNRL-02 Product name Quillmere Rooms\nGNRL-05 Contact Ada Brook, Head of Security\n"
        "GNRL-08 Institution Marsh State University\n",
    )
    assert values.get("product") == "Quillmere Rooms"
    assert values.get("completed_by") == "Quillmere Learning, Inc."
    assert values.get("completed_for") == "Marsh State University"
    values = values_of(
        "security_questionnaire",
        "Vragenlijst beveiliging\nAanvragende organisatie Gemeente Veenrade\nLeverancier Kaartwerk B.V.\n"
        "Dienst Kaartbalie\n"
        "Datum invullen 3 april 2026\nNr. Vraag Antwoord\nA1 Heeft u beleid? Ja\n"
        "Aantal vragen: 12. Ondertekening: K. Smid.\n",
    )
    assert values.get("product") == "Kaartbalie"
    assert values.get("completed_for") == "Gemeente Veenrade"
    assert values.get("items_total") == 12


@pytest.mark.parametrize(
    ("text", "count", "oldest"),
    [
        ("Übungsprotokoll\nOffene Punkte: drei; ältester Termin 25.06.2026. Ende.", 3, "2026-06-25"),
        ("Exercise report\nOpen actions: 4", 4, None),
        ("Verslag\nOpenstaande acties: 2", 2, None),
        ("Exercise report\nOpen actions: 40% of all", None, None),
    ],
)
def test_an_exercise_says_how_many_actions_are_open(text: str, count: int | None, oldest: str | None) -> None:
    values = values_of(EXERCISE, f"{text}\n")
    assert (values.get("open_items"), values.get("oldest_due_date")) == (count, oldest)
