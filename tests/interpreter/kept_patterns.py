"""Patterns that one process has compiled, for all that tests start. A fork server of documents compiles 2,600, which
was half of what its start took, and a run of the tests starts eighty of them.

Never is a pattern another than the one that `re` would make: it is asked for by its wording and its flags, and what is
kept is what `re` gave its engine, of this very interpreter. What is not kept is compiled.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
import zlib
from array import array
from contextlib import suppress
from functools import cache
from importlib import import_module
from re import _compiler
from typing import Any

FILE = os.path.join(os.path.dirname(__file__), "__pycache__", f"patterns.{sys.implementation.cache_tag}")

LONG = 40
"""Characters of a pattern that is worth to be looked for: what is kept is read for the first of them, in 15 ms."""

_compiled, _engine = _compiler.compile, _compiler._sre  # type: ignore[attr-defined]


def keep(modules: list[str], file: str = FILE) -> None:
    """Import these, and keep every pattern that they compile."""
    engine, kept = _Engine(), {}

    def recorded(pattern: Any, flags: int = 0) -> Any:
        found = _compiled(pattern, flags)
        if isinstance(pattern, str | bytes) and len(pattern) >= LONG:
            all_flags, code, *groups = engine.given
            kept[pattern, int(flags)] = (all_flags, zlib.compress(array("I", code).tobytes(), 1), *groups)
        return found

    _compiler._sre, _compiler.compile = engine, recorded  # type: ignore[attr-defined]
    try:
        for module in modules:
            import_module(module)
    finally:
        _compiler._sre, _compiler.compile = _engine, _compiled  # type: ignore[attr-defined]
    os.makedirs(os.path.dirname(file), exist_ok=True)
    with open(f"{file}.{os.getpid()}", "wb") as unfinished:
        marshal.dump((sys.version, kept), unfinished)
    os.replace(unfinished.name, file)


class _Engine:
    """The engine of `re`, and what it was given last."""

    given: tuple[Any, ...]

    def __getattr__(self, name: str) -> Any:
        return getattr(_engine, name)

    def compile(self, pattern: Any, *given: Any) -> Any:
        self.given = given
        return _engine.compile(pattern, *given)


def take_over(file: str = FILE) -> None:
    """From now on, make what is asked for of what is kept."""

    @cache
    def kept() -> dict[tuple[Any, int], tuple[Any, ...]]:
        with suppress(OSError, ValueError, EOFError, TypeError), open(file, "rb") as kept_file:
            version, patterns = marshal.loads(kept_file.read())
            if version == sys.version:
                return patterns
        return {}

    def found(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        is_long = isinstance(pattern, str | bytes) and len(pattern) >= LONG
        known = kept().get((pattern, int(flags))) if is_long else None
        if known is None:
            return _compiled(pattern, flags)
        all_flags, code, *groups = known
        return _engine.compile(pattern, all_flags, array("I", zlib.decompress(code)).tolist(), *groups)

    _compiler.compile = found  # type: ignore[attr-defined]
