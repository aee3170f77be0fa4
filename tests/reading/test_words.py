from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.reading.model import Page
from muniment.reading.words import MAX_ENTRY_BYTES, MAX_ENTRY_WORDS, MAX_WORD_CHARACTERS, entries, words


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("SOC 2® Type-II", ["soc", "2", "type", "ii"]),
        ("Ångström café", ["angstrom", "cafe"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("ﬁnance ﬀ Ⅷ ²", ["finance", "ff", "viii", "2"]),
        ("snake_case a.b@c", ["snake", "case", "a", "b", "c"]),
        ("报告 2026年", ["报告", "2026年"]),
        ("감사 보고서", ["감사", "보고서"]),
        ("'; DROP TABLE", ["drop", "table"]),
        ("x" * 100, ["x" * 64]),
        ("\u0301\u200b", []),
        ("ﷺ", ["صلى", "الله", "عليه", "وسلم"]),
    ],
)
def test_words_are_without_case_accents_and_marks(value: str, expected: list[str]) -> None:
    assert words(value) == expected


@given(st.text(max_size=400))
def test_every_word_is_letters_and_digits_of_bounded_length(value: str) -> None:
    for word in words(value):
        assert 1 <= len(word) <= MAX_WORD_CHARACTERS and word.isalnum()


@pytest.mark.parametrize("length", [65_530, 65_536, 65_537, 131_072, 300_001])
def test_long_text_is_cut_where_no_word_is(length: int) -> None:
    text = ("Grüße an das Prüfungsteam, 감사 보고서 2026!\n" * (length // 38 + 1))[:length]
    plain = unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFKD", text.casefold())))
    assert len(words(text)) == len(text.split())
    assert len(plain.split()) == len(words(text))
    assert words(text) == [word for line in text.splitlines() for word in words(line)]


def test_text_without_a_space_is_cut_all_the_same() -> None:
    assert words("字" * 200_000) == ["字" * 64] * 4


def test_entries_hold_all_words_in_order() -> None:
    page = Page(3, " ".join(f"w{number}" for number in range(40_000)), label="Sheet One")
    held = [entry.split(" ") for entry in entries(page)]
    assert [len(one) for one in held] == [MAX_ENTRY_WORDS, MAX_ENTRY_WORDS, 8_002]
    assert [word for one in held for word in one] == ["sheet", "one", *(f"w{number}" for number in range(40_000))]


def test_entries_of_long_words_stay_within_their_bytes() -> None:
    page = Page(1, " ".join("語" * 64 for _ in range(MAX_ENTRY_WORDS)))
    held = list(entries(page))
    assert len(held) > 1 and max(len(entry.encode()) for entry in held) <= MAX_ENTRY_BYTES
    assert sum(entry.count(" ") + 1 for entry in held) == MAX_ENTRY_WORDS


def test_page_without_a_word_has_no_entry() -> None:
    assert list(entries(Page(1, "— !\n"))) == []
