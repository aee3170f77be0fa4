"""What the project learns from is whole: every document is there, and its labels name what the product knows."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from muniment.judging.facts.keys import KEYS
from muniment.judging.taxonomy.types import types_by_slug
from training.readings import own_folders

MAX_BYTES = 120_000
"""Of a document: they are cloned by everybody."""


def rows(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "labels.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("folder", own_folders(), ids=lambda folder: folder.name)
def test_every_document_is_labelled_once_and_small(folder: Path) -> None:
    files = [row["file"] for row in rows(folder)]
    there = {path.name: path.stat().st_size for path in (folder / "docs").iterdir()}
    assert sorted(files) == sorted(there) and len(files) > 50
    assert not [name for name, size in there.items() if size > MAX_BYTES]


@pytest.mark.parametrize("folder", own_folders(), ids=lambda folder: folder.name)
def test_labels_name_types_and_facts_that_there_are(folder: Path) -> None:
    for row in rows(folder):
        assert row["accepted"] and set(row["accepted"]) <= {*types_by_slug(), None}, row["file"]
        assert set(row["facts"]) <= set(KEYS) and row["source"] and row["provenance"] == "written", row["file"]


def test_no_two_documents_are_equal() -> None:
    digests: dict[str, list[str]] = {}
    for folder in own_folders():
        for path in (folder / "docs").iterdir():
            digests.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), []).append(f"{folder.name}/{path.name}")
    assert not [names for names in digests.values() if len(names) > 1]


def test_there_are_folders() -> None:
    assert len(own_folders()) > 10
