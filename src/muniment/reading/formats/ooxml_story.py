"""Turns the XML events of an office part into paragraphs in reading order, for docx and pptx alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from muniment.reading.formats.ooxml import Attributes, Enough, value_of
from muniment.reading.formats.ooxml_lists import Labels
from muniment.reading.formats.ooxml_looks import ANY_PAPER, UNKNOWN, Look, Looks, Styles
from muniment.reading.formats.ooxml_sight import Paper
from muniment.reading.text import Paragraph

OUTLINE_LEVELS = frozenset("012345678")  # 9 is body text (ECMA-376 17.3.1.20)

# What was never text of the page; the twin of an alternative drawing is left out besides
_LEFT_OUT = frozenset({"w:delInstrText", "w:rPrChange", "w:pPrChange", "w:tcPrChange"})
_DELETED = frozenset({"w:del", "w:moveFrom"})  # tracked deletions and the old place of moved text
_TEXTS = frozenset({"w:t", "w:delText", "m:t", "a:t", "c:v", "cx:v", "cx:pt", "p:text"})
_PARAGRAPHS = frozenset({"w:p", "a:p", "c:pt", "c:tx", "cx:pt", "cx:txData", "p:cm"})
_BUTTONS = frozenset({"MACROBUTTON", "GOTOBUTTON"})
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


class Story:
    """Takes the events of one part's XML and gathers its paragraphs in reading order.

    Paragraphs nest (a text box stands inside one), so do tables: `_texts` holds a list of pieces per open paragraph,
    `_cells` the finished lines per open cell, `_rows` the finished cells per open row. What is deleted or cannot be
    seen, as what tells a field its result, is no part of them, but gathered in `deleted` and `hidden`.
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
    ) -> None:
        """`labels`: of the lists that its paragraphs are in."""
        self.paragraphs: list[Paragraph] = []
        self.deleted = Gathered()
        self.hidden = Gathered()
        self.is_full = False
        self._headings = headings
        self._left = max_characters
        self._texts: list[list[str]] = []
        self._cells: list[list[str]] = []
        self._rows: list[list[str]] = []
        self._choices: list[bool] = []  # per open alternative, whether any text of it was met
        self._skipped = 0
        self._deletions = 0
        self._looks = Looks(styles or {}, drawn_on=drawn_on, taken_over=taken_over, paper=paper, cells=cells)
        self._labels = labels
        self._adding_to: Gathered | None = None
        self._choices_of_list: list[str] = []
        self._chosen = 0
        self.fields: set[str] = set()
        self._in_field = False
        self._instructions: list[list[str] | None] = []  # per open field; None once its result has begun
        self._telling = 0  # how many of them have not
        self._field_turn = ""
        self._in_text = False
        self._is_heading = False
        self._is_ticked = False
        self._opens_page = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if self._skipped or tag in _LEFT_OUT or (tag == "mc:Fallback" and self._choices and self._choices[-1]):
            self._skipped += 1
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
            self.fields.update(value_of(attributes, "instr").upper().split()[:1])
            self._add(_button(value_of(attributes, "instr")))
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
            self._add(_symbol(value_of(attributes, "char")))
        elif tag in ("w:pStyle", "w:outlineLvl"):
            value = value_of(attributes, "val")
            if value in self._headings if tag == "w:pStyle" else value in OUTLINE_LEVELS:
                self._is_heading = True
        elif tag in ("w:tr", "a:tr"):
            self._rows.append([])
        elif tag in ("w:tc", "a:tc"):
            self._cells.append([])
        elif tag == "mc:AlternateContent":
            self._choices.append(False)
        elif tag == ":textpath":  # WordArt, a watermark
            self._add(f"\n{value_of(attributes, 'string')}\n")
        elif tag in ("w:default", "w:checked"):  # of a form's tick box; what was chosen comes after the default
            self._is_ticked = value_of(attributes, "val") not in ("0", "false", "off")
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
        elif tag == "mc:AlternateContent" and self._choices:
            self._choices.pop()
        elif tag == "w:checkBox":
            self._add("☒" if self._is_ticked else "☐")
            self._is_ticked = False
        self._looks.end(tag)

    def data(self, text: str) -> None:
        """Character data."""
        if self._in_field:
            self.fields.update(text.upper().split()[:1])
            if self._instructions and (instruction := self._instructions[-1]) is not None:
                instruction.append(text)
        if self._looks.offset is not None:
            self._looks.offset.append(text)
        if self._in_text and not self._skipped:
            self._add(text)
            self._left -= len(text)
            if self._left <= 0:
                self.is_full = True
                raise Enough

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
        if self._choices and not self._choices[-1] and text.strip():
            self._choices = [True] * len(self._choices)
        if not self._deletions and not self._telling and self._looks.is_seen:
            self._texts[-1].append(text)
            self._adding_to = None
            return
        aside = self.deleted if self._deletions else self.hidden
        if self._adding_to is aside:
            aside.pieces.append(text)
        elif text.strip():
            aside.pieces += ["\n", text]
            self._adding_to = aside

    def _turn(self) -> None:
        """A field begins, its result begins, or it ends: what is told by a mark of its own."""
        if self._field_turn == "begin":
            self._instructions.append([])
            self._telling += 1
            return
        instruction = self._instructions.pop() if self._instructions else None
        if instruction is not None:
            self._telling -= 1
            self._add(_button("".join(instruction)))
        if self._field_turn == "separate":
            self._instructions.append(None)

    def _choose(self, attributes: Attributes) -> None:
        value = value_of(attributes, "val")
        self._chosen = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else 0

    def _line(self, text: str, is_heading: bool) -> None:
        if self._cells:
            self._cells[-1].append(text)
        else:
            self.paragraphs.append(
                Paragraph(text, is_heading and bool(text.strip()), self._opens_page and bool(text.strip()))
            )
            if text.strip():
                self._opens_page = False


def _button(instruction: str) -> str:
    """What a field shows that has no result: the words of a button after what it does (ECMA-376 17.16.5.34)."""
    kind, *rest = instruction.split(maxsplit=2) or [""]
    return rest[1] if kind.upper() in _BUTTONS and len(rest) == 2 else ""


def _symbol(code: str) -> str:
    """The character of a w:sym; form boxes of Wingdings as the Unicode ones."""
    code = code.upper()
    if code in _BOXES:
        return _BOXES[code]
    try:
        return chr(int(code, 16))
    except ValueError:
        return ""
