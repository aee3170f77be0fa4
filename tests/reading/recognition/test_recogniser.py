from __future__ import annotations

import pytest

from muniment.reading.recognition.recogniser import PAGE_PIXELS, RecognitionError, Sight, pages_of


def test_sight_survives_its_way_between_processes() -> None:
    sight = Sight("Größe\n2 µm", 3, ((0.5, 0.25), (0.1, 0.75)))
    assert Sight.from_bytes(sight.to_bytes()) == sight


@pytest.mark.parametrize("data", [b"", b"text", b"[]", b'["a", 1]', b'["a", "b", []]', b'["a", 1, [1]]', b"[" * 9_999])
def test_anything_else_is_not_understood(data: bytes) -> None:
    with pytest.raises(RecognitionError):
        Sight.from_bytes(data)


def test_picture_counts_as_the_pages_it_fills() -> None:
    assert [pages_of(size, 1) for size in (0, 1, PAGE_PIXELS, PAGE_PIXELS + 1)] == [1, 1, 1, 2]
