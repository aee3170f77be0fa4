"""Where values that may be facts stand, and the words that stand around each of them.

The same for every type and language: which of them is which fact is learned (`chooser`), from the words ahead, behind,
above, below, at the head of the column and of the row, and from the heading above.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from muniment.judging.facts import names, tables
from muniment.judging.facts.learned.amounts import unit_of
from muniment.judging.facts.learned.values import (
    BREAK,
    CJK,
    KINDS,
    MAX_LINE_CHARACTERS,
    Row,
    Value,
    flows_of,
    rows_of,
    values,
)
from muniment.judging.facts.view import Leaf, Line, Mark, View
from muniment.unicode import normalised

MAX_LEAVES, MAX_CHARACTERS = 12, 30_000
"""Of a document that are looked through: its front, as facts stand there."""
MAX_PLACES = 3_000
_AHEAD, _BEHIND, _NEAR, _ABOVE, _BELOW = 8, 4, 3, 8, 4
"""Words that are looked at, on the line and on the next ones; the nearest ones also by what they are made of."""
_NEXT, _FEW = 2, 3
"""Words that count by their distance, too; a value with fewer on its line is explained by the lines next to it."""
_HEADING = re.compile(rf"[#\d.() ]{{0,8}}[{names.CAPITAL}].*(?<![.,;])$")
_MAX_HEADING, _UNDER, _UNDER_WORDS = 60, 12, 6
"""Characters of a heading, lines that it is looked for above, and words of it."""
_MOST_OF_LINE = 4
"""Values of a line that are told apart."""
_NAME_WORDS, _MADE_OF_WRITING = 6, 12
"""Words of a name, and letters of a run without spaces, that are looked at."""
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")


@dataclass(slots=True)
class Place:
    """A value where it stands. `value`: an ISO date, a number, a length of time ("30 days") or the words. `says`: from
    the words that say what it is up to the value, for its quote. `label`: the two words ahead. `features`: what is
    around it, as words with a sign for where they stand."""

    kind: str
    value: str | int | float
    mark: Mark
    says: Mark
    label: tuple[str, ...] = ()
    features: list[str] = field(default_factory=list)


def places(view: View, kinds: frozenset[str] = KINDS) -> list[Place]:
    """The places of these kinds in a document's front, in their order."""
    found: list[Place] = []
    characters = 0
    for number, leaf in enumerate(view.leaves[:MAX_LEAVES]):
        if characters > MAX_CHARACTERS:
            break
        characters += len(leaf.flat)
        found.extend(islice(_of_leaf(view, leaf, number, kinds), MAX_PLACES - len(found)))
    _tell_of_others(found)
    return found


@dataclass(frozen=True, slots=True)
class _Page:
    """A leaf with what is asked of each of its lines."""

    leaf: Leaf
    rows: Sequence[Row]
    flows: Sequence[bool]
    headings: Sequence[Sequence[str]]


def _of_leaf(view: View, leaf: Leaf, number: int, kinds: frozenset[str]) -> Iterator[Place]:
    lines, rows = leaf.lines, rows_of(leaf)
    page = _Page(leaf, rows, flows_of(lines, rows), _headings(lines))
    unit = unit_of(leaf, view.leaves) if "money" in kinds else None
    where = [f"page {min(number, 2)}", *(["last page"] if number + 1 == len(view.leaves) else ())]
    for index, line in enumerate(lines):
        found = list(values(view, leaf, index, rows, page.flows[index], kinds, unit))
        words = _words(line.text) if found else []
        height = f"line {min(index // 5, 6)}" if number == 0 else "later page"
        to_end = f"to end {min((len(lines) - index) // 5, 4)}"
        for value in found:
            place = _placed(page, index, value, words)
            place.features += [*page.headings[index], *where, height, to_end, *_among(value, found)]
            yield place


_Word = tuple[str, int, int]
"""With where it begins and ends on its line."""


def _words(text: str) -> list[_Word]:
    return [(found[0], *found.span()) for found in _WORD.finditer(_plain(text))]


