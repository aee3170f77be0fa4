"""`complete` without a warning means that everything visible was read.

A document is made for each place in which a format can show words. The word put there stands in the reading, or a
warning names what was not read. A place that breaks the promise today is listed as such, and may not stay listed once
it is kept.
"""

from __future__ import annotations

import io
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from PIL import Image, ImageDraw
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFString,
    xObjectName,
)
from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.model import Reading, UnreadableError
from muniment.reading.read import read_open
from muniment.reading.recognition.ocr import OcrWorker
from muniment.reading.recognition.recogniser import Recogniser
from tests.reading.files import (
    RELATIONS,
    SLIDE,
    WORD,
    added,
    biff,
    biff_text,
    doc,
    docx,
    layered,
    paragraph,
    pdf_of,
    ppt,
    pptx,
    relations,
    shape,
    text_cell,
    xls,
    xlsx,
    zipped,
)
from tests.reading.formats.test_pdf import BlindEye, drawn
from tests.reading.pictures import encoded, picture, recognising

WORD_SOUGHT = "Zanderbrook"
"""Stands nowhere but in the place that is tried."""

PROSE = "The provider reviews who may enter its buildings."
"""Stands in the document's own text, so that no document is without any."""

PICTURE_WARNINGS = frozenset({"ocr_off", "ocr_page_limit", "ocr_failed"})


@dataclass(frozen=True)
class Place:
    """Where a document may show words. `warnings`: those that name the place when it is not read."""

    name: str
    made: Callable[[str], io.BytesIO]
    warnings: frozenset[str] = frozenset()

    @property
    def kind(self) -> str:
        """The format's extension."""
        return self.name.split()[0]


def _in_word(word: str, part: str, kind: str, **others: str | bytes) -> io.BytesIO:
    """A Word file with the part, which the body refers to by `kind`."""
    name = f"{kind}1.xml"
    return docx(paragraph(PROSE), parts={f"word/{name}": part.replace("WORD", word), **others}, refers=[(kind, name)])


def _table(word: str) -> str:
    return f"{paragraph(PROSE)}<w:tbl><w:tr><w:tc>{paragraph(word)}</w:tc></w:tr></w:tbl>"


def _text_box(word: str) -> str:
    return f"{paragraph(PROSE)}<w:p><w:r><wps:txbx>{paragraph(word)}</wps:txbx></w:r></w:p>"


def _taken_in(word: str, name: str, data: str | bytes) -> io.BytesIO:
    """A Word file that takes in another as it is."""
    body = f'{paragraph(PROSE)}<w:altChunk r:id="rId2" xmlns:r="{RELATIONS}"/>'
    data = data.replace("WORD", word) if isinstance(data, str) else data
    return docx(body, parts={f"word/{name}": data}, refers=[("aFChunk", name)])


def _headed(word: str, kind: str) -> io.BytesIO:
    """A workbook whose sheet is printed with the word above or below."""
    codes = '&amp;L&amp;"Arial,Bold"&amp;12WORD &amp;&amp; Co&amp;RPage &amp;P of &amp;N'.replace("WORD", word)
    return xlsx({"S": f'<row r="1">{text_cell("A1", PROSE)}</row></sheetData><headerFooter><{kind}>{codes}</{kind}>'
                      "</headerFooter><sheetData>"})  # fmt: skip


def _beside_cells(word: str, kind: str, part: str) -> io.BytesIO:
    """A workbook with a part that its sheet refers to."""
    return xlsx({"S": f'<row r="1">{text_cell("A1", PROSE)}</row>'}, parts={
        "xl/worksheets/_rels/sheet1.xml.rels": relations((kind, "../beside1.xml")),
        "xl/beside1.xml": part.replace("WORD", word),
    })  # fmt: skip


def _page(draw: Callable[[Canvas], object], size: tuple[float, float] = (595, 842)) -> io.BytesIO:
    return drawn(draw, size=size)


def _text_field(canvas: Canvas, word: str) -> None:
    canvas.drawString(72, 750, PROSE)
    canvas.acroForm.textfield(name="vendor", value=word, x=72, y=700, width=300, height=20)


def _listed(canvas: Canvas, word: str) -> None:
    canvas.drawString(72, 750, PROSE)
    canvas.acroForm.listbox(name="vendor", value=word, options=["Other", word], x=72, y=600, width=300, height=60)


def _twice(canvas: Canvas, x: float, y: float, word: str) -> None:
    canvas.drawString(72, 750, PROSE)
    canvas.drawString(x, y, word)


def _below_a_bar(canvas: Canvas, word: str) -> None:
    _twice(canvas, 72, 600, word)
    canvas.rect(60, 590, 300, 30, fill=1)


def _clipped(canvas: Canvas, word: str) -> None:
    path = canvas.beginPath()
    path.rect(60, 700, 400, 100)
    canvas.clipPath(path, stroke=0, fill=0)
    _twice(canvas, 72, 600, word)


