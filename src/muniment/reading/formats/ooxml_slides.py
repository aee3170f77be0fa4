"""Reads pptx: a page a slide, in the order shown, with tables, diagrams, charts; notes and comments follow, apart."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO

from muniment.limits import Limits
from muniment.reading.aside import COMMENTS, HIDDEN, NOTES, hidden_warning, pages_aside
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.office_pictures import see_pictures
from muniment.reading.formats.ooxml import (
    EMU_PER_POINT,
    Attributes,
    Enough,
    Package,
    Relation,
    external_warning,
    length_of,
    open_package,
    value_of,
)
from muniment.reading.formats.ooxml_alternatives import CHOSEN_AMONG, Alternatives
from muniment.reading.formats.ooxml_colours import PAPER, UNKNOWN
from muniment.reading.formats.ooxml_covers import SHAPES, Box, Covers
from muniment.reading.formats.ooxml_drawn import drawn_parts
from muniment.reading.formats.ooxml_inks import Inks, SlideInks
from muniment.reading.formats.ooxml_looks import Look
from muniment.reading.formats.ooxml_paper import Papers
from muniment.reading.formats.ooxml_sight import TINY_POINTS
from muniment.reading.formats.ooxml_story import Story
from muniment.reading.formats.stored_pictures import with_pictures
from muniment.reading.model import Page, PageKind, Reading
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import label_of, tidy
from muniment.reading.warnings import page_ranges, warning

MEDIA_TYPE = FILE_TYPES["pptx"].media_type
# Placeholders that repeat on every slide and say nothing about it
_FURNITURE = frozenset({"sldNum", "dt", "sldImg"})
_NOTES_FURNITURE = _FURNITURE | {"hdr", "ftr"}
_ASIDE = {"notesSlide": NOTES, "comments": COMMENTS}


@dataclass(slots=True)
class _Deck:
    """What the slides yielded so far, and what stands beside them: (label, slide, lines)."""

    package: Package
    papers: Papers
    inks: Inks
    left: int
    width_height: tuple[int, int] = (0, 0)
    pages: list[Page] = field(default_factory=list)
    aside: list[tuple[str, int, list[str]]] = field(default_factory=list)
    hidden: dict[str, int] = field(default_factory=dict)
    behind: dict[str, list[int]] = field(default_factory=dict)  # layouts and masters, and on which slides they show
    grounds: dict[str, str] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def read_pptx(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Slides; then what nobody is shown: notes, comments, hidden shapes. A hidden slide keeps its number, but is aside.

    Raises UnreadableError as `open_package` does, and `corrupt` on a document type declaration.
    """
    package = open_package(file, limits)
    main = package.main_part("ppt/presentation.xml")
    order: list[str] = []
    deck = _Deck(package, Papers(package), Inks(package, main), limits.max_characters)

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "p:sldId":
            order.extend(value for name, value in attributes.items() if name.endswith(" id"))
        elif tag == "p:sldSz":
            deck.width_height = (length_of(attributes, "cx"), length_of(attributes, "cy"))

    package.walk(main, start=start)
    relations = package.relations(main)
    slides = [relations[one].target for one in order if one in relations and package.has(relations[one].target)]
    for number, slide in enumerate(slides[: limits.max_pages], start=1):
        _read_slide(deck, slide, number)
        if deck.left <= 0:
            break
    behind = _read_behind(deck, max(len(slides), len(deck.pages)) + 1)
    warnings = [*package.warnings(), *external_warning(deck.relations)]
    if deck.damaged:
        warnings.append(warning("part_unreadable", what=", ".join(deck.damaged[:10])))
    if len(slides) > limits.max_pages:
        warnings.append(warning("pages_limit", limit=limits.max_pages, what="slides"))
    if deck.left <= 0:
        warnings.append(warning("characters_limit", limit=limits.max_characters))
    warnings += hidden_warning(deck.hidden)
    pages = [*deck.pages, *behind]
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
    inks = deck.inks.of(part)
    photographs = [
        name for name, one in package.relations(part).items() if one.target.lower().endswith((".jpg", ".jpeg"))
    ]
    shown = _Shapes(
        _FURNITURE,
        deck.left,
        width_height=deck.width_height,
        drawn_on=ground,
        inks=inks,
        cells=deck.papers.of_cells(part),
        covers=Covers(frozenset(photographs)),
    )
    whole = package.walk(part, start=shown.start, end=shown.end, data=shown.story.data)
    texts = [shown.text()]
    hidden = [*shown.off_slide, *shown.story.unseen()]
    for target in drawn_parts(package, part):
        drawn = _Shapes(_NOTES_FURNITURE, deck.left)
        whole &= package.walk(target, start=drawn.start, end=drawn.end, data=drawn.story.data)
        texts.append(drawn.text())
    for relation in relations:
        label = _ASIDE.get(relation.kind)
        if label and not relation.is_external and package.has(relation.target):
            beside = _Shapes(_NOTES_FURNITURE, deck.left)
            whole &= package.walk(relation.target, start=beside.start, end=beside.end, data=beside.story.data)
            deck.aside.append((label, number, beside.text().split("\n")))
    if not shown.is_hidden:
        _note_behind(deck, part, number, ground, is_master_shown=shown.shows_master)
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


