"""The two ways to do what flows ask for, with httpx: while the caller waits, and while its event loop goes on."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import TypeAlias, TypeVar, cast

import httpx

from muniment_client.errors import ConnectionFailedError, MunimentError, TimedOutError
from muniment_client.exchange import Answer, Flow, Pause, Request, Work

T = TypeVar("T")

Wanted: TypeAlias = Request | Pause | Work

AnyKey: TypeAlias = str | Callable[[], str] | Callable[[], Awaitable[str]]
"""A key, or what gives it."""

_KEY = re.compile(r"[!-~]+")
_MOST_BYTES = 128 * 2**20
"""Of an answer in memory; the longest that the API gives, the drawn page of a document, has some ten million."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """Where requests go, and what goes with each of them."""

    base_url: str
    key: Callable[[], str | Awaitable[str]] = field(repr=False)
    user_agent: str
    timeout: httpx.Timeout


def made(client: Callable[[], T]) -> T:
    """A client of httpx. Raises MunimentError where the environment's proxies or certificates cannot be used."""
    try:
        return client()
    except (httpx.InvalidURL, ValueError, ImportError, OSError) as error:
        raise MunimentError(f"The environment's proxies or certificates cannot be used: {error}") from error


def run(flow: Flow[T], client: httpx.Client, server: Server) -> T:
    """What the flow returns."""
    step: Callable[[], Wanted] = partial(next, flow)
    try:
        while True:
            try:
                wanted = step()
            except StopIteration as end:  # of the flow alone: a caller's own function may raise one too
                return cast("T", end.value)
            try:
                step = partial(flow.send, _done(wanted, client, server))
            except MunimentError as error:
                step = partial(flow.throw, error)
    finally:
        flow.close()


async def run_async(flow: Flow[T], client: httpx.AsyncClient, server: Server) -> T:
    """The same on an event loop."""
    step: Callable[[], Wanted] = partial(next, flow)
    try:
        while True:
            try:
                wanted = step()
            except StopIteration as end:  # of the flow alone: a caller's own function may raise one too
                return cast("T", end.value)
            try:
                step = partial(flow.send, await _done_async(wanted, client, server))
            except MunimentError as error:
                step = partial(flow.throw, error)
    finally:
        flow.close()


def _done(wanted: Wanted, client: httpx.Client, server: Server) -> Answer | None:
    if isinstance(wanted, Request):
        return _send(wanted, client, server)
    if isinstance(wanted, Pause):
        time.sleep(wanted.seconds)
    else:
        wanted.do()
    return None


async def _done_async(wanted: Wanted, client: httpx.AsyncClient, server: Server) -> Answer | None:
    if isinstance(wanted, Request):
        return await _send_async(wanted, client, server)
    if isinstance(wanted, Pause):
        await asyncio.sleep(wanted.seconds)
    else:
        await asyncio.to_thread(wanted.do)
    return None


class _Memory:
    """Where the body of an answer goes unless a sink takes it."""

    def __init__(self) -> None:
        self.body = bytearray()

    def headers(self) -> Mapping[str, str]:
        """Nothing."""
        return {}

    def begin(self, status: int, headers: Mapping[str, str]) -> None:
        """Nothing."""

    def write(self, piece: bytes) -> None:
        """Keep a piece. Raises MunimentError when there is more than any answer of the API has."""
        self.body += piece
        if len(self.body) > _MOST_BYTES:
            raise MunimentError(f"The answer is longer than {_MOST_BYTES:,} bytes: is base_url right?")


def _send(request: Request, client: httpx.Client, server: Server) -> Answer:
    with _told(request):
        key = checked_key(server.key()) if request.is_authorised else None
        asked = _built(request, client, server, key)
        answer = client.send(asked, stream=True, follow_redirects=_may_lead(request, client))
        try:
            memory = _Memory()
            sink = (request.sink if answer.is_success else None) or memory
            sink.begin(answer.status_code, dict(answer.headers))
            for piece in answer.iter_bytes():
                sink.write(piece)
            return Answer(answer.status_code, dict(answer.headers), bytes(memory.body))
        finally:
            answer.close()


