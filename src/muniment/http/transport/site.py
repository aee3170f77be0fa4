"""What a door beside the API brings to the application: its routes, and how it refuses. The API knows nothing else of
it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import APIRouter, Request, Response

from muniment.errors import MunimentError


@dataclass(frozen=True, slots=True)
class Site:
    """Pages for people. `refuse`: the page that says an error; None where the request is not for one. `streams`: what
    answers forms with files that are sent to these paths, past the framework, which would hold all of it."""

    routers: Sequence[APIRouter]
    refuse: Callable[[Request, MunimentError], Response | None]
    streams: Mapping[str, Callable[[Request], Awaitable[Response]]] = field(default_factory=dict)
