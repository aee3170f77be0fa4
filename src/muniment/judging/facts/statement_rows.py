"""Which figure of a statement's row is the newest year's, of the whole, and in what units a page counts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from muniment.judging.facts import dates, numbers
from muniment.judging.facts.view import Leaf, Line

NUMBERED = r"(?:[A-Z\d]{1,3}[.)][\dA-Z.)-]{0,5}\s?){0,2}"
"""The number of a position ahead of its name: "A.5)", "1.", "A) 1)"."""
_NUMBERED = re.compile(NUMBERED)
_NOTE = re.compile(
    r"^\s*(?:\(?(?i:notes?|anhang|anm\.?|nota|annexe|toel\.?)?\s?\d{1,2}(?:\.\d{1,2})?[a-z]?\)?)\s(?=[\d(£$€-])"
)
"""The number of a note between a row's name and its first figure."""
_MARKED_GROUPS = re.compile(r"\d[.,']\d{3}(?!\d)")
_FIGURES_ALONE = re.compile(r"[\d\s.,'()$€£-]+")
_BESIDE_FIGURES = re.compile(r"(?i)\bnotes?\s\d*|\b(?:R|USD|EUR|GBP|CHF|INR|SEK|NOK|DKK|Rs)\b|\d+")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_FISCAL = re.compile(r"(?<!\d)((?:19|20)\d\d)[-/](?:(?:19|20)?\d\d)(?!\d)")
"""A year that runs over two: "2024-2025", "2024/25"."""
_FUNDS = re.compile(
    r"(?i)\b(?:(?:un)?restricted|endowment|designated|(?:with(?:out)?) donor|donor restrictions?|affectés?|"
    r"non affectés?|"
    r"segment|brut|amort)\w*\b"
)
"""Heads of columns that part a year's whole."""
_TOTAL_OF_YEAR = re.compile(r"(?i)\b(?:total|gesamt|totaal|totale)(?: funds)?\s{1,2}(?P<year>(?:19|20)\d\d)")
MAX_HEADING = 120
"""Characters of a line that may name the columns' years."""
_UNIT_SAID = re.compile(
    r"(?i)(?:\b(?:in|en|em|währung|currency|devise|moneda|moeda|valuta|bedragen in|amounts in|montants en|"
    r"importi in|valores em)"
    r"[ \t:]{1,2}(?:EUR|CHF|GBP|USD|CAD|AUD|euros?|francs suisses|dollars(?: canadiens)?|swiss francs|reais|pesos)\b|"
    r"\((?:EUR|CHF|GBP|USD|CAD|AUD|euros?|[€$£]|in [€$£]|R\$)\))"
)
"""The currency that figures are in, with no scale beside it."""
_SIGNED = re.compile(
    r"(?:[$€£]|R\$|EUR|CHF|GBP)\s?\(?\d{1,3}(?:[.,' ]\d{3})+(?!\d)|\d{1,3}(?:[.,' ]\d{3})+ ?(?:€|\$|EUR|CHF)(?!\w)"
)
"""Figures in groups with their currency: of so many units, where nothing else is said."""
_CENTS = re.compile(r"\d{1,3}(?:[.,' ]\d{3})+[.,]\d\d(?!\d)")
_WHOLE = re.compile(r"(?<![\d.,'-])\d{6,9}(?![\d.,'-])")
"""Figures that no mark parts, as sheets hold them."""
_TWO_GROUPS = re.compile(r"(?<!\d[ .,'])\d{1,3}([,. '])\d{3}\1\d{3}(?![\d.,']\d|\d)")
SIGNED_LEAST = 3
"""Figures with a currency that make it the page's unit."""


def scale_of(leaf: Leaf, others: Sequence[Leaf]) -> int | None:
    """1, a thousand or a million as the page says, else as the others do that say it; None when small figures are in
    nothing that is said, or in two things."""
    scale = numbers.stated_scale(leaf.flat)
    if scale != 1:
        return scale
    if _TWO_GROUPS.search(leaf.flat):
        return 1
    elsewhere = {numbers.stated_scale(other.flat) for other in others} - {1}
    if elsewhere:
        return elsewhere.pop() if len(elsewhere) == 1 else None
    is_whole = (
        _UNIT_SAID.search(leaf.flat)
        or _CENTS.search(leaf.flat)
        or ("\t" in leaf.plain and _WHOLE.search(leaf.flat))
        or len(_SIGNED.findall(leaf.flat)) >= SIGNED_LEAST
    )
    return 1 if is_whole else None


MAX_OF_A_LARGE_UNIT = 10**6
"""Of figures to the hundredth; those in lakhs, crores or millions stay below."""
_THOUSAND = 1000
_LEAST_RATIO, _MOST_RATIO = 200, 5000
"""Between two years' figures of which one is in thousands of the other's unit."""


def scale_of_figure(line: Line, value: float, scale: int, decimal: str | None) -> int:
    """The scale of a row's figure on a leaf that counts by `scale`: one where it is given to the cent, or where the
    other year's figure is so much smaller that the scale is that column's alone."""
    if scale == 1:
        return 1
    is_to_the_cent = abs(value) >= _THOUSAND and value != int(value) and _CENTS.search(line.text)
    if is_to_the_cent and (scale == _THOUSAND or abs(value) >= MAX_OF_A_LARGE_UNIT):
        return 1
    others = [
        abs(one.value) for one in numbers.find(line.text, decimal=decimal) if abs(one.value) > 99 and one.value != value
    ]
    is_apart = scale == _THOUSAND and any(_LEAST_RATIO < abs(value) / other < _MOST_RATIO for other in others)
    return 1 if is_apart else scale


