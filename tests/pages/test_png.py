from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from muniment.pages.png import MAX_SIDE, SIGNATURE, png


def test_picture_has_its_colours_where_its_pixels_say() -> None:
    data = png(2, 2, bytes([255, 0, 0, 0, 0, 255]), bytes([0, 1, 1, 0]))
    assert data.startswith(SIGNATURE)
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    red, blue = (255, 0, 0), (0, 0, 255)
    assert [picture.getpixel((x, y)) for y in (0, 1) for x in (0, 1)] == [red, blue, blue, red]


@pytest.mark.parametrize(
    "told",
    [
        {"width": 0},
        {"width": MAX_SIDE + 1},
        {"height": 3},
        {"palette": b""},
        {"palette": b"\0\0"},
        {"palette": b"\0" * 3 * 65},
        {"pixels": b"\0\0\0\2"},
        {"pixels": b"\0\0\0"},
    ],
)
def test_picture_that_is_not_what_it_says_is_refused(told: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        png(**{"width": 2, "height": 2, "palette": b"\0" * 6, "pixels": b"\0" * 4} | told)
