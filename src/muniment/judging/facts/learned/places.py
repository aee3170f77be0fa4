"""What on a page may be the value of a fact: dates, amounts, counts, lengths of time, names and identifiers, each with
the words that stand around it.

The same for every type and language: which of them is which fact is learned (`chooser`), from the words ahead, behind,
above, below and at the head of the column and of the row.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from muniment.judging.facts import dates, money, names, numbers, tables
from muniment.judging.facts.view import Leaf, Line, Mark, View
from muniment.unicode import normalised

KINDS = frozenset({"date", "money", "time", "count", "identifier", "name"})
MAX_LEAVES, MAX_CHARACTERS = 12, 30_000
"""Of a document that are looked through: its front, as facts stand there."""
MAX_LINE_CHARACTERS = 600
MAX_PLACES = 3_000
_AHEAD, _BEHIND, _NEAR, _ABOVE, _BELOW = 8, 4, 3, 8, 4
"""Words that are looked at, on the line and on the next ones; the nearest ones also by what they are made of."""
_NEXT, _FEW = 2, 3
"""Words that count by their distance, too; a value with fewer on its line is explained by the lines next to it."""
_MIN_NAME, _MAX_NAME, _MAX_CELL = 3, 90, 60
"""Characters of a name, and of a cell that may be one without a legal form."""
_WORD = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
_IDENTIFIER = re.compile(r"(?<![\w./-])[A-Za-z0-9]+(?:[./-][A-Za-z0-9]+)*")
_GROUPS = re.compile(r"(?<![\w./-])(?:[A-Z]{1,5} )?\d[\w./-]{0,15}(?: \d[\w./-]{0,15}){0,5}(?!\w)")
_MAX_IDENTIFIER = 40
_VERSION = re.compile(r"[vV](?=\d)")
"""What a version begins with and is not a part of its value."""
_COUNT = re.compile(r"(?<![\w.,/-])\d{1,4}(?![\w/-]|[.,]\d|\s?%)")
_ANSWER = re.compile(r"[^:]{2,45}:\s{1,20}(?P<value>\S.{0,89})")
_BEGINS_NAME = re.compile(rf"[{names.CAPITAL}0-9]")
_OF_YEAR = re.compile(r"^(?:19|20)\d\d\s+")
_LETTERS = re.compile(r"[^\W\d_]{2}")


_Row = tuple[tables.Cell, ...]


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
class _Value:
    kind: str
    value: str | int | float
    start: int
    end: int
    is_organisation: bool = False


def _of_leaf(view: View, leaf: Leaf, number: int, kinds: frozenset[str]) -> Iterator[Place]:
    lines = leaf.lines
    rows = [tables.cells(leaf, line) if len(line.text) <= MAX_LINE_CHARACTERS else () for line in lines]
    where = [f"page {min(number, 2)}", *(["last page"] if number + 1 == len(view.leaves) else ())]
    for index, line in enumerate(lines):
        if len(line.text) > MAX_LINE_CHARACTERS:
            continue
        values = list(_values(view, line, rows[index], kinds))
        words = [(found[0], *found.span()) for found in _WORD.finditer(_plain(line.text))] if values else []
        height = f"line {min(index // 5, 6)}" if number == 0 else "later page"
        to_end = f"to end {min((len(lines) - index) // 5, 4)}"
        for value in values:
            place = _placed(leaf, index, rows, value, words)
            place.features += [*where, height, to_end]
            yield place


def _values(view: View, line: Line, row: Sequence[tables.Cell], kinds: frozenset[str]) -> Iterator[_Value]:
    text = line.text
    if any(map(str.isdigit, text)):
        if "date" in kinds:
            for day in dates.find_days(text, day_first=view.day_first):
                yield _Value("date", day.iso, day.start, day.end)
        if "money" in kinds and len(numbers.find(text, decimal=view.decimal)) == 1:  # else: which of them
            for amount in money.find_money(text, decimal=view.decimal):
                yield _Value("money", amount.value, amount.start, amount.end)
        if "count" in kinds:
            for count in _COUNT.finditer(text):
                yield _Value("count", int(count[0]), *count.span())
        if "identifier" in kinds:
            ends = {cell.end - line.start for cell in row}
            starts = {cell.start - line.start for cell in row}
            yield from (one for one in _identifiers(text) if one.end in ends or one.start in starts)
    if "time" in kinds:
        for time in money.DURATION.finditer(text):
            yield _Value("time", money.duration_of(time), *time.span())
    if "name" in kinds:
        yield from _names(line, row)


def _identifiers(text: str) -> Iterator[_Value]:
    """Words with digits, and numbers in groups ("44 121 25 90317") with the letters that lead them ("HRB 118204")."""
    for found in _IDENTIFIER.finditer(text):
        if len(found[0]) <= _MAX_IDENTIFIER and any(map(str.isdigit, found[0])):
            version = _VERSION.match(found[0])
            start = version.end() + found.start() if version else found.start()
            yield _Value("identifier", text[start : found.end()], start, found.end())
    for found in _GROUPS.finditer(text):
        if " " in found[0]:
            yield _Value("identifier", found[0], *found.span())


def _names(line: Line, row: Sequence[tables.Cell]) -> Iterator[_Value]:
    """Organisations with their legal form, and cells and answers that begin as names do."""
    seen: set[str] = set()
    spans = [found.span() for found in names.ORGANISATION.finditer(line.text)]
    organisations = len(spans)
    if len(row) == 1 and spans and spans[0][0] == 0 and any(map(str.isdigit, line.text[spans[0][1] :])):
        return  # columns that only spaces part: whose they are nobody can tell
    for cell in row:
        start = cell.start - line.start
        answer = _ANSWER.fullmatch(cell.text)
        if answer:
            spans.append((start + answer.start("value"), start + answer.end("value")))
        elif len(cell.text) <= _MAX_CELL:
            spans.append((start, start + len(cell.text)))
    for number, (start, end) in enumerate(spans):
        text = _OF_YEAR.sub("", line.text[start:end])
        if not _MIN_NAME <= len(text) <= _MAX_NAME or not _BEGINS_NAME.match(text) or not _LETTERS.search(text):
            continue
        name = names.tidy(text.rstrip(" :|,;"))
        if name and name not in seen and not text.endswith(":"):
            seen.add(name)
            at = line.text.find(name, start)
            if at >= 0:
                yield _Value("name", name, at, at + len(name), is_organisation=number < organisations)


def _placed(
    leaf: Leaf, index: int, rows: Sequence[_Row], value: _Value, words: Sequence[tuple[str, int, int]]
) -> Place:
    line, row = leaf.lines[index], rows[index]
    ahead = [word for word, _, end in words if end <= value.start][-_AHEAD:]
    behind = [word for word, start, _ in words if start >= value.end][:_BEHIND]
    mark = Mark(leaf.page, line.start + value.start, line.start + value.end)
    cell = next((one for one in row if one.left <= value.start + _margin(leaf, line) < one.right), None)
    head = _head(leaf, index, rows, cell) if cell is not None and len(row) > 1 else None
    above = leaf.lines[index - 1] if index and len(ahead) < _FEW else None
    below = leaf.lines[index + 1] if index + 1 < len(leaf.lines) and len(behind) < _FEW - 1 else None
    features = [*_beside(ahead, behind), *_above_and_below(above, below), *_shape(value)]
    if cell is not None and len(row) > 1:
        features += _in_row(row, cell, head)
    says = [*([line] if ahead else ()), *([head[0]] if head is not None else ())] or [above or line]
    starts = [one.start for one in says if line.start - one.start < MAX_LINE_CHARACTERS]
    says_mark = Mark(leaf.page, min([mark.start, *starts]), mark.end)
    return Place(value.kind, value.value, mark, says_mark, tuple(ahead[-2:]), features)


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


def _in_row(row: _Row, cell: tables.Cell, head: tuple[Line, tables.Cell] | None) -> Iterator[str]:
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


def _margin(leaf: Leaf, line: Line) -> int:
    """How far the line stands in from the edge of the page."""
    return line.start - (leaf.page.text.rfind("\n", 0, line.start) + 1)


def _head(leaf: Leaf, index: int, rows: Sequence[_Row], cell: tables.Cell) -> tuple[Line, tables.Cell] | None:
    """The cell above in the same column, of the nearest of three lines that has columns."""
    for at in range(index - 1, max(-1, index - 4), -1):
        above = next((one for one in rows[at] if one.column == cell.column), None)
        if len(rows[at]) > 1 and above is not None:
            return leaf.lines[at], above
    return None


def _shape(value: _Value) -> list[str]:
    text = str(value.value)
    if value.kind == "name":
        said = ["is organisation" if value.is_organisation else "is words", f"words {min(len(text.split()), 6)}"]
        return [*said, *(["is label"] if _is_label(text) else ()), *(f"= {word}" for word in _tokens(text)[:6])]
    if value.kind == "identifier":
        shape = re.sub(r"\d+", "9", re.sub(r"[a-z]+", "a", re.sub(r"[A-Z]+", "A", text)))
        return [f"shape {shape[:12]}", f"digits {min(sum(map(str.isdigit, text)), 9)}"]
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


_is_label = lru_cache(maxsize=4096)(tables.is_label)


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
    """Runs of four letters: words of one root share some ("Versicherungs-", "verzekering")."""
    edged = f"{word}$"
    return [f"{where}~{edged[at : at + 4]}" for at in range(max(1, len(edged) - 3))]
