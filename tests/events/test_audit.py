"""The record of who did what: one chain an organisation, which shows whatever is done to it."""

from __future__ import annotations

import threading
from secrets import token_hex
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, text, update

from muniment.accounts.organisations import create_organisation
from muniment.db.engine import Database
from muniment.db.tables import audit_records, organisations
from muniment.events import audit, audit_chain, audit_log
from muniment.events.actor import Actor, ActorKind
from muniment.events.audit import Record, append
from muniment.events.audit_chain import Flaw, Head, flaws, head
from muniment.events.audit_log import AuditFilters
from muniment.events.calls import CallLog
from tests.builders import NOW, World

SECRET = b"s" * 32
C = audit_records.c


def _record(org_id: str, n: int = 0, *, at: int = NOW, **changes: Any) -> Record:
    fields: dict[str, Any] = {
        "created_at": at,
        "actor": Actor(org_id=org_id, kind=ActorKind.KEY, id="ak_1", name="ci"),
        "event_type": "Vendor.Updated",
        "event_group": "vendors",
        "summary": f"Vendor {n} changed",
        "data": {"n": n},
    }
    return Record(**{**fields, **changes})


def _organisation(database: Database, n: int) -> str:
    """A new organisation with so many records."""
    with database.write() as tx:
        org_id = create_organisation(tx, f"Org {token_hex(6)}", now=NOW)
        append(tx, org_id, [_record(org_id, number) for number in range(n)])
    return org_id


def _flaws(database: Database, org_id: str, *known: Head) -> list[Flaw]:
    with database.read() as tx:
        return list(flaws(tx, org_id, secret=SECRET, known=known))


def test_chain_of_changes_is_whole(database: Database, world: World) -> None:
    with database.read() as tx:
        made = tx.execute(select(organisations.c.audit_seq).where(organisations.c.id == world.org_id)).scalar_one()
    assert made > 0
    assert _flaws(database, world.org_id) == []


TAMPERINGS = ("altered", "removed", "inserted", "reordered", "tail cut", "copied to another place")


