"""What a backup consists of, and how it says so. Without its manifest, written last, it is incomplete."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from muniment.upkeep.stored import Flaw, RefusedError

FORMAT = 1
"""Raised when an older program could no longer restore what is written."""

MANIFEST = "manifest.json"
DATABASE = "muniment.sqlite3"
SECRET = "secret.key"  # noqa: S105 - a file's name
FILES = "files"
PARTIAL = "partial"
LOCK = ".lock"


@dataclass(frozen=True, slots=True)
class Part:
    """A file of the backup beside the documents' own. `path` is relative to the backup, with slashes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a complete backup says of itself. `schema` is the database's migration; `rows` counts each table's.

    `absent`: documents whose bytes were missing or damaged when the backup was made. `first_organisation` tells one
    installation's backup from another's.
    """

    format: int
    made_at: int
    program: str
    schema: str
    database: Part
    secret: Part | None
    documents: int
    document_bytes: int
    rows: dict[str, int]
    absent: tuple[Flaw, ...]
    first_organisation: str | None


def file_path(key: str) -> str:
    """Where a document's bytes are inside a backup: as in a home folder."""
    return f"{FILES}/{key[:2]}/{key[2:4]}/{key}"


def to_json(manifest: Manifest) -> bytes:
    """The manifest as it is written."""
    return json.dumps(asdict(manifest), indent=1).encode()


def from_json(written: bytes) -> Manifest:
    """The manifest again. Raises RefusedError for what is none, or of a later format."""
    try:
        value = json.loads(written)
        if value["format"] > FORMAT:
            raise RefusedError("The backup was made by a newer muniment. Use that version or a later one.")
        return Manifest(
            **{
                **value,
                "database": Part(**value["database"]),
                "secret": Part(**value["secret"]) if value["secret"] is not None else None,
                "absent": tuple(Flaw(**flaw) for flaw in value["absent"]),
            }
        )
    except (ValueError, KeyError, TypeError):
        raise RefusedError("The backup's manifest cannot be read.") from None


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the backup in the folder; None when there is no complete one."""
    try:
        return from_json((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
