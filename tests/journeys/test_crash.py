"""`kill -9` of the server at random moments while clients upload and jobs run: nothing acknowledged is lost, nothing
stays half done, no key makes two documents, no file stays without a row; and who listens, to the feed or by a webhook,
ends with the picture of who polls.

2 kills a database in `make test`, 60 in `make torture`.
"""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from muniment.db.engine import open_database
from muniment.db.tables import document_counts, documents
from tests.journeys.clients import Ledger, budget, check_every_document, uploading, wait_until_settled
from tests.journeys.listeners import State, Told, differences, following, polled
from tests.journeys.server import Server
from tests.waiting import until
from tests.webhooks.receivers import PRIVATE, Receiver, answering, receiving

KILLS = budget(small=2, large=60)
DOCUMENT_EVENTS = [f"VendorDocument.{what}" for what in ("Created", "Updated", "Settled", "Deleted", "Restored")]


def check_nothing_is_left_over(server: Server) -> None:
    """After one sweep no stored or staged file is without a row, and counters say what the rows say."""
    for path in (server.home / "files").glob("??/??/*"):  # the sweep spares what a commit may still be on its way for
        stood = path.stat().st_mtime - 2 * 3600
        os.utime(path, (stood, stood))
    server.run("sweep")
    database = open_database(server.environment.get("MUNIMENT_DATABASE_URL"), home=server.home, connections=2)
    try:
        with database.read() as tx:
            keys = set(tx.execute(select(documents.c.storage_key)).scalars())
            rows = tx.execute(select(func.count()).select_from(documents)).scalar_one()
            counted = tx.execute(
                select(func.sum(document_counts.c.n)).where(document_counts.c.scope_id.like("cborg%"))
            ).scalar_one()
    finally:
        database.close()
    stored = {path.name for path in (server.home / "files").glob("??/??/*")}
    assert stored == keys
    assert list((server.home / "staging").iterdir()) == []
    assert rows == counted


def check_listeners_and_pollers_agree(client: httpx.Client, ledger: Ledger, feed: Told, receiver: Receiver) -> None:
    """After some more changes: one picture, and none of it wanting."""
    ids = sorted(one for one, _ in ledger.acknowledged.values())
    for n, one in enumerate(ids[:9]):
        if n % 3 == 0:
            assert client.patch(f"/v1/documents/{one}", json={"name": f"renamed {n}.txt"}).status_code == 200
        elif n % 3 == 1:
            assert client.delete(f"/v1/documents/{one}").status_code == 200
    seen = polled(client, ids)
    webhook = Told()

    def heard_by_webhook() -> State:
        for request in list(receiver.requests):
            webhook.hear(request.event)
        return webhook.documents()

    for heard in (feed.documents, heard_by_webhook):
        until(lambda heard=heard: heard().keys() >= seen.keys() and not differences(heard(), seen), seconds=90)
    assert {name for fields in feed.documents().values() for name in fields} >= {"name", "status", "archived_at"}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql_url") if kind == "postgresql" else None
    rng = random.Random(7)
    quick = {"lease_seconds": 3, "retry_base_seconds": 0.1}
    with (
        receiving(answering(200)) as receiver,
        Server(tmp_path / "home", database_url=url, **quick, **PRIVATE) as server,
    ):
        server.start()
        secret = server.new_key()
        headers = {"Authorization": f"Bearer {secret}"}
        vendor_id = httpx.post(f"{server.base}/v1/vendors", headers=headers, json={"name": "ACME"}).json()["id"]
        webhook = {"url": receiver.url, "events": DOCUMENT_EVENTS, "secret": "s" * 32}
        assert httpx.post(f"{server.base}/v1/webhooks", headers=headers, json=webhook).status_code == 201
        with (
            following(server.base, secret) as feed,
            httpx.Client(base_url=server.base, headers=headers, timeout=30) as client,
        ):
            with uploading([server.base], secret, vendor_id) as ledger:
                for _ in range(KILLS):
                    time.sleep(rng.uniform(0.05, 1.0))
                    server.kill()
                    server.start()
                time.sleep(0.5)
            wait_until_settled(client)
            check_every_document(client, ledger)
            check_listeners_and_pollers_agree(client, ledger, feed, receiver)
        assert server.terminate() == 0
        check_nothing_is_left_over(server)
    print(f"{kind}: {KILLS} kills, {len(ledger.acknowledged)} documents, {ledger.replays} replays")
