"""What checks dates accepts the whole of one, in each way it is written, and never a part of a longer one."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.judging.facts import dates
from muniment.judging.receipts import days

FORMS = (
    "{d} {month} {y}", "{month} {d}, {y}", "{d}. {month} {y}", "{y}-{m:02d}-{d:02d}", "{d:02d}.{m:02d}.{y}",
    "{y}/{m:02d}/{d:02d}", "{d:02d}-{short}-{y}", "the {d} day of {month}, {y}", "{y}-{m:02d}-{d:02d}T23:59:59Z",
    "{y}年{m}月{d}日", "{month} {d} {y}",
)  # fmt: skip
_NAMES = "January February March April May June July August September October November December"
MONTHS = _NAMES.split()


@st.composite
def written(draw: st.DrawFn) -> tuple[date, str]:
    """(the truth, a way to write it)."""
    day = draw(st.dates(date(1990, 1, 1), date(2060, 12, 31)))
    name = MONTHS[day.month - 1]
    form = draw(st.sampled_from(FORMS))
    return day, form.format(d=day.day, m=day.month, y=day.year, month=name, short=name[:3])


@given(written())
def test_date_is_stated_in_each_form_and_no_other_day_is(truth: tuple[date, str]) -> None:
    day, text = truth
    whole = {iso for iso in days.stated(f"valid until {text} at the latest") if len(iso) == 10}
    assert whole == {day.isoformat()}


@given(written())
def test_reader_of_dates_says_the_truth_or_nothing(truth: tuple[date, str]) -> None:
    day, text = truth
    assert [found.iso for found in dates.find(f"valid until {text} at the latest")] in ([day.isoformat()], [])


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("1er octobre 2028", "2028-10-01"),
        ("le 14 août 2027", "2027-08-14"),
        ("30.09.28", "2028-09-30"),
        ("30. September 2028", "2028-09-30"),
        ("3 de marzo de 2027", "2027-03-03"),
        ("1º de janeiro de 2029", "2029-01-01"),
        ("12 maart 2027", "2027-03-12"),
        ("den 5 maj 2027", "2027-05-05"),
        ("5 września 2027", "2027-09-05"),
        ("September 2028", "2028-09"),
        ("09/2028", "2028-09"),
        ("from 1 January to 31 March 2025", "2025-01-01"),
        ("Sept. 30, 2028", "2028-09-30"),
        ("September 30th, 2028", "2028-09-30"),
    ],
)
def test_date_of_a_language_is_stated(text: str, iso: str) -> None:
    assert iso in days.stated(f"valid {text} or so")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2028-09-30-04", "2028-09-30"),
        ("12028-09-30", "2028-09-30"),
        ("IS-2028-09-301", "2028-09-30"),
        ("130.09.2028", "2028-09-30"),
        ("30.09.20281", "2028-09-30"),
        ("31 September 2028", "2028-09-31"),
        ("15 September 2028", "2028-09"),
        ("30/09/2028", "2028-09"),
    ],
)
def test_part_of_a_longer_date_is_not_stated(text: str, iso: str) -> None:
    assert iso not in days.stated(f"valid {text} or so")


def test_order_that_the_document_settles_rules_the_other_day_out() -> None:
    assert days.stated("03/04/2025") == {"2025-04-03", "2025-03-04"}
    assert days.stated("03/04/2025", order="day") == {"2025-04-03"}
    assert days.stated("03/04/2025", order="month") == {"2025-03-04"}
    assert days.settled_order(iter(["25/12/2024", "03/04/2025"])) == "day"
    assert days.settled_order(iter(["25/12/2024", "12/25/2024"])) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Data di approvazione 14 gennaio 2026", {"2026-01-14"}),
        ("Aprobada el 9 de enero de 2026", {"2026-01-09"}),
        ("entre el 8 y el 19 de junio de 2026", {"2026-06-08", "2026-06-19"}),
        ("tussen 8 en 19 juni 2026", {"2026-06-08", "2026-06-19"}),
        ("30.4. bis 2.5.2026", {"2026-04-30", "2026-05-02"}),
        ("2.5. bis 30.4.2026", {"2026-04-30"}),
        ("vom 13. April bis zum 2. Mai 2026", {"2026-04-13", "2026-05-02"}),
    ],
)
def test_days_are_read_in_other_languages(text: str, expected: set[str]) -> None:
    assert {iso for iso in days.stated(text) if len(iso) == 10} == expected
