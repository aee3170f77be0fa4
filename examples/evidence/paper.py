"""Writing PDF files in the manner of different houses: fonts, page sizes, running heads, tables, contents.

Same input, same bytes: reportlab's `invariant` fixes dates and ids.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import reportlab
from reportlab.lib.colors import HexColor, black, grey, white
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.pagesizes import A4, LETTER, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Look:
    """One house's style. Sizes in points; `number` words the page number; `header` and `footer` run on each page."""

    regular: str = "Helvetica"
    bold: str = "Helvetica-Bold"
    italic: str = "Helvetica-Oblique"
    size: float = 10
    accent: str = "#1f3a5f"
    page: tuple[float, float] = LETTER
    margin: float = 64
    justified: bool = False
    capitals: bool = False
    ruled: bool = True
    number: str = "Page {page} of {pages}"
    header: str = ""
    footer: str = ""

    def running(self, header: str = "", footer: str = "") -> Look:
        """The same style with these running lines."""
        return replace(self, header=header, footer=footer)


SERIF = Look("Times-Roman", "Times-Bold", "Times-Italic", 11, "#000000", margin=72, justified=True, number="{page}")
MODERN = Look(size=9.5, accent="#0b6e6e", page=A4, margin=56)
SLATE = Look(size=10, accent="#37474f", capitals=True, number="{page} | {pages}", ruled=False)
VERA = Look("Vera", "VeraBd", "VeraIt", 8.5, "#7a1f3d", page=A4, margin=60, number="Page {page}/{pages}")
TYPED = Look("Courier", "Courier-Bold", "Courier-Oblique", 9.5, "#000000", margin=66, ruled=False, number="- {page} -")


def _register_fonts() -> None:
    folder = Path(reportlab.__file__).parent / "fonts"
    for name in ("Vera", "VeraBd", "VeraIt"):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))


class _Sheets(BaseDocTemplate):
    """The document template that tells the table of contents where headings landed."""

    def afterFlowable(self, flowable: Flowable) -> None:
        level = getattr(flowable, "contents_level", None)
        if level is not None:
            self.notify("TOCEntry", (level, flowable.getPlainText(), self.page))


def _canvas_class(look: Look, plain_first: bool, seen: list[int]) -> type[Canvas]:
    """A canvas that draws running lines at the end, when the number of pages is known."""

    class Numbered(Canvas):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for number, state in enumerate(self._kept, 1):
                self.__dict__.update(state)
                if not (plain_first and number == 1):
                    _draw_running(self, look, number, len(self._kept))
                super().showPage()
            seen.append(len(self._kept))
            super().save()

    return Numbered


def _draw_running(canvas: Canvas, look: Look, page: int, pages: int) -> None:
    width, height = canvas._pagesize
    canvas.setFont(look.regular, 7.5)
    canvas.setFillColor(grey)
    if look.header:
        canvas.drawString(look.margin, height - 34, look.header)
    if look.ruled:
        canvas.setStrokeColor(HexColor(look.accent))
        canvas.line(look.margin, 44, width - look.margin, 44)
    if look.footer:
        canvas.drawString(look.margin, 32, look.footer)
    if look.number:
        canvas.drawRightString(width - look.margin, 32, look.number.format(page=page, pages=pages))


