"""What a group of operations stands on: the client that does them."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from muniment_client.calls import Call, called
from muniment_client.exchange import Flow
from muniment_client.paging import AsyncPages, Pages, walks
from muniment_client.retries import Retries

T = TypeVar("T")


class Run(Protocol):
    """Does what a flow asks for."""

    def __call__(self, flow: Flow[T]) -> T: ...


class RunAsync(Protocol):
    """The same on an event loop."""

    async def __call__(self, flow: Flow[T]) -> T: ...


class Group:
    """Operations of a client."""

    def __init__(self, run: Run, retries: Retries) -> None:
        self._run = run
        self._retries = retries

    def _do(self, call: Call[T]) -> T:
        return self._run(called(call, self._retries))

    def _walk(self, call: Call[Any], entries: str | None, *, limit: int | None) -> Pages[Any]:
        return Pages(walks(call, entries, limit=limit), self._do)


class AsyncGroup:
    """The same on an event loop."""

    def __init__(self, run: RunAsync, retries: Retries) -> None:
        self._run = run
        self._retries = retries

    async def _do(self, call: Call[T]) -> T:
        return await self._run(called(call, self._retries))

    def _walk(self, call: Call[Any], entries: str | None, *, limit: int | None) -> AsyncPages[Any]:
        return AsyncPages(walks(call, entries, limit=limit), self._do)
