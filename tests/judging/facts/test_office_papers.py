"""Licences and papers on taxes in the languages read, and the currency of a document's amounts."""

from __future__ import annotations

import pytest

from muniment.judging.facts import authorities, one_currency, papers
from muniment.judging.facts.view import View
from tests.judging.facts.readings import facts_of, reading_of

LICENCES = {
    "en": (
        "COUNTY OF ALDERMERE\nOffice of the Clerk\nBUSINESS LICENCE\nLicence No. BL-20417\n"
        "This licence is granted to Pellow Roofing Ltd to carry on the business of roofing.\n"
        "Issued on 4 May 2026. Valid until 3 May 2027.",
        {"holder": "Pellow Roofing Ltd", "licence_number": "BL-20417", "expiry_date": "2027-05-03"},
    ),
    "de": (
        "Landratsamt Ahrensried\nErlaubnis nach § 34a der Gewerbeordnung\n"
        "Der Kettwich Wachdienst GmbH, Am Anger 2, wird die Erlaubnis Nr. WD-118/26 zum Betrieb eines Wachdienstes "
        "erteilt.\nDie Erlaubnis ist befristet bis 30. April 2029.\nAhrensried, 2. Mai 2026",
        {
            "holder": "Kettwich Wachdienst GmbH", "licence_number": "WD-118/26", "expiry_date": "2029-04-30",
            "issuer": "Landratsamt Ahrensried", "issue_date": "2026-05-02",
        },
    ),
    "nl": (
        "Gemeente Veenmeer\nOmgevingsvergunning\nZaaknummer: OV-2026-0117\nVerzonden: 3 maart 2026\n"
        "Wij verlenen aan Korting Metaal B.V. een vergunning voor het pand Dijk 4.\n"
        "Deze vergunning vervalt op 2 maart 2031.",
        {"holder": "Korting Metaal B.V.", "issuer": "Gemeente Veenmeer", "expiry_date": "2031-03-02",
         "issue_date": "2026-03-03"},
    ),
    "fr": (
        "Préfecture du Vallonnais\nARRÊTÉ portant autorisation n° 2026-114\n"
        "La société Carrières Ombredane SAS est autorisée à exploiter une installation de traitement.\n"
        "La présente autorisation est valable jusqu'au 31 mars 2032.\nFait à Vallon, le 6 avril 2026",
        {"holder": "Carrières Ombredane SAS", "licence_number": "2026-114", "expiry_date": "2032-03-31"},
    ),
    "es": (
        "Ayuntamiento de Valdeprado\nLICENCIA DE ACTIVIDAD\n"
        "Vista la solicitud presentada por Talleres Orcera, S.L., se concede la licencia número LA-77/26.\n"
        "La licencia es válida hasta el 30 de junio de 2030.\nEn Valdeprado, a 2 de julio de 2026.",
        {"holder": "Talleres Orcera, S.L.", "licence_number": "LA-77/26", "issuer": "Ayuntamiento de Valdeprado",
         "expiry_date": "2030-06-30"},
    ),
    "it": (
        "Comune di Roccaforte\nAUTORIZZAZIONE N. 88/2026\n"
        "Si attesta che la società Frantoio Belluno S.r.l. è autorizzata alla vendita al dettaglio.\n"
        "L'autorizzazione, rilasciata il 5 maggio 2026, ha validità fino al 4 maggio 2031.",
        {"holder": "Frantoio Belluno S.r.l.", "licence_number": "88/2026", "issue_date": "2026-05-05",
         "expiry_date": "2031-05-04"},
    ),
    "pt": (
        "Câmara Municipal de Vilarinho\nALVARÁ DE LICENÇA n.º 41/2026\n"
        "Concedido a Transportes Ervedal, Lda. para ocupação da via pública.\n"
        "O presente alvará é válido até 31 de dezembro de 2028.",
        {"holder": "Transportes Ervedal, Lda", "licence_number": "41/2026", "expiry_date": "2028-12-31"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", LICENCES)
def test_a_licence_tells_holder_number_and_days(language: str) -> None:
    text, told = LICENCES[language]
    found = facts_of("business_license", text)
    assert {key: str(found[key].value).rstrip(".") if key in found else None for key in told} == {
        key: value.rstrip(".") for key, value in told.items()
    }


TAX = {
    "de": (
        "Finanzamt Ahrensried\nBescheinigung in Steuersachen\nSteuerpflichtige\nKettwich Wachdienst GmbH\n"
        "Ausgestellt am\n2. Mai 2026",
        "Kettwich Wachdienst GmbH",
    ),
    "nl": (
        "Belastingdienst\nVerklaring betalingsgedrag\nNaam: Korting Metaal B.V.\n"
        "Loonheffingennummer: 8811L01", "Korting Metaal B.V."),
    "fr": (
        "ATTESTATION DE RÉGULARITÉ FISCALE\nDésignation de l'entreprise : SAS Ombredane\n"
        "SIREN : 118 220 331", "SAS Ombredane"),
    "es": (
        "CONSTANCIA DE SITUACIÓN FISCAL\nRFC TOR110203AB1\n"
        "Denominación/Razón social TALLERES ORCERA", "TALLERES ORCERA"),
    "it": (
        "AGENZIA DELLE ENTRATE\nCertificazione dei carichi pendenti\n"
        "Si certifica che a carico di Frantoio Belluno S.r.l., "
        "codice fiscale 01180220333, non risultano carichi pendenti.",
        "Frantoio Belluno S.r.l.",
    ),
    "pt": (
        "CERTIDÃO\nCertifica-se que o contribuinte Ervedal Transportes, Lda., NIF 511 220 331, tem a sua situação "
        "tributária regularizada.",
        "Ervedal Transportes, Lda",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", TAX)
def test_a_tax_offices_paper_of_no_type_tells_whose_it_is(language: str) -> None:
    text, name = TAX[language]
    found = facts_of(None, text)
    assert str(found["taxpayer_name"].value).rstrip(".") == name.rstrip(".")


def test_the_one_ticked_status_of_a_w8_is_read_and_the_day_of_its_signature() -> None:
    text = (
        "Form W-8BEN-E (Rev.\nOctober 2021)\n1 Name of organization that is the beneficial owner\n"
        "Hallmoor Digital Limited\n"
        "2 Country of incorporation or organization\nIreland\n4 Chapter 3 Status (entity type)\n"
        "[X] Corporation [ ] Partnership [ ] Simple trust\n5 Chapter 4 Status (FATCA status)\n[X] Active NFFE\n"
        "Sign Here\n05-19-2026\nDate (MM-DD-YYYY)"
    )
    found = facts_of("w9_tax_form", text)
    told = {key: found[key].value for key in ("taxpayer_name", "tax_classification", "jurisdiction", "document_date")}
    assert told == {
        "taxpayer_name": "Hallmoor Digital Limited", "tax_classification": "Corporation", "jurisdiction": "Ireland",
        "document_date": "2026-05-19",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("Electrical Licensing Board", "Electrical Licensing Board"),
        ("Gesundheitsdepartement des Kantons Aarwald", "Gesundheitsdepartement des Kantons Aarwald"),
        ("Ministero delle Imprese e del Commercio", "Ministero delle Imprese e del Commercio"),
        ("Ilustre Municipalidad de Talcamora – Rentas", "Ilustre Municipalidad de Talcamora"),
        ("CITY OF PALO VERDE", "CITY OF PALO VERDE"),
        ("Pellow Roofing Ltd", None),
        ("LICENCE TO TRADE", None),
    ],
)
def test_an_office_is_known_by_what_it_is(text: str, office: str | None) -> None:
    assert authorities.named(text.replace("–", "-")) == office


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("Finanzamt Ahrensried\nBescheinigung in Steuersachen", "tax_form"),
        ("Comune di Roccaforte\nAUTORIZZAZIONE N. 88/2026", "business_licence"),
        ("Software licence agreement\nAuthority: none", None),
        ("Minutes of the meeting", None),
    ],
)
def test_a_paper_is_known_by_what_it_calls_itself(text: str, family: str | None) -> None:
    assert papers.family_of(View(reading_of(text))) == family


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("The fees are EUR 12,000 a year. Liability is capped at EUR 250,000.", "EUR"),
        ("The fees are EUR 12,000. Costs of GBP 4,000 are borne by the Client.", None),
        ("Pellow Pty Ltd. Amounts are in Australian dollars. Fees $12,000.", "AUD"),
        ("Pellow Pty Ltd, Queensland. Fees $12,000.", None),
        ("Pellow Inc, a Delaware corporation. Fees $12,000.", "USD"),
    ],
)
def test_the_currency_is_that_of_every_amount_and_a_bare_dollar_its_countrys(text: str, currency: str | None) -> None:
    found = facts_of("commercial_contract", f"MASTER SERVICES AGREEMENT\n{text}")
    assert (found["currency"].value if "currency" in found else None) == currency


def test_amounts_below_a_hundred_do_not_tell_the_currency() -> None:
    assert not list(one_currency.sole_currency(View(reading_of("A coffee is $4."))))
