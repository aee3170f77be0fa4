"""`muniment serve` and `muniment worker`: the processes that stay."""

from __future__ import annotations

import logging
import os
import signal
import socket
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.common import (
    attach_runtime,
    build_runtime,
    read_settings,
    set_up_logs,
    set_up_observing,
    stop,
    typed,
)

if TYPE_CHECKING:
    from muniment.http.transport.server import ProbeServer
    from muniment.observing.counts import Counts
    from muniment.rates import Rates
    from muniment.runtime import Runtime
    from muniment.settings import Settings
    from muniment.worker.worker import Worker

Ready = Callable[[], None]

_FIRST, _WORKER = "api-1", "worker"

log = logging.getLogger("muniment.cli")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command()(worker)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for any free one.", min=0, max=65535)] = 8000,
    processes: Annotated[int, typer.Option(help="Processes that answer requests on this port.", min=1, max=64)] = 1,
    no_worker: Annotated[
        bool,
        typer.Option("--no-worker", help="Leave jobs to `muniment worker`, as MUNIMENT_WORKER_CONCURRENCY=0 does."),
    ] = False,
) -> None:
    """Serve the web app and the API, and work the jobs in a process of its own. What ends is started again."""
    from muniment import rates
    from muniment.observing.counts import Counts, shared_memory
    from muniment.supervisor.supervisor import Program, Supervisor

    settings = set_up_logs()
    warn_of_root(os.geteuid())
    warn_of_sqlite(settings, sqlite3.sqlite_version_info)
    listening = _listen(host, port, shown=f"{host}:{port}")
    names = [f"api-{n}" for n in range(1, processes + 1)]
    if settings.worker_concurrency and not no_worker:
        names.append(_WORKER)
    memory = {name: shared_memory() for name in names}
    buckets = rates.Rates(rates.shared_memory())

    made = False  # by the first process, which only the first time makes what it does not find

    def run(name: str, ready: Ready) -> int:
        # Its own first: of them it writes.
        counts = [Counts(one, memory[one]) for one in sorted(names, key=lambda one: one != name)]
        try:
            if name == _WORKER:
                listening.close()
                _run_worker(counts, settings.worker_concurrency, ready)
            else:
                is_first_start = name == _FIRST and not made
                opened = build_runtime if is_first_start else attach_runtime
                _run_api(counts, buckets, listening, ready, opened=opened, tell_code=is_first_start)
        except typer.Exit as ended:  # it has said why
            return ended.exit_code
        return 0

    def first_ready() -> None:
        nonlocal made
        made = True
        _tell_where(listening, settings)

    supervisor = Supervisor(
        [Program(name, partial(run, name)) for name in names],
        first_ready=first_ready,
        shutdown_seconds=settings.shutdown_seconds,
    )
    raise typer.Exit(supervisor.run(stopping=listening.close))


def _run_api(
    counts: Sequence[Counts],
    buckets: Rates,
    listening: socket.socket,
    ready: Ready,
    *,
    opened: Callable[[], Runtime],
    tell_code: bool,
) -> None:
    from muniment.http.transport.server import serve as serve_api
    from muniment.web.app import create_app

    with _runtime(counts, opened) as runtime:
        if tell_code:
            _tell_code(runtime, listening)
        runtime = replace(runtime, rates=buckets)
        serve_api(create_app(runtime), runtime, listening, ready=ready)


def _run_worker(counts: Sequence[Counts], concurrency: int, ready: Ready) -> None:
    stopped = _signalled()
    with _runtime(counts, attach_runtime) as runtime, _worker(runtime, concurrency) as working:
        _work_until(stopped, working, runtime, ready)


def _tell_code(runtime: Runtime, listening: socket.socket) -> None:
    """Where there is no user yet, a code that makes the first one. On standard output, where no log line goes: it is
    good once and for an hour, and what keeps the output keeps nothing of worth."""
    from muniment.accounts import one_time_codes
    from muniment.accounts.user_rows import has_users
    from muniment.db import clock

    with runtime.database.read() as tx:
        if has_users(tx):
            return
    seconds = one_time_codes.FIRST_ADMINISTRATOR_SECONDS
    with runtime.database.write() as tx:
        code = one_time_codes.make(tx, user_id=None, seconds=seconds, now=clock.now(tx))
    address = runtime.settings.public_url or _address(listening)
    typer.echo(f"no user yet: {address}/setup makes the first administrator, once, within {seconds // 60} minutes")
    typer.echo(f"  code   {code}")


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _tell_where(listening: socket.socket, settings: Settings) -> None:
    address = _address(listening)
    typer.echo(f"muniment listens on {address}")
    typer.echo(f"  home   {settings.home_folder}")
    typer.echo(f"  docs   {address}/docs")
    typer.echo(f"  a key  {typed(settings, 'keys', 'create', '--org', 'NAME', '--name', 'NAME')}")


