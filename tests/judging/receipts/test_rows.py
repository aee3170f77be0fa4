"""Whether a row is borne out by its quote, whatever found it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from muniment.judging.model import Fact, Item
from muniment.judging.receipts.rows import bear_out, check
from muniment.reading.model import Page, PlacedCell

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


def finding(severity: str, quote: str, *, title: str, status: str | None = None) -> Item:
    fields = {"reference": None, "title": title, "severity": severity, "cvss": None, "status": status}
    return Item("pentest_finding", fields, quote, 1, 0)


@pytest.mark.parametrize(
    ("title", "row", "severity", "other"),
    [
        ("Removable media in use", "AL-02\tRemovable media in use\tHigh", "high", "medium"),
        ("Removable media in use", "AL-02 Removable media in use (High)", "high", "medium"),
        (
            "Removable media in use",
            "4.2 Removable media in use\nSeverity: High. The low price is no reason.",
            "high",
            "low",
        ),
        ("Removable media", "AL-02 | Removable media | High (8.1) | The medium is not encrypted", "high", "medium"),
        ("Alta latenza del portale", "- [Bassa] Alta latenza del portale", "low", "high"),
        ("Low entropy of tokens", "AL-03 Low entropy of tokens High 8.1", "high", "low"),
        ("Hoge belasting", "3 | Hoge belasting | Middel", "medium", "high"),
    ],
)
def test_grade_is_borne_out_where_it_stands_and_by_no_word_of_title_or_description(
    title: str, row: str, severity: str, other: str
) -> None:
    assert check(finding(severity, row, title=title), {1: Page(1, row)}).verified
    assert not check(finding(other, row, title=title), {1: Page(1, row)}).verified


def test_grade_is_that_of_a_cell_as_it_is_set_on_paper() -> None:
    row = "AL-02 Removable High media"
    cells = tuple(
        PlacedCell(pieces, left, left + 60)
        for left, pieces in ((0.0, ((0, 5),)), (70.0, ((6, 15), (21, 26))), (140.0, ((16, 20),)))
    )
    pages = {1: Page(1, row, rows=(cells,))}
    assert check(finding("high", row, title="Removable"), pages).verified
    assert not check(finding("medium", row, title="Removable"), pages).verified


def test_status_is_not_borne_out_by_the_title() -> None:
    row = "Open redirect\tHigh\tFixed"
    assert check(finding("high", row, title="Open redirect", status="Fixed"), {1: Page(1, row)}).verified
    assert not check(finding("high", row, title="Open redirect", status="Open"), {1: Page(1, row)}).verified


def test_method_is_not_borne_out_by_name_or_services() -> None:
    row = "Skiff Ltd\tHosting, excluding backups\tInclusive"
    fields = {"name": "Skiff Ltd", "services": "Hosting, excluding backups", "method": "inclusive", "controls": None}
    one = Item("subservice_organisation", fields, row, 1, 0)
    assert check(one, {1: Page(1, row)}).verified
    assert not check(replace(one, fields={**fields, "method": "carve-out"}), {1: Page(1, row)}).verified


def test_word_for_an_exception_counts_in_the_result_or_as_its_label() -> None:
    result = "Inspected the approvals of all twenty requests."
    told = f"AC-7: Exception noted: {result}"
    spoken = f"Exceptions to the policy are approved\t{result}"
    for quote, is_one in ((told, True), (spoken, False)):
        assert check(Item("exception", {"result": result}, quote, 1, 0), {1: Page(1, quote)}).verified == is_one


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
