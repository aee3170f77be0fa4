"""Amounts, numbers and lengths of time as contracts and statements write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from muniment.judging.facts import numbers, vocabulary
from muniment.judging.facts.one_of import one_of
from muniment.unicode import caseless

CURRENCY_NAMES = {
    "us$": "USD", "usd": "USD", "$": "USD", "us dollars": "USD", "u.s. dollars": "USD", "dollars": "USD", "€": "EUR",
    "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP", "pounds sterling": "GBP", "chf": "CHF",
    "swiss francs": "CHF", "franken": "CHF", "cad": "CAD", "c$": "CAD", "ca$": "CAD", "aud": "AUD", "a$": "AUD",
    "au$": "AUD", "jpy": "JPY", "¥": "JPY", "円": "JPY", "yen": "JPY", "inr": "INR", "₹": "INR", "rs.": "INR",
    "rs": "INR",
    "rupees": "INR", "sgd": "SGD", "s$": "SGD", "zar": "ZAR", "sek": "SEK", "nok": "NOK", "dkk": "DKK", "nzd": "NZD",
    "nz$": "NZD", "hkd": "HKD", "hk$": "HKD", "pln": "PLN", "czk": "CZK", "huf": "HUF", "cny": "CNY", "brl": "BRL",
    "r$": "BRL", "$ ca": "CAD", "$ca": "CAD", "canadian dollars": "CAD", "dollars canadiens": "CAD",
    "australian dollars": "AUD", "clp": "CLP", "cop": "COP", "ars": "ARS",
    "reais": "BRL", "mxn": "MXN", "aed": "AED", "ils": "ILS", "ron": "RON", "złotych": "PLN", "kronor": "SEK",
}  # fmt: skip
_SIGN = "(?:" + "|".join(re.escape(name) for name in sorted(CURRENCY_NAMES, key=len, reverse=True)) + ")"
_AHEAD = re.compile(
    rf"(?i)(?<![\w.$€£])(?:(?P<scale>[tk]|mio\.?|mrd\.?)\s?)?(?P<sign>{_SIGN})\s?(?P<scale2>k|mm?|mn|bn|mio\.?|"
    rf"mrd\.?)?"
    r"[\s:]{0,2}(?:\(\s?)?-?\s?$"
)
"""What may stand ahead of an amount's figures: the currency, with a scale before or behind it ("TEUR", "€m")."""
_BEHIND = re.compile(
    rf"(?i)(?:[.,]?-{{1,2}}|\s?\))?\s?(?:(?:of|de|d'|"
    rf"di)\s?)?(?P<sign>{_SIGN})(?![\w$€£])"
    rf"(?=\s?\d[\d.,']*+(?:[ \u00a0\u202f]\d{{3}}(?!\d))*+(?:[.,]\d{{1,2}}(?!\d))?\s?(?:{_SIGN}|%)|(?!\s?\d))"
)
_RANGE = re.compile(
    rf"(?i)\s?(?:{_SIGN})?\s?(?:to|bis|and|or|oder|und|à|a|-)\s(?:{_SIGN}\s?)?\d[\d.,]*+(?!\s?(?:%|per ?cent))"
)
_SHARE = re.compile(r"\s?%")
_RAND = re.compile(r"(?<![\w.$€£])R\s?$")
"""The sign of South Africa's rand, ahead of a sum of thousands or more only: else it is a letter of an identifier."""
_REACH = 16
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
    **vocabulary.numbers(),
}
"""Numbers written out, as far as notice periods and terms go."""
_WORDS = one_of(WORD_NUMBERS)
COUNT = (
    rf"(?:(?:(?P<w>{_WORDS})\s?)?\(\s?(?P<n>\d{{1,4}})\s?\)|"
    rf"(?P<n2>\d{{1,4}})(?:\s?\([^\W\d][^()\d]{{1,40}}\))?|(?P<w2>{_WORDS}))"
)
"""A count, in figures, in words, or both ("thirty (30)")."""
_UNIT_WORDS = {
    "hour": "hour hours hr hrs stunde stunden heure heures hora horas ora ore uur uren",
    "day": "day days tag tage tagen jour jours día días giorno giorni dag dagen dia dias werktag werktage werktagen "
    "arbeitstag arbeitstage arbeitstagen bankarbeitstage bankarbeitstagen kalendertage kalendertagen geschäftstage "
    "geschäftstagen werkdag werkdagen kalenderdagen",
    "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane week weken",
    "month": "month months kalendermonate kalendermonaten monat monate monaten monats mois mes meses "
    "mese mesi maand maanden mês",
    "year": "year years jahr jahre jahren jahres an ans année années año años anno anni jaar jaren ano anos "
    "anualidad anualidades annualité annualités annualità",
}
UNITS: dict[str, str] = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
"""Units of time in the languages read, each with its English name."""
_UNIT = (
    r"(?P<unit>(?:(?:business|working|calendar|consecutive)[\s-])?"
    + one_of(UNITS)
    + r"\b(?:\s(?:hábiles|laborables|ouvrés|ouvrables|lavorativi|úteis)(?!\w))?)"
)
_OF_BUSINESS = re.compile(
    r"(?i)\b(?:business|working|hábiles|laborables|ouvrés|ouvrables|lavorativi|úteis|werktagen?|arbeitstagen?|"
    r"bankarbeitstagen?|geschäftstagen?|werkdag(?:en)?)\b"
)
"""What makes days those of business."""
DURATION = re.compile(
    rf"(?i)(?<![\w.,])(?<!\d\s)(?<!\d-)(?<!\d to )(?<!\d or )(?<!\d and ){COUNT}"
    rf"[\s-]{{0,2}}(?:full\s|consecutive\s)?{_UNIT}(?!\w)"
)
"""A length of time: "thirty (30) days", "72 hours", "one-year", "5 business days"."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in a text: `text[start:end]`; `value` in whole units of `currency` (ISO 4217)."""

    value: int | float
    currency: str
    start: int
    end: int


