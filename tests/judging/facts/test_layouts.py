"""Facts in the layouts and languages that analysts meet: what a document says is found, what it says of others is not.

Each row: the type, the text, and the facts as they must be; None is a fact that must not be there.
"""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

ISO = "iso_27001_certificate"
SOC = "soc2_type2_auditor_report"
POLICY = "information_security_policy"
DPA = "data_processing_agreement"
CONTRACT = "commercial_contract"

Row = tuple[str | None, str, dict[str, object]]

DATES_OF_THE_DOCUMENT: list[Row] = [
    (POLICY, "Access Policy\nVersion 2.5, supersedes 2.4 of 3 March 2023\n1 Purpose\nText.", {"document_date": None}),
    (
        POLICY,
        "Access Policy\nVersion 2.5 of 8 April 2024, supersedes 2.4 of 3 March 2023\n1 Purpose\nText.",
        {"document_date": "2024-04-08"},
    ),
    (POLICY, "Access Policy\nReplaces version 3 dated 11 May 2022\nText.", {"document_date": None}),
    (POLICY, "Access Policy\nSupersedes: AP-7 of 11 May 2022\nText.", {"document_date": None}),
    (POLICY, "Zugriffsrichtlinie\nErsetzt die Fassung vom 11.05.2022\nText.", {"document_date": None}),
    (
        POLICY,
        "Zugriffsrichtlinie\nStand: 14.02.2025\nErsetzt Version 3 vom 11.05.2022",
        {"document_date": "2025-02-14"},
    ),
    (
        "pci_dss_aoc",
        "Attestation of Compliance\nPrinted from the form published 14 June 2024\nText.",
        {"document_date": None},
    ),
    (None, "Questionnaire\nForm published: 14 June 2024\nText.", {"document_date": None}),
    ("certificate_of_insurance", "Confirmation of cover\nPolicy effective date: 1 May 2025", {"document_date": None}),
    (
        "certificate_of_insurance",
        "Confirmation\nEffective date 1 May 2025",
        {"document_date": None, "effective_date": "2025-05-01"},
    ),
    (None, "Assets\nName\tBought\tDate\nServer 4\tyes\t2021-05-06\nServer 5\tyes\t2022-07-08", {"document_date": None}),
    (None, "Risks\nRisk\tOwner\tDate\nFire\tOps\t2021-05-06\nTheft\tOps\t2022-07-08\n", {"document_date": None}),
    ("soc1_type1_auditor_report", "SOC 1 Type 1 Report\nAs of\n30 April 2025\n", {"document_date": None}),
    ("soc2_type1_auditor_report", "SOC 2 Type 1 Report\nAs of 30 April 2025\n", {"document_date": None}),
    (None, "Minutes of the meeting of 9 July 2025\nText\n", {"document_date": "2025-07-09"}),
    (None, "Security Risk Analysis\nPrepared by Ames Gray LLP, March 4, 2025\nText", {"document_date": "2025-03-04"}),
    (None, "Questionnaire\nCompleted by / date\tJo Ames, 6 May 2025\n", {"document_date": "2025-05-06"}),
    (
        POLICY,
        "---\nowner: CISO\nlast_reviewed: 2025-05-06\nnext_review: 2026-05-06\n---\n",
        {"document_date": "2025-05-06", "next_review_date": "2026-05-06"},
    ),
    (POLICY, "Keys Standard\nReleased 9 May 2025\nText", {"document_date": "2025-05-09"}),
    (None, "Bericht\nBerichtsdatum: 06.03.2025\n", {"document_date": "2025-03-06"}),
    (None, "Rapport\nDate du rapport : 6 mars 2025\n", {"document_date": "2025-03-06"}),
    (None, "Informe\nFecha del informe: 6 de marzo de 2025\n", {"document_date": "2025-03-06"}),
    (None, "Relazione\nData del rapporto: 6 marzo 2025\n", {"document_date": "2025-03-06"}),
    (None, "Rapport\nDatum rapport: 6 maart 2025\n", {"document_date": "2025-03-06"}),
    (None, "Relatório\nData do relatório: 6 de março de 2025\n", {"document_date": "2025-03-06"}),
    (None, "Brief\nMünchen, den 6. März 2025\nSehr geehrte Damen und Herren", {"document_date": "2025-03-06"}),
    (None, "Lettre\nLyon, le 6 mars 2025\nMadame, Monsieur", {"document_date": "2025-03-06"}),
    (None, "Report\nNext report due: 6 March 2027\n", {"document_date": None}),
    (None, "Our Code\nIt was adopted by the board on 3 November 2025.\n", {"document_date": "2025-11-03"}),
    (None, "Our Code\nIt was adopted from a template published on 3 November 2023.\n", {"document_date": None}),
]

