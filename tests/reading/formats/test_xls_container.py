from __future__ import annotations

import olefile
import pytest

from muniment.reading.formats.xls_container import contained


@pytest.mark.parametrize("size", [0, 1, 4_096, 4_097, 5_000_000])
def test_stream_comes_out_as_it_went_in_padded_to_whole_sectors(size: int) -> None:
    stream = bytes(range(251)) * (size // 251 + 1)
    with olefile.OleFileIO(contained("Workbook", stream[:size])) as container:
        assert container.listdir() == [["Workbook"]]
        data = container.openstream("Workbook").read()
    assert data[:size] == stream[:size]
    assert not data[size:].strip(b"\0")
    assert len(data) % 4_096 == 0


def test_stream_beyond_the_formats_first_table_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        contained("Workbook", bytes(447 * 1024 * 1024))
