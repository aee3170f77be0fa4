"""What is counted, and its text for Prometheus (exposition format 0.0.4).

Own counters: a dictionary, a lock and a number that other processes can read (counts.py), 0.3 us each, where a client
library would bring a dependency and global state. A label's value comes from a closed set, route templates and codes:
text that a user wrote never becomes one, since each new value is a time series that the scraper keeps.
"""

from __future__ import annotations

import os
import resource
import threading
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from muniment.observing.counts import Counts, Labels

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

REQUEST_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
ANALYSIS_SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0, 40.0, 60.0, 120.0, 300.0, 600.0)


class _Counted:
    """A family whose series stand in counts: this process's first, of which it writes, then the others'."""

    def __init__(self, name: str, text: str, labels: Labels, width: int, counts: Sequence[Counts]) -> None:
        self.name, self.text = name, text
        self._labels = labels
        self._width = width
        self._counts = counts or (Counts("main"),)
        self._numbers = self._counts[0].numbers
        self._lock = threading.Lock()
        self._places: dict[Labels, int] = {}

    def _place(self, labels: Labels) -> int:
        """Where this process's series begins. Under the lock."""
        place = self._places.get(labels)
        if place is None:
            place = self._places[labels] = self._counts[0].place(self.name, labels, self._width)
        return place

    def _totals(self) -> list[tuple[Labels, list[float]]]:
        """Each series, added up over every process."""
        totals: dict[Labels, list[float]] = {}
        for counts in self._counts:
            for labels, numbers in counts.series(self.name):
                known = totals.get(labels)
                totals[labels] = numbers if known is None else [a + b for a, b in zip(known, numbers, strict=True)]
        return sorted(totals.items())


class Counter(_Counted):
    """A number that only grows, for each combination of its labels' values."""

    kind = "counter"

    def __init__(
        self, name: str, text: str, *labels: str, first: Iterable[Labels] = (), counts: Sequence[Counts] = ()
    ) -> None:
        """`first`: combinations that are shown as 0 from the start, so that their first increase is seen."""
        super().__init__(name, text, labels, 1, counts)
        for combination in first if labels else ((),):
            self._place(combination)

    def add(self, *labels: str, by: float = 1) -> None:
        """Count one more, or `by` more."""
        with self._lock:
            self._numbers[self._place(labels)] += by

    def value(self, *labels: str) -> float:
        """The number as it stands."""
        return dict(self._totals()).get(labels, [0.0])[0]

    def lines(self) -> Iterator[str]:
        """Its samples."""
        for labels, (value,) in self._totals():
            yield f"{self.name}{_braces(zip(self._labels, labels, strict=True))} {_number(value)}"


class Level(Counter):
    """How many there are at this moment; of a process that has just begun, none."""

    kind = "gauge"

    def __init__(self, name: str, text: str, *, counts: Sequence[Counts] = ()) -> None:
        super().__init__(name, text, counts=counts)
        self._numbers[self._place(())] = 0


