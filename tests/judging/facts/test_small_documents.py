"""Whole small documents of the families, as tiles, tables, labels and prose, in the languages read.

Each row: the type, the text, and the facts as they must be; None is a fact that must not be there.
"""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

ISO = "iso_27001_certificate"
SOC = "soc2_type2_auditor_report"
POLICY = "information_security_policy"
CONTRACT = "commercial_contract"
DPA = "data_processing_agreement"
PENTEST = "penetration_test_report"
AOC = "pci_dss_aoc"
STATEMENTS = "financial_statements"

ROWS: list[tuple[str, str, dict[str, object]]] = [
    (
        ISO,
        "ISO/IEC 27001:2022\nCertificate no.\nIS 90871\nIssued\n3 May 2024\nValid until\n2 May "
        "2027\nHolder\nBrook Data Ltd\n",
        {
            "certificate_number": "IS 90871",
            "issue_date": "2024-05-03",
            "expiry_date": "2027-05-02",
            "holder": "Brook Data Ltd",
        },
    ),
    (
        ISO,
        "Certificate no.   Issued       Valid until\nIS 90871          3 May 2024   2 May 2027\n",
        {"certificate_number": "IS 90871", "issue_date": "2024-05-03", "expiry_date": "2027-05-02"},
    ),
    (
        ISO,
        "| Certificate no. | Issued | Valid until |\n|---|---|---|\n| IS 90871 | 3 May 2024 | 2 May 2027 |\n",
        {"certificate_number": "IS 90871", "issue_date": "2024-05-03", "expiry_date": "2027-05-02"},
    ),
    (
        ISO,
        "| Holder | Brook Data Ltd |\n| Valid until | 2 May 2027 |\n",
        {"holder": "Brook Data Ltd", "expiry_date": "2027-05-02"},
    ),
    (
        ISO,
        "Valid from .......... 3 May 2024\nValid until .......... 2 May 2027\n",
        {"issue_date": "2024-05-03", "expiry_date": "2027-05-02"},
    ),
    (ISO, "Gültigkeitszeitraum: 03.05.2024 bis 02.05.2027\n", {"expiry_date": "2027-05-02"}),
    (ISO, "Period of validity: 3 May 2024 – 2 May 2027\n", {"expiry_date": "2027-05-02"}),
    (
        ISO,
        "This certificate was first issued on 3 May 2018 and is valid until 2 May 2027.\n",
        {"issue_date": None, "expiry_date": "2027-05-02"},
    ),
    (
        ISO,
        "Organismo de certificación: Certifica Sur, S.A.\nEmpresa: Datos del Norte, S.L.\n",
        {"issuer": "Certifica Sur, S.A.", "holder": "Datos del Norte, S.L."},
    ),
    (
        ISO,
        "Organisme certificateur : Brook Certification SAS\nTitulaire : Étoile Données SARL\n",
        {"issuer": "Brook Certification SAS", "holder": "Étoile Données SARL"},
    ),
    (
        ISO,
        "Organismo di certificazione: Certa S.r.l.\nOrganizzazione: Dati Chiari S.p.A.\n",
        {"issuer": "Certa S.r.l.", "holder": "Dati Chiari S.p.A."},
    ),
    (
        ISO,
        "Certificatie-instelling: Brook Certificering B.V.\nHouder: Gegevens Noord B.V.\n",
        {"issuer": "Brook Certificering B.V.", "holder": "Gegevens Noord B.V."},
    ),
    (
        ISO,
        "Entidade certificadora: Certa Lda\nTitular: Dados Claros, S.A.\n",
        {"issuer": "Certa Lda", "holder": "Dados Claros, S.A."},
    ),
    (
        ISO,
        "Zertifizierungsstelle: Brook Zertifizierung GmbH\nInhaber: Elbdaten AG\n",
        {"issuer": "Brook Zertifizierung GmbH", "holder": "Elbdaten AG"},
    ),
    (
        ISO,
        "Geltungsbereich: Betrieb von Rechenzentren und Entwicklung von Software\n",
        {"scope": "Betrieb von Rechenzentren und Entwicklung von Software"},
    ),
    (ISO, "Sites: see annex\nExpiry date: not stated\n", {"expiry_date": None}),
    (
        "cyber_essentials_certificate",
        "CERTIFICATE OF ASSURANCE\nBrook Print Ltd\nCOMPLIES WITH THE REQUIREMENTS OF THE CYBER ESSENTIALS PLUS "
        "SCHEME\nCERTIFICATE NUMBER: 8a1c-77\nDATE OF CERTIFICATION: 2026-02-03\nRECERTIFICATION DUE: "
        "2027-02-03\nCERTIFICATION BODY: Tees Cyber Ltd\n",
        {
            "holder": "Brook Print Ltd",
            "certificate_number": "8a1c-77",
            "issue_date": "2026-02-03",
            "expiry_date": "2027-02-03",
            "issuer": "Tees Cyber Ltd",
        },
    ),
    (
        AOC,
        "Payment Card Industry (PCI) Data Security Standard\nAttestation of Compliance for Onsite Assessments – "
        "Service Providers\nVersion 4.0.1\nPart 1a. Assessed Entity\nCompany name: Brook Pay Inc.\nDBA (doing "
        "business as): BrookPay\nPart 1b. Assessor\nQualified Security Assessor\nCompany name: Pell Assessors "
        "LLC\nLead Assessor name: Jo Ames\nDate of Report as noted in the Report on Compliance: 2026-02-03\n☒ "
        "Compliant: All sections\n☐ Non-Compliant: Not all sections\n",
        {
            "assessed_entity": "Brook Pay Inc.",
            "assessor": "Pell Assessors LLC",
            "assessment_date": "2026-02-03",
            "pci_dss_version": "4.0.1",
            "entity_role": "service provider",
            "result": "compliant",
        },
    ),
    (
        AOC,
        "Attestation of Compliance\nCompany Name\tBrook Pay Inc.\tDBA\tBrookPay\nContact Name\tJo Ames\tTitle\tCISO\n",
        {"assessed_entity": "Brook Pay Inc."},
    ),
    (AOC, "☐ Compliant\n☒ Non-Compliant\n", {"result": "non-compliant"}),
    (AOC, "☐ Compliant\n☐ Non-Compliant\n", {"result": None}),
    (
        "hitrust_certification_letter",
        'HITRUST Risk-based, 2-year (r2) Certification\nBrook Clinics, Inc. ("Organization") has '
        "met the criteria.\nCertification date: March 2, 2026\nThis certification is valid for two "
        "years from March 2, 2026.\n",
        {"holder": "Brook Clinics, Inc.", "level": "r2", "issue_date": "2026-03-02"},
    ),
    (
        SOC,
        "INDEPENDENT SERVICE AUDITOR'S REPORT\nTo: Management of Brook Data LLC\nWe have examined Brook Data "
        "LLC's description of its Ledger Platform system throughout the period March 1, 2025 to February 28, "
        "2026.\nIn our opinion, in all material respects, a. the description presents the system.\nPell Gray "
        "PLLC\nTampa, Florida\nApril 9, 2026\n",
        {
            "service_organisation": "Brook Data LLC",
            "period_start": "2025-03-01",
            "period_end": "2026-02-28",
            "service_auditor": "Pell Gray PLLC",
            "opinion": "unqualified",
            "document_date": "2026-04-09",
        },
    ),
    (
        SOC,
        "SOC 2 Type II\nIn our opinion, because of the matter described, the controls were not suitably designed "
        "or did not operate effectively.\n",
        {"opinion": "adverse"},
    ),
    (
        "audit_report",
        "Assurance report of the independent auditor\nIn our opinion, in all material respects, the controls "
        "operated effectively throughout the period 1 January 2025 to 31 December 2025.\nAmstelveen, 9 March "
        "2026\nPell & Oake Accountants N.V.\nw.g. drs. J. Ames RA\n",
        {"auditor": "Pell & Oake Accountants N.V.", "document_date": "2026-03-09", "period_end": "2025-12-31"},
    ),
    (
        STATEMENTS,
        "Independent auditor's report\nIn our opinion the financial statements give a true and fair view of the "
        "state of affairs as at 31 March 2026.\nJo Ames FCA\nSenior Statutory Auditor\nFor and on behalf "
        "of\nPell Wragg LLP\nChartered Accountants and Statutory Auditors\nLeeds\n9 June 2026\n",
        {"auditor": "Pell Wragg LLP"},
    ),
    (
        STATEMENTS,
        "Bestätigungsvermerk des unabhängigen Abschlussprüfers\nNach unserer Beurteilung vermittelt der "
        "Jahresabschluss ein den tatsächlichen Verhältnissen entsprechendes Bild der Vermögenslage zum "
        "31.12.2025.\nHamburg, den 9. März 2026\nPell Revision GmbH\nWirtschaftsprüfungsgesellschaft\n",
        {"opinion": "unqualified", "auditor": "Pell Revision GmbH"},
    ),
    (
        STATEMENTS,
        "Rapport du commissaire aux comptes\nNous certifions que les comptes annuels sont réguliers et donnent "
        "une image fidèle du résultat.\n",
        {"opinion": "unqualified"},
    ),
    (
        STATEMENTS,
        "Controleverklaring\nNaar ons oordeel geeft de jaarrekening een getrouw beeld van het vermogen.\n",
        {"opinion": "unqualified"},
    ),
    (
        "soc_bridge_letter",
        "Bridge letter\nOur SOC 2 Type 2 report covered October 1, 2024 through September 30, 2025. From October "
        "1, 2025 through the date of this letter, January 9, 2026, no changes.\n",
        {"report_period_end": "2025-09-30"},
    ),
    (
        CONTRACT,
        'Term: This Agreement begins on the Effective Date and continues for two (2) years (the "Initial Term").',
        {"initial_term": "2 years"},
    ),
    (CONTRACT, "The initial term of this Agreement is twenty-four (24) months.", {"initial_term": "24 months"}),
    (
        CONTRACT,
        "In no event shall either party's aggregate liability exceed the greater of (a) $1,000,000 or (b) the "
        "fees paid in the preceding twelve months.",
        {"liability_cap_amount": 1000000},
    ),
    (
        CONTRACT,
        "Supplier's total liability is capped at 150% of the annual charges.",
        {"liability_cap": "150% of the annual charges"},
    ),
    (
        CONTRACT,
        "Supplier's liability for data breaches is unlimited and not capped at EUR 500.000.",
        {"liability_cap_amount": None},
    ),
    (CONTRACT, "Die Haftung ist auf EUR 1.500.000 je Vertragsjahr begrenzt.", {"liability_cap_amount": 1500000}),
    (CONTRACT, "La responsabilité totale est limitée à 500 000 EUR par an.", {"liability_cap_amount": 500000}),
    (CONTRACT, "Governing law: Ireland\nJurisdiction: Dublin\n", {"governing_law": "Ireland"}),
    (
        CONTRACT,
        "This Agreement shall be governed by and construed in accordance with the laws of the State of New York.",
        {"governing_law": "State of New York"},
    ),
    (
        CONTRACT,
        "The supplier shall notify the customer of any personal data breach within 48 hours.",
        {"breach_notification": "48 hours"},
    ),
    (
        DPA,
        "Der Auftragnehmer meldet Verletzungen des Schutzes personenbezogener Daten binnen 24 Stunden.",
        {"breach_notification": "24 hours"},
    ),
    (
        DPA,
        "Le sous-traitant notifie toute violation de données dans un délai de 48 heures.",
        {"breach_notification": "48 hours"},
    ),
    (
        DPA,
        "Der Auftragnehmer informiert 30 Tage vorher über neue Unterauftragnehmer.",
        {"subprocessor_notice": "30 days"},
    ),
    (
        CONTRACT,
        'MASTER AGREEMENT\nbetween\nBrook Data Ltd ("Supplier")\nand\nPell Bank plc ("Customer")\nDated 4 May 2025\n',
        {"parties": ("Brook Data Ltd", "Pell Bank plc"), "effective_date": "2025-05-04"},
    ),
    (
        POLICY,
        "Password Policy | v3.2 | Owner: CISO | Approved: 2025-05-04\n",
        {"version": "3.2", "owner": "CISO", "approval_date": "2025-05-04"},
    ),
    (
        POLICY,
        "Document owner    Head of Risk        Version    4.1\nApproved by       Board               Date       "
        "4 May 2025\n",
        {"owner": "Head of Risk", "version": "4.1"},
    ),
    (
        POLICY,
        "Version: 4.1 Owner: Head of Risk Next review: 4 May 2027\n",
        {"version": "4.1", "owner": "Head of Risk", "next_review_date": "2027-05-04"},
    ),
    (
        POLICY,
        "Approved by: J. Ames, CEO\nApproval date: 4 May 2025\nReview cycle: annual\n",
        {"approval_date": "2025-05-04", "next_review_date": None},
    ),
    (
        POLICY,
        'title: Access Policy\nversion: "2.1"\nowner: it-security\napproved: 2025-05-04\n',
        {"version": "2.1", "approval_date": "2025-05-04"},
    ),
    (POLICY, "Owner of this document is the Head of IT.\n", {"owner": "Head of IT"}),
    (
        PENTEST,
        "Report\nAssessment dates: 4 May 2025 - 9 May 2025\nReport date: 20 May 2025\n",
        {"test_start": "2025-05-04", "test_end": "2025-05-09", "document_date": "2025-05-20"},
    ),
    (
        PENTEST,
        "Bericht\nPrüfzeitraum: 04.05.2025 bis 09.05.2025\nBerichtsdatum: 20.05.2025\n",
        {"test_start": "2025-05-04", "test_end": "2025-05-09", "document_date": "2025-05-20"},
    ),
]


@pytest.mark.parametrize(("document_type", "text", "expected"), ROWS)
def test_small_document_gives_its_facts(document_type: str, text: str, expected: dict[str, object]) -> None:
    values = values_of(document_type, text)
    assert {key: values.get(key) for key in expected} == expected
