from __future__ import annotations

import zlib

import pytest

from muniment.reading.formats.pdf_within import texts_within

SHOWN = b"q BT /F1 9 Tf (Held) Tj ET Q"
HATCHED = b"0 0 m 8 8 l S"


def pattern(contents: bytes, *, kind: int = 1, is_packed: bool = True) -> bytes:
    data = zlib.compress(contents) if is_packed else contents
    return b"7 0 obj <</Type/Pattern/PatternType %d/BBox[0 0 8 8]>>stream\n%b\nendstream endobj" % (kind, data)


def glyph(contents: bytes, *, listed: bytes = b"<</a 9 0 R>>") -> bytes:
    return (b"6 0 obj <</Type/Font/Subtype/Type3/CharProcs %b>> endobj 8 0 obj <</a 9 0 R>> endobj "
            b"9 0 obj <</Length 9>>stream\n%b\nendstream endobj" % (listed, contents))  # fmt: skip


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (pattern(SHOWN), ["patterns"]),
        (pattern(SHOWN, is_packed=False), ["patterns"]),
        (pattern(HATCHED), []),
        (pattern(SHOWN, kind=2), []),
        (pattern(SHOWN, kind=12), []),
        (glyph(b"9 0 d0 " + SHOWN), ["glyphs of a font"]),
        (glyph(b"9 0 d0 " + SHOWN, listed=b"8 0 R"), ["glyphs of a font"]),
        (glyph(b"9 0 0 0 9 9 d1 BI /W 8 /H 8 ID BTabc(x)Tj EI"), []),
        (b"9 0 obj <</Length 9>>stream\n" + SHOWN + b"\nendstream endobj", []),
        (pattern(b"q BT " + SHOWN), ["patterns"]),
        (pattern(b"BT " * 100_000), []),
        (b"/PatternType 1" * 1_000 + b"/Type3 /CharProcs 3 0 R" * 1_000, []),
    ],
)
def test_texts_are_found_in_what_draws_patterns_and_glyphs(data: bytes, found: list[str]) -> None:
    assert texts_within(data) == found
