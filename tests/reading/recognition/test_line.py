from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")
pytest.importorskip("cv2")


@pytest.mark.parametrize(
    ("width", "height", "seen"),
    [
        pytest.param(2480, 3508, (896, 1280), id="A4 at 300 dpi"),
        pytest.param(3508, 2480, (1280, 896), id="the same on its side"),
        pytest.param(1200, 900, (1200, 900), id="small enough"),
        pytest.param(3000, 300, (3000, 300), id="a strip"),
    ],
)
def test_picture_is_shrunk_to_what_the_engine_makes_of_it(width: int, height: int, seen: tuple[int, int]) -> None:
    from muniment.reading.recognition.line import as_looked_at

    assert as_looked_at(np.zeros((height, width), np.uint8), 1_280).shape[::-1] == seen


@pytest.mark.parametrize(("width", "height", "read"), [(1000, 100, 432), (200, 24, 360), (1, 200, 1)])
def test_line_is_read_squeezed_from_three_equal_channels(width: int, height: int, read: int) -> None:
    from muniment.reading.recognition.line import as_read

    crop = np.arange(width * height, dtype=np.uint32).astype(np.uint8).reshape(height, width)
    line = as_read(crop)
    assert line.shape == (48, read, 3)
    assert (line == line[:, :, :1]).all()
