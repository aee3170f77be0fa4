from __future__ import annotations

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ooxml_slides import read_pptx
from muniment.reading.model import Reading
from tests.reading.files import RELATIONS, added, pptx, relations

INCH = 914_400
RED = "<a:solidFill><a:srgbClr val='FF0000'/></a:solidFill>"
FAINT = "<a:solidFill><a:srgbClr val='FF0000'><a:alpha val='40000'/></a:srgbClr></a:solidFill>"
RECTANGLE = "<a:prstGeom prst='rect'/>"


def placed(left: float, top: float, width: float, height: float, *, about: str = "") -> str:
    """A place of the slide in inches."""
    return (
        f"<a:xfrm {about}><a:off x='{round(INCH * left)}' y='{round(INCH * top)}'/>"
        f"<a:ext cx='{round(INCH * width)}' cy='{round(INCH * height)}'/></a:xfrm>"
    )


TEXT = "<p:txBody><a:p><a:r><a:t>Words</a:t></a:r></a:p></p:txBody>"
WORDS = f"<p:sp><p:spPr>{placed(1, 1, 4, 1)}{RECTANGLE}</p:spPr>{TEXT}</p:sp>"
OVER = placed(0.9, 0.9, 4.2, 1.2)


def cover(look: str = RECTANGLE + RED, *, place: str = OVER, attributes: str = "", style: str = "") -> str:
    """A shape with a word of its own."""
    words = "<p:txBody><a:p><a:r><a:t>Above</a:t></a:r></a:p></p:txBody>"
    return f"<p:sp {attributes}><p:spPr>{place}{look}</p:spPr>{style}{words}</p:sp>"


def grouped(shapes: str, *, of: str) -> str:
    return f"<p:grpSp><p:grpSpPr>{of}</p:grpSpPr>{shapes}</p:grpSp>"


def photograph() -> str:
    blip = f"<p:blipFill><a:blip xmlns:r='{RELATIONS}' r:embed='rId1'/></p:blipFill>"
    return f"<p:pic>{blip}<p:spPr>{OVER}</p:spPr></p:pic>"


def read(slide: str, *, picture: str = "x.jpg") -> Reading:
    """The slide; its picture does not exist."""
    parts = {"ppt/slides/_rels/slide1.xml.rels": relations(("image", f"../media/{picture}"))}
    return read_pptx(added(pptx([slide]), parts), Limits(), None)


DOUBLED = (
    f"<a:xfrm><a:off x='0' y='0'/><a:ext cx='{8 * INCH}' cy='{4 * INCH}'/><a:chOff x='0' y='0'/>"
    f"<a:chExt cx='{4 * INCH}' cy='{2 * INCH}'/></a:xfrm>"
)


@pytest.mark.parametrize(
    "over",
    [
        cover(),
        cover(RECTANGLE, style="<p:style><a:fillRef idx='1'><a:schemeClr val='accent1'/></a:fillRef></p:style>"),
        cover(RECTANGLE, attributes="useBgFill='1'"),
        cover(RECTANGLE + "<a:gradFill/>"),
        grouped(cover(place=placed(0.45, 0.45, 2.1, 0.6)), of=DOUBLED),
        grouped(grouped(cover(place=placed(0.225, 0.225, 1.05, 0.3)), of=DOUBLED), of=DOUBLED),
    ],
)
def test_words_beneath_a_later_opaque_shape_stand_aside(over: str) -> None:
    reading = read(WORDS + over)
    assert [(page.text, page.aside) for page in reading.pages] == [("Above", False), ("Words", True)]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


def test_table_beneath_a_photograph_stands_aside() -> None:
    frame = placed(1, 1, 4, 1).replace("a:xfrm", "p:xfrm")
    cell = "<a:tc><a:txBody><a:p><a:r><a:t>Words</a:t></a:r></a:p></a:txBody></a:tc>"
    table = f"<p:graphicFrame>{frame}<a:tbl><a:tr>{cell}</a:tr></a:tbl></p:graphicFrame>"
    assert [page.aside for page in read(table + photograph()).pages if page.text] == [True]


@pytest.mark.parametrize(
    "slide",
    [
        cover() + WORDS,
        WORDS + cover(RECTANGLE + FAINT),
        WORDS + cover(RECTANGLE),
        WORDS + cover(RECTANGLE + "<a:noFill/>", style="<p:style><a:fillRef idx='1'/></p:style>"),
        WORDS + cover("<a:prstGeom prst='ellipse'/>" + RED),
        WORDS + cover(place=placed(1, 1, 2, 1)),
        WORDS + cover(place=placed(0.9, 0.9, 4.2, 1.2, about="rot='2700000'")),
        WORDS + cover(place=""),
        WORDS + grouped(cover(), of=""),
        WORDS
        + grouped(cover(place=placed(0.9, 0.9, 4.2, 1.2)), of=DOUBLED.replace("chOff x='0'", f"chOff x='{-2 * INCH}'")),
    ],
)
def test_words_beside_above_or_seen_through_are_text(slide: str) -> None:
    reading = read(slide)
    assert ([sorted(page.text.split()) for page in reading.pages], reading.warnings) == ([["Above", "Words"]], ())


def test_picture_that_may_be_seen_through_covers_nothing() -> None:
    reading = read(WORDS + photograph(), picture="x.png")
    assert ([page.text for page in reading.pages], reading.warnings) == (["Words"], ())
