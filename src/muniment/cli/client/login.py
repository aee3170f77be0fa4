"""`muniment login` and `logout`: which server to talk to, with which key."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from muniment.cli.client import profiles
from muniment.cli.client.connecting import PANEL, STARTING_TRIES, connected, told_refusals
from muniment.cli.client.profiles import (
    DEFAULT,
    KEY_VARIABLE,
    PROFILE_VARIABLE,
    URL_VARIABLE,
    Profile,
    WrongProfileError,
)
from muniment.cli.common import printable

_MAX_LINE_CHARACTERS = 2_000

_Name = Annotated[
    str | None,
    typer.Option("--profile", help="A name for it, beside others; MUNIMENT_PROFILE or `default` when omitted."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(rich_help_panel=PANEL)(login)
    app.command(rich_help_panel=PANEL)(logout)


def login(
    url: Annotated[
        str | None, typer.Option(help="The server, as https://muniment.example.com; MUNIMENT_BASE_URL, or asked for.")
    ] = None,
    profile: _Name = None,
) -> None:
    """Keep a server and a key for the commands that talk to one, once that server has called the key good.

    The key is never an argument: it is asked for without being shown, or read from MUNIMENT_API_KEY, or from the first
    line of standard input.
    """
    name = _name(profile)
    try:
        base_url = profiles.checked_url(url or os.environ.get(URL_VARIABLE) or _asked())
        if profiles.is_in_the_clear(base_url):
            typer.echo("This is plain HTTP to another machine: whoever is on the way can read the key.", err=True)
        login = Profile(base_url, profiles.checked_key(secret("API key", KEY_VARIABLE)))
        with connected(login, tries=STARTING_TRIES) as client:
            client.utilities.test_key()
        with told_refusals():
            path = profiles.keep(name, login, os.environ)
    except WrongProfileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    typer.echo(f"logged in  {printable(base_url)}  ({printable(str(path))})")


def logout(profile: _Name = None) -> None:
    """Forget a server and its key. The key stays good until somebody revokes it."""
    try:
        with told_refusals():
            was_there = profiles.forget(_name(profile), os.environ)
    except WrongProfileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    typer.echo("logged out" if was_there else "was not logged in")


def _asked() -> str:
    if not sys.stdin.isatty():  # whose first line is the key
        raise WrongProfileError(f"Name the server with --url or {URL_VARIABLE}.")
    return str(typer.prompt("Server", err=True))


def secret(what: str, variable: str) -> str:
    """A secret from the environment, else from whoever sits there, who types it unseen, else from the first line of
    standard input."""
    if given := os.environ.get(variable):
        return given
    if sys.stdin.isatty():
        return str(typer.prompt(what, hide_input=True, err=True))
    return sys.stdin.readline(_MAX_LINE_CHARACTERS).strip()


def _name(given: str | None) -> str:
    return given or os.environ.get(PROFILE_VARIABLE) or DEFAULT
