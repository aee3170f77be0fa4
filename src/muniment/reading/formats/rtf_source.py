"""Rewrites rich text before striprtf reads it: bytes as their escapes, and what is hidden, deleted or a comment apart
from the text that is seen.

striprtf knows none of these: it shows hidden and deleted text as text, and drops comments.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from muniment.reading.formats.ooxml_colours import PAPER, UNKNOWN, are_alike
from muniment.reading.formats.ooxml_sight import FAR_POINTS, LEGIBLE_PERCENT, TINY_POINTS, are_piled
from muniment.reading.formats.rtf_fields import end_of_group
from muniment.reading.formats.rtf_places import (
    NOWHERE,
    PLACING,
    TINY_TWIPS,
    Paper,
    Place,
    Row,
    paper_of,
    placed,
    rows_of,
    unseen_margins,
)

_CODE_PAGE = re.compile(r"\\ansicpg(\d{1,5})")
_LEADS = {932: r"[\x81-\x9f\xe0-\xfc]", 936: r"[\x81-\xfe]", 949: r"[\x81-\xfe]", 950: r"[\x81-\xfe]"}
"""Code pages of two bytes a character, and the first of them. The second may be a letter, a brace or a backslash."""

_HIGH = re.compile(r"[\x80-\xff]")


def as_escapes(source: str) -> str:
    """The source (a character a byte) with every byte of a character beyond ASCII as `\\\\'xx`."""
    found = _CODE_PAGE.search(source)
    lead = _LEADS.get(int(found[1])) if found is not None else None
    if lead is not None:
        hexed = "|".join(rf"\\'{byte:02x}" for byte in range(0x81, 0xFF) if re.fullmatch(lead, chr(byte)))
        pair = re.compile(rf"({lead})([\s\S])|({hexed})(\\'[0-9a-f]{{2}}|[^\\{{}}\r\n])?", re.I)
        source = pair.sub(_pair, source)
    return _HIGH.sub(lambda byte: f"\\'{ord(byte[0]):02x}", source)


def _pair(found: re.Match[str]) -> str:
    raw_lead, raw_trail, lead, trail = found.groups()
    if raw_lead is not None:
        return f"\\'{ord(raw_lead):02x}\\'{ord(raw_trail):02x}"
    if trail is None or trail.startswith("\\'"):
        return found[0]
    return f"{lead}\\'{ord(trail):02x}"


def comments(source: str) -> list[str]:
    """The source of each comment, as rich text of its own."""
    found: list[str] = []
    page = _CODE_PAGE.search(source)
    head = "{\\rtf1\\ansi" + (page[0] if page is not None else "") + " "
    at = source.find("{\\*\\annotation")
    while at >= 0:
        end = end_of_group(source, at)
        found.append(head + source[at + len("{\\*\\annotation") : end])
        at = source.find("{\\*\\annotation", end)
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text of a group looks; None where only its styles say. `ground` and `ground_of_lines`: numbers of the
    colours behind its letters and its paragraph, 0 for paper. `percent`: of their width that letters keep; `raised`:
    half points, up or down; `spacing`: twips between letters, besides their own; `line`: the height of lines in twips,
    below 0 where it is exact; `indent` in twips. `place`: of its frame or shape. `is_furniture`: it belongs to a
    destination that is no text of the page, `is_lost`: to one that nobody sees. `style` and `style_of_letters`: numbers
    of the paragraph's style, and of one that goes before."""

    is_hidden: bool | None = None
    is_deleted: bool = False
    half_points: int | None = None
    colour: int | None = None
    ground: int | None = None
    ground_of_lines: int | None = None
    percent: int | None = None
    raised: int | None = None
    line: int | None = None
    spacing: int | None = None
    indent: int | None = None
    frame: Place = NOWHERE
    shape: Place = NOWHERE
    is_in_table: bool = False
    is_furniture: bool = False
    is_lost: bool = False
    style: int = 0
    style_of_letters: int = 0

    def over(self, other: _Look) -> _Look:
        """This look where it says something, else the other's."""
        said = {name: getattr(other, name) for name in _OF_STYLES if getattr(self, name) is None}
        return replace(self, **said)


_OF_STYLES = (
    "is_hidden",
    "half_points",
    "colour",
    "ground",
    "ground_of_lines",
    "percent",
    "raised",
    "line",
    "spacing",
    "indent",
)


@dataclass(frozen=True, slots=True)
class Split:
    """One source as three, with the same control words and each its own part of the text."""

    seen: str
    hidden: str = ""
    deleted: str = ""


