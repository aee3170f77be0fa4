"""Reads ppt: a page a slide, in the order shown; what is hidden and the speaker's notes follow, apart ([MS-PPT],
PowerPoint 97 and later).

A file saved repeatedly holds old versions of its slides; the persist directory names the current ones.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, NamedTuple

from muniment.limits import Limits
from muniment.reading.aside import COMMENTS, HIDDEN, NOTES, hidden_warning, pages_aside
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.ole import container_warnings, open_ole, stream_of
from muniment.reading.formats.stored_pictures import blips, see, with_pictures
from muniment.reading.model import Page, PageKind, Reading, UnreadableError
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import label_of, tidy
from muniment.reading.warnings import page_ranges, warning

MEDIA_TYPE = FILE_TYPES["ppt"].media_type

ENCRYPTED_TOKEN = 0xF3D1C4DF  # [MS-PPT] 2.3.2
_DOCUMENT, _SLIDE, _NOTES, _SLIDE_ATOM, _NOTES_ATOM = 1000, 1006, 1008, 1007, 1009
_SLIDE_LIST, _PERSIST_ATOM, _USER_EDIT, _PERSIST_DIRECTORY = 4080, 1011, 4085, 6002
_BLOB, _COMMENT, _TEXT_OF_COMMENT = 5003, 12000, 1
_TEXT_HEADER, _TEXT_WIDE, _TEXT_NARROW, _OUTLINE_REFERENCE = 3999, 4000, 4008, 3998
_MACROS_ATOM, _EMBEDDED = 1024, 4044
_TITLES, _OTHER = frozenset({0, 6}), 4  # TextTypeEnum: title, centred title
_SLIDES_INSTANCE, _MASTERS_INSTANCE, _NOTES_INSTANCE = 0, 1, 2
_MASTER, _DOCUMENT_ATOM, _SHOW_ATOM, _PLACEHOLDER_ATOM = 1016, 1001, 1017, 3011
_HIDDEN_IN_SHOW = 0x0004  # [MS-PPT] 2.6.6
_SHOWS_MASTER = 0x0001  # 2.5.10
_MARGINS, _MARGINS_ATOM, _STRING, _OF_SLIDES = 4057, 4058, 4026, 3
_SHOWN_MARGINS = {0: 0x0004, 2: 0x0020}  # a date that was written, a footer; by the flags that show them (2.4.15.2)
_SHAPE, _OPTIONS, _ANCHOR = 0xF004, 0xF00B, 0xF010
_SHAPE_FLAGS, _IS_HIDDEN = 0x03BF, 0x00020002  # [MS-ODRAW] 2.3.4.44
_MOST_RECORDS = 2_000_000
_OPTIONS_OF_ONE, _BYTES_OF_ONE = 16, 128  # options of a shape, bytes of a text, that count as much as a record
_MOST_EDITS = 10_000


class _Record(NamedTuple):
    """A record's header; `start` and `end` bound its content."""

    kind: int
    instance: int
    is_container: bool
    start: int
    end: int


@dataclass(slots=True)
class _Slide:
    """What a slide shows, what of it nobody sees, and what is said to it. `master`: identifier of what is behind it; 0
    for none."""

    title: str = ""
    text: str = ""
    hidden: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    is_hidden: bool = False
    master: int = 0


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
        slides = deck.slides(struct.unpack_from("<I", user, 16)[0] if len(user) >= 20 else None)
        behind = deck.behind(slides[: limits.max_pages])
    except (struct.error, IndexError):
        raise UnreadableError("corrupt", "The presentation's records are damaged.") from None
    warnings = container_warnings(container)
    if deck.has_macros and not any(one.code == "macros" for one in warnings):
        warnings.append(warning("macros"))
    if deck.embedded:
        warnings.append(warning("embedded_files", what=str(deck.embedded)))
    pages: list[Page] = []
    hidden: dict[str, int] = {}
    left = limits.max_characters
    for number, slide in enumerate(slides[: limits.max_pages], start=1):
        text = tidy(slide.text)[:left]
        left -= len(text)
        label = f"Hidden slide: {slide.title}" if slide.is_hidden else slide.title
        pages.append(Page(number, text, PageKind.SLIDE, label_of(label), aside=slide.is_hidden))
        hidden[f"on slide {number}, which is hidden"] = len(text) if slide.is_hidden else 0
        hidden[f"on slide {number}"] = sum(map(len, slide.hidden))
        if left <= 0:
            warnings.append(warning("characters_limit", limit=limits.max_characters))
            break
    following = len(slides) + 1
    for numbers, text in behind:
        label = f"Behind {page_ranges(numbers).replace('page', 'slide')}"
        pages.append(Page(following, tidy(text)[: limits.max_characters], PageKind.SLIDE, label))
        following += 1
    shown = slides[: limits.max_pages]
    for title, lines_of in (
        (NOTES, [one.notes for one in shown]),
        (COMMENTS, [one.comments for one in shown]),
        (HIDDEN, [one.hidden for one in shown]),
    ):
        for number, lines in enumerate(lines_of, start=1):
            made = pages_aside(f"{title}, slide {number}", lines, most=limits.max_pages, first_number=following)
            following += len(made)
            pages += made
    warnings += hidden_warning(hidden)
    if len(slides) > limits.max_pages:
        warnings.append(warning("pages_limit", limit=limits.max_pages, what="slides"))
    stored = stream_of(container, "Pictures") if container.exists("Pictures") else b""
    reading = Reading(MEDIA_TYPE, tuple(pages), page_count=len(slides), warnings=tuple(warnings))
    return with_pictures(reading, see(blips(stored), limits, recognise))


