"""Dates as people write them, read only where they can mean one day.

A numeric date such as 03/04/2025 names two days; it is read only when the document settles the order elsewhere
(`day_first`). "September 2024" is read as a month where a caller allows it.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from muniment.unicode import caseless

FIRST_YEAR, LAST_YEAR = 1980, 2099
"""Years a date of evidence can have; others are numbers that look like dates."""

PIVOT_YEAR = 70
"""A year of two digits below it is of this century, as POSIX's strptime reads it within a year."""

_MONTH_NAMES: dict[str, int] = {
    **{name: number for number, names in enumerate((
        "january januar jänner janvier januari enero janeiro gennaio stycznia ledna tammikuuta jan",
        "february februar feber février fevrier februari febrero fevereiro febbraio lutego února helmikuuta feb",
        "march märz mars maart marzo março marca marts března maaliskuuta mar",
        "april avril abril aprile kwietnia dubna huhtikuuta apr",
        "may mai mei mayo maio maggio maj maja května toukokuuta",
        "june juni juin junio junho giugno czerwca června kesäkuuta jun",
        "july juli juillet julio julho luglio lipca července heinäkuuta jul",
        "august août aout augustus augusti agosto sierpnia srpna elokuuta aug",
        "september septembre septiembre setembro settembre września září syyskuuta sept sep",
        "october oktober octobre octubre outubro ottobre października října lokakuuta oct okt",
        "november novembre noviembre novembro listopada listopadu marraskuuta nov",
        "december dezember décembre decembre diciembre dezembro dicembre grudnia prosince joulukuuta dec dez",
    ), start=1) for name in names.split()},
}  # fmt: skip
_SHORT: dict[str, int] = {
    name: number
    for number, names in enumerate((
        "ene gen janv jän", "fev févr fevr", "mrt mär", "abr avr", "mag", "giu", "lug juil", "ago", "set", "out "
        "ott", "",
        "dic déc",
    ), start=1) for name in names.split()
}  # fmt: skip
"""Months cut short that are words or parts of them, read between a day and a year alone."""
MONTH = "(?:" + "|".join(sorted(_MONTH_NAMES, key=len, reverse=True)) + ")"
"""A month's name in the languages read, for use in a case-blind pattern."""

