"""The commands that look after an installation: verify, backup, restore, rescan, transfer."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.common import Json, attach_runtime, read_settings, stop
from muniment.cli.progress import drawn, refusals_told

if TYPE_CHECKING:
    from muniment.runtime import Runtime
    from muniment.settings import Settings
    from muniment.upkeep.stored import Flaw
    from muniment.upkeep.transfer import Moved
    from muniment.upkeep.verify import Problem

_Jobs = Annotated[int, typer.Option(help="Files read at once.", min=1, max=64)]


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command()
    def verify(jobs: _Jobs = 4, as_json: Json = False) -> None:
        """Compare stored bytes, counters and quotes with the rows; exit 1 when anything is wrong."""
        runtime = attach_runtime()
        try:
            n = _verify(runtime, jobs=jobs, as_json=as_json)
        finally:
            runtime.close()
        if n:
            raise typer.Exit(1)

    @app.command()
    def backup(
        target: Annotated[
            Path, typer.Argument(help="A folder, new or of an earlier backup; or a file ending in .tar.")
        ],
        jobs: _Jobs = 4,
        check: Annotated[bool, typer.Option(help="Also read what earlier backups put there.")] = False,
        as_json: Json = False,
    ) -> None:
        """Back up the home folder while it is served; into an earlier backup's folder only what is new."""
        runtime = attach_runtime()
        try:
            _back_up(runtime, target, jobs=jobs, check=check, as_json=as_json)
        finally:
            runtime.close()

    @app.command()
    def restore(
        source: Annotated[Path, typer.Argument(help="A backup: folder or tar file.")],
        home: Annotated[Path, typer.Option(help="The home folder to make; empty or new.")],
        jobs: _Jobs = 4,
        as_json: Json = False,
    ) -> None:
        """Restore a backup into an empty home folder, comparing every hash."""
        _restore(source, home, jobs=jobs, as_json=as_json)

    @app.command()
    def rescan(jobs: _Jobs = 4, as_json: Json = False) -> None:
        """Scan every stored file for malware again, as after new signatures; exit 1 when something was found, or could
        not be scanned."""
        with closing(attach_runtime()) as runtime:
            _rescan(runtime, jobs=jobs, as_json=as_json)

    @app.command()
    def transfer(
        from_home: Annotated[Path | None, typer.Option("--from", help="Home folder of the source.")] = None,
        from_database: Annotated[str | None, typer.Option(help="Its database, unless SQLite in the home.")] = None,
        from_storage: Annotated[str | None, typer.Option(help="Its storage, unless local in the home.")] = None,
        to_home: Annotated[Path | None, typer.Option(help="Home folder of the target; made when new.")] = None,
        to_database: Annotated[str | None, typer.Option(help="Its database, unless SQLite in the home.")] = None,
        to_storage: Annotated[str | None, typer.Option(help="Its storage, unless local in the home.")] = None,
        jobs: _Jobs = 4,
        as_json: Json = False,
    ) -> None:
        """Copy an installation that nobody serves to another database and storage; run again to go on."""
        ends = ((from_home, from_database, from_storage), (to_home, to_database, to_storage))
        for name, end in zip(("from", "to"), ends, strict=True):
            if not any(end):
                raise typer.BadParameter("Name a home folder, a database or a storage.", param_hint=f"--{name}…")
        _transfer(ends, read_settings(not_used=("storage_url",)), jobs=jobs, as_json=as_json)


def _verify(runtime: Runtime, *, jobs: int, as_json: bool) -> int:
    """How many problems there are; each is printed when it is found, so none needs to be remembered."""
    from muniment.upkeep.verify import verify

    n = 0
    with refusals_told(), drawn() as (progress, seen):
        if as_json:
            typer.echo('{"problems": [', nl=False)
        for problem in verify(runtime, jobs=jobs, progress=progress):
            _print_problem(problem, is_first=n == 0, as_json=as_json)
            n += 1
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


