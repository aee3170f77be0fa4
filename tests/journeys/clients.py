"""Clients of a journey: they upload, retry under the same key, and remember what they were told."""

from __future__ import annotations

import hashlib
import os
import random
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx

IS_TORTURE = bool(os.environ.get("MUNIMENT_TORTURE"))
CLIENTS = 8 if IS_TORTURE else 3
"""Who upload at once: each more is more documents, for as long as the kills take."""
PAUSE_SECONDS = 0.5
"""The longest pause of a client between two uploads: the backlog ends soon after the kills."""
STILL_SECONDS = 120
"""So long nothing may settle before what has not counts as stuck."""


def budget(*, small: int, large: int) -> int:
    """How much a journey is put through: little in `make test`, much with MUNIMENT_TORTURE=1 (`make torture`), or what
    MUNIMENT_TORTURE_KILLS says."""
    return int(os.environ.get("MUNIMENT_TORTURE_KILLS") or (large if IS_TORTURE else small))


@dataclass
class Ledger:
    """What clients were told."""

    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)  # key -> (document id, sha256 of its bytes)
    replays: int = 0
    refusals: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopping: threading.Event = field(default_factory=threading.Event)
    gives_up: threading.Event = field(default_factory=threading.Event)


def upload_until_stopped(bases: Sequence[str], secret: str, vendor_id: str, ledger: Ledger, number: int) -> None:
    """One client: a file and a key at a time, retried under the same key until a 201 comes."""
    with httpx.Client(timeout=20, headers={"Authorization": f"Bearer {secret}"}) as client:
        _upload_until_stopped(client, bases, vendor_id, ledger, number)


def _upload_until_stopped(
    client: httpx.Client, bases: Sequence[str], vendor_id: str, ledger: Ledger, number: int
) -> None:
    rng = random.Random(number)
    n = 0
    while not ledger.stopping.is_set():
        n += 1
        key = f"client-{number}-{n}"
        content = (
            f"Service level agreement {key}\n".encode() + rng.randbytes(rng.choice((10, 5_000, 700_000))).hex().encode()
        )
        while not ledger.gives_up.is_set():
            try:
                answer = client.post(
                    f"{rng.choice(bases)}/v1/documents",
                    headers={"Idempotency-Key": key},
                    files={"file": (f"{key}.txt", content)},
                    data={"vendor_id": vendor_id},
                )
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if answer.status_code >= 500:
                ledger.refusals += 1  # the database or the store is away; the key makes trying again safe
                time.sleep(0.1)
                continue
            assert answer.status_code == 201, answer.text
            break
        else:
            return
        with ledger.lock:
            ledger.acknowledged[key] = (answer.json()["id"], hashlib.sha256(content).hexdigest())
            ledger.replays += answer.headers.get("idempotent-replayed") == "true"
        ledger.stopping.wait(rng.uniform(0, PAUSE_SECONDS))


def wait_until_settled(client: httpx.Client) -> None:
    """Every document ends complete or failed."""
    fewest, since = None, time.monotonic()
    while time.monotonic() < since + STILL_SECONDS:
        open_ones = client.get("/v1/documents", params={"status": ["created", "analyzing"], "limit": 1}).json()["total"]
        if open_ones == 0:
            return
        if fewest is None or open_ones < fewest:
            fewest, since = open_ones, time.monotonic()
        time.sleep(0.05)
    raise AssertionError(f"{open_ones} documents do not settle")


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
    with httpx.Client(timeout=30) as anyone:
        for key, (document_id, digest) in ledger.acknowledged.items():
            assert listed[document_id] == f"{key}.txt"
            url = client.get(f"/v1/documents/{document_id}/download").json()["url"]
            assert hashlib.sha256(anyone.get(url).content).hexdigest() == digest


@contextmanager
def uploading(bases: Sequence[str], secret: str, vendor_id: str) -> Iterator[Ledger]:
    """Clients that upload until the block ends; then each finishes what it has begun."""
    ledger = Ledger()
    threads = [
        threading.Thread(target=upload_until_stopped, args=(bases, secret, vendor_id, ledger, n))
        for n in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    try:
        yield ledger
        ledger.stopping.set()
        for thread in threads:
            thread.join(timeout=60)
            assert not thread.is_alive(), "a client got no answer"
    finally:
        ledger.stopping.set()
        ledger.gives_up.set()
