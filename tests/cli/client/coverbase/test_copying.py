"""Copying an organisation, and dying at it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete

import muniment_client.running
from muniment.cli.client.coverbase.copies import open_copies
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
                    copying = Copying(there, here, copies, document_types=frozenset({"nda"}))
                    steps = len([*copying.vendors(), *copying.documents(jobs=1)])
            except Killed:
                with shell.caller.server.runtime.database.write() as tx:
                    tx.execute(delete(idempotency_keys).where(idempotency_keys.c.org_id == shell.caller.org_id))
    assert (made, deaths, steps) == (6, 12, 4)
    assert picture(shell.caller) == source.picture()
