"""Turns the XML events of an office part into paragraphs in reading order, for docx and pptx alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass, field

from muniment.reading.formats.ooxml import OFF, Attributes, Enough, value_of, whole_number
from muniment.reading.formats.ooxml_alternatives import CHOSEN_AMONG, Alternatives
from muniment.reading.formats.ooxml_colours import UNKNOWN
from muniment.reading.formats.ooxml_lists import Labels
from muniment.reading.formats.ooxml_looks import ANY_PAPER, Look, Looks, Styles
from muniment.reading.formats.ooxml_sight import Paper
from muniment.reading.formats.word_fields import is_unshown, kind_of, shown_without_result
from muniment.reading.text import Paragraph

OUTLINE_LEVELS = frozenset("012345678")  # 9 is body text (ECMA-376 17.3.1.20)

# What was never text of the page
_LEFT_OUT = frozenset({"w:delInstrText", "w:rPrChange", "w:pPrChange", "w:tcPrChange"})
_DELETED = frozenset({"w:del", "w:moveFrom"})  # tracked deletions and the old place of moved text
_TEXTS = frozenset({"w:t", "w:delText", "m:t", "a:t", "c:v", "cx:v", "cx:pt", "p:text"})
_PARAGRAPHS = frozenset({"w:p", "a:p", "c:pt", "c:tx", "cx:pt", "cx:txData", "p:cm"})
_REFERENCES = frozenset({"w:footnoteReference", "w:endnoteReference"})
_OF_SYMBOLS = re.compile(r"dings|symbol|marlett|extra|math|^$", re.IGNORECASE)
_BREAKS = {"w:tab": "\t", "w:ptab": "\t", "w:cr": "\n", "w:noBreakHyphen": "-"}
# Wingdings boxes of forms, ticked and empty, in both of their private code points
_BOXES = dict.fromkeys(("F0FE", "F0FD", "F052", "F054", "F078"), "☒") | dict.fromkeys(("F0A8", "F06F", "F071"), "☐")


class Gathered:
    """Text that is no part of the page, piece by piece; each place it stood in begins a line."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def lines(self) -> list[str]:
        """What was gathered; empty when there is nothing."""
        return [line for line in "".join(self.pieces).split("\n") if line.strip()]


@dataclass(slots=True)
class _Field:
    """A field that is open. `instruction`: what it is told with, as far as that is known; `is_telling`: whether what
    comes is no text that is seen: its instruction, or the result of one that shows none; `is_empty`: whether no text of
    its result was met."""

    instruction: list[str] = field(default_factory=list)
    has_result: bool = False
    is_telling: bool = True
    is_empty: bool = True


