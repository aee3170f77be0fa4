"""The HTTP window into a worker."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import httpx
import pytest

from muniment.jobs.window import Window, parse_address
from muniment.observing.metrics import Metrics
from tests.observing.test_metrics import parse


@pytest.fixture
def working() -> list[bool]:
    return [True]


@pytest.fixture(params=[None, "0123456789abcdef"], ids=["open", "token"])
def window(request: pytest.FixtureRequest, working: list[bool]) -> Iterator[Window]:
    opened = Window(("127.0.0.1", 0), metrics=Metrics(), token=request.param, is_working=lambda: working[0])
    yield opened
    opened.close()


def _get(window: Window, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{window.port}{path}", headers=headers, timeout=5, trust_env=False)


def test_health_is_whether_the_worker_works(window: Window, working: list[bool]) -> None:
    assert _get(window, "/healthz").status_code == 200
    working[0] = False
    assert _get(window, "/healthz").status_code == 503


def test_metrics_are_shown_to_whoever_has_the_token_if_there_is_one(
    window: Window, request: pytest.FixtureRequest
) -> None:
    needs_token = request.node.callspec.id == "token"
    assert _get(window, "/metrics").status_code == (401 if needs_token else 200)
    assert _get(window, "/metrics", Authorization="Bearer wrong").status_code == (401 if needs_token else 200)
    shown = _get(window, "/metrics", Authorization="Bearer 0123456789abcdef")
    assert 'muniment_documents_settled_total{status="complete"}' in parse(shown.text)


def test_there_is_nothing_else(window: Window) -> None:
    for path in ("/", "/readyz", "/metrics/../etc/passwd"):
        assert _get(window, path).status_code == 404
    assert httpx.post(f"http://127.0.0.1:{window.port}/metrics", timeout=5, trust_env=False).status_code == 501


def test_client_that_hangs_up_harms_nobody(window: Window, capfd: pytest.CaptureFixture[str]) -> None:
    for sent in (b"", b"GET /metrics", b"\xff\xfe\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", window.port), timeout=5) as connection:
            connection.sendall(sent)
    assert _get(window, "/healthz").status_code == 200
    assert capfd.readouterr().err == ""


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
