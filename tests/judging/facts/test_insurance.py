"""Confirmations of insurance in the layouts and languages of their countries; every company is invented."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.items.extract import items_of
from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.model import Reading
from tests.judging.facts import readings
from tests.judging.facts.readings import TODAY, reading_of

GERMAN = """Hanseatische Muster Versicherung AG
Versicherungsbestätigung
Hamburg, 12.01.2026
Versicherungsnehmer: Nordlicht Software GmbH
Versicherungsschein-Nr.: BH 4711-2203.55
Versicherer: Hanseatische Muster Versicherung AG
Versicherungsbeginn: 01.01.2026
Versicherungsablauf: 01.01.2027
Betriebshaftpflichtversicherung
Versicherungssumme: 10.000.000 EUR pauschal für Personen- und Sachschäden
IT-Haftpflichtversicherung
Versicherungssumme: 5.000.000 EUR je Versicherungsfall
Cyberversicherung
Deckungssumme: 2.000.000 EUR
Selbstbeteiligung: 25.000 EUR je Versicherungsfall
"""
GERMAN_PROSE = """Versicherungsbestätigung
Wir bestätigen hiermit, dass für die Firma Alpenblick Datentechnik GmbH unter der Versicherungsschein-Nr. 70-998.112
bei der Isar Muster Versicherungs-AG eine Berufshaftpflichtversicherung besteht.
Die Versicherungssumme der Berufshaftpflichtversicherung beträgt 3.000.000 EUR je Versicherungsfall.
Der Vertrag läuft vom 01.04.2026 bis 31.03.2027.
"""
FRENCH = """ATTESTATION D'ASSURANCE
Fait à Lyon, le 5 janvier 2026
Nous soussignés, Mutuelle Exemple Assurances SA, attestons que la société Rivage Logiciels SAS, 12 quai des Brumes,
69002 Lyon, est titulaire du contrat d'assurance Responsabilité Civile Professionnelle n° 118.402.773 souscrit
auprès de notre compagnie.
Période de validité : du 1er janvier 2026 au 31 décembre 2026
Garanties\tMontants
Responsabilité civile exploitation\t8 000 000 € par sinistre
Responsabilité civile professionnelle\t2 500 000 € par sinistre et par an
Franchise\t10 000 €
"""
FRENCH_LABELS = """Attestation d'assurance cyber
Assuré : Brise Marine Conseil SARL
Assureur : Compagnie Modèle d'Assurances
Numéro de police : CY-2026-00871
Date d'effet : 15/02/2026
Date d'échéance : 14/02/2027
Assurance cyber
Montant garanti : 1 500 000 €
"""
ITALIAN = """CERTIFICATO DI ASSICURAZIONE
Contraente: Laguna Servizi Digitali S.r.l.
Compagnia: Esempio Assicurazioni S.p.A.
Polizza n. 2026/03/445821
Decorrenza: 01/03/2026
Scadenza: 28/02/2027
Responsabilità civile professionale
Massimale: € 2.000.000,00 per sinistro
Franchigia: € 5.000,00
"""
SPANISH = """CERTIFICADO DE SEGURO
Tomador: Faro Norte Tecnología S.L.
Compañía aseguradora: Seguros Ejemplo S.A.
Nº de póliza: RC-88-201774
Fecha de efecto: 01/02/2026
Fecha de vencimiento: 31/01/2027
Responsabilidad civil profesional
Suma asegurada: 1.500.000 EUR por siniestro
Franquicia: 3.000 EUR
"""
DUTCH = """VERZEKERINGSCERTIFICAAT
Verzekeringnemer: Polderzicht Systemen B.V.
Verzekeraar: Voorbeeld Schadeverzekering N.V.
Polisnummer: 55-781.204
Ingangsdatum: 1 maart 2026
Einddatum: 1 maart 2027
Beroepsaansprakelijkheidsverzekering
Verzekerd bedrag: € 2.500.000 per aanspraak
Eigen risico: € 10.000
"""
PORTUGUESE = """CERTIFICADO DE SEGURO
Tomador do seguro: Onda Clara Sistemas Lda
Segurador: Companhia Exemplo de Seguros S.A.
Apólice n.º 0044.10.221983
Data de início: 01/05/2026
Data de termo: 30/04/2027
Responsabilidade civil profissional
Capital seguro: 1.000.000 € por sinistro
"""
BROKERS_LETTER = """To Whom It May Concern
30 September 2025
We act as insurance brokers to Sallowfield Robotics Ltd and confirm that the following covers are in force.
Class\tInsurer\tPolicy number\tPeriod of insurance\tLimit of indemnity
Professional Indemnity\tHallam & Vale Insurance plc\tPI/20/774431\t1 October 2025 to 30 September 2026\t£5,000,000
Public Liability\tCoppice Syndicate 4512 at Lloyd's\tPL0094128\t1 October 2025 to 30 September 2026\t£10,000,000
Employers' Liability\tCoppice Syndicate 4512 at Lloyd's\tPL0094128\t1 October 2025 to 30 September 2026\t£10,000,000
"""
TILES = """Certificate of currency
Named insured
Gumtree Analytics Pty Ltd
Insurer
Harbour Example Insurance Limited
Policy number
AUS-CY-20261
From
01/07/2025
To
01/07/2026
Cyber liability
Limit of liability
AUD 4,000,000
"""

GERMAN_TABLE = """Versicherungsbestätigung
Versicherungsnehmer: Alpenblick Datentechnik GmbH
Deckung\tVersicherer\tPolicen-Nr.\tBeginn\tAblauf\tVersicherungssumme
Betriebshaftpflicht\tIsar Muster Versicherungs-AG\tBH-70.998\t01.04.2026\t31.03.2027\t10.000.000 EUR
Cyberversicherung\tIsar Muster Versicherungs-AG\tCY-71.002\t01.04.2026\t31.03.2027\t2.000.000 EUR
"""

CASES = {
    "German table": (
        GERMAN_TABLE,
        {
            "insured": "Alpenblick Datentechnik GmbH",
            "insurers": ("Isar Muster Versicherungs-AG",),
            "policy_numbers": ("BH-70.998", "CY-71.002"),
            "effective_date": "2026-04-01",
            "expiry_date": "2027-03-31",
            "limit_general_liability": 10_000_000,
            "limit_cyber": 2_000_000,
            "currency": "EUR",
        },
    ),
    "German": (
        GERMAN,
        {
            "insured": "Nordlicht Software GmbH",
            "insurers": ("Hanseatische Muster Versicherung AG",),
            "policy_numbers": ("BH 4711-2203.55",),
            "effective_date": "2026-01-01",
            "expiry_date": "2027-01-01",
            "limit_general_liability": 10_000_000,
            "limit_professional": 5_000_000,
            "limit_cyber": 2_000_000,
            "currency": "EUR",
        },
    ),
    "German prose": (
        GERMAN_PROSE,
        {
            "insured": "Alpenblick Datentechnik GmbH",
            "insurers": ("Isar Muster Versicherungs-AG",),
            "policy_numbers": ("70-998.112",),
            "effective_date": "2026-04-01",
            "expiry_date": "2027-03-31",
            "limit_professional": 3_000_000,
        },
    ),
    "French": (
        FRENCH,
        {
            "insured": "Rivage Logiciels SAS",
            "insurers": ("Mutuelle Exemple Assurances SA",),
            "policy_numbers": ("118.402.773",),
            "effective_date": "2026-01-01",
            "expiry_date": "2026-12-31",
            "limit_general_liability": 8_000_000,
            "limit_professional": 2_500_000,
            "currency": "EUR",
        },
    ),
    "French labels": (
        FRENCH_LABELS,
        {
            "insured": "Brise Marine Conseil SARL",
            "insurers": ("Compagnie Modèle d'Assurances",),
            "policy_numbers": ("CY-2026-00871",),
            "effective_date": "2026-02-15",
            "expiry_date": "2027-02-14",
            "limit_cyber": 1_500_000,
        },
    ),
    "Italian": (
        ITALIAN,
        {
            "insured": "Laguna Servizi Digitali S.r.l.",
            "insurers": ("Esempio Assicurazioni S.p.A.",),
            "policy_numbers": ("2026/03/445821",),
            "effective_date": "2026-03-01",
            "expiry_date": "2027-02-28",
            "limit_professional": 2_000_000,
        },
    ),
    "Spanish": (
        SPANISH,
        {
            "insured": "Faro Norte Tecnología S.L.",
            "insurers": ("Seguros Ejemplo S.A.",),
            "policy_numbers": ("RC-88-201774",),
            "effective_date": "2026-02-01",
            "expiry_date": "2027-01-31",
            "limit_professional": 1_500_000,
        },
    ),
    "Dutch": (
        DUTCH,
        {
            "insured": "Polderzicht Systemen B.V.",
            "insurers": ("Voorbeeld Schadeverzekering N.V.",),
            "policy_numbers": ("55-781.204",),
            "effective_date": "2026-03-01",
            "expiry_date": "2027-03-01",
            "limit_professional": 2_500_000,
        },
    ),
    "Portuguese": (
        PORTUGUESE,
        {
            "insured": "Onda Clara Sistemas Lda",
            "insurers": ("Companhia Exemplo de Seguros S.A.",),
            "policy_numbers": ("0044.10.221983",),
            "effective_date": "2026-05-01",
            "expiry_date": "2027-04-30",
            "limit_professional": 1_000_000,
        },
    ),
    "broker's letter": (
        BROKERS_LETTER,
        {
            "insured": "Sallowfield Robotics Ltd",
            "insurers": ("Hallam & Vale Insurance plc", "Coppice Syndicate 4512 at Lloyd's"),
            "policy_numbers": ("PI/20/774431", "PL0094128"),
            "effective_date": "2025-10-01",
            "expiry_date": "2026-09-30",
            "limit_professional": 5_000_000,
            "limit_general_liability": 10_000_000,
            "limit_workers_compensation": 10_000_000,
            "currency": "GBP",
        },
    ),
    "tiles": (
        TILES,
        {
            "insured": "Gumtree Analytics Pty Ltd",
            "insurers": ("Harbour Example Insurance Limited",),
            "policy_numbers": ("AUS-CY-20261",),
            "limit_cyber": 4_000_000,
            "currency": "AUD",
        },
    ),
}


def values_of(text: str) -> dict[str, object]:
    return _values(reading_of(text))


def _values(reading: Reading) -> dict[str, object]:
    slug = "certificate_of_insurance"
    items = items_of(reading, document_type=slug)
    found = extract(reading, document_type=slug, validity=ValidityRules(), today=TODAY, items=items)
    return {fact.key: fact.value for fact in found.facts}


@pytest.mark.parametrize("name", list(CASES))
def test_confirmation_of_insurance(name: str) -> None:
    text, expected = CASES[name]
    values = values_of(text)
    assert {key: values.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("Franchigia: € 5.000,00", "limit_professional"),
        ("Cyberversicherung: nicht versichert\nSelbstbeteiligung: 25.000 EUR", "limit_cyber"),
        ("Wir bestätigen, dass die Muster Versicherung AG den Schaden trägt.", "insured"),
        ("Telefon: 040 4711-2203\nVertragspartner: siehe unten", "policy_numbers"),
    ],
)
def test_what_only_looks_like_a_statement_is_none(line: str, key: str) -> None:
    assert key not in values_of(f"Versicherungsbestätigung\nResponsabilità civile professionale\n{line}\n")


def test_number_ends_with_its_line() -> None:
    values = values_of("Certificate of Insurance\nPolicy Number :IOGA/26/P77\n12, Volcy Street, Port Louis\n")
    assert values["policy_numbers"] == ("IOGA/26/P77",)


def test_table_of_a_pdf_gives_limits_by_cover_and_its_first_period() -> None:
    body = getSampleStyleSheet()["BodyText"]
    rows = (
        ("Class of insurance", "Insurer", "Policy number", "From", "To", "Limit of indemnity"),
        (
            "Professional indemnity",
            "Coppice Ltd",
            "PI/99231/B",
            "1 May 2026",
            "30 April 2027",
            "£5,000,000 any one claim",
        ),
        ("Cyber", "Coppice Ltd", "CY/11029/C", "1 June 2026", "31 May 2027", "£2,000,000 in the aggregate"),
        ("Employers' liability", "Hallam Ltd", "EL/88121/A", "1 May 2026", "30 April 2027", "£10,000,000"),
    )
    table = Table([[Paragraph(cell, body) for cell in row] for row in rows], colWidths=[90, 75, 75, 60, 60, 100])
    file = BytesIO()
    SimpleDocTemplate(file, pagesize=A4, invariant=1).build([Paragraph("Confirmation of insurance", body), table])
    values = _values(read_pdf(BytesIO(file.getvalue()), Limits(), None))
    assert {key: values.get(key) for key in ("limit_professional", "limit_cyber", "limit_workers_compensation")} == {
        "limit_professional": 5_000_000,
        "limit_cyber": 2_000_000,
        "limit_workers_compensation": 10_000_000,
    }
    assert (values["effective_date"], values["expiry_date"]) == ("2026-05-01", "2027-04-30")
    assert values["policy_numbers"] == ("PI/99231/B", "CY/11029/C", "EL/88121/A")
    assert values["insurers"] == ("Coppice Ltd", "Hallam Ltd")


def test_cover_with_two_sums_in_its_rows_has_no_limit() -> None:
    text = (
        "Confirmation of insurance\nClass\tPolicy number\tLimit\nCrime\tCR-10021\t£1,000,000\n"
        "Cyber, first layer\tCY-10022\t£2,000,000\nCyber, second layer\tCY-10023\t£3,000,000\n"
    )
    assert "limit_cyber" not in values_of(text)


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("certificate_number", "COVERAGES CERTIFICATE NUMBER: CL2670601 REVISION NUMBER:", "CL2670601"),
        ("holder", "CERTIFICATE HOLDER CANCELLATION\nOrla Savings Bank\n9 Exchange Plaza", "Orla Savings Bank"),
        ("holder", "Certificate holder: Orla Savings Bank", "Orla Savings Bank"),
        (
            "insurers",
            "Tern Bay Ltd holds liability insurance with Orla Insurance plc under policy no. PI/2201.",
            ("Orla Insurance plc",),
        ),
        ("policy_numbers", "Our ref: MK/LR/2026/118\nProfessional indemnity AM/PI/77120 £5,000,000", ("AM/PI/77120",)),
        ("holder", "CERTIFICATE HOLDER\nSHOULD ANY POLICY BE CANCELLED", None),
        ("holder", "This certificate confers no rights upon the certificate holder.", None),
    ],
)
def test_certificate_of_cover_states(key: str, text: str, value: object) -> None:
    assert readings.values_of("certificate_of_insurance", f"Certificate of Insurance\n{text}\n").get(key) == value