_TOKEN = re.compile(
    r"\\'[0-9a-fA-F]{2}|\\u-?\d+ ?|\\([a-zA-Z]{1,32})(-?\d{1,9})? ?|\\[^a-zA-Z]|[{}]|[^\\{}]+", re.DOTALL
)
_MAY_HIDE = re.compile(
    r"\\clv?mrg(?![a-z])|\\(?:header|footer)[fl](?![a-z])|\\(?:li|fi|trleft)-?\d{5}|\\trrh-\d\d?(?!\d)|\\expnd(?:tw)?-\d\d|"
    r"\\t?pos(?:neg)?[xy]-?\d{4}|\\shp(?:left|top|right|bottom)|\\munhides|"
    r"\\v(?![a-z0])|\\deleted(?![a-z])|\\fs[0-3](?![0-9])|\\red2[4-5][0-9]\\green2[4-5][0-9]\\blue2[4-5][0-9]|"
    r"\\(?:highlight|cb|chcbpat|cbpat)[1-9]|\\charscalex\d(?!\d)|\\(?:up|dn)\d{3}|\\sl-\d\d?(?!\d)"
)
_FURNITURE = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pict", "listtable", "generator", "themedata"})
_GROUND_OF_CELLS = re.compile(r"\\clcbpat[1-9]")
_COLOURS = re.compile(r"\{\\colortbl([^{}]*)\}")
_RGB = re.compile(r"\\red(\d{1,3})\\green(\d{1,3})\\blue(\d{1,3})")


def split(source: str) -> Split:
    """The text that is seen apart from the text that is hidden or deleted."""
    if _MAY_HIDE.search(source) is None:
        return Split(source)
    colours = _colours(source)
    styles = _styles(source)
    paper = paper_of(source)
    rows = _Rows(rows_of(source, paper))
    has_cells = _GROUND_OF_CELLS.search(source) is not None
    parts: dict[str, list[str]] = {"seen": [], "hidden": [], "deleted": []}
    held = dict.fromkeys(parts, False)
    for token, look, is_text in _tokens(source, unseen_margins(source)):
        if not is_text or look.is_furniture:
            for pieces in parts.values():
                pieces.append(token)
            rows.take(token, look)
            continue
        if styles:
            look = look.over(styles.get(look.style_of_letters, _PLAIN)).over(styles.get(look.style, _PLAIN))
        is_unseen = (
            look.is_hidden
            or look.is_lost
            or (look.is_in_table and rows.is_unseen)
            or _is_out_of_sight(look, token, paper)
            or _is_on_its_own_colour(look, colours, has_cells=has_cells)
        )
        part = "deleted" if look.is_deleted else "hidden" if is_unseen else "seen"
        parts[part].append(token)
        held[part] |= bool(token.strip())
    return Split(**{part: "".join(pieces) if held[part] or part == "seen" else "" for part, pieces in parts.items()})


class _Rows:
    """Counts the rows and cells that were passed, and knows whether nothing is seen of the cell that comes."""

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._row = self._cell = 0
        self.is_unseen = False
        self._note()

    def take(self, token: str, look: _Look) -> None:
        """A token that is no text."""
        if token.rstrip() == "\\cell":
            self._cell += 1
            self._note()
        elif token.rstrip() == "\\row":
            self._row, self._cell = self._row + 1, 0
            self._note()

    def _note(self) -> None:
        row = self._rows[self._row] if self._row < len(self._rows) else Row()
        self.is_unseen = row.is_unseen or self._cell in row.covered


_PLAIN = _Look()
_STYLE_SHEET = "{\\stylesheet"
_BASED_ON = re.compile(r"\\sbasedon(\d{1,5})(?!\d)")
_OF_TABLES = re.compile(r"\{\\\*\\(?:ts|ds)\d")
_NO_STYLE = 222  # what is based on it is based on none (RTF 1.9.1, style sheet)


def _styles(source: str) -> dict[int, _Look]:
    """How the text of each style looks, with what it is based on."""
    start = source.find(_STYLE_SHEET)
    if start < 0:
        return {}
    sheet = source[start + len(_STYLE_SHEET) : end_of_group(source, start) - 1]
    found: dict[int, _Look] = {}
    at = sheet.find("{")
    while at >= 0:
        end = end_of_group(sheet, at)
        group, base = sheet[at:end], _BASED_ON.search(sheet, at, end)
        at = sheet.find("{", end)
        if _OF_TABLES.match(group):
            continue
        look = next((look for token, look, is_text in _tokens(group, frozenset()) if is_text and token.strip()), _PLAIN)
        based_on = found.get(int(base[1]), _PLAIN) if base is not None and int(base[1]) != _NO_STYLE else _PLAIN
        found[look.style_of_letters or look.style] = look.over(based_on)
    return found


