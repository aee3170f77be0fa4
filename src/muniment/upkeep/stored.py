"""What checking, backing up and transferring share: rows in batches, bytes with their hash, work side by side.

Everything streams: memory stays flat whatever the number of rows and the size of files.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from sqlalchemy import func, select

from muniment.db.engine import Database, Transaction
from muniment.db.tables import documents, upload_pieces
from muniment.storage.digest import UnreadableBytesError, measure
from muniment.storage.store import NotStoredError, Store

T = TypeVar("T")
R = TypeVar("R")

Progress = Callable[[str, int, int], None]
"""Told what is under way, how much of it is done, and of how much in all."""

_ROWS_AT_ONCE = 1000


class RefusedError(Exception):
    """The command does not do this, or not to its end. The message says why and what to do; what was there before is
    as it was."""


def silent(_what: str, _done: int, _of: int) -> None:
    """A Progress that tells nobody."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a document's row says of its bytes."""

    document_id: str
    storage_key: str
    size: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a document's bytes cannot be used. `kind`: missing or damaged."""

    document_id: str
    storage_key: str
    kind: str
    message: str


def stored_rows(database: Database) -> Iterator[Stored]:
    """Every document's row in the order of ids, read in short transactions so that a server beside is not held up."""
    after = ""
    columns = (documents.c.id, documents.c.storage_key, documents.c.size, documents.c.sha256)
    while True:
        with database.read() as tx:
            page = select(*columns).where(documents.c.id > after).order_by(documents.c.id).limit(_ROWS_AT_ONCE)
            rows = tx.execute(page).all()
        if not rows:
            return
        for row in rows:
            yield Stored(document_id=row[0], storage_key=row[1], size=row[2], sha256=bytes(row[3]))
        after = rows[-1][0]


def named(tx: Transaction, keys: Sequence[str]) -> set[str]:
    """Those of the keys under which a document or a piece of an upload has its bytes."""
    columns = (documents.c.storage_key, upload_pieces.c.storage_key)
    return {key for column in columns for key in tx.execute(select(column).where(column.in_(keys))).scalars()}


def has_row(database: Database, storage_key: str) -> bool:
    """Whether a document has its bytes under that key still, and was neither purged nor put in quarantine since its row
    was read."""
    with database.read() as tx:
        return tx.execute(select(documents.c.id).where(documents.c.storage_key == storage_key)).first() is not None


@contextmanager
def read_at_length(database: Database) -> Iterator[Transaction]:
    """A snapshot for statements that walk whole tables: without the limits of those that answer a caller."""
    with database.read() as tx:
        if not database.is_sqlite:
            tx.exec_driver_sql("SET LOCAL statement_timeout = 0")
            tx.exec_driver_sql("SET LOCAL idle_in_transaction_session_timeout = 0")
        yield tx


def count_documents(database: Database) -> int:
    """How many documents there are."""
    with read_at_length(database) as tx:
        return int(tx.execute(select(func.count()).select_from(documents)).scalar_one())


def find_flaw(store: Store, row: Stored, *, to: Callable[[bytes], object] | None = None) -> Flaw | None:
    """Read the document's bytes, on to `to` if given; what is wrong with them, if anything is.

    Raises OSError for what is not their fault: a full disk, too many open files, no permission."""
    try:
        with store.open(row.storage_key) as file:
            size, sha256 = measure(file, to=to)
    except NotStoredError:
        return Flaw(row.document_id, row.storage_key, "missing", "no bytes are stored for the document")
    except UnreadableBytesError as error:
        return Flaw(row.document_id, row.storage_key, "damaged", f"its bytes cannot be read: {error.strerror}")
    if size != row.size:
        return Flaw(row.document_id, row.storage_key, "damaged", f"{size} bytes are stored, {row.size} were received")
    if sha256 != row.sha256:
        return Flaw(row.document_id, row.storage_key, "damaged", "the stored bytes are not the ones received")
    return None


def side_by_side(function: Callable[[T], R], items: Iterable[T], *, jobs: int) -> Iterator[R]:
    """function(item) of every item, in order, `jobs` at a time in threads; only a few items are held at once."""
    with ThreadPoolExecutor(jobs) as pool:
        waiting: deque[Future[R]] = deque()
        try:
            for item in items:
                waiting.append(pool.submit(function, item))
                if len(waiting) > 2 * jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def in_batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items, `size` at a time."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch
