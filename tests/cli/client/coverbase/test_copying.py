"""Copying an organisation, and dying at it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy import delete

import muniment_client.running
from muniment.cli.client.coverbase.copies import Kind, open_copies
from muniment.cli.client.coverbase.copying import Copying
from muniment.db.tables import idempotency_keys
from muniment_client import Muniment
from muniment_client.exchange import Request
from tests.cli.client.conftest import Shell
from tests.cli.client.coverbase.conftest import Source, picture


class Killed(BaseException):
    """The process is gone."""


def test_run_that_dies_at_any_step_is_gone_on_with_and_makes_nothing_twice(
    shell: Shell, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each thing is made, and after it was but before its id came; always so late that no key is remembered."""
    send = muniment_client.running._send
    made = deaths = 0

    def dying(request: Request, *others: Any) -> Any:
        nonlocal made, deaths
        if request.method == "GET":
            return send(request, *others)
        deaths += 1
        if deaths % 2:
            raise Killed
        send(request, *others)
        made += 1
        raise Killed

    monkeypatch.setattr(muniment_client.running, "_send", dying)
    with (
        Muniment(source.caller.secret, source.proxy.base_url) as there,
        Muniment(shell.caller.secret, shell.caller.server.base_url) as here,
    ):
        for _ in range(2 * 6 + 1):
            try:
                with open_copies(shell.folder / "map", source="there", target="here") as copies:
                    copying = Copying(there, here, copies, document_types=frozenset({"nda"}), max_file_bytes=2**20)
                    steps = len([*copying.vendors(), *copying.documents(jobs=1)])
            except Killed:
                with shell.caller.server.runtime.database.write() as tx:
                    tx.execute(delete(idempotency_keys).where(idempotency_keys.c.org_id == shell.caller.org_id))
    assert (made, deaths, steps) == (6, 12, 4)
    assert picture(shell.caller) == source.picture()


def test_what_is_made_for_a_twin_meanwhile_is_not_taken_for_what_an_earlier_run_made(
    shell: Shell, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, is_made, is_looked_for = muniment_client.running._send, threading.Event(), threading.Event()
    twins = [one["id"] for one in source.caller.get("/v1/documents").json()["data"] if one["name"] == "twin.md"]

    def slow(request: Request, *others: Any) -> Any:
        """Who looks waits until the twin is made, who makes until it was looked for: a moment, as it may never be."""
        if is_look := "sha256" in request.query:
            is_made.wait(0.3)
        answer = send(request, *others)
        if is_look:
            is_looked_for.set()
        elif request.method == "POST" and request.url == "/v1/documents":
            is_made.set()
            is_looked_for.wait(0.3)
        return answer

    monkeypatch.setattr(muniment_client.running, "_send", slow)
    with (
        Muniment(source.caller.secret, source.proxy.base_url) as there,
        Muniment(shell.caller.secret, shell.caller.server.base_url) as here,
        open_copies(shell.folder / "map", source="there", target="here") as copies,
    ):
        copies.begin(Kind.DOCUMENT, twins[1])  # and died before it was sent
        copying = Copying(there, here, copies, document_types=frozenset({"nda"}), max_file_bytes=2**20)
        assert len([*copying.vendors(), *copying.documents(jobs=3)]) == 4
    assert picture(shell.caller) == source.picture()
