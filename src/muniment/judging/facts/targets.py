"""What a penetration test was of: by its title, a label, or a sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice

from muniment.judging.facts import dates, firms, vocabulary
from muniment.judging.facts.fields import Field, Labels
from muniment.judging.facts.findings import is_contents
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, tidy
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.model import Fact

_TARGET_LABEL = Labels(
    "targets?(?: systems?)?",
    "(?:name of )?(?:target|application|product|system)s?(?: (?:name|under test|in scope|tested))?",
    "tested (?:applications?|systems?|products?|assets?|environment|service)|test (?:object|target|subject)|"
    "(?:assets?|applications?|systems?|environment|services?) (?:tested|assessed|in scope|under (?:test|assessment))",
    "(?:in )?scope(?: of (?:the )?(?:test(?:ing)?|assessment|engagement|work))?|in-scope (?:assets?|systems?|targets?|"
    "applications?)|assessment (?:target|scope)|engagement scope",
)
_TARGET_COLUMN = Labels("(?:application|product|system) name", "targets")
_THING = r"[A-Z0-9][\w&'\-/+]*(?:\.[\w&'\-/+]+)*"
_KIND = (
    r"(?:applications?|platforms?|apps?|clients?|software|library|web applications?|mobile apps?|products?|websites?|"
    r"services?|engines?|portals?|stores?|shops?|gateways?|wallets?|back ?ends?|front ?ends?|estates?|environments?|"
    r"APIs?|browser extensions?|protocols?|infrastructure|networks?|systems?|devices?)"
)
_TEST_OF = re.compile(
    r"\b(?i:penetration (?:test(?:ing)?|assessment)|pen-?test(?:ing)?|security (?:assessment|audit|review|"
    r"test(?:ing)?|evaluation)|"
    r"(?:source )?code (?:audit|review)|vulnerability assessment|assessment|audit)s?"
    r"(?: (?:and|&) [a-z ]{3,30})? (?:(?i:of|on|against)(?: (?:the|its|their|a|an))?|for the) "
    rf"(?P<name>[\"']?{_THING}(?: (?:(?:of|and|for|the|on) )?[\"'(]?{_THING}[\"')]?){{0,6}}(?: (?:[a-z]+ "
    rf"){{0,3}}?{_KIND}\b)?)"
)
_TO_TEST = re.compile(
    rf"(?i:\bto (?:penetration[- ]|pen[- ]?)?(?:test|assess|attack|review|examine)) (?i:the|its|their|our) "
    rf"(?P<name>{_THING}(?: {_THING}){{0,5}}(?: {_KIND}\b(?: and (?:APIs?|mobile apps?|backend)\b)?)?)"
)
_TITLE = re.compile(
    r"(?i)(?:[\w/&-]+ ){0,5}(?:penetration test(?:ing)?|pen-?test|security (?:assessment|test|audit|review)|"
    r"vulnerability assessment)(?: \([A-Z]{2,6}\))?(?: report| results| summary)?(?: (?:of|for|on))?:?"
)
"""A title alone on its line; what was tested may stand below it."""
_OF_THEIR = re.compile(
    r"(?i:(?:penetration|intrusion|security) tests?(?:ing)? (?:of|on|against) (?:the|its|their)) "
    r"(?P<name>[a-z]{3,}(?: [a-z]{3,}){0,4}?)(?= (?:of|for|operated by) (?:the )?[A-Z])"
)
"""What was tested, in small letters ahead of whose it is."""
_ON_THE = re.compile(
    rf"(?i:test(?:ing)?|assessment|audit|review) (?:was |were )?[a-z ]{{0,40}}?(?:on|of|"
    rf"against) the (?P<name>{_THING}(?: {_THING}){{0,5}} {_KIND})\b"
)
_NEXT = re.compile(
    r"(?i)(?:version|pentester|author|review|approved|date|test|status|client|title|page|table|document|\d)"
)
_BY_OR_FOR = re.compile(
    r"(?i)(?:prepared|conducted|performed|for|by|client|customer|confidential\w*|final|draft|executive|summary|report|"
    r"version|attestation|letter)\b"
)
_THING_NAME = re.compile(
    rf"{NAME}(?: v\d[\d.]*)?(?: [a-z]+ (?:{_KIND}))?(?: \([^()]{{2,60}}\))?(?: (?:and|&) (?:its |the )?[\w ]{{2,40}})?"
)
_REFERENCE = re.compile(
    r"(?i)(?:report |document |project )?(?:ref(?:erence)?|issue|id|no|classification|submitted|client|owner)\b"
)
"""A field of a cover that follows its title."""
_TITLED_TARGET = re.compile(
    r"(?i:(?:[\w-]+ ){0,3}(?:penetration test|pen-?test|vapt|security (?:assessment|test|audit|"
    r"review))(?:ing)?(?: report)?)"
    r"(?::| -) (?P<name>(?!(?i:phase|part|stage|version)\b)[A-Z0-9].{2,60})"
)
"""A title that names what was tested behind a colon or dash."""
_COVERED = re.compile(
    rf"(?i:\b(?:test|testing|assessment|engagement|scope) (?:covered|included|comprised|was limited to)) "
    rf"(?i:the |its |our )?(?P<name>{_THING}(?: {_THING}){{0,4}}(?: [a-z]+){{0,2}}? {_KIND})\b"
)
_SMALL = r"[a-z][\w/&-]*(?: (?!(?:from|at|for|by|with|between|during|in|on|of|to|was|were|is|and)\b)[\w/&-]+){0,5}?"
_TO_TEST_OURS = re.compile(
    rf"(?i:\b(?:to (?:penetration[- ]|pen[- ]?)?(?:test|assess|attack|examine|review|scan)|(?:we|team|"
    rf"consultants?) (?:have |has )?"
    rf"(?:tested|assessed|attacked|examined)) (?:the security of )?)(?i:the|its|their|our|your) "
    rf"(?P<name>(?!security\b|effectiveness\b|resilience\b){_SMALL} {_KIND})\b"
)
"""What was tested, in small letters: "to test its customer-facing web applications"."""
_QUOTED = re.compile(
    rf"(?<![\w-])(?i:{_KIND}|"
    rf"{vocabulary.alternatives('tested')}) [\"“„«‹]\s?(?P<name>[^\"“”„«»‹›\n]{{2,40}}?)\s?[\"“”»›]"
)
"""What was tested, by the name that marks of quotation set off behind what it is."""
_NO_THING = re.compile(
    r"(?i)^(?:prepared|conducted|performed|for|by|client|customer|confidential|final|draft|executive)\b|"
    r"\b(?:reports?|summary|vulnerabilit\w+|findings?|assessment|attestation|letter|test(?:ing)?|version)\b"
)
_HEADER = re.compile(
    r"(?i)https?:|^(?:metadata|type|environment|url|"
    r"(?:item|asset|host|system|target|component)s? (?:environment|type|url|description|role)|"
    r"description|name|version|status|scope)\b"
)
_NO_TARGET = re.compile(
    rf"(?i)(?:{dates.MONTH}|this|these|our|your|findings|page|20\d\d|web|application|security|owasp|nist|ptes|"
    rf"internal|external)\b"
)
_PENTEST_TITLE = re.compile(
    r"(?i)pentest[-\s]+report\s+[-–]?\s?(?P<name>.+?)(?:\s+(?:\d{2}[.\-]\d{2,4}(?:\s?[-–]\s?\d{2}[.\-]\d{4})?|\d{4}))?$"
)


def target(view: View, front: tuple[Leaf, ...]) -> Iterator[Fact]:
    """`target` by titles, labels, names that are set off, and sentences of the first pages."""
    titled = list(_titled(front[:1]))
    yield from titled
    if any(found.confidence == TITLED for found in titled):
        return
    yield from _labelled(front)
    yield from _below_title(front[:1])
    yield from _quoted(front[:2])
    yield from _said(view, front)


_ADDRESS_BEHIND = re.compile(r"\s?\((?:https?://|www\.)[^()\s]{1,200}\)$")
"""Where what was tested is to be found, behind its name."""
TITLED = 0.9
"""Confidence of what a report's title says was tested, beside which nothing else is looked for."""


