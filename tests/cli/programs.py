"""The command line, as a process of its own and inside the test's: starting a process takes a second."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path

import typer

from muniment.cli.app import app
from tests.journeys.server import MUNIMENT


def environment(home: Path, settings: dict[str, str]) -> dict[str, str]:
    """The test's own environment with this home and these settings by their names, and no other setting."""
    others = {k: v for k, v in os.environ.items() if not k.startswith("MUNIMENT_")}
    return others | {"MUNIMENT_HOME": str(home), **{f"MUNIMENT_{k.upper()}": v for k, v in settings.items()}}


def run_process(home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, ended."""
    command = [MUNIMENT, *arguments]
    return subprocess.run(command, env=environment(home, settings), capture_output=True, text=True, timeout=120)


def run(home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command in this process, ended; not for those that stay."""
    out, err, code = StringIO(), StringIO(), 0
    with _environ(environment(home, settings)), redirect_stdout(out), redirect_stderr(err):
        try:
            _command()(list(arguments), prog_name="muniment")
        except SystemExit as ended:
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(list(arguments), code, out.getvalue(), err.getvalue())


@cache
def _command() -> Callable[..., object]:
    """Made once: 20 ms, as long as many a command takes."""
    return typer.main.get_command(app)


@contextmanager
def _environ(replacement: dict[str, str]) -> Iterator[None]:
    kept = dict(os.environ)
    try:
        os.environ.clear()
        os.environ.update(replacement)
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)
