"""How documents put what they state: a text of each kind of wording and layout, and the facts it must give.

Each row: the type, the text, and the facts as they must be; None is a fact that must not be there. The
texts are invented, written from knowledge of how such documents read.
"""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import View
from muniment.judging.items.extract import items_of
from tests.judging.facts.readings import reading_of

Row = tuple[str | None, str, dict[str, object]]
TODAY = date(2026, 11, 29)

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

ENGLISH_TOO: list[Row] = [
    (
        "soc2_type2_auditor_report",
        "SOC 2® Type II Report\nOrla Cloud, Inc.\n"
        "Report on Orla Cloud, Inc.'s Description of Its Ledger Platform and on the Suitability of the "
        "Design and Operating Effectiveness of Its Controls Relevant to Security, Availability, and "
        "Confidentiality\nThroughout the Period February 1, 2025 to January 31, 2026\n"
        "Prepared by: Quinn Marsh & Co. LLP\fIndependent Service Auditor's Report\nTo Orla Cloud, Inc.:\n"
        "We have examined Orla Cloud, Inc.'s accompanying description of its Ledger Platform system. Orla "
        "Cloud, Inc. uses Amazon Web Services, Inc. to provide data center hosting services. The "
        "description excludes the controls of the subservice organization.\nOpinion\n"
        "In our opinion, in all material respects, the controls stated in the description operated "
        "effectively.\nQuinn Marsh & Co. LLP\nAustin, Texas\nMarch 20, 2026",
        {
            "soc_type": "Type 2",
            "period_start": "2025-02-01",
            "period_end": "2026-01-31",
            "service_auditor": "Quinn Marsh & Co. LLP",
            "opinion": "unqualified",
            "trust_services_categories": ("Security", "Availability", "Confidentiality"),
            "subservice_organisations": ("Amazon Web Services, Inc.",),
            "system_name": "Ledger Platform",
            "service_organisation": "Orla Cloud, Inc.",
            "document_date": "2026-03-20",
            "subservice_method": "carve-out",
        },
    ),
    (
        "soc2_type2_auditor_report",
        "INDEPENDENT SERVICE AUDITORS' REPORT\nTo the Board of Directors of Orla Cloud Limited\nScope\n"
        'We have examined Orla Cloud Limited\'s description of its system titled "Ledger Platform" '
        "throughout the period 1 February 2025 to 31 January 2026 relevant to security.\n"
        "Basis for qualified opinion\nAccess reviews were not performed.\nQualified Opinion\n"
        "In our opinion, except for the matter described, in all material respects, the controls operated "
        "effectively.\nMarsh Quinn Chartered Accountants\nDublin, 20 March 2026",
        {
            "opinion": "qualified",
            "document_date": "2026-03-20",
            "service_organisation": "Orla Cloud Limited",
            "period_end": "2026-01-31",
            "system_name": "Ledger Platform",
            "service_auditor": "Marsh Quinn Chartered Accountants",
        },
    ),
    (
        "soc2_type2_auditor_report",
        "Section 4: Tests of Controls\n"
        "CC6.1 Access is reviewed quarterly. Exceptions noted: for 2 of 25 users access was not removed.\n"
        "CC6.2 No exceptions noted.\nCC7.1 No exceptions noted.\nComplementary User Entity Controls (CUECs)\n"
        "User entities are responsible for managing their own passwords.",
        {"exceptions_count": 1, "complementary_user_entity_controls": True},
    ),
    (
        "soc2_type1_auditor_report",
        "SOC 2 Type 1\nOrla Cloud, Inc.\nDescription of the Ledger system as of 31 March 2026\n"
        "Auditor: Quinn Marsh LLP\nReport date: 22 April 2026",
        {
            "soc_type": "Type 1",
            "as_of_date": "2026-03-31",
            "document_date": "2026-04-22",
            "service_auditor": "Quinn Marsh LLP",
        },
    ),
    (
        "soc_bridge_letter",
        "Orla Cloud, Inc.\nMay 4, 2026\nRe: SOC 2 Type II Gap Letter\nTo our valued customers:\n"
        "The most recent SOC 2 Type II report of Orla Cloud, Inc. covered the period of February 1, 2025 – "
        "January 31, 2026 and was issued by Quinn Marsh LLP. For the period of February 1, 2026 through May "
        "4, 2026 there were no material changes to our internal controls.\nSincerely,\nIda Lund\nCISO",
        {
            "document_date": "2026-05-04",
            "period_start": "2026-02-01",
            "period_end": "2026-05-04",
            "report_period_end": "2026-01-31",
            "service_auditor": "Quinn Marsh LLP",
            "service_organisation": "Orla Cloud, Inc.",
        },
    ),
    (
        "iso_27001_certificate",
        "Certificate of Registration\nInformation Security Management System - ISO/IEC 27001:2022\n"
        "This is to certify that: Orla Cloud Limited\n12 Quay Street\nDublin\n"
        "Holds Certificate Number: IS 20417\n"
        "and operates an Information Security Management System which complies with the requirements of "
        "ISO/IEC 27001:2022 for the following scope:\nHosting of accounts.\n"
        "For and on behalf of Heather Certification:\nM. Finch, Managing Director\n"
        "Original Registration Date: 2020-02-09   Effective Date: 2026-02-03\n"
        "Latest Revision Date: 2026-02-03   Expiry Date: 2029-02-02",
        {
            "certificate_number": "IS 20417",
            "holder": "Orla Cloud Limited",
            "issue_date": "2026-02-03",
            "expiry_date": "2029-02-02",
            "issuer": "Heather Certification",
        },
    ),
    (
        "iso_27001_certificate",
        "HEATHER CERTIFICATION LTD\nCertificate No: 20417-ISMS\nWe hereby certify that\nOrla Cloud Limited\n"
        "has been assessed and registered against ISO/IEC 27001:2022\nCertified since: February 2020\n"
        "This certificate is valid from 3 Feb 2026 to 2 Feb 2029\nUKAS 0045",
        {
            "certificate_number": "20417-ISMS",
            "holder": "Orla Cloud Limited",
            "issue_date": "2026-02-03",
            "expiry_date": "2029-02-02",
            "issuer": "HEATHER CERTIFICATION LTD",
            "accreditation": "UKAS",
        },
    ),
    (
        "iso_27001_certificate",
        "CERTIFICATE OF CONFORMITY\nCertificate number | 20417\nStandard | ISO/IEC 27001:2022\n"
        "Organisation | Orla Cloud Limited\nScope | Hosting\nIssued | 03.02.2026\nExpires | 02.02.2029\n"
        "Certification body | Heather Certification Ltd (UKAS)",
        {
            "certificate_number": "20417",
            "holder": "Orla Cloud Limited",
            "issue_date": "2026-02-03",
            "expiry_date": "2029-02-02",
            "issuer": "Heather Certification Ltd",
            "accreditation": "UKAS",
        },
    ),
    (
        "information_security_policy",
        "Orla Cloud Limited\nINFORMATION SECURITY POLICY\nDocument reference: OC-ISP-01\nVersion: 3.1 (Final)\n"
        "Classification: Internal\nAuthor: Jon Page\nApproved by: Ida Lund (CISO) on 4 May 2026\n"
        "Next review due: May 2027\n1. Introduction",
        {"version": "3.1", "document_date": "2026-05-04", "next_review_date": "2027-05"},
    ),
    (
        "information_security_policy",
        "INFORMATION SECURITY POLICY\nPolicy No. 12 | Rev. 4 | Effective 05/14/2026 | Owner: CISO\nPurpose\nText.",
        {"version": "4", "document_date": "2026-05-14", "owner": "CISO", "effective_date": "2026-05-14"},
    ),
    (
        "information_security_policy",
        "Information Security Policy\nVersion 3.1\nMay 2026\nContents",
        {"version": "3.1", "document_date": "2026-05"},
    ),
    (
        "information_security_policy",
        "Information Security Policy\n1 Purpose\nText.\fDocument control\nVersion: 3.1\n"
        "Owner: Head of Security\nApproved: 4 May 2026\nReview: annually",
        {"version": "3.1", "document_date": "2026-05-04", "owner": "Head of Security"},
    ),
    (
        "penetration_test_report",
        "PENETRATION TEST REPORT\nTarget: Orla Ledger (web and API)\nClient: Orla Cloud Limited\n"
        "Tester: Thornbush Labs Ltd\nDates: 13-24 April 2026\nReport issued: 4 May 2026, v1.2\n"
        "Findings by severity: 1 Critical, 3 High, 5 Medium, 8 Low, 2 Informational",
        {
            "tester": "Thornbush Labs Ltd",
            "document_date": "2026-05-04",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_critical": 1,
            "findings_high": 3,
            "findings_medium": 5,
            "findings_low": 8,
            "findings_informational": 2,
            "target": "Orla Ledger (web and API)",
        },
    ),
    (
        "penetration_test_report",
        "Thornbush Labs Ltd\nSecurity Assessment of Orla Ledger\nDelivered 4 May 2026\nIntroduction\n"
        "Thornbush Labs Ltd performed a grey-box penetration test of Orla Ledger from 13 April to 24 April "
        "2026 on behalf of Orla Cloud Limited.\nSummary\nSeverity\tOpen\tClosed\tTotal\nCritical\t0\t1\t1\n"
        "High\t1\t2\t3",
        {
            "tester": "Thornbush Labs Ltd",
            "document_date": "2026-05-04",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "target": "Orla Ledger",
        },
    ),
    (
        "penetration_test_report",
        "Letter of Attestation\n4 May 2026\nTo whom it may concern,\n"
        "This letter confirms that Thornbush Labs Ltd conducted a penetration test of the Orla Ledger "
        "application between 13 April 2026 and 24 April 2026. No critical or high-severity vulnerabilities "
        "were identified. Two medium and five low-severity issues were reported.\nMia Roe\n"
        "Director, Thornbush Labs Ltd",
        {
            "tester": "Thornbush Labs Ltd",
            "document_date": "2026-05-04",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_critical": 0,
            "findings_high": 0,
            "findings_medium": 2,
            "findings_low": 5,
        },
    ),
    (
        "vulnerability_scan_report",
        "Monthly Vulnerability Report\nReporting month: April 2026\nScan date: 2026-04-30\n"
        "Total vulnerabilities: 60\nCritical 2\nHigh 9\nMedium 31\nLow 18",
        {
            "document_date": "2026-04-30",
            "findings_critical": 2,
            "findings_high": 9,
            "findings_medium": 31,
            "findings_low": 18,
            "findings_total": 60,
        },
    ),
    (
        "pci_dss_aoc",
        "PCI DSS v4.0 Attestation of Compliance for Report on Compliance – Merchants\n"
        "Assessed Entity: Orla Retail Ltd\nDate of Report as noted in the Report on Compliance: 30 March 2026\n"
        "Date Assessment Ended: 27 March 2026\nQSA Company: Cardea Security Ltd\nPart 3. PCI DSS Validation\n"
        "☒ Compliant: All sections of the PCI DSS ROC are complete.\n☐ Non-Compliant\n"
        "Signature of Merchant Executive Officer\nDate: 2 April 2026",
        {
            "assessed_entity": "Orla Retail Ltd",
            "assessor": "Cardea Security Ltd",
            "entity_role": "merchant",
            "result": "compliant",
            "pci_dss_version": "4.0",
        },
    ),
    (
        "pci_dss_saq",
        "PCI DSS Self-Assessment Questionnaire D for Service Providers, Version 4.0.1\n"
        "Company Name: Orla Pay Ltd\nDate self-assessment completed: 14 May 2026\n"
        "PCI DSS Assessment Result: ☒ Compliant\nTitle: Director\nDate: 15 May 2026",
        {
            "assessed_entity": "Orla Pay Ltd",
            "entity_role": "service provider",
            "assessment_date": "2026-05-14",
            "result": "compliant",
            "pci_dss_version": "4.0.1",
        },
    ),
    (
        "certificate_of_insurance",
        "EVIDENCE OF INSURANCE\nInsured: Orla Cloud Limited\nInsurer: Granite Insurance plc\n"
        "Policy number: CY/2026/771\nPeriod of insurance: 1 April 2026 to 31 March 2027 (both days inclusive)\n"
        "Cyber liability: GBP 5,000,000\nDate: 4 April 2026",
        {
            "insured": "Orla Cloud Limited",
            "effective_date": "2026-04-01",
            "expiry_date": "2027-03-31",
            "document_date": "2026-04-04",
            "limit_cyber": 5000000,
            "policy_numbers": ("CY/2026/771",),
        },
    ),
    (
        "certificate_of_insurance",
        "To whom it may concern\nBrokers Hollis & Gray\n4 April 2026\n"
        "We confirm that the following policy is in force for our client Orla Cloud Limited.\nInsurer\n"
        "Granite Insurance plc\nPolicy no.\nCY/2026/771\nExpiry\n31 March 2027",
        {"document_date": "2026-04-04", "expiry_date": "2027-03-31", "policy_numbers": ("CY/2026/771",)},
    ),
    (
        "commercial_contract",
        "SERVICES AGREEMENT\nDated 4 May 2026\nbetween\nOrla Cloud Limited\nand\nHolm Retail plc\n"
        "1. Term: This agreement commences on 4 May 2026 and continues for 24 months. 2. Either party may "
        "terminate on 90 days' written notice. 3. This agreement is governed by the law of England and Wales.",
        {
            "document_date": "2026-05-04",
            "effective_date": "2026-05-04",
            "initial_term": "24 months",
            "termination_notice": "90 days",
            "governing_law": "England and Wales",
        },
    ),
    (
        "nda",
        "CONFIDENTIALITY AGREEMENT\n"
        "This Agreement, dated May 4, 2026, is between Orla Cloud, Inc. and Holm Retail LLC.\n"
        "Governing law: New York.",
        {"document_date": "2026-05-04"},
    ),
    (
        "data_processing_agreement",
        "Data Processing Agreement\nVersion 2.0, last updated 4 May 2026\n"
        "The processor notifies the controller of a personal data breach within 48 hours. The controller is "
        "told of new sub-processors 30 days in advance.",
        {"document_date": "2026-05-04", "breach_notification": "48 hours", "subprocessor_notice": "30 days"},
    ),
    (
        "financial_statements",
        "ORLA CLOUD LIMITED\nAnnual report and financial statements\nFor the year ended 31 December 2025\n"
        "Company number 1234567\fIndependent auditor's report to the members of Orla Cloud Limited\nOpinion\n"
        "In our opinion the financial statements give a true and fair view of the state of the company's "
        "affairs as at 31 December 2025.\nJane Moss (Senior Statutory Auditor)\n"
        "For and on behalf of Heath Audit LLP, Statutory Auditor\n17 March 2026",
        {"period_end": "2025-12-31", "opinion": "unqualified", "auditor": "Heath Audit LLP"},
    ),
    (
        "certificate_of_incorporation",
        "State of Delaware\nCERTIFICATE OF INCORPORATION\nOF\nORLA CLOUD, INC.\nFile Number 7654321\n"
        "Filed: May 22, 2018",
        {"document_date": "2018-05-22", "company_name": "ORLA CLOUD, INC."},
    ),
    (
        "cyber_essentials_certificate",
        "Certificate of Assurance\nCyber Essentials\nThis certifies that the organisation\nOrla Cloud Limited\n"
        "was assessed as meeting the Cyber Essentials implementation profile\n"
        "Date of Assessment: 24 June 2026\nCertificate Number: IASME-CE-020417\n"
        "Recertification Due: 24 June 2027\nCertification Body: Redgate Ltd",
        {
            "certificate_number": "IASME-CE-020417",
            "holder": "Orla Cloud Limited",
            "issue_date": "2026-06-24",
            "expiry_date": "2027-06-24",
            "issuer": "Redgate Ltd",
        },
    ),
    (
        "business_continuity_test_report",
        "Business Continuity Exercise - After Action Report\nExercise: loss of the Dublin office\n"
        "Held on 16 May 2026\nReport prepared 28 May 2026\nConclusion: successful, all recovery objectives met",
        {"test_end": "2026-05-16", "document_date": "2026-05-28"},
    ),
    (
        "business_continuity_plan",
        "BUSINESS CONTINUITY PLAN\nOrla Cloud Limited\nIssue 7 – 31 March 2026\nPlan owner: Jon Page\n1 Scope",
        {"version": "7", "document_date": "2026-03-31", "owner": "Jon Page"},
    ),
    (
        "invoice",
        "INVOICE\nInvoice Number: INV-20417\nInvoice Date: 4 May 2026\nDue Date: 3 June 2026\nTotal Due: £1,190.00",
        {"document_date": "2026-05-04", "invoice_number": "INV-20417", "invoice_total": 1190.0},
    ),
    (
        "w9_tax_form",
        "Form W-9 (Rev. March 2024)\nRequest for Taxpayer Identification Number and Certification\n"
        "1 Name of entity/individual: Orla Cloud, Inc.\nSignature of U.S. person: Ida Lund   Date: 05/14/2026",
        {"document_date": "2026-05-14"},
    ),
    (
        "incident_report",
        "Incident Report IR-2026-014\nDate of incident: 28 April 2026\nDate of report: 4 May 2026\nAuthor: Jon Page",
        {"document_date": "2026-05-04"},
    ),
    (
        "risk_assessment",
        "Risk Assessment\nCompleted 4 May 2026 by Jon Page\nNext assessment: May 2027",
        {"document_date": "2026-05-04"},
    ),
    (
        "subprocessor_list",
        "Sub-processors\nEffective 4 May 2026\nName | Purpose | Location\nNimbus Ltd | Hosting | Ireland\n"
        "Posthorn Inc. | E-mail | USA",
        {"document_date": "2026-05-04", "subprocessors": ("Nimbus Ltd", "Posthorn Inc.")},
    ),
    (
        "privacy_policy",
        "Privacy Notice\nThis notice was last updated in May 2026.\nWe collect data.",
        {"document_date": "2026-05"},
    ),
    (
        "terms_of_service",
        "Terms of Service\nVersion 3 – effective from 4 May 2026\nText",
        {"document_date": "2026-05-04"},
    ),
    (
        "accessibility_conformance_report",
        "VPAT® 2.5 INT\nName of Product/Version: Orla Ledger 8.2\nReport Date: 4 May 2026",
        {"document_date": "2026-05-04", "product": "Orla Ledger 8.2", "vpat_version": "2.5"},
    ),
    (
        "software_bill_of_materials",
        "SBOM for Orla Ledger\nFormat: CycloneDX 1.5\nGenerated: 2026-05-04T10:00:00Z",
        {"document_date": "2026-05-04"},
    ),
]

