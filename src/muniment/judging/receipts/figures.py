"""Numbers as a text states them, read for checking only: by a scanner of its own, whole tokens or nothing.

Shares no code with what finds facts (`judging.facts`), so that a fault there cannot vouch for itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from muniment.judging.receipts.japanese import is_cjk

_FEW_PAGES = 8
"""Of which what they say of all their figures is remembered: every amount of a page asks for it."""
_BLANKS = " \t\n\u00a0\u2009\u202f\u3000"
_MARKS = ".,'\u2019"
_UNDER_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_SMALL = _UNDER_TWENTY.split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_FOREIGN = {
    word: number for number, words in {
        0: "keine keinen keiner aucun aucune ningún ninguna ninguno nessun nessuna nessuno geen nenhum nenhuma",
        1: "ein eine einem einen einer eines een één un une uno una um uma",
        2: "zwei twee deux dos due dois duas",
        3: "drei drie trois tres tre três",
        4: "vier quatre cuatro quattro quatro",
        5: "fünf vijf cinq cinco cinque",
        6: "sechs zes six seis sei",
        7: "sieben zeven sept siete sette sete",
        8: "acht huit ocho otto oito",
        9: "neun negen neuf nueve nove",
        10: "zehn tien dix diez dieci dez",
        11: "elf onze once undici",
        12: "zwölf twaalf douze doce dodici doze",
        13: "dreizehn dertien treize trece tredici treze",
        14: "vierzehn veertien quatorze catorce quattordici catorze",
        15: "fünfzehn vijftien quinze quince quindici",
        16: "sechzehn zestien seize dieciséis sedici dezesseis dezasseis",
        17: "siebzehn zeventien dix_sept diecisiete diciassette dezessete dezassete",
        18: "achtzehn achttien dix_huit dieciocho diciotto dezoito",
        19: "neunzehn negentien dix_neuf diecinueve diciannove dezenove dezanove",
        20: "zwanzig twintig vingt veinte venti vinte",
        21: "einundzwanzig eenentwintig vingt_et_un veintiún veintiuno veintiuna ventuno vinte_e_um vinte_e_uma",
        22: "zweiundzwanzig tweeëntwintig vingt_deux veintidós ventidue vinte_e_dois vinte_e_duas",
        23: "dreiundzwanzig drieëntwintig vingt_trois veintitrés ventitré ventitre vinte_e_três",
        24: "vierundzwanzig vierentwintig vingt_quatre veinticuatro ventiquattro vinte_e_quatro",
        25: "fünfundzwanzig vijfentwintig vingt_cinq veinticinco venticinque vinte_e_cinco",
        26: "sechsundzwanzig zesentwintig vingt_six veintiséis ventisei vinte_e_seis",
        27: "siebenundzwanzig zevenentwintig vingt_sept veintisiete ventisette vinte_e_sete",
        28: "achtundzwanzig achtentwintig vingt_huit veintiocho ventotto vinte_e_oito",
        29: "neunundzwanzig negenentwintig vingt_neuf veintinueve ventinove vinte_e_nove",
        30: "dreißig dertig trente treinta trenta trinta",
        31: "einunddreißig eenendertig trente_et_un treinta_y_un trentuno trinta_e_um trinta_e_uma",
        35: "fünfunddreißig vijfendertig trente_cinq treinta_y_cinco trentacinque trinta_e_cinco",
        36: "sechsunddreißig zesendertig trente_six treinta_y_seis trentasei trinta_e_seis",
        40: "vierzig veertig quarante cuarenta quaranta quarenta",
        42: "zweiundvierzig tweeënveertig quarante_deux cuarenta_y_dos quarantadue quarenta_e_dois "
            "quarenta_e_duas",
        45: "fünfundvierzig vijfenveertig quarante_cinq cuarenta_y_cinco quarantacinque quarenta_e_cinco",
        48: "achtundvierzig achtenveertig quarante_huit cuarenta_y_ocho quarantotto quarenta_e_oito",
        50: "fünfzig vijftig cinquante cincuenta cinquanta cinquenta",
        54: "vierundfünfzig vierenvijftig cinquante_quatre cincuenta_y_cuatro cinquantaquattro "
            "cinquenta_e_quatro",
        60: "sechzig zestig soixante sesenta sessanta sessenta",
        72: "zweiundsiebzig tweeënzeventig soixante_douze septante_deux setenta_y_dos settantadue setenta_e_duas "
            "setenta_e_dois",
        75: "fünfundsiebzig vijfenzeventig soixante_quinze septante_cinq setenta_y_cinco settantacinque "
            "setenta_e_cinco",
        80: "achtzig tachtig quatre_vingts quatre_vingt ochenta ottanta oitenta",
        84: "vierundachtzig vierentachtig quatre_vingt_quatre ochenta_y_cuatro ottantaquattro oitenta_e_quatro",
        90: "neunzig negentig quatre_vingt_dix nonante noventa novanta",
        100: "hundert einhundert honderd cent cien cento cem",
        120: "hundertzwanzig einhundertzwanzig honderdtwintig cent_vingt ciento_veinte centoventi cento_e_vinte",
        150: "hundertfünfzig einhundertfünfzig honderdvijftig cent_cinquante ciento_cincuenta centocinquanta "
            "cento_e_cinquenta",
        180: "hundertachtzig einhundertachtzig honderdtachtig cent_quatre_vingts ciento_ochenta centoottanta "
            "cento_e_oitenta",
    }.items() for word in words.split()
}  # fmt: skip
"""Numbers written out in other languages than English; of several words joined by "_"."""
_POWERS: dict[str, int] = {}
for _power, _names in (
    (3, "k t tsd tausend thousand thousands mil mille miles milliers milhares migliaia duizend duizenden tusen "
    "tusind teur keur tchf '000 000s"),
    (5, "lakh lakhs lac lacs"),
    (6, "m mm mn mio mill mln million millions millionen millón millones milione milioni milhão milhões miljoen "
        "miljoner miljon millioner 百万"),
    (7, "crore crores cr"),
    (8, "億 亿"),
    (9, "bn mrd mia milliard milliards milliarde milliarden miliardo miliardi miljard miljarder billion billions"),
    (4, "万 萬"),
):  # fmt: skip
    _POWERS.update(dict.fromkeys(_names.split(), _power))
_UNIT_OF_YEN = re.compile(r"単位\s?[:：]?\s?(千円|百万円|億円)")
_POWERS_OF_YEN = {"千円": 3, "百万円": 6, "億円": 8}
_OF_TIME = frozenset("年月日時分秒条章節項号")
"""Behind a number of Japanese that is a part of a date, of an hour, or of a place in a document."""
_SIGNS = "$ € £ ¥ ₹ us$ r$ eur usd gbp chf inr jpy cad aud sek nok dkk pln czk rs rs. t€ k€ mio mrd"
_CURRENCIES = _SIGNS.split()


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands whole in a text: `value` as written, `power` of ten of the scale word beside it."""

    value: Decimal
    power: int
    is_negative: bool
    is_percent: bool


