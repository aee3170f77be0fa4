"""A document as the rest of the product sees it, and its eleven keys on the wire (CONTRACT §2)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import Row

from muniment.db.tables import documents

MAX_NAME_CHARACTERS = 255


@dataclass(frozen=True, slots=True)
class Document:
    """One row of `documents`."""

    id: str
    org_id: str
    seq: int
    vendor_id: str
    name: str
    extension: str
    size: int
    document_type: str | None
    is_type_declared: bool
    status: str
    service_ids: tuple[str, ...]
    assessment_ids: tuple[str, ...]
    created_at: int
    updated_at: int
    is_archived: bool
    archived_at: int | None
    sha256: bytes
    storage_key: str
    generation: int

    @property
    def filename(self) -> str:
        """`name`, with the extension added when it is not already its ending (CONTRACT §2.4)."""
        ending = f".{self.extension}"
        return self.name if self.name.lower().endswith(ending) else self.name + ending

    def on_the_wire(self) -> dict[str, Any]:
        """The document object: eleven keys, in this order."""
        return {
            "id": self.id,
            "vendor_id": self.vendor_id,
            "name": self.name,
            "extension": self.extension,
            "size": self.size,
            "document_type": self.document_type,
            "status": self.status,
            "service_ids": list(self.service_ids),
            "assessment_ids": list(self.assessment_ids),
            "created_at": self.created_at,
            "updated_at": self.updated_at,
        }


WIRE_COLUMNS = (
    documents.c.id,
    documents.c.vendor_id,
    documents.c.name,
    documents.c.extension,
    documents.c.size,
    documents.c.document_type,
    documents.c.status,
    documents.c.service_ids,
    documents.c.assessment_ids,
    documents.c.created_at,
    documents.c.updated_at,
)
"""What a listing or a plain GET reads: the wire's keys in the wire's order."""


def row_on_the_wire(row: Any) -> dict[str, Any]:
    """The document object from a row of WIRE_COLUMNS."""
    services, assessments = row[7], row[8]
    return {
        "id": row[0],
        "vendor_id": row[1],
        "name": row[2],
        "extension": row[3],
        "size": row[4],
        "document_type": row[5],
        "status": row[6],
        "service_ids": [] if services == "[]" else orjson.loads(services),
        "assessment_ids": [] if assessments == "[]" else orjson.loads(assessments),
        "created_at": row[9],
        "updated_at": row[10],
    }


def from_row(row: Row[Any]) -> Document:
    """A Document from a full row of `documents`."""
    values = dict(row._mapping)
    values["service_ids"] = tuple(json.loads(values["service_ids"]))
    values["assessment_ids"] = tuple(json.loads(values["assessment_ids"]))
    values["is_type_declared"] = bool(values["is_type_declared"])
    values["is_archived"] = bool(values["is_archived"])
    values["sha256"] = bytes(values["sha256"])
    return Document(**values)


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The values in the order given, each once."""
    return tuple(dict.fromkeys(values))


_SEPARATORS = re.compile(r"[/\\]+")
# Cc control, Cs lone surrogates, Zl and Zp line separators.
_DROPPED = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Direction marks and overrides would let "gpj.exe" read as "exe.jpg".
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_name(raw: str) -> str:
    """The name as it is kept: without path parts, control and formatting-override characters; NFC; trimmed.

    May be empty; how long it may be is the caller's question (MAX_NAME_CHARACTERS).
    """
    visible = "".join(
        character for character in _DIRECTION.sub("", raw) if unicodedata.category(character) not in _DROPPED
    )
    parts = [part.strip() for part in _SEPARATORS.split(visible)]
    last = next((part for part in reversed(parts) if part not in ("", ".", "..")), "")
    return unicodedata.normalize("NFC", last).strip()


def shorten_name(name: str) -> str:
    """A file's own name cut to the limit, keeping its ending."""
    if len(name) <= MAX_NAME_CHARACTERS:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 16:
        return name[:MAX_NAME_CHARACTERS]
    return stem[: MAX_NAME_CHARACTERS - len(ending) - 1] + dot + ending
