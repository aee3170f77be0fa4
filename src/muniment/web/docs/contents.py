"""Which pages there are, and in which order they are read: as the index says it, and below it the pages that lead on.

The index is Markdown in the form of llmstxt.org: sections, each a list of links with what is behind them. A page has
pages below it when it lists, in the same form, links into the folder of its own name.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from muniment.web.docs import source

_SECTION = re.compile(r"^## (.+)$", re.MULTILINE)
_ITEM = re.compile(
    r"^- \[(?P<title>[^\]\n]+)\]\((?P<file>[^)#\s]+)\.md\)(?:: (?P<about>.+(?:\n  .+)*))?$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the table of contents. `name`: of its file, without the ending. `about`: Markdown of a line."""

    name: str
    title: str
    about: str
    below: tuple[Entry, ...] = ()

    @property
    def path(self) -> str:
        """Its address."""
        return path_of(self.name)

    def holds(self, name: str) -> bool:
        """Whether that page is this one or below it."""
        return any(one.name == name for one in self.whole())

    def whole(self) -> Iterator[Entry]:
        """This page and those below it, as one reads them."""
        yield self
        for one in self.below:
            yield from one.whole()


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the index and what it leads to."""

    title: str
    entries: tuple[Entry, ...]

    def holds(self, name: str) -> bool:
        """Whether that page is in it."""
        return any(one.holds(name) for one in self.entries)


def path_of(name: str) -> str:
    """The address of a page; the index is at `/docs` itself."""
    return "/docs" if name == source.INDEX else f"/docs/{name}"


def markdown_path_of(name: str) -> str:
    """The address of the page's Markdown."""
    return f"/docs/{name}.md"


@cache
def sections() -> Sequence[Section]:
    """The index, whole."""
    _, *parts = _SECTION.split(source.texts()[source.INDEX])
    return tuple(
        Section(title, tuple(_entries(text, source.INDEX))) for title, text in zip(parts[::2], parts[1::2], strict=True)
    )


@cache
def in_order() -> Mapping[str, Entry]:
    """Every page by its name, as one reads from the first to the last; the index stands before all of them."""
    first = Entry(source.INDEX, "Documentation", "")
    every = [first, *(one for section in sections() for entry in section.entries for one in entry.whole())]
    return {one.name: one for one in every}


def neighbours(name: str) -> tuple[Entry | None, Entry | None]:
    """What is read before the page, and what after it."""
    every = list(in_order().values())
    at = list(in_order()).index(name)
    return every[at - 1] if at else None, every[at + 1] if at + 1 < len(every) else None


def above(name: str) -> list[Entry]:
    """The pages that lead to this one, from the top."""
    return [one for one in in_order().values() if one.name != name and one.holds(name)]


def _entries(text: str, page: str) -> Iterator[Entry]:
    for item in _ITEM.finditer(text):
        name = posixpath.normpath(posixpath.join(posixpath.dirname(page), item["file"]))
        if page == source.INDEX or name.startswith(f"{page}/"):
            about = " ".join((item["about"] or "").split())
            yield Entry(name, item["title"], about, tuple(_entries(source.texts().get(name, ""), name)))
