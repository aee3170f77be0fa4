"""What PDF and docx have in common, so that one text can be written as either."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Manuscript(Protocol):
    """A document in the making; `Paper` and `Word` are two."""

    def heading(self, text: str, level: int = 1) -> None:
        """A heading of level 1 to 3."""

    def text(self, *paragraphs: str) -> None:
        """Paragraphs of running text."""

    def centred(self, text: str, size: float | None = None, bold: bool = False) -> None:
        """A centred line."""

    def bullets(self, *items: str) -> None:
        """A bulleted list."""

    def lines(self, *lines: str) -> None:
        """Lines set close together."""

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float] | None = None,
        *,
        head: bool = True,
        size: float = 8,
        grid: bool = True,
    ) -> None:
        """A table."""

    def columns(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Two columns side by side."""

    def gap(self, points: float) -> None:
        """Empty space."""

    def new_page(self) -> None:
        """Continue on a fresh page."""

    def finish(self) -> tuple[bytes, int | None]:
        """The file's bytes and its count of pages, None where the format has none."""
