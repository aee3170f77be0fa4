"""A document as the rest of the product sees it, and its eleven keys on the wire (CONTRACT §2)."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import orjson
from sqlalchemy import Row

from muniment.db.tables import documents
from muniment.unicode import folded, normalised

MAX_NAME_CHARACTERS = 255

MAX_RAW_NAME_CHARACTERS = 4_096
"""What `clean_name` is given at most: the longest path (PATH_MAX), as browsers of old sent it for a name."""


UNDATED = "undated"
"""In place of the day until which a document is good, where none is known: it sorts behind every day."""

MAX_FOLDED_CHARACTERS = 64
"""Of a name that lists in order of names look at."""


@dataclass(frozen=True, slots=True)
class Document:
    """One row of `documents`. `valid_until`: a day, ISO 8601, or UNDATED."""

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
    scan: str | None = None
    quarantined_for: str | None = None
    type_confidence: float | None = None
    valid_until: str = UNDATED

    @property
    def declared_type(self) -> str | None:
        """The type that whoever uploaded or reviewed it says it is; None where the engine is to say."""
        return self.document_type if self.is_type_declared else None

    @property
    def filename(self) -> str:
        """`name` without what would make a path of it, with the extension added when it is not already its ending
        (CONTRACT §2.1, §2.4)."""
        name, ending = _SEPARATOR.sub("_", self.name), f".{self.extension}"
        return name if name.lower().endswith(ending) else name + ending

    def on_the_wire(self) -> dict[str, Any]:
        """The document object."""
        return row_on_the_wire([_kept(self, key) for key in WIRE_KEYS])


def row_on_the_wire(row: Sequence[Any]) -> dict[str, Any]:
    """The document object from a row of WIRE_COLUMNS: eleven keys, in this order. Built by hand, because lists build
    fifty of them: zipping names and values takes three times as long."""
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


WIRE_KEYS = tuple(row_on_the_wire(["[]"] * 11))
"""The keys of the document object, each a field of Document and a column of its table."""

WIRE_COLUMNS = tuple(documents.c[key] for key in WIRE_KEYS)
"""What a listing or a plain GET reads."""

_LISTS = ("service_ids", "assessment_ids")  # kept as JSON


def _kept(document: Document, name: str) -> Any:
    """A field's value as its column keeps it."""
    value = getattr(document, name)
    return json.dumps(value) if name in _LISTS else value


_FIELDS = tuple(field.name for field in fields(Document))
_NAME_FOLDED = "name_folded"
COLUMNS = (*_FIELDS, _NAME_FOLDED)
"""The columns of `documents`: a field of Document each, and the name as lists by name compare it."""


def to_row(document: Document) -> dict[str, Any]:
    """The full row of `documents`, by column; `from_row` gives the Document again."""
    row = {name: _kept(document, name) for name in _FIELDS}
    return {**row, _NAME_FOLDED: folded(document.name)[:MAX_FOLDED_CHARACTERS]}


def from_row(row: Row[Any]) -> Document:
    """A Document from a full row of `documents`."""
    values = dict(row._mapping)
    del values[_NAME_FOLDED]
    for name in _LISTS:
        values[name] = tuple(json.loads(values[name]))
    return Document(**{**values, "sha256": bytes(values["sha256"])})


def distinct(values: Iterable[str]) -> tuple[str, ...]:
    """The values in the order given, each once."""
    return tuple(dict.fromkeys(values))


_SEPARATOR = re.compile(r"[/\\]")
# Cc control, Cs lone surrogates, Zl and Zp line separators.
_DROPPED = frozenset({"Cc", "Cs", "Zl", "Zp"})
# Direction marks and overrides would let "gpj.exe" read as "exe.jpg".
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def clean_title(raw: str) -> str:
    """A name that was given, as it is kept: without control and formatting-override characters; NFC; trimmed.

    May be empty; how long it may be is the caller's question (MAX_NAME_CHARACTERS). Of a longer `raw`, the last
    MAX_RAW_NAME_CHARACTERS count.
    """
    raw = raw[-MAX_RAW_NAME_CHARACTERS:]
    visible = "".join(
        character for character in _DIRECTION.sub("", raw) if unicodedata.category(character) not in _DROPPED
    )
    return normalised(visible.strip(), "NFC").strip()


def clean_name(raw: str) -> str:
    """A file's own name as it is kept: the same without the path before it."""
    parts = [part.strip() for part in _SEPARATOR.split(clean_title(raw))]
    return next((part for part in reversed(parts) if part not in ("", ".", "..")), "")


def shorten_name(name: str) -> str:
    """A file's own name cut to the limit, keeping its ending."""
    if len(name) <= MAX_NAME_CHARACTERS:
        return name
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 16:
        return name[:MAX_NAME_CHARACTERS]
    return stem[: MAX_NAME_CHARACTERS - len(ending) - 1] + dot + ending