class Histogram(_Counted):
    """How often a measured value fell below each bound, for each combination of its labels' values."""

    kind = "histogram"

    def __init__(
        self, name: str, text: str, *labels: str, bounds: tuple[float, ...], counts: Sequence[Counts] = ()
    ) -> None:
        # The last count is of what exceeds every bound; the number behind it is the sum.
        super().__init__(name, text, labels, len(bounds) + 2, counts)
        self._bounds = bounds
        if not labels:
            self._place(())

    def observe(self, value: float, *labels: str) -> None:
        """Note a value."""
        bucket = bisect_left(self._bounds, value)
        with self._lock:
            place = self._place(labels)
            self._numbers[place + bucket] += 1
            self._numbers[place + self._width - 1] += value

    def lines(self) -> Iterator[str]:
        """Its samples; a bucket counts everything up to its bound."""
        for labels, series in self._totals():
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
    """Everything that the processes of one installation count, of which this one is the first."""

    def __init__(self, counts: Sequence[Counts] = ()) -> None:
        """`counts`: this process's own, then those of the processes it is shown with."""
        self._counts = counts = counts or (Counts("main"),)
        counts[0].take_over()
        self.requests = Counter(
            "muniment_http_requests_total",
            "Requests answered; status 499: the client left first; route unmatched: none was reached.",
            "method",
            "route",
            "status",
            counts=counts,
        )
        self.request_seconds = Histogram(
            "muniment_http_request_seconds",
            "From a request's head to the last byte of its answer, the client's own pace included.",
            "method",
            "route",
            bounds=REQUEST_SECONDS,
            counts=counts,
        )
        self.response_bytes = Counter(
            "muniment_http_response_bytes_total", "Bytes of answers' bodies.", "route", counts=counts
        )
        self.uploads = Counter(
            "muniment_uploads_total",
            "Uploads answered well: a new document, or the answer an Idempotency-Key had before.",
            "outcome",
            first=(("created",), ("replayed",)),
            counts=counts,
        )
        self.uploads_refused = Counter(
            "muniment_uploads_refused_total",
            "Uploads refused; code client_left: nobody was there any more.",
            "code",
            counts=counts,
        )
        self.upload_bytes = Counter(
            "muniment_upload_received_bytes_total", "Bytes of uploads' bodies, of refused ones too.", counts=counts
        )
        self.lingering = Level("muniment_lingering", "Refused uploads that are still being read.", counts=counts)
        self.claims = Counter("muniment_job_claims_total", "Jobs taken.", "kind", counts=counts)
        self.failures = Counter("muniment_job_failures_total", "Tries that failed on our side.", "kind", counts=counts)
        self.sandbox_ends = Counter(
            "muniment_sandbox_ends_total", "How the reading of a document ended: ok, or why not.", "code", counts=counts
        )
        self.settled = Counter(
            "muniment_documents_settled_total",
            "Documents that reached their final status.",
            "status",
            first=(("complete",), ("failed",)),
            counts=counts,
        )
        self.analysis_seconds = Histogram(
            "muniment_analysis_seconds",
            "From claim to settled, a document's whole way.",
            bounds=ANALYSIS_SECONDS,
            counts=counts,
        )

        self.pages_drawn = Counter(
            "muniment_pages_drawn_total",
            "Pages looked at to be drawn or marked, and not found kept: done, a reason why not, or busy.",
            "end",
            counts=counts,
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
            self.pages_drawn,
            self.lingering,
            *_processes(self._counts),
        )


def render(families: Iterable[Family]) -> str:
    """The text that Prometheus reads."""
    lines: list[str] = []
    for family in families:
        samples = list(family.lines())
        lines += (f"# HELP {family.name} {family.text}", f"# TYPE {family.name} {family.kind}", *samples)
    return "\n".join(lines) + "\n"


def _processes(every: Sequence[Counts]) -> Iterator[Family]:
    """Each living process, under the names that Prometheus' own clients give; without its children."""
    found: dict[Labels, tuple[Counts, _Used]] = {
        (one.process,): (one, used) for one in every if one.pid and (used := _used(one.pid)) is not None
    }
    shown = "process"
    values: dict[Labels, float] = {name: used.cpu_seconds for name, (_, used) in found.items()}
    yield Reading("process_cpu_seconds_total", "CPU time.", shown, values=values)
    values = {name: one.started_at for name, (one, _) in found.items()}
    yield Gauge("process_start_time_seconds", "When it started.", shown, values=values)
    values = {name: used.resident_bytes for name, (_, used) in found.items()}
    yield Gauge("process_resident_memory_bytes", "Resident memory.", shown, values=values)
    values = {name: used.descriptors for name, (_, used) in found.items()}
    yield Gauge("process_open_fds", "Open file descriptors.", shown, values=values)
    values = {name: used.most_descriptors for name, (_, used) in found.items()}
    yield Gauge("process_max_fds", "Most of them.", shown, values=values)


@dataclass(frozen=True, slots=True)
class _Used:
    cpu_seconds: float
    resident_bytes: int
    descriptors: int
    most_descriptors: int


def _used(pid: int) -> _Used | None:
    """What a process of ours uses (proc(5)); None when it is gone, or where there is no /proc."""
    folder = Path("/proc") / str(pid)
    try:
        # Behind the name, which is in brackets and may hold anything: user and system time are fields 14 and 15.
        fields = (folder / "stat").read_text().rpartition(")")[2].split()
        pages = int((folder / "statm").read_text().split()[1])
        descriptors = len(list((folder / "fd").iterdir()))
        most_descriptors = resource.prlimit(pid, resource.RLIMIT_NOFILE)[0]
    except (OSError, IndexError):
        return None
    cpu_seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return _Used(cpu_seconds, pages * resource.getpagesize(), descriptors, most_descriptors)


def _braces(labels: Iterable[tuple[str, str]]) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels)
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