def _inkless(canvas: Canvas, word: str) -> None:
    canvas.drawString(72, 750, PROSE)
    line = canvas.beginText(72, 600)
    line.setTextRenderMode(3)
    line.textOut(word)
    canvas.drawText(line)


def _free_text(canvas: Canvas, word: str) -> None:
    canvas.drawString(72, 750, PROSE)
    canvas.freeTextAnnotation(word, "/F1 0 Tf", Rect=[72, 600, 300, 640])


def _rich_note(canvas: Canvas, word: str) -> None:
    """A note that says its text in rich text alone."""
    canvas.drawString(72, 750, PROSE)
    rich = f'<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml"><p>A <b>{word}</b></p></body>'
    about = {"Type": PDFName("Annot"), "Subtype": PDFName("FreeText"), "RC": PDFString(rich)}
    canvas._addAnnotation(PDFDictionary({**about, "Rect": PDFArray([72, 600, 300, 640])}))


def _drawn_by(content: str, resources: bytes, objects: dict[int, bytes]) -> io.BytesIO:
    """A PDF of a page with prose and more content."""
    page = f"BT /F1 12 Tf 72 750 Td ({PROSE}) Tj ET {content}".encode()
    return pdf_of({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<%b>>>>" % resources,
        4: b"<</Length %d>>stream\n%b\nendstream" % (len(page), page),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        **objects,
    }, packed=(1, 6) if 8 in objects else ())  # fmt: skip


def _in_pattern(word: str) -> io.BytesIO:
    tile = zlib.compress(f"BT /F1 12 Tf 2 20 Td ({word}) Tj ET".encode())
    head = b"<</PatternType 1/PaintType 1/TilingType 1/BBox[0 0 200 50]/XStep 200/YStep 50/Filter/FlateDecode"
    return _drawn_by("/Pattern cs /P1 scn 72 500 200 50 re f", b"/Font<</F1 5 0 R>>/Pattern<</P1 6 0 R>>", {
        6: head + b"/Resources<</Font<</F1 5 0 R>>>>/Length %d>>stream\n%b\nendstream" % (len(tile), tile),
    })  # fmt: skip


def _in_glyph(word: str) -> io.BytesIO:
    """In the one glyph of a font, whose dictionary is packed with others."""
    glyph = f"9 0 d0 BT /F1 1 Tf ({word}) Tj ET".encode()
    return _drawn_by("BT /T3 12 Tf 72 500 Td (a) Tj ET", b"/Font<</F1 5 0 R/T3 6 0 R>>", {
        6: b"<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 97/LastChar 97/Widths[9]"
           b"/Encoding<</Differences[97/a]>>/CharProcs<</a 8 0 R>>/Resources<</Font<</F1 5 0 R>>>>>>",
        8: b"<</Length %d>>stream\n%b\nendstream" % (len(glyph), glyph),
    })  # fmt: skip


def _posted(canvas: Canvas, word: str, *, kind: str = "Stamp", flags: int = 4) -> None:
    """The word in the picture of an annotation, whose contents say something else."""
    canvas.drawString(72, 750, PROSE)
    canvas.beginForm("picture", 0, 0, 228, 40)
    canvas.drawString(4, 10, word)
    canvas.endForm()
    about = {"Type": PDFName("Annot"), "Subtype": PDFName(kind), "Contents": PDFString("Seen"), "F": flags}
    picture = PDFDictionary({"N": PDFObjectReference(xObjectName("picture"))})
    canvas._addAnnotation(PDFDictionary({**about, "Rect": PDFArray([72, 600, 300, 640]), "AP": picture}))


def _remark(canvas: Canvas, subtype: str, word: str) -> None:
    canvas.drawString(72, 750, PROSE)
    about = {"Type": PDFName("Annot"), "Subtype": PDFName(subtype), "Contents": PDFString(word)}
    places = {"Rect": PDFArray([72, 600, 300, 640]), "QuadPoints": PDFArray([72, 640, 300, 640, 72, 600, 300, 600])}
    canvas._addAnnotation(PDFDictionary({**about, **places}))


CHART = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
CHART_2014 = 'xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex"'
DIAGRAM = 'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
FORMATTED = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts><numFmt numFmtId="170" '
    'formatCode="{}"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs></styleSheet>'
)
NUMBERING = (
    f"<w:numbering {WORD}><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:lvlText w:val='WORD %1'/></w:lvl>"
    "</w:abstractNum><w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>"
)
LINE = "<a:p><a:r><a:t>WORD</a:t></a:r></a:p>"
DRAWN = {
    "chart title": ("chart", f"<c:s {CHART} {SLIDE}><c:title><c:tx><c:rich>{LINE}</c:rich></c:tx></c:title></c:s>"),
    "chart series": ("chart", f"<c:s {CHART}><c:ser><c:tx><c:v>WORD</c:v></c:tx></c:ser></c:s>"),
    "chart category": ("chart", f"<c:s {CHART}><c:cat><c:pt idx='0'><c:v>WORD</c:v></c:pt></c:cat></c:s>"),
    "chart of 2014, title": ("chartEx", f"<cx:s {CHART_2014} {SLIDE}><cx:rich>{LINE}</cx:rich></cx:s>"),
    "chart of 2014, data": ("chartEx", f"<cx:s {CHART_2014}><cx:lvl><cx:pt idx='0'>WORD</cx:pt></cx:lvl></cx:s>"),
    "chart of 2014, series": ("chartEx", f"<cx:s {CHART_2014}><cx:txData><cx:v>WORD</cx:v></cx:txData></cx:s>"),
    "SmartArt": ("diagramData", f"<dgm:s {DIAGRAM} {SLIDE}><dgm:pt><dgm:t>{LINE}</dgm:t></dgm:pt></dgm:s>"),
}
"""Parts that others show: kind of the relation, and the part."""