GERMAN: list[Row] = [
    (
        "iso_27001_certificate",
        "Zertifikat KI-0042\n"
        "Hiermit wird bescheinigt, dass die Firma Ostler Systeme GmbH, Talstraße 5, 70188 Stuttgart, ein "
        "Informationssicherheits-Managementsystem nach ISO/IEC 27001:2022 betreibt. Geltungsbereich: Hosting.\n"
        "Ausgestellt am Gültig bis Nächstes Überwachungsaudit\n"
        "7. September 2025 6. September 2028 August 2026\nDr. Uwe Hansing\nBrombeer Zertifizierung GmbH",
        {
            "certificate_number": "KI-0042",
            "holder": "Ostler Systeme GmbH",
            "issue_date": "2025-09-07",
            "expiry_date": "2028-09-06",
            "issuer": "Brombeer Zertifizierung GmbH",
            "document_date": "2025-09-07",
            "standard": "ISO/IEC 27001",
            "standard_year": 2022,
        },
    ),
    (
        "iso_27001_certificate",
        "ZERTIFIKAT\n"
        "Die Zertifizierungsstelle der Brombeer Zertifizierung GmbH bescheinigt, dass das Unternehmen\n"
        "Ostler Systeme AG\nAm Hafen 12, 04109 Leipzig\n"
        "für den Geltungsbereich Housing ein Informationssicherheits-Managementsystem eingeführt hat und "
        "anwendet.\nZertifikat-Registrier-Nr. ZN-31877\nGültig ab 24.11.2025\nGültig bis 23.11.2028\n"
        "Erstzertifizierung 30.11.2016\nHamburg, 24.11.2025\nDAkkS, Deutsche Akkreditierungsstelle\n"
        "ISO/IEC 27001:2022",
        {
            "certificate_number": "ZN-31877",
            "holder": "Ostler Systeme AG",
            "issuer": "Brombeer Zertifizierung GmbH",
            "issue_date": "2025-11-24",
            "expiry_date": "2028-11-23",
            "accreditation": "DAkkS",
        },
    ),
    (
        "iso_27001_certificate",
        "ZERTIFIKAT\nNr. 4471-2025\nBrombeer Cert GmbH bestätigt hiermit, dass\nOstler Systeme AG, Leipzig\n"
        "die Anforderungen der ISO/IEC 27001:2022 erfüllt. Das Zertifikat ist gültig vom 24. November 2025 "
        "bis 23. November 2028.",
        {
            "holder": "Ostler Systeme AG",
            "issuer": "Brombeer Cert GmbH",
            "issue_date": "2025-11-24",
            "expiry_date": "2028-11-23",
        },
    ),
    (
        "information_security_policy",
        "Leitlinie zur Informationssicherheit\nOstler Systeme AG\nVersion 3.1 vom 4. Mai 2026\n"
        "Freigegeben durch die Geschäftsführung\n1 Zweck\n"
        "Diese Leitlinie gilt für alle Beschäftigten der Gesellschaft.",
        {"version": "3.1", "document_date": "2026-05-04"},
    ),
    (
        "information_security_policy",
        "Leitlinie zur Informationssicherheit\nVersion Datum Autor Änderung\n"
        "1.0 02.03.2024 I. Lund Erstausgabe\n1.1 04.05.2026 I. Lund Überarbeitung\n1 Zweck\n"
        "Diese Leitlinie gilt für alle Beschäftigten der Gesellschaft und wird jährlich geprüft.",
        {"version": "1.1", "document_date": "2026-05-04"},
    ),
    (
        "information_security_policy",
        "Leitlinie zur Informationssicherheit\n"
        "Vom Vorstand beschlossen am 4. Mai 2026, in Kraft ab 1. Juni 2026\n"
        "Diese Leitlinie gilt für alle Beschäftigten der Gesellschaft.",
        {"approval_date": "2026-05-04", "effective_date": "2026-06-01"},
    ),
    (
        "information_security_policy",
        "Notfallhandbuch\nStand: Mai 2026\nVersion 4\n"
        "Dieses Handbuch regelt das Vorgehen bei dem Ausfall von Systemen.",
        {"document_date": "2026-05", "version": "4"},
    ),
    (
        "penetration_test_report",
        "Bericht zum Penetrationstest\nKundenportal der Ostler AG\nDurchgeführt von Dornwald Sicherheit GmbH\n"
        "Version 1.2 | 4. Mai 2026 | Vertraulich\n"
        "Der Test fand vom 13. bis 24. April 2026 statt. Es wurden 1 kritische, 3 hohe, 5 mittlere und 8 "
        "niedrige Schwachstellen gefunden.",
        {
            "tester": "Dornwald Sicherheit GmbH",
            "version": "1.2",
            "document_date": "2026-05-04",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_critical": 1,
            "findings_high": 3,
            "findings_medium": 5,
            "findings_low": 8,
        },
    ),
    (
        "penetration_test_report",
        "Dornwald Sicherheit GmbH\nPenetrationstest Ostler Portal\nAuftraggeber: Ostler AG\n"
        "Prüfzeitraum: 13.04.2026 – 24.04.2026\nBerichtsdatum: 04.05.2026\nSchweregrad Anzahl\nKritisch 0\n"
        "Hoch 2\nMittel 4\nNiedrig 7\n"
        "Die Prüfung wurde von der Dornwald Sicherheit GmbH durchgeführt und der Bericht dem Kunden übergeben.",
        {
            "tester": "Dornwald Sicherheit GmbH",
            "document_date": "2026-05-04",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_high": 2,
            "findings_low": 7,
        },
    ),
    (
        "vulnerability_scan_report",
        "Bericht zum Schwachstellenscan\nDatum des Scans 02.05.2026\nBerichtsdatum 04.05.2026\n"
        "Kritisch: 2 Hoch: 9 Mittel: 31 Niedrig: 18\n"
        "Der Scan umfasste die Systeme des Rechenzentrums und wurde mit dem Werkzeug OpenVAS ausgeführt.",
        {
            "document_date": "2026-05-04",
            "findings_critical": 2,
            "findings_high": 9,
            "findings_medium": 31,
            "findings_low": 18,
        },
    ),
    (
        "business_continuity_test_report",
        "Bericht über die Notfallübung\nOstler AG, 28. Mai 2026\n"
        "Die Übung fand am 16. Mai 2026 im Rechenzentrum statt. Der Wiederanlauf gelang in drei Stunden.\n"
        "Gesamtergebnis: Bestanden",
        {"test_end": "2026-05-16", "document_date": "2026-05-28", "result": "Bestanden"},
    ),
    (
        "certificate_of_insurance",
        "Elbtor Versicherung AG, Postfach 1140, 20095 Hamburg\n"
        "Ostler Systeme AG Am Hafen 12, 04109 Leipzig Hamburg, 8. Januar 2026\nVersicherungsbestätigung\n"
        "Sehr geehrte Damen und Herren, wir bestätigen, dass für Ihr Unternehmen eine "
        "IT-Haftpflichtversicherung besteht.\nVersicherungsschein-Nr. HV 70.224.518-3\n"
        "Versicherungsbeginn 01.01.2026\nVersicherungsablauf 01.01.2027",
        {
            "document_date": "2026-01-08",
            "expiry_date": "2027-01-01",
            "effective_date": "2026-01-01",
            "expires_on": "2027-01-01",
        },
    ),
    (
        "data_processing_agreement",
        "Vertrag zur Auftragsverarbeitung\n"
        "zwischen der Ostler Handel GmbH, Kassel (Verantwortlicher) und der Holm Rechenzentren AG, Leipzig "
        "(Auftragsverarbeiter)\n§ 1 Gegenstand\n"
        "Der Vertrag tritt am 1. März 2026 in Kraft. Verletzungen meldet der Auftragsverarbeiter binnen 24 "
        "Stunden.\nKassel, den 20.02.2026\nLeipzig, den 23.02.2026",
        {"document_date": "2026-03-01", "effective_date": "2026-03-01", "breach_notification": "24 hours"},
    ),
    (
        "nda",
        "Geheimhaltungsvereinbarung\nzwischen der Ostler GmbH und der Holm AG\n"
        "Die Parteien vereinbaren das Folgende. Es gilt deutsches Recht.\nKassel, den 4. Mai 2026",
        {"document_date": "2026-05-04", "governing_law": "deutsches Recht"},
    ),
    (
        "financial_statements",
        "Jahresabschluss zum 31. Dezember 2025\nOstler AG, Leipzig\n"
        "Bestätigungsvermerk des unabhängigen Abschlussprüfers\n"
        "An die Ostler AG. Unsere Prüfung hat zu keinen Einwendungen geführt. Nach unserer Beurteilung "
        "entspricht der Jahresabschluss den gesetzlichen Vorschriften. Dresden, den 29. April 2026\n"
        "Weid & Partner mbB Wirtschaftsprüfungsgesellschaft",
        {"period_end": "2025-12-31", "document_date": "2026-04-29", "opinion": "unqualified"},
    ),
    (
        "certificate_of_incorporation",
        "Amtsgericht Leipzig\nHandelsregister B\nAbruf vom 04.05.2026\nFirma: Ostler Systeme AG\nHRB 20417\n"
        "Dieser Auszug wurde aus dem Register abgerufen und gilt für die Gesellschaft.",
        {"document_date": "2026-05-04", "company_name": "Ostler Systeme AG"},
    ),
    (
        "invoice",
        "Rechnung\nRechnungsnummer R-20417\nRechnungsdatum 04.05.2026\nLeistungszeitraum April 2026\n"
        "Gesamtbetrag 1.190,00 EUR\nBitte zahlen Sie innerhalb von 30 Tagen auf das Konto der Gesellschaft.",
        {"document_date": "2026-05-04", "invoice_number": "R-20417"},
    ),
    (
        "subprocessor_list",
        "Unterauftragsverarbeiter\nFirma\tLeistung\tOrt\nHafen GmbH\tDatensicherung\tBremen\n"
        "Tonwerk KG\tTelefonsupport\tGraz\n"
        "Zuletzt aktualisiert am 4. Mai 2026 von der Abteilung für den Datenschutz",
        {"document_date": "2026-05-04", "subprocessors": ("Hafen GmbH", "Tonwerk KG")},
    ),
]

