"""The pools of threads: a database that is away, and who waits for what."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from sqlalchemy.engine import make_url

from muniment.errors import OverloadedError, TooManySignInsError, VendorNotFoundError
from muniment.http.transport.pools import Pools
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from tests.http.live import Server
from tests.journeys import server as journeys
from tests.waiting import until


@pytest.fixture
def runtime_on_sqlite(tmp_path: Path) -> Iterator[Runtime]:
    opened = build(Settings(home=tmp_path / "home"))
    yield opened
    opened.close()


def test_database_that_is_away_answers_503_and_works_again_when_it_is_back(tmp_path: Path, postgresql_url: str) -> None:
    admin_url = make_url(postgresql_url).set(database="postgres").render_as_string(hide_password=False)
    name = make_url(postgresql_url).database
    with journeys.Server(tmp_path / "home", database_url=postgresql_url, worker_concurrency=0) as server:
        server.start()
        headers = {"Authorization": f"Bearer {server.new_key()}"}
        with psycopg.connect(admin_url, autocommit=True) as admin:
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,))
            for answer in (
                httpx.get(f"{server.base}/v1/documents", headers=headers, timeout=40),
                httpx.post(f"{server.base}/v1/vendors", headers=headers, json={"name": "N"}, timeout=40),
                httpx.post(f"{server.base}/v1/documents", headers=headers, files={"file": b"x"}, timeout=40),
            ):
                assert answer.status_code == 503
                assert answer.json()["detail"]["code"] == "database_unavailable"
                assert answer.headers["retry-after"] == "1"
            admin.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
        assert httpx.get(f"{server.base}/v1/documents", headers=headers).status_code == 200
        log = server.log.read_text()
    lines = [line for line in log.splitlines() if "muniment.http" in line]
    (began,) = [line for line in lines if "reading from the database fails: " in line]
    assert "not currently accepting connections" in began
    assert len([line for line in lines if "reading from the database works again" in line]) == 1


def test_so_many_passwords_are_hashed_at_once_and_further_ones_wait_or_are_refused(runtime_on_sqlite: Runtime) -> None:
    """So that memory is bounded: each takes MUNIMENT_PASSWORD_MEMORY_BYTES."""
    one_too_many = threading.Barrier(runtime_on_sqlite.settings.password_threads + 1)

    def is_beside_too_many() -> bool:
        try:
            one_too_many.wait(0.3)
        except threading.BrokenBarrierError:  # and so it stays: the others do not wait
            return False
        return True

    async def ask() -> list[bool | BaseException]:
        pools = Pools(runtime_on_sqlite)
        answers = await asyncio.gather(*(pools.hashing(is_beside_too_many) for _ in range(67)), return_exceptions=True)
        assert await pools.hashing(is_beside_too_many) is False  # there is room again
        pools.close()
        return answers

    answers = asyncio.run(ask())
    assert answers[:64] == [False] * 64
    assert [type(one) for one in answers[64:]] == [TooManySignInsError] * 3


def test_searches_that_are_open_to_all_wait_sixteen_at_a_time_and_hold_nothing_else_up(
    runtime_on_sqlite: Runtime,
) -> None:
    async def ask() -> list[str | BaseException]:
        pools = Pools(runtime_on_sqlite)
        asked = [*(pools.open_search(lambda: "found") for _ in range(19)), pools.open_to_all(lambda: "a page")]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        assert await pools.open_search(lambda: "found") == "found"  # there is room again
        pools.close()
        return answers

    answers = asyncio.run(ask())
    assert answers[:16] == ["found"] * 16
    assert [type(one) for one in answers[16:19]] == [OverloadedError] * 3
    assert answers[19] == "a page"


def test_staging_folder_that_is_gone_is_503_and_the_log_says_what_the_disk_said_once(tmp_path: Path) -> None:
    with journeys.Server(tmp_path / "home", worker_concurrency=0) as server:
        server.start()
        headers = {"Authorization": f"Bearer {server.new_key()}"}
        vendor = httpx.post(f"{server.base}/v1/vendors", headers=headers, json={"name": "N"}).json()["id"]

        def upload() -> httpx.Response:
            files = {"file": ("a.txt", b"x")}
            return httpx.post(f"{server.base}/v1/documents", headers=headers, files=files, data={"vendor_id": vendor})

        staging, away = server.home / "staging", server.home / "elsewhere"
        staging.rename(away)
        for _ in range(3):
            answer = upload()
            assert (answer.status_code, answer.json()["detail"]["code"]) == (503, "storage_unavailable")
        away.rename(staging)
        assert upload().status_code == 201
        log = server.log.read_text()
    (began,) = [line for line in log.splitlines() if " fails: " in line and "uploads" in line]
    assert "staging" in began
    assert "ENOENT" in began
    (over,) = [line for line in log.splitlines() if "works again" in line and "uploads" in line]
    assert "3 times" in over


def test_statement_that_is_wrong_is_our_fault_and_no_outage(start: Callable[..., Server]) -> None:
    server = start()
    caller = server.caller()
    with server.runtime.database.write() as tx:
        tx.exec_driver_sql("ALTER TABLE vendors RENAME TO vendors_elsewhere")
    answer = caller.get("/v1/vendors")
    assert (answer.status_code, answer.json()["detail"]["code"]) == (500, "internal_error")
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/utils/authtest"])
def test_refusal_of_a_server_in_order_has_no_retry_after(tmp_path: Path, path: str) -> None:
    with journeys.Server(tmp_path / "home", worker_concurrency=0) as server:
        server.start()
        assert "retry-after" not in httpx.get(server.base + path).headers


def test_uploads_that_wait_for_the_writer_leave_the_disk_to_others(sqlite_api: Server) -> None:
    caller = sqlite_api.caller()
    vendor_id = caller.vendor()
    document_id = caller.document(vendor_id)["id"]
    uploads = [threading.Thread(target=caller.document, args=(vendor_id,)) for _ in range(8)]
    before = sqlite_api.traces()
    with sqlite_api.runtime.database.write():
        for one in uploads:
            one.start()
        until(lambda: sqlite_api.left_since(before).get("stored") == len(uploads))  # now each waits for the writer
        assert caller.get(f"/v1/documents/{document_id}/download", timeout=15).status_code == 200
    for one in uploads:
        one.join(30)


def test_block_is_entered_and_left_by_a_failure_in_a_thread_and_left_well_on_the_loop(
    runtime_on_sqlite: Runtime,
) -> None:
    where: list[str] = []

    @contextmanager
    def blocking() -> Iterator[int]:
        where.append(threading.current_thread().name)
        try:
            yield 7
        finally:
            where.append(threading.current_thread().name)

    async def both(pools: Pools) -> None:
        async with pools.around(blocking()) as entered:
            assert entered == 7
        with pytest.raises(VendorNotFoundError):
            async with pools.around(blocking()):
                raise VendorNotFoundError

    pools = Pools(runtime_on_sqlite)
    asyncio.run(both(pools))
    pools.close()
    loop = threading.current_thread().name
    assert [name.startswith("accept") for name in where] == [True, False, True, True]
    assert where[1] == loop
