"""Turns what PDFium says a page's characters are into what a reader sees there."""

from __future__ import annotations

import re
import unicodedata

from muniment.reading.text import tidy
from muniment.unicode import normalised

GARBLED_SHARE = 0.08
"""Share of characters that are controls, private or unknown above which a text layer is not believed. Bullets and
ligatures of ordinary pages stay below 0.01; fonts without a mapping to Unicode reach 0.15 to 0.75."""

# U+0002 and U+FFFE stand for a hyphen at a line end (PDFium swallows the line end with it); fonts in TeX's T1 encoding
# have their ligatures at 0x1B-0x1F. Others put `ffi` last: before these consonants no word has `ffl`.
_MARKS = {"\x02": "-", "\ufffe": "-", "\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl"}
_MARK = re.compile("[\x02\ufffe\x1b-\x1f]")
_FFI = re.compile("\x1f(?=[bcdgknpstvxz])")
_WRONG = re.compile("[\x00\x01\x03-\x08\x0b\x0c\x0e-\x1f\ue000-\uf8ff\ufffd]")
_PLAIN = re.compile("[b-z]")

_GLYPH_SPACE = "\x03"
_GLYPH_SHIFT = 29
_GLYPH_TILDE = 97
# Beyond ASCII: bullet, dashes and quotation marks of the same order
_GLYPHS = {one: chr(one + _GLYPH_SHIFT) for one in range(4, _GLYPH_TILDE + 1)} | {
    135: "•", 177: "–", 178: "—", 179: "“", 180: "”", 182: "‘", 183: "’",
}  # fmt: skip
del _GLYPHS[ord(" ")], _GLYPHS[ord("\n")], _GLYPHS[ord("\r")]
_GLYPH_CONTROLS = {one: letter for one, letter in _GLYPHS.items() if one < 0x20}


def shown_text(raw: str) -> tuple[str, bool]:
    """(the page's text, tidied; whether the text layer is garbled, so that only a picture of the page tells more).

    Of a garbled layer only the lines that are whole are kept.
    """
    if _is_plain(raw):
        return tidy(raw), False
    if len(_WRONG.findall(raw)) <= GARBLED_SHARE * len(raw):
        return tidy(_without_marks(_FFI.sub("ffi", raw))), False
    if (decoded := _decoded(raw)) is not None:
        return tidy(decoded), False
    whole = [line for line in raw.split("\n") if len(_WRONG.findall(line)) < GARBLED_SHARE * len(line)]
    return tidy(_without_marks("\n".join(whole))), True


def _decoded(raw: str) -> str | None:
    """What a text of glyph numbers says; None of one that is none."""
    if raw.count(_GLYPH_SPACE) <= 0.03 * len(raw):
        return None
    decoded = "\n".join(_from_glyphs(line) for line in raw.replace("\r", "").split("\n"))
    is_text = sum(one.isalpha() or one in " \n" for one in decoded) > 0.75 * len(decoded)
    return decoded if is_text else None


def letter_by_letter(raw: str) -> tuple[str, list[int]]:
    """What `shown_text` makes of each character, blanks and line ends left as they are; and for each letter of that
    which character it is of."""
    if raw.isascii() and _is_plain(raw):
        return raw, list(range(len(raw)))
    if len(_WRONG.findall(raw)) > GARBLED_SHARE * len(raw) and _decoded(raw) is not None:
        runs = re.split(f"([{_GLYPH_SPACE}\n])", raw)
        return "".join(" " if run == _GLYPH_SPACE else _from_glyphs_of(run) for run in runs), list(range(len(raw)))
    letters: list[str] = []
    at: list[int] = []
    for index, one in enumerate(_FFI.sub("\x1e", raw)):
        if letters and unicodedata.combining(one):
            letters[-1] = normalised(letters[-1] + one, "NFC")
        else:
            letters.append(_MARKS.get(one) or normalised(one, "NFC"))
            at.append(index)
    return "".join(letters), [index for index, letter in zip(at, letters, strict=True) for _ in letter]


def _is_plain(raw: str) -> bool:
    """Whether nothing but line ends and what is seen stands in the text: true of most pages, and told in half the time
    that the patterns take for what is not so."""
    return "\ufffd" not in raw and raw.replace("\r\n", "").replace("\n", "").isprintable()


def _without_marks(text: str) -> str:
    return _MARK.sub(lambda found: _MARKS[found[0]], text)


def _from_glyphs(line: str) -> str:
    """A line whose characters are glyph numbers of a TrueType font in the standard order: space is 3, then ASCII.

    (Apple's TrueType reference, the `post` table, order of the 258 Macintosh glyphs.) Some words of the line may be
    set in a font that is mapped rightly: those hold letters from b to z, which glyph numbers of letters never reach.
    """
    words = []
    for run in line.split(_GLYPH_SPACE):
        words.append(_from_glyphs_of(run.removeprefix(" ")))
    return " ".join(words)


def _from_glyphs_of(run: str) -> str:
    return run.translate(_GLYPH_CONTROLS if _PLAIN.search(run) else _GLYPHS)
