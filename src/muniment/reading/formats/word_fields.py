"""What a field of Word shows, of a docx, doc or rtf alike, by the instruction that it is told with (ECMA-376 17.16.5).

Most show their result, and nothing where they have none: so Word keeps an empty one. Some show words of their
instruction, some nothing whatever they hold.
"""

from __future__ import annotations

import re

_UNSHOWN = frozenset(
    {"TC", "XE", "TA", "RD", "SET", "ASK", "PRIVATE", "NEXT", "NEXTIF", "SKIPIF", "ADDIN", "DATA", "GLOSSARY"}
)
_BUTTONS = frozenset({"MACROBUTTON", "GOTOBUTTON"})
_QUOTED = re.compile(r"\"([^\"]*)\"?|“([^”]*)”?|\\[*@#]\s*(?:\"[^\"]*\"?|\S+)|\\\S+|(\S+)")
_OF_EQUATION = re.compile(r"\\[A-Za-z]{1,4}\d*|(?<!\\)[();]")


def kind_of(instruction: str) -> str:
    """The first word of an instruction in capitals; '' of none."""
    return "".join(instruction.upper().split(maxsplit=1)[:1])


def is_unshown(instruction: str) -> bool:
    """Whether nothing is shown of the field, its result neither."""
    return kind_of(instruction) in _UNSHOWN


def shown_without_result(instruction: str) -> str:
    """What a field shows that has no result: the words of a button after what it does, of a quotation, of an
    equation."""
    kind, *rest = instruction.split(maxsplit=1) or [""]
    kind, about = kind.upper(), "".join(rest)
    if kind in _BUTTONS:
        return "".join(about.split(maxsplit=1)[1:])
    if kind == "QUOTE":
        return " ".join(filter(None, map("".join, _QUOTED.findall(about))))
    if kind == "EQ":
        return " ".join(_OF_EQUATION.sub(" ", about).replace("\\", "").split())
    return ""
