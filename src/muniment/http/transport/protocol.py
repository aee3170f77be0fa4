"""What one connection may make the server hold: uvicorn's protocol, which has no such bounds that answer as we do.

Nothing here needs a key to be met, so nothing here may grow with what a client sends or leaves unread.
"""

from __future__ import annotations

import asyncio
import fcntl
import ipaddress
import logging
import re
import struct
import termios
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from typing import Any, NoReturn

import httptools
from uvicorn.middleware.proxy_headers import _TrustedHosts
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from muniment.errors import (
    AddressTooLongError,
    BadRequestError,
    HeadTooLargeError,
    MunimentError,
    OverloadedError,
)
from muniment.http.transport.refusals import written_out
from muniment.limits import KIBIBYTE, MEBIBYTE
from muniment.settings import Settings

log = logging.getLogger("muniment.server")

MAX_HEAD_BYTES = 64 * KIBIBYTE
"""Request line and headers of one request; more is refused."""

_HEADER_BYTES = 32
"""What a header counts beside its letters (RFC 9113 §6.5.2): 20,000 headers of two letters were 4 MiB of objects."""

MOST_WAITING = 8
"""Requests of a connection that wait for the answer to an earlier one; further bytes are left to the kernel."""

_SHORTEST_REQUEST = len(b"GET / HTTP/1.1\r\n\r\n")
_PIECE_BYTES = (MOST_WAITING - 1) * _SHORTEST_REQUEST
"""A piece that completes MOST_WAITING requests at most, the one begun before it included."""

_LEAST_TAKEN_BYTES = 64 * KIBIBYTE
"""What a client takes of an answer within MUNIMENT_SEND_TIMEOUT_SECONDS, unless it takes all there is: 1 KiB a second
by default."""

_REFUSED_SECONDS = 1.0
_REFUSED_BYTES = 4 * MEBIBYTE
_MOST_REFUSED = 256
"""How long, how far, and how many at once, refused connections are still read before they are closed."""

_HOST = re.compile(rb"(?:\[[0-9A-Za-z:.%_~-]+\]|[0-9A-Za-z._~!$&'()*+,;=%-]+)(?::[0-9]*)?")
"""RFC 3986 §3.2.2, with a port."""

_IPV6_NETWORK_BITS = 64
"""One client has all addresses of such a network (RFC 6177)."""


class Connections:
    """How many there are from each address, and how many more than there may be."""

    def __init__(self, settings: Settings) -> None:
        self.refused = 0
        self._most = settings.max_connections
        self._most_per_address = settings.max_connections_per_address
        self._trusted = _TrustedHosts(settings.trusted_proxies)
        self._by_address: Counter[str] = Counter()

    def enter(self, client: tuple[str, int] | None) -> str | None:
        """Count a connection; the name under which it leaves. None when it is not counted: it came through a proxy that
        speaks for many, or there is no limit."""
        if client is None or not self._most_per_address or client[0] in self._trusted:
            return None
        source = _source(client[0])
        self._by_address[source] += 1
        return source

    def leave(self, source: str | None) -> None:
        """One less."""
        if source is None:
            return
        self._by_address[source] -= 1
        if not self._by_address[source]:
            del self._by_address[source]

    def is_one_too_many(self, source: str | None, *, of_all: int) -> bool:
        """Whether the connection just counted is beyond the limit of all or that of its address."""
        return of_all > self._most or (source is not None and self._by_address[source] > self._most_per_address)


