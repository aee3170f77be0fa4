"""The text of HTML that another document holds, as a page shows it. HTML by itself is no format that is read.

Own tokens rather than the standard library's parser, which takes quadratic time on unclosed marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

ABOUT = r"(?>(?:\"[^\"<]{0,2000}\"|'[^'<]{0,2000}'|[^<>])*)"
"""What stands in a tag behind its name: a pattern. Values in quotes may hold a `>`; a `<` begins another tag, so that
no letter is looked at twice."""
_TOKEN = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{{0,30}})(?P<about>{ABOUT})>|<[!?/][^<>]*>?|[^<]+|<",
    re.DOTALL,
)
UNSHOWN = frozenset(
    {"head", "script", "style", "template", "title", "noscript", "datalist", "iframe", "audio", "video", "canvas",
     "noembed", "noframes", "desc", "metadata"}
)  # fmt: skip
"""Elements that show nothing of what is in them."""
VOID = frozenset({"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"})
"""Elements that nothing is in, and which are never closed."""
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "code",
        "em",
        "font",
        "i",
        "img",
        "input",
        "label",
        "mark",
        "s",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    }
)
_CELLS = frozenset({"td", "th"})
_ROWS = frozenset({"tr", "table", "tbody"})
_NOUGHT = r"(?:0+(?:\.0\d{0,3})?|\.0\d{0,3})(?![\d.])"
_WHITES = "white|snow|ivory|ghostwhite|floralwhite|mintcream|whitesmoke|azure|seashell"
_FAR = r"-(?:\d{4,9}|\d{3,9}(?:vw|vh|r?em|%))"
_HIDES = re.compile(
    r"(?:^|\s)(?:hidden|popover)(?=[\s=/]|$)|display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    rf"|(?<![\w-])opacity\s*:\s*{_NOUGHT}|font-size\s*:\s*(?:{_NOUGHT}|[01]?(?:\.\d{{1,3}})?p[xt]\b)"
    rf"|(?:left|right|top|bottom|text-indent|margin-left|margin-top)\s*:\s*{_FAR}|scale\(0\)"
    rf"|translate(?:x|y|3d)?\(\s*(?:[\w-]{{1,9}}\s*,\s*)?{_FAR}|content-visibility\s*:\s*hidden"
    r"|letter-spacing\s*:\s*-(?:[1-9]\d{1,3}p[xt]|[1-9]\d{0,3}(?:\.\d{1,9})?r?em|0?\.[6-9]\d{0,8}r?em)"
    rf"|opacity\(\s*{_NOUGHT}|(?<![\w-])font\s*:\s*{_NOUGHT}"
    r"|clip(?:-path)?\s*:\s*(?:rect\((?:0|1px)|inset\((?:50|100)%|(?:circle|ellipse)\(0)"
    rf"|(?:(?<![\w-])|text-fill-)color\s*[:=]\s*[\"']?(?:#fff(?:f(?:ff)?(?:ff)?)?\b|(?:{_WHITES})\b|transparent\b"
    r"|hsla?\([^()]{0,30}\b(?:9[89]|100)%|#[0-9a-f]{6}0[0-9a-f]\b|#[0-9a-f]{3}0\b"
    r"|rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5]\s*[,)]|rgba\([^()]{0,40},\s*0(?:\.0\d{0,2})?\s*\))",
    re.IGNORECASE,
)
_CUTS_OFF = re.compile(r"overflow\s*:\s*(?:hidden|clip)", re.IGNORECASE)
_FLAT = re.compile(r"(?<![\w-])(?:max-)?(?:height|width)\s*:\s*0(?![.\d])", re.IGNORECASE)
_GROUND = re.compile(r"background|bgcolor", re.IGNORECASE)
STYLE_SHEET = re.compile(r"<style\b.*?(?:</style|\Z)", re.IGNORECASE | re.DOTALL)
"""A style sheet with its tags."""
_REMARK = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
_ATTRIBUTE = re.compile(r"([^\s\"'=/]{1,100})\s*=\s*(\"[^\"]*\"?|'[^']*'?|[^\s\"'=]+)")
_CELL_END = re.compile(r" ?\f ?")
_BLANKS = re.compile(r"[ \r\n\t]+")


@dataclass(slots=True)
class Shown:
    """Lines that the page shows, and pieces of text that it hides."""

    lines: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def shown(source: str) -> Shown | None:
    """What the source shows; None where that cannot be told, because a style sheet of its own hides something."""
    if any(hides(sheet[0], has_ground=False) for sheet in STYLE_SHEET.finditer(source)):
        return None
    has_ground = has_grounds(source)
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
            yield from _valued(name, token["about"], is_hidden=bool(open_elements) and open_elements[-1][1])
            if token["close"]:
                _close(open_elements, name)
            elif name in UNSHOWN:
                unshown = name
            elif name not in VOID and not token["about"].endswith("/") and len(open_elements) < 1_000:
                is_hidden = bool(open_elements) and open_elements[-1][1]
                open_elements.append(
                    (name, is_hidden or is_closed(name, token["about"]) or hides(token["about"], has_ground=has_ground))
                )


def _valued(name: str, about: str, *, is_hidden: bool) -> Iterator[tuple[str, bool]]:
    """What a tag shows of its attributes, and what it holds where a page shows nothing of it."""
    if "=" not in about:
        return
    for key, value, _ in attributes(about):
        if key in SHOWN_VALUES and name != "track":
            yield f" {value} ", is_hidden
        elif key == "value" and name == "input":
            yield f" {value} ", is_hidden or not shows_value(name, about)


def has_grounds(source: str) -> bool:
    """Whether anything has a colour behind it, on which white letters may be seen."""
    return _GROUND.search(source) is not None


_IS_OPEN = re.compile(r"(?:^|\s)open(?=[\s=/]|$)", re.IGNORECASE)


def is_closed(name: str, about: str) -> bool:
    """Whether an element shows nothing as long as nobody opens it."""
    return name == "dialog" and _IS_OPEN.search(about) is None


def hides(about: str, *, has_ground: bool) -> bool:
    """Whether what a tag or a rule of a style sheet says hides the text in it."""
    if "&" in about or "/*" in about:
        about = _REMARK.sub("", unescape(about))
    if any("color" not in found[0].lower() or not has_ground for found in _HIDES.finditer(about)):
        return True
    return _CUTS_OFF.search(about) is not None and _FLAT.search(about) is not None


def attributes(about: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Names, values and places in it of what a tag says behind its name."""
    for found in _ATTRIBUTE.finditer(about):
        yield found[1].lower(), unescape(found[2].strip("\"'")), found.span(2)


SHOWN_VALUES = frozenset({"alt", "placeholder", "label"})
"""Attributes whose words a page shows: in place of a picture, in an empty field, of a choice."""
_UNSHOWN_FIELDS = frozenset({"hidden", "checkbox", "radio", "password", "file", "image", "color", "range"})


def shows_value(name: str, about: str) -> bool:
    """Whether the value of an element is shown: of a field or button."""
    kind = next((value.lower() for key, value, _ in attributes(about) if key == "type"), "")
    return name == "input" and kind not in _UNSHOWN_FIELDS


def _close(open_elements: list[tuple[str, bool]], name: str) -> None:
    for index in range(len(open_elements) - 1, max(-1, len(open_elements) - 50), -1):
        if open_elements[index][0] == name:
            del open_elements[index:]
            return