FRENCH: list[Row] = [
    (
        "iso_27001_certificate",
        "CERTIFICAT\n"
        "Bruyère Certification SAS certifie que le système de management de la sécurité de l'information de\n"
        "Ostler Informatique SARL\n3 rue des Tanneurs, 31000 Toulouse\n"
        "est conforme à la norme ISO/IEC 27001:2022\nCertificat n° FR-20417\nDate d'émission : 14 mars 2025\n"
        "Valable jusqu'au 13 mars 2028\nAccréditation COFRAC n° 4-0599",
        {
            "certificate_number": "FR-20417",
            "issuer": "Bruyère Certification SAS",
            "holder": "Ostler Informatique SARL",
            "issue_date": "2025-03-14",
            "expiry_date": "2028-03-13",
            "accreditation": "COFRAC",
        },
    ),
    (
        "iso_27001_certificate",
        "Bruyère Certification\nCERTIFICAT D'APPROBATION\nNous certifions que le système de management de\n"
        "OSTLER INFORMATIQUE SARL\nrépond aux exigences de la norme ISO/IEC 27001:2022\nFR-20417\n"
        "Numéro de certificat\n14 mars 2025\nDate de délivrance\n13 mars 2028\nDate d'expiration",
        {
            "certificate_number": "FR-20417",
            "issue_date": "2025-03-14",
            "expiry_date": "2028-03-13",
            "issuer": "Bruyère Certification",
        },
    ),
    (
        "information_security_policy",
        "Politique de sécurité des systèmes d'information\nVersion\tDate\tAuteur\tObjet\n"
        "1.0\t14/10/2022\tC. Delmas\tCréation\n2.1\t30/09/2025\tM. Azan\tTélétravail\nObjet\n"
        "La présente politique fixe les règles de sécurité de la société.",
        {"version": "2.1", "document_date": "2025-09-30"},
    ),
    (
        "information_security_policy",
        "Politique de chiffrement\nRéférence\nPOL-03\nVersion\n1.2\nDate d'application\n11/03/2026\n"
        "Propriétaire\nMathilde Azan\n1. Algorithmes\n"
        "Les clés sont renouvelées tous les ans par le responsable.",
        {"version": "1.2", "document_date": "2026-03-11", "owner": "Mathilde Azan"},
    ),
    (
        "information_security_policy",
        "Politique de sécurité\nVersion 2.0 – approuvée le 4 mai 2026 par le comité de direction\n"
        "La présente politique s'applique à tous les salariés de la société.",
        {"version": "2.0", "document_date": "2026-05-04", "approval_date": "2026-05-04"},
    ),
    (
        "information_security_policy",
        "Politique de sécurité\nv3.2 du 4 mai 2026\n"
        "La présente politique s'applique à tous les salariés de la société.",
        {"document_date": "2026-05-04"},
    ),
    (
        "penetration_test_report",
        "Rapport de test d'intrusion\nApplication Espace Héron - Mutuelle Ostler\n"
        "Réalisé par Cabinet Épinebois Sécurité SAS\nVersion 1.0\nDate du rapport 8 juin 2026\n"
        "Période des tests du 18 au 29 mai 2026\nCriticité Nombre\nCritique 0\nÉlevée 2\nMoyenne 4\nFaible 7",
        {
            "tester": "Cabinet Épinebois Sécurité SAS",
            "version": "1.0",
            "document_date": "2026-06-08",
            "test_start": "2026-05-18",
            "test_end": "2026-05-29",
            "findings_critical": 0,
            "findings_high": 2,
            "findings_medium": 4,
            "findings_low": 7,
        },
    ),
    (
        "penetration_test_report",
        "Épinebois Sécurité SAS\nTest d'intrusion - Portail Héron\nPréparé pour Ostler SA\nLe 8 juin 2026\n"
        "Les tests se sont déroulés entre le 18 et le 29 mai 2026. Nous avons identifié 1 vulnérabilité "
        "critique, 2 élevées, 4 moyennes et 3 faibles.",
        {
            "tester": "Épinebois Sécurité SAS",
            "document_date": "2026-06-08",
            "test_start": "2026-05-18",
            "test_end": "2026-05-29",
            "findings_critical": 1,
            "findings_high": 2,
            "findings_medium": 4,
            "findings_low": 3,
        },
    ),
    (
        "certificate_of_insurance",
        "Assurances Miram, 14 quai des Chartrons, 33000 Bordeaux\n"
        "Attestation d'assurance responsabilité civile professionnelle\n"
        "Nous soussignés, Assurances Miram, attestons que la société Ostler Informatique SARL, 3 rue des "
        "Tanneurs, 31000 Toulouse, est titulaire du contrat n° RCP 0448 291. La présente attestation est "
        "valable du 1er janvier 2026 au 31 décembre 2026.\nFait à Bordeaux, le 12 janvier 2026",
        {
            "document_date": "2026-01-12",
            "effective_date": "2026-01-01",
            "expiry_date": "2026-12-31",
            "expires_on": "2026-12-31",
            "insured": "Ostler Informatique SARL",
        },
    ),
    (
        "data_processing_agreement",
        "Accord de sous-traitance de données personnelles\n"
        "Entre Ostler SA (responsable de traitement) et Holm SAS (sous-traitant)\n"
        "Le présent accord entre en vigueur le 4 mai 2026. Le sous-traitant notifie toute violation dans un "
        "délai de 48 heures.",
        {"effective_date": "2026-05-04", "document_date": "2026-05-04", "breach_notification": "48 hours"},
    ),
    (
        "nda",
        "Accord de confidentialité\n"
        "Entre Ostler SA, sise à Lyon, et Holm SAS, sise à Toulouse, il est convenu ce qui suit. Le droit "
        "français s'applique. Fait à Lyon, le 5 février 2026, en deux exemplaires.",
        {"document_date": "2026-02-05"},
    ),
    (
        "financial_statements",
        "Comptes annuels au 31 décembre 2025\nOstler SA\nRapport du commissaire aux comptes\n"
        "Nous certifions que les comptes annuels sont réguliers et sincères et donnent une image fidèle.\n"
        "Lyon, le 30 mars 2026\nCabinet Fenouil Audit SAS",
        {
            "period_end": "2025-12-31",
            "document_date": "2026-03-30",
            "opinion": "unqualified",
            "auditor": "Cabinet Fenouil Audit SAS",
        },
    ),
    (
        "certificate_of_incorporation",
        "Greffe du Tribunal de Commerce de Toulouse\nExtrait Kbis\n"
        "Immatriculation principale au registre du commerce et des sociétés\nà jour au 2 septembre 2026\n"
        "Dénomination Ostler Informatique SARL\nDate d'immatriculation 19/06/2015",
        {"document_date": "2026-09-02"},
    ),
    (
        "vulnerability_scan_report",
        "Rapport de scan de vulnérabilités\nDate du scan : 2 mai 2026\nDate du rapport : 4 mai 2026\n"
        "Critique : 2 | Élevée : 9 | Moyenne : 31 | Faible : 18\n"
        "Le scan a porté sur les serveurs de la société.",
        {
            "document_date": "2026-05-04",
            "findings_critical": 2,
            "findings_high": 9,
            "findings_medium": 31,
            "findings_low": 18,
        },
    ),
    (
        "business_continuity_test_report",
        "Compte rendu d'exercice de reprise d'activité\nOstler SA - 28 mai 2026\n"
        "L'exercice a eu lieu le 16 mai 2026. Le service a été rétabli en trois heures.\n"
        "Résultat global : Réussi",
        {"test_end": "2026-05-16", "document_date": "2026-05-28", "result": "Réussi"},
    ),
    (
        "invoice",
        "Facture n° F-20417\nDate de facturation : 4 mai 2026\nÉchéance : 3 juin 2026\nTotal TTC 1 190,00 €\n"
        "Merci de régler dans les délais par virement.",
        {"document_date": "2026-05-04", "invoice_number": "F-20417"},
    ),
    (
        "subprocessor_list",
        "Liste des sous-traitants ultérieurs\nDernière mise à jour : 4 mai 2026\nSociété\tFinalité\tPays\n"
        "Nuage SAS\tHébergement\tFrance\nCourrier SARL\tEnvoi de courriels\tBelgique",
        {"document_date": "2026-05-04", "subprocessors": ("Nuage SAS", "Courrier SARL")},
    ),
]

