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
        ("<div hidden>Rev <div>4</div></div> after", " after", ["<div hidden>Rev <div>4</div></div>"]),
        ("before <kbd hidden>Rev 4\n\nand all", "before ", ["<kbd hidden>Rev 4\n\nand all"]),
        ("<template>Rev 4</template>x", "x", ["<template>Rev 4</template>"]),
        ("<style>p { margin: 0 }</style>x", "x", ["<style>p { margin: 0 }</style>"]),
        ("<style>.a, #b {display:none}</style><p class='c a'>Rev</p><i id=b>4</i>x", "x", [
            "<style>.a, #b {display:none}</style>", "<p class='c a'>Rev</p>", "<i id=b>4</i>"]),
        ("<?php Rev 4 ?>x", "x", ["<?php Rev 4 ?>"]),
        ("<input type='hidden' value='Rev 2031'>x", "<input type='hidden' value=>x", ["Rev 2031"]),
        ("<p data-term='until 2031' class=a>x</p>", "<p data-term= class=a>x</p>", ["until 2031"]),
        ('<a href="/a" title="x > valid until May">b</a>', '<a href="/a" title=>b</a>', ["x > valid until May"]),
        ('<i class="held until May 2031 by Acme">x</i>', "<i class=>x</i>", ["held until May 2031 by Acme"]),
        ('[a]: https://a.example "Held until May 2031"\nx', "[a]: https://a.example \nx", ['"Held until May 2031"']),
        ("<svg><desc>Rev 4</desc></svg>x", "<svg></svg>x", ["<desc>Rev 4</desc>"]),
        ("<dialog>Rev 4</dialog>x", "x", ["<dialog>Rev 4</dialog>"]),
        ("<![CDATA[ Rev 4 > ]]>x", "x", ["<![CDATA[ Rev 4 > ]]>"]),
        ("<!DOCTYPE Rev 4>x", "x", ["<!DOCTYPE Rev 4>"]),
        ("<datalist><option>Rev 4</datalist>x", "x", ["<datalist><option>Rev 4</datalist>"]),
        ("<p style='display&#58;none'>Rev</p>x", "x", ["<p style='display&#58;none'>Rev</p>"]),
        ("<p style='display:/* no */none'>Rev</p>x", "x", ["<p style='display:/* no */none'>Rev</p>"]),
        *((f'<span\nstyle="{style}">Rev 4</span>x', "x", [f'<span\nstyle="{style}">Rev 4</span>']) for style in (
            "opacity:0", "opacity: 0.01", "color:#fff", "color: rgb(255, 255, 255)", "color:rgba(0,0,0,0)",
            "color:transparent", "position:absolute;left:-9999px", "height:0;overflow:hidden", "font-size:1px",
            "transform:translateX(-200vw)", "letter-spacing:-2em", "letter-spacing:-40px", "clip-path:circle(0)",
            "content-visibility:hidden", "color:ivory", "color:hsl(0,0%,100%)", "color:#00000000", "font:0/0 a",
            "-webkit-text-fill-color:transparent", "margin-left:-300em")),
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
        *(f'<span style="{style}">small</span>' for style in (
            "font-size:0.8em", "font-size:1em", "opacity:0.8", "color:#f00", "color:white;background:#036",
            "left:-1px", "height:0", "background-color:#fff")),
        "Background: <b style='color:red'>red</b>, 1 < 2 > 0",
        "<br hidden>text",
        "<dialog open>shown</dialog>",
        "<p style='letter-spacing:-0.02em;transform:translateX(-10px)'>close</p>",
        "<input type=text value='Acme Ltd' placeholder=\"Your company's name\">",
        "<button value='a'>x</button><img src=a.png alt='Acme Ltd at work here' width=90>",
        "<p class='button button--primary button--sm wide' id=terms-2031>x</p>",
        "[a]: https://a.example 'Terms'",
        "<p class=a>no style sheet</p>",
    ],
)  # fmt: skip
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


@pytest.mark.parametrize(
    "part", ["<div hidden>", "<style>", "<p class=", "<?", "<!-- ", "<a <", "<style>{", "</div>", '<a "', "<a '>'"]
)
def test_marks_that_never_end_take_no_longer_than_others(part: str) -> None:
    reading = read_md(io.BytesIO(b"text\n\n" + part.encode() * 100_000), Limits(), None)
    assert reading.pages[0].text.startswith("text")


def test_letters_are_read_however_they_are_written() -> None:
    reading = read_md(io.BytesIO(b"Held by Ac&#109;e &amp; S&ouml;hne &lt;b&gt;"), Limits(), None)
    assert [page.text for page in reading.pages] == ["Held by Acme & Söhne <b>"]
