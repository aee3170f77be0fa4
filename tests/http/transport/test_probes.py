"""What answers beside a worker: the API's own parts and limits; no client keeps the others or the end waiting."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from muniment.http.transport.server import ProbeServer, parse_address
from muniment.jobs import presence
from muniment.runtime import Runtime, build
from tests.http.live import is_closed, settings_for
from tests.observing.test_metrics import parse

TOKEN = "0123456789abcdef"
_LONG = 3600


@dataclass
class Probes:
    """Probes of a worker that works or does not."""

    runtime: Runtime
    server: ProbeServer
    port: int
    is_working: bool = True

    def get(self, path: str, **headers: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", headers=headers, timeout=20, trust_env=False)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)


@pytest.fixture
def open_probes(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Callable[..., Probes]]:
    """Probes with these settings."""
    with ExitStack() as stack:

        def open_one(**settings: object) -> Probes:
            home = tmp_path / "home"
            home.mkdir()
            shutil.copyfile(migrated_sqlite, home / "muniment.sqlite3")
            runtime = build(settings_for(home, **settings))
            stack.callback(runtime.close)
            listening = socket.create_server(("127.0.0.1", 0))
            server = ProbeServer(runtime, listening, is_working=lambda: probes.is_working)
            probes = Probes(runtime, server, listening.getsockname()[1])
            server.start()
            stack.callback(server.stop)
            return probes

        yield open_one


def test_health_is_whether_the_worker_works(open_probes: Callable[..., Probes]) -> None:
    probes = open_probes()
    assert (probes.get("/healthz").status_code, probes.get("/healthz").json()) == (200, {"status": "ok"})
    probes.is_working = False
    assert (probes.get("/healthz").status_code, probes.get("/healthz").json()) == (503, {"status": "stopped"})


def test_readiness_is_told_with_its_checks(open_probes: Callable[..., Probes]) -> None:
    probes = open_probes()
    with probes.runtime.database.write() as tx:
        presence.beat(tx, "this one", concurrency=1)
    answer = probes.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["checks"] == dict.fromkeys(("database", "storage", "migrations", "worker", "jobs"), "ok")


def test_metrics_ask_for_their_token_when_one_is_set(open_probes: Callable[..., Probes]) -> None:
    probes = open_probes(metrics_token=TOKEN)
    probes.runtime.metrics.settled.add("complete")
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        assert probes.get("/metrics", **headers).status_code == 401
    samples = parse(probes.get("/metrics", Authorization=f"Bearer {TOKEN}").text)
    assert samples['muniment_documents_settled_total{status="complete"}'] == 1


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/v1/documents", "/v1/files/x"])
def test_there_is_nothing_else(open_probes: Callable[..., Probes], path: str) -> None:
    assert open_probes().get(path).status_code == 404


def test_upload_is_no_probe(open_probes: Callable[..., Probes]) -> None:
    probes = open_probes()
    url = f"http://127.0.0.1:{probes.port}/v1/documents"
    assert httpx.post(url, files={"file": b"x"}, timeout=20, trust_env=False).status_code == 404
    assert list(probes.runtime.staging_folder.iterdir()) == []


def test_slow_clients_hold_up_neither_a_probe_nor_the_end(open_probes: Callable[..., Probes]) -> None:
    probes = open_probes(header_timeout_seconds=_LONG, receive_timeout_seconds=_LONG, shutdown_seconds=_LONG)
    with ExitStack() as stack:
        slow = [stack.enter_context(probes.connect()) for _ in range(3)]
        slow[1].sendall(b"GET /metr")
        slow[2].sendall(b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf")
        assert probes.get("/healthz").status_code == 200
        assert probes.get("/metrics").status_code == 200
        ending = threading.Thread(target=probes.server.stop, daemon=True)
        ending.start()
        ending.join(60)
        assert not ending.is_alive()
        assert all(is_closed(connection) for connection in slow[:2])


def test_body_too_large_is_refused(open_probes: Callable[..., Probes]) -> None:
    probes = open_probes(max_json_bytes=1024)
    with probes.connect() as connection:
        connection.sendall(b"POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n")
        head, _, body = connection.recv(4096).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 413")
        assert json.loads(body or connection.recv(4096))["detail"]["code"] == "body_too_large"


@pytest.mark.parametrize(
    ("value", "address"),
    [("0.0.0.0:9100", ("0.0.0.0", 9100)), ("[::1]:0", ("::1", 0)), ("localhost:80", ("localhost", 80))],
)
def test_address_is_parsed(value: str, address: tuple[str, int]) -> None:
    assert parse_address(value) == address


@pytest.mark.parametrize("value", ["9100", ":9100", "host:", "host:x", "host:65536", "host:-1"])
def test_wrong_address_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="HOST:PORT"):
        parse_address(value)
