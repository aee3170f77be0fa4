"""What stands beside a fact and looks like it: the neighbour's column, the other party, another date, a denial.

Each row: the type, the text, and the facts as they must be; None is a fact that must not be there.
"""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

ISO = "iso_27001_certificate"
SOC = "soc2_type2_auditor_report"
POLICY = "information_security_policy"
CONTRACT = "commercial_contract"
PENTEST = "penetration_test_report"
COVER = "certificate_of_insurance"

ROWS: list[tuple[str | None, str, dict[str, object]]] = [
    (POLICY, "Policy\nOwner\tApprover\tVersion\nCISO\tCEO\t2.0\n", {"owner": "CISO", "version": "2.0"}),
    (POLICY, "Policy\nApproved by\tOwner\nCEO\tCISO\n", {"owner": "CISO"}),
    (POLICY, "Policy\nOwner\nCISO\nApprover\nCEO\n", {"owner": "CISO"}),
    (POLICY, "Policy\nOwner Approver\nCISO CEO\n", {"owner": None}),
    (
        POLICY,
        "Policy\nPolicy Owner: Chief Information Security Officer (CISO)\n",
        {"owner": "Chief Information Security Officer (CISO)"},
    ),
    (POLICY, "Policy\nOwner: to be assigned\n", {"owner": None}),
    (POLICY, "Policy\nOwner: -\nVersion: -\n", {"owner": None, "version": None}),
    (POLICY, "Policy\nVersion: 2.1 (draft)\n", {"version": "2.1"}),
    (POLICY, "Policy\nVersion: 2025-03-04\n", {"version": None}),
    (POLICY, "Policy\nRevision A4 paper\n", {"version": None}),
    (POLICY, "Policy\nIssue: Access to data\n", {"version": None}),
    (POLICY, "Policy\nIssue 3 of 5\n", {"version": None}),
    (
        POLICY,
        "Policy\nThis policy was last reviewed on 4 May 2025 and will be reviewed again by 4 May 2026.\n",
        {"document_date": "2025-05-04"},
    ),
    (POLICY, "Policy\nLast review: 4 May 2025\nNext review: 4 May 2026\n", {"next_review_date": "2026-05-04"}),
    (POLICY, "Policy\nLast review\tNext review\n4 May 2025\t4 May 2026\n", {"next_review_date": "2026-05-04"}),
    (POLICY, "Policy\nNext review: Q2 2026\n", {"next_review_date": None}),
    (POLICY, "Policy\nReview date: 4 May 2026\nApproved: 4 May 2025\n", {"approval_date": "2025-05-04"}),
    (
        POLICY,
        "Policy\nApproved by the Board: not yet\nEffective: 1 June 2025\n",
        {"approval_date": None, "effective_date": "2025-06-01"},
    ),
    (POLICY, "Richtlinie\nVersion 3.0 vom 5. Mai 2025\n", {"version": "3.0", "document_date": "2025-05-05"}),
    (POLICY, "Datenschutzerklärung\nVerantwortlicher: Ames Daten GmbH, Kiel\n", {"owner": None}),
    (POLICY, "Política\nEl responsable debe aprobar el acceso.\n", {"owner": None}),
    (ISO, "Certificate\nValid until: 4 May 2027\nSurveillance due: 4 May 2026\n", {"expiry_date": "2027-05-04"}),
    (
        ISO,
        "Certificate\nFirst issued: 5 May 2018\nIssued: 6 May 2024\nExpires: 5 May 2027\n",
        {"issue_date": "2024-05-06", "expiry_date": "2027-05-05"},
    ),
    (
        ISO,
        "Certificate\nFirst issued\tReissued\tValid until\n5 May 2018\t6 May 2024\t5 May 2027\n",
        {"issue_date": "2024-05-06", "expiry_date": "2027-05-05"},
    ),
    (ISO, "Certificate\nIssued 06/05/2024 Expires 05/05/2027\n", {"issue_date": None, "expiry_date": "2027-05-05"}),
    (ISO, "Certificate\nGültig: 06.05.2024 - 05.05.2027\n", {"expiry_date": "2027-05-05"}),
    (
        ISO,
        "Certificat\nValable du 6 mai 2024 au 5 mai 2027\n",
        {"issue_date": "2024-05-06", "expiry_date": "2027-05-05"},
    ),
    (
        ISO,
        "Certificado\nVálido desde el 6 de mayo de 2024 hasta el 5 de mayo de 2027\n",
        {"issue_date": "2024-05-06", "expiry_date": "2027-05-05"},
    ),
    (ISO, "Certificaat\nGeldig van 6 mei 2024 tot 5 mei 2027\n", {"expiry_date": "2027-05-05"}),
    (
        ISO,
        "Certificate\nThis certificate replaces certificate no. 8871 valid until 4 May 2024.\nValid until 4 May "
        "2027.\n",
        {"expiry_date": "2027-05-04"},
    ),
    (ISO, "Certificate\nExpiry date: see annex\n", {"expiry_date": None}),
    (ISO, "Certificate\nCertificate number\tStandard\nIS 88412\tISO 9001:2015\n", {"certificate_number": "IS 88412"}),
    (
        ISO,
        "Certificate\nCertificate number\nIS 88412\nStandard\nISO/IEC 27001:2022\n",
        {"certificate_number": "IS 88412", "standard": "ISO/IEC 27001"},
    ),
    (ISO, "Certificate No: tel. +44 20 7946 0000\n", {"certificate_number": None}),
    (
        ISO,
        "Certificate\nClient: Ames Data Ltd\nAudited by: Pell Certification Ltd\n",
        {"holder": "Ames Data Ltd", "issuer": "Pell Certification Ltd"},
    ),
    (ISO, "Certificate\nHolder Certification body\nAmes Data Ltd Pell Certification Ltd\n", {"holder": None}),
    (ISO, "Certificate\nIssued to:\nAmes Data & Søn A/S\nHavnegade 1\n", {"holder": "Ames Data & Søn A/S"}),
    (
        ISO,
        "Certificate\nThis certifies that Österreichische Datenwerke AG operates an ISMS\n",
        {"holder": "Österreichische Datenwerke AG"},
    ),
    (
        ISO,
        "Certificat\ncertifie que la société L'Étape Numérique SARL a mis en place un SMSI\n",
        {"holder": "L'Étape Numérique SARL"},
    ),
    (
        PENTEST,
        "Penetration Test Report\nClient: Ames Ltd\nTester: Pell Security GmbH\n",
        {"tester": "Pell Security GmbH"},
    ),
    (
        PENTEST,
        "Penetration Test Report\nClient\tTester\nAmes Ltd\tPell Security GmbH\n",
        {"tester": "Pell Security GmbH"},
    ),
    (
        PENTEST,
        "Penetration Test Report\nCritical High Medium Low\n0 2 5 3\n",
        {"findings_critical": 0, "findings_high": 2, "findings_medium": 5, "findings_low": 3},
    ),
    (
        PENTEST,
        "Penetration Test Report\nNo critical findings were identified. Two high findings were identified.\n",
        {"findings_critical": 0, "findings_high": 2},
    ),
    (
        PENTEST,
        "Penetration Test Report\nIn the previous test 4 critical findings were identified.\n",
        {"findings_critical": None},
    ),
    (
        PENTEST,
        "Penetration Test Report\nTesting was carried out between 18 May and 5 June 2025.\n",
        {"test_start": "2025-05-18", "test_end": "2025-06-05"},
    ),
    (
        PENTEST,
        "Penetration Test Report\nThe test took place from 3 to 14 March 2025.\n",
        {"test_start": "2025-03-03", "test_end": "2025-03-14"},
    ),
    (
        CONTRACT,
        "The certificate is renewed automatically. Cards are billed for each renewal.",
        {"renewal": None},
    ),
    (
        CONTRACT,
        "Either party may terminate with 30 days' notice if the other commits a material breach.",
        {"termination_notice": None},
    ),
    (
        CONTRACT,
        "Der Vertrag verlängert sich nicht. Es gilt nicht deutsches Recht.",
        {"renewal": "Der Vertrag verlängert sich nicht", "governing_law": None},
    ),
    (CONTRACT, "Le contrat n'est pas régi par le droit français.", {"governing_law": None}),
    (CONTRACT, "El contrato no se rige por la legislación española.", {"governing_law": None}),
    (
        CONTRACT,
        "The prior agreement was governed by the laws of Delaware. This Agreement is governed by the laws of Ireland.",
        {"governing_law": "Ireland"},
    ),
    (CONTRACT, "Payment is due in 36 months. Warranty lasts 2 years.", {"initial_term": None}),
    (CONTRACT, "La garantie a une durée de deux ans.", {"initial_term": None}),
    (CONTRACT, "Les données sont conservées pendant une durée de 5 ans.", {"initial_term": None}),
    (
        CONTRACT,
        "Die Aufbewahrungsfrist beträgt 10 Jahre. Kündigung mit einer Frist von 14 Tagen bei Zahlungsverzug.",
        {"initial_term": None, "termination_notice": None},
    ),
    (SOC, "SOC 2 Type 2\nfor fiscal Q1 2025 to Q4 2025 period\n", {"period_start": None, "period_end": None}),
    (
        "soc_bridge_letter",
        "Our SOC 2 Type 2 report covers January 1, 2025 to September 30, 2025. This letter covers Q4 2025.\n",
        {"report_period_end": "2025-09-30", "period_start": "2025-10-01", "period_end": "2025-12-31"},
    ),
    (
        "financial_statements",
        "Nach unserer Beurteilung vermittelt der Abschluss kein den tatsächlichen Verhältnissen entsprechendes Bild.",
        {"opinion": None},
    ),
    (
        "financial_statements",
        "Die Geschäftsführung stellt einen Abschluss auf, der ein den tatsächlichen Verhältnissen entsprechendes "
        "Bild vermittelt. Bestätigungsvermerk",
        {"opinion": None},
    ),
    (
        "financial_statements",
        "À notre avis, à l'exception du point décrit, les comptes donnent une image fidèle. Opinion avec réserve",
        {"opinion": "qualified"},
    ),
    (
        "audit_report",
        "In our opinion the accounts give a true and fair view.\nfor and on behalf of the Board of Ames "
        "Accounting Ltd\nJo Ames, Director\n",
        {"auditor": None},
    ),
    (None, "Invoice\nDue date: 4 May 2025\nInvoice date: 4 April 2025\n", {"document_date": "2025-04-04"}),
    (None, "Rechnung\nFällig am: 04.05.2025\nRechnungsdatum: 04.04.2025\n", {"document_date": "2025-04-04"}),
    (None, "Notes\n2025-05-06\n2025-05-07\n2025-05-08\n", {"document_date": None}),
    (None, "Letter\nYour letter of 4 May 2025\nDear Sir\n", {"document_date": None}),
    (None, "Ihr Schreiben vom 04.05.2025\nSehr geehrte Damen\n", {"document_date": None}),
    (None, "Report\nData retention: 4 May 2025\n", {"document_date": None}),
    (None, "Report\nData centre opened 4 May 2015\n", {"document_date": None}),
    (None, "Report\nPrepared by Jo Ames, born 4 May 1985\n", {"document_date": None}),
    (None, "Standard contractual clauses\nadopted by the Commission on 4 June 2021\n", {"document_date": None}),
    (None, "Act\napproved by Parliament on 4 June 2021\n", {"document_date": None}),
    (None, "Training record\nEmployee\tCompleted on\nAmes\t4 May 2024\nPell\t5 May 2025\n", {"document_date": None}),
    (None, "Vendor register\nVendor\tLast review\nAmes\t4 May 2024\nPell\t5 May 2025\n", {"document_date": None}),
    (None, "Vendor register\nVendor\tContract date\nAmes\t4 May 2024\n", {"document_date": None}),
    (None, "Data: 4 servers\nData centre: Leeds\n", {"document_date": None}),
    (None, "Data 4 May 2025 was exported.\n", {"document_date": None}),
    (None, "Fecha límite: 4 de mayo de 2025\n", {"document_date": None}),
    (None, "Data di scadenza: 4 maggio 2025\n", {"document_date": None}),
    (None, "Data di nascita: 4 maggio 1985\n", {"document_date": None}),
    (None, "Date de naissance : 4 mai 1985\n", {"document_date": None}),
    (None, "Geburtsdatum: 04.05.1985\n", {"document_date": None}),
    (None, "Gültig bis: 04.05.2026\nStand: 04.05.2025\n", {"document_date": "2025-05-04"}),
    (None, "Nächste Prüfung: 04.05.2026\n", {"document_date": None}),
    (None, "Prochaine révision : 4 mai 2026\n", {"document_date": None}),
    (
        None,
        "This notice replaces our notice dated 4 May 2023. Last updated: 6 May 2025\n",
        {"document_date": "2025-05-06"},
    ),
    (None, "Version 2.0 (supersedes 1.9, 4 May 2023)\n", {"document_date": None}),
    (None, "Previous version: 4 May 2023\n", {"document_date": None}),
    (None, "Version 1.0 of 4 May 2023 replaced by version 2.0 of 6 May 2025\n", {"document_date": None}),
    (None, "Ersetzt Version 1.0 vom 04.05.2023\nVersion 2.0 vom 06.05.2025\n", {"document_date": "2025-05-06"}),
    (
        None,
        "Minutes of the meeting of 9 July 2025\nMinutes of the meeting of 9 June 2025 were approved.\n",
        {"document_date": "2025-07-09"},
    ),
    (ISO, "Firma: siehe Anlage\nInhaber: k. A.\n", {"holder": None}),
    (ISO, "Empresa certificadora: Certa, S.A.\nTitular: Datos, S.L.\n", {"holder": "Datos, S.L."}),
    (ISO, "Zertifizierungsstelle: keine\n", {"issuer": None}),
    (ISO, "Certificate\nSigned\nJo Ames\nDirector of Data Trust\n", {"holder": None}),
    (ISO, "Certificate\nExpires 4 May 2026\nPrevious certificate expired 4 May 2023\n", {"expiry_date": "2026-05-04"}),
    (
        ISO,
        "Certificate\nValid until 4 May 2026\nThe previous certificate was valid until 4 May 2023\n",
        {"expiry_date": "2026-05-04"},
    ),
    (ISO, "Site A valid until 4 May 2026\nSite B valid until 9 June 2027\n", {"expiry_date": None}),
    (ISO, "Certificate no. IS 1234 (main certificate IS 99)\n", {"certificate_number": "IS 1234"}),
    (ISO, "Certificate number: 12345 Issue 3\n", {"certificate_number": "12345"}),
    (ISO, "Certificate number: GB-\n12345\n", {"certificate_number": None}),
    (ISO, "Certificate number: GB12345\n-01\n", {"certificate_number": None}),
    (ISO, "Certificate number:\nGB12345\nIssue 2\n", {"certificate_number": "GB12345"}),
    (POLICY, "Owner: Jo Ames / +44 20 7946 0000\n", {"owner": "Jo Ames"}),
    (POLICY, "Owner: jo.ames@ames.example\n", {"owner": None}),
    (
        POLICY,
        "Owner: Information Security\nNext review: 4 May 2026\nNext review: 9 June 2026\n",
        {"owner": "Information Security", "next_review_date": None},
    ),
    (
        POLICY,
        "Version 2.0 was approved by the Board on 4 May 2025. Version 1.0 was approved by the CEO on 6 June 2022.\n",
        {"approval_date": "2025-05-04"},
    ),
    (POLICY, "Not approved on 4 May 2025\n", {"approval_date": None}),
    (
        "financial_statements",
        "In our opinion the accounts give a true and fair view. The prior year was audited by Pell LLP.\n",
        {"auditor": None},
    ),
    ("financial_statements", "Vorjahresabschluss: eingeschränktes Prüfungsurteil\n", {"opinion": None}),
    ("financial_statements", "Wir haben kein eingeschränktes Prüfungsurteil abgegeben.\n", {"opinion": None}),
    (
        SOC,
        "SOC 2 Type 2\nIn our opinion, except for the matter, in all material respects the description is fairly "
        "presented.\n",
        {"opinion": "qualified"},
    ),
    (
        SOC,
        "SOC 2 Type 2\nAmes does not use the inclusive method. The carve-out method was used.\n",
        {"subservice_method": "carve-out"},
    ),
    (
        SOC,
        "SOC 2 Type 2\nfrom January 1 to December 31, 2025 inclusive. The carve-out method was used.\n",
        {"subservice_method": "carve-out"},
    ),
    (
        SOC,
        "SOC 2 Type 2\nAmes uses Pell Hosting for hosting and Brook Mail for e-mail. Both are subservice "
        "organizations that are carved out. Ames also uses Slack.\n",
        {"subservice_organisations": ("Pell Hosting", "Brook Mail")},
    ),
    (
        "vulnerability_scan_report",
        "ASV Scan Report\nDate scan completed: 9 March 2026\nScan expiration date: 7 June 2026\nScan Customer: "
        "Ames Ltd\n",
        {"tester": None, "expires_on": "2026-06-07"},
    ),
    (PENTEST, "No high findings remain open.\n", {"findings_high": None}),
    (
        CONTRACT,
        "Es gilt deutsches Recht. Der frühere Vertrag unterlag französischem Recht.",
        {"governing_law": "deutsches Recht"},
    ),
    (
        CONTRACT,
        "Rights under French law remain unaffected. This Agreement is governed by English law.",
        {"governing_law": "English law"},
    ),
    (CONTRACT, "Data subjects are protected by the laws of Germany.", {"governing_law": None}),
    ("soc_bridge_letter", "This letter covers fiscal Q4 2025.\n", {"period_start": None, "period_end": None}),
    (
        "data_processing_agreement",
        "The customer shall notify the supplier of any personal data breach within 24 hours.",
        {"breach_notification": None},
    ),
    (
        "pci_dss_aoc",
        "Qualified Security Assessor\ncompany:\nPell QSA Services Inc.\nCompany mailing address: Toronto\n"
        "Lead Assessor name: Jo Ames\n",
        {"assessor": "Pell QSA Services Inc."},
    ),
    (ISO, "CERTIFICATE\nOnly valid together with certificate no. QA-27-0041.\n", {"certificate_number": None}),
    (ISO, "CERTIFICATE\nThis is an annex to certificate number QA-27-0041.\n", {"certificate_number": None}),
    (ISO, "CERTIFICATE\nCertificate number: IS 774-\n2210\n", {"certificate_number": None}),
    (ISO, "CERTIFICATE\nExpiry date\n4 March 2026\tLondon\tM. Orr\n", {"expiry_date": None}),
    (CONTRACT, "Contract\nBetween Ann Reed, born on 23 May 1990, and Tom Pell.\n", {"document_date": None}),
    (CONTRACT, "Vertrag\nzwischen Ines Rabe, geb. 23.05.1990, und Tom Pell\n", {"document_date": None}),
    (
        CONTRACT,
        "Contract\nEither party may end it for a breach that is not remedied within 30 days' notice.\n",
        {"termination_notice": None},
    ),
    *(
        (
            PENTEST,
            f"Penetration test report\n{heading}\nCritical 1\nHigh 4\nLow 2\n",
            {"findings_critical": None, "findings_high": None, "findings_low": None},
        )
        for heading in (
            "Previous test",
            "Results of the prior test",
            "Earlier findings",
            "Vorheriger Test",
            "Test précédent",
            "Prueba anterior",
            "Test precedente",
            "Vorige test",
            "Teste anterior",
        )
    ),
    (PENTEST, "Test\nSeverity Web API\nHigh 1 6\nLow 3 4\n", {"findings_high": None, "findings_low": None}),
    (PENTEST, "Test\nSeverity Open Closed\nHigh 2 5\nLow 3 7\n", {"findings_high": None, "findings_low": None}),
    (PENTEST, "Test\nNo critical findings remain open.\n", {"findings_critical": None}),
    (PENTEST, "Test\nOf 12 findings of 2024 all were closed.\n", {"findings_total": None}),
    (COVER, "Certificate\nExpiring policy number: XQ-100201\n", {"policy_numbers": None}),
    (COVER, "Certificate\nPrior policy no.\tXQ-100201\n", {"policy_numbers": None}),
    (COVER, "Certificate\nUmbrella liability each occurrence: EUR 4,200,000\n", {"limit_general_liability": None}),
    *(
        (
            COVER,
            f"Certificate of insurance\n{payer}: Quarnford Holding Ltd\n{insured}: Haldern Data GmbH\n",
            {"insured": "Haldern Data GmbH"},
        )
        for payer, insured in (
            ("Versicherungsnehmer", "Versicherter"),
            ("Souscripteur", "Assuré"),
            ("Tomador", "Asegurado"),
            ("Contraente", "Assicurato"),
            ("Verzekeringnemer", "Verzekerde"),
            ("Tomador do seguro", "Segurado"),
        )
    ),
    ("invoice", "Invoice\nSubtotal $1,000.00\nTax total $190.00\n", {"invoice_total": None}),
    (
        CONTRACT,
        "Agreement\nEither party may terminate with 30 days' notice for breach.\n",
        {"termination_notice": None},
    ),
    (CONTRACT, "Agreement\nCustomer shall notify us of any breach within 24 hours.\n", {"breach_notification": None}),
    (CONTRACT, "Agreement\nWork starts on 3 March 2026.\n", {"effective_date": None}),
    (CONTRACT, "Contrato\nÉ proibida a subcontratação. Pode resolver com 90 dias.\n", {"subprocessor_notice": None}),
    *(
        (
            document_type,
            f"{title}\n{first}\n{second}\nText",
            {"assessed_entity": None, "assessor": None, "company_name": None},
        )
        for document_type, title in (
            ("gap_assessment", "Gap analysis NIS2"),
            ("gap_assessment", "Readiness assessment ISO/IEC 27001"),
            ("incident_report", "Incident Report"),
        )
        for first, second in (("Teasel Clinics Limited", "Bramble Assurance Ltd"), ("Aulne SA", "Haldern Data GmbH"))
    ),
    *(
        (kind, f"{title}\n{name}, which {does}, told us of it in the morning.\n", {"company_name": None, "owner": None})
        for kind, title in (("incident_report", "Incident Report"), ("incident_report", "Post-mortem"))
        for name, does in (
            ("Brigg Hosting Ltd", "runs the machines of our archive"),
            ("Haldern Data GmbH", "keeps our backups"),
        )
    ),
    *(
        ("pci_dss_aoc", f"Attestation of Compliance\n{said}\n", {"assessed_entity": None})
        for said in (
            "Payments go to Bramble Pay Ltd, a service provider of its own.",
            "Cards are taken by Haldern Pay GmbH, another service provider.",
            "Our acquirer is Aulne Bank SA.",
        )
    ),
    *(
        (
            "pci_dss_aoc",
            f"Attestation of Compliance\nVersion 4.0\nBased on the results noted in the ROC {said}.\n",
            {"document_date": None},
        )
        for said in ("dated 14 March 2026, the signatories attest", "of 2026-02-19, we attest", "dated 3 June 2026")
    ),
    *(
        (PENTEST, f"Penetration test report\nSummary of findings\n{said}\n", {"findings_total": None})
        for said in (
            "Three issues were identified as false positives.",
            "Two findings of last year are closed.",
            "Four of the issues were accepted by the client.",
        )
    ),
    *(
        (CONTRACT, f"{text}\n", {"title": None})
        for text in (
            "3. Terms of payment",
            "Section 4: Liability",
            "Customers may ask for the report as well as they may read the agreement",
            "The parties agree that each of them keeps the agreement secret",
        )
    ),
    *(
        (
            COVER,
            f"{first} {one} € par sinistre\n{second} {other} € par sinistre\n",
            {"limit_general_liability": None, "limit_general_liability_aggregate": None},
        )
        for first, second in (
            ("RC Exploitation - corporels", "RC Exploitation - matériels"),
            ("Dommages corporels", "Dommages matériels"),
        )
        for one, other in (("8 000 000", "1 200 000"), ("5 000 000", "750 000"))
    ),
    (
        POLICY,
        "Leitlinie Gezeiten\nVersion 4.0\nFreigabe durch\nHafenleitung\n27.01.2026\nIn Kraft ab 01.02.2026\n\f"
        "Version Datum Autor Änderung\n3.0 14.01.2025 T. Tern Neufassung\n4.0 20.01.2026 T. Tern Lotsen\n",
        {"document_date": "2026-01-20"},
    ),
    (
        "password_policy",
        "Berth Standard\nOwner IT Security   Version 3.1   Effective 05/01/2026   Approved 04/21/2026\n"
        "Reviewed every two years. Document dated 04/22/2026.\n",
        {"document_date": "2026-04-22", "approval_date": "2026-04-21"},
    ),
    *(
        (ISO, f"{title} ISO/IEC 27001\n\n{title}: 4711\nAulne SA\n", {"issuer": None})
        for title in ("Certificate", "Zertifikat", "Certificat", "Certificado", "Certificato", "Certificaat")
    ),
    *(
        (
            CONTRACT,
            f"Service level agreement\nThe supplier commits to a monthly uptime of {share} for the service.",
            {"uptime_commitment": None},
        )
        for share in ("99.9%-99.99%", "99.5% to 99.9%", "199.9%", "98.0 % to 99.0 %", "120.5%")
    ),
    *(
        (PENTEST, f"Penetration test\n{text}", {"findings_high": None})
        for text in (
            "At least 4 high severity findings were identified.",
            "We identified no high findings. Findings in all: 4 high severity issues.",
            "More than 3 high risk issues were found.",
            "Wir fanden mindestens 5 hohe Befunde.",
            "Keine hohen Befunde. Gefunden wurden 4 hohe Befunde.",
        )
    ),
    *(
        (ISO, f"ISO/IEC 27001\n{theirs}\n{own}\n", {"expiry_date": "2031-05-01"})
        for theirs, own in (
            ("The certificate of our data centre expires on 1 May 2035.", "The certificate is valid until 1 May 2031."),
            ("The certificate of the parent, Birch plc, is valid until 1 May 2035.", "Valid until 1 May 2031."),
            ("Das Zertifikat unseres Rechenzentrums ist gültig bis 1. Mai 2035.", "Gültig bis: 1. Mai 2031"),
            ("Le certificat de notre centre de données expire le 1 mai 2035.", "Valable jusqu'au 1 mai 2031"),
            ("El certificado de nuestro proveedor caduca el 1 de mayo de 2035.", "Válido hasta: 1 de mayo de 2031"),
        )
    ),
    (CONTRACT, "The provider shall terminate the contract with a term of one week.", {"initial_term": None}),
    (
        CONTRACT,
        "Pedido\nEste pedido é regido pelo Contrato Mestre de 10/02/2025",
        {"document_date": None, "effective_date": None},
    ),
    (
        "business_continuity_test_report",
        "Recovery exercise\nIn the test of October 2024 the target was missed.",
        {"test_start": None},
    ),
    (PENTEST, "Gravità\tMarzo\tAprile\nAlta\t9\t7\nBassa\t13\t12", {"findings_high": 7, "findings_low": 12}),
    (
        "risk_assessment",
        "Open risks: 4\nID\tRisk\tRating\tStatus\n1\tFire\tHigh\tOpen",
        {"open_items": None, "open_high": None},
    ),
    ("pci_dss_saq", "PCI DSS SAQ A\nQSA: ISA / QSA", {"assessor": None}),
    (
        "password_policy",
        "Password Policy\nIn effect since: 1 June 2026\nApproval: 5 May 2026\n",
        {"document_date": "2026-05-05", "effective_date": "2026-06-01"},
    ),
    (
        "financial_statements",
        "株式会社はぎ茶房\n第12期 計算書類\n自 令和6年4月1日\n至 令和7年3月31日\n損益計算書\n",
        {"document_date": None, "period_start": "2024-04-01", "period_end": "2025-03-31"},
    ),
]


@pytest.mark.parametrize(("document_type", "text", "expected"), ROWS)
def test_neighbours_are_not_taken_for_the_fact(
    document_type: str | None, text: str, expected: dict[str, object]
) -> None:
    values = values_of(document_type, *text.split("\f"))
    assert {key: values.get(key) for key in expected} == expected
