"""The command line. Imports what a command needs only when it runs, so that each starts quickly."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from muniment.cli.upkeep import register as register_upkeep

if TYPE_CHECKING:
    from muniment.jobs.window import Window
    from muniment.runtime import Runtime
    from muniment.settings import Settings
    from muniment.worker.worker import Worker

app = typer.Typer(
    name="muniment",
    help="The evidence room of vendor risk.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
keys = typer.Typer(help="API keys.", no_args_is_help=True)
jobs = typer.Typer(help="The jobs table: what is owed, under way, dead.", no_args_is_help=True)
app.add_typer(keys, name="keys")
app.add_typer(jobs, name="jobs")

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def main() -> None:
    """The program."""
    app()


def _settings() -> Settings:
    from pydantic import ValidationError

    from muniment.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            typer.echo(f"MUNIMENT_{name}: {problem['msg']}", err=True)
        raise typer.Exit(2) from None


def _build() -> Runtime:
    from sqlalchemy.exc import DBAPIError

    from muniment.errors import StorageUnavailableError
    from muniment.runtime import build

    try:
        return build(_settings())
    except DBAPIError as error:
        _stop(f"The database cannot be used: {error.orig}")
    except StorageUnavailableError as error:
        _stop(f"The storage cannot be used: {error.message}")
    except (OSError, ValueError) as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def _set_up_watching() -> None:
    """Log lines and spans go where the settings say."""
    from muniment.observing import logs, tracing

    settings = _settings()
    logs.configure(settings.log_format, settings.log_level)
    if settings.tracing:
        try:
            tracing.configure()
        except ValueError as error:
            _stop(str(error))


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 for any free one.", min=0, max=65535)] = 8000,
) -> None:
    """Serve the API, and work the jobs unless MUNIMENT_WORKER_CONCURRENCY is 0."""
    _set_up_watching()
    from muniment.http.transport.server import serve as serve_api
    from muniment.observing import tracing
    from muniment.worker.worker import Worker

    runtime = _build()
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
        _stop(f"Cannot listen on {host}:{port}: {error.strerror or error}")
    finally:
        if worker is not None:
            passed = time.monotonic() - signalled_at[0] if signalled_at else 0.0
            worker.stop(seconds=max(0.0, runtime.settings.shutdown_seconds - passed))
        runtime.close()
        tracing.shut_down()


@app.command()
def worker(
    concurrency: Annotated[int, typer.Option(help="Documents processed at once.", min=1, max=64)] = 2,
    watch: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Answer /metrics and /healthz there; nowhere when omitted.")
    ] = None,
) -> None:
    """Work the jobs table until stopped; any number of workers may run."""
    import signal
    import threading

    _set_up_watching()
    from muniment.observing import tracing
    from muniment.worker.worker import Worker

    runtime = _build()
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
        _stop(str(error))
    except OSError as error:
        _stop(f"Cannot listen on {watch}: {error.strerror or error}")


@app.command()
def migrate() -> None:
    """Bring the database to the version this program needs; `serve` and `worker` do it too."""
    runtime = _build()
    typer.echo(f"The database is current: {runtime.database.url.render_as_string(hide_password=True)}")
    runtime.close()


@app.command()
def sweep(as_json: Json = False) -> None:
    """Remove bytes no document names, expired idempotency keys and old jobs; queue slipped documents again."""
    from dataclasses import asdict

    from muniment.upkeep.sweep import sweep as sweep_all

    runtime = _build()
    swept = asdict(sweep_all(runtime))
    runtime.close()
    if as_json:
        typer.echo(json.dumps(swept))
        return
    for name, n in swept.items():
        typer.echo(f"{n:8} {name.replace('_', ' ')}")


@app.command()
def analyze(
    paths: Annotated[list[Path], typer.Argument(help="Files, and folders to look through.")],
    as_lines: Annotated[bool, typer.Option("--jsonl", help="One JSON object per line, also on a terminal.")] = False,
    jobs_: Annotated[int, typer.Option("--jobs", help="Files read at once.", min=1, max=64)] = os.cpu_count() or 1,
) -> None:
    """Read and judge files without a server: type, facts and warnings, each with its receipt."""
    import tempfile

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from muniment.analysis.files import analyse_files, files_below
    from muniment.analysis.sandboxed import open_sandbox

    settings = _settings()
    try:
        files = files_below(paths)
    except FileNotFoundError as error:
        _stop(str(error))
    screen = Console(stderr=True)
    bar = Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"), console=screen
    )
    with tempfile.TemporaryDirectory(prefix="muniment-") as scratch:
        sandbox = open_sandbox(settings, scratch_folder=Path(scratch))
        try:
            with bar if screen.is_terminal else nullcontext():
                task = bar.add_task("", total=len(files))
                for found in analyse_files(sandbox, files, settings=settings, jobs=jobs_):
                    if as_lines or not sys.stdout.isatty():
                        typer.echo(json.dumps(found, ensure_ascii=False))
                    else:
                        bar.console.print(_summary(found), markup=False, highlight=False)
                    bar.advance(task)
        finally:
            sandbox.close()


def _summary(found: dict[str, Any]) -> str:
    """One analysis on a line or two, for a person; nothing that a terminal would obey."""
    name = "".join(character if character.isprintable() else "?" for character in found["path"])
    if found["error"] is not None:
        return f"{name}: {found['error']['code']}: {found['error']['message']}"
    judged = found["classification"]
    if judged["document_type"] is None:
        return f"{name}: no type"
    first = judged["evidence"][0]
    quote = " ".join(first["quote"].split())[:100]
    return f"{name}: {judged['document_type']} {judged['confidence']:.2f}\n    page {first['page']}: {quote}"


@keys.command("create")
def create_key(
    org: Annotated[str, typer.Option(help="The organization; made when new.")],
    name: Annotated[str, typer.Option(help="What the key is for.")],
    scope: Annotated[list[str] | None, typer.Option(help="A scope to grant, as keys:manage; repeatable.")] = None,
    expires_in_days: Annotated[
        int | None, typer.Option(help="Days until the key expires; never when omitted.", min=1)
    ] = None,
    as_json: Json = False,
) -> None:
    """Make an API key. Its secret is shown this once."""
    from muniment import clock
    from muniment.accounts import keys

    runtime = _build()
    now = clock.now()
    try:
        with runtime.database.write() as tx:
            org_id = keys.ensure_organisation(tx, org, now=now)
            key = keys.create_key(
                tx,
                org_id,
                name=name,
                scopes=scope or [],
                expires_at=now + expires_in_days * 86400 if expires_in_days else None,
                now=now,
            )
    except ValueError as error:
        _stop(str(error))
    finally:
        runtime.close()
    if as_json:
        entry = {
            "id": key.id,
            "secret": key.secret,
            "org_id": key.org_id,
            "name": key.name,
            "scopes": list(key.scopes),
            "created_at": key.created_at,
            "expires_at": key.expires_at,
        }
        typer.echo(json.dumps(entry))
        return
    typer.echo(f"key           {key.id}  ({key.name})")
    typer.echo(f"organization  {key.org_id}  ({org})")
    typer.echo(f"secret        {key.secret}")
    typer.echo("The secret is not kept and cannot be shown again.")


@keys.command("list")
def list_keys(as_json: Json = False) -> None:
    """List the keys of every organization, without secrets."""
    from muniment.accounts import keys

    runtime = _build()
    with runtime.database.read() as tx:
        found = keys.list_keys(tx)
    runtime.close()
    _print_rows(found, as_json=as_json)


@keys.command("revoke")
def revoke_key(key_id: str) -> None:
    """Revoke a key at once."""
    from muniment import clock
    from muniment.accounts import keys

    runtime = _build()
    with runtime.database.write() as tx:
        done = keys.revoke_key(tx, key_id, now=clock.now())
    runtime.close()
    if not done:
        _stop("There is no such key, or it is revoked already.")
    typer.echo("revoked")


@jobs.command("list")
def list_jobs(
    state: Annotated[str | None, typer.Option(help="queued, leased, done, dead or cancelled.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """List jobs, the latest first."""
    from muniment.jobs import queue

    runtime = _build()
    with runtime.database.read() as tx:
        found = queue.listing(tx, state=state, limit=limit)
    runtime.close()
    _print_rows(found, as_json=as_json)


@jobs.command("stuck")
def stuck_jobs(
    seconds: Annotated[float, typer.Option(help="Due, or silent, for longer than this.", min=0)] = 60,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """List jobs that wait longer than they should, and those whose worker is silent; exit 1 when there are any."""
    from muniment.jobs import queue

    runtime = _build()
    with runtime.database.read() as tx:
        found = queue.stuck(tx, seconds=seconds, limit=limit)
    runtime.close()
    _print_rows(found, as_json=as_json)
    if found:
        raise typer.Exit(1)


@jobs.command("stats")
def job_stats(as_json: Json = False) -> None:
    """How many jobs are in each state, and how long the oldest due one has waited."""
    from dataclasses import asdict

    from muniment.jobs import queue

    runtime = _build()
    with runtime.database.read() as tx:
        found = asdict(queue.stats(tx))
    runtime.close()
    if as_json:
        typer.echo(json.dumps(found))
        return
    for state, n in sorted(found["by_state"].items()):
        typer.echo(f"{n:8} {state}")
    typer.echo(f"{found['oldest_due_seconds']:8.1f} seconds the oldest due one has waited")


@jobs.command("retry")
def retry_jobs(
    job_ids: Annotated[list[str] | None, typer.Argument(help="Dead jobs; all of them with --all.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every dead job.")] = False,
) -> None:
    """Queue dead jobs again, with all their tries; their documents are analyzed anew."""
    from muniment import clock
    from muniment.documents import manage
    from muniment.jobs import queue

    runtime = _build()
    with runtime.database.read() as tx:
        dead = [job["id"] for job in queue.listing(tx, state="dead", limit=100_000)] if every else list(job_ids or [])
    n = 0
    for job_id in dead:
        with runtime.database.write() as tx:
            n += manage.retry_job(tx, job_id, now=clock.now())
    runtime.close()
    typer.echo(f"{n} queued again")
    if not every and n < len(dead):
        raise typer.Exit(1)


def _print_rows(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows))
        return
    from rich.console import Console
    from rich.table import Table

    if not rows:
        typer.echo("none")
        return
    table = Table(*rows[0].keys(), box=None)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console(width=None if sys.stdout.isatty() else 200).print(table)


register_upkeep(app, settings=_settings, build=_build)
