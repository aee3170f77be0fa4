from __future__ import annotations

import ast
import re
import sys
import unicodedata
from pathlib import Path
from types import SimpleNamespace
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment import unicode
from muniment.reading.words import words
from muniment.unicode import (
    MAX_RUN_MARKS,
    Form,
    is_normalised,
    normalised,
    with_plain_signs,
    with_short_runs,
    without_marks,
)

FORMS = get_args(Form)
MARKS = "\u0301\u0323\u0344\uff9e\uff9f\u05b0\u0651\u0e38\u094d\u3099\U0001d165"
LETTERS = "aé中각한\u1100\u1161\u11a8ｶｱﷺﬃ\u1f82\u1e69ΣΐſK "


def longest_run(text: str) -> int:
    """Combining marks in a row once the text is decomposed, counted one by one."""
    most = run = 0
    for character in text:
        for one in unicodedata.normalize("NFKD", character):
            run = run + 1 if unicodedata.combining(one) else 0
            most = max(most, run)
    return most


@pytest.mark.parametrize("form", FORMS)
@given(st.text(st.sampled_from(LETTERS + MARKS), max_size=28))
def test_text_without_long_runs_is_what_the_standard_library_makes_of_it(form: Form, text: str) -> None:
    if longest_run(text) <= MAX_RUN_MARKS:
        assert normalised(text, form) == unicodedata.normalize(form, text)
        assert with_short_runs(text) == text


@pytest.mark.parametrize("form", FORMS)
@given(st.text(max_size=200))
def test_any_text_of_any_script_too(form: Form, text: str) -> None:
    if longest_run(text) <= MAX_RUN_MARKS:
        assert normalised(text, form) == unicodedata.normalize(form, text)


@given(st.lists(st.tuples(st.sampled_from(LETTERS + MARKS), st.integers(1, 70)), max_size=8))
def test_no_run_is_longer_than_thirty_and_nothing_else_is_cut(pieces: list[tuple[str, int]]) -> None:
    text = "".join(one * count for one, count in pieces)
    cut = with_short_runs(text)
    assert longest_run(cut) <= MAX_RUN_MARKS
    assert [one for one in cut if not unicode._is_mark(one)] == [one for one in text if not unicode._is_mark(one)]
    assert with_short_runs(cut) == cut
    for form in FORMS:
        assert longest_run(normalised(text, form)) <= MAX_RUN_MARKS
        assert is_normalised(text, form) == (normalised(text, form) == text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a" + "\u0301" * 30, 31),
        ("a" + "\u0301" * 31, 31),
        ("é" + "\u0301" * 30, 30),  # the letter brings one
        ("\u1f82" + "\u0323" * 40, 28),  # three
        ("\u0323" * 4_000 + "b", 31),
        ("x" + "\u0344" * 40, 16),  # two each
        ("ｶ" + "\uff9e" * 31, 31),  # letters that become marks
        ("a" + "\u0301" * 20 + "\uff9e" * 20, 31),
        ("각" + "\u0301" * 31, 31),
        ("a" + "\u0301" * 30 + "\u034f" + "\u0301" * 30, 62),  # the joiner of UAX #15 begins anew
    ],
)
def test_thirty_marks_stay_the_next_goes(text: str, kept: int) -> None:
    assert len(with_short_runs(text)) == kept


@given(st.text(st.sampled_from(LETTERS + MARKS + "😀"), max_size=40) | st.text(max_size=40))
def test_marks_are_left_out_and_nothing_else_is(text: str) -> None:
    decomposed = unicodedata.normalize("NFKD", text)
    kept = "".join(one for one in decomposed if not unicodedata.combining(one))
    assert without_marks(decomposed) == kept


def test_every_character_bears_out_the_bounds_the_search_relies_on() -> None:
    most = ending = 0
    beyond = set()
    for code in range(sys.maxunicode + 1):
        if not unicodedata.decomposition(chr(code)) and not unicodedata.combining(chr(code)):
            continue  # itself, and no mark
        decomposed = unicodedata.normalize("NFKD", chr(code))
        if all(map(unicodedata.combining, decomposed)):
            assert unicode._is_mark(chr(code))
            most = max(most, len(decomposed))
            beyond |= {code} - set(unicode._PLANES_OF_MARKS)
        else:
            assert not unicodedata.combining(decomposed[0]) and not unicode._is_mark(chr(code))
            ending = max(ending, unicode._trailing_marks(chr(code)))
    assert beyond == set()
    assert ending + most * unicode._SURELY_SHORT <= MAX_RUN_MARKS


def test_signs_are_no_part_of_a_word_and_are_normalised_already() -> None:
    signs = [chr(code) for code in range(0x110000) if unicode._SIGNS.fullmatch(chr(code))]
    assert len(signs) > 100
    for sign in signs:
        assert unicodedata.category(sign)[0] in "PS" and unicodedata.decomposition(sign) == ""
        assert sign not in "\u2010\u2011", "these join words at line ends"
        assert words(f"a{sign}b é{sign}c") == words("a!b é!c")


def test_text_with_plain_signs_is_ascii_or_untouched() -> None:
    assert with_plain_signs("“Don’t” — 5 € • ☐") == "!Don!t! ! 5 ! ! !"
    assert with_plain_signs("“Größe”") == "“Größe”"
    assert with_plain_signs("→\u0338") == "→\u0338", "together a sign of its own"


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301" * 70_000 + "\uff9e" * 70_000,
        "\u0323\u0301" * 90_000,
        ("e" + "\u0301\u0323" * 20) * 4_000,
        "각\u0301" * 60_000,
        "\u1100\u1161\u11a8" * 50_000 + "\uff9f" * 50_000,
    ],
)
def test_what_is_handed_to_the_standard_library_has_short_runs_and_grows_with_the_text(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[str] = []

    def normalize(form: Form, part: str) -> str:
        handed.append(part)
        return unicodedata.normalize(form, part)

    normalised("\u00e9" * 20, "NFC")  # the patterns are made
    watched = SimpleNamespace(
        normalize=normalize, combining=unicodedata.combining, decomposition=unicodedata.decomposition
    )
    monkeypatch.setattr(unicode, "unicodedata", watched)
    for form in FORMS:
        handed.clear()
        normalised(text, form)
        assert max(longest_run(part) for part in handed) <= MAX_RUN_MARKS
        assert sum(map(len, handed)) <= 2 * len(text) + MAX_RUN_MARKS


def test_nothing_else_in_the_product_normalises() -> None:
    source = Path(unicode.__file__).parent
    others = []
    for path in source.rglob("*.py"):
        if path == Path(unicode.__file__):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = {node.attr} if isinstance(node, ast.Attribute) else set()
            names |= {one.name for one in node.names} if isinstance(node, ast.ImportFrom) else set()
            if names & {"normalize", "is_normalized", "ucd_3_2_0"}:
                others.append(f"{path.relative_to(source)}:{node.lineno}")
    assert others == []
    assert re.search(r"unicodedata\.normalize", Path(unicode.__file__).read_text())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ÅNGSTRÖM", "angstrom"),
        ("Łódź", "lodz"),
        ("Đorđe Ærøe", "dorde aeroe"),
        ("Straße", "strasse"),
        ("İstanbul ısı", "istanbul isi"),
        ("Σίσυφος", "σισυφοσ"),
        ("ﬁnance Ⅷ ｱ", "finance viii ア"),
        ("が", "が"),
        ("हिन्दी सम्बन्ध अङ्क पञ्च घण्टा", "हिंदी संबंध अंक पंच घंटा"),
        ("जन्म उन्नति सम्मान वाङ्मय", "जन्म उन्नति सम्मान वाङ्मय"),
        ("한글", "한글"),
    ],
)
def test_folding_takes_case_and_accents_and_no_letter(text: str, expected: str) -> None:
    assert unicode.folded(text) == expected
    assert unicode.folded(expected) == expected


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\t", "\u200b\u200d\ufeff", "\u00ad", "\u3164", "\u2800 \ufe0f", "\U000e0041"]
)
def test_nothing_to_see_is_not_visible(text: str) -> None:
    assert not unicode.is_visible(text)


@pytest.mark.parametrize("text", ["a", "\u200ba", "é", "日", "😀", ".", "\u0627\u200c"])
def test_anything_to_see_is_visible(text: str) -> None:
    assert unicode.is_visible(text)
