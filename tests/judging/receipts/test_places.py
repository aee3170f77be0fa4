from __future__ import annotations

import pytest

from muniment.judging.facts.keys import KEYS
from muniment.judging.model import Fact
from muniment.judging.receipts.check import check
from tests.judging.facts.acord_forms import acord_25

READING = acord_25("answers last")


def is_borne_out(key: str, value: object, quote: str) -> bool:
    title, value_type = KEYS[key]
    return check(Fact(key, title, value, value_type, quote, 1, 0.9), READING).verified  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("key", "value", "quote", "expected"),
    [
        ("limit_general_liability", 1_000_000, "1,000,000", True),
        ("limit_general_liability", 7_000_000, "7,000,000", False),
        ("limit_general_liability", 300_000, "300,000", False),
        ("limit_general_liability_aggregate", 2_000_000, "2,000,000", True),
        ("limit_general_liability_aggregate", 7_000_000, "7,000,000", False),
        ("limit_umbrella", 7_000_000, "7,000,000", True),
        ("limit_umbrella", 1_000_000, "1,000,000", False),
        ("limit_automobile", 1_500_000, "1,500,000", True),
        ("limit_automobile", 500_000, "1,500,000", False),
        ("limit_workers_compensation", 500_000, "500,000", True),
        ("limit_workers_compensation", 600_000, "600,000", False),
        ("limit_cyber", 1_000_000, "1,000,000", False),
    ],
)
def test_amount_alone_must_stand_beside_its_label_in_the_rows_of_its_cover(
    key: str, value: int, quote: str, expected: bool
) -> None:
    assert is_borne_out(key, value, quote) is expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Brightwater Analytics, Inc.", True),
        ("Juniper Ridge Insurance Services", False),
        ("Copperline Mutual Insurance Company", False),
        ("Meridian Vale Bank", False),
    ],
)
def test_insured_stands_in_its_own_box(name: str, expected: bool) -> None:
    assert is_borne_out("insured", name, name) is expected


def test_number_that_a_longer_one_holds_first_is_whole_where_it_stands_alone() -> None:
    text = READING.pages[0].text
    assert text.index("500,000") == text.index("1,500,000") + 2
    assert is_borne_out("limit_workers_compensation", 500_000, "500,000")
