from __future__ import annotations

import io

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ooxml_word import read_docx
from tests.reading.files import WORD, docx, paragraph

LIMITS = Limits()
WHITE = "<w:color w:val='FFFFFF'/>"
DARK = "<w:shd w:val='clear' w:fill='203864'/>"
STYLES = (
    f"<w:styles {WORD}>"
    "<w:style w:type='paragraph' w:default='1' w:styleId='N'><w:rPr><w:sz w:val='22'/></w:rPr></w:style>"
    "<w:style w:type='character' w:styleId='V'><w:rPr><w:vanish/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='W'><w:basedOn w:val='N'/><w:rPr><w:color w:val='FEFEFE'/></w:rPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='WW'><w:basedOn w:val='W'/></w:style>"
    "<w:style w:type='paragraph' w:styleId='L'><w:basedOn w:val='L'/><w:rPr><w:sz w:val='3'/></w:rPr></w:style>"
    f"<w:style w:type='paragraph' w:styleId='G'><w:pPr>{DARK}</w:pPr></w:style>"
    "<w:style w:type='paragraph' w:styleId='F'><w:pPr><w:framePr w:y='16000'/></w:pPr></w:style>"
    "<w:style w:type='table' w:styleId='T'><w:tblStylePr><w:rPr><w:vanish/></w:rPr></w:tblStylePr></w:style>"
    "<w:style w:type='table' w:styleId='H'><w:rPr><w:vanish/></w:rPr></w:style>"
    "</w:styles>"
)


def line(text: str, run: str = "", *, of: str = "") -> str:
    """A w:p with properties, of one run with properties."""
    return f"<w:p><w:pPr>{of}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def turn(kind: str) -> str:
    """Where a field begins, its result does, or it ends."""
    return f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>"


def instructed(text: str) -> str:
    """A piece of what tells a field its result."""
    return f"<w:r><w:instrText xml:space='preserve'>{text}</w:instrText></w:r>"


DRAWING_2010 = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
DRAWINGS = "http://schemas.openxmlformats.org/drawingml/2006/main"
MATH = "xmlns:m='http://schemas.openxmlformats.org/officeDocument/2006/math'"
W14 = "xmlns:w14='http://schemas.microsoft.com/office/word/2010/wordml'"
OUTLINE = f"<w14:textOutline {W14}><w14:solidFill><w14:srgbClr w14:val='000000'/></w14:solidFill></w14:textOutline>"


def filled(fill: str) -> str:
    """A fill of Word's effects."""
    return f"<w14:textFill {W14}>{fill}</w14:textFill>"


def cell(content: str, *, of: str = "", table: str = "") -> str:
    """A table of one cell."""
    return f"<w:tbl><w:tblPr>{table}</w:tblPr><w:tr><w:tc><w:tcPr>{of}</w:tcPr>{content}</w:tc></w:tr></w:tbl>"


def row(content: str, of: str) -> str:
    """A table of one row with properties."""
    return f"<w:tbl><w:tr><w:trPr>{of}</w:trPr><w:tc>{content}</w:tc></w:tr></w:tbl>"


def anchored(content: str, *, across: int, about: str = "") -> str:
    """A text box so many EMU right of its paragraph."""
    place = f"<wp:positionH relativeFrom='column'><wp:posOffset>{across}</wp:posOffset></wp:positionH>{about}"
    box = f"<wp:anchor xmlns:wp='urn:wp'>{place}<w:txbxContent>{content}</w:txbxContent></wp:anchor>"
    return f"<w:p><w:r><w:drawing>{box}</w:drawing></w:r></w:p>"


def shaped(content: str, style: str) -> str:
    """A text box in the older markup."""
    box = f"<v:shape xmlns:v='urn:v' style='{style}'><w:txbxContent>{content}</w:txbxContent></v:shape>"
    return f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>"


def sized(content: str, across: int, down: int) -> str:
    """A text box of so many EMU each way."""
    place = f"<a:xfrm xmlns:a='{DRAWINGS}'><a:ext cx='{across}' cy='{down}'/></a:xfrm>"
    box = (
        f"<wps:wsp><wps:spPr>{place}</wps:spPr><wps:txbx><w:txbxContent>{content}</w:txbxContent></wps:txbx></wps:wsp>"
    )
    return f"<w:p><w:r>{box}</w:r></w:p>"


