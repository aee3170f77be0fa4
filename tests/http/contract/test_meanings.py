"""Every field of every body and answer says what it means."""

from __future__ import annotations

from typing import Any

from muniment.http.contract.meanings import MEANINGS, PARAMETERS
from tests.http.described import operations


def test_every_field_has_a_meaning_and_no_meaning_is_left_over(described: dict[str, Any]) -> None:
    without, used = [], set()
    for schema_name, schema in described["components"]["schemas"].items():
        for name, field in schema.get("properties", {}).items():
            key = f"{schema_name}.{name}" if f"{schema_name}.{name}" in MEANINGS else name
            if not field.get("description"):
                without.append((schema_name, name))
            elif field["description"] == MEANINGS.get(key):
                used.add(key)
    assert without == []
    assert MEANINGS.keys() - used == set()


def test_no_meaning_is_said_twice_of_one_name() -> None:
    assert [key for key in MEANINGS if "." in key and MEANINGS[key] == MEANINGS.get(key.partition(".")[2])] == []


def test_every_parameter_has_a_meaning_and_no_meaning_is_left_over(described: dict[str, Any]) -> None:
    taken = [one for operation in operations(described).values() for one in operation.get("parameters", ())]
    assert [one["name"] for one in taken if not one.get("description")] == []
    used = {one["name"] for one in taken if one["description"] == PARAMETERS.get(one["name"])}
    assert PARAMETERS.keys() - used == set()
