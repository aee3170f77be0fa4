from __future__ import annotations

import re
from pathlib import Path

import muniment.reading
from muniment.reading.notices import NOTICES, UNREAD, notice, page_ranges, shortened


def test_page_numbers_are_written_as_ranges() -> None:
    assert page_ranges([3]) == "page 3"
    assert page_ranges([7, 1, 2, 3, 3]) == "pages 1-3, 7"


def test_long_lists_are_cut() -> None:
    assert shortened([str(one) for one in range(12)]).endswith("9 and 2 more")


def test_braces_in_a_name_stay_as_they_are() -> None:
    assert "{0}" in notice("member_skipped", what="{0}.exe").message


def test_every_notice_a_reader_gives_is_in_the_table_and_none_is_left_over() -> None:
    folder = Path(muniment.reading.__file__).parent
    used = set(re.findall(r'notice\(\s*"(\w+)"', "".join(one.read_text() for one in folder.rglob("*.py"))))
    assert used == set(NOTICES)
    assert set(NOTICES) >= UNREAD
