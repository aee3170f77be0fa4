"""Schemas of the OpenAPI document by their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_COMPONENTS = "#/components/schemas/"


def ref(name: str) -> dict[str, Any]:
    """A reference to the schema of this name."""
    return {"$ref": f"{_COMPONENTS}{name}"}


def name_of(schema: dict[str, Any]) -> str:
    """Of which schema it is a reference."""
    return str(schema["$ref"]).removeprefix(_COMPONENTS)


def rename(document: dict[str, Any], names: Mapping[str, str]) -> None:
    """Give schemas other names, in their place and wherever they are referred to. Several become one only where the
    later may stand for the others."""
    schemas = document["components"]["schemas"]
    document["components"]["schemas"] = {names.get(name, name): schema for name, schema in schemas.items()}
    for node in nodes(document):
        if "$ref" in node and (name := name_of(node)) in names:
            node |= ref(names[name])


def nodes(within: Any) -> Iterator[dict[str, Any]]:
    """Every object of the document or of a part of it, outermost first; examples are none of the document's."""
    if isinstance(within, dict):
        yield within
        for key, one in within.items():
            if key not in ("example", "examples"):
                yield from nodes(one)
    elif isinstance(within, list):
        for one in within:
            yield from nodes(one)
