"""What a pattern of a label takes, written out: the words that `judging/facts/languages` means."""

from __future__ import annotations

from re import _parser as grammar  # type: ignore[attr-defined]
from typing import Any

MAX_WORDINGS, MAX_WITHIN = 16, 6


def worded(pattern: str) -> list[str]:
    """Texts that the pattern takes, at most MAX_WORDINGS of them, the same ones each time."""
    return [text for one in _written(grammar.parse(pattern), MAX_WORDINGS) if len(text := " ".join(one.split())) > 2]


def _written(parsed: Any, most: int) -> list[str]:
    found = [""]
    for operation, argument in parsed:
        found = [ahead + behind for ahead in found for behind in _of(str(operation), argument)]
        if len(found) > most:
            found = found[:: -(-len(found) // most)]
    return list(dict.fromkeys(found))


def _of(operation: str, argument: Any) -> list[str]:
    if operation == "LITERAL":
        return [chr(argument)]
    if operation == "IN":
        return list(dict.fromkeys(map(_one_of, argument)))[:MAX_WITHIN]
    if operation == "BRANCH":
        return [text for branch in argument[1] for text in _written(branch, MAX_WITHIN)]
    if operation == "SUBPATTERN":
        return _written(argument[3], MAX_WITHIN)
    if operation in ("MAX_REPEAT", "MIN_REPEAT"):
        least, _, repeated = argument
        return [*([""] if least == 0 else []), *_written(repeated, MAX_WITHIN)]
    return [""]  # a place, or what must not stand there


def _one_of(member: Any) -> str:
    operation, argument = str(member[0]), member[1]
    if operation == "LITERAL":
        return chr(argument)
    if operation == "RANGE":
        return chr(argument[0])
    return " " if "SPACE" in str(argument) else ""
