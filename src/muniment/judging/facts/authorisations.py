"""Papers of an authorisation by the United States' government (FedRAMP): of which system, at which level, by whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from muniment.judging.facts import engagements, policies
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.findings import findings
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, has_blank, tidy
from muniment.judging.facts.tables import is_label
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_SYSTEM = Labels(
    "(?:cso|(?:information )?system|cloud service(?: offering)?|service offering|offering)(?: \\(?cso\\)?)? name|cso|"
    "name of (?:the )?(?:information system|system|cloud service(?: offering)?)|cloud service offering(?: \\(cso\\))?",
    "(?:information )?system",
)
_LEVELS = r"(?P<level>(?i:low[- ]impact saas|li-saas|low|moderate|high))"
_LEVEL_SAID = (
    re.compile(
        rf"(?i:(?:categori[sz]ation|fips(?: pub)? 199(?: \w+)?|impact level|sensitivity level|baseline|"
        rf"authori[sz]ation level)(?: (?:is|of|at))?):? {_LEVELS}\b"
    ),
    re.compile(rf"(?i:fedramp®? (?:rev\.? ?\d )?){_LEVELS}\b(?! (?i:risk|or\b)|[,/])"),
    re.compile(rf"{_LEVELS} (?i:(?:impact )?(?:baseline|impact level|authori[sz]ation))"),
)
_ASSESSOR = Labels(
    "(?:independent |lead )?(?:third[- ]party assessment organi[sz]ation|3pao|assessor|assessment organi[sz]ation)"
    "(?: \\(3pao\\))?(?: name)?|(?:prepared|assessed|performed|conducted|submitted) by",
)
_ASSESSED_BY = re.compile(
    rf"(?P<name>(?:{ORGANISATION.pattern}))(?:,? \([^()]{{2,40}}\))?,? (?i:(?:has )?(?:conducted|performed|carried out|"
    r"completed) (?:the|an?|this|its) (?:\w+ ){0,3}(?:assessment|testing))"
)
MAX_COVER_LINES = 8
MAX_SYSTEM_WORDS = 8
_NO_SYSTEM = re.compile(
    r"(?i)\b(?:action|milestones|owner|fedramp|version|security|assessment|plan|report|prepared|package|20\d\d)\b|®"
)


def authorisation(view: View) -> Iterator[Fact]:
    """`system_name`, `level` and the front matter of a security plan, assessment plan or assessment report."""
    yield from policies.front_matter(view)
    yield from of_system(view)
    yield from _on_cover(view.front(3)[:1])


def of_system(view: View) -> Iterator[Fact]:
    """`system_name` and `level` of the system that a paper of an authorisation is about."""
    front = view.front(3)
    for field in _SYSTEM.find(front):
        is_cell = not field.is_below or (" " not in field.label and field.mark.text == f"{field.label}\n{field.value}")
        name = None if not is_cell or is_label(field.value) or has_blank(field.value) else _named(field.value)
        if name and name[0].isupper() and len(name.split()) <= MAX_SYSTEM_WORDS:
            yield fact("system_name", name, field.mark, confidence=0.88)
            break
    yield from _holder(front)
    yield from _system_said(front[:2])
    for pattern in _LEVEL_SAID:
        said = {match["level"]: (leaf, match) for leaf in front for match in pattern.finditer(leaf.flat[:4_000])}
        if len(said) == 1:
            ((level, (leaf, match)),) = said.items()
            yield fact("level", level, leaf.mark(*match.span()), confidence=0.85)
            break


_HOLDER = Labels(
    r"(?:cloud )?(?:service )?provider(?: name| \(csp\))*|csp(?: name)?|cloud service provider(?: \(csp\))?(?: name)?|"
    r"(?:name of (?:the )?)?(?:company|vendor|contractor|organi[sz]ation)(?: name)?|(?:prepared|submitted|"
    r"developed) for|"
    r"applicant|system owner(?:ing)? organi[sz]ation"
)
_SYSTEM_ALONE = Labels("(?:information )?system", "cloud service", "service offering", "offering")
_THING = rf"{NAME}(?: (?:for|of|and|&) {NAME})?(?: \([A-Z]{{2,10}}\))?"
_PAIR = re.compile(
    rf"(?:(?i:\b(?:plan|report|matrix|package|summary|assessment|poa&m|milestones)) (?i:of|for)|^(?i:for)|"
    rf"(?<=\n)(?i:for)) "
    rf"(?:the )?(?P<system>{NAME}(?: for {NAME})?) [\u2013\u2014·|-] "
    rf"(?P<holder>(?:{ORGANISATION.pattern}))"
)
"""A title or cover that names the system and whose it is: "Plan for Vela Hub - Vela Systems, Inc."."""
_IDENTIFIED = re.compile(
    rf"(?i:system name(?: and (?:identifier|abbreviation|title|number))?)\s?[.:]\s(?P<name>{NAME})(?=[,.;(]|\s?$)"
)
MAX_SAID = 3_000


def _holder(front: Sequence[Leaf]) -> Iterator[Fact]:
    """`holder`, whose system it is, as the first pages label it or name it beside the system."""
    for field in _HOLDER.find(front[:2], loose=True):
        whole = ORGANISATION.match(field.value)
        name = tidy(whole[0]) if whole else None
        if name and not field.is_below:
            yield fact("holder", name, field.mark, confidence=0.85)
            break
    for leaf in front[:1]:
        found = _PAIR.search(leaf.flat[:MAX_SAID])
        if found:
            yield fact("holder", found["holder"], leaf.mark(*found.span()), confidence=0.8)
            if not ORGANISATION.fullmatch(found["system"]) and not _NO_SYSTEM.search(found["system"]):
                yield fact("system_name", found["system"], leaf.mark(*found.span()), confidence=0.8)


def _system_said(front: Sequence[Leaf]) -> Iterator[Fact]:
    """`system_name` beside a label of one word that only a space parts from it, or in the section that names it."""
    for field in _SYSTEM_ALONE.find(front[:1], loose=True):
        is_line = field.mark.text == f"{field.label} {field.value}" and not field.is_below
        name = field.value if is_line and re.fullmatch(_THING, field.value) else None
        if name and len(name.split()) <= MAX_SYSTEM_WORDS and not is_label(name) and not _NO_SYSTEM.search(name):
            yield fact("system_name", name, field.mark, confidence=0.8)
            return
    for leaf in front:
        found = _IDENTIFIED.search(leaf.flat[:MAX_SAID])
        if found and not _NO_SYSTEM.search(found["name"]):
            yield fact("system_name", found["name"], leaf.mark(*found.span()), confidence=0.8)
            return


def _named(value: str) -> str | None:
    """A system with the letters that stand for it behind its name."""
    return value if re.fullmatch(rf"{NAME} \([A-Z]{{2,10}}\)", value) else tidy(value)


def assessment(view: View) -> Iterator[Fact]:
    """The same of an assessment's report, with who assessed, when, and what was found."""
    yield from authorisation(view)
    front = view.front(4)
    for field in _ASSESSOR.find(front, loose=True):
        whole = ORGANISATION.match(field.value)
        name = tidy(whole[0]) if whole else None
        if name:
            yield fact("assessor", name, field.mark, confidence=0.88)
            break
    for hit in view.near((" conducted ", " performed ", " carried out ", " completed "), _ASSESSED_BY, before=110,
                         after=80, leaves=front):  # fmt: skip
        yield fact("assessor", hit["name"], hit.mark("name"), confidence=0.8)
        break
    yield from engagements.test_dates(view)
    yield from findings(view)


def _on_cover(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """A name on the cover behind that of an organisation, on its line or alone on the one below."""
    for leaf in leaves:
        lines = leaf.lines[: MAX_COVER_LINES + 1]
        for line, below in zip_longest(lines, lines[1:]):
            named = ORGANISATION.match(line.text)
            if named is None:
                continue
            behind = re.fullmatch(rf" ?[-|:] (?P<name>{NAME})", line.text[named.end() :])
            text, held = (behind["name"], line) if behind else (below.text if below else "", below)
            is_alone = bool(behind) or line.text == named[0]
            is_thing = 1 < len(text.split()) <= MAX_SYSTEM_WORDS and re.fullmatch(NAME, text)
            if held and is_alone and is_thing and not ORGANISATION.fullmatch(text) and not _NO_SYSTEM.search(text):
                start = held.start + held.text.index(text)
                yield fact("system_name", text, Mark(leaf.page, start, start + len(text)), confidence=0.7)
                return
