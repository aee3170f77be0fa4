"""Words as a text states them, read for checking only: whole words in their order, never a part of one.

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from muniment.judging.receipts import japanese
from muniment.judging.receipts.figures import counts

_JOINTS = frozenset("-/.&'_@\u2010\u2011")
_BROKEN = re.compile(r"[-/\u2010\u00ad][ \t]*\n\s*\w")
"""A line's end within a word or number: what stands ahead of it is a part."""
_UNITS = {
    unit: base
    for base, units in {
        "hour": "hour hours hr hrs hour's hours' stunde stunden heure heures hora horas ora ore uur uren",
        "day": "day days day's tag tage tagen jour jours día días dia dias giorno giorni dag dagen "
        "kalendertage kalendertagen kalenderdagen",
        "business day": "werktag werktage werktagen arbeitstag arbeitstage arbeitstagen bankarbeitstage "
        "bankarbeitstagen geschäftstage geschäftstagen werkdag werkdagen",
        "week": "week weeks woche wochen semaine semaines semana semanas settimana settimane weken",
        "month": "month months kalendermonate kalendermonaten monat monate monaten monats mois mes meses mês "
        "mese mesi maand maanden",
        "year": "year years jahr jahre jahren jahres an ans année années año años anno anni ano anos jaar jaren "
        "anualidad anualidades annualité "
        "annualités annualità",
    }.items() for unit in units.split()
}  # fmt: skip
_KINDS = {"business": "business ", "working": "business ", "calendar": "", "consecutive": "", "full": ""}
_BEHIND = frozenset({"hábiles", "laborables", "ouvrés", "ouvrables", "lavorativi", "úteis"})
"""Words behind a length of time that make its days those of business."""


def holds(text: str, value: str) -> bool:
    """Whether the words of `value` stand in the text one after the other, each whole; case and punctuation aside."""
    said, sought = _words(text), [word for word, _, _ in _words(value)]
    if not sought:
        return False
    for at in range(len(said) - len(sought) + 1):
        span = said[at : at + len(sought)]
        if [word for word, _, _ in span] == sought and not _is_glued(text, span[0][1], span[-1][2], value):
            return True
    return japanese.holds(text, value)


def holds_version(text: str, value: str) -> bool:
    """As `holds` for a version, which a letter may precede: "v6.2", "Rev. 3"."""
    low = text.lower()
    at = low.find(value.lower())
    while at >= 0:
        before, after = low[:at][-4:], low[at + len(value) :][:2]
        ahead = before[-1:]
        is_free = not (ahead.isdecimal() or (ahead in (".", "-", "/") and before[-2:-1].isalnum() and ahead != "."))
        is_free &= not (ahead == "." and before[-2:-1].isdecimal())
        is_free &= not ahead.isalpha() or japanese.is_cjk(ahead) or before.endswith(("v", "r", "ver", "rev"))
        if is_free and not (
            (after[:1].isalnum() and not japanese.is_cjk(after[:1])) or (after[:1] == "." and after[1:2].isdecimal())
        ):
            return True
        at = low.find(value.lower(), at + 1)
    return False


def lengths_of_time(text: str) -> set[str]:
    """Lengths of time in a text: "30 days", "1 year", "5 business days"; numbers in figures or English words."""
    words = "".join(letter if letter.isalnum() or letter == "'" else " " for letter in text.lower()).split()
    found: set[str] = set()
    for at, word in enumerate(words):
        base = _UNITS.get(word.strip("'"))
        if base is None:
            continue
        ahead = words[max(0, at - 6) : at]
        kind = "business " if words[at + 1 : at + 2] and words[at + 1] in _BEHIND and base == "day" else ""
        while ahead and ahead[-1] in _KINDS:
            kind = _KINDS[ahead.pop()] or kind
        for taken in (1, 2, 3):
            for count in counts(" ".join(ahead[-taken:])):
                found.add(f"{count} {kind}{base}" + ("s" if count != 1 else ""))
    return found | set(japanese.lengths_of_time(text))


def split(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return [word for word, _, _ in _words(text)]


def is_one_word(left: str, right: str) -> bool:
    """Whether two neighbouring characters belong to one word: letters and digits, of Japanese no syllables of grammar
    beside signs of words, between which nothing stands."""
    return left.isalnum() and right.isalnum() and _is_hiragana(left) == _is_hiragana(right)


def _is_hiragana(letter: str) -> bool:
    return "\u3041" <= letter <= "\u309f"


@lru_cache(maxsize=8)
def _words(text: str) -> tuple[tuple[str, int, int], ...]:
    """Runs of letters and digits in lower case, with where each stands; a quote is asked for each value of a list."""
    found: list[tuple[str, int, int]] = []
    start = -1
    for at, letter in enumerate(f"{text} "):
        if start >= 0 and letter.isalnum() and not is_one_word(text[at - 1], letter):
            found.append((text[start:at].lower(), start, at))
            start = at
        elif letter.isalnum():
            start = at if start < 0 else start
        elif start >= 0:
            found.append((text[start:at].lower(), start, at))
            start = -1
    return tuple(found)


def _is_glued(text: str, start: int, end: int, value: str) -> bool:
    """Whether the words go on beside the value: "PI-2025" of "PI-2025-009981"."""
    before, after = text[max(0, start - 2) : start], text[end : end + 2]
    glued_before = len(before) == 2 and before[1] in _JOINTS and before[0].isalnum() and value[:1].isalnum()
    glued_after = len(after) == 2 and after[0] in _JOINTS and after[1].isalnum() and value[-1:].isalnum()
    is_broken = bool(_BROKEN.match(text, end)) and value[-1:].isalnum()
    is_possessive = after[:1] == "'" and after[1:2] == "s"
    return (glued_before and before[1] != "'") or is_broken or (glued_after and not is_possessive)
