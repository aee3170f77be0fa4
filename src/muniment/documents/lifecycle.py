"""The states of a document, and the only code that changes what counters see: status, type, links, archive, its end.

created ──claimed──▶ analyzing ──▶ complete
                              └──▶ failed      (could not be read; the file stays stored, listed and downloadable)
Analysed again, a document that was read before ends `complete` in any case (analysis_job.py).
Every change is fenced: a result is written only while its generation is the document's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, case, delete, insert, select, update

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import document_assessments, document_services, documents, organisations
from muniment.documents import wants
from muniment.documents.counts import Counted, move
from muniment.documents.document import WIRE_KEYS, Document, from_row, to_row
from muniment.documents.search import index
from muniment.errors import DocumentNotFoundError
from muniment.events import feed
from muniment.events.catalogue import EventType
from muniment.events.feed import lock_organisation


class Status(StrEnum):
    CREATED = "created"
    ANALYZING = "analyzing"
    COMPLETE = "complete"
    FAILED = "failed"


UNSETTLED = (Status.CREATED, Status.ANALYZING)

_GIVE_SEQ = HotStatement(
    update(organisations)
    .where(organisations.c.id == bindparam("org"))
    .values(
        document_seq=organisations.c.document_seq + 1,
        document_created_at=case(
            (organisations.c.document_created_at > bindparam("at"), organisations.c.document_created_at),
            else_=bindparam("at"),
        ),
        event_seq=organisations.c.event_seq + 1,
        audit_seq=organisations.c.audit_seq + 1,
    )
    .returning(
        organisations.c.document_seq,
        organisations.c.document_created_at,
        organisations.c.event_seq,
        organisations.c.audit_seq,
    )
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new document stands: the next `seq` of the organisation's documents, a `created_at` not before the last
    one's, and the numbers of the event and of the audit record that tell of it."""

    seq: int
    created_at: int
    event_seq: int
    audit_seq: int


def next_place(tx: Transaction, org_id: str, *, now: int) -> Place:
    """The place of the document that `bring_in` inserts in this transaction. Locks the organisation."""
    row = _GIVE_SEQ.first(tx, {"org": org_id, "at": now})
    assert row is not None
    return Place(*row)


_INSERT = HotStatement(insert(documents))
_SERVICE_LINK = insert(document_services)
_ASSESSMENT_LINK = insert(document_assessments)


def bring_in(tx: Transaction, caller: Caller, document: Document, *, place: Place, now: int) -> None:
    """Insert a new document, its links, its counts and its first event. `place`: from `next_place`."""
    _INSERT.run(tx, to_row(document))
    _link(tx, document, services=document.service_ids, assessments=document.assessment_ids)
    index.add_name(tx, document)
    move(tx, before=None, after=Counted.of(document))
    _tell(tx, caller, None, document, now=now, seqs=(place.event_seq, place.audit_seq))


_TOLD = tuple(key for key in (*WIRE_KEYS, "archived_at", "quarantined_for") if key not in ("id", "vendor_id"))
"""The fields that events tell of."""


def _tell(
    tx: Transaction,
    caller: Caller,
    before: Document | None,
    after: Document,
    *,
    now: int,
    seqs: tuple[int, int] | None = None,
    because: str | None = None,
) -> None:
    given = {"reason": because} if because is not None else {}
    feed.record(
        tx,
        caller,
        _event_type(before, after),
        subject_id=after.id,
        vendor_id=after.vendor_id,
        before={key: getattr(before, key) for key in _TOLD} if before is not None else None,
        after={key: getattr(after, key) for key in _TOLD} | given,
        now=now,
        seqs=seqs,
    )


def _event_type(before: Document | None, after: Document) -> EventType:
    if before is None:
        return EventType.DOCUMENT_CREATED
    if after.is_archived != before.is_archived:
        return EventType.DOCUMENT_DELETED if after.is_archived else EventType.DOCUMENT_RESTORED
    if (after.quarantined_for is None) != (before.quarantined_for is None):
        return EventType.DOCUMENT_RELEASED if after.quarantined_for is None else EventType.DOCUMENT_QUARANTINED
    if before.status in UNSETTLED and after.status not in UNSETTLED:
        return EventType.DOCUMENT_SETTLED
    return EventType.DOCUMENT_UPDATED


def _link(tx: Transaction, document: Document, *, services: tuple[str, ...], assessments: tuple[str, ...]) -> None:
    link = {"seq": document.seq, "document_id": document.id, **_kind(document)}
    if services:
        tx.execute(_SERVICE_LINK, [{"service_id": id_, **link} for id_ in services])
    if assessments:
        tx.execute(_ASSESSMENT_LINK, [{"assessment_id": id_, **link} for id_ in assessments])


def _without(ids_: tuple[str, ...], those: tuple[str, ...]) -> tuple[str, ...]:
    """The ids that are not among those, in order; both may have hundreds."""
    if ids_ == those:
        return ()
    others = set(those)
    return tuple(id_ for id_ in ids_ if id_ not in others)


