from __future__ import annotations

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ooxml_slides import read_pptx
from muniment.reading.model import Reading
from tests.reading.files import SLIDE, added, pptx, relations, shape

WHITE = "<a:solidFill><a:srgbClr val='FFFFFF'/></a:solidFill>"
THEMED = "<a:solidFill><a:schemeClr val='bg1'/></a:solidFill>"
CLEAR = "<a:solidFill><a:srgbClr val='000000'><a:alpha val='0'/></a:srgbClr></a:solidFill>"
DARK = "<p:spPr><a:solidFill><a:srgbClr val='203864'/></a:solidFill></p:spPr>"


def run(text: str, look: str, *, of: str = "") -> str:
    """A p:sp of one run with properties."""
    return f"<p:sp>{of}<p:txBody><a:p><a:r><a:rPr>{look}</a:rPr><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"


def read(slide: str, *, layout: str = "", master: str = "", white: str = "FFFFFF") -> Reading:
    """The slide with a shape "Seen", on the layout, master and theme."""
    parts = {
        "ppt/slides/_rels/slide1.xml.rels": relations(("slideLayout", "../slideLayouts/l.xml")),
        "ppt/slideLayouts/l.xml": f"<p:sldLayout {SLIDE}>{layout}</p:sldLayout>",
        "ppt/slideLayouts/_rels/l.xml.rels": relations(("slideMaster", "../slideMasters/m.xml")),
        "ppt/slideMasters/m.xml": f"<p:sldMaster {SLIDE}>{master}</p:sldMaster>",
        "ppt/slideMasters/_rels/m.xml.rels": relations(("theme", "../theme/t.xml")),
        "ppt/theme/t.xml": f"<a:theme {SLIDE}><a:lt1><a:srgbClr val='{white}'/></a:lt1></a:theme>",
    }
    return read_pptx(added(pptx([shape("Seen") + slide]), parts), Limits(), None)


@pytest.mark.parametrize("look", [WHITE, THEMED, CLEAR])
def test_letters_of_a_bare_slides_colour_stand_aside_with_a_warning(look: str) -> None:
    reading = read(run("Unseen", look), master="<p:bg><p:bgRef idx='1001'><a:schemeClr val='bg1'/></p:bgRef></p:bg>")
    assert [(page.text, page.aside) for page in reading.pages] == [("Seen", False), ("Unseen", True)]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


def test_transparent_letters_are_hidden_on_any_ground() -> None:
    assert [page.text for page in read(run("Unseen", CLEAR, of=DARK)).pages if page.aside] == ["Unseen"]


@pytest.mark.parametrize(
    "reading",
    [
        read(run("too", WHITE, of=DARK)),
        read(run("too", WHITE), layout=f"<p:sp>{DARK}</p:sp>"),
        read(run("too", WHITE), layout="<p:pic/>"),
        read(run("too", WHITE), master="<p:bg><p:bgRef idx='1003'><a:schemeClr val='bg1'/></p:bgRef></p:bg>"),
        read(run("too", THEMED), master="<p:clrMap bg1='dk1'/>"),
        read(run("too", THEMED), white="101820"),
        read(run("too", "<a:solidFill><a:schemeClr val='bg1'><a:lumMod val='50000'/></a:schemeClr></a:solidFill>")),
        read(run("too", "<a:ln><a:solidFill><a:srgbClr val='000000'/></a:solidFill></a:ln>" + WHITE)),
        read(run("too", "<a:solidFill><a:srgbClr val='203864'/></a:solidFill>")),
        read(run("too", "<a:effectLst><a:glow><a:srgbClr val='FFFFFF'/></a:glow></a:effectLst>")),
    ],
)  # fmt: skip
def test_white_letters_on_what_may_be_dark_are_seen(reading: Reading) -> None:
    assert [page.text.split() for page in reading.pages] == [["Seen", "too"]]
    assert reading.warnings == ()


NO_STYLE = "<a:tableStyleId>{5940675A-B579-460E-94D1-54222C63F5DA}</a:tableStyleId>"
STYLED = "<a:tableStyleId>{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}</a:tableStyleId>"
DARK_CELL = "<a:solidFill><a:srgbClr val='203864'/></a:solidFill>"
SHADED = "<a:solidFill><a:schemeClr val='bg1'><a:lumMod val='50000'/></a:schemeClr></a:solidFill>"


def table(look: str, cell: str = "", *, style: str = "") -> str:
    """A table of a cell "Head" on dark ground, and of one of a run with properties."""
    words = f"<a:p><a:r><a:rPr>{look}</a:rPr><a:t>Words</a:t></a:r></a:p>"
    head = f"<a:tc><a:txBody><a:p><a:r><a:t>Head</a:t></a:r></a:p></a:txBody><a:tcPr>{DARK_CELL}</a:tcPr></a:tc>"
    row = f"<a:tr>{head}<a:tc><a:txBody>{words}</a:txBody><a:tcPr>{cell}</a:tcPr></a:tc></a:tr>"
    tables = "http://schemas.openxmlformats.org/drawingml/2006/table"
    data = f"<a:graphicData uri='{tables}'><a:tbl><a:tblPr>{style}</a:tblPr>{row}</a:tbl></a:graphicData>"
    return f"<p:graphicFrame><a:graphic>{data}</a:graphic></p:graphicFrame>"


@pytest.mark.parametrize(
    "slide",
    [
        table(WHITE),
        table(WHITE, style=NO_STYLE),
        table(THEMED, WHITE),
        table(WHITE, THEMED, style=STYLED),
        table("<a:solidFill><a:srgbClr val='203A66'/></a:solidFill>", DARK_CELL),
    ],
)
def test_letters_of_their_cells_colour_stand_aside(slide: str) -> None:
    reading = read(slide)
    assert [(page.text, page.aside) for page in reading.pages] == [("Seen\nHead", False), ("Words", True)]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


@pytest.mark.parametrize(
    ("slide", "master"),
    [
        (table(WHITE, DARK_CELL), ""),
        (table(WHITE, SHADED), ""),
        (table(WHITE, style=STYLED), ""),
        (table(WHITE), "<p:pic/>"),
        (table(WHITE, "<a:gradFill/>"), ""),
        (table(DARK_CELL), ""),
    ],
)
def test_letters_of_another_colour_than_their_cells_are_seen(slide: str, master: str) -> None:
    reading = read(slide, master=master)
    assert ([page.text for page in reading.pages], reading.warnings) == (["Seen\nHead\tWords"], ())
