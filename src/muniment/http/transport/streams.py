"""Requests whose body is taken as it arrives: they are answered past the framework, which would hold all of it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from fastapi import Request, Response
from starlette.routing import compile_path
from starlette.types import Scope

Answering = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Stream:
    """What answers requests of this method to paths of this template. `when`: the header that they must have, and what
    it must say but for case and parameters."""

    method: str
    path: str
    answer: Answering
    when: tuple[bytes, bytes] | None = None


class Streams:
    """All of them, found by a request."""

    def __init__(self, streams: Sequence[Stream]) -> None:
        self._by_method: dict[str, list[tuple[Stream, re.Pattern[str], SimpleNamespace]]] = defaultdict(list)
        for one in streams:
            self._by_method[one.method].append((one, compile_path(one.path)[0], SimpleNamespace(path=one.path)))

    def find(self, scope: Scope) -> Answering | None:
        """What answers the request, which then knows its route and the parameters of its path."""
        for stream, pattern, route in self._by_method.get(scope["method"], ()):
            if (match := pattern.fullmatch(scope["path"])) is not None and _is_meant(stream, scope):
                scope["route"], scope["path_params"] = route, dict[str, Any](match.groupdict())
                return stream.answer
        return None


def _is_meant(stream: Stream, scope: Scope) -> bool:
    if stream.when is None:
        return True
    wanted, value = stream.when
    said = next((value for name, value in scope["headers"] if name == wanted), b"")
    return bool(said.partition(b";")[0].strip().lower() == value)
