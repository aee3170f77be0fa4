"""Where the words of a PDF page stand, for pages that hold tables or are forms.

The answers of a filled-in form follow all of its print in the page's text, and columns set beside each other alternate:
there a value is told by its place, not its order. Only pages whose text says that they are such are looked at, and only
the ends of each word.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from muniment.reading.formats import pdf_rows
from muniment.reading.model import PlacedCell, PlacedWord

IS_FORM = re.compile(
    r"\bACORD\b|(?i:insurers?(?:\(s\))? affording|(?:certificate|evidence|confirmation) of [\w' ]{0,40}insurance|"
    r"policy n(?:umber|o\b)|sums? insured|limits? of (?:liability|indemnity)|versicherungs(?:schein|summe|nehmer)|"
    r"attestation d.assurance|num[ée]ro de (?:contrat|police|p[óo]liza)|n[º°.] de (?:p[óo]liza|ap[óo]lice)|"
    r"certificato di assicurazione|numero (?:di )?polizza|polisnummer|seguros?\b)"
)
"""What stands on certificates and confirmations of insurance."""

MAX_PAGES = 300
"""Of one document; later pages of that many list what was listed."""
MAX_FORMS = 10
"""Of one document; the form is one of its first pages, schedules follow."""
MAX_CHARACTERS = 20_000
MAX_WORDS = 3_000
"""Of a page; one in 6 points holds 2,000."""

LITTLE_HIDDEN = 40
"""Characters of hidden text beside which words may be placed: more of it would be taken for words that are seen. An
answer that is set over print hides a "$"."""

_WORD = re.compile("[^\\s\x02\ufffe]+")
"""PDFium has U+0002 or U+FFFE for a hyphen and the end of its line: the word goes on in the next."""
_NEAR = 30
"""Characters of the text between a word and the one before."""
_NEXT = 3
"""Likewise for one of a letter or two, which stand everywhere."""
_FAR = 400
"""Likewise where the word behind follows, too: then the text has left out what is hidden, or has it elsewhere."""
_LOST = 0.1
"""Share of words that need not be found in the text, as it is tidied and answers of boxes are written into it."""


@dataclass(frozen=True, slots=True)
class Places:
    """`words` of a form, in the order of the text; `rows` of a page that lists something."""

    words: tuple[PlacedWord, ...] = ()
    rows: tuple[tuple[PlacedCell, ...], ...] = ()


NO_PLACES = Places()


class Placer:
    """Places what stands on one document's pages."""

    def __init__(self) -> None:
        self._pages_left = MAX_PAGES
        self._forms_left = MAX_FORMS

    def look(self, page: pypdfium2.PdfPage, text: str, *, hidden_length: int) -> Places:
        """What stands where on the page as it is drawn; `text` is the page's as it is kept, and so many characters of
        it were hidden."""
        if not self._pages_left or len(text) > MAX_CHARACTERS:
            return NO_PLACES
        is_form = bool(self._forms_left) and hidden_length <= LITTLE_HIDDEN and bool(IS_FORM.search(text))
        is_list = bool(pdf_rows.WORTH_A_LOOK.search(text))
        if not is_form and not is_list:
            return NO_PLACES
        self._pages_left -= 1
        self._forms_left -= is_form
        textpage = page.get_textpage()
        try:
            words = _words(textpage, text)
        finally:
            textpage.close()
        return Places(words if is_form else (), pdf_rows.rows_of(words) if is_list else ())


def _words(textpage: pypdfium2.PdfTextPage, text: str) -> tuple[PlacedWord, ...]:
    handle: Any = textpage.raw
    raw = _raw(handle, textpage.count_chars())
    x, y, left, right, bottom, top = (ctypes.c_double() for _ in range(6))
    words = [*islice(_WORD.finditer(raw), MAX_WORDS)]
    found: list[PlacedWord] = []
    at, lost = 0, 0
    for match, following in zip(words, [*words[1:], None], strict=True):
        start = _place(text, at, match[0], following[0] if following else "")
        if start < 0:
            lost += 1
            continue
        at = start + len(match[0])
        pdfium.FPDFText_GetCharOrigin(handle, match.start(), x, y)
        pdfium.FPDFText_GetCharBox(handle, match.end() - 1, left, right, bottom, top)
        height = pdfium.FPDFText_GetFontSize(handle, match.start())
        found.append(PlacedWord(start, at, x.value, right.value, y.value, height))
    return tuple(found) if lost <= max(2, _LOST * len(found)) else ()


def _place(text: str, at: int, word: str, following: str) -> int:
    """Where the word stands in the text behind `at`; -1 where it does not."""
    start = text.find(word, at, at + (_NEAR if len(word) > 2 else _NEXT) + len(word))
    if start >= 0 or not following:
        return start
    start = text.find(word, at, at + _FAR)
    while start >= 0 and not text[start + len(word) : start + len(word) + 8 + len(following)].lstrip().startswith(
        following
    ):
        start = text.find(word, start + 1, at + _FAR)
    return start


def _raw(handle: Any, count: int) -> str:
    """The page's characters, one for each of PDFium's; empty for too many."""
    if not 0 < count <= 2 * MAX_CHARACTERS:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(handle, 0, count, buffer)
    raw = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(raw) != count:  # letters beyond the first plane take two units
        raw = "".join(chr(pdfium.FPDFText_GetUnicode(handle, index)) for index in range(count))
    return raw
