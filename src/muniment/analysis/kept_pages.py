"""Pages as they are kept: compressed where they were read, in the sandbox's child, and never unpacked whole here.

A page and the search's entries of it cross as parts of bytes ahead of the child's findings. This module is both sides
of the crossing; what arrives is checked by `claims`.
"""

from __future__ import annotations

import codecs
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import orjson

from muniment.reading.model import Page, PageKind
from muniment.reading.seen_words import packed, unpacked
from muniment.reading.words import entries, is_entry

MAX_INDEX_BYTES = 40 * 1024 * 1024
"""Words of one document that the search can know. Its text of 10 million characters (`Limits.max_characters`) has less,
unless it is made of characters that stand for many (U+FDFA becomes 18) or of more than 5.9 million without spaces (a
Han letter has seven bytes of words)."""

Entry = tuple[int, str]
"""The number of a page, and its words or a part of them with spaces between."""

_PAGE, _ENTRY, _SEEN = b"P", b"W", b"S"
_COMPRESSION = 6
_PIECE_BYTES = 65_536
_MAX_LABEL_CHARACTERS = 2_000
_HEAD_END = b"\n"


class BrokenPartError(ValueError):
    """What arrived is not what this module sends."""


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page of `character_count` characters, whose text is `compressed` (zlib, UTF-8). `seen`: where its recognised
    words stand, packed (`reading.seen_words`). See `reading.model.Page`."""

    number: int
    kind: PageKind
    label: str | None
    ocr: bool
    character_count: int
    compressed: bytes
    seen: bytes = b""

    def pieces(self) -> Iterator[str]:
        """The text in pieces of at most 64 Ki bytes. Raises BrokenPartError, at the latest when all were taken, for
        what is not zlib, not UTF-8, or not as long as it says; it is never unpacked further than that."""
        unpacking, decoding = zlib.decompressobj(), codecs.getincrementaldecoder("utf-8")()
        rest, count = self.compressed, 0
        try:
            while not unpacking.eof:
                unpacked = unpacking.decompress(rest, _PIECE_BYTES)
                rest = unpacking.unconsumed_tail
                if not unpacked and not rest and not unpacking.eof:
                    raise BrokenPartError("a page's text breaks off")
                piece = decoding.decode(unpacked, final=unpacking.eof)
                count += len(piece)
                if count > self.character_count:
                    break
                yield piece
        except (zlib.error, UnicodeDecodeError) as error:
            raise BrokenPartError(f"a page's text is no text: {error}") from None
        if count != self.character_count or unpacking.unused_data:
            raise BrokenPartError("a page's text is not as long as it says")


def kept(page: Page) -> KeptPage:
    """The page as it is kept."""
    compressed = zlib.compress(page.text.encode(), _COMPRESSION)
    seen = packed(page.seen) if page.label is None else b""  # of the member of an archive there is no picture
    return KeptPage(page.number, page.kind, page.label, page.ocr, len(page.text), compressed, seen)


class Index:
    """The entries of a document's pages, one page after the other, up to MAX_INDEX_BYTES of words in all."""

    def __init__(self) -> None:
        self._left = MAX_INDEX_BYTES

    @property
    def is_whole(self) -> bool:
        """Whether no word had to be left out yet."""
        return self._left >= 0

    def entries_of(self, page: Page) -> Iterator[Entry]:
        """The page's entries; none once the words were too many."""
        if not self.is_whole:
            return
        for entry in entries(page):
            self._left -= len(entry.encode())
            if not self.is_whole:
                return
            yield page.number, entry


def send(pages: Iterable[Page], emit: Callable[[bytes], None]) -> bool:
    """Send pages and entries, in the child. Whether all of the words are among the entries: MAX_INDEX_BYTES of them
    are, in the order of the pages."""
    index = Index()
    for page in pages:
        one = kept(page)
        head = {
            "number": one.number,
            "kind": one.kind.value,
            "label": one.label and one.label[:_MAX_LABEL_CHARACTERS],
            "ocr": one.ocr,
            "character_count": one.character_count,
        }
        emit(_PAGE + json.dumps(head).encode() + _HEAD_END + one.compressed)
        if one.seen:
            emit(_SEEN + str(one.number).encode() + _HEAD_END + one.seen)
        for number, entry in index.entries_of(page):
            emit(_ENTRY + str(number).encode() + _HEAD_END + entry.encode())
    return index.is_whole


