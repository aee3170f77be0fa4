"""Rows for tests, made by the product's own use cases."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import insert

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import organisations
from muniment.documents import lifecycle
from muniment.documents.document import UNDATED, Document
from muniment.documents.intake import Upload
from muniment.storage.staging import Staging
from muniment.storage.store import StagedFile, new_key
from muniment.vendors import assessments, services, vendors

NOW = 1_750_000_000
"""The moment at which tests happen, in Unix seconds."""


@dataclass(frozen=True, slots=True)
class VendorWorld:
    """A vendor with two services and two assessments."""

    id: str
    services: tuple[str, str]
    assessments: tuple[str, str]


@dataclass(frozen=True, slots=True)
class World:
    """An organisation with two vendors, and another organisation with one."""

    org_id: str
    vendor: VendorWorld
    other_vendor: VendorWorld
    other_org_id: str
    foreign_vendor: VendorWorld

    @property
    def caller(self) -> Caller:
        """Somebody of the organisation."""
        return caller_of(self.org_id)

    @property
    def other_caller(self) -> Caller:
        """Somebody of the other one."""
        return caller_of(self.other_org_id)


def caller_of(org_id: str) -> Caller:
    """Somebody of the organisation who may do everything."""
    return Caller.system(org_id, "test")


def build_organisation(tx: Transaction, name: str, *, now: int = NOW) -> str:
    """The id of an organisation whose name nobody else has in any case: it is not looked for, as that takes time with
    each organisation of a server that thousands of tests share."""
    org_id = ids.new(ids.ORGANISATION)
    tx.execute(insert(organisations).values(id=org_id, name=name, created_at=now))
    return org_id


def build_world(tx: Transaction, *, name: str = "Aldgate Insurance") -> World:
    org_id = build_organisation(tx, name)
    other_org_id = build_organisation(tx, f"{name} (another)")
    return World(
        org_id=org_id,
        vendor=build_vendor(tx, org_id, "Northwind Hosting"),
        other_vendor=build_vendor(tx, org_id, "Quill Payments"),
        other_org_id=other_org_id,
        foreign_vendor=build_vendor(tx, other_org_id, "Sable Analytics"),
    )


def build_vendor(tx: Transaction, org_id: str, name: str) -> VendorWorld:
    caller = caller_of(org_id)
    vendor_id = vendors.create(tx, caller, {"name": name}, now=NOW)["id"]
    first, second = (
        services.create(tx, caller, vendor_id, {"name": f"{name} {suffix}"}, now=NOW)["id"] for suffix in "AB"
    )
    wanted = assessments.NewAssessment(vendor_id=vendor_id, control_set_ids=["set"])
    one, two = (assessments.create(tx, caller, wanted, now=NOW)["id"] for _ in range(2))
    return VendorWorld(id=vendor_id, services=(first, second), assessments=(one, two))


def build_document(
    tx: Transaction,
    org_id: str,
    vendor_id: str,
    *,
    name: str = "report.pdf",
    extension: str = "pdf",
    document_type: str | None = None,
    is_type_declared: bool | None = None,
    status: str = lifecycle.Status.CREATED,
    service_ids: tuple[str, ...] = (),
    assessment_ids: tuple[str, ...] = (),
    is_archived: bool = False,
    valid_until: str = UNDATED,
    type_confidence: float | None = None,
    content: bytes = b"content",
    now: int = NOW,
) -> Document:
    """A document in the database, with links and counts, without bytes and without a job."""
    place = lifecycle.next_place(tx, org_id, now=now)
    document = Document(
        id=ids.new(ids.DOCUMENT),
        org_id=org_id,
        seq=place.seq,
        vendor_id=vendor_id,
        name=name,
        extension=extension,
        size=len(content),
        document_type=document_type,
        is_type_declared=document_type is not None if is_type_declared is None else is_type_declared,
        status=status,
        service_ids=service_ids,
        assessment_ids=assessment_ids,
        created_at=place.created_at,
        updated_at=place.created_at,
        is_archived=is_archived,
        archived_at=place.created_at if is_archived else None,
        sha256=hashlib.sha256(content).digest(),
        storage_key=new_key(),
        generation=1,
        valid_until=valid_until,
        type_confidence=type_confidence,
    )
    lifecycle.bring_in(tx, caller_of(org_id), document, place=place, now=now)
    return document


def build_upload(vendor_id: str, **changes: object) -> Upload:
    """What a caller says of a file."""
    upload = Upload(
        vendor_id=vendor_id,
        service_ids=(),
        assessment_ids=(),
        document_type=None,
        name="report.pdf",
        extension="pdf",
    )
    return replace(upload, **changes)  # type: ignore[arg-type]


def stage(folder: Path, content: bytes) -> Staging:
    """A file being received, all of its bytes in."""
    folder.mkdir(exist_ok=True)
    staging = Staging(folder)
    staging.append([content])
    return staging


def staged_file(folder: Path, content: bytes) -> StagedFile:
    """A received file; the caller releases it."""
    return stage(folder, content).seal()