@pytest.mark.parametrize("kind", TAMPERINGS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_tampering_is_found(database: Database, kind: str, data: st.DataObject) -> None:
    n = data.draw(st.integers(3, 8))
    org_id = _organisation(database, n)
    seq = data.draw(st.integers(1, n))
    other = data.draw(st.integers(1, n).filter(lambda one: one != seq))
    mine = C.org_id == org_id
    assert _flaws(database, org_id) == []
    with database.write() as tx:
        row = dict(tx.execute(select(audit_records).where(mine, C.seq == seq)).one()._mapping)
        if kind == "altered":
            column = data.draw(st.sampled_from([one for one in audit.HASHED if one not in ("org_id", "seq")]))
            new = row[column] + 1 if isinstance(row[column], int) else f"{row[column]} "
            tx.execute(update(audit_records).where(mine, C.seq == seq).values({column: new}))
        elif kind == "removed":
            tx.execute(delete(audit_records).where(mine, C.seq == seq))
        elif kind == "inserted":
            tx.execute(insert(audit_records).values({**row, "seq": n + 1}))
        elif kind == "reordered":
            for old, new in ((seq, 0), (other, seq), (0, other)):
                tx.execute(update(audit_records).where(mine, C.seq == old).values(seq=new))
        elif kind == "tail cut":
            tx.execute(delete(audit_records).where(mine, C.seq >= seq))
        else:
            tx.execute(
                update(audit_records).where(mine, C.seq == other).values(summary=row["summary"], data=row["data"])
            )
    assert _flaws(database, org_id)


def test_chain_that_was_made_anew_is_found_by_a_head_that_was_kept(database: Database) -> None:
    org_id = _organisation(database, 5)
    with database.read() as tx:
        kept = head(tx, org_id)
    with database.write() as tx:  # as who owns the database can
        tx.execute(delete(audit_records).where(C.org_id == org_id))
        tx.execute(update(organisations).where(organisations.c.id == org_id).values(audit_seq=0))
        append(tx, org_id, [_record(org_id, 7) for _ in range(5)])
    assert _flaws(database, org_id) == []
    assert [flaw.seq for flaw in _flaws(database, org_id, kept)] == [5]
    with database.write() as tx:
        tx.execute(delete(audit_records).where(C.org_id == org_id, C.seq > 3))
        tx.execute(update(organisations).where(organisations.c.id == org_id).values(audit_seq=3))
    assert _flaws(database, org_id) == []
    assert [flaw.seq for flaw in _flaws(database, org_id, kept)] == [5]


def test_every_head_that_was_kept_is_compared(database: Database) -> None:
    org_id = _organisation(database, 5)
    with database.read() as tx:
        before = head(tx, org_id)
    with database.write() as tx:  # made anew, and its new head kept by who did not know
        tx.execute(delete(audit_records).where(C.org_id == org_id))
        tx.execute(update(organisations).where(organisations.c.id == org_id).values(audit_seq=0))
        append(tx, org_id, [_record(org_id, 7) for _ in range(6)])
    with database.read() as tx:
        after = head(tx, org_id)
    assert _flaws(database, org_id, after) == []
    for kept in ((before, after), (after, before)):
        assert [flaw.seq for flaw in _flaws(database, org_id, *kept)] == [5]
    other = Head(org_id, after.seq, before.hash)  # two of one number cannot both be
    assert [flaw.seq for flaw in _flaws(database, org_id, after, other)] == [6]


def test_concurrent_writers_do_not_fork_the_chain(database: Database) -> None:
    org_id = _organisation(database, 0)

    def write(writer: int) -> None:
        for number in range(10):
            with database.write() as tx:
                append(tx, org_id, [_record(org_id, writer * 100 + number) for _ in range(1 + number % 3)])

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(4)]
    for one in writers:
        one.start()
    for one in writers:
        one.join()
    assert _flaws(database, org_id) == []
    with database.read() as tx:
        assert head(tx, org_id).seq == 4 * sum(1 + number % 3 for number in range(10))


def test_what_is_rolled_back_leaves_no_gap(database: Database) -> None:
    org_id = _organisation(database, 2)
    with pytest.raises(RuntimeError), database.write() as tx:
        append(tx, org_id, [_record(org_id)])
        raise RuntimeError
    with database.write() as tx:
        append(tx, org_id, [_record(org_id)])
    assert _flaws(database, org_id) == []


def test_old_records_go_and_leave_a_signed_base(database: Database) -> None:
    org_id = _organisation(database, 0)
    with database.write() as tx:
        append(tx, org_id, [_record(org_id, n, at=NOW + n) for n in range(10)])
    with database.write() as tx:
        assert audit_chain.forget(tx, org_id, before=NOW + 6, secret=SECRET, limit=4) == 4
        assert audit_chain.forget(tx, org_id, before=NOW + 6, secret=SECRET, limit=4) == 2
        assert audit_chain.forget(tx, org_id, before=NOW + 6, secret=SECRET, limit=4) == 0
    with database.read() as tx:
        assert [one["data"]["n"] for one in audit_log.every(tx, org_id, AuditFilters())] == [6, 7, 8, 9]
    assert _flaws(database, org_id) == []
    with database.write() as tx:
        append(tx, org_id, [_record(org_id)])
        assert audit_chain.forget(tx, org_id, before=NOW + 99, secret=SECRET, limit=99) == 4
    assert _flaws(database, org_id) == []  # the last record stays
    with database.read() as tx:
        assert (head(tx, org_id).seq, audit_chain.count(tx, org_id)) == (11, 1)
        assert [flaw.seq for flaw in flaws(tx, org_id, secret=b"another")] == [10]


