"""Housekeeping removes what is over in short transactions, between which others write."""

from __future__ import annotations

import pytest
from sqlalchemy import event, func, insert, select

from muniment.db.tables import idempotency_keys, jobs, oauth_tokens
from muniment.jobs import queue
from muniment.jobs.queue import Kind
from muniment.runtime import Runtime
from muniment.upkeep.sweep import sweep
from tests.builders import NOW


def test_what_is_over_is_removed_a_few_rows_at_a_time(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muniment.upkeep.sweep._ROWS_AT_ONCE", 2)
    database, kind = runtime.database, Kind("another", "others")
    with database.write() as tx:
        for n in range(5):
            key = {"org_id": "org", "endpoint": "upload", "key": f"k{n}"}
            tx.execute(insert(idempotency_keys).values(**key, created_at=NOW, status=201, body=b"", content=b""))
            queue.enqueue(tx, kind, org_id="org", subject_id=f"s{n}", fence=1)
            token = {"client_id": "client", "scopes": "[]", "created_at": NOW, "expires_at": NOW + 300}
            tx.execute(insert(oauth_tokens).values(id=f"{n:064x}", **token))
        for n in range(5):
            queue.cancel(tx, kind, f"s{n}")
        tx.execute(jobs.update().values(finished_at=1.0))
    removed: list[int] = []

    @event.listens_for(database.writer, "after_cursor_execute")
    def note(_connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("DELETE") and cursor.rowcount:  # type: ignore[attr-defined]
            removed.append(cursor.rowcount)  # type: ignore[attr-defined]

    swept = sweep(runtime)
    assert (swept["expired_keys"], swept["expired_tokens"], swept["ended_jobs"]) == (5, 5, 5)
    assert sorted(removed) == [1, 1, 1, 2, 2, 2, 2, 2, 2]
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(idempotency_keys)).scalar_one() == 0
        assert tx.execute(select(func.count()).select_from(oauth_tokens)).scalar_one() == 0
        assert tx.execute(select(func.count()).select_from(jobs)).scalar_one() == 0
