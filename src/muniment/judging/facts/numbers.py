"""The one reader of numbers: a whole token or nothing, by the document's own convention.

`5.000` is five thousand in one document and five in another. A number that can be read two ways, that a line broke, or
that is a part of something longer (a date, a telephone number, a range) is left out: no number is better than a part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from muniment.unicode import caseless

MAX_DIGITS = 18
"""Digits of a number that means something in a document; more is an identifier."""

_LANGUAGES = "de fr es it nl pt da sv nb nn no fi pl cs sk sl hr hu ro bg ru uk el tr id"
COMMA_LANGUAGES = frozenset(_LANGUAGES.split())
"""ISO 639-1 codes of languages that write 2,5 for two and a half (CLDR, decimal separator)."""

_SPACE = "[ \u00a0\u202f\u2009]"
_TOKEN = re.compile(
    rf"(?:(?<![\w½¼¾])(?<!\d[.,':])(?<!\w[/-])|(?<=(?<![\w.$€£])R)(?=\d{{1,3}}(?:(?:{_SPACE}|,)\d{{3}}){{1,4}}(?!\d)))"
    rf"(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+(?![\d])(?:[.,]\d{{1,2}}(?!\d))?|\d+(?:[.,']\d+)*)"
)
_GOES_ON_BEFORE = re.compile(r"\d[.,'/:-]\s?$|\d-\s*$|[½¼¾]$")
_GOES_ON = re.compile(r"[.,']\s?\d|[-/:]\s?\d|\s000(?!\d)|\s?[½¼¾]|\s\d+/\d+(?![\d/])|['_]\w")
_GROUPS = re.compile(r"\d{1,3}(?:[.,' \u00a0\u202f\u2009]\d{3})+")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}")

_SCALE_NAMES = {
    10**3: "k t tsd tausend thousand thousands mil mille milliers duizend tusen tusind",
    10**4: "万 萬",
    10**5: "lakh lakhs lac lacs",
    10**6: "m mm mn mio mill mill. mln million millions millionen millón millones milione milioni milhão milhões "
    "miljoen miljoner miljon millioner 百万",
    10**7: "crore crores cr",
    10**8: "億 亿",
    10**9: "bn mrd mia milliard milliards milliarde milliarden miliardo miliardi miljard miljarder billion billions",
}
SCALES: dict[str, int] = {name: scale for scale, names in _SCALE_NAMES.items() for name in names.split()}
_SCALE = r"(?:" + "|".join(re.escape(name) for name in sorted(SCALES, key=len, reverse=True)) + r")"
SCALE = re.compile(rf"(?i)(?:{_SPACE}?\([a-z][a-z -]{{2,40}}\))?{_SPACE}?(?P<scale>{_SCALE})(?![^\W\d_万億亿円元])\.?")
"""A scale behind a number, with the number in words before it: "5 (five) million"."""
_ANOTHER = re.compile(r"(?i)\s?(?:hundred|dozen|trillion\w*|billionen|trilli\w+|juta|milyar|milyon)\b")

_STATED = (
    r"(?P<{0}>thousands?|tausend|milliers|miles|migliaia|milhares|duizend(?:en)?|millions?|millionen|millones|milioni|miljoen(?:en)?|"
    r"milhões|mio|mrd|milliarden|milliards|billions?|lakhs?|lacs|crores?|tsd|mn)\b\.?"
)
_CURRENCY = r"(?:[UR]S?\$|[$€£₹¥]|R(?=')|rs\.?|usd|eur|gbp|chf|inr|cad|aud|zar|jpy|sek|nok|dkk|pln|czk)"
_STATED_SCALE = re.compile(
    rf"(?i)(?:\b(?:in|en|em|expressed in|amounts in|all figures in)|\()\s?(?:{_CURRENCY}\s?)?{_STATED.format('a')}|"
    rf"(?<!\w){_CURRENCY}\s{_STATED.format('b')}|(?<!\w){_CURRENCY}\s?'?(?P<c>000s?|m|mn|bn|k|mil)\b(?!\.?\d)|"
    rf"\bx\s?{_CURRENCY}\s?1[.,]?(?P<g>000)\b(?![.,]\d)|"
    rf"(?<!\w)(?:€|euro?)/(?P<h>000)\b|"
    rf"(?<!\w)(?P<d>[tkm])(?:€|(?:eur|chf|usd|gbp)\b)|(?<!\d)(?P<e>'000)s?\b|\((?P<f>mio|tsd|mrd|mn)\.? ?{_CURRENCY}\)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text: `text[start:end]` is the whole token, a scale behind it included in `value` and `end`."""

    value: int | float
    start: int
    end: int
    is_scaled: bool = False


def find(text: str, *, decimal: str | None = None) -> list[Number]:
    """The numbers of a text that can mean one thing, in order. `decimal` is the document's mark, "." or ","."""
    return [found for token in _TOKEN.finditer(text) if (found := _number(text, token, decimal))]


