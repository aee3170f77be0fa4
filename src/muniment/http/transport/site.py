"""What a door beside the API brings to the application: its routes, and how it refuses. The API knows nothing else of
it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from muniment.errors import MunimentError


@dataclass(frozen=True, slots=True)
class Site:
    """Pages for people. `refuse`: the page that says an error; None where the request is not for one."""

    routers: Sequence[APIRouter]
    refuse: Callable[[Request, MunimentError], Response | None]
