"""Names of firms known to audit, test and certify: data of `firms.toml`, for patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources


@cache
def names(kind: str) -> tuple[str, ...]:
    """The names of one table of `firms.toml`, longest first."""
    tables = tomllib.loads((resources.files("muniment.judging.facts") / "firms.toml").read_text(encoding="utf-8"))
    return tuple(sorted(tables[kind], key=len, reverse=True))


def alternatives(kind: str) -> str:
    """The same as alternatives of a pattern."""
    return "|".join(map(re.escape, names(kind)))


TESTERS = re.compile(rf"(?<![\w@.])(?:{alternatives('testers')})(?![\w.]\w)")
"""A firm known to test."""