SPANISH: list[Row] = [
    (
        "iso_27001_certificate",
        "Certificado del Sistema de Gestión\nZarza Certificación S.L. certifica que la organización\n"
        "Acebo Digital, S.A.\nCalle Baja 210, 28009 Madrid\n"
        "dispone de un sistema conforme con la norma UNE-EN ISO/IEC 27001:2022 para las actividades: "
        "alojamiento\nNº de certificado\nES-0917/26\nFecha de emisión\n15 de abril de 2026\n"
        "Fecha de expiración\n14 de abril de 2029\nPrimera emisión\n2 de mayo de 2023\n"
        "Entidad acreditada por ENAC con el nº 99/C",
        {
            "certificate_number": "ES-0917/26",
            "issuer": "Zarza Certificación S.L.",
            "holder": "Acebo Digital, S.A.",
            "issue_date": "2026-04-15",
            "expiry_date": "2029-04-14",
            "accreditation": "ENAC",
        },
    ),
    (
        "iso_27001_certificate",
        "CERTIFICADO\nES-0917\nNúmero de certificado\n15 de abril de 2026\nFecha de emisión\n"
        "14 de abril de 2029\nFecha de caducidad\n"
        "Zarza Certificación S.L. certifica que Acebo Digital, S.A. cumple los requisitos de la norma "
        "ISO/IEC 27001:2022.",
        {
            "certificate_number": "ES-0917",
            "issue_date": "2026-04-15",
            "expiry_date": "2029-04-14",
            "holder": "Acebo Digital, S.A.",
            "issuer": "Zarza Certificación S.L.",
        },
    ),
    (
        "information_security_policy",
        "Política de control de acceso\n"
        "Versión 1.6 | Aprobada el 10 de febrero de 2026 | Responsable: Hugo Serra\n"
        "El acceso se concede según la necesidad de conocer y se revisa cada trimestre.",
        {"version": "1.6", "document_date": "2026-02-10", "owner": "Hugo Serra"},
    ),
    (
        "information_security_policy",
        "Política de seguridad\nVersión\tFecha\tAutor\tCambios\n1.0\t14/10/2024\tC. Mora\tPrimera versión\n"
        "2.1\t30/09/2025\tM. Azar\tTeletrabajo\nEsta política se aplica a todo el personal de la empresa.",
        {"version": "2.1", "document_date": "2025-09-30"},
    ),
    (
        "information_security_policy",
        "Política de seguridad\nEdición 3, 4 de mayo de 2026\n"
        "Esta política se aplica a todo el personal de la empresa.",
        {"document_date": "2026-05-04"},
    ),
    (
        "penetration_test_report",
        "Informe de prueba de intrusión\nPortal Garza\n"
        "Realizado por Espino Seguridad S.L. para Acebo Digital, S.A.\nVersión 1.2 - 4 de mayo de 2026\n"
        "Las pruebas se realizaron del 13 al 24 de abril de 2026. Se identificaron 1 vulnerabilidad "
        "crítica, 3 altas, 5 medias y 8 bajas.",
        {
            "tester": "Espino Seguridad S.L.",
            "version": "1.2",
            "document_date": "2026-05-04",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_critical": 1,
            "findings_high": 3,
            "findings_medium": 5,
            "findings_low": 8,
        },
    ),
    (
        "business_continuity_test_report",
        "Informe de la prueba de recuperación ante desastres\n"
        "Acebo Digital, S.A. - Madrid, 2 de julio de 2026\n"
        "El sábado 20 de junio de 2026 se realizó la prueba anual en el centro de Getafe. El servicio se "
        "restableció en 3 horas.\nResultado global Satisfactorio",
        {"test_end": "2026-06-20", "document_date": "2026-07-02", "result": "Satisfactorio"},
    ),
    (
        "data_processing_agreement",
        "Contrato de encargo de tratamiento\n"
        "En Madrid, a 20 de enero de 2026 REUNIDOS. De una parte, Clínicas Valde, S.L. (el Responsable) y, "
        "de otra, Acebo Digital, S.A. (el Encargado). El Encargado notificará las violaciones de seguridad "
        "en un plazo máximo de 24 horas.",
        {"document_date": "2026-01-20", "breach_notification": "24 hours"},
    ),
    (
        "order_form",
        "Formulario de pedido Q-1189\nProveedor Acebo Digital, S.A.\nCliente Bodegas Alto, S.L.\n"
        "Fecha de inicio 1 de junio de 2026\nDuración 24 meses\n"
        "Se aplican las condiciones generales. Firmado el 5 de mayo de 2026",
        {"document_date": "2026-05-05"},
    ),
    (
        "certificate_of_insurance",
        "CERTIFICADO DE SEGURO\nAseguradora: Seguros Roble S.A.\nAsegurado: Acebo Digital, S.A.\n"
        "Póliza nº RC-20417\nVigencia: del 1 de enero de 2026 al 31 de diciembre de 2026\n"
        "Madrid, 12 de enero de 2026",
        {
            "insured": "Acebo Digital, S.A.",
            "effective_date": "2026-01-01",
            "expiry_date": "2026-12-31",
            "document_date": "2026-01-12",
        },
    ),
    (
        "financial_statements",
        "Cuentas anuales del ejercicio 2025\nAcebo Digital, S.A.\nInforme de auditoría\n"
        "En nuestra opinión, las cuentas anuales expresan, en todos los aspectos significativos, la imagen "
        "fiel del patrimonio al 31 de diciembre de 2025.\nMadrid, 30 de marzo de 2026\nHinojo Auditores, S.L.P.",
        {"opinion": "unqualified", "document_date": "2026-03-30", "period_end": "2025-12-31"},
    ),
    (
        "invoice",
        "FACTURA\nEmisor Acebo Digital, S.A. - CIF A00555123\nFactura nº F2026-0381\nFecha 31/10/2026\n"
        "Vencimiento 30/11/2026\nTOTAL 3.187,75 €\nForma de pago: transferencia a la cuenta de la empresa.",
        {"document_date": "2026-10-31", "invoice_number": "F2026-0381"},
    ),
    (
        "vulnerability_scan_report",
        "Informe de análisis de vulnerabilidades\nFecha del análisis: 2 de mayo de 2026\n"
        "Fecha del informe: 4 de mayo de 2026\nCríticas: 2, Altas: 9, Medias: 31, Bajas: 18\n"
        "El análisis abarcó los servidores de la empresa.",
        {
            "document_date": "2026-05-04",
            "findings_critical": 2,
            "findings_high": 9,
            "findings_medium": 31,
            "findings_low": 18,
        },
    ),
    (
        "certificate_of_incorporation",
        "Registro Mercantil de Madrid\nInformación general mercantil\nFecha de expedición: 4 de mayo de 2026\n"
        "Denominación: ACEBO DIGITAL, S.A.\nFecha de constitución: 19 de junio de 2015",
        {"document_date": "2026-05-04"},
    ),
    (
        "nda",
        "Acuerdo de confidencialidad\nEn Sevilla, a 4 de mayo de 2026\n"
        "Reunidos Acebo Digital, S.A. y Bodegas Alto, S.L. acuerdan lo siguiente. Se aplica la ley española.",
        {"document_date": "2026-05-04"},
    ),
]

