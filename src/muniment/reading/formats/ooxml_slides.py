"""Reads pptx: a page a slide, in the order shown, with tables, diagrams, charts; notes and comments follow, apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import BinaryIO

from muniment.limits import Limits
from muniment.reading.aside import COMMENTS, HIDDEN, NOTES, hidden_warning, pages_aside
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.office_pictures import see_pictures
from muniment.reading.formats.ooxml import Attributes, Package, Relation, external_warning, open_package, value_of
from muniment.reading.formats.ooxml_looks import PAPER, UNKNOWN
from muniment.reading.formats.ooxml_paper import Papers
from muniment.reading.formats.ooxml_story import Story
from muniment.reading.formats.stored_pictures import with_pictures
from muniment.reading.model import Page, PageKind, Reading
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import label_of, tidy
from muniment.reading.warnings import warning

MEDIA_TYPE = FILE_TYPES["pptx"].media_type
# Placeholders that repeat on every slide and say nothing about it
_FURNITURE = frozenset({"sldNum", "dt", "sldImg"})
_NOTES_FURNITURE = _FURNITURE | {"hdr", "ftr"}
_BESIDE = frozenset({"diagramData", "chart"})
_ASIDE = {"notesSlide": NOTES, "comments": COMMENTS}


@dataclass(slots=True)
class _Deck:
    """What the slides yielded so far, and what stands beside them: (label, slide, lines)."""

    package: Package
    papers: Papers
    left: int
    width_height: tuple[int, int] = (0, 0)
    pages: list[Page] = field(default_factory=list)
    aside: list[tuple[str, int, list[str]]] = field(default_factory=list)
    hidden: dict[str, int] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def read_pptx(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Slides; then what nobody is shown: notes, comments, hidden shapes. A hidden slide keeps its number, but is aside.

    Raises UnreadableError as `open_package` does, and `corrupt` on a document type declaration.
    """
    package = open_package(file, limits)
    main = package.main_part("ppt/presentation.xml")
    order: list[str] = []
    deck = _Deck(package, Papers(package), limits.max_characters)

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "p:sldId":
            order.extend(value for name, value in attributes.items() if name.endswith(" id"))
        elif tag == "p:sldSz":
            deck.width_height = (_length(attributes, "cx"), _length(attributes, "cy"))

    package.walk(main, start=start)
    relations = package.relations(main)
    slides = [relations[one].target for one in order if one in relations and package.has(relations[one].target)]
    for number, slide in enumerate(slides[: limits.max_pages], start=1):
        _read_slide(deck, slide, number)
        if deck.left <= 0:
            break
    warnings = [*package.warnings(), *external_warning(deck.relations)]
    if deck.damaged:
        warnings.append(warning("part_unreadable", what=", ".join(deck.damaged[:10])))
    if len(slides) > limits.max_pages:
        warnings.append(warning("pages_limit", limit=limits.max_pages, what="slides"))
    if deck.left <= 0:
        warnings.append(warning("characters_limit", limit=limits.max_characters))
    warnings += hidden_warning(deck.hidden)
    pages = deck.pages
    for label, slide_number, lines in deck.aside:
        place = f"{label}, slide {slide_number}"
        # Numbers that no slide has, also where a limit cut the slides
        following = max(len(slides), pages[-1].number) + 1
        pages += pages_aside(place, lines, most=limits.max_pages, first_number=following)
    reading = Reading(MEDIA_TYPE, tuple(pages), page_count=len(slides), warnings=tuple(warnings))
    return with_pictures(reading, see_pictures(package, main, limits, recognise))


