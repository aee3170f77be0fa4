"""Bringing the samples in, and taking them away.

What was brought in is told by the organisation's own events: the first of its own is by the actor SAMPLES, which nobody
else can be. So whatever else is called like a sample, or was added to one, stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import select

from muniment.accounts.caller import Caller
from muniment.db import clock
from muniment.db.engine import Transaction
from muniment.db.tables import assessments as assessment_rows
from muniment.db.tables import documents as document_rows
from muniment.db.tables import events
from muniment.db.tables import vendors as vendor_rows
from muniment.documents import lifecycle, manage, purge
from muniment.documents.intake import Upload, accept
from muniment.errors import LegalHoldError
from muniment.events.actor import ActorKind
from muniment.events.feed import lock_organisation
from muniment.runtime import Runtime
from muniment.samples.catalogue import SampleDocument, SampleFiles, SampleVendor, opened
from muniment.samples.catalogue import vendors as sample_vendors
from muniment.storage.staging import Staging
from muniment.vendors import assessments, services, vendors

SAMPLES = "samples"
"""As whom the samples are brought in and taken away, in every event and record."""

TAG = "sample"
"""On every vendor and service of them."""

_KEY = "muniment-sample:"
"""How the `external_id` of their vendors begins."""


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken away, and the names of what stays: held, or a vendor with documents of others."""

    vendors: int
    documents: int
    kept: tuple[str, ...]


def caller_of(org_id: str) -> Caller:
    """Who brings the samples of an organisation in, and takes them away."""
    return Caller.operator(org_id, name=SAMPLES)


def bring_in(runtime: Runtime, org_id: str) -> list[str]:
    """The ids of the sample documents, those included that were there. What is there, archived or renamed too, is not
    brought in again. Blocks on disk and database."""
    caller = caller_of(org_id)
    with runtime.database.read() as tx:
        today = datetime.fromtimestamp(clock.now(tx), UTC).date()
    found: list[str] = []
    with opened(today) as its_files:
        for sample in sample_vendors():
            with runtime.database.write() as tx:
                vendor = _vendor(tx, caller, sample)
            there = dict(_documents(runtime, vendor["id"]))
            for document in sample.documents:
                if document.name not in there:
                    there[document.name] = _receive(runtime, caller, vendor, document, its_files)
            with runtime.database.write() as tx:
                _assess(tx, caller, vendor, sample, list(there.values()))
            found += there.values()
    return found


def _vendor(tx: Transaction, caller: Caller, sample: SampleVendor) -> dict[str, Any]:
    """The vendor with its services, made unless it is there."""
    lock_organisation(tx, caller.org_id)
    for vendor_id, key in _vendors(tx, caller.org_id):
        if key == sample.key:
            return vendors.get(tx, caller, vendor_id)
    now = clock.now(tx)
    marks = {"tags": [TAG], "external_id": _KEY + sample.key, "description": "A sample: everything in it is invented."}
    vendor_id = vendors.create(tx, caller, {**sample.fields, **marks}, now=now)["id"]
    for name in sample.services:
        services.create(tx, caller, vendor_id, {"name": name, "tags": [TAG]}, now=now)
    return vendors.get(tx, caller, vendor_id)


def _receive(
    runtime: Runtime, caller: Caller, vendor: dict[str, Any], document: SampleDocument, its_files: SampleFiles
) -> str:
    """The id of a new document, its analysis owed."""
    staging = Staging(runtime.staging_folder)
    try:
        staging.append([its_files.read(document)])
    except BaseException:
        staging.discard()
        raise
    upload = Upload(
        vendor_id=vendor["id"],
        service_ids=tuple(vendor["services"][place]["id"] for place in document.services),
        assessment_ids=(),
        document_type=None,
        name=document.name,
        extension=document.extension,
    )
    answer = accept(runtime.database, runtime.store, staging, upload, caller=caller, key=None, idempotency_seconds=0)
    return str(orjson.loads(answer.body)["id"])


