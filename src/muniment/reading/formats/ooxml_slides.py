"""Reads pptx: a page a slide, in the order shown, with tables, diagrams, charts and the speaker's notes."""

from __future__ import annotations

from typing import BinaryIO

from muniment.limits import Limits
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.ooxml import Attributes, Package, Relation, external_notice, open_package
from muniment.reading.formats.ooxml_story import Story, value_of
from muniment.reading.model import Page, PageKind, Reading
from muniment.reading.notices import notice
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import label_of, tidy

MEDIA_TYPE = FILE_TYPES["pptx"].media_type
# Placeholders that repeat on every slide and say nothing about it
_FURNITURE = frozenset({"sldNum", "dt", "sldImg"})
_NOTES_FURNITURE = _FURNITURE | {"hdr", "ftr"}
_BESIDE = frozenset({"diagramData", "chart"})


def read_pptx(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Slides, hidden ones too.

    Raises UnreadableError as `open_package` does, and `corrupt` on a document type declaration.
    """
    package = open_package(file, limits)
    main = package.main_part("ppt/presentation.xml")
    order: list[str] = []

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "p:sldId":
            order.extend(value for name, value in attributes.items() if name.endswith(" id"))

    package.walk(main, start=start)
    relations = package.relations(main)
    slides = [relations[one].target for one in order if one in relations and package.has(relations[one].target)]
    pages: list[Page] = []
    seen: list[Relation] = []
    damaged: list[str] = []
    left = limits.max_characters
    for slide in slides[: limits.max_pages]:
        page, whole = _slide(package, slide, len(pages) + 1, left, seen)
        pages.append(page)
        left -= len(page.text)
        if not whole:
            damaged.append(f"slide {page.number}")
        if left <= 0:
            break
    notices = [*package.notices(), *external_notice(seen)]
    if damaged:
        notices.append(notice("part_unreadable", what=", ".join(damaged[:10])))
    if len(slides) > limits.max_pages:
        notices.append(notice("pages_limit", limit=limits.max_pages, what="slides"))
    if left <= 0:
        notices.append(notice("characters_limit", limit=limits.max_characters))
    return Reading(MEDIA_TYPE, tuple(pages), page_count=len(slides), notices=tuple(notices))


def _slide(package: Package, part: str, number: int, left: int, seen: list[Relation]) -> tuple[Page, bool]:
    """One slide with what belongs to it, and whether all its parts were whole; adds its relations to `seen`."""
    relations = list(package.relations(part).values())
    seen.extend(relations)
    shown = _Shapes(_FURNITURE, left)
    whole = package.walk(part, start=shown.start, end=shown.end, data=shown.story.data)
    texts = [shown.text()]
    for relation in relations:
        if relation.is_external or not package.has(relation.target):
            continue
        if relation.kind in _BESIDE or relation.kind == "notesSlide":
            beside = _Shapes(_NOTES_FURNITURE, left)
            whole &= package.walk(relation.target, start=beside.start, end=beside.end, data=beside.story.data)
            texts.append(beside.text())
    text = tidy("\n\n".join(one for one in texts if one))[:left]
    return Page(number, text, PageKind.SLIDE, shown.title), whole


class _Shapes:
    """The paragraphs of a slide or notes page, without furniture; knows which shape is the title."""

    def __init__(self, furniture: frozenset[str], max_characters: int) -> None:
        self.story = Story(frozenset(), max_characters)
        self.title: str | None = None
        self._furniture = furniture
        self._shapes: list[int] = []
        self._placeholder = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "p:sp":
            self._shapes.append(len(self.story.paragraphs))
            self._placeholder = ""
        elif tag == "p:ph":
            self._placeholder = value_of(attributes, "type")
        self.story.start(tag, attributes)

    def end(self, tag: str) -> None:
        self.story.end(tag)
        if tag == "p:sp" and self._shapes:
            first = self._shapes.pop()
            if self._placeholder in self._furniture:
                del self.story.paragraphs[first:]
            elif self._placeholder in ("title", "ctrTitle") and self.title is None:
                self.title = label_of(" ".join(one.text for one in self.story.paragraphs[first:]))
            self._placeholder = ""

    def text(self) -> str:
        self.story.close()
        return "\n".join(one.text for one in self.story.paragraphs if one.text.strip())