def _drawn_in_docx(kind: str, part: str, word: str) -> io.BytesIO:
    return docx(paragraph(PROSE), parts={"word/d/d1.xml": part.replace("WORD", word)}, refers=[(kind, "d/d1.xml")])


def _drawn_in_header(kind: str, part: str, word: str) -> io.BytesIO:
    drawn = {"word/_rels/header1.xml.rels": relations((kind, "d1.xml")), "word/d1.xml": part.replace("WORD", word)}
    return _in_word(word, f"<w:hdr {WORD}/>", "header", **drawn)


def _drawn_in_xlsx(kind: str, part: str, word: str) -> io.BytesIO:
    return xlsx({"S": f'<row r="1">{text_cell("A1", PROSE)}</row>'}, parts={
        "xl/worksheets/_rels/sheet1.xml.rels": relations(("drawing", "../d1.xml")), "xl/d1.xml": "<d/>",
        "xl/_rels/d1.xml.rels": relations((kind, "d2.xml")), "xl/d2.xml": part.replace("WORD", word),
    })  # fmt: skip


def _drawn_in_pptx(kind: str, part: str, word: str) -> io.BytesIO:
    return added(pptx([shape(PROSE)]), {
        "ppt/slides/_rels/slide1.xml.rels": relations((kind, "../d1.xml")), "ppt/d1.xml": part.replace("WORD", word),
    })  # fmt: skip


def _on_a_chart(word: str) -> io.BytesIO:
    """A text box on a chart on a slide."""
    return added(_drawn_in_pptx("chart", f"<c:s {CHART}/>", word), {
        "ppt/_rels/d1.xml.rels": relations(("chartUserShapes", "d2.xml")),
        "ppt/d2.xml": f"<c:s {CHART} {SLIDE}>{LINE.replace('WORD', word)}</c:s>",
    })  # fmt: skip