def alternatives(namespace: str, choice: str, fallback: str = "") -> str:
    """What is shown where the namespace is known, and what is shown elsewhere."""
    chosen = f"<mc:Choice xmlns:q='{namespace}' Requires='q'>{choice}</mc:Choice>"
    return f"<mc:AlternateContent>{chosen}<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"


def field(instruction: str, result: str, *, before: str = "") -> str:
    """A field with its result, and what stands before it."""
    shown = f"<w:r><w:t>{result}</w:t></w:r>" if result else ""
    told = f"{turn('begin')}{instructed(instruction)}{turn('separate')}{shown}{turn('end')}"
    return f"<w:p><w:r><w:t>{before}</w:t></w:r>{told}</w:p>"


def styled(body: str) -> io.BytesIO:
    """A document with the styles above."""
    section = "<w:sectPr><w:pgSz w:w='12240' w:h='15840'/></w:sectPr>"
    return docx(paragraph("Seen") + body + section, parts={"word/styles.xml": STYLES})


@pytest.mark.parametrize(
    "body",
    [
        line("Unseen", "<w:vanish/>"),
        line("Unseen", WHITE),
        line("Unseen", "<w:sz w:val='2'/>"),
        line("Unseen", "<w:rStyle w:val='V'/>"),
        line("Unseen", of="<w:pStyle w:val='W'/>"),
        line("Unseen", of="<w:pStyle w:val='WW'/>"),
        line("Unseen", of="<w:pStyle w:val='L'/>"),
        line("Unseen", WHITE + "<w:shd w:val='clear' w:fill='FFFFFF'/>"),
        line("Unseen", WHITE + "<w:highlight w:val='white'/>"),
        cell(line("Unseen", WHITE)),
        line("Unseen", "<w:color w:val='auto' w:themeColor='background1'/>"),
        line("Unseen", "<w:color w:themeColor='light1'/>"),
        line("Unseen", "<w:color w:val='203864'/>" + DARK),
        line("Unseen", "<w:color w:val='FFFF00'/><w:highlight w:val='yellow'/>"),
        line("Unseen", WHITE + "<w:shd w:val='clear' w:fill='auto' w:themeFill='background1'/>"),
        cell(line("Unseen", "<w:color w:val='233A66'/>"), of=DARK),
        cell(line("Unseen", WHITE + "<w:shd w:val='clear' w:fill='FFFFFF'/>"), of=DARK),
        line("Unseen", "<w:color w:val='000000'/><w:highlight w:val='black'/>"),
        line("Unseen", "<w:w w:val='2'/>"),
        line("Unseen", of="<w:spacing w:line='20' w:lineRule='exact'/>"),
        line("Unseen", filled("<w14:noFill/>")),
        line("Unseen", filled("<w14:solidFill><w14:srgbClr w14:val='FEFEFE'/></w14:solidFill>")),
        line(
            "Unseen",
            filled(
                "<w14:solidFill><w14:schemeClr w14:val='tx1'><w14:alpha w14:val='100000'/></w14:schemeClr>"
                "</w14:solidFill>"
            ),
        ),
        f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{line('Unseen')}</w:tc></w:tr></w:tbl>",
        line("Unseen", of="<w:framePr w:x='13000' w:y='10'/>"),
        line("Unseen", "<w:vanish w:val='0'/>", of="<w:framePr w:w='2000' w:x='-2100' w:hAnchor='page'/>"),
        line("Unseen", of="<w:pStyle w:val='F'/>"),
        line("Unseen", of="<w:ind w:left='14000'/>"),
        line("Unseen", "<w:position w:val='-2400'/>"),
        line("Unseen", "<w:fitText w:val='1'/>"),
        row(line("Unseen"), "<w:trHeight w:val='1' w:hRule='exact'/>"),
        row(line("Unseen", "<w:vanish w:val='0'/>"), "<w:trHeight w:val='1' w:hRule='exact'/>"),
        cell(line("Unseen"), table="<w:tblpPr w:tblpX='14000' w:tblpY='1'/>"),
        anchored(line("Unseen"), across=9_000_000),
        anchored(line("Unseen"), across=0, about="<wp:docPr id='1' name='a' hidden='1'/>"),
        shaped(line("Unseen"), "position:absolute;margin-left:900pt;margin-top:1pt"),
        shaped(line("Unseen"), "visibility:hidden"),
        cell(line("Unseen"), of="<w:vMerge/>"),
        cell(line("Unseen", "<w:vanish w:val='0'/>"), of="<w:hMerge w:val='continue'/>"),
        cell(line("Unseen"), of="<w:cellDel w:id='1'/>"),
        row(line("Unseen"), "<w:del w:id='1'/>"),
        cell(line("Unseen"), table="<w:tblStyle w:val='H'/>"),
        line("Unseen", "<w:color w:val='203864'/><w:shd w:val='solid' w:color='203864' w:fill='FFFFFF'/>"),
        f"<w:p>{turn('begin')}{instructed('IF ')}<w:r><w:t>Unseen</w:t></w:r>{turn('separate')}{turn('end')}</w:p>",
        f"<w:p>{turn('begin')}{turn('begin')}{turn('separate')}<w:r><w:t>Unseen</w:t></w:r>{turn('end')}"
        f"{turn('separate')}{turn('end')}</w:p>",
        alternatives("urn:fabrikam:2031", line("Unseen"), ""),
        alternatives(DRAWING_2010, "", line("Unseen")),
        alternatives("urn:fabrikam:2031", "", "") + alternatives(DRAWING_2010, alternatives("urn:x", line("Unseen"))),
        field(' TC "Renewal"', "Unseen"),
        field("SET term", "Unseen"),
        "<w:p><w:fldSimple w:instr=' private '><w:r><w:t>Unseen</w:t></w:r></w:fldSimple></w:p>",
        line("Unseen", "<w:spacing w:val='-240'/>"),
        line("Unseen", "<w:spacing w:val='-9pt'/><w:sz w:val='8pt'/>"),
        line("Unseen", "<w:sz w:val='1.5pt'/>"),
        line("Unseen", "<w:sz w:val=' +3 '/>"),
        anchored(line("Unseen"), across=0, about="<wp:extent cx='1' cy='900000'/>"),
        anchored(line("Unseen"), across=0, about="<wp:extent cx='900000' cy='0.5pt'/>"),
        shaped(line("Unseen"), "position:absolute;width:0;height:30pt"),
        shaped(line("Unseen"), "width:40pt;height:.5pt"),
        sized(line("Unseen"), 20, 400_000),
        line("Unseen", "<w:color w:val='auto' w:themeColor='text1' w:themeTint='00'/>"),
        line(
            "Unseen",
            "<w:color w:val='auto' w:themeColor='accent2'/><w:shd w:val='clear' w:fill='0' w:themeFill='accent2'/>",
        ),
        line("Unseen", of="<w:ind w:firstLine='13000'/>"),
        cell(line("Unseen"), table="<w:tblInd w:w='12500' w:type='dxa'/>"),
        f"<w:p><m:phant {MATH}><m:phantPr><m:show m:val='off'/></m:phantPr><m:r><m:t>Unseen</m:t></m:r></m:phant>"
        "</w:p>",
    ],
)
def test_text_that_nobody_sees_stands_aside_with_a_warning(body: str) -> None:
    reading = read_docx(styled(body), LIMITS, None)
    assert [(page.number, page.label, page.text, page.aside) for page in reading.pages] == [
        (1, None, "Seen", False),
        (2, "Hidden text", "Unseen", True),
    ]
    assert [(one.code, "6 characters on page 2" in one.message) for one in reading.warnings] == [("hidden_text", True)]


