"""Dates as a text states them, read for checking only: from its numbers and words one by one, whole dates or nothing.

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from muniment.judging.receipts import japanese
from muniment.unicode import normalised

_BEGINNINGS = (
    "jan gen ene enero tammi stycz led", "feb fev febr helmi lut unor", "mar maa mrz mrt mae marz brez", "apr avr abr "
    "huhti kwie dub",
    "may mai mei maj mag touko kvet", "jun juin giu kesa czerw cerv", "jul juil lug heina lip cerven",
    "aug aou ago elo sier srp", "sep set syys wrze zari", "oct okt out ott loka pazd rij", "nov marras list",
    "dec dez dic des dek joulu grud pros",
)  # fmt: skip
_FILLING = "of de del do di day the le den der dem vom am on e a o st nd rd th er re te ste ª º 年 月 日 년 월 일"
_FILL = frozenset(_FILLING.split())
_JOINING = "to through thru until till and bis au al a up including ending ended the und zum hasta até tot et e y en"
_JOINS = frozenset(_JOINING.split())
_NUMERIC = re.compile(r"(?<![\w/.-])(\d\d?)([/-])(\d\d?)\2(?:\d\d)?\d\d(?![\w/-])")
_QUARTER = re.compile(
    r"\b(?:[Qq](?:uarter )?([1-4])|([Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[1-4]\.)\s[Qq]uart(?:er|"
    r"al))(?:\s?(?:of|/|-)?\s?(20\d\d))?\b"
)
_DAY_OF_WEEK = (
    r"(?:[^\W\d_]{2,7}(?:day|dag|tag|di|dì|feira)|[^\W\d_]{5,6}-feira|mittwoch|dimanche|lunes|martes|miércoles|jueves|"
    r"viernes|s[áa]bado|sabato|domingo|domenica)"
)
_SHARED_MONTH = re.compile(
    r"(?<![\w.,/-])(?:(?P<ahead>[^\W\d_]{3,13})\.?\s+)?(?P<first>\d\d?)(?:st|nd|rd|th|er|\.)?\s*"
    r"(?:-|\u2013|to|and|through|until|bis(?:\szum|\seinschließlich)?|und|au|al?|hasta(?:\sel)?|até|tot(?:\sen\smet)?|t/m|et|e|y|en)\s*(?:(?:the|dem|le|el|il)\s+)?"
    rf"(?:{_DAY_OF_WEEK},?\s+(?:(?:the|dem)\s+)?)?"
    r"(?P<last>\d\d?)(?:st|nd|rd|th|\.)?(?:\s+(?:of\s+|de\s+)?(?P<behind>[^\W\d_]{3,13})\.?)?,?\s+(?:de\s+|del\s+)?(?P<year>20\d\d)(?!\w)"
)
_SHARED_YEAR = re.compile(
    r"(?<![\w.,/-])(?<![Aa]bschnitt )(?<![Zz]iffer )(?<![Kk]apitel )(?<!Nr\. )(?<!Abs\. )(?<!§ )"
    r"(?P<first>\d\d?)\.(?:\s?(?P<earlier>\d\d?)\.)?\s*(?:-|\u2013|bis(?:\szum)?|und)\s*"
    r"(?P<last>\d\d?)\.\s?(?P<month>\d\d?)\.\s?(?P<year>20\d\d)(?!\w)"
)
"""Two days in figures of which the last alone has a year: "9.3. bis 20.3.2026", "9.-20.3.2026"; not numbers of
sections."""
_QUARTER_NUMBERS = {"1": 1, "2": 2, "3": 3, "4": 4, "1.": 1, "2.": 2, "3.": 3, "4.": 4,
                    "first": 1, "secon": 2, "third": 3, "fourt": 4}  # fmt: skip
_BETWEEN = frozenset(" \t\n\u00a0\u202f,.-/'’º°ª\u2010\u2011\u2013")


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def number(self) -> int:
        return int(self.text) if self.text.isdecimal() and len(self.text) <= 4 else -1


def settled_order(texts: Iterator[str]) -> str | None:
    """ "day" or "month", whichever the numeric dates with one reading put first; None when they do not say."""
    votes: set[str] = set()
    for text in texts:
        for found in _NUMERIC.finditer(text):
            first, second = int(found[1]), int(found[3])
            if 12 < first < 32 and 0 < second < 13:
                votes.add("day")
            elif 12 < second < 32 and 0 < first < 13:
                votes.add("month")
    return votes.pop() if len(votes) == 1 else None


def stated(text: str, *, order: str | None = None) -> set[str]:
    """The dates that stand whole in a text, ISO 8601, a month alone as 2025-06; of a numeric one both readings,
    unless `order` settles it."""
    return {iso for iso, _ in placed(text, order=order)}


def placed(text: str, *, order: str | None = None) -> list[tuple[str, int]]:
    """As `stated`, each with the offset at which it begins; the ends of a calendar quarter ("Q3 2025") too."""
    tokens = _tokens(text)
    return [
        *_stated(text, tokens, order),
        *_quarter_ends(text),
        *_days_of_a_month(text),
        *_days_of_a_year(text),
        *japanese.dates(text),
    ]


def _days_of_a_month(text: str) -> Iterator[tuple[str, int]]:
    """Both ends of "3 to 14 March 2025" and "March 3-14, 2025"."""
    for found in _SHARED_MONTH.finditer(text):
        month = _month(found["behind"] or found["ahead"] or "")
        for group in ("first", "last") if month and int(found["first"]) < int(found["last"]) else ():
            for iso in _iso(int(found["year"]), month, int(found[group])):
                yield iso, found.start(group)


def _days_of_a_year(text: str) -> Iterator[tuple[str, int]]:
    """The first of "9.3. bis 20.3.2026"."""
    for found in _SHARED_YEAR.finditer(text):
        first = int(found["earlier"] or found["month"]), int(found["first"])
        if first < (int(found["month"]), int(found["last"])):
            for iso in _iso(int(found["year"]), *first):
                yield iso, found.start("first")


def _quarter_ends(text: str) -> Iterator[tuple[str, int]]:
    named = [(number, found) for found in _QUARTER.finditer(text)
             if (number := _QUARTER_NUMBERS.get((found[1] or found[2]).lower()[:5], 0))]  # fmt: skip
    for index, (number, found) in enumerate(named):
        year = found[3] or next((after[3] for _, after in named[index + 1 : index + 2]), None)
        if year and text[: found.start()].split()[-1:] not in (["fiscal"], ["financial"]):
            yield f"{year}-{3 * number - 2:02d}-01", found.start()
            yield f"{year}-{3 * number:02d}-{30 if number in (2, 3) else 31}", found.start()


def with_day_and_month_swapped(iso: str) -> str | None:
    """The other day that a numeric date can mean; None when there is none."""
    year, month, day = ([*iso.split("-"), "", ""])[:3]
    return f"{year}-{day}-{month}" if day and day != month and int(day) <= 12 else None


def shifted(iso: str, months: int) -> str | None:
    """The same day `months` later (the last of the month when it has none); None for what is no day."""
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    index = day.year * 12 + day.month - 1 + months
    for number in range(day.day, 27, -1) if day.day > 28 else (day.day,):
        try:
            return date(index // 12, index % 12 + 1, number).isoformat()
        except ValueError:
            continue
    return None


def after(iso: str, count: int) -> str | None:
    """The day `count` days later; None for what is no day."""
    try:
        return (date.fromisoformat(iso) + timedelta(days=count)).isoformat()
    except ValueError:
        return None


def _tokens(text: str) -> list[_Token]:
    """Runs of digits and runs of letters, in order."""
    found: list[_Token] = []
    start = 0
    while start < len(text):
        kind = _kind(text[start])
        end = start + 1
        while kind and end < len(text) and _kind(text[end]) == kind:
            end += 1
        if kind:
            found.append(_Token(text[start:end], start, end))
        start = end
    return found


def _kind(letter: str) -> str:
    if letter.isdecimal():
        return "digit"
    if letter in "年月日년월일":
        return letter
    return "letter" if letter.isalpha() else ""


def _stated(text: str, tokens: list[_Token], order: str | None) -> Iterator[tuple[str, int]]:
    for index, token in enumerate(tokens):
        if token.number < 0 and not _month(token.text):
            continue
        if _is_inside(text, token.start):
            continue
        run, read_to = [token], token.end
        for after in tokens[index + 1 : index + 9]:
            gap = text[read_to : after.start]
            if len(run) == 3 or len(gap) > 4 or not set(gap) <= _BETWEEN:
                break
            read_to = after.end
            if after.text.lower() in _FILL:
                continue
            if after.number < 0 and not _month(after.text):
                break
            run.append(after)
        for iso in _readings(text, run, order, tokens, index):
            yield iso, token.start


def _readings(text: str, run: list[_Token], order: str | None, tokens: list[_Token], index: int) -> Iterator[str]:
    months = [_month(token.text) for token in run]
    numbers = [token.number for token in run]
    if len(run) == 3 and not _goes_on(text, run[2].end):
        if months[1] and numbers[0] > 0:
            yield from _iso(_year(numbers[2], run[2]), months[1], numbers[0])
            if len(run[0].text) == 4:
                yield from _iso(numbers[0], months[1], numbers[2])
        elif months[0] and numbers[1] > 0:
            yield from _iso(_year(numbers[2], run[2]), months[0], numbers[1])
        elif min(numbers) > 0 and _same_joint(text, run):
            yield from _numeric(text, run, numbers, order)
    if len(run) >= 2 and 0 in months[:2] and any(months[:2]):
        name, other = (months[0], run[1]) if months[0] else (months[1], run[0])
        is_year_first = len(other.text) == 4
        if is_year_first and not (len(run) == 3 and numbers[2] in range(1, 32) and not months[0]):
            is_whole = bool(months[0]) or not _goes_on(text, run[1].end)
            if is_whole and not (index and _is_day_before(text, tokens, index)):
                yield f"{other.number:04d}-{name:02d}"
        elif not is_year_first:
            year = _year_behind(text, tokens, index)
            yield from _iso(year, name, other.number)
    if len(run) >= 2 and not any(months[:2]) and text[run[0].end : run[1].start] in ("/", "-", ".", "年"):
        first, second = run[0], run[1]
        if len(first.text) <= 2 and len(second.text) == 4 and 0 < first.number < 13:
            yield f"{second.number:04d}-{first.number:02d}"
        if len(first.text) == 4 and 0 < second.number < 13 and len(run) == 2 and not _goes_on(text, second.end):
            yield f"{first.number:04d}-{second.number:02d}"


def _numeric(text: str, run: list[_Token], numbers: list[int], order: str | None) -> Iterator[str]:
    joint = text[run[0].end : run[1].start]
    if len(run[0].text) == 4:
        yield from _iso(numbers[0], numbers[1], numbers[2])
        return
    year = _year(numbers[2], run[2])
    if "." in joint:
        yield from _iso(year, numbers[1], numbers[0])
        return
    if order != "month" or numbers[0] > 12:
        yield from _iso(year, numbers[1], numbers[0])
    if order != "day" or numbers[1] > 12:
        yield from _iso(year, numbers[0], numbers[1])


def _same_joint(text: str, run: list[_Token]) -> bool:
    first, second = text[run[0].end : run[1].start], text[run[1].end : run[2].start]
    if "年" in first or "년" in first:
        return True
    return first == second and first.strip() in ("/", "-", ".")


def _iso(year: int, month: int, day: int) -> Iterator[str]:
    try:
        yield date(year, month, day).isoformat()
    except ValueError:
        return


def _year(number: int, token: _Token) -> int:
    if len(token.text) == 2:
        return 2000 + number if number < 70 else 1900 + number
    return number if len(token.text) == 4 else -1


@lru_cache(maxsize=1024)  # asked for each word several times
def _month(word: str) -> int:
    """1-12 by how a month's name begins in the languages read, 0 for other words."""
    if not word.isalpha() or not 3 <= len(word) <= 13:
        return 0
    bare = "".join(letter for letter in normalised(word.lower(), "NFKD") if letter.isalpha())
    best = max(
        ((len(start), number) for number, starts in enumerate(_BEGINNINGS, 1) for start in starts.split()
         if bare.startswith(start)), default=(0, 0),
    )  # fmt: skip
    return best[1]