ITALIAN: list[Row] = [
    (
        "iso_9001_certificate",
        "CERTIFICATO N. IT-4471-Q\nSi certifica che il sistema di gestione per la qualità di\n"
        "Officine Agrifoglio S.p.A.\nVia dei Mulini 8, 31100 Treviso (TV)\n"
        "è conforme alla norma UNI EN ISO 9001:2015\nPrima emissione Emissione corrente Scadenza\n"
        "10/07/2012 03/07/2024 02/07/2027\nIng. Ada Pozzo\nRovo Certificazioni S.r.l. - Il Direttore\n"
        "Organismo accreditato ACCREDIA, SGQ N. 999A",
        {
            "certificate_number": "IT-4471-Q",
            "holder": "Officine Agrifoglio S.p.A.",
            "issue_date": "2024-07-03",
            "expiry_date": "2027-07-02",
            "issuer": "Rovo Certificazioni S.r.l.",
            "accreditation": "ACCREDIA",
        },
    ),
    (
        "iso_27001_certificate",
        "CERTIFICATO\nRovo Certificazioni S.r.l. certifica che l'organizzazione\nAgrifoglio Sistemi S.r.l.\n"
        "ha attuato un sistema di gestione conforme alla norma ISO/IEC 27001:2022\nCertificato n. 20417\n"
        "Data di emissione: 14 marzo 2025\nValido fino al 13 marzo 2028",
        {
            "certificate_number": "20417",
            "holder": "Agrifoglio Sistemi S.r.l.",
            "issuer": "Rovo Certificazioni S.r.l.",
            "issue_date": "2025-03-14",
            "expiry_date": "2028-03-13",
        },
    ),
    (
        "information_security_policy",
        "Politica per la sicurezza delle informazioni\nRev. 3 del 4 maggio 2026\n"
        "Approvata dal Consiglio di amministrazione\n"
        "La presente politica si applica a tutto il personale della società.",
        {"document_date": "2026-05-04", "version": "3"},
    ),
    (
        "code_of_conduct",
        "Codice di condotta dei fornitori\nOfficine Agrifoglio S.p.A. - Edizione del 28 novembre 2025\n"
        "Ai nostri fornitori chiediamo di rispettare i principi seguenti.",
        {"document_date": "2025-11-28"},
    ),
    (
        "information_security_policy",
        "Politica di sicurezza\nVersione Data Autore Modifiche\n1.0 14/10/2024 C. Mora Prima emissione\n"
        "2.1 30/09/2025 M. Azar Lavoro agile\n"
        "La presente politica si applica a tutto il personale della società.",
        {"version": "2.1", "document_date": "2025-09-30"},
    ),
    (
        "privacy_policy",
        "Informativa sul trattamento dei dati personali\n"
        "ai sensi degli artt. 13 e 14 del Regolamento (UE) 2016/679 Ultimo aggiornamento: 25 maggio 2026\n"
        "Titolare\nAgrifoglio S.r.l.",
        {"document_date": "2026-05-25"},
    ),
    (
        "penetration_test_report",
        "Rapporto di penetration test\nPortale Airone\n"
        "Eseguito da Spinobosco Sicurezza S.r.l. per Agrifoglio S.p.A.\nVersione 1.2 del 4 maggio 2026\n"
        "I test si sono svolti dal 13 al 24 aprile 2026. Sono state rilevate 1 vulnerabilità critica, 3 "
        "alte, 5 medie e 8 basse.",
        {
            "tester": "Spinobosco Sicurezza S.r.l.",
            "version": "1.2",
            "document_date": "2026-05-04",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_critical": 1,
            "findings_high": 3,
            "findings_medium": 5,
            "findings_low": 8,
        },
    ),
    (
        "vulnerability_scan_report",
        "Rapporto di scansione delle vulnerabilità\nCliente Agrifoglio S.r.l.\n"
        "Eseguito da reparto IT, con scanner OpenVAS 22.4\nData scansione 10/10/2026\n"
        "Data rapporto 12/10/2026\nCritiche\n2\nAlte\n9\nMedie\n31\nBasse\n18\n"
        "Nella scansione di luglio le critiche erano 5.",
        {
            "document_date": "2026-10-12",
            "findings_critical": 2,
            "findings_high": 9,
            "findings_medium": 31,
            "findings_low": 18,
        },
    ),
    (
        "financial_statements",
        "Bilancio di esercizio al 31/12/2025\nDenominazione Agrifoglio S.p.A.\nNota integrativa\n"
        "Importi in euro. Treviso, 30 marzo\n2026\nLorenzo Brando\n"
        "Il Presidente del Consiglio di amministrazione",
        {"period_end": "2025-12-31", "document_date": "2026-03-30"},
    ),
    (
        "certificate_of_incorporation",
        "Camera di Commercio di Treviso\nVISURA ORDINARIA SOCIETÀ DI CAPITALE\nAGRIFOGLIO S.P.A.\n"
        "Documento n. T 555012099 estratto dal Registro Imprese in data 04/11/2026\n"
        "Data atto di costituzione 22/02/1988\nData iscrizione 19/02/1996",
        {"document_date": "2026-11-04"},
    ),
    (
        "certificate_of_insurance",
        "ATTESTAZIONE ASSICURATIVA\n"
        "Si attesta che Agrifoglio S.r.l. è assicurata con polizza n. RC-20417 presso Quercia Assicurazioni "
        "S.p.A. con decorrenza dal 01/01/2026 e scadenza il 31/12/2026.\nMilano, 12 gennaio 2026",
        {
            "insured": "Agrifoglio S.r.l.",
            "effective_date": "2026-01-01",
            "expiry_date": "2026-12-31",
            "document_date": "2026-01-12",
        },
    ),
    (
        "nda",
        "Accordo di riservatezza\ntra Agrifoglio S.r.l. e Cava S.p.A.\n"
        "Le parti convengono quanto segue. Il presente accordo è regolato dalla legge italiana.\n"
        "Treviso, lì 4 maggio 2026",
        {"document_date": "2026-05-04"},
    ),
    (
        "data_processing_agreement",
        "Accordo sul trattamento dei dati\ntra Agrifoglio S.r.l. (titolare) e Cava S.p.A. (responsabile)\n"
        "Il presente accordo entra in vigore il 4 maggio 2026. Il responsabile notifica le violazioni entro "
        "24 ore.",
        {"effective_date": "2026-05-04", "document_date": "2026-05-04", "breach_notification": "24 hours"},
    ),
    (
        "business_continuity_test_report",
        "Rapporto della prova di disaster recovery\nAgrifoglio S.p.A. - 28 maggio 2026\n"
        "La prova si è svolta il 16 maggio 2026. Il servizio è stato ripristinato in tre ore.\n"
        "Esito complessivo: Superato",
        {"test_end": "2026-05-16", "document_date": "2026-05-28", "result": "Superato"},
    ),
    (
        "invoice",
        "Fattura n. 20417\nData: 4 maggio 2026\nScadenza: 3 giugno 2026\nTotale documento 1.190,00 €\n"
        "Pagamento con bonifico sul conto della società.",
        {"document_date": "2026-05-04", "invoice_number": "20417"},
    ),
]

