"""Names, purposes and places of subprocessors in tables, points, printed lists and sentences, read for checking only.

Shares no code with what finds facts (`judging.facts`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from muniment.judging.receipts import column_heads, set_rows
from muniment.judging.receipts.text_rows import Table, at_place, is_sum, is_value, unmarked
from muniment.reading.model import Page

_FORMER = re.compile(
    r"(?i)\b(?:former|removed|previous|retired|ceased|discontinued|ehemalig|anciens|history|no longer|change ?log)"
)
_FOR_EACH = re.compile(r"(?<=[\w.)]) (?:for|to provide|für|zum|zur|pour|para|per|voor) ")
_FORM = (
    r"(?:Inc|Incorporated|L\.?L\.?C|Ltd|Limited|LLP|PLC|plc|Corp|Corporation|Company|Co|GmbH|AG|SE|KG|"
    r"S\.?A\.?R\.?L|SASU?|S\.A|SA|"
    r"B\.?V|N\.?V|A/S|AB|ApS|Oyj?|S\.?r\.?l|S\.?p\.?A|S\.?L|SLU|Pty|Pte|Pvt|Lda|mbH|KGaA|SRL|s\.r\.o)"
)
_FORMS = re.compile(rf"(?<=[\w.)&] ){_FORM}(?![\w/])\.?(?:,? (?:& )?{_FORM}(?!\w)\.?)*|(?<=\w, ){_FORM}(?!\w)\.?")
_FORM_ENDS = re.compile(rf"\b{_FORM}\.$")


def _each(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value and is_value(value)))


def lists(key: str, value: object, tables: Sequence[Table]) -> bool:
    """Whether one column of each table, all taken together, holds just these values in this order."""
    current = [one for one in tables if not _FORMER.search(f"{one.above} {one.label}")]
    kind = {"subprocessor_purposes": "purposes", "subprocessor_places": "places"}.get(key, "name")
    said = list(value) if isinstance(value, tuple) else []
    gathered: list[str] = []
    for table in current:
        names = column_heads.columns(table.header, "name")
        rows = [row for row in table.rows if not is_sum(row) and names and is_value(at_place(row, names[0]))]
        places = column_heads.columns(table.header, kind)
        if key == "subprocessors_count":
            gathered += [at_place(row, names[0]) for row in rows]
            continue
        fitting = next(
            (at for at in places if set(_each(_named(row, at, said, kind) for row in rows)) <= set(said)), None
        )
        if fitting is None and places:
            return False
        gathered += [_named(row, fitting, said, kind) for row in rows] if fitting is not None else []
    each = _each(gathered)
    return len(each) == value if key == "subprocessors_count" else bool(each) and each == said


def _named(row: Sequence[str], at: int, said: Sequence[object], kind: str) -> str:
    """A cell; of a name's the part up to what the company is, where that is said and an address follows."""
    cell = at_place(row, at)
    form = _FORMS.search(cell) if kind == "name" and cell not in said else None
    behind = cell[form.end() :] if form else ""
    is_address = behind[:1] in (",", ";") or (
        behind[:1] == " " and behind[:2] != " (" and any(map(str.isdigit, behind))
    )
    return cell[: form.end()] if form and is_address and cell[: form.end()] in said else cell


def counts_names(key: str, value: object, quote: str, pages: Sequence[Page]) -> bool | None:
    """Names that open the points of a list, or of which a sentence says what each is for."""
    if key == "subprocessors_count" and _states(value, quote):
        return True
    if is_set(key, value, pages):
        return True
    breaks = quote.strip().count("\n")
    if breaks and (breaks > len(quote.split()) / WORDS_OF_A_LINE or quote.lstrip()[0] in "*-•"):
        return value in _entries(quote) if key == "subprocessors_count" else None
    head = _OF_NUMBERS.sub("", quote)
    if key != "subprocessor_purposes" and "." not in head and column_heads.is_of_processors(head.split()):
        return _printed(key, value, quote, pages)
    if quote.lstrip()[:1] not in ("*", "-", "•"):
        counts = {len(_FOR_EACH.findall(" ".join(quote.split()))), *_entries(quote)}
        return value in counts if key == "subprocessors_count" else None
    page = next((page for page in pages if quote in page.text), None)
    lines = page.text.split("\n") if page is not None else []
    points = [line.strip()[1:].strip() for line in lines if line.strip()[:2] in ("* ", "- ", "• ")]
    each = _each(_opening(point) for point in points if point[:1] == "[" or point[:2] == "**")
    return len(each) == value if key == "subprocessors_count" else key == "subprocessors" and tuple(each) == value