_MONTH_OR_SHORT = "(?:" + "|".join(sorted({**_MONTH_NAMES, **_SHORT}, key=len, reverse=True)) + ")"
_ORDINAL = r"(?:st|nd|rd|th|er|ère|re|ste|e|a|o|:e|[.ºª°])"
_DATE = re.compile(
    rf"""(?ix) (?:
      (?<![\w/]) (?<!\w[.-]) (?:
        (?P<m1>{MONTH})\b\.?(?:\s{{0,3}}|-)(?:the\s)?(?P<d1>\d{{1,2}})\s?{_ORDINAL}?(?!\w)\s?,?(?:\s{{0,3}}|-)(?P<y1>\d{{4}})
      | (?P<d2>\d{{1,2}})\s?{_ORDINAL}?(?:\s{{0,3}}(?:day\s)?(?:of|de|do|di)\b)?(?:\s{{0,3}}|[-/])
        (?P<m2>{_MONTH_OR_SHORT})\b\.?,?(?:\s(?:of|del?|do))?(?:\s{{0,3}}|[-/])(?P<y2>\d{{4}})
      | (?P<y3>\d{{4}})(?P<s3>[-/.])(?P<m3>\d{{1,2}})(?P=s3)(?P<d3>\d{{1,2}})
        (?:T\d\d:\d\d(?::\d\d(?:[.,]\d{{1,9}})?)?(?:Z|[+-]\d\d:?\d\d)?)?
      | (?P<a>\d{{1,2}})(?P<s4>[-/.])(?P<b>\d{{1,2}})(?P=s4)(?P<y4>\d{{4}}|\d{{2}}(?![.\d]))
      | (?P<d5>\d{{1,2}})-(?P<m5>{MONTH})-(?P<y5>\d{{2}})
      | (?P<m6>{MONTH})\b\.?,?\s{{0,3}}(?:of\s|de\s|del\s)?(?P<y6>\d{{4}})
      | (?P<m8>0[1-9]|1[0-2])/(?P<y8>20\d\d)
      ) (?![\w/]|[-.]\d)
    | (?<!\d) (?P<y7>\d{{4}})\s?[年년]\s?(?P<m7>\d{{1,2}})\s?[月월]\s?(?P<d7>\d{{1,2}})\s?[日일]
    )"""
)
BEFORE_ERA = {"令和": 2018, "平成": 1988, "昭和": 1925}
"""The year before the first of each reign."""
_ERA = re.compile(
    r"(?P<era>令和|平成|昭和)\s?(?P<year>元|\d{1,2})\s?年\s?(?P<month>\d{1,2})\s?月\s?(?P<day>\d{1,2})\s?日"
)
_PARTIAL = re.compile(
    rf"""(?ix) (?<![\w/]) (?: (?P<m1>{MONTH})\b\.?\s{{1,3}}(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?
    | (?P<d2>\d{{1,2}})\s?{_ORDINAL}?\s(?:of\s|de\s)?(?P<m2>{MONTH}) ) \b
    | (?<![\w/.,-])(?P<d3>\d{{1,2}})\.\s?(?P<m3>\d{{1,2}})\.(?!\s?\d)"""
)
_NUMERIC = re.compile(r"(?<![\d/.-])(\d{1,2})([/-])(\d{1,2})\2(?:20)?\d\d(?![\d/-])")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|(?:[/-]|(?<=\.\d\d)\.)\d\d(?!\w)")
_NUMBERS_ALONE = re.compile(r"\d[/-]\d{1,2}[/-]\d\d")
_BEFORE_YEAR, _BEHIND_YEAR = 36, 44
"""Characters of a date that may stand around its year; dates are looked for only there."""
_TIME = (
    r"(?:\d{1,2}[:.h]\d{2}|\d{1,2}\sh\s\d{2}|\d{1,2}(?=\s?(?:h|uhr|uur|ore)))"
    r"(?:\s?(?:uhr|uur|hrs|horas?|heures?|ore|h|[ap]\.?m\.?)(?!\w))?"
)
_WEEKDAY = (
    r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|"
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|lunes|martes|miércoles|jueves|viernes|lunedì|martedì|mercoledì|"
    r"giovedì|venerdì|sabato|domenica|sábado|domingo|(?:maan|dins|woens|donder|vrij|zater|zon)dag|"
    r"(?:segunda|terça|quarta|quinta|sexta)-feira)"
)
_BETWEEN = re.compile(
    rf"(?i)(?:,?\s(?:(?:at|um|à|a|às|om|alle|ore|alle ore|a las|las)\s)?{_TIME})?"
    r"[\s,\"')]{0,3}(?:(?:às|alle|a las|to|through|thru|until|till|and|bis|au|al|hasta|até|tot|t/m|till|til|do|"
    r"jusqu['’]au|fino al?|sino al|up to|a|e|"
    r"y|et|en|und)\b|から|[-~〜～])"
    rf"(?:\s{_WEEKDAY},?)?"
    r"(?:\s(?:and|to|including|ending|ended|on|or|from|the|zum|dem\b|einschließlich|en met|le|el\b|il\b|"
    r"close of business,?|\())*"
    rf"(?:\s(?:ore\s|las\s|às\s)?{_TIME}(?:\s(?:del?|do|di|of|on|le)(?:\sd[ií]a)?)?)?\s{{0,3}}"
)


