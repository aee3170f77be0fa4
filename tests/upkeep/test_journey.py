"""A backup taken by the command line while a real server takes uploads, restored and served."""

from __future__ import annotations

import hashlib
import os
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from tests.journeys.server import MUNIMENT, Server
from tests.upkeep.commands import run
from tests.waiting import until


@dataclass
class Uploads:
    """Documents acknowledged so far: id and the SHA-256 of what was sent."""

    server: Server
    secret: str
    vendor_id: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

    def await_more(self, number: int) -> None:
        had = len(self.acknowledged)
        until(lambda: len(self.acknowledged) >= had + number)

    def go_on(self) -> None:
        headers = {"Authorization": f"Bearer {self.secret}"}
        with httpx.Client(base_url=self.server.base, headers=headers, timeout=30) as client:
            while not self.stopping.is_set():
                content = os.urandom(500).hex().encode()
                files = {"file": ("report.txt", content)}
                answer = client.post("/v1/documents", files=files, data={"vendor_id": self.vendor_id})
                assert answer.status_code == 201, answer.text
                self.stopping.wait(0.1)
                self.acknowledged[answer.json()["id"]] = hashlib.sha256(content).hexdigest()


def test_a_backup_taken_while_serving_is_restored_and_serves_every_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(tmp_path / "home") as server:
        server.start()
        secret = server.new_key()
        headers = {"Authorization": f"Bearer {secret}"}
        vendor_id = httpx.post(f"{server.base}/v1/vendors", headers=headers, json={"name": "ACME"}).json()["id"]
        uploads = Uploads(server, secret, vendor_id)
        threads = [threading.Thread(target=uploads.go_on) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            for target in ("backup", "backup.tar"):
                uploads.await_more(3)
                before = dict(uploads.acknowledged)
                back_up = [MUNIMENT, "backup", tmp_path / target]
                subprocess.run(back_up, env=server.environment, check=True, capture_output=True, timeout=60)
        finally:
            uploads.stopping.set()
            for thread in threads:
                thread.join()
    assert len(before) > 2
    for target in ("backup", "backup.tar"):
        assert run("restore", tmp_path / target, "--home", tmp_path / f"restored-{target}") == 0
    with Server(tmp_path / "restored-backup.tar", "--no-worker") as again:
        again.start()
        with httpx.Client(base_url=again.base, headers=headers, timeout=30) as client:
            for document_id, digest in before.items():
                url = client.get(f"/v1/documents/{document_id}/download").json()["url"]
                assert hashlib.sha256(httpx.get(url).content).hexdigest() == digest
            files = {"file": ("report.txt", b"after")}
            assert client.post("/v1/documents", files=files, data={"vendor_id": vendor_id}).status_code == 201
        monkeypatch.setenv("MUNIMENT_HOME", str(again.home))
        assert run("verify") == 0
