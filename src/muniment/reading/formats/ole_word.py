"""Reads doc: Word 97 and later by its piece table ([MS-DOC] 2.4.1), Word 6 and 95 by theirs.

Text boxes, footnotes, headers and comments are stories after the body; each becomes blocks of its own. Paragraph styles
are not read, so headings are guessed from the look of a line.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field, replace
from typing import BinaryIO

from muniment.limits import Limits
from muniment.reading.aside import COMMENTS, DELETED, HIDDEN, hidden_warning, pages_aside
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.ole import container_warnings, open_ole, stream_of
from muniment.reading.formats.ole_word_lists import words_of_lists
from muniment.reading.formats.ole_word_looks import parted, spans_of, white_counts
from muniment.reading.formats.stored_pictures import blips, see, with_pictures
from muniment.reading.formats.word_fields import is_unshown, shown_without_result
from muniment.reading.model import Page, Reading, UnreadableError
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import Paragraph, blocks, looks_like_heading
from muniment.reading.warnings import shortened, warning

MEDIA_TYPE = FILE_TYPES["doc"].media_type

WORD_97 = 0xA5EC
WORD_6 = 0xA5DC
_ENCRYPTED, _TABLE_1, _COMPLEX, _OBFUSCATED = 0x0100, 0x0200, 0x0004, 0x8000
_STORIES = (
    None,
    "Footnotes",
    "Headers and footers",
    None,
    COMMENTS,
    "Endnotes",
    "Text boxes",
    "Text boxes in headers",
)
"""Labels of the stories in their order in the file; the body has none, the fourth (macros) is never text."""

_WORD_6_CODEPAGES = {
    0x04: "cp936", 0x05: "cp1250", 0x08: "cp1253", 0x0D: "cp1255", 0x0E: "cp1250", 0x11: "cp932", 0x12: "cp949",
    0x15: "cp1250", 0x18: "cp1250", 0x19: "cp1251", 0x1A: "cp1250", 0x1B: "cp1250", 0x1E: "cp874", 0x1F: "cp1254",
    0x22: "cp1251", 0x24: "cp1250", 0x25: "cp1257", 0x26: "cp1257", 0x27: "cp1257",
}  # fmt: skip
"""Primary language of the file -> code page of its 8-bit text; else cp1252."""

# Marks in the text: cell, line, page or section, column, hyphens; pictures, notes and objects have no text of their own
_MARKS = str.maketrans(
    {
        "\x07": "\t",
        "\x0b": "\n",
        "\x0e": "\n",
        "\x1e": "-",
        "\x1f": None,
        "\x01": None,
        "\x02": None,
        "\x05": None,
        "\x08": None,
    }
)
_FIELD = re.compile("[\x13\x14\x15]")
_FORM_FIELD = re.compile("\x13 ?(FORMCHECKBOX|FORMDROPDOWN)\\b")
"""Fields whose answer stands in another stream, in no form of text."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the text lies: lengths of the stories in characters, and the pieces (characters, offset, encoding)."""

    lengths: tuple[int, ...]
    pieces: list[tuple[int, int, str]]


