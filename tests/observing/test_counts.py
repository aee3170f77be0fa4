"""Counts in memory that several processes share."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable

import pytest

from muniment.observing import counts as module
from muniment.observing.counts import Counts, shared_memory
from muniment.observing.metrics import Counter, Histogram, Metrics, render
from tests.observing.test_metrics import parse


def _in_child(work: Callable[[], object]) -> None:
    """Run it in a forked process, which then dies without tidying up."""
    with warnings.catch_warnings():
        # From 3.12 on a fork beside pytest's own threads warns; this child takes no lock of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


def test_what_another_process_counts_is_added_to_ones_own() -> None:
    mine, theirs = shared_memory(), shared_memory()
    metrics = Metrics([Counts("api-1", mine), Counts("worker", theirs)])
    metrics.settled.add("complete")

    def count() -> None:
        other = Metrics([Counts("worker", theirs), Counts("api-1", mine)])
        other.settled.add("complete", by=2)
        other.sandbox_ends.add("corrupt")
        other.analysis_seconds.observe(0.3)

    _in_child(count)
    samples = parse(render(metrics.families()))
    assert samples['muniment_documents_settled_total{status="complete"}'] == 3
    assert samples['muniment_sandbox_ends_total{code="corrupt"}'] == 1
    assert samples["muniment_analysis_seconds_count"] == 1
    assert samples['muniment_analysis_seconds_bucket{le="0.5"}'] == 1


def test_counts_go_on_where_a_process_that_died_left_them() -> None:
    memory = shared_memory()

    def count() -> None:
        one = Metrics([Counts("api-1", memory)])
        one.requests.add("GET", "/v1/documents", "200")
        one.lingering.add()

    _in_child(count)
    _in_child(count)
    again = Metrics([Counts("api-1", memory)])
    again.requests.add("GET", "/v1/documents", "200")
    samples = parse(render(again.families()))
    assert samples['muniment_http_requests_total{method="GET",route="/v1/documents",status="200"}'] == 3
    assert samples["muniment_lingering"] == 0  # what was under way ended with its process


def test_processes_are_shown_by_their_names_while_they_live() -> None:
    mine, theirs = shared_memory(), shared_memory()
    metrics = Metrics([Counts("api-1", mine), Counts("worker", theirs)])
    _in_child(lambda: Metrics([Counts("worker", theirs)]))
    samples = parse(render(metrics.families()))
    assert {key for key in samples if key.startswith("process_start")} == {
        'process_start_time_seconds{process="api-1"}'
    }


def test_series_that_find_no_place_are_left_out_and_harm_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_KEY_BYTES", 64)
    counts = [Counts("api-1")]
    counter = Counter("things_total", "Things.", "kind", counts=counts)
    histogram = Histogram("seconds", "Time.", "kind", bounds=(1.0,), counts=counts)
    for kind in ("a", "b", "c", "d"):
        counter.add(kind)
        histogram.observe(0.5, kind)
    assert {key: value for key, value in parse(render([counter, histogram])).items() if value} == {
        'things_total{kind="a"}': 1,
        'seconds_bucket{kind="a",le="1"}': 1,
        'seconds_bucket{kind="a",le="+Inf"}': 1,
        'seconds_sum{kind="a"}': 0.5,
        'seconds_count{kind="a"}': 1,
    }


def test_key_that_a_process_did_not_finish_is_not_seen() -> None:
    memory = shared_memory()
    Counter("things_total", "Things.", "kind", counts=[Counts("api-1", memory)]).add("a")
    # Killed after its key was written and before it counted.
    used = memory.find(b"\n") + 1
    memory[used : used + 5] = b'["thi'
    counter = Counter("things_total", "Things.", "kind", counts=[Counts("api-1", memory)])
    counter.add("b")
    assert parse(render([counter])) == {'things_total{kind="a"}': 1, 'things_total{kind="b"}': 1}
