"""`muniment download`: a document's bytes, whole or not at all."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.client.connecting import PANEL, ProfileName, connected, profile_of
from muniment.cli.client.show import DocumentId
from muniment.cli.common import printable, stop

if TYPE_CHECKING:
    from muniment_client import Muniment

_MAX_NAME_BYTES = 255
"""Of one name in most file systems."""

_MAX_ENDING_BYTES = 16


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=PANEL)(download)


def download(
    document_id: DocumentId,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A file, a folder, or - for standard output; here, under its name."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    profile: ProfileName = None,
) -> None:
    """Fetch a document's file, whole or not at all: its bytes are compared with the hash that the server keeps."""
    with connected(profile_of(profile)) as client:
        if output == Path("-"):
            _to_standard_output(client, document_id)
            return
        target = output or Path()
        if target.is_dir():
            target /= own_name(client.documents.download(document_id).filename) or document_id
        if target.exists() and not force:
            stop(f"{printable(str(target))} is there already; --force replaces it.")
        client.documents.download_to(document_id, target)
    typer.echo(printable(str(target)))


def _to_standard_output(client: Muniment, document_id: str) -> None:
    """Not before all of it has come and is right."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="muniment-") as folder:
        fetched = Path(folder) / "file"
        client.documents.download_to(document_id, fetched)
        with fetched.open("rb") as file:
            shutil.copyfileobj(file, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def own_name(filename: str) -> str:
    """The name under which such a file is kept: in no other folder, not hidden, with nothing that a terminal obeys, of
    255 bytes at most. '' where nothing is left."""
    name = printable(filename).translate(dict.fromkeys(map(ord, '/\\?*:"<>|'), "_")).strip(" .")
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending.encode()) > _MAX_ENDING_BYTES:
        stem, dot, ending = name, "", ""
    most = _MAX_NAME_BYTES - len((dot + ending).encode())
    return stem.encode()[:most].decode(errors="ignore") + dot + ending