TEXTS = (
    *(Place(f"{where} {name}", lambda word, made=made, kind=kind, part=part: made(kind, part, word))
      for where, made in (("docx", _drawn_in_docx), ("docx header", _drawn_in_header), ("xlsx", _drawn_in_xlsx),
                          ("pptx", _drawn_in_pptx))
      for name, (kind, part) in DRAWN.items()),
    Place("pptx text box on a chart", _on_a_chart),
    Place("docx label of a list", lambda word: docx(
        f"<w:p><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr><w:r><w:t>{PROSE}</w:t></w:r></w:p>",
        parts={"word/numbering.xml": NUMBERING.replace("WORD", word)}, refers=[("numbering", "numbering.xml")])),
    *(Place(f"docx content control bound {name}", lambda word, path=path: docx(
        f"{paragraph(PROSE)}<w:sdt><w:sdtPr><w:dataBinding w:xpath='{path}'/></w:sdtPr><w:sdtContent>{paragraph('x')}"
        "</w:sdtContent></w:sdt>", refers=[("customXml", "../customXml/item1.xml")],
        parts={"customXml/item1.xml": f"<a b='{word}'><c>{word}</c></a>"}), warned)
      for name, path, warned in (("to an element", "/a/c", frozenset()), ("to an attribute", "/a/@b", frozenset()),
                                 ("by a search", "//c", frozenset({"text_unread"})))),
    Place("docx watermark", lambda word: docx(f"{paragraph(PROSE)}<w:p><w:r><w:pict><v:shape xmlns:v='urn:v'>"
        f"<v:textpath string='{word}'/></v:shape></w:pict></w:r></w:p>")),
    Place("docx alternative of a drawing without text", lambda word: docx(
        f"{paragraph(PROSE)}<w:p><w:r><mc:AlternateContent><mc:Choice Requires='z'/><mc:Fallback><w:t>{word}</w:t>"
        "</mc:Fallback></mc:AlternateContent></w:r></w:p>")),
    Place("txt body", lambda word: io.BytesIO(f"{PROSE}\n{word}".encode())),
    Place("md heading", lambda word: io.BytesIO(f"# {word}\n\n{PROSE}".encode())),
    Place("md comment", lambda word: io.BytesIO(f"{PROSE}\n\n<!-- {word} -->".encode())),
    Place("md remark", lambda word: io.BytesIO(f"{PROSE}\n\n[//]: # ({word})".encode())),
    Place("txt after a NUL", lambda word: io.BytesIO(f"{PROSE}\0\n{word}".encode())),
    Place("csv after a NUL", lambda word: io.BytesIO(f"{PROSE}\0,1\n{word},2".encode())),
    Place("csv cell", lambda word: io.BytesIO(f"{PROSE},1\n{word},2".encode())),
    Place("rtf body", lambda word: io.BytesIO(rf"{{\rtf1 {PROSE}\par {word}}}".encode())),
    Place("rtf header", lambda word: io.BytesIO(rf"{{\rtf1{{\header {word}}}{PROSE}}}".encode())),
    Place("rtf footnote", lambda word: io.BytesIO(rf"{{\rtf1 {PROSE}{{\footnote {word}}}}}".encode())),
    *(Place(f"rtf {name}", lambda word, made=made: io.BytesIO(
        rf"{{\rtf1 {PROSE}{made.replace('WORD', word)}}}".encode()))
      for name, made in (
        ("number of a list", r"{\pntext WORD 1.\tab}"),
        ("text box of Word 6", r"{\*\do\dobxcolumn\dptxbx{\dptxbxtext WORD}}"),
        ("equation", r"{\mmath{\*\moMath{\mf{\mfPr{\mctrlPr\i}}{\mnum{\mr\mscr0 WORD}}{\mden{\mr b}}}}}"),
        ("group of shapes", r"{\shpgrp{\*\shpinst{\shp{\*\shpinst{\shptxt WORD}}}}}"),
        ("watermark", r"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv WORD}}}}"),
        ("object's picture in words", r"{\object{\*\objclass X}{\result WORD}}"),
        ("text in two encodings", r"{\upr{?}{\*\ud{WORD}}}"),
      )),
    Place("rtf hidden text", lambda word: io.BytesIO(rf"{{\rtf1 {PROSE} {{\v {word}}}}}".encode())),
    Place("rtf comment", lambda word: io.BytesIO(rf"{{\rtf1 {PROSE}{{\*\annotation {word}}}}}".encode())),
    Place("rtf form answer", lambda word: io.BytesIO(
        rf"{{\rtf1 {PROSE}{{\field{{\*\fldinst {{\*\formfield{{\fftype2\ffres0{{\*\ffl {word}}}}}}}}}}}}}".encode())),
    Place("doc body", lambda word: doc(f"{PROSE}\r{word}\r")),
    Place("doc footnote", lambda word: doc(f"{PROSE}\r", footnotes=f"{word}\r")),
    Place("docx body", lambda word: docx(paragraph(PROSE) + paragraph(word))),
    Place("docx heading", lambda word: docx(paragraph(word, "H1") + paragraph(PROSE))),
    Place("docx table", lambda word: docx(_table(word))),
    Place("docx text box", lambda word: docx(_text_box(word))),
    Place("docx header", lambda word: _in_word(word, f"<w:hdr {WORD}>{paragraph('WORD')}</w:hdr>", "header")),
    Place("docx footer", lambda word: _in_word(word, f"<w:ftr {WORD}>{paragraph('WORD')}</w:ftr>", "footer")),
    Place("docx footnote", lambda word: _in_word(
        word, f"<w:footnotes {WORD}><w:footnote>{paragraph('WORD')}</w:footnote></w:footnotes>", "footnotes")),
    *(Place(f"docx chunk {name}", lambda word, name=name, data=data: _taken_in(word, name, data)) for name, data in (
        ("a.html", "<html><head><title>T</title></head><p>A <b>WORD</b></p>"), ("a.txt", "WORD"),
        ("a.rtf", r"{\rtf1 WORD}"), ("a.htm", '<p style="display:none">WORD</p>'))),
    Place("docx chunk docx", lambda word: _taken_in(word, "a.docx", docx(paragraph(word)).getvalue())),
    Place("docx chunk mht", lambda word: _taken_in(word, "a.mht", "MIME-Version: 1.0\n\nWORD"),
          frozenset({"embedded_files"})),
    Place("docx chunk whose style sheet hides", lambda word: _taken_in(
        word, "a.html", "<style>.x{display:none}</style><p class=x>WORD</p>"), frozenset({"embedded_files"})),
    Place("docx chunk in a chunk", lambda word: _taken_in(word, "a.docx", _taken_in(word, "a.txt", "WORD").getvalue()),
          frozenset({"embedded_files"})),
    Place("docx comment", lambda word: _in_word(
        word, f"<w:comments {WORD}><w:comment>{paragraph('WORD')}</w:comment></w:comments>", "comments")),
    Place("pptx body", lambda word: pptx([shape(PROSE) + shape(word)])),
    Place("pptx notes", lambda word: pptx([shape(PROSE)], notes={0: shape(word)})),
    Place("ppt body", lambda word: ppt([("Title", word)])),
    Place("ppt notes", lambda word: ppt([("Title", PROSE)], notes={0: word})),
    Place("xlsx cell", lambda word: xlsx({"S": f'<row r="1">{text_cell("A1", word)}</row>'})),
    Place("xlsx hidden sheet", lambda word: xlsx(
        {"S": f'<row r="1">{text_cell("A1", PROSE)}</row>', "T": f'<row r="1">{text_cell("A1", word)}</row>'},
        hidden="T")),
    Place("docx form answer", lambda word: docx(
        f'{paragraph(PROSE)}<w:p><w:r><w:fldChar><w:ffData><w:ddList><w:listEntry w:val="{word}"/></w:ddList>'
        "</w:ffData></w:fldChar></w:r></w:p>")),
    Place("docx content control", lambda word: docx(
        f"{paragraph(PROSE)}<w:sdt><w:sdtPr><w:dropDownList/></w:sdtPr><w:sdtContent>{paragraph(word)}</w:sdtContent></w:sdt>")),
    Place("docx deletion", lambda word: docx(
        f"{paragraph(PROSE)}<w:p><w:del><w:r><w:delText>{word}</w:delText></w:r></w:del></w:p>")),
    Place("docx hidden text", lambda word: docx(
        f"{paragraph(PROSE)}<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{word}</w:t></w:r></w:p>")),
    *(Place(f"doc {name}", lambda word, code=code: doc(
        f"{PROSE}{word}\r", runs=[(len(PROSE), len(PROSE + word), code)]))
      for name, code in (("hidden text", b"\x3c\x08\1"), ("deletion", b"\x00\x08\1"))),
    Place("doc comment", lambda word: doc(f"{PROSE}\r", comments=f"{word}\r")),
    Place("doc form answer", lambda word: doc(f"{PROSE} \x13 FORMDROPDOWN \x14\x15\r"), frozenset({"form_answers"})),
    Place("pptx hidden slide", lambda word: pptx([shape(PROSE), shape(word)], hidden=1)),
    Place("pptx shape of the layout", lambda word: added(pptx([shape(PROSE)]), {
        "ppt/slides/_rels/slide1.xml.rels": relations(("slideLayout", "../slideLayouts/slideLayout1.xml")),
        "ppt/slideLayouts/slideLayout1.xml": f"<p:sldLayout {SLIDE}>{shape(word)}</p:sldLayout>"})),
    Place("pptx comment", lambda word: added(pptx([shape(PROSE)]), {
        "ppt/slides/_rels/slide1.xml.rels": relations(("comments", "../comments/c1.xml")),
        "ppt/comments/c1.xml": f"<p:cmLst {SLIDE}><p:cm><p:text>{word}</p:text></p:cm></p:cmLst>"})),
    Place("xlsx far row", lambda word: xlsx({"S": "".join(
        f'<row r="{row}">{text_cell(f"A{row}", word if row == 900 else PROSE)}</row>' for row in range(1, 1000))})),
    Place("xlsx hidden row", lambda word: xlsx({"S": f'<row r="1">{text_cell("A1", PROSE)}</row>'
        f'<row r="2" hidden="1">{text_cell("A2", word)}</row>'})),
    Place("xlsx comment", lambda word: _beside_cells(word, "comments",
        "<comments xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><comment ref='A1'><text>"
        "<t>WORD</t></text></comment></comments>")),
    *(Place(f"xlsx {kind}", lambda word, kind=kind: _headed(word, kind))
      for kind in ("oddHeader", "evenFooter", "firstHeader")),
    Place("xlsx text box", lambda word: _beside_cells(word, "drawing",
        f"<d xmlns='urn:d' {SLIDE}><a:p><a:r><a:t>WORD</a:t></a:r></a:p></d>")),
    *(Place(f"xlsx {name}", lambda word, code=code, cell=cell: xlsx(
        {"S": f'<row r="1">{text_cell("B1", PROSE)}{cell}</row>'},
        parts={"xl/styles.xml": FORMATTED.format(code).replace("WORD", word)}))
      for name, code, cell in (
        ("words of a number's format", "&quot;WORD &quot;0", '<c r="C1" s="1"><v>7</v></c>'),
        ("words of a text's format", "0;0;0;@&quot; WORD&quot;", text_cell("C1", "x").replace("<c ", '<c s="1" ')),
        ("words in place of a number", "&quot;WORD&quot;;&quot;No&quot;", '<c r="C1" s="1"><v>7</v></c>'),
        ("currency of a format", "0.00 [$WORD-409]", '<c r="C1" s="1"><v>7</v></c>'),
      )),
    Place("xlsx formula without its result", lambda word: xlsx({"S": f'<row r="1">{text_cell("A1", PROSE)}'
        f'<c r="B1" t="str"><f>"{word}"</f></c></row>'}), frozenset({"text_unread"})),
    *(Place(f"xlsx {name} in the older markup", lambda word, made=made: _beside_cells(word, "vmlDrawing",
        f"<xml xmlns:v='urn:v'><v:shape>{made}</v:shape></xml>")) for name, made in (
        ("text box", "<v:textbox><div style='text-align:left'><font face='Arial'>WORD</font><br></div></v:textbox>"),
        ("watermark", "<v:textpath style='x' string='WORD'/>"))),
    Place("xlsx cell worlds away", lambda word: xlsx({"S": f'<row r="1">{text_cell("A1", PROSE)}</row><row r="1048576">'
        f'{text_cell("XFD1048576", word)}</row>'})),
    Place("xlsx form control", lambda word: xlsx({"S": f'<row r="1">{text_cell("A1", PROSE)}</row>'},
        parts={"xl/ctrlProps/ctrlProp1.xml": "<a/>"}), frozenset({"form_answers"})),
    Place("xls cell", lambda word: xls([(0, 0, 1.0)], label=word)),
    Place("xls comment", lambda word: xls([(0, 0, 1.0)], inside=biff_text(1, word, is_comment=True))),
    Place("xls text box", lambda word: xls([(0, 0, 1.0)], inside=biff_text(1, word))),
    Place("xls title of a chart", lambda word: xls(
        [(0, 0, 1.0)], inside=biff(0x100D, struct.pack("<HBB", 0, len(word), 0) + word.encode()))),
    *(Place(f"xls {name}", lambda word, kind=kind: xls(
        [(0, 0, 1.0)], inside=biff(kind, struct.pack("<HB", len(word) + 2, 0) + b"&C" + word.encode())))
      for name, kind in (("header", 0x14), ("footer", 0x15))),
    Place("csv far row", lambda word: io.BytesIO(f"{PROSE}\n{PROSE}\n".encode() * 900 + word.encode())),
    Place("txt in Shift_JIS", lambda word: io.BytesIO(f"期限は2027年です。{word}".encode("cp932"))),
    Place("pdf body", lambda word: _page(lambda canvas: canvas.drawString(72, 700, word))),
    Place("pdf text field", lambda word: _page(lambda canvas: _text_field(canvas, word))),
    Place("pdf list", lambda word: _page(lambda canvas: _listed(canvas, word))),
    Place("pdf outside the page", lambda word: _page(lambda canvas: _twice(canvas, 72, 900, word))),
    Place("pdf in no ink", lambda word: _page(lambda canvas: _inkless(canvas, word))),
    Place("pdf below a bar", lambda word: _page(lambda canvas: _below_a_bar(canvas, word))),
    Place("pdf clipped", lambda word: _page(lambda canvas: _clipped(canvas, word))),
    Place("pdf layer that is off", lambda word: layered(PROSE, word, is_off=True)),
    Place("pdf layer that is on", lambda word: layered(PROSE, word, is_off=False)),
    Place("pdf pattern", _in_pattern, frozenset({"text_unread"})),
    Place("pdf glyph of a font", _in_glyph, frozenset({"text_unread"})),
    Place("pdf free text note of rich text", lambda word: _page(lambda canvas: _rich_note(canvas, word))),
    Place("pdf free text note", lambda word: _page(lambda canvas: _free_text(canvas, word))),
    *(Place(f"pdf picture of a {kind}", lambda word, kind=kind: _page(lambda one: _posted(one, word, kind=kind)))
      for kind in ("Stamp", "FreeText", "Watermark")),
    Place("pdf picture of a stamp marked invisible", lambda word: _page(lambda one: _posted(one, word, flags=1))),
    *(Place(f"pdf {kind} comment", lambda word, kind=kind: _page(lambda canvas: _remark(canvas, kind, word)))
      for kind in ("Text", "Highlight", "Stamp", "StrikeOut")),
    Place("zip member", lambda word: zipped({"a.txt": f"{PROSE}\n{word}"})),
)  # fmt: skip
"""Words that the file holds as text."""


