"""Bringing a backup back into an empty home folder.

Everything is unpacked beside its place, compared with the hashes, and only then put in place; the database comes last,
so a home is either complete or has no database. Restoring again removes what an interrupted one left.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from muniment.db.engine import open_database
from muniment.db.migrate import HEAD, migrate
from muniment.storage.digest import measure
from muniment.storage.local import LocalStore
from muniment.upkeep.files import create, make_folder, sync
from muniment.upkeep.manifest import (
    DATABASE,
    FILES,
    LOCK,
    MANIFEST,
    SECRET,
    Manifest,
    Part,
    file_path,
    from_json,
    read_manifest,
)
from muniment.upkeep.snapshot import count_rows, into_one_file, schema_of, snapshot_rows
from muniment.upkeep.stored import Progress, RefusedError, Stored, side_by_side, silent
from muniment.upkeep.verify import flawed

_UNPACKED = "restore.partial"
_PACKED_FILE = re.compile(rf"{FILES}/([0-9a-f]{{2}})/([0-9a-f]{{2}})/(\1\2[0-9a-f]{{28}})")
_MAX_MANIFEST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Restored:
    """A restored home. `migrated_from`: the older schema the backup had. `manifest.absent` is not there."""

    manifest: Manifest
    migrated_from: str | None


def restore(source: Path, home: Path, *, jobs: int = 4, progress: Progress = silent) -> Restored:
    """The backup in the folder or tar file, in the home folder, every hash compared and the schema current.

    Raises RefusedError when the home is not empty or the backup incomplete, damaged or newer than this program; the
    home then is as it was. Raises OSError.
    """
    source, home = source.expanduser().resolve(), home.expanduser().resolve()
    if not source.exists():
        raise RefusedError(f"There is no {source}.")
    _refuse_inhabited(home)
    make_folder(home)
    unpacked = home / _UNPACKED
    unpacked.mkdir(mode=0o700)
    try:
        if source.is_dir():
            manifest = _unpack_folder(source, unpacked, jobs=jobs, progress=progress)
        else:
            manifest = _unpack_tar(source, unpacked, progress=progress)
        _check_state(manifest, unpacked)
        migrated_from = _check_rows(manifest, unpacked, jobs=jobs, progress=progress)
        os.sync()
        _put_in_place(unpacked, home)
    except BaseException:
        shutil.rmtree(unpacked, ignore_errors=True)
        raise
    return Restored(manifest, migrated_from)


def _refuse_inhabited(home: Path) -> None:
    """A home that only an interrupted restore has written to is emptied; it never had a database."""
    found = {path.name for path in home.iterdir()} - {"lost+found"} if home.exists() else set()
    if _UNPACKED in found and found <= {_UNPACKED, FILES, SECRET}:
        for name in found - {SECRET}:
            shutil.rmtree(home / name)
        (home / SECRET).unlink(missing_ok=True)
    elif found:
        raise RefusedError(f"{home} is not empty. Name a home folder that is empty or new.")


# Unpacking


def _unpack_folder(source: Path, unpacked: Path, *, jobs: int, progress: Progress) -> Manifest:
    with _held(source):
        manifest = read_manifest(source)
        if manifest is None:
            raise RefusedError(f"{source} holds no complete backup: it has no manifest.")
        for part in (manifest.database, manifest.secret):
            if part is not None:
                _copy(_inside(source, part), unpacked / Path(part.path).name)
        _refuse_newer(unpacked)

        def copy(row: Stored) -> None:
            with suppress(FileNotFoundError):  # told of when the rows are checked
                _copy(source / file_path(row.storage_key), unpacked / file_path(row.storage_key))

        copied = side_by_side(copy, snapshot_rows(unpacked / DATABASE), jobs=jobs)
        for done, _ in enumerate(copied, 1):
            progress("files copied", done, manifest.documents)
        return manifest


@contextmanager
def _held(source: Path) -> Iterator[None]:
    """Keeps a backup from replacing the state that is being read."""
    try:
        lock = (source / LOCK).open("rb")
    except FileNotFoundError:
        yield  # copied from elsewhere without it
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(f"A backup into {source} is under way. Wait until it has ended.") from None
        yield


def _inside(source: Path, part: Part) -> Path:
    """The part's path. The manifest may come from anywhere: it must not lead out of the backup."""
    path = (source / part.path).resolve()
    if path.parent.parent != source or path.name not in (DATABASE, SECRET):
        raise RefusedError("The backup's manifest names a file outside of it.")
    return path