CERTIFICATES: list[Row] = [
    (ISO, "CERTIFICATE\nAnnex A is valid until 4 May 2026\n", {"expiry_date": None}),
    (ISO, "CERTIFICATE\nThe accreditation is valid until 4 May 2026\n", {"expiry_date": None}),
    (ISO, "CERTIFICATE\nExpiry date: 4 May 2026\nExpiry date: 9 June 2027\n", {"expiry_date": None}),
    (ISO, "CERTIFICATE\nValid until: 4 May 2026\nValid until: 4 May 2026\n", {"expiry_date": "2026-05-04"}),
    (
        ISO,
        "CERTIFICATE\nIssue date\tExpiry date\n5 May 2023\t4 May 2026\n",
        {"issue_date": "2023-05-05", "expiry_date": "2026-05-04"},
    ),
    (
        ISO,
        "CERTIFICATE\nIssue date Expiry date\n5 May 2023 4 May 2026\n",
        {"issue_date": "2023-05-05", "expiry_date": "2026-05-04"},
    ),
    (
        ISO,
        "CERTIFICATE\nIssued\n5 May 2023\nExpires\n4 May 2026\n",
        {"issue_date": "2023-05-05", "expiry_date": "2026-05-04"},
    ),
    (ISO, "ZERTIFIKAT\nGültig vom 05.05.2023 bis 04.05.2026\nMünchen, 2023-05-02\n", {"expiry_date": "2026-05-04"}),
    (
        ISO,
        "ZERTIFIKAT\nErstausstellung: 05.05.2017\nAusgestellt am: 02.05.2023\nGültig bis: 04.05.2026",
        {"issue_date": "2023-05-02", "expiry_date": "2026-05-04"},
    ),
    (
        ISO,
        "CERTIFICAT\nDélivré le : 5 mai 2023\nValable jusqu'au : 4 mai 2026",
        {"issue_date": "2023-05-05", "expiry_date": "2026-05-04"},
    ),
    (
        ISO,
        "CERTIFICADO\nFecha de emisión: 5 de mayo de 2023\nVálido hasta: 4 de mayo de 2026",
        {"issue_date": "2023-05-05", "expiry_date": "2026-05-04"},
    ),
    (
        ISO,
        "CERTIFICATO\nData di emissione: 5 maggio 2023\nData di scadenza: 4 maggio 2026",
        {"issue_date": "2023-05-05", "expiry_date": "2026-05-04"},
    ),
    (
        ISO,
        "CERTIFICAAT\nDatum van afgifte: 5 mei 2023\nGeldig tot: 4 mei 2026",
        {"issue_date": "2023-05-05", "expiry_date": "2026-05-04"},
    ),
    (
        ISO,
        "CERTIFICADO\nData de emissão: 5 de maio de 2023\nVálido até: 4 de maio de 2026",
        {"issue_date": "2023-05-05", "expiry_date": "2026-05-04"},
    ),
    (ISO, "Certificate holder: Müller & Söhne GmbH & Co. KG\n", {"holder": "Müller & Söhne GmbH & Co. KG"}),
    (ISO, "Certificate holder: A. P. Brønd – Mærk A/S\n", {"holder": "A. P. Brønd - Mærk A/S"}),
    (ISO, "This is to certify that\nÅrnes Data AS\nStrandgata 1, Oslo\n", {"holder": "Årnes Data AS"}),
    (
        ISO,
        "bescheinigt, dass das Unternehmen\nÖkoDaten GmbH & Co. KG\nHauptstraße 1, Kiel\n",
        {"holder": "ÖkoDaten GmbH & Co. KG"},
    ),
    (
        ISO,
        "Hiermit wird bestätigt, dass die Firma Elbtal Rechenzentrum GmbH ein ISMS betreibt.",
        {"holder": "Elbtal Rechenzentrum GmbH"},
    ),
    (ISO, "certifie que la société\nÉtoile Données SAS\n12 rue Haute, Lyon", {"holder": "Étoile Données SAS"}),
    (ISO, "certifica que la empresa\nDatos del Sur, S.L.\nSevilla", {"holder": "Datos del Sur, S.L."}),
    (ISO, "Titulaire : Étoile Données SAS\n", {"holder": "Étoile Données SAS"}),
    (ISO, "Zertifikatsinhaber\nElbtal Rechenzentrum GmbH\n", {"holder": "Elbtal Rechenzentrum GmbH"}),
    (ISO, "Intestatario: Dati Chiari S.r.l.\n", {"holder": "Dati Chiari S.r.l."}),
    (ISO, "Certificate holder\tStandard\nBrook Data Ltd\tISO/IEC 27001:2022\n", {"holder": "Brook Data Ltd"}),
    (ISO, "Certificate number: IS 774-\n2210\n", {"certificate_number": None}),
    (ISO, "Certificate number: IS 7742210 Rev. 2\n", {"certificate_number": "IS 7742210"}),
    (ISO, "Certificate No. 44 121 9087\n", {"certificate_number": "44 121 9087"}),
    (ISO, "Zertifikat-Nr.: DE-4471/22\n", {"certificate_number": "DE-4471/22"}),
    (ISO, "N° de certificat : FR-8812\n", {"certificate_number": "FR-8812"}),
    (ISO, "Número de certificado: ES-8812/2023\n", {"certificate_number": "ES-8812/2023"}),
    (ISO, "Certificato n. IT-8812\n", {"certificate_number": "IT-8812"}),
    (ISO, "Accreditation: RvA C 733\n", {"accreditation": "RvA"}),
    (ISO, "Accredited by UKAS, management systems, 8845\n", {"accreditation": "UKAS"}),
    (ISO, "Akkreditiert durch die DAkkS D-ZM-19904-01-00\n", {"accreditation": "DAkkS"}),
    (ISO, "Accreditation body: Norsk Akkreditering MSYS 044\n", {"accreditation": "Norsk Akkreditering"}),
    (ISO, "Certificate holder: Étoile SAS\n", {"accreditation": None}),
    (ISO, "Accredited by SAS, no. SCESm 44\n", {"accreditation": "SAS"}),
    (
        ISO,
        "Die Zertifizierungsstelle der\nISARCERT Prüfdienste GmbH\nbescheinigt, dass das Unternehmen\n"
        "Elbtal Rechenzentrum GmbH\n",
        {"issuer": "ISARCERT Prüfdienste GmbH", "holder": "Elbtal Rechenzentrum GmbH"},
    ),
    (ISO, "Certification body: Not applicable\nCertificate holder: N/A\n", {"issuer": None, "holder": None}),
]

