from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.reading.model import Page
from muniment.reading.words import (
    GAP,
    LEVELS,
    MAX_ENTRY_BYTES,
    MAX_ENTRY_WORDS,
    asked,
    entries,
    is_entry,
    level_score,
    name_words,
    words,
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("", []),
        ("SOC 2® Type-II", ["soc", "2", "type", "ii"]),
        ("Ångström café", ["angstrom", "cafe"]),
        ("STRASSE straße", ["strasse", "strasse"]),
        ("ﬁnance ﬀ Ⅷ ²", ["finance", "ff", "viii", "2"]),
        ("snake_case a.b@c", ["snake", "case", "a", "b", "c"]),
        ("报告 2026年", ["报告", "告", "2026", "年"]),
        ("감사 보고서", ["감사", "사", "보고", "고서", "서"]),
        ("ガード ｶﾞｰﾄﾞ", ["ガー", "ード", "ド"] * 2),
        ("วัดผล", ["วัด", "ัดผ", "ดผล", "ผล", "ล"]),
        ("प्रमाण", ["प्रमाण"]),
        ("Łódź Ørsted Đorđe Işık ısı Æther œuvre", ["lodz", "orsted", "dorde", "isik", "isi", "aether", "oeuvre"]),
        ("auditor\u2019s об\u02bcєкт", ["auditor", "s", "об", "єкт"]),
        ("\u0662\u0660\u0662\u0666 \u096f\u0e51", ["2026", "91"]),
        ("evi\u200bdence\ufeff con\u00adtrols\u2060", ["evidence", "controls"]),
        ("in\u00adfor\u00ad\n mation", ["information"]),
        ("報告\n書", ["報告", "告書", "書"]),
        ("infor-\nmation", ["information", GAP, "infor", "mation", GAP]),
        ("third\u2010 \n  party", ["thirdparty", GAP, "third", "party", GAP]),
        ("ISO-\n27001 a - b", ["iso", "27001", "a", "b"]),
        ("'; DROP TABLE", ["drop", "table"]),
        ("x" * 100, ["x" * 64]),
        ("\u0301\u200b", []),
        ("a" + "\u0301" * 100 + "b", ["ab"]),
        ("أَمْن שָׁלוֹם", ["امن", "שלום"]),
        ("ﷺ", ["صلى", "الله", "عليه", "وسلم"]),
    ],
)
def test_words_are_without_case_accents_and_marks(value: str, expected: list[str]) -> None:
    assert words(value) == expected


@given(st.text(max_size=400))
def test_every_entry_is_known_as_one(value: str) -> None:
    assert all(map(is_entry, entries(Page(1, value))))


@given(st.text("ab報告ガ감사วัด -\n\u00ad2é", max_size=30), st.data())
def test_any_part_of_a_run_is_asked_for_as_words_that_stand_there(value: str, data: st.DataObject) -> None:
    found, of = words(value), ["報告書監査", "감사", "ตรวจสอบ"]
    run = data.draw(st.sampled_from(of))
    start = data.draw(st.integers(0, len(run) - 1))
    part = run[start : data.draw(st.integers(start + 1, len(run)))]
    wanted = asked(part)
    held = words(f"{value} . {run} . {value}")  # what a line broke goes on behind it
    whole = found[: found.index(GAP)] if GAP in found else found  # parts of broken words stand behind all others
    assert whole == held[: len(whole)]
    windows = [held[at : at + len(wanted.words)] for at in range(len(held))]
    assert any(
        tuple(one[:-1]) == wanted.words[:-1]
        and (one[-1].startswith(wanted.words[-1]) if wanted.is_open else one[-1] == wanted.words[-1])
        for one in windows
        if len(one) == len(wanted.words)
    )


@pytest.mark.parametrize("text", ["", " a", "a  b", "a_b", "a'b", "a\nb", "x" * 65, "a b " * 9_000])
def test_what_holds_more_than_words_is_no_entry(text: str) -> None:
    assert not is_entry(text)


@pytest.mark.parametrize("length", [65_530, 65_536, 65_537, 131_072, 300_001])
def test_long_text_is_cut_where_no_word_is(length: int) -> None:
    text = ("Grüße an das Prüfungsteam, 감사 보고서 2026!\n" * (length // 38 + 1))[:length]
    assert words(text) == [word for line in text.splitlines() for word in words(line)]


def test_text_without_a_space_is_cut_all_the_same() -> None:
    assert len(words("字" * 200_000)) == 200_000
    assert words("x" * 200_000) == ["x" * 64] * 4


def test_entries_hold_all_words_in_order() -> None:
    page = Page(3, " ".join(f"w{number}" for number in range(40_000)), label="Sheet One")
    held = [entry.split(" ") for entry in entries(page)]
    assert [len(one) for one in held] == [MAX_ENTRY_WORDS, MAX_ENTRY_WORDS, 8_002 + 2 * 32]
    assert all(one[-32:] == following[:32] for one, following in itertools.pairwise(held))
    whole = held[0] + [word for one in held[1:] for word in one[32:]]
    assert whole == ["sheet", "one", *(f"w{number}" for number in range(40_000))]


@pytest.mark.parametrize("count", [15_999, 16_000, 16_001, 31_968, 31_969])
def test_last_entry_holds_words_that_no_other_does(count: int) -> None:
    held = [_text_words(entry) for entry in entries(Page(1, " ".join(f"w{number}" for number in range(count))))]
    assert {word for one in held for word in one} == {f"w{number}" for number in range(count)}
    assert all(len(one) > 32 for one in held)


def _text_words(entry: str) -> list[str]:
    return [word for word in entry.split(" ") if word[0] not in LEVELS]


def _levels(page: str) -> dict[str, int]:
    (entry,) = entries(Page(1, page))
    return {word[1:]: LEVELS.index(word[0]) + 1 for word in entry.split(" ") if word[0] in LEVELS}


def test_word_that_a_page_often_has_is_on_a_higher_level() -> None:
    filler = " ".join(f"w{number}" for number in range(485))
    levels = _levels(f"{filler} {'once ' * 1}{'twice ' * 2}{'four ' * 4}{'eight ' * 8}")
    assert levels.get("once", 0) == 0 < levels["twice"] < levels["four"] < levels["eight"]
    assert set(levels) == {"twice", "four", "eight"}


def test_words_of_a_short_page_and_of_a_name_are_on_higher_levels() -> None:
    (short,) = set(_levels("audit of controls").values())
    (named,) = {LEVELS.index(word[0]) + 1 for word in name_words("audit of controls").split() if word[0] in LEVELS}
    assert 0 < short < named == len(LEVELS)


def test_last_part_of_a_long_page_counts_as_of_a_long_page() -> None:
    *_, last = entries(Page(1, " ".join(f"w{number}" for number in range(16_010))))
    assert not set(last) & set(LEVELS)


def test_scores_rise_with_levels() -> None:
    scores = [level_score(level) for level in range(len(LEVELS) + 1)]
    assert scores == sorted(set(scores)) and scores[0] > 0 and scores[-1] < 1


def test_entries_of_long_words_stay_within_their_bytes() -> None:
    page = Page(1, " ".join("я" * 64 for _ in range(MAX_ENTRY_WORDS)))
    held = list(entries(page))
    assert len(held) > 1 and max(len(entry.encode()) for entry in held) <= MAX_ENTRY_BYTES
    assert sum(len(_text_words(entry)) for entry in held) == MAX_ENTRY_WORDS


def test_page_without_a_word_has_no_entry() -> None:
    assert list(entries(Page(1, "— !\n"))) == []
