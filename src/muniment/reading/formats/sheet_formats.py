"""What a cell's number format shows besides the cell's value: `"CONFIDENTIAL "0`, `#,##0 [$EUR]` (ECMA-376 18.8.31)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\"(?P<quoted>[^\"]*)\"?|\\(?P<escaped>.)|\[\$(?P<currency>[^\]\-]*)[^\]]*\]?|\[(?P<about>[^\]]*)\]?|[_*](?P<pad>.?)"
    r"|(?P<end>;)|(?P<value>(?i:General)|@|AM/PM|A/P|[0#?.,%]|[yYmMdDhHsSeEgGbB]+)|(?P<plain>.)",
    re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d{1,15}(?:\.\d{1,15})?)")
_MEETS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]{2,}")
_WORD_INSIDE = re.compile(r"[^\W\d_]{4,}")  # of a date, not the `de` between its parts
_MOST_CHARACTERS = 255  # of a format, in Excel


@dataclass(frozen=True, slots=True)
class _Section:
    """What is shown of the values that it is for: `before` and `after` stand around the value, if that is shown."""

    before: str = ""
    after: str = ""
    has_value: bool = False
    is_text: bool = False
    condition: tuple[str, float] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown."""
        return not (self.has_value or self.before)

    def shown(self, value: str) -> str:
        """A value in it."""
        return " ".join(f"{self.before}{value if self.has_value else ''}{self.after}".split())


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A format that shows words besides some values, or nothing of some."""

    sections: tuple[_Section, ...]

    def shown(self, value: object, text: str) -> str | None:
        """What is seen of a cell that holds the value, which by itself would be shown as `text`; None for nothing."""
        section = self._section(value)
        if section is None or text == "":
            return text
        if section.is_empty:
            return None if text != "0" else text
        return section.shown(text)

    def _section(self, value: object) -> _Section | None:
        if isinstance(value, str):
            last = self.sections[-1]
            return last if last.is_text or len(self.sections) > 3 else None
        numbers = [one for one in self.sections[:3] if not one.is_text]
        if isinstance(value, bool) or not numbers:
            return None
        number = float(value) if isinstance(value, int | float) else 1.0
        if any(one.condition for one in numbers):
            return next((one for one in numbers if one.condition is None or _meets(number, one.condition)), None)
        if number < 0 and len(numbers) > 1:
            return numbers[1]
        return numbers[2] if number == 0 and len(numbers) > 2 else numbers[0]


def _meets(number: float, condition: tuple[str, float]) -> bool:
    return _MEETS[condition[0]](number, condition[1])


def number_format(code: str) -> NumberFormat | None:
    """The format that a code stands for; None where it shows every value and no word besides."""
    sections: list[_Section] = []
    taken: list[re.Match[str]] = []
    for token in _TOKEN.finditer(code[:_MOST_CHARACTERS]):
        if token["end"] is None:
            taken.append(token)
        else:
            sections.append(_section(taken))
            taken = []
    sections.append(_section(taken))
    has_words = any(_WORD.search(one.before) or _WORD.search(one.after) for one in sections)
    return NumberFormat(tuple(sections)) if has_words or any(one.is_empty for one in sections) else None


def _section(tokens: list[re.Match[str]]) -> _Section:
    values = [at for at, token in enumerate(tokens) if token["value"] is not None]
    first, last = (values[0], values[-1]) if values else (len(tokens), len(tokens))
    inside = "".join(map(_literal, tokens[first:last]))
    after = "".join(map(_literal, tokens[last:]))
    conditions = [found for token in tokens if (found := _CONDITION.fullmatch((token["about"] or "").strip()))]
    return _Section(
        "".join(map(_literal, tokens[:first])),
        f"{after} {inside.strip()}" if _WORD_INSIDE.search(inside) else after,
        any(tokens[at]["value"] != "?" for at in values),  # which shows no nought
        any(token["value"] == "@" for token in tokens),
        (conditions[0][1], float(conditions[0][2])) if conditions else None,
    )


def _literal(token: re.Match[str]) -> str:
    return next((token[kind] for kind in ("quoted", "escaped", "currency", "plain") if token[kind] is not None), "")