POLICIES: list[Row] = [
    (POLICY, "Access Policy\nOwner: Jo Ames, tel. +44 20 7946 0000\n", {"owner": "Jo Ames"}),
    (POLICY, "Access Policy\nOwner: Jo Ames (see below)\n", {"owner": "Jo Ames"}),
    (POLICY, "Access Policy\nOwner: see below\n", {"owner": None}),
    (POLICY, "Access Policy\nOwner: Head of IT <it@ames.example>\n", {"owner": "Head of IT"}),
    (
        POLICY,
        "Access Policy\nOwner: Security Engineering. Review cycle: 24 months.\n",
        {"owner": "Security Engineering"},
    ),
    (
        POLICY,
        "Ref: HS-11   Issue: 6   Date of issue: 9 March 2026   Owner: Site Manager\n",
        {"version": "6", "owner": "Site Manager", "document_date": "2026-03-09"},
    ),
    (POLICY, "Keys Standard\nDocument ENG-14, revision C\n", {"version": "C"}),
    (POLICY, "Keys Standard\nRevision: B\nOwner: CISO", {"version": "B", "owner": "CISO"}),
    (
        POLICY,
        "Policy\nVersion\tOwner\tNext review\n3.2\tCISO\t9 March 2027\n",
        {"version": "3.2", "owner": "CISO", "next_review_date": "2027-03-09"},
    ),
    (POLICY, "Policy\nApproved by: Risk Committee on January 9, 2026\n", {"approval_date": "2026-01-09"}),
    (
        POLICY,
        "Richtlinie\nVerantwortlich: Leitung IT\nVersion: 2.1\nFreigegeben am: 05.02.2026\n"
        "Nächste Überprüfung: 05.02.2027\n",
        {"owner": "Leitung IT", "version": "2.1", "approval_date": "2026-02-05", "next_review_date": "2027-02-05"},
    ),
    (
        POLICY,
        "Politique\nPropriétaire : DSI\nVersion : 2.1\nApprouvée le : 5 février 2026\n"
        "Prochaine révision : 5 février 2027\n",
        {"owner": "DSI", "version": "2.1", "approval_date": "2026-02-05", "next_review_date": "2027-02-05"},
    ),
    (
        POLICY,
        "Política\nResponsable: Dirección de TI\nVersión: 2.1\nFecha de aprobación: 5 de febrero de 2026\n"
        "Próxima revisión: 5 de febrero de 2027\n",
        {"owner": "Dirección de TI", "version": "2.1", "approval_date": "2026-02-05", "next_review_date": "2027-02-05"},
    ),
    (
        POLICY,
        "Politica\nResponsabile: Direzione IT\nVersione: 2.1\nApprovato il: 5 febbraio 2026\n"
        "Prossima revisione: 5 febbraio 2027\n",
        {"owner": "Direzione IT", "version": "2.1", "approval_date": "2026-02-05", "next_review_date": "2027-02-05"},
    ),
    (
        POLICY,
        "Beleid\nEigenaar: Hoofd IT\nVersie: 2.1\nGoedgekeurd op: 5 februari 2026\n"
        "Volgende herziening: 5 februari 2027\n",
        {"owner": "Hoofd IT", "version": "2.1", "approval_date": "2026-02-05", "next_review_date": "2027-02-05"},
    ),
    (
        POLICY,
        "Política\nResponsável: Direção de TI\nVersão: 2.1\nData de aprovação: 5 de fevereiro de 2026\n"
        "Próxima revisão: 5 de fevereiro de 2027\n",
        {"owner": "Direção de TI", "version": "2.1", "approval_date": "2026-02-05", "next_review_date": "2027-02-05"},
    ),
    (POLICY, "Policy\nThe owner of a system approves access.\n", {"owner": None}),
    (
        POLICY,
        "Policy\nVersion history\n1.0\t2023-04-05\tFirst\n2.0\t2025-06-07\tSecond\n",
        {"document_date": "2025-06-07"},
    ),
]

