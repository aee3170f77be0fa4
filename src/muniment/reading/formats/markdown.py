"""Markdown: its headings, and what of it a rendered page does not show (CommonMark 0.31, 4.6, 4.7, 6.6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from muniment.reading.text import Paragraph

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+\S")
_UNDERLINE = re.compile(r"(=+|-+)[ \t]*$")

_ELEMENTS = "a|b|details|div|em|font|h[1-6]|i|label|li|ol|p|pre|section|small|span|strong|su[bp]|table|td|th|tr|ul"
_TURN = re.compile(
    r"^ {0,3}(?P<fence>`{3,100}|~{3,100})"
    r"|(?P<code>`{1,32}(?!`))|`+"
    r"|(?P<escaped>\\[<`])"
    r"|(?P<comment><!--)"
    r"|^ {0,3}\[[^\[\]\n]{1,200}\]:[ \t]*(?:\#|<>)[ \t]*(?P<remark>\([^()\n]*\)|\"[^\"\n]*\"|'[^'\n]*')[ \t]*$"
    rf"|<(?P<element>{_ELEMENTS})(?=[ \t])"
    r"[^<>\n]{0,500}?"
    r"(?:[ \t]hidden(?=[ \t=>])|display[ \t]*:[ \t]*none|visibility[ \t]*:[ \t]*hidden"
    r"|font-size[ \t]*:[ \t]*0(?![.\d]))"
    r"[^<>\n]{0,500}>",
    re.MULTILINE | re.IGNORECASE,
)

_MAY_HIDE = re.compile(r"<!--|\]:[ \t]*(?:#|<>)|<[a-z][^<>\n]{0,500}(?:hidden|display|font-size)", re.IGNORECASE)


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
        elif end := _end_of_hidden(turn, ends, text):
            seen.append(text[done:start])
            hidden.append(turn["remark"] or text[start:end])
            done = at = end
    return "".join([*seen, text[done:]]), hidden


def _end_of_hidden(turn: re.Match[str], ends: _Ends, text: str) -> int | None:
    """Where what is hidden ends; None when it is not hidden after all."""
    if turn["remark"]:
        return turn.end()
    if turn["element"]:
        return ends.after(f"</{turn['element'].lower()}[ \t]*>", turn.end())
    if not turn["comment"]:
        return None
    begins_line = not text[max(0, turn.start() - 3) : turn.start()].rpartition("\n")[2].strip()
    return ends.after("-->", turn.start() + 2) or (len(text) if begins_line else None)


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
