"""What operators' tools see: /metrics, /readyz and the log line of each request."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, text

from muniment.db.migrate import HEAD
from muniment.documents.owed import ANALYSE
from muniment.http.resources import health
from muniment.jobs import presence, queue
from muniment.observing import logs
from tests.conftest import DATABASES
from tests.http.live import UNKNOWN, Caller, Server, form, read_response, running, settings_for
from tests.observing.test_metrics import parse
from tests.waiting import until


def _scrape(server: Server) -> dict[str, float]:
    response = server.client.get("/metrics")
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    return parse(response.text)


@pytest.fixture
def fresh(start: Callable[..., Server]) -> Server:
    """A server of its own, so that its counts begin at zero."""
    return start(max_file_bytes=1000)


def test_requests_are_counted_by_template_method_and_status(fresh: Server) -> None:
    caller = fresh.caller()
    for document in (UNKNOWN, "a'b\"c"):
        assert caller.get(f"/v1/documents/{document}?q=secret-words").status_code == 404
    assert caller.get("/v1/documents").status_code == 200
    assert caller.get("/no/such/path").status_code == 404
    assert caller.request("PUT", "/v1/documents").status_code == 405
    assert caller.request("PURGE", "/v1/documents").status_code == 405
    samples = _scrape(fresh)

    def count(method: str, route: str, status: int) -> float:
        return samples[f'muniment_http_requests_total{{method="{method}",route="{route}",status="{status}"}}']

    assert count("GET", "/v1/documents/{document_id}", 404) == 2
    assert count("GET", "/v1/documents", 200) == 1
    assert count("GET", "unmatched", 404) == 1
    assert count("PUT", "/v1/documents", 405) == 1
    assert count("other", "/v1/documents", 405) == 1
    labels = 'method="GET",route="/v1/documents"'
    assert samples[f"muniment_http_request_seconds_count{{{labels}}}"] == 1
    assert samples[f'muniment_http_request_seconds_bucket{{{labels},le="+Inf"}}'] == 1
    assert 0 < samples[f"muniment_http_request_seconds_sum{{{labels}}}"] < 30
    assert not any("secret-words" in key or UNKNOWN in key for key in samples)


def test_uploads_their_bytes_and_refusals_are_counted(fresh: Server) -> None:
    caller = fresh.caller()
    vendor_id = caller.vendor()
    key = {"Idempotency-Key": "once"}
    for _ in range(2):
        assert caller.upload(vendor_id, headers=key).status_code == 201
    assert caller.upload(vendor_id, filename="a.exe").status_code == 400
    assert caller.upload(vendor_id, content=b"x" * 1001).status_code == 413
    samples = _scrape(fresh)
    assert samples['muniment_uploads_total{outcome="created"}'] == 1
    assert samples['muniment_uploads_total{outcome="replayed"}'] == 1
    assert samples['muniment_uploads_refused_total{code="unsupported_file_type"}'] == 1
    assert samples['muniment_uploads_refused_total{code="file_too_large"}'] == 1
    assert samples["muniment_upload_received_bytes_total"] > 1001
    assert samples['muniment_jobs{state="queued"}'] == 1
    assert samples["muniment_lingering"] == 0


def test_upload_whose_client_leaves_is_counted_as_such(fresh: Server) -> None:
    caller = fresh.caller()
    content_type, body = form([("vendor_id", None, b"x"), ("file", "a.pdf", b"%PDF-1.7" * 50)])
    head = (
        f"POST /v1/documents HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {caller.secret}\r\n"
        f"Content-Type: {content_type}\r\nContent-Length: {len(body)}\r\nExpect: 100-continue\r\n\r\n"
    )
    with fresh.connect() as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")  # it reads the form
        connection.sendall(body[:100])
    labels = 'method="POST",route="/v1/documents",status="499"'
    until(lambda: f"muniment_http_requests_total{{{labels}}}" in _scrape(fresh))
    assert _scrape(fresh)['muniment_uploads_refused_total{code="client_left"}'] == 1


def test_bytes_of_a_download_are_counted_on_its_route(fresh: Server) -> None:
    caller = fresh.caller()
    document = caller.document(caller.vendor())
    link = caller.get(f"/v1/documents/{document['id']}/download").json()["url"]
    served = fresh.client.get(link)
    assert _scrape(fresh)['muniment_http_response_bytes_total{route="/v1/files/{key}"}'] == len(served.content)


def test_metrics_say_what_runs_on_either_database(server: Server) -> None:
    samples = _scrape(server)
    (info,) = (key for key in samples if key.startswith("muniment_build_info"))
    assert f'database="{server.runtime.database.writer.dialect.name}"' in info
    assert samples["muniment_database_up"] == 1
    assert samples["muniment_disk_free_bytes"] > 0
    assert {key for key in samples if key.startswith("muniment_jobs")} == {
        f'muniment_jobs{{state="{state}"}}' for state in ("queued", "leased", "done", "dead", "cancelled")
    }


def test_metrics_ask_for_their_token_when_one_is_set(start: Callable[..., Server]) -> None:
    server = start(metrics_token="0123456789abcdef")
    for headers in ({}, {"Authorization": "Bearer wrong"}, server.caller().headers):
        response = server.client.get("/metrics", headers=headers)
        assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
        assert "muniment_" not in response.text
    response = server.client.get("/metrics", headers={"Authorization": "Bearer 0123456789abcdef"})
    assert response.status_code == 200


@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_metrics_without_a_token_are_for_this_machine_and_not_through_a_proxy(server: Server, name: str) -> None:
    assert server.client.get("/metrics").status_code == 200
    refused = server.client.get("/metrics", headers={name: "127.0.0.1"})
    assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
    assert "muniment_" not in refused.text
    assert "MUNIMENT_METRICS_TOKEN" in refused.text


def test_metrics_without_a_token_are_not_for_other_machines(start: Callable[..., Server]) -> None:
    server = start(trusted_proxies="127.0.0.1")
    for address, status in (("192.0.2.7", 401), ("127.0.0.2", 401), ("::1", 401)):
        assert server.client.get("/metrics", headers={"X-Forwarded-For": address}).status_code == status


def test_many_scrapes_look_into_the_database_once(fresh: Server) -> None:
    looked: list[str] = []
    reader = fresh.runtime.database.reader

    def note(*arguments: object) -> None:
        looked.append(str(arguments[2]))

    event.listen(reader, "before_cursor_execute", note)
    try:
        for _ in range(20):
            _scrape(fresh)
    finally:
        event.remove(reader, "before_cursor_execute", note)
    assert sum("GROUP BY jobs.state" in one for one in looked) <= 2


# Readiness


@pytest.fixture(params=DATABASES)
def lonely(request: pytest.FixtureRequest, tmp_path: Path, migrated_sqlite: Path) -> Iterator[Server]:
    """A server of its own on a database of its own, with no worker."""
    home = tmp_path / "home"
    home.mkdir()
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("postgresql_url")
    else:
        shutil.copyfile(migrated_sqlite, home / "muniment.sqlite3")
    with running(settings_for(home, database_url=url)) as server:
        yield server


def _ready(server: Server, query: str = "") -> tuple[int, dict[str, str]]:
    response = server.client.get(f"/readyz{query}")
    answer = response.json()
    assert answer["status"] == ("ready" if response.status_code == 200 else "not_ready")
    return response.status_code, answer["checks"]


def test_jobs_that_are_due_later_than_can_be_are_told(lonely: Server) -> None:
    with lonely.runtime.database.write() as tx:
        queue.enqueue(tx, ANALYSE, org_id="a", subject_id="d", fence=1, delay_seconds=1e6)
    status, checks = _ready(lonely, "?exclude=worker")
    assert status == 503
    assert "clock was set back" in checks["jobs"]
    assert _ready(lonely, "?exclude=worker&exclude=jobs")[0] == 200


def test_server_is_ready_while_some_worker_beats(lonely: Server) -> None:
    status, checks = _ready(lonely)
    assert (status, checks.pop("worker")) == (503, "no worker was seen within 30 seconds")
    assert checks == {"database": "ok", "storage": "ok", "migrations": "ok", "jobs": "ok"}
    assert _ready(lonely, "?exclude=worker")[0] == 200
    with lonely.runtime.database.write() as tx:
        presence.beat(tx, "on another machine", concurrency=2)
    until(lambda: _ready(lonely)[0] == 200)  # what was looked up is kept for a moment
    assert _ready(lonely) == (200, dict.fromkeys(("database", "storage", "migrations", "worker", "jobs"), "ok"))


@pytest.mark.parametrize(("version", "status"), [("0000", 503), ("9999", 200)])
def test_older_schema_is_not_ready_and_that_of_a_newer_release_is(lonely: Server, version: str, status: int) -> None:
    with lonely.runtime.database.write() as tx:
        presence.beat(tx, "one", concurrency=2)
        tx.execute(text("UPDATE alembic_version SET version_num = :version"), {"version": version})
    found, checks = _ready(lonely)
    assert found == status
    if status == 503:
        assert checks["migrations"] == f"the database is at 0000, this program needs {HEAD}"


def test_server_whose_storage_is_gone_is_not_ready(lonely: Server) -> None:
    (lonely.runtime.home / "files").rename(lonely.runtime.home / "elsewhere")
    status, checks = _ready(lonely, "?exclude=worker")
    assert (status, checks["storage"]) == (503, "the store cannot be reached, read or written")


def test_server_whose_staging_folder_is_gone_is_not_ready(lonely: Server) -> None:
    lonely.runtime.staging_folder.rmdir()
    status, checks = _ready(lonely, "?exclude=worker")
    assert (status, checks["storage"]) == (503, "the local disk cannot be written")


def test_metrics_and_readiness_answer_when_the_database_does_not(
    lonely: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LOOK_SECONDS", 0.2)
    database = lonely.runtime.database
    with database.write() as tx:
        # The tables are there and nobody may look at them.
        if database.is_sqlite:
            tx.exec_driver_sql("ALTER TABLE alembic_version RENAME TO gone")
            tx.exec_driver_sql("ALTER TABLE jobs RENAME TO jobs_gone")
        else:
            tx.exec_driver_sql("LOCK TABLE alembic_version, jobs IN ACCESS EXCLUSIVE MODE")
            status, checks = _ready(lonely)
            assert (status, checks["database"]) == (503, "the database does not answer")
            samples = _scrape(lonely)
            assert samples["muniment_database_up"] == 0
            assert 'muniment_jobs{state="queued"}' not in samples
    if database.is_sqlite:
        assert 'muniment_jobs{state="queued"}' not in _scrape(lonely)
        assert _ready(lonely)[0] == 503


# The log


@pytest.fixture
def access(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[int], list[dict[str, object]]]]:
    """Gives so many lines of the access log, as JSON."""
    caplog.set_level(logging.INFO, logger="muniment.access")
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    keep = Keep()
    keep.setFormatter(logs.JsonLines())
    log = logging.getLogger("muniment.access")
    log.addHandler(keep)

    def take(n: int) -> list[dict[str, object]]:
        until(lambda: len(lines) >= n)
        return [json.loads(line) for line in lines]

    yield take
    log.removeHandler(keep)


def test_each_request_has_a_line_with_its_ids_and_without_its_query(
    sole: Caller, access: Callable[[int], list[dict[str, object]]]
) -> None:
    vendor_id = sole.vendor()
    uploaded = sole.upload(vendor_id)
    document_id = uploaded.json()["id"]
    sole.get(f"/v1/documents/{document_id}?q=secret-words")
    sole.get("/v1/documents/secret-words")
    sole.server.client.get("/v1/documents", headers={"Authorization": "Bearer secret-words"})
    made, stored, found, missing, unknown = access(5)
    assert made["route"] == "/v1/vendors"
    assert stored["request_id"] == uploaded.headers["x-request-id"]
    assert (stored["document_id"], stored["org_id"], stored["status"]) == (document_id, sole.org_id, 201)
    assert stored["bytes"] == len(uploaded.content)
    assert isinstance(stored["milliseconds"], float)
    assert (found["method"], found["route"], found["status"]) == ("GET", "/v1/documents/{document_id}", 200)
    assert (found["document_id"], found["org_id"]) == (document_id, sole.org_id)
    assert "document_id" not in missing
    assert (unknown["status"], "org_id" in unknown) == (401, False)
    assert "secret-words" not in json.dumps([made, stored, found, missing, unknown])


def test_access_log_can_be_turned_off(
    start: Callable[..., Server], access: Callable[[int], list[dict[str, object]]]
) -> None:
    server = start(access_log=False)
    for _ in range(2):  # the first's line would be written before the second is answered
        server.client.get("/healthz")
    assert access(0) == []


def test_request_refused_before_its_route_has_a_line_too(
    small: Server, access: Callable[[int], list[dict[str, object]]]
) -> None:
    with small.connect() as connection:
        connection.sendall(b"POST /v1/vendors HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n")
        assert read_response(connection)[0] == 403
    (line,) = access(1)
    assert (line["route"], line["status"]) == ("unmatched", 403)
