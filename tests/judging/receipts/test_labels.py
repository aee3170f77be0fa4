"""The guard against the value of another label: it refuses what the quote gives to a neighbour, and nothing else."""

from __future__ import annotations

import pytest

from muniment.judging.receipts import days, labels


@pytest.mark.parametrize(
    ("key", "quote", "value", "refused"),
    [
        ("expiry_date", "Issue date\tExpiry date\n2 May 2024\t1 May 2027", "2027-05-01", False),
        ("expiry_date", "Issue date\tExpiry date\n2 May 2024\t1 May 2027", "2024-05-02", True),
        ("issue_date", "Issue date Expiry date\n2 May 2024 1 May 2027", "2027-05-01", True),
        ("issue_date", "Issued 2 May 2024, expires 1 May 2027", "2024-05-02", False),
        ("issue_date", "Issued 2 May 2024, expires 1 May 2027", "2027-05-01", True),
        ("expiry_date", "Valid from 2 May 2024 to 1 May 2027", "2027-05-01", False),
        ("expiry_date", "Gültig vom 2. Mai 2024 bis 1. Mai 2027", "2027-05-01", False),
        ("document_date", "Version 2, supersedes version 1 of 2 May 2024", "2024-05-02", True),
        ("document_date", "Next review: 2 May 2027", "2027-05-02", True),
        ("effective_date", "Old effective date 2 May 2021", "2021-05-02", True),
        ("document_date", "Date: 2 May 2024. Next review: 2 May 2027", "2024-05-02", False),
        ("next_review_date", "Approved on 2 May 2024", "2024-05-02", True),
        ("approval_date", "Prochaine révision : 2 mai 2027", "2027-05-02", True),
        ("period_end", "Expires 1 May 2027", "2027-05-01", False),
    ],
)
def test_date_is_refused_where_it_answers_another_label(key: str, quote: str, value: str, refused: bool) -> None:
    assert labels.is_of_another_date(key, quote, days.placed(quote), value) is refused


@pytest.mark.parametrize(
    ("key", "quote", "value", "refused"),
    [
        ("findings_high", "Critical 1\nHigh 4\nMedium 6", 4, False),
        ("findings_high", "High 4, Medium 6. In 2021 there were 9 high findings.", 9, True),
        ("findings_high", "High 4, Medium 6. In 2021 there were 9 high findings.", 4, False),
        ("findings_high", "3 high, 5 medium findings", 3, False),
        ("findings_high", "Critical 1\nHigh 4\nMedium 6", 6, True),
        ("findings_high", "Critical\tHigh\tMedium\n1\t4\t6", 1, True),
        ("findings_high", "1 critical, 4 high and 6 medium", 4, False),
        ("findings_high", "1 critical, 4 high and 6 medium", 6, True),
        ("findings_low", "Kritisch 0\nHoch 2\nNiedrig 5", 2, True),
        ("findings_total", "Critical 1\nHigh 4\nTotal 5", 4, True),
        ("findings_high", "The test of 4 May found high risks on 12 hosts", 12, False),
    ],
)
def test_count_is_refused_where_the_row_gives_it_to_another_severity(
    key: str, quote: str, value: int, refused: bool
) -> None:
    assert labels.is_of_another_count(key, quote, value) is refused


@pytest.mark.parametrize(
    ("key", "quote", "value", "refused"),
    [
        ("limit_general_liability", "Each occurrence $1,000,000\nGeneral aggregate $2,000,000", 1_000_000, False),
        ("limit_general_liability", "Each occurrence $1,000,000\nGeneral aggregate $2,000,000", 2_000_000, True),
        ("limit_cyber", "Limit per claim $5,000,000\nRetention $50,000", 50_000, True),
        ("limit_cyber", "Limit per claim $5,000,000\nRetention $50,000", 5_000_000, False),
    ],
)
def test_amount_is_refused_where_the_list_gives_it_to_another_limit(
    key: str, quote: str, value: float, refused: bool
) -> None:
    assert labels.is_of_another_limit(key, quote, value) is refused


@pytest.mark.parametrize(
    ("key", "quote", "value", "refused"),
    [
        ("tester", "Client: Ames Ltd\nTester: Pell GmbH", "Pell GmbH", False),
        ("tester", "Client: Ames Ltd\nTester: Pell GmbH", "Ames Ltd", True),
        ("tester", "Client\tTester\nAmes Ltd\tPell GmbH", "Ames Ltd", True),
        ("tester", "Client\tTester\nAmes Ltd\tPell GmbH", "Pell GmbH", False),
        ("owner", "Approved by\nCEO\nOwner\nCISO", "CEO", True),
        ("owner", "Approved by\nCEO\nOwner\nCISO", "CISO", False),
        ("holder", "Pell Certification Ltd certifies that Ames Ltd", "Ames Ltd", False),
    ],
)
def test_name_is_refused_where_it_stands_beside_another_role(key: str, quote: str, value: str, refused: bool) -> None:
    assert labels.is_of_another_role(key, quote, value) is refused


def test_date_that_is_said_to_be_replaced_is_refused() -> None:
    quote = "Version 1.0 of 4 May 2023 replaced by version 2.0 of 6 May 2025"
    assert labels.is_of_another_date("document_date", quote, days.placed(quote), "2023-05-04")
    assert not labels.is_of_another_date("document_date", quote, days.placed(quote), "2025-05-06")
