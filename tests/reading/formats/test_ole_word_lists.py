from __future__ import annotations

import struct

import pytest

from muniment.limits import Limits
from muniment.reading.formats.ole_word import read_doc
from tests.reading.files import doc

FOLLOWS = struct.pack("<HH", 0x460B, 1)


@pytest.mark.parametrize(
    ("label", "properties", "told"),
    [
        ("Article \0", FOLLOWS, ["labels of lists (Article)"]),
        ("Article \0", b"", []),
        ("(\0)", FOLLOWS, []),
        ("o", FOLLOWS, []),
    ],
)
def test_words_of_a_list_that_is_followed_are_told(label: str, properties: bytes, told: list[str]) -> None:
    file = doc("Seen\r", runs=[(0, 4, properties)] if properties else (), label=label)
    reading = read_doc(file, Limits(), None)
    assert reading.pages[0].text == "Seen"
    assert [one.message.partition("not read: ")[2].rstrip(".") for one in reading.warnings] == told
