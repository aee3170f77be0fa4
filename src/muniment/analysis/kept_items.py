"""Rows of a report on their way from the sandbox's child: one part of bytes, ahead of the child's findings.

This module is both sides of the crossing; what arrives is checked by `claims`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

import orjson

from muniment.judging.model import Item

MAX_BYTES = 8 * 1024 * 1024
"""A thousand rows of 2,000 characters and as much in their fields."""

_ITEMS = b"I\n"


class BrokenItemsError(ValueError):
    """What arrived is not what this module sends."""


def send(items: Iterable[Item], emit: Callable[[bytes], None]) -> None:
    """Send the rows, in the child; nothing where there are none. What would be too long is cut at its end."""
    whole = [json.dumps(asdict(one), ensure_ascii=False).encode() for one in items]
    size, kept = len(_ITEMS) + 2, []
    for one in whole:
        size += len(one) + 1
        if size > MAX_BYTES:
            break
        kept.append(one)
    if kept:
        emit(_ITEMS + b"[" + b",".join(kept) + b"]")


def taken_from(parts: Sequence[bytes]) -> tuple[tuple[Item, ...], list[bytes]]:
    """The rows, and the other parts. Raises BrokenItemsError for anything that `send` does not send."""
    ours = [part for part in parts if part.startswith(_ITEMS)]
    others = [part for part in parts if not part.startswith(_ITEMS)]
    if len(ours) > 1 or any(len(part) > MAX_BYTES for part in ours):
        raise BrokenItemsError("there are more rows than are sent")
    try:
        return tuple(_item(value) for part in ours for value in orjson.loads(part[len(_ITEMS) :])), others
    except (orjson.JSONDecodeError, TypeError, KeyError, AttributeError):
        raise BrokenItemsError("the rows have another shape") from None


def _item(value: dict[str, Any]) -> Item:
    fields = {name: tuple(said) if isinstance(said, list) else said for name, said in value["fields"].items()}
    return Item(**{**value, "fields": fields})
