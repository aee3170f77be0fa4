"""An artefact says what it was made of, and a stale one is found out."""

from __future__ import annotations

import json
from dataclasses import replace

from muniment.judging.learned.artefact import judge_file
from training.documents import examples
from training.origin import code_hash, data_hash, documents_hash, meaning

STALE = "learn anew: make train (docs/learning.md)"


def test_artefact_was_made_by_this_code() -> None:
    assert json.loads(judge_file()["origin"].tobytes())["code"] == code_hash(), STALE


def test_artefact_was_made_of_these_entries_and_tables() -> None:
    assert json.loads(judge_file()["origin"].tobytes())["data"] == data_hash(), STALE


def test_what_code_means_is_told_without_comments_and_docstrings() -> None:
    plain = "def one(a):\n    return a + 1\n"
    told = '"""Why."""\n\n\ndef one(a):\n    """One."""\n    # more\n    return (a + 1)\n'
    assert meaning(plain) == meaning(told)
    assert meaning(plain) != meaning(plain.replace("1", "2"))
    assert meaning(plain) != meaning(plain.replace("return a", "return -a"))


def test_another_text_or_label_is_another_origin() -> None:
    one, *rest = examples()
    hashes = {
        documents_hash([first, *rest])
        for first in (one, replace(one, label="nda"), replace(one, reading=replace(one.reading, pages=())))
    }
    assert len(hashes) == 3
