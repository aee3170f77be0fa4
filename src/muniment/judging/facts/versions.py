"""Which version of itself a document is: beside a label, set off at its head or foot, or in the newest row of its
history."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts import datelines, dates, tables, vocabulary
from muniment.judging.facts.fields import Field, Labels, is_beside, pieces
from muniment.judging.facts.keys import fact
from muniment.judging.facts.view import Leaf
from muniment.judging.model import Fact

_VERSION_LABEL = Labels(
    r"(?:current |document |doc\.? |policy |report |plan |procedure |standard |agreement |form |questionnaire )?version"
    r"(?: number| no\.?| #| id)?",
    r"(?:current |document |policy )?rev(?:ision|\.)?(?: number| no\.?| #| level)?",
    r"(?:current )?(?:issue|edition|release)(?: number| no\.?| #)?",
    "ver",
    *vocabulary.labels("policy", "version"),
    *vocabulary.labels("penetration_test", "version"),
)
_VERSION = re.compile(
    r"(?i:v?\s?)(20\d\d\.\d{1,2}(?![\w./-])|\d{1,3}(?:[.,]\d{1,3}){0,3}[a-z]?"
    rf"(?![\w/\-]| (?:of|von|de|di|van) \d{{1,2}}(?![\d./-]|\.? (?:(?:de|di) )?{dates.MONTH}))|[A-Z](?=$|"
    r"[\s,;.)](?!\w)))(?![\d/\-])"
)
"""A number, or the letter by which drawings and standards count."""
_LETTERED = re.compile(r"\b[Rr]ev(?:ision|\.)?:? (?P<v>[A-Z])(?![\w'&-])")
_VERSION_INLINE = re.compile(
    r"(?i)\b(?:version|revision|rev\.|v)\s?:?\s?(?P<v>\d{1,3}(?:\.\d{1,3}){1,3})\b|"
    r"\bversion\s:?\s?(?P<v2>\d{1,2})(?![\d./]| [a-z]+ 20)\b"
)
_OF_PRODUCT = re.compile(r"\b[a-z]+ (?:[A-Z]\w+ )+$")
"""Ahead of a version in a sentence: the name of what it is a version of."""
MAX_TABS = 3
"""Of a line that may name the document's version; a row of more cells names that of something it lists."""


def newest_version(leaves: Sequence[Leaf], day_first: bool | None) -> Iterator[Fact]:
    """That of the newest row of the document's history."""
    for mark, _, version in datelines.history(leaves, day_first):
        yield fact("version", version, mark, confidence=0.72, quote_limit=1)
        return


