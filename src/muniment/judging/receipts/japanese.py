"""What Japanese texts state, read for checking only: dates in eras, lengths of time, sums, and names in text that has
no spaces between its words.

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from muniment.unicode import normalised

_BEGINS = {"明治": 1868, "大正": 1912, "昭和": 1926, "平成": 1989, "令和": 2019, "S": 1926, "H": 1989, "R": 2019}
_DIGITS = "〇一二三四五六七八九"
_NUM = r"(?:元|[0-9]{1,4}|[〇一二三四五六七八九十]{1,4})"
_MARK = r"\s?(?:年|月|日|[./-])\s?"
_DATES = re.compile(
    rf"(?P<era>明\s?治|大\s?正|昭\s?和|平\s?成|令\s?和|"
    rf"(?<![A-Za-z])[SHR](?=\s?[0-9元]))?\.?\s?(?P<year>{_NUM}|同|"
    rf"翌)(?P<first>{_MARK})(?:\([^()]{{2,8}}\)\s?)?"
    rf"(?P<month>{_NUM})(?P<second>{_MARK})(?P<day>{_NUM}|末)?(?P<third>\s?日)?"
)
_BESIDE = re.compile(rf"(?:同年)?(?:(?P<month>{_NUM})月|同月|(?<=から)|(?<=[~～〜-]))(?P<day>{_NUM})日")
_UNITS = (
    ("営業日", "business day"), ("業務日", "business day"), ("週間", "week"), ("時間", "hour"), ("か月", "month"),
    ("カ月", "month"),
    ("ヵ月", "month"), ("ヶ月", "month"), ("ケ月", "month"), ("箇月", "month"), ("月間", "month"), ("か年", "year"),
    ("箇年", "year"),
    ("年", "year"), ("日", "day"),
)  # fmt: skip
_SCALED = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)\s?([億万千百]*)")
_POWERS = {"億": 8, "万": 4, "千": 3, "百": 2}
_PARTICLES = frozenset("はがをにのともへやでよりからまたよ")
_FORMS = (
    "株式会社", "合同会社", "有限会社", "監査法人", "財団法人", "社団法人", "学校法人", "協同組合", "相互会社",
    "合資会社", "信用金庫",
    "医療法人", "独立行政法人", "社会福祉法人", "国立大学法人", "合名会社", "法人", "組合", "機構", "協会",
)  # fmt: skip
_LEGAL_ENDS = (
    "株式会社",
    "合同会社",
    "有限会社",
    "監査法人",
    "協同組合",
    "相互会社",
    "合資会社",
    "信用金庫",
    "合名会社",
)


def is_cjk(letter: str) -> bool:
    """Whether a letter belongs to a script that is written without spaces."""
    return "\u3040" <= letter <= "\u30ff" or "\u4e00" <= letter <= "\u9fff" or letter in ("々", "〆", "〇")


def dates(text: str) -> Iterator[tuple[str, int]]:
    """The dates that a text writes with 年 and 月 or in an era, ISO 8601, with where each begins."""
    last: date | None = None
    for found in _DATES.finditer(text):
        first, second = found["first"].strip(), found["second"].strip()
        year = _year(found, last)
        month = _number(found["month"])
        is_kept = (first, second) == ("年", "月") or (
            bool(found["era"]) and first == second and first in ("-", ".", "/")
        )
        if year is None or not is_kept or not 1 <= month <= 12:
            continue
        if found["day"] is None or (second == "月" and not found["third"] and found["day"] != "末"):
            if second == "月":
                yield f"{year:04d}-{month:02d}", found.start()
            continue
        day = _last_of(year, month) if found["day"] == "末" else _number(found["day"])
        last = _day(year, month, day)
        if last is None:
            continue
        yield last.isoformat(), found.start()
        behind = _BESIDE.search(text, found.end(), found.end() + 30)
        if behind and not re.search(r"[。、\n]", text[found.end() : behind.start()]):
            other = _day(year, _number(behind["month"]) if behind["month"] else month, _number(behind["day"]))
            if other:
                yield other.isoformat(), behind.start()


def _year(found: re.Match[str], last: date | None) -> int | None:
    said = found["year"]
    if said in ("同", "翌"):
        return last.year + (said == "翌") if last else None
    if found["era"]:
        return _BEGINS["".join(found["era"].split())] + _number(said) - 1
    year = _number(said)
    return year if 1900 <= year <= 2099 else None


def _number(figures: str) -> int:
    if figures == "元":
        return 1
    if figures.isascii():
        return int(figures)
    if "十" not in figures:
        return int("".join(str(_DIGITS.index(figure)) for figure in figures))
    tens, ones = figures.split("十", 1)
    return 10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _last_of(year: int, month: int) -> int:
    return next(day for day in range(31, 27, -1) if _day(year, month, day))


def lengths_of_time(text: str) -> Iterator[str]:
    """Lengths of time that a text counts in 日, か月, 年 and so on, as facts write them: "30 days"."""
    for found in re.finditer(
        r"(?<![0-9〇一二三四五六七八九十年月.,])([0-9]{1,4}|[〇一二三四五六七八九十]{1,3})\s?(?:\([^()]{1,4}\)\s?)?",
        text,
    ):
        behind = text[found.end() : found.end() + 4]
        unit = next((base for word, base in _UNITS if behind.startswith(word)), None)
        if unit:
            count = _number(found[1])
            yield f"{count} {unit}" + ("s" if count != 1 else "")


_MOST = 10.0**18
"""Yen that no sum reaches; figures beyond what a number of the processor holds have no whole part."""


def amounts(text: str) -> Iterator[int]:
    """Sums in whole yen: figures with 億, 万, 千 between them, and 円, ¥ or 千円 beside."""
    at = 0
    while match := _SCALED.search(text, at):
        start, total, end = match.start(), 0.0, match.end()
        part: re.Match[str] | None = match
        while part:
            power = sum(_POWERS[letter] for letter in part[2])
            total += float(part[1].replace(",", "")) * 10**power
            end = part.end()
            part = _SCALED.match(text, end) if part[2] else None
        behind = text[end:].lstrip()[:3]
        ahead = text[max(0, start - 2) : start].rstrip()
        has_sign = behind.startswith("円") or ahead.endswith(("¥", "￥", "\\"))
        if has_sign and total < _MOST and total == int(total):
            yield int(total)
        at = end


def holds(text: str, value: str) -> bool:
    """Whether a name of such letters stands in the text whole: at either end something that is no part of a word, a
    particle, or what it legally is. A line's end or a blank may part two of its letters."""
    said, sought = normalised(text, "NFKC").lower(), " ".join(normalised(value, "NFKC").lower().split())
    if not any(map(is_cjk, sought)):
        return _holds_latin(said, sought)
    pattern = "".join(
        r"\s+" if letter == " " else re.escape(letter) + (_BREAK if _may_break(letter, behind) else "")
        for letter, behind in zip(sought, [*sought[1:], " "], strict=True)
    )
    return any(
        _may_begin(said[: found.start()][-1:], sought) and _may_end(said[found.end() :], sought)
        for found in re.finditer(pattern, said)
    )


