"""What a sheet of a workbook holds beside its cells: comments, text boxes, charts, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import unescape

from muniment.reading.formats.html import shown
from muniment.reading.formats.ooxml import Attributes, Enough, Package, value_of
from muniment.reading.formats.ooxml_drawn import drawn_parts
from muniment.reading.formats.ooxml_story import Story
from muniment.reading.text import tidy

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


def drawn_on(package: Package, sheet: str, max_characters: int) -> tuple[list[str], list[str]]:
    """The lines of the sheet's text boxes and charts, and those that nobody sees."""
    lines: list[str] = []
    unseen: list[str] = []
    for relation in package.relations(sheet).values():
        if relation.kind == "vmlDrawing" and package.has(relation.target):
            lines += _in_vml(b"".join(package.chunks(relation.target)).decode("utf-8", "replace"), max_characters)
        if relation.kind == "drawing" and package.has(relation.target):
            for part in (relation.target, *drawn_parts(package, relation.target)):
                story = Story(frozenset(), max_characters)
                package.walk(part, start=story.start, end=story.end, data=story.data)
                story.close()
                lines += [one.text for one in story.paragraphs if one.text.strip()]
                unseen += story.unseen()
    return lines, list(dict.fromkeys(unseen))


_BOX = re.compile(r"<(?:\w+:)?textbox\b[^<>]*>|</(?:\w+:)?textbox\s*>", re.IGNORECASE)
_PATH = re.compile(r"<(?:\w+:)?textpath\b[^<>]*?\bstring=(?:\"([^\"<>]*)\"|'([^'<>]*)')", re.IGNORECASE)


def _in_vml(drawing: str, max_characters: int) -> list[str]:
    """The lines of a drawing in the older markup, which Excel writes as HTML: its text boxes, buttons and watermarks. A
    comment's box is empty, its text stands elsewhere."""
    lines = [unescape(one or other) for one, other in _PATH.findall(drawing)]
    start = None
    for tag in _BOX.finditer(drawing):
        if not tag[0].startswith("</"):
            start = tag.end()
        elif start is not None:
            box = shown(drawing[start : tag.start()])
            lines += box.lines if box is not None else []
            start = None
    return tidy("\n".join(lines))[:max_characters].split("\n") if lines else []


_CODE = re.compile(r"&(?:&|\"[^\"]*\"|K[0-9A-Fa-f]{6}|K\d\d[+-]\d{3}|\d{1,3}|[A-Za-z])")
_PARTS = frozenset("LCR")
_NUMBER = "\0"


def furniture_lines(texts: Iterable[str]) -> list[str]:
    """What headers and footers show (ECMA-376 18.3.1.46): their left, middle and right parts, without the codes for
    looks and for what Excel fills in. A page number is none of it."""
    lines = dict.fromkeys(line for text in texts for line in _CODE.sub(_uncoded, text).split("\n"))
    shown = [line.replace(_NUMBER, "").strip() for line in lines if _NUMBER not in line or len(line.split()) > 4]
    return [line for line in shown if any(map(str.isalnum, line))]


def _uncoded(code: re.Match[str]) -> str:
    letter = code[0][1:].upper()
    return "&" if letter == "&" else "\n" if letter in _PARTS else _NUMBER if letter in ("P", "N") else ""


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
