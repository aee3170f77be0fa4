from __future__ import annotations

from collections.abc import Iterator

from muniment.reading.model import Page, PageKind
from muniment.reading.rows import BLOCK_CHARACTERS, BLOCK_ROWS, blocks_of_rows

HEADER = "Vendor\tCountry\tOwner"


def _rows(count: int, *, first: int = 1) -> Iterator[tuple[int, str]]:
    yield first, HEADER
    for number in range(first + 1, first + count):
        yield number, f"v{number}\tc{number}\to{number}"


def _labels(pages: list[Page]) -> list[str | None]:
    return [page.label for page in pages]


def test_small_sheet_is_one_page_under_its_name() -> None:
    (page,) = blocks_of_rows(_rows(BLOCK_ROWS), name="Rates", most=10)
    assert (page.number, page.kind, page.label) == (1, PageKind.SHEET, "Rates")
    assert page.text.count("\n") == BLOCK_ROWS - 1


def test_block_says_which_rows_it_holds_and_begins_with_the_header() -> None:
    pages = blocks_of_rows(_rows(450), name="Rates", most=10, first_number=3)
    assert _labels(pages) == ["Rates, rows 1-200", "Rates, rows 201-400", "Rates, rows 401-450"]
    assert [(page.number, page.continues) for page in pages] == [(3, False), (4, True), (5, True)]
    assert [page.text.split("\n")[:2] for page in pages] == [
        [HEADER, "v2\tc2\to2"],
        [HEADER, "v201\tc201\to201"],
        [HEADER, "v401\tc401\to401"],
    ]
    assert _labels(blocks_of_rows(_rows(450), name=None, most=10))[0] == "rows 1-200"


def test_header_is_found_below_a_title() -> None:
    rows = [(1, "Register of suppliers"), (3, "as of\t2027"), *_rows(400, first=5)]
    pages = blocks_of_rows(rows, name=None, most=10)
    assert pages[1].text.split("\n")[0] == HEADER
    assert pages[0].text.startswith("Register of suppliers\nas of\t2027\nVendor")


def test_sheet_of_one_column_repeats_nothing() -> None:
    pages = blocks_of_rows(((number, f"line {number}") for number in range(1, 300)), name=None, most=10)
    assert pages[1].text.startswith("line 201\n")


def test_no_block_is_longer_than_a_few_printed_pages() -> None:
    rows = [(1, HEADER), *((number, f"{number}\t" + "word " * 100) for number in range(2, 300))]
    pages = blocks_of_rows(rows, name=None, most=100)
    assert max(len(page.text) for page in pages) <= BLOCK_CHARACTERS
    assert all(page.text.startswith(HEADER) for page in pages)


def test_long_row_is_cut_between_its_cells_and_nothing_of_it_is_lost() -> None:
    cells = [f"cell{number:05}" for number in range(6_000)]
    pages = blocks_of_rows([(1, "a\tb"), (2, "\t".join(cells)), (3, "x" * 30_000)], name=None, most=100)
    text = "\n".join(page.text for page in pages)
    assert all(cell in text for cell in cells)
    assert text.count("x") == 30_000
    assert {page.label for page in pages} >= {"row 2", "row 3"}


def test_one_block_more_than_the_most_is_made_and_no_further_row_is_taken() -> None:
    taken = 0

    def endless() -> Iterator[tuple[int, str]]:
        nonlocal taken
        while True:
            taken += 1
            yield taken, "a\tb"

    assert len(blocks_of_rows(endless(), name=None, most=2)) == 3
    assert taken <= 4 * BLOCK_ROWS


def test_sheet_without_rows_is_an_empty_page() -> None:
    assert blocks_of_rows([], name="Empty", most=10) == [Page(1, "", PageKind.SHEET, "Empty")]
