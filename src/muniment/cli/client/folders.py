"""Which files below the named paths are to be uploaded, and which are not and why."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment.reading.file_types import extension_of

_NOT_EVIDENCE = frozenset({"thumbs.db", "desktop.ini", "__macosx"})
"""What Windows and macOS put into folders, beside what begins with a dot; `~$` begins the lock of an open document."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A file that a server takes, as far as its name and size tell. `path` is absolute."""

    path: Path
    size: int


@dataclass(frozen=True, slots=True)
class PassedOver:
    """What is not uploaded. `is_named`: it was asked for by its own name, not as a part of a folder."""

    path: Path
    reason: str
    is_named: bool


def look_through(
    paths: Sequence[Path], *, extensions: Collection[str], max_bytes: int
) -> Iterator[Accepted | PassedOver]:
    """Each file once, in order: those named, whatever they are, and those in named folders and below. Links to files
    are followed, links to folders below a named one are not, as they may lead in circles."""
    seen: set[Path] = set()
    for named in paths:
        is_folder = named.is_dir()
        for found in _below(named) if is_folder else [named]:
            one = found if isinstance(found, PassedOver) else _judged(found, extensions, max_bytes, not is_folder)
            if one.path not in seen:
                seen.add(one.path)
                yield one


def _below(folder: Path) -> Iterator[Path | PassedOver]:
    closed: list[OSError] = []
    for at, folders, names in os.walk(folder.resolve(), onerror=closed.append):
        while closed:
            yield _closed(closed.pop(), folder)
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        yield from (Path(at, name) for name in sorted(names) if not _is_hidden(name))
    while closed:
        yield _closed(closed.pop(), folder)


def _closed(error: OSError, folder: Path) -> PassedOver:
    return PassedOver(Path(error.filename or folder), f"cannot be opened: {error.strerror}", is_named=False)


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower() in _NOT_EVIDENCE


def _judged(found: Path, extensions: Collection[str], max_bytes: int, is_named: bool) -> Accepted | PassedOver:
    path = found.parent.resolve() / found.name  # where a link stands, not where it leads

    def passed_over(reason: str) -> PassedOver:
        return PassedOver(path, reason, is_named)

    try:
        status = path.stat()
    except OSError as error:
        return passed_over(f"cannot be read: {error.strerror}")
    extension = extension_of(path.name)
    if not stat.S_ISREG(status.st_mode):
        return passed_over("is no file")
    if extension not in extensions:
        return passed_over(f"the file type .{extension} is not supported" if extension else "has no file type")
    if status.st_size == 0:
        return passed_over("is empty")
    if status.st_size > max_bytes:
        return passed_over(f"has {status.st_size:,} bytes, more than the {max_bytes:,} that are taken")
    return Accepted(path, status.st_size)
