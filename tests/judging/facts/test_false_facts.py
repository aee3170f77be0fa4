"""What looks like a fact and is none: each kind with what it must not become."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

SOC = "Independent Service Auditor's Report\nTo the Management of Marlin Freight, Inc.\nSOC 2 Type 2\n"
CERTIFICATE = "CERTIFICATE\nISO/IEC 27001:2022\n"


@pytest.mark.parametrize(
    ("results", "count"),
    [
        ("No relevant exceptions noted. No relevant exceptions noted.", 0),
        ("No exceptions were noted.", 0),
        ("Exceptions noted: None", 0),
        ("Without exceptions noted. Deviation: 3 of 25 leavers kept access.", 1),
        ("Exception noted: one of 25. No exceptions noted. Deviations noted: two.", 2),
        ("Neither exceptions noted nor deviations: none. No relevant deviations identified.", 0),
        ("Exceptions need the approval of the head of security.", None),
    ],
)
def test_exceptions_are_counted_where_none_are_denied(results: str, count: int | None) -> None:
    assert (
        values_of("soc2_type2_auditor_report", SOC + "Tests of controls\n" + results).get("exceptions_count") == count
    )


def test_no_exceptions_beside_a_qualified_opinion_are_not_published() -> None:
    values = values_of("soc2_type2_auditor_report", SOC, "Basis for Qualified Opinion\nNo relevant exceptions noted.")
    assert values["opinion"] == "qualified"
    assert "exceptions_count" not in values


@pytest.mark.parametrize(
    "text",
    [
        "We did not perform any procedures regarding the operating effectiveness of controls.",
        "Our examination did not include tests of the operating effectiveness of the controls.",
        "No opinion is given on the operating effectiveness of controls.",
    ],
)
def test_operating_effectiveness_that_was_not_tested_makes_no_type_2(text: str) -> None:
    values = values_of("audit_report", f"Independent auditor's report\nSOC 1\n{text}\n")
    assert "soc_type" not in values


@pytest.mark.parametrize(
    "text",
    [
        "Attestation of Compliance\nRevision 2, publication date: August 2023",
        "Certificate\nInitial certification date:\n30 August 2022",
        "Certificate\nInitial Issue Date: 30 August 2022",
        "Certificate\nExpiry date: 30 August 2022",
        "Agreement\nsupplementing the Services Agreement of\n14 February 2026.",
        "Addendum\nThis addendum amends the master agreement effective 14 February 2026.",
        "Application\nForm 12 rev. 04/2019",
        "Report\nCopyright 2019-03-04 Redfern",
        "Policy\nNext Review Date: 4 March 2026",
        "Contract\nend of the first term:\n4 March 2026",
    ],
)
def test_date_of_something_else_is_not_the_documents(text: str) -> None:
    assert "document_date" not in values_of(None, text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("as an extension of ISO/IEC 27001\n(certificate no. QA-27-0041)\nCertificate No. PI-18-007", "PI-18-007"),
        ("This certificate is only valid together with certificate no. QA-27-0041.", None),
        ("It replaces certificate number QA-27-0041.", None),
        ("Certificate number: N/A", None),
        ("Certificate number: to be assigned in 2026", None),
        ("Certificate number: QA-27-0041", "QA-27-0041"),
    ],
)  # fmt: skip
def test_number_of_a_related_certificate_is_not_its_own(text: str, number: str | None) -> None:
    assert values_of("iso_27018_certificate", CERTIFICATE + text).get("certificate_number") == number


@pytest.mark.parametrize(
    "nothing",
    [
        "Not applicable", "N/A", "n.a.", "TBD", "tbc", "To be confirmed", "see below", "See Annex A", "as above",
        "None", "Not assigned", "Pending", "entfällt", "k. A.", "siehe oben", "Sans objet", "Néant", "No aplica",
        "n.v.t.", "-", "Unknown", "Not yet assigned",
    ],
)  # fmt: skip
def test_what_is_written_where_there_is_nothing_is_no_value(nothing: str) -> None:
    values = values_of("information_security_policy", f"Information Security Policy\nOwner: {nothing}\nVersion: 2.0\n")
    assert (values.get("owner"), values["version"]) == (None, "2.0")


@pytest.mark.parametrize(
    "call",
    ["PHONE: 804-555-0166", "Tel. 020-7946-0123", "Fax 1-804-555-0177", "call 804-555-0166", "Mobile no. 0171-555-019"],
)
def test_telephone_number_is_no_policy_number(call: str) -> None:
    values = values_of(
        "certificate_of_insurance",
        f"CERTIFICATE OF INSURANCE\n{call}\nGENERAL LIABILITY GL-4471902 LIMIT $ 1,000,000\n",
    )
    assert values["policy_numbers"] == ("GL-4471902",)


@pytest.mark.parametrize(
    "contacts",
    [
        "Customer Ann Reed, head of IT\nSupplier Tom Pell, service desk",
        "Contacts\nCliente: Inés Roda\nProveedor: Raúl Mora",
        "Customer\tSupplier\nAnn Reed\tTom Pell",
    ],
)
def test_people_who_speak_for_the_parties_are_none(contacts: str) -> None:
    head = "Order form of Marlin Freight GmbH\nThe services of Redfern Labs Ltd begin on 4 March 2026.\n"
    parties = values_of("order_form", f"{head}{contacts}\n").get("parties")
    assert parties in (None, ("Marlin Freight GmbH", "Redfern Labs Ltd"))


def test_heading_and_the_prose_below_it_make_no_name() -> None:
    text = "Penetration test\nRedfern Summary\nMarlin Labs Ltd was engaged by the client to test its systems.\n"
    assert values_of("penetration_test_report", text).get("tester") == "Marlin Labs Ltd"


def test_counts_that_do_not_add_up_to_their_total_are_not_published() -> None:
    rows = "Critical 1\nHigh 2\nMedium 4\nLow 5\nInformational 0\nTotal {}\n"
    text = "Penetration test report\nFindings\n" + rows
    assert values_of("penetration_test_report", text.format(12))["findings_total"] == 12
    assert not [key for key in values_of("penetration_test_report", text.format(14)) if key.startswith("findings")]


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("EUR 7.500.000", 7_500_000),
        ("EUR 9 Mio.", 9_000_000),
        ("EUR 3,2 million", 3_200_000),
        ("CHF 7'500'000", 7_500_000),
        ("Rs. 2,35,00,000", 23_500_000),
        ("£2.5bn", 2_500_000_000),
        ("USD 5m", 5_000_000),
        ("EUR 5.000", None),
        ("EUR 5,000,\n000", None),
        ("EUR 2 to 5 million", None),
    ],
)
def test_limit_is_whole_or_no_fact(limit: str, value: int | None) -> None:
    text = (
        f"CERTIFICATE OF INSURANCE\nInsurer: Bluewater Mutual plc\nProfessional indemnity\nLimit: {limit} each claim\n"
    )
    assert values_of("certificate_of_insurance", text).get("limit_professional") == value


@pytest.mark.parametrize(
    ("heading", "row", "value"),
    [
        ("Angaben in TEUR\nSumme 1.234.567", "Total revenue 45.678 41.002", 45_678_000),
        ("EUR thousand", "Total revenue 45,678 41,002", 45_678_000),
        ("(Rs. in lakhs)", "Total revenue 45,678 41,002", 4_567_800_000),
        ("in T€", "Total revenue 45.678 41.002", None),
        ("USD millions and EUR thousand", "Total revenue 45,678 41,002", None),
        ("EUR million\nSumme 1.234.567,00", "Total revenue 1.045,5 941,2", 1_045_500_000),
        ("(\u20b9 in crores)", "Total revenue 1,23,456 1,10,222", 1_234_560_000_000),
        ("", "Total revenue 45,678 41,002", None),
    ],
)
def test_revenue_is_scaled_as_the_page_says_or_no_fact(heading: str, row: str, value: int | None) -> None:
    text = f"Income statement\n{heading}\n2025 2024\n{row}\n"
    assert values_of("financial_statements", text).get("revenue") == value


def test_newest_row_of_a_history_and_no_other_is_the_documents() -> None:
    text = "Access policy\nVersion\tDate\tAuthor\n1.0\t4 March 2024\tM. Orr\n2.0\t5 March 2026\tL. Vane\n"
    values = values_of("access_control_policy", text)
    assert (values["version"], values["document_date"]) == ("2.0", "2026-03-05")


def test_newest_row_of_a_history_is_told_by_the_order_of_day_and_month_of_the_document() -> None:
    rows = "1.0\t11/02/2025\tM. Orr\n1.1\t12/01/2025\tL. Vane"
    text = f"Access policy\nApproved: 12/31/2025\nVersion\tDate\tAuthor\n{rows}\n"
    assert values_of("access_control_policy", text)["version"] == "1.1"


def test_amount_in_brackets_behind_its_words_is_no_loss() -> None:
    text = (
        "Services agreement\nThe supplier's aggregate liability shall be limited to fifty thousand dollars ($50,000).\n"
    )
    assert values_of("commercial_contract", text).get("liability_cap_amount") == 50_000


def test_label_of_the_line_above_is_no_part_of_a_name() -> None:
    head = 'Order form between Marlin Freight, Inc. ("Marlin") and\n'
    text = head + 'Signature / Name / Title / Date\nVane & Orr Bank ("Bank")'
    assert values_of("order_form", text).get("parties") in (None, ("Marlin Freight, Inc.", "Vane & Orr Bank"))


@pytest.mark.parametrize(
    "text",
    [
        "SOC 2 Type 1\nThis is not a Type 2 report.",
        "This is not a SOC 2 Type 2 report but a Type 1 report.",
        "SOC 2 report of Type 1, rather than Type 2",
        "Neither a Type 2 report nor an audit: a SOC 2 report of Type 1",
    ],
)
def test_type_that_a_report_says_it_is_not_is_not_its_type(text: str) -> None:
    report = f"Independent Service Auditor's Report\n{text}\nControls as of March 31, 2026\n"
    assert values_of("soc2_type1_auditor_report", report)["soc_type"] == "Type 1"


@pytest.mark.parametrize(
    ("document_type", "text", "key"),
    [
        (
            "certificate_of_insurance",
            "Insured Broker Effective date\nMarlin Ltd Orla Ltd 4 March 2026",
            "insured",
        ),
        ("iso_27001_certificate", "Certificate holder Certificate number\nMarlin Ltd HP-77", "holder"),
        ("penetration_test_report", "Prepared by Client Date\nRedfern Labs Ltd Marlin Ltd 4 March 2026", "tester"),
        ("information_security_policy", "Owner Version Status\nCISO 2.0 approved", "owner"),
    ],
)
def test_next_label_of_a_row_is_not_the_value_of_the_one_before_it(document_type: str, text: str, key: str) -> None:
    assert values_of(document_type, f"Document\n{text}\n").get(key) is None


def test_full_width_amount_is_read_whole() -> None:
    wide = "EUR 7,500,000".translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000})
    text = f"CERTIFICATE OF INSURANCE\nProfessional indemnity\nLimit {wide}"
    assert values_of("certificate_of_insurance", text)["limit_professional"] == 7_500_000


@pytest.mark.parametrize(
    ("columns", "row", "value"),
    [
        ("2025 2024", "Total revenue 45,678 41,002", 45_678_000),
        ("2024 2025", "Total revenue 41,002 45,678", 45_678_000),
        ("Note\t2024\t2025", "Total revenue\t4\t41,002\t45,678", 45_678_000),
        ("Note\t2025\t2024", "Total revenue\t4\t45,678\t41,002", 45_678_000),
        ("2024 2025", "Total revenue 41,002 45,678 52,100", None),
    ],
)
def test_revenue_is_the_newest_years(columns: str, row: str, value: int | None) -> None:
    text = f"Income statement\nEUR thousand\n{columns}\n{row}\n"
    assert values_of("financial_statements", text).get("revenue") == value


@pytest.mark.parametrize(
    "length", ["30-60 days", "60 to 90 days", "60 or 90 days", "1,090 days", "1 090 days", "3.5 days"]
)
def test_part_of_a_range_or_number_is_no_length_of_time(length: str) -> None:
    text = f"Either party may terminate this Agreement for convenience upon {length} prior written notice."
    assert "termination_notice" not in values_of("commercial_contract", text)


@pytest.mark.parametrize("uptime", ["99.9%-99.99%", "99.5% to 99.9%", "199.9%", "99.9.5%"])
def test_part_of_a_range_is_no_commitment(uptime: str) -> None:
    text = f"Service level agreement\nThe supplier commits to a monthly uptime of {uptime} for the service."
    assert "uptime_commitment" not in values_of("commercial_contract", text)


@pytest.mark.parametrize(
    "rows",
    [
        "Certification date\tExpiration date\nMarch 4, 2025\tMarch 3, 2027",
        "Expiration date\tCertification date\nMarch 3, 2027\tMarch 4, 2025",
    ],
)
def test_letter_with_its_dates_in_a_table_is_read_by_columns(rows: str) -> None:
    values = values_of("hitrust_certification_letter", f"HITRUST\n{rows}\nr2 Certification")
    assert (values["issue_date"], values["expiry_date"]) == ("2025-03-04", "2027-03-03")


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("Professional indemnity\tPI-774431\tEUR 5.000.000", 5_000_000),
        ("Professional indemnity\tPI/774431\tEUR 5.000.000", 5_000_000),
        ("Professional indemnity 774431 EUR 5.000.000", 5_000_000),
        ("Professional indemnity 5.000.000 EUR je Schadenfall 2.000.000 EUR", 5_000_000),
        ("Professional indemnity\t5.000.000 \u20ac\tje Jahr 2.000.000 \u20ac", 5_000_000),
        ("Professional indemnity 5.000.000 EUR 2.000.000 EUR", None),
        ("Professional indemnity\t5.000.000 \u20ac\t2.000.000 \u20ac", None),
        ("Professional indemnity PI-774431 EUR", None),
    ],
)
def test_number_of_a_policy_is_no_amount_of_the_currency_behind_it(row: str, value: int | None) -> None:
    values = values_of("certificate_of_insurance", f"CERTIFICATE OF INSURANCE\n{row}\n")
    assert values.get("limit_professional") == value


@pytest.mark.parametrize(
    ("cap", "value"),
    [("CHF 5'000'000", 5_000_000), ("EUR 2,5 Mio.", 2_500_000), ("INR 2,35,00,000", 23_500_000), ("EUR 45.678", None)],
)
def test_cap_on_liability_is_whole_or_has_no_amount(cap: str, value: int | None) -> None:
    text = f"The total liability of the supplier shall not exceed {cap} in any contract year."
    assert values_of("commercial_contract", text).get("liability_cap_amount") == value


@pytest.mark.parametrize(
    ("rows", "key", "value"),
    [
        ("Cyber liability: not covered\nGeneral liability each occurrence: EUR 1,400,000", "limit_cyber", None),
        ("Umbrella liability: N/A\nCyber liability limit: EUR 3,200,000", "limit_umbrella", None),
        ("Umbrella liability each occurrence N/A\nCyber liability limit: EUR 3,200,000", "limit_umbrella", None),
        ("Cyber liability: nicht versichert\nProfessional indemnity: EUR 2.400.000", "limit_cyber", None),
        ("Professional indemnity: sans garantie\nCyber liability: EUR 2.400.000", "limit_professional", None),
        ("Cover\tDeductible\tLimit\nCyber liability\tEUR 25,000\tEUR 3,200,000", "limit_cyber", 3_200_000),
        ("Cover\tSelbstbehalt\tDeckungssumme\nCyber\t5.000 EUR\t3.200.000 EUR", "limit_cyber", 3_200_000),
        ("Cover Deductible Limit\nCyber liability EUR 25,000 EUR 3,200,000", "limit_cyber", None),
        ("Cyber liability deductible: EUR 25,000; limit: EUR 3,200,000", "limit_cyber", 3_200_000),
        ("Cyber liability deductible: EUR 25,000", "limit_cyber", None),
        ("Cyber liability EUR 25,000 deductible, EUR 3,200,000 limit", "limit_cyber", None),
        ("Cyber liability annual premium EUR 25,000", "limit_cyber", None),
        ("Cyber liability Selbstbehalt 25.000 EUR", "limit_cyber", None),
        ("Cyber liability: between EUR 1 and 3 million", "limit_cyber", None),
        ("Cyber liability: up to EUR 1,400,000 or EUR 3,200,000", "limit_cyber", None),
        ("Cyber liability (no cover of EUR 1,400,000)", "limit_cyber", None),
        ("Cyber liability (previous limit EUR 1,400,000)", "limit_cyber", None),
        ("Cyber liability limit: EUR 1,400,000\nCyber liability limit: EUR 3,200,000", "limit_cyber", None),
        ("Umbrella liability each occurrence: EUR 4,200,000", "limit_general_liability", None),
        ("Umbrella liability each occurrence: EUR 4,200,000", "limit_umbrella", 4_200_000),
        (
            "General liability: EUR 1,400,000 each occurrence, EUR 2,600,000 aggregate",
            "limit_general_liability",
            1_400_000,
        ),
        ("General liability each occurrence: EUR 1,400,000", "limit_general_liability", 1_400_000),
        ("CYBER LIABILITY\nCYB-560149 EACH OCCURRENCE\n$3,200,000", "limit_cyber", 3_200_000),
        ("CYBER LIABILITY\nCYB-560149 EACH OCCURRENCE\n$3,200,000\n$100,000", "limit_cyber", None),
        ("CYBER LIABILITY\nCYB-560149 DEDUCTIBLE\n$25,000", "limit_cyber", None),
    ],
)
def test_limit_stands_beside_its_own_label_or_is_no_fact(rows: str, key: str, value: int | None) -> None:
    assert values_of("certificate_of_insurance", f"CERTIFICATE OF INSURANCE\n{rows}\n").get(key) == value


@pytest.mark.parametrize(
    "denied", ["Cyber liability: not covered", "Cyber: ausgeschlossen", "Cyber liability: N/A", "No cyber liability"]
)
def test_denied_cover_is_no_coverage(denied: str) -> None:
    rows = f"General liability each occurrence: EUR 1,400,000\n{denied}\nProfessional indemnity: EUR 2,600,000"
    values = values_of("certificate_of_insurance", f"CERTIFICATE OF INSURANCE\n{rows}\n")
    assert values["coverages"] == ("General liability", "Professional indemnity")


@pytest.mark.parametrize("label", ["Previous policy number", "Prior policy no.", "Expiring policy number"])
def test_number_of_an_earlier_policy_is_not_the_policys(label: str) -> None:
    values = values_of("certificate_of_insurance", f"CERTIFICATE OF INSURANCE\n{label}: XQ-100201\n")
    assert "policy_numbers" not in values


@pytest.mark.parametrize(
    ("results", "count"),
    [
        ("17 exceptions were noted.", 17),
        ("Number of exceptions: 17", 17),
        ("Exceptions: 3", 3),
        ("Number of exceptions noted: 6. Exception noted: a leaver kept access.", 6),
        ("17 Abweichungen wurden festgestellt.", 17),
        ("Anzahl der Abweichungen: 5", 5),
        ("Number of exceptions: 6. Number of exceptions: 7.", None),
        ("6 exceptions were noted. 7 exceptions were noted.", None),
        ("Number of exceptions: 2. 5 exceptions were noted.", None),
        ("In the prior year 4 exceptions were noted.", None),
        ("The previous report noted deviations: 4 deviations were noted in the previous report.", None),
        ("We would have reported exceptions: 4.", None),
        ("Im Vorjahr 4 Abweichungen wurden festgestellt.", None),
        ("At least 4 exceptions were noted.", None),
        ("No exceptions noted. In the prior period 4 exceptions were noted.", 0),
    ],
)
def test_stated_figure_of_exceptions_is_their_count_or_there_is_none(results: str, count: int | None) -> None:
    values = values_of("soc2_type2_auditor_report", SOC + "Tests of controls\n" + results)
    assert values.get("exceptions_count") == count


@pytest.mark.parametrize(
    ("text", "high"),
    [
        ("We identified 4 high severity findings.", 4),
        ("The previous test found 4 high severity findings.", None),
        ("4 high severity findings of 2024 were closed.", None),
        ("At least 4 high severity findings were identified.", None),
        ("No fewer than 4 high severity findings were identified.", None),
        ("We identified no high findings. Findings in all: 4 high severity issues.", None),
        ("We identified 4 high severity findings. Later we found 6 high severity findings.", None),
        ("Keine high Befunde. The findings: 4 high severity issues.", None),
        ("Mindestens 4 high severity findings wurden gefunden.", None),
        ("Im Vorjahr 4 high severity findings.", None),
    ],
)
def test_findings_of_another_test_or_of_no_exact_number_are_not_counted(text: str, high: int | None) -> None:
    values = values_of("penetration_test_report", f"Penetration test report\nSummary of findings\n{text}\n")
    assert values.get("findings_high") == high


@pytest.mark.parametrize("heading", ["Previous test", "Results of the prior test", "Vorheriger Test"])
def test_table_of_an_earlier_test_gives_no_findings(heading: str) -> None:
    values = values_of("penetration_test_report", f"Penetration test report\n{heading}\nCritical 1\nHigh 4\nLow 2\n")
    assert not [key for key in values if key.startswith("findings")]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("This Agreement is not governed by the laws of Denmark.", "governing_law"),
        ("Under the prior agreement the laws of Denmark shall govern.", "governing_law"),
        ("Dieser Vertrag unterliegt nicht deutschem Recht; es gilt kein Deutsches Recht.", "governing_law"),
        ("The supplier's liability is not limited to EUR 730,000 in fees.", "liability_cap"),
        (
            "There is no cap on liability; under the prior agreement liability was limited to EUR 730,000.",
            "liability_cap",
        ),
        ("The supplier does not commit to an uptime of 99.4%.", "uptime_commitment"),
        ("The non-binding target uptime is 99.4%.", "uptime_commitment"),
        ("Unverbindliche Verfügbarkeit von 99,4 % als Ziel.", "uptime_commitment"),
        ("Target uptime: 99.4%", "uptime_commitment"),
        (
            "Either party is not permitted to terminate this Agreement for convenience on 47 days' prior notice.",
            "termination_notice",
        ),
        (
            "Under the prior agreement the party could terminate for convenience on 47 days' notice.",
            "termination_notice",
        ),
        ("The supplier is not obliged to notify a security breach within 47 hours.", "breach_notification"),
        ("Under the previous agreement the initial term of the agreement was 3 years.", "initial_term"),
    ],
)
def test_what_a_contract_denies_or_an_earlier_one_said_is_no_fact(text: str, key: str) -> None:
    assert key not in values_of("commercial_contract", f"Services agreement\n{text}\n")


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("This Agreement is governed by the laws of Denmark.", "governing_law", "Denmark"),
        ("The supplier commits to a monthly uptime of 99.4%.", "uptime_commitment", 99.4),
        ("Either party may terminate for convenience on 47 days' prior notice.", "termination_notice", "47 days"),
        ("The supplier's liability shall not exceed EUR 730,000.", "liability_cap_amount", 730_000),
        ("The supplier's liability is limited to EUR 730,000.", "liability_cap_amount", 730_000),
    ],
)  # fmt: skip
def test_what_a_contract_says_stays_a_fact(text: str, key: str, value: object) -> None:
    assert values_of("commercial_contract", f"Services agreement\n{text}\n").get(key) == value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Findings: Critical 0, High 2 (both closed), Medium 5\nIn the 2023 test there were 3 critical and 9 high "
         "findings.\nTested in May 2024", (0, 2, 5)),
        ("Critical: 1; High: 4; Low: 12\nReport of 4 June 2024", (1, 4, None)),
        ("Report of 4 June 2024\nIn the 2022 audit there were 3 critical and 9 high findings.", (None, None, None)),
        ("Critical: 9.8, High: 7.0-8.9, Medium: 4.0-6.9", (None, None, None)),
        ("Critical 10%, High 20%, Medium 70%", (None, None, None)),
    ],
)  # fmt: skip
def test_counts_are_of_this_test(text: str, found: tuple[int | None, ...]) -> None:
    values = values_of("penetration_test_report", f"Penetration Test Report\n{text}\n")
    assert tuple(values.get(f"findings_{one}") for one in ("critical", "high", "medium")) == found


@pytest.mark.parametrize(
    ("boxes", "result"),
    [
        (
            "[ ] Compliant\n[X] Compliant but with Legal Exception\n[ ] Non-Compliant",
            "compliant but with legal exception",
        ),
        ("☐ Compliant ☒ Compliant but with legal exception ☐ Non-Compliant", "compliant but with legal exception"),
        ("☒ Compliant ☐ Compliant but with legal exception ☐ Non-Compliant", "compliant"),
        ("☐ Compliant ☐ Compliant but with legal exception ☒ Non-Compliant", "non-compliant"),
    ],
)
def test_result_is_the_box_that_is_ticked(boxes: str, result: str) -> None:
    assert values_of("pci_dss_aoc", f"PCI DSS Attestation of Compliance\n{boxes}\n").get("result") == result


def test_what_is_not_certified_has_no_standard() -> None:
    values = values_of(
        "iso_27001_certificate", "Letter\nOsprey Ltd has not yet been certified to ISO/IEC 27001:2022.\n"
    )
    assert not {"standard", "standard_year", "holder"} & values.keys()


def test_old_dates_and_declined_cover_are_no_facts() -> None:
    assert "document_date" not in values_of("information_security_policy", "Policy\nOld effective date: 4 May 2021\n")
    values = values_of(
        "certificate_of_insurance", "CERTIFICATE OF INSURANCE\nProfessional liability: $3,000,000 (refused)\n"
    )
    assert "limit_professional" not in values


@pytest.mark.parametrize(
    "text",
    [
        "Report date: 15 May 2026\nCritical findings must be fixed within 7 days.",
        "Report of May 2026\nHigh findings are told by telephone.",
    ],
)
def test_year_of_a_date_counts_no_findings(text: str) -> None:
    values = values_of("penetration_test_report", f"Penetration Test Report\n{text}")
    assert not [key for key in values if key.startswith("findings_")]


@pytest.mark.parametrize(
    "said", ["No subservice organizations are used.", "Other subservice organizations are monitored."]
)
def test_what_stands_ahead_of_subservice_organisations_is_no_name(said: str) -> None:
    text = f"SOC 2 Type 2 Report\nWe have examined the description of the LedgerCloud system. {said}"
    assert "subservice_organisations" not in values_of("soc2_type2_auditor_report", text)


def test_agreement_that_is_superseded_gives_neither_day_nor_law() -> None:
    text = (
        "MASTER SERVICES AGREEMENT\nbetween Kestrel Cloud Ltd and Fennmoor Bank plc\nThis Agreement supersedes the "
        "agreement dated 3 March 2021 governed by the laws of France."
    )
    values = values_of("commercial_contract", text)
    assert not {"document_date", "effective_date", "governing_law"} & values.keys()
    own = f"{text} This Agreement is dated 4 May 2026 and governed by the laws of Scotland."
    assert {key: values_of("commercial_contract", own)[key] for key in ("document_date", "governing_law")} == {
        "document_date": "2026-05-04",
        "governing_law": "Scotland",
    }


@pytest.mark.parametrize("label", ["Related", "See also", "Related policies", "Mitgeltende Unterlagen", "Voir aussi"])
def test_other_policies_that_are_listed_give_nothing_of_this_one(label: str) -> None:
    text = f"Password Policy\n{label}: Acceptable Use Policy v1.9, owner HR Director, approved 1 May 2024\n"
    values = values_of("password_policy", text)
    assert not {"version", "owner", "approval_date", "document_date"} & values.keys()
    assert values_of("password_policy", f"{text}Version: 2.1\nOwner: Head of IT\n")["version"] == "2.1"
