"""Rows of a document given as the texts of its pages, as plain fields without what is null."""

from __future__ import annotations

from typing import Any

from muniment.judging.items.extract import items_of
from tests.judging.facts.readings import reading_of


def rows_of(document_type: str, *pages: str) -> list[dict[str, Any]]:
    """The fields of every row, with its kind."""
    found = items_of(reading_of(*pages), document_type=document_type)
    assert all(one.verified for one in found)
    return [{"kind": one.kind, **{name: said for name, said in one.fields.items() if said}} for one in found]
