"""Which samples there are: read from `samples.toml`, their files from `files.zip`."""

from __future__ import annotations

import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from muniment.samples.dates import moved

_FOLDER = files("muniment.samples")


@dataclass(frozen=True, slots=True)
class SampleDocument:
    """A file and what it is called. `services`: which of the vendor's it is about, by their place."""

    file: str
    name: str
    services: tuple[int, ...] = ()

    @property
    def extension(self) -> str:
        """Without the dot."""
        return self.file.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class SampleVendor:
    """A vendor. `fields`: of `vendors.VENDOR_FIELDS`. `assessment`: its name."""

    key: str
    fields: dict[str, Any]
    services: tuple[str, ...]
    assessment: str
    documents: tuple[SampleDocument, ...]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads((_FOLDER / "samples.toml").read_text(encoding="utf-8"))


@cache
def vendors() -> tuple[SampleVendor, ...]:
    """All of them, in order."""
    return tuple(_vendor(dict(table)) for table in _table()["vendors"])


def _vendor(table: dict[str, Any]) -> SampleVendor:
    documents = tuple(
        SampleDocument(one["file"], one["name"], tuple(one.get("services", ()))) for one in table.pop("documents")
    )
    key, services, assessment = table.pop("key"), tuple(table.pop("services")), table.pop("assessment")
    return SampleVendor(key, table, services, assessment, documents)


@contextmanager
def opened(today: date) -> Iterator[SampleFiles]:
    """The files as they are on that day."""
    with (_FOLDER / "files.zip").open("rb") as stream, zipfile.ZipFile(stream) as archive:
        made = _table()["made"]
        yield SampleFiles(archive, (today.year - made.year) * 12 + today.month - made.month)


@dataclass(frozen=True, slots=True)
class SampleFiles:
    """The ready-made files, their dates moved by so many months."""

    archive: zipfile.ZipFile
    months: int

    def read(self, document: SampleDocument) -> bytes:
        """The document's bytes."""
        return moved(self.archive.read(document.file), document.extension, months=self.months)