_LOSS = re.compile(
    r"(?i)\b(?:loss(?:es)?|deficits?|déficit|\w*verlust\w*|\w*fehlbetrag\w*|pertes?|insuffisance|pérdidas?|"
    r"perdit[ae]|disavanzo|"
    r"\w*verlies|prejuízos?)\b"
)
_GAIN = re.compile(
    r"(?i)\b(?:profits?|income|earnings|surplus|\w*gewinn|\w*überschuss|\w*ergebnis|bénéfices?|résultat|excédent|"
    r"utilidad|"
    r"ganancia|beneficio|resultado|excedente|utile|risultato|avanzo|\w*winst|\w*resultaat|saldo|lucro|superávit)\b"
)


def is_loss(label: str) -> bool:
    """Whether a label or sentence names a loss and no gain beside it, so that its figure is one without a sign."""
    return bool(_LOSS.search(label)) and not _GAIN.search(label)


def find_money(text: str, *, decimal: str | None = None) -> list[Amount]:
    """The amounts with a currency in a text, in order. `decimal` is the document's decimal mark, "." or ","."""
    return list(amounts_of(text, numbers.find(text, decimal=decimal)))


def amounts_of(text: str, found: Iterable[numbers.Number]) -> Iterator[Amount]:
    """Those of a text's numbers that have a currency."""
    return (amount for number in found if (amount := _amount(text, number)))


def count_of(match: re.Match[str]) -> int:
    """The number that a match of COUNT stands for."""
    figures = match["n"] or match["n2"]
    return int(figures) if figures else WORD_NUMBERS[caseless(match["w"] or match["w2"])]


def duration_of(match: re.Match[str]) -> str:
    """A match of DURATION, normalised: "30 days", "1 year", "5 business days"."""
    count = count_of(match)
    unit = ("business " if _OF_BUSINESS.search(match["unit"]) else "") + unit_of(match)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def unit_of(match: re.Match[str]) -> str:
    """The unit of a match of DURATION: "hour", "day", "week", "month" or "year"."""
    return next(UNITS[word] for word in reversed(re.split(r"[\s-]+", caseless(match["unit"]))) if word in UNITS)


_LEAST_RAND = 1_000


def _amount(text: str, found: numbers.Number) -> Amount | None:
    ahead = _AHEAD.search(text, max(0, found.start - _REACH), found.start)
    behind = _BEHIND.match(text, found.end)
    if (
        ahead is None
        and found.value >= _LEAST_RAND
        and (rand := _RAND.search(text, max(0, found.start - 3), found.start))
    ):
        is_sum = found.is_scaled or re.search(r"[ ,.]", text[found.start : found.end])
        value = int(found.value) if found.value == int(found.value) else found.value
        return Amount(value, "ZAR", rand.start(), found.end) if is_sum else None
    if (ahead is None and behind is None) or _RANGE.match(text, found.end) or _SHARE.match(text, found.end):
        return None
    scale = caseless(ahead["scale"] or ahead["scale2"] or "").rstrip(".") if ahead else ""
    if scale and found.is_scaled:
        return None
    value = abs(found.value) * numbers.SCALES[scale] if scale else abs(found.value)  # "($50)" is no loss
    sign = (ahead or behind)["sign"]  # type: ignore[index]
    start = ahead.start() if ahead else found.start
    return Amount(int(value) if value == int(value) else value, CURRENCY_NAMES[caseless(sign)], start,
                  behind.end() if behind and not ahead else found.end)  # fmt: skip