def _placed(page: _Page, index: int, value: Value, words: Sequence[_Word]) -> Place:
    leaf, lines, row = page.leaf, page.leaf.lines, page.rows[index]
    line = lines[index]
    is_begun = any(end <= value.start for _, _, end in words)
    ahead, behind = _ahead(page, index, value, words), _behind(page, index, value, words)
    is_last = index + 1 == len(lines) or value.end > len(line.text) or len(behind) >= _FEW - 1
    cell = next((one for one in row if one.left <= value.start + _margin(leaf, line) < one.right), None)
    in_row = cell is not None and len(row) > 1
    above = lines[index - 1] if index and len(ahead) < _FEW and not in_row else None
    head = _head(page, index, cell) if cell is not None and in_row else None
    features = [*_beside(ahead, behind), *_above_and_below(above, None if is_last else lines[index + 1])]
    features += _shape(value)
    features += _in_row(row, cell, head) if cell is not None and in_row else ()
    mark = Mark(leaf.page, line.start + value.start, line.start + value.end)
    says = [*([line] if is_begun else ()), *([head[0]] if head is not None else ())]
    says += [lines[index - 1]] if index and page.flows[index - 1] and _is_alone(value, words) else []
    says = says or [above or line]
    starts = [one.start for one in says if line.start - one.start < MAX_LINE_CHARACTERS]
    return Place(
        value.kind,
        value.value,
        mark,
        Mark(leaf.page, min([mark.start, *starts]), max(mark.end, line.start + value.said_to)),
        tuple(ahead[-2:]),
        features,
    )


def _is_alone(value: Value, words: Sequence[_Word]) -> bool:
    """Whether few words stand ahead of it on its own line."""
    return sum(end <= value.start for _, _, end in words) < _FEW


def _ahead(page: _Page, index: int, value: Value, words: Sequence[_Word]) -> list[str]:
    """The words ahead, with those of the line above where that goes on."""
    found = [word for word, _, end in words if end <= value.start]
    if len(found) < _AHEAD and index and page.flows[index - 1]:
        found = [*(word for word, _, _ in _words(page.leaf.lines[index - 1].text[-BREAK:])), *found]
    return found[-_AHEAD:]


def _behind(page: _Page, index: int, value: Value, words: Sequence[_Word]) -> list[str]:
    """The words behind, with those of the line below where this one goes on."""
    found = [word for word, start, _ in words if start >= value.end][:_BEHIND]
    if len(found) < _BEHIND and page.flows[index]:
        line, below = page.leaf.lines[index : index + 2]
        begin = max(0, line.start + value.end - below.start)
        found += [word for word, start, _ in _words(below.text[:BREAK]) if start >= begin]
    return found[:_BEHIND]


def _beside(ahead: Sequence[str], behind: Sequence[str]) -> Iterator[str]:
    """The words of the value's line."""
    for distance, word in enumerate(reversed(ahead)):
        yield f"< {word}"
        if distance < _NEXT:
            yield f"<{distance} {word}"
        if distance < _NEAR:
            yield from _made_of("<", word)
    for word in behind:
        yield f"> {word}"
    for word in behind[:1]:
        yield f">0 {word}"
    if not ahead:
        yield "begins"
    if not behind:
        yield "ends"


def _in_row(row: Row, cell: tables.Cell, head: tuple[Line, tables.Cell] | None) -> Iterator[str]:
    """The column, the row's first cell and the head of the column."""
    yield f"column {min(cell.column, 5)}"
    if row[0] is not cell:
        yield from _in("row", row[0].text)
    if head is not None:
        yield from _in("head", head[1].text)


def _above_and_below(above: Line | None, below: Line | None) -> Iterator[str]:
    """The words of the lines next to a value that has few on its own."""
    if above is not None:
        tokens = _tokens(above.text)[-_ABOVE:]
        yield from (f"^ {word}" for word in tokens)
        if len(tokens) <= _ABOVE // 2:
            yield "below few"
            for word in tokens:
                yield from _made_of("^", word)
    if below is not None:
        yield from (f"v {word}" for word in _tokens(below.text)[:_BELOW])


def _among(value: Value, found: Sequence[Value]) -> Iterator[str]:
    """Which of several values of its kind on a line it is; names overlap, and are not counted."""
    if value.kind in ("date", "count", "money", "time"):
        alike = [one for one in found if one.kind == value.kind]
        if len(alike) > 1:
            yield f"{min(alike.index(value), _MOST_OF_LINE)} of {min(len(alike), _MOST_OF_LINE)}"