DUTCH: list[Row] = [
    (
        "iso_27001_certificate",
        "CERTIFICAAT\n"
        "Braam Certificatie B.V. verklaart dat het managementsysteem voor informatiebeveiliging van\n"
        "Hulst Software B.V.\n"
        "Dokterspad 3, 8011 Zwolle voldoet aan de eisen van NEN-EN-ISO/IEC 27001:2022 voor:\n"
        "ontwikkeling van software. Verklaring van toepasselijkheid versie 4, 8 januari 2026.\nNL-2026.118\n"
        "Certificaatnummer\n16 maart 2026\nDatum van uitgifte\n15 maart 2029\nGeldig tot en met\nM. Kwart\n"
        "Algemeen directeur\nGeaccrediteerd door de Raad voor Accreditatie (RvA C 999)",
        {
            "certificate_number": "NL-2026.118",
            "issuer": "Braam Certificatie B.V.",
            "holder": "Hulst Software B.V.",
            "issue_date": "2026-03-16",
            "expiry_date": "2029-03-15",
            "document_date": "2026-03-16",
        },
    ),
    (
        "iso_27001_certificate",
        "Certificaat\nNummer 20417\n"
        "Hierbij verklaart Braam Certificatie B.V. dat Hulst Software B.V. voldoet aan ISO/IEC 27001:2022.\n"
        "Dit certificaat is geldig van 16 maart 2026 tot en met 15 maart 2029.",
        {"issuer": "Braam Certificatie B.V.", "issue_date": "2026-03-16", "expiry_date": "2029-03-15"},
    ),
    (
        "data_retention_policy",
        "Beleid bewaartermijnen\n"
        "Hulst Software B.V. - versie 1.3 - vastgesteld op 18 december 2025 door de directie\n"
        "Dit beleid legt vast hoe lang gegevens worden bewaard.",
        {"version": "1.3", "document_date": "2025-12-18"},
    ),
    (
        "information_security_policy",
        "Informatiebeveiligingsbeleid\nVersie Datum Auteur Wijziging\n1.0 14-10-2024 C. Moor Eerste versie\n"
        "2.1 30-09-2025 M. Aas Thuiswerken\nDit beleid geldt voor alle medewerkers van het bedrijf.",
        {"version": "2.1", "document_date": "2025-09-30"},
    ),
    (
        "information_security_policy",
        "Informatiebeveiligingsbeleid\nVersie 3.2, mei 2026\nDit beleid geldt voor alle medewerkers van het bedrijf.",
        {"version": "3.2", "document_date": "2026-05"},
    ),
    (
        "penetration_test_report",
        "Rapport penetratietest\nReiger Klantportaal\n"
        "Uitgevoerd door Doornwoud Security B.V. in opdracht van Hulst B.V.\nVersie 1.2 - 4 mei 2026\n"
        "De test vond plaats van 13 tot en met 24 april 2026. Er zijn 1 kritieke, 3 hoge, 5 gemiddelde en 8 "
        "lage bevindingen gedaan.",
        {
            "tester": "Doornwoud Security B.V.",
            "version": "1.2",
            "document_date": "2026-05-04",
            "test_start": "2026-04-13",
            "test_end": "2026-04-24",
            "findings_critical": 1,
            "findings_high": 3,
            "findings_medium": 5,
            "findings_low": 8,
        },
    ),
    (
        "certificate_of_incorporation",
        "Kamer van Koophandel\nUittreksel Handelsregister\nDit document is gewaarmerkt op 19-08-2026\n"
        "KvK-nummer 55501234\nStatutaire naam Hulst Software B.V.\n"
        "Eerste inschrijving handelsregister 03-04-2012\nDatum akte van oprichting 30-03-2012",
        {"document_date": "2026-08-19"},
    ),
    (
        "data_processing_agreement",
        "Verwerkersovereenkomst\n"
        "Partijen: Stichting Zorg, te Deventer (verwerkingsverantwoordelijke), en Hulst Software B.V., te "
        "Zwolle (verwerker).\n"
        "Verwerker meldt een datalek uiterlijk binnen 24 uur na ontdekking. Op deze overeenkomst is "
        "Nederlands recht van toepassing. Aldus overeengekomen op 9 april 2026 te Deventer.",
        {"document_date": "2026-04-09", "breach_notification": "24 hours", "governing_law": "Nederlands recht"},
    ),
    (
        "nda",
        "Geheimhoudingsovereenkomst\ntussen Hulst B.V. en Steen N.V.\n"
        "Op deze overeenkomst is Nederlands recht van toepassing.\nZwolle, 4 mei 2026",
        {"document_date": "2026-05-04"},
    ),
    (
        "financial_statements",
        "Jaarrekening 2025\nHulst Software B.V. - balans per 31 december 2025\n"
        "Opgesteld te Zwolle, 11 mei 2026\nControleverklaring van de onafhankelijke accountant\n"
        "Naar ons oordeel geeft de jaarrekening een getrouw beeld van het vermogen.",
        {"period_end": "2025-12-31", "document_date": "2026-05-11", "opinion": "unqualified"},
    ),
    (
        "certificate_of_insurance",
        "Verzekeringscertificaat\nVerzekeraar: Eik Verzekeringen N.V.\nVerzekerde: Hulst Software B.V.\n"
        "Polisnummer: AB-20417\nVerzekeringsperiode: 1 januari 2026 tot 1 januari 2027\n"
        "Utrecht, 12 januari 2026",
        {
            "insured": "Hulst Software B.V.",
            "effective_date": "2026-01-01",
            "expiry_date": "2027-01-01",
            "document_date": "2026-01-12",
        },
    ),
    (
        "vulnerability_scan_report",
        "Rapport kwetsbaarhedenscan\nDatum scan: 2 mei 2026\nDatum rapport: 4 mei 2026\n"
        "Kritiek: 2, Hoog: 9, Middel: 31, Laag: 18\nDe scan omvatte alle servers van het bedrijf.",
        {
            "document_date": "2026-05-04",
            "findings_critical": 2,
            "findings_high": 9,
            "findings_medium": 31,
            "findings_low": 18,
        },
    ),
    (
        "business_continuity_test_report",
        "Verslag uitwijktest\nHulst B.V., 28 mei 2026\n"
        "De test vond plaats op 16 mei 2026. De dienst was na drie uur hersteld.\nResultaat: Geslaagd",
        {"test_end": "2026-05-16", "document_date": "2026-05-28", "result": "Geslaagd"},
    ),
    (
        "invoice",
        "Factuur\nFactuurnummer 20417\nFactuurdatum 4 mei 2026\nVervaldatum 3 juni 2026\n"
        "Totaal te betalen € 1.190,00\nGraag betalen op de rekening van het bedrijf.",
        {"document_date": "2026-05-04", "invoice_number": "20417"},
    ),
    (
        "vendor_management_policy",
        "# Leveranciersbeleid\n\n**Organisatie:** Stichting Zorg\n**Versie:** 2.0\n"
        "**Vastgesteld:** 30 januari 2026\n**Eigenaar:** Fenna Ooster, inkoop\n\n"
        "## Indeling van de leveranciers",
        {"version": "2.0", "document_date": "2026-01-30", "owner": "Fenna Ooster, inkoop"},
    ),
]

