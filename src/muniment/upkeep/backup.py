"""Copying an installation away while it serves.

The order is what makes it consistent: bytes are durable before their row, and those of purged documents stay while a
backup is made, so a snapshot of the database, taken first, names only bytes that are there to be copied afterwards.

A backup is a folder, which a later backup brings up to date by adding what is new (bytes never change under a key),
or one tar file. Its manifest is written last: without it a backup is incomplete. The manifest holds the hash of the
database's copy, whose rows hold the hash of every file.
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import IO

from muniment import clock
from muniment.documents.purge import bytes_stay
from muniment.runtime import Runtime
from muniment.storage.digest import measure
from muniment.storage.store import Store
from muniment.upkeep.files import create, make_folder, sync, write
from muniment.upkeep.manifest import (
    DATABASE,
    FILES,
    FORMAT,
    LOCK,
    MANIFEST,
    PARTIAL,
    SECRET,
    Manifest,
    Part,
    file_path,
    read_manifest,
    to_json,
)
from muniment.upkeep.snapshot import count_rows, first_organisation, schema_of, snapshot, snapshot_rows
from muniment.upkeep.stored import Flaw, Progress, RefusedError, Stored, find_flaw, side_by_side, silent

_STATE = "state-"


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup, and how many files were copied for it; the others were there already."""

    manifest: Manifest
    copied: int


def back_up(runtime: Runtime, target: Path, *, jobs: int = 4, check: bool = False, progress: Progress = silent) -> Made:
    """A complete backup in the folder, or in the file when the name ends in .tar.

    `check` also reads what an earlier backup has put into the folder, and replaces what has rotted there. Killed at any
    moment it leaves the earlier backup as it was. Raises RefusedError, StorageUnavailableError, OSError.
    """
    if not runtime.database.is_sqlite:
        raise RefusedError(
            "Only the embedded database is backed up. Use pg_dump and your bucket's versioning, or `muniment transfer` "
            "to a home folder."
        )
    target = target.expanduser().resolve()
    if target == runtime.home or runtime.home in target.parents or target in runtime.home.parents:
        raise RefusedError("The backup must lie outside of the home folder, and not around it.")
    with bytes_stay(runtime):
        if target.suffix == ".tar" and not target.is_dir():
            return _to_tar(runtime, target, progress)
        return _to_folder(runtime, target, jobs=jobs, check=check, progress=progress)


# Into a folder


def _to_folder(runtime: Runtime, folder: Path, *, jobs: int, check: bool, progress: Progress) -> Made:
    with _held(folder):
        earlier = read_manifest(folder)
        shutil.rmtree(folder / PARTIAL, ignore_errors=True)
        (folder / PARTIAL).mkdir(mode=0o700)
        state = folder / f"{_STATE}{token_hex(8)}"
        state.mkdir(mode=0o700)
        snapshot(_database_file(runtime), state / DATABASE)
        if earlier is not None:
            _refuse_another_installation(state, earlier)
        _copy_secret(runtime.home, state)

        def copy(row: Stored) -> Flaw | bool:
            return _copy_file(runtime.store, row, folder, check=check)

        rows = snapshot_rows(state / DATABASE)
        tally = _tally(side_by_side(lambda row: (row, copy(row)), rows, jobs=jobs), state, progress)
        # One sync for all names instead of one for each of 65,536 folders; the bytes are synced one by one.
        os.sync()
        manifest = _describe(state, tally, prefix=f"{state.name}/")
        write(folder / PARTIAL / MANIFEST, to_json(manifest))
        (folder / PARTIAL / MANIFEST).replace(folder / MANIFEST)
        sync(folder)
        for old in folder.glob(f"{_STATE}*"):
            if old != state:
                shutil.rmtree(old)
        (folder / PARTIAL).rmdir()
        return Made(manifest, tally.copied)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder, made when there is none, locked against another backup into it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    strange = [one.name for one in folder.iterdir() if not _is_ours(one.name)]
    if strange:
        raise RefusedError(f"{folder} holds something else ({strange[0]}). Name an empty folder or an earlier backup.")
    with create(folder / LOCK) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(f"{folder} is in use by another backup or restore.") from None
        yield


def _is_ours(name: str) -> bool:
    return name in (MANIFEST, FILES, PARTIAL, LOCK, "lost+found") or name.startswith(_STATE)


def _refuse_another_installation(state: Path, earlier: Manifest) -> None:
    if earlier.first_organisation not in (None, first_organisation(state / DATABASE)):
        shutil.rmtree(state)
        raise RefusedError("The folder holds the backup of another installation. Name another folder.")