def figures(text: str, *, page: str = "") -> Iterator[Figure]:
    """The numbers of a text; one that its page lets be read two ways, or that is a part of a token, is left out."""
    decimal = decimal_mark(page or text)
    at = 0
    while at < len(text):
        if not text[at].isdecimal():
            at += 1
            continue
        end = _end(text, at)
        value = _value(text[at:end], decimal, is_percent=text[end:].lstrip()[:1] == "%")
        behind, power = _power_behind(text, end)
        if value is not None and not _is_glued(text, at, end, behind):
            yield Figure(
                value, power or _power_ahead(text, at), _is_negative(text, at, end), text[end:].lstrip()[:1] == "%"
            )
        at = end


def groups_by_marks(page: str) -> bool:
    """Whether a page writes groups of three digits behind marks, so that its blanks part one figure from the next."""
    marked = 0
    for word in page.split():
        head, mark, tail = word[:-4], word[-4:-3], word[-3:]
        marked += mark in (".", ",", "'") and tail.isdecimal() and head.lstrip("($€£-").isdecimal() and len(head) < 6
    return marked >= _MARKED_WORDS


_MARKED_WORDS = 4


def _is_row(cells: list[str]) -> bool:
    """Whether the words of a line are at least three small numbers, which are no groups of the digits of one."""
    is_small = all(cell.isdecimal() and cell.isascii() and len(cell) <= 3 for cell in cells)
    return is_small and len(cells) > 2 and any(len(cell) < 3 for cell in cells[1:])


