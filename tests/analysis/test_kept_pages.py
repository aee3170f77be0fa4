from __future__ import annotations

import json
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.analysis import kept_pages
from muniment.analysis.kept_pages import Arriving, BrokenPartError, KeptPage, kept, received, send
from muniment.reading.model import Page, PageKind, SeenWord
from muniment.reading.seen_words import packed, unpacked
from muniment.reading.words import entries

MEBIBYTE = 1024 * 1024


def sent(*pages: Page) -> list[bytes]:
    parts: list[bytes] = []
    assert send(pages, parts.append)
    return parts


def part(body: bytes = zlib.compress(b"abc"), **head: object) -> bytes:
    said = {"number": 1, "kind": "page", "label": None, "ocr": False, "character_count": 3, **head}
    return b"P" + json.dumps(said).encode() + b"\n" + body


TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=300)


@given(st.lists(st.tuples(TEXTS, st.sampled_from(list(PageKind)), st.none() | TEXTS, st.booleans()), max_size=5))
def test_pages_arrive_as_they_were_sent(given_pages: list[tuple[str, PageKind, str | None, bool]]) -> None:
    pages = [Page(number, *one) for number, one in enumerate(given_pages, 1)]
    arrived, entries = received(sent(*pages))
    assert [Page(one.number, "".join(one.pieces()), one.kind, one.label, one.ocr) for one in arrived] == pages
    assert [one.character_count for one in arrived] == [len(page.text) for page in pages]
    assert {number for number, _ in entries} <= {page.number for page in pages}


def test_words_come_after_their_page() -> None:
    parts = sent(Page(1, "One page"), Page(4, "—"), Page(7, "Another, 'quoted'"))
    assert [one[:1] for one in parts] == [b"P", b"W", b"P", b"P", b"W"]
    assert received(parts)[1] == (
        (1, "one page \u2583one \u2583page"),
        (7, "another quoted \u2583another \u2583quoted"),
    )


def test_words_beyond_their_limit_are_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    limit = 4 * MEBIBYTE
    monkeypatch.setattr(kept_pages, "MAX_INDEX_BYTES", limit)
    parts: list[bytes] = []
    pages = [Page(number, "\ufdfa" * 15_000) for number in range(1, 13)]
    assert not send(pages, parts.append)
    words = [one for one in parts if one[:1] == b"W"]
    assert limit - 2 * MEBIBYTE < sum(map(len, words)) <= limit
    assert sum(one[:1] == b"P" for one in parts) == 12


def test_words_are_made_in_memory_that_does_not_grow_with_the_page() -> None:
    page = Page(1, "\ufdfa \uac01\uac02 " * 48_000)
    tracemalloc.start()
    try:
        send([page], lambda part: None)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 12 * MEBIBYTE  # as that of a page of half the length


@pytest.mark.parametrize(
    "parts",
    [
        [b""],
        [b"X\n"],
        [b"P"],
        [b"P{}\n"],
        [b"P[]\n"],
        [b"P" + b"[" * 10_000 + b"\n"],
        [part(number=0)],
        [part(number=-1)],
        [part(number=2**31)],
        [part(number=1.0)],
        [part(number=True)],
        [part(number="1")],
        [part(kind="leaf")],
        [part(kind=None)],
        [part(label=7)],
        [part(label="x" * 2_001)],
        [part(ocr=1)],
        [part(character_count=-1)],
        [part(character_count=None)],
        [part(compressed="x")],
        [part(more="x")],
        [part(), part()],
        [part(number=2), part(number=1)],
        [b"W1\nwords"],
        [part(), b"W2\nwords"],
        [part(), b"W01\nwords"],
        [part(), b"W1\n"],
        [part(), b"W1\ntwo  spaces"],
        [part(), b"W1\n leading"],
        [part(), b"W1\na':1 'b"],
        [part(), b"W1\na\nb"],
        [part(), b"W1\na_b"],
        [part(), b"W1\n\xff"],
        [part(), b"W1\n" + b"x" * 65],
        [part(), b"W1\n" + b" ".join([b"x"] * 32_001)],
        [part(), b"W1\n" + b" ".join([b"x" * 64] * 15_500)],
    ],
)
def test_what_is_never_sent_is_refused(parts: list[bytes]) -> None:
    with pytest.raises(BrokenPartError):
        received(parts)


def test_largest_entry_is_taken() -> None:
    assert received([part(), b"W1\n" + b" ".join([b"x"] * 16_000)])[1][0][1].count("x") == 16_000