async def _send_async(request: Request, client: httpx.AsyncClient, server: Server) -> Answer:
    with _told(request):
        key = checked_key(await _awaited(server.key())) if request.is_authorised else None
        asked = _built(request, client, server, key)
        answer = await client.send(asked, stream=True, follow_redirects=_may_lead(request, client))
        try:
            memory = _Memory()
            sink = (request.sink if answer.is_success else None) or memory
            sink.begin(answer.status_code, dict(answer.headers))
            async for piece in answer.aiter_bytes():
                sink.write(piece)
            return Answer(answer.status_code, dict(answer.headers), bytes(memory.body))
        finally:
            await answer.aclose()


async def _awaited(given: object) -> object:
    return await given if isinstance(given, Awaitable) else given


def checked_key(key: object) -> str:
    """The key, without blanks around it. Raises MunimentError for what is none, as httpx's message would hold it."""
    if not isinstance(key, str) or not _KEY.fullmatch(key.strip()):
        raise MunimentError("Give api_key or MUNIMENT_API_KEY: a key as `muniment keys create` shows it.")
    return key.strip()


def _may_lead(request: Request, client: httpx.Client | httpx.AsyncClient) -> bool:
    """Whether redirects are followed: none with the key, whatever the caller's httpx does; a POST goes on as a GET."""
    return client.follow_redirects and not request.is_authorised


def _built(
    request: Request, client: httpx.Client | httpx.AsyncClient, server: Server, key: str | None
) -> httpx.Request:
    timeout = server.timeout
    if request.seconds and timeout.read is not None:
        timeout = httpx.Timeout(**{**timeout.as_dict(), "read": timeout.read + request.seconds})
    try:
        return client.build_request(
            request.method,
            server.base_url + request.url if request.url.startswith("/") else request.url,
            params=dict(request.query) or None,
            headers={
                "User-Agent": server.user_agent,
                **({"Authorization": f"Bearer {key}"} if key is not None else {}),
                **request.headers,
                **(request.sink.headers() if request.sink is not None else {}),
            },
            json=request.json,
            data=dict(request.form) if request.form is not None else None,
            files={"file": (request.file.filename, request.file)} if request.file is not None else None,  # type: ignore[dict-item]
            timeout=timeout,
        )
    except UnicodeEncodeError as error:  # half of a surrogate pair; in a header, what is not ASCII
        raise MunimentError(f"What was given cannot be sent as text: {error}") from error


_is_unlogged: ContextVar[bool] = ContextVar("is_unlogged", default=False)


class _Silence(logging.Filter):
    """httpx logs the URL of every request; one that is its own credential stands in no log."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not _is_unlogged.get()


logging.getLogger("httpx").addFilter(_Silence())


@contextmanager
def _told(request: Request) -> Iterator[None]:
    """httpx's errors as ours; and nothing in a log of requests whose URL lets in whoever has it."""
    token = _is_unlogged.set(not request.is_authorised)
    try:
        yield
    except httpx.TimeoutException as error:
        is_unsent = isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout)
        raise TimedOutError(_unanswered(error), is_unsent=is_unsent) from error
    except (httpx.InvalidURL, httpx.LocalProtocolError, httpx.UnsupportedProtocol) as error:
        raise MunimentError(_words(error)) from error  # the same whenever it is tried
    except httpx.RequestError as error:
        is_unsent = isinstance(error, httpx.ConnectError | httpx.ProxyError)
        raise ConnectionFailedError(_unanswered(error), is_unsent=is_unsent) from error
    finally:
        _is_unlogged.reset(token)


def _unanswered(error: httpx.RequestError) -> str:
    """Names the server alone: the rest of a link's address lets in whoever has it."""
    url = error.request.url
    return f"{url.scheme}://{url.netloc.decode()} gave no answer ({_words(error)})"


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".removesuffix(": ")
