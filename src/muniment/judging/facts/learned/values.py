"""The values on a page's lines that may be facts: dates, amounts, counts, shares, lengths of time, identifiers, names.

Whatever may be one, also what a line breaks in two and what stands behind a label on its line: which of them is a fact
is for others to say (`chooser`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from muniment.judging.facts import dates, money, names, tables
from muniment.judging.facts.japanese import days as japanese
from muniment.judging.facts.learned import amounts
from muniment.judging.facts.learned.things import things
from muniment.judging.facts.view import Leaf, Line, View
from muniment.unicode import caseless

KINDS = frozenset({"date", "money", "time", "count", "share", "identifier", "name"})
MAX_LINE_CHARACTERS = 600
_MIN_NAME, _MAX_NAME, _MAX_CELL = 3, 90, 90
"""Characters of a name, and of a cell that may be one or hold its label."""
_MAX_IDENTIFIER = 40
_MIN_FLOWING, _FULL = 40, 0.6
"""Characters of a line that may go on in the next, and its share of the page's widest."""
BREAK = 100
"""Characters on either side of a line's end that are looked at as one text."""
_MOST_OF_SPANS = 8
"""Dates of a line, of which more are no span."""
_MAX_DROPPED = 4
"""Words that may be the label ahead of a name."""
_FEW_WORDS = 3
"""More are running text, in which any words with capitals may be a name."""
_IDENTIFIER = re.compile(r"(?<![\w./-])[A-Za-z0-9]+(?:[./-][A-Za-z0-9]+)*")
_GROUPS = re.compile(r"(?<![\w./-])(?:[A-Z]{1,5} )?\d[\w./-]{0,15}(?: \d[\w./-]{0,15}){0,5}(?!\w)")
_JOINT = re.compile(r"[-/]\w")
_SHORT = re.compile(r"\d{1,3}(?:\.\d{1,3}){0,2}")
"""What a version may be, wherever it stands on a line."""
_VERSION = re.compile(r"[vV](?=\d)")
"""What a version begins with and is not a part of its value."""
_EDITION = re.compile(
    r"第 ?(?P<number>\d{1,3}(?:\.\d{1,3}){0,2}) ?版|"
    r"(?<!\w)(?i:rev(?:ision|isión|isione|isão|isie|isi)?|vers(?:ion|ión|ione|ão|ie)|issue|edition|ausgabe|fassung|édition|"
    r"edición|edizione|edição)\.?[ :\t]{1,3}(?P<letter>[A-Z])(?![\w.'/-])"
)
"""A version that is a letter, or stands between letters."""
_SHARE = re.compile(r"(?<![\w.,/-])(\d{1,3}(?:[.,]\d{1,5})?)\s?%")
_COUNT = re.compile(
    r"(?<![\w.,/-])(?:(?P<figures>\d{1,4})(?:(?=[件個項名社])|(?![\w/-]|[.,]\d|\s?%))|"
    r"(?P<none>(?i:no|none|nil|keine?[nrs]?|aucune?|ningun[oa]?|ningún|nessun[oa]?|geen|nenhum|nenhuma))(?![\w-])|"
    rf"(?P<word>(?i:{'|'.join(sorted(money.WORD_NUMBERS, key=len, reverse=True))}))(?![\w-]))"
)
"""A number of things in figures, in words, or as none."""
_ANSWER = re.compile(r"[^:]{2,45}:\s{1,20}(?P<value>\S.{0,89})")
_TOLD = re.compile(r" \(|\. |; ")
"""Ahead of what is told of an answer."""
_INLINE = re.compile(
    r"(?:^|[.;|·•,(]\s{1,3}|\s-\s)[^\W\d_][^:.;|·•,()]{1,35}:\s{1,3}"
    r"(?P<value>[^\s:;|·•][^:;|·•]{1,60}?)(?=[.,;|·•)](?:\s|$)|\s-\s|$)"
)
"""A label and its answer among others on a line."""
_RUN = re.compile(names.NAME)
_NEXT_CAPITAL = re.compile(rf"(?<=\S) (?=[{names.CAPITAL}\u3040-\u30ff\u4e00-\u9fff])")
_PART = re.compile(r" (?:-|·|\||/|•) |, ")
_HEADING_MARK = re.compile(r"[#>*\s]{1,8}(?=\S)")
CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
"""A letter of a writing without spaces between words."""
_BEGINS_NAME = re.compile(rf"[{names.CAPITAL}0-9]")
_NUMBER_BETWEEN = re.compile(r"(?<= )\d[\d.,]*(?= )")
_OF_YEAR = re.compile(r"^(?:19|20)\d\d\s+")
_OTHER_COLUMNS = re.compile(r" (?![·|•–-] )[^,;(\d]*\d")
"""What stands behind a name that opens a row of columns, not a sentence or an address."""
_ANY_CASE = frozenset({"answer", "quoted", "host", "system", "office"})
"""What may begin with a small letter, or be figures."""
_LETTERS = re.compile(r"[^\W\d_]{2}")