class _Deck:
    """The record stream of one presentation."""

    def __init__(self, data: bytes) -> None:
        self.has_macros = False
        self.embedded = 0
        self._data = data
        self._records_left = _MOST_RECORDS
        self._offsets: dict[int, int] = {}
        self._lists: dict[int, list[_Entry]] = {_SLIDES_INSTANCE: [], _MASTERS_INSTANCE: [], _NOTES_INSTANCE: []}
        self._margins: list[str] = []
        self._size = (0, 0)  # of a slide, in 576 parts of an inch

    def slides(self, newest_edit: int | None) -> list[_Slide]:
        """The slides in the order shown; in the order stored when the directory is damaged."""
        self._offsets, document_offset = self._persist_directory(newest_edit)
        document = self._at(document_offset) if document_offset is not None else None
        if document is not None and document.kind == _DOCUMENT:
            for record in self._walk(document.start, document.end):
                if record.kind == _SLIDE_LIST and record.instance in self._lists:
                    self._lists[record.instance] += self._entries(record)
                if record.kind == _MACROS_ATOM and record.end - record.start >= 8:
                    self.has_macros |= struct.unpack_from("<I", self._data, record.start + 4)[0] != 0
                if record.kind == _DOCUMENT_ATOM and record.end - record.start >= 8:
                    self._size = struct.unpack_from("<ii", self._data, record.start)
                if record.kind == _MARGINS and record.instance == _OF_SLIDES:
                    self._margins = self._in_margins(record)
                self.embedded += record.kind == _EMBEDDED
        notes = {one.identifier: one for one in self._lists[_NOTES_INSTANCE]}
        found = [self._slide(entry, notes) for entry in self._lists[_SLIDES_INSTANCE]]
        return found if any(one.text.strip() or one.hidden for one in found) else self._as_stored() or found

    def _slide(self, entry: _Entry, notes: dict[int, _Entry]) -> _Slide:
        found = _Slide()
        texts: list[tuple[int, str]] = []
        seen_outline: set[int] = set()
        notes_identifier = 0
        slide = self._at(self._offsets.get(entry.persist, -1))
        if slide is not None and slide.kind == _SLIDE:
            margins = self._margins
            for record in self._walk(slide.start, slide.end):
                size = record.end - record.start
                if record.kind == _BLOB:
                    found.comments += self._comments(record)
                if record.kind == _MARGINS:
                    margins = self._in_margins(record)
                if record.kind == _SLIDE_ATOM and size >= 20:
                    master, notes_identifier = struct.unpack_from("<II", self._data, record.start + 12)
                    flags = struct.unpack_from("<H", self._data, record.start + 20)[0] if size >= 22 else 0
                    found.master = master if flags & _SHOWS_MASTER else 0
                elif record.kind == _SHOW_ATOM and size >= 12:
                    flags = struct.unpack_from("<H", self._data, record.start + 10)[0]
                    found.is_hidden = bool(flags & _HIDDEN_IN_SHOW)
            texts = [*self._texts(slide, entry, seen_outline, found.hidden), *((_OTHER, text) for text in margins)]
        # outline text that no shape of the slide refers to
        texts += [one for index, one in enumerate(entry.texts) if index not in seen_outline]
        found.title = next((text for kind, text in texts if kind in _TITLES), "")
        found.text = "\n".join(text for _, text in texts)
        if notes_identifier in notes:
            page = self._at(self._offsets.get(notes[notes_identifier].persist, -1))
            if page is not None and page.kind == _NOTES:
                spoken = self._texts(page, notes[notes_identifier], set(), [])
                found.notes = [text for _, text in spoken if text.strip() != "*"]
        return found

    def behind(self, slides: Sequence[_Slide]) -> list[tuple[list[int], str]]:
        """What masters show on slides, their own shapes and not the empty placeholders: on which slides, and what."""
        shown_on: dict[int, list[int]] = {}
        for number, slide in enumerate(slides, start=1):
            if slide.master and not slide.is_hidden:
                shown_on.setdefault(slide.master, []).append(number)
        found = []
        for entry in self._lists[_MASTERS_INSTANCE]:
            master = self._at(self._offsets.get(entry.persist, -1))
            if entry.identifier in shown_on and master is not None and master.kind in (_MASTER, _SLIDE):
                texts = self._texts(master, _Entry(0, 0), set(), [], keeps_placeholders=False)
                text = "\n".join(one for _, one in texts if one.strip())
                numbers = shown_on.pop(entry.identifier)
                found += [(numbers, text)] if text else []
        return found

    def _texts(
        self,
        container: _Record,
        entry: _Entry,
        seen_outline: set[int],
        hidden: list[str],
        *,
        keeps_placeholders: bool = True,
    ) -> list[tuple[int, str]]:
        """(text type, text) of all shapes; a shape may point into the outline: such indices go to `seen_outline`. What
        nobody sees goes to `hidden`."""
        found: list[tuple[int, str]] = []
        kind = _OTHER
        unseen_up_to = left_out_up_to = 0
        is_shape_met = keeps_placeholders  # a master lists the styles of its texts before its shapes
        for record in self._walk(container.start, container.end):
            if record.kind == _SHAPE:
                is_shape_met = True
                if self._is_unseen(record):
                    unseen_up_to = record.end
                if not keeps_placeholders and self._is_placeholder(record):
                    left_out_up_to = record.end
            elif record.start < left_out_up_to or not is_shape_met:
                continue
            elif record.kind == _TEXT_HEADER:
                kind = struct.unpack_from("<I", self._data, record.start)[0]
            elif record.kind in (_TEXT_WIDE, _TEXT_NARROW):
                if record.start < unseen_up_to:
                    hidden.append(self._string(record))
                else:
                    found.append((kind, self._string(record)))
                kind = _OTHER
            elif record.kind == _OUTLINE_REFERENCE:
                index = struct.unpack_from("<I", self._data, record.start)[0]
                if index < len(entry.texts) and index not in seen_outline:
                    seen_outline.add(index)
                    if record.start < unseen_up_to:
                        hidden.append(entry.texts[index][1])
                    else:
                        found.append(entry.texts[index])
        return found

    def _comments(self, blob: _Record) -> list[str]:
        return [
            self._wide(one)
            for comment in self._walk(blob.start, blob.end)
            if comment.kind == _COMMENT
            for one in self._inside(comment)
            if one.kind == _STRING and one.instance == _TEXT_OF_COMMENT
        ]

    def _in_margins(self, container: _Record) -> list[str]:
        """The date and footer that are shown on slides."""
        flags = 0
        texts: dict[int, str] = {}
        for record in self._inside(container):
            if record.kind == _MARGINS_ATOM and record.end - record.start >= 4:
                flags = struct.unpack_from("<H", self._data, record.start + 2)[0]
            elif record.kind == _STRING:
                texts[record.instance] = self._wide(record)
        return [text for kind, text in texts.items() if flags & _SHOWN_MARGINS.get(kind, 0)]

    def _is_unseen(self, shape: _Record) -> bool:
        """Whether a shape says that it is hidden, or lies beyond the slide."""
        for record in self._inside(shape):
            if record.kind == _OPTIONS:
                self._spend(record.instance // _OPTIONS_OF_ONE)
                for at in range(record.start, min(record.end, record.start + 6 * record.instance) - 5, 6):
                    number, value = struct.unpack_from("<HI", self._data, at)
                    if number & 0x3FFF == _SHAPE_FLAGS and value & _IS_HIDDEN == _IS_HIDDEN:
                        return True
            elif record.kind == _ANCHOR and self._size[0] > 0 and record.end - record.start == 8:
                top, left, right, bottom = struct.unpack_from("<4h", self._data, record.start)
                if left >= self._size[0] or top >= self._size[1] or right <= 0 or bottom <= 0:
                    return True
        return False

    def _is_placeholder(self, shape: _Record) -> bool:
        return any(record.kind == _PLACEHOLDER_ATOM for record in self._walk(shape.start, shape.end))

    def _inside(self, container: _Record) -> Iterator[_Record]:
        """The records right inside one."""
        position = container.start
        while position < container.end and (record := self._at(position)) is not None:
            self._spend(1)
            yield record
            position = record.end

    def _entries(self, slide_list: _Record) -> list[_Entry]:
        entries: list[_Entry] = []
        kind = _OTHER
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

    def _as_stored(self) -> list[_Slide]:
        found: list[_Slide] = []
        for record in self._walk(0, len(self._data)):
            if record.kind == _SLIDE:
                one = _Slide()
                one.text = "\n".join(text for _, text in self._texts(record, _Entry(0, 0), set(), one.hidden))
                found.append(one)
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
        # narrow text holds the low bytes of UTF-16 ([MS-PPT] 2.9.43), in practice cp1252
        text = self._wide(record) if record.kind == _TEXT_WIDE else self._bytes(record).decode("cp1252", "replace")
        return text.replace("\r", "\n").replace("\x0b", "\n")

    def _wide(self, record: _Record) -> str:
        return self._bytes(record).decode("utf-16-le", "replace")

    def _bytes(self, record: _Record) -> bytes:
        self._spend((record.end - record.start) // _BYTES_OF_ONE)
        return self._data[record.start : record.end]

    def _spend(self, records: int) -> None:
        """What is looked at is bounded over the whole document, however often its records hold each other."""
        self._records_left -= records
        if self._records_left < 0:
            raise UnreadableError("corrupt", "The presentation holds more records than any honest one.")

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
            self._spend(1)
            yield record
            position = record.start if record.is_container else record.end