def _note_behind(deck: _Deck, slide: str, number: int, ground: str, *, is_master_shown: bool) -> None:
    """Notes that the slide shows what its layout and master draw."""
    part = slide
    for kind in ("slideLayout", "slideMaster"):
        part = deck.package.related(part, kind)
        if not part or not is_master_shown:
            return
        deck.behind.setdefault(part, []).append(number)
        deck.grounds.setdefault(part, ground)
        is_master_shown = _shows_master(deck.package, part)


def _shows_master(package: Package, layout: str) -> bool:
    shown = True

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal shown
        shown = attributes.get("showMasterSp") not in ("0", "false")
        raise Enough

    package.walk(layout, start=start)
    return shown


def _read_behind(deck: _Deck, first_number: int) -> list[Page]:
    """What layouts and masters show on slides: their own shapes, not the empty placeholders."""
    pages: list[Page] = []
    for part, numbers in deck.behind.items():
        taker = _Shapes(_FURNITURE, max(1, deck.left), drawn_on=deck.grounds[part], keeps_placeholders=False)
        if not deck.package.walk(part, start=taker.start, end=taker.end, data=taker.story.data):
            deck.damaged.append("a layout")
        text = tidy(taker.text())[: max(0, deck.left)]
        label = f"Behind {page_ranges(numbers).replace('page', 'slide')}"
        if text:
            pages.append(Page(first_number + len(pages), text, PageKind.SLIDE, label))
            deck.left -= len(text)
        if hidden := taker.story.unseen():
            deck.aside.append((HIDDEN, numbers[0], hidden))
            deck.hidden[f"behind slide {numbers[0]}"] = sum(map(len, hidden))
    return pages


_NESTED = SHAPES | {"p:grpSp", "p:cxnSp"}
_FAR_INSET = 20_000_000  # EMU: beyond any usual slide
_CLIPS = frozenset({"clip", "ellipsis"})


