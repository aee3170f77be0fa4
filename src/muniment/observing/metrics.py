"""What a process counts of itself, and its text for Prometheus (exposition format 0.0.4).

Own counters: a dictionary and a lock, 0.2 us each, where a client library would bring a dependency and global state.
A label's value comes from a closed set, route templates and codes: text that a user wrote never becomes one, since each
new value is a time series that the scraper keeps.
"""

from __future__ import annotations

import os
import resource
import threading
import time
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

REQUEST_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
ANALYSIS_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0, 120.0, 300.0, 600.0)

Labels = tuple[str, ...]


class Counter:
    """A number that only grows, for each combination of its labels' values."""

    kind = "counter"

    def __init__(self, name: str, text: str, *labels: str, first: Iterable[Labels] = ()) -> None:
        """`first`: combinations that are shown as 0 from the start, so that their first increase is seen."""
        self.name, self.text = name, text
        self._labels = labels
        self._lock = threading.Lock()
        self._values: dict[Labels, float] = dict.fromkeys(first if labels else ((),), 0)

    def add(self, *labels: str, by: float = 1) -> None:
        """Count one more, or `by` more."""
        with self._lock:
            self._values[labels] = self._values.get(labels, 0) + by

    def value(self, *labels: str) -> float:
        """The number as it stands."""
        return self._values.get(labels, 0)

    def lines(self) -> Iterator[str]:
        """Its samples."""
        with self._lock:
            values = sorted(self._values.items())
        for labels, value in values:
            yield f"{self.name}{_braces(zip(self._labels, labels, strict=True))} {_number(value)}"


class Histogram:
    """How often a measured value fell below each bound, for each combination of its labels' values."""

    kind = "histogram"

    def __init__(self, name: str, text: str, *labels: str, bounds: tuple[float, ...]) -> None:
        self.name, self.text = name, text
        self._labels = labels
        self._bounds = bounds
        self._lock = threading.Lock()
        # The last count is of what exceeds every bound; the number behind it is the sum.
        self._series: dict[Labels, list[float]] = {} if labels else {(): self._empty()}

    def _empty(self) -> list[float]:
        return [0.0] * (len(self._bounds) + 2)

    def observe(self, value: float, *labels: str) -> None:
        """Note a value."""
        place = bisect_left(self._bounds, value)
        with self._lock:
            series = self._series.get(labels)
            if series is None:
                series = self._series[labels] = self._empty()
            series[place] += 1
            series[-1] += value

    def lines(self) -> Iterator[str]:
        """Its samples; a bucket counts everything up to its bound."""
        with self._lock:
            every = sorted((labels, list(series)) for labels, series in self._series.items())
        for labels, series in every:
            named = list(zip(self._labels, labels, strict=True))
            total = 0.0
            for bound, n in zip((*map(_number, self._bounds), "+Inf"), series[:-1], strict=True):
                total += n
                yield f"{self.name}_bucket{_braces([*named, ('le', bound)])} {_number(total)}"
            yield f"{self.name}_sum{_braces(named)} {_number(series[-1])}"
            yield f"{self.name}_count{_braces(named)} {_number(total)}"


class Gauge:
    """Numbers read at this moment: (values of the labels) -> number."""

    kind = "gauge"

    def __init__(self, name: str, text: str, *labels: str, values: Mapping[Labels, float]) -> None:
        self.name, self.text = name, text
        self._labels = labels
        self._values = values

    def lines(self) -> Iterator[str]:
        """Its samples."""
        for labels, value in sorted(self._values.items()):
            yield f"{self.name}{_braces(zip(self._labels, labels, strict=True))} {_number(value)}"


class Reading(Gauge):
    """A number that only grows, which something else counts."""

    kind = "counter"


Family = Counter | Histogram | Gauge


class Metrics:
    """Everything one process counts from its start on."""

    def __init__(self) -> None:
        self.started_at = time.time()
        self.requests = Counter(
            "muniment_http_requests_total",
            "Requests answered; status 499: the client left first; route unmatched: none was reached.",
            "method",
            "route",
            "status",
        )
        self.request_seconds = Histogram(
            "muniment_http_request_seconds",
            "From a request's head to the last byte of its answer, the client's own pace included.",
            "method",
            "route",
            bounds=REQUEST_SECONDS,
        )
        self.response_bytes = Counter("muniment_http_response_bytes_total", "Bytes of answers' bodies.", "route")
        self.uploads = Counter(
            "muniment_uploads_total",
            "Uploads answered well: a new document, or the answer an Idempotency-Key had before.",
            "outcome",
            first=(("created",), ("replayed",)),
        )
        self.uploads_refused = Counter(
            "muniment_uploads_refused_total", "Uploads refused; code client_left: nobody was there any more.", "code"
        )
        self.upload_bytes = Counter(
            "muniment_upload_received_bytes_total", "Bytes of uploads' bodies, of refused ones too."
        )
        self.claims = Counter("muniment_job_claims_total", "Jobs that this process took.", "kind")
        self.failures = Counter("muniment_job_failures_total", "Tries that failed on our side.", "kind")
        self.sandbox_ends = Counter(
            "muniment_sandbox_ends_total", "How the reading of a document ended: ok, or why not.", "code"
        )
        self.settled = Counter(
            "muniment_documents_settled_total",
            "Documents that reached their final status.",
            "status",
            first=(("complete",), ("failed",)),
        )
        self.analysis_seconds = Histogram(
            "muniment_analysis_seconds", "From claim to settled, a document's whole way.", bounds=ANALYSIS_SECONDS
        )

    def families(self) -> tuple[Family, ...]:
        """What is counted, in the order in which it is shown."""
        return (
            self.requests,
            self.request_seconds,
            self.response_bytes,
            self.uploads,
            self.uploads_refused,
            self.upload_bytes,
            self.claims,
            self.failures,
            self.sandbox_ends,
            self.settled,
            self.analysis_seconds,
            *_process(self.started_at),
        )


def render(families: Iterable[Family]) -> str:
    """The text that Prometheus reads."""
    lines: list[str] = []
    for family in families:
        samples = list(family.lines())
        lines += (f"# HELP {family.name} {family.text}", f"# TYPE {family.name} {family.kind}", *samples)
    return "\n".join(lines) + "\n"


def _process(started_at: float) -> Iterator[Family]:
    """This process, under the names that Prometheus' own clients give; without its children."""
    used = os.times()
    yield Reading("process_cpu_seconds_total", "CPU time.", values={(): used.user + used.system})
    yield Gauge("process_start_time_seconds", "When it started.", values={(): started_at})
    yield Gauge("process_resident_memory_bytes", "Resident memory.", values={(): _resident_bytes()})
    try:
        descriptors = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - a count, in the shortest time
    except OSError:
        return
    yield Gauge("process_open_fds", "Open file descriptors.", values={(): descriptors})
    yield Gauge("process_max_fds", "Most of them.", values={(): resource.getrlimit(resource.RLIMIT_NOFILE)[0]})


def _resident_bytes() -> int:
    try:
        with open("/proc/self/statm", "rb") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:  # no Linux: the peak is what there is
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _braces(labels: Iterable[tuple[str, str]]) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
