"""`muniment jobs`: what is owed, under way, dead."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from muniment.cli.common import Json, existing_database, print_rows

app = typer.Typer(help="The jobs table: what is owed, under way, dead.", no_args_is_help=True)


@app.command("list")
def list_jobs(
    state: Annotated[str | None, typer.Option(help="queued, leased, done, dead or cancelled.")] = None,
    limit: Annotated[int, typer.Option(help="How many to list.", min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """List jobs, the latest first."""
    from muniment.jobs import queue

    with existing_database() as database, database.read() as tx:
        found = queue.listing(tx, state=state, limit=limit)
    print_rows(found, as_json=as_json)


@app.command("stuck")
def stuck_jobs(
    seconds: Annotated[float, typer.Option(help="Due, or silent, for longer than this.", min=0)] = 60,
    limit: Annotated[int, typer.Option(help="How many to list.", min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """List jobs that wait longer than they should, and those whose worker is silent; exit 1 when there are any."""
    from muniment.jobs import queue

    with existing_database() as database, database.read() as tx:
        found = queue.stuck(tx, seconds=seconds, limit=limit)
    print_rows(found, as_json=as_json)
    if found:
        raise typer.Exit(1)


@app.command("stats")
def job_stats(as_json: Json = False) -> None:
    """How many jobs are in each state, and how long the oldest due one has waited."""
    from dataclasses import asdict

    from muniment.jobs import queue

    with existing_database() as database, database.read() as tx:
        found = asdict(queue.stats(tx))
    if as_json:
        typer.echo(json.dumps(found))
        return
    for state, n in sorted(found["by_state"].items()):
        typer.echo(f"{n:8} {state}")
    typer.echo(f"{found['oldest_due_seconds']:8.1f} seconds the oldest due one has waited")


@app.command("retry")
def retry_jobs(
    job_ids: Annotated[list[str] | None, typer.Argument(help="Dead jobs; all of them with --all.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every dead job.")] = False,
) -> None:
    """Queue dead jobs again, with all their tries; their documents are analysed anew."""
    from muniment.jobs import queue
    from muniment.worker import kinds

    n = 0
    with existing_database() as database:
        with database.read() as tx:
            dead = [one["id"] for one in queue.listing(tx, state="dead", limit=100_000)] if every else job_ids or []
        for job_id in dead:
            with database.write() as tx:
                n += kinds.retry(tx, job_id, by="muniment jobs retry")
    typer.echo(f"{n} queued again")
    if not every and n < len(dead):
        raise typer.Exit(1)
