"""Writing Markdown with the same verbs as PDF and docx."""

from __future__ import annotations

from collections.abc import Sequence


class Markdown:
    """A Markdown text in the making."""

    def __init__(self) -> None:
        self._parts: list[str] = []

    def heading(self, text: str, level: int = 1) -> None:
        """A heading of level 1 to 3."""
        self._parts.append(f"{'#' * level} {text}")

    def text(self, *paragraphs: str) -> None:
        """Paragraphs of running text."""
        self._parts.extend(paragraphs)

    def centred(self, text: str, size: float | None = None, bold: bool = False) -> None:
        """A line of its own; a bold one becomes the title."""
        self._parts.append(f"# {text}" if bold else text)

    def bullets(self, *items: str) -> None:
        """A bulleted list."""
        self._parts.append("\n".join(f"- {item}" for item in items))

    def lines(self, *lines: str) -> None:
        """Lines set close together."""
        self._parts.append("  \n".join(lines))

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float] | None = None,
        *,
        head: bool = True,
        size: float = 8,
        grid: bool = True,
    ) -> None:
        """A table; its first row is the head."""
        rule = "|" + " --- |" * len(rows[0])
        body = ["| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |" for row in rows]
        self._parts.append("\n".join([body[0], rule, *body[1:]]))

    def columns(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Two columns side by side, as a table."""
        self.table(list(zip(left, right, strict=True)))

    def gap(self, points: float) -> None:
        """Nothing: Markdown has no empty space."""

    def new_page(self) -> None:
        """A rule: Markdown has no pages."""
        self._parts.append("---")

    def finish(self) -> tuple[bytes, int | None]:
        """The text in UTF-8; it has no page count."""
        return ("\n\n".join(self._parts) + "\n").encode(), None