def counts(text: str) -> set[int]:
    """Whole numbers up to 999 that a text states, in figures or in words."""
    found = {int(one.value) for one in figures(text) if one.value == int(one.value) and one.value < 1000}
    found |= {int(cell) for line in text.split("\n") if _is_row(cells := line.split()) for cell in cells}
    words = "".join(letter if letter.isalpha() else " " for letter in text.lower()).split()
    at = 0
    while at < len(words):
        first, second, third = [*words[at : at + 3], "", ""][:3]
        size = next((size for size in (3, 2, 1) if "_".join(words[at : at + size]) in _FOREIGN), 0)
        value = _FOREIGN["_".join(words[at : at + size])] if size else _spelled(first, second)
        if first in ("one", "a") and second == "hundred":
            found.add(100 + (_spelled(third, "") or 0))
        elif value is not None:
            found.add(value)
        at += max(size, 1)
    return found


@lru_cache(maxsize=_FEW_PAGES)
def decimal_mark(page: str) -> str | None:
    """The decimal mark that tokens with two kinds of marks, or with one repeated, agree on."""
    votes: set[str] = set()
    at = 0
    while at < len(page):
        if not page[at].isdecimal():
            at += 1
            continue
        end = _end(page, at)
        marks = [letter for letter in page[at:end] if letter in ".,"]
        sizes = [len(part) for part in page[at:end].replace(",", ".").split(".")]
        if len(set(marks)) == 2 and marks.count(marks[-1]) == 1:
            votes.add(marks[-1])
        elif len(marks) > 1 and len(set(marks)) == 1 and set(sizes[1:]) <= {2, 3} and sizes[-1] == 3:
            votes.add("," if marks[0] == "." else ".")
        at = end
    return votes.pop() if len(votes) == 1 else None


@lru_cache(maxsize=_FEW_PAGES)
def said_powers(page: str) -> frozenset[int]:
    """The powers of ten by which a page says that its figures are scaled ("in thousands", "T€", "$m")."""
    words = "".join(letter if letter.isalnum() or letter in "'$€£" else " " for letter in page.lower()).split()
    said: set[int] = {_POWERS_OF_YEN[unit] for unit in _UNIT_OF_YEN.findall(page)}
    for before, word, after, behind in zip(["", *words], words, [*words[1:], ""], [*words[2:], "", ""], strict=False):
        bare = word.strip("$€£'")
        has_sign = bare != word or before.strip("'") in _CURRENCIES or before in ("in", "en", "em", "of", "miles")
        has_sign |= (
            (behind if after in ("de", "di", "d'", "d") else after)
            .strip("'")
            .startswith(("euro", "d'euro", "peso", "reais", "dollar", "dólar", "franc"))
        )
        of_thousands = word == "000" and (before == "euro" or before in _CURRENCIES)
        if (
            of_thousands
            or (bare in ("000", "000s") and bare != word)
            or (before in _CURRENCIES and (word, after) == ("1", "000"))
        ):
            said.add(3)
        elif bare in _POWERS and (has_sign or bare in ("teur", "tchf", "keur")):
            said.add(_POWERS[bare])
    return frozenset(said)


def _end(text: str, at: int) -> int:
    """Where the token that begins at `at` ends: digits, with single marks or a blank and three digits between."""
    start = at
    is_spaced = False
    while at < len(text):
        if text[at].isdecimal() or (text[at] in _MARKS and text[at + 1 : at + 2].isdecimal()):
            at += 1
        elif text[at] in _BLANKS and (is_spaced or at - start <= 3) and _has_group(text, at + 1):
            if text[at + 4 : at + 5] in tuple(_MARKS) and _has_group(text, at + 5):
                break  # the number of a note ahead of a figure that marks part
            is_spaced = True
            at += 4
        else:
            break
    return at


def _has_group(text: str, at: int) -> bool:
    return len(text[at : at + 3]) == 3 and text[at : at + 3].isdecimal() and not text[at + 3 : at + 4].isdecimal()


def _value(token: str, decimal: str | None, *, is_percent: bool) -> Decimal | None:
    plain = "".join("'" if letter in _BLANKS or letter == "\u2019" else letter for letter in token)
    readings = {mark: value for mark in ".," if (value := _read_as(plain, mark)) is not None}
    if len(set(readings.values())) < 2:
        return next(iter(readings.values()), None)
    mark = next(letter for letter in plain if letter in ".,")
    if is_percent:
        return readings[mark]
    return None if mark == decimal else readings["," if mark == "." else "."]


