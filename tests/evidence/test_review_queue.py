"""Documents that want a person, each with its reasons, for as long as they want one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from muniment.analysis.findings import failed
from muniment.documents import lifecycle, manage
from muniment.documents.manage import Change
from muniment.documents.wants import ANY, Reason
from muniment.errors import DocumentNotFoundError, VendorNotFoundError
from muniment.evidence import review_queue
from muniment.evidence.review_queue import Waiting
from tests.builders import NOW
from tests.evidence.conftest import RULES, SOC2, Room, fact, findings

DAY = 86_400
_IN_3000 = 32_503_680_000
GOOD = findings(fact("period_end", "2025-06-30"))


def _page(room: Room, *, caller: Any = None, now: int = NOW, **asked: Any) -> list[dict[str, Any]]:
    """The whole queue, read in pages of two, whose total says how many there are."""
    after, found = None, []
    while True:
        with room.database.read() as tx:
            waiting = Waiting(now, **asked)
            data, total, after = review_queue.page(tx, caller or room.world.caller, waiting, after=after, limit=2)
        found += data
        if after is None:
            assert total == len(found)
            return found
        assert re.fullmatch(review_queue.CURSOR_PATTERN, after)


def _waiting(room: Room, **asked: Any) -> list[str]:
    return [one["document"]["id"] for one in _page(room, **asked)]


@pytest.mark.parametrize(
    ("found", "reasons", "said"),
    [
        (GOOD, [], ""),
        (failed("encrypted"), ["failed"], "password"),
        (findings(document_type=None, confidence=0.3), ["unnamed"], "no type"),
        (findings(confidence=0.71), ["low_confidence"], "0.71"),
        (findings(confidence=0.8), [], ""),
        (findings(warned={"facts_contradict": "period_start and period_end"}), ["contradiction"], "period_start"),
        (findings(warned={"items_differ": "3 and 5"}), ["contradiction"], "3 and 5"),
        (findings(fact("expires_on", "2020-01-31")), ["expired"], "It expired on 2020-01-31."),
        (findings(fact("expires_on", "2999-01-31")), ["expired"], "It expired on 2999-01-31."),
    ],
)  # fmt: skip
def test_what_is_found_gives_its_reason_with_a_sentence(room: Room, found: Any, reasons: list[str], said: str) -> None:
    document_id = room.document()
    room.find(document_id, found)
    assert room.reasons(document_id) == reasons
    shown = _page(room, now=_IN_3000)
    assert [each["reason"] for one in shown for each in one["reasons"]] == reasons
    assert all(said in one["reasons"][0]["message"] for one in shown)


def test_document_expires_into_the_queue_without_anybody_s_doing(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, findings(fact("expires_on", "2026-03-31"), confidence=0.7))
    room.withdraw(document_id)
    day = 1_774_915_200  # 2026-03-31
    for now, reasons in ((day + DAY - 1, ["low_confidence"]), (day + DAY, ["low_confidence", "expired"])):
        (one,) = _page(room, now=now)
        assert [each["reason"] for each in one["reasons"]] == reasons
    assert _waiting(room, now=day + DAY - 1, reason=Reason.EXPIRED) == []
    assert _waiting(room, now=day + DAY, reason=Reason.EXPIRED) == [document_id]


def test_review_takes_a_document_out_and_withdrawing_it_back_in(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, findings(document_type=None))
    assert _waiting(room) == [document_id]
    room.say(document_id, None)
    assert _waiting(room) == []
    room.find(document_id, failed("corrupt"))
    assert _waiting(room) == []
    room.withdraw(document_id)
    assert _waiting(room) == [document_id]


def test_document_under_analysis_archived_or_named_by_a_caller_wants_nobody(room: Room) -> None:
    document_id, caller = room.document(), room.world.caller
    room.find(document_id, findings(document_type=None))
    with room.database.write() as tx:
        manage.archive(tx, caller, document_id, now=NOW)
    assert room.reasons(document_id) == []
    with room.database.write() as tx:
        manage.restore(tx, caller, document_id, now=NOW)
    assert room.reasons(document_id) == ["unnamed"]
    with room.database.write() as tx:
        lifecycle.begin_again(tx, caller, lifecycle.hold(tx, caller, document_id), now=NOW)
    assert room.reasons(document_id) == []
    room.find(document_id, findings(confidence=0.7))
    assert room.reasons(document_id) == ["low_confidence"]
    with room.database.write() as tx:
        manage.change(tx, caller, document_id, Change(document_type=SOC2), rules=RULES, now=NOW)
    assert room.reasons(document_id) == []


def test_filters_cursor_and_order(room: Room) -> None:
    made = [room.document(now=NOW + n * DAY) for n in range(5)]
    for document_id in made:
        room.find(document_id, findings(document_type=None))
    with room.database.write() as tx:
        other = manage.find(tx, room.world.caller, made[2])
    assert other.vendor_id == room.world.vendor.id
    later = NOW + 9 * DAY
    assert _waiting(room, now=later) == made[::-1]
    assert _waiting(room, now=later, reason=Reason.UNNAMED) == made[::-1]
    assert _waiting(room, now=later, reason=Reason.FAILED) == []
    assert _waiting(room, now=later, vendor_id=room.world.vendor.id) == made[::-1]
    assert _waiting(room, now=later, vendor_id=room.world.other_vendor.id) == []
    bound = replace(room.world.caller, vendor_ids=frozenset({room.world.other_vendor.id}))
    assert _waiting(room, now=later, caller=bound) == []
    assert _waiting(room, now=later, caller=room.world.other_caller) == []
    with pytest.raises(VendorNotFoundError):
        _waiting(room, vendor_id=room.world.foreign_vendor.id)


def test_cursor_of_a_day_to_come_shows_nothing_before_its_time(room: Room) -> None:
    document_id = room.document()
    room.find(document_id, findings(fact("expires_on", "2990-01-31")))
    with room.database.read() as tx:
        data, total, _ = review_queue.page(tx, room.caller, Waiting(NOW), after="2999-01-01.1", limit=2)
    assert (data, total) == ([], 0)


def test_what_stands_beside_a_document_is_what_its_list_has(room: Room) -> None:
    made = [room.document(now=NOW + n * DAY) for n in range(3)]
    good = room.document()
    for document_id in made:
        room.find(document_id, findings(document_type=None))
    room.find(good, GOOD)
    listed, waiting = made[::-1], Waiting(NOW + 9 * DAY)
    with room.database.read() as tx:
        found = [review_queue.beside(tx, room.caller, waiting, one) for one in (*listed, good)]
        narrowed = review_queue.beside(tx, room.caller, replace(waiting, reason=Reason.FAILED), listed[0])
    assert [(one.previous, one.following, one.is_waiting) for one in found] == [
        (None, listed[1], True),
        (listed[0], listed[2], True),
        (listed[1], None, True),
        (None, listed[0], False),
    ]
    assert (narrowed.previous, narrowed.following, narrowed.is_waiting) == (None, None, False)


def test_nothing_stands_beside_what_is_no_document(room: Room) -> None:
    with room.database.read() as tx, pytest.raises(DocumentNotFoundError):
        review_queue.beside(tx, room.caller, Waiting(NOW), "\0")


def test_counts_are_those_of_the_lists(room: Room) -> None:
    for found in (failed("corrupt"), findings(document_type=None), findings(document_type=None), GOOD):
        room.find(room.document(), found)
    with room.database.read() as tx:
        counted = review_queue.counts(tx, room.world.caller, Waiting(NOW))
    assert counted == {ANY: 3, "failed": 1, "unnamed": 2, "low_confidence": 0, "contradiction": 0, "expired": 0}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # PostgreSQL reads a table of two rows whole
def test_page_of_a_long_queue_reads_an_index_alone(room: Room) -> None:
    asked = review_queue.rows_behind(
        [review_queue.review_wants.c.org_id == room.world.org_id, review_queue.review_wants.c.reason == ANY],
        after="2026-01-01.5",
        limit=3,
    )
    with room.database.read() as tx:
        said = asked.compile(tx, compile_kwargs={"literal_binds": True})
        ((*_, plan),) = tx.exec_driver_sql(f"EXPLAIN QUERY PLAN {said}").all()
    assert "COVERING INDEX ix_review_wants_org (org_id=? AND reason=? AND (wanted_on,seq)<(?,?))" in plan
