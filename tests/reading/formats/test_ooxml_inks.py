from __future__ import annotations

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ooxml_slides import read_pptx
from muniment.reading.model import Reading
from tests.reading.files import SLIDE, added, pptx, relations, shape

WHITE = "<a:solidFill><a:schemeClr val='bg1'/></a:solidFill>"
BLACK = "<a:solidFill><a:srgbClr val='101010'/></a:solidFill>"


def levels(fill: str, level: int = 1) -> str:
    return f"<a:lvl{level}pPr><a:defRPr>{fill}</a:defRPr></a:lvl{level}pPr>"


def listed(fill: str) -> str:
    return f"<a:lstStyle>{levels(fill)}</a:lstStyle>"


def placed(kind: str, within: str = "") -> str:
    """A placeholder of a slide, layout or master."""
    return f"<p:sp><p:nvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:txBody>{within}</p:txBody></p:sp>"


def words(text: str, level: int = 0, fill: str = "") -> str:
    return f"<a:p><a:pPr lvl='{level}'/><a:r><a:rPr>{fill}</a:rPr><a:t>{text}</a:t></a:r></a:p>"


def read(slide: str, *, layout: str = "", master: str = "", attributes: str = "", deck: str = "") -> Reading:
    file = added(pptx([shape("Seen") + slide]), {
        "ppt/slides/_rels/slide1.xml.rels": relations(("slideLayout", "../slideLayouts/slideLayout1.xml")),
        "ppt/slideLayouts/slideLayout1.xml": f"<p:sldLayout {SLIDE} {attributes}>{layout}</p:sldLayout>",
        "ppt/slideLayouts/_rels/slideLayout1.xml.rels": relations(("slideMaster", "../slideMasters/slideMaster1.xml")),
        "ppt/slideMasters/slideMaster1.xml": f"<p:sldMaster {SLIDE}>{master}</p:sldMaster>",
    })  # fmt: skip
    return read_pptx(file, Limits(), None)


BODY = "type='body' idx='1'"


@pytest.mark.parametrize(
    ("slide", "about"),
    [
        (placed(BODY, f"{listed(WHITE)}{words('Unseen')}"), {}),
        (placed(BODY, words("Unseen")), {"layout": placed(BODY, listed(WHITE))}),
        (placed(BODY, words("Unseen")), {"master": placed("type='body'", listed(WHITE))}),
        (placed(BODY, words("Unseen", 2)),
         {"master": f"<p:txStyles><p:bodyStyle>{levels(WHITE, 3)}</p:bodyStyle></p:txStyles>"}),
        (placed("type='ctrTitle'", words("Unseen")),
         {"master": f"<p:txStyles><p:titleStyle>{levels(WHITE)}</p:titleStyle></p:txStyles>"}),
        ("<p:sp><p:style><a:fontRef idx='minor'><a:schemeClr val='lt1'/></a:fontRef></p:style><p:txBody>"
         f"{words('Unseen')}</p:txBody></p:sp>", {}),
    ],
)  # fmt: skip
def test_colour_that_is_taken_over_may_hide(slide: str, about: dict[str, str]) -> None:
    reading = read(slide, **about)
    assert [(page.text, page.aside) for page in reading.pages] == [("Seen", False), ("Unseen", True)]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


@pytest.mark.parametrize(
    ("slide", "about"),
    [
        (placed(BODY, f"{listed(WHITE)}{words('too', fill=BLACK)}"), {}),
        (placed(BODY, f"{listed(BLACK)}{words('too')}"),
         {"layout": placed(BODY, listed(WHITE))}),
        (placed(BODY, words("too", 1)), {"layout": placed(BODY, listed(WHITE))}),
        (placed(BODY, words("too")), {"layout": placed("type='body' idx='2'", listed(WHITE))}),
        (placed(BODY, words("too")),
         {"master": f"<p:txStyles><p:titleStyle>{levels(WHITE)}</p:titleStyle></p:txStyles>"}),
        (placed(BODY, words("too")), {"layout": placed(BODY, listed(WHITE)),
                                      "master": "<p:pic/>"}),
    ],
)  # fmt: skip
def test_colour_that_goes_first_is_seen(slide: str, about: dict[str, str]) -> None:
    reading = read(slide, **about)
    assert [page.text for page in reading.pages] == ["Seen\ntoo"]
    assert reading.warnings == ()