OPINION = "In our opinion, in all material respects, the description is fairly presented.\n"
AUDITORS: list[Row] = [
    (SOC, "SOC 2 Type 2\nIndependent Service Auditor's Report\n" + OPINION, {"service_auditor": None}),
    (SOC, f"SOC 2 Type 2\n{OPINION}Ames Gray LLP\nBoise, Idaho\nMarch 3, 2026\n", {"service_auditor": "Ames Gray LLP"}),
    (
        "audit_report",
        "In our opinion the financial statements give a true and fair view.\n"
        "Jo Ames (Senior Statutory Auditor)\nfor and on behalf of Ames Pell LLP, Statutory Auditor\nNorwich\n"
        "9 December 2025\n",
        {"auditor": "Ames Pell LLP", "document_date": "2025-12-09"},
    ),
    (
        "financial_statements",
        "In our opinion the financial statements give a true and fair view.\n"
        "Jo Ames\nFor and on behalf of Pell & Co. Chartered Accountants\nStatutory Auditor\n9 December 2025\n",
        {"auditor": "Pell & Co. Chartered Accountants"},
    ),
    (
        "financial_statements",
        "In our opinion, the financial statements give a true and fair view.\n"
        "for and on behalf of the board\nJo Ames\nDirector\n",
        {"auditor": None},
    ),
    (
        "audit_report",
        "In our opinion the accounts give a true and fair view.\nAmes Revisie N.V.\nUtrecht, 9 March 2026\n",
        {"auditor": "Ames Revisie N.V."},
    ),
    (
        "soc_bridge_letter",
        "You hold our SOC 1 Type 2 report for 1 January 2025 up to and including 31 December 2025, "
        "with the assurance report of Pell & Oake Accountants N.V. dated 12 February 2026. Between 1 January 2026 and "
        "31 March 2026 nothing changed.\n",
        {
            "service_auditor": "Pell & Oake Accountants N.V.",
            "period_end": "2026-03-31",
            "report_period_end": "2025-12-31",
        },
    ),
    (
        SOC,
        "SOC 2 Type 2\nThe controls of Ames are part of our examination (inclusive method). The description excludes "
        "those of Pell Hosting (carve-out method).\n",
        {"subservice_method": None},
    ),
    (SOC, "SOC 2 Type 2\nThe carve-out method has been used.\n", {"subservice_method": "carve-out"}),
    (
        SOC,
        "SOC 2 Type 2\nThe inclusive method was not used; the carve-out method was.\n",
        {"subservice_method": "carve-out"},
    ),
    (
        SOC,
        "SOC 2 Type 2\nAmes uses Pell Hosting, a hosting provider, and Brook Payments for cards. These are subservice "
        "organizations that have been carved out.\n",
        {"subservice_organisations": ("Pell Hosting", "Brook Payments")},
    ),
    (
        SOC,
        "SOC 2 Type 2\nThe Company uses for hosting a subservice organization. The description excludes its "
        "controls.\n",
        {"subservice_organisations": None},
    ),
    (
        "soc1_type1_auditor_report",
        "Suitability of the Design of Controls\nas of August 31, 2025\nSOC 1 report\n"
        "We did not perform any procedures regarding the operating effectiveness of controls.",
        {"soc_type": "Type 1", "as_of_date": "2025-08-31"},
    ),
    (
        SOC,
        "SOC 2 Type 2\nfor the period Q1 2025 to Q4 2025\n",
        {"period_start": "2025-01-01", "period_end": "2025-12-31"},
    ),
    (
        SOC,
        "SOC 2 Type 2\nReview period: January 1, 2025 - December 31, 2025\n",
        {"period_start": "2025-01-01", "period_end": "2025-12-31"},
    ),
    (
        SOC,
        "SOC 2 Typ 2\nfür den Zeitraum vom 1. Januar 2025 bis zum 31. Dezember 2025\n",
        {"period_start": "2025-01-01", "period_end": "2025-12-31"},
    ),
    (
        SOC,
        "SOC 2 Type 2\npour la période du 1er janvier 2025 au 31 décembre 2025\n",
        {"period_start": "2025-01-01", "period_end": "2025-12-31"},
    ),
    (
        SOC,
        "SOC 2 Type 2\nNach unserer Beurteilung war die Beschreibung in allen wesentlichen Belangen zutreffend.\n",
        {"opinion": "unqualified"},
    ),
    (
        "financial_statements",
        "Unser Bestätigungsvermerk ist eingeschränkt.\nEingeschränktes Prüfungsurteil\n",
        {"opinion": "qualified"},
    ),
    (
        "financial_statements",
        "À notre avis, les comptes donnent une image fidèle.\nOpinion sans réserve\n",
        {"opinion": "unqualified"},
    ),
    (
        "financial_statements",
        "In unserer Beurteilung vermittelt der Abschluss ein den tatsächlichen Verhältnissen entsprechendes Bild.\n",
        {"opinion": "unqualified"},
    ),
]