class Arriving:
    """Pages and entries again, part by part as they come: so they are checked while the child still judges."""

    def __init__(self) -> None:
        self._pages: list[KeptPage] = []
        self._entries: list[Entry] = []
        self._broken: BrokenPartError | None = None

    def take(self, part: bytes) -> bool:
        """Take a part; one that is of another kind is left to others. Whether it was taken: a document's words are tens
        of megabytes, which nobody is to hold twice."""
        if not part.startswith((_PAGE, _ENTRY, _SEEN)):
            return False
        if self._broken is not None:
            return True
        head, _, body = part.partition(_HEAD_END)
        try:
            if head[:1] == _PAGE:
                self._pages.append(_page(head[1:], body))
                if len(self._pages) > 1 and self._pages[-1].number <= self._pages[-2].number:
                    raise BrokenPartError("pages are out of order")
            elif head[:1] == _SEEN:
                self._pages[-1:] = [_with_seen(head[1:], body, self._pages)]
            else:
                self._entries.append(_entry(head[1:], body, self._pages))
        except BrokenPartError as error:
            self._broken = error
        return True

    def all(self) -> tuple[tuple[KeptPage, ...], tuple[Entry, ...]]:
        """What has come. Raises BrokenPartError where a part was not what `send` sends; the pages' text is checked when
        it is unpacked."""
        if self._broken is not None:
            raise self._broken
        return tuple(self._pages), tuple(self._entries)


def received(
    parts: Iterable[bytes], arriving: Arriving | None = None
) -> tuple[tuple[KeptPage, ...], tuple[Entry, ...]]:
    """All pages and entries: those that came before, and these. Raises BrokenPartError where one is not what `send`
    sends, or is of another kind."""
    arriving = Arriving() if arriving is None else arriving
    for part in parts:
        if not arriving.take(part):
            raise BrokenPartError("a part is neither page nor words")
    return arriving.all()


def _with_seen(head: bytes, seen: bytes, pages: list[KeptPage]) -> KeptPage:
    """The last page with where its words stand."""
    if not pages or head != str(pages[-1].number).encode() or pages[-1].seen:
        raise BrokenPartError("words stand on no page")
    if unpacked(seen, length=pages[-1].character_count) is None:
        raise BrokenPartError("words stand where none can")
    return replace(pages[-1], seen=seen)


def _page(head: bytes, compressed: bytes) -> KeptPage:
    try:
        said = orjson.loads(head)
        page = KeptPage(**(said | {"kind": PageKind(said["kind"])}), compressed=compressed)
    except (ValueError, TypeError, KeyError):
        raise BrokenPartError("a page's head is not understood") from None
    label = page.label
    is_labelled = label is None or (isinstance(label, str) and len(label) <= _MAX_LABEL_CHARACTERS)
    are_counts = type(page.number) is type(page.character_count) is int
    if not (are_counts and isinstance(page.ocr, bool) and is_labelled):
        raise BrokenPartError("a page's head holds other values than it may")
    if not (1 <= page.number < 2**31 and 0 <= page.character_count < 2**31):
        raise BrokenPartError("a page's head counts beyond what there is")
    return page


def _entry(head: bytes, body: bytes, pages: list[KeptPage]) -> Entry:
    if not pages or head != str(pages[-1].number).encode():
        raise BrokenPartError("words come without their page")
    try:
        found = body.decode()
    except UnicodeDecodeError:
        raise BrokenPartError("words are no text") from None
    # Both databases take the words as they are, so that nothing but words may be among them
    if not is_entry(found):
        raise BrokenPartError("words hold more than words")
    return pages[-1].number, found
