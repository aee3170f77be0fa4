"""Rewrites the fields of rich text so that what they show is text: answers of form fields, the words of buttons,
quotations and equations. Results of fields that show none are marked as hidden."""

from __future__ import annotations

import re
import sys

from muniment.reading.formats.rtf_places import HIDES
from muniment.reading.formats.word_fields import is_unshown, shown_without_result

_FORM_FIELD = "{\\*\\formfield"
_KIND, _RESULT, _DEFAULT = (re.compile(rf"\\{word}(\d{{1,5}})") for word in ("fftype", "ffres", "ffdefres"))
_ENTRY = re.compile(r"\{\\\*\\ffl ([^{}]{0,1000})\}")
_CHECK_BOX, _DROP_DOWN, _UNDECIDED = 1, 2, 25  # RTF 1.9.1, form fields


def with_answers(source: str) -> str:
    """The source with the answer of each tick box and drop-down field as text before the field."""
    pieces: list[str] = []
    done = 0
    at = source.find(_FORM_FIELD)
    while at >= 0:
        end = end_of_group(source, at)
        opening = source.rfind("{\\field", done, at)
        answer = _answer(source[at:end])
        if answer and opening >= 0:
            pieces += [source[done:opening], answer]
            done = opening
        pieces.append(source[done:end])
        done = end
        at = source.find(_FORM_FIELD, end)
    pieces.append(source[done:])
    return "".join(pieces)


def _answer(field: str) -> str:
    kind, result, default = (pattern.search(field) for pattern in (_KIND, _RESULT, _DEFAULT))
    chosen = int(result[1]) if result is not None else _UNDECIDED
    if chosen == _UNDECIDED:
        chosen = int(default[1]) if default is not None else 0
    if kind is not None and int(kind[1]) == _CHECK_BOX:
        return "\\u9746? " if chosen else "\\u9744? "
    entries = _ENTRY.findall(field)
    if kind is not None and int(kind[1]) == _DROP_DOWN and chosen < len(entries):
        return f"{entries[chosen]} "
    return ""


_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)


def end_of_group(source: str, start: int, *, most: int = sys.maxsize) -> int:
    """The offset behind the group that begins at `start`; the end of what is looked at, `most` characters, when it is
    not closed in it."""
    depth = 0
    stop = min(len(source), start + most)
    for brace in _BRACE.finditer(source, start, stop):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return brace.end()
    return stop


_FIELD = "{\\field"
_INSTRUCTION = re.compile(r"\\fldinst(?![a-z])")
_RESULT_OF_FIELD = re.compile(r"\\fldrslt(?![a-z]) ?")
_CONTROL = re.compile(r"\\'[0-9a-f]{2}|\\u(-?\d{1,6}) ?\??|\\([\\{}])|\\[a-z]{1,32}-?\d{0,9} ?|\\.|[{}\r\n]")
_TOLD = re.compile(r"MACROBUTTON|GOTOBUTTON|QUOTE|EQ |EQ\\|TC|XE|TA|RD|SET|ASK|PRIVATE|NEXT|SKIPIF|ADDIN|DATA", re.I)
_LONGEST_INSTRUCTION = 4_000
_LONGEST_FIELD = 40_000
_MOST_LOOKED_AT = 4_000_000  # characters of the fields of a document


def with_shown_fields(source: str) -> str:
    """The source with what fields without a result show as text before them, and the results of those that show none
    marked as hidden."""
    pieces: list[str] = []
    done, left = 0, _MOST_LOOKED_AT
    at = source.find(_FIELD)
    while at >= 0 and left > 0:
        instruction = _INSTRUCTION.search(source, at + len(_FIELD), at + len(_FIELD) + 100)
        if instruction is not None and _TOLD.search(source, instruction.end(), instruction.end() + 200):
            opening = source.rfind("{", at + 1, instruction.start())
            told_by = end_of_group(source, opening, most=_LONGEST_INSTRUCTION) if opening >= 0 else instruction.end()
            result = _RESULT_OF_FIELD.search(source, told_by, at + _LONGEST_INSTRUCTION)  # a field in it has its own
            end = end_of_group(source, at, most=_LONGEST_FIELD)
            left -= end - at
            told = source[instruction.end() : result.start() if result and result.start() < end else end]
            words = _plain(told)
            if is_unshown(words) and result is not None and result.start() < end:
                pieces += [source[done : result.end()], HIDES]
                done = result.end()
            elif result is None or result.start() >= end or not _plain(source[result.end() : end]).strip():
                pieces += [source[done:at], _escaped(shown_without_result(words))]
                done = at
        at = source.find(_FIELD, max(at + 1, done))
    pieces.append(source[done:])
    return "".join(pieces)


def _plain(source: str) -> str:
    """The letters of a piece of rich text."""
    return _CONTROL.sub(lambda found: found[2] or ("" if found[1] is None else chr(int(found[1]) % 0x10000)), source)


def _escaped(text: str) -> str:
    return "".join(f"\\{one}" if one in "\\{}" else one if one.isascii() else f"\\u{ord(one)}?" for one in text)
