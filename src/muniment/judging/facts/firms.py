"""Names of firms known to audit, test and certify: data of `firms.toml`, for patterns."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources


@cache
def alternatives(kind: str) -> str:
    """The names of one table of `firms.toml` as alternatives of a pattern, longest first."""
    tables = tomllib.loads((resources.files("muniment.judging.facts") / "firms.toml").read_text(encoding="utf-8"))
    return "|".join(re.escape(name) for name in sorted(tables[kind], key=len, reverse=True))
