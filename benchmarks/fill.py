"""Fills a database with many documents, as if they had been uploaded: rows, links, counters; no files."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import insert, update

from muniment import ids
from muniment.accounts import keys
from muniment.accounts.organisations import ensure_organisation
from muniment.db.engine import Database
from muniment.db.tables import (
    assessments,
    document_assessments,
    document_counts,
    document_services,
    documents,
    organisations,
    services,
)
from muniment.documents.counts import BLOCK, TOTAL, WIDE, block_size, coarse_key, pair_scope
from muniment.judging.taxonomy.types import load_types
from muniment.vendors import vendors

START = 1_600_000_000
_STATUSES = ("complete",) * 94 + ("failed",) * 4 + ("created", "analyzing")
_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Filled:
    """What was made: one organisation with vendors of very different sizes."""

    org_id: str
    secret: str
    vendor_ids: list[str]
    service_ids: list[str]
    assessment_ids: list[str]
    document_ids: list[str]


def fill(database: Database, n: int, *, seed: int = 1) -> Filled:
    """`n` documents of one organisation. One vendor holds a tenth of them, its service and assessment half of those;
    the rest spread over 2,000 vendors. One in fifty is archived."""
    rng = random.Random(seed)
    with database.write() as tx:
        org_id = ensure_organisation(tx, "bench", now=START)
        secret = keys.create_key(tx, org_id, name="bench", scopes=[], expires_at=None, now=START).secret
        vendor_ids = [vendors.create(tx, org_id, {"name": f"Vendor {i}"}, now=START)["id"] for i in range(2_001)]
        service_ids, assessment_ids = (
            [ids.new(ids.SERVICE) for _ in vendor_ids],
            [ids.new(ids.ASSESSMENT) for _ in vendor_ids],
        )
        tx.execute(
            insert(services),
            [
                {"id": s, "org_id": org_id, "vendor_id": v, "name": "S", "created_at": START}
                for s, v in zip(service_ids, vendor_ids, strict=True)
            ],
        )
        tx.execute(
            insert(assessments),
            [
                {
                    "id": a,
                    "org_id": org_id,
                    "vendor_id": v,
                    "status": "in_progress",
                    "created_at": START,
                    "updated_at": START,
                }
                for a, v in zip(assessment_ids, vendor_ids, strict=True)
            ],
        )
    types = [None, *(one.slug for one in load_types())]
    counts: Counter[tuple[str, int, str, str, bool]] = Counter()
    document_ids = []
    for start in range(1, n + 1, _BATCH):
        rows, service_links, assessment_links = [], [], []
        for seq in range(start, min(start + _BATCH, n + 1)):
            owner = 0 if rng.random() < 0.1 else rng.randrange(1, len(vendor_ids))
            kind, status, is_archived = rng.choice(types), rng.choice(_STATUSES), rng.random() < 0.02
            document_id = f"cbvdoc_{seq:08x}{rng.getrandbits(96):024x}"
            linked = rng.random() < 0.5
            rows.append(
                {
                    "id": document_id,
                    "org_id": org_id,
                    "seq": seq,
                    "vendor_id": vendor_ids[owner],
                    "name": f"Evidence {seq}.pdf",
                    "extension": "pdf",
                    "size": rng.randrange(1, 10_000_000),
                    "document_type": kind,
                    "is_type_declared": False,
                    "status": status,
                    "service_ids": f'["{service_ids[owner]}"]' if linked else "[]",
                    "assessment_ids": f'["{assessment_ids[owner]}"]' if linked else "[]",
                    "created_at": START + seq // 3,
                    "updated_at": START + seq // 3,
                    "is_archived": is_archived,
                    "archived_at": START + seq if is_archived else None,
                    "sha256": rng.randbytes(32),
                    "storage_key": f"{rng.getrandbits(128):032x}",
                    "generation": 1,
                }
            )
            scopes = [org_id, vendor_ids[owner]]
            if linked:
                pair = pair_scope(service_ids[owner], assessment_ids[owner])
                scopes += [service_ids[owner], assessment_ids[owner], pair]
                link = {"seq": seq, "document_id": document_id, "document_type": kind, "status": status}
                service_links.append({"service_id": service_ids[owner], **link, "is_archived": is_archived})
                assessment_links.append({"assessment_id": assessment_ids[owner], **link, "is_archived": is_archived})
            cell = (kind or "", status, is_archived)
            counts[(org_id, coarse_key(seq // (BLOCK * WIDE)), *cell)] += 1
            for scope in scopes:
                counts[(scope, TOTAL, *cell)] += 1
                counts[(scope, seq // block_size(scope, org_id=org_id), *cell)] += 1
            if seq % 997 == 0:
                document_ids.append(document_id)
        with database.write() as tx:
            tx.execute(insert(documents), rows)
            tx.execute(insert(document_services), service_links)
            tx.execute(insert(document_assessments), assessment_links)
    with database.write() as tx:
        tx.execute(
            insert(document_counts),
            [
                dict(
                    zip(("scope_id", "block", "document_type", "status", "is_archived", "n"), (*cell, n_), strict=True)
                )
                for cell, n_ in counts.items()
            ],
        )
        tx.execute(
            update(organisations)
            .where(organisations.c.id == org_id)
            .values(document_seq=n, document_created_at=START + n // 3)
        )
        if not database.is_sqlite:
            tx.exec_driver_sql("ANALYZE")
    return Filled(org_id, secret, vendor_ids, service_ids, assessment_ids, document_ids)