def _shown(*words: str) -> bytes:
    return encoded(picture(*words))


def _blip(identifier: str) -> str:
    return f'<a:blip xmlns:a="urn:a" xmlns:r="{RELATIONS}" r:embed="{identifier}"/>'


def _docx_picture(word: str, name: str = "image1.png", data: bytes | None = None) -> io.BytesIO:
    body = f"{paragraph(PROSE)}<w:p><w:r><w:drawing>{_blip('rId2')}</w:drawing></w:r></w:p>"
    return docx(body, parts={f"word/media/{name}": data or _shown(word)}, refers=[("image", f"media/{name}")])


def _docx_picture_in(kind: str, root: str, word: str) -> io.BytesIO:
    pictured = {
        f"word/_rels/{kind}1.xml.rels": relations(("image", "media/image1.png")),
        "word/media/image1.png": _shown(word),
    }
    part = f"<w:{root} {WORD}><w:p><w:r><w:drawing>{_blip('rId1')}</w:drawing></w:r></w:p></w:{root}>"
    return _in_word(word, part, kind, **pictured)


def _pptx_picture(word: str) -> io.BytesIO:
    return added(pptx([shape(PROSE) + f"<p:pic>{_blip('rId1')}</p:pic>"]), {
        "ppt/slides/_rels/slide1.xml.rels": relations(("image", "../media/image1.png")),
        "ppt/media/image1.png": _shown(word),
    })  # fmt: skip


