"""Runs cases of clients/cases.toml with the Python SDK, synchronously and on an event loop."""

from __future__ import annotations

import asyncio
import io
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx

from muniment_client import AsyncMuniment, Muniment, Retries
from muniment_client.model import Model
from muniment_client.paging import AsyncPages
from tests.clients.playing import TABLE, file_bytes

AT_ONCE = Retries(first_pause_seconds=0)
"""Trying again without a pause, but for what Retry-After says."""

Do = Callable[[str, str, Mapping[str, Any]], Any]
"""Calls an operation of a server with arguments, and gives what came out."""


@contextmanager
def sync_do(secret: str) -> Iterator[Do]:
    """By `Muniment`. One client of httpx for all, as to make one takes longer than a case."""
    with httpx.Client() as http_client:

        def do(base_url: str, operation: str, arguments: Mapping[str, Any]) -> Any:
            client = Muniment(secret, base_url, retries=AT_ONCE, http_client=http_client)
            group, method = operation.split(".")
            return plain(getattr(getattr(client, group), method)(**arguments))

        yield do


@contextmanager
def async_do(secret: str) -> Iterator[Do]:
    """By `AsyncMuniment`."""

    async def done(base_url: str, operation: str, arguments: Mapping[str, Any]) -> Any:
        client = AsyncMuniment(secret, base_url, retries=AT_ONCE, http_client=http_client)
        group, method = operation.split(".")
        given = getattr(getattr(client, group), method)(**arguments)
        return plain([one async for one in given] if isinstance(given, AsyncPages) else await given)

    with asyncio.Runner() as runner:
        http_client = httpx.AsyncClient()
        yield lambda *call: runner.run(done(*call))
        runner.run(http_client.aclose())


def plain(value: Any) -> Any:
    """What came out, as tables hold it."""
    if isinstance(value, Model):
        return value.to_dict()
    if value is None or isinstance(value, str | int | float | bytes | dict | Path):
        return value
    return [plain(one) for one in value]


_ANY = {"${bytes}": bytes, "${text}": str}


class Run:
    """One way through the table: what was given is made once, by the operations of the table themselves."""

    def __init__(self, do: Do, base_url: str, *, sdk: str, organisation: str, receiver: str) -> None:
        self.do = do
        self.base_url = base_url
        self.sdk = sdk
        self._fixed = {"null": None, "organisation": organisation, "receiver": receiver, "run": token_hex(4)}
        self._given: dict[str, Any] = {}

    def call(self, case: Mapping[str, Any], folder: Path, *, base_url: str | None = None) -> Any:
        """What the case's call gives."""
        for name in case.get("after", ()):
            self._named(name, folder)
        arguments = self.filled(case.get("arguments", {}), folder)
        if case["operation"] in ("documents.upload", "documents.upload_archive"):
            file = io.BytesIO(file_bytes(arguments["file"]))
            arguments = {"filename": TABLE["file"][arguments["file"]]["name"], **arguments, "file": file}
        return self.do(base_url or self.base_url, case["operation"], arguments)

    def filled(self, value: Any, folder: Path) -> Any:
        """The value with what its placeholders stand for."""
        if isinstance(value, dict):
            return {name: self.filled(one, folder) for name, one in value.items()}
        if isinstance(value, list):
            return [self.filled(one, folder) for one in value]
        if not isinstance(value, str) or value in _ANY:
            return value
        if (whole := re.fullmatch(r"\$\{([^}]+)\}", value)) is not None:
            return self._named(whole[1], folder)
        return re.sub(r"\$\{([^}]+)\}", lambda match: str(self._named(match[1], folder)), value)

    def _named(self, name: str, folder: Path) -> Any:
        fixed = {**self._fixed, "folder": str(folder), "now": int(time.time())}
        if name in fixed:
            return fixed[name]
        given, *fields = name.split(".")
        if given not in self._given:
            self._given[given] = self.call(TABLE["given"][given], folder)
        value = self._given[given]
        for field in fields:
            value = value[int(field)] if field.isdigit() else value[field]
        return value


def differences(expected: Any, actual: Any, at: str = "") -> list[str]:
    """Where what came out is not what was expected."""
    if isinstance(expected, str) and expected in _ANY:
        return [] if actual and isinstance(actual, _ANY[expected]) else [f"{at}: {actual!r}"]
    if isinstance(expected, dict) and isinstance(actual, dict):
        pairs = [(f"{at}.{name}", value, actual.get(name)) for name, value in expected.items()]
    elif isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        pairs = [(f"{at}[{i}]", *pair) for i, pair in enumerate(zip(expected, actual, strict=True))]
    else:
        return [] if expected == actual else [f"{at}: {actual!r}, not {expected!r}"]
    return [one for where, a, b in pairs for one in differences(a, b, where)]