PORTUGUESE: list[Row] = [
    (
        "iso_27001_certificate",
        "Certificado de Conformidade\n"
        "O Instituto Amora de Certificação, acreditado pelo Inmetro, atesta que Azevinho Tecnologia Ltda. "
        "atende aos requisitos da ISO/IEC 27001:2022.\nCertificado nº\tEmissão\tValidade\n"
        "BR-0330\t06/10/2025\t05/10/2028\nBrasília, 6 de outubro de 2025",
        {
            "certificate_number": "BR-0330",
            "holder": "Azevinho Tecnologia Ltda.",
            "issue_date": "2025-10-06",
            "expiry_date": "2028-10-05",
            "accreditation": "Inmetro",
            "document_date": "2025-10-06",
        },
    ),
    (
        "iso_27001_certificate",
        "CERTIFICADO\nA Amora Certificação, S.A. certifica que o sistema de gestão da organização\n"
        "Azevinho Sistemas Lda.\ncumpre os requisitos da norma NP ISO/IEC 27001:2022\nCertificado n.º 20417\n"
        "Data de emissão: 14 de março de 2025\nVálido até: 13 de março de 2028\nAcreditado pelo IPAC",
        {
            "certificate_number": "20417",
            "holder": "Azevinho Sistemas Lda.",
            "issuer": "Amora Certificação, S.A.",
            "issue_date": "2025-03-14",
            "expiry_date": "2028-03-13",
            "accreditation": "IPAC",
        },
    ),
    (
        "penetration_test_report",
        "Relatório de teste de intrusão\nAplicação móvel Garça (Android e iOS)\nCliente\nBanco Azul, S.A.\n"
        "Equipa\nEspinheiro Ofensiva\nLda.\nVersão\n1.2\nData\n25 de setembro de\n2026\nSumário executivo\n"
        "Os testes decorreram entre 7 de setembro de 2026 e 18 de setembro de 2026. Foi identificada 1 "
        "vulnerabilidade crítica, 1 alta, 6 médias e 3 baixas.",
        {
            "tester": "Espinheiro Ofensiva Lda.",
            "version": "1.2",
            "document_date": "2026-09-25",
            "test_start": "2026-09-07",
            "test_end": "2026-09-18",
            "findings_critical": 1,
            "findings_high": 1,
            "findings_medium": 6,
            "findings_low": 3,
        },
    ),
    (
        "information_security_policy",
        "Política de Segurança da Informação\nCódigo\tPSI-01\nVersão\t5.1\nData de aprovação\t26/01/2026\n"
        "Aprovador\tDiogo Salva, Diretor\nPróxima revisão\t26/01/2027\n"
        "Estabelecer as diretrizes para proteger as informações da empresa.",
        {"version": "5.1", "document_date": "2026-01-26", "next_review_date": "2027-01-26"},
    ),
    (
        "information_security_policy",
        "Política de Segurança\nVersão Data Autor Alterações\n1.0 14/10/2024 C. Mora Primeira versão\n"
        "2.1 30/09/2025 M. Azar Teletrabalho\nEsta política aplica-se a todos os colaboradores da empresa.",
        {"version": "2.1", "document_date": "2025-09-30"},
    ),
    (
        "information_security_policy",
        "Política de Segurança\nVersão 3.2, de 4 de maio de 2026\n"
        "Esta política aplica-se a todos os colaboradores da empresa.",
        {"version": "3.2", "document_date": "2026-05-04"},
    ),
    (
        "certificate_of_incorporation",
        "Certidão Permanente\nConservatória do Registo Comercial de Setúbal\nFirma Azevinho Lda.\n"
        "NIPC 555 019 880\nData de constituição 11 de novembro de 2019\n"
        "Certidão permanente subscrita em 03-06-2026 e válida até 03-06-2027.",
        {"document_date": "2026-06-03"},
    ),
    (
        "certificate_of_insurance",
        "Seguradora Roble S.A. - CNPJ 00.555.210/0001-44\nCertificado de Seguro\nApólice nº 0351.62.000\n"
        "Segurado Azevinho Tecnologia Ltda.\nVigência das 24h de 01/03/2026 às 24h de 01/03/2027\n"
        "Prêmio total: R$ 48.120,55. São Paulo, 20 de fevereiro de 2026",
        {
            "insured": "Azevinho Tecnologia Ltda.",
            "effective_date": "2026-03-01",
            "expiry_date": "2027-03-01",
            "expires_on": "2027-03-01",
            "document_date": "2026-02-20",
        },
    ),
    (
        "subprocessor_list",
        "Subcontratante\tFinalidade\tPaís\tDesde\nNuvem, S.A.\tAlojamento\tPortugal\t2021\n"
        "Correio Lda.\tEnvio de e-mail\tPortugal\t2022\fAtualizado em\t13/07/2026",
        {"document_date": "2026-07-13"},
    ),
    (
        "nda",
        "Acordo de confidencialidade\nentre a Azevinho Lda. e o Banco Azul, S.A.\n"
        "O presente acordo rege-se pela lei portuguesa.\nLisboa, 4 de maio de 2026",
        {"document_date": "2026-05-04"},
    ),
    (
        "data_processing_agreement",
        "Acordo de tratamento de dados\n"
        "entre a Azevinho Lda. (subcontratante) e o Banco Azul, S.A. (responsável)\n"
        "O presente acordo entra em vigor em 4 de maio de 2026. O subcontratante notifica as violações no "
        "prazo de 24 horas.",
        {"effective_date": "2026-05-04", "document_date": "2026-05-04", "breach_notification": "24 hours"},
    ),
    (
        "financial_statements",
        "Demonstrações financeiras\nExercício findo em 31 de dezembro de 2025\nAzevinho, S.A.\n"
        "Em nossa opinião, as demonstrações financeiras apresentam de forma verdadeira e apropriada a "
        "posição financeira.\nLisboa, 30 de março de 2026\nFuncho & Associados, SROC",
        {
            "period_end": "2025-12-31",
            "document_date": "2026-03-30",
            "opinion": "unqualified",
            "auditor": "Funcho & Associados, SROC",
        },
    ),
    (
        "vulnerability_scan_report",
        "Relatório de vulnerabilidades\nData da análise: 2 de maio de 2026\n"
        "Data do relatório: 4 de maio de 2026\nCríticas: 2 | Altas: 9 | Médias: 31 | Baixas: 18\n"
        "A análise abrangeu os servidores da empresa.",
        {
            "document_date": "2026-05-04",
            "findings_critical": 2,
            "findings_high": 9,
            "findings_medium": 31,
            "findings_low": 18,
        },
    ),
    (
        "business_continuity_test_report",
        "Relatório do teste de recuperação\nAzevinho, S.A. - 28 de maio de 2026\n"
        "O teste realizou-se a 16 de maio de 2026. O serviço foi reposto em três horas.\n"
        "Resultado global: Aprovado",
        {"test_end": "2026-05-16", "document_date": "2026-05-28"},
    ),
    (
        "invoice",
        "Fatura n.º FT 2026/20417\nData: 4 de maio de 2026\nVencimento: 3 de junho de 2026\n"
        "Total a pagar 1.190,00 €\nPagamento por transferência para a conta da empresa.",
        {"document_date": "2026-05-04"},
    ),
]

