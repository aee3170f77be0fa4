"""Dates as Japanese documents write them: with 年, 月 and 日, in eras, in Chinese figures, and days that share the
month or year of the one ahead of them ("2026年4月6日から同月10日")."""

from __future__ import annotations

import calendar
import re
from datetime import date
from itertools import pairwise

from muniment.judging.facts.dates import BEFORE_ERA, Found

ERAS = {**BEFORE_ERA, "大正": 1911, **dict(zip("RHS", BEFORE_ERA.values(), strict=True))}
"""The year ahead of an era's first, also by the letters of the last three."""
FIRST_YEAR, LAST_YEAR = 1912, 2099
_FIGURE = r"[\d〇一二三四五六七八九十]"
_ERA = r"(?:(?P<era>令和|平成|昭和|大正)|(?<![A-Za-z0-9.-])(?P<letter>[RHS])\.?)[ ]?"
_DATE = re.compile(
    rf"(?:{_ERA}(?P<n>元|{_FIGURE}{{1,3}})[ ]?(?:年|(?<=\d)[./-](?=\d))|"
    rf"(?<![\d.])(?P<y>\d{{4}}|[一二][〇一二三四五六七八九]{{3}})[ ]?年"
    rf"|(?P<same>同年|翌年))(?:\([^()]{{2,8}}\))?[ ]?(?P<m>{_FIGURE}{{1,3}})[ ]?(?:月|(?<=\d)[./-](?=\d))"
    rf"(?:[ ]?(?P<d>{_FIGURE}{{1,3}})[ ]?(?:日|(?<=\d)(?![\d日./-]))|(?P<last>末日?))?"
)
_SHARED = re.compile(rf"(?:同月|(?:同年)?(?P<m>{_FIGURE}{{1,3}})月)(?P<d>{_FIGURE}{{1,3}})日")
_DAY_ALONE = re.compile(rf"(?P<m>)(?P<d>{_FIGURE}{{1,3}})日(?!間|以内)")
JOINED = re.compile(
    r"[ ]?(?:\([月火水木金土日](?:曜日?)?\))?[ ]?(?:(?:午前|午後)?[\d零〇正午]{0,3}(?:時|"
    r":\d\d)?(?:\d\d分)?)?[ ]?(?:付)?[ ]?"
    r"(?:から|より|以降|~|～|〜|-|―|至|、|及び|・|\n)[ 、,]{0,2}(?:至)?[ ]?"
)
"""Between the two days of a span."""
_FIGURES = {figure: number for number, figure in enumerate("〇一二三四五六七八九")}


def number(figures: str) -> int:
    """A number below 100 in Arabic or Chinese figures; 0 for what is none."""
    if figures == "元":
        return 1
    if figures.isascii():
        return int(figures)
    if "十" in figures:
        tens, _, ones = figures.partition("十")
        return (_FIGURES.get(tens, 1) * 10) + (_FIGURES.get(ones, 0) if ones else 0)
    return int("".join(str(_FIGURES.get(figure, figure)) for figure in figures))


def find(text: str) -> list[Found]:
    """The dates of a text, in order."""
    found: list[Found] = []
    for match in _DATE.finditer(text):
        day = _read(match, found[-1] if found else None)
        if day is not None:
            shared = _sharing(text, day)
            found += [day, shared] if shared else [day]
    return found


def periods(text: str) -> list[tuple[Found, Found]]:
    """Pairs "day to day" of a text, in order; both are days, the first not behind the second."""
    found = [one for one in find(text) if not one.is_month]
    return [
        (first, last)
        for first, last in pairwise(found)
        if first.day <= last.day and JOINED.fullmatch(text, first.end, last.start)
    ]


def _sharing(text: str, first: Found) -> Found | None:
    """The day behind one that it shares its month or year with."""
    joint = JOINED.match(text, first.end)
    if joint is None or first.is_month:
        return None
    match = _SHARED.match(text, joint.end()) or _DAY_ALONE.match(text, joint.end())
    if match is None:
        return None
    day = _day(first.day.year, number(match["m"]) if match["m"] else first.day.month, number(match["d"]))
    return Found(day, match.start(), match.end()) if day else None


def _read(match: re.Match[str], before: Found | None) -> Found | None:
    if match["same"]:
        if before is None:
            return None
        year = before.day.year + (match["same"] == "翌年")
    elif match["n"]:
        year = ERAS[match["era"] or match["letter"]] + number(match["n"])
        if match["letter"] and not match["d"]:
            return None
    else:
        year = number(match["y"])
    month = number(match["m"])
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    end = calendar.monthrange(year, month)[1]
    if match["last"] == "末日":
        return Found(date(year, month, end), match.start(), match.end())
    if not match["d"]:
        return Found(date(year, month, end), match.start(), match.end(), True) if match[0].endswith("月") else None
    day = _day(year, month, number(match["d"]))
    return Found(day, match.start(), match.end()) if day else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
