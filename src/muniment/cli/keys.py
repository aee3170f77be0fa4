"""`muniment keys`: API keys."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.common import Json, existing_database, print_rows, printable, read_settings, stop, told

if TYPE_CHECKING:
    from muniment.db.engine import Database, Transaction

app = typer.Typer(help="API keys.", no_args_is_help=True)


@app.command("create")
def create_key(
    org: Annotated[str, typer.Option(help="The organisation; made when there is none yet at all.")],
    name: Annotated[str, typer.Option(help="What the key is for.")],
    create_org: Annotated[
        bool, typer.Option("--create-org", help="Make the organisation, and the installation, where there is none.")
    ] = False,
    scope: Annotated[list[str] | None, typer.Option(help="A scope to grant, as keys:manage; repeatable.")] = None,
    vendor: Annotated[
        list[str] | None,
        typer.Option(help="A vendor to bind the key to, as cbvndr_…; repeatable. Beyond them nothing is found."),
    ] = None,
    expires_in_days: Annotated[
        int | None, typer.Option(help="Days until the key expires; never when omitted.", min=1, max=36_500)
    ] = None,
    as_json: Json = False,
) -> None:
    """Make an API key. Its secret is shown this once."""
    from muniment.accounts import keys
    from muniment.accounts.caller import Caller
    from muniment.accounts.scopes import granted, looked_like
    from muniment.db import clock

    for one in scope or []:
        if (meant := looked_like(one)) is not None:
            stop(f"There is no scope {printable(one)}. Did you mean {meant}?")
    with told(), closing(_open(create_org=create_org)) as database, database.write() as tx:
        now = clock.now(tx)
        key = keys.create_key(
            tx,
            Caller.operator(_organisation(tx, org, create_org=create_org, now=now)),
            name=name,
            scopes=scope or [],
            vendor_ids=vendor or None,
            expires_at=now + expires_in_days * 86400 if expires_in_days else None,
            now=now,
        )
    if as_json:
        entry = {
            "id": key.id,
            "secret": key.secret,
            "org_id": key.org_id,
            "name": key.name,
            "scopes": list(key.scopes),
            "vendor_ids": list(key.vendor_ids) if key.vendor_ids is not None else None,
            "created_at": key.created_at,
            "expires_at": key.expires_at,
        }
        typer.echo(json.dumps(entry))
        return
    typer.echo(f"key           {key.id}  ({key.name})")
    typer.echo(f"organisation  {key.org_id}  ({org.strip()})")
    typer.echo(f"may           {', '.join(sorted(granted(key.scopes)))}")
    typer.echo(f"secret        {key.secret}")
    typer.echo("The secret is not kept and cannot be shown again.")


def _open(*, create_org: bool) -> Database:
    """The database; whoever asks for a new organisation where there is no installation gets one."""
    from muniment.runtime import NoInstallationError, open_database, open_new_database

    settings = read_settings()
    try:
        return open_database(settings)
    except NoInstallationError:
        if not create_org:
            raise
        return open_new_database(settings)


def _organisation(tx: Transaction, name: str, *, create_org: bool, now: int) -> str:
    """The organisation's id. The first one needs no wish, a further one does: a slip of the pen must not make it."""
    from muniment.accounts import organisations

    if create_org or not organisations.has_organisations(tx):
        return organisations.ensure_organisation(tx, name, now=now)
    try:
        return organisations.find_organisation(tx, name)
    except organisations.UnknownOrganisationError as error:
        stop(f"{error} A new one is made by `muniment orgs create`, or with --create-org.")


@app.command("list")
def list_keys(as_json: Json = False) -> None:
    """List the keys of every organisation, without secrets."""
    from muniment.accounts import keys

    with existing_database() as database, database.read() as tx:
        found = keys.list_keys(tx)
    print_rows(found, as_json=as_json)


@app.command("revoke")
def revoke_key(
    key_id: Annotated[str, typer.Argument(help="The key's id, as ak_… in the list.")],
    reason: Annotated[str | None, typer.Option(help="Why, for the record.")] = None,
) -> None:
    """Revoke a key at once."""
    from muniment.accounts import keys
    from muniment.accounts.caller import Caller
    from muniment.db import clock

    with existing_database() as database, database.write() as tx:
        org_id, now = keys.organisation_of(tx, key_id), clock.now(tx)
        done = org_id is not None and keys.end_key(tx, Caller.operator(org_id), key_id, at=now, now=now, reason=reason)
    if not done:
        stop("There is no such key, or it is revoked already.")
    typer.echo("revoked")
