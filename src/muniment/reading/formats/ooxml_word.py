"""Reads docx: body, tables, text boxes, content controls, notes, headers and footers, as blocks under headings.

Comments, tracked deletions and hidden text follow, apart.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import replace
from typing import BinaryIO

from muniment.limits import Limits
from muniment.reading.aside import COMMENTS, DELETED, HIDDEN, hidden_warning, pages_aside
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.office_pictures import see_pictures
from muniment.reading.formats.ooxml import Attributes, Package, Relation, external_warning, open_package, value_of
from muniment.reading.formats.ooxml_bound import BINDING, BoundControls, Stores
from muniment.reading.formats.ooxml_chunks import read_chunks
from muniment.reading.formats.ooxml_drawn import drawn_parts
from muniment.reading.formats.ooxml_lists import Labels, lists_of
from muniment.reading.formats.ooxml_looks import styles_of
from muniment.reading.formats.ooxml_margins import unseen_margins
from muniment.reading.formats.ooxml_sight import paper_of
from muniment.reading.formats.ooxml_story import OUTLINE_LEVELS, Story
from muniment.reading.formats.stored_pictures import with_pictures
from muniment.reading.model import Reading, ReadingProblem
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import Paragraph, blocks
from muniment.reading.warnings import warning

MEDIA_TYPE = FILE_TYPES["docx"].media_type

_LINKING_FIELDS = frozenset({"LINK", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT"})
_HEADING_NAME = re.compile(r"heading \d|title$", re.I)


def read_docx(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Blocks of about a page, cut at headings.

    Raises UnreadableError as `open_package` does, and `corrupt` on a document type declaration.
    """
    return _read(file, limits, recognise, takes_in=True)


