"""How vendors and services keep what they are given, and what a null and an emptiness mean (CONTRACT §3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row

from muniment.unicode import folded


def fields_to_columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as their columns hold them: what is None is left out, and so stays as it is; an empty text clears its
    column. `tag_ids` are tags by another name: whoever gives both gets both."""
    given = {name: value for name, value in fields.items() if value is not None}
    if "tag_ids" in given:
        given["tags"] = [*given.get("tags", ()), *given.pop("tag_ids")]
    stored = {name: _stored(value) for name, value in given.items()}
    if "name" in given:
        stored["name_folded"] = folded(given["name"])
    return stored


def _stored(value: Any) -> str | None:
    if isinstance(value, str):
        return value or None
    return json.dumps(value)


def contact_of(stored: str | None) -> dict[str, Any] | None:
    """The contact that a column holds."""
    return json.loads(stored) if stored is not None else None


def differs(row: Row[Any], columns: Mapping[str, Any]) -> bool:
    """Whether the row holds anything else in these columns."""
    return any(row._mapping[name] != value for name, value in columns.items())