def _pptx_layout_picture(word: str) -> io.BytesIO:
    return added(pptx([shape(PROSE)]), {
        "ppt/slides/_rels/slide1.xml.rels": relations(("slideLayout", "../slideLayouts/slideLayout1.xml")),
        "ppt/slideLayouts/slideLayout1.xml": f"<p:sldLayout {SLIDE}>{_blip('rId1')}</p:sldLayout>",
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(("image", "../media/image1.png")),
        "ppt/media/image1.png": _shown(word),
    })  # fmt: skip


def _xlsx_picture(word: str, *, kind: str = "drawing", drawing: str = "drawing1.xml") -> io.BytesIO:
    return xlsx({"S": f'<row r="1">{text_cell("A1", PROSE)}</row>'}, parts={
        "xl/worksheets/_rels/sheet1.xml.rels": relations((kind, f"../drawings/{drawing}")),
        f"xl/drawings/{drawing}": f"<wsDr>{_blip('rId1')}</wsDr>",
        f"xl/drawings/_rels/{drawing}.rels": relations(("image", "../media/image1.png")),
        "xl/media/image1.png": _shown(word),
    })  # fmt: skip


def _blip_record(word: str) -> bytes:
    """A PNG as MS-ODRAW stores it: header, digest, a tag, the file."""
    data = bytes(16) + b"\xff" + _shown(word)
    return struct.pack("<HHI", 0x6E0 << 4, 0xF01E, len(data)) + data


