"""Accessibility conformance reports: on which edition of the template, for which product, up to which level."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import has_blank
from muniment.judging.facts.view import Leaf, View
from muniment.judging.model import Fact

_TEMPLATE = re.compile(
    r"(?i)\b(?:VPAT|Voluntary Product Accessibility Template)\W{0,4}(?:\(VPAT\W{0,3}\)\W{0,3})?(?:v\.?|version)?\s?"
    r"(?P<v>\d\.\d(?:\s?Rev\b)?)(?![\d.]*\d)"
)
_EDITION = re.compile(
    r"(?i)\b(?:(?P<INT>international|INT)|(?P<WCAG>WCAG(?: 2\.\d)?)|(?P<EU>EU|EN 301 549)|"
    r"(?P<S508>(?:revised )?(?:section )?508))\)?\s+edition\b"
)
_PRODUCT = re.compile(
    r"(?i)\b(?:name of product ?(?:/ ?version)?|product ?(?:name)?(?: ?(?:/|and|&) ?version)|product name)\s?[:|]\s?\|?"
    r"(?P<name>\S.{1,120}?)\s?\|?\s?(?=(?:(?:Report Date|Date|Product Description|Description|Product Version|"
    r"Version|Contact(?: for more)?(?: Information)?|Vendor|Company|Evaluation Methods(?: Used)?|Notes?)\s?[:|]|"
    r"Applicable "
    r"Standards)|$)"
)
_LEVELS = re.compile(r"(?i)\blevel (?P<level>A{1,3})\b\W{0,4}(?P<said>yes|no)\b(?!\W{0,3}no\b)\)?")
_WORDED = re.compile(
    r"(?i)\b(?:WCAG|Web Content Accessibility Guidelines)\W{0,3}(?:\(WCAG\)\s)?2\.\d,?(?: at| \()? ?(?:conformance )?"
    r"level (?P<level>A{1,3})(?![\w/]| ?\(|,? (?:and|&|und|et|y) |, (?:level )?A)"
)
_PRODUCT_LABEL = Labels("name of product(?: ?/ ?version)?|product name(?: ?(?:/|and|&) ?version)?|product/version")
FRONT, MAX_PRODUCT = 3, 120


def accessibility_report(view: View) -> Iterator[Fact]:
    """Facts of a report on the Voluntary Product Accessibility Template; a template nobody filled in has few."""
    front = view.front(FRONT)
    for leaf in front:
        found = _TEMPLATE.search(leaf.flat[:6000])
        if found:
            mark = leaf.mark(*found.span())
            yield fact("vpat_version", found["v"], mark, confidence=0.92, quote_limit=1)
            break
    yield from _edition(front)
    for leaf in front:
        named = _PRODUCT.search(leaf.flat[:6000])
        name = named["name"].strip(" |:,;") if named else ""
        if named and name and not has_blank(name):
            mark = leaf.mark(named.start(), named.end("name"))
            yield fact("product", name, mark, confidence=0.9, quote_limit=1)
            break
    for field in _PRODUCT_LABEL.find(front, loose=True):
        is_told = not re.match(r"(?i)name of|\(?(?:the )?(?:full )?(?:product )?name\b|being ", field.value)
        if is_told and not has_blank(field.value) and len(field.value) <= MAX_PRODUCT:
            yield fact("product", field.value, field.mark, confidence=0.88, quote_limit=1)
            break
    yield from _level(front)


def _edition(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    for leaf in front:
        said = {str(found.lastgroup): found for found in _EDITION.finditer(leaf.flat[:6000])}
        if len(said) == 1:
            ((group, found),) = said.items()
            edition = "508" if group == "S508" else group
            yield fact("vpat_edition", edition, leaf.mark(*found.span()), confidence=0.9, quote_limit=1)
        if said:
            return


def _level(front: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The highest level of the guidelines that the report covers."""
    for leaf in front:
        answers = list(_LEVELS.finditer(leaf.flat))
        held = [found for found in answers if found["said"].lower() == "yes"]
        if held:
            best = max(held, key=lambda found: len(found["level"]))
            yield fact("level", best["level"].upper(), leaf.mark(*best.span()), confidence=0.9, quote_limit=1)
            return
    if any(_LEVELS.search(leaf.flat) for leaf in front):
        return
    for leaf in front[:1]:
        worded = {found["level"].upper(): found for found in _WORDED.finditer(leaf.flat[:6000])}
        if len(worded) == 1:
            level, found = worded.popitem()
            yield fact("level", level, leaf.mark(*found.span()), confidence=0.75, quote_limit=1)
