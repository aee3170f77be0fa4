"""Many wordings as one pattern take what they take one by one."""

from __future__ import annotations

import re

import pytest

from muniment.judging.facts import vocabulary
from muniment.judging.facts.money import UNITS, WORD_NUMBERS
from muniment.judging.facts.one_of import MAX_OPENED, one_of
from training.wordings import worded


def every_label() -> set[str]:
    labels = {
        wording
        for family in vocabulary.FAMILIES
        for key in vocabulary.labelled(family, vocabulary.EVERY)
        for wording in vocabulary.labels(family, key, vocabulary.EVERY)
    }
    return labels | set(vocabulary.words("other_columns"))


def test_labels_are_taken_as_one_by_one() -> None:
    labels = every_label()
    by_one = [re.compile(f"(?i){label}") for label in labels]
    together = re.compile(f"(?i){one_of(labels)}")
    texts = [text for label in sorted(labels)[::25] for text in sorted(worded(label))[:2]]
    assert len(texts) > 100
    for text in (f"{said}{edge}" for said in texts for edge in ("", "x", " ")):
        assert bool(together.fullmatch(text)) is any(one.fullmatch(text) for one in by_one), text


@pytest.mark.parametrize("words", [WORD_NUMBERS, UNITS])
def test_of_plain_words_the_longest_is_taken(words: dict[str, object]) -> None:
    together = re.compile(one_of(words))
    for word in words:
        for behind in ("", "s", " one", "-et-un", "en"):
            longest = max((one for one in words if f"{word}{behind}".startswith(one)), key=len)
            found = together.match(f"{word}{behind}")
            assert found is not None
            assert found[0] == longest


@pytest.mark.parametrize(
    ("wordings", "taken", "left"),
    [
        (("a|b", "c"), ("a", "b", "c"), ("ac", "bc", "ab")),
        (("(?:a|b)?c", "bd"), ("c", "ac", "bc", "bd"), ("a", "abc", "d")),
        (("[áa]b", "ab?", "ab+c"), ("áb", "ab", "a", "abbc"), ("á", "b", "abb")),
        ((r"a\.b", "(?:a(?:b|c))d", "(?:a|b)*c"), ("a.b", "abd", "acd", "aabc"), ("axb", "ad")),
        (("", "a"), ("", "a"), ("b",)),
    ],
)
def test_wordings_may_be_patterns(wordings: tuple[str, ...], taken: tuple[str, ...], left: tuple[str, ...]) -> None:
    together = re.compile(one_of(wordings))
    assert [text for text in (*taken, *left) if together.fullmatch(text)] == list(taken)


def test_wording_with_too_many_beginnings_is_left_as_it_is() -> None:
    wording = "(?:a|b|c|d)?" * MAX_OPENED + "e"
    assert wording in one_of([wording])
    assert re.fullmatch(one_of([wording, "f"]), "abcde")


def test_nothing_is_one_of_none() -> None:
    assert one_of([]) == ""
