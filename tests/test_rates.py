"""A key's rate: so many at once, so many again in a time, in memory of a fixed size that processes share."""

from __future__ import annotations

from itertools import count

import pytest

from muniment import rates
from muniment.rates import MICROSECONDS, Rates, Standing


class Clock:
    """Microseconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 5 * MICROSECONDS

    def __call__(self) -> int:
        return self.now


def test_so_many_are_answered_at_once_and_one_more_is_told_when(requests: int = 6, seconds: int = 60) -> None:
    buckets = Rates(clock=Clock())
    left = [buckets.take("a", requests=requests, seconds=seconds) for _ in range(requests)]
    assert [one.remaining for one in left] == [5, 4, 3, 2, 1, 0]
    assert [one.reset_seconds for one in left] == [10, 20, 30, 40, 50, 60]
    over = buckets.take("a", requests=requests, seconds=seconds)
    assert over == Standing(limit=6, remaining=0, reset_seconds=60, retry_after_seconds=10)


@pytest.mark.parametrize(("requests", "seconds"), [(1, 1), (3, 7), (600, 60), (7, 86_400), (20_000, 1)])
def test_who_waits_as_told_is_answered_and_not_a_microsecond_before(requests: int, seconds: int) -> None:
    clock = Clock()
    buckets = Rates(clock=clock)
    taken = next(n for n in count() if buckets.take("a", requests=requests, seconds=seconds).retry_after_seconds)
    assert taken == pytest.approx(requests, rel=0.01)
    clock.now += seconds * MICROSECONDS // requests - 1
    retry_after = buckets.take("a", requests=requests, seconds=seconds).retry_after_seconds
    assert retry_after == 1
    clock.now += 1
    assert buckets.take("a", requests=requests, seconds=seconds).retry_after_seconds is None


def test_largest_rate_of_the_settings_has_an_interval_of_a_microsecond() -> None:
    clock = Clock()
    buckets = Rates(clock=clock)
    left = [buckets.take("a", requests=1_000_000, seconds=1).remaining for _ in range(2)]
    clock.now += 1
    left.append(buckets.take("a", requests=1_000_000, seconds=1).remaining)
    assert left == [999_999, 999_998, 999_998]


def test_refused_request_uses_nothing() -> None:
    clock = Clock()
    buckets = Rates(clock=clock)
    for _ in range(50):
        buckets.take("a", requests=2, seconds=60)
    clock.now += 60 * MICROSECONDS
    assert buckets.take("a", requests=2, seconds=60).remaining == 1


def test_each_key_has_its_own_rate() -> None:
    buckets = Rates(clock=Clock())
    standings = [buckets.take(f"key {n}", requests=1, seconds=60) for n in range(1000)]
    assert all(one.retry_after_seconds is None for one in standings)
    assert all(buckets.take(f"key {n}", requests=1, seconds=60).retry_after_seconds for n in range(1000))


def test_processes_that_share_memory_share_the_rate() -> None:
    memory, clock = rates.shared_memory(), Clock()
    one, other = Rates(memory, clock=clock), Rates(memory, clock=clock)
    assert one.take("a", requests=2, seconds=60).remaining == 1
    assert other.take("a", requests=2, seconds=60).remaining == 0
    assert one.take("a", requests=2, seconds=60).retry_after_seconds == 30


def test_key_that_finds_no_place_takes_the_fullest_bucket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "_BUCKETS", 4)
    monkeypatch.setattr(rates, "_PLACES", 4)
    buckets = Rates(clock=Clock())
    for name, times in {"a": 4, "b": 1, "c": 3, "d": 2}.items():
        for _ in range(times):
            buckets.take(name, requests=9, seconds=9)
    buckets.take("new", requests=9, seconds=9)
    left = {name: buckets.take(name, requests=9, seconds=9).remaining for name in ("a", "c", "d", "new")}
    assert left == {"a": 4, "c": 5, "d": 6, "new": 7}
