"""Documents that hold the very bytes of another one: what was uploaded twice is told, and nobody is kept from it."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, select

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import documents, vendors

MOST = 5
"""Documents that are told of."""

_LOOKED_AT = 100
"""The newest with these bytes, among which those are looked for: a file that came a thousand times costs no more."""


class Twin(NamedTuple):
    """A document with the same bytes."""

    id: str
    name: str
    created_at: int
    vendor_id: str
    vendor_name: str


def _newest() -> HotStatement:
    d, given = documents.c, documents.alias("given")
    is_given = (given.c.id == bindparam("id"), given.c.org_id == bindparam("org"))
    same = select(given.c.sha256).where(*is_given).scalar_subquery()
    return HotStatement(
        select(d.id, d.name, d.created_at, d.vendor_id, vendors.c.name, d.is_archived)
        .join(vendors, vendors.c.id == d.vendor_id)
        .where(d.org_id == bindparam("org"), d.sha256 == same)
        .order_by(d.seq.desc())
        .limit(_LOOKED_AT)
    )


_NEWEST = _newest()


def twins(tx: Transaction, caller: Caller, document_id: str) -> list[Twin]:
    """Other documents with the bytes of this one that the caller sees and nobody archived, the newest first, at most
    `MOST`; none of a document that is not there. Reads the newest hundred by an index."""
    found = _NEWEST.all(tx, {"id": document_id, "org": caller.org_id})
    seen = [Twin(*row[:-1]) for row in found if row[0] != document_id and not row[-1] and caller.sees(row[3])]
    return seen[:MOST]