_FIRST_DAY = re.compile(
    r"(?i)(?:(?:^|[:,(])\s{0,2}|"
    r"\b(?:from|between|on|over|vom|von|zwischen|du|del?|dal|van|entre|tra|fra|tussen|period|window|dates?)\s)"
    rf"(?:the\s|dem\s|le\s|el\s|il\s|l['’]|os\sdias\s)?(?:{_WEEKDAY},?\s(?:the\s|dem\s)?)?"
    r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.|er)?"
    r"(?:\s?-\s?|\s(?:to|and|until|through|bis(?: zum| einschließlich)?|und(?: dem)?|au|al?|hasta(?: el)?|até|"
    rf"tot(?: en met)?|t/m|et|e|y|en)\s(?:the\s|le\s|el\s|il\s|l['’])?(?:{_WEEKDAY},?\s(?:the\s|dem\s)?)?)$"
)
_DAYS_OF_MONTH = re.compile(
    rf"(?i)(?<!\w)(?P<m>{MONTH})\b\.?\s(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s?(?:-|to|through)\s?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?"
    r"\s(?P<y>20\d\d)(?!\w)"
)
_DAYS_AND_MONTH = re.compile(
    rf"(?i)(?<![\w.,/-])(?P<d1>\d{{1,2}})(?:st|nd|rd|th|\.)?\s?-\s?(?P<d2>\d{{1,2}})(?:st|nd|rd|th|\.)?\s"
    rf"(?:of\s|de\s)?(?P<m>{MONTH})\b\.?,?\s(?:de\s|del\s)?(?P<y>20\d\d)(?!\w)"
)
_TWO_DAYS = re.compile(r"(?i)\d(?:st|nd|rd|th)?\s?(?:-|to|through)\s?\d")
"""Within whatever _DAYS_OF_MONTH finds; it is looked for only there, since a month may begin at every word."""
_QUARTER = r"(?:Q(?:uarter )?(?P<q{0}>[1-4])|(?P<o{0}>first|second|third|fourth) quarter|(?P<d{0}>[1-4])\. Quartal)"
_QUARTERS = re.compile(
    rf"(?i)(?<![\w/])(?:{_QUARTER.format(1)}(?:[\s/-]{{0,3}}(?P<y1>20\d\d))?\s?(?:to|through|until|and|bis|au|-|/)\s?)?"
    rf"{_QUARTER.format(2)}(?: of)?[\s/-]{{0,3}}(?P<y2>20\d\d)(?![\w/]|-\d)"
)
_ORDINALS = ("first", "second", "third", "fourth")
_OF_ANOTHER_YEAR = re.compile(r"(?i)\b(?:fiscal|financial|fy)\W{0,3}$")
"""Quarters of a year that need not begin in January."""


@dataclass(frozen=True, slots=True)
class Found:
    """A date in a text: `text[start:end]`. `day` is the last day of the month when only a month is named."""

    day: date
    start: int
    end: int
    is_month: bool = False

    @property
    def iso(self) -> str:
        """ISO 8601, reduced to the month when no day was named."""
        return self.day.isoformat()[:7] if self.is_month else self.day.isoformat()


def find(text: str, *, day_first: bool | None = None) -> list[Found]:
    """The dates in a text, in order. Numeric dates with two readings need `day_first`, else they are left out."""
    found = list(_read(text, day_first))
    return sorted([*found, *_of_eras(text)], key=lambda one: one.start) if "年" in text else found


def _of_eras(text: str) -> Iterator[Found]:
    """Dates that count from the beginning of a Japanese reign: 令和8年3月31日."""
    for match in _ERA.finditer(text):
        year = BEFORE_ERA[match["era"]] + (1 if match["year"] == "元" else int(match["year"]))
        day = _day(year, match["month"], match["day"])
        if day:
            yield Found(day, match.start(), match.end())


def find_days(text: str, *, day_first: bool | None = None) -> list[Found]:
    """As `find`, without dates that name only a month."""
    return [found for found in find(text, day_first=day_first) if not found.is_month]


def readings(text: str) -> set[str]:
    """Every ISO date the text can mean, both days of a numeric date with two readings too. For verification."""
    both = {found.iso for first in (True, False) for found in find(text, day_first=first)}
    return both | {day.iso for period in periods(text) for day in period}


