"""Proof that an organisation's record is whole: every hash, every number, from its base to its head.

The base is where the chain begins: nothing, or where what was older than the retention was removed; then its hash is
signed with the installation's secret. The head is what whoever wants proof against the keeper of the database itself
writes down elsewhere: the number and hash of the last record.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, select, update

from muniment.db.engine import Transaction
from muniment.db.tables import audit_records, organisations
from muniment.events.audit import HASHED, NO_HASH, chained

_ROWS_AT_ONCE = 1_000
MAX_TOLD = 100
"""Flaws that are told of one organisation."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last record of an organisation; `seq` 0 when there is none. `hash` in hex."""

    org_id: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Flaw:
    """Where a chain is broken. `seq` is the number of the record, or of the first that is missing."""

    org_id: str
    seq: int
    message: str


def head(tx: Transaction, org_id: str) -> Head:
    """The head of the organisation's record."""
    c = audit_records.c
    row = tx.execute(select(c.seq, c.hash).where(c.org_id == org_id).order_by(c.seq.desc()).limit(1)).first()
    return Head(org_id, row.seq, bytes(row.hash).hex()) if row is not None else Head(org_id, 0, NO_HASH.hex())


def count(tx: Transaction, org_id: str) -> int:
    """How many records of the organisation are there; those removed for their age are not."""
    return int(tx.execute(select(func.count()).where(audit_records.c.org_id == org_id)).scalar_one())


def flaws(tx: Transaction, org_id: str, *, secret: bytes | None, known: Sequence[Head] = ()) -> Iterator[Flaw]:
    """Every flaw of the organisation's chain, the first MAX_TOLD. Needs one snapshot. `secret`: the installation's,
    with which the base is signed; None does not look at the signature. `known`: heads that were written down before."""
    for number, flaw in enumerate(_flaws(tx, org_id, secret=secret, known=known)):
        if number >= MAX_TOLD:
            return
        yield flaw


def _flaws(tx: Transaction, org_id: str, *, secret: bytes | None, known: Sequence[Head]) -> Iterator[Flaw]:
    o, c = organisations.c, audit_records.c
    given = tx.execute(
        select(o.audit_seq, o.audit_base_seq, o.audit_base_hash, o.audit_base_signature).where(o.id == org_id)
    ).first()
    if given is None:
        yield Flaw(org_id, 0, "there is no such organisation")
        return
    base_seq, before = int(given.audit_base_seq), bytes(given.audit_base_hash or NO_HASH)
    if base_seq and secret is not None:
        signed = bytes(given.audit_base_signature or b"")
        if not hmac.compare_digest(signed, signature(secret, org_id, base_seq, before)):
            yield Flaw(org_id, base_seq, "the base of the chain does not bear the installation's signature")
    expected = base_seq
    kept: defaultdict[int, set[str]] = defaultdict(set)
    for one in known:
        if one.seq > base_seq:
            kept[one.seq].add(one.hash)
    every = select(*(c[name] for name in HASHED), c.hash).where(c.org_id == org_id).order_by(c.seq)
    for row in tx.execute(every.execution_options(yield_per=_ROWS_AT_ONCE)):
        values = row._asdict()
        if row.seq <= expected:
            yield Flaw(org_id, row.seq, "a record stands before the base of the chain")
            continue
        if row.seq != expected + 1:
            yield Flaw(org_id, expected + 1, f"{row.seq - expected - 1} records are missing")
            before = bytes(row.hash)  # nothing to compare this one with
        elif chained(values, before) != bytes(row.hash):
            yield Flaw(org_id, row.seq, "the record does not follow from the one before: one of them was altered")
        if row.seq in kept and kept.pop(row.seq) != {bytes(row.hash).hex()}:
            yield Flaw(org_id, row.seq, "the record is not the one whose hash was written down")
        before, expected = bytes(row.hash), row.seq
    if expected != given.audit_seq:
        yield Flaw(org_id, expected + 1, f"the chain ends at {expected}; {given.audit_seq} records were made")
    for seq in sorted(kept):
        yield Flaw(org_id, seq, "the record whose hash was written down is not there")


def signature(secret: bytes, org_id: str, seq: int, hash_: bytes) -> bytes:
    """The signature of a chain's base."""
    return hmac.new(secret, f"audit base|{org_id}|{seq}|{hash_.hex()}".encode(), hashlib.sha256).digest()


def forget(tx: Transaction, org_id: str, *, before: int, secret: bytes, limit: int) -> int:
    """Remove up to `limit` records made before that time, the oldest ones, and leave a signed base behind. The last
    record always stays. Returns how many."""
    o, c = organisations.c, audit_records.c
    given = tx.execute(select(o.audit_seq, o.audit_base_seq).where(o.id == org_id).with_for_update()).first()
    if given is None:
        return 0
    newer = select(func.min(c.seq)).where(c.org_id == org_id, c.created_at >= before)
    first_kept = tx.execute(newer).scalar() or given.audit_seq
    new_base = min(first_kept - 1, given.audit_base_seq + limit, given.audit_seq - 1)
    if new_base <= given.audit_base_seq:
        return 0
    hash_ = tx.execute(select(c.hash).where(c.org_id == org_id, c.seq == new_base)).scalar()
    if hash_ is None:
        return 0  # the chain is broken there: nothing of it is removed
    tx.execute(delete(audit_records).where(c.org_id == org_id, c.seq <= new_base))
    tx.execute(
        update(organisations)
        .where(o.id == org_id)
        .values(
            audit_base_seq=new_base,
            audit_base_hash=bytes(hash_),
            audit_base_signature=signature(secret, org_id, new_base, bytes(hash_)),
        )
    )
    return int(new_base - given.audit_base_seq)
