"""The labels of Japanese documents as patterns, and the cells of a line that labels open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from muniment.judging.facts import vocabulary

_MARKS = (
    r"^[\s■□●○・◆◇▪▼※*＊\-(\[【〔<「《]{0,3}(?:\(?\d{1,2}(?:\.\d{1,2})?[.)．]?[ ]?|[①-⑳][ ]?|"
    r"[(]?[ア-オ一二三四五六七八九十][).、．][ ]?)?"
)
_JOINT = r"(?:\((?P<hint>[^()]{1,30})\))?[)\]】〕>」》]?(?:[ ]?[:=][ ]?|[ ]+|$|(?=(?:令和|平成|昭和)|20\d\d[年/.-]))"
_SEPARATORS = re.compile(r"\t|\|| {2,}")
_HAN_PAIR = re.compile(r"(?<=[一-龥ぁ-ヴー])(?=[一-龥ぁ-ヴー])")


@cache
def wordings_of(family: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The labels of a family, by key, as patterns for the beginning of a cell."""
    return tuple(
        (key, re.compile(f"{_MARKS}(?:{_joined(vocabulary.labels(family, key, ('ja',)))}){_JOINT}"))
        for key in vocabulary.labelled(family, ("ja",))
    )


def _joined(wordings: Sequence[str]) -> str:
    """The wordings as one pattern, longest first, a blank allowed within each."""
    return "|".join(_HAN_PAIR.sub(" ?", one) for one in sorted(wordings, key=len, reverse=True))


@cache
def any_label() -> re.Pattern[str]:
    """Any label of any family, at the beginning of a cell."""
    wordings = [
        wording
        for family in vocabulary.families("ja")
        for key in vocabulary.labelled(family, ("ja",))
        for wording in vocabulary.labels(family, key, ("ja",))
    ]
    return re.compile(
        f"{_MARKS}(?:{_joined((*wordings, *vocabulary.own_words('other_labels', language='ja')))}"
        f")(?:\\([^()]*\\))?[ :\\]】]*"
    )


def is_label(cell: str) -> bool:
    """Whether a cell is a label and nothing else."""
    return bool(any_label().fullmatch(cell.strip()))


@cache
def _pairs() -> re.Pattern[str]:
    """A blank within a line, ahead of a label that has its own answer behind it."""
    wordings = [
        wording
        for family in vocabulary.families("ja")
        for key in vocabulary.labelled(family, ("ja",))
        for wording in vocabulary.labels(family, key, ("ja",))
    ]
    others = vocabulary.own_words("other_labels", language="ja")
    every = _joined((*wordings, *others))
    longer = _joined([one for one in (*wordings, *others) if len(one) >= MIN_LABEL])
    return re.compile(f"(?<=[^:]) (?=(?:{every})[ ]?:|(?:{longer}) )")


MIN_LABEL = 3
"""Letters of a label that only blanks part from what is ahead of it and behind it."""


def cells(line: str) -> list[tuple[int, str]]:
    """The cells of a line, each with where it begins: parted by tabs, bars, or by labels that begin anew."""
    parts = _SEPARATORS.split(line) if "\t" in line or "|" in line else [line]
    found, at = [], 0
    for cell in parts:
        for part in _pairs().split(cell) if len(cell) <= MAX_PAIRED and _opens(cell) else [cell]:
            begin = line.find(part, at) if part else at
            if part.strip():
                found.append((begin + len(part) - len(part.lstrip()), part.strip()))
            at = begin + len(part)
    return found


def _opens(cell: str) -> bool:
    """Whether a cell begins with a label, so that others may follow in it."""
    return bool(any_label().match(cell.strip())) and "。" not in cell


MAX_PAIRED = 160