def has_segments(leaf: Leaf) -> bool:
    """Whether a heading names more than two years' columns: then which column is the whole cannot be told."""
    return any(
        len(_YEAR.findall(_FISCAL.sub(r"\1", line.text))) > 2
        for line in leaf.lines
        if not re.search(r"[.,;]$", line.text) and len(line.text) < MAX_HEADING
    )


def row(leaf: Leaf, pattern: re.Pattern[str], decimal: str | None) -> tuple[Line, int | float] | None:
    """The first row of the leaf that has a label and at least two figures, or one where the statement shows one year;
    with its figure of the newest year, of all columns that part a year the one in all."""
    labelled = [
        (line, _parted(leaf, _without_note(match["rest"])))
        for line in _whole_rows(leaf)
        if len(line.text) < 200 and (match := pattern.match(line.text)) and not re.search(r"\d-\d", match["rest"])
    ]
    fewest = 1 if labelled and _is_single_column(leaf, decimal) else 2
    for line, rest in labelled:
        figures = [one for one in numbers.find(rest, decimal=decimal) if not re.match(r"\s{0,4}%", rest[one.end :])]
        amounts = _amounts(rest, figures) or _small_amounts(leaf, rest, figures)
        if len(figures) >= fewest and amounts and not re.search(r"[^\W\d_]", _without(rest, figures)):
            place = _newest(leaf, line, len(amounts))
            return (line, amounts[place].value) if place is not None else None
    return None


def _without_note(rest: str) -> str:
    """The figures of a row without the number of its note, which spaces would join to the first of them."""
    note = _NOTE.match(rest)
    behind = rest[note.end() :] if note else ""
    return " " * note.end() + behind if note and _MARKED_GROUPS.search(behind) else rest


_OF_GROUPS = re.compile(r"(?<![\d.,'])\d{1,3}[.,']\d{3}(?![\d.,'])")
_LEAST_MARKED = 4
"""Figures whose groups a page parts by marks, which tell that its spaces part figures."""


def _parted(leaf: Leaf, rest: str) -> str:
    """The figures of a row with tabs between them where the page groups digits by marks and not by spaces."""
    return re.sub(r"(?<=\d) (?=\d)", "\t", rest) if _is_marked(leaf.flat) else rest


@lru_cache(maxsize=8)
def _is_marked(page: str) -> bool:
    """Whether a page groups digits by marks: asked for each of its rows."""
    return len(_OF_GROUPS.findall(page)) >= _LEAST_MARKED


def _small_amounts(leaf: Leaf, rest: str, figures: list[numbers.Number]) -> list[numbers.Number]:
    """Figures below a hundred, each with a decimal, of a page that counts in millions."""
    scale = numbers.stated_scale(leaf.flat)
    is_decimal = all(re.search(r"\d[.,]\d\d?$", rest[one.start : one.end]) for one in figures)
    return figures if scale and scale >= MAX_OF_A_LARGE_UNIT and is_decimal else []


def _newest(leaf: Leaf, line: Line, count: int) -> int | None:
    """Which of a row's amounts is the newest year's whole; None where that cannot be told."""
    heads = [head for head in leaf.lines if head.start < line.start and len(head.text) < MAX_HEADING]
    if any(_FUNDS.search(head.text) for head in heads) and count > 2:
        for head in reversed(heads):
            totals = [int(found["year"]) for found in _TOTAL_OF_YEAR.finditer(head.text)]
            if totals and head.text.rstrip().endswith(str(totals[-1])):
                return count - len(totals) + totals.index(max(totals))
        return None
    is_reversed = _is_oldest_first(leaf, line)
    if is_reversed and count != 2:
        return None
    return -1 if is_reversed else 0


def _whole_rows(leaf: Leaf) -> Iterator[Line]:
    """The lines of a leaf; a label without figures that its column broke goes on to those below it."""
    lines = leaf.lines
    for index, line in enumerate(lines):
        last = index
        while (
            last < index + 2
            and last + 1 < len(lines)
            and not re.search(r"\d", _NUMBERED.sub("", lines[last].text, count=1))
            and (lines[last + 1].text[0].islower() or (last > index and _FIGURES_ALONE.fullmatch(lines[last + 1].text)))
        ):
            last += 1
        yield (
            line if last == index else Line(" ".join(leaf.plain[line.start : lines[last].end].split("\n")), line.start)
        )


def _is_single_column(leaf: Leaf, decimal: str | None) -> bool:
    """Whether no row has two amounts: the statement shows one year."""
    rows = (line.text for line in leaf.lines if len(line.text) < MAX_HEADING and not dates.find(line.text))
    return not any(len(_amounts(text, numbers.find(text, decimal=decimal))) > 1 for text in rows)


def _amounts(text: str, figures: list[numbers.Number]) -> list[numbers.Number]:
    return [one for one in figures if abs(one.value) > 99 and not _YEAR.fullmatch(text[one.start : one.end])]


def _is_oldest_first(leaf: Leaf, row: Line) -> bool:
    """Whether the nearest heading above a row that names two years puts the older one first; the newer one is
    meant."""
    for line in reversed([line for line in leaf.lines if line.start < row.start]):
        text = _FISCAL.sub(r"\1", line.text)
        years = [int(year) for year in _YEAR.findall(text)] if len(line.text) < MAX_HEADING else []
        if len(years) == 2 and not re.search(r"(?i)[.,;]$|\b(?:to|through|from|until|bis)\b", line.text):
            return years[0] < years[1]
    return False


def _without(text: str, figures: list[numbers.Number]) -> str:
    for one in reversed(figures):
        text = text[: one.start] + " " + text[one.end :]
    return _BESIDE_FIGURES.sub(" ", text)