def _copy_file(store: Store, row: Stored, folder: Path, *, check: bool) -> Flaw | bool:
    """Whether the bytes had to be copied; what is wrong with them when they cannot be, and no copy is there."""
    path = folder / file_path(row.storage_key)
    if _is_there(path, row, check=check):
        return False
    draft = folder / PARTIAL / row.storage_key
    with create(draft) as file:
        flaw = find_flaw(store, row, to=file.write)
        file.flush()
        os.fdatasync(file.fileno())
    if flaw is not None:
        draft.unlink()
        return flaw
    make_folder(path.parent)
    draft.replace(path)
    return True


def _is_there(path: Path, row: Stored, *, check: bool) -> bool:
    """A file gets its name when it is complete and synced, so its size tells; `check` reads it."""
    try:
        if not check:
            return path.stat().st_size == row.size
        with path.open("rb") as file:
            return measure(file) == (row.size, row.sha256)
    except OSError:
        return False


# Into a tar file


def _to_tar(runtime: Runtime, target: Path, progress: Progress) -> Made:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft, state = target.with_name(f"{target.name}.partial"), target.with_name(f"{target.name}.state")
    with create(draft) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefusedError(f"{target} is being written by another backup.") from None
        file.truncate()
        shutil.rmtree(state, ignore_errors=True)
        state.mkdir(mode=0o700)
        try:
            snapshot(_database_file(runtime), state / DATABASE)
            _copy_secret(runtime.home, state)
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                for part in sorted(state.iterdir()):
                    with part.open("rb") as opened:
                        _add(tar, part.name, opened, part.stat().st_size)
                rows = snapshot_rows(state / DATABASE)
                tally = _tally(((row, _pack_file(runtime.store, row, tar)) for row in rows), state, progress)
                manifest = _describe(state, tally, prefix="")
                written = to_json(manifest)
                _add(tar, MANIFEST, io.BytesIO(written), len(written))
            file.flush()
            os.fsync(file.fileno())
            draft.replace(target)
            sync(target.parent)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        finally:
            shutil.rmtree(state, ignore_errors=True)
    return Made(manifest, tally.copied)


def _pack_file(store: Store, row: Stored, tar: tarfile.TarFile) -> Flaw | bool:
    """Read twice: what is in a tar file cannot be taken back."""
    flaw = find_flaw(store, row)
    if flaw is not None:
        return flaw
    with store.open(row.storage_key) as file:
        _add(tar, file_path(row.storage_key), file, row.size)
    return True


def _add(tar: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = size, 0o600, clock.now()
    tar.addfile(entry, file)
    tar.members = []  # type: ignore[attr-defined]  # it would remember a million entries


# The state beside the files


def _database_file(runtime: Runtime) -> Path:
    return Path(str(runtime.database.url.database))


def _copy_secret(home: Path, state: Path) -> None:
    """The secret under which links are signed; none when it comes from MUNIMENT_SECRET_KEY."""
    with suppress(FileNotFoundError):
        write(state / SECRET, (home / SECRET).read_bytes())


@dataclass
class _Tally:
    """What became of the documents' files."""

    documents: int = 0
    document_bytes: int = 0
    copied: int = 0
    absent: tuple[Flaw, ...] = ()


def _tally(outcomes: Iterator[tuple[Stored, Flaw | bool]], state: Path, progress: Progress) -> _Tally:
    tally = _Tally()
    total = int(count_rows(state / DATABASE)["documents"])
    for row, outcome in outcomes:
        tally.documents += 1
        tally.document_bytes += row.size
        if isinstance(outcome, Flaw):
            tally.absent += (outcome,)
        else:
            tally.copied += outcome
        progress("files", tally.documents, total)
    return tally


def _describe(state: Path, tally: _Tally, *, prefix: str) -> Manifest:
    secret = state / SECRET
    return Manifest(
        format=FORMAT,
        made_at=clock.now(),
        program=version("muniment"),
        schema=schema_of(state / DATABASE),
        database=_part(state / DATABASE, prefix),
        secret=_part(secret, prefix) if secret.exists() else None,
        documents=tally.documents,
        document_bytes=tally.document_bytes,
        rows=count_rows(state / DATABASE),
        absent=tally.absent,
        first_organisation=first_organisation(state / DATABASE),
    )


def _part(path: Path, prefix: str) -> Part:
    with path.open("rb") as file:
        size, sha256 = measure(file)
    return Part(f"{prefix}{path.name}", size, sha256.hex())
