"""What may be called verified."""

from __future__ import annotations

import pytest

from muniment.judging.model import Fact
from muniment.judging.receipts import check as receipts
from tests.judging.facts.readings import reading_of


def statement(key: str, value: object, value_type: str, quote: str | None, page: int | None = 1) -> Fact:
    return Fact(key, "Title", value, value_type, quote, page, 0.9)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "value", "value_type", "quote"),
    [
        ("period_end", "2025-03-31", "date", "ended March 31, 2025"),
        ("result", "compliant", "text", "要件に準拠しています"),
        ("result", "compliant", "text", "基準に適合"),
        ("level", "SAQ B", "text", "Questionnaire d'auto-évaluation B"),
        ("level", "SAQ A-EP", "text", "SAQ A-EP"),
        ("report_type", "ASV scan", "text", "Attestation de conformité du scan"),
        ("currency", "ZAR", "text", "Public Liability R5 000 000"),
        ("test_start", "2026-04-03", "date", "Test 3. - 5.4.2026"),
        ("period_start", "2025-01-01", "date", "from January 1 to March 31, 2025"),
        ("document_date", "2021-06", "date", "Report date: June 2021"),
        ("expires_on", "2026-03-31", "date", "ended March 31, 2025"),
        ("expires_on_rule", "period_end + 12 months", "text", "ended March 31, 2025"),
        ("findings_high", 3, "number", "three high findings"),
        ("findings_high", 2, "number", "SQL (High)\nXSS (High)\nCSRF (Low)"),
        ("uptime_commitment", 99.95, "number", "99.95% uptime"),
        ("revenue", 70_510_000, "money", "in thousands\nRevenue $70,510 $60,639"),
        ("net_income", -1_200, "money", "Net loss (1,200) 300"),
        ("holder", "Ostrea Payments B.V.", "text", "certifies that OSTREA\nPayments B.V. operates"),
        ("termination_notice", "30 days", "text", "thirty (30) days' notice"),
        ("renewal", "renews automatically for one-year terms", "text", "It renews automatically for one-year terms."),
        ("renewal", "1 year", "text", "It renews automatically for one-year terms."),
        ("renewal", "1 year", "text", "Il est prolongé d'année en année."),
        ("renewal", "1 month", "text", "It rolls month to month."),
        ("opinion", "unqualified", "text", "is fairly stated, in all material respects"),
        ("parties", ("Acme Inc.", "Bell GmbH"), "list", "between Acme Inc. and Bell GmbH"),
        ("complementary_user_entity_controls", True, "boolean", "complementary user entity controls"),
    ],
)
def test_value_in_its_quote_is_verified(key: str, value: object, value_type: str, quote: str) -> None:
    assert receipts.check(statement(key, value, value_type, quote), reading_of(f"Before.\n{quote} after.")).verified


@pytest.mark.parametrize(
    ("key", "value", "value_type", "quote"),
    [
        ("period_end", "2025-03-30", "date", "ended March 31, 2025"),
        ("expires_on", "2026-04-01", "date", "ended March 31, 2025"),
        ("findings_high", 4, "number", "three high findings"),
        ("revenue", 70_511_000, "money", "Revenue $70,510 $60,639"),
        ("holder", "Ostrea Payments GmbH", "text", "certifies that Ostrea Payments B.V. operates"),
        ("termination_notice", "60 days", "text", "thirty (30) days' notice"),
        ("termination_notice", "1 year", "text", "It is reviewed annually."),
        ("renewal", "1 month", "text", "It renews annually, by 60 days' notice."),
        ("opinion", "qualified", "text", "is fairly stated, in all material respects"),
        ("parties", ("Acme Inc.", "Cord AG"), "list", "between Acme Inc. and Bell GmbH"),
        ("parties", (), "list", "between Acme Inc. and Bell GmbH"),
        ("retest", True, "boolean", "nothing of the kind"),
        ("approval_date", "2026-03-04", "date", "Approval: refused, 4 March 2026"),
        ("result", "compliant", "text", "要件に準拠していない"),
        ("result", "compliant", "text", "要件に未準拠"),
        ("result", "compliant", "text", "基準に適合しません"),
        ("level", "SAQ D", "text", "Questionnaire d'auto-évaluation B"),
        ("level", "SAQ A", "text", "A questionnaire a merchant fills in: SAQ C"),
        ("level", "SAQ A", "text", "SAQ A-EP"),
        ("report_type", "ASV scan", "text", "Attestation de conformité du site"),
        ("currency", "ZAR", "text", "Annex R2 Public Liability 5,000,000"),
        ("test_start", "2026-04-03", "date", "Abschnitt 3. - 5.4.2026"),
        ("tester", "Tern Bay Ltd", "text", "Supplier: Tern Bay Ltd"),
        ("approval_date", "2026-03-04", "date", "Genehmigung: abgelehnt am 4 March 2026"),
        ("governing_law", "Denmark", "text", "is not governed by the laws of Denmark"),
        ("liability_cap", "EUR 730,000", "text", "liability is not limited to EUR 730,000"),
        ("liability_cap_amount", 730_000, "money", "there is no cap on liability such as EUR 730,000"),
        ("uptime_commitment", 99.4, "number", "does not commit to 99.4% uptime"),
        ("uptime_commitment", 99.4, "number", "unverbindliche Verfügbarkeit von 99,4 %"),
        ("termination_notice", "47 days", "text", "is not permitted to terminate on 47 days' notice"),
        ("version", "3.2", "text", "previous version: 3.2"),
        ("version", "3.2", "text", "ersetzt Version 3.2"),
        ("owner", "Lena Vane", "text", "owner: not Lena Vane"),
    ],
)
def test_value_its_quote_does_not_bear_out_is_not_verified(
    key: str, value: object, value_type: str, quote: str
) -> None:
    assert not receipts.check(statement(key, value, value_type, quote), reading_of(f"Before.\n{quote} after.")).verified


