"""Events on their way to receivers, by the real worker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from muniment.accounts.caller import Caller
from muniment.db.clock import now
from muniment.db.tables import jobs, webhook_deliveries, webhook_retries, webhooks
from muniment.events import feed, public
from muniment.events.public import PUBLIC, Wanted
from muniment.jobs import queue
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.runtime import Runtime, build
from muniment.vendors import services, vendors
from muniment.webhooks import deliveries, pump, subscriptions
from muniment.webhooks.seals import Seals
from muniment.webhooks.subscriptions import Change
from muniment.worker.kinds import KINDS
from muniment.worker.worker import Worker
from tests.builders import NOW, World
from tests.waiting import stays, until
from tests.webhooks import receivers
from tests.webhooks.receivers import Receiver, answering, private_settings, receiving

TELLING = {kind: work for kind, work in KINDS.items() if kind in (pump.TELL, pump.TELL_FAILING)}
EVERY = [one.value for one in PUBLIC]


@pytest.fixture
def settings() -> dict[str, Any]:
    return {}


@pytest.fixture
def runtime(database_url: str, home: Path, settings: dict[str, Any]) -> Iterator[Runtime]:
    opened = build(private_settings(home=home, database_url=database_url, poll_seconds=0.05, **settings))
    yield opened
    opened.close()


@contextmanager
def telling(runtime: Runtime, sandbox: Sandbox) -> Iterator[Worker]:
    worker = Worker(runtime, sandbox, concurrency=1, kinds=TELLING)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(seconds=20)


def tell(runtime: Runtime, caller: Caller, receiver: Receiver, events: list[str] | None = None) -> str:
    """The id of a new webhook that is told of what happens from now on."""
    seals = Seals(runtime.settings, runtime.secret)
    wanted = Change(receiver.url, EVERY if events is None else events, "a very long secret")
    with runtime.database.write() as tx:
        return str(subscriptions.create(tx, caller, wanted, seals=seals, now=now(tx))["id"])


def rename(runtime: Runtime, world: World, *names: str) -> None:
    """An event for each name."""
    for name in names:
        with runtime.database.write() as tx:
            vendors.change(tx, world.caller, world.vendor.id, {"name": name}, now=NOW)


def row_of(runtime: Runtime, webhook_id: str) -> Any:
    with runtime.database.read() as tx:
        return tx.execute(select(webhooks).where(webhooks.c.id == webhook_id)).one()


def names_told(receiver: Receiver) -> list[str]:
    return [request.event["data"]["field_diffs"]["name"]["new_value"] for request in receiver.requests]


def make_due(runtime: Runtime) -> None:
    """As if the pauses were over."""
    with runtime.database.write() as tx:
        tx.execute(update(webhook_retries).values(next_try_at=0))
        tx.execute(update(webhooks).values(paused_until=0))
        tx.execute(update(webhooks).where(webhooks.c.next_retry_at.is_not(None)).values(next_retry_at=0))
    runtime.wake.set()


def test_every_event_is_told_once_in_order_as_the_feed_says_it(
    runtime: Runtime, world: World, sandbox: Sandbox
) -> None:
    with receiving(answering(200)) as receiver, telling(runtime, sandbox):
        webhook_id = tell(runtime, world.caller, receiver)
        began = row_of(runtime, webhook_id).cursor_seq
        with runtime.database.write() as tx:
            made = vendors.create(tx, world.caller, {"name": "Umber Records"}, now=NOW)
            services.create(tx, world.caller, made["id"], {"name": "Archive"}, now=NOW)
        names = [f"name {number}" for number in range(20)]
        rename(runtime, world, *names)
        until(lambda: len(receiver.requests) >= 22)
        with runtime.database.read() as tx:
            wanted = Wanted(frozenset(EVERY))
            said, last = public.read(tx, world.org_id, wanted, after=began, limit=100)
        assert [request.event for request in receiver.requests] == said
        assert names_told(receiver)[2:] == names
        until(lambda: row_of(runtime, webhook_id).cursor_seq == last)
        assert row_of(runtime, webhook_id).delivered_count == 22


def test_webhook_is_told_of_its_types_and_vendors_alone(runtime: Runtime, world: World, sandbox: Sandbox) -> None:
    with receiving(answering(200)) as by_type, receiving(answering(200)) as bound, receiving(answering(200)) as none:
        by_type_id = tell(runtime, world.caller, by_type, ["Service.Created", "Finding.Created"])
        bound_caller = Caller(**{**fields_of(world.caller), "vendor_ids": frozenset({world.other_vendor.id})})
        bound_id, none_id = tell(runtime, bound_caller, bound), tell(runtime, world.caller, none, [])
        with telling(runtime, sandbox):
            rename(runtime, world, "one")
            with runtime.database.write() as tx:
                vendors.change(tx, world.caller, world.other_vendor.id, {"name": "two"}, now=NOW)
                services.create(tx, world.caller, world.vendor.id, {"name": "three"}, now=NOW)
                last = feed.last_seq(tx, world.org_id)
            for webhook_id in (by_type_id, bound_id, none_id):
                until(lambda one=webhook_id: row_of(runtime, one).cursor_seq == last)
        assert (names_told(by_type), names_told(bound), none.requests) == (["three"], ["two"], [])


def fields_of(caller: Caller) -> dict[str, Any]:
    return {name: getattr(caller, name) for name in Caller.__dataclass_fields__}


def test_other_organisation_is_told_nothing(runtime: Runtime, world: World, sandbox: Sandbox) -> None:
    with receiving(answering(200)) as receiver, receiving(answering(200)) as theirs, telling(runtime, sandbox):
        tell(runtime, world.caller, receiver)
        tell(runtime, world.other_caller, theirs)
        rename(runtime, world, "one")
        until(lambda: receiver.requests)
        assert theirs.connections == 0


def test_event_that_failed_is_tried_again_and_later_ones_do_not_wait(
    runtime: Runtime, world: World, sandbox: Sandbox
) -> None:
    def fail_first(receiver: Receiver, connection: Any) -> None:
        answering(500 if len(receiver.requests) == 1 else 200)(receiver, connection)

    with receiving(fail_first) as receiver, telling(runtime, sandbox):
        webhook_id = tell(runtime, world.caller, receiver)
        rename(runtime, world, "one", "two")
        until(lambda: len(receiver.requests) == 2)
        until(lambda: row_of(runtime, webhook_id).delivery_count == 2)
        make_due(runtime)
        until(lambda: row_of(runtime, webhook_id).delivered_count == 2)
        assert names_told(receiver) == ["one", "two", "one"]
        first, _, again = receiver.requests
        assert first.event["event_id"] == again.event["event_id"]
    with runtime.database.read() as tx:
        assert tx.execute(select(webhook_retries)).all() == []


def test_refusal_is_not_tried_again(runtime: Runtime, world: World, sandbox: Sandbox) -> None:
    with receiving(answering(410)) as receiver, telling(runtime, sandbox):
        webhook_id = tell(runtime, world.caller, receiver)
        rename(runtime, world, "one")
        until(lambda: row_of(runtime, webhook_id).last_delivery_status == "error")
        make_due(runtime)
        stays(lambda: len(receiver.requests) == 1, 0.3)


def test_what_a_worker_sent_and_could_not_record_is_sent_again(
    runtime: Runtime, world: World, sandbox: Sandbox
) -> None:
    """A worker that dies between sending and recording: its job is taken over, and its message comes twice."""
    with receiving(answering(200)) as receiver:
        webhook_id = tell(runtime, world.caller, receiver)
        rename(runtime, world, "one", "two")
        assert pump.owe_due(runtime) == 1
        with runtime.database.write() as tx:
            dead = queue.claim(tx, worker="dead:1:abc", queue="webhooks", kinds=["tell_webhook"], lease_seconds=-1)
            assert dead is not None
            message, _ = pump._next(tx, row := tx.execute(select(webhooks)).one(), at=now(tx))
            assert message is not None
        pump.send(runtime.settings, row, message, seals=Seals(runtime.settings, runtime.secret), at=NOW)
        with telling(runtime, sandbox):
            until(lambda: row_of(runtime, webhook_id).delivered_count == 2)
    assert names_told(receiver) == ["one", "one", "two"]


def test_two_workers_owe_each_webhook_one_job(runtime: Runtime, world: World, sandbox: Sandbox) -> None:
    with receiving(answering(200)) as receiver, ExitStack() as stack:
        for _ in range(2):
            stack.enter_context(telling(runtime, sandbox))
        webhook_id = tell(runtime, world.caller, receiver)
        names = [str(number) for number in range(30)]
        rename(runtime, world, *names)
        until(lambda: row_of(runtime, webhook_id).delivered_count == 30)
        assert names_told(receiver) == names


@pytest.mark.parametrize("settings", [{"webhook_slots": 2, "webhook_seconds": 30, "reserved_slots": 0}])
def test_receivers_that_hang_hold_no_other_up(
    runtime: Runtime, world: World, settings: dict[str, Any], sandbox: Sandbox
) -> None:
    """Three that failed once hang now and hold every slot for such; the one that works is told all the same."""
    with ExitStack() as stack:
        good = stack.enter_context(receiving(answering(200)))
        bad = [stack.enter_context(receiving(answering(500))) for _ in range(3)]
        stack.enter_context(telling(runtime, sandbox))
        good_id, *bad_ids = [tell(runtime, world.caller, receiver) for receiver in (good, *bad)]
        rename(runtime, world, "one")
        until(lambda: all(row_of(runtime, one).failing_since for one in bad_ids))
        for receiver in bad:
            receiver.behave = receivers.hanging
        rename(runtime, world, "two")
        until(lambda: sum(receiver.connections for receiver in bad) == 3 + settings["webhook_slots"])
        rename(runtime, world, *"345")
        until(lambda: row_of(runtime, good_id).delivered_count == 5)
        assert names_told(good) == ["one", "two", *"345"]
        for receiver in bad:
            receiver.stopping.set()


@pytest.mark.parametrize("settings", [{"webhook_seconds": 0.3}])
def test_receiver_that_hung_is_told_everything_once_it_works(runtime: Runtime, world: World, sandbox: Sandbox) -> None:
    with receiving(receivers.hanging) as receiver, telling(runtime, sandbox):
        webhook_id = tell(runtime, world.caller, receiver)
        rename(runtime, world, "one", "two", "three")
        until(lambda: row_of(runtime, webhook_id).last_delivery_status == "timeout")
        receiver.behave = answering(200)
        make_due(runtime)
        until(lambda: row_of(runtime, webhook_id).delivered_count == 3)
        assert set(names_told(receiver)) == {"one", "two", "three"}


def test_stop_leaves_nothing_half_done(runtime: Runtime, world: World, sandbox: Sandbox) -> None:
    with receiving(answering(200)) as receiver:
        webhook_id = tell(runtime, world.caller, receiver)
        names = [str(number) for number in range(40)]
        rename(runtime, world, *names)
        with telling(runtime, sandbox):
            until(lambda: receiver.requests)
        with telling(runtime, sandbox):
            until(lambda: row_of(runtime, webhook_id).delivered_count == 40)
        assert names_told(receiver) == names


def test_disabled_webhook_is_told_nothing_and_what_it_missed_can_be_replayed(
    runtime: Runtime, world: World, sandbox: Sandbox
) -> None:
    seals = Seals(runtime.settings, runtime.secret)

    def change(wanted: Change) -> None:
        with runtime.database.write() as tx:
            subscriptions.change(tx, world.caller, webhook_id, wanted, seals=seals, now=now(tx))

    with receiving(answering(200)) as receiver, telling(runtime, sandbox):
        webhook_id = tell(runtime, world.caller, receiver)
        rename(runtime, world, "one")
        until(lambda: row_of(runtime, webhook_id).delivered_count == 1)
        change(Change(is_enabled=False))
        rename(runtime, world, "two", "three")
        change(Change(is_enabled=True))
        rename(runtime, world, "four")
        until(lambda: row_of(runtime, webhook_id).delivered_count == 2)
        assert names_told(receiver) == ["one", "four"]
        with runtime.database.write() as tx:
            replayed = deliveries.replay_range(
                tx, world.caller, webhook_id, start=NOW, end=NOW, with_delivered=False, now=now(tx)
            )
        assert replayed[1] is True
        until(lambda: row_of(runtime, webhook_id).delivered_count == 2 + replayed[0])
        updated = [one for one in receiver.requests if one.event["event_type"] == "Vendor.Updated"]
        again = [one.event["data"]["field_diffs"]["name"]["new_value"] for one in updated]
        assert again == ["one", "four", "two", "three"]


def test_secret_that_cannot_be_opened_loses_nothing(runtime: Runtime, world: World, sandbox: Sandbox) -> None:
    with receiving(answering(200)) as receiver, telling(runtime, sandbox):
        webhook_id = tell(runtime, world.caller, receiver)
        sealed = bytes(row_of(runtime, webhook_id).sealed_secret)
        with runtime.database.write() as tx:
            tx.execute(update(webhooks).values(sealed_secret=b"of another key"))
        rename(runtime, world, "one")
        until(lambda: row_of(runtime, webhook_id).last_delivery_status == "error")
        assert receiver.connections == 0
        with runtime.database.write() as tx:
            tx.execute(update(webhooks).values(sealed_secret=sealed))
        make_due(runtime)
        until(lambda: names_told(receiver) == ["one"])


def test_jobs_end_well_whatever_receivers_do(runtime: Runtime, world: World, sandbox: Sandbox) -> None:
    with receiving(receivers.resetting) as receiver, telling(runtime, sandbox):
        webhook_id = tell(runtime, world.caller, receiver)
        rename(runtime, world, "one")
        until(lambda: row_of(runtime, webhook_id).last_delivery_status == "error")
    with runtime.database.read() as tx:
        assert set(tx.execute(select(jobs.c.state)).scalars()) == {"done"}


def test_deliveries_are_kept_for_ninety_days(runtime: Runtime, world: World, sandbox: Sandbox) -> None:
    with receiving(answering(200)) as receiver, telling(runtime, sandbox):
        webhook_id = tell(runtime, world.caller, receiver)
        rename(runtime, world, "one", "two")
        until(lambda: row_of(runtime, webhook_id).delivered_count == 2)
    from muniment.upkeep.sweep import sweep

    assert sweep(runtime)["old_deliveries"] == 0
    with runtime.database.write() as tx:
        first = select(webhook_deliveries.c.id).order_by(webhook_deliveries.c.id).limit(1).scalar_subquery()
        old = now(tx) - deliveries.KEPT_DAYS * 86_400 - 1
        tx.execute(update(webhook_deliveries).where(webhook_deliveries.c.id == first).values(attempted_at=old))
    assert sweep(runtime)["old_deliveries"] == 1
    with runtime.database.read() as tx:
        assert deliveries.page(tx, world.caller, webhook_id, limit=10, offset=0)[1] == 1
