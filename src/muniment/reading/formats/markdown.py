"""Markdown: its headings, and what of it a rendered page does not show (CommonMark 0.31, 4.6, 4.7, 6.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from muniment.reading.formats import html
from muniment.reading.text import Paragraph

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")

_TURN = re.compile(
    r"^ {0,3}(?P<fence>`{3,100}|~{3,100})"
    r"|(?P<code>`{1,32}(?!`))|`+"
    r"|(?P<escaped>\\[<`])"
    r"|(?P<comment><!--)|(?P<instruction><\?|<!\[CDATA\[|<![a-z])"
    r"|^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]*(?:(?P<nowhere>\#|<>)|\S{1,2000})[ \t]+"
    r"(?P<remark>\([^()\n]*\)|\"[^\"\n]*\"|'[^'\n]*')[ \t]*$"
    rf"|<(?P<element>[a-z][a-z0-9-]{{0,30}})(?P<about>(?:\s{html.ABOUT})?)>",
    re.MULTILINE | re.IGNORECASE,
)

_MAY_HIDE = re.compile(r"<!|<\?|^ {0,3}\[[^\[\]\n]{1,200}\]:|<[a-z]|&(?:#|[a-z])", re.IGNORECASE | re.MULTILINE)
_TAG = re.compile(rf"<[a-z]{html.ABOUT}>", re.IGNORECASE)
_PROSE = re.compile(r"(?:^|[\s\"'(])[^\W\d_]{2,}[,.:;]?(?:\s+[\w.]+[,.:;]?){3}(?=\s|[\"')]|$)")
_OF_LAYOUT = frozenset(
    {"href", "src", "srcset", "class", "id", "style", "width", "height", "align", "valign", "border", "rel", "target",
     "type", "name", "lang", "dir", "colspan", "rowspan", "bgcolor", "color", "face", "size", "start", "role"}
)  # fmt: skip
"""Attributes that say how or where; words in them are for nobody."""
_ENDS_OF = {"<?": r"\?>", "<![": r"\]\]>"}
"""What ends an instruction, and a passage of characters; a declaration ends as a tag does."""
_LEAST_TOLD = 4  # letters and digits of a value that nobody sees
_NAMED = re.compile(r"[.#]([\w-]{1,100})")
_NAMES = re.compile(r"(?:class|id)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Lines as paragraphs (so that cuts fall between them); headings by `#` or by an underline, not inside fences."""
    fenced = False
    lines = text.split("\n")
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        underlined = (
            bool(line.strip()) and not line.startswith(("|", "-", ">")) and _UNDERLINE.match(following) is not None
        )
        heading = not fenced and (_HEADING.match(line) is not None or (underlined and len(following) > 2))
        first, *rest = line.split("\f")
        yield Paragraph(first, heading)
        for part in rest:
            yield Paragraph(part, opens_page=True)


def seen_and_hidden(text: str) -> tuple[str, list[str]]:
    """The text without comments, remarks in the form of a link's definition and hidden elements; and those, each apart.

    Code shows all that stands in it. A comment that begins a line and never ends hides the rest of the document.
    """
    if _MAY_HIDE.search(text) is None:
        return text, []
    ends = _Ends(text)
    elements = _Elements(text)
    seen: list[str] = []
    hidden: list[str] = []
    done = at = 0
    while turn := _TURN.search(text, at):
        start, at = turn.start(), turn.end()
        if turn["fence"]:
            mark = turn["fence"]
            at = ends.after(rf"^ {{0,3}}{mark[0]}{{{len(mark)},}}[ \t]*$", at) or len(text)
        elif turn["code"]:
            close = ends.after(rf"(?<!`){turn['code']}(?!`)", at)
            at = close if close and close <= (ends.after(r"\n[ \t]*\n", at) or len(text)) else at
        elif end := _end_of_hidden(turn, ends, elements, text):
            if turn["remark"]:
                start, end = turn.span("remark") if not turn["nowhere"] else (start, end)
            seen.append(unescape(text[done:start]))
            hidden.append(turn["remark"] or text[start:end])
            done = at = end
        elif turn["element"]:
            for first, last in _unseen_values(turn["element"].lower(), turn["about"]):
                first, last = first + turn.start("about"), last + turn.start("about")
                seen.append(unescape(text[done:first]))
                hidden.append(unescape(text[first:last].strip("\"'")))
                done = last
    return "".join([*seen, unescape(text[done:])]), hidden


