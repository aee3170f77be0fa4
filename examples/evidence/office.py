"""Writing docx, xlsx and pptx files from small XML parts, no library needed. Same input, same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape

Cell = str | int | float

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SLIDE = "http://schemas.openxmlformats.org/presentationml/2006/main"
_DRAW = "http://schemas.openxmlformats.org/drawingml/2006/main"
_KIND = "application/vnd.openxmlformats-officedocument."


def _package(parts: Mapping[str, str]) -> bytes:
    """The parts zipped under a fixed date, so that bytes depend on content alone."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _HEAD + text)
    return out.getvalue()


def _types(overrides: Mapping[str, str]) -> str:
    rows = "".join(f'<Override PartName="{part}" ContentType="{_KIND}{kind}+xml"/>' for part, kind in overrides.items())
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{rows}</Types>'
    )


def _links(targets: Sequence[tuple[str, str]]) -> str:
    """A relationships part: (last word of the relationship's type, target), with ids rId1, rId2, …"""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _run(text: str, properties: str = "") -> str:
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{properties}{lines}</w:r>"


def _field(code: str) -> str:
    return f'<w:fldSimple w:instr=" {code} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'


class Word:
    """A docx in the making, with the same verbs as `Paper`."""

    def __init__(self, title: str, *, header: str = "", footer: str = "", font: str = "Calibri") -> None:
        self.title = title
        self._header, self._footer, self._font = header, footer, font
        self._body: list[str] = []

    def _add(self, text: str, style: str = "Normal", extra: str = "") -> None:
        self._body.append(f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{extra}</w:pPr>{_run(text)}</w:p>')

    def heading(self, text: str, level: int = 1) -> None:
        """A heading of level 1 to 3."""
        self._add(text, f"Heading{level}")

    def text(self, *paragraphs: str) -> None:
        """Paragraphs of running text."""
        for paragraph in paragraphs:
            self._add(paragraph)

    def centred(self, text: str, size: float | None = None, bold: bool = False) -> None:
        """A centred line."""
        self._add(text, "Title" if bold else "Normal", '<w:jc w:val="center"/>')

    def bullets(self, *items: str) -> None:
        """A bulleted list."""
        for item in items:
            self._add(f"•\u00a0{item}", extra='<w:ind w:left="540" w:hanging="260"/>')

    def lines(self, *lines: str) -> None:
        """Lines set close together."""
        self._add("\n".join(lines))

    def table(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float] | None = None,
        *,
        head: bool = True,
        size: float = 8,
        grid: bool = True,
    ) -> None:
        """A table with lines."""
        shares = widths or [1] * len(rows[0])
        twips = [round(9000 * share / sum(shares)) for share in shares]
        edge = (
            "".join(
                f'<w:{side} w:val="single" w:sz="4" w:color="888888"/>'
                for side in ("top", "left", "bottom", "right", "insideH", "insideV")
            )
            if grid
            else ""
        )
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in twips)
        bold = "<w:rPr><w:b/></w:rPr>"
        body = "".join(
            "<w:tr>"
            + "".join(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p>'
                f"{_run(text, bold if head and number == 0 else '')}</w:p></w:tc>"
                for text, width in zip(row, twips, strict=True)
            )
            + "</w:tr>"
            for number, row in enumerate(rows)
        )
        self._body.append(
            f"<w:tbl><w:tblPr><w:tblBorders>{edge}</w:tblBorders></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl><w:p/>"
        )

    def columns(self, left: Sequence[str], right: Sequence[str]) -> None:
        """Two columns side by side, row by row, without lines."""
        self.table(list(zip(left, right, strict=True)), head=False, grid=False)

    def gap(self, points: float) -> None:
        """Empty space: one empty paragraph."""
        self._body.append("<w:p/>")

    def new_page(self) -> None:
        """Continue on a fresh page."""
        self._body.append('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def finish(self) -> tuple[bytes, int | None]:
        """The file's bytes; a docx has no page count of its own."""
        body = (
            f'<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}/relationships"><w:body>{"".join(self._body)}'
            '<w:sectPr><w:headerReference w:type="default" r:id="rId2"/><w:footerReference w:type="default" '
            'r:id="rId3"/>'
            '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1300" w:bottom="1440" w:left="1300" '
            'w:header="700" w:footer="700" w:gutter="0"/></w:sectPr></w:body></w:document>'
        )
        foot = f"{_run(self._footer + '   Page ')}{_field('PAGE')}{_run(' of ')}{_field('NUMPAGES')}"
        return _package(
            {
                "[Content_Types].xml": _types(
                    {
                        "/word/document.xml": "wordprocessingml.document.main",
                        "/word/styles.xml": "wordprocessingml.styles",
                        "/word/header1.xml": "wordprocessingml.header",
                        "/word/footer1.xml": "wordprocessingml.footer",
                    }
                ),
                "_rels/.rels": _links([("officeDocument", "word/document.xml")]),
                "word/_rels/document.xml.rels": _links(
                    [("styles", "styles.xml"), ("header", "header1.xml"), ("footer", "footer1.xml")]
                ),
                "word/document.xml": body,
                "word/styles.xml": _word_styles(self._font),
                "word/header1.xml": f'<w:hdr xmlns:w="{_WORD}"><w:p>{_run(self._header)}</w:p></w:hdr>',
                "word/footer1.xml": f'<w:ftr xmlns:w="{_WORD}"><w:p>{foot}</w:p></w:ftr>',
            }
        ), None


def _word_styles(font: str) -> str:
    def style(name: str, shown: str, half_points: int, bold: bool) -> str:
        return (
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{shown}"/><w:pPr><w:spacing '
            'w:after="120"/></w:pPr><w:rPr>'
            f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>{"<w:b/>" if bold else ""}<w:sz '
            f'w:val="{half_points}"/></w:rPr></w:style>'
        )

    return (
        f'<w:styles xmlns:w="{_WORD}">{style("Normal", "Normal", 21, False)}{style("Title", "Title", 44, True)}'
        f"{style('Heading1', 'heading 1', 30, True)}{style('Heading2', 'heading 2', 25, True)}"
        f"{style('Heading3', 'heading 3', 22, True)}</w:styles>"
    )


def workbook(sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> bytes:
    """An xlsx of these sheets; texts are shared strings as spreadsheet programs write them, numbers stay numbers."""
    strings: dict[str, int] = {}
    parts = {
        f"xl/worksheets/sheet{number}.xml": _worksheet(rows, strings) for number, rows in enumerate(sheets.values(), 1)
    }
    numbers = range(1, len(sheets) + 1)
    listing = "".join(
        f'<sheet name="{escape(name, {chr(34): "&quot;"})}" sheetId="{number}" r:id="rId{number}"/>'
        for number, name in zip(numbers, sheets, strict=True)
    )
    shared = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return _package(
        {
            "[Content_Types].xml": _types(
                {"/xl/workbook.xml": "spreadsheetml.sheet.main", "/xl/sharedStrings.xml": "spreadsheetml.sharedStrings"}
                | {f"/xl/worksheets/sheet{number}.xml": "spreadsheetml.worksheet" for number in numbers}
            ),
            "_rels/.rels": _links([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": f'<workbook xmlns="{_SHEET}" '
            f'xmlns:r="{_OFFICE}/relationships"><sheets>{listing}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _links(
                [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
                + [("sharedStrings", "sharedStrings.xml")]
            ),
            "xl/sharedStrings.xml": f'<sst xmlns="{_SHEET}" uniqueCount="{len(strings)}">{shared}</sst>',
        }
        | parts
    )


def _worksheet(rows: Sequence[Sequence[Cell]], strings: dict[str, int]) -> str:
    def cell(value: Cell, reference: str) -> str:
        if isinstance(value, str):
            return f'<c r="{reference}" t="s"><v>{strings.setdefault(value, len(strings))}</v></c>'
        return f'<c r="{reference}"><v>{value}</v></c>'

    body = "".join(
        f'<row r="{number}">'
        + "".join(cell(value, f"{chr(65 + column)}{number}") for column, value in enumerate(row) if value != "")
        + "</row>"
        for number, row in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{_SHEET}"><sheetData>{body}</sheetData></worksheet>'


Box = tuple[str, int, int, int, int]
"""A labelled box on a slide: text, left, top, width, height in hundredths of an inch; a slide is 1333 by 750."""


def deck(slides: Sequence[tuple[str, Sequence[Box]]]) -> bytes:
    """A pptx: each slide has a title and boxes."""
    numbers = range(1, len(slides) + 1)
    listing = "".join(f'<p:sldId id="{255 + number}" r:id="rId{number + 1}"/>' for number in numbers)
    names = f'xmlns:p="{_SLIDE}" xmlns:a="{_DRAW}" xmlns:r="{_OFFICE}/relationships"'
    empty = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
    mapping = (
        '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" '
        + " ".join(f'accent{n}="accent{n}"' for n in range(1, 7))
        + ' hlink="hlink" folHlink="folHlink"/>'
    )
    parts = {
        "[Content_Types].xml": _types(
            {
                "/ppt/presentation.xml": "presentationml.presentation.main",
                "/ppt/slideMasters/slideMaster1.xml": "presentationml.slideMaster",
                "/ppt/slideLayouts/slideLayout1.xml": "presentationml.slideLayout",
                "/ppt/theme/theme1.xml": "theme",
            }
            | {f"/ppt/slides/slide{number}.xml": "presentationml.slide" for number in numbers}
        ),
        "_rels/.rels": _links([("officeDocument", "ppt/presentation.xml")]),
        "ppt/presentation.xml": f'<p:presentation {names}><p:sldMasterIdLst><p:sldMasterId id="2147483648" '
        'r:id="rId1"/></p:sldMasterIdLst>'
        f'<p:sldIdLst>{listing}</p:sldIdLst><p:sldSz cx="12192000" cy="6858000"/>'
        '<p:notesSz cx="6858000" cy="9144000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": _links(
            [("slideMaster", "slideMasters/slideMaster1.xml")]
            + [("slide", f"slides/slide{number}.xml") for number in numbers]
        ),
        "ppt/slideMasters/slideMaster1.xml": "<p:sldMaster "
        f"{names}><p:cSld><p:spTree>{empty}</p:spTree></p:cSld>{mapping}"
        '<p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst></p:sldMaster>',
        "ppt/slideMasters/_rels/slideMaster1.xml.rels": _links(
            [("slideLayout", "../slideLayouts/slideLayout1.xml"), ("theme", "../theme/theme1.xml")]
        ),
        "ppt/slideLayouts/slideLayout1.xml": "<p:sldLayout "
        f"{names}><p:cSld><p:spTree>{empty}</p:spTree></p:cSld></p:sldLayout>",
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": _links([("slideMaster", "../slideMasters/slideMaster1.xml")]),
        "ppt/theme/theme1.xml": _theme(),
    }
    for number, (title, boxes) in zip(numbers, slides, strict=True):
        shapes = "".join(
            _shape(place, box, place == 2) for place, box in enumerate([(title, 60, 30, 1200, 90), *boxes], 2)
        )
        parts[f"ppt/slides/slide{number}.xml"] = (
            f"<p:sld {names}><p:cSld><p:spTree>{empty}{shapes}</p:spTree></p:cSld></p:sld>"
        )
        parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = _links(
            [("slideLayout", "../slideLayouts/slideLayout1.xml")]
        )
    return _package(parts)


def _shape(number: int, box: Box, is_title: bool) -> str:
    text, left, top, width, height = box
    per_unit = 9144
    body = "".join(
        f'<a:p><a:r><a:rPr lang="en-US" sz="{2800 if is_title else 1300}"/><a:t>{escape(line)}</a:t></a:r></a:p>'
        for line in text.split("\n")
    )
    kind = '<p:ph type="title"/>' if is_title else ""
    edge = "" if is_title else '<a:ln w="12700"><a:solidFill><a:srgbClr val="37474F"/></a:solidFill></a:ln>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Box '
        f'{number}"/><p:cNvSpPr/><p:nvPr>{kind}</p:nvPr></p:nvSpPr><p:spPr><a:xfrm>'
        f'<a:off x="{left * per_unit}" y="{top * per_unit}"/><a:ext cx="{width * per_unit}" '
        f'cy="{height * per_unit}"/></a:xfrm>'
        "<a:prstGeom "
        f'prst="rect"><a:avLst/></a:prstGeom>{edge}</p:spPr><p:txBody><a:bodyPr/><a:lstStyle/>{body}</p:txBody></p:sp>'
    )


def _theme() -> str:
    colours = (
        ("dk1", "000000"),
        ("lt1", "FFFFFF"),
        ("dk2", "1F3A5F"),
        ("lt2", "EEEEEE"),
        ("accent1", "0B6E6E"),
        ("accent2", "7A1F3D"),
        ("accent3", "37474F"),
        ("accent4", "B8860B"),
        ("accent5", "4B6F44"),
        ("accent6", "5D3A9B"),
        ("hlink", "0563C1"),
        ("folHlink", "954F72"),
    )
    scheme = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in colours)
    font = '<a:latin typeface="Calibri"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="{_DRAW}" name="Plain"><a:themeElements><a:clrScheme name="Plain">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="Plain"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Plain"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )
