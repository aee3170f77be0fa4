"""Words as numbers, n-grams as keys."""

from __future__ import annotations

import numpy as np

from muniment.judging.learned.words import BLOCKS, Vocabulary, keys_of

VOCABULARY = Vocabulary(["access", "control", "policy"], 2)


def n_grams(block: int, text: str) -> dict[tuple[str, str], int]:
    keys, counts = keys_of(block, VOCABULARY.numbers(text))
    return {VOCABULARY.n_gram(key): count for key, count in zip(keys.tolist(), counts.tolist(), strict=True)}


def test_n_grams_of_a_title_are_up_to_three_words_long() -> None:
    assert n_grams(0, "access control policy") == {
        ("title", "access"): 1,
        ("title", "control"): 1,
        ("title", "policy"): 1,
        ("title", "access control"): 1,
        ("title", "control policy"): 1,
        ("title", "access control policy"): 1,
    }


def test_unknown_word_breaks_every_n_gram_over_it() -> None:
    assert n_grams(0, "access zanzibar policy policy") == {
        ("title", "access"): 1,
        ("title", "policy"): 2,
        ("title", "policy policy"): 1,
    }


def test_the_same_words_have_other_keys_in_each_block() -> None:
    numbers = VOCABULARY.numbers("access")
    keys = [keys_of(block, numbers)[0].tolist() for block in range(len(BLOCKS))]
    assert len({key for (key,) in keys}) == len(BLOCKS)


def test_text_without_known_words_has_no_keys() -> None:
    keys, counts = keys_of(0, VOCABULARY.numbers("zanzibar"))
    assert keys.size == counts.size == 0
    assert keys_of(0, np.zeros(0, np.int64))[0].size == 0
