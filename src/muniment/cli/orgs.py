"""`muniment orgs`: the organisations of an installation."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from muniment.cli.common import Json, existing_database, print_rows

app = typer.Typer(help="Organisations.", no_args_is_help=True)


@app.command("create")
def create_organisation(
    name: Annotated[str, typer.Argument(help="Its name; one that differs in case alone is the same.")],
    as_json: Json = False,
) -> None:
    """Make an organisation."""
    from muniment.accounts import organisations
    from muniment.db import clock

    with existing_database() as database, database.write() as tx:
        now = clock.now(tx)
        org_id = organisations.create_organisation(tx, name, now=now)
    if as_json:
        typer.echo(json.dumps({"id": org_id, "name": name.strip(), "created_at": now}))
    else:
        typer.echo(f"organisation  {org_id}  ({name.strip()})")


@app.command("list")
def list_organisations(as_json: Json = False) -> None:
    """List the organisations, the oldest first."""
    from muniment.accounts import organisations

    with existing_database() as database, database.read() as tx:
        found = organisations.list_organisations(tx)
    print_rows(found, as_json=as_json)
