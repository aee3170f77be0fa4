"""Whether a row is borne out by its quote, whatever found it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from muniment.judging.model import Fact, Item
from muniment.judging.receipts.rows import bear_out, check
from muniment.reading.model import Page

TEXT = "Title AL-01 Injection in the search High 8.1 valid to 31 March 2027"
PAGES = {1: Page(1, TEXT)}
FINDING = Item(
    "pentest_finding",
    {"reference": "AL-01", "title": "Injection in the search", "severity": "high", "cvss": "8.1", "status": None},
    TEXT[6:],
    1,
    6,
)


def test_row_whose_fields_stand_in_its_quote_is_verified() -> None:
    assert check(FINDING, PAGES).verified


@pytest.mark.parametrize(
    "lie",
    [
        replace(FINDING, start=5),
        replace(FINDING, page=2),
        replace(FINDING, quote=FINDING.quote + "!"),
        *(
            replace(FINDING, fields={**FINDING.fields, **other})
            for other in (
                {"severity": "low"},
                {"title": "Injection in the login"},
                {"title": "search the Injection"},
                {"cvss": "8"},
                {"reference": "AL-0"},
                {"status": "Open"},
            )
        ),
        replace(FINDING, fields=dict.fromkeys(FINDING.fields)),
    ],
)
def test_row_with_anything_else_is_not(lie: Item) -> None:
    assert not check(lie, PAGES).verified


@pytest.mark.parametrize(
    ("result", "is_one"),
    [
        ("Exception noted: two were late.", True),
        ("3 of 25 were late.", True),
        ("No exceptions noted.", False),
        ("Exceptions noted: none", False),
        ("Inspected all reviews.", False),
    ],
)
def test_exception_must_be_told_and_not_denied(result: str, is_one: bool) -> None:
    row = Item("exception", {"result": result}, result, 1, 0)
    assert check(row, {1: Page(1, result)}).verified == is_one


def test_count_is_borne_out_by_as_many_verified_rows_one_of_which_it_quotes() -> None:
    rows = [replace(FINDING, verified=True)] * 2
    count = Fact("findings_high", "High findings", 2, "number", FINDING.quote, 1, 0.7)
    assert bear_out(count, rows)
    assert not bear_out(replace(count, value=3), rows)
    assert not bear_out(replace(count, quote="of another row"), rows)
    assert not bear_out(count, [FINDING, FINDING])
