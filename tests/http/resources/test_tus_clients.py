"""Clients of the tus protocol that others wrote come to the document, also when the network breaks in the middle."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from tusclient.client import TusClient

from tests.http.live import PDF, Caller, Server

FOLDER = Path(__file__).resolve().parents[2] / "tus_client"
FILE = PDF + b"%" + bytes(range(256)) * 2000 + b"\n"


class BreakingNetwork:
    """Passes connections on, and cuts the first one that sends more than so many bytes. `cuts`: how often it did."""

    def __init__(self, port: int, *, cut_after: int) -> None:
        self.cuts = 0
        self._port = port
        self._cut_after = cut_after
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                server = socket.create_connection(("127.0.0.1", self._port))
                threading.Thread(target=self._pass, args=(client, server, True), daemon=True).start()
                threading.Thread(target=self._pass, args=(server, client, False), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket, is_request: bool) -> None:
        passed = 0
        with suppress(OSError):
            while piece := source.recv(16_384):
                target.sendall(piece)
                passed += len(piece)
                if is_request and not self.cuts and passed > self._cut_after:
                    self.cuts += 1
                    break
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def close(self) -> None:
        self._listening.close()


@contextmanager
def breaking(server: Server) -> Iterator[BreakingNetwork]:
    network = BreakingNetwork(server.port, cut_after=60_000)
    try:
        yield network
    finally:
        network.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(FILE)
    return path


def check_document(caller: Caller) -> None:
    """There is one document, with the file's bytes."""
    page = caller.get("/v1/documents").json()
    assert page["total"] == 1
    link = caller.get(f"/v1/documents/{page['data'][0]['id']}/download").json()["url"]
    assert hashlib.sha256(caller.server.client.get(link).content).digest() == hashlib.sha256(FILE).digest()


def said(vendor_id: str) -> dict[str, str]:
    return {"filename": "report.pdf", "vendor_id": vendor_id}


@pytest.mark.parametrize(("chunk_bytes", "has_checksum"), [(100_000, True), (len(FILE), False)])
def test_tuspy_resumes_after_a_break(sole: Caller, file: Path, chunk_bytes: int, has_checksum: bool) -> None:
    with breaking(sole.server) as network, file.open("rb") as stream:
        client = TusClient(f"http://127.0.0.1:{network.port}/v1/uploads", headers=sole.headers)
        uploader = client.uploader(
            file_stream=stream,
            metadata=said(sole.vendor()),
            chunk_size=chunk_bytes,
            retries=20,
            retry_delay=0.05,
            upload_checksum=has_checksum,
        )
        uploader.upload()
        assert network.cuts == 1
    check_document(sole)


def test_tuspy_goes_on_with_what_an_earlier_run_began(sole: Caller, file: Path) -> None:
    client = TusClient(f"{sole.server.base_url}/v1/uploads", headers=sole.headers)
    with file.open("rb") as stream:
        begun = client.uploader(file_stream=stream, metadata=said(sole.vendor()), chunk_size=100_000)
        begun.upload(stop_at=100_000)
    with file.open("rb") as stream:
        later = client.uploader(file_stream=stream, url=begun.url, chunk_size=300_000)
        assert later.offset == 100_000
        later.upload()
    check_document(sole)


@pytest.fixture(scope="session")
def js_upload() -> Callable[..., dict[str, Any]]:
    """Uploads by tus-js-client; skips the test where it is not installed."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules").is_dir():
        pytest.skip("no tus-js-client: npm ci --prefix tests/tus_client")

    def upload(**given: Any) -> dict[str, Any]:
        done = subprocess.run(
            [node, FOLDER / "upload.mjs", json.dumps(given)], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return dict(json.loads(done.stdout))

    return upload


@pytest.mark.parametrize(("chunk_bytes", "is_at_once"), [(0, False), (100_000, True)])
def test_tus_js_client_resumes_after_a_break(
    sole: Caller, file: Path, js_upload: Callable[..., dict[str, Any]], chunk_bytes: int, is_at_once: bool
) -> None:
    with breaking(sole.server) as network:
        told = js_upload(
            endpoint=f"http://127.0.0.1:{network.port}/v1/uploads",
            headers=sole.headers,
            metadata=said(sole.vendor()),
            path=str(file),
            chunkSize=chunk_bytes,
            atOnce=is_at_once,
        )
        assert network.cuts == 1
    assert told["retries"] >= 1
    assert told["document"] == sole.get("/v1/documents").json()["data"][0]["id"]
    check_document(sole)
