"""How far a long command has come, and what it says when it cannot go on."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from muniment.cli.common import damaged, stop, told

if TYPE_CHECKING:
    from muniment.upkeep.stored import Progress


@contextmanager
def refusals_told() -> Iterator[None]:
    """Ends the program with the message of what was refused or could not be done."""
    import sqlite3

    from muniment.db.outages import is_damage
    from muniment.upkeep.stored import RefusedError

    with told():
        try:
            yield
        except sqlite3.Error as error:
            stop(damaged(error) if is_damage(error) else f"The database cannot be used: {error}")
        except RefusedError as error:
            stop(str(error))


@contextmanager
def drawn() -> Iterator[tuple[Progress, dict[str, int]]]:
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


@contextmanager
def bytes_drawn(what: str, of: int) -> Iterator[Callable[[int], None]]:
    """A function that is told of further bytes and draws how many of all of them there were, as `drawn` does."""
    if not sys.stderr.isatty():
        yield lambda _further: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), redirect_stdout=sys.stdout.isatty()) as bars:
        task = bars.add_task(what, total=of)
        yield lambda further: bars.advance(task, further)
