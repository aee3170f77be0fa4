"""Runs cases of clients/cases.toml with the Python SDK, synchronously and on an event loop."""

from __future__ import annotations

import asyncio
import io
import re
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from muniment_client import AsyncMuniment, Muniment, Retries
from muniment_client.model import Model
from muniment_client.paging import AsyncPages
from tests.clients.playing import TABLE, file_bytes

AT_ONCE = Retries(first_pause_seconds=0)
"""Trying again without a pause, but for what Retry-After says."""

Do = Callable[[str, str, Mapping[str, Any]], Any]
"""Calls an operation of a server with arguments, and gives what came out."""


def sync_do(secret: str) -> Do:
    """By `Muniment`."""

    def do(base_url: str, operation: str, arguments: Mapping[str, Any]) -> Any:
        with Muniment(secret, base_url, retries=AT_ONCE) as client:
            group, method = operation.split(".")
            return plain(getattr(getattr(client, group), method)(**arguments))

    return do


def async_do(secret: str) -> Do:
    """By `AsyncMuniment`."""

    async def done(base_url: str, operation: str, arguments: Mapping[str, Any]) -> Any:
        async with AsyncMuniment(secret, base_url, retries=AT_ONCE) as client:
            group, method = operation.split(".")
            given = getattr(getattr(client, group), method)(**arguments)
            return plain([one async for one in given] if isinstance(given, AsyncPages) else await given)

    def do(base_url: str, operation: str, arguments: Mapping[str, Any]) -> Any:
        return asyncio.run(done(base_url, operation, arguments))

    return do


def plain(value: Any) -> Any:
    """What came out, as tables hold it."""
    if isinstance(value, Model):
        return value.to_dict()
    if value is None or isinstance(value, str | int | float | bytes | dict | Path):
        return value
    return [plain(one) for one in value]


class Run:
    """One way through the table: what was given is made once, by the operations of the table themselves."""

    def __init__(self, do: Do, base_url: str, *, receiver: str) -> None:
        self.do = do
        self.base_url = base_url
        self.receiver = receiver
        self._given: dict[str, Any] = {}

    def call(self, case: Mapping[str, Any], folder: Path, *, base_url: str | None = None) -> Any:
        """What the case's call gives."""
        arguments = self.filled(case.get("arguments", {}), folder)
        if case["operation"] == "documents.upload":
            file = io.BytesIO(file_bytes(arguments["file"]))
            arguments = {"filename": TABLE["file"][arguments["file"]]["name"], **arguments, "file": file}
        return self.do(base_url or self.base_url, case["operation"], arguments)

    def filled(self, value: Any, folder: Path) -> Any:
        """The value with what its placeholders stand for."""
        if isinstance(value, dict):
            return {name: self.filled(one, folder) for name, one in value.items()}
        if isinstance(value, list):
            return [self.filled(one, folder) for one in value]
        if not isinstance(value, str) or value == "${bytes}":
            return value
        if (whole := re.fullmatch(r"\$\{([^}]+)\}", value)) is not None:
            return self._named(whole[1], folder)
        return re.sub(r"\$\{([^}]+)\}", lambda match: str(self._named(match[1], folder)), value)

    def _named(self, name: str, folder: Path) -> Any:
        fixed = {"null": None, "folder": str(folder), "receiver": self.receiver, "now": int(time.time())}
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
    if expected == "${bytes}":
        return [] if isinstance(actual, bytes) and actual else [f"{at}: no bytes but {actual!r}"]
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            one
            for name, value in expected.items()
            for one in (
                differences(value, actual[name], f"{at}.{name}") if name in actual else [f"{at}.{name}: not there"]
            )
        ]
    if isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            return [f"{at}: {len(actual)} entries, not {len(expected)}: {actual!r}"]
        pairs = zip(expected, actual, strict=True)
        return [one for i, (a, b) in enumerate(pairs) for one in differences(a, b, f"{at}[{i}]")]
    return [] if expected == actual else [f"{at}: {actual!r}, not {expected!r}"]
