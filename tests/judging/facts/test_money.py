"""Amounts, counts and lengths of time."""

from __future__ import annotations

import pytest

from muniment.judging.facts import money


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("$1,000,000", 1_000_000, "USD"),
        ("US$ 2.5 million", 2_500_000, "USD"),
        ("EUR 100'000", 100_000, "EUR"),
        ("100,000 euros", 100_000, "EUR"),
        ("£5m", 5_000_000, "GBP"),
        ("CHF 1 234 567", 1_234_567, "CHF"),
        ("$12.50", 12.5, "USD"),
    ],
)
def test_amount_is_a_plain_number_with_its_currency(text: str, value: float, currency: str) -> None:
    [amount] = money.find_money(text)
    assert (amount.value, amount.currency) == (value, currency)


@pytest.mark.parametrize("text", ["1,000,000", "section 4.2", "version 3", "10 %"])
def test_number_without_currency_is_no_amount(text: str) -> None:
    assert money.find_money(text) == []


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("thirty (30) days", "30 days"),
        ("72 hours", "72 hours"),
        ("a one-year term", "1 year"),
        ("five business days", "5 business days"),
        ("12 (twelve) months", "12 months"),
        ("forty-five calendar days", "45 days"),
        ("24-hour", "24 hours"),
    ],
)
def test_length_of_time_is_normalised(text: str, length: str) -> None:
    match = money.DURATION.search(text)
    assert match is not None
    assert money.duration_of(match) == length


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("1 000 000 € 3 000 000 €", [1_000_000, 3_000_000]),
        ("2 500 000 €\t5 000 000 €", [2_500_000, 5_000_000]),
        ("2\u00a0500\u00a0000 EUR 5\u00a0000\u00a0000 EUR", [2_500_000, 5_000_000]),
        ("500 € 3 000 €", [500, 3_000]),
        ("1.000.000 € 3.000.000 €", [1_000_000, 3_000_000]),
        ("€ 500 3 items", [500]),
    ],
)
def test_sums_side_by_side_each_have_their_own_currency(text: str, values: list[int]) -> None:
    assert [one.value for one in money.find_money(text)] == values