def labelled_version(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The version beside its label, which begins a line or cell: no standard's or tool's that the text speaks of."""
    for field in _VERSION_LABEL.find(leaves, loose=True):
        match = _VERSION.match(field.value)
        if (
            match
            and (is_beside(field) or _is_tile(field))
            and match[1][0].isdigit()
            and (len(field.value) - match.end() <= MAX_BEHIND_VERSION or _SETS_OFF.match(field.value, match.end()))
            and not re.match(r"\s(?:and|or|to|of|is|was|through)\b", field.value[match.end() :])
            and not any(found.start < match.end() for found in dates.find(field.value[:14]))
        ):
            yield fact("version", match[1], field.mark, confidence=0.88)
            return


_SETS_OFF = re.compile(r"[,;|]|\s+[-/·•\u2013\u2014]\s|\.\s+(?=[A-ZÀ-Þ])")
MAX_BEHIND_VERSION = 30
"""Characters that may follow a version beside its label: "(final)", a date."""


_OF_HISTORY = re.compile(
    r"(?i)\b(?:authors?|created by|reviewed by|descriptions?|changes?|comments?|notes?|pages|reason|autor(?:in)?|"
    r"auteur|beschreibung|änderung\w*|bemerkung\w*|objet|modifications?|cambios?|descripción|modifiche|descrizione|wijziging\w*|"
    r"alterações|descrição)\b"
)
"""Columns of a history of versions, whose first row is the oldest as often as the newest."""


def _is_tile(field: Field) -> bool:
    """Whether a label and its value stand on lines of their own, or in a header and its one row that date it, too."""
    if not field.is_below:
        return False
    text, mark = field.mark.page.text, field.mark
    end = text.find("\n", mark.end)
    lines = text[text.rfind("\n", 0, mark.start) + 1 : end if end >= 0 else None].split("\n")
    first, last = lines[0].strip(" :*"), lines[-1].strip(" :*")
    is_headed = len(lines) == 2 and tables.is_of_date(first) and not _OF_HISTORY.search(first)
    return (first, last) == (field.label, field.value) or is_headed


def stated_version(front: tuple[Leaf, ...], day_first: bool | None) -> Iterator[Fact]:
    """The version of a policy: beside or below its label, set off, of the newest row of its history, or in a line."""
    for field in _VERSION_LABEL.find(front, loose=True):
        match = _VERSION.match(field.value.strip("\"'"))
        if match and not any(found.start < match.end() for found in dates.find(field.value[:30], day_first=True)):
            yield fact("version", match[1], field.mark, confidence=0.88)
            return
    yield from set_off_version(front[:1])
    yield from newest_version(front, day_first)
    for leaf in front[:2]:
        for line in leaf.lines[:40]:
            found = _VERSION_INLINE.search(line.text) or _LETTERED.search(line.text)
            inline = found if len(line.text) < 160 and line.text.count("\t") < MAX_TABS else None
            if inline and _OF_PRODUCT.search(line.text[: inline.start()]) and re.search(r"[a-z]\.$", line.text):
                continue
            if inline and not re.search(
                r"(?i)\b(?:template|tls|ssl|pci|nist|wcag|vpat|ipv|http|cvss|creative commons|cc-by|license)\b",
                line.text,
            ):
                yield fact("version", next(filter(None, inline.groups())), leaf.mark_line(line), confidence=0.75)
                return


_VERSION_PIECE = re.compile(
    r"(?i)(?:draft |final |report |document |policy |approved |ssp |sla )?(?:version|ver\.?|v\.?|rev(?:ision|\.)?|"
    r"rév\.|éd\.|ed\.|concept|draft|entwurf|borrador|bozza|issue|release|edition|fassung|ausgabe|r[ée]vision|revisi[óo]n|"
    r"revis[ãa]o|revisione|revisie|versi[óo]n|vers[ãa]o|versione|versie|édition|edici[óo]n|edizione|edição|uitgave|editie)"
    r"\s?(?P<v>\d{1,3}(?:\.\d{1,3}){0,3}|(?:(?<=sion )|(?<=rev )|(?<=rev\. ))(?-i:[A-Z](?:\.\d{1,2})?))"
    r"(?: (?:draft|final|approved|draft for .*|page \d.*|"
    r"(?:of|from|dated|vom|du|del|di|van|de|d\.d\.) \d.*\b20\d\d))?"
    r"\.?"
)
_NUMBERED = re.compile(
    r"(?:[A-Z]{2,6}-)+\d+,? (?i:rev(?:ision|\.)?|v|issue|version)\s?(?P<v>\d{1,3}(?:\.\d{1,3}){0,2})(?=$| (?i:page)\b)"
)
_COUNTED = re.compile(
    r"(?i)第\s?(?P<v>\d{1,3}(?:\.\d{1,3}){0,2})\s?版|(?:^|[·|,(-]\s?)(?P<w>\d{1,2})(?:\.|st|nd|rd|th|ª|º|e|ème|ste|de)?\s"
    r"(?:fassung|ausgabe|auflage|edition|édition|edición|edizione|edição|uitgave|druk)\b"
)
"""A version that is counted: the second edition."""
MAX_HEAD_LINES = 14
MAX_FOOT_LINES = 3


def set_off_version(leaves: tuple[Leaf, ...]) -> Iterator[Fact]:
    """The version that a line at the head or foot of the first page sets off: "Example Ltd - version 3.2";
    not a product's, whose name it follows."""
    for leaf in leaves[:1]:
        ends = leaf.lines[-MAX_FOOT_LINES:] if len(leaf.lines) > MAX_HEAD_LINES else ()
        for line in (*leaf.lines[:MAX_HEAD_LINES], *ends):
            found = next((one for piece in pieces(line.text) if (one := _VERSION_PIECE.fullmatch(piece.strip()))), None)
            found = found or _NUMBERED.search(line.text) or _COUNTED.search(line.text)
            if found and line in ends and not line.text.startswith(found[0]) and "(" in line.text[: found.start()]:
                continue  # of another document that the text names
            is_row = line.text[:1].isdigit() and bool(dates.find(line.text[:14]))
            if found and (not is_row or "版" in found[0]):
                number = next(filter(None, found.groupdict().values()))
                yield fact("version", number, leaf.mark_line(line), confidence=0.8)
                return
