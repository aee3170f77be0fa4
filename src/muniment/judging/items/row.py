"""Making a row of a kind: every field of it, within bounds, and the place that bears it."""

from __future__ import annotations

from collections.abc import Iterable

from muniment.judging.facts.view import Mark
from muniment.judging.items.kinds import KINDS, MAX_ELEMENTS, MAX_FIELD_CHARACTERS, MAX_QUOTE_CHARACTERS
from muniment.judging.model import Item


def item(kind: str, mark: Mark, **said: str | tuple[str, ...] | None) -> Item | None:
    """A row of KINDS whose quote is `mark`, not verified yet; None for one too long to be a row."""
    if mark.end - mark.start > MAX_QUOTE_CHARACTERS or not mark.text.strip():
        return None
    fields = {name: _bounded(said.get(name)) for name in KINDS[kind]}
    return Item(kind, fields, mark.text, mark.page.number, mark.start)


def _bounded(value: str | Iterable[str] | None) -> str | tuple[str, ...] | None:
    if value is None or isinstance(value, str):
        flat = " ".join((value or "").split())
        return flat if 0 < len(flat) <= MAX_FIELD_CHARACTERS else None
    texts = tuple(" ".join(text.split()) for text in value)[:MAX_ELEMENTS]
    return tuple(text for text in texts if 0 < len(text) <= MAX_FIELD_CHARACTERS) or None