class Story:
    """Takes the events of one part's XML and gathers its paragraphs in reading order.

    Paragraphs nest (a text box stands inside one), so do tables: `_texts` holds a list of pieces per open paragraph,
    `_cells` the finished lines per open cell, `_rows` the finished cells per open row. What is deleted or cannot be
    seen, as what tells a field its result, is no part of them, but gathered in `deleted` and `hidden`; alternatives
    that are not shown in `untaken`, mostly once more what is.
    """

    def __init__(
        self,
        headings: frozenset[str],
        max_characters: int,
        *,
        styles: Styles | None = None,
        drawn_on: str = UNKNOWN,
        taken_over: Callable[[], Look] = Look,
        labels: Labels | None = None,
        paper: Paper = ANY_PAPER,
        cells: Iterable[str] = (),
        notes: Container[str] | None = None,
    ) -> None:
        """`labels`: of the lists that its paragraphs are in; `notes`: those that anything refers to, where that is
        known."""
        self.paragraphs: list[Paragraph] = []
        self.deleted = Gathered()
        self.hidden = Gathered()
        self.untaken = Gathered()
        self.is_full = False
        self._headings = headings
        self._left = max_characters
        self._texts: list[list[str]] = []
        self._cells: list[list[str]] = []
        self._rows: list[list[str]] = []
        self._alternatives = Alternatives()
        self._skipped = 0
        self._deletions = 0
        self._looks = Looks(
            styles or {}, drawn_on=drawn_on, taken_over=taken_over, paper=paper, cells=cells, notes=notes
        )
        self._labels = labels
        self.referred: set[str] = set()
        """The notes that it refers to."""
        self._adding_to: Gathered | None = None
        self._choices_of_list: list[str] = []
        self._chosen = 0
        self.fields: set[str] = set()
        self._in_field = False
        self._open_fields: list[_Field] = []
        self._telling = 0  # how many of them are telling
        self._field_turn = ""
        self._in_text = False
        self._is_heading = False
        self._is_ticked = False
        self._opens_page = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._skipped or tag in _LEFT_OUT:
            self._skipped += 1
            return
        if self._alternatives.untaken or tag in CHOSEN_AMONG:
            self._alternatives.start(tag, attributes)
            if self._alternatives.untaken:
                self._begin_untaken(tag, attributes)
                return
        self._looks.start(tag, attributes)
        if self._labels is not None:
            self._labels.start(tag, attributes)
        self._in_text |= tag in _TEXTS
        if tag in _DELETED:
            self._deletions += 1
        elif tag == "w:instrText":
            self._in_field = True
        elif tag == "w:fldChar":
            self._field_turn = value_of(attributes, "fldCharType")
        elif tag == "w:fldSimple":
            self._begin_field()
            self._open_fields[-1].instruction.append(value_of(attributes, "instr"))
            self._begin_result()
        elif tag in _PARAGRAPHS:
            self._texts.append([])
            self._adding_to = None
            self._is_heading = False
        elif tag in _BREAKS:
            if not (tag == "w:tab" and attributes):  # in the tab stops of a style or paragraph
                self._add(_BREAKS[tag])
        elif tag in ("w:br", "a:br"):
            self._add("\n")
            if value_of(attributes, "type") == "page" and not self._cells:
                self._opens_page = True
        elif tag == "w:sym":
            self._add(_symbol(value_of(attributes, "char"), value_of(attributes, "font")))
        elif tag == "a:buChar":
            mark = value_of(attributes, "char")
            self._add(f"{mark} " if sum(map(str.isalpha, mark)) > 1 else "")
        elif tag in _REFERENCES:
            self.referred.add(value_of(attributes, "id"))
        elif tag in ("w:pStyle", "w:outlineLvl"):
            value = value_of(attributes, "val")
            if value in self._headings if tag == "w:pStyle" else value in OUTLINE_LEVELS:
                self._is_heading = True
        elif tag in ("w:tr", "a:tr"):
            self._rows.append([])
        elif tag in ("w:tc", "a:tc"):
            self._cells.append([])
        elif tag == ":textpath":  # WordArt, a watermark
            self._add(f"\n{value_of(attributes, 'string')}\n")
        elif tag in ("w:default", "w:checked"):  # of a form's tick box; what was chosen comes after the default
            self._is_ticked = value_of(attributes, "val") not in OFF
            if tag == "w:default":
                self._choose(attributes)
        elif tag == "w:ddList":
            self._choices_of_list, self._chosen = [], 0
        elif tag == "w:listEntry":
            self._choices_of_list.append(value_of(attributes, "val"))
        elif tag == "w:result":  # comes after the default, too
            self._choose(attributes)

    def end(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= 1
            return
        self._in_text &= tag not in _TEXTS
        if (self._alternatives.untaken or tag in CHOSEN_AMONG) and self._alternatives.end(tag):
            return
        if tag in _DELETED:
            self._deletions -= 1
            self._adding_to = None
        elif tag == "w:ddList":
            if self._chosen < len(self._choices_of_list):
                self._add(self._choices_of_list[self._chosen])
            self._choices_of_list = []
        elif tag == "w:instrText":
            self._in_field = False
        elif tag == "w:fldChar":
            self._turn()
        elif tag == "w:fldSimple":
            self._end_field()
        elif tag in _PARAGRAPHS and self._texts:
            text = "".join(self._texts.pop())
            if self._labels is not None and tag == "w:p" and (label := self._labels.label()):
                text = f"{label} {text}".rstrip()
            self._line(text, self._is_heading and not self._texts)
            self._is_heading = False
        elif tag in ("w:tc", "a:tc") and self._cells:
            cell = "\n".join(line for line in self._cells.pop() if line.strip())
            if self._rows:
                self._rows[-1].append(cell)
        elif tag in ("w:tr", "a:tr") and self._rows:
            self._line("\t".join(self._rows.pop()).rstrip("\t"), False)
        elif tag == "w:checkBox":
            self._add("☒" if self._is_ticked else "☐")
            self._is_ticked = False
        self._looks.end(tag)

    def data(self, text: str) -> None:
        """Character data."""
        if self._in_field:
            self.fields.update(text.upper().split()[:1])
            if self._open_fields and not self._open_fields[-1].has_result:
                self._open_fields[-1].instruction.append(text)
        if self._looks.offset is not None:
            self._looks.offset.append(text)
        if self._in_text and not self._skipped:
            if self._alternatives.untaken:
                self.untaken.pieces.append(text)
            else:
                self._add(text)
            self._left -= len(text)
            if self._left <= 0:
                self.is_full = True
                raise Enough

    def unseen(self) -> list[str]:
        """The lines that are hidden, and those of alternatives that are not shown and say something else than what
        is."""
        hidden = self.hidden.lines()
        if not self.untaken.pieces:
            return hidden
        shown = [one.text for one in self.paragraphs] + hidden
        known = {_letters(piece) for text in shown for line in text.split("\n") for piece in (line, *line.split("\t"))}
        return hidden + [line for line in self.untaken.lines() if _letters(line) not in known]

    def close(self) -> None:
        """Keeps what is still open when the part broke off or the limit was reached."""
        while self._texts:
            self._line("".join(self._texts.pop()), False)
        for lines in (*self._rows, *self._cells):
            self.paragraphs.extend(Paragraph(line) for line in lines if line.strip())
        self._rows, self._cells = [], []

    def _add(self, text: str) -> None:
        if not self._texts:
            return
        if self._open_fields and text.strip():
            self._open_fields[-1].is_empty = False
        if not self._deletions and not self._telling and self._looks.shows(text):
            self._texts[-1].append(text)
            self._adding_to = None
            return
        aside = self.deleted if self._deletions else self.hidden
        if self._adding_to is aside:
            aside.pieces.append(text)
        elif text.strip():
            aside.pieces += ["\n", text]
            self._adding_to = aside

    def _begin_untaken(self, tag: str, attributes: Attributes) -> None:
        """An element of an alternative that is not shown."""
        self._in_text = tag in _TEXTS
        if tag in _PARAGRAPHS:
            self.untaken.pieces.append("\n")
        elif tag in _BREAKS:
            self.untaken.pieces.append(_BREAKS[tag])
        elif tag == ":textpath":
            self.untaken.pieces.append(f"\n{value_of(attributes, 'string')}\n")

    def _turn(self) -> None:
        """A field begins, its result begins, or it ends: what is told by a mark of its own."""
        if self._field_turn == "begin":
            self._begin_field()
        elif self._field_turn == "separate":
            self._begin_result()
        elif self._field_turn == "end":
            self._end_field()

    def _begin_field(self) -> None:
        self._open_fields.append(_Field())
        self._telling += 1

    def _begin_result(self) -> None:
        if not self._open_fields or self._open_fields[-1].has_result:
            return
        one = self._open_fields[-1]
        one.has_result = True
        one.is_telling = is_unshown("".join(one.instruction))
        self._telling -= not one.is_telling

    def _end_field(self) -> None:
        if not self._open_fields:
            return
        one = self._open_fields.pop()
        self._telling -= one.is_telling
        instruction = "".join(one.instruction)
        self.fields.add(kind_of(instruction))
        if one.is_empty:
            self._add(shown_without_result(instruction))

    def _choose(self, attributes: Attributes) -> None:
        self._chosen = max(0, whole_number(value_of(attributes, "val")) or 0)

    def _line(self, text: str, is_heading: bool) -> None:
        if self._cells:
            self._cells[-1].append(text)
        else:
            self.paragraphs.append(
                Paragraph(text, is_heading and bool(text.strip()), self._opens_page and bool(text.strip()))
            )
            if text.strip():
                self._opens_page = False


def _letters(line: str) -> str:
    return "".join(filter(str.isalnum, line))


def _symbol(code: str, font: str) -> str:
    """The character of a w:sym; form boxes of Wingdings as the Unicode ones. A font of letters has them in the private
    code points, too, by their low byte."""
    code = code.upper()
    is_of_symbols = _OF_SYMBOLS.search(font) is not None
    if code in _BOXES and is_of_symbols:
        return _BOXES[code]
    try:
        number = int(code, 16)
        if 0xF020 <= number <= 0xF0FF and not is_of_symbols:
            return bytes([number & 0xFF]).decode("cp1252", "replace")
        return chr(number)
    except (ValueError, OverflowError):
        return ""
