"""`muniment orgs`: the organisations of an installation."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from muniment.cli.common import Json, existing_database, print_rows, stop

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


@app.command("allowlist")
def set_allowlist(
    org: Annotated[str, typer.Argument(help="The organisation's name.")],
    network: Annotated[
        list[str] | None, typer.Option(help="A network that is let in, as 203.0.113.0/24; repeatable.")
    ] = None,
    everywhere: Annotated[bool, typer.Option("--everywhere", help="Let in from everywhere.")] = False,
) -> None:
    """Say from where an organisation may be used over the API: the way back in for who is locked out."""
    from muniment.accounts import organisation_settings, organisations
    from muniment.accounts.caller import Caller
    from muniment.db import clock
    from muniment.errors import InvalidNetworkError

    if bool(network) == everywhere:
        stop("Name networks with --network, or say --everywhere.")
    try:
        with existing_database() as database, database.write() as tx:
            org_id = organisations.find_organisation(tx, org)
            caller = Caller.operator(org_id)
            now = clock.now(tx)
            entry = organisation_settings.change_allowlist(tx, caller, org_id, network or [], is_forced=False, now=now)
    except InvalidNetworkError as error:
        stop(f"{error.value!r} is no network, as 203.0.113.0/24 or 2001:db8::/32.")
    typer.echo(f"let in from  {', '.join(entry['api_ip_allowlist']) or 'everywhere'}")