Row = tuple[tables.Cell, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """`value`: an ISO date, a number, a length of time ("30 days") or the words; `start` and `end`: on its line, of
    which a broken one stands over the end. `how`: the way in which a name or an identifier was found, or what a date
    is. `said_to`: the end of the words that it takes a part from ("3 to 14 March 2025")."""

    kind: str
    value: str | int | float
    start: int
    end: int
    how: str = ""
    said_to: int = 0


def rows_of(leaf: Leaf) -> list[Row]:
    """The cells of each line; none of one that is too long to be looked at."""
    return [tables.cells(leaf, line) if len(line.text) <= MAX_LINE_CHARACTERS else () for line in leaf.lines]


def flows_of(lines: Sequence[Line], rows: Sequence[Row]) -> list[bool]:
    """Which lines go on in the next one, as running text that is broken where the column ends."""
    widest = max((len(line.text) for line in lines), default=0)
    return [
        len(rows[at]) <= 1
        and at + 1 < len(lines)
        and len(rows[at + 1]) <= 1
        and len(lines[at].text) >= max(_MIN_FLOWING, widest * _FULL)
        and not lines[at].text.endswith((".", ":", ";", "?", "!", "。"))
        for at in range(len(lines))
    ]


def values(
    view: View, leaf: Leaf, index: int, rows: Sequence[Row], flows: bool, kinds: frozenset[str], unit: int | None = None
) -> Iterator[Value]:
    """The values of these kinds on a line, and where it goes on in the next one (`flows`) those that it breaks.
    `unit`: what bare figures of the page count (`amounts.unit_of`)."""
    line = leaf.lines[index]
    text = line.text
    if len(text) > MAX_LINE_CHARACTERS:
        return
    if "identifier" in kinds and any(map(str.isdigit, text)):
        yield from _identifiers(line, rows[index], _is_broken(leaf, index))
    if "money" in kinds and any(map(str.isdigit, text)):
        is_row = len(rows[index]) > 1
        for one in amounts.amounts(text, decimal=view.decimal, unit=unit, is_row=is_row):
            yield Value("money", one.value, one.start, one.end, one.how)
    if "identifier" in kinds:
        for edition in _EDITION.finditer(text):
            group = edition.lastgroup or 0
            yield Value("identifier", edition[group], *edition.span(group), "edition")
    if "name" in kinds:
        yield from _names(line, rows[index])
    yield from _in_text(view, text, kinds - {"name"})
    if flows:
        yield from _broken(view, line, leaf.lines[index + 1], kinds)


def _broken(view: View, line: Line, below: Line, kinds: frozenset[str]) -> Iterator[Value]:
    """Values that the end of a line breaks in two; where they end is counted from the line's start, over the page."""
    head, tail = line.text[-BREAK:], below.text[:BREAK]
    shift = len(line.text) - len(head)
    gap = below.start - line.end
    text = f"{head} {tail}"
    sums = amounts.amounts(text, decimal=view.decimal, unit=None, is_row=False) if "money" in kinds else ()
    broken = (Value("money", one.value, one.start, one.end) for one in sums)
    for value in (*broken, *_in_text(view, text, kinds)):
        if value.start < len(head) < max(value.end, value.said_to):
            start, end, said_to = (
                _on_lines(at, len(head), gap) + shift for at in (value.start, value.end, value.said_to)
            )
            yield replace(value, start=start, end=end, said_to=said_to)


def _on_lines(at: int, broken_at: int, gap: int) -> int:
    """Where a place of two lines that were joined by a space stands, counted from the start of the first."""
    return at if at <= broken_at else at - 1 + gap


def _in_text(view: View, text: str, kinds: frozenset[str]) -> Iterator[Value]:
    """Values that running text holds as well."""
    if "count" in kinds:
        for count in _COUNT.finditer(text):
            yield Value("count", _count_of(count), *count.span())
    if any(map(str.isdigit, text)):
        if "date" in kinds:
            yield from _days(view, text)
        if "share" in kinds:
            for share in _SHARE.finditer(text):
                yield Value("share", float(share[1].replace(",", ".")), *share.span())
    if "time" in kinds:
        for time in money.DURATION.finditer(text):
            yield Value("time", money.duration_of(time), *time.span())
    if "name" in kinds:
        for found in names.PARTY.finditer(text):
            name = names.tidy(found[0])
            at = text.find(name, found.start()) if name else -1
            if name and at >= 0 and _MIN_NAME <= len(name) <= _MAX_NAME:
                yield Value("name", name, at, at + len(name), "organisation")


def _days(view: View, text: str) -> Iterator[Value]:
    """Days, months, and the ends of spans that share a month or a year."""
    found = dates.find(text, day_first=view.day_first)
    if "年" in text or "令和" in text:
        told = {day.start for day in found}
        found = [*found, *(day for day in japanese.find(text) if day.start not in told)]
    for day in found:
        yield Value("date", day.iso, day.start, day.end, "month" if day.is_month else "")
    if len(found) < _MOST_OF_SPANS:
        told = {day.start for day in found}
        for pair in dates.sharing_days(text, [day for day in found if not day.is_month]):
            for day in pair:
                if day.start not in told:
                    yield Value("date", day.iso, day.start, day.end, "end of span", pair[1].end)


def _count_of(found: re.Match[str]) -> int:
    if found["none"]:
        return 0
    return int(found["figures"]) if found["figures"] else money.WORD_NUMBERS[caseless(found["word"])]


def _is_broken(leaf: Leaf, index: int) -> bool:
    """Whether a line breaks an identifier: it ends, or the next one begins, with a mark that joins its parts."""
    below = leaf.lines[index + 1].text if index + 1 < len(leaf.lines) else ""
    return leaf.lines[index].text.endswith(("-", "/")) or bool(_JOINT.match(below))


def _identifiers(line: Line, row: Row, is_broken: bool) -> Iterator[Value]:
    """Those that a cell begins or ends with; of a short line, or as short as a version, wherever they stand. None that
    the end of the line breaks in two."""
    starts = {cell.start - line.start for cell in row}
    ends = {cell.end - line.start for cell in row}
    for one in _all_identifiers(line.text):
        if is_broken and one.end >= len(line.text) - 1:
            continue
        if one.end in ends or one.start in starts:
            yield one
        elif len(line.text) <= _MAX_CELL or _SHORT.fullmatch(str(one.value)):
            yield replace(one, how="within")


def _all_identifiers(text: str) -> Iterator[Value]:
    """Words with digits, and numbers in groups ("44 121 25 90317") with the letters that lead them ("HRB 118204")."""
    for found in _IDENTIFIER.finditer(text):
        if len(found[0]) <= _MAX_IDENTIFIER and any(map(str.isdigit, found[0])):
            version = _VERSION.match(found[0])
            start = version.end() + found.start() if version else found.start()
            yield Value("identifier", text[start : found.end()], start, found.end())
    for found in _GROUPS.finditer(text):
        if " " in found[0]:
            yield Value("identifier", found[0], *found.span())


def _names(line: Line, row: Row) -> Iterator[Value]:
    """Organisations with their legal form; cells, answers to a label and what stands behind one on its line, as far as
    they begin as names do; words with capitals in running text."""
    spans = [span for found in names.PARTY.finditer(line.text) for span in _endings(line.text, *found.span())]
    if len(row) == 1 and spans and spans[0][0] == 0 and _OTHER_COLUMNS.match(line.text, spans[0][1]):
        return  # columns that only spaces part: whose they are nobody can tell
    for cell in row:
        start = cell.start - line.start
        spans += [(start + one, start + end, how) for one, end, how in _of_cell(cell.text)]
    spans += things(line.text)
    seen: set[tuple[str, int]] = set()
    for start, end, how in spans:
        text = _OF_YEAR.sub("", line.text[start:end])
        if not _MIN_NAME <= len(text) <= _MAX_NAME or not _LETTERS.search(text) or not _may_be(text, how):
            continue
        name = names.tidy(text.rstrip(" :|,;"))
        at = line.text.find(name, start) if name else -1
        if name and at >= 0 and (name, at) not in seen and not text.endswith(":"):
            seen.add((name, at))
            yield Value("name", name, at, at + len(name), how)


def _endings(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """An organisation, and what is left of it without the words ahead, which may be its label."""
    yield start, end, "organisation"
    for found in islice(_NEXT_CAPITAL.finditer(text, start, end), _MAX_DROPPED):
        if " " in text[found.end() : end].strip():
            yield found.end(), end, "end of organisation"


def _of_cell(text: str) -> Iterator[tuple[int, int, str]]:
    answer = _ANSWER.fullmatch(text)
    if answer:
        yield *answer.span("value"), "answer"
        told = _TOLD.search(text, answer.start("value"))
        if told:
            yield answer.start("value"), told.start(), "answer"
    elif len(text) <= _MAX_CELL:
        mark = _HEADING_MARK.match(text)
        begin = mark.end() if mark else 0
        yield begin, len(text), "cell"
        parts = [begin, *(at for found in _PART.finditer(text, begin) for at in found.span()), len(text)]
        if len(parts) > 2:
            yield from ((one, end, "part") for one, end in zip(parts[::2], parts[1::2], strict=True))
        for found in islice(_NEXT_CAPITAL.finditer(text), _MAX_DROPPED):
            if not names.LEGAL_FORM.fullmatch(text, found.end()):
                yield found.end(), len(text), "end"
    for found in _INLINE.finditer(text):
        yield *found.span("value"), "answer"
    if len(text.split()) > _FEW_WORDS:
        runs = (found.span() for found in _RUN.finditer(text))
        yield from ((*run, "run") for run in runs if " " in text[slice(*run)])


def _may_be(text: str, how: str) -> bool:
    """Whether it begins as a name does, and no number by itself parts its words, as in a row of columns."""
    if how in _ANY_CASE:
        return True
    is_begun = _BEGINS_NAME.match(text) or CJK.match(text)
    return bool(is_begun) and ("organisation" in how or not _NUMBER_BETWEEN.search(text))