TILES: list[tuple[Row, str]] = [
    (
        (
            "iso_27001_certificate",
            "CERTIFICADO\nTalleres Arrieta, S.A.\nRV-81/0442 14/03/2026 13/03/2029\n"
            "N.º de certificado Fecha de emisión Fecha de expiración\nAlcance: Mantenimiento de flotas",
            {"certificate_number": "RV-81/0442", "issue_date": "2026-03-14", "expiry_date": "2029-03-13"},
        ),
        "es",
    ),
    (
        (
            "iso_27001_certificate",
            "CERTIFICATE\nKestrel Mills Ltd\nKM-5520 4 May 2026 3 May 2029\n"
            "Certificate number Issue date Expiry date\nScope: milling",
            {"certificate_number": "KM-5520", "issue_date": "2026-05-04", "expiry_date": "2029-05-03"},
        ),
        "en",
    ),
    (
        (
            "iso_27001_certificate",
            "CERTIFICATE\n1 May 2020 30 April 2023\nIssue date Expiry date\n4 May 2026 3 May 2029\nScope: milling",
            {"issue_date": "2026-05-04", "expiry_date": "2029-05-03"},
        ),
        "en",
    ),
    (
        (
            "iso_27001_certificate",
            "CERTIFICATE\nFirst issued First expiry\n1 May 2020 30 April 2023\nIssue date Expiry date\nScope: milling",
            {"issue_date": None, "expiry_date": None},
        ),
        "en",
    ),
    (
        (
            "penetration_test_report",
            "Pentestrapport\nBevindingen per ernst\n1 3 6 8\nKritiek Hoog Midden Laag\nSamenvatting",
            {"findings_critical": 1, "findings_high": 3, "findings_medium": 6, "findings_low": 8},
        ),
        "nl",
    ),
    (
        (
            "penetration_test_report",
            "Penetration Test Report\nFindings\n1 3 6 8 18\nCritical High Medium Low Total\nSummary",
            {"findings_critical": 1, "findings_low": 8, "findings_total": 18},
        ),
        "en",
    ),
    (
        (
            "penetration_test_report",
            "Penetration Test Report\nCritical High Medium Low\n1 3 6 8\nCritical High Medium Low\n0 0 2 5\n",
            {"findings_critical": 1, "findings_high": 3, "findings_medium": 6, "findings_low": 8},
        ),
        "en",
    ),
    (
        (
            "penetration_test_report",
            "Penetration Test Report\n1 3 6\nCritical High Medium Low\nSummary",
            {"findings_critical": None, "findings_high": None},
        ),
        "en",
    ),
]

LICENCES: list[tuple[Row, str]] = [
    (
        (
            "business_license",
            "Câmara Municipal de Arouca\nALVARÁ DE FUNCIONAMENTO\nAlvará n.º 2026/0718\n"
            "Razão social: Moinho Velho Lda\nData de expedicao: 05/02/2026\nValidade: 04/02/2028",
            {
                "issuer": "Câmara Municipal de Arouca",
                "licence_number": "2026/0718",
                "holder": "Moinho Velho Lda",
                "issue_date": "2026-02-05",
                "expiry_date": "2028-02-04",
            },
        ),
        "pt",
    ),
    (
        (
            "business_license",
            "Ayuntamiento de Tudela\nLICENCIA DE ACTIVIDAD\nLicencia n.º 118-2026\n"
            "Titular: Conservas Ebro, S.L.\nFecha de expedición: 02/03/2026\nVálida hasta: 01/03/2028",
            {
                "issuer": "Ayuntamiento de Tudela",
                "licence_number": "118-2026",
                "holder": "Conservas Ebro, S.L.",
                "issue_date": "2026-03-02",
                "expiry_date": "2028-03-01",
            },
        ),
        "es",
    ),
    (
        (
            "pci_dss_aoc",
            "Atestado de conformidade PCI DSS versão 4.0.1\nEmpresa avaliada: Moinho Velho Lda\n"
            "Empresa avaliadora (QSA): Baluarte Segurança Lda\nData da avaliação: 12/05/2026\nResultado: Compliant",
            {
                "pci_dss_version": "4.0.1",
                "assessed_entity": "Moinho Velho Lda",
                "assessor": "Baluarte Segurança Lda",
                "assessment_date": "2026-05-12",
                "result": "compliant",
            },
        ),
        "pt",
    ),
    (
        (
            "iso_27001_certificate",
            "CERTIFICADO\nCertificado n.º: MV-3301\nEmpresa certificada: Moinho Velho Lda\n"
            "Expedido por: Norma Alta Certificação Lda\nValido ate: 09/06/2029\nData de emissao: 10/06/2026",
            {
                "certificate_number": "MV-3301",
                "holder": "Moinho Velho Lda",
                "issuer": "Norma Alta Certificação Lda",
                "issue_date": "2026-06-10",
                "expiry_date": "2029-06-09",
            },
        ),
        "pt",
    ),
]

ROWS = [
    *TILES,
    *LICENCES,
    *((row, "en") for row in ENGLISH),
    *((row, "en") for row in ENGLISH_TOO),
    *((row, "de") for row in GERMAN),
    *((row, "fr") for row in FRENCH),
    *((row, "es") for row in SPANISH),
    *((row, "it") for row in ITALIAN),
    *((row, "nl") for row in DUTCH),
    *((row, "pt") for row in PORTUGUESE),
]


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
