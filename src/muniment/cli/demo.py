"""`muniment demo`: an installation filled with samples, and rid of them again."""

from __future__ import annotations

import json
import os
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.common import Json, attach_runtime, print_link, printable, read_settings, stop, told, typed
from muniment.cli.progress import drawn

if TYPE_CHECKING:
    from muniment.db.engine import Transaction
    from muniment.runtime import Runtime

ADMINISTRATOR = "demo@muniment.example"
"""Who is made where there is no user yet, to sign in by a link alone."""

_ORGANISATION = "Demo"
_LOOK_SECONDS = 0.1
_SETTLE_SECONDS = 300
"""After which the samples are left to whoever works the jobs."""


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def demo(
        home: Annotated[Path | None, typer.Option(help="The home folder; MUNIMENT_HOME when omitted.")] = None,
        org: Annotated[str | None, typer.Option(help="The organisation; needed where there are several.")] = None,
        remove: Annotated[bool, typer.Option("--remove", help="Take the samples away again.")] = False,
        url: Annotated[str | None, typer.Option(help="Where it is served, for the link.")] = None,
        as_json: Json = False,
    ) -> None:
        """Fill an installation with samples: three vendors and their evidence, really analysed. It is made where there
        is none, and may be served meanwhile. Again it adds what is missing; --remove takes the samples away alone."""
        if home is not None:
            os.environ["MUNIMENT_HOME"] = str(home)
        from muniment.upkeep.installations import in_use

        with closing(attach_runtime() if remove else _open()) as runtime, in_use(runtime.locks_folder):
            org_id = _organisation(runtime, org, may_make=not remove)
            if remove:
                _take_away(runtime, org_id, as_json=as_json)
            else:
                _bring_in(runtime, org_id, url, org, as_json=as_json)


def _open() -> Runtime:
    """The installation, made where there is none; one of an earlier release is left to who brings it up to date."""
    from muniment.runtime import NoInstallationError, attach, build

    settings = read_settings()
    with told():
        try:
            return attach(settings)
        except NoInstallationError:
            return build(settings)


def _organisation(runtime: Runtime, name: str | None, *, may_make: bool) -> str:
    """The named organisation's id, or that of the only one, made where there is none."""
    from muniment.accounts import organisations
    from muniment.db import clock

    try:
        with runtime.database.write() as tx:
            if may_make and not organisations.has_organisations(tx):
                return organisations.ensure_organisation(tx, name or _ORGANISATION, now=clock.now(tx))
            found = organisations.only_organisation(tx) if name is None else organisations.find_organisation(tx, name)
    except ValueError as error:
        stop(str(error))
    return found or stop("There is no organisation, or more than one: name it with --org.")


def _bring_in(runtime: Runtime, org_id: str, url: str | None, org: str | None, *, as_json: bool) -> None:
    from muniment.samples import samples

    with drawn() as (progress, _):
        found = samples.bring_in(runtime, org_id)
        _analyse(runtime, found, progress)
    waiting = samples.unsettled(runtime, found)
    with runtime.database.write() as tx:
        code = _sign_in_code(tx, org_id)
    if as_json:
        typer.echo(json.dumps({"org_id": org_id, "document_ids": found, "unsettled": waiting, "code": code}))
        return
    typer.echo(f"{len(found):12,} sample documents, of vendors whose names end in (sample)")
    if waiting:
        typer.echo(f"{waiting:12,} still to be analysed")
    named = ["--org", org] if org is not None else []
    typer.echo(f"Take them away with: {typed(runtime.settings, 'demo', '--remove', *named, takes_home=True)}")
    if code is not None:
        print_link(runtime.settings, code, url)
        typer.echo(f"which opens while this runs: {typed(runtime.settings, 'serve')}")


def _analyse(runtime: Runtime, document_ids: list[str], progress: Any) -> None:
    """Have them analysed by a worker of this process, beside those that there are."""
    from muniment.analysis.sandboxed import open_sandbox
    from muniment.samples import samples
    from muniment.worker.worker import Worker

    left, until = samples.unsettled(runtime, document_ids), time.monotonic() + _SETTLE_SECONDS
    if not left:
        return
    with closing(open_sandbox(runtime.settings, scratch_folder=runtime.scratch_folder)) as box:
        worker = Worker(runtime, box, concurrency=2)
        worker.start()
        try:
            while left and time.monotonic() < until:
                progress("documents analysed", len(document_ids) - left, len(document_ids))
                time.sleep(_LOOK_SECONDS)
                left = samples.unsettled(runtime, document_ids)
        finally:
            worker.stop(seconds=runtime.settings.shutdown_seconds)


def _sign_in_code(tx: Transaction, org_id: str) -> str | None:
    """A code that signs the demo's administrator in, who is made where there is no user yet; None where somebody else
    administers the installation."""
    from muniment.accounts import user_rows, users
    from muniment.accounts.caller import Caller
    from muniment.accounts.roles import Role
    from muniment.db import clock
    from muniment.errors import UserNotFoundError

    operator, now = Caller.operator(org_id), clock.now(tx)
    if not user_rows.has_users(tx):
        users.create_or_get(tx, operator, users.NewUser(ADMINISTRATOR, Role.ADMIN, "Demo"), now=now)
    user = user_rows.find_by_email(tx, ADMINISTRATOR)
    if user is None or user.org_id != org_id:
        return None
    try:
        return users.make_sign_in_code(tx, operator, user.id, now=now)
    except UserNotFoundError:  # disabled
        return None


def _take_away(runtime: Runtime, org_id: str, *, as_json: bool) -> None:
    from dataclasses import asdict

    from muniment.samples import samples

    removed = samples.take_away(runtime, org_id)
    if as_json:
        typer.echo(json.dumps(asdict(removed)))
    else:
        typer.echo(f"{removed.documents:12,} sample documents removed")
        typer.echo(f"{removed.vendors:12,} sample vendors removed")
        for name in removed.kept:
            typer.echo(f"kept  {printable(name)}  (under a legal hold, or it has documents of others)")
