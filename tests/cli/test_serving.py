"""`muniment serve` and `muniment worker` as an operator runs them."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import httpx
import pytest

from muniment.cli.serving import warn_of_root
from tests.cli.programs import run
from tests.journeys.server import MUNIMENT, Server, WorkerProcess
from tests.observing.test_metrics import parse
from tests.ports import free_port
from tests.waiting import until

_SECONDS = 60


def test_running_as_root_is_said_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    warn_of_root(0)
    assert [(one.levelname, "as root" in one.message) for one in caplog.records] == [("WARNING", True)]


def test_any_other_user_is_not_warned(caplog: pytest.LogCaptureFixture) -> None:
    warn_of_root(1000)
    assert caplog.records == []


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=10, trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_watched_worker_answers_probes_and_a_slow_client_does_not_hold_up_its_end(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "migrate").returncode == 0
    port = free_port()
    with WorkerProcess(home, header_timeout_seconds=3600, shutdown_seconds=1) as worker:
        worker._spawn("worker", "--watch", f"127.0.0.1:{port}")
        base = f"http://127.0.0.1:{port}"
        until(lambda: _answers(f"{base}/healthz"), _SECONDS, tell=worker.log.read_text)
        with socket.create_connection(("127.0.0.1", port)) as slow:
            slow.sendall(b"GET /metr")
            assert httpx.get(f"{base}/readyz", timeout=30, trust_env=False).json()["checks"]["database"] == "ok"
            samples = parse(httpx.get(f"{base}/metrics", timeout=30, trust_env=False).text)
            assert samples['process_resident_memory_bytes{process="worker"}'] > 0
            assert worker.terminate() == 0


def test_watch_that_names_no_address_is_refused_before_an_installation_is_looked_for(tmp_path: Path) -> None:
    environment = Server(tmp_path / "home").environment
    with socket.create_server(("127.0.0.1", 0)) as other:
        for watch, said in (("9100", "is no HOST:PORT"), (f"127.0.0.1:{other.getsockname()[1]}", "in use")):
            command = [MUNIMENT, "worker", "--watch", watch]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
            assert (done.returncode, said in done.stderr) == (1, True), done.stderr
