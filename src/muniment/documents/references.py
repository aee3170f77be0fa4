"""Checking that what a document points at exists in the caller's organisation and belongs to its vendor."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import BindParameter, ScalarSelect, bindparam, select

from muniment import ids
from muniment.accounts.caller import Caller
from muniment.accounts.credentials import GOOD, ended
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import assessments, services, vendors
from muniment.errors import AssessmentNotFoundError, ServiceNotFoundError, VendorNotFoundError

_VENDOR = HotStatement(
    select(vendors.c.id).where(vendors.c.id == bindparam("id"), vendors.c.org_id == bindparam("org"))
)


def check_vendor(tx: Transaction, caller: Caller, vendor_id: str) -> None:
    """Raises VendorNotFoundError."""
    if not may_be_vendor(caller, vendor_id) or not _VENDOR.first(tx, {"id": vendor_id, "org": caller.org_id}):
        raise VendorNotFoundError


def may_be_vendor(caller: Caller, vendor_id: str) -> bool:
    """Whether a vendor of this id would be there for the caller, if there is one."""
    return ids.has_shape(ids.VENDOR, vendor_id) and caller.sees(vendor_id)


def known_vendor(vendor_id: BindParameter[str]) -> ScalarSelect[str]:
    """The vendor's id, null where the organisation `org` has none of it: for statements that ask for more."""
    v = vendors.c
    return select(v.id).where(v.id == vendor_id, v.org_id == bindparam("org")).scalar_subquery()


_VENDOR_AND_KEY = {kind: HotStatement(select(known_vendor(bindparam("id")), good)) for kind, good in GOOD.items()}


def check_vendor_and_key(tx: Transaction, caller: Caller, vendor_id: str, *, now: int) -> None:
    """The same for a caller admitted a while ago, whose key or token is looked at again. Raises InvalidApiKeyError or
    InvalidSessionError first."""
    statement = _VENDOR_AND_KEY.get(caller.kind)
    if statement is None:
        check_vendor(tx, caller, vendor_id)
        return
    known = vendor_id if may_be_vendor(caller, vendor_id) else ""
    asked = {"id": known, "org": caller.org_id, "credential": caller.credential, "now": now}
    row = statement.first(tx, asked)
    if row is None or row[1] is None:
        raise ended(caller)
    if row[0] is None:
        raise VendorNotFoundError


def check_services(tx: Transaction, caller: Caller, vendor_id: str, service_ids: Collection[str]) -> None:
    """Raises ServiceNotFoundError when one is unknown or another vendor's."""
    if not service_ids:
        return
    if not all(ids.has_shape(ids.SERVICE, id_) for id_ in service_ids):
        raise ServiceNotFoundError
    found = tx.execute(
        select(services.c.id).where(
            services.c.id.in_(service_ids), services.c.org_id == caller.org_id, services.c.vendor_id == vendor_id
        )
    )
    if len(found.all()) != len(set(service_ids)):
        raise ServiceNotFoundError


def check_assessments(
    tx: Transaction,
    caller: Caller,
    vendor_id: str,
    assessment_ids: Collection[str],
    *,
    already_linked: Collection[str] = (),
) -> None:
    """Raises AssessmentNotFoundError when one is unknown, another vendor's, or archived and not linked before."""
    if not assessment_ids:
        return
    if not all(ids.has_shape(ids.ASSESSMENT, id_) for id_ in assessment_ids):
        raise AssessmentNotFoundError
    rows = tx.execute(
        select(assessments.c.id, assessments.c.archived_at).where(
            assessments.c.id.in_(assessment_ids),
            assessments.c.org_id == caller.org_id,
            assessments.c.vendor_id == vendor_id,
        )
    ).all()
    usable = [row.id for row in rows if row.archived_at is None or row.id in already_linked]
    if len(usable) != len(set(assessment_ids)):
        raise AssessmentNotFoundError
