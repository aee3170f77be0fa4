"""Where the words of a PDF page stand, for pages that hold tables or are forms.

The answers of a filled-in form follow all of its print in the page's text, and columns set beside each other alternate:
there a value is told by its place, not its order. Only pages whose text says that they are such are looked at, and only
the ends of each word.
"""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from muniment.reading.formats import pdf_objects, pdf_rows
from muniment.reading.formats.pdf_objects import handle_of, places_in
from muniment.reading.model import PlacedCell, PlacedWord, Word

IS_FORM = re.compile(
    r"\bACORD\b|(?i:insurers?(?:\(s\))? affording|(?:certificate|evidence|confirmation) of [\w' ]{0,40}insurance|"
    r"policy n(?:umber|o\b)|sums? insured|limits? of (?:liability|indemnity)|versicherungs(?:schein|summe|nehmer)|"
    r"attestation d.assurance|num[ée]ro de (?:contrat|police|p[óo]liza)|n[º°.] de (?:p[óo]liza|ap[óo]lice)|"
    r"certificato di assicurazione|numero (?:di )?polizza|polisnummer|seguros?\b)"
)
"""What stands on certificates and confirmations of insurance."""

_FORM_HINTS = (
    *("acord", "insur", "policy n", "limit of ", "limits of ", "versicherungs", "attestation d", "de contrat"),
    *("de police", "póliza", "poliza", "apólice", "apolice", "assicurazione", "polizza", "polisnummer", "seguro"),
)
"""One of them stands in whatever IS_FORM finds: where none does, it takes a tenth of the time to see that."""

MAX_PAGES = 300
"""Of one document; later pages of that many list what was listed."""
MAX_FORMS = 10
"""Of one document; the form is one of its first pages, schedules follow."""
FRONT_PAGES = 3
"""Of a document: where none of them is a form, none of the others is taken for one."""
MAX_CHARACTERS = 20_000
MAX_WORDS = 3_000
"""Of a page; one in 6 points holds 2,000."""

LITTLE_HIDDEN = 40
"""Characters of hidden text beside which words may be placed: more of it would be taken for words that are seen. An
answer that is set over print hides a "$"."""

_WORD = re.compile("[^\\s\x02\ufffe]+")
"""PDFium has U+0002 or U+FFFE for a hyphen and the end of its line: the word goes on in the next."""
_BETWEEN = frozenset(" \n")
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
        self._pages_looked_at = 0
        self._was_list = False

    def look(self, textpage: pypdfium2.PdfTextPage, text: str, *, hidden_length: int) -> Places:
        """What stands where on the page as it is drawn; `text` is the page's as it is kept, and so many characters of
        it were hidden."""
        self._pages_looked_at += 1
        if not self._pages_left or len(text) > MAX_CHARACTERS:
            return NO_PLACES
        # Reports speak of insurance, too; a form is there from the beginning
        may_be_form = self._forms_left < MAX_FORMS or self._pages_looked_at <= FRONT_PAGES
        is_form = may_be_form and bool(self._forms_left) and hidden_length <= LITTLE_HIDDEN and _is_form(text)
        heads = pdf_rows.heads_a_list(text)
        is_list = heads or self._was_list or pdf_rows.is_worth_a_look(text)
        self._was_list = heads  # it may go on over the page without a head
        if not is_form and not is_list:
            return NO_PLACES
        self._pages_left -= 1
        self._forms_left -= is_form
        words = _words(textpage, text)
        return Places(
            tuple(map(PlacedWord._make, words)) if is_form else (), pdf_rows.rows_of(words) if is_list else ()
        )


def _is_form(text: str) -> bool:
    low = text.lower()
    return any(hint in low for hint in _FORM_HINTS) and bool(IS_FORM.search(text))


def _words(textpage: pypdfium2.PdfTextPage, text: str) -> list[Word]:
    raw = characters_of(textpage, most=2 * MAX_CHARACTERS)
    handle, origin, box = handle_of(textpage), (ctypes.c_double * 2)(), (ctypes.c_double * 4)()
    (to_x, to_y), sides = places_in(origin), places_in(box)
    origin_of, box_of, size_of = pdf_objects.origin_of_letter, pdf_objects.box_of_letter, pdf_objects.size_of_letter
    words: list[str] = _WORD.findall(raw)[:MAX_WORDS]
    found: list[Word] = []
    at = behind = lost = 0
    for number, word in enumerate(words):
        first = raw.index(word, behind)
        behind = first + len(word)
        if text.startswith(word, at + 1) and text[at] in _BETWEEN:
            start = at + 1  # nearly always
        else:
            start = _place(text, at, word, words[number + 1] if number + 1 < len(words) else "")
        if start < 0:
            lost += 1
            continue
        at = start + len(word)
        origin_of(handle, first, to_x, to_y)
        box_of(handle, behind - 1, *sides)  # left, right, bottom, top
        found.append((start, at, origin[0], box[1], origin[1], size_of(handle, first)))
    return found if lost <= max(2, _LOST * len(found)) else []


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


def characters_of(textpage: pypdfium2.PdfTextPage, *, most: int) -> str:
    """The page's characters, one for each of PDFium's; empty for too many."""
    handle, count = textpage.raw, textpage.count_chars()
    if not 0 < count <= most:
        return ""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(handle, 0, count, buffer)
    raw = bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "replace")
    if len(raw) != count:  # letters beyond the first plane take two units
        raw = "".join(chr(pdfium.FPDFText_GetUnicode(handle, index)) for index in range(count))
    return raw
