"""`muniment holds` and `muniment purge`: what must stay, and taking for good what may go."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.common import Json, attach_runtime, existing_database, print_rows, printable, stop

if TYPE_CHECKING:
    from muniment.documents.legal_holds import Target
    from muniment.documents.purge import Due
    from muniment.runtime import Runtime

app = typer.Typer(
    help="Legal holds: what is under one is not removed, hidden or replaced by anything.", no_args_is_help=True
)

_Org = Annotated[str, typer.Argument(help="The organisation's name.")]
_Reason = Annotated[str, typer.Option(help="Why, as it stands in the record.")]
_COLUMNS = (
    "id",
    "target_type",
    "target_id",
    "created_at",
    "created_by",
    "reason",
    "released_at",
    "released_by",
    "release_reason",
)
"""What a person is shown of a hold; --json has all."""


@app.command("create")
def create_hold(
    org: _Org,
    reason: _Reason,
    target_id: Annotated[
        str | None, typer.Argument(help="Id of a document or a vendor; the whole organisation when omitted.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Hold a document, a vendor with all of its documents, or an organisation."""
    from muniment.accounts import organisations
    from muniment.accounts.caller import Caller
    from muniment.db import clock
    from muniment.documents import legal_holds
    from muniment.errors import NotFoundError

    with existing_database() as database, database.write() as tx:
        org_id = organisations.find_organisation(tx, org)
        caller, target = Caller.operator(org_id), _target(org_id, target_id)
        try:
            made = legal_holds.create(tx, caller, target, reason=_checked(reason), now=clock.now(tx))
        except NotFoundError as error:
            stop(error.message)
    typer.echo(json.dumps(made) if as_json else f"held  {made['target_id']}  ({made['id']})")


def _target(org_id: str, target_id: str | None) -> Target:
    from muniment import ids
    from muniment.documents.legal_holds import Target, TargetType

    if target_id is None:
        return Target(TargetType.ORGANISATION, org_id)
    if ids.has_shape(ids.VENDOR, target_id):
        return Target(TargetType.VENDOR, target_id)
    return Target(TargetType.DOCUMENT, target_id)


def _checked(reason: str) -> str:
    """The reason as it is kept."""
    from muniment.documents.legal_holds import MAX_REASON_CHARACTERS

    cleaned = " ".join(reason.split())
    if not cleaned or not cleaned.isprintable() or len(cleaned) > MAX_REASON_CHARACTERS:
        stop(f"The reason must have 1 to {MAX_REASON_CHARACTERS:,} printable characters.")
    return cleaned


@app.command("list")
def list_holds(
    org: _Org,
    every: Annotated[bool, typer.Option("--all", help="Released ones too.")] = False,
    limit: Annotated[int, typer.Option(help="How many to list.", min=1, max=10_000)] = 50,
    as_json: Json = False,
) -> None:
    """List an organisation's holds, the newest first."""
    from muniment.accounts import organisations
    from muniment.accounts.caller import Caller
    from muniment.documents import legal_holds

    with existing_database() as database, database.read() as tx:
        caller = Caller.operator(organisations.find_organisation(tx, org))
        found, _ = legal_holds.page(tx, caller, is_active=None if every else True, limit=limit, offset=0)
    print_rows(found, as_json=as_json, columns=_COLUMNS)


@app.command("release")
def release_hold(
    org: _Org, hold_id: Annotated[str, typer.Argument(help="The hold's id.")], reason: _Reason, as_json: Json = False
) -> None:
    """Release a hold; what other holds are on stays held."""
    from muniment.accounts import organisations
    from muniment.accounts.caller import Caller
    from muniment.db import clock
    from muniment.documents import legal_holds
    from muniment.errors import LegalHoldNotFoundError

    with existing_database() as database, database.write() as tx:
        caller = Caller.operator(organisations.find_organisation(tx, org))
        try:
            entry = legal_holds.release(tx, caller, hold_id, reason=_checked(reason), now=clock.now(tx))
        except LegalHoldNotFoundError as error:
            stop(error.message)
    typer.echo(json.dumps(entry) if as_json else f"released  {entry['target_id']}  ({entry['id']})")


def register(app: typer.Typer) -> None:
    """Add the command that purges."""

    @app.command()
    def purge(
        dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would go, and what is held.")] = False,
        as_json: Json = False,
    ) -> None:
        """Remove for good what has been archived for longer than MUNIMENT_RETENTION_MONTHS says; not what is held."""
        with closing(attach_runtime()) as runtime:
            if not runtime.settings.retention_months:
                typer.echo("MUNIMENT_RETENTION_MONTHS names no type: nothing is ever purged.", err=True)
            _purge(runtime, is_dry=dry_run, as_json=as_json)


def _purge(runtime: Runtime, *, is_dry: bool, as_json: bool) -> None:
    """Each is told as soon as it is decided, so that none needs to be remembered."""
    from muniment.documents import purge

    n = {"purged": 0, "held": 0, "kept": 0}
    if as_json:
        typer.echo('{"documents": [', nl=False)
    for due in purge.every_due(runtime):
        outcome = "held" if due.hold_id is not None else "purged" if is_dry or purge.purge(runtime, due) else "kept"
        _print_due(due, outcome, is_first=not sum(n.values()), as_json=as_json)
        n[outcome] += 1
    removed = 0 if is_dry else purge.remove_bytes(runtime)
    if as_json:
        typer.echo(f'], "dry_run": {json.dumps(is_dry)}, "files_removed": {removed}, {json.dumps(n)[1:]}')
        return
    typer.echo(f"{n['purged']:12,} documents {'would be purged' if is_dry else 'purged'}")
    typer.echo(f"{n['held']:12,} under a legal hold")
    if not is_dry:
        typer.echo(f"{removed:12,} files removed")


def _print_due(due: Due, outcome: str, *, is_first: bool, as_json: bool) -> None:
    if as_json:
        typer.echo(("" if is_first else ",\n") + json.dumps({**asdict(due), "outcome": outcome}), nl=False)
        return
    why = f"{due.document_type}, {due.retention_months} months"
    held_by = f"  held by {due.hold_id}" if due.hold_id is not None else ""
    typer.echo(f"{outcome:8} {due.document_id}  {due.org_id}  {printable(due.name)}  ({why}){held_by}")
