"""The container of doc, ppt and xls (Microsoft CFB), read with olefile."""

from __future__ import annotations

from typing import BinaryIO

import olefile

from muniment.reading.file_types import OLE_START
from muniment.reading.model import ReadingProblem, UnreadableError
from muniment.reading.warnings import warning


def is_ole(file: BinaryIO) -> bool:
    """Whether the file begins as such a container; leaves the position at the start."""
    file.seek(0)
    head = file.read(len(OLE_START))
    file.seek(0)
    return head == OLE_START


def open_ole(file: BinaryIO) -> olefile.OleFileIO:
    """The container.

    Raises UnreadableError: `encrypted` (protected OOXML, rights management), `mismatch`, `corrupt`.
    """
    if not is_ole(file):
        raise UnreadableError("mismatch", "The file is not a binary office document.")
    try:
        container = olefile.OleFileIO(file)
    except UnreadableError:
        raise
    except Exception:  # olefile raises anything from IndexError to struct.error on damaged directories
        raise UnreadableError("corrupt", "The document's container is damaged.") from None
    for name in ("EncryptedPackage", "\tDRMContent", "\x09DRMViewerContent"):
        if container.exists(name):
            raise UnreadableError("encrypted", "The document is encrypted or under rights management.")
    return container


def refuse_encrypted_package(file: BinaryIO) -> None:
    """Raises UnreadableError `encrypted` when a protected OOXML file hides in the container; else returns."""
    open_ole(file).close()
    file.seek(0)


def stream_of(container: olefile.OleFileIO, name: str) -> bytes:
    """A whole stream; raises UnreadableError `mismatch` when it is missing, `corrupt` when it cannot be read."""
    if not container.exists(name):
        raise UnreadableError(
            "mismatch", f"The file is a binary office document, but of another kind: no {name} in it."
        )
    try:
        data: bytes = container.openstream(name).read()
    except Exception:  # as in open_ole
        raise UnreadableError("corrupt", f"The document's stream {name} is damaged.") from None
    return data


def container_warnings(container: olefile.OleFileIO) -> list[ReadingProblem]:
    """Macros and embedded objects, by the storages of the container."""
    found = []
    entries = ["/".join(path) for path in container.listdir(streams=True, storages=True)]
    if any(entry.split("/")[-1].upper() in ("VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR") for entry in entries):
        found.append(warning("macros"))
    objects = sorted(
        {entry.split("/")[1] for entry in entries if entry.startswith("ObjectPool/")}
        | {entry.split("/")[0] for entry in entries if entry.startswith("MBD")}
    )
    if objects:
        found.append(warning("embedded_files", what=str(len(objects))))
    return found
