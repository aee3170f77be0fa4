"""What was uploaded, so that a second run after a break uploads nothing twice, however late it comes.

A file is known by server, vendor, path and bytes. Before it is sent, a row says so; when the answer is there, the row
says which document it became. A row without a document is a break: the server is asked before anything is sent again,
as it keeps an idempotency key for 24 hours only.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from muniment.cli.client.journal import Journal, open_journal

_APPLICATION_ID = 0x6D756E31  # "mun1"
_SCHEMA = """
CREATE TABLE sent (file TEXT PRIMARY KEY, tries INTEGER NOT NULL, document_id TEXT) WITHOUT ROWID;
CREATE INDEX sent_documents ON sent (document_id)
"""


@dataclass(frozen=True, slots=True)
class Sending:
    """A file that was begun. `tries`: how often anew, after a document that is gone from the server. `document_id`:
    what it became, None where nobody lived to learn of it."""

    file: str
    tries: int = 0
    document_id: str | None = None

    @property
    def key(self) -> str:
        """The idempotency key."""
        return f"muniment-upload-{self.file}-{self.tries}"


class Sent:
    """The files sent to one vendor of one server. `turns`: a folder, whose files are locked by who works on what."""

    def __init__(self, journal: Journal, turns: Path, *, server: str, vendor_id: str) -> None:
        self._journal, self._turns = journal, turns
        self._server, self._vendor_id = server, vendor_id

    @contextmanager
    def turn(self, sha256: str) -> Iterator[None]:
        """Waits while another thread or process works on these bytes: no file is sent by two, and who looks for a
        document that an earlier run made takes none that is made meanwhile. The kernel lets go of what a killed one
        held. Two hashes may have the same turn, so nobody holds two."""
        with (self._turns / sha256[:2]).open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def name(self, path: Path, sha256: str) -> str:
        """What these bytes from this path, for this vendor and server, are known by."""
        whole = hashlib.sha256()
        for part in (self._server.encode(), self._vendor_id.encode(), os.fsencode(path), sha256.encode()):
            whole.update(len(part).to_bytes(8, "big") + part)
        return whole.hexdigest()

    def find(self, file: str) -> Sending | None:
        """What is known of the file."""
        rows = self._journal.run("SELECT tries, document_id FROM sent WHERE file = ?", file)
        return Sending(file, *rows[0]) if rows else None

    def is_done(self, path: Path, sha256: str) -> bool:
        """Whether the file is known to have become a document."""
        sending = self.find(self.name(path, sha256))
        return sending is not None and sending.document_id is not None

    def begin(self, sending: Sending) -> None:
        """The file is about to be sent."""
        self._journal.run("INSERT OR REPLACE INTO sent (file, tries) VALUES (?, ?)", sending.file, sending.tries)

    def end(self, sending: Sending, document_id: str) -> None:
        """The file has become this document."""
        self._journal.run("UPDATE sent SET document_id = ? WHERE file = ?", document_id, sending.file)

    def adopt(self, sending: Sending, document_id: str) -> bool:
        """Whether the file has become this document, which is that of no other file."""
        return bool(
            self._journal.run(
                "UPDATE sent SET document_id = ?1 WHERE file = ?2 "
                "AND NOT EXISTS (SELECT 1 FROM sent AS other WHERE other.document_id = ?1) RETURNING 1",
                document_id,
                sending.file,
            )
        )


def journal_in(folder: Path) -> Path:
    """The file in that folder in which it is kept."""
    return folder / "uploads.sqlite3"


@contextmanager
def open_sent(path: Path, *, server: str, vendor_id: str) -> Iterator[Sent]:
    """What was sent, as it is kept in that file. Raises WrongJournalError, OSError."""
    with open_journal(path, schema=_SCHEMA, application_id=_APPLICATION_ID) as journal:
        turns = path.with_name(f"{path.name}.turns")
        turns.mkdir(mode=0o700, exist_ok=True)
        yield Sent(journal, turns, server=server, vendor_id=vendor_id)
