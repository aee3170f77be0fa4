"""Limits, currencies and terms of papers of insurance by kinds of layout, in the languages read; all of it invented."""

from __future__ import annotations

import dataclasses

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from tests.judging.facts.readings import TODAY, reading_of

GL, YEAR = "limit_general_liability", "limit_general_liability_aggregate"
LIMITS = [
    ("Public liability: £4,000,000 any one event", "en", {GL: 4_000_000, YEAR: None}),
    ("Public liability: £4,000,000 any one event and in the aggregate", "en", {GL: 4_000_000, YEAR: 4_000_000}),
    ("General liability - each occurrence $700,000\nGeneral liability - general aggregate $1,400,000", "en",
     {GL: 700_000, YEAR: 1_400_000}),
    ("Type Amount (CAD)\nCommercial general liability Each occurrence 3,000,000; general aggregate 6,000,000", "en",
     {GL: 3_000_000, YEAR: 6_000_000, "currency": "CAD"}),
    ("Cover\tCarrier\tPolicy\tLimit (USD)\tAttachment\nAuto CSL\tMarl Mutual\tM-90-1\t1500000\t0\n"
     "Umbrella (lead)\tMarl Excess\tM-90-2\t9000000\t1500000", "en",
     {"limit_automobile": 1_500_000, "limit_umbrella": 9_000_000, "currency": "USD"}),
    ("BA Uitbating € 3.000.000 per schadegeval € 1.000.000 per schadegeval", "nl", {GL: 3_000_000}),
    ("Verzekerd bedrag AVB € 1.500.000 per aanspraak en € 3.000.000 per verzekeringsjaar", "nl",
     {GL: 1_500_000, YEAR: 3_000_000}),
    ("Rubriek Per aanspraak Per verzekeringsjaar Eigen risico\n"
     "Beroepsaansprakelijkheid € 2.000.000 € 4.000.000 € 5.000\n"
     "Cyberrisico € 600.000 € 600.000 € 2.500", "nl", {"limit_professional": 2_000_000, "limit_cyber": 600_000}),
    ("Garantie Plafond\nRC exploitation, par sinistre 1.500.000 €\nRC exploitation, par an 3.000.000 €", "fr",
     {GL: 1_500_000, YEAR: 3_000_000, "currency": "EUR"}),
    ("Garantie\tMontant ($ CA)\tFranchise ($ CA)\nResponsabilité civile générale, par événement\t3 000 000\t1 000\n"
     "Cyberrisques, par période\t500 000\t10 000", "fr", {GL: 3_000_000, "limit_cyber": 500_000, "currency": "CAD"}),
    ("Cobertura LMI por sinistro (R$) LA anual (R$) Franquia\n"
     "RC Operações 2.000.000,00 4.000.000,00 10%, mín. R$ 5.000,00\n"
     "RC Empregador 800.000,00 800.000,00 R$ 5.000,00", "pt",
     {GL: 2_000_000, YEAR: 4_000_000, "limit_workers_compensation": 800_000, "currency": "BRL"}),
    ("Responsabilidade Civil Geral – por sinistro 1.200.000,00 € 10%, mín. 250 €\n"
     "Responsabilidade Civil Geral – por anuidade 2.400.000,00 €", "pt", {GL: 1_200_000, YEAR: 2_400_000}),
    ("Cobertura Límite por siniestro Sublímite por víctima\nR.C. Explotación 2.000.000 € —\n"
     "R.C. Patronal 900.000 € 300.000 €\n"
     "Límite agregado anual 5.000.000 €", "es",
     {GL: 2_000_000, "limit_workers_compensation": 900_000, YEAR: 5_000_000}),
    ("Ramo Massimale\nRCT 3.000.000 € per sinistro\nRCO 1.500.000 € per sinistro", "it",
     {GL: 3_000_000, "limit_workers_compensation": 1_500_000}),
    ("Ramo Responsabilità civile professionale\nMassimale per sinistro e anno € 2.000.000,00\n"
     "Franchigia € 10.000,00", "it",
     {"limit_professional": 2_000_000}),
    ("Baustein Versicherungssumme Selbstbehalt\nPlanungshaftpflicht EUR 2.000.000 EUR 3.000\n"
     "Bürohaftpflicht EUR 4.000.000 keiner",
     "de", {"limit_professional": 2_000_000, GL: 4_000_000}),
    ("支払限度額 1請求・保険期間中 3億円\n保険種類 サイバーリスク保険\n免責金額 1請求 100万円", None,
     {"limit_cyber": 300_000_000, "currency": "JPY"}),
    ("Massimale RCT € 3.000.000,00 per sinistro\nMassimale RCT annuo € 6.000.000,00", "it",
     {GL: 3_000_000, YEAR: 6_000_000}),
    ("Rubriek Per aanspraak Per verzekeringsjaar\nbedrijfsaansprakelijkheid (AVB) € 1.500.000 € 3.000.000", "nl",
     {GL: 1_500_000, YEAR: 3_000_000}),
    ("Somma assicurata RC d'impresa CHF 6'000'000.- per evento\nGaranzia annua (RC d'impresa) CHF 12'000'000.-\n"
     "Somma assicurata RC professionale CHF 3'000'000.- per evento", "it",
     {GL: 6_000_000, YEAR: 12_000_000, "limit_professional": 3_000_000, "currency": "CHF"}),
    ("Responsabilité civile exploitation, par sinistre 6 000 000 EUR\ndont pollution, par année 400 000 EUR",
     "fr", {GL: 6_000_000, YEAR: None}),
    ("Actividades e inmuebles $30,000,000.00\nMoneda\nPesos mexicanos", "es", {GL: 30_000_000, "currency": "MXN"}),
    ("Cobertura Responsabilidad Civil Comprensiva\nSuma asegurada $ 90.000.000 por acontecimiento\n"
     "Automotores - Responsabilidad Civil\nLímite por acontecimiento $ 800.000.000\nSumas en pesos argentinos", "es",
     {GL: 90_000_000, "limit_automobile": 800_000_000, "currency": "ARS"}),
    ("Amparo\tLímite por evento\nPredios, labores y operaciones\t$ 900.000.000\nVehículos propios y no propios\t"
     "$ 300.000.000\nValores en pesos colombianos", "es",
     {GL: 900_000_000, "limit_automobile": 300_000_000, "currency": "COP"}),
    ("Public Liability  R40 000 000 any one event\nProfessional Indemnity  R15 000 000 any one claim", "en",
     {GL: 40_000_000, "limit_professional": 15_000_000, "currency": "ZAR"}),
    ("Annex R2 Public Liability is insured", "en", {GL: None, "currency": None}),
    ("Limits (Canadian dollars unless\nindicated otherwise)\nCommercial general liability Each occurrence 3,000,000.",
     "en", {GL: 3_000_000, "currency": "CAD"}),
    ("Betriebs-Haftpflichtversicherung, Nr. B-11-220-7\nEUR 4.000.000,-- je Schadenereignis", "de", {GL: 4_000_000}),
    ("Cyber Liability. Limit £6 million in the aggregate.\nThe cyber limit was shown as £4m in error.", "en",
     {"limit_cyber": 6_000_000}),
    ("• Contingent motor liability\n• Defence costs: £1,000,000 in the aggregate", "en", {"limit_automobile": None}),
    ("Cyber: the premium of £40,000 is paid", "en", {"limit_cyber": None}),
    ("Cyber liability £9,000 £4,000,000", "en", {"limit_cyber": None}),
    ("Public liability £5,000,000\nPublic liability £3,000,000", "en", {GL: None}),
]  # fmt: skip
DOLLARS = [
    ("Límite de responsabilidad civil general: $ 300.000.000 por evento", "es", None),
    ("All amounts in Canadian dollars (CAD). Umbrella $4,000,000 per occurrence", "en", "CAD"),
    ("Umbrella $4,000,000 per occurrence", "en", "USD"),
    ("The premium is £400, the excess is €500", "en", None),
    ("Selbstbehalt CHF 1'000", "de", "CHF"),
]
TERMS = [
    ("All policies incept on January 1, 2026 and expire on January 1, 2027", "2026-01-01", "2027-01-01"),
    ("The covers run for twelve months from 1 May 2026 and fall due at 30 April 2027", "2026-05-01", "2027-04-30"),
    (
        "La anualidad en curso empezó el 15 de marzo de 2026 y finaliza el 14 de marzo de 2027",
        "2026-03-15",
        "2027-03-14",
    ),
    ("Le contrat court du 15 mars 2026 à 0 h au 14 mars 2027 à 24 h", "2026-03-15", "2027-03-14"),
    ("Het lopende jaar vangt aan op 1 april 2026 en verstrijkt op 31 maart 2027", "2026-04-01", "2027-03-31"),
    ("Beginn Ende Summe\n01.03.2026 01.03.2036 EUR 3.000.000", "2026-03-01", "2036-03-01"),
    ("ab dem 01.04.2026 Versicherungsschutz bis zum Ablauf des Jahres am 31.12.2026", "2026-04-01", "2026-12-31"),
    ("保険期間 2026年4月1日から2027年4月1日まで", "2026-04-01", "2027-04-01"),
    ("Retroactive date 1 May 2025, reviewed 1 May 2026", None, None),
    ("Claims 01/02/2023-31/01/2024 none, 01/02/2024-31/01/2025 two", None, None),
]


def _values(text: str, language: str | None) -> dict[str, object]:
    reading = dataclasses.replace(reading_of(f"CERTIFICATE OF INSURANCE\n{text}\n"), language=language)
    found = extract(reading, document_type="certificate_of_insurance", validity=ValidityRules(), today=TODAY)
    return {fact.key: fact.value for fact in found.facts}


@pytest.mark.parametrize(("text", "language", "expected"), LIMITS)
def test_limit_is_what_the_words_or_the_head_beside_it_say(
    text: str, language: str | None, expected: dict[str, object]
) -> None:
    values = _values(text, language)
    assert {key: values.get(key) for key in expected} == expected


@pytest.mark.parametrize(("text", "language", "currency"), DOLLARS)
def test_currency_is_that_of_all_amounts_or_the_one_named(text: str, language: str, currency: str | None) -> None:
    assert _values(text, language).get("currency") == currency


@pytest.mark.parametrize(("text", "first", "last"), TERMS)
def test_term_is_the_one_span_of_whole_years_or_the_one_that_words_part(
    text: str, first: str | None, last: str | None
) -> None:
    values = _values(text, "en" if text.isascii() else None)
    assert (values.get("effective_date"), values.get("expiry_date")) == (first, last)
