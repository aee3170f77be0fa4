from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from muniment.limits import Limits
from muniment.reading.formats.image import read_image
from muniment.reading.model import UnreadableError
from muniment.reading.recognition.recogniser import Sight

LIMITS = Limits()


class Eye:
    def __init__(self) -> None:
        self.seen: list[Image.Image] = []

    def sight_of(self, image: Image.Image) -> Sight:
        self.seen.append(image.copy())
        return Sight("seen")


def saved(image: Image.Image, kind: str, **options: object) -> io.BytesIO:
    file = io.BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    return file


def code_of(file: io.BytesIO, limits: Limits = LIMITS) -> str:
    with pytest.raises(UnreadableError) as caught:
        read_image(file, limits, None)
    return caught.value.code


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("GIF", "image/gif"), ("WEBP", "image/webp")],
)
def test_image_is_one_recognised_page(kind: str, media_type: str) -> None:
    reading = read_image(saved(Image.new("RGB", (40, 30), "white"), kind), LIMITS, Eye())
    assert reading.media_type == media_type
    assert [(page.number, page.text, page.ocr) for page in reading.pages] == [(1, "seen", True)]


def test_without_recognition_the_page_is_empty_with_a_warning() -> None:
    reading = read_image(saved(Image.new("L", (40, 30)), "PNG"), LIMITS, None)
    assert [page.text for page in reading.pages] == [""]
    assert [one.code for one in reading.warnings] == ["ocr_off"]


def test_photo_is_turned_as_the_camera_noted() -> None:
    eye = Eye()
    exif = Image.Exif()
    exif[0x0112] = 6
    read_image(saved(Image.new("RGB", (40, 30)), "JPEG", exif=exif), LIMITS, eye)
    assert eye.seen[0].size == (30, 40)


def test_transparent_picture_is_seen_on_white() -> None:
    eye = Eye()
    read_image(saved(Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "PNG"), LIMITS, eye)
    assert eye.seen[0].getpixel((0, 0)) == 255


def test_first_frames_are_read_and_the_rest_is_a_warning() -> None:
    frames = [Image.new("L", (20, 20), 10 * one) for one in range(8)]
    file = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    reading = read_image(file, Limits(max_image_frames=3), Eye())
    assert (len(reading.pages), reading.page_count) == (3, 8)
    assert [one.code for one in reading.warnings] == ["pages_limit"]


@pytest.mark.parametrize(
    ("size", "seen"), [((100, 300), (100, 300)), ((100, 301), (100, 300)), ((400, 100), (300, 100))]
)
def test_picture_beyond_its_pixels_is_looked_at_from_its_start_at_full_size(
    size: tuple[int, int], seen: tuple[int, int]
) -> None:
    eye = Eye()
    reading = read_image(saved(Image.new("L", size), "PNG"), Limits(max_ocr_picture_pixels=30_000), eye)
    assert eye.seen[0].size == seen
    assert [one.code for one in reading.warnings] == ([] if size == seen else ["picture_cut"])


def test_warning_of_a_cut_picture_says_how_much_of_it_was_looked_at() -> None:
    (warning,) = read_image(
        saved(Image.new("L", (100, 1200)), "PNG"), Limits(max_ocr_picture_pixels=30_000), Eye()
    ).warnings
    assert "25 %" in warning.message and "page 1" in warning.message


def test_picture_counts_as_as_many_pages_as_it_fills_and_the_rest_of_the_budget_cuts_it() -> None:
    eye = Eye()
    frames = [Image.new("1", (4_000, 5_000), one % 2) for one in range(2)]
    file = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    reading = read_image(file, Limits(max_ocr_pages=3), eye)
    assert [one.size for one in eye.seen] == [(4_000, 5_000), (4_000, 2_500)]
    assert [one.code for one in reading.warnings] == ["picture_cut"]


def test_picture_with_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    chunk = struct.pack(">I", 13) + b"IHDR" + header + struct.pack(">I", zlib.crc32(b"IHDR" + header))
    assert code_of(io.BytesIO(b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IDAT")) == "limit_memory"
    assert code_of(saved(Image.new("1", (400, 400)), "PNG"), Limits(max_image_pixels=100_000)) == "limit_memory"


def test_damaged_and_foreign_pictures_are_corrupt() -> None:
    assert code_of(io.BytesIO(b"")) == "corrupt"
    assert code_of(saved(Image.new("RGB", (40, 30)), "BMP")) == "corrupt"
    whole = saved(Image.effect_noise((200, 200), 90), "PNG").getvalue()
    assert code_of(io.BytesIO(whole[:60])) == "corrupt"


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_what_is_left_of_a_cut_picture_is_read_with_a_warning_that_says_how_much(kind: str) -> None:
    whole = saved(Image.effect_noise((200, 200), 90), kind).getvalue()
    eye = Eye()
    reading = read_image(io.BytesIO(whole[: len(whole) // 2]), LIMITS, eye)
    assert reading.pages[0].text == "seen"
    (seen,) = eye.seen
    assert 60 < seen.height < 140
    assert [one.code for one in reading.warnings] == ["truncated"]
    assert f"the upper {seen.height / 200:.0%} of frame 1" in reading.warnings[0].message


def test_whole_frames_before_a_cut_one_are_read() -> None:
    frames = [Image.effect_noise((100, 100), 90 + one) for one in range(3)]
    whole = saved(frames[0], "GIF", save_all=True, append_images=frames[1:]).getvalue()
    reading = read_image(io.BytesIO(whole[: len(whole) // 2]), LIMITS, Eye())
    assert reading.pages[0].text == "seen"
    (warning,) = reading.warnings
    assert (warning.code, "a part of" in warning.message) == ("truncated", True)


def test_cut_webp_is_corrupt() -> None:
    whole = saved(Image.effect_noise((200, 200), 90), "WEBP").getvalue()
    assert code_of(io.BytesIO(whole[: len(whole) // 2])) == "corrupt"
