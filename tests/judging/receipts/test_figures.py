"""What checks numbers accepts the whole of one, in each way it is written, and never a part."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.judging.facts import money
from muniment.judging.model import Fact
from muniment.judging.receipts import figures
from muniment.judging.receipts.check import check
from tests.judging.facts.readings import reading_of

GROUPINGS = {"comma": ",", "dot": ".", "apostrophe": "'", "space": " ", "thin space": "\u202f"}
SCALES = {"": 1, " thousand": 10**3, " Mio.": 10**6, "m": 10**6, " million": 10**6, "bn": 10**9, " crore": 10**7}
SIGNS = ("EUR {}", "${}", "{} CHF", "USD {}", "{} €", "₹ {}")


def grouped(number: int, mark: str) -> str:
    return f"{number:,}".replace(",", mark)


def indian(number: int) -> str:
    digits = str(number)
    head, tail = digits[:-3], digits[-3:]
    parts = []
    while head:
        parts.insert(0, head[-2:])
        head = head[:-2]
    return ",".join([*parts, tail])


def is_verified(value: float, quote: str, page: str | None = None, key: str = "limit_cyber") -> bool:
    fact = Fact(key, "Title", value, "money", quote, 1, 0.9)
    return check(fact, reading_of(page or f"Schedule.\n{quote}\nEnd.")).verified


@st.composite
def amounts(draw: st.DrawFn) -> tuple[int, str]:
    """(the truth, a way to write it)."""
    number = draw(st.integers(1, 10**9))
    if number >= 10**6 and draw(st.booleans()):
        text = (
            indian(number) if draw(st.booleans()) else grouped(number, GROUPINGS[draw(st.sampled_from([*GROUPINGS]))])
        )
        scale = 1
    else:
        number %= 1_000
        suffix = draw(st.sampled_from([*SCALES]))
        text, scale = f"{number}{suffix}", SCALES[suffix]
    return number * scale, draw(st.sampled_from(SIGNS)).format(text)


@given(amounts())
def test_whole_amount_is_verified_however_it_is_written(truth: tuple[int, str]) -> None:
    value, text = truth
    assert is_verified(value, f"Limit: {text} each claim")


@given(amounts(), st.integers(1, 8), st.sampled_from([10, 100, 1_000, 10**6]))
def test_part_of_an_amount_and_another_scale_are_not_verified(truth: tuple[int, str], cut: int, scale: int) -> None:
    value, text = truth
    quote = f"Limit: {text} each claim"
    parts = {int(str(value)[:cut]), int(str(value)[-cut:]), value * scale, value // scale} - {value}
    assert not [part for part in parts if is_verified(part, quote)]


@given(amounts())
def test_reader_says_the_truth_or_nothing(truth: tuple[int, str]) -> None:
    value, text = truth
    assert [found.value for found in money.find_money(f"Limit: {text} each claim")] in ([value], [])


@pytest.mark.parametrize(
    ("value", "quote", "page"),
    [
        (5, "Limit: EUR 5", "Limit: EUR 5.000.000 each"),
        (5_000, "Limit: EUR 5.000", "Limit: EUR 5.000.000 each"),
        (0, "000 each claim", "Limit: EUR 5.000.000 each claim"),
        (5_000, "Limit: EUR 5,000,\n000 each", None),
        (5, "Limit: EUR 5 Mio. each", None),
        (5_000, "Limit: EUR 5 Mio. each", None),
        (45.678, "Limit EUR 45.678", "Total 1.234.567,00\nLimit EUR 45.678"),
        (45_678_000, "Limit EUR 45,678", None),
        (804, "Phone: 804-555-0166", None),
        (28, "Valid to 30.09.28", None),
        (12, "Policy A12", None),
        (774_431, "Policy PI-774431 EUR", None),
        (500, "500GB of storage", None),
        (10, "Between 10-12 million", None),
    ],
)
def test_part_of_a_token_is_not_verified(value: float, quote: str, page: str | None) -> None:
    assert not is_verified(value, quote, page)


@pytest.mark.parametrize(
    ("value", "row", "heading"),
    [
        (45_678_000, "Umsatz 45.678 41.002", "Angaben in TEUR, Summe 1.234.567"),
        (45_678_000, "Revenue 45,678 41,002", "EUR thousand"),
        (4_567_800_000, "Revenue 45,678 41,002", "Rs. in lakhs"),
        (45_678, "Revenue 45,678 41,002", "All amounts in EUR"),
        (-1_417_000_000, "Net loss (1,417) (1,206)", "USD millions"),
    ],
)
def test_row_of_a_statement_is_scaled_as_its_page_says(value: float, row: str, heading: str) -> None:
    key = "revenue" if value > 0 else "net_income"
    assert is_verified(value, row, f"{heading}\n{row}", key)
    assert not is_verified(value / 1_000, row, f"{heading}\n{row}", key)
    assert not is_verified(value * 1_000, row, f"{heading}\n{row}", key)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vingt-quatre heures", {24}),
        ("cuarenta y ocho horas", {48}),
        ("vinte e um dias", {21}),
        ("zweiundsiebzig Stunden", {72}),
        ("nessuna critica", {0}),
    ],
)
def test_counts_are_read_whole_in_other_languages(text: str, expected: set[int]) -> None:
    assert figures.counts(text) == expected


def test_small_numbers_in_a_row_are_counts_and_the_groups_of_one_number_are_none() -> None:
    assert figures.counts("0 4 17 31 112") >= {0, 4, 17, 31, 112}
    assert figures.counts("1 234 567").isdisjoint({1, 234, 567})