def _kind(document: Document) -> dict[str, str | bool | None]:
    """What lists filter by: kept on the links too."""
    return {
        "document_type": document.document_type,
        "status": document.status,
        "is_archived": document.is_archived,
        "valid_until": document.valid_until,
    }


def hold(tx: Transaction, caller: Caller, document_id: str) -> Document:
    """The document, held for changing until the transaction ends. Raises DocumentNotFoundError."""
    if not ids.has_shape(ids.DOCUMENT, document_id):
        raise DocumentNotFoundError
    lock_organisation(tx, caller.org_id)
    row = tx.execute(
        select(documents).where(documents.c.id == document_id, documents.c.org_id == caller.org_id)
    ).first()
    if row is None or not caller.sees(row.vendor_id):
        raise DocumentNotFoundError
    return from_row(row)


def save(
    tx: Transaction, caller: Caller, before: Document, after: Document, *, now: int, because: str | None = None
) -> None:
    """Write what differs between the held document and the wanted one, links, counts and the event included. `because`:
    the reason that a caller gave, for the event."""
    changed = dict(to_row(after).items() - to_row(before).items())
    if changed:
        tx.execute(update(documents).where(documents.c.id == before.id).values(changed))
    for table, column, old, new in (
        (document_services, document_services.c.service_id, before.service_ids, after.service_ids),
        (document_assessments, document_assessments.c.assessment_id, before.assessment_ids, after.assessment_ids),
    ):
        gone = _without(old, new)
        if gone:
            tx.execute(table.delete().where(column.in_(gone), table.c.seq == before.seq))
        if len(gone) < len(old) and _kind(before) != _kind(after):
            tx.execute(update(table).where(table.c.document_id == before.id).values(**_kind(after)))
    _link(
        tx,
        after,
        services=_without(after.service_ids, before.service_ids),
        assessments=_without(after.assessment_ids, before.assessment_ids),
    )
    if after.name != before.name:
        index.index_name(tx, after)
    if after.is_archived != before.is_archived:
        index.note_archive_state(tx, after)
    move(tx, before=Counted.of(before), after=Counted.of(after))
    if _is_other(before, after) and before.status not in UNSETTLED:  # who settles it notes what it wants then
        note_wants(tx, after)
    _tell(tx, caller, before, after, now=now, because=because)


def _is_other(before: Document, after: Document) -> bool:
    return (_kind(before), before.is_type_declared) != (_kind(after), after.is_type_declared)


def note_wants(tx: Transaction, document: Document) -> None:
    """Keep for which reasons the held document wants a person."""
    wants.keep(tx, document, wants_of(tx, document))


def wants_of(tx: Transaction, document: Document) -> list[dict[str, Any]]:
    """For which reasons the document wants a person, as rows, by what is kept of it now."""
    return [] if document.status in UNSETTLED or document.is_archived else wants.rows_of(tx, document)


def take_out(tx: Transaction, document: Document) -> None:
    """Remove a held document's row, its links and its counts: it is gone for good."""
    for table in (document_services, document_assessments):
        tx.execute(delete(table).where(table.c.document_id == document.id))
    tx.execute(delete(documents).where(documents.c.id == document.id))
    move(tx, before=Counted.of(document), after=None)


def begin_analysis(tx: Transaction, caller: Caller, document_id: str, *, generation: int, now: int) -> Document | None:
    """Set `analyzing`; None when the document has moved on to another generation or has settled."""
    document = hold(tx, caller, document_id)
    if document.generation != generation or document.status not in UNSETTLED:
        return None
    if document.status != Status.ANALYZING:
        # updated_at stays: nothing that a caller could have changed has.
        save(tx, caller, document, replace(document, status=Status.ANALYZING), now=now)
    return document


def settle(
    tx: Transaction,
    caller: Caller,
    document_id: str,
    *,
    generation: int,
    status: Status,
    document_type: str | None,
    type_confidence: float | None = None,
    now: int,
) -> Document | None:
    """Set the final status and, unless one was declared, the type, with the classifier's confidence. The document;
    None, with nothing changed, when it has moved on to another generation or has settled already."""
    document = hold(tx, caller, document_id)
    if document.generation != generation or document.status not in UNSETTLED:
        return None
    named = document.document_type if document.is_type_declared else document_type
    settled = replace(
        document,
        status=status,
        document_type=named,
        type_confidence=type_confidence,
        updated_at=max(now, document.updated_at),
    )
    save(tx, caller, document, settled, now=now)
    return settled


def begin_again(tx: Transaction, caller: Caller, document: Document, *, now: int) -> Document:
    """Put a held document back to `created` under a new generation: who still works on the old one changes nothing."""
    again = replace(
        document,
        status=Status.CREATED,
        generation=document.generation + 1,
        updated_at=max(now, document.updated_at),
    )
    save(tx, caller, document, again, now=now)
    return again
