"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from muniment.judging.facts import dates


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("March 31, 2025", "2025-03-31"),
        ("31 March 2025", "2025-03-31"),
        ("31st of March, 2025", "2025-03-31"),
        ("the 1st day of April, 2024", "2024-04-01"),
        ("12\nth April 2018", "2018-04-12"),
        ("MARCH 31, 2025", "2025-03-31"),
        ("Sept. 5, 2023", "2023-09-05"),
        ("2025-03-31", "2025-03-31"),
        ("2025/03/31", "2025-03-31"),
        ("31/03/2025", "2025-03-31"),
        ("03/31/2025", "2025-03-31"),
        ("3/31/25", "2025-03-31"),
        ("31.03.2025", "2025-03-31"),
        ("31-Mar-2025", "2025-03-31"),
        ("31-MAR-25", "2025-03-31"),
        ("31. März 2025", "2025-03-31"),
        ("June 2021", "2021-06"),
        ("05/05/2024", "2024-05-05"),
    ],
)
def test_date_is_read_as_the_one_day_it_means(text: str, iso: str) -> None:
    assert [found.iso for found in dates.find(text)] == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "03/04/2025",
        "10.0.0.1",
        "version 2.3.4",
        "31/02/2025",
        "Q1 2025",
        "June 31, 2024",
        "1234-56-78",
        "CVE-2023-7642",
        "12/1850",
    ],
)
def test_what_means_no_one_day_is_not_read(text: str) -> None:
    assert dates.find(text) == []


def test_document_that_writes_days_first_settles_its_ambiguous_dates() -> None:
    settled = dates.settle_day_first(["issued 25/12/2024", "due 03/04/2025"])
    assert settled is True
    assert [found.iso for found in dates.find("03/04/2025", day_first=settled)] == ["2025-04-03"]


def test_document_that_contradicts_itself_settles_nothing() -> None:
    assert dates.settle_day_first(["25/12/2024", "12/25/2024"]) is None


@pytest.mark.parametrize(
    "text",
    [
        "April 1, 2023 to March 31, 2024",
        "April 1, 2023, through March 31, 2024",
        "1 April 2023 - 31 March 2024",
        "2023-04-01 until 2024-03-31",
        "APRIL 1, 2023 TO\nMARCH 31, 2024",
    ],
)
def test_period_is_read_in_any_joint(text: str) -> None:
    [(first, last)] = dates.periods(text)
    assert (first.iso, last.iso) == ("2023-04-01", "2024-03-31")


def test_first_day_of_a_period_borrows_the_year() -> None:
    [(first, last)] = dates.periods("from January 1 through December 31, 2024")
    assert (first.iso, last.iso) == ("2024-01-01", "2024-12-31")


def test_two_dates_without_a_joint_are_no_period() -> None:
    assert dates.periods("July 1, 2024. Later, July 8, 2024") == []


def test_months_are_added_to_the_last_day_of_short_months() -> None:
    assert dates.add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert dates.add_months(date(2024, 3, 31), 12) == date(2025, 3, 31)