def page_of(compressed: bytes, characters: int) -> KeptPage:
    return KeptPage(1, PageKind.PAGE, None, False, characters, compressed)


@pytest.mark.parametrize(
    "page",
    [
        page_of(b"no zlib", 3),
        page_of(b"", 0),
        page_of(zlib.compress(b"abc")[:-1], 3),
        page_of(zlib.compress(b"abc")[:-4] + b"abcd", 3),
        page_of(zlib.compress(b"abc") + b"x", 3),
        page_of(zlib.compress(b"abc"), 2),
        page_of(zlib.compress(b"abc"), 4),
        page_of(zlib.compress(b"a\xff"), 2),
        page_of(zlib.compress("é".encode()[:1]), 1),
        page_of(zlib.compress(b"\xed\xa0\x80"), 1),
    ],
)
def test_page_that_does_not_unpack_to_what_it_says_is_refused(page: KeptPage) -> None:
    with pytest.raises(BrokenPartError):
        list(page.pieces())


def test_page_that_unpacks_to_more_than_it_says_is_not_unpacked_further() -> None:
    bomb = zlib.compress(bytes(200 * MEBIBYTE), 9)
    tracemalloc.start()
    try:
        with pytest.raises(BrokenPartError):
            list(page_of(bomb, 1_000).pieces())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEBIBYTE


def test_pieces_are_bounded_and_no_character_is_torn() -> None:
    text = "aé中😀" * 50_000
    pieces = list(kept(Page(1, text)).pieces())
    assert "".join(pieces) == text
    assert len(pieces) > 5 and max(len(piece.encode()) for piece in pieces) <= 65_536 + 4


def test_label_is_bounded_where_it_is_sent() -> None:
    arrived, _ = received(sent(Page(1, "x", label="y" * 5_000)))
    assert arrived[0].label == "y" * 2_000


@pytest.mark.parametrize(("text", "characters"), [("п ", 10_000_000), ("подпись ", 10_000_000), ("語", 5_900_000)])
def test_limit_of_words_holds_what_the_limit_of_text_does_but_for_writings_without_spaces(
    text: str, characters: int
) -> None:
    held = sum(len(entry.encode()) for entry in entries(Page(1, text * (50_000 // len(text)))))
    assert held * characters / 50_000 < kept_pages.MAX_INDEX_BYTES


def test_parts_taken_one_by_one_are_those_received_at_once() -> None:
    parts = sent(Page(1, "one word"), Page(2, "and others"))
    arriving = Arriving()
    for one in [b"I\n[]", *parts, b"D\n{}"]:
        arriving.take(one)
    assert arriving.all() == received(parts)


def test_nothing_that_follows_mends_a_broken_part() -> None:
    arriving = Arriving()
    for one in (b"W1\nwords without their page", *sent(Page(1, "one word"))):
        arriving.take(one)
    with pytest.raises(BrokenPartError, match="without their page"):
        arriving.all()


def test_parts_of_another_kind_are_left_and_broken_ones_taken() -> None:
    arriving = Arriving()
    assert [arriving.take(one) for one in (b"D\n{}", b"", b"Xother")] == [False] * 3
    assert [arriving.take(one) for one in (b"W1\nwords without a page", b"P{}\n")] == [True] * 2
    with pytest.raises(BrokenPartError):
        arriving.all()


SEEN = (SeenWord(0, 3, 0.1, 0.1, 0.2, 0.2),)


def test_where_recognised_words_stand_arrives_with_their_page() -> None:
    parts = sent(Page(1, "abc", ocr=True, seen=SEEN), Page(2, "abc"), Page(3, "abc", label="a.pdf", seen=SEEN))
    assert [one[:1] for one in parts if one[:1] != b"W"] == [b"P", b"S", b"P", b"P"]
    arrived, _ = received(parts)
    assert [unpacked(one.seen, length=3) for one in arrived] == [list(SEEN), [], []]


@pytest.mark.parametrize(
    "more",
    [
        [b"S1\n" + packed((SeenWord(0, 4, 0.1, 0.1, 0.2, 0.2),))],
        [b"S1\nno zlib"],
        [b"S2\n" + packed(SEEN)],
        [b"Sx\n" + packed(SEEN)],
        2 * [b"S1\n" + packed(SEEN)],
    ],
)
def test_words_that_stand_nowhere_are_refused(more: list[bytes]) -> None:
    with pytest.raises(BrokenPartError):
        received([part(), *more])
    with pytest.raises(BrokenPartError):
        received(more)
