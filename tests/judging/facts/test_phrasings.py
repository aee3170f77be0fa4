"""How documents put what they state: a text of each kind of wording and layout, and the facts it must give.

The texts are invented, written from knowledge of how such documents read, and stand in `phrasings`, one file a
language: `type` (none where none was named), `text` (a form feed parts its pages), `facts` as they must be, and
`absent`, the keys of facts that must not be there.
"""

from __future__ import annotations

import dataclasses
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.facts.view import View
from muniment.judging.items.extract import items_of
from tests.judging.facts.readings import reading_of

PHRASINGS = Path(__file__).parent / "phrasings"
ROWS = [
    pytest.param(row, file.stem, id=f"{file.stem}-{number}")
    for file in sorted(PHRASINGS.glob("*.toml"))
    for number, row in enumerate(tomllib.loads(file.read_text(encoding="utf-8"))["row"], start=1)
]
TODAY = date(2026, 11, 29)


@pytest.mark.parametrize(("row", "language"), ROWS)
def test_what_a_document_says_in_its_own_way_is_found(row: dict[str, Any], language: str) -> None:
    reading = dataclasses.replace(reading_of(*row["text"].split("\f")), language=language)
    view = View(reading)
    document_type = row.get("type")
    found = extract(
        reading,
        document_type=document_type,
        validity=ValidityRules(),
        today=TODAY,
        items=items_of(reading, document_type=document_type, view=view),
        view=view,
    )
    values = {fact.key: list(fact.value) if isinstance(fact.value, tuple) else fact.value for fact in found.facts}
    expected = {**row.get("facts", {}), **dict.fromkeys(row.get("absent", ()))}
    assert {key: values.get(key) for key in expected} == expected
