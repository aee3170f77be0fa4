"""`muniment audit`: proof that the record of who did what is whole, and copies of it."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.common import Json, csv_line, existing_database, printable, read_settings, stop, told

if TYPE_CHECKING:
    from muniment.db.engine import Transaction
    from muniment.events.audit_chain import Head

app = typer.Typer(help="The record of who did what.", no_args_is_help=True)

_Org = Annotated[str | None, typer.Option(help="One organisation alone.")]


class Format(StrEnum):
    """How records are written."""

    JSONL = "jsonl"
    CSV = "csv"


@app.command("verify")
def verify(
    org: _Org = None,
    heads: Annotated[
        Path | None,
        typer.Option(help="What `muniment audit heads` wrote before, once or often: all that it names must be there."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Prove that no record was altered, removed, put in or put in another order."""
    from muniment.events import audit_chain
    from muniment.runtime import secret_if_any

    known = _read_heads(heads) if heads is not None else {}
    secret = secret_if_any(read_settings())
    found: list[audit_chain.Flaw] = []
    n = 0
    with existing_database() as database:
        with database.read() as tx:
            org_ids = _organisations(tx, org)
        for org_id in org_ids:
            with database.read() as tx:
                found += audit_chain.flaws(tx, org_id, secret=secret, known=known.get(org_id, ()))
                n += audit_chain.count(tx, org_id)
        lost = [one for one in known if org is None and one not in org_ids]
        found += [audit_chain.Flaw(one, 0, "the organisation is not there") for one in lost]
    for flaw in found:
        told_as = {"org_id": flaw.org_id, "seq": flaw.seq, "message": flaw.message}
        typer.echo(json.dumps(told_as) if as_json else f"{flaw.org_id}  record {flaw.seq}: {flaw.message}")
    if found:
        raise typer.Exit(1)
    if not as_json:
        typer.echo(f"{n} records of {len(org_ids)} organisations are whole")


@app.command("heads")
def print_heads(org: _Org = None) -> None:
    """Print number and hash of each organisation's last record, to be kept elsewhere: who can write to the database can
    make a chain anew, but not one with a hash that you wrote down."""
    from dataclasses import asdict

    from muniment.events import audit_chain

    with existing_database() as database, database.read() as tx:
        for org_id in _organisations(tx, org):
            typer.echo(json.dumps(asdict(audit_chain.head(tx, org_id))))


@app.command("export")
def export(
    org: Annotated[str, typer.Option(help="The organisation.")],
    output_format: Annotated[Format, typer.Option("--format", help="JSON lines or CSV.")] = Format.JSONL,
    start_ts: Annotated[int | None, typer.Option(help="From this time on, in Unix seconds.")] = None,
    end_ts: Annotated[int | None, typer.Option(help="Up to this time, in Unix seconds.")] = None,
) -> None:
    """Write an organisation's records to standard output, oldest first, each with its number and hash."""
    from muniment.events import audit_log

    with existing_database() as database, database.read() as tx:
        (org_id,) = _organisations(tx, org)
        filters = audit_log.AuditFilters(start=start_ts, end=end_ts)
        if output_format is Format.CSV:
            typer.echo(csv_line(_COLUMNS), nl=False)
        for record in audit_log.every(tx, org_id, filters):
            if output_format is Format.JSONL:
                typer.echo(json.dumps(record, ensure_ascii=False))
            else:
                flat = {**record, **{f"actor_{name}": value for name, value in record["actor"].items()}}
                flat["data"] = json.dumps(record["data"], ensure_ascii=False)
                typer.echo(csv_line([flat[name] for name in _COLUMNS]), nl=False)


_COLUMNS = (
    "seq",
    "created_at",
    "actor_type",
    "actor_id",
    "actor_name",
    "event_type",
    "event_group",
    "target_type",
    "target_id",
    "summary",
    "data",
    "hash",
)


def _organisations(tx: Transaction, name: str | None) -> list[str]:
    from muniment.accounts import organisations

    with told():
        if name is not None:
            return [organisations.find_organisation(tx, name)]
        return [one["id"] for one in organisations.list_organisations(tx)]


def _read_heads(path: Path) -> dict[str, list[Head]]:
    """The heads of each organisation, as many as were kept."""
    from muniment.events.audit_chain import Head

    try:
        heads = [Head(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, ValueError, TypeError) as error:
        stop(f"{printable(str(path))} is no file that `muniment audit heads` wrote: {printable(str(error))}")
    by_organisation: dict[str, list[Head]] = {}
    for one in heads:
        by_organisation.setdefault(one.org_id, []).append(one)
    return by_organisation