def test_shapes_of_layout_and_master_stand_behind_their_slides() -> None:
    own = shape("Confidential") + placed("type='ftr'", words("Click to edit")) + placed("idx='4'", words("Click too"))
    reading = read("", layout=own, master=shape("Acme Ltd"))
    assert [(page.number, page.label, page.text, page.aside) for page in reading.pages[1:]] == [
        (2, "Behind slide 1", "Confidential", False),
        (3, "Behind slide 1", "Acme Ltd", False),
    ]


def test_master_that_its_layout_does_not_show_is_not_read() -> None:
    reading = read("", layout=shape("Confidential"), master=shape("Acme Ltd"), attributes='showMasterSp="0"')
    assert [page.text for page in reading.pages] == ["Seen", "Confidential"]


def ink(fill: str) -> str:
    return f"<p:sp><p:txBody>{words('Unseen', fill=fill)}</p:txBody></p:sp>"


def solid(colour: str) -> str:
    return ink(f"<a:solidFill>{colour}</a:solidFill>")


OFF = "<a:xfrm><a:off x='9144000' y='0'/><a:ext cx='914400' cy='914400'/></a:xfrm>"
ON = "<a:xfrm><a:off x='914400' y='914400'/><a:ext cx='914400' cy='914400'/></a:xfrm>"


def grouped(place: str, shapes: str) -> str:
    return f"<p:grpSp><p:grpSpPr>{place}</p:grpSpPr>{shapes}</p:grpSp>"


DOUBLED = OFF.replace("<a:off x='9144000'", "<a:off x='0'").replace(
    "</a:xfrm>", "<a:chOff x='0' y='0'/><a:chExt cx='457200' cy='457200'/></a:xfrm>"
)
FAR = "<a:xfrm><a:off x='4600000' y='0'/><a:ext cx='90000' cy='90000'/></a:xfrm>"
BODY_TEXT = f"<p:txBody>{words('Unseen')}</p:txBody>"
TABLE = f"<a:tbl><a:tr><a:tc><a:txBody>{words('Unseen')}</a:txBody></a:tc></a:tr></a:tbl>"
GRADIENT = "<a:gradFill><a:gsLst>{}</a:gsLst><a:lin ang='0'/></a:gradFill>".format(
    "".join(f"<a:gs pos='{at}'><a:srgbClr val='{{}}'/></a:gs>" for at in (0, 100_000))
)


def on_gradient(text: str, colour: str) -> str:
    """White letters on what goes over from white to a colour."""
    ground = f"<p:spPr>{GRADIENT.format('FFFFFF', colour)}</p:spPr>"
    return f"<p:sp>{ground}<p:txBody>{words(text, fill=WHITE)}</p:txBody></p:sp>"


def boxed(
    within: str, text: str = "Unseen", *, of: str = "", run: str = "", sides: tuple[int, int] = (914_400, 914_400)
) -> str:
    """A shape whose body has properties, and whose run has."""
    place = f"<a:xfrm><a:off x='0' y='0'/><a:ext cx='{sides[0]}' cy='{sides[1]}'/></a:xfrm>"
    body = f"<a:bodyPr {of}>{within}</a:bodyPr><a:p><a:r><a:rPr {run}/><a:t>{text}</a:t></a:r></a:p>"
    return f"<p:sp><p:spPr>{place}</p:spPr><p:txBody>{body}</p:txBody></p:sp>"


@pytest.mark.parametrize(
    "slide",
    [
        boxed("<a:normAutofit fontScale='62500'/>", "too"),
        boxed("<a:normAutofit fontScale='9000'/>", "too", run="sz='4000'"),
        boxed("<a:normAutofit fontScale='1000'/>", "") + boxed("", "too"),
        boxed("", "too", of="vertOverflow='overflow' horzOverflow='overflow'", sides=(1, 1)),
        boxed("", "too", of="vertOverflow='clip'", sides=(1, 400_000)),
        boxed("", "too", run="spc='-150' baseline='-25000'"),
        boxed("", "too", of="lIns='91440'").replace("<a:p>", "<a:p><a:pPr marL='342900' indent='-342900'/>"),
        boxed("", "").replace("<a:p>", "<a:p><a:pPr><a:buChar char='too'/></a:pPr>"),
        ink(GRADIENT.format("FFFFFF", "C00000")).replace("Unseen", "too"),
        on_gradient("too", "203864"),
    ],
)
def test_text_that_fits_is_wide_or_coloured_enough_is_seen(slide: str) -> None:
    reading = read(slide)
    assert ([page.text.split() for page in reading.pages], reading.warnings) == ([["Seen", "too"]], ())


