"""Cuts a sheet into blocks of rows, each with the sheet's header on top, so that "rows 401-600" is a place.

A page is read, quoted, ranked and shown whole. One that holds a sheet of a million characters cost a search of 300 such
sheets 36 s; a block costs what a printed page does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from muniment.reading.model import Page, PageKind
from muniment.reading.text import clean

BLOCK_ROWS = 200

BLOCK_CHARACTERS = 12_000
"""A block is closed before it holds more, the header above it included; 200 rows of 60 characters."""

HEADER_ROWS = 20
"""The header is looked for in so many rows, as titles and notes stand above it."""

HEADER_CHARACTERS = 2_000
"""A longer row is not repeated above each block."""

Row = tuple[int, str]
"""A row's number in its sheet, from 1, and its cells in one line with tabs between."""


def blocks_of_rows(rows: Iterable[Row], *, name: str | None, most: int, first_number: int = 1) -> list[Page]:
    """SHEET pages of at most BLOCK_ROWS rows and BLOCK_CHARACTERS, labelled `name, rows 401-600`.

    A sheet that is one block keeps its name as the label. Every block after the one that holds the header begins with
    it. One page more than `most` is made when there are more, so that the caller can tell; a sheet without rows is one
    empty page.
    """
    rows = iter(rows)
    start = [row for _, row in zip(range(HEADER_ROWS), rows, strict=False)]
    header = _header(start)
    pages: list[Page] = []
    for lines in _cut(_chained(start, rows), len(header[1]) + 1 if header else 0):
        first, last = lines[0][0], lines[-1][0]
        above = [header[1]] if header and header[0] < first else []
        text = clean("\n".join([*above, *(line for _, line in lines)]))
        place = f"row {first}" if first == last else f"rows {first}-{last}"
        label = f"{name}, {place}" if name else place
        pages.append(Page(first_number + len(pages), text, PageKind.SHEET, label, continues=bool(pages)))
        if len(pages) > most:
            return pages
    if len(pages) <= 1:
        return [Page(first_number, pages[0].text if pages else "", PageKind.SHEET, name)]
    return pages


def _chained(start: list[Row], rows: Iterator[Row]) -> Iterator[Row]:
    yield from start
    yield from rows


def _header(start: list[Row]) -> Row | None:
    """The first of these rows that fills three quarters as many cells as any of them; None when it is too long."""
    filled = [sum(bool(cell.strip()) for cell in line.split("\t")) for _, line in start]
    found = next((row for row, count in zip(start, filled, strict=True) if 4 * count >= 3 * max(filled) > 3), None)
    return found if found is not None and len(found[1]) <= HEADER_CHARACTERS else None


def _cut(rows: Iterator[Row], above: int) -> Iterator[list[Row]]:
    """The rows block by block; `above`: characters that the header takes in each."""
    held: list[Row] = []
    size = above
    for number, line in rows:
        for piece in _pieces(line, BLOCK_CHARACTERS - above):
            if held and (len(held) >= BLOCK_ROWS or size + len(piece) + 1 > BLOCK_CHARACTERS):
                yield held
                held, size = [], above
            held.append((number, piece))
            size += len(piece) + 1
    if held:
        yield held


def _pieces(line: str, most: int) -> Iterator[str]:
    """A row, or its parts cut between cells, or within one where it alone is too long."""
    start = 0
    while len(line) - start > most:
        cut = line.rfind("\t", start + 1, start + most)
        cut = start + most if cut < 0 else cut
        yield line[start:cut]
        start = cut
    yield line[start:]
