"""Each process of one `muniment serve` is killed while clients upload and jobs run: nothing acknowledged is lost,
everything settles, nobody outlives the supervisor.

Each once in `make test`, 15 times with MUNIMENT_TORTURE=1.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.conftest import DATABASES
from tests.journeys.clients import budget, check_every_document, uploading, wait_until_settled
from tests.journeys.server import Server, is_alive
from tests.journeys.test_crash import check_nothing_is_left_over
from tests.observing.test_metrics import parse
from tests.waiting import until

KILLS = budget(small=1, large=15)
PROCESSES = ("api-1", "api-2", "worker")
_SECONDS = 60


def kill_child(server: Server, name: str) -> None:
    """kill -9 of a child, and its successor is there."""
    killed = server.child(name)
    os.kill(killed, signal.SIGKILL)
    until(lambda: not is_alive(killed) and server.child(name) != killed, _SECONDS, tell=server.log.read_text)


def await_again(server: Server, name: str) -> None:
    """Who was killed works again, and is told so: the end of a child that does not is told once for all its tries."""
    until(lambda: f"{name} runs again, process {server.child(name)}" in server.log.read_text(), _SECONDS)


def scrape(server: Server) -> dict[str, float]:
    return parse(httpx.get(f"{server.base}/metrics", timeout=30).text)


@pytest.mark.parametrize("kind", DATABASES)
def test_nothing_is_lost_whichever_process_of_serve_is_killed(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    url = request.getfixturevalue("postgresql_url") if kind == "postgresql" else None
    settings = {"database_url": url, "lease_seconds": 3, "retry_base_seconds": 0.1, "max_attempts": 50}
    with Server(tmp_path / "home", "--processes", "2", **settings) as server:
        server.start()
        secret = server.new_key()
        headers = {"Authorization": f"Bearer {secret}"}
        vendor_id = httpx.post(f"{server.base}/v1/vendors", headers=headers, json={"name": "ACME"}).json()["id"]
        with uploading([server.base], secret, vendor_id) as ledger:
            for _ in range(KILLS):
                for name in ("api-1", "worker", "api-2"):
                    kill_child(server, name)
                server.kill()  # and looks that nobody is left
                server.start()
        with httpx.Client(base_url=server.base, headers=headers, timeout=30) as client:
            wait_until_settled(client)
            check_every_document(client, ledger)
            assert client.get("/v1/documents", params={"status": "failed"}).json()["total"] == 0
        family = server.family()
        assert server.terminate() == 0
        assert not any(map(is_alive, family))
        check_nothing_is_left_over(server)
    assert ledger.acknowledged
    if kind == "sqlite":
        assert not ledger.refusals, "three processes write one file, and none of them may be told that it is locked"
    assert "Traceback" not in server.log.read_text()


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Two processes of the API and a worker that is woken and polls never: shared, all of it lives when a test begins,
    and so it ends."""
    with Server(tmp_path_factory.mktemp("served") / "home", "--processes", "2", poll_seconds=600) as server:
        server.start()
        server.await_children(*PROCESSES)
        yield server
        assert server.terminate() == 0


def test_worker_is_a_process_of_its_own_and_no_thread_of_the_api_works(served: Server) -> None:
    api, worker = served.child("api-1"), served.child("worker")
    assert len({served.pid, api, worker}) == 3
    until(lambda: served.readers(worker), _SECONDS)  # the fork server, of which documents are read in
    assert served.readers(api) == served.readers(served.child("api-2")) == []
    until(lambda: httpx.get(f"{served.base}/readyz", timeout=30).json()["checks"]["worker"] == "ok", _SECONDS)
    # the file of one that was killed goes when its successor cleans up
    until(lambda: [name.split(":")[1] for name in os.listdir(served.home / "workers")] == [str(worker)], _SECONDS)


def test_home_that_vanishes_is_not_made_anew_by_a_process_that_is_started_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with Server(home, "--no-worker") as server:
        server.start()
        server.await_children("api-1")
        home.rename(tmp_path / "gone")
        os.kill(server.child("api-1"), signal.SIGKILL)
        until(lambda: "There is no" in server.log.read_text(), _SECONDS, tell=server.log.read_text)
        assert not home.exists()
        (tmp_path / "gone").rename(home)
        server.await_ready()
        assert server.terminate() == 0


@pytest.mark.parametrize("how", ["--no-worker", "MUNIMENT_WORKER_CONCURRENCY"])
def test_without_a_worker_jobs_wait(tmp_path: Path, how: str) -> None:
    arguments = [how] if how.startswith("-") else []
    settings = {} if arguments else {"worker_concurrency": 0}
    with Server(tmp_path / "home", *arguments, **settings) as server:
        server.start()
        assert server.children() == {"api-1"}
        assert os.listdir(server.home / "workers") == []
        assert server.terminate() == 0


def test_metrics_are_of_the_whole_installation_and_never_go_back(served: Server) -> None:
    headers = {"Authorization": f"Bearer {served.new_key()}"}
    vendor_id = httpx.post(f"{served.base}/v1/vendors", headers=headers, json={"name": "ACME"}).json()["id"]

    def upload() -> None:
        # Each on a connection of its own, so that now one process answers and now the other.
        sent = {"file": ("a.txt", b"Service level agreement")}
        answer = httpx.post(f"{served.base}/v1/documents", headers=headers, files=sent, data={"vendor_id": vendor_id})
        assert answer.status_code == 201

    def wait_for(settled: int) -> dict[str, float]:
        deadline = time.monotonic() + _SECONDS
        while (found := scrape(served))['muniment_documents_settled_total{status="complete"}'] < settled:
            assert time.monotonic() < deadline, served.log.read_text()[-3000:]
            time.sleep(0.05)
        return found

    for _ in range(6):
        upload()
    # Nobody polls for ten minutes: an upload wakes the worker, whichever process took it.
    samples = wait_for(6)
    assert samples['muniment_uploads_total{outcome="created"}'] == 6
    assert samples['muniment_sandbox_ends_total{code="ok"}'] == 6
    assert {key for key in samples if key.startswith("process_start_time")} == {
        f'process_start_time_seconds{{process="{name}"}}' for name in PROCESSES
    }
    for name in PROCESSES:
        kill_child(served, name)
    for name in PROCESSES:
        await_again(served, name)
    upload()
    samples = wait_for(7)
    assert samples['muniment_uploads_total{outcome="created"}'] == 7


def test_child_that_ends_is_told_and_that_it_is_back(served: Server) -> None:
    killed = served.child("api-2")
    kill_child(served, "api-2")
    await_again(served, "api-2")
    assert f"api-2, process {killed}, ended by SIGKILL; it is started again" in served.log.read_text()
