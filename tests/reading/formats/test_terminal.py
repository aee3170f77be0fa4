from __future__ import annotations

import io

import pytest

from muniment.limits import Limits
from muniment.reading.formats.plain import read_csv, read_md, read_txt
from muniment.reading.formats.terminal import seen_and_hidden


@pytest.mark.parametrize(
    ("text", "seen", "hidden"),
    [
        ("a\x1b[8mrev 4\x1b[0m b", "a b", ["rev 4"]),
        ("a\x1b[1;8mrev\x1b[31m 4\x1b[28m b", "a b", ["rev", " 4"]),
        ("\x1b[30;40mrev 4\x1b[39m b", " b", ["rev 4"]),
        ("\x1b[97m\x1b[107mrev 4\x1b[mb", "b", ["rev 4"]),
        ("\x1b[38;5;17;48;5;17mrev 4", "", ["rev 4"]),
        ("\x1b[38;2;1;2;3;48;2;1;2;3mrev 4\x1b[49mb", "b", ["rev 4"]),
        ("\x1b[8mnever shown again", "", ["never shown again"]),
        ("\x1b[1;31mred\x1b[0m \x1b[37;40mwhite\x1b[0m", "red white", []),
        ("\x1b[38;5;8mgrey\x1b[2K\x1b]0;title\x07 \x1b(Btext", "grey text", []),
        ("plain", "plain", []),
        ("\x1b[999;;m\x1b[38mstill", "still", []),
    ],
)
def test_text_is_what_a_terminal_shows(text: str, seen: str, hidden: list[str]) -> None:
    assert seen_and_hidden(text) == (seen, hidden)


def test_concealed_text_stands_aside_with_a_warning() -> None:
    for read in (read_txt, read_md, read_csv):
        reading = read(io.BytesIO(b"Valid until 2031\x1b[8m or 2039\x1b[0m."), Limits(), None)
        assert [(page.text.strip(), page.aside) for page in reading.pages] == [
            ("Valid until 2031.", False),
            ("or 2039", True),
        ]
        assert [one.code for one in reading.warnings] == ["hidden_text"]


def test_sequences_that_never_end_take_no_longer_than_others() -> None:
    for part in ("\x1b]", "\x1b[", "\x1b[38;5;"):
        assert read_txt(io.BytesIO(b"text " + part.encode() * 50_000), Limits(), None).pages[0].text.startswith("text")