def _source(host: str) -> str:
    """What counts as one address."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, _IPV6_NETWORK_BITS), strict=False))


class _Flow(FlowControl):
    """Reading goes on only while nothing waits: no request that was read, no bytes that were not looked at."""

    def __init__(self, transport: asyncio.Transport, waiting: Collection[object]) -> None:
        super().__init__(transport)
        self.unfed = b""
        # Not the protocol itself: in a circle with it, both would stay until the collector comes by.
        self._waiting = waiting

    @property
    def is_full(self) -> bool:
        """Whether what was read is enough for now."""
        return bool(self._waiting or self.unfed)

    def resume_reading(self) -> None:
        if not self.is_full:
            super().resume_reading()


class BoundedProtocol(HttpToolsProtocol):
    """One connection. `settings` and `all_connections` are its class's (`bounded_protocol`)."""

    settings: Settings
    all_connections: Connections

    _source: str | None = None
    _is_refused = False
    _is_read_on = False
    _fault: MunimentError | None = None
    _head_timer: asyncio.TimerHandle | None = None
    _is_in_head = False
    _head_bytes = 0
    _unread_bytes = 0
    flow: _Flow
    _running: RequestResponseCycle | None = None
    _taking_timer: asyncio.TimerHandle | None = None
    _untaken_bytes = 0
    _descriptor = -1

    # From the connection's begin to its end

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.flow = _Flow(transport, self.pipeline)
        self._descriptor = transport.get_extra_info("socket").fileno()
        self._source = self.all_connections.enter(self.client)
        if self.all_connections.is_one_too_many(self._source, of_all=len(self.connections)):
            self._refuse(OverloadedError())
        else:
            self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_here()
        self._all_is_taken()
        self.all_connections.leave(self._source)
        self.all_connections.refused -= self._is_read_on
        self.flow.unfed = b""
        self.pipeline.clear()
        self._leave_running()  # uvicorn tells only the request that came last
        super().connection_lost(exc)

    def _leave_running(self) -> None:
        """Tell the request under way that its client is gone."""
        if self._running is not None and not self._running.response_complete:
            self._running.disconnected = True
            self._running.message_event.set()

    def _refuse(self, error: MunimentError) -> None:
        """Answer, and read on for a moment: closing with bytes unread resets the connection, answer and all."""
        self._is_refused = True
        self._head_is_here()
        self.transport.write(written_out(error))
        if self.all_connections.refused >= _MOST_REFUSED:
            self._end()
            return
        self._is_read_on = True
        self.all_connections.refused += 1
        self.transport.write_eof()
        self.flow.unfed = b""
        self.flow.resume_reading()
        self._unread_bytes = 0
        self._head_timer = self.loop.call_later(_REFUSED_SECONDS, self._end)

    def _end(self) -> None:
        """Close, once what was written is taken."""
        self.transport.close()
        self._await_taking()

    # What is read

    def data_received(self, data: bytes) -> None:
        if self._is_refused:
            self._unread_bytes += len(data)
            if self._is_read_on and self._unread_bytes > _REFUSED_BYTES:
                self._end()
            return
        self._unset_keepalive_if_required()
        self._feed(self.flow.unfed + data)
        is_idle = self.cycle is not None and self.cycle.response_complete
        if is_idle and not self._is_refused and self._head_timer is None and self.timeout_keep_alive_task is None:
            # Line ends between two requests begin none, but have ended the wait for the next one.
            self._await_head()

    def _feed(self, data: bytes) -> None:
        """Have the bytes parsed, until requests wait. An empty line ends each of them, so that most data goes whole."""
        if data.count(b"\n\r\n") + len(self.pipeline) < MOST_WAITING:
            self.flow.unfed = b""
            self._parse(data)
            return
        at = 0
        while at < len(data) and not self.pipeline and not self._is_refused:
            self._parse(data[at : at + _PIECE_BYTES])
            at += _PIECE_BYTES
        self.flow.unfed = b"" if self._is_refused else data[at:]
        if self.flow.unfed:
            self.flow.pause_reading()
            self._stop_head_timer()  # the rest of a head that has begun waits for us

    def _parse(self, data: bytes) -> None:
        # The parser gathers a header or a trailer until it is whole, copying it with each piece, and tells nobody
        # meanwhile.
        if self._unread_bytes > MAX_HEAD_BYTES:
            self._refuse_bytes(HeadTooLargeError(MAX_HEAD_BYTES))
            return
        self._unread_bytes += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # Answered as plain HTTP. What follows may be in another protocol, so nothing does.
            self._is_refused = True
            self.cycle.keep_alive = False
        except httptools.HttpParserError:
            self._refuse_bytes(self._fault or BadRequestError("Invalid HTTP request received."))

    def _refuse_bytes(self, error: MunimentError) -> None:
        """What was read last is no request: those before it are answered, none after it is."""
        self._is_refused = True
        self.logger.warning(error.message)
        last: RequestResponseCycle | None = self.cycle
        if last is not None and last.more_body and self.pipeline:
            self.pipeline.popleft()
            last = self.pipeline[0][0] if self.pipeline else self._running
            is_answered = last is not None
        else:
            is_answered = last is not None and not last.more_body and not last.response_complete
        if is_answered and last is not None:
            last.keep_alive = False
            return
        if self._running is not None and self._running.response_started and not self._running.response_complete:
            self._end()
            return
        self._leave_running()
        self._refuse(error)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            return
        if self.flow.unfed and not self.pipeline:
            self._feed(self.flow.unfed)
        if self._is_in_head and self._head_timer is None and not self.flow.is_full:
            self._start_head_timer()
        self.flow.resume_reading()

    # How long and how large a head may be

    def on_message_begin(self) -> None:
        self._await_head()
        self._is_in_head = True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count(len(url), AddressTooLongError)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count(len(name) + len(value) + _HEADER_BYTES, HeadTooLargeError)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._head_is_here()
        self._check_host()
        super().on_headers_complete()

    def _check_host(self) -> None:
        """RFC 9112 §3.2: one Host that can be one, in HTTP/1.1 always."""
        hosts = [value.strip() for name, value in self.headers if name == b"host"]
        if len(hosts) > 1 or (not hosts and self.parser.get_http_version() == "1.1"):
            self._fail(BadRequestError("A request of HTTP/1.1 has one Host header."))
        if hosts and _HOST.fullmatch(hosts[0]) is None:
            self._fail(BadRequestError("The Host header names no host."))

    def on_body(self, body: bytes) -> None:
        self._unread_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._unread_bytes = 0
        super().on_message_complete()

    def _await_head(self) -> None:
        self._head_bytes = self._unread_bytes = 0
        self._start_head_timer()

    def _head_is_here(self) -> None:
        self._is_in_head = False
        self._stop_head_timer()

    def _start_head_timer(self) -> None:
        self._stop_head_timer()
        self._head_timer = self.loop.call_later(self.settings.header_timeout_seconds, self._end)

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _count(self, size: int, error: type[AddressTooLongError | HeadTooLargeError]) -> None:
        self._head_bytes += size
        if self._head_bytes > MAX_HEAD_BYTES:
            self._fail(error(MAX_HEAD_BYTES))

    def _fail(self, error: MunimentError) -> NoReturn:
        """Have the parser stop, which tells of no error but its own."""
        self._fault = error
        raise ValueError(error.message)

    # What is written

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        task = self.loop.create_task(cycle.run_asgi(app))
        self.tasks.add(task)
        task.add_done_callback(self._is_answered)

    def _is_answered(self, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        if self.transport.is_closing():
            self._await_taking()

    def timeout_keep_alive_handler(self) -> None:
        self._end()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._await_taking()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._all_is_taken()

    def _await_taking(self) -> None:
        """Give the connection up when its client takes next to nothing from now on."""
        self._all_is_taken()
        if self.transport.get_write_buffer_size():
            self._untaken_bytes = self._left_bytes()
            self._taking_timer = self.loop.call_later(self.settings.send_timeout_seconds, self._look_at_what_is_taken)

    def _look_at_what_is_taken(self) -> None:
        if self._untaken_bytes - self._left_bytes() >= _LEAST_TAKEN_BYTES:
            self._await_taking()
            return
        log.warning(
            "an answer was given up: its client took nothing for %s seconds", self.settings.send_timeout_seconds
        )
        self.transport.abort()

    def _left_bytes(self) -> int:
        """Written and not acknowledged. What the kernel holds of it, some MiB, moves long before our own buffer."""
        left = self.transport.get_write_buffer_size()
        with suppress(OSError):  # not every system tells
            left += struct.unpack("i", fcntl.ioctl(self._descriptor, termios.TIOCOUTQ, bytes(4)))[0]
        return left

    def _all_is_taken(self) -> None:
        if self._taking_timer is not None:
            self._taking_timer.cancel()
            self._taking_timer = None


def bounded_protocol(settings: Settings) -> type[BoundedProtocol]:
    """The protocol of one server's connections."""
    return type("Bounded", (BoundedProtocol,), {"settings": settings, "all_connections": Connections(settings)})