def worker(
    concurrency: Annotated[int, typer.Option(help="Documents processed at once.", min=1, max=64)] = 2,
    watch: Annotated[
        str | None,
        typer.Option(metavar="HOST:PORT", help="Answer /healthz, /readyz and /metrics there; nowhere when omitted."),
    ] = None,
) -> None:
    """Work the jobs table until stopped; any number of workers may run."""
    from muniment.observing.counts import Counts

    stopped = _signalled()
    set_up_logs()
    warn_of_root(os.geteuid())
    warn_of_sqlite(read_settings(), sqlite3.sqlite_version_info)
    listening = _listen_for_probes(watch) if watch is not None else None
    with _runtime([Counts(_WORKER)], attach_runtime) as runtime, _worker(runtime, concurrency) as working:
        probes = _open_probes(listening, runtime, working) if listening is not None else None

        def tell() -> None:
            typer.echo(f"muniment works with {concurrency} at once, home {runtime.home}")
            if watch is not None:
                typer.echo(f"  watch  http://{watch}")

        _work_until(stopped, working, runtime, tell)
        if probes is not None:
            probes.stop()


def _listen_for_probes(watch: str) -> socket.socket:
    from muniment.http.transport.server import parse_address

    try:
        return _listen(*parse_address(watch), shown=watch)
    except ValueError as error:
        stop(str(error))


def _open_probes(listening: socket.socket, runtime: Runtime, working: Worker) -> ProbeServer:
    from muniment.http.transport.server import ProbeServer

    probes = ProbeServer(runtime, listening, is_working=lambda: working.is_working)
    probes.start()
    return probes


def _work_until(stopped: threading.Event, working: Worker, runtime: Runtime, ready: Ready) -> None:
    working.start()
    ready()
    stopped.wait()
    working.stop(seconds=runtime.settings.shutdown_seconds)


@contextmanager
def _worker(runtime: Runtime, concurrency: int) -> Iterator[Worker]:
    """A worker to start and stop, and the sandbox in which it reads, closed at the end."""
    from muniment.analysis.sandboxed import open_sandbox
    from muniment.worker.worker import Worker

    with closing(open_sandbox(runtime.settings, scratch_folder=runtime.scratch_folder)) as sandbox:
        yield Worker(runtime, sandbox, concurrency=concurrency)


@contextmanager
def _runtime(counts: Sequence[Counts], opened: Callable[[], Runtime]) -> Iterator[Runtime]:
    """What this process works with, observed as the settings say."""
    from muniment.observing import tracing
    from muniment.observing.metrics import Metrics
    from muniment.upkeep.installations import in_use

    set_up_observing()
    runtime = replace(opened(), metrics=Metrics(counts))
    try:
        with in_use(runtime.locks_folder):
            yield runtime
    finally:
        runtime.close()
        tracing.shut_down()


def _signalled() -> threading.Event:
    """Set by SIGTERM or SIGINT."""
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.set())
    return stopped


def warn_of_root(user: int) -> None:
    """Say in the log when the process runs as root, which nothing here needs."""
    if user == 0:
        log.warning("running as root, which nothing here needs: run as a user of its own, who owns the home folder")


MENDED_SQLITE = (3, 51, 3)
"""The first in which two connections that reset the write-ahead log at one moment no longer damage the database."""


def warn_of_sqlite(settings: Settings, version: tuple[int, ...]) -> None:
    """Say in the log when the embedded database runs on a library that may, very rarely, damage it."""
    url = settings.database_url.get_secret_value() if settings.database_url is not None else "sqlite:"
    if url.startswith("sqlite") and version < MENDED_SQLITE:
        log.warning(
            "SQLite %s has the WAL-reset fault, mended in %s, unless your distribution has mended it: back up, and run "
            "`muniment verify` from time to time (docs/deploy.md)",
            ".".join(map(str, version)),
            ".".join(map(str, MENDED_SQLITE)),
        )


def _listen(host: str, port: int, *, shown: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        stop(f"Cannot listen on {shown}: {os.strerror(error.errno) if error.errno else error}")
