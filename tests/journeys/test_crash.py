"""`kill -9` of the server at random moments while clients upload and jobs run: nothing acknowledged is lost, nothing stays
half done, no key makes two documents, no file stays without a row.

MUNIMENT_TORTURE_KILLS sets how many kills (default 6 a database; `make torture` 60).
"""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from muniment.db.engine import open_database
from muniment.db.tables import document_counts, documents
from tests.journeys.server import Server

KILLS = int(os.environ.get("MUNIMENT_TORTURE_KILLS", "6"))
CLIENTS = 6
SETTLE_SECONDS = 180


@dataclass
class Ledger:
    """What clients were told."""

    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)  # key -> (document id, sha256 of its bytes)
    replays: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopping: threading.Event = field(default_factory=threading.Event)


def upload_until_stopped(server: Server, secret: str, vendor_id: str, ledger: Ledger, number: int) -> None:
    """One client: a file and a key at a time, retried under the same key until a 201 comes."""
    rng = random.Random(number)
    n = 0
    while not ledger.stopping.is_set():
        n += 1
        key = f"client-{number}-{n}"
        content = (
            f"Service level agreement {key}\n".encode() + rng.randbytes(rng.choice((10, 5_000, 700_000))).hex().encode()
        )
        while True:
            try:
                answer = httpx.post(
                    f"{server.base}/v1/documents",
                    headers={"Authorization": f"Bearer {secret}", "Idempotency-Key": key},
                    files={"file": (f"{key}.txt", content)},
                    data={"vendor_id": vendor_id},
                    timeout=20,
                )
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            assert answer.status_code == 201, answer.text
            break
        with ledger.lock:
            ledger.acknowledged[key] = (answer.json()["id"], hashlib.sha256(content).hexdigest())
            ledger.replays += answer.headers.get("idempotent-replayed") == "true"


def wait_until_settled(client: httpx.Client) -> None:
    """Every document ends complete or failed."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline:
        open_ones = client.get("/v1/documents", params={"status": ["created", "analyzing"], "limit": 1}).json()["total"]
        if open_ones == 0:
            return
        time.sleep(0.2)
    raise AssertionError(f"{open_ones} documents did not settle")


def check_every_document(client: httpx.Client, ledger: Ledger) -> None:
    """Each acknowledged document is there, once, with its exact bytes, and nothing else is."""
    listed: dict[str, str] = {}
    while True:
        page = client.get("/v1/documents", params={"limit": 200, "offset": len(listed)}).json()
        if not page["data"]:
            break
        listed |= {one["id"]: one["name"] for one in page["data"]}
    assert page["total"] == len(listed)
    names = list(listed.values())
    assert len(names) == len(set(names)), "a key made two documents"
    for key, (document_id, digest) in ledger.acknowledged.items():
        assert listed[document_id] == f"{key}.txt"
        url = client.get(f"/v1/documents/{document_id}/download").json()["url"]
        assert hashlib.sha256(httpx.get(url).content).hexdigest() == digest


def check_nothing_is_left_over(server: Server) -> None:
    """After one sweep no stored or staged file is without a row, and counters say what the rows say."""
    server.run("sweep")
    database = open_database(server.environment.get("MUNIMENT_DATABASE_URL"), home=server.home, connections=2)
    try:
        with database.read() as tx:
            keys = set(tx.execute(select(documents.c.storage_key)).scalars())
            rows = tx.execute(select(func.count()).select_from(documents)).scalar_one()
            counted = tx.execute(
                select(func.sum(document_counts.c.n)).where(
                    document_counts.c.block == -1, document_counts.c.scope_id.like("cborg%")
                )
            ).scalar_one()
    finally:
        database.close()
    stored = {path.name for path in (server.home / "files").glob("??/??/*")}
    assert stored == keys
    assert list((server.home / "staging").iterdir()) == []
    assert rows == counted


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_nothing_acknowledged_is_lost_when_the_server_is_killed(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql_url") if kind == "postgresql" else None
    rng = random.Random(7)
    ledger = Ledger()
    with Server(tmp_path / "home", database_url=url, lease_seconds=3, retry_base_seconds=0.1) as server:
        server.start()
        secret = server.new_key()
        headers = {"Authorization": f"Bearer {secret}"}
        vendor_id = httpx.post(f"{server.base}/v1/vendors", headers=headers, json={"name": "ACME"}).json()["id"]
        clients = [
            threading.Thread(target=upload_until_stopped, args=(server, secret, vendor_id, ledger, n))
            for n in range(CLIENTS)
        ]
        for client_thread in clients:
            client_thread.start()
        try:
            for _ in range(KILLS):
                time.sleep(rng.uniform(0.05, 1.0))
                server.kill()
                server.start()
            time.sleep(0.5)
        finally:
            ledger.stopping.set()
            for client_thread in clients:
                client_thread.join(timeout=60)
        with httpx.Client(base_url=server.base, headers=headers, timeout=30) as client:
            wait_until_settled(client)
            check_every_document(client, ledger)
        assert server.terminate() == 0
        check_nothing_is_left_over(server)
    print(f"{kind}: {KILLS} kills, {len(ledger.acknowledged)} documents, {ledger.replays} replays")
