"""`muniment migrate` and `muniment sweep`."""

from __future__ import annotations

import json

import typer

from muniment.cli.common import Json, build_runtime


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(migrate)
    app.command()(sweep)


def migrate() -> None:
    """Bring the database to the version this program needs; `serve` and `worker` do it too."""
    runtime = build_runtime()
    typer.echo(f"The database is current: {runtime.database.url.render_as_string(hide_password=True)}")
    runtime.close()


def sweep(as_json: Json = False) -> None:
    """Remove bytes no document names, expired idempotency keys and old jobs; queue slipped documents again."""
    from dataclasses import asdict

    from muniment.upkeep.sweep import sweep as sweep_all

    runtime = build_runtime()
    swept = asdict(sweep_all(runtime))
    runtime.close()
    if as_json:
        typer.echo(json.dumps(swept))
        return
    for name, n in swept.items():
        typer.echo(f"{n:8} {name.replace('_', ' ')}")
