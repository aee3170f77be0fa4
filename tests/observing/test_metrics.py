"""Counters, and their text as Prometheus reads it."""

from __future__ import annotations

import re
import threading
import time

import pytest

from muniment.observing.metrics import Counter, Gauge, Histogram, Metrics, render

_SAMPLE = re.compile(
    r'([a-z_]+)(?:\{([a-z_]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z_]+="(?:[^"\\\n]|\\["\\n])*")*)\})? (\S+)'
)


def parse(text: str) -> dict[str, float]:
    """Every sample of an exposition in format 0.0.4; anything that is not one fails the test."""
    assert text.endswith("\n")
    samples: dict[str, float] = {}
    family, kind = "", ""
    for line in text.splitlines():
        if line.startswith("# HELP "):
            family = line.split()[2]
        elif line.startswith("# TYPE "):
            _, _, name, kind = line.split()
            assert name == family
            assert kind in ("counter", "gauge", "histogram")
        else:
            match = _SAMPLE.fullmatch(line)
            assert match is not None, line
            endings = ("_bucket", "_sum", "_count") if kind == "histogram" else ("",)
            assert match[1] in {family + ending for ending in endings}, line
            key = match[1] if match[2] is None else f"{match[1]}{{{match[2]}}}"
            assert key not in samples, f"twice: {key}"
            samples[key] = float(match[3])
    return samples


def test_counter_counts_each_combination_of_labels() -> None:
    counter = Counter("things_total", "Things.", "kind", "size", first=(("a", "small"),))
    counter.add("b", "small")
    counter.add("b", "small", by=2)
    assert parse(render([counter])) == {
        'things_total{kind="a",size="small"}': 0,
        'things_total{kind="b",size="small"}': 3,
    }


def test_counter_without_labels_is_shown_from_the_start() -> None:
    assert parse(render([Counter("things_total", "Things.")])) == {"things_total": 0}


def test_histogram_counts_a_value_in_every_bucket_from_its_bound_on() -> None:
    histogram = Histogram("seconds", "Time.", "route", bounds=(0.1, 1.0))
    for value in (0.05, 0.1, 0.5, 3.0):
        histogram.observe(value, "/x")
    assert parse(render([histogram])) == {
        'seconds_bucket{route="/x",le="0.1"}': 2,
        'seconds_bucket{route="/x",le="1"}': 3,
        'seconds_bucket{route="/x",le="+Inf"}': 4,
        'seconds_sum{route="/x"}': pytest.approx(3.65),
        'seconds_count{route="/x"}': 4,
    }


def test_label_cannot_break_out_of_its_quotes() -> None:
    gauge = Gauge("info", "About.", "text", values={('a"b\\c\nd',): 1})
    assert render([gauge]).splitlines()[-1] == 'info{text="a\\"b\\\\c\\nd"} 1'
    parse(render([gauge]))


def test_threads_lose_no_count() -> None:
    counter, histogram = Counter("things_total", "Things.", "kind"), Histogram("seconds", "Time.", bounds=(1.0,))

    def count() -> None:
        for _ in range(5000):
            counter.add("a")
            histogram.observe(0.5)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counter.value("a") == 20_000
    assert parse(render([histogram]))["seconds_count"] == 20_000


def test_every_family_of_a_fresh_process_can_be_read() -> None:
    samples = parse(render(Metrics().families()))
    assert samples['process_resident_memory_bytes{process="main"}'] > 1_000_000
    assert samples['process_start_time_seconds{process="main"}'] == pytest.approx(time.time(), abs=60)
    assert samples['process_cpu_seconds_total{process="main"}'] > 0
    assert samples['muniment_documents_settled_total{status="complete"}'] == 0
