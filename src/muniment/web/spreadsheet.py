"""Tables as CSV that a spreadsheet opens: what others wrote stays text there, whatever it looks like."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

BEGINNING = "\ufeff"
"""Without it Excel takes UTF-8 for the code page of the country it is sold in."""

_FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n]))(?=\s*[=+\-@\uff1d\uff0b\uff0d\uff20])")
"""Where a cell would become a formula: at its beginning; and behind what ends a cell or a row for a spreadsheet that
expects another separator, which does not heed our quotes (OWASP, CSV Injection). Full-width signs are read as signs."""


def text_cell(text: str) -> str:
    """What others wrote, as it is; what would begin a formula with the apostrophe before it by which spreadsheets mark
    text."""
    return _FORMULA.sub("'", text)


def lines(rows: Iterable[Sequence[object]]) -> str:
    """The rows as lines (RFC 4180), each cell in quotes."""
    written = io.StringIO()
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows(rows)
    return written.getvalue()
