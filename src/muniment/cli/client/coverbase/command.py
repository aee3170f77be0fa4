"""`muniment import coverbase`: the way in for who comes from there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from muniment.cli.client.connecting import (
    PATIENT_SECONDS,
    PATIENT_TRIES,
    ProfileName,
    client_of,
    connected,
    is_for_all,
    profile_of,
    sentence,
)
from muniment.cli.client.coverbase.copies import Copies, Kind, open_copies
from muniment.cli.client.login import secret
from muniment.cli.client.profiles import Profile, WrongProfileError, checked_key, checked_url, state_folder
from muniment.cli.common import csv_line, printable, stop

if TYPE_CHECKING:
    from muniment_client import Muniment

app = typer.Typer(help="Copying from another product.", no_args_is_help=True)

SOURCE_KEY_VARIABLE = "COVERBASE_API_KEY"
COLUMNS = ("kind", "source_id", "target_id", "sha256", "left_behind", "why")


@app.command("coverbase")
def import_coverbase(
    source: Annotated[str, typer.Option("--from", metavar="URL", help="Where Coverbase's API is, without /v1.")],
    key: Annotated[
        str | None,
        typer.Option(help="The key for it. Others on this machine can see it while this runs; the ways below hide it."),
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option("--map", help="The file that keeps which id became which; below XDG_STATE_HOME when omitted."),
    ] = None,
    csv: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write there what became of each thing, with both ids.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Documents copied at once.", min=1, max=32)] = 4,
    profile: ProfileName = None,
) -> None:
    """Copy vendors, services, documents and their assessments from Coverbase, every byte compared.

    Killed, it goes on where it was when it is run again; done, a further run copies what came since.

    Without --key, the key for the source is read from COVERBASE_API_KEY, asked for without showing it, or read from
    standard input.
    Ends with exit code 1 when something was not copied.
    """
    login = profile_of(profile)
    try:
        there = Profile(checked_url(source), checked_key(key or secret("Key for the source", SOURCE_KEY_VARIABLE)))
    except WrongProfileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from None
    path = map_file or _own_map(there, login)
    with (
        connected(there, tries=PATIENT_TRIES, seconds=PATIENT_SECONDS) as source_client,
        client_of(login, tries=PATIENT_TRIES, seconds=PATIENT_SECONDS) as target,
        open_copies(path, source=there.base_url, target=login.base_url) as copies,
        csv.open("w", encoding="utf-8", newline="") if csv is not None else nullcontext() as table,
    ):
        _check_target(target, copies)
        _check_source(source_client, target)
        because = _copy(source_client, target, copies, jobs=jobs)
        if table is not None:
            _write_table(copies, table)
        _report(copies, path, because=because)


def _own_map(there: Profile, login: Profile) -> Path:
    name = hashlib.sha256(f"{there.base_url}\n{login.base_url}".encode()).hexdigest()[:16]
    return state_folder(os.environ) / "imports" / f"{name}.sqlite3"


def _check_source(source: Muniment, target: Muniment) -> None:
    """Ends the program when both keys are of one organisation, which every run would make twice as large."""
    from muniment_client import MunimentError

    with _named("The source"):
        first = next(iter(source.vendors.list(limit=2)), None)
    if first is None:
        return
    try:
        target.vendors.get(first.id)
    except MunimentError as error:
        if is_for_all(error):
            raise
        return
    stop("The source is the organisation that is logged in to: everything would be copied beside itself.")


def _check_target(target: Muniment, copies: Copies) -> None:
    """Ends the program when the key is not good, or another organisation's: what the map says is here is not."""
    from muniment_client.error_classes import VendorNotFoundError

    with _named("The login"):
        target.utilities.test_key()
    copied = next((one.target_id for one in copies.every(Kind.VENDOR) if one.target_id is not None), None)
    if copied is None:
        return
    try:
        target.vendors.get(copied)
    except VendorNotFoundError:
        stop(f"The map names {copied}, which is not there: the login is another organisation's. Give another --map.")


@contextmanager
def _named(which: str) -> Iterator[None]:
    """Ends the program with the words of whichever server refuses."""
    from muniment_client import ApiError

    try:
        yield
    except ApiError as error:
        stop(f"{which}: {sentence(error)}")


def _copy(source: Muniment, target: Muniment, copies: Copies, *, jobs: int) -> str | None:
    """Why it did not come to its end; None when it did."""
    from muniment.cli.client.coverbase.copying import Copying
    from muniment.cli.progress import drawn
    from muniment_client import MunimentError

    try:
        types = frozenset(one.slug for one in target.document_types.list())
        most = target.utilities.limits().max_file_bytes
        copying = Copying(source, target, copies, document_types=types, max_file_bytes=most)
        with drawn() as (draw, seen):
            for n, _done in enumerate(copying.vendors(), 1):
                draw("vendors", n, n)
            of = copying.document_count()
            draw("documents", 0, of)
            for n, _done in enumerate(copying.documents(jobs=jobs), 1):
                draw("documents", n, max(n, of))
        there = copying.document_count()
    except MunimentError as error:
        return sentence(error)
    listed = seen["documents"]
    return f"The source has {there} documents and listed {listed}." if listed < there else None


def _write_table(copies: Copies, table: IO[str]) -> None:
    table.write(csv_line(COLUMNS))
    for kind in Kind:
        for one in copies.every(kind):
            cells = (one.kind.value, one.source_id, one.target_id, one.sha256, one.left_behind, one.why)
            table.write(csv_line([printable(cell) if cell is not None else None for cell in cells]))


def _report(copies: Copies, path: Path, *, because: str | None) -> None:
    """What is copied, what is not and why, and what of it could not be kept; ends the program when there is any."""
    missed = 0
    for kind in Kind:
        copied, not_copied = copies.counts(kind)
        missed += not_copied
        typer.echo(f"{kind.value}s  {copied} copied" + (f", {not_copied} not" if not_copied else ""))
        for what, n in copies.left_behind(kind):
            typer.echo(printable(f"    left behind of {n}: {what}"))
        for one in copies.every(kind):
            if one.why is not None:
                typer.echo(printable(f"    {one.source_id}: {one.why}"))
    typer.echo("An assessment with no document attached cannot be found over Coverbase's API, and is not copied.")
    typer.echo(f"map  {printable(str(path))}")
    if because is not None:
        stop(f"{because} The same command goes on from here.")
    if missed:
        raise typer.Exit(1)
