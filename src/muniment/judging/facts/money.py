"""Amounts, numbers and lengths of time as contracts and statements write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

CURRENCY_NAMES = {
    "us$": "USD", "usd": "USD", "$": "USD", "us dollars": "USD", "u.s. dollars": "USD", "dollars": "USD", "€": "EUR",
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pounds sterling": "GBP", "chf": "CHF",
    "cad": "CAD", "c$": "CAD", "ca$": "CAD", "aud": "AUD", "a$": "AUD", "jpy": "JPY", "¥": "JPY", "inr": "INR",
    "₹": "INR", "sgd": "SGD", "s$": "SGD", "zar": "ZAR", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "nzd": "NZD",
}  # fmt: skip
_SCALES = {"thousand": 10**3, "k": 10**3, "million": 10**6, "m": 10**6, "mm": 10**6, "billion": 10**9, "bn": 10**9}
_SIGN = r"(?:US\$|CA\$|C\$|A\$|S\$|[$€£¥₹]|USD|EUR|GBP|CHF|CAD|AUD|JPY|INR|SGD|ZAR|SEK|NOK|DKK|NZD)"
NUMBER = r"\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_MONEY = re.compile(
    rf"(?i)(?<![\w.])(?:(?P<sign>{_SIGN})\s?(?P<n>{NUMBER})|(?P<n2>{NUMBER})\s?(?P<word>USD|EUR|GBP|CHF|euros?|"
    rf"US dollars|U\.S\. dollars|dollars|pounds sterling))(?:\s?(?P<scale>thousand|million|billion|bn|mm|[km]\b))?"
)
_ONES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORD_NUMBERS: dict[str, int] = {
    **{word: number for number, word in enumerate(_ONES)},
    **{ten: (index + 2) * 10 for index, ten in enumerate(_TENS)},
    **{
        f"{ten}{joint}{one}": (index + 2) * 10 + number
        for index, ten in enumerate(_TENS)
        for number, one in enumerate(_ONES[1:10], start=1)
        for joint in "- "
    },
    "hundred": 100,
    "one hundred": 100,
    "one hundred twenty": 120,
    "one hundred eighty": 180,
}
"""Numbers written out, as far as notice periods and terms go."""
_WORDS = "|".join(sorted(WORD_NUMBERS, key=len, reverse=True))
COUNT = rf"(?:(?P<w>{_WORDS})\s?\(\s?(?P<n>\d{{1,4}})\s?\)|(?P<n2>\d{{1,4}})(?:\s?\((?:{_WORDS})\))?|(?P<w2>{_WORDS}))"
"""A count, in figures, in words, or both ("thirty (30)")."""
_UNIT = r"(?P<unit>(?:(?:business|working|calendar|consecutive)[\s-])?(?:hours?|days?|weeks?|months?|years?)|hrs?\b)"
DURATION = re.compile(rf"(?i)(?<![\w.,]){COUNT}[\s-]{{0,2}}(?:full\s|consecutive\s)?{_UNIT}(?!\w)")
"""A length of time: "thirty (30) days", "72 hours", "one-year", "5 business days"."""
_FIGURES = re.compile(rf"(?<![\w.]){NUMBER}")
_WORD_NUMBER = re.compile(rf"(?i)\b(?:{_WORDS})\b")


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in a text: `text[start:end]`; `value` in whole units of `currency` (ISO 4217)."""

    value: int | float
    currency: str
    start: int
    end: int


def find_money(text: str) -> list[Amount]:
    """The amounts with a currency in a text, in order."""
    return [_amount(match) for match in _MONEY.finditer(text)]


def number(text: str) -> int | float:
    """The number that a match of NUMBER stands for."""
    cleaned = re.sub(r"[,' ]", "", text)
    return float(cleaned) if "." in cleaned else int(cleaned)


def count_of(match: re.Match[str]) -> int:
    """The number that a match of COUNT stands for."""
    figures = match["n"] or match["n2"]
    return int(figures) if figures else WORD_NUMBERS[(match["w"] or match["w2"]).lower()]


def duration_of(match: re.Match[str]) -> str:
    """A match of DURATION, normalised: "30 days", "1 year", "5 business days"."""
    count = count_of(match)
    unit = re.sub(r"[\s-]+", " ", match["unit"].lower()).rstrip("s")
    unit = "hour" if unit == "hr" else unit.replace("calendar ", "").replace("consecutive ", "")
    unit = unit.replace("working day", "business day")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def numbers_in(text: str) -> Iterator[int | float]:
    """Every number a text states, in figures or words."""
    for match in _FIGURES.finditer(text):
        yield number(match[0])
    for match in _WORD_NUMBER.finditer(text):
        yield WORD_NUMBERS[match[0].lower()]


def _amount(match: re.Match[str]) -> Amount:
    value = number(match["n"] or match["n2"])
    scale = _SCALES.get((match["scale"] or "").lower(), 1)
    scaled = round(value * scale, 2)
    currency = CURRENCY_NAMES[(match["sign"] or match["word"]).lower()]
    return Amount(int(scaled) if scaled == int(scaled) else scaled, currency, match.start(), match.end())
