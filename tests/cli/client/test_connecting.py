"""Talking to a server: behind a prefix, and when it cannot be reached."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.client.between import Answer, between
from tests.cli.client.conftest import shell_on
from tests.http.live import Server


def test_commands_work_behind_a_prefix_that_a_proxy_strips(
    start: Callable[..., Server], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = start(root_path="/evidence/room")
    shell = shell_on(server, tmp_path, monkeypatch)
    with between(server.base_url, prefix="/evidence/room") as proxy:
        assert shell.bare("login", "--url", proxy.base_url, stdin=shell.caller.secret).returncode == 0
        path = shell.file("a.md", "all of it")
        assert shell.bare("upload", str(path), "--vendor", "Northwind", "--create-vendor").returncode == 0
        (document,) = shell.caller.get("/v1/documents").json()["data"]
        done = shell.bare("download", document["id"], "-o", str(tmp_path / "fetched.md"))
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "fetched.md").read_text() == "all of it"
    assert len(proxy.asked) > 5


def test_server_that_cannot_be_reached_is_told_in_a_line(
    sqlite_api: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    shell = shell_on(sqlite_api, tmp_path, monkeypatch)
    for words in (["vendors"], ["upload", str(shell.file("a.md")), "--vendor", "X"], ["show", "cbvdoc_1"]):
        done = shell.run(*words, base_url="http://127.0.0.1:1", api_key="ak_live_secret")
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
        assert "http://127.0.0.1:1 gave no answer (ConnectError: " in done.stderr
        assert "secret" not in done.stderr


@pytest.mark.parametrize(
    ("words", "path", "answer"),
    [
        (["show", "cbvdoc_1"], "/v1/documents/cbvdoc_1", {"id": "cbvdoc_1", "status": 7}),
        (["search", "it"], "/v1/search", {"data": [{"snippet": "it", "marks": 7}], "total": 1}),
        (["watch", "--after", "0"], "/v1/events", {"data": [{"data": {}, "occurred_at": 1e99}], "next": "1"}),
        (["watch", "--after", "0"], "/v1/events", {"data": [{"data": 7, "occurred_at": 1}], "next": "1"}),
    ],
)
def test_answer_of_another_shape_is_told_in_a_line(
    sqlite_api: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    path: str,
    answer: dict[str, Any],
) -> None:
    shell = shell_on(sqlite_api, tmp_path, monkeypatch)
    with between(sqlite_api.base_url) as proxy:
        proxy.before = lambda _method, asked: Answer(
            200, body=json.dumps(answer if asked.startswith(path) else {}).encode()
        )
        done = shell.run(*words, **{**shell.login, "base_url": proxy.base_url})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The server gave an answer of another shape than this version knows.\n"
