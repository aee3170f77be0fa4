"""The pages of a document."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import Answer
from muniment.reading.model import PageKind


class PageEntry(Answer):
    number: int
    kind: PageKind
    label: str | None = Field(description="A sheet's name, a block's heading, the path within a ZIP file.")
    ocr: bool


class PageList(Answer):
    data: list[PageEntry]
    total: int
    limit: int
    offset: int


class PageTextObject(PageEntry):
    characters: int = Field(description="Of the whole text.")
    start: int
    text: str


class WordObject(Answer):
    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class WordsObject(Answer):
    width: float | None
    height: float | None
    words: list[WordObject]


class RectangleObject(Answer):
    left: float
    top: float
    right: float
    bottom: float


class MarkObject(Answer):
    start: int
    end: int
    rectangles: list[RectangleObject]
    is_whole: bool


class MarksObject(Answer):
    marks: list[MarkObject]
