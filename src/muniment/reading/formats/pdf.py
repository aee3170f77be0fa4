"""Reads PDF with PDFium: text page by page, form answers, and what only images show.

PDFium aborts the process when memory runs out and is not thread-safe: only ever call this inside the sandbox.
"""

from __future__ import annotations

import functools
import logging
from dataclasses import dataclass, field, replace
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from muniment.limits import Limits
from muniment.reading.aside import COMMENTS, HIDDEN, hidden_warning, pages_aside
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.pdf_crowded import MOST_AT_ONCE, text_piece_by_piece, texts_on
from muniment.reading.formats.pdf_layers import annotations_off, may_be_off
from muniment.reading.formats.pdf_marks import Mark, marks_on
from muniment.reading.formats.pdf_notes import MOST_ANNOTATIONS, Annotations, annotations_on
from muniment.reading.formats.pdf_objects import Drawn, Handle
from muniment.reading.formats.pdf_pictures import (
    LITTLE_TEXT,
    bare_ink,
    counted,
    merged,
    only_images,
    rendered,
    sight_of,
)
from muniment.reading.formats.pdf_places import NO_PLACES, Placer
from muniment.reading.formats.pdf_salvage import lost_its_end, salvage
from muniment.reading.formats.pdf_seen import Looker, SeenText
from muniment.reading.formats.pdf_spoken import set_right
from muniment.reading.formats.pdf_text import shown_text
from muniment.reading.formats.pdf_within import texts_within
from muniment.reading.model import Page, Reading, ReadingProblem, UnreadableError
from muniment.reading.patience import is_time_up
from muniment.reading.recognition.looking import Looking
from muniment.reading.recognition.placed import placed
from muniment.reading.recognition.recogniser import Recogniser, Sight
from muniment.reading.text import label_of, tidy
from muniment.reading.warnings import page_ranges, warning

logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # it advises another build on every XFA form


@dataclass(slots=True)
class _Found:
    """Page numbers that wait for a warning."""

    broken: list[int] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    layered: list[int] = field(default_factory=list)
    crowded: list[int] = field(default_factory=list)
    cut: list[int] = field(default_factory=list)
    hidden: dict[int, str] = field(default_factory=dict)
    remarks: dict[int, list[str]] = field(default_factory=dict)

    def warnings(self) -> list[ReadingProblem]:
        """One warning per kind."""
        found = hidden_warning({f"on page {number}": len(text) for number, text in self.hidden.items()})
        if self.broken:
            found.append(warning("page_unreadable", what=page_ranges(self.broken)))
        if self.crowded:
            what = f"pictures of {page_ranges(self.crowded)}, with more than {MOST_AT_ONCE:,} texts each"
            found.append(warning("text_unread", what=f"{what}; what is hidden there was not told apart"))
        if self.layered:
            what = f"annotations of {page_ranges(self.layered)} in a layer that is switched off"
            found.append(warning("text_unread", what=what))
        if self.cut:
            found.append(warning("time_limit", what=page_ranges(self.cut)))
        if self.pinned:
            found.append(warning("embedded_files", what="pinned to " + page_ranges(self.pinned)))
        return found


