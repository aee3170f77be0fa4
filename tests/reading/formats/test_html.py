from __future__ import annotations

import pytest

from muniment.reading.formats.html import Shown, shown


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("<p>Rev <b>4</b> &amp; more<br>next</p>", ["Rev 4 & more", "next"]),
        ("<head><title>T</title></head><style>p {color: red}</style><script>if (a < b) {}</script>text", ["text"]),
        ("<table><tr><td>Owner</td><td><p>Ann</p></td></tr><tr><th>Term<td>3</table>", ["Owner\tAnn", "Term\t3"]),
        ("<!-- Rev 3 -->Rev 4", ["Rev 4"]),
        ("1 < 2", ["1 < 2"]),
        ("Holder: <input type=text value='Acme > Ltd'><br>Term: <input placeholder='3 years'>",
         ["Holder: Acme > Ltd", "Term: 3 years"]),
        ("<img src=a alt='Seal'><option value='x' label='Yes'>", ["Seal", "Yes"]),
    ],
)  # fmt: skip
def test_lines_are_those_of_the_page(source: str, lines: list[str]) -> None:
    assert shown(source) == Shown(lines, [])


@pytest.mark.parametrize(
    "about",
    ["hidden", 'style="display: none"', "style='visibility:hidden'", "style=font-size:0", "style='color:#FFF'",
     "color=white", "style='opacity: 0.0'", "style='text-indent:-9999px'", "style='overflow:hidden;max-height:0'"],
)  # fmt: skip
def test_hidden_elements_stand_apart(about: str) -> None:
    assert shown(f"seen <span {about}>Rev <i>4</i></span> again") == Shown(["seen again"], ["Rev", "4"])


@pytest.mark.parametrize("about", ["style='font-size:1em'", "style='height:0'", "style='opacity:.5'"])
def test_elements_that_can_be_seen_are_text(about: str) -> None:
    assert shown(f"seen <span {about}>too</span>") == Shown(["seen too"], [])


def test_white_letters_may_stand_on_a_ground() -> None:
    assert shown('<p style="background:#123">a <i style="color:white">b</i></p>') == Shown(["a b"], [])


def test_hiding_style_sheet_cannot_be_followed() -> None:
    assert shown("<style>.a {display:none}</style><p class=a>Rev 4</p>") is None


def test_value_of_a_field_that_is_not_shown_is_hidden() -> None:
    assert shown("seen<input type=hidden value='Rev 4'>") == Shown(["seen"], ["Rev 4"])