def _may_break(letter: str, behind: str) -> bool:
    return behind != " " and (is_cjk(letter) or is_cjk(behind))


def _holds_latin(said: str, sought: str) -> bool:
    """Whether a name of other letters stands between Japanese ones, blanks or brackets."""
    if not sought:
        return False
    return any(
        all(not beside or beside.isspace() or is_cjk(beside) or beside in "()[]「」、。:" for beside in around)
        and any(map(is_cjk, around))
        for found in re.finditer(re.escape(sought), said)
        for around in [(said[: found.start()][-1:], said[found.end() :][:1])]
    )


_BREAK = r"(?:[ \u3000]?\n[ \u3000]?|[ \u3000]{0,2})"
"""A line's end or blanks between two letters, in one way each: with two for nothing, a name of which a text held the
first 40 letters was looked for in 2 to the power of 40 ways."""


def _is_kana(letter: str) -> bool:
    return "\u3041" <= letter <= "\u3096"


def _may_begin(before: str, sought: str) -> bool:
    if not before or not before.isalnum() or before in _PARTICLES:
        return True
    if _is_kana(before) and not _is_kana(sought[0]):
        return True
    if sought.startswith(_FORMS) or re.match(r"(?:一般|公益|有限責任|特定|生活)", sought):
        return True
    return is_cjk(before) != is_cjk(sought[0]) and not before.isdecimal()


def _may_end(behind: str, sought: str) -> bool:
    after = behind[:1]
    if not after or not after.isalnum() or after in _PARTICLES:
        return True
    if _is_kana(after) and not _is_kana(sought[-1]):
        return True
    if behind.startswith(("及び", "並びに", "又は", "または", "および", "による", "御中", "代表", "取締役")):
        return True
    if sought.endswith(_LEGAL_ENDS):
        return True
    return is_cjk(after) != is_cjk(sought[-1]) and not after.isdecimal()