def _rescan(runtime: Runtime, *, jobs: int, as_json: bool) -> None:
    """Each is printed when its word is written, so that none needs to be remembered."""
    from muniment.scanning.clamd import ScannerUnavailableError
    from muniment.upkeep.rescan import rescan

    told: Counter[str] = Counter()
    try:
        with refusals_told(), drawn() as (progress, seen):
            for one in rescan(runtime, jobs=jobs, progress=progress):
                typer.echo(json.dumps(asdict(one)) if as_json else f"{one.kind:11} {one.document_id}  {one.message}")
                told[one.kind] += 1
    except ScannerUnavailableError as error:
        stop(error.message)
    if not as_json:
        typer.echo(f"{seen.get('files scanned', 0):12,} files scanned")
    if told["quarantined"] or told["unscanned"]:
        raise typer.Exit(1)


def _back_up(runtime: Runtime, target: Path, *, jobs: int, check: bool, as_json: bool) -> None:
    from muniment.upkeep.backup import back_up

    with refusals_told(), drawn() as (progress, _):
        made = back_up(runtime, target, jobs=jobs, check=check, progress=progress)
    manifest = made.manifest
    if as_json:
        entry = {"documents": manifest.documents, "bytes": manifest.document_bytes, "copied_files": made.copied}
        typer.echo(json.dumps({**entry, "absent": [asdict(flaw) for flaw in manifest.absent]}))
    else:
        typer.echo(f"{manifest.documents:12,} documents, {manifest.document_bytes:,} bytes, schema {manifest.schema}")
        typer.echo(f"{made.copied:12,} files copied now")
    _tell_absent(manifest.absent)


def _restore(source: Path, home: Path, *, jobs: int, as_json: bool) -> None:
    from muniment.upkeep.restore import restore

    with refusals_told(), drawn() as (progress, _):
        restored = restore(source, home, jobs=jobs, progress=progress)
    manifest = restored.manifest
    if as_json:
        entry = {"documents": manifest.documents, "bytes": manifest.document_bytes, "made_at": manifest.made_at}
        absent = [asdict(flaw) for flaw in manifest.absent]
        typer.echo(json.dumps({**entry, "migrated_from": restored.migrated_from, "absent": absent}))
    else:
        typer.echo(f"{manifest.documents:12,} documents, {manifest.document_bytes:,} bytes, every hash compared")
        if restored.migrated_from is not None:
            typer.echo(f"The database was migrated from schema {restored.migrated_from}.")
        typer.echo(f"Serve it: MUNIMENT_HOME={home.resolve()} muniment serve")
        if manifest.secret is None:
            typer.echo("The backup holds no secret: set the same MUNIMENT_SECRET_KEY as before.")
    _tell_absent(manifest.absent)


_End = tuple[Path | None, str | None, str | None]
"""Home folder, database URL, storage URL."""


def _transfer(ends: tuple[_End, _End], settings: Settings, *, jobs: int, as_json: bool) -> None:
    from muniment.upkeep.installations import Installation, check_source, opened, share_secret
    from muniment.upkeep.transfer import transfer

    with refusals_told(), drawn() as (progress, _):
        source, target = (Installation(*end) for end in ends)
        check_source(source)
        share_secret(source, target)
        with opened(source, settings) as source_runtime, opened(target, settings) as target_runtime:
            done = transfer(source_runtime, target_runtime, jobs=jobs, progress=progress)
    if as_json:
        typer.echo(
            json.dumps({"moved": [asdict(one) for one in done.moved], "absent": [asdict(f) for f in done.flaws]})
        )
    else:
        _print_moved(done.moved)
        if target.home is None:
            typer.echo("The target's links are signed under MUNIMENT_SECRET_KEY, or a new secret where it is served.")
    _tell_absent(done.flaws)


def _print_moved(moved: tuple[Moved, ...]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("what", "source", "target", "there before", box=None)
    for one in moved:
        table.add_row(one.what, f"{one.n:,}", f"{one.n:,}", f"{one.already_there:,}")
    Console().print(table)


def _tell_absent(flaws: tuple[Flaw, ...]) -> None:
    for flaw in flaws:
        typer.echo(f"left out: {flaw.document_id}  {flaw.message}", err=True)
    if flaws:
        raise typer.Exit(1)