def _read_as(token: str, decimal: str) -> Decimal | None:
    """The token's value when `decimal` is the decimal mark; None when its groups then are none."""
    whole, mark, rest = token.partition(decimal)
    if mark and not rest.isdecimal():
        return None
    parts = whole.replace("," if decimal == "." else ".", "'").split("'")
    if len(parts) > 1:
        is_western = len(parts[0]) <= 3 and all(len(part) == 3 for part in parts[1:])
        is_indian = len(parts) > 2 and len(parts[-1]) == 3 and all(len(part) <= 2 for part in parts[:-1])
        if not (is_western or is_indian) or parts[0].startswith("0"):
            return None
    digits = "".join(str(int(letter)) for letter in "".join(parts))
    return Decimal(f"{digits}.{rest}" if mark else digits)


def _is_glued(text: str, start: int, end: int, behind: int) -> bool:
    """Whether something beside the token belongs to it: letters, a date, a range, a group on the next line."""
    before, after = text[:start][-8:], text[end : end + 8]
    if after[:1] in _MARKS and _has_group(text, end + 2) and after[1:2] in _BLANKS:
        return True
    if after[:1] in _BLANKS and after.strip(_BLANKS)[:3] == "000":
        return True
    ahead = before.rstrip(_BLANKS)
    if ahead != before and ahead[-1:] in tuple(_MARKS) and ahead[-2:-1].isdecimal() and _has_group(text, start):
        return True
    joints = ("-", "/", ":") if end - start < 3 else ("-", "/")  # a time, but not the year of a standard's edition
    if after[:1] in joints and after[1:2].isdecimal():
        return True
    if before[-1:] in (*joints, *_MARKS) and before[-2:-1].isdecimal():
        return True
    if before[-1:] in ("-", "/") and before[-2:-1].isalpha():
        return True  # of an identifier: PI-774431
    if is_cjk(before[-1:]) or is_cjk(after[:1]):
        return after[:1] in _OF_TIME or (not is_cjk(before[-1:]) and (before[-1:].isalnum() or before[-1:] == "_"))
    if before[-1:].isalnum() or before[-1:] == "_":
        run = before.split()[-1].lower()
        if before.split()[-1] == "R" and any(mark in text[start:end] for mark in (*_MARKS, *_BLANKS)):
            return False  # rand
        return not any(run.endswith(sign) for sign in _CURRENCIES)
    return behind == end and (after[:1].isalnum() or after[:1] == "_")


def _power_behind(text: str, at: int) -> tuple[int, int]:
    """Where the scale words behind a number end, and the power of ten that they stand for."""
    power = 0
    for _ in range(2):
        word_start = at
        while text[word_start : word_start + 1] and text[word_start] in _BLANKS and word_start - at < 2:
            word_start += 1
        if not power and text[word_start : word_start + 1] == "(" and ")" in text[word_start : word_start + 50]:
            inside = text[word_start + 1 : text.index(")", word_start)]
            if inside.replace("-", "").replace(" ", "").isalpha():
                word_start = text.index(")", word_start) + 1
                word_start += text[word_start : word_start + 1] == " "
        end = word_start
        while end < len(text) and (text[end].isalpha() or text[end] in "万億亿百") and end - word_start < 14:
            end += 1
        word = text[word_start:end].lower()
        word = next((one for one in ("百万", "億", "亿", "万") if word.startswith(one)), word)
        if word not in _POWERS:
            break
        power += _POWERS[word]
        at = word_start + len(word)
    return at, power


def _power_ahead(text: str, start: int) -> int:
    """The scale that a currency ahead of a number carries: "T€ 45", "£m 3", "Mio. EUR 5"."""
    words = text[max(0, start - 14) : start].lower().replace(":", " ").split()
    for word in reversed(words[-2:]):
        bare = word.strip(".(").strip("$€£")
        if bare in _POWERS and (bare != word.strip(".(") or len(bare) > 2):
            return _POWERS[bare]
        if word.strip(".(").upper() not in ("EUR", "USD", "GBP", "CHF", "€", "$", "£"):
            break
    return 0


def _is_negative(text: str, start: int, end: int) -> bool:
    before = text[:start].rstrip("$€£ ")[-2:]
    if before[-1:] == "(" and text[end:].lstrip()[:1] == ")":
        return True
    return before[-1:] in ("-", "\u2212", "\u2013", "△", "▲") and not before[-2:-1].strip()


def _spelled(first: str, second: str) -> int | None:
    if first in _SMALL:
        return _SMALL.index(first)
    if first in _TENS:
        return _TENS[first] + (_SMALL.index(second) if second in _SMALL[1:10] else 0)
    return 100 if first == "hundred" else None