def is_set(key: str, value: object, pages: Sequence[Page]) -> bool:
    """Whether the rows that are set below heads on paper hold just these values: of all such tables, or of one."""
    found = set_rows.tables(pages, column_heads.is_of_processors) if any(page.rows for page in pages) else []
    read = [Table(one.header, "", one.above, one.rows) for one in found]
    return bool(read) and (lists(key, value, read) or any(lists(key, value, [one]) for one in read))


_HOW_MANY = re.compile(r"(?i)\b(?:number|anzahl|nombre|n[uú]mero|aantal|total\w*) |数")


def _states(value: object, quote: str) -> bool:
    """Whether a quote says how many there are, and no other number."""
    line = " ".join(quote.split())
    return len(line) < 90 and bool(_HOW_MANY.search(line)) and re.findall(r"\d+", line) == [str(value)]


WORDS_OF_A_LINE = 14
"""Fewer stand in each line of a list."""


def _entries(quote: str) -> set[int]:
    """How many entries a list over lines may have: by marks and numbers ahead of lines, by labels that open lines, by
    what companies are."""
    lines = [line.strip() for line in quote.split("\n") if line.strip()]
    marked = sum(bool(re.match(r"(?:[•▪●○*–-]|\d{1,3}[.)])\s", line)) for line in lines)
    opened = [re.split(r"\s*:\s|\s", line, maxsplit=1)[0] for line in lines]
    labelled = [sum(bool(column_heads.columns([word], kind)) for word in opened) for kind in ("purposes", "places")]
    return {marked, len(_FORMS.findall(" ".join(lines))), *labelled}


_OF_NUMBERS = re.compile(r"(?i)^(?:lfd\. ?)?n\w{0,2}\.[ºo°]?\s")
"""What heads the numbers of a table's rows."""


def _printed(key: str, value: object, quote: str, pages: Sequence[Page]) -> bool:
    """Whether the lines below a printed header, up to the first that ends a sentence, hold as many organisations: by
    the forms of companies that stand there, one for each name, and each name begins a line."""
    page = next((page for page in pages if quote in page.text), None)
    lines = page.text.split(quote, 1)[1].split("\n") if page is not None else []
    numbered = _numbered(lines)
    if len(numbered) > 1:
        return _opens_rows(key, value, numbered)
    end = next(
        (at for at, line in enumerate(lines) if line.rstrip().endswith((".", "?")) and not _FORM_ENDS.search(line)),
        None,
    )
    below = [" ".join(line.split()) for line in lines[:end]]
    count = len(_FORMS.findall(" ".join(below)))
    if key == "subprocessors_count":
        return value == count
    names = value if isinstance(value, tuple) else ()
    text, at = "\n".join(below), 0
    for name in names:
        found = re.compile(r"(?m)^" + r"\s".join(map(re.escape, str(name).split())) + r"(?!\w)").search(text, at)
        if found is None:
            return False
        at = found.end()
    return len(names) == count > 0


def _numbered(lines: Sequence[str]) -> list[str]:
    """The rows that are numbered from one on, each with the lines up to the next."""
    rows: list[str] = []
    for line in lines:
        head, _, rest = line.strip().partition(" ")
        if head.rstrip(".)") == str(len(rows) + 1) and rest[:1].isupper():
            rows.append(rest)
        elif rows:
            rows[-1] += f" {line.strip()}"
    return rows


def _opens_rows(key: str, value: object, rows: Sequence[str]) -> bool:
    """Whether there are as many names as rows, and each opens its own."""
    if key == "subprocessors_count":
        return value == len(rows)
    names = value if isinstance(value, tuple) else ()
    return len(names) == len(rows) and all(
        re.match(re.escape(" ".join(str(name).split())) + r"(?!\w)", " ".join(row.split()))
        for name, row in zip(names, rows, strict=True)
    )


def _opening(point: str) -> str:
    """What a point sets apart at its beginning, a link or bold words."""
    if point[:2] == "**":
        return unmarked(point[2 : point.find("**", 2)])
    name = point[1 : point.find("](")]
    behind = point[point.find(")") + 1 :]
    aside = re.match(r" (\([^)]{2,40}\))", behind)
    return unmarked(f"{name} {aside[1]}" if aside else name)