def is_order_asked(text: str) -> bool:
    """Whether a date may stand in the text that is read as `day_first` says."""
    return _NUMBERS_ALONE.search(text) is not None


def settle_day_first(texts: Iterable[str]) -> bool | None:
    """Whether a document's numeric dates put the day first: what its dates with one reading all agree on, else None."""
    votes = set()
    for text in texts:
        for match in _NUMERIC.finditer(text):
            first, second = int(match[1]), int(match[3])
            if first > 12 >= second or second > 12 >= first:
                votes.add(first > 12)
    return votes.pop() if len(votes) == 1 else None


def periods(text: str, *, day_first: bool | None = None) -> list[tuple[Found, Found]]:
    """Pairs "date to date" in a text, in order; a first date without its year takes the second's. A calendar quarter
    ("Q3 2025"), or one to another, is a pair too."""
    pairs = [*_pairs(text, day_first), *_within_month(text), *_quarters(text)]
    return sorted(pairs, key=lambda pair: pair[0].start)


def _quarters(text: str) -> Iterator[tuple[Found, Found]]:
    for match in _QUARTERS.finditer(text):
        if _OF_ANOTHER_YEAR.search(text, max(0, match.start() - 14), match.start()):
            continue
        year, last = int(match["y2"]), _quarter(match, "2")
        first = _quarter(match, "1") or last
        begins = date(int(match["y1"] or year), 3 * first - 2, 1)
        ends = add_months(date(year, 3 * last, 1), 1) - timedelta(days=1)
        if begins < ends:
            yield (Found(begins, match.start(), match.end()), Found(ends, match.start(), match.end()))


def _quarter(match: re.Match[str], place: str) -> int:
    """1 to 4; 0 when the match has no quarter in this place."""
    word = match[f"o{place}"]
    return _ORDINALS.index(caseless(word)) + 1 if word else int(match[f"q{place}"] or match[f"d{place}"] or 0)


def _pairs(text: str, day_first: bool | None) -> list[tuple[Found, Found]]:
    found = find_days(text, day_first=day_first)
    pairs: list[tuple[Found, Found]] = []
    for index, last in enumerate(found):
        first = found[index - 1] if index else None
        if first and first.day <= last.day and _joins(text, first.end, last.start):
            pairs.append((first, last))
        else:
            pairs += _sharing(text, last)
    return pairs


def sharing_days(text: str, found: Iterable[Found]) -> list[tuple[Found, Found]]:
    """Pairs of days of which the first takes its month or year from the last ("3 to 14 March 2025"); `found` are the
    days of the text (`find_days`)."""
    return [*(pair for last in found for pair in _sharing(text, last)), *_within_month(text)]


def _sharing(text: str, last: Found) -> Iterator[tuple[Found, Found]]:
    alone = _sharing_month(text, last)
    if alone:
        yield alone, last
        return
    for partial in _PARTIAL.finditer(text, max(0, last.start - 40), last.start):
        if _joins(text, partial.end(), last.start):
            month = partial["m1"] or partial["m2"] or partial["m3"]
            day = _day(last.day.year, month, partial["d1"] or partial["d2"] or partial["d3"])
            if day and day <= last.day:
                yield Found(day, partial.start(), partial.end()), last


def add_months(day: date, months: int) -> date:
    """The same day of the month, `months` later; the month's last day when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def order_of(text: str) -> int | None:
    """Where a text that is a year or the name of a month, and nothing else, stands among its like; None for others."""
    word = text.strip().lower().rstrip(".")
    return int(word) if re.fullmatch(r"20\d\d", word) else _MONTH_NAMES.get(word)


def parse_iso(value: str) -> date | None:
    """The day of an ISO value; a month's last day for a value reduced to the month."""
    parts = value.split("-")
    try:
        year, month = int(parts[0]), int(parts[1])
        return date(year, month, int(parts[2]) if len(parts) > 2 else calendar.monthrange(year, month)[1])
    except (ValueError, IndexError):
        return None