def _unseen_values(name: str, about: str) -> Iterator[tuple[int, int]]:
    """Where a tag holds words that a page does not show."""
    for key, value, place in html.attributes(about) if "=" in about else ():
        is_shown = key in html.SHOWN_VALUES or (key == "value" and name != "input")
        if is_shown or (key == "value" and html.shows_value(name, about)):
            continue
        letters = sum(map(str.isalnum, value))
        if _PROSE.search(value) if key in _OF_LAYOUT else letters >= _LEAST_TOLD:
            yield place


def _end_of_hidden(turn: re.Match[str], ends: _Ends, elements: _Elements, text: str) -> int | None:
    """Where what is hidden ends; None when it is not hidden after all."""
    if turn["remark"]:
        return turn.end() if turn["nowhere"] or _PROSE.search(turn["remark"]) else None
    if turn["element"]:
        name = turn["element"].lower()
        if name in html.UNSHOWN:
            return ends.after(f"</{name}[ \t]*>", turn.end())
        return elements.end(name, turn.end()) if elements.hide(name, turn["about"]) else None
    if turn["instruction"]:
        return ends.after(_ENDS_OF.get(turn["instruction"][:3], ">"), turn.end())
    if not turn["comment"]:
        return None
    begins_line = not text[max(0, turn.start() - 3) : turn.start()].rpartition("\n")[2].strip()
    return ends.after("-->", turn.start() + 2) or (len(text) if begins_line else None)


class _Elements:
    """Knows which elements of a text are hidden, by what they say of themselves and by its style sheets."""

    def __init__(self, text: str) -> None:
        self._text = text
        sheets = [sheet[0] for sheet in html.STYLE_SHEET.finditer(text)]
        tags = (tag[0] for tag in _TAG.finditer(text))
        self._has_ground = any(map(html.has_grounds, sheets)) or any(map(html.has_grounds, tags))
        rules = (rule.partition("{") for sheet in sheets for rule in sheet.split("}"))
        hiding = (selector for selector, _, rule in rules if html.hides(rule, has_ground=self._has_ground))
        self._names = {name.lower() for selector in hiding for name in _NAMED.findall(selector)}

    def hide(self, name: str, about: str) -> bool:
        """Whether an element hides what is in it."""
        if name in html.VOID or about.endswith("/"):
            return False
        if html.is_closed(name, about) or html.hides(about, has_ground=self._has_ground):
            return True
        named = ("".join(one).lower() for one in _NAMES.findall(about)) if self._names else ()
        return any(not self._names.isdisjoint(names.split()) for names in named)

    def end(self, name: str, start: int) -> int:
        """The offset behind the element whose content begins at `start`; the text's end when it is never closed."""
        depth = 1
        for tag in re.compile(rf"<(/?){name}(?=[\s/>])[^<>]*>", re.IGNORECASE).finditer(self._text, start):
            depth += -1 if tag[1] else not tag[0].endswith("/>")
            if not depth:
                return tag.end()
        return len(self._text)


class _Ends:
    """Finds ends in a text, which is gone through once for each kind of them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next: dict[str, tuple[int, int]] = {}  # start and end of the next one, from where it was last looked for

    def after(self, pattern: str, start: int) -> int | None:
        """The offset behind the next end of a kind; offsets asked for never go back."""
        begins, ends = self._next.get(pattern, (-1, 0))
        if begins < start:
            found = re.compile(pattern, re.MULTILINE | re.IGNORECASE).search(self._text, start)
            begins, ends = found.span() if found else (len(self._text), 0)
            self._next[pattern] = begins, ends
        return ends or None
