"""Clients of a server that says whatever a test wants, without a network."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from muniment_client import Muniment, Retries

KEY = "ak_0123456789"
BASE_URL = "http://api.invalid/room"


def told(answer: Callable[[httpx.Request], httpx.Response], **options: bool) -> Muniment:
    """A client to which each request is answered so; it tries once more, at once."""
    retries = Retries(times=1, draw=lambda: 0.0)
    http_client = httpx.Client(transport=httpx.MockTransport(answer), **options)
    return Muniment(KEY, BASE_URL, retries=retries, http_client=http_client)


def saying(status: int, body: bytes) -> Muniment:
    """A client to which everything is answered with that."""
    return told(lambda _request: httpx.Response(status, content=body))