def _read_slide(deck: _Deck, part: str, number: int) -> None:
    """Adds one slide with what belongs to it to the deck."""
    package = deck.package
    relations = list(package.relations(part).values())
    deck.relations += relations
    ground = PAPER if deck.papers.is_bare(part) else UNKNOWN
    shown = _Shapes(_FURNITURE, deck.left, width_height=deck.width_height, drawn_on=ground)
    whole = package.walk(part, start=shown.start, end=shown.end, data=shown.story.data)
    texts = [shown.text()]
    hidden = [*shown.off_slide, *shown.story.hidden.lines()]
    for relation in relations:
        label = _ASIDE.get(relation.kind)
        if relation.is_external or not package.has(relation.target) or not (label or relation.kind in _BESIDE):
            continue
        beside = _Shapes(_NOTES_FURNITURE, deck.left)
        whole &= package.walk(relation.target, start=beside.start, end=beside.end, data=beside.story.data)
        if label is None:
            texts.append(beside.text())
        else:
            deck.aside.append((label, number, beside.text().split("\n")))
    if hidden:
        deck.aside.append((HIDDEN, number, hidden))
        deck.hidden[f"on slide {number}"] = sum(map(len, hidden))
    text = tidy("\n\n".join(one for one in texts if one))[: deck.left]
    if shown.is_hidden:
        deck.hidden[f"on slide {number}, which is hidden"] = len(text)
        deck.pages.append(
            Page(number, text, PageKind.SLIDE, label_of(f"Hidden slide: {shown.title or ''}"), aside=True)
        )
    else:
        deck.pages.append(Page(number, text, PageKind.SLIDE, shown.title))
    deck.left -= len(text)
    if not whole:
        deck.damaged.append(f"slide {number}")


def _length(attributes: Attributes, name: str) -> int:
    """In EMU, 914,400 to the inch; 0 when it is none."""
    value = attributes.get(name, "")
    return int(value) if len(value) < 15 and re.fullmatch(r"-?[0-9]+", value) else 0


class _Shapes:
    """The paragraphs of a slide or notes page, without furniture; knows which shape is the title, and which are hidden
    or wholly off the slide (`width_height` in EMU; 0 when it is not known)."""

    def __init__(
        self,
        furniture: frozenset[str],
        max_characters: int,
        *,
        width_height: tuple[int, int] = (0, 0),
        drawn_on: str = UNKNOWN,
    ) -> None:
        self.story = Story(frozenset(), max_characters, drawn_on=drawn_on)
        self.title: str | None = None
        self.is_hidden = False
        self.off_slide: list[str] = []
        self._width, self._height = width_height
        self._corner = (0, 0)
        self._groups = 0
        self._is_off = False
        self._furniture = furniture
        self._shapes: list[int] = []
        self._placeholder = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "p:sp":
            self._shapes.append(len(self.story.paragraphs))
            self._placeholder = ""
            self._is_off = False
        elif tag == "p:ph":
            self._placeholder = value_of(attributes, "type")
        elif tag == "p:sld":
            self.is_hidden = attributes.get("show") in ("0", "false")
        elif tag == "p:cNvPr" and self._shapes:
            self._is_off |= attributes.get("hidden") in ("1", "true")
        elif tag == "p:grpSp":  # whose shapes have places of their own scale
            self._groups += 1
        elif tag == "a:off":
            self._corner = (_length(attributes, "x"), _length(attributes, "y"))
        elif tag == "a:ext" and self._width and self._height and "cx" in attributes and not self._groups:
            (left, top), width, height = self._corner, _length(attributes, "cx"), _length(attributes, "cy")
            self._is_off |= left >= self._width or top >= self._height or left + width <= 0 or top + height <= 0
        self.story.start(tag, attributes)

    def end(self, tag: str) -> None:
        self.story.end(tag)
        if tag == "p:grpSp":
            self._groups -= 1
        if tag == "p:sp" and self._shapes:
            first = self._shapes.pop()
            if self._is_off:
                self.off_slide += [one.text for one in self.story.paragraphs[first:]]
                del self.story.paragraphs[first:]
            elif self._placeholder in self._furniture:
                del self.story.paragraphs[first:]
            elif self._placeholder in ("title", "ctrTitle") and self.title is None:
                self.title = label_of(" ".join(one.text for one in self.story.paragraphs[first:]))
            self._placeholder = ""

    def text(self) -> str:
        self.story.close()
        return "\n".join(one.text for one in self.story.paragraphs if one.text.strip())
