"""A backup taken by the command line while a real server takes uploads, restored and served."""

from __future__ import annotations

import hashlib
import os
import subprocess
import threading
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.journeys.server import MUNIMENT, Server


@dataclass
class Uploads:
    """Documents acknowledged so far: id and the SHA-256 of what was sent."""

    server: Server
    secret: str
    vendor_id: str
    acknowledged: dict[str, str] = field(default_factory=dict)
    stopping: threading.Event = field(default_factory=threading.Event)

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


def command(*arguments: object, home: Path) -> str:
    """The command's output; it must succeed."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MUNIMENT_")} | {"MUNIMENT_HOME": str(home)}
    done = subprocess.run([MUNIMENT, *map(str, arguments)], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_backup_taken_while_serving_is_restored_and_serves_every_document(tmp_path: Path) -> None:
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
                before = dict(uploads.acknowledged)
                command("backup", tmp_path / target, home=server.home)
        finally:
            uploads.stopping.set()
            for thread in threads:
                thread.join()
    assert len(before) > 2
    for target in ("backup", "backup.tar"):
        command("restore", tmp_path / target, "--home", tmp_path / f"restored-{target}", home=tmp_path / "unused")
    assert not (tmp_path / "unused").exists()
    with Server(tmp_path / "restored-backup.tar") as again:
        again.start()
        with httpx.Client(base_url=again.base, headers=headers, timeout=30) as client:
            for document_id, digest in before.items():
                url = client.get(f"/v1/documents/{document_id}/download").json()["url"]
                assert hashlib.sha256(httpx.get(url).content).hexdigest() == digest
            uploads.server = again
            files = {"file": ("report.txt", b"after")}
            assert client.post("/v1/documents", files=files, data={"vendor_id": vendor_id}).status_code == 201
        assert again.run("verify")["problems"] == []