@dataclass(slots=True)
class _Shape:
    """A shape that is being read. `first`: the place of its first paragraph; `is_inside`: of a group, which has a scale
    of its own; `sides` in EMU."""

    tag: str
    first: int
    is_off: bool = False
    is_inside: bool = False
    is_clipped: bool = False
    placeholder: str | None = None
    sides: tuple[float, float] = (math.inf, math.inf)


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
        inks: SlideInks | None = None,
        keeps_placeholders: bool = True,
        cells: Iterable[str] = (),
        covers: Covers | None = None,
    ) -> None:
        self.shows_master = True
        self._keeps_placeholders = keeps_placeholders
        self._alternatives = Alternatives()
        self._inks = inks
        taken_over = (lambda: inks.look) if inks is not None else Look
        self.story = Story(frozenset(), max_characters, drawn_on=drawn_on, taken_over=taken_over, cells=cells)
        self._covers = covers
        self.title: str | None = None
        self.is_hidden = False
        self.off_slide: list[str] = []
        self._width, self._height = width_height
        self._corner = (0, 0)
        self._furniture = furniture
        self._open: list[_Shape] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._alternatives.untaken or tag in CHOSEN_AMONG:
            self._alternatives.start(tag, attributes)
        if not self._alternatives.untaken:
            self._start(tag, attributes)
        self.story.start(tag, attributes)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if tag in _NESTED:
            outer = self._open[-1] if self._open else _Shape("", 0)
            is_inside = outer.is_inside or outer.tag == "p:grpSp"
            self._open.append(_Shape(tag, len(self.story.paragraphs), is_off=outer.is_off, is_inside=is_inside))
        elif tag == "p:sld":
            self.is_hidden = attributes.get("show") in ("0", "false")
            self.shows_master = attributes.get("showMasterSp") not in ("0", "false")
        elif tag == "a:off":
            self._corner = (length_of(attributes, "x"), length_of(attributes, "y"))
        elif self._open:
            self._take(self._open[-1], tag, attributes)
        if self._inks is not None:
            self._inks.start(tag, attributes)
        if self._covers is not None:
            self._covers.start(tag, attributes)

    def _take(self, own: _Shape, tag: str, attributes: Attributes) -> None:
        if tag == "p:ph":
            own.placeholder = value_of(attributes, "type")
        elif tag == "p:cNvPr":
            own.is_off |= attributes.get("hidden") in ("1", "true")
        elif tag == "a:ext" and "cx" in attributes:
            own.sides = length_of(attributes, "cx"), length_of(attributes, "cy")
            own.is_off |= not own.is_inside and self._is_beyond(
                (*self._corner, self._corner[0] + own.sides[0], self._corner[1] + own.sides[1])
            )
        elif tag == "a:bodyPr":
            clips = value_of(attributes, "horzOverflow") in _CLIPS, value_of(attributes, "vertOverflow") in _CLIPS
            least = TINY_POINTS * EMU_PER_POINT
            own.is_clipped = any(one and side < least for one, side in zip(clips, own.sides, strict=True))
            own.is_clipped |= any(length_of(attributes, inset) >= _FAR_INSET for inset in ("lIns", "tIns"))

    def end(self, tag: str) -> None:
        self.story.end(tag)
        if (self._alternatives.untaken or tag in CHOSEN_AMONG) and self._alternatives.end(tag):
            return
        if self._inks is not None:
            self._inks.end(tag)
        if self._covers is not None:
            self._covers.end(tag)
        if tag in _NESTED and self._open:
            self._close(self._open.pop())

    def _close(self, own: _Shape) -> None:
        """A shape ends, with its text."""
        place = self._covers.place if self._covers is not None and own.tag in SHAPES else None
        is_beyond = own.is_inside and place is not None and self._is_beyond(place)
        if own.tag == "p:grpSp":
            return
        if own.is_off or own.is_clipped or is_beyond:
            self.off_slide += [one.text for one in self.story.paragraphs[own.first :]]
            del self.story.paragraphs[own.first :]
        elif own.placeholder in self._furniture or (own.placeholder is not None and not self._keeps_placeholders):
            del self.story.paragraphs[own.first :]
        elif own.placeholder in ("title", "ctrTitle") and self.title is None:
            self.title = label_of(" ".join(one.text for one in self.story.paragraphs[own.first :]))
        if self._covers is not None and own.tag in SHAPES:
            self._covers.note(own.first, len(self.story.paragraphs))

    def _set_covered_apart(self) -> None:
        for first, last in self._covers.hidden() if self._covers is not None else ():
            self.off_slide += [one.text for one in self.story.paragraphs[first:last] if one.text.strip()]
            del self.story.paragraphs[first:last]
        self._covers = None

    def _is_beyond(self, place: Box) -> bool:
        left, top, right, bottom = place
        is_known = bool(self._width and self._height)
        return is_known and (left >= self._width or top >= self._height or right <= 0 or bottom <= 0)

    def text(self) -> str:
        """What is seen; what is covered goes to `off_slide`."""
        self.story.close()
        self._set_covered_apart()
        return "\n".join(one.text for one in self.story.paragraphs if one.text.strip())
