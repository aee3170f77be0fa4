"""Normalising text that others wrote, in time that grows with its length.

`unicodedata.normalize` sorts and composes a run of combining marks in time that grows with the square of its length
(python/cpython#149079), and holds the interpreter meanwhile: 500 kB of marks take more than a minute. No writing system
has runs of more than a few, and UAX #15 (section 13, the Stream-Safe Text Format) takes 30 for the most. So every
normalisation goes through here, and runs are cut to that first. A test bans the others.
"""

from __future__ import annotations

import functools
import os
import re
import unicodedata
from typing import Literal, NamedTuple

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]

MAX_RUN_MARKS = 30
"""Combining marks in a row, once decomposed (UAX #15, section 13)."""

_SURELY_SHORT = 13
# A mark decomposes into two at most, and a letter ends in three at most: 3 + 2 × 13 < 30. A test holds both numbers.


def normalised(text: str, form: Form) -> str:
    """The text in a normal form, with runs of combining marks cut to MAX_RUN_MARKS. Linear."""
    return text if text.isascii() else unicodedata.normalize(form, with_short_runs(text))


def findable(text: str) -> str:
    """The text as it may be looked for: U+FFFD stands for NUL, which nothing stored holds and PostgreSQL refuses, so
    that it matches nothing."""
    return text.replace("\x00", "\ufffd")


def caseless(text: str) -> str:
    """The text in small letters as patterns that ignore case see them: these take "İ", "ı", "ſ" and the sign of the
    kelvin for "i", "s" and "k". For looking up what such a pattern matched."""
    return (text if text.isascii() else text.translate(_AS_PATTERNS_DO)).lower()


_AS_PATTERNS_DO = {0x0130: "i", 0x0131: "i", 0x017F: "s", 0x212A: "k"}


def shown(path: str | os.PathLike[str]) -> str:
    """The path as text; bytes in it that are no UTF-8 as `\\xe9`."""
    return os.fsencode(path).decode(errors="backslashreplace")


_SIGNS = re.compile(
    "[\u00a1-\u00a7\u00a9\u00ab\u00ac\u00ae\u00b0\u00b1\u00b6\u00b7\u00bb\u00bf\u00d7\u00f7\u2012-\u2016\u2018-\u2023"
    "\u2030-\u2032\u2039-\u203b\u20a0-\u20a7\u20a9-\u20bf\u2190-\u2199\u25a0-\u25ff\u2605\u2606\u2610-\u2612\u2713-\u2718"
    "\u27a2-\u27a4]"
)
"""Quotation marks, dashes, bullets, arrows and boxes: no letters, and normalised already. Tests hold it."""


def with_plain_signs(text: str) -> str:
    """The text with an exclamation mark for each such sign, if it is ASCII then, else the text itself: for whoever
    wants its words alone. Every second page is ASCII but for these, and a fifth of the work then."""
    plain = _SIGNS.sub("!", text)
    return plain if plain.isascii() else text


def is_normalised(text: str, form: Form) -> bool:
    """Whether `normalised` would change nothing. Linear."""
    return text.isascii() or (text == with_short_runs(text) and unicodedata.is_normalized(form, text))


def with_short_runs(text: str) -> str:
    """The text without the marks beyond MAX_RUN_MARKS of each run; the text itself where there are none.

    What counts are the marks that the NFKD decomposition holds, those of the letter before them included: U+FF9E is a
    letter, but becomes a mark.
    """
    if len(text) <= _SURELY_SHORT or text.isascii():
        return text
    # A run that is too long covers one of every so many characters, which are looked at first
    if _patterns().plain.fullmatch(text[_SURELY_SHORT :: _SURELY_SHORT + 1]):
        return text
    return _patterns().long_run.sub(_shortened, text)


def without_marks(decomposed: str) -> str:
    """A text in form NFD or NFKD without its combining marks."""
    if decomposed.isascii() or _patterns().plain.fullmatch(decomposed):
        return decomposed
    unmarked = _patterns().unmarked if _ASTRAL.search(decomposed) else _patterns().plain
    return "".join(unmarked.findall(decomposed))


