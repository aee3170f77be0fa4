"""The learned judge as a whole: what is in the package, and that it can be trusted to be there."""

from __future__ import annotations

import json
import re
import zlib

import numpy as np

from muniment.judging.learned.artefact import JUDGE, VECTORS, judge_file, vectors_file, words_of
from muniment.judging.learned.judge import load_judge
from muniment.judging.learned.text import NO_TYPE
from muniment.judging.taxonomy.types import type_slugs

MAX_BYTES = 8_000_000


def test_artefact_is_small_enough_for_the_wheel() -> None:
    assert sum(len(zlib.compress(file.read_bytes())) for file in (JUDGE, VECTORS)) <= MAX_BYTES


def test_artefact_says_what_it_was_made_of() -> None:
    origin = json.loads(judge_file()["origin"].tobytes())
    assert origin.keys() == {"documents", "code", "data"}
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in origin.values())


def test_artefact_holds_single_words_and_no_text() -> None:
    texts = {name for name, array in {**judge_file(), **vectors_file()}.items() if array.dtype.kind in "SUO"}
    assert texts == {"text_classes"}
    words = [*words_of(judge_file()["words"]), *words_of(vectors_file()["words"])]
    assert all(re.fullmatch(r"[^\W_]+", word) for word in words)


def test_every_class_is_a_type_or_none() -> None:
    assert set(load_judge().text.classes) <= type_slugs() | {NO_TYPE}


def test_keys_are_sorted_so_that_they_can_be_searched() -> None:
    keys = load_judge().text.keys
    assert bool(np.all(keys[1:] > keys[:-1]))