def _sharing_month(text: str, last: Found) -> Found | None:
    """The first of two days of one month: "from 3 to 14 March 2025"."""
    ahead = _FIRST_DAY.search(text, max(0, last.start - 48), last.start)
    if not ahead or not text[last.start : last.start + 1].isdigit() or int(ahead["day"]) >= last.day.day:
        return None
    day = last.day.replace(day=max(1, int(ahead["day"])))
    return Found(day, ahead.start("day"), ahead.end("day"))


def _within_month(text: str) -> Iterator[tuple[Found, Found]]:
    """ "March 3-14, 2025", "3-14 March 2025"."""
    read_to = 0
    for days in _TWO_DAYS.finditer(text):
        begin, end = max(read_to, days.start() - _BEFORE_YEAR), days.end() + _BEHIND_YEAR
        match = _DAYS_OF_MONTH.search(text, begin, end) or _DAYS_AND_MONTH.search(text, begin, end)
        if match is None or match.start() > days.start():
            continue
        read_to = match.end()
        first, last = (_day(match["y"], match["m"], match[group]) for group in ("d1", "d2"))
        if first and last and first < last:
            yield (
                Found(first, match.start(), match.end("d1")),
                Found(last, match.start("d2"), match.end()),
            )


def _joins(text: str, start: int, end: int) -> bool:
    return _BETWEEN.fullmatch(text, start, end) is not None


def _read(text: str, day_first: bool | None) -> Iterator[Found]:
    read_to = 0
    for year in _YEAR.finditer(text):
        if year.start() < read_to:
            continue
        for match in _DATE.finditer(text, max(read_to, year.start() - _BEFORE_YEAR), year.end() + _BEHIND_YEAR):
            read_to = match.end()
            found = _found(match, day_first)
            if found:
                yield found


def _found(match: re.Match[str], day_first: bool | None) -> Found | None:
    if match["m6"] or match["m8"]:
        year = int(match["y6"] or match["y8"])
        number = int(match["m8"]) if match["m8"] else _MONTH_NAMES[caseless(match["m6"])]
        if not FIRST_YEAR <= year <= LAST_YEAR:
            return None
        return Found(date(year, number, calendar.monthrange(year, number)[1]), match.start(), match.end(), True)
    if match["a"]:
        day = _numeric(match, day_first)
    else:
        form = next(form for form in "12357" if match[f"y{form}"])
        day = _day(match[f"y{form}"], match[f"m{form}"], match[f"d{form}"])
    return Found(day, match.start(), match.end()) if day else None


def _numeric(match: re.Match[str], day_first: bool | None) -> date | None:
    first, second = int(match["a"]), int(match["b"])
    if len(match["y4"]) == 2 and (match["s4"] == "-" or (match["s4"] == "." and len(match["a"] + match["b"]) < 4)):
        return None  # 28-09-30 begins with its year as often as with its day; 4.2.24 is a section or a version
    if match["s4"] == "." or first > 12 or first == second:
        return _day(match["y4"], second, first)  # dotted dates put the day first wherever they are used
    if second > 12:
        return _day(match["y4"], first, second)
    if day_first is None:
        return None
    return _day(match["y4"], second, first) if day_first else _day(match["y4"], first, second)


def _month(name: str) -> int:
    return _MONTH_NAMES.get(name) or _SHORT[name]


def _day(year: str | int, month: str | int, day: str | int) -> date | None:
    number = month if isinstance(month, int) else int(month) if month.isdigit() else _month(caseless(month))
    full = int(year) if int(year) > 99 else int(year) + (2000 if int(year) < PIVOT_YEAR else 1900)
    if not FIRST_YEAR <= full <= LAST_YEAR:
        return None
    try:
        return date(full, number, int(day))
    except ValueError:
        return None
