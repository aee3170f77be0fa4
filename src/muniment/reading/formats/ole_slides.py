"""Reads ppt: a page a slide, in the order shown; the speaker's notes follow, apart ([MS-PPT], PowerPoint 97 and later).

A file saved repeatedly holds old versions of its slides; the persist directory names the current ones.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from muniment.limits import Limits
from muniment.reading.aside import NOTES, pages_aside
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.ole import container_warnings, open_ole, stream_of
from muniment.reading.formats.stored_pictures import blips, see, with_pictures
from muniment.reading.model import Page, PageKind, Reading, UnreadableError
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import label_of, tidy
from muniment.reading.warnings import warning

MEDIA_TYPE = FILE_TYPES["ppt"].media_type

ENCRYPTED_TOKEN = 0xF3D1C4DF  # [MS-PPT] 2.3.2
_DOCUMENT, _SLIDE, _NOTES, _SLIDE_ATOM, _NOTES_ATOM = 1000, 1006, 1008, 1007, 1009
_SLIDE_LIST, _PERSIST_ATOM, _USER_EDIT, _PERSIST_DIRECTORY = 4080, 1011, 4085, 6002
_TEXT_HEADER, _TEXT_WIDE, _TEXT_NARROW, _OUTLINE_REFERENCE = 3999, 4000, 4008, 3998
_MACROS_ATOM, _EMBEDDED = 1024, 4044
_TITLES = frozenset({0, 6})  # TextTypeEnum: title, centred title
_SLIDES_INSTANCE, _NOTES_INSTANCE = 0, 2
_MOST_RECORDS = 2_000_000
_MOST_EDITS = 10_000


class _Record(NamedTuple):
    """A record's header; `start` and `end` bound its content."""

    kind: int
    instance: int
    is_container: bool
    start: int
    end: int


@dataclass(slots=True)
class _Entry:
    """A slide or notes page as the document lists it, with the outline text kept there for it."""

    persist: int
    identifier: int
    texts: list[tuple[int, str]] = field(default_factory=list)  # (text type, text)


