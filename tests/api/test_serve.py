"""`muniment serve` as a process: what the threads of the other tests cannot show."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from muniment.api import shapes
from tests.api.live import form, is_closed, read_response
from tests.api.test_shapes import order
from tests.journeys.server import MUNIMENT, Server

LETTER = """# Penetration test report

Prepared for Northwind Hosting AS by Sable Security. Testing took place from 3 March 2026 to 14 March 2026.

## Findings

Two findings of high severity were identified during the penetration test of the customer portal.
"""


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with one worker on an empty home."""
    with Server(tmp_path_factory.mktemp("serve") / "home", worker_concurrency=1) as server:
        server.start()
        yield server


def make_key(server: Server, *arguments: str) -> dict[str, Any]:
    command = [MUNIMENT, "keys", "create", "--org", "Aldgate", "--name", "test", "--json", *arguments]
    done = subprocess.run(command, env=server.environment, capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def test_key_of_the_command_line_uploads_and_the_analysis_fits_its_model(serving: Server) -> None:
    key = make_key(serving)
    headers = {"Authorization": f"Bearer {key['secret']}"}
    with httpx.Client(base_url=serving.base, headers=headers, timeout=60, verify=False, trust_env=False) as client:
        vendor_id = client.post("/v1/vendors", json={"name": "Northwind"}).json()["id"]
        sent = {"file": ("report.md", LETTER.encode())}
        document = client.post("/v1/documents", files=sent, data={"vendor_id": vendor_id}).json()
        path = f"/v1/documents/{document['id']}"
        deadline = time.monotonic() + 60
        while client.get(path).json()["status"] in ("created", "analyzing") and time.monotonic() < deadline:
            time.sleep(0.05)
        assert client.get(path).json()["status"] == "complete"
        answer = client.get(f"{path}/analysis")
        parsed = shapes.AnalysisObject.model_validate_json(answer.content)
        assert order(parsed.model_dump(mode="json")) == order(answer.json())
        assert parsed.classification is not None
        assert parsed.content is not None
        for evidence in parsed.classification.evidence:
            assert evidence.quote in LETTER
        assert client.get("/v1/search", params={"q": '"customer portal"'}).json()["total"] == 1
        link = client.get(f"{path}/download").json()["url"]
        assert httpx.get(link, verify=False).content == LETTER.encode()

        revoked = subprocess.run(
            [MUNIMENT, "keys", "revoke", key["id"]], env=serving.environment, capture_output=True, check=False
        )
        assert revoked.returncode == 0
        assert client.get(path).status_code == 401


def test_taken_port_is_an_error_in_one_line(serving: Server, tmp_path: Path) -> None:
    command = [MUNIMENT, "serve", "--port", str(serving.port)]
    environment = {**serving.environment, "MUNIMENT_HOME": str(tmp_path / "other")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert done.returncode == 1
    assert f"127.0.0.1:{serving.port}" in done.stderr
    assert "Traceback" not in done.stderr


def test_secrets_and_signatures_are_never_logged(serving: Server) -> None:
    key = make_key(serving)
    headers = {"Authorization": f"Bearer {key['secret']}"}
    httpx.get(f"{serving.base}/v1/files/{'0' * 32}?signature=5ee5ee5ee", headers=headers, verify=False)
    httpx.get(f"{serving.base}/v1/vendors?name=private", headers=headers, verify=False)
    log = serving.log.read_text()
    assert not any(word in log for word in (key["secret"], key["secret"][-43:], "5ee5ee5ee", "private", "Traceback"))


def test_stop_finishes_the_upload_under_way(tmp_path: Path) -> None:
    with Server(tmp_path / "home", worker_concurrency=0) as server:
        server.start()
        headers = {"Authorization": f"Bearer {make_key(server)['secret']}"}
        vendor_id = httpx.post(f"{server.base}/v1/vendors", json={"name": "N"}, headers=headers, verify=False).json()[
            "id"
        ]
        content_type, body = form([("vendor_id", None, vendor_id.encode()), ("file", "a.txt", bytes(3_000_000))])
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
            connection.sendall(
                f"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: {content_type}\r\n"
                f"Authorization: {headers['Authorization']}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
            )
            connection.sendall(body[:2_000_000])
            time.sleep(0.2)
            assert server._process is not None
            server._process.send_signal(signal.SIGTERM)
            time.sleep(0.3)
            connection.sendall(body[2_000_000:])
            status, _, answer = read_response(connection, "POST")
            assert (status, json.loads(answer)["size"]) == (201, 3_000_000)
            assert is_closed(connection)
        assert server._process.wait(20) == 0
        server._process = None
        server.start()
        page = httpx.get(f"{server.base}/v1/documents", headers=headers, verify=False).json()
        assert [one["size"] for one in page["data"]] == [3_000_000]
        assert server.terminate() == 0