def _assess(
    tx: Transaction, caller: Caller, vendor: dict[str, Any], sample: SampleVendor, document_ids: list[str]
) -> None:
    """The vendor's assessment, unless it has one."""
    c = assessment_rows.c
    if tx.execute(select(c.id).where(c.vendor_id == vendor["id"]).limit(1)).first() is None:
        wanted = assessments.NewAssessment(
            vendor_id=vendor["id"],
            control_set_ids=(),
            name=sample.assessment,
            service_ids=[service["id"] for service in vendor["services"]],
            supporting_document_ids=document_ids[:3],
        )
        assessments.create(tx, caller, wanted, now=clock.now(tx))


def unsettled(runtime: Runtime, document_ids: list[str]) -> int:
    """How many of these documents are still to be analysed."""
    c = document_rows.c
    waiting = select(c.id).where(c.id.in_(document_ids), c.status.in_(lifecycle.UNSETTLED))
    with runtime.database.read() as tx:
        return len(tx.execute(waiting).all())


def take_away(runtime: Runtime, org_id: str) -> Removed:
    """Take the organisation's samples away for good, rows and bytes. Blocks on disk and database."""
    caller, gone, kept = caller_of(org_id), {"vendors": 0, "documents": 0}, []
    with runtime.database.read() as tx:
        there = [vendor_id for vendor_id, _ in _vendors(tx, org_id)]
    for vendor_id in there:
        for name, document_id in _documents(runtime, vendor_id):
            if _take(runtime, caller, document_id):
                gone["documents"] += 1
            else:
                kept.append(name)
        with runtime.database.write() as tx:
            name = vendors.find(tx, caller, vendor_id).name
            if vendors.remove(tx, caller, vendor_id, now=clock.now(tx)):
                gone["vendors"] += 1
            else:
                kept.append(name)
    purge.remove_bytes(runtime)
    return Removed(**gone, kept=tuple(kept))


def _take(runtime: Runtime, caller: Caller, document_id: str) -> bool:
    """Whether the document went; not one under a legal hold."""
    try:
        with runtime.database.write() as tx:
            manage.archive(tx, caller, document_id, now=clock.now(tx))
    except LegalHoldError:
        return False
    return purge.take(
        runtime, caller, document_id, retention_months=0, is_over=lambda document, _: document.is_archived
    )


def _vendors(tx: Transaction, org_id: str) -> Iterator[tuple[str, str]]:
    """The sample vendors that are there: id and key."""
    c = vendor_rows.c
    called = select(c.id, c.external_id).where(c.org_id == org_id, c.external_id.startswith(_KEY, autoescape=True))
    for vendor_id, external_id in tx.execute(called.order_by(c.created_at, c.id)).all():
        if _brought_in_as(tx, vendor_id) is not None:
            yield vendor_id, external_id.removeprefix(_KEY)


def _documents(runtime: Runtime, vendor_id: str) -> list[tuple[str, str]]:
    """The sample documents of a vendor that are there: the name by which each was brought in, and id."""
    c = document_rows.c
    with runtime.database.read() as tx:
        every = tx.execute(select(c.id).where(c.vendor_id == vendor_id).order_by(c.seq)).scalars().all()
        named = [(_brought_in_as(tx, document_id), document_id) for document_id in every]
    return [(name, document_id) for name, document_id in named if name is not None]


def _brought_in_as(tx: Transaction, subject_id: str) -> str | None:
    """The name of a sample when it was brought in; None for what is none."""
    c = events.c
    first = select(c.actor_kind, c.actor_name, c.changes).where(c.subject_id == subject_id).order_by(c.seq).limit(1)
    row = tx.execute(first).first()
    if row is None or (row.actor_kind, row.actor_name) != (ActorKind.SYSTEM.value, SAMPLES):
        return None
    return str(orjson.loads(row.changes)["name"][1])
