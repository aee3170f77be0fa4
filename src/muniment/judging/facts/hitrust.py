"""HITRUST certification and validated assessment letters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import datelines, dates
from muniment.judging.facts.certificate_dates import issue_and_expiry
from muniment.judging.facts.certificates import OF_NUMBER
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import CAPITAL, NAME, ORGANISATION, tidy
from muniment.judging.facts.scopes import SCOPE_LABEL
from muniment.judging.facts.tables import crosses_rows
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_LEVEL = re.compile(
    r"(?i)\b(?P<level>(?:e1|i1|r2)(?= |\b)|(?:essentials|implemented|risk-based)[\s,]+[^.]{0,30}?1-year|2-year)"
)
_FRAMEWORK = re.compile(
    r"(?i)HITRUST CSF® ?v?\s?\d+(?:\.\d+)*|HITRUST CSF,? v(?:ersion )?\.?\s?\d+(?:\.\d+)*|"
    r"CSF v(?:ersion )?\s?\d+(?:\.\d+)*"
)
_NUMBERED = re.compile(r"^.*[^\d.](?=\d)")
"""A framework's name ahead of its version."""
_VERSION_BEHIND = re.compile(r"(?i)®?,?\s?(?:v(?:ersion)?\.?\s?)?\d+(?:\.\d+)*$")
_ISSUER = re.compile(r"\bHITRUST\b(?! CSF)")
_UNTIL = re.compile(
    r"(?i)(?:valid|effective|expires?|expiration|through|until|certification date|certification period).{0,140}"
)
_ON = re.compile(
    r"(?i)(?:certification date|certified (?:on|as of|effective)|date of certification|effective(?: date)?|"
    r"certification (?:effective|issued)|issued(?: on)?)[^.]{0,60}"
)
_HOLDER = re.compile(
    rf"(?i:(?:following )?(?:platforms?|systems?|facilit(?:y|ies))[^.]{{0,80}} of|certif(?:y|ies|ied) that|"
    rf"(?:organization|issued to|attention|prepared for):) (?P<name>{NAME})"
)
_OF = re.compile(
    rf"(?P<name>{NAME}) (?i:\((?:\"?the )?\"?organization\"?\)|has (?:met|obtained|achieved|successfully))"
)
_ASSESSOR = re.compile(
    rf"(?i:(?:(?:approved|authori[sz]ed|external) (?:hitrust )?(?:external )?assessor(?: organi[sz]ation| firm)?|"
    rf"external assessor|assessor (?:organization|firm)|assessed by|performed by|submitted by|"
    rf"validated by)):?,? (?:the )?(?P<name>{NAME})"
)
_BEFORE_ASSESSOR = re.compile(
    rf"(?P<name>{NAME}), (?i:an? (?:authorized |approved )?(?:hitrust )?(?:authorized )?(?:external )?assessor)"
)


_HEADING = re.compile(rf"^(?:Certification|Assessment|Letter|Report)\s(?=[{CAPITAL}])")
"""The end of the heading, which joined lines put ahead of a name."""
_SYSTEM = re.compile(
    rf"(?i:following (?:platforms?|systems?|applications?|environments?|products?|"
    rf"services?))[^.:]{{0,80}}: (?P<name>{NAME})"
    r"(?=\.|,| and|$)"
)
_PLATFORM = Labels(
    "(?:implemented |in-scope |assessed |certified )*(?:platforms?|systems?|applications?|solutions?|"
    "products?|environments?)"
    "(?: (?:name|in scope|assessed|certified))?(?:\\(s\\))?",
)
_MEETS = re.compile(
    rf"(?i:\bthe )(?P<name>{NAME}) (?i:meets|has met|have met|has earned|has achieved) (?i:the )?(?:HITRUST|"
    rf"(?i:requirements|"
    rf"criteria|certification))"
)
"""The system of which a letter says that it meets the criteria."""
_CERTIFICATE_NUMBER = Labels(rf"(?:hitrust )?(?:{OF_NUMBER}|letter (?:number|no\.?|id))")
MIN_SCOPE_WORDS = 3
_Searches = tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]
_HOLDER_SEARCHES: _Searches = (
    (('organization"', "has met", "has obtained", "has achieved", "has successfully"), _OF),
    (("certif", "of ", "organization:", "issued to", "prepared for"), _HOLDER),
)
_ASSESSOR_SEARCHES: _Searches = (
    (("assessor", "assessed by", "performed by", "submitted by", "validated by"), _ASSESSOR),
    (("assessor",), _BEFORE_ASSESSOR),
)


def hitrust_letter(view: View) -> Iterator[Fact]:
    """Level (e1, i1, r2), framework version, holder, assessor, and the dates the certification runs between."""
    leaves = view.front(4)
    yield from _certified(view, leaves)
    yield from _holders(view, leaves)
    yield from _systems(view, leaves)
    yield from _labelled(leaves)
    yield from _named(leaves, view, key="assessor", searches=_ASSESSOR_SEARCHES)
    yield from issue_and_expiry(view, leaves)
    yield from _dates(view)


