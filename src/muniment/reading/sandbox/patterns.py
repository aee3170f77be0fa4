"""Compiled patterns, kept between the starts of a fork server, as Python keeps compiled modules.

Python compiles a pattern anew in each process, in Python code. What judges documents has 4,800 patterns: 5.4 of the 7.8
seconds of CPU until a fork server is ready. Their codes, kept in `__pycache__`, are loaded in 0.2 s
(docs/decisions/0026-patterns-kept.md). Keyed by the pattern itself, so that a changed one is compiled; a file of
another Python, or one that cannot be read or written, is as none, and so is a code that is none.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import marshal
import re
import sys
import tempfile
import zlib
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

_engine: Any = importlib.import_module("_sre")
_compiler: Any = importlib.import_module("re._compiler")
_parser: Any = importlib.import_module("re._parser")

Key = tuple[str | bytes, int]
"""A pattern and its flags."""
Code = tuple[int, bytes, int, dict[str, int], tuple[str | None, ...]]
"""What `_sre.compile` takes beside the pattern: flags, code, number of groups, groups by name, their names."""

_FORMAT = 1
"""Of `Code`: raise it with a change."""
_MADE_BY = f"{_FORMAT} {sys.version} {_engine.MAGIC} {sys.byteorder}".encode()
_WORD = "I"
"""A word of code has four bytes (`SRE_CODE` of CPython)."""


def file_for(modules: Sequence[str]) -> Path:
    """Where the patterns of a process that loads these modules are kept."""
    modules_hash = hashlib.sha256(" ".join(modules).encode()).hexdigest()[:12]
    return Path(importlib.util.cache_from_source(__file__)).with_suffix(f".{modules_hash}.bin")


@contextlib.contextmanager
def kept(file: Path) -> Iterator[None]:
    """Patterns compiled within come from the file; if one was not in it, those of this time are written to it.
    Of one thread only: the whole process compiles so meanwhile."""
    stored = _read(file)
    used: dict[Key, Code] = {}
    compile_ = _compiler.compile

    def compile_or_take(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        key = (pattern, int(flags))
        if type(pattern) not in (str, bytes) or flags & re.DEBUG:
            return compile_(pattern, flags)  # type: ignore[no-any-return]
        if key in stored:
            with contextlib.suppress(TypeError, ValueError, RuntimeError):
                made = _made(key, stored[key])
                used[key] = stored[key]
                return made
            del stored[key]  # so that the file is written anew
        used[key] = _code_of(pattern, flags)
        return _made(key, used[key])

    _compiler.compile = compile_or_take
    try:
        yield
    finally:
        _compiler.compile = compile_
    if not used.keys() <= stored.keys() and not sys.dont_write_bytecode:
        _write(file, used)


def _code_of(pattern: str | bytes, flags: int) -> Code:
    """What `re._compiler.compile` makes of a pattern, ahead of its last step."""
    parsed = _parser.parse(pattern, flags)
    state = parsed.state
    names: list[str | None] = [None] * state.groups
    for name, number in state.groupdict.items():
        names[number] = name
    code = array(_WORD, _compiler._code(parsed, flags)).tobytes()
    return int(flags | state.flags), code, state.groups - 1, dict(state.groupdict), tuple(names)


def _made(key: Key, code: Code) -> re.Pattern[Any]:
    flags, words, groups, numbers, names = code
    made: re.Pattern[Any] = _engine.compile(key[0], flags, array(_WORD, words).tolist(), groups, numbers, names)
    return made


def _read(file: Path) -> dict[Key, Code]:
    try:
        head, _, packed = file.read_bytes().partition(b"\0")
        codes = marshal.loads(zlib.decompress(packed)) if head == _MADE_BY else {}  # noqa: S302 - as .pyc
    except (OSError, EOFError, ValueError, TypeError, zlib.error):
        return {}
    return codes if isinstance(codes, dict) else {}


def _write(file: Path, codes: dict[Key, Code]) -> None:
    """Whole or not at all: another process may read or write the file meanwhile. What one that was killed left behind
    is removed."""
    packed = _MADE_BY + b"\0" + zlib.compress(marshal.dumps(codes), level=1)
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=file.name, delete=False) as stream:
            written = Path(stream.name)
            try:
                stream.write(packed)
                stream.flush()
                written.chmod(0o644)  # as compiled modules: for whoever runs it
                _remove_left(file, now=written.stat().st_mtime)
                written.replace(file)
            except BaseException:
                written.unlink(missing_ok=True)
                raise


_ABANDONED_SECONDS = 600


def _remove_left(file: Path, *, now: float) -> None:
    for one in file.parent.iterdir():
        is_left = one.name.startswith(file.name) and one.name != file.name
        if is_left and one.stat().st_mtime < now - _ABANDONED_SECONDS:
            one.unlink(missing_ok=True)
