from __future__ import annotations

import struct

import pytest

from muniment.limits import Limits
from muniment.reading.formats.stored_pictures import MOST_EXAMINED, Stored, blips, drawings_of, rtf_pictures, see
from tests.reading.formats.test_office_pictures import Shade, grey

PNG, EMF = (0x6E0, 0xF01E), (0x3D4, 0xF01A)


def blip(kind: tuple[int, int], data: bytes) -> bytes:
    body = bytes(16) + b"\xff" + data
    return struct.pack("<HHI", kind[0] << 4, kind[1], len(body)) + body


def test_pictures_are_found_in_streams_whatever_lies_between_and_each_once() -> None:
    stream = b"\x00\x6e" + b"words" + blip(PNG, grey(1)) + b"more words" + blip(PNG, grey(2)) + blip(PNG, grey(1))
    found = blips(stream, blip(EMF, b"drawing"))
    assert [one.name for one in found] == ["1.png", "2.png", "3.emf"]
    assert [one.load() for one in found[:2]] == [grey(1), grey(2)]


@pytest.mark.parametrize("stream", [b"", blip(PNG, grey(1))[:40], blip(PNG, b"not a picture"), b"\x00\x6e\x1e\xf0"])
def test_what_only_begins_like_a_picture_is_none(stream: bytes) -> None:
    assert blips(stream) == []


def test_drawings_of_a_workbook_are_put_together_from_their_records() -> None:
    records = [(0x0809, b"start"), (0x00EB, b"one "), (0x003C, b"two "), (0x0085, b"sheet"), (0x003C, b"of the sheet")]
    workbook = b"".join(struct.pack("<HH", kind, len(data)) + data for kind, data in records)
    assert drawings_of(workbook) == b"one two "


def test_rich_text_shows_its_pictures_but_not_the_twins_for_older_readers() -> None:
    digits = grey(1).hex()
    shown = "{\\*\\shppict{\\pict\\pngblip " + digits + "}}"
    twin = "{\\nonshppict{\\pict\\wmetafile8 " + digits + "}}"
    drawing = "{\\pict\\wmetafile8 " + digits + "}"
    found = rtf_pictures("{\\rtf1 words" + shown + twin + drawing + "}")
    assert [one.name for one in found] == ["1.png", "2.wmetafile"]
    assert found[0].load() == grey(1)


def test_odd_digits_of_a_rich_text_are_damage_not_an_error() -> None:
    (one,) = rtf_pictures("{\\rtf1 {\\pict\\pngblip " + "0" * 99 + "}}")
    _, (warning,) = see([one], Limits(), Shade())
    assert warning.code == "pictures_unread"


def test_pictures_beyond_so_many_are_named_and_not_opened() -> None:
    pictures = [Stored(f"{number}.png", 10, lambda: grey(7, (5, 5))) for number in range(MOST_EXAMINED)]
    loaded: list[int] = []
    pictures.append(Stored("last.png", 10, lambda: bytes(loaded.append(1) or 1)))
    _, (warning,) = see(pictures, Limits(), Shade())
    assert (warning.code, "1 picture (last.png)" in warning.message, loaded) == ("pictures_unread", True, [])
