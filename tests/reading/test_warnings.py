from __future__ import annotations

import re
from pathlib import Path

import muniment
from muniment.reading import warnings
from muniment.reading.warnings import UNREAD, WARNINGS, page_ranges, shortened, warning


def test_page_numbers_are_written_as_ranges() -> None:
    assert page_ranges([3]) == "page 3"
    assert page_ranges([7, 1, 2, 3, 3]) == "pages 1-3, 7"


def test_long_lists_are_cut() -> None:
    assert shortened([str(one) for one in range(12)]).endswith("9 and 2 more")


def test_braces_in_a_name_stay_as_they_are() -> None:
    assert "{0}" in warning("member_skipped", what="{0}.exe").message


def test_every_warning_given_is_in_the_table_and_none_is_left_over() -> None:
    folder = Path(muniment.__file__).parent
    texts = {one: one.read_text() for one in folder.rglob("*.py")}
    sources = "".join(texts.values())
    outside = "".join(text for one, text in texts.items() if one != Path(warnings.__file__))
    used = set(re.findall(r'(?<!\.)\bwarning\(\s*"(\w+)"', sources))
    assert used <= set(WARNINGS)
    # some pass their code on through a function of their own, and say it there
    assert [code for code in set(WARNINGS) - used if f'"{code}"' not in outside] == []
    assert set(WARNINGS) >= UNREAD
