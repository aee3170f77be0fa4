"""Which kind of report on a service organisation a document is: SOC 1, 2 or 3, Type 1 or 2, ISAE 3402."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import dates
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf
from muniment.judging.model import Fact

SOC = re.compile(
    r"(?i)\b(?:SOC|service organi[sz]ation controls?\)?|system and organi[sz]ation controls?\)?)\s?(?:\(SOC\)\s?)?"
    r"-?(?P<n>[123])(?!\d|\.\d)(?:\s?[®\u2120\u2122]|\s?\(?SM\)?)?"
    r"(?:[\s,\-:+・(]{0,3}(?P<called>typ[eo]?|tipo)\s?-?(?P<t>[12](?!\d|\.\d)|I{1,2}(?![a-zI])))?"
)
TYPE = re.compile(r"(?i)\b(?:typ[eo]?|tipo)\s?-?(?P<t>[12](?!\d|\.\d)|I{1,2}(?![a-zI]))")
_NOT_TESTED = re.compile(r"(?i)\b(?:not|no|nor|without)\b[^.]*$")
"""Ahead of "operating effectiveness" in its sentence: what a report of Type 1 did not look at."""
_NOT_LOOKED_AT = re.compile(
    r"(?i)\b(?:did|do|does) not (?:\w+ ){1,5}(?:procedures?|tests?|opinion)[^.]{0,40}\boperating effectiveness\b"
)
_DESIGN_AT = re.compile(
    rf"(?i)suitability of (?:the )?design of (?:the )?(?:its )?controls,? as (?:of|at) (?=\d|{dates.MONTH})"
)
_DENIED = re.compile(r"(?i)\b(?:not|neither|nor|rather than|instead of|unlike|no)\b[^.;:]{0,24}$")
_STANDARD = re.compile(r"\bISAE (?:No\.? )?3402\b")


def type_of(numeral: str) -> str:
    """ "Type 1" or "Type 2", of a number in figures or letters."""
    return f"Type {'2' if numeral.lower() in {'2', 'ii'} else '1'}"


def is_denied(leaf: Leaf, match: re.Match[str]) -> bool:
    """Whether a mention says what the report is not: "is not a SOC 2 Type 2 report"."""
    return bool(_DENIED.search(leaf.flat, max(0, match.start() - 40), match.start()))


def report_type(front: Sequence[Leaf]) -> Iterator[Fact]:
    """`report_type` and `soc_type`, as the first pages name them or say what was tested."""
    for leaf in front:
        match = SOC.search(leaf.flat[:6000])
        if match:
            yield fact("report_type", f"SOC {match['n']}", leaf.mark(*match.span()), confidence=0.95)
            if match["t"] and match["n"] != "3" and not is_denied(leaf, match):
                yield fact("soc_type", type_of(match["t"]), leaf.mark(*match.span()), confidence=0.96)
            break
    for leaf in front:
        isae = _STANDARD.search(leaf.flat[:6000])
        if isae:
            yield fact("report_type", isae[0], leaf.mark(*isae.span()), confidence=0.8)
            break
    for leaf in front:
        match = next((one for one in TYPE.finditer(leaf.flat[:6000]) if not is_denied(leaf, one)), None)
        if match:
            yield fact("soc_type", type_of(match["t"]), leaf.mark(*match.span()), confidence=0.95)
            return
    for leaf in front:
        match = re.search(r"(?i)(?:design and )?operating effectiveness of (?:the )?controls", leaf.flat[:6000])
        if match and not _NOT_TESTED.search(leaf.flat, max(0, match.start() - 160), match.start()):
            yield fact("soc_type", "Type 2", leaf.mark(*match.span()), confidence=0.75)
            return
    yield from _design_only(front)


def _design_only(front: Sequence[Leaf]) -> Iterator[Fact]:
    """Type 1, of a report on the design at a date that says it did not look at operating effectiveness."""
    if not any(_NOT_LOOKED_AT.search(leaf.flat) for leaf in front):
        return
    for leaf in front:
        match = _DESIGN_AT.search(leaf.flat[:6000])
        if match:
            yield fact("soc_type", "Type 1", leaf.mark(*match.span()), confidence=0.75)
            return
