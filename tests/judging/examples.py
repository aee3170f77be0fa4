"""The examples that stand in the entries of the taxonomy, as readings."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.judging.taxonomy.types import ENTRIES, load_types
from muniment.reading.model import Page, PageKind, Reading


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """The beginning of a document. `document_type`: the entry it stands in, None for what looks like no type."""

    document_type: str | None
    table: dict[str, Any]

    @property
    def is_titled(self) -> bool:
        """Whether it is text with a title: neither a sheet nor a picture."""
        return self.document_type is not None and "kind" not in self.table

    def __str__(self) -> str:
        return f"{self.document_type or 'none'}: {self.table['pages'][0].strip().splitlines()[0][:40]}"

    def reading(self) -> Reading:
        pages = self.table["pages"]
        texts = [*pages[:-1], *(pages[-1:] * self.table.get("repeat_last", 1))]
        kind = PageKind(self.table.get("kind", "page"))
        labels = {int(number): label for number, label in self.table.get("labels", {}).items()}
        read = tuple(Page(number, text, kind, labels.get(number)) for number, text in enumerate(texts, 1))
        return Reading(self.table.get("media_type", "application/pdf"), read, len(read))


def _in_entries(table: str) -> tuple[Example, ...]:
    return tuple(
        Example(known.slug, one)
        for known in load_types()
        for one in tomllib.loads((ENTRIES / f"{known.slug}.toml").read_text(encoding="utf-8")).get(table, [])
    )


OPENINGS = _in_entries("opening")
LOOK_ALIKES = _in_entries("look_alike")


def _beside(name: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / name).read_text(encoding="utf-8"))


OF_NO_TYPE = tuple(Example(None, one) for one in _beside("of_no_type.toml")["text"])