def _shortened(found: re.Match[str]) -> str:
    run = found[0]
    count = _trailing_marks(found.string[found.start() - 1]) if found.start() else 0
    for kept, mark in enumerate(run):
        count += len(unicodedata.normalize("NFKD", mark))
        if count > MAX_RUN_MARKS:
            return run[:kept]
    return run


def _trailing_marks(character: str) -> int:
    """How many marks a character ends with, once decomposed."""
    count = 0
    for one in reversed(unicodedata.normalize("NFKD", character)):
        if not unicodedata.combining(one):
            break
        count += 1
    return count


_BEYOND = "\U00010000-\U0010ffff"
_ASTRAL = re.compile(f"[{_BEYOND}]")
_PLANES_OF_MARKS = range(0x80, 0x20000)  # planes 0 and 1; there are none beyond, which a test holds


class _Patterns(NamedTuple):
    """`plain`: characters of plane 0 that are no marks. `unmarked`: any that are none. `long_run`: marks that may be
    too many. `re` looks characters of plane 0 up in a table, but those beyond range by range, for each character anew,
    so that `plain` is twenty times cheaper."""

    plain: re.Pattern[str]
    unmarked: re.Pattern[str]
    long_run: re.Pattern[str]


@functools.cache
def _patterns() -> _Patterns:
    """Made when first needed: it takes some 20 ms."""
    spans: list[list[int]] = []
    for code in _PLANES_OF_MARKS:
        if _is_mark(chr(code)):
            if spans and spans[-1][1] == code - 1:
                spans[-1][1] = code
            else:
                spans.append([code, code])
    near, marks = (
        "".join(f"{chr(first)}-{chr(last)}" for first, last in spans if first < end) for end in (0x10000, 0x20000)
    )
    return _Patterns(
        re.compile(f"[^{near}{_BEYOND}]+"), re.compile(f"[^{marks}]+"), re.compile(f"[{marks}]{{{_SURELY_SHORT + 1},}}")
    )


def _is_mark(character: str) -> bool:
    """Whether nothing but combining marks is left of a character once it is decomposed."""
    if unicodedata.combining(character):
        return True
    return unicodedata.decomposition(character) != "" and all(
        map(unicodedata.combining, unicodedata.normalize("NFKD", character))
    )


# Letters whose mark is part of them, so that no decomposition parts it off. To look for one takes a fourteenth of the
# time to translate.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n", "æ": "ae", "œ": "oe", "þ": "th"}
)
_ANY_LETTER = re.compile(f"[{''.join(map(chr, _LETTERS))}]")
_ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")
# Of Latin, Greek and Cyrillic. Marks of other scripts (vowels, voicing) make other words.
_VIRAMA, _ANUSVARA = "\u094d", "\u0902"
_NASALS = re.compile(
    "\u0919\u094d(?=[\u0915-\u0918])|\u091e\u094d(?=[\u091a-\u091d])|\u0923\u094d(?=[\u091f-\u0922])"
    "|\u0928\u094d(?=[\u0924-\u0927])|\u092e\u094d(?=[\u092a-\u092d])"
)
# Of Devanagari, before a consonant of their own class, where an anusvara is as good a spelling.


def folded(text: str) -> str:
    """The text as searches by name compare it: without case and accents, compatibility forms alike, and one spelling of
    a nasal in Devanagari."""
    if text.isascii():
        return text.lower()
    bare = _ACCENTS.sub("", normalised(normalised(text, "NFKC").casefold(), "NFKD"))
    if _VIRAMA in bare:
        bare = _NASALS.sub(_ANUSVARA, bare)
    return normalised(bare.translate(_LETTERS) if _ANY_LETTER.search(bare) else bare, "NFKC")


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp"})
# Of other categories, yet nothing to see: fillers of Hangul, the empty Braille pattern, variation selectors and others
# that are Default_Ignorable_Code_Point (DerivedCoreProperties.txt).
_BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


def is_visible(text: str) -> bool:
    """Whether anybody would see any of it: not so of spaces, zero-width characters and blank letters alone."""
    if text.isascii():
        return any("!" <= one <= "~" for one in text)
    return any(unicodedata.category(one) not in _UNSEEN for one in _BLANK.sub("", text))
