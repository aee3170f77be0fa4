"""What the server makes of a child's last words; the children here are played by the test."""

from __future__ import annotations

import json
import signal
import socket
import threading
from collections.abc import Iterator

import pytest

from muniment.reading.sandbox import frames
from muniment.reading.sandbox.confine import SandboxLimits
from muniment.reading.sandbox.watch import Outcome, RefusedError, ZygoteGoneError, watch
from muniment.reading.sandbox.zygote import FAILURE, RESULT


class Child:
    """The other ends of a child's channel and line."""

    def __init__(self) -> None:
        self.ours, self.channel = socket.socketpair()
        self.our_line, self.line = socket.socketpair()

    def close(self) -> None:
        for one in (self.ours, self.channel, self.our_line, self.line):
            one.close()

    def tell(self, **report: object) -> None:
        self.line.send(json.dumps(report).encode() + b"\n")

    def end(self, status: int, *, cpu: float = 0.1, peak: int = 100, out_of_memory: bool = False) -> None:
        self.channel.close()
        self.tell(status=status, cpu_seconds=cpu, peak_bytes=peak, out_of_memory=out_of_memory)

    def outcome(self, **limits: float) -> Outcome:
        wanted = SandboxLimits(**{"memory_bytes": 1000, "cpu_seconds": 5, "wall_seconds": 5, **limits})
        return watch(self.ours, self.our_line, b"{}", limits=wanted, stops=[], ocr=None)


@pytest.fixture
def child() -> Iterator[Child]:
    one = Child()
    yield one
    one.close()


def test_value_of_a_child_that_ended_well_counts(child: Child) -> None:
    frames.send(child.channel, RESULT, b'{"a": 1}')
    child.end(0, cpu=0.25, peak=77)
    outcome = child.outcome()
    assert (outcome.value, outcome.code, outcome.cpu_seconds, outcome.peak_bytes) == ({"a": 1}, None, 0.25, 77)


def test_value_of_a_child_that_died_does_not_count(child: Child) -> None:
    frames.send(child.channel, RESULT, b'{"a": 1}')
    child.end(signal.SIGSEGV)
    outcome = child.outcome()
    assert (outcome.value, outcome.code) == (None, "crashed")


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        (RESULT, b"no json"),
        (RESULT, b"[1]"),
        (RESULT, b'"\xff"'),
        (RESULT, b"[" * 100_000),
        (FAILURE, b"{}"),
        (FAILURE, b'{"code": "Robert\'); DROP TABLE documents;--"}'),
        (FAILURE, b'{"code": 7}'),
    ],
)
def test_nonsense_is_crashed(child: Child, kind: bytes, payload: bytes) -> None:
    frames.send(child.channel, kind, payload)
    child.end(0)
    assert child.outcome().code == "crashed"


def test_detail_is_kept_only_where_it_is_plain(child: Child) -> None:
    frames.send(child.channel, FAILURE, b'{"code": "crashed", "detail": "KeyError at muniment.reading.pdf:12"}')
    child.end(0)
    assert child.outcome().detail == "KeyError at muniment.reading.pdf:12"


def test_detail_that_would_break_a_log_is_dropped(child: Child) -> None:
    frames.send(child.channel, FAILURE, b'{"code": "crashed", "detail": "KeyError\\n2026-01-01 root logged in"}')
    child.end(0)
    assert child.outcome().detail is None


def test_signal_that_ended_the_child_is_the_detail(child: Child) -> None:
    child.end(int(signal.SIGSEGV))
    assert child.outcome().detail == "SIGSEGV"


def test_signal_without_a_name_is_told_by_its_number(child: Child) -> None:
    child.end(40)
    outcome = child.outcome()
    assert (outcome.code, outcome.detail) == ("crashed", "signal 40")


def test_message_of_a_failure_is_bounded_and_a_lack_of_one_filled_in(child: Child) -> None:
    frames.send(child.channel, FAILURE, json.dumps({"code": "corrupt", "message": "x" * 5000}).encode())
    child.end(0)
    outcome = child.outcome()
    assert outcome.code == "corrupt" and outcome.message == "x" * 1000


@pytest.mark.parametrize(
    ("status", "facts", "code"),
    [
        (signal.SIGXCPU, {}, "limit_time"),
        (signal.SIGKILL, {"cpu": 5.1}, "limit_time"),
        (signal.SIGKILL, {}, "crashed"),
        (signal.SIGXFSZ, {}, "limit_file"),
        (signal.SIGABRT, {}, "crashed"),
        (signal.SIGABRT, {"out_of_memory": True}, "limit_memory"),
        (signal.SIGABRT, {"peak": 501}, "limit_memory"),
        (signal.SIGSEGV, {"peak": 501}, "limit_memory"),
        (signal.SIGTERM, {"peak": 501}, "crashed"),
        (1 << 8, {}, "crashed"),
        (1 << 8, {"out_of_memory": True}, "limit_memory"),
        (0, {}, "crashed"),
    ],
)
def test_silent_end_has_a_code(child: Child, status: int, facts: dict, code: str) -> None:
    child.end(int(status), **facts)
    outcome = child.outcome()
    assert outcome.code == code and outcome.message


def test_lost_line_says_whether_the_child_had_started(child: Child) -> None:
    child.line.close()
    with pytest.raises(ZygoteGoneError) as before:
        child.outcome()
    assert not before.value.has_started


def test_lost_line_of_a_running_child(child: Child) -> None:
    child.tell(pid=1)
    child.line.close()
    with pytest.raises(ZygoteGoneError) as after:
        child.outcome()
    assert after.value.has_started


def test_refused_fork_is_not_the_documents_fault(child: Child) -> None:
    child.tell(refused=11)
    with pytest.raises(RefusedError):
        child.outcome()


def test_unknown_message_kills(child: Child) -> None:
    frames.send(child.channel, b"?", b"")

    def zygote() -> None:
        assert child.line.recv(1) == b"K"
        child.end(signal.SIGKILL)

    thread = threading.Thread(target=zygote)
    thread.start()
    assert child.outcome().code == "crashed"
    thread.join()
