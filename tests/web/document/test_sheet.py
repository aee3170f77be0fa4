"""What is shown of a page."""

from __future__ import annotations

import pytest

from muniment.documents.pages import PageText
from muniment.reading.model import PageKind
from muniment.web.document.sheet import MAX_CELLS, sheet_of


@pytest.mark.parametrize(("count", "is_cut"), [(MAX_CELLS, False), (MAX_CELLS + 1, True)])
def test_table_of_more_cells_than_are_shown_says_that_it_is_cut(count: int, is_cut: bool) -> None:
    text = "\n".join("\t".join("a" * min(10, count - at)) for at in range(0, count, 10))
    page = PageText(1, PageKind.SHEET, "Vendors", False, text, ())
    sheet = sheet_of(page, None, None, number=1, is_picture=False)
    assert sum(map(len, sheet.table)) == MAX_CELLS
    assert sheet.is_cut is is_cut