def _headings(lines: Sequence[Line]) -> list[list[str]]:
    """For each line the words of the nearest line above, not too far, that may be a heading."""
    found: list[list[str]] = []
    words: list[str] = []
    since = 0
    for line in lines:
        found.append(words if since < _UNDER else [])
        since += 1
        if len(line.text) <= _MAX_HEADING and _HEADING.match(line.text) and sum(map(str.isdigit, line.text)) <= _FEW:
            words, since = [f"under {word}" for word in _tokens(line.text)[:_UNDER_WORDS]], 0
    return found


def _margin(leaf: Leaf, line: Line) -> int:
    """How far the line stands in from the edge of the page."""
    return line.start - (leaf.page.text.rfind("\n", 0, line.start) + 1)


def _head(page: _Page, index: int, cell: tables.Cell) -> tuple[Line, tables.Cell] | None:
    """The cell above in the same column, of the nearest of three lines that has columns."""
    for at in range(index - 1, max(-1, index - 4), -1):
        above = next((one for one in page.rows[at] if one.column == cell.column), None)
        if len(page.rows[at]) > 1 and above is not None:
            return page.leaf.lines[at], above
    return None


def _shape(value: Value) -> list[str]:
    text = str(value.value)
    if value.kind == "name":
        said = [f"is {value.how}", f"words {min(len(text.split()), 6)}"]
        words = _tokens(text)[:_NAME_WORDS]
        said += ["is label"] if tables.is_label(text) else []
        said += ["begins as label"] if len(words) > 1 and tables.is_label(text.split()[0]) else []
        return [*said, *(f"=0 {word}" for word in words[:1]), *(f"= {word}" for word in words)]
    if value.kind == "identifier":
        shape = re.sub(r"\d+", "9", re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", text)))
        said = [f"is {value.how}"] if value.how else []
        return [*said, f"shape {shape[:12]}", f"digits {min(sum(map(str.isdigit, text)), 9)}"]
    if value.kind == "date" and value.how:
        return [f"is {value.how}"]
    if isinstance(value.value, int | float) and value.kind == "money":
        said = [f"is {value.how or 'signed'}", f"size {len(str(abs(int(value.value))))}"]
        return [*said, "loss"] if value.value < 0 else said
    if value.kind == "time":
        return [f"unit {text.split()[-1].rstrip('s')}"]
    return []


def _tell_of_others(found: Sequence[Place]) -> None:
    """How often each value stands there, which mention it is, and where a date is among the others."""
    mentions: dict[tuple[str, object], list[Place]] = defaultdict(list)
    for place in found:
        mentions[place.kind, place.value].append(place)
    days = sorted({str(place.value) for place in found if place.kind == "date"})
    ranks = {day: rank for rank, day in enumerate(days)}
    for (kind, value), those in mentions.items():
        for number, place in enumerate(those):
            place.features += [f"times {min(len(those), 4)}", "first" if number == 0 else "again"]
            if kind == "date":
                at = ranks[str(value)]
                place.features += [f"of days {4 * at // len(days)}"]
                place.features += [
                    name for name, holds in (("oldest", at == 0), ("newest", at + 1 == len(days))) if holds
                ]


def _in(where: str, text: str) -> list[str]:
    tokens = _tokens(text)[:_BELOW]
    return [f"{where} {word}" for word in tokens] + [part for word in tokens for part in _made_of(where, word)]


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_plain(text[:MAX_LINE_CHARACTERS])))


def _plain(text: str) -> str:
    """In lower case without accents, as long as the text: words of languages that share a root become alike."""
    return (text if text.isascii() else "".join(map(_bare, text))).lower()


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    return normalised(letter, "NFD")[0]


def _made_of(where: str, word: str) -> list[str]:
    """Runs of four letters: words of one root share some ("Versicherungs-", "verzekering"); of two where no spaces part
    words."""
    if CJK.match(word):
        return [f"{where}~{word[at : at + 2]}" for at in range(max(0, len(word) - _MADE_OF_WRITING), len(word) - 1)]
    edged = f"{word}$"
    return [f"{where}~{edged[at : at + 4]}" for at in range(max(1, len(edged) - 3))]
