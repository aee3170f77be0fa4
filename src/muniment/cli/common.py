"""What every command shares: settings that are told when wrong, an installation, an end with a sentence."""

from __future__ import annotations

import csv
import io
import json
import os
import shlex
import shutil
import sys
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from muniment.db.engine import Database
    from muniment.runtime import Runtime
    from muniment.settings import Settings

EXIT_CODES = {
    0: "done",
    1: "not done, or done and something was found wrong: a sentence on standard error says what",
    2: "the command line or a setting is wrong; nothing was done",
}

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def read_settings(*, not_used: Collection[str] = ()) -> Settings:
    """The settings of this process; ends the program when one is wrong. `not_used`: those that arguments name."""
    from muniment import settings

    def document_types() -> frozenset[str]:
        from muniment.judging.taxonomy.types import type_slugs

        return type_slugs()

    try:
        return settings.read_settings(document_types=document_types, not_used=not_used)
    except settings.WrongSettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None


def tell_version(is_asked: bool) -> None:
    """The version, where that is all that is asked for: the program ends then."""
    if is_asked:
        from importlib.metadata import version

        typer.echo(f"muniment {version('muniment')}")
        raise typer.Exit


def tell_unknown_variables() -> None:
    """A line for every variable that looks like a setting and is none."""
    from muniment.settings import unknown_variables

    for name, nearest in unknown_variables(os.environ):
        meant = f" Did you mean {nearest}?" if nearest is not None else ""
        typer.echo(f"{printable(name)} is not a setting and changes nothing.{meant}", err=True)


@contextmanager
def told() -> Iterator[None]:
    """Ends the program with a sentence when an installation cannot be used."""
    from sqlalchemy.exc import DBAPIError

    from muniment.db.outages import is_damage
    from muniment.errors import StorageUnavailableError

    try:
        yield
    except DBAPIError as error:
        if is_damage(error):
            stop(damaged(error.orig))
        stop(f"The database cannot be used: {error.orig}")
    except BrokenPipeError:
        raise  # who read standard output has gone, as `head` does; the framework ends the program without a word
    except StorageUnavailableError as error:
        stop(f"The storage cannot be used: {error.message}")
    except (OSError, ValueError) as error:
        stop(str(error))


def damaged(said: object) -> str:
    """What to do about a database that is damaged, and what it said."""
    return (
        f"The database is damaged ({said}). Keep it as it is, and restore the latest backup into a new home folder: "
        "muniment restore BACKUP --home FOLDER (docs/when-something-is-wrong.md)."
    )


def build_runtime() -> Runtime:
    """The installation, made and migrated where that is needed: for `serve` and `migrate`."""
    from muniment.runtime import build

    with told():
        return build(read_settings())


def attach_runtime() -> Runtime:
    """The whole of an installation that is there."""
    from muniment.runtime import attach

    with told():
        return attach(read_settings())


@contextmanager
def existing_database() -> Iterator[Database]:
    """The database of an installation that is there, for commands that look at rows and nothing else."""
    from muniment.runtime import open_database

    with told():
        database = open_database(read_settings())
        try:
            yield database
        finally:
            database.close()


def stop(message: str) -> NoReturn:
    """End the program with a sentence and exit code 1."""
    typer.echo(message, err=True)
    raise typer.Exit(1)


def typed(settings: Settings, *words: str, takes_home: bool = False) -> str:
    """A command on this installation, as one types it into a shell: this program as it was called where nothing else
    finds it, and the home where a setting names it. `takes_home`: the command has an option for that."""
    program = "muniment" if shutil.which("muniment") else sys.argv[0]
    command, home = shlex.join([program, *words]), shlex.quote(str(settings.home_folder))
    if "MUNIMENT_HOME" not in os.environ:
        return command
    return f"{command} --home {home}" if takes_home else f"MUNIMENT_HOME={home} {command}"


def print_link(settings: Settings, code: str, url: str | None) -> None:
    """The address by which a user signs in with the code, once. `url`: where it is served, when the settings do not
    say and it is not where `serve` listens unless told otherwise."""
    from muniment.accounts.one_time_codes import SIGN_IN_SECONDS

    address = (url or settings.public_url or "http://127.0.0.1:8000").rstrip("/")
    typer.echo(f"sign in  {address}/sign-in/link?code={code}  (good once, for {SIGN_IN_SECONDS // 60} minutes)")


def printable(text: str) -> str:
    """The text without anything that a terminal would obey. Spaces of all kinds stay."""
    return "".join(one if one.isprintable() or unicodedata.category(one) == "Zs" else "?" for one in text)


def set_up_logs() -> Settings:
    """Log lines go where the settings say, which are given."""
    from muniment.observing import logs

    settings = read_settings()
    logs.configure(settings.log_format, settings.log_level)
    return settings


def set_up_observing() -> None:
    """Log lines and spans go where the settings say. Spans take a thread, so not before a fork."""
    from muniment.observing import tracing

    settings = set_up_logs()
    if settings.tracing:
        try:
            tracing.configure()
        except ValueError as error:
            stop(str(error))


def print_rows(rows: list[dict[str, Any]], *, as_json: bool, columns: Sequence[str] = ()) -> None:
    """Rows as a table for a person, of these columns or all, or as one JSON list of all.

    Nothing is cut: an id is there to be copied, and a terminal breaks lines by itself."""
    if as_json:
        typer.echo(json.dumps(rows))
        return
    if not rows:
        typer.echo("none")
        return
    names = list(columns or rows[0])
    lines = [names, *([_shown(name, row[name]) for name in names] for row in rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(names))]
    for line in lines:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _shown(name: str, value: object) -> str:
    """A value for a person: times as times, an actor by its name, nothing that a terminal would obey."""
    if value is None:
        return ""
    if isinstance(value, Mapping):  # an actor
        return printable(str(value["name"]))
    if name.endswith(("_at", "_until")) and isinstance(value, int | float):
        with suppress(OverflowError, OSError, ValueError):  # nothing that was ever a time
            return shown_time(value)
    return printable(str(value))


def shown_time(seconds: float) -> str:
    """The time that is Unix seconds. Raises what `datetime.fromtimestamp` raises."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")


def csv_line(values: Sequence[object]) -> str:
    """One line, its end included; a value that a spreadsheet would take for a formula is kept from being one."""
    written = io.StringIO()
    csv.writer(written).writerow([_inert(value) for value in values])
    return written.getvalue()


def _inert(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value
