"""`muniment users`: people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from muniment.cli.common import Json, existing_database, print_link, print_rows, read_settings, stop

if TYPE_CHECKING:
    from sqlalchemy import Row

    from muniment.accounts.users import Change
    from muniment.db.engine import Transaction

app = typer.Typer(help="People.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="The user's address.")]


@app.command("create")
def create_user(
    org: Annotated[str, typer.Option(help="The organisation's name.")],
    email: Annotated[str, typer.Option(help="The user's address, by which it signs in.")],
    role: Annotated[str, typer.Option(help="admin, analyst or auditor.")] = "analyst",
    first_name: Annotated[str | None, typer.Option(help="Given name.")] = None,
    last_name: Annotated[str | None, typer.Option(help="Family name.")] = None,
    as_json: Json = False,
) -> None:
    """Make a user, and a code by which it sets its password; the code is shown this once."""
    from muniment.accounts import organisations, users
    from muniment.accounts.caller import Caller
    from muniment.db import clock
    from muniment.errors import MunimentError

    wanted = _wanted(email, role, first_name, last_name)
    seconds = read_settings().one_time_code_seconds
    try:
        with existing_database() as database, database.write() as tx:
            now = clock.now(tx)
            operator = Caller.operator(organisations.find_organisation(tx, org))
            user, is_new = users.create_or_get(tx, operator, wanted, now=now)
            if not is_new:
                stop("There is a user of that address already; `muniment users reset` makes a code.")
            code = users.make_password_code(tx, operator, user["id"], seconds=seconds, now=now)
    except MunimentError as error:
        stop(error.message)
    if as_json:
        typer.echo(json.dumps({**user, "code": code, "code_expires_at": now + seconds}))
        return
    typer.echo(f"user  {user['id']}  ({user['email']}, {user['role']})")
    _tell_code(code, seconds)


def _wanted(email: str, role: str, first_name: str | None, last_name: str | None) -> Any:
    from muniment.accounts.emails import checked_email
    from muniment.accounts.roles import read_role
    from muniment.accounts.users import NewUser

    try:
        checked = checked_email(email)
    except ValueError as error:
        stop(f"That is no email address: {error}")
    try:
        return NewUser(checked, read_role(role), first_name, last_name)
    except ValueError:
        stop("A role is admin, analyst or auditor.")


def _tell_code(code: str, seconds: int) -> None:
    typer.echo(f"code  {code}  (good once, for {seconds // 60} minutes)")
    typer.echo("With it the user sets a password: POST /v1/passwords. It is not kept and cannot be shown again.")


@app.command("list")
def list_users(as_json: Json = False) -> None:
    """List the users of every organisation."""
    from muniment.accounts import user_rows

    with existing_database() as database, database.read() as tx:
        found = user_rows.list_all(tx)
    print_rows(found, as_json=as_json)


@app.command("disable")
def disable_user(email: Email) -> None:
    """Shut a user out at once: its sessions, and the keys and OAuth clients it made, are dead for good."""
    from muniment.accounts.users import Change

    _change(email, Change(is_disabled=True))
    typer.echo("disabled")


@app.command("enable")
def enable_user(email: Email) -> None:
    """Let a user in again; what ended when it was disabled stays dead."""
    from muniment.accounts.users import Change

    _change(email, Change(is_disabled=False))
    typer.echo("enabled")


@app.command("reset")
def reset_password(email: Email) -> None:
    """Make a code by which a user sets its password; the code is shown this once."""
    from muniment.accounts import users
    from muniment.accounts.caller import Caller
    from muniment.db import clock
    from muniment.errors import UserNotFoundError

    seconds = read_settings().one_time_code_seconds
    with existing_database() as database, database.write() as tx:
        user = _find(tx, email)
        try:
            operator, now = Caller.operator(user.org_id), clock.now(tx)
            code = users.make_password_code(tx, operator, user.id, seconds=seconds, now=now)
        except UserNotFoundError:
            stop("The user is disabled; `muniment users enable` lets it in again.")
    _tell_code(code, seconds)


@app.command("link")
def make_link(
    email: Email, url: Annotated[str | None, typer.Option(help="Where it is served, for the link.")] = None
) -> None:
    """Make a link that signs a user in, for who stands at the machine; it is shown this once."""
    from muniment.accounts import users
    from muniment.accounts.caller import Caller
    from muniment.db import clock
    from muniment.errors import UserNotFoundError

    with existing_database() as database, database.write() as tx:
        user = _find(tx, email)
        try:
            code = users.make_sign_in_code(tx, Caller.operator(user.org_id), user.id, now=clock.now(tx))
        except UserNotFoundError:
            stop("The user is disabled; `muniment users enable` lets it in again.")
    print_link(read_settings(), code, url)


@app.command("sign-out")
def sign_user_out(email: Email) -> None:
    """End every session of a user."""
    from muniment.accounts import users
    from muniment.accounts.caller import Caller
    from muniment.db import clock

    with existing_database() as database, database.write() as tx:
        user = _find(tx, email)
        users.sign_out(tx, Caller.operator(user.org_id), user.id, now=clock.now(tx))
    typer.echo("signed out")


def _change(email: str, wanted: Change) -> None:
    from muniment.accounts import users
    from muniment.accounts.caller import Caller
    from muniment.db import clock

    with existing_database() as database, database.write() as tx:
        user = _find(tx, email)
        users.change(tx, Caller.operator(user.org_id), user.id, wanted, now=clock.now(tx))


def _find(tx: Transaction, email: str) -> Row[Any]:
    from muniment.accounts.user_rows import find_by_email

    user = find_by_email(tx, email)
    if user is None:
        stop("There is no user of that address.")
    return user
