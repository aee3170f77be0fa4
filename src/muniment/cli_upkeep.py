"""The commands that look after an installation: verify, backup, restore, transfer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from muniment.runtime import Runtime
    from muniment.settings import Settings
    from muniment.upkeep.rows import Progress
    from muniment.upkeep.verify import Problem

_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]
_Jobs = Annotated[int, typer.Option(help="Files read at once.", min=1, max=64)]


def register(app: typer.Typer, *, settings: Callable[[], Settings], build: Callable[[], Runtime]) -> None:
    """Add the commands. `settings` reads the environment and `build` opens what it names; both end the program with a
    message when they cannot."""

    @app.command()
    def verify(jobs: _Jobs = 4, as_json: _Json = False) -> None:
        """Compare stored bytes, counters and quotes with the rows; exit 1 when anything is wrong."""
        runtime = build()
        try:
            n = _verify(runtime, jobs=jobs, as_json=as_json)
        finally:
            runtime.close()
        if n:
            raise typer.Exit(1)


def _verify(runtime: Runtime, *, jobs: int, as_json: bool) -> int:
    """How many problems there are; each is printed when it is found, so none needs to be remembered."""
    from muniment.errors import StorageUnavailableError
    from muniment.upkeep.verify import verify

    n = 0
    with _progress() as (progress, seen):
        if as_json:
            typer.echo('{"problems": [', nl=False)
        try:
            for problem in verify(runtime, jobs=jobs, progress=progress):
                _print_problem(problem, is_first=n == 0, as_json=as_json)
                n += 1
        except StorageUnavailableError as error:
            _stop(error.message)
    if as_json:
        checked = {what.replace(" ", "_"): done for what, done in seen.items()}
        typer.echo(f'], "checked": {json.dumps(checked)}}}')
    else:
        for what, done in seen.items():
            typer.echo(f"{done:12,} {what}")
        typer.echo(f"{n:12,} problems")
    return n


def _print_problem(problem: Problem, *, is_first: bool, as_json: bool) -> None:
    if as_json:
        typer.echo(("" if is_first else ",\n") + json.dumps(asdict(problem)), nl=False)
    else:
        typer.echo(f"{problem.kind:10} {problem.subject}  {problem.message}")


@contextmanager
def _progress() -> Iterator[tuple[Progress, dict[str, int]]]:
    """A Progress that draws bars on a terminal's stderr, and nothing elsewhere; and how far each part came."""
    seen: dict[str, int] = {}
    if not sys.stderr.isatty():

        def note(what: str, done: int, _of: int) -> None:
            seen[what] = done

        yield note, seen
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), redirect_stdout=sys.stdout.isatty()) as bars:
        tasks = {}

        def draw(what: str, done: int, of: int) -> None:
            seen[what] = done
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=of)
            bars.update(tasks[what], completed=done, total=of)

        yield draw, seen


def _stop(message: str) -> NoReturn:
    typer.echo(message, err=True)
    raise typer.Exit(1)
