"""What every command shares: settings that are told when wrong, a runtime, an end with a sentence."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from muniment.runtime import Runtime
    from muniment.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def read_settings() -> Settings:
    from pydantic import ValidationError

    from muniment.settings import Settings

    try:
        return Settings()
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            typer.echo(f"MUNIMENT_{name}: {problem['msg']}", err=True)
        raise typer.Exit(2) from None


def build_runtime() -> Runtime:
    from sqlalchemy.exc import DBAPIError

    from muniment.errors import StorageUnavailableError
    from muniment.runtime import build

    try:
        return build(read_settings())
    except DBAPIError as error:
        stop(f"The database cannot be used: {error.orig}")
    except StorageUnavailableError as error:
        stop(f"The storage cannot be used: {error.message}")
    except (OSError, ValueError) as error:
        stop(str(error))


def stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)


def set_up_observing() -> None:
    """Log lines and spans go where the settings say."""
    from muniment.observing import logs, tracing

    settings = read_settings()
    logs.configure(settings.log_format, settings.log_level)
    if settings.tracing:
        try:
            tracing.configure()
        except ValueError as error:
            stop(str(error))


def print_rows(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(rows))
        return
    from rich.console import Console
    from rich.table import Table

    if not rows:
        typer.echo("none")
        return
    table = Table(*rows[0].keys(), box=None)
    for row in rows:
        table.add_row(*("" if value is None else str(value) for value in row.values()))
    Console(width=None if sys.stdout.isatty() else 200).print(table)
