"""Lists and counts over the rows of a document, read once more for checking only, by its own reader of rows.

Shares no code with what finds facts (`judging.facts`). The quote of such a fact is the header of its table, or the
words that open its list; what it says is reckoned again over the whole document and must come out equal.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from muniment.judging.receipts import column_heads, components, processors, registers, severities
from muniment.judging.receipts.text_rows import at_place, cells_of, is_value, tables_below
from muniment.reading.model import Page

LISTS = frozenset({"subprocessors", "subprocessor_purposes", "subprocessor_places"})
_SEVERITIES = frozenset({"open_critical", "open_high", "open_medium", "open_low"})
_REGISTERS = frozenset({"items_total", "open_items", "oldest_due_date"}) | _SEVERITIES
_COUNTED = ("critical", "high", "medium", "low", "informational", "total")
_SCANNED = frozenset(f"findings_{counted}" for counted in _COUNTED)
KEYS = LISTS | _REGISTERS | _SCANNED | {"subprocessors_count", "component_count"}
"""Keys whose values are reckoned over rows."""


def bears_out(key: str, value: object, quote: str, pages: Sequence[Page]) -> bool | None:
    """Whether the rows below a header like the quote give `value`; None where it neither is one nor opens a list."""
    if key in _REGISTERS and "\n" in quote.strip():
        return None  # a table that counts the items itself
    header = cells_of(quote)
    if key == "component_count" and len(header) < 2:
        return components.bears_out(value, quote, pages)
    if len(header) < 2:
        return processors.counts_names(key, value, quote, pages) if key.startswith("subprocessor") else None
    if key == "subprocessors_count" or key in LISTS:
        if processors.is_set(key, value, pages):
            return True
        read = tables_below(pages, column_heads.is_of_processors, is_exact=False)
        return processors.lists(key, value, read) or processors.lists(
            key, value, [one for one in read if one.header == header]
        )
    if (key in _REGISTERS or key == "component_count") and any(re.fullmatch(r"\d[\d.,]*", cell) for cell in header):
        return None  # a row that states the count
    bare = tuple(map(column_heads.bare, header))
    severity = next((at for at, head in enumerate(bare) if re.fullmatch(severities.HEAD, head)), None)
    if key in _SCANNED and (severity is None or any(re.fullmatch(r"[\d.,%]+", cell) for cell in header)):
        return None
    tables = tables_below(
        pages,
        lambda cells: column_heads.bare(cells[0]) == bare[0] and tuple(map(column_heads.bare, cells)) == bare,
        is_exact=True,
    )
    if key == "component_count":
        at = column_heads.column(header, "package")
        return at is not None and value == sum(is_value(at_place(row, at)) for one in tables for row in one.rows)
    if key in _SCANNED and severity is not None:
        degrees = [registers.degree(at_place(row, severity)) for one in tables for row in one.rows]
        if key == "findings_total":
            return None not in degrees and value == len(degrees)
        return value == degrees.count(key.removeprefix("findings_"))
    return key in _REGISTERS and registers.reckons(key, value, tables)
