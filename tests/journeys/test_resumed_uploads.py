"""A server is killed in the middle of an upload in several requests: what it had kept is there, and the upload ends as
one document."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
from pathlib import Path

import httpx

from tests.journeys.server import Server
from tests.journeys.test_crash import check_nothing_is_left_over
from tests.waiting import until

_PIECE = 65_536
_FILE = b"%PDF-1.7\n" + os.urandom(12 * _PIECE)


def test_upload_goes_on_after_kill_9(tmp_path: Path) -> None:
    with Server(tmp_path / "home", "--no-worker", upload_piece_bytes=_PIECE, upload_lease_seconds=1) as server:
        server.start()
        headers = {"Authorization": f"Bearer {server.new_key()}"}
        with httpx.Client(base_url=server.base, headers=headers, timeout=30) as client:
            vendor_id = client.post("/v1/vendors", json={"name": "ACME"}).json()["id"]
            said = {"filename": "report.pdf", "vendor_id": vendor_id}
            told = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in said.items())
            begun = client.post("/v1/uploads", headers={"Upload-Length": str(len(_FILE)), "Upload-Metadata": told})
            path = httpx.URL(begun.headers["location"]).path

            def offset() -> int:
                return int(client.head(path).headers["upload-offset"])

            with socket.create_connection(("127.0.0.1", server.port)) as connection:
                head = f"PATCH {path} HTTP/1.1\r\nHost: x\r\nAuthorization: {headers['Authorization']}\r\n"
                head += f"Content-Type: application/offset+octet-stream\r\nContent-Length: {len(_FILE)}\r\n"
                connection.sendall(f"{head}Upload-Offset: 0\r\n\r\n".encode() + _FILE[: 10 * _PIECE])
                until(lambda: offset() >= 2 * _PIECE)
                server.kill()
        server.start()
        with httpx.Client(base_url=server.base, headers=headers, timeout=30) as client:
            kept = offset()
            assert 2 * _PIECE <= kept <= 10 * _PIECE
            own = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(kept)}

            def sent() -> httpx.Response | None:
                answer = client.patch(path, content=_FILE[kept:], headers=own)
                return None if answer.status_code == 423 else answer  # until the killed one's lease is over

            last = until(sent, 30)
            assert last.headers["x-content-sha256"] == hashlib.sha256(_FILE).hexdigest()
            assert client.get("/v1/documents").json()["total"] == 1
        check_nothing_is_left_over(server)
