"""Labels and values that take turns on lines of their own, as tiles and lines for signatures are printed: a value below
its label or above it, one perhaps broken over two lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from muniment.judging.facts import dates, tables
from muniment.judging.facts.names import LINK, NAME, ORGANISATION
from muniment.judging.facts.tables import Cell
from muniment.judging.facts.view import Leaf, Line

MAX_VALUE_CHARACTERS = 70
"""Of a line that is a tile's value."""
MAX_LINES = 12
"""Of a run to either side of a label."""
MAX_BLOCK = 2
"""Lines of a value."""
MIN_NARROW_LABELS = 3
"""Of a run whose lines are all narrow, so that a value of words is known to be broken by its width."""
MIN_SENTENCE_WORDS = 5
"""Of a line with a full stop that is running text and no value."""
_NAME = re.compile(NAME)
_REMARK = re.compile(
    r"(?i)\s?\([a-z][^()]{2,30}\)|\b\d{1,2}[:.]\d\d(?: ?(?:hrs?|hours|[ap]\.?m\.?))?(?![\d.])|\bmidnight\b"
)
"""What stands beside a date that is all of its line otherwise: an hour, words in brackets."""


_CALLING = re.compile(r"(?:Wirtschaftsprüfungs|Steuerberatungs|Buchprüfungs)gesellschaft(?: mbH)?")
"""What is part of the name of a German firm, and often stands below the rest of it."""


@dataclass(frozen=True, slots=True)
class _Run:
    """Lines `first` to `last` are labels and values in turns; `labels` says which are labels."""

    first: int
    last: int
    labels: frozenset[int]
    is_above: bool


def answer(leaf: Leaf, index: int, label: Cell) -> Cell | None:
    """The cell that answers a label alone in its cell of `leaf.lines[index]`; None when that cannot be told."""
    lines = leaf.lines
    if len(tables.cells(leaf, lines[index])) != 1:
        return tables.answer(leaf, lines, index, label)
    run = _run(leaf, index)
    if run.is_above:
        block = [at for at in range(index - 1, max(run.first, index - MAX_BLOCK) - 1, -1) if at not in run.labels]
        block = block[: next((n for n, at in enumerate(block) if at + n + 1 != index), len(block))]
        return _joined(leaf, sorted(block), run, index) if block else None
    found = tables.answer(leaf, lines, index, label)
    if found is None or found.start != lines[min(index + 1, len(lines) - 1)].start:
        return found
    below = [at for at in (index + 1, index + 2) if at <= run.last and at not in run.labels]
    return _joined(leaf, below, run, index) if len(below) == MAX_BLOCK and below[0] == index + 1 else found


def whole(leaf: Leaf, index: int, value: str) -> tuple[str, int] | None:
    """A value that fills the end of its line and goes on below, with the offset of its end in the page: a date broken
    in two, or a name whose legal form stands on the next line."""
    below = leaf.lines[index + 1] if index + 1 < len(leaf.lines) else None
    if below is None or not leaf.lines[index].text.endswith(value) or len(below.text) > MAX_VALUE_CHARACTERS:
        return None
    parted = f"{value} {below.text}"
    crossing = [found for found in dates.find(parted, day_first=True) if found.start < len(value) < found.end]
    if crossing and not any(found.end <= len(value) for found in dates.find_days(parted, day_first=True)):
        size = crossing[0].end - len(value) - 1
        return parted[: crossing[0].end], below.start + size
    if _goes_on_as_name(value, below.text) or _is_joined_to(value, below.text):
        return parted, below.end
    return None


def _is_joined_to(value: str, below: str) -> bool:
    """Whether a value ends in a word that joins, which a few words on the next line follow."""
    last, words = value.split()[-1], below.split()
    is_open = last.isalpha() and last.islower() and bool(LINK.fullmatch(last))
    return (
        is_open and len(words) <= MAX_JOINED_WORDS and not re.search(r"[\d:\t|]", below) and not tables.is_label(below)
    )


MAX_JOINED_WORDS = 3
"""Of a line that ends a value which a word joins to it."""


def _goes_on_as_name(value: str, below: str) -> bool:
    """Whether a name without a legal form gets one by the line below it, and that line is no name itself."""
    if _CALLING.fullmatch(below) and ORGANISATION.fullmatch(value):
        return True
    return (
        bool(_NAME.fullmatch(value))
        and not ORGANISATION.fullmatch(value)
        and len(below.split()) <= 3
        and bool(ORGANISATION.fullmatch(f"{value} {below}"))
        and not ORGANISATION.fullmatch(below)
    )


