"""Kinds of cover as a certificate, slip, schedule or letter names them itself: beside a label, or in its title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from muniment.judging.facts.covers import ANY_COVER, NAMED_COVER
from muniment.judging.facts.fields import Labels
from muniment.judging.facts.keys import fact
from muniment.judging.facts.names import tidy
from muniment.judging.facts.tables import cells, is_header
from muniment.judging.facts.view import Leaf
from muniment.judging.model import Fact

_CLASS = Labels(
    "(?:class|type|kind|line|category|section)(?:\\(?e?s\\)?|es)? of (?:insurance|business|cover(?:age)?|policy|risk)",
    "(?:insurance |policy |cover(?:age)? )?(?:class|type)(?: of cover)?|cover(?:age)?s?(?: (?:type|provided|"
    "description|afforded))?|"
    "lines? of business|insurance(?: cover)?|policy(?: name| type)?|product(?: name)?|interest(?: insured)?",
)
_PARTS = re.compile(r"\s*(?:[;/]| \+ |,(?! (?:and|or) omissions)| (?:and|&) (?=[A-Z]))\s*")
_TITLE = re.compile(
    r"(?i)(?:certificate|confirmation|evidence|proof|verification|schedule|summary|policy|cover note|slip|binder)"
    r"(?: (?:of|for|-))? (?P<a>.{3,70})|(?P<b>.{3,70}?)(?: insurance)?(?: policy)?(?: -)? (?:certificate|"
    r"schedule|confirmation|"
    r"policy|cover note|slip|summary)(?: of (?:insurance|cover))?"
)
_ALONE = re.compile(rf"(?:{NAMED_COVER.pattern[4:]})(?: insurance| policy| act,? (?:19|20)\d\d)*", re.IGNORECASE)
"""A line that is a kind of cover and nothing else."""
MAX_TITLE_LINES, MAX_TITLE = 8, 90
MAX_KINDS = 12


def kinds(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """`coverages`: of labels, of the column of a table that is headed so, else of the title."""
    for field in _CLASS.find(leaves, loose=True):
        named = [part for part in _PARTS.split(field.value) if part]
        if 1 <= len(named) <= MAX_KINDS and all(_is_kind(part) for part in named):
            yield fact("coverages", tuple(_tidied(named)), field.mark, confidence=0.74, quote_limit=600)
            break
    yield from _in_column(leaves)
    for leaf in leaves[:1]:
        for line in leaf.lines[:MAX_TITLE_LINES]:
            text = line.text.strip(" .:")
            titled = (_TITLE.fullmatch(text) or _ALONE.fullmatch(text)) if len(text) <= MAX_TITLE else None
            covers = list(NAMED_COVER.finditer(line.text)) if titled else []
            if covers:
                words = tuple(_tidied([cover[0] for cover in covers]))
                yield fact("coverages", words, leaf.mark_line(line), confidence=0.65, quote_limit=1)
                return


def _in_column(leaves: Sequence[Leaf]) -> Iterator[Fact]:
    """The cells below a head "Class" of a table whose rows each name a kind of cover there."""
    for leaf in leaves:
        for index, line in enumerate(leaf.lines):
            head = cells(leaf, line)
            place = next((at for at, cell in enumerate(head) if _CLASS.says(cell.text)), None)
            if place is None or len(head) < 2 or not is_header(leaf, leaf.lines, index, known=head[place]):
                continue
            rows = []
            for below in leaf.lines[index + 1 : index + 1 + MAX_KINDS]:
                held = [cell for cell in cells(leaf, below) if cell.column == head[place].column]
                if len(held) != 1 or not _is_kind(held[0].text):
                    break
                rows.append((held[0].text, below))
            if rows:
                mark = leaf.mark_line(rows[0][1]).to(leaf.mark_line(rows[-1][1]))
                names = tuple(_tidied([name for name, _ in rows]))
                yield fact("coverages", names, mark, confidence=0.82, quote_limit=2500)
                return


def _is_kind(text: str) -> bool:
    return len(text) <= MAX_TITLE and bool(NAMED_COVER.search(text) or ANY_COVER.search(text))


def _tidied(names: Sequence[str]) -> list[str]:
    """The names without the word that all of them are: "Cyber Insurance"."""
    plain = [
        tidy(
            re.sub(
                r"(?i)\s+(?:insurance|policy|"
                r"cover(?:age)?)(?: policy)?$",
                "",
                name.strip(" .:"),
            )
        )
        for name in names
    ]
    return list(dict.fromkeys(name for name in plain if name))
