"""Fills a database with many documents, as if they had been uploaded: rows, links, counters; no files."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, update

from muniment import ids
from muniment.accounts import keys
from muniment.accounts.caller import Caller
from muniment.accounts.organisations import ensure_organisation
from muniment.db.engine import Database, Transaction
from muniment.db.tables import (
    assessments,
    document_assessments,
    document_services,
    documents,
    organisations,
    services,
)
from muniment.documents.counts import add
from muniment.documents.document import UNDATED
from muniment.judging.taxonomy.types import load_types
from muniment.vendors import vendors

START = 1_600_000_000
IN_AN_ORGANISATION = 100_000
VENDORS = 201
_STATUSES = ("complete",) * 94 + ("failed",) * 4 + ("created", "analyzing")
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made: the first organisation, with vendors of very different sizes."""

    org_id: str
    secret: str
    vendor_ids: list[str]
    service_ids: list[str]
    assessment_ids: list[str]
    document_count: int
    document_ids: list[str] = field(default_factory=list)


def fill(
    database: Database,
    n: int,
    *,
    in_an_organisation: int = IN_AN_ORGANISATION,
    vendor_count: int = VENDORS,
    seed: int = 1,
) -> Filled:
    """`n` documents in organisations of so many (the last may have fewer). In each, one vendor holds a tenth of them,
    its service and assessment half of those; the rest spread over the others. One in fifty is archived; of the rest a
    quarter have no date, a third are expired, 2 % expire within 60 days."""
    rng = random.Random(seed)
    sizes = [min(in_an_organisation, n - first) for first in range(0, n, in_an_organisation)]
    with database.write() as tx:
        made = [_organisation(tx, number, size, vendor_count) for number, size in enumerate(sizes)]
    for start in range(1, in_an_organisation + 1, _BATCH):  # as they come in: nobody's documents lie side by side
        for one in made:
            seqs = range(start, min(start + _BATCH, one.document_count + 1))
            if seqs:
                _documents(database, one, seqs, rng)
    if not database.is_sqlite:
        with database.write() as tx:
            tx.exec_driver_sql("ANALYZE")
    return made[0]


def _organisation(tx: Transaction, number: int, document_count: int, vendor_count: int) -> Filled:
    org_id = ensure_organisation(tx, f"bench {number}", now=START)
    secret = keys.create_key(
        tx, Caller.system(org_id, "operator"), name="bench", scopes=[], expires_at=None, now=START
    ).secret
    vendor_ids = [
        vendors.create(tx, Caller.system(org_id, "benchmark"), {"name": f"Vendor {i}"}, now=START)["id"]
        for i in range(vendor_count)
    ]
    service_ids, assessment_ids = (
        [ids.new(ids.SERVICE) for _ in vendor_ids],
        [ids.new(ids.ASSESSMENT) for _ in vendor_ids],
    )
    owned = [{"org_id": org_id, "vendor_id": id_, "created_at": START} for id_ in vendor_ids]
    tx.execute(
        insert(services),
        [{"id": id_, "name": "S", "name_folded": "s", **of} for id_, of in zip(service_ids, owned, strict=True)],
    )
    tx.execute(
        insert(assessments),
        [
            {"id": id_, "name": "A", "status": "created", "updated_at": START, **of}
            for id_, of in zip(assessment_ids, owned, strict=True)
        ],
    )
    tx.execute(
        update(organisations)
        .where(organisations.c.id == org_id)
        .values(document_seq=document_count, document_created_at=START + document_count // 3)
    )
    return Filled(org_id, secret, vendor_ids, service_ids, assessment_ids, document_count)


_NAMES = ("Annual report", "Bridge letter", "Certificate", "Evidence", "Policy", "SOC 2 report", "Test report")
_SPAN_DAYS = range(-1_000, 1_100)  # around today


def _day(rng: random.Random) -> str:
    """A last day, at random; UNDATED for a quarter."""
    if rng.random() < 0.25:
        return UNDATED
    return (datetime.now(UTC).date() + timedelta(days=rng.choice(_SPAN_DAYS))).isoformat()


_TYPES = [None, *(one.slug for one in load_types())]


def _documents(database: Database, filled: Filled, seqs: Sequence[int], rng: random.Random) -> None:
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    rows: list[dict[str, Any]] = []
    service_links: list[dict[str, Any]] = []
    assessment_links: list[dict[str, Any]] = []
    for seq in seqs:
        owner = 0 if rng.random() < 0.1 else rng.randrange(1, len(filled.vendor_ids))
        vendor_id, service_id, assessment_id = (
            some[owner] for some in (filled.vendor_ids, filled.service_ids, filled.assessment_ids)
        )
        kind = {
            "document_type": rng.choice(_TYPES),
            "status": rng.choice(_STATUSES),
            "is_archived": rng.random() < 0.02,
            "valid_until": _day(rng),
        }
        name = f"{rng.choice(_NAMES)} {seq}.pdf"
        document_id = f"cbvdoc_{seq:08x}{rng.getrandbits(96):024x}"
        is_linked = rng.random() < 0.5
        rows.append(
            {
                "id": document_id,
                "org_id": filled.org_id,
                "seq": seq,
                "vendor_id": vendor_id,
                "name": name,
                "name_folded": name.lower(),
                "type_confidence": rng.random() if kind["document_type"] else None,
                "extension": "pdf",
                "size": rng.randrange(1, 10_000_000),
                "is_type_declared": False,
                "service_ids": f'["{service_id}"]' if is_linked else "[]",
                "assessment_ids": f'["{assessment_id}"]' if is_linked else "[]",
                "created_at": START + seq // 3,
                "updated_at": START + seq // 3,
                "archived_at": START + seq if kind["is_archived"] else None,
                "sha256": rng.randbytes(32),
                "storage_key": f"{rng.getrandbits(128):032x}",
                "generation": 1,
                **kind,
            }
        )
        scopes = [filled.org_id, vendor_id]
        if is_linked:
            scopes += [service_id, assessment_id]
            link = {"seq": seq, "document_id": document_id, **kind}
            service_links.append({"service_id": service_id, **link})
            assessment_links.append({"assessment_id": assessment_id, **link})
        counts.update((scope, kind["document_type"] or "", kind["status"], kind["is_archived"]) for scope in scopes)
        if seq % 97 == 0:
            filled.document_ids.append(document_id)
    with database.write() as tx:
        tx.execute(insert(documents), rows)
        tx.execute(insert(document_services), service_links)
        tx.execute(insert(document_assessments), assessment_links)
        add(tx, counts)