CONTRACTS: list[Row] = [
    (DPA, "9. Law\nThe law of England and Wales applies.\n", {"governing_law": "England and Wales"}),
    (
        DPA,
        "This agreement is governed by English law.\nClause 17 - Governing law - Ireland",
        {"governing_law": "English law"},
    ),
    (
        CONTRACT,
        "It then renews for successive periods of one (1) year unless either party gives notice of non-renewal "
        "at least ninety (90) days before the end of the current term.",
        {
            "renewal": "1 year",
            "termination_notice": "90 days",
        },
    ),
    (CONTRACT, "Customer may terminate for convenience on sixty (60) days' notice.", {"termination_notice": "60 days"}),
    (
        CONTRACT,
        "Harrow will notify Customer of a security breach affecting Customer Data within seventy-two (72) hours.",
        {"breach_notification": "72 hours"},
    ),
    (
        CONTRACT,
        "Customer is responsible for: (i) its logins; (ii) promptly notifying Ames of any unauthorized access to "
        "its account within 24 hours.",
        {"breach_notification": None},
    ),
    (
        CONTRACT,
        "You agree to tell nobody. Notify us within 24 hours of any unauthorized use.",
        {"breach_notification": None},
    ),
    (
        CONTRACT,
        "Dieser Vertrag hat eine Laufzeit von 24 Monaten. Er kann mit einer Frist von drei Monaten zum "
        "Vertragsende gekündigt werden. Es gilt deutsches Recht.",
        {"initial_term": "24 months", "termination_notice": "3 months", "governing_law": "deutsches Recht"},
    ),
    (
        CONTRACT,
        "Le présent contrat est conclu pour une durée de trois ans. Il est régi par le droit français. Il peut être "
        "résilié moyennant un préavis de trois mois.",
        {"initial_term": "3 years", "governing_law": "droit français", "termination_notice": "3 months"},
    ),
    (
        CONTRACT,
        "El presente contrato tendrá una duración de dos años. Se rige por la legislación española. Podrá resolverse "
        "con un preaviso de 60 días.",
        {"initial_term": "2 years", "governing_law": "legislación española", "termination_notice": "60 days"},
    ),
    (
        CONTRACT,
        "Il contratto ha una durata di 24 mesi. Il contratto è regolato dalla legge italiana.",
        {"initial_term": "24 months", "governing_law": "legge italiana"},
    ),
    (
        CONTRACT,
        "De overeenkomst heeft een looptijd van twee jaar. Op deze overeenkomst is Nederlands recht van toepassing.",
        {"initial_term": "2 years", "governing_law": "Nederlands recht"},
    ),
    (
        CONTRACT,
        "O presente contrato vigora pelo prazo de 12 meses e rege-se pela lei portuguesa.",
        {"initial_term": "12 months", "governing_law": "lei portuguesa"},
    ),
    (
        CONTRACT,
        "This Agreement is made between (1) Ames Ltd and (2) Pell GmbH.",
        {"parties": ("Ames Ltd", "Pell GmbH")},
    ),
    (
        CONTRACT,
        "Dieser Vertrag wird geschlossen zwischen der Ames GmbH und der Pell AG.",
        {"parties": ("Ames GmbH", "Pell AG")},
    ),
    (CONTRACT, "Entre les soussignés : Ames SAS et Pell SARL\n", {"parties": ("Ames SAS", "Pell SARL")}),
    (
        CONTRACT,
        "The total liability of either party shall not exceed EUR 500,000 in any contract year.",
        {"liability_cap_amount": 500000},
    ),
]

