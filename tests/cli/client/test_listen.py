"""Listening for webhooks: what is the server's is printed, what is not is refused, and no webhook stays behind."""

from __future__ import annotations

import json
import signal
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from muniment.cli.client import listen
from muniment.cli.client.receiving import receiving
from tests.cli.client.between import Answer, between
from tests.cli.client.conftest import Shell
from tests.http.live import Server
from tests.waiting import until


def _webhooks(shell: Shell) -> list[dict[str, Any]]:
    return list(shell.caller.get("/v1/webhooks").json()["data"])


def test_what_the_server_sends_is_printed_and_what_others_send_refused(shell: Shell) -> None:
    def send() -> int:
        (webhook,) = until(lambda: _webhooks(shell))
        forged = httpx.post(webhook["url"], content=b"{}", headers={"webhook-id": "1"}, trust_env=False)
        shell.caller.post(f"/v1/webhooks/{webhook['id']}/test", json={"payload": {"said": "\x1b[2J\u202e"}})
        return forged.status_code

    with ThreadPoolExecutor(1) as pool:
        refused = pool.submit(send)
        done = shell.run("webhooks", "listen", "--count", "1", "--json", "--type", "Vendor.Created")
        assert refused.result() == 401
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["event_type"] == "webhook.test"
    assert not set("\x1b\u202e") & set(done.stdout)
    assert "refused: " in done.stderr
    assert _webhooks(shell) == []


GONE = Answer(404, body=b'{"detail": {"code": "webhook_not_found", "message": "Webhook not found."}}')


@pytest.mark.parametrize(("answer", "is_told"), [(Answer(403), True), (GONE, False)], ids=["stays", "has gone"])
def test_webhook_that_cannot_be_removed_is_told(shell: Shell, answer: Answer, is_told: bool) -> None:
    def send() -> str:
        (webhook,) = until(lambda: _webhooks(shell))
        shell.caller.post(f"/v1/webhooks/{webhook['id']}/test", json={})
        return str(webhook["id"])

    with between(shell.caller.server.base_url) as proxy, ThreadPoolExecutor(1) as pool:
        proxy.before = lambda method, _path: answer if method == "DELETE" else None
        sent = pool.submit(send)
        done = shell.run("webhooks", "listen", "--count", "1", **{**shell.login, "base_url": proxy.base_url})
    assert done.returncode == is_told
    assert done.stderr.endswith(f"The webhook {sent.result()} stays there.\n") == is_told


def test_server_that_may_not_send_here_is_told_of_with_its_settings(shell: Shell, sqlite_api: Server) -> None:
    caller = sqlite_api.caller()
    done = shell.run("webhooks", "listen", base_url=sqlite_api.base_url, api_key=caller.secret)
    assert (done.returncode, "MUNIMENT_WEBHOOK_PRIVATE_NETWORKS=127.0.0.0/8" in done.stderr) == (1, True), done.stderr
    assert caller.get("/v1/webhooks").json()["data"] == []


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGHUP])
def test_closed_terminal_and_kill_end_it_as_ctrl_c_does(end: signal.Signals) -> None:
    before = signal.signal(end, signal.SIG_DFL)  # under nohup a run of the tests ignores one of them
    try:
        with pytest.raises(KeyboardInterrupt), listen._made_to_end():
            signal.raise_signal(end)
        assert signal.getsignal(end) is signal.SIG_DFL
    finally:
        signal.signal(end, before)


@pytest.mark.parametrize("length", ["9" * 5000, "-1", "\u00b2", ""])
def test_length_that_is_none_is_refused_unread(length: str, capfd: pytest.CaptureFixture[str]) -> None:
    with receiving(0, lambda *_: None) as port, socket.create_connection(("127.0.0.1", port)) as sender:
        sender.sendall(f"POST / HTTP/1.1\r\nContent-Length: {length}\r\n\r\n".encode("latin-1"))
        assert sender.makefile("rb").readline().startswith(b"HTTP/1.0 413 ")
    assert capfd.readouterr().err == ""
