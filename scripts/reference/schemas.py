"""Schemas of the OpenAPI document in words: rows of a table, and a value as an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_MOST_WORDS = 12
"""A closed set of more words is not written out: the analysis' codes have a page of theirs."""

_MOST_LEVELS = 3
_BEYOND_SAYING = 10**12
_NULL = {"type": "null"}


class Schemas:
    """The schemas of a document by their names."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._schemas: Mapping[str, Any] = document["components"]["schemas"]
        self._headers: Mapping[str, Any] = document["components"]["headers"]

    def header(self, name: str) -> str:
        """What a header of answers means."""
        return str(self._headers[name]["description"])

    def type_of(self, schema: Mapping[str, Any]) -> str:
        """What a value is, in words."""
        one, is_nullable = self._one(schema)
        said = self._type_of_one(one)
        return f"{said} or null" if is_nullable else said

    def rows(self, schema: Mapping[str, Any], *, above: str = "", level: int = 0) -> Iterator[tuple[str, str, str]]:
        """Each field of an object, and of what is in it: its path, its type, its meaning. A required field of a body is
        told by `required`."""
        one, _ = self._one(schema)
        for name, field in one.get("properties", {}).items():
            path = f"{above}{name}"
            meaning = field.get("description") or self._one(field)[0].get("description", "")
            yield path, self.type_of(field), cell(meaning)
            within, ending = self._within(field)
            if level < _MOST_LEVELS and within.get("properties"):
                yield from self.rows(within, above=f"{path}{ending}.", level=level + 1)

    def required(self, schema: Mapping[str, Any]) -> frozenset[str]:
        """The fields that must be there."""
        return frozenset(self._one(schema)[0].get("required", ()))

    def example(self, schema: Mapping[str, Any]) -> Any:
        """A value of that schema, as the document's examples have it."""
        if examples := schema.get("examples"):
            return examples[0]
        one, is_nullable = self._one(schema)
        if examples := one.get("examples"):
            return examples[0]
        if words := one.get("enum"):
            return words[0]
        if "const" in one:
            return one["const"]
        kind = one.get("type")
        if kind == "object" and one.get("properties"):
            return {name: self.example(field) for name, field in one["properties"].items()}
        if kind == "array":
            return [self.example(one["items"])] if self._is_worth_showing(one["items"]) else []
        if is_nullable:
            return None
        return {"integer": 0, "number": 0.0, "boolean": True, "object": {}, "string": "…"}.get(str(kind))

    def _is_worth_showing(self, items: Mapping[str, Any]) -> bool:
        one, _ = self._one(items)
        return bool(one.get("properties") or one.get("examples"))

    def _within(self, field: Mapping[str, Any]) -> tuple[Mapping[str, Any], str]:
        """The object that a field is or is a list of, and how its path goes on."""
        one, _ = self._one(field)
        if one.get("type") == "array":
            return self._one(one["items"])[0], "[]"
        return one, ""

    def _one(self, schema: Mapping[str, Any]) -> tuple[Mapping[str, Any], bool]:
        """The schema without null, and whether null was in it."""
        choices = schema.get("anyOf") or schema.get("oneOf")
        if not choices:
            return (self._resolved(schema) if "$ref" in schema else schema), False
        others = [one for one in choices if one != _NULL]
        is_nullable = len(others) < len(choices)
        return (self._resolved(others[0]) if len(others) == 1 else {"anyOf": others}), is_nullable

    def _resolved(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        while "$ref" in schema:
            schema = self._schemas[str(schema["$ref"]).rpartition("/")[2]]
        return schema

    def _type_of_one(self, one: Mapping[str, Any]) -> str:
        if words := one.get("enum"):
            return ", ".join(f"`{word}`" for word in words) if len(words) <= _MOST_WORDS else "one of many words"
        if "const" in one:
            return f"`{one['const']}`"
        if choices := one.get("anyOf"):
            return ", ".join(dict.fromkeys(self._type_of_one(self._resolved(choice)) for choice in choices))
        kind = str(one.get("type", "any"))
        if kind == "array":
            items, _ = self._one(one.get("items", {}))
            said = self._type_of_one(items) if items else ""
            return f"list of {said}s" if said.isalpha() else f"list of {said}" if said else "list"
        if kind == "string" and one.get("format") == "binary":
            return "file"
        return kind


def bounds(schema: Mapping[str, Any]) -> str:
    """What a parameter may be at least and at most, and what it is when left out."""
    choices = [one for one in schema.get("anyOf", [schema]) if one != _NULL]
    one = choices[0] if choices else schema
    low, high = one.get("minimum"), one.get("maximum")
    if high is not None and high > _BEYOND_SAYING:
        high = None
    said = []
    if low is not None and high is not None:
        said.append(f"{low:,} to {high:,}")
    elif low is not None or high is not None:
        said.append(f"from {low:,}" if low is not None else f"to {high:,}")
    if one.get("maxLength"):
        said.append(f"at most {one['maxLength']:,} characters")
    default = schema.get("default")
    if default not in (None, "") and not isinstance(default, list):
        said.append(f"{str(default).lower() if isinstance(default, bool) else default} unless given")
    return "; ".join(said)


def cell(text: str) -> str:
    """The text as a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")
