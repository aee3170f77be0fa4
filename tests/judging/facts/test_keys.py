"""The page about facts names every fact there can be."""

from __future__ import annotations

from pathlib import Path

from muniment.judging.facts.keys import KEYS

PAGE = Path(__file__).parents[3] / "docs" / "facts.md"
VALUE_TYPES = {"date", "number", "money", "text", "boolean", "list"}


def test_every_key_stands_in_the_table_of_the_docs_and_no_other() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").split("\n") if line.startswith("| `")]
    assert rows == [f"| `{key}` | {title} | {value_type} |" for key, (title, value_type) in KEYS.items()]


def test_every_value_type_is_one_the_fact_model_knows() -> None:
    assert {value_type for _, value_type in KEYS.values()} <= VALUE_TYPES
