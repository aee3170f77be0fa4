from __future__ import annotations

import io

import pytest

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.formats.pdf_layers import annotations_off, may_be_off
from tests.reading.files import layered, pdf_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (b"/OCProperties<</D<</OFF [6 0 R]>>>>", True),
        (b"/D<</OFF\n12 0 R>>", True),
        (b"/D<</#4fF#46[6 0 R]>>", True),
        (b"/BaseState /OFF", True),
        (b"/Usage<</View<</ViewState/OFF>>>>", True),
        (b"<</Type/OCMD/OCGs[6 0 R]/P/AllOff>>", True),
        (b"<</Type/O#43MD>>", True),
        (b"/D<</ON[6 0 R]/OFF[]>>", False),
        (b"(switched OFF)", False),
        (b"/Encrypt 5 0 R /Type/ObjStm", True),
        (b"/Encrypt 5 0 R", False),
    ],
)
def test_layers_may_be_off(text: bytes, expected: bool) -> None:
    assert may_be_off(b"%PDF-1.7\n" + text) is expected


def test_layers_are_looked_for_in_packed_objects() -> None:
    assert may_be_off(layered("a", "b", is_off=True, packed=True).getvalue())
    assert not may_be_off(layered("a", "b", is_off=False, packed=True).getvalue())


def annotated(about: bytes, *, state: bytes, layer: int = 6) -> io.BytesIO:
    """A page with a note in a layer; the ninth object is layers, of which there is one."""
    line = b"BT /F1 12 Tf 72 750 Td (Seen) Tj ET"
    picture = b"BT /F1 12 Tf 2 5 Td (Posted) Tj ET"
    font = b"/Resources<</Font<</F1 5 0 R>>>>"
    return pdf_of({
        1: b"<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[6 0 R]/D<</Order[6 0 R]" + state + b">>>>>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Annots[7 0 R]" + font + b">>",
        4: b"<</Length %d>>stream\n%b\nendstream" % (len(line), line),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        6: b"<</Type/OCG/Name(Draft)>>",
        7: b"<</Type/Annot/Subtype/FreeText/F 4/Rect[72 600 272 620]/OC %d 0 R%b>>" % (layer, about),
        8: b"<</Type/XObject/Subtype/Form/BBox[0 0 200 20]%b/Length %d>>stream\n%b\nendstream"
           % (font, len(picture), picture),
        9: b"<</Type/OCMD/OCGs[6 0 R]>>" if layer == 9 else b"null",
    })  # fmt: skip


SAID, POSTED = b"/Contents(Posted)", b"/AP<</N 8 0 R>>"


@pytest.mark.parametrize(("about", "codes"), [
    (SAID, ["hidden_text"]), (SAID + POSTED, ["hidden_text", "text_unread"]), (POSTED, ["text_unread"]),
])  # fmt: skip
def test_note_in_a_layer_that_is_off_is_no_text(about: bytes, codes: list[str]) -> None:
    reading = read_pdf(annotated(about, state=b"/OFF[6 0 R]"), Limits(), None)
    assert reading.pages[0].text == "Seen"
    assert [one.code for one in reading.warnings] == codes


@pytest.mark.parametrize("about", [SAID, SAID + POSTED, POSTED])
def test_note_in_a_layer_that_is_on_is_text(about: bytes) -> None:
    reading = read_pdf(annotated(about, state=b""), Limits(), None)
    assert (reading.pages[0].text.split(), reading.warnings) == (["Seen", "Posted"], ())


def test_note_in_one_of_two_layers_is_as_that_one_is() -> None:
    file = annotated(POSTED, state=b"/OFF[9 0 R]").getvalue().replace(b"/OCGs[6 0 R]", b"/OCGs[6 0 R 9 0 R]")
    assert read_pdf(io.BytesIO(file), Limits(), None).pages[0].text.split() == ["Seen", "Posted"]


@pytest.mark.parametrize(("state", "text"), [(b"/OFF[6 0 R]", "Seen"), (b"/OFF[8 0 R]", "Seen\nPosted")])
def test_note_in_layers_is_seen_while_any_is_on(state: bytes, text: str) -> None:
    reading = read_pdf(annotated(SAID, state=state, layer=9), Limits(), None)
    assert reading.pages[0].text == text


@pytest.mark.parametrize(
    ("mentions", "expected"),
    [
        (b"<</Rect[9 0 5 4]/OC 6 0 R>>", [(5.0, 0.0, 9.0, 4.0)]),
        (b"<</Rect[12 34]/OC 6 0 R>>", []),
        (b"<</Rect[0 0 5 4]/OC 7 0 R>>" * 4_000, []),
        (b"/OC 6 0 R" * 50_000, []),
    ],
    ids=["backwards", "short", "many", "unplaced"],
)
def test_places_of_notes_are_found_however_many_there_are(
    mentions: bytes, expected: list[tuple[float, float, float, float]]
) -> None:
    assert annotations_off(b"/OFF[6 0 R] " + mentions + b"7 0 obj<<>>endobj" * 9_999) == expected
