"""Complementary user entity controls: numbered, with bullets, in a table, or as sentences below their heading."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from muniment.judging.facts.findings import is_contents
from muniment.judging.facts.view import Leaf, Mark, View
from muniment.judging.items.grid import table_rows
from muniment.judging.items.row import item
from muniment.judging.items.sections import Listed, goes_on, listed
from muniment.judging.model import Item

_HEADING = re.compile(
    r"(?i)(?:[\dIVX]{1,5}(?:\.\d+)*[.)]?\s|section [\dIVX]+\W{1,3}|[A-Z][.)]\s)?(?:complementary )?(?:user|customer|"
    r"client)"
    r"[\s-](?:entit(?:y|ies)|organi[sz]ations?)?'?[\s-]?(?:controls?|responsibilit(?:y|ies)|control considerations?)"
    r"(?: \(\"?C?UE?Cs?\"?\))?(?: considerations?)?:?|(?i:complementary (?:user|customer) (?:entity )?controls?.{0,30})"
)
_NEXT = re.compile(
    r"(?i)#{1,6}\s|(?:[\dIVX]{1,5}(?:\.\d+)*[.)]?\s)?(?:complementary )?subservice|section [\dIVX]+\b|(?:independent|"
    r"trust services|information provided|control objectives|description of|tests? of|other information|appendix|"
    r"roadmap)\b"
)
_HEADERS = {
    "control": re.compile(
        r"(?i)(?:complementary )?(?:user|customer)[\s-](?:entit(?:y|ies)|organi[sz]ation)?[\s-]?(?:controls?|"
        r"responsibilit\w+|"
        r"control considerations?).{0,30}|cuecs?|(?:description|controls?)(?: to be implemented)?"
    ),
    "criteria": re.compile(
        r"(?i)(?:related |applicable |relevant )?(?:trust services )?(?:criteri(?:a|on)|control objectives?|tsc|"
        r"controls?)(?: (?:ref\w*|no|number|addressed|met))?"
    ),
    "reference": re.compile(r"(?i)(?:cuec|control|ref\w*|id|no|nr|number|#)(?: (?:#|no|id|number|ref\w*))?"),
}
_THEIRS = re.compile(r"(?i)\b(?:user[\s-]entit|cuecs?\b|user organi|customer (?:entity )?(?:control|responsib))")
_OTHERS = re.compile(
    r"(?im)\bsubservice|\btests? of\b|\btest procedures?|\bresults?\b|^[^\w\n]*section \w+\b|control objectives and|"
    r"related controls"
)
_WHO = re.compile(
    r"(?i)\b(?:user entit\w+|user organi[sz]ations?|customers?|clients?|subscribers?|users?|firms|schools|members|"
    r"tenants|"
    r"merchants|entit(?:y|ies)|they)\b"
)
_CRITERIA = re.compile(r"\s*[(\[](?P<criteria>(?:[A-Z]{1,2}\d{1,2}\.\d{1,2}(?:, | and |; )?)+)[)\]]\.?$")
_TALK = re.compile(
    r"(?i)\b(?:should be (?:considered|read)|list below|following|this section|not (?:a )?comprehensive|"
    r"were designed|was designed|would be implemented|controls? (?:that )?(?:are|is) (?:assumed|expected)|assumed)\b"
)


def user_controls(view: View) -> Iterator[Item]:
    """What user entities are expected to control."""
    found = max([*_of_tables(view)], [*_of_lists(view)], key=len)
    seen: set[str] = set()
    for one in found:
        text = str(one.fields["control"] or "").lower()
        if text and text not in seen:
            seen.add(text)
            yield one


def _of_tables(view: View) -> Iterator[Item]:
    read: dict[int, list[tuple[int, bool]]] = {}
    for found in table_rows(view.leaves, _HEADERS, lambda names: "control" in names and len(names) >= 2):
        leaf = found.row.leaf
        if leaf.page.number not in read:
            read[leaf.page.number] = _headings(leaf)
        control = found.said.get("control", "")
        if len(control.split()) < 4 or not _is_theirs(read[leaf.page.number], found.row.mark.start):
            continue
        one = item("user_entity_control", found.row.mark, control=control, criteria=found.said.get("criteria"))
        if one is not None:
            yield one


def _headings(leaf: Leaf) -> list[tuple[int, bool]]:
    """Where the page names controls of user entities (True) or others, in order."""
    theirs = [(match.start(), True) for match in _THEIRS.finditer(leaf.plain)]
    return sorted([*theirs, *((match.start(), False) for match in _OTHERS.finditer(leaf.plain))])


def _is_theirs(headings: list[tuple[int, bool]], start: int) -> bool:
    """Whether the controls named last ahead of a place on the page are those of user entities."""
    at = bisect_left(headings, (start, False))
    return at > 0 and headings[at - 1][1]


def _of_lists(view: View) -> Iterator[Item]:
    for at, leaf in enumerate(view.leaves):
        if is_contents(leaf):
            continue
        for number, line in enumerate(leaf.lines):
            if len(line.text) > 120 or not _HEADING.fullmatch(line.text.strip("#* ")):
                continue
            found = [*listed(leaf, number + 1, _NEXT)]
            if found and at + 1 < len(view.leaves) and found[-1].mark.end > len(leaf.page.text) - 300:
                behind = view.leaves[at + 1]
                more = [*listed(behind, 0, _NEXT)]
                found += more if more and goes_on(found[-1], more[0]) else []
            if found:
                yield from _of_elements(found)
            else:
                yield from _of_sentences(leaf, number + 1)
            break


def _of_elements(found: list[Listed]) -> Iterator[Item]:
    for one in found:
        if len(one.text.split()) < 3 or _TALK.search(one.text):
            continue
        criteria = _CRITERIA.search(one.text)
        made = item(
            "user_entity_control",
            one.mark,
            control=one.text[: criteria.start()] if criteria else one.text,
            criteria=criteria["criteria"] if criteria else None,
        )
        if made is not None:
            yield made


def _of_sentences(leaf: Leaf, first: int) -> Iterator[Item]:
    """ "Firms administer their own users; firms enable multi-factor authentication." right below the heading."""
    if first >= len(leaf.lines):
        return
    start = leaf.lines[first].start
    paragraph = re.match(r"[^\n]+(?:\n[^\n]+){0,5}?[.](?=\n|$)", leaf.plain[start : start + 900])
    if paragraph is None:
        return
    at = start
    for piece in re.split(r"(?<=[;.])\s+", paragraph[0]):
        begin = leaf.plain.index(piece, at)
        at = begin + len(piece)
        flat = " ".join(piece.strip(" ;.").split())
        is_control = _WHO.match(flat) and len(flat.split()) >= 4
        if not is_control or _TALK.search(flat):
            continue
        made = item("user_entity_control", Mark(leaf.page, begin, begin + len(piece.rstrip())), control=flat)
        if made is not None:
            yield made