def _ppt_picture(word: str) -> io.BytesIO:
    return ppt([("Title", PROSE)], extra={"Pictures": _blip_record(word)})


def _xls_picture(word: str) -> io.BytesIO:
    """The drawing in two records, as any larger one is."""
    blip = _blip_record(word)
    halves = blip[: len(blip) // 2], blip[len(blip) // 2 :]
    records = [struct.pack("<HH", kind, len(half)) + half for kind, half in zip((0xEB, 0x3C), halves, strict=True)]
    return xls([(0, 0, 1.0)], before=b"".join(records))


def _rtf_picture(word: str) -> io.BytesIO:
    return io.BytesIO(rf"{{\rtf1 {PROSE}{{\pict\pngblip\picw100 {_shown(word).hex()}}}}}".encode())


def _scan(canvas: Canvas, word: str) -> None:
    canvas.drawInlineImage(picture(word, size=(827, 1169), at=(200, 500)), 0, 0, 595, 842)


def _stamped(canvas: Canvas, word: str) -> None:
    """A scan with a stamp of several lines as text."""
    _scan(canvas, word)
    for number in range(6):
        canvas.drawString(30, 60 - 9 * number, f"Received by the front office on day {number} and filed under {number}")


def _half(canvas: Canvas, word: str) -> None:
    """A page of text in its upper half, a picture of text in its lower one."""
    for number in range(20):
        canvas.drawString(72, 780 - 16 * number, f"{number} {PROSE}")
    canvas.drawInlineImage(picture(word, size=(827, 500), at=(200, 200)), 50, 60, 480, 290)


def _turned(canvas: Canvas, word: str) -> None:
    canvas.setPageRotation(90)
    canvas.drawInlineImage(picture(word, size=(827, 1169), at=(200, 500)).rotate(90, expand=True), 0, 0, 842, 595)


def _lines(word: str, *, at: int, of: int) -> list[str]:
    return [word if number == at else f"line {number} of the log" for number in range(of)]


def _long(word: str) -> Image.Image:
    """A screenshot of 1280 by 5000 pixels, too long for one look, with letters of 16."""
    lines = "\n\n\n".join(_lines(word, at=40, of=50)).split("\n")
    return picture(*lines, size=(1280, 5000), letters=16)


def _far_apart(word: str) -> Image.Image:
    """1280 by 5000 pixels of paper with three words of 18."""
    image = picture("Fennimore", size=(1280, 5000), letters=18, at=(200, 900))
    for one, at in ((word, (700, 2600)), ("Kestrelmoor", (400, 4600))):
        image.paste(picture(one, size=(300, 40), letters=18), at)
    return image


PICTURES = (
    Place("png picture", lambda word: io.BytesIO(_shown(word))),
    Place("jpg picture", lambda word: io.BytesIO(encoded(picture(word), "JPEG"))),
    Place("gif picture", lambda word: io.BytesIO(encoded(picture(word), "GIF"))),
    Place("webp picture", lambda word: io.BytesIO(encoded(picture(word), "WEBP"))),
    Place("png turned picture", lambda word: io.BytesIO(encoded(
        picture(*_lines(word, at=2, of=5), size=(420, 400)).rotate(90, expand=True)))),
    Place("png tall picture", lambda word: io.BytesIO(encoded(_long(word)))),
    Place("png lone word", lambda word: io.BytesIO(encoded(
        picture(word, size=(1280, 1400), letters=18, at=(600, 700))))),
    Place("png lone words far apart", lambda word: io.BytesIO(encoded(_far_apart(word)))),
    Place("png lone word of a page", lambda word: io.BytesIO(encoded(
        picture(word, size=(1240, 1754), letters=26, at=(600, 700))))),
    Place("pdf scan", lambda word: _page(lambda canvas: _scan(canvas, word))),
    Place("pdf scan with a stamp", lambda word: _page(lambda canvas: _stamped(canvas, word))),
    Place("pdf page half text, half scan", lambda word: _page(lambda canvas: _half(canvas, word))),
    Place("pdf turned scan", lambda word: _page(lambda canvas: _turned(canvas, word), size=(842, 595))),
    Place("docx picture", _docx_picture),
    Place("docx metafile", lambda word: _docx_picture(word, "image1.emf", b"\1\0\0\0" + bytes(200)),
          frozenset({"pictures_unread"})),
    Place("docx picture in the header", lambda word: _docx_picture_in("header", "hdr", word)),
    Place("docx picture in a footnote", lambda word: _docx_picture_in("footnotes", "footnotes", word)),
    Place("pptx picture", _pptx_picture),
    Place("pptx picture of the layout", _pptx_layout_picture),
    Place("xlsx picture", _xlsx_picture),
    Place("xlsx picture in the header", lambda word: _xlsx_picture(word, kind="vmlDrawing", drawing="vmlDrawing1.vml")),
    Place("doc picture", lambda word: doc(f"{PROSE}\r", extra={"Data": _blip_record(word)})),
    Place("ppt picture", _ppt_picture),
    Place("xls picture", _xls_picture),
    Place("rtf picture", _rtf_picture),
    Place("zip picture", lambda word: zipped({"a.txt": PROSE, "b.png": _shown(word)})),
)  # fmt: skip
"""Words that only a picture shows."""

PLACES = (*TEXTS, *PICTURES)

needs_engine = pytest.mark.skipif(
    not OcrWorker.is_installed() or sys.platform != "linux", reason="the extra `ocr` is not installed"
)


@pytest.fixture(scope="module")
def recognise() -> Iterator[Recogniser]:
    with recognising() as one:
        yield one


def _read(place: Place, word: str, recognise: Recogniser | None, limits: Limits | None = None) -> Reading:
    return read_open(place.made(word), kind=place.kind, limits=limits or Limits(), recognise=recognise)


def _warned(reading: Reading) -> set[str]:
    return {one.code for one in reading.warnings}


def _has(reading: Reading, word: str) -> bool:
    return any(word in page.text for page in reading.pages)


def _tried(places: tuple[Place, ...]) -> list[object]:
    return [pytest.param(place, id=place.name) for place in places]


def test_every_format_is_tried() -> None:
    assert {place.kind for place in PLACES} >= set(FILE_TYPES) - {"xlsm"}


@pytest.mark.parametrize("place", _tried(TEXTS))
def test_word_is_read_or_a_warning_names_its_place(place: Place) -> None:
    reading = _read(place, WORD_SOUGHT, None)
    assert _has(reading, WORD_SOUGHT) != bool(_warned(reading) & place.warnings)


@needs_engine
@pytest.mark.parametrize("place", _tried(PICTURES))
def test_word_in_a_picture_is_read_or_a_warning_names_the_picture(place: Place, recognise: Recogniser) -> None:
    reading = _read(place, WORD_SOUGHT, recognise)
    assert _has(reading, WORD_SOUGHT) != bool(_warned(reading) & (place.warnings | PICTURE_WARNINGS))


@needs_engine
def test_picture_of_ink_without_a_word_is_not_called_empty(recognise: Recogniser) -> None:
    frame = Image.new("L", (300, 300), 255)
    ImageDraw.Draw(frame).rectangle((30, 30, 270, 270), outline=0, width=3)
    reading = read_open(io.BytesIO(encoded(frame)), kind="png", limits=Limits(), recognise=recognise)
    assert _warned(reading) == {"script_not_recognised"}
    with pytest.raises(UnreadableError, match="There is no text"):
        read_open(io.BytesIO(encoded(picture())), kind="png", limits=Limits(), recognise=recognise)


@pytest.mark.parametrize("place", _tried(PICTURES))
def test_word_in_a_picture_that_is_not_recognised_is_warned_of(place: Place) -> None:
    expected = place.warnings | PICTURE_WARNINGS
    for limits, recognise in ((Limits(), None), (Limits(max_ocr_pages=0), BlindEye()), (Limits(), BlindEye())):
        reading = _read(place, WORD_SOUGHT, recognise, limits)
        assert _warned(reading) & expected, (limits.max_ocr_pages, recognise)


@pytest.mark.parametrize("flags", [2, 32], ids=["hidden", "not to be viewed"])
def test_picture_of_an_annotation_that_is_not_shown_is_no_text(flags: int) -> None:
    file = _page(lambda canvas: _posted(canvas, WORD_SOUGHT, flags=flags))
    reading = read_open(file, kind="pdf", limits=Limits(), recognise=None)
    assert not any(WORD_SOUGHT in page.text for page in reading.pages)