def decimal_mark(texts: Iterable[str], language: str | None = None) -> str | None:
    """What a document's numbers with one reading agree on, else what its language (ISO 639-1) writes, else None."""
    votes = set()
    for text in texts:
        for token in _TOKEN.finditer(text):
            vote = _vote(token[0])
            if vote and not _is_part(text, token.start(), token.end()):
                votes.add(vote)
    if len(votes) == 1:
        return votes.pop()
    return "," if not votes and language in COMMA_LANGUAGES else None


@lru_cache(maxsize=8)  # asked for each row of a page
def stated_scale(text: str) -> int | None:
    """What figures are given in, as a table's heading says it ("EUR thousand", "in T€"): 1 when nothing is said.

    None when it says two things.
    """
    said = {_STATED_AS[caseless(found[found.lastgroup or 0]).rstrip(".").lstrip("'")]
            for found in _STATED_SCALE.finditer(text)}  # fmt: skip
    return (said.pop() if said else 1) if len(said) < 2 else None


_STATED_AS = {
    **SCALES,
    "000": 10**3,
    "000s": 10**3,
    "miles": 10**3,
    "migliaia": 10**3,
    "milhares": 10**3,
    "duizenden": 10**3,
    "miljoenen": 10**6,
}


def value_of(token: str, *, decimal: str | None = None) -> int | float | None:
    """The number that a whole token of digits and separators stands for; None when it can be read two ways."""
    separators = [letter for letter in token if not letter.isdigit()]
    if sum(letter.isdigit() for letter in token) > MAX_DIGITS:
        return None
    if not separators:
        return None if token.startswith("00") and len(token) > 2 else int(token)
    last = separators[-1]
    head, _, tail = token.rpartition(last)
    if len(separators) > 1 and token.startswith("0"):
        return None
    if len(set(separators)) == 1:
        if _INDIAN.fullmatch(token) or (len(separators) > 1 and _GROUPS.fullmatch(token)):
            return _whole(token)
        return _single(head, tail, last, decimal) if len(separators) == 1 else None
    if last not in ".," or separators.count(last) > 1 or len(set(separators)) > 2:
        return None
    if not (_GROUPS.fullmatch(head) or _INDIAN.fullmatch(head)):
        return None
    return _fraction(head, tail)


def _single(head: str, tail: str, mark: str, decimal: str | None) -> int | float | None:
    """One separator: 1,250 or 1.250 groups only where the document's own convention, or English usage, says so."""
    if mark not in ".,":
        return _whole(head + tail) if len(tail) == 3 and len(head) <= 3 else None
    if len(tail) != 3 or len(head) > 3 or head.startswith("0"):
        return _fraction(head, tail) if mark == "." or len(tail) < 4 else None
    if decimal is None:
        return _whole(head + tail) if mark == "," else None
    return _whole(head + tail) if mark != decimal else None


def _number(text: str, token: re.Match[str], decimal: str | None) -> Number | None:
    if _is_part(text, token.start(), token.end()):
        return None
    value = value_of(token[0], decimal=decimal)
    if value is None:
        return None
    end, scale = token.end(), 1
    for _ in range(2):  # "5 mil millones"
        found = SCALE.match(text, end)
        if found is None:
            break
        scale *= SCALES[caseless(found["scale"])]
        end = found.end()
    if _ANOTHER.match(text, end) or (end < len(text) and text[end].isalnum() and end == token.end()):
        return None
    start, sign = _sign(text, token.start(), end)
    scaled = round(value * scale * sign, 4)
    return Number(int(scaled) if scaled == int(scaled) else scaled, start, end, scale != 1)


def _sign(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the number begins with its sign, and the sign; statements put losses in brackets."""
    ahead = text[max(0, start - 6) : start]
    bracket = re.search(r"\([$€£₹\s]{0,3}$", ahead)
    if bracket and re.match(r"\s?\)", text[end:]):
        return start, -1
    minus = re.search(r"(?:^|[\s(\t])-\s?[$€£₹]?$", ahead)
    return (start, -1) if minus else (start, 1)


def _is_part(text: str, start: int, end: int) -> bool:
    """Whether the token is a part of something longer: a date, a range, a time, a number that a line broke."""
    goes_on = _GOES_ON.match(text, end)
    if goes_on and not (goes_on[0][:1] in ".," and " " in goes_on[0] and not _may_be_group(text, goes_on.end() - 1)):
        return True
    before = _GOES_ON_BEFORE.search(text, max(0, start - 3), start)
    return bool(before) and not (" " in (before[0] if before else "") and not _may_be_group(text, start))


def _may_be_group(text: str, at: int) -> bool:
    return bool(re.match(r"\d{3}(?!\d)|\d\d,\d\d", text[at : at + 5]))


def _vote(token: str) -> str | None:
    """The decimal mark of a token that can be read one way only."""
    separators = [letter for letter in token if letter in ".,"]
    kinds = set(separators)
    if len(kinds) == 2 and value_of(token) is not None:
        return separators[-1]
    if len(kinds) == 1 and len(separators) > 1 and (_GROUPS.fullmatch(token) or _INDIAN.fullmatch(token)):
        return "." if separators[0] == "," else ","
    return None


def _whole(token: str) -> int:
    return int("".join(letter for letter in token if letter.isdigit()))


def _fraction(head: str, tail: str) -> float:
    return float(f"{_whole(head)}.{tail}")
