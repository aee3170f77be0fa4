"""Reads pages of more texts than PDFium takes at once: its time for the text of a page grows with their square.

Ten thousand texts take it 0.3 s, forty thousand 4.9, and it cannot be stopped. Two thousand at a time, with the others
out of sight, 400,000 take 5.
"""

from __future__ import annotations

from collections.abc import Sequence

import pypdfium2
import pypdfium2.raw as pdfium

from muniment.reading.formats import pdf_objects
from muniment.reading.formats.pdf_objects import Handle, handle_of
from muniment.reading.patience import is_time_up

MOST_AT_ONCE = 30_000
"""Texts of a page that is read whole. Honest pages hold up to some thousand."""

_PIECE = 2_000


def texts_on(page: pypdfium2.PdfPage) -> list[Handle]:
    """All texts of the page, those of its forms after its own."""
    handle = handle_of(page)
    items = [pdf_objects.on_page(handle, at) for at in range(max(0, pdf_objects.count_on_page(handle)))]
    texts: list[Handle] = []
    for item in items:  # which grow while they are looked at
        kind = pdf_objects.kind_of(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append(item)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            items += [pdf_objects.in_form(item, at) for at in range(max(0, pdf_objects.count_in_form(item)))]
    return texts


def text_piece_by_piece(page: pypdfium2.PdfPage, texts: Sequence[Handle]) -> tuple[str, bool]:
    """What the texts of the page say, in the order in which they are painted, and whether time ended before they did.
    None of them is shown afterwards."""
    for item in texts:
        pdf_objects.set_active(item, False)
    found: list[str] = []
    for start in range(0, len(texts), _PIECE):
        if is_time_up():
            return "\n".join(found), True
        piece = texts[start : start + _PIECE]
        for item in piece:
            pdf_objects.set_active(item, True)
        textpage = page.get_textpage()
        found.append(textpage.get_text_bounded())
        textpage.close()
        for item in piece:
            pdf_objects.set_active(item, False)
    return "\n".join(found), False
