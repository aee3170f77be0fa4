"""Which questionnaire was answered, when, by whom and for whom."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

OWN, SIG, CAIQ, HECVAT = "security_questionnaire", "sig_questionnaire", "caiq_questionnaire", "hecvat_questionnaire"
Row = tuple[str, str, dict[str, object]]

FRONTS: list[Row] = [
    (
        SIG,
        "Shared Assessments\nSIG Core 2025\nCompleted by\tAda Wren\nRequested by\tBrook Bank plc\nDate "
        "completed\t2026-02-17",
        {
            "standard": "SIG Core",
            "version": "2025",
            "completed_by": "Ada Wren",
            "completed_for": "Brook Bank plc",
            "completed_on": "2026-02-17",
            "expires_on": "2027-02-17",
        },
    ),
    (
        SIG,
        "Standardized Information Gathering (SIG) Questionnaire\nQuestion\tAnswer",
        {"standard": "SIG", "version": None},
    ),
    (CAIQ, "CONSENSUS ASSESSMENTS INITIATIVE QUESTIONNAIRE v4.0.3\nQ\tA", {"standard": "CAIQ", "version": "4.0.3"}),
    (CAIQ, "CAIQ-Lite v3.1\nQ\tA", {"standard": "CAIQ-Lite", "version": "3.1"}),
    (HECVAT, "HECVAT - Lite\nVersion 3.06\nID\tQuestion", {"standard": "HECVAT Lite", "version": "3.06"}),
    (OWN, "Vendor Security Alliance\nVSA Full 2024\n", {"standard": "VSA Full", "version": "2024"}),
    (
        OWN,
        "Supplier questionnaire\nCompleted by / date\tBo Ames, 28 August 2025\nCustomer\tCove Retail Ltd",
        {"completed_by": "Bo Ames", "completed_on": "2025-08-28", "completed_for": "Cove Retail Ltd", "standard": None},
    ),
    (
        OWN,
        "Lieferantenfragebogen\nVersion: 2.1\nAusgefüllt von: Eva Bach\nAusgefüllt am: "
        "12.02.2026\nAuftraggeber: Erle AG",
        {"version": "2.1", "completed_by": "Eva Bach", "completed_on": "2026-02-12", "completed_for": "Erle AG"},
    ),
    (
        OWN,
        "Questionnaire de sécurité\nComplété par : Luc Aulne\nComplété le : 3 mars 2026\nDemandé par : Ruisseau SA",
        {"completed_by": "Luc Aulne", "completed_on": "2026-03-03", "completed_for": "Ruisseau SA"},
    ),
    (
        OWN,
        "Cuestionario\nRespondido por: Eva Aliso\nFecha de respuesta: 4 de marzo de 2026",
        {"completed_by": "Eva Aliso", "completed_on": "2026-03-04"},
    ),
]


@pytest.mark.parametrize(("kind", "text", "expected"), FRONTS)
def test_the_front_of_a_questionnaire_is_read(kind: str, text: str, expected: dict[str, object]) -> None:
    found = values_of(kind, text)
    assert {key: found.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        "Questionnaire\nCompleted by: ____\nDate completed: DD/MM/YYYY\nCustomer: [Customer name]",
        "Questionnaire\nRef\tQuestion\tAnswer\n1\tIs training completed by all staff?\tYes\n2\tCustomer data "
        "encrypted?\tYes",
    ],
)
def test_blanks_and_questions_answer_nothing(text: str) -> None:
    assert not {key for key in values_of(OWN, text) if key.startswith("completed_")}


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "Questionnaire version\t2025.2\nSent by\tTern Bay plc\nFilled in by\tMoss Data Ltd\nQuestions\t14",
            {"version": "2025.2", "completed_for": "Tern Bay plc", "items_total": 14},
        ),
        (
            "CSP\tMoss Cloud GmbH\nService\tMoss Archive\nDate\t2026-02-24",
            {"completed_by": "Moss Cloud GmbH", "product": "Moss Archive", "completed_on": "2026-02-24"},
        ),
        ("Vendor Name\tMoss LLC\nVendor contact\tLee Burnet", {"completed_by": "Moss LLC"}),
        ("Versão do questionário\t4\nEntidade requerente\tTern, S.A.", {"version": "4", "completed_for": "Tern, S.A."}),
        ("Proveedor evaluado: Moss Ltda.\nEmpresa solicitante: Tern SpA", {"completed_by": "Moss Ltda."}),
        ("Fornitore (compilatore)\tMoss S.r.l.\nRichiedente\tTern S.p.A.", {"completed_for": "Tern S.p.A."}),
    ],
)
def test_the_head_of_a_questionnaire_says_who_answers_whom(head: str, expected: dict[str, object]) -> None:
    text = f"Third-party security questionnaire\n{head}\n\nNo.\tQuestion\tAnswer\n1\tIs there a policy?\tYes\n"
    values = values_of("security_questionnaire", text)
    assert {key: values.get(key) for key in expected} == expected
