"""`muniment jobs`: what is owed, under way, dead."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from muniment.cli.common import Json, existing_database, print_rows, printable, read_settings

app = typer.Typer(help="The jobs table: what is owed, under way, dead.", no_args_is_help=True)

_COLUMNS = ("id", "state", "kind", "subject_id", "org_id", "attempt", "failures", "run_at", "worker", "error")
"""What a person is shown of a job; --json has all."""


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


@app.command("list")
def list_jobs(
    state: Annotated[State | None, typer.Option(help="Those in this state alone.")] = None,
    limit: Annotated[int, typer.Option(help="How many to list.", min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """List jobs, the latest first."""
    from muniment.jobs import queue

    with existing_database() as database, database.read() as tx:
        found = queue.listing(tx, state=state.value if state is not None else None, limit=limit)
    print_rows(found, as_json=as_json, columns=_COLUMNS)


@app.command("stuck")
def stuck_jobs(
    seconds: Annotated[float, typer.Option(help="Due, or silent, for longer than this.", min=0)] = 60,
    limit: Annotated[int, typer.Option(help="How many to list.", min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """List jobs that wait longer than they should, those whose worker is silent, and those due too far ahead; exit 1
    when there are any."""
    from muniment.jobs import queue

    longest_seconds = read_settings().longest_wait_seconds
    with existing_database() as database, database.read() as tx:
        found = queue.stuck(tx, seconds=seconds, longest_seconds=longest_seconds, limit=limit)
    print_rows(found, as_json=as_json, columns=(*_COLUMNS, "seconds"))
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

    if not every and not job_ids:
        raise typer.BadParameter("name dead jobs, or say --all", param_hint="JOB_IDS")
    refused = []
    with existing_database() as database:
        with database.read() as tx:
            dead = [one["id"] for one in queue.listing(tx, state="dead", limit=100_000)] if every else job_ids or []
        for job_id in dead:
            with database.write() as tx:
                if not kinds.retry(tx, job_id, by="muniment jobs retry"):
                    refused.append(job_id)
    typer.echo(f"{len(dead) - len(refused)} queued again")
    for job_id in refused:
        typer.echo(
            f"{printable(job_id)} is not: no dead job has this id, its kind is unknown here, or its document was begun "
            "again since",
            err=True,
        )
    if refused:
        raise typer.Exit(1)
