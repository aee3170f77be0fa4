"""An effect and its remembered answer happen together, once, however many ask."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from muniment import clock, idempotency
from muniment.accounts.organisations import ensure_organisation
from muniment.db.engine import Database
from muniment.db.tables import idempotency_keys, organisations
from muniment.errors import IdempotencyInFlightError, IdempotencyMismatchError, InvalidIdempotencyKeyError
from muniment.idempotency import Answer, IdempotencyKey
from tests.builders import NOW

DAY = 86_400
KEY = IdempotencyKey(org_id="org", endpoint="upload", key="k1")


def _effect(
    database: Database,
    key: IdempotencyKey = KEY,
    *,
    now: int = NOW,
    body: bytes = b"first",
    content: bytes = b"content",
) -> Answer:
    """Makes an organisation named after the body unless the key has an answer."""
    with database.write() as tx:
        earlier = idempotency.claim(tx, key, content=content, now=now, lifetime_seconds=DAY)
        if earlier is not None:
            return earlier
        ensure_organisation(tx, body.decode(), now=now)
        answer = Answer(status=201, body=body)
        idempotency.remember(tx, key, answer, content=content, now=now)
        return answer


def _effects(database: Database) -> int:
    with database.read() as tx:
        return int(tx.execute(select(func.count()).select_from(organisations)).scalar_one())


def test_second_call_gets_the_first_answer_byte_for_byte(database: Database) -> None:
    assert _effect(database, body=b"first") == Answer(status=201, body=b"first")
    assert _effect(database, body=b"second") == Answer(status=201, body=b"first", is_replay=True)
    assert _effects(database) == 1


@pytest.mark.parametrize(
    "other",
    [
        IdempotencyKey(org_id="other", endpoint="upload", key="k1"),
        IdempotencyKey(org_id="org", endpoint="vendors", key="k1"),
        IdempotencyKey(org_id="org", endpoint="upload", key="K1"),
        IdempotencyKey(org_id="org", endpoint="upload", key="k1 "),
    ],
)
def test_key_counts_within_organisation_endpoint_and_exact_spelling(database: Database, other: IdempotencyKey) -> None:
    _effect(database, body=b"first")
    assert _effect(database, other, body=b"second") == Answer(status=201, body=b"second")


def test_twelve_threads_have_one_effect(database: Database) -> None:
    start = threading.Barrier(12)

    def call(number: int) -> Answer:
        start.wait()
        return _effect(database, body=b"by %d" % number)

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(call, range(12)))
    assert _effects(database) == 1
    assert len({answer.body for answer in answers}) == 1
    assert sorted(answer.is_replay for answer in answers) == [False] + [True] * 11


def test_twelve_threads_of_three_processes_have_one_effect(
    database: Database, open_again: Callable[[], Database]
) -> None:
    databases = [database, open_again(), open_again()]
    start = threading.Barrier(12)

    def call(number: int) -> Answer:
        start.wait()
        return _effect(databases[number % 3], body=b"by %d" % number)

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(call, range(12)))
    assert _effects(database) == 1
    assert len({answer.body for answer in answers}) == 1


def test_expired_key_is_taken_over_once(database: Database) -> None:
    _effect(database, body=b"old")
    start = threading.Barrier(12)

    def call(number: int) -> Answer:
        start.wait()
        return _effect(database, now=NOW + DAY, body=b"by %d" % number)

    with ThreadPoolExecutor(12) as threads:
        answers = list(threads.map(call, range(12)))
    assert _effects(database) == 2
    assert len({answer.body for answer in answers}) == 1
    assert answers[0].body != b"old"


def test_answer_is_remembered_until_its_last_second(database: Database) -> None:
    _effect(database, body=b"first")
    with database.read() as tx:
        last = idempotency.recall(tx, KEY, now=NOW + DAY - 1, lifetime_seconds=DAY)
        after = idempotency.recall(tx, KEY, now=NOW + DAY, lifetime_seconds=DAY)
    assert last == Answer(status=201, body=b"first", is_replay=True)
    assert after is None


def test_effect_that_fails_leaves_nothing_and_frees_the_key(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as tx:
        idempotency.claim(tx, KEY, content=b"content", now=NOW, lifetime_seconds=DAY)
        raise RuntimeError
    with database.read() as tx:
        assert tx.execute(select(idempotency_keys)).all() == []
    assert _effect(database, body=b"second") == Answer(status=201, body=b"second")


def test_one_that_waits_for_a_failing_one_has_the_effect(database: Database) -> None:
    claimed, may_fail = threading.Event(), threading.Event()

    def fail() -> None:
        with pytest.raises(RuntimeError), database.write() as tx:
            idempotency.claim(tx, KEY, content=b"content", now=NOW, lifetime_seconds=DAY)
            claimed.set()
            may_fail.wait(10)
            raise RuntimeError

    with ThreadPoolExecutor(2) as threads:
        failing = threads.submit(fail)
        claimed.wait(10)
        waiting = threads.submit(_effect, database, body=b"second")
        may_fail.set()
        failing.result(30)
        assert waiting.result(30) == Answer(status=201, body=b"second")


# A strict key


STRICT = replace(KEY, is_strict=True)


def _under_way(
    database: Database, key: IdempotencyKey = STRICT, *, lease_seconds: int = 60
) -> AbstractContextManager[None]:
    return idempotency.under_way(database, key, lifetime_seconds=DAY, lease_seconds=lease_seconds)


def test_strict_key_is_refused_for_other_content_and_answers_the_same(database: Database) -> None:
    _effect(database, now=clock.now())
    assert _effect(database, STRICT, now=clock.now()).is_replay
    with pytest.raises(IdempotencyMismatchError):
        _effect(database, STRICT, now=clock.now(), content=b"other")
    assert _effect(database, now=clock.now(), content=b"other").is_replay  # who is not strict is not asked
    assert _effects(database) == 1


def test_strict_key_is_refused_while_its_first_request_is_under_way(database: Database) -> None:
    with _under_way(database):
        with pytest.raises(IdempotencyInFlightError), _under_way(database):
            raise AssertionError
        _effect(database, STRICT, now=clock.now())
    with _under_way(database):  # answered: it is the content that decides
        assert _effect(database, STRICT, now=clock.now()).is_replay


def test_request_that_fails_frees_its_strict_key(database: Database) -> None:
    with pytest.raises(RuntimeError), _under_way(database):
        raise RuntimeError
    with database.read() as tx:
        assert tx.execute(select(idempotency_keys)).all() == []


def test_lease_of_a_killed_server_ends(database: Database) -> None:
    killed = _under_way(database)
    killed.__enter__()
    with database.write() as tx:
        tx.execute(update(idempotency_keys).values(created_at=idempotency_keys.c.created_at - 59))
    with pytest.raises(IdempotencyInFlightError), _under_way(database):
        raise AssertionError
    with database.write() as tx:
        tx.execute(update(idempotency_keys).values(created_at=idempotency_keys.c.created_at - 1))
    with _under_way(database):
        assert not _effect(database, STRICT, now=clock.now()).is_replay
    killed.__exit__(None, None, None)  # here, and not whenever it is collected


def test_lease_is_in_nobodys_way_who_is_not_strict(database: Database) -> None:
    with _under_way(database), _under_way(database, KEY):
        assert not _effect(database, now=clock.now()).is_replay
        assert _effect(database, now=clock.now()).is_replay


@pytest.mark.parametrize(("value", "is_strict"), [(None, False), ("true", True), ("True", True), ("false", False)])
def test_header_of_strictness_says_true_or_false(value: str | None, is_strict: bool) -> None:
    assert idempotency.parse_strict(value) is is_strict


@pytest.mark.parametrize("value", ["", "1", "yes", "?1", "true, true"])
def test_any_other_strictness_is_refused(value: str) -> None:
    with pytest.raises(InvalidIdempotencyKeyError, match="true or false"):
        idempotency.parse_strict(value)


def test_forgetting_removes_what_is_past_its_lifetime_only(database: Database) -> None:
    young = IdempotencyKey(org_id="org", endpoint="upload", key="k2")
    _effect(database, body=b"old")
    _effect(database, young, now=NOW + 1, body=b"young")
    with database.write() as tx:
        assert idempotency.forget_expired(tx, now=NOW + DAY, lifetime_seconds=DAY, limit=9) == 1
        assert idempotency.recall(tx, young, now=NOW + DAY, lifetime_seconds=DAY) is not None


def test_no_header_is_no_key() -> None:
    assert idempotency.parse_key(None) is None


@given(st.text(alphabet=st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=255))
def test_printable_ascii_is_taken_as_it_is(value: str) -> None:
    assert idempotency.parse_key(value) == value


@given(st.text(max_size=400).filter(lambda v: not (1 <= len(v) <= 255 and all(" " <= c <= "~" for c in v))))
def test_any_other_key_is_refused(value: str) -> None:
    with pytest.raises(InvalidIdempotencyKeyError):
        idempotency.parse_key(value)