def _colours(source: str) -> list[str]:
    """The colours of the table as six hexadecimal digits, by their numbers; UNKNOWN for the standard one."""
    table = _COLOURS.search(source)
    entries = table[1].split(";") if table is not None else []
    found = [_RGB.search(one) for one in entries]
    return ["".join(f"{min(255, int(part)):02X}" for part in one.groups()) if one else UNKNOWN for one in found]


def _is_out_of_sight(look: _Look, text: str, paper: Paper) -> bool:
    """Whether letters are too small, too thin, piled on each other, too far from their line, or beyond the paper."""
    points = None if look.half_points is None else look.half_points / 2
    return (
        (points is not None and points < TINY_POINTS)
        or (look.percent is not None and 0 < look.percent < LEGIBLE_PERCENT)
        or (look.raised is not None and look.raised / 2 > FAR_POINTS)
        or (look.line is not None and -TINY_TWIPS < look.line < 0)
        or (look.spacing is not None and are_piled(text, look.spacing / 20, points))
        or (look.indent is not None and abs(look.indent) >= paper.width)
        or (look.frame is not NOWHERE and look.frame.is_unseen_on(paper))
        or (look.shape is not NOWHERE and look.shape.is_unseen_on(paper))
    )


def _is_on_its_own_colour(look: _Look, colours: list[str], *, has_cells: bool) -> bool:
    """Whether letters cannot be told from what is behind them; where cells have grounds, paper is not known."""
    ground = look.ground or look.ground_of_lines
    if look.colour is None or not 0 < look.colour < len(colours) or (has_cells and not ground):
        return False
    behind = PAPER if not ground else colours[ground] if 0 < ground < len(colours) else UNKNOWN
    return are_alike(colours[look.colour], behind)


_SETS: dict[str, Callable[[_Look, int | None], _Look]] = {
    "v": lambda look, value: replace(look, is_hidden=value != 0),
    "deleted": lambda look, value: replace(look, is_deleted=value != 0),
    "fs": lambda look, value: replace(look, half_points=24 if value is None else value),
    "cf": lambda look, value: replace(look, colour=value or 0),
    "plain": lambda look, value: replace(
        look,
        is_hidden=None,
        is_deleted=False,
        half_points=None,
        colour=None,
        ground=None,
        percent=None,
        raised=None,
        spacing=None,
        style_of_letters=0,
    ),
    "charscalex": lambda look, value: replace(look, percent=value),
    **dict.fromkeys(("up", "dn"), lambda look, value: replace(look, raised=value)),
    "sl": lambda look, value: replace(look, line=value),
    **dict.fromkeys(("highlight", "cb", "chcbpat"), lambda look, value: replace(look, ground=value or 0)),
    "cbpat": lambda look, value: replace(look, ground_of_lines=value or 0),
    "pard": lambda look, value: replace(
        look, ground_of_lines=None, line=None, style=0, indent=None, frame=NOWHERE, is_in_table=False
    ),
    "intbl": lambda look, value: replace(look, is_in_table=True),
    "expndtw": lambda look, value: replace(look, spacing=value or 0),
    "expnd": lambda look, value: replace(look, spacing=5 * (value or 0)),  # quarters of a point
    **dict.fromkeys(("li", "lin", "fi"), lambda look, value: replace(look, indent=value or 0)),
    "munhides": lambda look, value: replace(look, is_lost=True),
    "s": lambda look, value: replace(look, style=value or 0),
    "cs": lambda look, value: replace(look, style_of_letters=value or 0),
}


def _tokens(source: str, unseen: frozenset[str]) -> Iterator[tuple[str, _Look, bool]]:
    """The source's tokens, how text looks there, and whether the token is text. `unseen`: destinations that nobody
    sees."""
    look, outer = _Look(), list[_Look]()
    for token in _TOKEN.finditer(source):
        text, word = token[0], token[1]
        if text == "{":
            outer.append(look)
        elif text == "}":
            look = outer.pop() if outer else _Look()
        elif text == "\\*" or word in _FURNITURE:
            look = replace(look, is_furniture=True)
        elif word in unseen:
            look = replace(look, is_lost=True)
        elif word in PLACING:
            look = _placed(look, word, int(token[2] or 0))
        elif word in _SETS:
            look = _SETS[word](look, int(token[2]) if token[2] else None)
        yield text, look, word is None and text not in ("{", "}", "\\*")


def _placed(look: _Look, word: str, value: int) -> _Look:
    if word.startswith("shp"):
        return replace(look, shape=placed(look.shape, word, value))
    return look if word.startswith("t") else replace(look, frame=placed(look.frame, word, value))
