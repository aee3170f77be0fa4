"""Rows of statements, auditors, extracts of registers, numbers of invoices, by kinds of layout; all invented."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

ROWS = {
    "the number of a note ahead of a figure": (
        "Income statement for the year ended 30 June 2025\nNote 2025 2024\n£000 £000\nRevenue 3 148,236 139,874\n"
        "Loss for the year (8,531) 6,276",
        {"revenue": 148236000, "net_income": -8531000},
    ),
    "the column in all of several funds": (
        "STATEMENT OF ACTIVITIES\nYear ended June 30, 2025\nWithout donor\nrestrictions\nWith donor\nrestrictions\n"
        "Total 2025 Total 2024\nTotal revenue and support 10,535,162 127,250 10,662,412 10,721,055\n"
        "Change in net assets (276,742) 127,250 (149,492) 180,737",
        {"revenue": 10662412, "net_income": -149492},
    ),
    "a label of losses alone": (
        "Gewinn- und Verlustrechnung\n2025 2024\nEUR EUR\nUmsatzerlöse 4.120.300,50 3.998.110,00\n"
        "Jahresfehlbetrag 96.410,20 12.300,00",
        {"revenue": 4120300.5, "net_income": -96410.2},
    ),
    "years that run over two": (
        "Compte de résultat (en euros)\nPoste 2024-2025 2023-2024\nChiffre d'affaires net 3 842 617 3 610 902",
        {"revenue": 3842617},
    ),
    "a label that its column broke, behind its number": (
        "Conto economico\n2025 2024\nA) 1) Ricavi delle vendite e delle\nprestazioni\n71.206.334 74.980.117",
        {"revenue": 71206334},
    ),
    "a sheet without marks": (
        "Kade Horeca B.V.\nbedragen in euro\nPost\tH1 2026\tH1 2025\n"
        "Netto-omzet\t4180500\t4011300\nResultaat\t-96200\t-68300",
        {"revenue": 4180500, "net_income": -96200, "currency": "EUR"},
    ),
    "a decimal point in Mexico, a scale on the page ahead": (
        "Curtidos Ocampo, S.A. de C.V.\nEstados financieros al 31 de diciembre de 2025 (miles de pesos)\f"
        "Estado de resultados\nConcepto 2025 2024\nVentas netas 286,440 271,905\nUtilidad neta 15,870 12,261",
        {"revenue": 286440000, "net_income": 15870000},
    ),
    "a loss in a sentence": (
        "Verslag van de commissaris over de jaarrekening van Textiel Leie NV\n"
        "De resultatenrekening sluit af met een verlies van het boekjaar van € 412.350,00.",
        {"net_income": -412350, "currency": "EUR"},
    ),
}


@pytest.mark.parametrize("kind", ROWS)
def test_the_figure_of_a_row_is_the_newest_years_whole_with_its_sign_and_scale(kind: str) -> None:
    text, told = ROWS[kind]
    values = values_of("financial_statements", *text.split("\f"))
    assert {key: values.get(key) for key in told} == told


@pytest.mark.parametrize(
    "sentence",
    [
        "The budget expects that revenue will rise to $20 million.",
        "The claim concerns revenue of $412,880.",
    ],
)
def test_a_plan_and_a_part_are_no_revenue(sentence: str) -> None:
    assert "revenue" not in values_of("annual_report", f"Annual report 2025\nPellow Inc.\n{sentence}")


AUDITORS = {
    "firm over its calling": (
        "Dervaux Pairon & Cie\nSociété de commissariat aux comptes\nRapport sur les comptes annuels\n"
        "À notre avis les comptes donnent une image fidèle.\nParis, le 10 avril 2026\n"
        "Le commissaire aux comptes\nOlivier Pairon",
        "Dervaux Pairon & Cie",
    ),
    "firm beside its calling": (
        "Cabinet Trévou Audit, société de commissariat aux comptes, membre de la compagnie régionale\n"
        "Rapport du commissaire aux comptes sur les comptes annuels",
        "Cabinet Trévou Audit",
    ),
    "firm behind place and day": (
        "In our opinion the statements give a true and fair view.\nWoodstock, New Brunswick May 21, 2026\n"
        "Grand Lake CPA Professional Corporation",
        "Grand Lake CPA Professional Corporation",
    ),
    "auditor since": (
        "Annual report 2025\nAuditor\nCullen Strand has been auditor since 2019.",
        "Cullen Strand",
    ),
    "letterhead": (
        "Arriola Funes Auditores, S.L.P.\nGran Vía 4, Bilbao\nInforme de auditoría\nA los socios de Talde, S.A.:",
        "Arriola Funes Auditores, S.L.P.",
    ),
}


@pytest.mark.parametrize("kind", AUDITORS)
def test_the_auditor_is_the_firm_wherever_it_stands(kind: str) -> None:
    text, firm = AUDITORS[kind]
    assert values_of("financial_statements", text).get("auditor") == firm


def test_whom_a_report_is_addressed_to_is_no_auditor() -> None:
    text = "Informe de los auditores independientes\nA la Asamblea de Accionistas"
    assert "auditor" not in values_of("financial_statements", text)


REGISTERS = {
    "renamed": (
        "CERTIFICATE OF INCORPORATION ON CHANGE OF NAME\nThe Registrar of Companies hereby certifies that\n"
        "DUNMORE WEAVERS LIMITED\nis now incorporated under\nthe name of\nBIRNOCH TEXTILE LIMITED\n"
        "Given at Companies House on 27th February 2026.\nThe company was first incorporated on 9th May 2013.",
        {"company_name": "BIRNOCH TEXTILE LIMITED", "incorporation_date": "2013-05-09"},
    ),
    "an extract's own day": (
        "Current Company Extract\nExtracted from the register on 4/03/2026 at 10:22\nName WANDOO WATER PTY LTD\n"
        "ACN 618 220 947\nRegistered in Victoria\nRegistration date 17/04/2017",
        {"document_date": "2026-03-04", "incorporation_date": "2017-04-17", "jurisdiction": "Victoria",
         "registration_number": "618 220 947"},
    ),
    "founding before registration": (
        "État de renseignements d'une personne morale au registre des entreprises\n"
        "Date d'immatriculation : 2018-06-04\nDate de la constitution : 2018-05-29",
        {"incorporation_date": "2018-05-29"},
    ),
    "a Brazilian number": (
        "ALTERAÇÃO DO CONTRATO SOCIAL\nCNPJ nº 19.337.281/0001-66 - NIRE 3120988410-7",
        {"registration_number": "19.337.281/0001-66"},
    ),
    "a Swiss extract": (
        "Handelsregister des Kantons Zug - Auszug\nFirmennummer\nCHE-218.774.903\nEintragung\n23.09.2008\n"
        "Ei Lö Firma Ref Sitz\n1 Rigiholm Holding AG 1 Cham\nSitz: Kanton Zug",
        {"company_name": "Rigiholm Holding AG", "registration_number": "CHE-218.774.903",
         "incorporation_date": "2008-09-23", "jurisdiction": "Kanton Zug"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", REGISTERS)
def test_a_registers_paper_tells_company_number_place_and_day(kind: str) -> None:
    text, told = REGISTERS[kind]
    values = values_of("certificate_of_incorporation", text)
    assert {key: values.get(key) for key in told} == told


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Pellow Solicitors\nFEE NOTE NO. 4471\nTOTAL NOW DUE €3,052.00", "4471"),
        ("Tierarztpraxis\nLiquidation AR 260529-7\nZu zahlender Betrag: 2.941,19 EUR", "AR 260529-7"),
        ("Avv. Lopresti\nPreavviso di parcella n. 17/2026\nTotale a pagare € 9.305,54", "17/2026"),
        ("FACTURA\nNúmero: F26/118 Fecha: 28/02/2026\nTOTAL A PAGAR 1.884,15 €", "F26/118"),
        ("Invoice\n2026\nTotal due $100.00", None),
    ],
)
def test_the_number_of_whatever_asks_to_be_paid_is_read(text: str, number: str | None) -> None:
    assert values_of("invoice", text).get("invoice_number") == number


def test_a_total_of_cents_without_its_currency_is_one() -> None:
    text = "Facture no IB-20417\nSous-total 675.00\nTotal à payer 776.08"
    assert values_of("invoice", text).get("invoice_total") == 776.08


def test_a_modified_opinion_is_named_by_the_heading_ahead_of_its_first_sentence() -> None:
    text = "Independent auditor's report\nQualified opinion. Save for the matter below, the statements are in order."
    assert values_of("financial_statements", text)["opinion"] == "qualified"


def test_the_day_somebody_was_born_dates_no_deed() -> None:
    text = "GESELLSCHAFTSVERTRAG\nzwischen Florian Kogl und Ines Kienz, geb.\n23.05.1990.\n1. Firma und Sitz."
    assert values_of("certificate_of_incorporation", text).get("document_date") != "1990-05-23"
