from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

from sqlalchemy import insert

from muniment.db.tables import purged_documents
from muniment.http.transport.page_pictures import forget_purged
from muniment.http.transport.pools import Pools
from muniment.observing.metrics import Metrics
from muniment.pages.pictures import Pictures
from tests.http.live import Server


def test_what_was_made_of_purged_files_is_forgotten_whoever_purged_them(server: Server, tmp_path: Path) -> None:
    runtime, org_id = server.runtime, server.caller().org_id
    gone, kept = (hashlib.sha256(f"{org_id} {what}".encode()).digest() for what in ("gone", "kept"))
    with runtime.database.write() as tx:
        tx.execute(
            insert(purged_documents).values(
                document_id=f"cbvdoc_{gone.hex()[:32]}", org_id=org_id, vendor_id="cbvndr_x", name="a", extension="pdf",
                size=1, document_type="other", sha256=gone, created_at=1, archived_at=2, purged_at=3,
                retention_months=1, storage_key=None,
            )
        )  # fmt: skip
    pictures = Pictures(runtime.settings, runtime.store, Metrics(), folder=tmp_path, scratch_folder=tmp_path)
    for sha256 in (gone, kept):
        pictures.kept.put(sha256.hex(), "1-240-pdf", b"picture")

    async def forget() -> None:
        pools = Pools(runtime)
        await forget_purged(runtime, pools, pictures)
        await pools.drain()
        pools.close()

    asyncio.run(forget())
    assert pictures.kept.hashes() == [kept.hex()]
    pictures.close()
