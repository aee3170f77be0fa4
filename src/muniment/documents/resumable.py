"""Uploads that come in several requests, to any of several servers: begun, gathered in pieces, and in the end accepted
as any other file.

A piece is durable in the store before the row that names it, and its row moves the offset in the same transaction: what
was answered is there after a crash, and bytes without a row are the sweep's. The last bytes become no piece: the
document, with all bytes of the upload, is made in the transaction in which the offset reaches the end. So an upload is
whole exactly when its document is there, and no request can make a second one.

A request that brings bytes holds a lease. Should it lose it, to a clock or a long silence, it changes nothing any more:
every change asks for the lease and the offset it began with.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_bytes
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.accounts.credentials import check_again
from muniment.db import clock
from muniment.db.engine import Database, Transaction
from muniment.db.tables import upload_pieces, uploads
from muniment.documents import intake
from muniment.documents.document import Document
from muniment.documents.intake import Upload, kept_bytes
from muniment.errors import (
    OffsetMismatchError,
    StorageUnavailableError,
    TooManyPiecesError,
    TooManyUploadsError,
    UploadLockedError,
    UploadNotFoundError,
)
from muniment.events.feed import lock_organisation
from muniment.reading.refused_kinds import HEAD_BYTES
from muniment.storage.digest import open_stored, pieces
from muniment.storage.staging import Staging
from muniment.storage.store import NotStoredError, Store

log = logging.getLogger("muniment.documents")

_U = uploads.c
_P = upload_pieces.c


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long an upload is kept after its last bytes, and a lease after its last sign of life, in seconds; how many
    pieces an upload, how many uploads and bytes of unfinished ones an organisation may have."""

    seconds: int
    lease_seconds: int
    max_pieces: int
    max_open: int
    max_open_bytes: int


@dataclass(frozen=True, slots=True)
class ResumableUpload:
    """An upload and how far it has come. `said`: what was said of the file, as it was sent. `lease`: held by who
    brings bytes; `document_id`: None until it is whole."""

    id: str
    org_id: str
    vendor_id: str
    said: str
    size: int
    received: int
    piece_count: int
    created_at: int
    expires_at: int
    document_id: str | None
    lease: bytes | None = None

    def on_the_wire(self) -> dict[str, Any]:
        """The upload as it is answered."""
        return {
            "id": self.id,
            "vendor_id": self.vendor_id,
            "size": self.size,
            "offset": self.received,
            "created_at": self.created_at,
            "expires_at": self.expires_at,
            "document_id": self.document_id,
        }


_COLUMNS = [_U[name] for name in ResumableUpload.__dataclass_fields__ if name != "lease"]


def begin(
    tx: Transaction, caller: Caller, wanted: Upload, *, said: str, size: int, bounds: Bounds, now: int
) -> ResumableUpload:
    """A new upload of so many bytes. Raises the references' not-found errors, TooManyUploadsError."""
    intake.check_references(tx, caller, wanted, now=now)
    lock_organisation(tx, caller.org_id)
    open_ = and_(_U.org_id == caller.org_id, _U.document_id.is_(None), _U.expires_at > now)
    count, total = tx.execute(select(func.count(), func.coalesce(func.sum(_U.size), 0)).where(open_)).one()
    if count >= bounds.max_open:
        raise TooManyUploadsError(f"{bounds.max_open} unfinished uploads")
    if total + size > bounds.max_open_bytes:
        raise TooManyUploadsError(f"unfinished uploads of {bounds.max_open_bytes} bytes together")
    upload = ResumableUpload(
        id=ids.new(ids.UPLOAD),
        org_id=caller.org_id,
        vendor_id=wanted.vendor_id,
        said=said,
        size=size,
        received=0,
        piece_count=0,
        created_at=now,
        expires_at=now + bounds.seconds,
        document_id=None,
    )
    tx.execute(insert(uploads).values({column.name: getattr(upload, column.name) for column in _COLUMNS}))
    return upload


