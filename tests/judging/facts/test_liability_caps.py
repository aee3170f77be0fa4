"""How much at most somebody is liable for, in each language's usual frames."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

CLAUSES = [
    (
        "La responsabilité totale de Quorvane SAS est limitée au montant payé par l'abonné au cours des douze derniers "
        "mois (art. 9). Le droit belge s'applique.",
        "limitée au montant payé par l'abonné au cours des douze derniers mois (art. 9)",
        None,
    ),
    (
        "La responsabilité du prestataire est plafonnée, par année contractuelle, à 80 000 €.",
        "plafonnée, par année contractuelle, à 80 000 €",
        80_000,
    ),
    (
        "La responsabilité de Belmar ne pourra excéder 45 000 EUR par sinistre.",
        "ne pourra excéder 45 000 EUR par sinistre",
        45_000,
    ),
    (
        "Die Haftung des Anbieters ist auf die in den letzten sechs Monaten gezahlte Vergütung begrenzt.",
        "auf die in den letzten sechs Monaten gezahlte Vergütung begrenzt",
        None,
    ),
    (
        "Die Haftung ist der Höhe nach beschränkt auf 1.070.000 EUR je Schadensfall.",
        "beschränkt auf 1.070.000 EUR je Schadensfall",
        1_070_000,
    ),
    (
        "La responsabilidad del proveedor se limita a 1.045.000 € por anualidad, salvo dolo.",
        "limita a 1.045.000 € por anualidad, salvo dolo",
        1_045_000,
    ),
    (
        "La responsabilidad total no superará las cuotas abonadas en los tres meses previos.",
        "no superará las cuotas abonadas en los tres meses previos",
        None,
    ),
    (
        "La responsabilità del fornitore è limitata ai corrispettivi versati nei sei mesi precedenti.",
        "limitata ai corrispettivi versati nei sei mesi precedenti",
        None,
    ),
    (
        "A responsabilidade da contratada fica limitada ao valor pago nos 12 (doze) meses anteriores.",
        "limitada ao valor pago nos 12 (doze) meses anteriores",
        None,
    ),
    (
        "De aansprakelijkheid van leverancier bedraagt maximaal 120 % van de jaarvergoeding.",
        "bedraagt maximaal 120 % van de jaarvergoeding",
        None,
    ),
    ("The Supplier's liability shall not exceed Rs. 3.40 crore in aggregate.", "Rs. 3.40 crore in aggregate", 34e6),
    ("Liability under this agreement is limited to €2,000,000 in any year, without prejudice to Article 82. Irish law "
     "governs.", "€2,000,000 in any year", 2e6),
    ("Liability is limited to the amounts payable under clause 12. Nothing else is due.",
     "the amounts payable under clause 12", None),
    ("The Operator's liability is limited to R15 000 000 (fifteen million rand) in the aggregate.",
     "R15 000 000 (fifteen million rand) in the aggregate", 15e6),
    ("Torvel will not be liable for more than the yearly fee.", "the yearly fee", None),
    (
        'Our liability is limited to the General Cap. "General Cap" means the fees paid in the prior 18 months.',
        "the fees paid in the prior 18 months",
        None,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "cap", "amount"), CLAUSES)
def test_cap_holds_the_limit_to_the_end_of_its_sentence(text: str, cap: str, amount: float | None) -> None:
    values = values_of("commercial_contract", text)
    assert (values.get("liability_cap"), values.get("liability_cap_amount")) == (cap, amount)


@pytest.mark.parametrize(
    "text",
    [
        "La responsabilité du prestataire est illimitée en cas de dol.",
        "Les pénalités de retard sont plafonnées à 10 % du montant de la commande.",
        "Der Auftragnehmer haftet unbeschränkt für Vorsatz.",
        "La responsabilidad civil estará cubierta por un seguro hasta 300.000 €.",
        "El encargado avisará al responsable en un plazo que no superará las 48 horas.",
    ],
)
def test_penalties_insurance_and_unlimited_liability_are_no_cap(text: str) -> None:
    assert "liability_cap" not in values_of("commercial_contract", text)
