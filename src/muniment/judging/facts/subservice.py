"""Organisations a service organisation relies on, and whether its report covers them (inclusive) or not (carve-out)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import NAME, ORGANISATION, is_blank, tidy
from muniment.judging.facts.view import Leaf, Occurrence, View
from muniment.judging.model import Fact

_USES_NAMED = re.compile(
    rf"\b(?:(?i:uses|utili[sz]es|relies on|engages|used|contracts with)) (?P<names>{NAME}(?: \(\"?[^)"
    rf"]{{2,40}}\))?(?:,? (?:and )?{NAME}(?: \(\"?[^)]{{2,40}}\))?){{0,6}})"
    r"(?P<rest>[^.]{0,220})"
)
_IS_ONE = re.compile(
    rf"(?P<name>{NAME}),? (?:is|are) (?:an? )?(?:independent )?subservice organi[sz]ations?\b|"
    rf"(?i:\ba subservice organi[sz]ation),? (?:\(?(?i:namely |called )?)(?P<other>{NAME})"
)
MAX_ROW_CHARACTERS = 300
"""Of a row of the table; splitting at runs of spaces takes quadratic time in the length of a run."""
_TABLE_HEAD = re.compile(
    r"(?i)subservice organi[sz]ations?(?: names?)?(?:\t|\s*\|\s*|\s{2,})(?:services?|functions?|purpose|description|"
    r"types?|nature|role)"
)
_METHOD = re.compile(r"(?i)(?P<out>carved?[\s-]?out)(?: method)?|(?P<in>inclusive) method")
_EXCLUDES = re.compile(
    r"(?i)(?:description|examination|report)[^.]{0,120}(?:excludes?|(?:does|do|did) not (?:include|"
    r"extend to))[^.]{0,120}subservice organi[sz]ation"
)


def subservice(view: View) -> Iterator[Fact]:
    """`subservice_method` and `subservice_organisations` of a SOC report."""
    leaves = view.front(40)
    for hit in view.near(("carve", "inclusive method"), _METHOD, after=40, leaves=leaves):
        yield fact("subservice_method", "inclusive" if hit.match["in"] else "carve-out", hit.mark(), confidence=0.9)
        break
    else:
        for hit in view.near(("description", "examination"), _EXCLUDES, after=330, leaves=leaves):
            yield fact("subservice_method", "carve-out", hit.mark(), confidence=0.75)
            break
    yield from _subservice_table(leaves)
    for hit in view.near(("subservice organi",), _IS_ONE, before=120, after=120, leaves=leaves):
        whole = ORGANISATION.match(hit["name"] or hit["other"])
        name = tidy(whole[0] if whole else hit["name"] or hit["other"])
        if name and len(name.split()) <= 7 and not re.search(r"(?i)subservice|organi[sz]ation|controls?\b", name):
            yield fact(
                "subservice_organisations", (name,), hit.mark("name" if hit["name"] else "other"), confidence=0.7
            )
            break
    best: tuple[tuple[str, ...], Occurrence] | None = None
    for hit in view.near(
        (" uses ", " utilizes ", " utilises ", " relies on ", " engages "), _USES_NAMED, after=420, leaves=leaves
    ):
        if "subservice" not in (hit[0] + hit.after(260)).lower():
            continue
        names = _listed(hit["names"])
        if names and (best is None or len(names) > len(best[0])):
            best = (names, hit)
    if best:
        yield fact("subservice_organisations", best[0], best[1].mark("names"), confidence=0.8)


def _subservice_table(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The first column of a table headed "Subservice organization | Services"."""
    for leaf in leaves:
        lines = leaf.lines if "subservice organi" in leaf.low else ()
        for number, head in enumerate(lines):
            if not _TABLE_HEAD.match(head.text):
                continue
            rows = []
            for line in lines[number + 1 : number + 25]:
                if len(line.text) > MAX_ROW_CHARACTERS:
                    break
                cells = re.split(r"\t|\s*\|\s*|\s{2,}", line.text)
                name = tidy(cells[0]) if len(cells) > 1 and re.fullmatch(NAME, cells[0]) else None
                if not name:
                    break
                rows.append((name, line))
            if rows:
                mark = leaf.mark_line(rows[0][1]).to(leaf.mark_line(rows[-1][1]))
                names = tuple(dict.fromkeys(name for name, _ in rows))
                yield fact("subservice_organisations", names, mark, confidence=0.86, quote_limit=1500)
                return


def _listed(text: str) -> tuple[str, ...]:
    """Names of an enumeration, without what brackets add to them."""
    bare = re.sub(r"\s?\([^)]*\)?", "", text)
    parts = re.split(r",? and |, (?!Inc|LLC|Ltd|L\.L\.C|Corp|LLP)", bare)
    names = [name for part in parts if (name := tidy(part)) and not is_blank(name)]
    return tuple(dict.fromkeys(names))
