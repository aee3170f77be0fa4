from __future__ import annotations

import io
import struct
import zlib
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from muniment.errors import PicturesBusyError
from muniment.pages.drawing import WIDTHS, Drawing, NoPicture, Places, places_in, width_for
from muniment.pages.png import MAX_PIXELS, MAX_SIDE
from muniment.settings import Settings
from tests.drawn import pdf, picture_of, with_keys
from tests.reading.files import docx, pdf_of, zipped
from tests.reading.pictures import encoded, picture
from tests.waiting import until

LINES = [(72.0, 700.0, "Independent service auditor's report")]


def _drawn(
    drawing: Drawing, folder: Path, content: bytes, *, extension: str = "pdf", page: int = 1, width: int = 600
) -> bytes | NoPicture:
    path = folder / "file"
    path.write_bytes(content)
    return drawing.picture(path, extension=extension, page=page, width=width)


def _image(drawing: Drawing, folder: Path, content: bytes, **how: object) -> Image.Image:
    made = _drawn(drawing, folder, content, **how)  # type: ignore[arg-type]
    assert isinstance(made, bytes), made
    return picture_of(made)


@pytest.mark.parametrize(("asked", "width"), [(1, 240), (240, 240), (241, 600), (1200, 1200), (2400, 2400)])
def test_widths_are_a_few(asked: int, width: int) -> None:
    assert width_for(asked) == width


def test_page_of_a_pdf_is_drawn_as_wide_as_asked(drawing: Drawing, tmp_path: Path) -> None:
    image = _image(drawing, tmp_path, pdf([], LINES), page=2, width=1200)
    assert image.size == (1200, 1553)
    ink = image.point([255 if grey < 128 else 0 for grey in range(256)]).getbbox()
    assert ink is not None
    left, top, _, bottom = ink
    assert (round(left * 612 / 1200), round(top * 612 / 1200)) == pytest.approx((72, 792 - 709), abs=2)
    assert bottom * 612 / 1200 < 792 - 695


@pytest.mark.parametrize(("frame", "size"), [(1, (600, 300)), (2, (600, 300)), (3, None)])
def test_frame_of_an_image_is_drawn(drawing: Drawing, tmp_path: Path, frame: int, size: tuple[int, int] | None) -> None:
    file = io.BytesIO()
    frames = [Image.new("L", (800, 400), grey) for grey in (10, 200)]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    made = _drawn(drawing, tmp_path, file.getvalue(), extension="gif", page=frame)
    if size is None:
        assert made == NoPicture("absent")
        return
    assert isinstance(made, bytes)
    image = picture_of(made)
    assert image.size == size
    assert image.getpixel((5, 5)) == pytest.approx((10, 200)[frame - 1], abs=4)