_KANA = "\u3040"
"""From here on letters stand right ahead of a year without a space: kana, Han, Hangul."""


def _is_inside(text: str, start: int) -> bool:
    """Whether a token goes on to the left: digits or letters touch it, or a mark with a digit before it."""
    before = text[max(0, start - 2) : start]
    return (before[-1:].isalnum() and not before[-1:] >= _KANA) or (before[-1:] in "-/." and before[-2:-1].isdecimal())


def _goes_on(text: str, end: int) -> bool:
    after = text[end : end + 4]
    if after[:1] == "T" and after[1:3].isdecimal() and after[3:4] == ":":
        return False
    if after[:1] in "年月日년월일":
        return False
    return after[:1].isalnum() or (after[:1] in ("-", "/", ".") and after[1:2].isdecimal())


def _is_day_before(text: str, tokens: list[_Token], index: int) -> bool:
    before, token = tokens[index - 1], tokens[index]
    gap = text[before.end : token.start]
    if before.text.lower() in _FILL and index > 1:
        before = tokens[index - 2]
        gap = ""
    return 0 < before.number < 32 and len(before.text) <= 2 and set(gap) <= {" ", ".", "-"}


def _year_behind(text: str, tokens: list[_Token], index: int) -> int:
    """The year that a day without one shares with the date it runs to: "from 1 January to 31 March 2025"."""
    joined = False
    for token in tokens[index + 1 : index + 12]:
        joined |= token.text.lower() in _JOINS or text[: token.start].rstrip()[-1:] in ("-", "\u2013")
        if joined and len(token.text) == 4 and token.number > 1900:
            return token.number
    return -1
