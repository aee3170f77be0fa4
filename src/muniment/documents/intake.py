"""Taking in an upload: from staged bytes to a document, with its links, its job and its remembered answer.

The bytes are durable before the transaction that makes the row. A crash between the two leaves bytes without a row,
which the sweep removes; never a row without bytes. A refusal leaves nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256

import orjson

from muniment import idempotency, ids
from muniment.accounts.caller import Caller
from muniment.accounts.credentials import check_again
from muniment.db import clock
from muniment.db.engine import Database, Transaction
from muniment.documents import lifecycle
from muniment.documents.document import Document
from muniment.documents.owed import owe_analysis
from muniment.documents.references import check_assessments, check_services, check_vendor_and_key
from muniment.errors import MunimentError, StorageUnavailableError
from muniment.idempotency import Answer, IdempotencyKey
from muniment.observing import tracing
from muniment.storage.staging import Staging
from muniment.storage.store import StagedFile, Store, new_key, release

log = logging.getLogger("muniment.documents")


@dataclass(frozen=True, slots=True)
class Upload:
    """What the caller said of a file, parsed and cleaned; references not yet checked."""

    vendor_id: str
    service_ids: tuple[str, ...]
    assessment_ids: tuple[str, ...]
    document_type: str | None
    name: str
    extension: str


class Kept:
    """The bytes of an upload, durable in the store, that have no row yet. Their lock keeps the sweep off until it is
    known what becomes of them."""

    def __init__(self, store: Store, staged: StagedFile, storage_key: str) -> None:
        self._store = store
        self.storage_key = storage_key
        self.size = staged.size
        self.sha256 = staged.sha256
        self._staged: StagedFile | None = staged

    def drop(self) -> None:
        """Remove them: they surely got no row. What cannot be removed now is the sweep's: the answer is known already.
        Blocks on disk or network."""
        try:
            self._store.delete(self.storage_key)
        except (StorageUnavailableError, OSError) as error:
            log.warning("bytes without a row are left to the sweep: %s", error)
        finally:
            self.release()

    def release(self) -> None:
        """They have their row, or it is not known (a connection lost while the commit was on its way): then they stay,
        and the sweep asks the database later. Nothing when that is settled already."""
        if self._staged is not None:
            release(self._staged)
            self._staged = None


@contextmanager
def kept_bytes(store: Store, staging: Staging) -> Iterator[Kept]:
    """What was received, in the store while the block gives it a row. How the block ends decides: refused, and the
    bytes are dropped; any other failure leaves them to the sweep, since the row may be there. A block that needed no
    row after all drops them itself.

    Consumes the staging whatever happens. Beginning blocks on disk or network, and so does ending with a refusal.
    """
    try:
        with tracing.span("keep bytes"):
            staged, storage_key = staging.seal(), new_key()
            store.keep(staged, storage_key)
    except BaseException:
        staging.discard()
        raise
    kept = Kept(store, staged, storage_key)
    try:
        yield kept
    except MunimentError:
        kept.drop()  # refused inside the transaction, so surely rolled back
        raise
    finally:
        kept.release()


def accept(
    database: Database,
    store: Store,
    staging: Staging,
    upload: Upload,
    *,
    caller: Caller,
    key: IdempotencyKey | None,
    idempotency_seconds: int,
    check_bytes: Callable[[bytes], None] = lambda _sha256: None,
    now: int | None = None,
) -> Answer:
    """The answer to the upload: 201 and the document, or what was answered under this key before. `now`: the database's
    unless given. `check_bytes` is given their SHA-256 and may refuse them.

    Consumes the staging whatever happens. Blocks on disk and database. Raises the references' not-found errors.
    """
    with kept_bytes(store, staging) as kept:
        check_bytes(kept.sha256)
        with database.write() as tx:
            at = now if now is not None else clock.now(tx)
            answer = insert(tx, caller, upload, kept, key=key, idempotency_seconds=idempotency_seconds, now=at)
        if answer.is_replay:
            kept.drop()
        return answer


def check_references(tx: Transaction, caller: Caller, upload: Upload, *, now: int) -> None:
    """Raises the references' not-found errors, and InvalidApiKeyError when the caller's key is good no more."""
    # An upload may have taken a long time since its key was looked at.
    check_vendor_and_key(tx, caller, upload.vendor_id, now=now)
    check_services(tx, caller, upload.vendor_id, upload.service_ids)
    check_assessments(tx, caller, upload.vendor_id, upload.assessment_ids)


def content_of(upload: Upload, digest: bytes) -> bytes:
    """The hash of all that was said and sent. `digest`: of the file's bytes."""
    said = {**asdict(upload), "sha256": digest.hex()}
    links = {name: sorted(said[name]) for name in ("service_ids", "assessment_ids")}
    return sha256(orjson.dumps({**said, **links}, option=orjson.OPT_SORT_KEYS)).digest()


def insert(
    tx: Transaction,
    caller: Caller,
    upload: Upload,
    kept: Kept,
    *,
    key: IdempotencyKey | None,
    idempotency_seconds: int,
    now: int,
) -> Answer:
    """The one transaction: remembered answer, document, links, counts, job.

    Raises InvalidApiKeyError when the caller's key is good no more, IdempotencyMismatchError, and the references'
    not-found errors; on SQLite nothing has been written by then.
    """
    if key is not None:
        content = content_of(upload, kept.sha256)
        earlier = idempotency.claim(tx, key, content=content, now=now, lifetime_seconds=idempotency_seconds)
        if earlier is not None:
            check_again(tx, caller, now=now)
            return earlier
    document = bring_in(tx, caller, upload, kept, now=now)
    answer = Answer(status=201, body=orjson.dumps(document.on_the_wire()), content_sha256=document.sha256)
    if key is not None:
        idempotency.remember(tx, key, answer, content=content, now=now)
    return answer


def bring_in(tx: Transaction, caller: Caller, upload: Upload, kept: Kept, *, now: int) -> Document:
    """The new document, its analysis owed. Raises InvalidApiKeyError when the caller's key is good no more, and the
    references' not-found errors; on SQLite nothing has been written by then."""
    check_references(tx, caller, upload, now=now)
    place = lifecycle.next_place(tx, caller.org_id, now=now)
    document = Document(
        id=ids.new(ids.DOCUMENT),
        org_id=caller.org_id,
        seq=place.seq,
        vendor_id=upload.vendor_id,
        name=upload.name,
        extension=upload.extension,
        size=kept.size,
        document_type=upload.document_type,
        is_type_declared=upload.document_type is not None,
        status=lifecycle.Status.CREATED,
        service_ids=upload.service_ids,
        assessment_ids=upload.assessment_ids,
        created_at=place.created_at,
        updated_at=place.created_at,
        is_archived=False,
        archived_at=None,
        sha256=kept.sha256,
        storage_key=kept.storage_key,
        generation=1,
    )
    lifecycle.bring_in(tx, caller, document, place=place, now=now)
    owe_analysis(tx, document)
    return document