def test_image_is_turned_as_its_camera_noted_on_white_and_never_made_larger(drawing: Drawing, tmp_path: Path) -> None:
    upright = Image.new("RGBA", (30, 20), (0, 0, 0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    file = io.BytesIO()
    upright.save(file, "PNG", exif=exif)
    image = _image(drawing, tmp_path, file.getvalue(), extension="png", width=2400)
    assert (image.size, image.getextrema()) == ((20, 30), (255, 255))


@pytest.mark.parametrize(
    ("size", "width"), [((14_400, 72), 2400), ((72, 14_400), 2400), ((14_400, 14_400), 2400), ((3, 3), 240)]
)
def test_page_of_any_shape_has_a_picture_of_bounded_size(
    drawing: Drawing, tmp_path: Path, size: tuple[float, float], width: int
) -> None:
    image = _image(drawing, tmp_path, pdf([], size=size), width=width)
    assert 1 <= image.width <= width + 1
    assert max(image.size) <= MAX_SIDE
    assert image.width * image.height <= MAX_PIXELS


def _bomb() -> bytes:
    """A PNG of 60,000 by 60,000 pixels."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


@pytest.mark.parametrize(
    ("content", "extension", "reason"),
    [
        (b"%PDF-1.7 nothing of a document", "pdf", "damaged"),
        (pdf([]).replace(b"/Type /Page\n", b"/Type /Nope\n"), "pdf", "damaged"),
        (_bomb(), "png", "limit_memory"),
        (encoded(picture("half"))[:40], "png", "damaged"),
        (docx(["text"]).getvalue(), "docx", "format"),
        (zipped({"a.txt": "text"}).getvalue(), "zip", "format"),
        (b"plain text", "txt", "format"),
        (b"\0\1\2 nothing that is known", "pdf", "damaged"),
    ],
)
def test_what_cannot_be_drawn_says_why(
    drawing: Drawing, tmp_path: Path, content: bytes, extension: str, reason: str
) -> None:
    assert _drawn(drawing, tmp_path, content, extension=extension) == NoPicture(reason)


def test_page_that_is_not_there_is_absent(drawing: Drawing, tmp_path: Path) -> None:
    assert _drawn(drawing, tmp_path, pdf(LINES), page=2) == NoPicture("absent")
    assert _drawn(drawing, tmp_path, pdf(LINES), page=2**31 - 1) == NoPicture("absent")


def _in_time(drawing: Drawing, folder: Path, content: bytes) -> bytes | NoPicture:
    """What is said once the machine has had the time for it, of which others may take the most."""

    def drawn() -> bytes | NoPicture | None:
        try:
            return _drawn(drawing, folder, content, width=2400)
        except PicturesBusyError:
            return None

    made = until(drawn, 120)
    assert made is not None
    return made


def test_page_that_draws_for_ever_is_ended_and_the_next_one_is_drawn(tmp_path: Path) -> None:
    # a tile of a hundredth of a point, over a page of 200 inches, in a tile, in a tile
    nested = b"q /Pattern cs /P%d scn 0 0 14400 14400 re f Q"
    tiles = {
        5 + level: b"<</Type/Pattern/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 1 1]/XStep 0.01/YStep 0.01"
        b"/Resources<</Pattern<</P%d %d 0 R>>>>/Length %d>>stream\n%s\nendstream"
        % (level + 1, 6 + level, len(nested % (level + 1)), nested % (level + 1))
        for level in range(6)
    }
    content = nested % 0
    stuck = pdf_of(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 14400 14400]/Contents 4 0 R"
            b"/Resources<</Pattern<</P0 5 0 R>>>>>>",
            4: b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
            **tiles,
        }
    ).getvalue()
    with closing(Drawing(Settings(picture_seconds=1), scratch_folder=tmp_path)) as quick:
        assert _in_time(quick, tmp_path, stuck) == NoPicture("limit_time")
        assert isinstance(_in_time(quick, tmp_path, pdf(LINES)), bytes)


def test_what_is_closed_draws_no_more(tmp_path: Path) -> None:
    one = Drawing(Settings(), scratch_folder=tmp_path)
    path = tmp_path / "file"
    path.write_bytes(pdf(LINES))
    assert isinstance(one.picture(path, extension="pdf", page=1, width=WIDTHS[0]), bytes)
    one.close()
    with pytest.raises(PicturesBusyError):
        one.picture(path, extension="pdf", page=1, width=WIDTHS[0])


def test_user_unit_and_boxes_change_neither_ink_nor_shape(drawing: Drawing, tmp_path: Path) -> None:
    plain = _image(drawing, tmp_path, pdf(LINES))
    in_units = _image(drawing, tmp_path, with_keys(pdf(LINES), {"UserUnit": "4.0"}))
    assert (in_units.size, in_units.tobytes()) == (plain.size, plain.tobytes())
    cut = _image(drawing, tmp_path, with_keys(pdf(LINES), {"CropBox": "[72 600 378 753]"}))
    assert cut.size == (600, 300)


def test_page_of_kilometres_has_its_size_and_a_picture(drawing: Drawing, tmp_path: Path) -> None:
    content = with_keys(pdf(LINES), {"MediaBox": "[0 0 2000000000 1000000000]"})
    path = tmp_path / "file"
    path.write_bytes(content)
    assert drawing.places(path, extension="pdf", page=1, text="x") == Places(size=(2e9, 1e9))
    assert _image(drawing, tmp_path, content).width <= 601


@pytest.mark.parametrize(("turn", "size"), [(0, (612, 792)), (90, (792, 612))])
def test_size_of_a_page_is_as_it_is_seen(
    drawing: Drawing, tmp_path: Path, turn: int, size: tuple[float, float]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(with_keys(pdf(LINES), {"Rotate": str(turn)}))
    assert drawing.places(path, extension="pdf", page=1, text="") == Places(size=size)


def test_size_of_an_image_is_as_its_camera_noted(drawing: Drawing, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "file"
    Image.new("L", (30, 20)).save(path, "PNG", exif=exif)
    assert drawing.places(path, extension="png", page=1, text="x") == Places(size=(20, 30))


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"words": [], "size": [1]},
        {"words": [], "size": [0, 1]},
        {"words": [], "size": [float("nan"), 1]},
        {"words": [], "size": [True, 1]},
        {"words": [], "size": [float("inf"), 1]},
        {"words": [[0, 99, 0, 0, 1, 1]], "size": None},
    ],
)
def test_places_that_no_honest_child_sends_are_none(value: object) -> None:
    assert places_in(value, length=10) is None