def read_doc(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Blocks of about a page. Raises UnreadableError: `encrypted`, `corrupt`, `mismatch`."""
    container = open_ole(file)
    word = stream_of(container, "WordDocument")
    try:
        if len(word) < 0x60:
            raise UnreadableError("corrupt", "The document's first record is cut off.")
        ident, flags = struct.unpack_from("<H", word)[0], struct.unpack_from("<H", word, 0x0A)[0]
        if ident not in (WORD_97, WORD_6):
            raise UnreadableError("mismatch", "The document was written by a Word older than version 6.")
        if flags & (_ENCRYPTED | _OBFUSCATED):
            raise UnreadableError("encrypted", "The document needs a password to be opened.")
        if ident == WORD_97:
            table = stream_of(container, "1Table" if flags & _TABLE_1 else "0Table")
            layout = _layout_97(word, table)
            spans = spans_of(word, table, layout.pieces)
            labels = words_of_lists(word, table)
        else:
            layout, spans = _layout_6(word, is_complex=bool(flags & _COMPLEX)), []
            labels = []
        text = _gather(word, layout, limits.max_characters)
    except (struct.error, IndexError):
        raise UnreadableError("corrupt", "The document's tables are damaged.") from None
    warnings = container_warnings(container)
    if fields := sorted(set(_FORM_FIELD.findall(text))):
        warnings.append(warning("form_answers", what=shortened(fields)))
    if labels:
        warnings.append(warning("text_unread", what=f"labels of lists ({shortened(labels)})"))
    if len(text) >= limits.max_characters:
        warnings.append(warning("characters_limit", limit=limits.max_characters))
    pages: list[Page] = []
    deleted: list[str] = []
    hidden: list[str] = []
    is_white_hidden = bool(spans) and white_counts(word, text)
    start = 0
    for label, length in zip(_STORIES, layout.lengths, strict=False):
        story = parted(text, start, start + length, spans, is_white_hidden=is_white_hidden and label is None)
        start += length
        if label is None and pages:
            continue
        deleted += story.deleted
        hidden += story.hidden
        shown, unseen = _with_shown_fields(story.seen)
        hidden += unseen
        made = blocks(_paragraphs(shown), most=limits.max_pages, first_number=len(pages) + 1)
        pages += made if label is None else [replace(one, label=label, aside=label == COMMENTS) for one in made]
    pages += pages_aside(DELETED, deleted, most=limits.max_pages, first_number=len(pages) + 1)
    pages_unseen = pages_aside(HIDDEN, hidden, most=limits.max_pages, first_number=len(pages) + 1)
    warnings += hidden_warning({f"on page {len(pages) + 1}": sum(len(page.text) for page in pages_unseen)})
    pages += pages_unseen
    data = stream_of(container, "Data") if container.exists("Data") else b""
    pictures = see(blips(word, data), limits, recognise)
    return with_pictures(Reading(MEDIA_TYPE, tuple(pages), warnings=tuple(warnings)), pictures)


def _layout_97(word: bytes, table: bytes) -> _Layout:
    lengths = struct.unpack_from("<8i", word, 0x4C)
    start, size = struct.unpack_from("<II", word, 0x01A2)
    pieces = _pieces(table[start : start + size], "cp1252")
    if not pieces:
        raise UnreadableError("corrupt", "The document's piece table is missing.")
    return _Layout(tuple(max(0, one) for one in lengths), pieces)


def _layout_6(word: bytes, *, is_complex: bool) -> _Layout:
    """Word 6 and 95: 8-bit text, the piece table in the same stream and only after a fast save."""
    language = struct.unpack_from("<H", word, 0x06)[0] & 0x3FF
    encoding = _WORD_6_CODEPAGES.get(language, "cp1252")
    lengths = tuple(max(0, one) for one in struct.unpack_from("<8i", word, 0x34))
    if is_complex:
        start, size = struct.unpack_from("<II", word, 0x0160)
        pieces = [
            (count, offset, encoding) for count, offset, _ in _pieces(word[start : start + size], encoding, wide=False)
        ]
        if pieces:
            return _Layout(lengths, pieces)
    first, last = struct.unpack_from("<II", word, 0x18)
    return _Layout(lengths, [(max(0, last - first), first, encoding)])


def _pieces(clx: bytes, narrow: str, *, wide: bool = True) -> list[tuple[int, int, str]]:
    """The pieces of a Clx ([MS-DOC] 2.9.38): formatting runs to skip, then character positions and their offsets."""
    position = 0
    while position < len(clx) and clx[position] == 0x01:
        position += 3 + int(struct.unpack_from("<H", clx, position + 1)[0])
    if position >= len(clx) or clx[position] != 0x02:
        return []
    size = struct.unpack_from("<I", clx, position + 1)[0]
    count = (min(size, len(clx) - position - 5) - 4) // 12
    if count <= 0:
        return []
    position += 5
    bounds = struct.unpack_from(f"<{count + 1}I", clx, position)
    position += 4 * (count + 1)
    pieces = []
    for index in range(count):
        offset = struct.unpack_from("<I", clx, position + 8 * index + 2)[0]
        length = max(0, bounds[index + 1] - bounds[index])
        if not wide:
            pieces.append((length, offset, narrow))
        elif offset & 0x40000000:
            pieces.append((length, (offset & 0x3FFFFFFF) // 2, narrow))
        else:
            pieces.append((length, offset, "utf-16-le"))
    return pieces


def _gather(word: bytes, layout: _Layout, max_characters: int) -> str:
    """The text of all stories in one string, whose positions are the file's (so no piece may change its length)."""
    found: list[str] = []
    left = max_characters
    for length, offset, encoding in layout.pieces:
        length = min(length, left)
        if length <= 0:
            break
        if encoding == "utf-16-le":
            text = word[offset : offset + 2 * length].decode(encoding, "surrogatepass")
        elif encoding in ("cp932", "cp936", "cp949"):  # two bytes a letter: positions count bytes
            text = word[offset : offset + length].decode(encoding, "replace").ljust(length, "\x00")
        else:
            text = word[offset : offset + length].decode(encoding, "replace")
        found.append(text)
        left -= length
    return "".join(found)


def _paragraphs(shown: str) -> list[Paragraph]:
    """Lines of a story: table rows as lines with tabs between the cells."""
    # a row ends with a cell mark of its own right after its last cell's
    shown = re.sub("\x07\x07+", lambda run: "\x07" * (len(run.group()) - 1) + "\r", shown)
    found = []
    for index, sheet in enumerate(shown.split("\x0c")):
        opens_page = index > 0
        for line in sheet.split("\r"):
            text = line.translate(_MARKS).rstrip("\t ")
            found.append(Paragraph(text, looks_like_heading(text), opens_page and bool(text)))
            opens_page = opens_page and not text
    return found


@dataclass(slots=True)
class _Field:
    """A field that is open: its instruction, whether its result has begun, whether that is shown, and whether any text
    of it was met."""

    instruction: list[str] = field(default_factory=list)
    has_result: bool = False
    is_unshown: bool = False
    is_empty: bool = True


def _with_shown_fields(story: str) -> tuple[str, list[str]]:
    """The story with what its fields show instead of what they are told with (HYPERLINK, PAGE, TOC); and the results of
    those that show none."""
    if "\x13" not in story:
        return story, []
    kept: list[str] = []
    unseen: list[str] = []
    fields: list[_Field] = []
    telling = unshown = 0  # how many of them have no result yet, or one that is not shown
    last = 0

    def take(text: str) -> None:
        if not telling:
            (unseen if unshown and text.strip() else kept).append(text)
            if fields and text.strip():
                fields[-1].is_empty = False
        elif not fields[-1].has_result:
            fields[-1].instruction.append(text)

    for mark in _FIELD.finditer(story):
        take(story[last : mark.start()])
        last = mark.end()
        if mark.group() == "\x13":
            fields.append(_Field())
            telling += 1
        elif fields and mark.group() == "\x14":
            if not fields[-1].has_result:
                fields[-1].has_result = True
                fields[-1].is_unshown = is_unshown("".join(fields[-1].instruction))
                telling -= 1
                unshown += fields[-1].is_unshown
        elif fields:
            ended = fields.pop()
            telling -= not ended.has_result
            unshown -= ended.is_unshown
            if ended.is_empty:
                take(shown_without_result("".join(ended.instruction)))
    # a field that never ends would swallow the rest of the document
    kept.append(story[last:])
    return "".join(kept), unseen