def find(tx: Transaction, caller: Caller, upload_id: str, *, now: int) -> ResumableUpload:
    """The upload, whole or not. Raises UploadNotFoundError, also for one that has expired."""
    if not ids.has_shape(ids.UPLOAD, upload_id):
        raise UploadNotFoundError
    row = tx.execute(
        select(*_COLUMNS).where(_U.id == upload_id, _U.org_id == caller.org_id, _U.expires_at > now)
    ).first()
    if row is None or not caller.sees(row.vendor_id):
        raise UploadNotFoundError
    return ResumableUpload(**row._mapping)


def take(tx: Transaction, caller: Caller, upload_id: str, *, offset: int, bounds: Bounds, now: int) -> ResumableUpload:
    """The upload, under a lease of the caller's. Raises UploadNotFoundError, UploadLockedError, OffsetMismatchError."""
    upload = replace(find(tx, caller, upload_id, now=now), lease=token_bytes(16))
    taken = update(uploads).where(_U.id == upload.id, _is_free(now))
    if not tx.execute(taken.values(lease=upload.lease, leased_until=now + bounds.lease_seconds)).rowcount:
        raise UploadLockedError
    upload = replace(find(tx, caller, upload_id, now=now), lease=upload.lease)  # nobody else changes it now
    if offset != upload.received:
        raise OffsetMismatchError(upload.received)
    return upload


def _is_free(now: int) -> ColumnElement[bool]:
    return or_(_U.lease.is_(None), _U.leased_until <= now)


def renew(tx: Transaction, upload: ResumableUpload, *, bounds: Bounds, now: int) -> None:
    """Say that bytes still come. Raises UploadLockedError when another request has taken over."""
    _change(tx, upload, {"leased_until": now + bounds.lease_seconds, "expires_at": now + bounds.seconds})


def release(tx: Transaction, upload: ResumableUpload) -> None:
    """Let others bring bytes; nothing when they do already."""
    tx.execute(
        update(uploads).where(_U.id == upload.id, _U.lease == upload.lease).values(lease=None, leased_until=None)
    )


def _change(tx: Transaction, upload: ResumableUpload, values: dict[str, Any]) -> None:
    mine = (_U.id == upload.id, _U.lease == upload.lease, _U.received == upload.received)
    if not tx.execute(update(uploads).where(*mine).values(values)).rowcount:
        raise UploadLockedError


def keep_piece(
    database: Database, store: Store, piece: Staging, upload: ResumableUpload, *, caller: Caller, bounds: Bounds
) -> ResumableUpload:
    """The upload with the bytes of the piece. Consumes the staging whatever happens; blocks on disk and database.

    Raises TooManyPiecesError, InvalidApiKeyError when the caller's key is good no more, UploadLockedError,
    StorageUnavailableError, OSError: then the piece is gone."""
    with kept_bytes(store, piece) as kept:
        if upload.piece_count >= bounds.max_pieces:
            raise TooManyPiecesError(bounds.max_pieces)
        with database.write() as tx:
            now = clock.now(tx)
            check_again(tx, caller, now=now)
            grown = replace(
                upload,
                received=upload.received + kept.size,
                piece_count=upload.piece_count + 1,
                expires_at=now + bounds.seconds,
            )
            values = {name: getattr(grown, name) for name in ("received", "piece_count", "expires_at")}
            _change(tx, upload, {**values, "leased_until": now + bounds.lease_seconds})
            tx.execute(
                insert(upload_pieces).values(upload_id=upload.id, start=upload.received, storage_key=kept.storage_key)
            )
        return grown


def finish(
    database: Database,
    store: Store,
    rest: Staging,
    upload: ResumableUpload,
    wanted: Upload,
    *,
    folder: Path,
    caller: Caller,
    bounds: Bounds,
    check_head: Callable[[bytes], None],
) -> tuple[ResumableUpload, Document]:
    """The whole upload and its document, with the bytes of its pieces and the rest. `check_head` is given the file's
    first bytes and may refuse them. `folder`: where the file is put together.

    Consumes the staging whatever happens; blocks on disk and database. Raises what `intake.accept` raises,
    UploadLockedError; UploadNotFoundError when pieces were lost, as in a restored installation.
    """
    whole = _put_together(database, store, rest, upload, folder=folder, check_head=check_head)
    with kept_bytes(store, whole) as kept, database.write() as tx:
        now = clock.now(tx)
        document = intake.bring_in(tx, caller, wanted, kept, now=now)
        done = replace(upload, received=kept.size, expires_at=now + bounds.seconds, document_id=document.id)
        values = {name: getattr(done, name) for name in ("received", "expires_at", "document_id")}
        _change(tx, upload, {**values, "lease": None, "leased_until": None})
        keys = _drop_pieces(tx, [upload.id])
    remove_pieces(store, keys)
    return done, document


