"""How documents put what they state: a text of each kind of wording and layout, and the facts it must give.

Each row: the type, the text, and the facts as they must be; None is a fact that must not be there. The
texts are invented, written from knowledge of how such documents read.
"""

from __future__ import annotations

import dataclasses

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import View
from muniment.judging.items.extract import items_of
from tests.judging.facts.readings import TODAY, reading_of

Row = tuple[str | None, str, dict[str, object]]

ENGLISH: list[Row] = [
    (
        "audit_report",
        "Independent Practitioner's Report\nTo the management of Ostler Ltd.\n"
        "In our opinion the statement is fairly stated.\nFenwick Audit LLP\nBristol, 4 May 2026",
        {"document_date": "2026-05-04"},
    ),
    (
        "soc2_type2_auditor_report",
        "Independent Service Auditor's Report\nTo the Management of Ostler Freight, Inc.\n"
        "We have examined the description of the Ostler Hub throughout the period January 1, 2025 to "
        "December 31, 2025.\nManagement provided an assertion dated February 20, 2026.\nOpinion\n"
        "In our opinion, in all material respects, the controls operated effectively.\n"
        "Fenwick Audit LLP Boise, Idaho March 3, 2026",
        {
            "document_date": "2026-03-03",
            "service_auditor": "Fenwick Audit LLP",
            "service_organisation": "Ostler Freight, Inc.",
            "period_start": "2025-01-01",
            "period_end": "2025-12-31",
            "opinion": "unqualified",
        },
    ),
    (
        "soc2_type2_auditor_report",
        "Independent Service Auditor's Report\nTo: Ostler Freight, Inc.\nScope\n"
        "We have examined Ostler Freight, Inc.'s description of its Hub system for the period 1 January "
        "2025 through 31 December 2025.\nOpinion\n"
        "In our opinion, in all material respects, the controls operated effectively.\n/s/ Fenwick Audit LLP\n"
        "March 3, 2026\nBoise, Idaho",
        {
            "document_date": "2026-03-03",
            "service_auditor": "Fenwick Audit LLP",
            "service_organisation": "Ostler Freight, Inc.",
            "system_name": "Hub",
        },
    ),
    (
        "soc_bridge_letter",
        "Ostler Freight, Inc. 12 Dock Lane, Boise, ID 83702 May 4, 2026 Re: SOC 2 bridge letter Dear "
        "customer, our report covered the period January 1, 2025 through December 31, 2025. We are not "
        "aware of any material changes.",
        {"document_date": "2026-05-04"},
    ),
    (
        "soc_bridge_letter",
        "Ostler Freight, Inc.\n4 May 2026\nTo whom it may concern\n"
        "Ostler's most recent SOC 2 Type 2 report, issued by Fenwick Audit LLP, covers the period from "
        "January 1, 2025 to December 31, 2025. This letter covers January 1, 2026 through April 30, 2026. "
        "We know of no material changes.",
        {
            "document_date": "2026-05-04",
            "period_start": "2026-01-01",
            "period_end": "2026-04-30",
            "report_period_start": "2025-01-01",
            "report_period_end": "2025-12-31",
            "service_auditor": "Fenwick Audit LLP",
            "service_organisation": "Ostler Freight, Inc.",
        },
    ),
    (
        "business_continuity_plan",
        "Business Continuity Plan\nOstler Freight - Version 4 - approved\n4 May 2026 by Ida Lund, COO\n1 Purpose",
        {"document_date": "2026-05-04", "version": "4"},
    ),
    (
        "information_security_policy",
        "Access Policy\nOstler Freight | v3.1 | Approved 4 May 2026 | Internal\n1 Purpose\nText.",
        {"document_date": "2026-05-04", "version": "3.1"},
    ),
    (
        "information_security_policy",
        "Access Policy\nIn force since 4 May 2026\n1 Purpose\nText.",
        {"document_date": "2026-05-04"},
    ),
    (
        "information_security_policy",
        "Access Policy\nAs adopted by the Board of Directors on 4 May 2026\n1 Purpose\nText.",
        {"document_date": "2026-05-04"},
    ),
    (
        "information_security_policy",
        "Access Policy\nText of the policy.\n"
        "This policy was approved by the executive committee on 4 May 2026 and is reviewed each year.",
        {"document_date": "2026-05-04", "approval_date": "2026-05-04"},
    ),
    (
        "information_security_policy",
        "Access Policy\nVersion 3.1 (4 May 2026)\nText.",
        {"document_date": "2026-05-04", "version": "3.1"},
    ),
    (
        "information_security_policy",
        "Access Policy\nRev. 3 – May 2026\nText.",
        {"document_date": "2026-05", "version": "3"},
    ),
    (
        "information_security_policy",
        "Access Policy\nIssue 3 dated 4 May 2026\nText.",
        {"document_date": "2026-05-04", "version": "3"},
    ),
    (
        "information_security_policy",
        "Access Policy\nDocument no. AP-3    Issue 3    4 May 2026\nText.",
        {"document_date": "2026-05-04", "version": "3"},
    ),
    (
        "information_security_policy",
        "Access Policy\nDocument history\nVersion Date Author Change\n1.0 2 March 2024 I. Lund First issue\n"
        "1.1 4 May 2026 I. Lund Reviewed\n1 Purpose\nText.",
        {"document_date": "2026-05-04", "version": "1.1"},
    ),
    (
        "information_security_policy",
        "Access Policy\nVersion\tDate\tAuthor\tChange\n1.0\t2 March 2024\tI. Lund\tFirst issue\n"
        "1.1\t4 May 2026\tI. Lund\tReviewed\nPurpose\nText.",
        {"document_date": "2026-05-04", "version": "1.1"},
    ),
    (
        "information_security_policy",
        "Access Policy\nPurpose\nText.\nRevision history\nRev Date Description\nA 2024-03-02 First issue\n"
        "B 2026-05-04 Reviewed\n",
        {"document_date": "2026-05-04"},
    ),
    (
        "information_security_policy",
        "Access Policy\nEffective: May 4, 2026\nSupersedes: March 2, 2024\nText.",
        {"document_date": "2026-05-04", "effective_date": "2026-05-04"},
    ),
    (
        "information_security_policy",
        "Access Policy\nThis policy takes effect on May 4, 2026.\nText.",
        {"document_date": "2026-05-04", "effective_date": "2026-05-04"},
    ),
    (
        "data_processing_agreement",
        "Data Processing Addendum\n"
        "This addendum forms part of the agreement dated 3 June 2024 between Holm AG and Ostler Ltd and "
        "takes effect on 4 May 2026.\n1 Subject",
        {"document_date": "2026-05-04", "effective_date": "2026-05-04"},
    ),
    (
        "data_processing_agreement",
        "Data Processing Agreement\n"
        "This agreement is dated 4 May 2026 and made between Holm AG (Controller) and Ostler Ltd (Processor).",
        {"document_date": "2026-05-04"},
    ),
    (
        "nda",
        "Mutual NDA\n"
        "This Agreement is entered into on this 4th day of May, 2026 by and between Holm AG and Ostler Ltd.",
        {"document_date": "2026-05-04"},
    ),
    (
        "nda",
        "Mutual NDA\n"
        "This Agreement is made as of the date of the last signature below between Holm AG and Ostler Ltd.\n"
        "1 Purpose.\nHolm AG\nBy: Ida Lund\nTitle: CEO\nDate: May 4, 2026\nOstler Ltd\nBy: Jon Page\n"
        "Title: COO\nDate: May 2, 2026",
        {"document_date": "2026-05-04"},
    ),
    (
        "commercial_contract",
        "Master Services Agreement\nThe parties agree as follows.\nSigned\nIda Lund\nHolm AG, Ida Lund, CEO\n"
        "May 2, 2026\nDate\nJon Page\nOstler Ltd, Jon Page, COO\nMay 4, 2026\nDate",
        {"document_date": "2026-05-04"},
    ),
    (
        "service_level_agreement",
        "Service Level Agreement\nOstler Hub, in force since 2026-05-04\nAvailability\n"
        "We commit to 99.9% monthly uptime.",
        {"document_date": "2026-05-04", "effective_date": "2026-05-04", "uptime_commitment": 99.9},
    ),
    (
        "service_level_agreement",
        "Service Level Agreement\nLast modified: May 4, 2026\nMonthly uptime percentage of at least 99.95%.",
        {"document_date": "2026-05-04", "uptime_commitment": 99.95},
    ),
    (
        "business_associate_agreement",
        "Business Associate Agreement\n"
        "This Agreement is entered into effective May 4, 2026, by Quay Clinic, P.A. and Ostler LLC.",
        {"document_date": "2026-05-04", "effective_date": "2026-05-04"},
    ),
    (
        "statement_of_applicability",
        "Statement of Applicability\nOrganisation\tOstler Ltd\nStandard\tISO/IEC 27001:2022\nVersion\t3.2\n"
        "Approved\t24/05/2026\nOwner\tIda Lund, CISO",
        {"document_date": "2026-05-24", "version": "3.2", "standard": "ISO/IEC 27001", "standard_year": 2022},
    ),
    (
        None,
        "Post-Incident Report: lost laptop\nOstler Ltd - May 4, 2026 - prepared by Ida Lund\n"
        "On April 28, 2026 a laptop was lost.",
        {"document_date": "2026-05-04"},
    ),
    (
        "esg_report",
        "Modern Slavery Statement\n"
        "Ostler Ltd makes this statement for the financial year ended 31 March 2026.\nText.\n"
        "Approved by the board on 4 May 2026.",
        {"document_date": "2026-05-04", "period_end": "2026-03-31"},
    ),
    (
        "esg_report",
        "Sustainability Report 2025\nReporting period: 1 January 2025 to 31 December 2025\nPublished April 2026",
        {"document_date": "2026-04", "period_end": "2025-12-31"},
    ),
    (
        "training_record",
        "Security awareness: results\nOstler Ltd 1 July 2025 to 30 September 2025\nCompletion",
        {"period_end": "2025-09-30"},
    ),
    (
        "training_record",
        "Training completion report\nGenerated 4 May 2026\nEmployee Course Completed\nA. Moss Awareness 2 May 2026",
        {"document_date": "2026-05-04"},
    ),
    (
        "hitrust_certification_letter",
        "HITRUST\n"
        "May 4, 2026 Ostler Benefits, LLC 400 Dock Court, Boise, Idaho Based upon testing by Fenwick Audit "
        "LLP, an Authorized External Assessor, the following platform meets the HITRUST CSF v11.3 "
        "Risk-based, 2-year (r2) Certified criteria: Ostler Hub. The certification is valid for a period of "
        "two years from the date of this letter.",
        {
            "document_date": "2026-05-04",
            "issue_date": "2026-05-04",
            "holder": "Ostler Benefits, LLC",
            "assessor": "Fenwick Audit LLP",
        },
    ),
    (
        "hitrust_certification_letter",
        "HITRUST\nMay 4, 2026\nOstler Benefits, LLC\n400 Dock Court\nBoise, Idaho\n"
        "HITRUST has developed the HITRUST CSF. Based upon representation from management and testing by "
        "Fenwick Audit LLP, a HITRUST Authorized External Assessor, the following platform of the "
        "Organization meets the HITRUST CSF v11.3 Risk-based, 2-year (r2) certification criteria: Ostler Hub\n"
        "The certification is valid for a period of two years from the date of this letter assuming the "
        "following occurs.",
        {"document_date": "2026-05-04", "holder": "Ostler Benefits, LLC"},
    ),
    (
        "penetration_test_report",
        "Redthorn Security LLC\n77 Orchard Lane, Boise\n"
        "May 4, 2026 Subject: letter of attestation - penetration test To whom it may concern, Redthorn "
        "Security LLC was engaged by Ostler Freight, Inc. to conduct a penetration test of its Ostler Hub "
        "web application from April 6, 2026 through April 17, 2026. After the retest there were no critical "
        "or high findings outstanding; two medium findings remain open.",
        {
            "document_date": "2026-05-04",
            "tester": "Redthorn Security LLC",
            "test_start": "2026-04-06",
            "test_end": "2026-04-17",
            "findings_medium": 2,
        },
    ),
    (
        "penetration_test_report",
        "Penetration Test Report\nOstler Hub\nPrepared for Ostler Freight, Inc. by Redthorn Security LLC\n"
        "Version 1.1 - 4 May 2026\n"
        "Testing took place between 13 and 24 April 2026. In all 1 critical, 3 high, 5 medium and 8 low "
        "findings were made.",
        {
            "document_date": "2026-05-04",
            "tester": "Redthorn Security LLC",
            "version": "1.1",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_critical": 1,
            "findings_high": 3,
            "findings_medium": 5,
            "findings_low": 8,
            "target": "Ostler Hub",
        },
    ),
    (
        "penetration_test_report",
        "Web Application Penetration Test\nClient: Ostler Freight, Inc.\nApplication: Ostler Hub\n"
        "Test window: 13 April 2026 - 24 April 2026\nReport date: 4 May 2026\n"
        "Lead consultant: Mia Roe, Redthorn Security LLC\nSeverity Count\nCritical 0\nHigh 2\nMedium 4\nLow 6\n"
        "Informational 3\nTotal 15",
        {
            "document_date": "2026-05-04",
            "tester": "Redthorn Security LLC",
            "target": "Ostler Hub",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_critical": 0,
            "findings_high": 2,
            "findings_total": 15,
            "findings_informational": 3,
        },
    ),
    (
        "penetration_test_report",
        "Redthorn Security LLC - Confidential\nPenetration Test Report\nOstler Hub and API\nFinal, 4 May 2026\n"
        "The assessment was carried out from 13 to 24 April 2026.\n"
        "We found one critical, two high, and four medium vulnerabilities.",
        {
            "document_date": "2026-05-04",
            "tester": "Redthorn Security LLC",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_critical": 1,
            "findings_high": 2,
            "findings_medium": 4,
        },
    ),
    (
        "penetration_test_report",
        "External Penetration Test\nExecutive Summary\n"
        "Ostler Freight, Inc. retained Redthorn Security to perform an external penetration test. The "
        "engagement ran April 13-24, 2026 and the report was issued on May 4, 2026.\n"
        "No critical findings were identified. Three high-risk and seven medium-risk issues were reported.",
        {
            "document_date": "2026-05-04",
            "tester": "Redthorn Security",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_critical": 0,
            "findings_high": 3,
            "findings_medium": 7,
        },
    ),
    (
        "penetration_test_report",
        "Penetration Test Summary\nTested by: Redthorn Security LLC\n"
        "Tested on: 13 April 2026 to 24 April 2026\nIn scope: Ostler Hub, Ostler API\n"
        "Findings: Critical: 0 | High: 1 | Medium: 2 | Low: 3\n"
        "Retest: all high findings were closed on 4 May 2026",
        {
            "tester": "Redthorn Security LLC",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_high": 1,
            "findings_low": 3,
            "retest_date": "2026-05-04",
        },
    ),
    (
        "vulnerability_scan_report",
        "ASV Scan Report - Attestation of Scan Compliance\nScan customer\nOstler\nFreight Inc.\nASV company\n"
        "Redthorn ASV\nServices\nScan completed\n2026-05-04\nScan expires\n2026-08-02\nCompliance status PASS\n"
        "Severity Count\nCritical 0\nHigh 0\nMedium 1\nLow 6",
        {"tester": "Redthorn ASV Services", "document_date": "2026-05-04", "findings_critical": 0, "findings_low": 6},
    ),
    (
        "vulnerability_scan_report",
        "ASV Attestation of Scan Compliance\nScan Customer Information\nCompany: Ostler Freight Inc.\n"
        "Approved Scanning Vendor Information\nCompany: Redthorn Scans LLC\nScan Status\n"
        "Date scan completed: 2026-05-04\nScan expiration date (90 days from date scan completed): 2026-08-02\n"
        "Compliance status: Pass\nNumber of identified failing vulnerabilities: 0",
        {"tester": "Redthorn Scans LLC", "test_end": "2026-05-04"},
    ),
    (
        "vulnerability_scan_report",
        "Vulnerability Scan Report\nPerformed by Redthorn Security\nScan date: 4 May 2026\nHosts scanned: 46\n"
        "Critical: 2  High: 9  Medium: 31  Low: 18",
        {
            "document_date": "2026-05-04",
            "findings_critical": 2,
            "findings_high": 9,
            "findings_medium": 31,
            "findings_low": 18,
        },
    ),
    (
        "vulnerability_scan_report",
        "Quarterly vulnerability scan\nScanner: Nessus\nScan started 2026-05-03 22:00\n"
        "Scan finished 2026-05-04 02:10\n2 critical, 9 high, 31 medium and 18 low vulnerabilities on 46 hosts",
        {"document_date": "2026-05-04", "findings_critical": 2, "findings_high": 9, "test_end": "2026-05-04"},
    ),
    (
        "iso_27001_certificate",
        "Bramble Certification Ltd\nCertificate of Registration\n"
        "This is to certify that the Information Security Management System of\nOstler Ltd\n"
        "Unit 7, Quay Road, Hull\nhas been assessed and complies with ISO/IEC 27001:2022\n"
        "Scope: hosting, in accordance with the Statement of Applicability version 5 dated 11 November 2025\n"
        "Certificate No.\nIS 774-R2\nOriginal registration\n9 February\n2020\nIssue date\n3 February\n2026\n"
        "Valid until\n2 February\n2029\nH. Marsh\nHead of Certification\nAccredited by UKAS no. 4471.",
        {
            "certificate_number": "IS 774-R2",
            "issue_date": "2026-02-03",
            "expiry_date": "2029-02-02",
            "document_date": "2026-02-03",
            "holder": "Ostler Ltd",
            "issuer": "Bramble Certification Ltd",
            "accreditation": "UKAS",
            "standard": "ISO/IEC 27001",
            "standard_year": 2022,
        },
    ),
    (
        "iso_27001_certificate",
        "CERTIFICATE\n"
        "Bramble Registrars, Inc. certifies that the information security management system operated by\n"
        "Ostler, LLC\n400 Dock Court, Boise, Idaho conforms to ISO/IEC 27001:2022.\nAB-2210\n"
        "Certificate number\nAugust 18, 2025\nDate of issue\nAugust 17, 2028\nDate of expiry\nLionel Abara\n"
        "Authorized by\nANAB accredited.",
        {
            "certificate_number": "AB-2210",
            "issue_date": "2025-08-18",
            "expiry_date": "2028-08-17",
            "holder": "Ostler, LLC",
            "issuer": "Bramble Registrars, Inc.",
            "accreditation": "ANAB",
            "document_date": "2025-08-18",
        },
    ),
    (
        "iso_9001_certificate",
        "Allbright Register of Quality\nCertificate of approval\n"
        "Awarded to: Ostler Plastics Pty Ltd, 19 Foundry Road\nStandard ISO 9001:2015\nCertificate no Q-55083\n"
        "Date of certification 12 March 2025\nExpires 11 March 2028",
        {
            "issuer": "Allbright Register of Quality",
            "holder": "Ostler Plastics Pty Ltd",
            "certificate_number": "Q-55083",
            "issue_date": "2025-03-12",
            "expiry_date": "2028-03-11",
        },
    ),
    (
        "iso_27001_certificate",
        "Certificate\nNo. 12 100 4471 TMS\n"
        "The certification body of Bramble Certification Ltd hereby certifies that Ostler Ltd has "
        "established and applies an ISMS. Proof has been furnished that the requirements of ISO/IEC "
        "27001:2022 are fulfilled. This certificate is valid from 2026-02-03 until 2029-02-02.",
        {
            "holder": "Ostler Ltd",
            "issuer": "Bramble Certification Ltd",
            "issue_date": "2026-02-03",
            "expiry_date": "2029-02-02",
        },
    ),
    (
        "iso_27001_certificate",
        "Certificate of Approval\nThis is to certify that the management system of:\nOstler Ltd\n"
        "4 Quay Road, Hull\nhas been approved by Bramble Quality Assurance to the following standard:\n"
        "ISO/IEC 27001:2022\nApproval number(s): ISO/IEC 27001 – 0019273\n"
        "Current issue date: 3 February 2026   Expiry date: 2 February 2029\n"
        "Original approval(s): 9 February 2020",
        {
            "holder": "Ostler Ltd",
            "issuer": "Bramble Quality Assurance",
            "issue_date": "2026-02-03",
            "expiry_date": "2029-02-02",
        },
    ),
    (
        "iso_27001_certificate",
        "Certificate of Registration\nCertificate Number: ISMS 5521\n"
        "Initial certification date: 9 February 2020. Current certification cycle: 3 February 2026 to 2 "
        "February 2029.\nHolder: Ostler Ltd\nStandard: ISO/IEC 27001:2022\n"
        "Issued by Bramble Certification Ltd, accredited by UKAS",
        {
            "certificate_number": "ISMS 5521",
            "issue_date": "2026-02-03",
            "expiry_date": "2029-02-02",
            "holder": "Ostler Ltd",
            "issuer": "Bramble Certification Ltd",
            "accreditation": "UKAS",
        },
    ),
    (
        "cyber_essentials_certificate",
        "CYBER ESSENTIALS PLUS\nCertificate of Assurance\nOstler Media Group Ltd\n22 Quay Yard, Hull\n"
        "COMPLIES WITH THE REQUIREMENTS OF THE CYBER ESSENTIALS PLUS SCHEME\nName of assessor Imran Lodge\n"
        "Certificate number b41c7e02-88d1-4c7b\nScope Whole organisation\nDate of certification 24/06/2026\n"
        "Recertification due 24/06/2027\nCertification body Redgate Cyber Assessors",
        {
            "certificate_number": "b41c7e02-88d1-4c7b",
            "holder": "Ostler Media Group Ltd",
            "issue_date": "2026-06-24",
            "expiry_date": "2027-06-24",
            "issuer": "Redgate Cyber Assessors",
        },
    ),
    (
        "soc1_type2_auditor_report",
        "ISAE 3402 Type 2 report\nMarch & Oyel LLP, 4 Cornmarket, Leeds LS1\n"
        "Report on controls at a service organisation\nService organisation Ostler Payroll Limited\n"
        "System Ostler Payroll Bureau\nReporting period 1 October 2024 to 30 September 2025\n"
        "Independent service auditor's assurance report\n"
        "Hosting is provided by Greyfold Data Centres plc. The description excludes the controls of this "
        "subservice organisation (carve-out method).\nQualified opinion\n"
        "In our opinion, except for the matter described, in all material respects the controls operated "
        "effectively. Leeds, 6 November 2025",
        {
            "service_auditor": "March & Oyel LLP",
            "subservice_organisations": ("Greyfold Data Centres plc",),
            "service_organisation": "Ostler Payroll Limited",
            "system_name": "Ostler Payroll Bureau",
            "period_end": "2025-09-30",
            "document_date": "2025-11-06",
            "opinion": "qualified",
        },
    ),
    (
        "soc2_type1_auditor_report",
        "Independent Service Auditor's Report\n"
        "We have examined Ostler Co.'s description of its Hub system as of March 31, 2026. The description "
        "includes controls of Google Cloud Platform, which performs hosting, under the inclusive method. In "
        "our opinion, in all material respects, the controls were suitably designed as of that date.\n"
        "Fenwick CPAs, P.C.\nApril 22, 2026",
        {
            "subservice_organisations": ("Google Cloud Platform",),
            "subservice_method": "inclusive",
            "as_of_date": "2026-03-31",
            "service_auditor": "Fenwick CPAs, P.C.",
            "document_date": "2026-04-22",
            "service_organisation": "Ostler Co.",
        },
    ),
    (
        "soc2_type2_auditor_report",
        "Section III\nOstler uses the following subservice organizations:\n"
        "Subservice Organization Services Provided\nAmazon Web Services, Inc. Cloud hosting\n"
        "Twilio Inc. Messaging\nThe carve-out method was used.",
        {"subservice_organisations": ("Amazon Web Services, Inc.", "Twilio Inc."), "subservice_method": "carve-out"},
    ),
    (
        "soc2_type2_auditor_report",
        "Independent service auditor's report\n"
        "Ostler utilizes Amazon Web Services (AWS), a subservice organization, to provide hosting services "
        "and Okta for identity. The description does not disclose the actual controls at the subservice "
        "organizations.",
        {"subservice_organisations": ("Amazon Web Services (AWS)", "Okta")},
    ),
    (
        "soc2_type2_auditor_report",
        "Independent service auditor's report\n"
        "The Company relies on Microsoft Azure for cloud hosting and Datadog for monitoring (subservice "
        "organizations). The description excludes the controls of the subservice organizations.",
        {"subservice_organisations": ("Microsoft Azure", "Datadog"), "subservice_method": "carve-out"},
    ),
    (
        "soc3_auditor_report",
        "SOC 3\nIndependent Service Auditor's Report\n"
        "To Ostler Tech, LLC: we have examined management's assertion that controls within the Ostler Cloud "
        "were effective throughout the period April 1, 2025 to March 31, 2026 based on the criteria "
        "relevant to security, availability, and processing integrity. In our opinion, management's "
        "assertion is fairly stated, in all material respects. Fenwick Assurance LLC, Duluth, Minnesota, "
        "May 29, 2026",
        {
            "service_organisation": "Ostler Tech, LLC",
            "system_name": "Ostler Cloud",
            "service_auditor": "Fenwick Assurance LLC",
            "document_date": "2026-05-29",
            "period_end": "2026-03-31",
            "opinion": "unqualified",
        },
    ),
    (
        "pci_dss_aoc",
        "Attestation of Compliance\nPart 1a. Assessed entity\nCompany name: Ostler Payments Inc.\n"
        "Part 1b. Assessor\nCompany name: Cardea Security Partners\nLead QSA name: Joel Abern\n"
        "Date assessment ended: 2026-03-30\nPCI DSS v4.0.1",
        {
            "assessed_entity": "Ostler Payments Inc.",
            "assessor": "Cardea Security Partners",
            "assessment_date": "2026-03-30",
            "pci_dss_version": "4.0.1",
        },
    ),
    (
        "pci_dss_saq",
        "Self-Assessment Questionnaire A and Attestation of Compliance\nFor use with PCI DSS Version 4.0.1\n"
        "Company name Ostler Florists LLC\nSelf-assessment completion date January 22, 2026\n"
        "Section 3: Validation\n"
        "Based on the results in SAQ A dated January 22, 2026, the merchant asserts: Compliant. All "
        "sections are complete.\nIda Lund\nMerchant executive officer\nJanuary 22, 2026\nDate",
        {
            "assessed_entity": "Ostler Florists LLC",
            "entity_role": "merchant",
            "result": "compliant",
            "assessment_date": "2026-01-22",
            "document_date": "2026-01-22",
        },
    ),
    (
        "business_continuity_test_report",
        "Disaster Recovery Exercise Report\nExercise date May 16, 2026\nReport date May 28, 2026\n"
        "Overall result Passed",
        {"test_end": "2026-05-16", "document_date": "2026-05-28", "result": "Passed"},
    ),
    (
        "business_continuity_test_report",
        "DR test report, 28 May 2026\n"
        "The annual failover test was carried out on 16 May 2026. The objectives were met.\nOutcome: Successful",
        {"test_end": "2026-05-16", "document_date": "2026-05-28", "result": "Successful"},
    ),
    (
        "business_license",
        "City of Boise\nBUSINESS LICENSE\nLicense number\n500-118-204\nIssued\n01/01/2026\nExpires\n"
        "12/31/2026\nIssued to: Ostler Freight, Inc.",
        {"document_date": "2026-01-01", "expires_on": "2026-12-31", "licence_number": "500-118-204"},
    ),
    (
        "certificate_of_incorporation",
        "CERTIFICATE OF INCORPORATION\nCompany Number 11400927\n"
        "The Registrar of Companies hereby certifies that\nOSTLER CLOUD LTD\n"
        "is this day incorporated under the Companies Act 2006\n"
        "Given at Companies House, Cardiff, on 22nd May 2018",
        {"document_date": "2018-05-22", "registration_number": "11400927", "company_name": "OSTLER CLOUD LTD"},
    ),
    (
        "financial_statements",
        "Ostler Inc.\nConsolidated financial statements\nYear ended December 31, 2025\n"
        "Independent auditor's report\n"
        "To the shareholders of Ostler Inc. In our opinion, the statements present fairly, in all material "
        "respects, the financial position as at December 31, 2025. Lachance Whitby LLP, Chartered "
        "Professional Accountants Toronto, March 17, 2026",
        {
            "document_date": "2026-03-17",
            "period_end": "2025-12-31",
            "opinion": "unqualified",
            "auditor": "Lachance Whitby LLP",
        },
    ),
    (
        "accessibility_conformance_report",
        "Ostler Accessibility Conformance Report\nWCAG Edition (based on VPAT Version 2.5)\n"
        "Name of Product/Version\tOstler Hub 8.2\nReport Date\tMay 2026 (May 1, 2026)",
        {"document_date": "2026-05-01", "product": "Ostler Hub 8.2"},
    ),
    (
        "security_questionnaire",
        "Vendor security questionnaire\nVendor name\tOstler Co.\nCompleted by\tIda Lund, Director of IT\n"
        "Date completed\tMay 2, 2026",
        {"document_date": "2026-05-02", "completed_on": "2026-05-02"},
    ),
    (
        "certificate_of_insurance",
        "CERTIFICATE OF INSURANCE\n"
        "This is to certify that Ostler Ltd is insured under policy number PI/2026/771 with Granite "
        "Insurance plc for the period 1 April 2026 to 31 March 2027.\n"
        "Professional indemnity limit: GBP 5,000,000 any one claim\nIssued 4 April 2026",
        {
            "insured": "Ostler Ltd",
            "effective_date": "2026-04-01",
            "expiry_date": "2027-03-31",
            "expires_on": "2027-03-31",
            "document_date": "2026-04-04",
            "limit_professional": 5000000,
        },
    ),
]

ROWS = [*((row, "en") for row in ENGLISH)]


@pytest.mark.parametrize(("row", "language"), ROWS)
def test_what_a_document_says_in_its_own_way_is_found(row: Row, language: str) -> None:
    document_type, text, expected = row
    reading = dataclasses.replace(reading_of(*text.split("\f")), language=language)
    view = View(reading)
    found = extract(
        reading,
        document_type=document_type,
        validity=ValidityRules(),
        today=TODAY,
        items=items_of(reading, document_type=document_type, view=view),
        view=view,
    )
    values = {fact.key: fact.value for fact in found.facts}
    assert {key: values.get(key) for key in expected} == expected
