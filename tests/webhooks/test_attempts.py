"""What a try leads to."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pytest
from sqlalchemy import Row, select

from muniment.db.engine import Database, Transaction
from muniment.db.tables import audit_records, webhook_deliveries, webhook_retries, webhooks
from muniment.events import feed
from muniment.settings import Settings
from muniment.webhooks import subscriptions
from muniment.webhooks.attempts import (
    LONGEST_PAUSE_SECONDS,
    SWITCHED_OFF_AFTER_SECONDS,
    TRIED_FOR_SECONDS,
    Message,
    StaleError,
    note,
    pause_seconds,
)
from muniment.webhooks.seals import Seals
from muniment.webhooks.sending import Outcome, Status
from muniment.webhooks.subscriptions import Change
from tests.builders import NOW, World

SEALS = Seals(Settings(), b"0" * 32)
FAILED = Outcome(Status.ERROR, 3, response_status=500, error="The receiver answered 500.", may_succeed=True)
AWAY = Outcome(Status.TIMEOUT, 10_000, error="The receiver did not answer.", may_succeed=True, is_away=True)
GONE = Outcome(Status.ERROR, 3, response_status=410, error="The receiver answered 410.")
DONE = Outcome(Status.DELIVERED, 3, response_status=200)


def webhook_of(tx: Transaction, world: World) -> Row[Any]:
    """A new webhook, told of nothing yet, although there are events."""
    wanted = Change("https://hooks.example.com/", ["Vendor.Created"], "a very long secret")
    made = subscriptions.create(tx, world.caller, wanted, seals=SEALS, now=NOW)
    tx.execute(webhooks.update().values(cursor_seq=0))
    return row_of(tx, made["id"])


def row_of(tx: Transaction, webhook_id: str) -> Row[Any]:
    return tx.execute(select(webhooks).where(webhooks.c.id == webhook_id)).one()


def message(seq: int = 1, tries: int = 0, first_tried_at: int | None = None) -> Message:
    return Message(f"cbevt_{seq}", "Vendor.Created", NOW, b"{}", seq, tries, first_tried_at)


def retry_of(tx: Transaction) -> Row[Any] | None:
    return tx.execute(select(webhook_retries)).first()


def test_pauses_are_the_contracts_and_grow_to_a_day() -> None:
    pauses = [pause_seconds(tries, jitter=0.5) for tries in range(1, 16)]
    assert pauses[:7] == [4, 16, 64, 240, 240, 480, 960]
    assert pauses[-1] == pause_seconds(10_000, jitter=0.5) == LONGEST_PAUSE_SECONDS
    assert pause_seconds(1, jitter=0) == pytest.approx(3.6)
    assert pause_seconds(1, jitter=1) == pytest.approx(4.4)
    assert next(n for n, total in enumerate(accumulate(pauses), 1) if total > TRIED_FOR_SECONDS) > 10


def test_delivered_moves_the_cursor_and_owes_nothing(database: Database, world: World) -> None:
    with database.write() as tx:
        webhook = webhook_of(tx, world)
        note(tx, webhook, message(), DONE, now=NOW)
        after = row_of(tx, webhook.id)
        assert (after.cursor_seq, after.next_retry_at, after.failing_since, retry_of(tx)) == (1, None, None, None)
        assert (after.last_delivery_status, after.delivery_count, after.delivered_count) == ("delivered", 1, 1)
        assert subscriptions.entry(after)["delivery_success_rate"] == 1.0


def test_failure_moves_the_cursor_and_owes_another_try(database: Database, world: World) -> None:
    with database.write() as tx:
        webhook = webhook_of(tx, world)
        note(tx, webhook, message(), FAILED, now=NOW)
        after, retry = row_of(tx, webhook.id), retry_of(tx)
        assert retry is not None
        assert (retry.event_seq, retry.tries, retry.first_tried_at) == (1, 1, NOW)
        assert NOW + 3 <= retry.next_try_at <= NOW + 5
        assert (after.cursor_seq, after.next_retry_at, after.failing_since) == (1, retry.next_try_at, NOW)
        assert after.paused_until == 0  # the next event is another matter
        note(tx, after, message(tries=1, first_tried_at=NOW), DONE, now=NOW + 4)
        assert retry_of(tx) is None
        assert row_of(tx, webhook.id).failing_since is None


def test_receiver_that_is_away_is_left_alone_for_four_minutes_at_most(database: Database, world: World) -> None:
    with database.write() as tx:
        webhook = webhook_of(tx, world)
        pauses = []
        for seq in range(1, 8):
            note(tx, row_of(tx, webhook.id), message(seq), AWAY, now=NOW)
            pauses.append(row_of(tx, webhook.id).paused_until - NOW)
        assert pauses[0] in (3, 4)
        assert pauses[:3] == sorted(pauses[:3])
        assert all(200 < pause <= 240 for pause in pauses[3:])
        note(tx, webhook, message(1, tries=1, first_tried_at=NOW), DONE, now=NOW)
        assert row_of(tx, webhook.id).paused_until == 0


def test_retry_after_is_kept_to(database: Database, world: World) -> None:
    asked = Outcome(Status.ERROR, 1, 429, "The receiver answered 429.", may_succeed=True, retry_after_seconds=100)
    with database.write() as tx:
        webhook = webhook_of(tx, world)
        note(tx, webhook, message(), asked, now=NOW)
        retry = retry_of(tx)
        assert retry is not None
        assert (retry.next_try_at, row_of(tx, webhook.id).paused_until) == (NOW + 100, NOW + 100)


def test_what_is_not_worth_it_is_not_tried_again(database: Database, world: World) -> None:
    with database.write() as tx:
        webhook = webhook_of(tx, world)
        note(tx, webhook, message(), GONE, now=NOW)
        assert retry_of(tx) is None
        assert row_of(tx, webhook.id).failing_since == NOW


def test_after_three_days_a_message_is_dead_and_says_so(database: Database, world: World) -> None:
    with database.write() as tx:
        webhook = webhook_of(tx, world)
        note(tx, webhook, message(), FAILED, now=NOW)
        late = NOW + TRIED_FOR_SECONDS - 60
        told = note(tx, webhook, message(tries=12, first_tried_at=NOW), FAILED, now=late)
        assert retry_of(tx) is None
        assert told["error"] == "The receiver answered 500. It is not tried again: 3 days are over."


def test_receiver_that_only_fails_for_five_days_is_disabled_with_a_record(database: Database, world: World) -> None:
    with database.write() as tx:
        webhook = webhook_of(tx, world)
        note(tx, webhook, message(1), GONE, now=NOW)
        note(tx, webhook, message(2), GONE, now=NOW + SWITCHED_OFF_AFTER_SECONDS - 1)
        assert row_of(tx, webhook.id).is_enabled
        note(tx, webhook, message(3), GONE, now=NOW + SWITCHED_OFF_AFTER_SECONDS)
        assert not row_of(tx, webhook.id).is_enabled
        record = tx.execute(select(audit_records).order_by(audit_records.c.seq.desc())).first()
        assert record is not None
        assert (record.event_type, record.target_id) == ("Webhook.Updated", webhook.id)
        assert record.data == '{"field_diffs":{"enabled":{"old_value":true,"new_value":false}}}'
        assert "only failed for 5 days" in record.actor_name


def test_one_success_within_five_days_keeps_it_enabled(database: Database, world: World) -> None:
    with database.write() as tx:
        webhook = webhook_of(tx, world)
        note(tx, webhook, message(1), GONE, now=NOW)
        note(tx, webhook, message(2), DONE, now=NOW + 1)
        note(tx, webhook, message(3), GONE, now=NOW + SWITCHED_OFF_AFTER_SECONDS + 2)
        assert row_of(tx, webhook.id).is_enabled


def test_what_another_worker_sent_meanwhile_is_not_recorded_twice(database: Database, world: World) -> None:
    with database.write() as tx:
        webhook = webhook_of(tx, world)
        note(tx, webhook, message(2), DONE, now=NOW)
        with pytest.raises(StaleError):
            note(tx, webhook, message(1), DONE, now=NOW)
        assert len(tx.execute(select(webhook_deliveries)).all()) == 1


def test_webhook_that_is_gone_leaves_nothing(database: Database, world: World) -> None:
    with database.write() as tx:
        webhook = webhook_of(tx, world)
        subscriptions.remove(tx, world.caller, webhook.id, now=NOW)
        note(tx, webhook, message(), FAILED, now=NOW)
        assert (retry_of(tx), tx.execute(select(webhook_deliveries)).first()) == (None, None)


def test_record_never_holds_the_secret_or_a_query(database: Database, world: World) -> None:
    with database.write() as tx:
        wanted = Change("https://hooks.example.com/in?token=hush", ["Vendor.Created"], "a very long secret")
        made = subscriptions.create(tx, world.caller, wanted, seals=SEALS, now=NOW)
        change = Change(secret="another long secret", url="https://hooks.example.com/in?token=psst")
        subscriptions.change(tx, world.caller, made["id"], change, seals=SEALS, now=NOW + 1)
        subscriptions.remove(tx, world.caller, made["id"], now=NOW + 2)
        told = [row.data + row.summary for row in tx.execute(select(audit_records)) if "Webhook" in row.event_type]
        assert len(told) == 3
        assert not any(word in one for one in told for word in ("long secret", "hush", "psst"))
        assert '"secret_version"' in told[1]
        assert [event.type.value for event in feed.read(tx, world.org_id, after=0, limit=500)][-3:] == [
            "Webhook.Created",
            "Webhook.Updated",
            "Webhook.Removed",
        ]
