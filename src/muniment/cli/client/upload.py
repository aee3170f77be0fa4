"""`muniment upload`: files and folders, each once, whatever breaks meanwhile."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.client.connecting import (
    PANEL,
    PATIENT_SECONDS,
    PATIENT_TRIES,
    ProfileName,
    client_of,
    connected,
    is_for_all,
    profile_of,
    sentence,
)
from muniment.cli.client.folders import Accepted, PassedOver, look_through
from muniment.cli.client.named import find_vendor, make_vendor, services_named
from muniment.cli.client.profiles import Profile, state_folder
from muniment.cli.client.results import Outcome, Results, Row, results_to
from muniment.cli.client.sending import Place, send
from muniment.cli.client.sent import Sent, journal_in, open_sent
from muniment.cli.common import printable, stop
from muniment.cli.progress import bytes_drawn, drawn
from muniment.parallel import as_done
from muniment.storage.digest import sha256_of

if TYPE_CHECKING:
    from muniment_client import Muniment


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=PANEL)(upload)


def upload(
    paths: Annotated[list[Path], typer.Argument(help="Files, and folders to look through.")],
    vendor: Annotated[str, typer.Option(help="Whose evidence it is: the vendor's name, or its id.")],
    create_vendor: Annotated[
        bool, typer.Option("--create-vendor", help="Make the vendor where there is none of that name.")
    ] = False,
    service: Annotated[
        list[str] | None, typer.Option(help="A service of the vendor that it is about, by name or id; repeatable.")
    ] = None,
    document_type: Annotated[
        str | None, typer.Option("--type", help="What all of them are, by its slug; inferred when omitted.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until each is settled.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be uploaded.")] = False,
    csv: Annotated[
        str | None, typer.Option(metavar="FILE", help="Write a line for each file there; - for standard output.")
    ] = None,
    jobs: Annotated[int, typer.Option(help="Files uploaded at once.", min=1, max=32)] = 4,
    profile: ProfileName = None,
) -> None:
    """Upload files and folders. What was uploaded before is not uploaded again: the same command goes on after a break.

    In folders what is hidden is left out, and what is no evidence skipped. Ends with exit code 1 when a file could not
    be uploaded or, with --wait, not be read.
    """
    login = profile_of(profile)
    with connected(login) as client, results_to(csv) as results:
        place = _place(client, vendor, service or [], document_type)
        if place is None and not create_vendor:
            stop(f"There is no vendor {printable(vendor)}. Make it with --create-vendor.")
        files = _files(client, paths, results)
        if dry_run:
            _tell(login, place, files, results)
        elif files:
            place = place or Place(make_vendor(client, vendor).id, (), document_type)
            _upload(login, place, files, results, jobs=jobs, is_waited_for=wait)
    results.end()


def _place(client: Muniment, vendor: str, services: Sequence[str], document_type: str | None) -> Place | None:
    """Where the files belong; None where there is no such vendor. Ends the program where services or type are none."""
    if document_type is not None and document_type not in {one.slug for one in client.document_types.list()}:
        stop(f"There is no document type {printable(document_type)}.")
    found = find_vendor(client, vendor)
    if found is None:
        if services:
            stop(f"There is no vendor {printable(vendor)} yet, and so no service {printable(services[0])}.")
        return None
    return Place(found.id, services_named(found, services), document_type)


def _files(client: Muniment, paths: Sequence[Path], results: Results) -> list[Accepted]:
    """What is to be uploaded; of the rest the results are told."""
    limits = client.utilities.limits()
    files = []
    for found in look_through(paths, extensions=frozenset(limits.extensions), max_bytes=limits.max_file_bytes):
        if isinstance(found, PassedOver):
            outcome = Outcome.REFUSED if found.is_named else Outcome.SKIPPED
            results.add(Row(found.path, outcome, reason=found.reason))
        else:
            files.append(found)
    return files


def _tell(login: Profile, place: Place | None, files: Sequence[Accepted], results: Results) -> None:
    """Tell what would come of each file, as far as it is known here."""
    path = journal_in(state_folder(os.environ))
    known: set[Path] = set()
    if place is not None and path.exists():
        with open_sent(path, server=login.base_url, vendor_id=place.vendor_id) as sent:
            known = {file.path for file in files if sent.is_done(file.path, sha256_of(file.path).hex())}
    for file in files:
        results.add(Row(file.path, Outcome.THERE if file.path in known else Outcome.WOULD_BE))


def _upload(
    login: Profile,
    place: Place,
    files: Sequence[Accepted],
    results: Results,
    *,
    jobs: int,
    is_waited_for: bool,
) -> None:
    from muniment_client import MunimentError

    path = journal_in(state_folder(os.environ))
    unsettled: deque[Row] = deque()
    because = None
    with client_of(login, tries=PATIENT_TRIES, seconds=PATIENT_SECONDS) as client:
        try:
            with (
                open_sent(path, server=login.base_url, vendor_id=place.vendor_id) as sent,
                bytes_drawn("uploaded", sum(file.size for file in files)) as draw,
            ):
                for row in as_done(lambda file: _one(client, sent, file, place, draw), files, jobs=jobs, name="upload"):
                    unsettled.append(row)
                    if not is_waited_for:
                        results.add(_with_facts(client, unsettled[0]))
                        unsettled.popleft()
            with drawn() as (draw_settled, _):
                of = len(unsettled)
                draw_settled("settled", 0, of)
                while unsettled:
                    results.add(_settled(client, unsettled[0]))
                    unsettled.popleft()
                    draw_settled("settled", of - len(unsettled), of)
        except MunimentError as error:
            because = f"{sentence(error)} The same command goes on from here."
        finally:
            for row in unsettled:
                results.add(row)
    if because is not None:
        results.end(because=because)


def _one(client: Muniment, sent: Sent, file: Accepted, place: Place, draw: Callable[[int], None]) -> Row:
    """What comes of one file. Raises MunimentError for what would come of every other as well."""
    from muniment_client import MunimentError

    done = 0

    def draw_sent(so_far: int) -> None:
        nonlocal done
        draw(so_far - done)
        done = so_far

    try:
        outcome, document = send(client, sent, file.path, place=place, progress=draw_sent)
    except MunimentError as error:
        if is_for_all(error):
            raise
        return Row(file.path, Outcome.REFUSED, reason=sentence(error))
    except OSError as error:
        return Row(file.path, Outcome.REFUSED, reason=f"cannot be read: {error.strerror}")
    draw(file.size - done)
    return Row(file.path, outcome, document)


def _settled(client: Muniment, row: Row) -> Row:
    """The row once its document is settled."""
    if row.document is None:
        return row
    return _with_facts(client, replace(row, document=client.documents.wait_until_settled(row.document.id, timeout=inf)))


def _with_facts(client: Muniment, row: Row) -> Row:
    """The row with what the analysis says of its document, if that is settled."""
    from muniment_client.settling import SETTLED

    if row.document is None or row.document.status not in SETTLED:
        return row
    analysis = client.documents.analysis(row.document.id)
    expires_on = next((str(one.value) for one in analysis.insights if one.key == "expires_on"), None)
    reason = f"{analysis.error.code}: {analysis.error.message}" if analysis.error is not None else None
    return replace(row, expires_on=expires_on, reason=reason)