def test_base_that_was_moved_by_hand_is_found(database: Database) -> None:
    org_id = _organisation(database, 5)
    with database.write() as tx:
        hash_ = tx.execute(select(C.hash).where(C.org_id == org_id, C.seq == 2)).scalar_one()
        tx.execute(delete(audit_records).where(C.org_id == org_id, C.seq <= 2))
        tx.execute(
            update(organisations)
            .where(organisations.c.id == org_id)
            .values(audit_base_seq=2, audit_base_hash=hash_, audit_base_signature=b"x" * 32)
        )
    assert [flaw.seq for flaw in _flaws(database, org_id)] == [2]


def test_calls_beyond_what_can_wait_are_counted_and_told(database: Database) -> None:
    org_id = _organisation(database, 0)
    log = CallLog(most=3)
    for n in range(5):
        log.note(_record(org_id, n))
    with database.write() as tx:
        log.take().write(tx, now=NOW)
    assert log.is_empty
    with database.read() as tx:
        records, total = audit_log.page(tx, org_id, AuditFilters(), limit=10, offset=0)
    assert (total, records[0]["event_type"], records[0]["data"]) == (4, audit.CALLS_LOST, {"calls": 2})
    assert _flaws(database, org_id) == []


def test_calls_that_could_not_be_written_wait_in_their_order(database: Database) -> None:
    org_id = _organisation(database, 0)
    log = CallLog(most=3)
    for n in range(3):
        log.note(_record(org_id, n))
    batch = log.take()
    log.note(_record(org_id, 3))
    log.take_back(batch)  # there is room for two of the three
    with database.write() as tx:
        log.take().write(tx, now=NOW)
    with database.read() as tx:
        found = [one["data"] for one in audit_log.every(tx, org_id, AuditFilters())]
    assert found == [{"n": 0}, {"n": 1}, {"n": 3}, {"calls": 1}]


def test_organisation_that_is_not_there_records_nothing(database: Database) -> None:
    with database.write() as tx:
        append(tx, "cborg_none", [_record("cborg_none")])
        assert tx.execute(select(C.seq).where(C.org_id == "cborg_none")).first() is None


def test_changes_are_found_without_walking_over_the_calls(database: Database) -> None:
    org_id = _organisation(database, 3)
    queries = {
        "ix_audit_records_event_type": AuditFilters(event_types=("Vendor.Updated",)),
        "ix_audit_records_target": AuditFilters(target_id="cbvndr_1", changes_only=True),
    }
    with database.read() as tx:
        if not database.is_sqlite:
            tx.execute(text("SET LOCAL enable_seqscan = off"))
        for index, filters in queries.items():
            query = select(C.seq).where(*audit_log._conditions(org_id, filters)).order_by(C.seq.desc()).limit(5)
            sql = str(query.compile(tx, compile_kwargs={"literal_binds": True}))
            explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
            plan = " ".join(str(row) for row in tx.execute(text(f"{explain} {sql}")))
            assert index in plan


def test_many_records_at_once_are_what_single_ones_are(database: Database) -> None:
    org_id = _organisation(database, 0)
    records = [_record(org_id, n, summary=f'ü "{n}" \\ \'', target_id=None if n % 2 else f"t{n}") for n in range(20)]
    with database.write() as tx:
        append(tx, org_id, records)
        append(tx, org_id, records[:1])
    assert _flaws(database, org_id) == []
    with database.read() as tx:
        found = list(audit_log.every(tx, org_id, AuditFilters()))
    assert [(one["seq"], one["summary"], one["target_id"], one["data"]) for one in found[:20]] == [
        (n + 1, record.summary, record.target_id, record.data) for n, record in enumerate(records)
    ]


def test_calls_that_can_never_be_written_are_told_as_lost(database: Database) -> None:
    org_id = _organisation(database, 0)
    log = CallLog()
    for n in range(3):
        log.note(_record(org_id, n))
    log.give_up(log.take())
    with database.write() as tx:
        log.take().write(tx, now=NOW)
    with database.read() as tx:
        assert [one["data"] for one in audit_log.every(tx, org_id, AuditFilters())] == [{"calls": 3}]
