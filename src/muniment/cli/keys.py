"""`muniment keys`: API keys."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from muniment.cli.common import Json, build_runtime, print_rows, stop

app = typer.Typer(help="API keys.", no_args_is_help=True)


@app.command("create")
def create_key(
    org: Annotated[str, typer.Option(help="The organisation; made when new.")],
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

    runtime = build_runtime()
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
        stop(str(error))
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
    typer.echo(f"organisation  {key.org_id}  ({org})")
    typer.echo(f"secret        {key.secret}")
    typer.echo("The secret is not kept and cannot be shown again.")


@app.command("list")
def list_keys(as_json: Json = False) -> None:
    """List the keys of every organisation, without secrets."""
    from muniment.accounts import keys

    runtime = build_runtime()
    with runtime.database.read() as tx:
        found = keys.list_keys(tx)
    runtime.close()
    print_rows(found, as_json=as_json)


@app.command("revoke")
def revoke_key(key_id: str) -> None:
    """Revoke a key at once."""
    from muniment import clock
    from muniment.accounts import keys

    runtime = build_runtime()
    with runtime.database.write() as tx:
        done = keys.revoke_key(tx, key_id, now=clock.now())
    runtime.close()
    if not done:
        stop("There is no such key, or it is revoked already.")
    typer.echo("revoked")
