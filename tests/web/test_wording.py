"""How values are said on a page."""

from __future__ import annotations

import pytest

from muniment.web import wording

NOW = 1_795_946_013  # 29 Nov 2026, 09:53:33 UTC
_DAY = 86_400


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-09-30", "30 Sep 2026"),
        (NOW, "29 Nov 2026"),
        ("2026-09", "Sep 2026"),
        ("spring", "spring"),
        ("2026-13-40", "2026-13-40"),
    ],
)
def test_day_is_said_in_full_and_what_is_none_as_it_is(value: str | int, said: str) -> None:
    assert wording.day(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2026-11-29", "today"),
        (NOW, "today"),
        ("2026-11-30", "in 1 day"),
        ("2027-01-13", "in 45 days"),
        ("2026-11-28", "1 day ago"),
        ("2027-03-29", "in 120 days"),
        ("2027-04-15", "in 5 months"),
        ("2025-11-29", "12 months ago"),
        ("2030-01-01", "in 3 years"),
        ("2026-09", ""),
    ],
)
def test_distance_of_a_day_is_said_in_days_then_months_then_years(value: str | int, said: str) -> None:
    assert wording.from_today(value, NOW) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (NOW + 5, "just now"),  # another machine's clock
        (NOW - 59, "just now"),
        (NOW - 60, "1 min ago"),
        (NOW - 3600, "1 h ago"),
        (NOW - _DAY, "1 day ago"),
        (NOW - 30 * _DAY, "30 days ago"),
        (NOW - 31 * _DAY, "29 Oct 2026"),
    ],
)
def test_time_that_passed_is_said_roughly_and_beyond_a_month_as_a_day(seconds: int, said: str) -> None:
    assert wording.ago(seconds, NOW) == said


def test_moments_are_said_in_utc() -> None:
    assert wording.moment(NOW) == "29 Nov 2026, 09:53"
    assert wording.iso_moment(NOW) == "2026-11-29T09:53:33Z"


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (104_857_600, "104.9 MB"), (5 * 10**12, "5.0 TB")],
)
def test_size_is_said_in_decimal_units(count: int, said: str) -> None:
    assert wording.size(count) == said


def test_numbers_agree_with_their_words() -> None:
    assert wording.counted(1, "document") == "1 document"
    assert wording.counted(1204, "document") == "1,204 documents"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>&\"'", "<bdi>&lt;b&gt;&amp;&#34;&#39;</bdi>"),
        ("a\u202egnp.exe", '<bdi>a<span class="unseen">U+202E</span>gnp.exe</bdi>'),
        ("\x00\x1b\x85\u200b\ufeff", "<bdi>" + "".join(f'<span class="unseen">U+{one}</span>' for one in
         ("0000", "001B", "0085", "200B", "FEFF")) + "</bdi>"),
        ("<\u2066>", '<bdi>&lt;<span class="unseen">U+2066</span>&gt;</bdi>'),
        ("شركة\tالنور\n", "<bdi>شركة\tالنور\n</bdi>"),
        ("👩‍👩‍👧 e\u0301", "<bdi>👩‍👩‍👧 e\u0301</bdi>"),  # joiners make one sign of several, and hide nothing
        ("", "<bdi></bdi>"),
    ],
)  # fmt: skip
def test_text_of_others_is_apart_and_what_nobody_sees_stands_as_its_number(text: str, html: str) -> None:
    assert wording.shown(text) == html


def test_what_nobody_sees_is_its_number_where_there_is_no_markup() -> None:
    assert wording.plain("a\u202egnp.exe\x00 <b>") == "aU+202Egnp.exeU+0000 <b>"


def test_json_is_shown_in_lines_and_cut() -> None:
    assert wording.pretty({"a": [1]}) == '{\n  "a": [\n    1\n  ]\n}'
    assert len(wording.pretty("x" * 10_000)) < 2_100
    assert wording.pretty("x" * 10_000).endswith("\n…")