class Paper:
    """A PDF in the making: add parts from top to bottom, then `finish`."""

    def __init__(
        self, look: Look, title: str, *, frame: Callable[[Canvas], None] | None = None, plain_first: bool = False
    ) -> None:
        """`frame` draws behind each page (a certificate's border); `plain_first` leaves running lines off page 1."""
        _register_fonts()
        self.look = look
        self.title = title
        self._frame = frame
        self._plain_first = plain_first
        self._parts: list[Flowable] = []
        self._has_contents = False
        self.width = look.page[0] - 2 * look.margin

    def _style(self, **changes: Any) -> ParagraphStyle:
        look = self.look
        wanted = {
            "fontName": look.regular,
            "fontSize": look.size,
            "leading": look.size * 1.32,
            "spaceAfter": look.size * 0.6,
            "alignment": TA_JUSTIFY if look.justified else TA_LEFT,
            "embeddedHyphenation": 0,
        } | changes
        return ParagraphStyle("s", **wanted)

    def _add(self, text: str, **changes: Any) -> Paragraph:
        part = Paragraph(escape(text).replace("\n", "<br/>"), self._style(**changes))
        self._parts.append(part)
        return part

    def heading(self, text: str, level: int = 1) -> None:
        """A heading; levels 1 and 2 enter the table of contents."""
        look = self.look
        size = look.size + {1: 6, 2: 2.5, 3: 0.5}[level]
        part = self._add(
            text.upper() if look.capitals and level == 1 else text,
            fontName=look.bold,
            fontSize=size,
            leading=size * 1.25,
            textColor=HexColor(look.accent),
            spaceBefore=size * 0.7,
            alignment=TA_LEFT,
            keepWithNext=1,
        )
        if level < 3:
            part.contents_level = level - 1

    def text(self, *paragraphs: str) -> None:
        """Paragraphs of running text."""
        for paragraph in paragraphs:
            self._add(paragraph)

    def centred(self, text: str, size: float | None = None, bold: bool = False) -> None:
        """A centred line, as on covers and certificates."""
        points = size or self.look.size
        self._add(
            text,
            alignment=TA_CENTER,
            fontSize=points,
            leading=points * 1.3,
            spaceAfter=points * 0.5,
            fontName=self.look.bold if bold else self.look.regular,
            textColor=HexColor(self.look.accent) if bold else black,
        )

    def small(self, text: str) -> None:
        """Small print."""
        self._add(text, fontSize=7.5, leading=9.5, textColor=grey)

    def bullets(self, *items: str) -> None:
        """A bulleted list."""
        for item in items:
            self._parts.append(
                Paragraph(escape(item), self._style(leftIndent=18, bulletIndent=6, spaceAfter=3), bulletText="•")
            )
        self.gap(4)

    def lines(self, *lines: str) -> None:
        """Lines set close together: an address, a signature."""
        self._add("\n".join(lines), alignment=TA_LEFT)

    def table(
        self,
        rows: Sequence[Row],
        widths: Sequence[float] | None = None,
        *,
        head: bool = True,
        size: float = 8,
        grid: bool = True,
    ) -> None:
        """A table; `widths` are shares of the page's width; the first row repeats on each page when `head`."""
        shares = widths or [1] * len(rows[0])
        unit = self.width / sum(shares)
        cell = self._style(fontSize=size, leading=size * 1.25, spaceAfter=0, alignment=TA_LEFT)
        top = self._style(
            fontSize=size,
            leading=size * 1.25,
            spaceAfter=0,
            alignment=TA_LEFT,
            fontName=self.look.bold,
            textColor=white,
        )
        cells = [
            [Paragraph(escape(text).replace("\n", "<br/>"), top if head and number == 0 else cell) for text in row]
            for number, row in enumerate(rows)
        ]
        marks: list[tuple[Any, ...]] = [("VALIGN", (0, 0), (-1, -1), "TOP")]
        if grid:
            marks.append(("GRID", (0, 0), (-1, -1), 0.4, grey))
        if head:
            marks.append(("BACKGROUND", (0, 0), (-1, 0), HexColor(self.look.accent)))
        self._parts.append(
            Table(
                cells,
                [share * unit for share in shares],
                repeatRows=1 if head else 0,
                style=TableStyle(marks),
                spaceAfter=10,
            )
        )

    def columns(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Two columns side by side, row by row, without lines."""
        self.table(list(zip(left, right, strict=True)), head=False, grid=False, size=self.look.size)

    def gap(self, points: float) -> None:
        """Empty space."""
        self._parts.append(Spacer(1, points))

    def contents(self) -> None:
        """A table of contents of what follows, on its own page."""
        self._has_contents = True
        self._add(
            "Table of contents", fontName=self.look.bold, fontSize=self.look.size + 6, leading=self.look.size + 12
        )
        listing = TableOfContents(dotsMinLevel=0)
        listing.levelStyles = [
            self._style(fontName=self.look.bold, spaceAfter=2, alignment=TA_LEFT),
            self._style(leftIndent=16, spaceAfter=1, alignment=TA_LEFT),
        ]
        self._parts.append(listing)
        self.new_page()

    def new_page(self, *, wide: bool | None = None) -> None:
        """Continue on a fresh page; `wide` turns it to landscape (True) or back (False)."""
        if wide is not None:
            self._parts.append(NextPageTemplate("wide" if wide else "tall"))
            self.width = (max(self.look.page) if wide else min(self.look.page)) - 2 * self.look.margin
        self._parts.append(PageBreak())

    def finish(self) -> tuple[bytes, int]:
        """The file's bytes and its count of pages."""
        look, out = self.look, BytesIO()
        seen: list[int] = []
        document = _Sheets(out, invariant=1, title=self.title, author="", pageCompression=1)
        for name, size in (("tall", look.page), ("wide", landscape(look.page))):
            body = Frame(look.margin, 54, size[0] - 2 * look.margin, size[1] - 108, 0, 0, 0, 0)
            document.addPageTemplates(PageTemplate(name, [body], onPage=self._draw_frame, pagesize=size))
        build = document.multiBuild if self._has_contents else document.build
        build(self._parts, canvasmaker=_canvas_class(look, self._plain_first, seen))
        return out.getvalue(), seen[-1]

    def _draw_frame(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        if self._frame is not None:
            self._frame(canvas)