def read_pdf(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """One page each. Raises UnreadableError: `encrypted` (a password is needed to open it), `corrupt`."""
    data = file.read()
    document, damage = open_pdf(data)
    page_count = len(document)
    if page_count == 0:
        raise UnreadableError("corrupt", "The PDF has no pages.")
    form_type = document.get_formtype()
    has_form = form_type != pdfium.FORMTYPE_NONE
    if has_form:
        document.init_forms()
    pages: list[Page] = []
    found = _Found()
    are_off = may_be_off(data)
    looker = Looker(may_layers_be_off=are_off, annotations_off=annotations_off(data) if are_off else ())
    placer = Placer()
    wanted = _Wanted(document, limits, recognise)
    characters = 0
    for index in range(min(page_count, limits.max_pages)):
        number = index + 1
        text = ""
        places = NO_PLACES
        try:
            page = document[index]
            textpage, text, garbled, may_have_images = _text_of(document, page, index, found, looker, flatten=has_form)
            is_crowded = number in found.crowded
            if not garbled and not is_crowded and len(text) <= limits.max_characters - characters:
                places = placer.look(textpage, text, hidden_length=len(found.hidden.get(number, "")))
            if not is_crowded and (garbled or may_have_images or len(text) < LITTLE_TEXT):
                its_own = textpage if textpage.page is page else None  # a page that was flattened has another
                wanted.consider(page, its_own, number, len(text), is_garbled=garbled)
            textpage.close()
            page.close()
        except pypdfium2.PdfiumError:
            found.broken.append(number)
        text = text[: limits.max_characters - characters]
        characters += len(text)
        pages.append(Page(number, text, rows=places.rows, placed=places.words))
        if characters >= limits.max_characters:
            break
        if is_time_up():
            found.cut += range(number + 1, page_count + 1)
            break
    if len(found.broken) == len(pages):
        raise UnreadableError("corrupt", "No page of the PDF could be read.")
    found.broken += wanted.see(pages)
    if within := texts_within(data):
        damage.append(warning("text_unread", what=f"texts within {' and within '.join(within)}"))
    warnings = [*damage, *_document_warnings(document, form_type), *found.warnings(), *wanted.warnings()]
    beside = [(f"{COMMENTS}, page {number}", lines) for number, lines in found.remarks.items()]
    beside += [(f"{HIDDEN}, page {number}", [text]) for number, text in found.hidden.items()]
    for label, lines in beside:
        following = max(page_count, pages[-1].number) + 1
        pages += pages_aside(label, lines, most=limits.max_pages, first_number=following)
    if page_count > limits.max_pages:
        warnings.append(warning("pages_limit", limit=limits.max_pages, what="pages"))
    if characters >= limits.max_characters:
        warnings.append(warning("characters_limit", limit=limits.max_characters))
    return Reading(FILE_TYPES["pdf"].media_type, tuple(pages), page_count=page_count, warnings=tuple(warnings))


@dataclass(frozen=True, slots=True)
class _Want:
    """A page to look at: whole, because its text says nothing, or only what its images show beside the text; `name`
    tells whether another page shows the same."""

    number: int
    name: str | None


class _Wanted:
    """The pages of a document to look at. Those without text come first: what may be looked at is bounded."""

    def __init__(self, document: pypdfium2.PdfDocument, limits: Limits, recognise: Recogniser | None) -> None:
        self._document = document
        self._limits = limits
        self._looking = Looking(recognise, limits)
        self._wants: list[_Want] = []

    def consider(
        self,
        page: pypdfium2.PdfPage,
        textpage: pypdfium2.PdfTextPage | None,
        number: int,
        text_length: int,
        *,
        is_garbled: bool,
    ) -> None:
        """Notes the page if a reader sees more on it than its text says. `textpage`: the page's, if it is open."""
        sight = sight_of(page, textpage)
        if is_garbled or sight.is_picture(text_length):
            self._wants.append(_Want(number, None))
        elif (name := bare_ink(page, sight, self._limits)) is not None:
            self._wants.append(_Want(number, name))

    def see(self, pages: list[Page]) -> list[int]:
        """Puts what is read into the pages (page 1 first); the numbers of those that cannot be drawn."""
        known: dict[str, Sight] = {}
        broken: list[int] = []
        for want in sorted(self._wants, key=lambda one: (one.name is not None, one.number)):
            own = pages[want.number - 1]
            try:
                page = self._document[want.number - 1]
                text, sight = self._seen(page, want, own.text, known)
                page.close()
            except pypdfium2.PdfiumError:
                broken.append(want.number)
                continue
            if text != own.text:
                seen = placed(text, sight)
                pages[want.number - 1] = replace(own, text=text, ocr=True, rows=(), placed=(), seen=seen)
        return broken

    def _seen(self, page: pypdfium2.PdfPage, want: _Want, own: str, known: dict[str, Sight]) -> tuple[str, Sight]:
        """The page's text with what is seen on it, and the latter."""
        if want.name is None:
            seen = self._looking.see(want.number, functools.partial(rendered, page, self._limits))
            return (seen.text if len(seen.text) > len(own) else own), seen
        sight = sight_of(page)
        if want.name not in known:
            picture = functools.partial(only_images, page, sight, self._limits)
            known[want.name] = self._looking.see(want.number, picture)
        seen = known[want.name]
        return (merged(own, seen, counted(page, sight)) if seen.text else own), seen

    def warnings(self) -> list[ReadingProblem]:
        """What could not be looked at, or not read."""
        return self._looking.warnings()


def open_pdf(data: bytes) -> tuple[pypdfium2.PdfDocument, list[ReadingProblem]]:
    """The document, or what can be salvaged of it, and what is to be said of damage."""
    try:
        lost = [warning("truncated", what="changes that were appended last are missing")] if lost_its_end(data) else []
        return pypdfium2.PdfDocument(data), lost
    except pypdfium2.PdfiumError as error:
        # The kind of failure is only in the message text. Other failures say "Success" or "Data format error".
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise UnreadableError("encrypted", "The PDF needs a password to be opened.") from None
    left = salvage(data)
    if left is None:
        raise UnreadableError("corrupt", "The PDF is damaged and cannot be opened.")
    what = f"{left.page_count} of {left.pages_before} pages" if left.pages_before else f"{left.page_count} pages"
    if left.loose_count:
        what += f"; {left.loose_count} of them by their contents alone, without their order and size"
    if left.emptied:
        what += f"; the contents are lost of {page_ranges(left.emptied)}"
    try:
        return pypdfium2.PdfDocument(left.data), [warning("truncated", what=what)]
    except pypdfium2.PdfiumError:
        raise UnreadableError("corrupt", "The PDF is damaged and cannot be opened.") from None


def _text_of(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    index: int,
    found: _Found,
    looker: Looker,
    *,
    flatten: bool,
) -> tuple[pypdfium2.PdfTextPage, str, bool, bool]:
    """What PDFium knows of the text of the page as it is drawn; the page's text, form answers and FreeText notes
    included; whether its text layer is garbled; and whether it may have images. Its hidden text goes to `found`.

    PDFium's page text has neither, nor the words of a stamp. What annotations draw becomes page text by flattening and
    loading the page again; FreeText is asked of them besides, since that shows it only where it has an appearance.
    """
    page, on_it, marks = _flattened(document, page, index, found, looker, flatten=flatten)
    unseen = on_it.unseen
    drawn = looker.drawn(page)
    texts = _texts_of(drawn)
    if len(texts) > MOST_AT_ONCE or looker.is_spent:
        texts = texts_on(page)
    if len(texts) > MOST_AT_ONCE:
        raw, is_cut = text_piece_by_piece(page, texts)
        found.crowded.append(index + 1)
        found.cut += [index + 1] if is_cut else []
        textpage, seen = page.get_textpage(), SeenText(raw, may_have_images=False)
    else:
        unseen += set_right(texts, lambda: _copied(document[index], looker))
        textpage = page.get_textpage()
        seen = looker.text(textpage, drawn, marks, on_it.over)
    text, garbled = shown_text(seen.raw)
    if hidden := " ".join(filter(None, [shown_text(seen.hidden)[0], *map(tidy, unseen)])):
        found.hidden[index + 1] = hidden
    squeezed = "".join(text.split()) if on_it.notes else ""
    missing = [note for note in on_it.notes if "".join(note.split()) not in squeezed]
    return textpage, (tidy("\n".join([text, *missing])) if missing else text), garbled, seen.may_have_images


def _flattened(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    index: int,
    found: _Found,
    looker: Looker,
    *,
    flatten: bool,
) -> tuple[pypdfium2.PdfPage, Annotations, list[Mark]]:
    """The page with what its annotations draw as text of its own; what they say, and the answers of its boxes."""
    on_it = Annotations()
    marks: list[Mark] = []
    annotations = pdfium.FPDFPage_GetAnnotCount(page)
    if annotations > 0:
        on_it = annotations_on(page, annotations, looker.annotations_off)
        if on_it.remarks:
            found.remarks[index + 1] = on_it.remarks
        found.pinned += [index + 1] if on_it.is_pinned else []
        found.layered += [index + 1] if on_it.is_layered else []
        if flatten or on_it.has_pictures:
            marks = marks_on(page, document.formenv, min(annotations, MOST_ANNOTATIONS))
            pdfium.FPDFPage_Flatten(page, pdfium.FLAT_NORMALDISPLAY)  # which pypdfium2 leaves to forms
            page = document[index]
    return page, on_it, marks


def text_of_page(document: pypdfium2.PdfDocument, index: int) -> tuple[pypdfium2.PdfTextPage, list[bool]] | None:
    """What PDFium knows of the text of a page as it is drawn, and for each of its characters whether nobody sees it;
    None of a page with too many texts. Raises PdfiumError."""
    has_form = document.get_formtype() != pdfium.FORMTYPE_NONE
    if has_form:
        document.init_forms()
    looker = Looker(may_layers_be_off=True)
    page, on_it, _ = _flattened(document, document[index], index, _Found(), looker, flatten=has_form)
    if len(texts_on(page)) > MOST_AT_ONCE:
        return None
    drawn = looker.drawn(page)
    set_right(_texts_of(drawn), lambda: _copied(document[index], looker))
    textpage = page.get_textpage()
    return textpage, looker.unseen(textpage, drawn, on_it.over)


def _texts_of(drawn: dict[Handle, Drawn]) -> list[Handle]:
    return [item for objects in drawn.values() for item, kind in objects if kind == pdfium.FPDF_PAGEOBJ_TEXT]


def _copied(page: pypdfium2.PdfPage, looker: Looker) -> tuple[pypdfium2.PdfPage, list[Handle]]:
    return page, _texts_of(looker.drawn(page))


def _document_warnings(document: pypdfium2.PdfDocument, form_type: int) -> list[ReadingProblem]:
    found = []
    names = [
        label_of(document.get_attachment(i).get_name()) or "unnamed"
        for i in range(min(document.count_attachments(), 10))
    ]
    if names:
        found.append(warning("embedded_files", what=", ".join(names)))
    if pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        found.append(warning("active_content"))
    if form_type in (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND):
        found.append(warning("dynamic_form"))
    if pdfium.FPDF_GetSecurityHandlerRevision(document) != -1:
        found.append(warning("permissions"))
    return found
