"""`muniment serve` and `muniment worker`: the processes that stay."""

from __future__ import annotations

import logging
import os
import time
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.common import attach_runtime, build_runtime, set_up_observing, stop

if TYPE_CHECKING:
    from muniment.jobs.window import Window
    from muniment.runtime import Runtime
    from muniment.worker.worker import Worker


log = logging.getLogger("muniment.cli")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command()(worker)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for any free one.", min=0, max=65535)] = 8000,
) -> None:
    """Serve the API, and work the jobs unless MUNIMENT_WORKER_CONCURRENCY is 0."""
    set_up_observing()
    warn_of_root(os.geteuid())
    from muniment.http.transport.server import serve as serve_api
    from muniment.observing import tracing
    from muniment.worker.worker import Worker

    runtime = build_runtime()
    concurrency = runtime.settings.worker_concurrency
    worker = Worker(runtime, concurrency=concurrency) if concurrency else None
    signalled_at: list[float] = []

    def ready(address: str) -> None:
        if worker is not None:
            worker.start()
        typer.echo(f"muniment listens on {address}")
        typer.echo(f"  home   {runtime.home}")
        typer.echo(f"  docs   {address}/docs")
        home = "" if "MUNIMENT_HOME" not in os.environ else f"MUNIMENT_HOME={runtime.home} "
        typer.echo(f"  a key  {home}muniment keys create --org NAME --name NAME")

    def stopping() -> None:
        signalled_at.append(time.monotonic())
        if worker is not None:
            worker.pause()

    try:
        serve_api(runtime, host=host, port=port, ready=ready, stopping=stopping)
    except OSError as error:
        stop(f"Cannot listen on {host}:{port}: {error.strerror or error}")
    finally:
        if worker is not None:
            passed = time.monotonic() - signalled_at[0] if signalled_at else 0.0
            worker.stop(seconds=max(0.0, runtime.settings.shutdown_seconds - passed))
        runtime.close()
        tracing.shut_down()


def worker(
    concurrency: Annotated[int, typer.Option(help="Documents processed at once.", min=1, max=64)] = 2,
    watch: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Answer /metrics and /healthz there; nowhere when omitted.")
    ] = None,
) -> None:
    """Work the jobs table until stopped; any number of workers may run."""
    import signal
    import threading

    set_up_observing()
    warn_of_root(os.geteuid())
    from muniment.observing import tracing
    from muniment.worker.worker import Worker

    runtime = attach_runtime()
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    working = Worker(runtime, concurrency=concurrency)
    window = _open_window(watch, runtime, working) if watch is not None else None
    working.start()
    typer.echo(f"muniment works with {concurrency} at once, home {runtime.home}")
    if window is not None:
        typer.echo(f"  watch  http://{watch}")
    stopped.wait()
    if window is not None:
        window.close()
    working.stop(seconds=runtime.settings.shutdown_seconds)
    runtime.close()
    tracing.shut_down()


def warn_of_root(user: int) -> None:
    """Say in the log when the process runs as root, which nothing here needs."""
    if user == 0:
        log.warning("running as root, which nothing here needs: run as a user of its own, who owns the home folder")


def _open_window(watch: str, runtime: Runtime, working: Worker) -> Window:
    from muniment.jobs.window import Window, parse_address

    token = runtime.settings.metrics_token
    try:
        return Window(
            parse_address(watch),
            metrics=runtime.metrics,
            token=token.get_secret_value() if token is not None else None,
            is_working=lambda: working.is_working,
        )
    except ValueError as error:
        stop(str(error))
    except OSError as error:
        stop(f"Cannot listen on {watch}: {error.strerror or error}")
