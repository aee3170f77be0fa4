"""The text of HTML that another document holds, as a page shows it. HTML by itself is no format that is read.

Own tokens rather than the standard library's parser, which takes quadratic time on unclosed marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,30})(?P<about>[^<>]*)>|<[!?/][^<>]*>?|[^<]+|<",
    re.DOTALL,
)
_UNSHOWN = frozenset({"head", "script", "style", "template", "title", "noscript"})
_VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
_INLINE = frozenset(
    {"a", "abbr", "b", "code", "em", "font", "i", "label", "mark", "s", "small", "span", "strong", "sub", "sup", "u"}
)
_CELLS = frozenset({"td", "th"})
_ROWS = frozenset({"tr", "table", "tbody"})
_HIDES = re.compile(
    r"(?:^|\s)hidden(?=[\s=/]|$)|display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d])"
    r"|font-size\s*:\s*[01](?![.\d])|(?<!-)\bcolor\s*[:=]\s*[\"']?(?:#fff(?:fff)?\b|white\b)",
    re.IGNORECASE,
)
_GROUND = re.compile(r"background|bgcolor", re.IGNORECASE)
_STYLE_SHEET = re.compile(r"<style\b.*?(?:</style|\Z)", re.IGNORECASE | re.DOTALL)
_CELL_END = re.compile(r" ?\f ?")
_BLANKS = re.compile(r"[ \r\n\t]+")


@dataclass(slots=True)
class Shown:
    """Lines that the page shows, and pieces of text that it hides."""

    lines: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def shown(source: str) -> Shown | None:
    """What the source shows; None where that cannot be told, because a style sheet of its own hides something."""
    if any(_HIDES.search(sheet[0]) for sheet in _STYLE_SHEET.finditer(source)):
        return None
    has_ground = _GROUND.search(source) is not None
    found = Shown()
    pieces: list[str] = []
    for text, is_hidden in _texts(source, has_ground=has_ground):
        if not is_hidden:
            pieces.append(text)
        elif text.strip():
            found.hidden.append(_BLANKS.sub(" ", text).strip())
    lines = (_BLANKS.sub(" ", line).strip(" ") for line in "".join(pieces).split("\v"))
    found.lines = [_CELL_END.sub("\t", line).strip("\t ") for line in lines if line.strip("\f ")]
    return found


def _texts(source: str, *, has_ground: bool) -> Iterator[tuple[str, bool]]:
    """(text, whether it is hidden); a vertical tab stands for a line end, a form feed for a cell's."""
    open_elements: list[tuple[str, bool]] = []
    unshown = ""
    is_in_cell = False
    for token in _TOKEN.finditer(source):
        name = (token["name"] or "").lower()
        if unshown:
            unshown = "" if token["close"] and name == unshown else unshown
        elif not name:
            if not token[0].startswith("<") or token[0] == "<":
                text = unescape(token[0]).replace("\v", " ").replace("\f", " ")
                yield text, any(is_hidden for _, is_hidden in open_elements[-1:])
        else:
            if name in _CELLS:
                is_in_cell = not token["close"]
                yield "\f" if is_in_cell else "", False
            elif name not in _INLINE:
                is_in_cell = is_in_cell and name not in _ROWS
                yield " " if is_in_cell else "\v", False
            if token["close"]:
                _close(open_elements, name)
            elif name in _UNSHOWN:
                unshown = name
            elif name not in _VOID and not token["about"].endswith("/") and len(open_elements) < 1_000:
                is_hidden = bool(open_elements) and open_elements[-1][1]
                open_elements.append((name, is_hidden or _hides(token["about"], has_ground=has_ground)))


def _hides(about: str, *, has_ground: bool) -> bool:
    found = _HIDES.search(about)
    return found is not None and not (has_ground and "color" in found[0].lower())


def _close(open_elements: list[tuple[str, bool]], name: str) -> None:
    for index in range(len(open_elements) - 1, max(-1, len(open_elements) - 50), -1):
        if open_elements[index][0] == name:
            del open_elements[index:]
            return