def _certified(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The level, the framework with its version, and who certifies."""
    for hit in view.near((" e1", " i1", " r2", "(e1", "(i1", "(r2"), _LEVEL, after=30, leaves=leaves):
        yield fact("level", hit["level"].lower(), hit.mark(), confidence=0.9)
        break
    for hit in view.near(("csf",), _FRAMEWORK, before=10, after=60, leaves=leaves):
        yield fact("standard", _VERSION_BEHIND.sub("", hit[0]), hit.mark(), confidence=0.85)
        yield fact("version", _NUMBERED.sub("", hit[0]), hit.mark(), confidence=0.8)
        break
    for hit in view.near(("hitrust",), _ISSUER, after=20, leaves=leaves):
        yield fact("issuer", hit[0], hit.mark(), confidence=0.7)
        break


def _holders(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """Who holds it, by sentences, below the day of the letter, or alone on a line of its head."""
    yield from _named(leaves, view, key="holder", searches=_HOLDER_SEARCHES)
    for mark, iso, _ in datelines.of_letter(leaves[:1], None):
        yield fact("issue_date", iso, mark, confidence=0.8, quote_limit=1)
        addressee = ORGANISATION.match(mark.page.text[mark.end :].lstrip(" ,\n")[:160])
        if addressee:
            yield fact(
                "holder",
                addressee[0],
                Mark(mark.page, mark.start, mark.page.text.index(addressee[0], mark.end) + len(addressee[0])),
                confidence=0.75,
            )
    for line in leaves[0].lines[:7] if leaves else ():
        name = tidy(line.text) if ORGANISATION.fullmatch(line.text) else None
        if name:
            yield fact("holder", name, leaves[0].mark_line(line), confidence=0.72)
            break


def _systems(view: View, leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The system that was certified, by its label or a sentence."""
    for field in _PLATFORM.find(leaves, loose=True):
        name = tidy(
            re.split(
                r"(?i) (?:residing|located|hosted|operated|managed) (?:at|in|by|on)\b|[;(]|, (?=[a-z])", field.value
            )[0]
        )
        if name and name[0].isupper() and len(name.split()) <= 8:
            yield fact("system_name", name, field.mark, confidence=0.82)
            break
    meets = (" meets ", " has met ", " has earned ", " has achieved ")
    for hit in view.near(meets, _MEETS, before=90, after=60, leaves=leaves):
        name = tidy(hit["name"])
        if name and not ORGANISATION.match(name) and not re.search(r"(?i)hitrust|organi[sz]ation|letter", name):
            yield fact("system_name", name, hit.mark(), confidence=0.72)
            break
    for hit in view.near(("following",), _SYSTEM, after=200, leaves=leaves):
        yield fact("system_name", hit["name"], hit.mark(), confidence=0.75)
        break


def _labelled(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The number and the scope that labels name."""
    for field in _CERTIFICATE_NUMBER.find(leaves, loose=True):
        if re.fullmatch(r"(?=\S*\d)[A-Z0-9][\w./-]{3,30}", field.value):
            yield fact("certificate_number", field.value, field.mark, confidence=0.9, quote_limit=1)
            break
    for field in SCOPE_LABEL.find(leaves):
        if len(field.value.split()) >= MIN_SCOPE_WORDS and not field.value.endswith(":"):
            yield fact("scope", field.value.rstrip(" ."), field.mark, confidence=0.82, quote_limit=460)
            break


def _named(leaves: tuple[Leaf, ...], view: View, *, key: str, searches: _Searches) -> Iterator[Fact]:
    for anchors, pattern in searches:
        for hit in view.near(anchors, pattern, before=100, after=140, leaves=leaves):
            whole = ORGANISATION.match(hit["name"])
            name = tidy(_HEADING.sub("", whole[0] if whole else hit["name"]))
            if name and "hitrust" not in name.lower():
                yield fact(key, name, hit.mark(), confidence=0.78)
                return


def _dates(view: View) -> Iterator[Fact]:
    leaves = view.front(4)
    for hit in view.near(
        ("certification date", "certified", "date of certification", "effective", "issued"),
        _ON,
        after=110,
        leaves=leaves,
    ):
        found = dates.find_days(hit[0])
        if found:
            start = hit.match.start()
            mark = hit.leaf.mark(start, start + found[0].end)
            if not crosses_rows(mark):
                yield fact("issue_date", found[0].iso, mark, confidence=0.85)
                break
    for leaf in leaves[:1]:
        for line in leaf.lines[:12]:
            found = dates.find_days(line.text)
            if found and found[0].start == 0 and found[0].end >= len(line.text) - 1:
                yield fact("issue_date", found[0].iso, leaf.mark_line(line), confidence=0.7)
                break
    for hit in view.near(("expir", "valid ", "through", "until"), _UNTIL, after=160, leaves=leaves):
        found = dates.find_days(hit[0])
        if found and re.search(r"(?i)expir|until|through|valid (?:for .*)?(?:to|until)", hit[0][: found[-1].end]):
            # "expires on A, if assessed by B" names the end first; "valid from A to B" last.
            end = found[0] if re.match(r"(?i)expir|until|through", hit[0]) else found[-1]
            if crosses_rows(hit.leaf.mark(hit.match.start(), hit.match.start() + end.end)):
                continue
            yield fact("expiry_date", end.iso, hit.mark(), confidence=0.85)
            return