def read_ppt(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Slides, then their notes. Raises UnreadableError: `encrypted`, `corrupt`, `mismatch`."""
    container = open_ole(file)
    data = stream_of(container, "PowerPoint Document")
    user = stream_of(container, "Current User") if container.exists("Current User") else b""
    if len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == ENCRYPTED_TOKEN:
        raise UnreadableError("encrypted", "The presentation needs a password to be opened.")
    if container.exists("EncryptedSummary"):
        raise UnreadableError("encrypted", "The presentation needs a password to be opened.")
    try:
        deck = _Deck(data)
        texts = deck.slides(struct.unpack_from("<I", user, 16)[0] if len(user) >= 20 else None)
    except (struct.error, IndexError):
        raise UnreadableError("corrupt", "The presentation's records are damaged.") from None
    warnings = container_warnings(container)
    if deck.has_macros and not any(one.code == "macros" for one in warnings):
        warnings.append(warning("macros"))
    if deck.embedded:
        warnings.append(warning("embedded_files", what=str(deck.embedded)))
    pages: list[Page] = []
    left = limits.max_characters
    for title, text, _ in texts[: limits.max_pages]:
        text = tidy(text)[:left]
        left -= len(text)
        pages.append(Page(len(pages) + 1, text, PageKind.SLIDE, label_of(title)))
        if left <= 0:
            warnings.append(warning("characters_limit", limit=limits.max_characters))
            break
    following = len(texts) + 1
    for number, (_, _, notes) in enumerate(texts[: len(pages)], start=1):
        made = pages_aside(f"{NOTES}, slide {number}", notes, most=limits.max_pages, first_number=following)
        following += len(made)
        pages += made
    if len(texts) > limits.max_pages:
        warnings.append(warning("pages_limit", limit=limits.max_pages, what="slides"))
    stored = stream_of(container, "Pictures") if container.exists("Pictures") else b""
    reading = Reading(MEDIA_TYPE, tuple(pages), page_count=len(texts), warnings=tuple(warnings))
    return with_pictures(reading, see(blips(stored), limits, recognise))


class _Deck:
    """The record stream of one presentation."""

    def __init__(self, data: bytes) -> None:
        self.has_macros = False
        self.embedded = 0
        self._data = data
        self._records_left = _MOST_RECORDS

    def slides(self, newest_edit: int | None) -> list[tuple[str, str, list[str]]]:
        """(title, text, notes) per slide in the order shown; in the order stored when the directory is damaged."""
        offsets, document_offset = self._persist_directory(newest_edit)
        lists: dict[int, list[_Entry]] = {_SLIDES_INSTANCE: [], _NOTES_INSTANCE: []}
        document = self._at(document_offset) if document_offset is not None else None
        if document is not None and document.kind == _DOCUMENT:
            for record in self._walk(document.start, document.end):
                if record.kind == _SLIDE_LIST and record.instance in lists:
                    lists[record.instance] += self._entries(record)
                if record.kind == _MACROS_ATOM and record.end - record.start >= 8:
                    self.has_macros |= struct.unpack_from("<I", self._data, record.start + 4)[0] != 0
                self.embedded += record.kind == _EMBEDDED
        notes = {one.identifier: one for one in lists[_NOTES_INSTANCE]}
        found = [self._slide(entry, notes, offsets) for entry in lists[_SLIDES_INSTANCE]]
        return found if any(text.strip() for _, text, _ in found) else self._as_stored() or found

    def _slide(self, entry: _Entry, notes: dict[int, _Entry], offsets: dict[int, int]) -> tuple[str, str, list[str]]:
        texts: list[tuple[int, str]] = []
        seen_outline: set[int] = set()
        notes_identifier = 0
        slide = self._at(offsets.get(entry.persist, -1))
        if slide is not None and slide.kind == _SLIDE:
            for record in self._walk(slide.start, slide.end):
                if record.kind == _SLIDE_ATOM and record.end - record.start >= 20:
                    notes_identifier = struct.unpack_from("<I", self._data, record.start + 16)[0]
            texts = self._texts(slide, entry, seen_outline)
        # outline text that no shape of the slide refers to
        texts += [one for index, one in enumerate(entry.texts) if index not in seen_outline]
        title = next((text for kind, text in texts if kind in _TITLES), "")
        spoken: list[str] = []
        if notes_identifier in notes:
            page = self._at(offsets.get(notes[notes_identifier].persist, -1))
            if page is not None and page.kind == _NOTES:
                spoken = [text for _, text in self._texts(page, notes[notes_identifier], set()) if text.strip() != "*"]
        return title, "\n".join(text for _, text in texts), spoken

    def _texts(self, container: _Record, entry: _Entry, seen_outline: set[int]) -> list[tuple[int, str]]:
        """(text type, text) of all shapes; a shape may point into the outline: such indices go to `seen_outline`."""
        found: list[tuple[int, str]] = []
        kind = 4  # TextTypeEnum: other
        for record in self._walk(container.start, container.end):
            if record.kind == _TEXT_HEADER:
                kind = struct.unpack_from("<I", self._data, record.start)[0]
            elif record.kind in (_TEXT_WIDE, _TEXT_NARROW):
                found.append((kind, self._string(record)))
                kind = 4
            elif record.kind == _OUTLINE_REFERENCE:
                index = struct.unpack_from("<I", self._data, record.start)[0]
                if index < len(entry.texts) and index not in seen_outline:
                    seen_outline.add(index)
                    found.append(entry.texts[index])
        return found

    def _entries(self, slide_list: _Record) -> list[_Entry]:
        entries: list[_Entry] = []
        kind = 4
        for record in self._walk(slide_list.start, slide_list.end):
            if record.kind == _PERSIST_ATOM:
                persist, _, _, identifier = struct.unpack_from("<IIII", self._data, record.start)
                entries.append(_Entry(persist, identifier))
            elif record.kind == _TEXT_HEADER:
                kind = struct.unpack_from("<I", self._data, record.start)[0]
                if entries:
                    entries[-1].texts.append((kind, ""))
            elif record.kind in (_TEXT_WIDE, _TEXT_NARROW) and entries and entries[-1].texts:
                entries[-1].texts[-1] = (kind, self._string(record))
        return entries

    def _as_stored(self) -> list[tuple[str, str, list[str]]]:
        found: list[tuple[str, str, list[str]]] = []
        for record in self._walk(0, len(self._data)):
            if record.kind == _SLIDE:
                texts = self._texts(record, _Entry(0, 0), set())
                found.append(("", "\n".join(text for _, text in texts), []))
        return found

    def _persist_directory(self, newest_edit: int | None) -> tuple[dict[int, int], int | None]:
        """(persist id -> offset, offset of the document), newest edit first."""
        offsets: dict[int, int] = {}
        document: int | None = None
        edit, visited = newest_edit, 0
        while edit and visited < _MOST_EDITS:
            visited += 1
            record = self._at(edit)
            if record is None or record.kind != _USER_EDIT:
                break
            _, _, previous, directory, document_id = struct.unpack_from("<IIIII", self._data, record.start)
            self._read_directory(directory, offsets)
            document = offsets.get(document_id) if document is None else document
            edit = previous if previous < edit else 0  # edits point backwards; anything else is a loop
        if document is None:
            document = next((one.start - 8 for one in self._top_level() if one.kind == _DOCUMENT), None)
        return offsets, document

    def _read_directory(self, at: int, offsets: dict[int, int]) -> None:
        record = self._at(at)
        if record is None or record.kind != _PERSIST_DIRECTORY:
            return
        position = record.start
        while position + 4 <= record.end:
            (word,) = struct.unpack_from("<I", self._data, position)
            first, count = word & 0xFFFFF, word >> 20
            count = min(count, (record.end - position - 4) // 4)
            for index, offset in enumerate(struct.unpack_from(f"<{count}I", self._data, position + 4)):
                offsets.setdefault(first + index, offset)
            position += 4 + 4 * max(count, 0)

    def _string(self, record: _Record) -> str:
        raw = self._data[record.start : record.end]
        # narrow text holds the low bytes of UTF-16 ([MS-PPT] 2.9.43), in practice cp1252
        text = raw.decode("utf-16-le", "replace") if record.kind == _TEXT_WIDE else raw.decode("cp1252", "replace")
        return text.replace("\r", "\n").replace("\x0b", "\n")

    def _at(self, offset: int) -> _Record | None:
        if not 0 <= offset <= len(self._data) - 8:
            return None
        head, kind, size = struct.unpack_from("<HHI", self._data, offset)
        end = min(offset + 8 + size, len(self._data))
        return _Record(kind, head >> 4, head & 0xF == 0xF, offset + 8, end)

    def _top_level(self) -> Iterator[_Record]:
        position = 0
        while (record := self._at(position)) is not None:
            yield record
            position = record.end

    def _walk(self, start: int, end: int) -> Iterator[_Record]:
        """All records inside, containers before their content; bounded over the whole document."""
        position = start
        while position < end and (record := self._at(position)) is not None:
            self._records_left -= 1
            if self._records_left < 0:
                raise UnreadableError("corrupt", "The presentation holds more records than any honest one.")
            yield record
            position = record.start if record.is_container else record.end
