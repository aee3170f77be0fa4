from __future__ import annotations

import io

import pytest

from muniment.limits import Limits
from muniment.reading.aside import HIDDEN
from muniment.reading.formats.markdown import seen_and_hidden
from muniment.reading.formats.plain import read_md


@pytest.mark.parametrize(
    ("text", "seen", "hidden"),
    [
        ("before <!-- Rev 4 --> after", "before  after", ["<!-- Rev 4 -->"]),
        ("# A\n<!--\nRev 4\n\n-->\nafter", "# A\n\nafter", ["<!--\nRev 4\n\n-->"]),
        ("before\n<!-- that never ends", "before\n", ["<!-- that never ends"]),
        ("[//]: # (Rev 4)\nafter", "\nafter", ["(Rev 4)"]),
        ('[note]: <> "Rev 4"', "", ['"Rev 4"']),
        ('<span style="color:red; display: none">Rev 4</span> after', " after", [
            '<span style="color:red; display: none">Rev 4</span>']),
        ("<div hidden>Rev 4</div>", "", ["<div hidden>Rev 4</div>"]),
    ],
)  # fmt: skip
def test_what_a_rendered_page_does_not_show_stands_apart(text: str, seen: str, hidden: list[str]) -> None:
    assert seen_and_hidden(text) == (seen, hidden)


@pytest.mark.parametrize(
    "text",
    [
        "in a line that never ends <!-- it is text",
        "`<!-- code -->` and `` ` <!-- more --> ``",
        "```html\n<!-- code -->\n```\nafter",
        "~~~~\n~~~\n<!-- code -->\n~~~~",
        r"written as \<!-- it is -->",
        "[terms]: https://terms.example.com (Terms)",
        '<span style="font-size:0.8em">small</span>',
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert seen_and_hidden(text) == (text, [])


def test_hidden_text_of_markdown_is_aside_under_a_warning() -> None:
    reading = read_md(io.BytesIO(b"# Policy\n\n<!-- Superseded by revision 4 -->\nWe review access."), Limits(), None)
    assert [(page.number, page.label, page.aside) for page in reading.pages] == [
        (1, "Policy", False),
        (2, HIDDEN, True),
    ]
    assert "revision 4" not in reading.pages[0].text
    assert [one.code for one in reading.warnings] == ["hidden_text"]
    assert "on page 2" in reading.warnings[0].message
