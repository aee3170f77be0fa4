"""Whether a quote bears out how many exceptions a report noted; its own reading of figures, mentions and denials."""

from __future__ import annotations

import re
from collections.abc import Iterable

from muniment.judging.receipts import figures

WORD = (
    r"(?:exceptions?|deviations?|abweichung(?:en)?|ausnahmen?|excepci(?:ón|ones)|desviaci(?:ón|ones)|eccezion[ei]|"
    r"exceç(?:ão|ões)|desvios?|uitzondering(?:en)?|afwijking(?:en)?)"
)
_BEGINNINGS = (
    "exception", "deviation", "abweichung", "ausnahme", "excepci", "desviaci", "eccezion", "exceç", "desvio",
    "uitzondering", "afwijking",
)  # fmt: skip
_LABELS = ("number", "anzahl", "nombre")
_SEEN = (
    r"(?:noted|identified|found|reported|festgestellt|relevées?|constatées?|notées?|geconstateerd|vastgesteld|"
    r"identificad[oa]s?|detec?tad[oa]s?|encontrad[oa]s?|rilevat[ei]|riscontrat[ei])"
)
_WORD = re.compile(rf"(?i)\b{WORD}\b")
_MENTION = re.compile(
    rf"(?i)\b{WORD}(?:\s+(?:was|were|has been|have been|wurden?|ont été|a été|werden?|is|zijn|foram|foi))?"
    rf"(?:\s+{_SEEN}\b|\s?:)"
)
_OPENS_CELL = re.compile(
    r"[a-z] (?:Exception|Deviation)|\d (?:Exception|Deviation|Excepci|Desviaci|Eccezion|Exceç|Desvio)[^\W\d]{0,6}\s?:"
)
"""The word behind the text of another cell, whose figures count something else."""
_NUMBER_OF = re.compile(rf"(?i)\b(?:number|anzahl|nombre)\s+(?:of|der|d['’]|de)\s?{WORD}(?:\s+{_SEEN})?\s?[:=]?")
_VERB_AHEAD = re.compile(
    rf"(?i)(?:\b(?:{_SEEN}|identificaron|detectaron|observaron|encontraron|hallaron|identificaram(?:-se)?|detetaram(?:-se)?|"
    r"relevé|constaté|noté)|\b(?:in total|in all|in sum|overall|insgesamt|in totaal|au total|en total|no total|"
    r"in totale|"
    r"nel complesso),?(?:\s+\w+){0,3}?)\s+\w+\s+(?:\w+\s+){0,2}$"
)
_FIGURE_AHEAD = re.compile(
    r"(?i)(?<![\w.,-])(?<!type )(?<!soc )(?<!page )(?<!section )(?<!part )(?<!control )(?<!test )(\d{1,4})\s+"
    r"(?:(?!(?:no|not|without|one|two|three|report)\b)\w+\s+){0,2}$"
)
_FIGURE_BEHIND = re.compile(r"\s*:?\s*(\d{1,4})(?![.,]?\d|\w|\s+(?:of|von|sur)\b)(?=\s*(?:[.;,)]|$|\n)|\s+[A-Z])")
_NEGATION = re.compile(
    r"(?i)(?:\b(?:no|not|without|nor|neither|none|zero|any|kein\w*|aucune?|geen|non|não|nenhuma?|ning[úu]na?|nessun\w*|"
    r"sin|sem|senza|ohne|zonder|sans)|\b0)\b"
    r"(?!\s(?-i:[A-Z])[a-z]*\s[a-z])[^.;:]{0,40}$"
)
_NOTHING_BEHIND = re.compile(r"(?i)\s*:?\s*(?:none|nil|no\b|n/a|not applicable|0\b)")
_ELSEWHERE = re.compile(
    r"(?i)\b(?:prior|previous|preceding|last|earlier)\s+(?:report|year|period|audit|examination)|\bwould\s+have\b|"
    r"\bvorjahr|\bvorherig|précédent|\b(?:previously|formerly)\b"
)


def bears_out(count: object, quote: str, pages: Iterable[str]) -> bool:
    """Whether the quote states `count`, or tells of exceptions and the pages tell of `count` and state no figure.

    A figure of the pages that is larger than the count contradicts it; of zero any exception does.
    """
    if _JAPANESE.search(quote):
        told = {number for text in (quote, *pages) for number in _stated_in_japanese(text)}
        return count in _stated_in_japanese(quote) and isinstance(count, int) and max(told) == count
    affirmed, stated = 0, set[int]()
    for page in pages:
        mentions, said = _read(page)
        affirmed += mentions
        stated |= said
    here, said_here = _read(quote)
    if count == 0:
        return affirmed == 0 and not stated - {0} and bool(re.search(WORD, quote, re.IGNORECASE)) and not here
    if not isinstance(count, int) or any(figure > count for figure in stated):
        return False
    if count in said_here:
        return True
    worded = count in figures.counts(quote) and bool(here) and affirmed <= count
    return here > 0 and (worded or (affirmed == count and not stated - {0}))


_JAPANESE = re.compile(r"逸脱|例外")
_COUNTED = re.compile(
    r"(?:逸脱|例外)(?:事項)?(?:は|が|の)?(?:合計|全部で|総数は|計)*\s?([0-9]{1,3})\s?件|"
    r"([0-9]{1,3})\s?件の(?:逸脱|例外)"
)


def _stated_in_japanese(text: str) -> set[int]:
    """How many deviations a Japanese text states, those of earlier periods aside."""
    return {
        int(found[1] or found[2])
        for found in _COUNTED.finditer(text)
        if not re.search("前|過去|昨", re.split("[。\n]", text[max(0, found.start() - 40) : found.start()])[-1])
    }


def _read(text: str) -> tuple[int, set[int]]:
    """(mentions of an exception that nothing denies, the figures stated of them); not other reports'."""
    affirmed, stated = 0, set[int]()
    flat = " ".join(text.split())
    low = flat.replace("\u0130", "I").lower()  # the one letter that would become two
    places = _places(low)
    if not places:
        return affirmed, stated
    for found in _NUMBER_OF.finditer(flat) if any(label in low for label in _LABELS) else ():
        behind = _FIGURE_BEHIND.match(flat, found.end())
        if behind and not _is_elsewhere(flat, found):
            stated.add(int(behind[1]))
    for found in (mention for at in places if (mention := _mention(flat, at))):
        ahead = flat[max(0, found.start() - 60) : found.start()]
        opens_cell = _OPENS_CELL.match(flat, max(0, found.start() - 2))
        figure = (None if opens_cell else _FIGURE_AHEAD.search(ahead)) or _FIGURE_BEHIND.match(flat, found.end())
        is_affirmed = not _NEGATION.search(ahead) and not _NOTHING_BEHIND.match(flat, found.end())
        if (figure or is_affirmed) and not _is_elsewhere(flat, found):
            affirmed += is_affirmed
            if figure:
                stated.add(int(figure[1]))
    return affirmed, stated


def _mention(flat: str, at: int) -> re.Match[str] | None:
    """The word at a place with the verb behind it, or alone behind its verb or what leads to a sum."""
    ahead = _VERB_AHEAD.search(flat, max(0, at - 90), at)
    return _MENTION.match(flat, at) or (_WORD.match(flat, at) if ahead else None)


def _places(low: str) -> list[int]:
    """Where the words begin: looking for them first takes a tenth of the time."""
    places = []
    for beginning in _BEGINNINGS:
        at = low.find(beginning)
        while at >= 0:
            places.append(at)
            at = low.find(beginning, at + 1)
    return places


def _is_elsewhere(text: str, found: re.Match[str]) -> bool:
    ahead = re.split(r"[.;] ", text[max(0, found.start() - 120) : found.start()])[-1]
    behind = re.split(r"[.;](?: |$)", text[found.end() : found.end() + 60])[0]
    return bool(_ELSEWHERE.search(ahead + found[0] + behind))