def _copy(path: Path, to: Path) -> None:
    with path.open("rb") as file:
        _keep(file, to)


def _keep(file: IO[bytes], to: Path) -> None:
    make_folder(to.parent)
    with create(to) as out:
        measure(file, to=out.write)


def _unpack_tar(source: Path, unpacked: Path, *, progress: Progress) -> Manifest:
    manifest, done = None, 0
    try:
        with tarfile.open(source, mode="r") as tar:
            while (entry := tar.next()) is not None:
                tar.members = []  # type: ignore[attr-defined]  # it would remember a million entries
                file = tar.extractfile(entry) if entry.isreg() else None
                if file is None:
                    raise RefusedError(f"{source} is not a backup: {entry.name!r} does not belong into one.")
                if entry.name == MANIFEST:
                    manifest = from_json(file.read(_MAX_MANIFEST_BYTES))
                elif entry.name in (DATABASE, SECRET) or _PACKED_FILE.fullmatch(entry.name):
                    _keep(file, unpacked / entry.name)
                    done += 1
                    progress("files copied", done, done)
                else:
                    raise RefusedError(f"{source} is not a backup: {entry.name!r} does not belong into one.")
    except tarfile.TarError:
        raise RefusedError(f"{source} is not a tar file, or a damaged one.") from None
    if manifest is None:
        raise RefusedError(f"{source} is no complete backup: it has no manifest.")
    return manifest


# Checking


def _check_state(manifest: Manifest, unpacked: Path) -> None:
    for part in (manifest.database, manifest.secret):
        if part is None:
            continue
        name = Path(part.path).name
        try:
            with (unpacked / name).open("rb") as file:
                size, sha256 = measure(file)
        except FileNotFoundError:
            raise RefusedError(f"The backup is damaged: it has no {name}.") from None
        if (size, sha256.hex()) != (part.size, part.sha256):
            raise RefusedError(f"The backup is damaged: its {name} is not the one that was written.")
    _refuse_newer(unpacked)
    if count_rows(unpacked / DATABASE) != manifest.rows:
        raise RefusedError("The backup is damaged: its database does not hold the rows its manifest counts.")


def _refuse_newer(unpacked: Path) -> None:
    schema = schema_of(unpacked / DATABASE)
    if schema > HEAD:  # numbered with leading zeros
        raise RefusedError(f"The backup was made by a newer muniment (schema {schema}, this one knows {HEAD}).")


def _check_rows(manifest: Manifest, unpacked: Path, *, jobs: int, progress: Progress) -> str | None:
    """Migrate, and hash what now lies on this disk. Returns the schema from before, when it was older."""
    schema = schema_of(unpacked / DATABASE)
    database = open_database(None, home=unpacked, connections=2)
    try:
        migrate(database)
        absent = {flaw.document_id for flaw in manifest.absent}
        for problem in flawed(database, LocalStore(unpacked / FILES), jobs=jobs, progress=progress):
            if problem.subject not in absent:
                raise RefusedError(f"The backup is damaged: document {problem.subject}: {problem.message}.")
    finally:
        database.close()
    into_one_file(unpacked / DATABASE)
    return schema if schema != HEAD else None


def _put_in_place(unpacked: Path, home: Path) -> None:
    taken = RefusedError(f"{home} has been taken into use meanwhile. Stop what uses it and name an empty folder.")
    if any((home / name).exists() for name in (DATABASE, FILES, SECRET)):
        raise taken
    for name in (FILES, SECRET):
        if (unpacked / name).exists():
            (unpacked / name).rename(home / name)
    try:
        # A link, unlike a rename, never replaces: a server may have been started this very moment.
        (home / DATABASE).hardlink_to(unpacked / DATABASE)
    except FileExistsError:
        raise taken from None
    sync(home)
    shutil.rmtree(unpacked)
