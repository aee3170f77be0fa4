"""The server process: uvicorn around the application, its connections bounded (protocol.py), its stop graceful."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import signal
import socket
import threading
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp

from muniment.http.app import create_probe_app
from muniment.http.transport.middleware import Middleware
from muniment.http.transport.protocol import bounded_protocol
from muniment.memory import keep_freed_memory
from muniment.runtime import Runtime
from muniment.settings import Settings

log = logging.getLogger("muniment.server")

_PROBE_SHUTDOWN_SECONDS = 1
"""How long an answer to an operator's tool may still take when the worker has ended."""


def _allow_descriptors(connections: int) -> None:
    """Raise the limit on open files, as far as we may, to what so many connections with a file each need."""
    wanted = 2 * connections + 512
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        if most < wanted:
            log.warning("only %d files may be open: enough for some %d connections", most, (most - 512) // 2)


class GracefulServer(uvicorn.Server):
    """uvicorn's, which lets requests under way end. `ready` is called when requests are answered."""

    def __init__(self, config: uvicorn.Config, *, ready: Callable[[], None] = lambda: None) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell that requests are answered before the first one is."""
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Let who waits for something to happen go first."""
        if isinstance(self.config.app, Middleware):
            self.config.app.stop_waiting()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are `serve`'s: uvicorn would raise them again at the end and exit with -15."""
        yield


def configure(app: ASGIApp, settings: Settings, *, shutdown_seconds: int | None = None) -> uvicorn.Config:
    """How uvicorn serves an application, on a socket that the caller binds. `shutdown_seconds`: how long requests under
    way may take to end, when not what the settings say."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=bounded_protocol(settings),
        ws="none",
        lifespan="on",
        log_config=None,
        # Its lines would hold the query, and with it the signatures of links.
        access_log=False,
        server_header=False,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=settings.trusted_proxies,
        timeout_keep_alive=settings.keep_alive_seconds,
        timeout_graceful_shutdown=settings.shutdown_seconds if shutdown_seconds is None else shutdown_seconds,
    )


def serve(app: Middleware, runtime: Runtime, listening: socket.socket, *, ready: Callable[[], None]) -> None:
    """Serve the application over the runtime until SIGTERM or SIGINT; requests under way finish. `ready` is called when
    requests are answered."""
    keep_freed_memory()
    _allow_descriptors(runtime.settings.max_connections)
    server = GracefulServer(configure(app, runtime.settings), ready=ready)

    async def run() -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(number, setattr, server, "should_exit", True)
        await server.serve(sockets=[listening])

    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(run())


class ProbeServer:
    """Answers an operator's tools beside a worker, in a thread of its own: the same application parts, the same
    protocol and limits as the API's, so no client of it holds up another one or the worker's end."""

    def __init__(self, runtime: Runtime, listening: socket.socket, *, is_working: Callable[[], bool]) -> None:
        app = create_probe_app(runtime, is_working=is_working)
        self._server = GracefulServer(configure(app, runtime.settings, shutdown_seconds=_PROBE_SHUTDOWN_SECONDS))
        self._thread = threading.Thread(
            target=self._server.run, kwargs={"sockets": [listening]}, name="probes", daemon=True
        )

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering; connections that wait for something are closed."""
        self._server.should_exit = True
        self._thread.join()


def parse_address(value: str) -> tuple[str, int]:
    """`host:port` as a pair; the host may be an IPv6 address in brackets. Raises ValueError."""
    host, colon, port = value.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit()) or int(port) > 65535:
        raise ValueError(f"{value!r} is no HOST:PORT")
    return host.strip("[]"), int(port)