FORMS: list[Row] = [
    ("penetration_test_report", "Security Assessment\nVersion: 1.1 (final)\n", {"version": "1.1"}),
    ("penetration_test_report", "Security Assessment\nWe tested version 5.4.1 of the app.\n", {"version": None}),
    ("penetration_test_report", "Findings\nIssue A. Weak keys\nIssue B. Old TLS\n", {"version": None}),
    (
        "statement_of_applicability",
        "Statement of Applicability\nVersion\t6.3\nOwner\tHead of Security\n",
        {"version": "6.3", "owner": "Head of Security"},
    ),
    ("statement_of_applicability", "Control\tOwner\tPolicy\nA.5.1\tCISO\tP-1\n", {"owner": None}),
    ("risk_assessment", "Risk\tOwner\tVersion\nFire\tOps\t3.2\n", {"owner": None, "version": None}),
    (
        "vulnerability_scan_report",
        "ASV Scan Report Attestation of Scan Compliance\nA.1 Scan Customer Information\n"
        "Company: Ames Payments Inc. Contact: Jo Ames\nA.2 Approved Scanning Vendor Information\nCompany: Pell "
        "Scan Ltd "
        "Contact: ASV desk\nDate scan completed: 2026-03-09 Scan expiration date (90 days from date scan completed): "
        "2026-06-07\n",
        {"tester": "Pell Scan Ltd", "test_end": "2026-03-09", "expires_on": "2026-06-07"},
    ),
    (
        "vulnerability_scan_report",
        "ASV Scan Report\nApproved Scanning Vendor: Pell Scan Ltd\nScan completion date: 9 March 2026\n",
        {"test_end": "2026-03-09", "expires_on": "2026-06-07"},
    ),
    (
        "hitrust_certification_letter",
        "HITRUST\nOrganization Brook Clinics Cooperative\n"
        "Assessment type r2 Validated Assessment\nHITRUST CSF version v11.2.0\nExternal assessor Pell Gray LLP\n"
        "Effective date of certification 2 March 2026\nExpiration date 2 March 2028\n",
        {
            "holder": "Brook Clinics Cooperative",
            "assessor": "Pell Gray LLP",
            "issue_date": "2026-03-02",
            "expiry_date": "2028-03-02",
        },
    ),
    (
        "pci_dss_aoc",
        "Attestation of Compliance\nCompany Name: Ames Pay Ltd\n"
        "Date of Report: 9 March 2026\nQSA Company: Pell Assessors Ltd\n",
        {"assessed_entity": "Ames Pay Ltd", "assessor": "Pell Assessors Ltd", "assessment_date": "2026-03-09"},
    ),
]


ROWS = [*DATES_OF_THE_DOCUMENT, *CERTIFICATES, *POLICIES, *AUDITORS, *CONTRACTS, *FORMS]


@pytest.mark.parametrize(("document_type", "text", "expected"), ROWS)
def test_facts_are_those_of_the_document_itself(
    document_type: str | None, text: str, expected: dict[str, object]
) -> None:
    values = values_of(document_type, text)
    assert {key: values.get(key) for key in expected} == expected
