"""What the conditional formats of a sheet hide (ECMA-376 18.3.1.10), as far as a cell's own value tells it.

Others ask for other cells, or for the day: what such a condition may hide is read, and a warning says so.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from muniment.reading.formats.ooxml import Attributes

Meets = Callable[[object], bool]
"""Whether a condition holds for a value that a cell holds."""

_TRUE = re.compile(r"=?\s*(?:TRUE(?:\(\s*\))?|[1-9]\d{0,8}|(\d{1,9})\s*=\s*\1)\s*", re.IGNORECASE)
_FALSE = re.compile(r"=?\s*(?:FALSE(?:\(\s*\))?|0)\s*", re.IGNORECASE)
_NUMBER = re.compile(r"\s*-?\d{1,15}(?:\.\d{1,15})?\s*")
_TEXT = re.compile(r"\s*\"((?:[^\"]|\"\")*)\"\s*")
_COMPARED: dict[str, Callable[[float, float], bool]] = {
    "lessThan": operator.lt, "lessThanOrEqual": operator.le, "equal": operator.eq, "notEqual": operator.ne,
    "greaterThan": operator.gt, "greaterThanOrEqual": operator.ge,
}  # fmt: skip
_ALIKE: dict[str, Callable[[str, str], bool]] = {
    "containsText": lambda text, sought: sought in text,
    "notContainsText": lambda text, sought: sought not in text,
    "beginsWith": lambda text, sought: text.startswith(sought),
    "endsWith": lambda text, sought: text.endswith(sought),
}


class Hiding(NamedTuple):
    """A range whose cells are hidden for which a condition holds. `columns`: a bit for each; `kept`: by row, those that
    it does not hide whatever they hold."""

    top: int
    bottom: int
    columns: int
    meets: Meets
    kept: Mapping[int, int]

    def touches(self, row: int) -> bool:
        """Whether any of the row's cells may be hidden."""
        return self.top <= row <= self.bottom

    def bits(self, row: int, columns: Sequence[int], values: Sequence[object]) -> int:
        """The cells of the row that are hidden, a bit for each column."""
        found = 0
        if self.touches(row):
            for column, value in zip(columns, values, strict=False):
                if self.columns >> column & 1 and value not in (None, "") and self.meets(value):
                    found |= 1 << column
        return found & ~self.kept.get(row, 0)


def is_number(value: object) -> bool:
    """What bars and icons stand in place of."""
    return isinstance(value, int | float)


def condition(attributes: Attributes, formula: str) -> Meets | None:
    """When a rule holds; None where a cell's own value does not tell it."""
    kind = attributes.get("type", "")
    if kind == "expression" and (_TRUE.fullmatch(formula) or _FALSE.fullmatch(formula)):
        holds = _TRUE.fullmatch(formula) is not None
        return lambda value: holds
    if kind in ("notContainsBlanks", "containsBlanks"):
        return lambda value: (str(value).strip() != "") == (kind == "notContainsBlanks")
    if kind in ("notContainsErrors", "containsErrors"):
        return lambda value: str(value).startswith("#") == (kind == "containsErrors")
    if kind in _ALIKE and (sought := attributes.get("text", "").lower()):
        return lambda value: _ALIKE[kind](str(value).lower(), sought)
    compare = _COMPARED.get(attributes.get("operator", ""))
    if kind != "cellIs" or compare is None:
        return None
    if _NUMBER.fullmatch(formula):  # a text is more than any number
        number = float(formula)
        return lambda value: compare(float(value), number) if isinstance(value, int | float) else compare(1, 0)
    if text := _TEXT.fullmatch(formula):
        word = text[1].replace('""', '"').lower()
        return lambda value: compare(str(value).lower(), word)  # type: ignore[arg-type]
    return None