def _put_together(
    database: Database,
    store: Store,
    rest: Staging,
    upload: ResumableUpload,
    *,
    folder: Path,
    check_head: Callable[[bytes], None],
) -> Staging:
    """All bytes of the upload in one staging. Consumes that of the rest."""
    try:
        return _copied(store, _keys(database, upload), rest, upload.size, folder=folder, check_head=check_head)
    except NotStoredError as error:
        with database.write() as tx:
            _change(tx, upload, {"expires_at": 0})  # who lost the lease may find other pieces than it began with
            tx.execute(delete(uploads).where(_U.id == upload.id))
            _drop_pieces(tx, [upload.id])
        raise UploadNotFoundError from error
    finally:
        rest.discard()


def _copied(
    store: Store,
    keys: Sequence[str],
    rest: Staging,
    size: int,
    *,
    folder: Path,
    check_head: Callable[[bytes], None],
) -> Staging:
    """The bytes under the keys and the rest, in a new staging. Raises NotStoredError when they are not so many."""
    whole = Staging(folder)
    try:
        for piece in _bytes_of(store, keys, rest):
            whole.append([piece])
        if whole.size != size:
            raise NotStoredError
        with whole.path.open("rb") as file:
            check_head(file.read(HEAD_BYTES))
        return whole
    except BaseException:
        whole.discard()
        raise


def _keys(database: Database, upload: ResumableUpload) -> Sequence[str]:
    with database.read() as tx:
        return tx.execute(select(_P.storage_key).where(_P.upload_id == upload.id).order_by(_P.start)).scalars().all()


def _bytes_of(store: Store, keys: Sequence[str], rest: Staging) -> Iterator[bytes]:
    for key in keys:
        with closing(store.open(key)) as file:
            yield from pieces(file)
    with open_stored(rest.path) as file:
        yield from pieces(file)


def end(tx: Transaction, caller: Caller, upload_id: str, *, now: int) -> list[str]:
    """End an upload, whole or not; a document that was made of it stays. Returns the keys of its pieces, which are to
    be removed after the commit. Raises UploadNotFoundError, UploadLockedError."""
    upload = find(tx, caller, upload_id, now=now)
    if not tx.execute(delete(uploads).where(_U.id == upload.id, _is_free(now))).rowcount:
        raise UploadLockedError
    return _drop_pieces(tx, [upload.id])


def forget_expired(tx: Transaction, *, now: int, limit: int) -> int:
    """End at most so many uploads of which nothing came for too long; returns how many were found. One of which bytes
    come at that moment stays. Their bytes have no row then and go as any without one."""
    is_over = and_(_U.expires_at <= now, _is_free(now))
    found = tx.execute(select(_U.id).where(is_over).order_by(_U.expires_at).limit(limit)).scalars().all()
    gone = tx.execute(delete(uploads).where(_U.id.in_(found), is_over).returning(_U.id)).scalars().all()
    _drop_pieces(tx, gone)
    return len(found)


def _drop_pieces(tx: Transaction, upload_ids: Collection[str]) -> list[str]:
    """Remove the rows of the pieces of uploads whose own rows this transaction has changed or removed: who keeps a
    piece changes that row first, so none is kept unseen."""
    of_them = _P.upload_id.in_(upload_ids)
    keys = list(tx.execute(select(_P.storage_key).where(of_them)).scalars())
    tx.execute(delete(upload_pieces).where(of_them))
    return keys


def remove_pieces(store: Store, keys: Collection[str]) -> None:
    """Remove bytes whose rows are gone. What cannot be removed now is the sweep's. Blocks on disk or network."""
    try:
        for key in keys:
            store.delete(key)
    except (StorageUnavailableError, OSError) as error:
        log.warning("pieces of an upload are left to the sweep: %s", error)
