"""Reads rtf with striprtf, after renaming what it would drop or dress up."""

from __future__ import annotations

import re
from typing import BinaryIO

from striprtf.striprtf import destinations, font_table_group, rtf_to_text

from muniment.limits import Limits
from muniment.reading.aside import COMMENTS, DELETED, HIDDEN, hidden_warning, pages_aside
from muniment.reading.file_types import FILE_TYPES
from muniment.reading.formats.rtf_fields import with_answers, with_shown_fields
from muniment.reading.formats.rtf_places import with_hidden_shapes
from muniment.reading.formats.rtf_source import as_escapes, comments, split
from muniment.reading.formats.stored_pictures import rtf_pictures, see, with_pictures
from muniment.reading.model import Reading, ReadingProblem, UnreadableError
from muniment.reading.recognition.recogniser import Recogniser
from muniment.reading.text import blocks, paragraphs_of
from muniment.reading.warnings import warning

MEDIA_TYPE = FILE_TYPES["rtf"].media_type

_PICTURE = re.compile(r"(?<=[\s0-9A-Fa-f]{256})[\s0-9A-Fa-f]+")
"""The tail of a long run of hexadecimal digits: pictures and objects, most of a large file's bytes."""

_MATH = frozenset(word for word in destinations if word.startswith("m") and not word.endswith("Pr"))
_LETTERS_OF_MATH = _MATH - {"mmathPict", "mailmerge", "manager", "mhtmltag"}
"""What of an equation holds its letters: neither properties nor the picture beside it. What mail merges have begins
alike, but stands in a group that is left out."""

_WORDS = {
    # dropped by striprtf as destinations, yet read by whoever reads the page
    **dict.fromkeys(("header", "headerf", "headerl", "headerr", "footer", "footerf", "footerl", "footerr"), r"\par "),
    **dict.fromkeys(("footnote", "shptxt", "dptxbxtext"), r"\par "),
    **dict.fromkeys(("shp", "shpgrp", "shpinst", "background", "do", "object", "result", "pntext"), ""),
    **dict.fromkeys(_LETTERS_OF_MATH, " "),
    "mr": "",
    # striprtf writes cells with a bar and a page break as an empty line
    "cell": r"\tab ",
    "nestcell": r"\tab ",
    "nestrow": r"\par ",
    "page": r"\'0c",
    "column": r"\line ",
    # without its argument it stops striprtf
    "uc": r"\uc1 ",
}
_WORD = re.compile(rf"\\({'|'.join(sorted(_WORDS, key=len, reverse=True))})(?![A-Za-z0-9-]) ?")
_STARRED = re.compile(r"\{\\\*(?=\\(?:shpinst|background|do|moMath|moMathPara)(?![A-Za-z]))")
"""Groups with letters that readers who do not know them are told to skip."""
_TWICE = re.compile(r"\{\\upr ?\{[^{}]*\}\s*\{\\\*\\ud(?![a-z]) ?")
_WORD_ART = re.compile(r"\{\\sp\s*\{\\sn gtextUNICODE\}\s*\{\\sv ([^{}]*)\}\}")
_ODD_CHARSETS = re.compile(r"\\fcharset(?:78|79|80|81|82|83|88)(?![0-9])")
"""Mac code pages Python has no codec for."""


def read_rtf(file: BinaryIO, limits: Limits, recognise: Recogniser | None) -> Reading:
    """Blocks of about a page, headings guessed. Raises UnreadableError: `corrupt`, `mismatch`, `limit_memory`."""
    source = file.read().decode("latin-1")
    if not source.lstrip("\ufeff\xef\xbb\xbf \t\r\n").startswith("{\\rt"):
        raise UnreadableError("mismatch", "The file is not rich text.")
    warnings: list[ReadingProblem] = []
    if "\\objdata" in source or "\\objemb" in source:
        warnings.append(warning("embedded_files", what="objects"))
    pictures = rtf_pictures(source)
    source = _PICTURE.sub("", source)
    if len(source) > limits.max_rtf_bytes:
        raise UnreadableError("limit_memory", f"The rich text is larger than {limits.max_rtf_bytes:,} bytes.")
    source = _STARRED.sub("{", as_escapes(source))
    remarks = [text for comment in comments(source) for text in _shown(comment, limits).split("\n")]
    parts = split(with_hidden_shapes(with_shown_fields(with_answers(source))))
    text = _shown(parts.seen, limits)
    if len(text) > limits.max_characters:
        warnings.append(warning("characters_limit", limit=limits.max_characters))
    pages = blocks(paragraphs_of(text[: limits.max_characters]), most=limits.max_pages)
    hidden = _shown(parts.hidden, limits).split("\n") if parts.hidden else []
    deleted = _shown(parts.deleted, limits).split("\n") if parts.deleted else []
    for label, lines in ((COMMENTS, remarks), (DELETED, deleted), (HIDDEN, hidden)):
        pages += pages_aside(label, lines, most=limits.max_pages, first_number=len(pages) + 1)
    warnings += hidden_warning({f"on page {len(pages)}": len("".join(hidden).strip())})
    reading = Reading(MEDIA_TYPE, tuple(pages), warnings=tuple(warnings))
    return with_pictures(reading, see(pictures, limits, recognise))


def _shown(source: str, limits: Limits) -> str:
    """The text of rich text, as striprtf gives it. Raises UnreadableError `corrupt`."""
    source = _WORD_ART.sub(r"\\par \1\\par ", _TWICE.sub("{{", source))
    # striprtf turns a link into text ("address") when a brace follows at once; a quote must be what the page says
    source = source.replace("\\fldinst", "\\fldinst ")
    source = _with_plain_fonts(source)
    source = _ODD_CHARSETS.sub(r"\\fcharset0", _WORD.sub(lambda word: _WORDS[word.group(1)], source))
    try:
        text: str = rtf_to_text(source, errors="replace")  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, OverflowError, UnicodeError):
        raise UnreadableError("corrupt", "The rich text is damaged.") from None
    return text[: limits.max_characters + 1]


def _with_plain_fonts(source: str) -> str:
    """The source with a font table that striprtf's pattern reads in linear time, whatever was in it.

    Each font on a line of its own (its `.` stops there), nothing after the last semicolon (its search ends there).
    """
    fonts: str = font_table_group(source)  # type: ignore[no-untyped-call]
    if not fonts:
        return source
    listed = re.sub(r"(?=\\f[0-9])", "\n", fonts[: fonts.rfind(";") + 1])
    closing = max(0, listed.count("{") - listed.count("}"))
    return source.replace(fonts, listed + "}" * closing, 1)
