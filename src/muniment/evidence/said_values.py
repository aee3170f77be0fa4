"""What a person may say of a fact: a value of the fact's own kind, as the engine would write it (docs/facts.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from muniment.judging.facts.dates import parse_iso
from muniment.judging.facts.keys import KEYS
from muniment.unicode import is_visible

MAX_TEXT_CHARACTERS = 5_000
"""Of a text, or of an element of a list."""
MAX_ELEMENTS = 1_000
"""Of a list."""
BOUND = 1e18
"""Numbers are smaller. None of the three is less than what the engine may say (`analysis.claims`): its word can always
be confirmed."""
FIRST_YEAR, LAST_YEAR = 1900, 2200

CHOICES: Mapping[str, tuple[str, ...]] = {
    "opinion": ("unqualified", "qualified", "adverse", "disclaimer"),
    "soc_type": ("Type 1", "Type 2"),
    "subservice_method": ("carve-out", "inclusive"),
    "entity_role": ("merchant", "service provider"),
    "trust_services_categories": ("Security", "Availability", "Processing integrity", "Confidentiality", "Privacy"),
}
"""The values of facts that have no others; of a list, of its elements."""

_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_BROKEN = {"uptime_commitment"}
"""Numbers that need not be whole: a percentage."""


def problem_of(key: str, value: Any) -> str | None:
    """What is wrong with the value of a key of KEYS, as a sentence; None for one that fits."""
    return _KINDS[KEYS[key][1]](key, value)


def _date(_key: str, value: Any) -> str | None:
    day = parse_iso(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
    if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    return f"Write a date as 2026-09-30, or a month as 2026-09, from {FIRST_YEAR} to {LAST_YEAR}."


def _number(key: str, value: Any) -> str | None:
    if not _is_number(value):
        return "Write a number, without a unit."
    if key in _BROKEN:
        return None if 0 <= value <= 100 else "Write a percentage from 0 to 100."
    return None if value >= 0 and value == int(value) else "Write a whole number that is not negative."


def _money(_key: str, value: Any) -> str | None:
    return None if _is_number(value) else "Write an amount as a plain number; its currency is the fact `currency`."


def _is_number(value: Any) -> bool:
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    return is_one and abs(value) < BOUND


def _boolean(_key: str, value: Any) -> str | None:
    return None if isinstance(value, bool) else "Say true or false."


def _text(key: str, value: Any) -> str | None:
    if not isinstance(value, str) or not is_visible(value):
        return "Write a text."
    if len(value) > MAX_TEXT_CHARACTERS:
        return f"Write at most {MAX_TEXT_CHARACTERS} characters."
    if key == "currency" and _CURRENCY.fullmatch(value) is None:
        return "Write a currency as its three letters (ISO 4217), such as EUR."
    if key in CHOICES and value not in CHOICES[key]:
        return f"Write one of: {', '.join(CHOICES[key])}."
    return None


def _list(key: str, value: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return "Write a list of texts, at least one."
    if len(value) > MAX_ELEMENTS:
        return f"Write at most {MAX_ELEMENTS} elements."
    return next((problem for one in value if (problem := _text(key, one)) is not None), None)


_KINDS: Mapping[str, Callable[[str, Any], str | None]] = {
    "date": _date,
    "number": _number,
    "money": _money,
    "boolean": _boolean,
    "text": _text,
    "list": _list,
}
