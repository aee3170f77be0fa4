"""`muniment migrate` and `muniment sweep`."""

from __future__ import annotations

import json

import typer

from muniment.cli.common import Json, attach_runtime, build_runtime, told


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(migrate)
    app.command()(sweep)


def migrate() -> None:
    """Bring the database to the version this program needs, and make an installation where there is none."""
    runtime = build_runtime()
    typer.echo(f"The database is current: {runtime.database.url.render_as_string(hide_password=True)}")
    runtime.close()


def sweep(as_json: Json = False) -> None:
    """Remove bytes no document names, expired idempotency keys and old jobs; queue slipped documents again."""
    from muniment.upkeep.sweep import sweep as sweep_all

    runtime = attach_runtime()
    try:
        with told():
            swept = sweep_all(runtime)
    finally:
        runtime.close()
    if as_json:
        typer.echo(json.dumps(swept))
        return
    for name, n in swept.items():
        typer.echo(f"{n:8} {name.replace('_', ' ')}")
