from __future__ import annotations

import pytest

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.model import Reading
from tests.reading.files import pdf_of


def read(content: str) -> Reading:
    page = f"BT /F1 12 Tf 72 750 Td (Held until) Tj ET {content} BT /F1 12 Tf 72 600 Td (by Acme) Tj ET".encode()
    file = pdf_of({
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>"
           b"/Properties<</P1<</ActualText(May 2031)>>>>>>>>",
        4: b"<</Length %d>>stream\n%b\nendstream" % (len(page), page),
        5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    })  # fmt: skip
    return read_pdf(file, Limits(), None)


def line(text: str, *, at: int = 700) -> str:
    return f"BT /F1 12 Tf 72 {at} Td ({text}) Tj ET"


@pytest.mark.parametrize(
    "content",
    [
        f"/Span<</ActualText(May 2031)>>BDC {line('July 2026')} EMC",
        f"/Span/P1 BDC {line('July 2026')} EMC",
        f"/P<</MCID 1>>BDC /Span/P1 BDC {line('July')} {line('2026', at=680)} EMC EMC",
    ],
)
def test_what_is_drawn_is_text_and_what_is_said_otherwise_is_hidden(content: str) -> None:
    reading = read(content)
    assert [(page.text.split(), page.aside) for page in reading.pages] == [
        (["Held", "until", "July", "2026", "by", "Acme"], False),
        (["May", "2031"], True),
    ]
    assert [one.code for one in reading.warnings] == ["hidden_text"]


def test_letters_that_are_said_otherwise_each_for_itself_are_text_as_they_are_drawn() -> None:
    reading = read(" ".join(f"/Span<</ActualText({said})>>BDC {line(drawn, at=at)} EMC"
                            for said, drawn, at in (("3", "2", 700), ("1", "6", 680))))  # fmt: skip
    assert [(page.text.split(), page.aside) for page in reading.pages] == [
        (["Held", "until", "2", "6", "by", "Acme"], False),
        (["3", "1"], True),
    ]


@pytest.mark.parametrize(
    ("said", "drawn"),
    [
        ("agreement", f"{line('agree-')} {line('ment', at=680)}"),
        ("MAY 2031", line("May 2031")),
        ("\\376\\377\\0C\\0a\\0f\\0\\351", line("Cafe")),
        ("\\225", line("n")),
    ],
    ids=["broken word", "small capitals", "accent", "bullet"],
)
def test_what_is_said_as_it_is_drawn_is_not_called_hidden(said: str, drawn: str) -> None:
    assert read(f"/Span<</ActualText({said})>>BDC {drawn} EMC").warnings == ()
