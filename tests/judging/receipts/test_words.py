"""What checks names accepts whole words only."""

from __future__ import annotations

import pytest

from muniment.judging.receipts import words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("certifies that OSTREA\nPayments B.V. operates", "Ostrea Payments B.V."),
        ("Policy number: PI-2025-009981", "PI-2025-009981"),
        ("Certificate No. IS 774411", "IS 774411"),
        ("Acme's service commitments", "Acme"),
        ("for the Müller & Söhne GmbH.", "Müller & Söhne GmbH"),
    ],
)
def test_value_of_whole_words_is_held(text: str, value: str) -> None:
    assert words.holds(text, value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Northwind Ledger", "Northwind Led"),
        ("Northwind Ledger", "wind Ledger"),
        ("Policy number: PI-2025-009981", "PI-2025"),
        ("Policy number: PI-2025-009981", "009981"),
        ("Smith-Jones LLP", "Jones LLP"),
        ("mail@acme.example", "acme"),
        ("Certificate No. IS 774411/2", "IS 774411"),
        ("Acme and Bell Ltd", "Acme Bell Ltd"),
        ("Acme", ""),
        ("Certificate No. IS 774-\n411", "IS 774"),
    ],
)
def test_value_cut_in_the_middle_is_not_held(text: str, value: str) -> None:
    assert not words.holds(text, value)


@pytest.mark.parametrize(("text", "version"), [("v6.2", "6.2"), ("Version: 3", "3"), ("rev.4", "4"), ("2.1b", "2.1b")])
def test_version_may_follow_its_letter(text: str, version: str) -> None:
    assert words.holds_version(text, version)


@pytest.mark.parametrize(("text", "version"), [("v6.2.1", "6.2"), ("16.2", "6.2"), ("v4.0", "0"), ("2.10", "2.1")])
def test_part_of_a_version_is_not_held(text: str, version: str) -> None:
    assert not words.holds_version(text, version)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("thirty (30) days' notice", "30 days"),
        ("within 72 hours", "72 hours"),
        ("one-year terms", "1 year"),
        ("five business days", "5 business days"),
        ("forty-five calendar days", "45 days"),
        ("valid for three years", "3 years"),
    ],
)
def test_length_of_time_is_read_in_figures_and_words(text: str, length: str) -> None:
    assert length in words.lengths_of_time(text)
