"""Housekeeping removes what is over in short transactions, between which others write."""

from __future__ import annotations

import pytest
from sqlalchemy import event, func, insert, select

from muniment.db.tables import idempotency_keys, jobs, oauth_tokens, one_time_codes, sessions, sign_in_tries
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
            ends = {"user_id": "user", "created_at": NOW, "expires_at": NOW + 300}
            tx.execute(insert(one_time_codes).values(id=f"{n:064x}", purpose="password", **ends))
            unused = {"method": "password", "last_used_at": NOW, "idle_seconds": 300}
            tx.execute(insert(sessions).values(id=f"cbsess_{n}", token_hash=b"%d" % n, **unused, **ends))
            tx.execute(insert(sign_in_tries).values(id=f"{n:064x}", tries=1, since=NOW))
        for n in range(5):
            queue.cancel(tx, kind, f"s{n}")
        tx.execute(jobs.update().values(finished_at=1.0))
    removed: list[int] = []

    @event.listens_for(database.writer, "after_cursor_execute")
    def note(_connection: object, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("DELETE") and cursor.rowcount:  # type: ignore[attr-defined]
            removed.append(cursor.rowcount)  # type: ignore[attr-defined]

    swept = sweep(runtime)
    chores = ("expired_keys", "expired_tokens", "ended_jobs", "ended_sessions", "expired_codes", "old_sign_in_tries")
    assert [swept[chore] for chore in chores] == [5] * len(chores)
    assert sorted(removed) == sorted([2, 2, 1] * len(chores))
    with database.read() as tx:
        assert tx.execute(select(func.count()).select_from(idempotency_keys)).scalar_one() == 0
        assert tx.execute(select(func.count()).select_from(oauth_tokens)).scalar_one() == 0
        assert tx.execute(select(func.count()).select_from(jobs)).scalar_one() == 0
        for table in (sessions, one_time_codes, sign_in_tries):
            assert tx.execute(select(func.count()).select_from(table)).scalar_one() == 0
