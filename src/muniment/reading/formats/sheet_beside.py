"""What a sheet of an xlsx holds beside its cells: comments, text boxes and charts."""

from __future__ import annotations

from muniment.reading.formats.ooxml import Attributes, Enough, Package, value_of
from muniment.reading.formats.ooxml_story import Story

_COPY = "[Threaded comment]"
"""Begins the copy of a thread that Excel keeps for its older versions."""


def comments_on(package: Package, sheet: str, max_characters: int) -> list[str]:
    """The sheet's notes and threads, `cell: text`, each once."""
    found: list[str] = []
    for relation in package.relations(sheet).values():
        if relation.kind in ("comments", "threadedComment") and package.has(relation.target):
            taker = _Comments(max_characters)
            package.walk(relation.target, start=taker.start, end=taker.end, data=taker.data)
            found += taker.found
    return [one for one in found if _COPY not in one]


def drawn_on(package: Package, sheet: str, max_characters: int) -> list[str]:
    """The lines of the sheet's text boxes and charts."""
    lines: list[str] = []
    for relation in package.relations(sheet).values():
        if relation.kind == "drawing" and package.has(relation.target):
            charts = [one.target for one in package.relations(relation.target).values() if one.kind == "chart"]
            for part in (relation.target, *(one for one in charts if package.has(one))):
                story = Story(frozenset(), max_characters)
                package.walk(part, start=story.start, end=story.end, data=story.data)
                story.close()
                lines += [one.text for one in story.paragraphs if one.text.strip()]
    return lines


class _Comments:
    """Takes the events of a part of comments, old or threaded."""

    def __init__(self, max_characters: int) -> None:
        self.found: list[str] = []
        self._left = max_characters
        self._cell = ""
        self._pieces: list[str] = []
        self._takes = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag in ("x:comment", ":threadedComment"):
            self._cell, self._pieces = value_of(attributes, "ref"), []
        elif tag in ("x:t", ":text"):
            self._takes = True

    def end(self, tag: str) -> None:
        if tag in ("x:t", ":text"):
            self._takes = False
        elif tag in ("x:comment", ":threadedComment"):
            text = " ".join("".join(self._pieces).split())
            if text:
                self.found.append(f"{self._cell}: {text}")

    def data(self, text: str) -> None:
        """Character data."""
        if self._takes:
            self._pieces.append(text)
            self._left -= len(text)
            if self._left <= 0:
                raise Enough