@pytest.mark.parametrize(
    ("key", "value", "quote", "page", "expected"),
    [
        ("result", "compliant", "☐ Compliant", "☐ Compliant\n☒ Non-Compliant", False),
        ("result", "compliant", "☐ Compliant", "☐ Compliant\n☒ Compliant but with Legal Exception", False),
        ("result", "compliant", "☒ Compliant", "☒ Compliant\n☐ Non-Compliant", True),
        ("result", "non-compliant", "Non-Compliant", "[x] Compliant\n[ ] Non-Compliant", False),
        ("level", "A", "Level A (Yes)", "Level A (Yes) Level AA (Yes) Level AAA (No)", False),
        ("level", "AA", "Level AA (Yes)", "Level A (Yes) Level AA (Yes) Level AAA (No)", True),
        ("subservice_method", "carve-out", "carve-out method", "The carve-out method. The inclusive method.", False),
    ],
)
def test_finding_that_its_page_contradicts_outside_the_quote_is_not_verified(
    key: str, value: str, quote: str, page: str, expected: bool
) -> None:
    assert receipts.check(statement(key, value, "text", quote), reading_of(page)).verified is expected


def test_quote_on_another_page_is_not_verified() -> None:
    pages = reading_of("nothing here", "ended March 31, 2025")
    assert not receipts.check(statement("period_end", "2025-03-31", "date", "ended March 31, 2025", 1), pages).verified
    assert receipts.check(statement("period_end", "2025-03-31", "date", "ended March 31, 2025", 2), pages).verified


def test_fact_without_a_quote_is_not_verified_even_when_it_said_so() -> None:
    claimed = Fact("period_end", "Title", "2025-03-31", "date", None, None, 0.9, verified=True)
    assert not receipts.check(claimed, reading_of("ended March 31, 2025")).verified


@pytest.mark.parametrize(
    ("key", "value", "value_type", "quote"),
    [
        ("document_date", "2024-05-02", "date", "Version 3, supersedes version 2 of 2 May 2024"),
        ("expiry_date", "2024-05-02", "date", "Issue date\tExpiry date\n2 May 2024\t1 May 2027"),
        ("findings_high", 6, "number", "Critical 1\nHigh 4\nMedium 6"),
        ("tester", "Ames Ltd", "text", "Client: Ames Ltd\nTester: Pell GmbH"),
        ("owner", "Ames Ltd", "text", "Owner: none Ames Ltd"),
        ("opinion", "unqualified", "text", "except for the matter below, fairly stated in all material respects"),
        ("governing_law", "droit français", "text", "n'est pas régi par le droit français"),
    ],
)
def test_value_that_its_quote_gives_to_another_or_denies_is_not_verified(
    key: str, value: object, value_type: str, quote: str
) -> None:
    assert not receipts.check(statement(key, value, value_type, quote), reading_of(f"Before.\n{quote}.")).verified


def test_method_is_not_verified_where_another_page_tells_of_the_other_one() -> None:
    fact = statement("subservice_method", "inclusive", "text", "the inclusive method")
    assert receipts.check(fact, reading_of("Page one: the inclusive method.")).verified
    assert not receipts.check(fact, reading_of("Page one: the inclusive method.", "Pell is carved out.")).verified


@pytest.mark.parametrize(
    ("key", "value", "quote"),
    [
        ("period_start", "2025-07-01", "for Q3 2025"),
        ("period_end", "2025-12-31", "from Q2 to Q4 2025"),
        ("test_start", "2025-03-03", "from 3 to 14 March 2025"),
        ("test_end", "2025-03-14", "on March 3-14, 2025"),
    ],
)
def test_ends_of_quarters_and_of_days_of_one_month_are_dates(key: str, value: str, quote: str) -> None:
    assert receipts.check(statement(key, value, "date", quote), reading_of(f"Before {quote}.")).verified


def test_expiry_of_a_vendors_scan_lies_ninety_days_behind_it_and_no_months() -> None:
    page = "ASV scan report. Date scan completed: 9 March 2026"
    quote = "Date scan completed: 9 March 2026"
    assert receipts.check(statement("expires_on", "2026-06-07", "date", quote), reading_of(page)).verified
    assert not receipts.check(statement("expires_on", "2027-03-09", "date", quote), reading_of(page)).verified


@pytest.mark.parametrize(("beyond", "is_verified"), [(0, True), (1, False)])
def test_quote_is_checked_up_to_its_bound(beyond, is_verified):
    quote = "ended March 31, 2025 ".ljust(receipts.MAX_QUOTE_CHARACTERS + beyond, "x")

    checked = receipts.check(statement("period_end", "2025-03-31", "date", quote), reading_of(quote))

    assert checked.verified is is_verified


def test_run_of_figures_is_no_sum_of_yen():
    quote = "支払限度額 " + "9" * 400 + "円"

    fact = statement("limit_general_liability", 1, "money", quote)

    assert not receipts.check(fact, reading_of(quote)).verified


@pytest.mark.parametrize("between", ["", " ", "\n", " \n ", "  "])
def test_japanese_name_is_found_with_its_letters_parted_and_missed_where_its_last_is(between):
    """Of the one that is missed every way to part its letters was tried, which did not end."""
    name = "株式会社" + "日本" * 30

    said = between.join(name)

    assert receipts.japanese.holds(f"甲:{said}。", name)
    assert not receipts.japanese.holds(f"甲:{said[:-1]}。", name)