def _titled(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    for leaf in leaves:
        for line in leaf.lines[:12]:
            titled = _TITLED_TARGET.fullmatch(line.text)
            thing = titled["name"] if titled else ""
            if thing and not (ORGANISATION.search(thing) or dates.find(thing) or _NO_THING.search(thing)):
                yield fact("target", thing, leaf.mark_line(line), confidence=0.7)
            match = _PENTEST_TITLE.match(line.text)
            name = tidy(match["name"]) if match else None
            if name and len(name.split()) <= 8:
                yield fact("target", name, leaf.mark_line(line), confidence=TITLED)
                return


def _labelled(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    columns = [leaf for leaf in front if not is_contents(leaf)]
    named = (field for field in _TARGET_LABEL.find(front[:3], loose=True) if _is_set_off(field))
    for field in (*named, *_TARGET_COLUMN.find(columns, loose=True)):
        name, mark = _whole_list(field, front) if field.label.lower() == "targets" else (field.value, field.mark)
        name = tidy(_ADDRESS_BEHIND.sub("", re.split(r",\s(?=[a-z])", name)[0])) or ""
        if (
            len(name) > 1
            and len(name.split()) <= 18
            and (name[0].isupper() or "target" in field.label.lower())
            and not _HEADER.search(name)
            and not dates.find(name)
        ):
            yield fact("target", name, mark, confidence=0.8, quote_limit=500)
            return


_SENTENCES = (
    (_TEST_OF, 0.72),
    (_ON_THE, 0.68),
    (_TO_TEST, 0.66),
    (_COVERED, 0.64),
    (_TO_TEST_OURS, 0.62),
    (_OF_THEIR, 0.6),
)
_ANCHORS = (" of ", " on ", " against ", " for the ", " to ", " covered", " included", "tested", "assessed")


def _said(view: View, front: tuple[Leaf, ...]) -> Iterator[Fact]:
    """What the first sentence of the surest kind says was tested."""
    for pattern, confidence in _SENTENCES:
        for hit in view.near(_ANCHORS, pattern, before=60, after=130, leaves=front):
            name = tidy(re.split(r" (?:on|in|from|between) (?=\d)", hit["name"])[0])
            is_plain = name and (pattern is _TO_TEST_OURS or not _NO_TARGET.match(name))
            if name and is_plain and not firms.TESTERS.fullmatch(name) and not dates.find(name):
                yield fact("target", name, hit.mark(), confidence=confidence)
                return


def _quoted(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The one thing that the first pages name in quotation marks behind what it is."""
    found = {
        match["name"]: leaf.mark(*match.span())
        for leaf in leaves
        for match in _QUOTED.finditer(leaf.flat[:MAX_QUOTING])
    }
    if len(found) == 1:
        ((name, mark),) = found.items()
        yield fact("target", name, mark, confidence=0.7)


MAX_QUOTING = 6_000


def _is_set_off(field: Field) -> bool:
    """Whether more than a space parts a label from what is tested, or the label is of several words: a heading may
    begin with one."""
    parted = field.mark.text[len(field.label) :].startswith(" ") and ":" not in field.mark.text
    is_close = parted and not field.is_below and field.mark.text == f"{field.label} {field.value}"
    return not is_close or (" " in field.label and bool(re.fullmatch(NAME, field.value)))


def _below_title(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """A name alone on the line below the title, unless it is an organisation's or a label."""
    for leaf in leaves:
        for at, line in enumerate(leaf.lines[:8]):
            following = leaf.lines[at + 1 : at + 4]
            if len(following) > 2 and ORGANISATION.fullmatch(following[0].text):
                following = following[1:]  # whose it is, above what was tested
            if not _TITLE.fullmatch(line.text) or len(following) < 2:
                continue
            below, behind = following[:2]
            name = below.text if _THING_NAME.fullmatch(below.text) else ""
            is_thing = 1 < len(name.split()) <= 12 and not ORGANISATION.search(name) and not firms.TESTERS.search(name)
            is_whole = _BY_OR_FOR.match(behind.text) or ORGANISATION.fullmatch(behind.text) or dates.find(behind.text)
            is_followed = is_whole or _REFERENCE.match(behind.text)
            if (
                is_thing
                and is_followed
                and not dates.find(name)
                and not _NEXT.match(name)
                and not _NO_THING.search(name)
            ):
                yield fact("target", name, leaf.mark_line(below), confidence=0.74)
                return


def _whole_list(field: Field, leaves: Sequence[Leaf]) -> tuple[str, Mark]:
    """Targets under one label, each on its own line, up to the next label."""
    leaf = next(leaf for leaf in leaves if leaf.page is field.mark.page)
    values, end = [field.value], field.mark.end
    first = bisect_right(leaf.lines, field.mark.start, key=lambda line: line.start)
    for line in islice(leaf.lines, first, None):
        if line.end > end:
            if len(values) > 8 or len(line.text.split()) > 5 or _NEXT.match(line.text) or ":" in line.text:
                break
            values.append(line.text)
            end = line.end
    return ", ".join(values), Mark(field.mark.page, field.mark.start, end)