@pytest.mark.parametrize(
    "slide",
    [
        solid("<a:prstClr val='ivory'/>"),
        solid("<a:sysClr val='window' lastClr='FFFFFF'/>"),
        solid("<a:sysClr val='window'/>"),
        solid("<a:scrgbClr r='99000' g='100000' b='98%'/>"),
        solid("<a:hslClr hue='0' sat='0' lum='100000'/>"),
        solid("<a:schemeClr val='accent1'><a:lumMod val='5000'/><a:lumOff val='95000'/></a:schemeClr>"),
        ink("<a:noFill/>"),
        grouped(OFF, shape("Unseen")),
        grouped(OFF, grouped(ON, shape("Unseen"))),
        grouped(DOUBLED, f"<p:sp><p:spPr>{FAR}</p:spPr>{BODY_TEXT}</p:sp>"),
        f"<p:grpSp><p:nvGrpSpPr><p:cNvPr id='3' name='g' hidden='1'/></p:nvGrpSpPr>{shape('Unseen')}</p:grpSp>",
        f"<p:graphicFrame><p:nvPr><p:cNvPr hidden='true'/></p:nvPr>{TABLE}</p:graphicFrame>",
        f"<p:graphicFrame>{OFF.replace('a:xfrm', 'p:xfrm')}{TABLE}</p:graphicFrame>",
        boxed("<a:normAutofit fontScale='1000'/>"),
        boxed("<a:normAutofit fontScale='9%'/>", run="sz='1200'"),
        boxed("", of="horzOverflow='clip' vertOverflow='clip'", sides=(1, 1)),
        boxed("", of="vertOverflow='ellipsis'", sides=(914400, 40)),
        boxed("", run="spc='-4000'"),
        boxed("", run="baseline='2000000'"),
        boxed("", of="lIns='25000000'"),
        boxed("").replace("<a:p>", "<a:p><a:pPr marL='20000000' indent='9000000'/>"),
        ink(GRADIENT.format("FFFFFF", "FDFDFD")),
        ink(
            "<a:pattFill prst='pct5'><a:fgClr><a:schemeClr val='bg1'/></a:fgClr><a:bgClr><a:srgbClr val='FFFFFF'/>"
            "</a:bgClr></a:pattFill>"
        ),
        on_gradient("Unseen", "FEFEFE"),
        f"<p:sp><p:txBody><a:p><a:fld><a:rPr>{WHITE}</a:rPr><a:t>Unseen</a:t></a:fld></a:p></p:txBody></p:sp>",
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice Requires='q' xmlns:q='urn:q'>{shape('Unseen')}</mc:Choice></mc:AlternateContent>",
    ],
)
def test_text_in_no_ink_or_beyond_the_slide_stands_aside(slide: str) -> None:
    reading = read(slide)
    assert [(page.text, page.aside) for page in reading.pages] == [("Seen", False), ("Unseen", True)]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


@pytest.mark.parametrize(
    "slide",
    [
        solid("<a:prstClr val='dkBlue'/>"),
        solid("<a:prstClr val='nothing known'/>"),
        solid("<a:sysClr val='windowText' lastClr='000000'/>"),
        solid("<a:scrgbClr r='0' g='100000' b='100000'/>"),
        solid("<a:hslClr hue='0' sat='0' lum='20000'/>"),
        solid("<a:schemeClr val='tx1'><a:lumMod val='50000'/><a:lumOff val='50000'/></a:schemeClr>"),
        ink("<a:ln/><a:noFill/>"),
        grouped(ON, shape("Unseen")),
        grouped(ON, grouped(OFF, shape("Unseen"))),
        grouped(OFF, "") + shape("Unseen"),
    ],
)
def test_text_of_another_ink_or_in_a_group_on_the_slide_is_seen(slide: str) -> None:
    reading = read(slide)
    assert ([page.text for page in reading.pages], reading.warnings) == (["Seen\nUnseen"], ())
