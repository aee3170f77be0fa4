"""Spans as a collector receives them from real processes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from muniment.errors import VendorNotFoundError
from muniment.observing import tracing
from tests.documents.conftest import SLA
from tests.journeys.server import Server, WorkerProcess
from tests.waiting import until

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"
NAME = "a name that nobody else is to read.md"


class Collector:
    """Receives spans over OTLP/HTTP."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.services: set[str] = set()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.path == "/v1/traces"
                body = self.rfile.read(int(self.headers["content-length"]))
                for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                    about = {one.key: one.value.string_value for one in resource.resource.attributes}
                    collector.services.add(about["service.name"])
                    collector.spans += [span for scope in resource.scope_spans for span in scope.spans]
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def named(self, name: str) -> Span:
        (found,) = [span for span in self.spans if span.name == name]
        return found

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    made = Collector()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", made.url)
    yield made
    made.close()


@contextmanager
def tracing_here(collector: Collector) -> Iterator[None]:
    assert collector.url
    tracing.configure()
    try:
        yield
    finally:
        tracing.shut_down()


def attributes(span: Span) -> dict[str, str | int]:
    return {one.key: one.value.string_value or one.value.int_value for one in span.attributes}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_one_trace_leads_from_the_callers_span_to_the_settled_document(
    kind: str, tmp_path: Path, collector: Collector, request: pytest.FixtureRequest
) -> None:
    settings = {
        "tracing": True,
        "worker_concurrency": 0,
        "poll_seconds": 0.05,
        "database_url": request.getfixturevalue("postgresql_url") if kind == "postgresql" else None,
    }
    server, worker = Server(tmp_path / "home", **settings), WorkerProcess(tmp_path / "home", **settings)
    with server, worker:
        server.start()
        worker.start()
        headers = {"Authorization": f"Bearer {server.new_key()}"}
        with httpx.Client(base_url=server.base, headers=headers) as client:
            vendor_id = client.post("/v1/vendors", json={"name": "ACME"}).json()["id"]
            answer = client.post(
                "/v1/documents",
                headers={"traceparent": f"00-{TRACE}-{CALLER}-01"},
                files={"file": (NAME, SLA.encode())},
                data={"vendor_id": vendor_id},
            )
            document_id = answer.json()["id"]
            assert client.get("/v1/documents/cbvdoc_nothing", params={"q": "quarrel"}).status_code == 404
            until(lambda: client.get(f"/v1/documents/{document_id}").json()["status"] == "complete", 60)
        assert worker.terminate() == server.terminate() == 0
    upload, job = collector.named("POST /v1/documents"), collector.named("analyze_document")
    assert (upload.trace_id.hex(), upload.parent_span_id.hex()) == (TRACE, CALLER)
    assert (job.trace_id.hex(), job.parent_span_id) == (TRACE, upload.span_id)
    told = attributes(upload)
    assert told["muniment.document_id"] == document_id == attributes(job)["muniment.document_id"]
    assert told["muniment.request_id"] == answer.headers["x-request-id"]
    assert told["http.response.status_code"] == 201
    for step in ("compare hash", "analyse", "check receipts", "save"):
        assert collector.named(step).parent_span_id == job.span_id
    assert collector.named("keep bytes").parent_span_id == upload.span_id
    refused = next(span for span in collector.spans if attributes(span).get("http.response.status_code") == 404)
    assert refused.name == "GET /v1/documents/{document_id}"
    assert collector.services == {"muniment"}
    everything = "".join(map(str, collector.spans))
    assert not [word for word in ("nobody else", "quarrel", "ak_live", vendor_id) if word in everything]


def test_without_it_nothing_is_carried() -> None:
    with tracing.span("anything", kind="server", parent=f"00-{TRACE}-{CALLER}-01") as span:
        span.update_name("still nothing")
        assert tracing.traceparent() is None
    assert not tracing.is_on()


def test_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(ValueError, match=r"pip install 'muniment\[tracing\]'"):
        tracing.configure()
    assert not tracing.is_on()


def test_failure_is_told_by_its_class_alone_and_a_refusal_is_none(collector: Collector) -> None:
    with tracing_here(collector):
        with pytest.raises(ZeroDivisionError), tracing.span("failing"):
            raise ZeroDivisionError("the secret number")
        with pytest.raises(VendorNotFoundError), tracing.span("refusing"):
            raise VendorNotFoundError
    failing, refusing = collector.named("failing"), collector.named("refusing")
    assert failing.status.code == failing.status.STATUS_CODE_ERROR
    assert attributes(failing) == {"error.type": "ZeroDivisionError"}
    assert "secret" not in str(failing)
    assert refusing.status.code == refusing.status.STATUS_CODE_UNSET


@pytest.mark.parametrize("carried", ["", "00-1-2-3", "x" * 5000, "00-" + "0" * 32 + "-" + "0" * 16 + "-01", "\u00e9"])
def test_callers_span_that_is_none_is_passed_over(collector: Collector, carried: str) -> None:
    with tracing_here(collector), tracing.span("alone", parent=carried):
        own = tracing.traceparent()
    assert collector.named("alone").parent_span_id == b""
    assert own is not None
    assert len(own) == 55
