"""`muniment analyze`: files on a disk, without a server."""

from __future__ import annotations

import json
import os
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any

import typer

from muniment.cli.common import printable, read_settings, stop


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(analyze)


def analyze(
    paths: Annotated[list[Path], typer.Argument(help="Files, and folders to look through.")],
    as_lines: Annotated[bool, typer.Option("--jsonl", help="One JSON object per line, also on a terminal.")] = False,
    jobs_: Annotated[
        int | None, typer.Option("--jobs", help="Files read at once; one for each core when omitted.", min=1, max=64)
    ] = None,
) -> None:
    """Read and judge files without a server: type, facts and warnings, each with its receipt.

    Ends with exit code 1 when a file could not be analysed at all; one that was judged unreadable is settled.
    """
    import tempfile

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from muniment.analysis.files import NOT_ANALYSED, analyse_files, files_below
    from muniment.analysis.sandboxed import open_sandbox

    settings = read_settings()
    try:
        files = files_below(paths)
    except FileNotFoundError as error:
        stop(str(error))
    screen = Console(stderr=True)
    bar = Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"), console=screen
    )
    with tempfile.TemporaryDirectory(prefix="muniment-") as scratch:
        sandbox = open_sandbox(settings, scratch_folder=Path(scratch))
        missed = 0
        try:
            with bar if screen.is_terminal else nullcontext():
                task = bar.add_task("", total=len(files))
                for found in analyse_files(sandbox, files, settings=settings, jobs=jobs_ or os.cpu_count() or 1):
                    if as_lines or not sys.stdout.isatty():
                        typer.echo(json.dumps(found, ensure_ascii=False))
                    else:
                        bar.console.print(_summary(found), markup=False, highlight=False)
                    bar.advance(task)
                    missed += found["error"] is not None and found["error"]["code"] in NOT_ANALYSED
        finally:
            sandbox.close()
    if missed:
        stop(f"{missed} of {len(files)} files could not be analysed; their `error` says why.")


def _summary(found: dict[str, Any]) -> str:
    """One analysis on a line or two, for a person; nothing that a terminal would obey."""
    name = printable(found["path"])
    if found["error"] is not None:
        return f"{name}: {found['error']['code']}: {found['error']['message']}"
    judged = found["classification"]
    if judged["document_type"] is None:
        return f"{name}: no type"
    first = judged["evidence"][0]
    quote = " ".join(first["quote"].split())[:100]
    return f"{name}: {judged['document_type']} {judged['confidence']:.2f}\n    page {first['page']}: {printable(quote)}"