@pytest.mark.parametrize(
    "body",
    [
        line("too", "<w:vanish w:val='0'/>"),
        line("too", of="<w:rPr><w:vanish/></w:rPr>"),
        line("too", WHITE + DARK),
        line("too", "<w:color w:themeColor='background1'/>" + DARK),
        line("too", "<w:color w:val='7F7F7F' w:themeColor='background1' w:themeShade='7F'/>"),
        line("too", WHITE + "<w:shd w:val='clear' w:fill='auto' w:themeFill='accent1'/>"),
        line("too", "<w:color w:val='000000'/>" + DARK),
        line("too", WHITE + "<w:highlight w:val='red'/>"),
        line("too", WHITE, of="<w:pStyle w:val='G'/>"),
        line("too", "<w:vanish w:val='false'/>", of="<w:pStyle w:val='N'/>"),
        cell(line("too", WHITE), of=DARK),
        cell(line("too", WHITE), table="<w:tblStyle w:val='T'/>"),
        f"<w:p><w:r><w:txbxContent>{line('too', WHITE)}</w:txbxContent></w:r></w:p>",
        line("too", "<w:color w:val='auto'/><w:sz w:val='8'/><w:webHidden/>"),
        line("too", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"),
        line("too", "<w:color w:val='EE0000'/>"),
        line("too", "<w:w w:val='90'/>"),
        line("too", of="<w:spacing w:line='240' w:lineRule='exact'/>"),
        line("too", of="<w:spacing w:line='20' w:lineRule='atLeast'/>"),
        line("too", filled("<w14:solidFill><w14:srgbClr w14:val='C00000'/></w14:solidFill>")),
        line("too", OUTLINE + filled("<w14:noFill/>")),
        f"<w:tbl><w:tr><w:trPr><w:hidden w:val='0'/></w:trPr><w:tc>{line('too')}</w:tc></w:tr></w:tbl>",
        line("too", of="<w:framePr w:w='2000' w:x='9000' w:y='-10' w:hAnchor='page'/>"),
        line("too", of="<w:framePr w:w='2000' w:x='-720' w:hAnchor='margin'/>"),
        line("too", of="<w:ind w:left='720' w:hanging='360'/>"),
        line("too", "<w:position w:val='-6'/>"),
        row(line("too"), "<w:trHeight w:val='400' w:hRule='exact'/>"),
        row(line("too"), "<w:trHeight w:val='1'/>"),
        cell(line("too"), table="<w:tblpPr w:tblpX='1400' w:tblpY='1'/>"),
        anchored(line("too"), across=2_000_000, about="<wp:docPr id='1' name='a'/>"),
        shaped(line("too"), "position:absolute;margin-left:90pt;visibility:visible"),
        cell(line("too"), of="<w:vMerge w:val='restart'/>"),
        row("<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr><w:r><w:t>too</w:t></w:r></w:p>", "<w:cantSplit/>"),
        line("too", WHITE + "<w:shd w:val='solid' w:color='203864' w:fill='FFFFFF'/>"),
        f"<w:p>{turn('begin')}{instructed('REF a')}{turn('separate')}<w:r><w:t>too</w:t></w:r>{turn('end')}</w:p>",
        f"<w:p>{turn('begin')}{instructed('REF a')}{turn('end')}<w:r><w:t>too</w:t></w:r></w:p>",
        f"<w:p>{turn('begin')}{instructed(' MACROBUTTON ')}{instructed('NoMacro too')}{turn('end')}</w:p>",
        "<w:p><w:fldSimple w:instr=' GOTOBUTTON mark too'/></w:p>",
        alternatives(DRAWING_2010, line("too"), line("too")),
        alternatives("urn:fabrikam:2031", "", line("too")),
        alternatives("urn:fabrikam:2031", "", "") + alternatives(DRAWING_2010, alternatives("urn:x", "", line("too"))),
        f"<w:p>{turn('begin')}{instructed(' QUOTE &quot;too&quot; ')}{instructed(chr(92) + '* Upper')}{turn('end')}"
        "</w:p>",
        f"<w:p>{turn('begin')}{instructed(' EQ ' + chr(92) + 'f(too;)')}{turn('separate')}{turn('end')}</w:p>",
        field("XE stays", "", before="too"),
        line("too", "<w:spacing w:val='-40'/>"),
        line("too", of="<w:rPr><w:spacing w:val='-400'/></w:rPr>"),
        "<w:p>"
        + "".join(f"<w:r><w:rPr><w:spacing w:val='-200'/></w:rPr><w:t>{one}</w:t></w:r>" for one in "too")
        + "</w:p>",
        anchored(line("too"), across=0, about="<wp:extent cx='900000' cy='300000'/>"),
        shaped(line("too"), "width:0;height:0;mso-width-percent:400;mso-height-percent:200"),
        shaped(line("too"), "width:2in;height:.4in"),
        sized(line("too"), 900_000, 400_000),
        line(
            "too",
            "<w:color w:val='auto' w:themeColor='accent2'/><w:shd w:val='clear' w:fill='0' w:themeFill='accent3'/>",
        ),
        line("too", "<w:color w:val='595959' w:themeColor='text1' w:themeTint='A6'/>"),
        cell(line("too"), table="<w:tblInd w:w='5000' w:type='pct'/>"),
        "<w:p><w:r>" + "".join(f"<w:sym w:font='Arial' w:char='F0{ord(one):02X}'/>" for one in "too") + "</w:r></w:p>",
        f"<w:p><m:phant {MATH}><m:phantPr><m:show m:val='on'/></m:phantPr><m:r><m:t>too</m:t></m:r></m:phant></w:p>",
    ],
)
def test_text_that_can_be_seen_is_not_called_hidden(body: str) -> None:
    reading = read_docx(styled(body), LIMITS, None)
    assert [page.text.split() for page in reading.pages] == [["Seen", "too"]]
    assert reading.warnings == ()


def test_hidden_text_of_a_header_stands_aside_too() -> None:
    header = f"<w:hdr {WORD}>{line('Unseen', '<w:vanish/>')}</w:hdr>"
    parts = {"word/header1.xml": header}
    reading = read_docx(docx(paragraph("Seen"), parts=parts, refers=[("header", "header1.xml")]), LIMITS, None)
    assert [page.label for page in reading.pages if "Unseen" in page.text] == ["Hidden text"]


def test_white_text_on_a_dark_page_is_seen() -> None:
    body = f"<w:background w:color='000000'/><w:body>{line('Seen', WHITE)}</w:body>"
    file = docx("", parts={"word/document.xml": f"<w:document {WORD}>{body}</w:document>"})
    assert [page.text for page in read_docx(file, LIMITS, None).pages] == ["Seen"]


def test_text_of_which_no_style_says_anything_looks_as_the_document_says() -> None:
    defaults = "<w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault></w:docDefaults>"
    style = "<w:style w:type='paragraph' w:styleId='S'><w:rPr><w:vanish w:val='0'/></w:rPr></w:style>"
    body = line("Seen", of="<w:pStyle w:val='S'/>") + line("Unseen")
    file = docx(body, parts={"word/styles.xml": f"<w:styles {WORD}>{defaults}{style}</w:styles>"})
    assert [page.text for page in read_docx(file, LIMITS, None).pages] == ["Seen", "Unseen"]


def test_many_hidden_runs_take_time_that_grows_with_their_number() -> None:
    reading = read_docx(
        styled("<w:p>" + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r>" * 100_000 + "</w:p>"), LIMITS, None
    )
    assert sum(page.text.count("x") for page in reading.pages if page.aside) == 100_000


ON_GROUND = f"<w:background w:color='1F3864'/><w:body>{paragraph('Seen')}{line('White', WHITE)}</w:body>"


@pytest.mark.parametrize(
    ("settings", "pages"),
    [
        ("", [("Seen", False), ("White", True)]),
        ("<w:displayBackgroundShape w:val='0'/>", [("Seen", False), ("White", True)]),
        ("<w:displayBackgroundShape/>", [("Seen\nWhite", False)]),
    ],
)
def test_ground_of_the_paper_counts_where_it_is_displayed(settings: str, pages: list[tuple[str, bool]]) -> None:
    parts = {
        "word/document.xml": f"<w:document {WORD}>{ON_GROUND}</w:document>",
        "word/settings.xml": f"<w:settings {WORD}>{settings}</w:settings>",
    }
    file = docx("", parts=parts, refers=[("settings", "settings.xml")])
    assert [(page.text, page.aside) for page in read_docx(file, LIMITS, None).pages] == pages


def test_alternative_that_says_the_same_otherwise_laid_out_is_not_called_hidden() -> None:
    table = cell(line("Day") + line("3"))
    body = alternatives(DRAWING_2010, table, line("Day") + line("3"))
    reading = read_docx(docx(paragraph("Seen") + body), LIMITS, None)
    assert reading.warnings == ()


def test_note_that_nothing_refers_to_is_on_no_page() -> None:
    notes = "".join(
        f"<w:footnote w:id='{number}'>{line(text)}</w:footnote>" for number, text in ((2, "too"), (3, "Unseen"))
    )
    body = paragraph("Seen") + "<w:p><w:r><w:footnoteReference w:id='2'/></w:r></w:p>"
    parts = {"word/footnotes.xml": f"<w:footnotes {WORD}>{notes}</w:footnotes>"}
    reading = read_docx(docx(body, parts=parts, refers=[("footnotes", "footnotes.xml")]), LIMITS, None)
    assert [(page.text, page.aside) for page in reading.pages] == [("Seen", False), ("too", False), ("Unseen", True)]
