"""How many exceptions an auditor noted: the figure the report states, else as many as it tells of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from muniment.judging.facts import money
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_WHAT = (
    r"(?:exceptions?|deviations?|abweichung(?:en)?|ausnahmen?|excepci(?:ón|ones)|desviaci(?:ón|ones)|eccezion[ei]|"
    r"exceç(?:ão|ões)|desvios?|uitzondering(?:en)?|afwijking(?:en)?)"
)
_NOTED = (
    r"(?:noted|identified|found|reported|festgestellt|relevées?|constatées?|notées?|geconstateerd|vastgesteld|"
    r"identificad[oa]s?|detec?tad[oa]s?|encontrad[oa]s?|rilevat[ei]|riscontrat[ei])"
)
_WAS = r"(?:\s(?:was|were|has been|have been|wurden?|ont été|a été|werden?|is|zijn|foram|foi))?"
_TOTAL = re.compile(
    rf"(?i)\b(?:total )?(?:number|anzahl|nombre)\s(?:of|der|d['’]|de)\s?{_WHAT}(?:\s{_NOTED})?\s?[:=]?\s{money.COUNT}"
    r"(?![.,]?\d|\w| of\b| von\b| sur\b)"
)
_LABELS = ("number", "anzahl", "nombre")
_BEGINNINGS = (
    "exception", "deviation", "abweichung", "ausnahme", "excepci", "desviaci", "eccezion", "exceç", "desvio",
    "uitzondering", "afwijking",
)  # fmt: skip
_AHEAD = 80
"""Characters of a count and two words."""
_SEEN = re.compile(rf"(?i){_WHAT}{_WAS}\s{_NOTED}\b")
_RUN = re.compile(r"\w+")
_COUNTING = frozenset(part for word in money.WORD_NUMBERS for part in _RUN.findall(word))
_NUMBERED = r"(?<!type )(?<!soc )(?<!page )(?<!section )(?<!part )(?<!control )(?<!test )"
"""Ahead of a number that counts nothing."""
_STATED = re.compile(
    rf"(?i)(?<![\w.,-]){_NUMBERED}{money.COUNT}\s(?:(?!(?:no|not|without|nor|zero|any|one|two|three|report|"
    r"kein\w*|geen|aucune?|nenhuma?|ning[úu]na?|nessun\w*|sin|sem|senza|ohne|zonder|sans)\b)"
    rf"\w+\s){{0,2}}?{_WHAT}{_WAS}\s{_NOTED}\b"
)
"""A count with at most two words of what it counts; a heading or cell that begins behind a number is none."""
_VERB = (
    rf"(?:{_NOTED}|identificaron|detectaron|observaron|encontraron|hallaron|identificaram(?:-se)?|"
    r"detetaram(?:-se)?|relevé|constaté|noté)"
)
_VERB_AHEAD = re.compile(rf"(?i)\b{_VERB}\s{money.COUNT}\s(?:\w+\s){{0,1}}?{_WHAT}\b")
"""A count behind the verb: "sono state rilevate due eccezioni"."""
_IN_ALL = re.compile(
    rf"(?i)\b(?:in total|in all|in sum|overall|insgesamt|in totaal|au total|en total|no total|in totale|"
    rf"nel complesso),?\s"
    rf"(?:\w+\s){{0,3}}?{money.COUNT}\s(?:\w+\s){{0,2}}?{_WHAT}\b"
)
_BEGINS_CELL = re.compile(r"(?<=[a-z]) (?:Exception|Deviation)")
"""The word where the text of another cell begins: "Inspected 30 leavers", "Exception noted"."""
_LABELLED = re.compile(rf"(?i:\b{_WHAT}(?:\s{_NOTED})?\s?:\s?{money.COUNT})(?=[.;,)]?(?:\s[A-Z]|$)|[.;])(?![.,]\d)")
_MENTION = re.compile(
    rf"(?i)\b(?:(?:exceptions?|deviations?)(?: (?:was|were|has been|have been))?(?: (?:noted|identified|found)\b|\s?:)|"
    rf"{_WHAT}\s?:)"
)
_NOT_AHEAD = re.compile(
    r"(?i)(?:\b(?:no|not|without|nor|neither|none|zero|any|kein\w*|aucune?|geen|non|não|nenhuma?|ning[úu]na?|nessun\w*|"
    r"sin|sem|senza|ohne|zonder|sans)|\b0)\b"
    r"(?!\s(?-i:[A-Z])[a-z]*\s[a-z])[^.;:]{0,40}$"
)
_NONE_BEHIND = re.compile(r"(?i)\s*:?\s*(?:none|nil|no\b|n/a|not applicable|0\b)")
_ELSEWHERE = re.compile(
    r"(?i)\b(?:prior|previous|preceding|last|earlier) (?:report|year|period|audit|examination)|\bwould have\b|"
    r"\bvorjahr|\bvorherig|précédent|\b(?:previously|formerly)\b"
)
"""Exceptions of another report or of none."""
_ABOUT = re.compile(
    r"(?i)\b(?:at least|no (?:fewer|less|more) than|(?:fewer|more|less) than|about|approximately|up to|"
    r"mindestens|höchstens|rund|au moins)\s$"
)
_NONE = re.compile(
    r"(?i)\bno (?:relevant )?(?:exceptions?|deviations?)(?: (?:were |was )?(?:noted|identified))|"
    r"(?:exceptions?|deviations?) (?:noted|identified)\s?: ?(?:none|nil|0)\b|"
    rf"\bnumber of {_WHAT}(?:\s{_NOTED})?\s?: ?(?:none|nil|0)\b|"
    rf"\b(?:keine\w*|geen|aucune?|nenhuma?|ning[úu]na?|nessun\W?a?|sin|sem|senza|ohne|zonder|sans)\s(?:\w+\s)?{_WHAT}|"
    rf"\bno (?:se )?(?:han? )?(?:sido )?\w{{6,14}} {_WHAT}|\bnon (?:sono stat[ei] |si )?\w{{6,14}} {_WHAT}|"
    rf"\bnão (?:foram|se|houve|há)(?: \w+)? {_WHAT}"
)

_SAVE = re.compile(
    r"(?i)[^.;]{0,60}?\b(?:except|other than|apart from|save for|außer|mit ausnahme|sauf|hormis|salvo|excepto|tranne|"
    r"eccetto|behalve|exceto)\b"
)
"""What takes back in its sentence that nothing was noted."""


def exceptions(view: View) -> Iterator[Fact]:
    """The count of exceptions: a stated total, one stated figure, else the mentions; figures that differ give none."""
    totals: dict[int, Mark] = {}
    figures: list[tuple[int, Mark]] = []
    mentions: list[Mark] = []
    nothing: Mark | None = None
    for leaf in view.leaves:
        places = _places(leaf.low)
        if not places:
            continue
        counted: set[int] = set()
        for match in _TOTAL.finditer(leaf.flat) if any(label in leaf.low for label in _LABELS) else ():
            if not _is_elsewhere(leaf, match):
                totals.setdefault(money.count_of(match), leaf.mark(*match.span()))
        for matches in (
            _stated(leaf.flat, places),
            _found(_LABELLED, leaf.flat, places),
            _ahead(_VERB_AHEAD, leaf.flat, places),
            _ahead(_IN_ALL, leaf.flat, places),
        ):
            for match in matches:
                if not _is_elsewhere(leaf, match):
                    number = -1 if _ABOUT.search(leaf.flat[: match.start()][-24:]) else money.count_of(match)
                    if match.end() not in counted:  # each word once, whatever pattern finds its count
                        figures.append((number, leaf.mark(*match.span())))
                        counted.update(range(match.start(), match.end() + 1))
        for match in _found(_MENTION, leaf.flat, places):
            is_denied = _NOT_AHEAD.search(leaf.flat, max(0, match.start() - 60), match.start())
            if not is_denied and not _NONE_BEHIND.match(leaf.flat, match.end()) and not _is_elsewhere(leaf, match):
                mentions.append(leaf.mark(*match.span()))
        for match in _NONE.finditer(leaf.flat) if nothing is None else ():
            if not _is_elsewhere(leaf, match) and not _SAVE.match(leaf.flat, match.end()):
                nothing = leaf.mark(*match.span())
                break
    positive = [(number, mark) for number, mark in figures if number]
    if totals:
        ((count, mark), *others) = totals.items()
        if not others and all(0 <= number <= count for number, _ in positive):
            yield fact("exceptions_count", count, mark, confidence=0.8)
    elif positive:
        if len(positive) == 1 and positive[0][0] >= max(1, len(mentions)):
            yield fact("exceptions_count", *positive[0], confidence=0.7)
    elif mentions:
        yield fact("exceptions_count", len(mentions), mentions[0], confidence=0.6)
    elif nothing:
        yield fact("exceptions_count", 0, nothing, confidence=0.7)


def _places(low: str) -> list[int]:
    """Where the words for an exception begin: patterns tried there alone take a tenth of the time."""
    places = []
    for beginning in _BEGINNINGS:
        at = low.find(beginning)
        while at >= 0:
            places.append(at)
            at = low.find(beginning, at + 1)
    return sorted(places)


def _found(pattern: re.Pattern[str], flat: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """Matches of a pattern that begins with the word."""
    return (match for at in places if (match := pattern.match(flat, at)))


def _ahead(pattern: re.Pattern[str], flat: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """Matches of a pattern that ends with the word, within reach ahead of it."""
    for at in places:
        match = pattern.search(flat, max(0, at - _AHEAD), at + 16)
        if match and match.end() > at:
            yield match


def _stated(flat: str, places: Iterable[int]) -> Iterator[re.Match[str]]:
    """Matches of _STATED, which is tried where a verb stands behind the word and a number just ahead of it."""
    passed = 0
    for at in places:
        start = max(passed, at - _AHEAD)
        seen = _SEEN.match(flat, at)
        if seen and any(run.isdigit() or run in _COUNTING for run in _RUN.findall(flat[start:at].lower())[-3:]):
            match = _STATED.search(flat, start, seen.end())
            if match:
                passed = match.end()
                if not _BEGINS_CELL.search(match[0]):
                    yield match


def _is_elsewhere(leaf: Leaf, match: re.Match[str]) -> bool:
    """Whether the sentence of a match speaks of an earlier report or of what might have been."""
    ahead = re.split(r"[.;] ", leaf.flat[max(0, match.start() - 120) : match.start()])[-1]
    behind = re.split(r"[.;](?: |$)", leaf.flat[match.end() : match.end() + 60])[0]
    return bool(_ELSEWHERE.search(ahead + match[0] + behind))
