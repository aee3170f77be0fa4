"""Dates as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from muniment.judging.facts import dates
from muniment.judging.receipts import days


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


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2029-03-31T23:59:59Z", "2029-03-31"),
        ("2029-03-31T23:59:59.000+02:00", "2029-03-31"),
        ("2029-03-31T08:15", "2029-03-31"),
        ("31.03.29", "2029-03-31"),
        ("31/12/99", "1999-12-31"),
        ("1er octobre 2029", "2029-10-01"),
        ("le 14 ao\u00fbt 2027", "2027-08-14"),
        ("1\u00ba de octubre de 2029", "2029-10-01"),
        ("1 de octubre del 2029", "2029-10-01"),
        ("5. maj 2027", "2027-05-05"),
        ("12. lokakuuta 2028", "2028-10-12"),
        ("3 wrze\u015bnia 2027", "2027-09-03"),
        ("30th of September, 2028", "2028-09-30"),
        ("September the 30th, 2028", "2028-09-30"),
        ("the 1st day of October 2028", "2028-10-01"),
        ("30-Sep-28", "2028-09-30"),
        ("\u6709\u52b9\u671f\u96502028\u5e749\u670830\u65e5\u307e\u3067", "2028-09-30"),
        ("2028\ub144 9\uc6d4 30\uc77c", "2028-09-30"),
        ("09/2028", "2028-09"),
        ("settembre 2028", "2028-09"),
        ("2028.09.30", "2028-09-30"),
    ],
)
def test_date_of_a_timestamp_a_language_or_two_digits_is_read(text: str, iso: str) -> None:
    assert [found.iso for found in dates.find(f"until {text} or so")] == [iso]


@pytest.mark.parametrize(
    "text",
    [
        "28-09-30",
        "A.12.10.11",
        "10.02.15.1",
        "v10.02.15",
        "4.2.24",
        "12.34.56",
        "IS-2028-09-30",
        "2028-09-30-1",
        "13/2028",
    ],
)
def test_what_is_no_date_or_a_part_of_something_longer_is_left_out(text: str) -> None:
    assert dates.find(f"see {text} or so") == []


@pytest.mark.parametrize(
    "text",
    [
        "vom 01.04.2025 bis 31.03.2026",
        "du 1er avril 2025 au 31 mars 2026",
        "del 1 de abril de 2025 al 31 de marzo de 2026",
        "van 1 april 2025 tot en met 31 maart 2026",
        "2025-04-01T00:00:00Z to 2026-03-31T23:59:59Z",
    ],
)
def test_period_is_read_in_other_languages(text: str) -> None:
    assert [(first.iso, last.iso) for first, last in dates.periods(text)] == [("2025-04-01", "2026-03-31")]


@pytest.mark.parametrize(
    "text",
    [
        "vom 9. bis einschließlich 20. März 2026",
        "von Montag, 9. bis Freitag, 20. März 2026",
        "du lundi 9 au vendredi 20 mars 2026",
        "from Monday 9 to Friday 20 March 2026",
        "9.3. bis 20.3.2026",
        "9.-20.3.2026",
    ],
)
def test_two_days_share_their_month_or_year_alike_for_finder_and_check(text: str) -> None:
    assert [(first.iso, last.iso) for first, last in dates.periods(text)] == [("2026-03-09", "2026-03-20")]
    assert {"2026-03-09", "2026-03-20"} <= days.stated(text)


def test_days_of_one_month_are_a_period_wherever_and_however_often_they_stand() -> None:
    text = (
        "Visits 1-2 were on March 3-14, 2025. " + "Items 4-5 follow. " * 20 + "The next: 6. May 1st through 9th 2025."
    )
    found = [(first.iso, last.iso) for first, last in dates.periods(text)]
    assert found == [("2025-03-03", "2025-03-14"), ("2025-05-01", "2025-05-09")]


@pytest.mark.parametrize("text", ["on 03/04/2025", "3-4-2025", "due 3/4/25"])
def test_order_is_asked_where_a_date_has_two_readings(text: str) -> None:
    assert dates.is_order_asked(text)
    assert dates.find(text, day_first=True) != dates.find(text, day_first=False)


@pytest.mark.parametrize("text", ["4 March 2025", "3.4.2025", "24/7, 1-2 and 3/4"])
def test_order_is_not_asked_where_every_date_has_one_reading(text: str) -> None:
    assert not dates.is_order_asked(text)
    assert dates.find(text, day_first=True) == dates.find(text, day_first=False)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("令和8年3月31日", "2026-03-31"),
        ("令和元年5月1日", "2019-05-01"),
        ("平成30年12月3日", "2018-12-03"),
        ("Jan-12-2026", "2026-01-12"),
    ],
)
def test_years_of_a_reign_and_months_ahead_of_their_day_are_read_alike_by_finder_and_check(text: str, iso: str) -> None:
    assert [found.iso for found in dates.find(text)] == [iso]
    assert iso in days.stated(text)


@pytest.mark.parametrize(
    "text",
    [
        "vom 3. bis einschließlich 14. März 2025",
        "von Montag, dem 3. bis Freitag, dem 14. März 2025",
        "du lundi 3 au vendredi 14 mars 2025",
        "from Monday 3 to Friday, the 14 March 2025",
        "del lunes 3 al viernes 14 de marzo de 2025",
        "dal 3 al 14 marzo 2025",
        "de segunda-feira 3 a sexta-feira 14 de março de 2025",
        "van maandag 3 tot en met vrijdag 14 maart 2025",
    ],
)
def test_span_of_days_of_one_month_may_name_days_of_the_week(text: str) -> None:
    assert [(first.iso, last.iso) for first, last in dates.periods(text)] == [("2025-03-03", "2025-03-14")]
    assert {"2025-03-03", "2025-03-14"} <= days.stated(text)
