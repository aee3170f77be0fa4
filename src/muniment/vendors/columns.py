"""How vendors and services keep what is not a plain value: as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row


def fields_to_columns(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as their columns hold them."""
    stored = dict(fields)
    if "tags" in stored:
        stored["tags"] = json.dumps(stored["tags"] or [])
    if stored.get("primary_contact") is not None:
        stored["primary_contact"] = json.dumps(stored["primary_contact"])
    return stored


def contact_of(stored: str | None) -> dict[str, Any] | None:
    """The contact that a column holds."""
    return json.loads(stored) if stored is not None else None


def differs(row: Row[Any], columns: Mapping[str, Any]) -> bool:
    """Whether the row holds anything else in these columns."""
    return any(row._mapping[name] != value for name, value in columns.items())
