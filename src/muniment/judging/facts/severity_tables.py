"""How much of which severity a report found, as its tables and tiles count it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.judging.facts import vocabulary
from muniment.judging.facts.keys import fact
from muniment.judging.facts.severities import HEAD, NOUN, OF_EARLIER, SEVERITY, findings_key
from muniment.judging.facts.view import Leaf, Line
from muniment.judging.model import Fact

ROW = re.compile(
    rf"(?i)^(?:overall |total |number of |{NOUN}\s|{HEAD}\s)?{SEVERITY}"
    rf"(?:[\s-]+(?:risk|severity|priority|impact|threat level|{NOUN}|{HEAD}))*\s?(?:\.{{2,}}|[:\t|"
    rf"=(-])*\s*(?P<n>\d{{1,3}})"
    rf"\)?(?:\s+\(?\d{{1,3}}(?:\.\d+)?\s?%\)?)?(?:\s+{NOUN})?$"
)
_TOTAL = re.compile(
    rf"(?i)^(?:grand |overall )?(?:total|sum|{vocabulary.alternatives('total')})(?: {NOUN})?\s?[:\t|"
    rf"=-]*\s*(?P<n>\d{{1,4}})$"
)
_ROW_BEFORE = re.compile(rf"(?i)^(?P<n>\d{{1,3}})\s?[x:\t|-]?\s*{SEVERITY}(?:[\s-]+(?:risk|severity|{NOUN}))*$")


def table(leaf: Leaf) -> list[Fact]:
    """Rows "High 3", one under the other, at least two of them."""
    rows: list[tuple[str, int, Line]] = []
    last = -10
    for index, line in enumerate(leaf.lines):
        match = (ROW.match(line.text) or _ROW_BEFORE.match(line.text)) if len(line.text) < 60 else None
        if not match:
            continue
        if rows and index - last > 3:
            if len(rows) >= 2:
                break
            rows = []
        above = (one.text for one in leaf.lines[max(0, index - 3) : index] if not one.text.endswith("."))
        if not rows and any(map(OF_EARLIER.search, above)):
            continue
        if findings_key(match["s"]) not in {key for key, _, _ in rows}:
            rows.append((findings_key(match["s"]), int(match["n"]), line))
            last = index
    if len(rows) < 2:
        return []
    found = [fact(key, number, leaf.mark_line(line), confidence=0.85) for key, number, line in rows]
    return [*found, *_total(leaf, rows[-1][2])]


_COUNT_HEAD = re.compile(
    rf"(?i)(?:{HEAD}|severity|risk(?: level| rating)?|rating)(?:\s+|\s?[\t|]\s?)"
    rf"(?:(?:number|count|total|found|{NOUN}|"
    rf"{vocabulary.alternatives('count_head')})(?!\w)\s?)+(?P<more>[\t| ]\s?[^\W\d].*)"
)
"""The head of a table whose first numbers count what was found, and the next ones something else."""
_COUNT_ROW = re.compile(
    rf"(?i){SEVERITY}(?:\s+|\s?[\t|]\s?)(?P<n>\d{{1,3}})(?:\s+|\s?[\t|]\s?)\d{{1,3}}(?:[\s\t|]+\d{{1,3}})*"
)


def first_column(leaf: Leaf) -> list[Fact]:
    """The first numbers of rows "High 3 1" below a head that says what they count, at least two of them."""
    lines = leaf.lines
    for index, line in enumerate(lines):
        head = _COUNT_HEAD.fullmatch(line.text) if len(line.text) <= MAX_HEAD else None
        if head is None:
            continue
        rows: dict[str, tuple[int, Line]] = {}
        for row in lines[index + 1 : index + 1 + MAX_SEVERITIES]:
            match = _COUNT_ROW.fullmatch(row.text) if len(row.text) <= MAX_HEAD else None
            if match is None or findings_key(match["s"]) in rows:
                break
            rows[findings_key(match["s"])] = int(match["n"]), row
        if len(rows) > 1:
            return [fact(key, number, leaf.mark_line(row), confidence=0.8) for key, (number, row) in rows.items()]
    return []


MAX_HEAD, MAX_SEVERITIES = 80, 6
_TILE = re.compile(rf"(?i)(?:(?P<n>\d{{1,3}})|{SEVERITY}(?: (?:risk|severity|findings?|issues?))?)")
MIN_TILES = 3


def tiles(leaf: Leaf) -> list[Fact]:
    """Numbers and severities on lines of their own that take turns, as tiles of a summary are read; or as many of the
    one as of the other behind them."""
    run: list[tuple[str, Line]] = []
    for line in (*leaf.lines, Line("", 0)):
        match = _TILE.fullmatch(line.text) if len(line.text) <= MAX_TILE else None
        if match:
            run.append(("n" if match["n"] else match["s"], line))
            continue
        if pairs := _paired(run):
            whole = leaf.mark_line(run[0][1]).to(leaf.mark_line(run[-1][1]))
            is_stack = run[0][0] != "n" and run[1][0] != "n"
            return [
                fact(
                    findings_key(said),
                    int(number.text),
                    whole if is_stack else leaf.mark_line(number).to(leaf.mark_line(name)),
                    confidence=0.8,
                    quote_limit=1,
                )
                for said, name, number in pairs
            ]
        run = []
    return []


MAX_TILE = 24


def _paired(run: list[tuple[str, Line]]) -> list[tuple[str, Line, Line]]:
    """(severity, its line, the line of its number) of lines that are one for one numbers and severities."""
    shape = "".join("n" if kind == "n" else "s" for kind, _ in run)
    half = len(run) // 2
    if half < MIN_TILES or len(run) % 2:
        return []
    if shape in ("ns" * half, "sn" * half):
        parts = [sorted(run[at : at + 2], key=lambda one: one[0] == "n") for at in range(0, len(run), 2)]
    elif shape == "s" * half + "n" * half:
        parts = [[run[at], run[at + half]] for at in range(half)]
    else:
        return []
    keys = {findings_key(kind) for (kind, _), _ in parts}
    return [(kind, name, number) for (kind, name), (_, number) in parts] if len(keys) == half else []


def _total(leaf: Leaf, last: Line) -> Iterator[Fact]:
    """The row behind the last of a table that adds the others up."""
    below = [line for line in leaf.lines if line.start > last.start][:2]
    for line in below:
        match = _TOTAL.match(line.text)
        if match:
            yield fact("findings_total", int(match["n"]), leaf.mark_line(line), confidence=0.85)
            return


_TOTAL_WORD = re.compile(rf"(?i)\b(?:total|{vocabulary.alternatives('total')})\b")
_COUNTS_ONLY = re.compile(
    rf"(?i)[^A-Za-z]*(?:(?:total|count|findings|{NOUN}|{vocabulary.alternatives('count_head')})[^A-Za-z]*)?"
)
_SEVERITIES_ONLY = re.compile(
    rf"(?i)(?:(?:{SEVERITY.replace('?P<s>', '?:')}|total|{vocabulary.alternatives('total')})(?:\s+|$)){{3,}}"
)
_NUMBERS_ONLY = re.compile(r"\d{1,3}(?:\s+\d{1,3}){2,}")
_NO_LINE = Line("", 0)


def columns(leaf: Leaf) -> list[Fact]:
    """A head line naming severities and a line of as many numbers below it; else above it, and neither with more."""
    lines = (_NO_LINE, *leaf.lines, _NO_LINE)
    for index, line in enumerate(lines[1:-1], start=1):
        if len(line.text) > 120 or OF_EARLIER.search(line.text):
            continue
        made = _counts_in(leaf, line, lines[index + 1])
        is_tiles = not made and _SEVERITIES_ONLY.fullmatch(line.text) and _NUMBERS_ONLY.fullmatch(lines[index - 1].text)
        if is_tiles and not _SEVERITIES_ONLY.fullmatch(lines[max(index - 2, 0)].text):
            made = _counts_in(leaf, line, lines[index - 1])
        if made:
            return made
    return []


def _counts_in(leaf: Leaf, line: Line, numbered: Line) -> list[Fact]:
    """What the numbers of a line next to a head line count, where they are as many as its severities."""
    words = re.findall(rf"(?i)\b{SEVERITY}\b", line.text)
    numbers = re.findall(r"(?<![\d.,])\d{1,3}(?![\d.,%])", numbered.text)
    has_total = bool(_TOTAL_WORD.search(line.text))
    if (
        len(words) < 3
        or len(numbers) not in {len(words), len(words) + has_total}
        or not _COUNTS_ONLY.fullmatch(numbered.text)
    ):
        return []
    leads = has_total and len(numbers) > len(words) and bool(_TOTAL_WORD.match(line.text.lstrip(" |\t*")))
    mark = leaf.mark_line(line).to(leaf.mark_line(numbered))
    made = [
        fact(findings_key(word), int(number), mark, confidence=0.8)
        for word, number in zip(words, numbers[int(leads) :], strict=False)
    ]
    if len(numbers) > len(words):
        made.append(fact("findings_total", int(numbers[0 if leads else -1]), mark, confidence=0.8))
    return made