def _read_taken_in(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """A document within another: what it takes in itself is only named."""
    return _read(file, limits, recognise, takes_in=False)


def _read(file: BinaryIO, limits: Limits, recognise: Recogniser | None, *, takes_in: bool) -> Reading:
    package = open_package(file, limits)
    main = package.main_part("word/document.xml")
    relations = package.relations(main)
    targets = _targets(package, relations.values())
    unseen = unseen_margins(package, main, relations, targets.get("settings", []))
    targets = {kind: [part for part in parts if part not in unseen] for kind, parts in targets.items()}
    headings = _heading_styles(package, targets.get("styles", []))
    paper = paper_of(package, main, targets.get("settings", []))
    styles = styles_of(package, targets.get("styles", []), paper)
    lists = lists_of(package, targets.get("numbering", []), targets.get("styles", []))
    stores = Stores(package, main)
    warnings: list[ReadingProblem] = []

    def story_of(part: str, notes: Container[str] | None = None) -> Story:
        labels = Labels(lists) if lists is not None else None
        story = Story(headings, limits.max_characters, styles=styles, labels=labels, paper=paper, notes=notes)
        taker = BoundControls(story, stores) if package.mentions(part, BINDING) else story
        if not package.walk(part, start=taker.start, end=taker.end, data=taker.data):
            warnings.append(warning("part_unreadable", what=part))
        taker.close()
        if isinstance(taker, BoundControls) and taker.is_unknown:
            warnings.append(warning("text_unread", what="content controls that show what stands elsewhere"))
        return story

    def stories_of(kinds: Iterable[str]) -> list[Story]:
        return [story_of(part, body.referred) for kind in kinds for part in targets.get(kind, [])]

    body = story_of(main)
    stories = [body]
    pages = blocks(body.paragraphs, most=limits.max_pages)
    shown_by = [main, *(part for _, kinds in _BESIDE_THE_BODY for kind in kinds for part in targets.get(kind, []))]
    drawn = dict.fromkeys(part for one in shown_by for part in drawn_parts(package, one))
    for title, found in (
        *((title, stories_of(kinds)) for title, kinds in _BESIDE_THE_BODY),
        ("Diagrams", [story_of(part) for part in drawn]),
    ):
        stories += found
        paragraphs = _once(one for story in found for one in story.paragraphs)
        pages += [
            replace(page, label=title)
            for page in blocks(paragraphs, most=limits.max_pages, first_number=len(pages) + 1)
        ]
    chunks = targets.get("aFChunk", [])
    taken, said = read_chunks(package, chunks if takes_in else (), limits, recognise, nested=_read_taken_in)
    pages += [replace(page, number=len(pages) + page.number) for page in taken]
    if chunks and not takes_in:
        said.append(warning("embedded_files", what=f"{len(chunks)} inserted documents"))
    warnings += said
    hidden = _hidden_lines(stories, [one for part in unseen for one in story_of(part).paragraphs])
    for title, lines in (
        (COMMENTS, [one.text for story in stories_of(["comments"]) for one in story.paragraphs]),
        (DELETED, [line for story in stories for line in story.deleted.lines()]),
        (HIDDEN, hidden),
    ):
        pages += pages_aside(title, lines, most=limits.max_pages, first_number=len(pages) + 1)
    warnings += hidden_warning({f"on page {pages[-1].number}": sum(map(len, hidden))} if hidden else {})
    warnings += [*_said_of(body, limits), *package.warnings(), *external_warning(list(relations.values()))]
    reading = Reading(MEDIA_TYPE, tuple(pages), warnings=tuple(warnings))
    return with_pictures(reading, see_pictures(package, main, limits, recognise))


_BESIDE_THE_BODY = (
    ("Headers and footers", ("header", "footer")),
    ("Footnotes", ("footnotes", "endnotes")),
)
"""Stories outside the body's flow, as blocks after it: (label, kinds of relation)."""


def _targets(package: Package, relations: Iterable[Relation]) -> dict[str, list[str]]:
    """The parts of the package that are referred to, by the kind of relation, each once."""
    found: dict[str, dict[str, None]] = {}
    for relation in relations:
        if not relation.is_external and package.has(relation.target):
            found.setdefault(relation.kind, {})[relation.target] = None
    return {kind: list(parts) for kind, parts in found.items()}


def _said_of(body: Story, limits: Limits) -> list[ReadingProblem]:
    """That the body was cut, and what its fields would do."""
    found: list[ReadingProblem] = []
    if body.is_full:
        found.append(warning("characters_limit", limit=limits.max_characters))
    if body.fields & {"DDE", "DDEAUTO"}:
        found.append(warning("active_content"))
    if linked := sorted(body.fields & _LINKING_FIELDS):
        found.append(warning("external_links", what=", ".join(linked)))
    return found


def _once(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """Without repeats: each section of a document has its own copy of the same header."""
    return [Paragraph(text) for text in dict.fromkeys(one.text for one in paragraphs if one.text.strip())]


def _hidden_lines(stories: list[Story], left_over: list[Paragraph]) -> list[str]:
    """What is hidden in the stories, then what is left over of headers and footers and stands in no story."""
    shown = {one.text for story in stories for one in story.paragraphs} if left_over else set()
    return [
        *(line for story in stories for line in story.unseen()),
        *(one.text for one in _once(left_over) if one.text not in shown),
    ]


def _heading_styles(package: Package, parts: list[str]) -> frozenset[str]:
    """Ids of the styles that are headings: by English name (kept in every localisation) or outline level."""
    headings: set[str] = set()
    current = ""

    def start(tag: str, attributes: Attributes) -> None:
        nonlocal current
        if tag == "w:style":
            current = value_of(attributes, "styleId")
        elif (tag == "w:name" and _HEADING_NAME.match(value_of(attributes, "val"))) or (
            tag == "w:outlineLvl" and value_of(attributes, "val") in OUTLINE_LEVELS
        ):
            headings.add(current)

    for part in parts:
        package.walk(part, start=start)
    return frozenset(headings)
