"""Where requests go, what goes with them, and what stays with the caller."""

from __future__ import annotations

import asyncio
import logging
import socket
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from muniment_client import (
    AsyncMuniment,
    ConnectionFailedError,
    Muniment,
    MunimentError,
    Retries,
    TimedOutError,
    __version__,
)
from tests.clients.room import Room
from tests.http.live import PDF

ONCE = Retries(times=0)
KEY = "ak_0123456789"


def test_key_and_address_come_from_the_environment(monkeypatch: pytest.MonkeyPatch, room: Room) -> None:
    monkeypatch.setenv("MUNIMENT_API_KEY", f"{room.server.caller().secret}\n")
    monkeypatch.setenv("MUNIMENT_BASE_URL", f"{room.server.base_url}/")
    with Muniment() as client:
        assert client.utilities.client_address().client_ip == "127.0.0.1"


@pytest.mark.parametrize(
    ("key", "url"),
    [
        ("", "http://a"),
        ("ak\n1", "http://a"),
        ("ak_ü", "http://a"),
        (KEY, ""),
        (KEY, "a.example"),
        (KEY, "http://"),
        (KEY, "http://[::1"),
        (KEY, f"http://user:{KEY}@a"),
        (KEY, "http://a\\@b"),
        (KEY, "http://a?b"),
        (KEY, "http://a#b"),
    ],
)
def test_what_is_missing_is_told_without_the_key(monkeypatch: pytest.MonkeyPatch, key: str, url: str) -> None:
    for name in ("MUNIMENT_API_KEY", "MUNIMENT_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(MunimentError, match="Give ") as raised:
        Muniment(key, url)
    assert not key or key not in str(raised.value)


def test_key_and_links_stand_in_no_repr_and_no_log(
    room: Room, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    caplog.set_level(logging.DEBUG)
    caller = room.server.caller()
    with Muniment(caller.secret, room.server.base_url) as client:
        document = client.documents.upload(PDF, filename="a.pdf", vendor_id=caller.vendor())
        client.documents.download_to(document.id, tmp_path / "a.pdf")
        said = f"{client!r} {vars(client)!r} {vars(client.documents)!r}"
    ours = "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith(("http", "muniment_client"))
    )
    assert document.id in ours
    assert caller.secret not in said + ours
    assert "signature" not in ours


def test_connection_of_the_caller_stays_open_and_its_own_is_closed(room: Room) -> None:
    caller = room.server.caller()
    with httpx.Client() as http_client:
        with Muniment(caller.secret, room.server.base_url, http_client=http_client) as client:
            client.utilities.limits()
        assert not http_client.is_closed
    with Muniment(caller.secret, room.server.base_url) as client:
        pass
    with pytest.raises(RuntimeError, match="closed"):
        client.utilities.limits()


def test_silence_is_an_error_of_its_own() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base_url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with Muniment(KEY, base_url, timeout=0.05, retries=ONCE) as client, pytest.raises(TimedOutError):
            client.utilities.limits()


@pytest.mark.parametrize(
    "ask",
    [
        lambda client: list(client.vendors.list(name="\udcff")),
        lambda client: client.vendors.create(name="\udcff"),
        lambda client: client.vendors.create(name="a", idempotency_key="\u00fc"),
        lambda client: client.documents.upload(b"a", filename="a.md", vendor_id="\udcff"),
    ],
    ids=["query", "body", "header", "form"],
)
def test_what_is_no_text_is_an_error_of_the_package(ask: Callable[[Muniment], Any]) -> None:
    with Muniment(KEY, "http://127.0.0.1:1", retries=ONCE) as client, pytest.raises(MunimentError, match="as text"):
        ask(client)


def test_nobody_there_is_a_connection_that_failed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        base_url = f"http://127.0.0.1:{gone.getsockname()[1]}"
    with Muniment(KEY, base_url, retries=ONCE) as client, pytest.raises(ConnectionFailedError) as raised:
        client.utilities.limits()
    assert raised.value.is_unsent
    assert KEY not in str(raised.value)


def test_requests_go_by_the_proxy_of_the_environment_and_say_who_asks(
    monkeypatch: pytest.MonkeyPatch, room: Room
) -> None:
    monkeypatch.setenv("http_proxy", room.played)  # which counts before HTTP_PROXY
    monkeypatch.setenv("no_proxy", "")
    part = f"/0/{uuid.uuid4()}"
    with Muniment(KEY, f"http://api.invalid{part}", retries=ONCE) as client, pytest.raises(MunimentError):
        client.utilities.limits()
    monkeypatch.undo()
    (asked,) = room.server.client.get(f"{room.played}{part}/log").json()
    assert asked["headers"]["host"] == "api.invalid"
    assert asked["headers"]["user-agent"] == f"muniment-client-python/{__version__}"
    assert asked["headers"]["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("name", "value"),
    [("ALL_PROXY", "gopher://a"), ("NO_PROXY", "fe80::/10"), ("SSL_CERT_FILE", "/none")],
)
def test_environment_that_cannot_be_used_is_an_error_of_the_package(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    for client in (Muniment, AsyncMuniment):
        with pytest.raises(MunimentError, match="environment"):
            client(KEY, "http://a")


def test_download_that_is_cancelled_leaves_nothing(room: Room, tmp_path: Path) -> None:
    caller = room.server.caller()
    document = caller.document(caller.vendor(), content=PDF + bytes(1_000_000))

    async def cancelled() -> None:
        async with AsyncMuniment(caller.secret, room.server.base_url) as client:
            began = asyncio.Event()

            def progress(_received: int, _total: int | None) -> None:
                began.set()

            coming = asyncio.create_task(
                client.documents.download_to(document["id"], tmp_path / "a.pdf", progress=progress)
            )
            await began.wait()
            coming.cancel()
            with pytest.raises(asyncio.CancelledError):
                await coming

    asyncio.run(cancelled())
    assert list(tmp_path.iterdir()) == []


def test_download_replaces_what_was_there_with_the_whole_alone(room: Room, tmp_path: Path) -> None:
    caller = room.server.caller()
    document = caller.document(caller.vendor())
    (tmp_path / "a.pdf").write_bytes(b"before")
    with Muniment(caller.secret, room.server.base_url) as client:
        assert client.documents.download_to(document["id"], str(tmp_path / "a.pdf")) == tmp_path / "a.pdf"
        assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
        assert (tmp_path / "a.pdf").read_bytes() == PDF
        with pytest.raises(IsADirectoryError):
            client.documents.download_to(document["id"], tmp_path)
        with pytest.raises(MunimentError):
            client.documents.download_to("cbvdoc_1", tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == PDF


def test_key_may_come_from_a_function_that_is_asked_before_each_request(room: Room) -> None:
    first, second = room.server.caller(), room.server.caller()
    vendors = [first.vendor(), second.vendor()]
    keys = iter([first.secret, second.secret] * 2)

    async def one_after_the_other() -> list[str]:
        async def key() -> str:
            return next(keys)

        async with AsyncMuniment(key, room.server.base_url) as client:
            return [(await client.vendors.get(vendor_id)).id for vendor_id in vendors]

    with Muniment(lambda: next(keys), room.server.base_url) as client:
        assert [client.vendors.get(vendor_id).id for vendor_id in vendors] == vendors
    assert asyncio.run(one_after_the_other()) == vendors


@pytest.mark.parametrize("given", ["two\nlines", None], ids=repr)
def test_function_that_gives_no_key_is_told(given: Any) -> None:
    async def limits() -> None:
        async with AsyncMuniment(lambda: given, "http://api.invalid") as client:
            await client.utilities.limits()

    with pytest.raises(MunimentError, match="Give api_key") as awaited:
        asyncio.run(limits())
    with Muniment(lambda: given, "http://api.invalid") as client, pytest.raises(MunimentError) as raised:
        client.utilities.limits()
    assert str(raised.value) == str(awaited.value)
    assert "two" not in str(raised.value)
