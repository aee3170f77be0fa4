"""Taking in an upload: from staged bytes to a document, with its links, its job and its remembered answer.

The bytes are durable before the transaction that makes the row. A crash between the two leaves bytes without a row,
which the sweep removes; never a row without bytes. A refusal leaves nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import orjson

from muniment import idempotency, ids
from muniment.db.engine import Database, Transaction
from muniment.documents import lifecycle
from muniment.documents.document import Document
from muniment.documents.references import check_assessments, check_services, check_vendor
from muniment.errors import MunimentError, StorageUnavailableError
from muniment.idempotency import Answer, IdempotencyKey
from muniment.jobs import queue
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


@dataclass(frozen=True, slots=True)
class Kept:
    """The bytes of an upload, durable in the store, that have no row yet. Their lock keeps the sweep off until
    `release_bytes` or `drop_bytes`: exactly one of them follows."""

    storage_key: str
    staged: StagedFile


def keep_bytes(store: Store, staging: Staging) -> Kept:
    """Put what was received into the store. Consumes the staging whatever happens. Blocks on disk or network."""
    try:
        with tracing.span("keep bytes"):
            kept = Kept(new_key(), staging.seal())
            store.keep(kept.staged, kept.storage_key)
    except BaseException:
        staging.discard()
        raise
    return kept


def release_bytes(kept: Kept) -> None:
    """The bytes have their row; or it is not known (a connection lost while the commit was on its way): then they stay,
    and the sweep asks the database later."""
    release(kept.staged)


def drop_bytes(store: Store, kept: Kept) -> None:
    """Remove bytes that surely got no row. What cannot be removed now is the sweep's: the answer is known already."""
    try:
        store.delete(kept.storage_key)
    except (StorageUnavailableError, OSError) as error:
        log.warning("bytes without a row are left to the sweep: %s", error)
    finally:
        release(kept.staged)


def accept(
    database: Database,
    store: Store,
    staging: Staging,
    upload: Upload,
    *,
    org_id: str,
    key: IdempotencyKey | None,
    idempotency_seconds: int,
    now: int,
) -> Answer:
    """The answer to the upload: 201 and the document, or what was answered under this key before.

    Consumes the staging whatever happens. Blocks on disk and database. Raises the references' not-found errors.
    """
    kept = keep_bytes(store, staging)
    try:
        with database.write() as tx:
            answer = insert(tx, upload, kept, org_id=org_id, key=key, idempotency_seconds=idempotency_seconds, now=now)
    except MunimentError:
        drop_bytes(store, kept)  # refused inside the transaction, so surely rolled back
        raise
    except BaseException:
        release_bytes(kept)
        raise
    if answer.is_replay:
        drop_bytes(store, kept)
    else:
        release_bytes(kept)
    return answer


def _check_references(tx: Transaction, org_id: str, upload: Upload) -> None:
    check_vendor(tx, org_id, upload.vendor_id)
    check_services(tx, org_id, upload.vendor_id, upload.service_ids)
    check_assessments(tx, org_id, upload.vendor_id, upload.assessment_ids)


def insert(
    tx: Transaction,
    upload: Upload,
    kept: Kept,
    *,
    org_id: str,
    key: IdempotencyKey | None,
    idempotency_seconds: int,
    now: int,
) -> Answer:
    """The one transaction: remembered answer, document, links, counts, job.

    Raises the references' not-found errors; on SQLite nothing has been written by then.
    """
    if key is not None:
        earlier = idempotency.claim(tx, key, now=now, lifetime_seconds=idempotency_seconds)
        if earlier is not None:
            return earlier
    _check_references(tx, org_id, upload)
    seq, created_at = lifecycle.next_place(tx, org_id, now=now)
    document = Document(
        id=ids.new(ids.DOCUMENT),
        org_id=org_id,
        seq=seq,
        vendor_id=upload.vendor_id,
        name=upload.name,
        extension=upload.extension,
        size=kept.staged.size,
        document_type=upload.document_type,
        is_type_declared=upload.document_type is not None,
        status=lifecycle.Status.CREATED,
        service_ids=upload.service_ids,
        assessment_ids=upload.assessment_ids,
        created_at=created_at,
        updated_at=created_at,
        is_archived=False,
        archived_at=None,
        sha256=kept.staged.sha256,
        storage_key=kept.storage_key,
        generation=1,
    )
    lifecycle.bring_in(tx, document)
    queue.enqueue(tx, queue.ANALYSE_DOCUMENT, org_id=org_id, document_id=document.id, generation=1)
    answer = Answer(status=201, body=orjson.dumps(document.on_the_wire()))
    if key is not None:
        idempotency.remember(tx, key, answer, now=now)
    return answer
