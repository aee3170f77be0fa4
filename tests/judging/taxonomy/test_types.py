"""The document types people see."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from muniment.judging.taxonomy.types import (
    ENTRIES,
    DocumentType,
    judging_tables,
    load_types,
    type_slugs,
    with_children,
)

SHARED = Path(__file__).resolve().parents[4] / "shared" / "taxonomy.json"
CATEGORIES = [
    "attestation",
    "certificate",
    "government",
    "testing",
    "questionnaire",
    "policy",
    "contract",
    "corporate",
    "technical",
    "risk",
]


def test_there_are_90_types_each_once() -> None:
    slugs = [found.slug for found in load_types()]
    assert len(slugs) == len(set(slugs)) == 90
    assert type_slugs() == set(slugs)


def test_types_are_grouped_by_category() -> None:
    assert list(dict.fromkeys(found.category for found in load_types())) == CATEGORIES


def test_every_type_is_described() -> None:
    assert all(found.title and found.description for found in load_types())


def test_agreed_types_are_there_word_for_word_and_in_order() -> None:
    if not SHARED.exists():
        pytest.skip(f"{SHARED} is not here")
    agreed = json.loads(SHARED.read_text(encoding="utf-8"))
    slugs = {one["slug"] for one in agreed}
    assert [
        {"slug": found.slug, "category": found.category, "title": found.title, "description": found.description}
        for found in load_types()
        if found.slug in slugs
    ] == agreed


def test_listing_types_loads_neither_signals_nor_parsers() -> None:
    code = (
        "import sys; from muniment.judging.taxonomy.types import load_types; load_types();"
        "print([name for name in sys.modules if name.startswith('muniment.') and 'taxonomy.types' not in name])"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "signals" not in loaded
    assert "reading" not in loaded


@pytest.mark.parametrize("slug", sorted(type_slugs()))
def test_examples_come_last_and_are_all_that_judging_leaves_out(slug: str) -> None:
    whole = tomllib.loads((ENTRIES / f"{slug}.toml").read_text(encoding="utf-8"))
    examples = {"opening": whole.pop("opening"), "look_alike": whole.pop("look_alike")}
    assert judging_tables(slug) == whole
    assert all(example.keys() >= {"pages"} for several in examples.values() for example in several)


def test_parents_are_types_and_none_is_its_own_ancestor() -> None:
    types = load_types()
    for one in types:
        assert one.parent is None or one.parent in type_slugs()
        assert one.slug not in with_children((other.slug for other in types if other.parent == one.slug), types)


def test_children_of_a_type_are_all_below_it() -> None:
    types = [
        DocumentType(slug=slug, title="T", category="c", description="d", parent=parent)
        for slug, parent in (("report", None), ("soc", "report"), ("soc2", "soc"), ("pentest", "report"), ("nda", None))
    ]
    assert with_children(["soc"], types) == {"soc", "soc2"}
    assert with_children(["report"], types) == {"report", "soc", "soc2", "pentest"}
    assert with_children(["nda", "unknown"], types) == {"nda", "unknown"}
    assert with_children([], types) == frozenset()