def _joined(leaf: Leaf, block: Sequence[int], run: _Run, label: int) -> Cell | None:
    """The value of a block of one or two lines: both where they are one date or one name, or broken by a narrow tile's
    width; else the line next to the label."""
    lines = leaf.lines
    near = lines[block[-1] if run.is_above else block[0]]
    if len(block) < MAX_BLOCK:
        return _cell(leaf, near, near)
    first, second = lines[block[0]], lines[block[1]]
    parted = f"{first.text} {second.text}"
    found = dates.find_days(parted, day_first=True)
    is_date = len(found) == 1 and found[0].start == 0 and found[0].end == len(parted)
    beyond = block[0] - 1 if run.is_above else block[-1] + 1
    is_between = beyond in run.labels and label != beyond
    if is_date or _goes_on_as_name(first.text, second.text) or (is_between and _is_broken(lines, first, second, run)):
        return _cell(leaf, first, second)
    return _cell(leaf, near, near)


def _is_broken(lines: Sequence[Line], first: Line, second: Line, run: _Run) -> bool:
    """Whether a name is broken by the width of its tile: no line of the run is as long as it would have been."""
    between = range(min(run.labels) + 1, max(run.labels))
    values = (lines[at].text for at in between if at not in run.labels)
    widest = max((len(text) for text in values if not tables.is_label(text.rpartition(" ")[0])), default=0)
    return (
        len(run.labels) >= MIN_NARROW_LABELS
        and len(first.text) + 1 + len(second.text.split()[0]) > widest
        and bool(_NAME.fullmatch(f"{first.text} {second.text}"))
        and not ORGANISATION.fullmatch(first.text)
        and not ORGANISATION.fullmatch(second.text)
    )


def _cell(leaf: Leaf, first: Line, last: Line) -> Cell:
    text = leaf.plain[first.start : last.end].replace("\n", " ")
    return Cell(text, first.start, 0, 0, len(text))


def _run(leaf: Leaf, index: int) -> _Run:
    lines = leaf.lines
    kinds: dict[int, bool] = {index: True}
    ends = []
    for step in (-1, 1):
        at, values = index, 0
        while abs(at + step - index) <= MAX_LINES and 0 <= at + step < len(lines):
            line = lines[at + step]
            is_label = tables.is_label(line.text)
            values = 0 if is_label else values + 1
            if (is_label and kinds[at]) or values > MAX_BLOCK or not _is_tile(line.text):
                break
            at += step
            kinds[at] = is_label
        ends.append(at)
    labels = frozenset(at for at, is_label in kinds.items() if is_label)
    return _Run(ends[0], ends[1], labels, _is_above(lines, labels))


def _is_tile(text: str) -> bool:
    is_sentence = text.endswith((".", ";", ",")) and len(text.split()) >= MIN_SENTENCE_WORDS
    return len(text) <= MAX_VALUE_CHARACTERS and not is_sentence and not re.search(r"[\t|]| {2}|: ", text)


def _is_above(lines: Sequence[Line], labels: frozenset[int]) -> bool:
    """Whether values stand above their labels: every label of a date has one above it, and some have none below."""
    dated = [at for at in labels if tables.is_of_date(lines[at].text)]
    above = [_is_date(lines, at - 1, -1) for at in dated]
    below = [_is_date(lines, at + 1, 1) for at in dated]
    others = [at for at in labels if at not in dated]
    astray = any(_is_date(lines, at - 1, -1) for at in others)
    return bool(dated) and all(above) and not all(below) and not astray


def _is_date(lines: Sequence[Line], at: int, step: int) -> bool:
    """Whether a line is a date alone, or with its neighbour away from the label."""
    if not 0 <= at < len(lines):
        return False
    texts = [lines[at].text]
    if 0 <= at + step < len(lines):
        other = lines[at + step].text
        texts.append(f"{texts[0]} {other}" if step > 0 else f"{other} {texts[0]}")
    return any(
        len(found := dates.find(text, day_first=True)) == 1
        and not re.search(r"\w", text[: found[0].start] + text[found[0].end :])
        for text in (_REMARK.sub("", one) for one in texts)
        if len(text) <= tables.MAX_DATE_CHARACTERS
    )
