"""What the server makes of a child's last words; the children here are played by the test."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from muniment.limits import SandboxLimits
from muniment.reading.recognition.ocr import FAILED, PICTURE
from muniment.reading.sandbox import frames
from muniment.reading.sandbox.watch import (
    MAX_REFUSED_PICTURES,
    MAX_RESULT_BYTES,
    PART_COST_BYTES,
    Outcome,
    RefusedError,
    ZygoteGoneError,
    watch,
)
from muniment.reading.sandbox.zygote import ERROR, PART, RESULT
from tests.descriptors import many_open_files

MAX_PARTS_BYTES = SandboxLimits().parts_bytes


class Child:
    """The other ends of a child's channel and line."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.ours, self.channel = socket.socketpair()
        self.our_line, self.line = socket.socketpair()

    def close(self) -> None:
        for one in (self.ours, self.channel, self.our_line, self.line):
            one.close()

    def tell(self, **report: object) -> None:
        self.line.send(json.dumps(report).encode() + b"\n")

    def end(self, status: int, *, cpu: float = 0.1, peak: int = 100, out_of_memory: bool = False) -> None:
        with suppress(OSError):
            self.channel.shutdown(socket.SHUT_RDWR)  # wakes who sends
        self.channel.close()
        self.tell(status=status, cpu_seconds=cpu, peak_bytes=peak, out_of_memory=out_of_memory)

    def outcome(self, *, stop: threading.Event | None = None, request: bytes = b"{}", **limits: float) -> Outcome:
        wanted = SandboxLimits(**{"memory_bytes": 1000, "cpu_seconds": 5, "wall_seconds": 5, **limits})
        stops = [stop] if stop is not None else []
        return watch(self.ours, self.our_line, request, limits=wanted, stops=stops, ocr=None, scratch=self.scratch)

    @contextmanager
    def dying_when_killed(self) -> Iterator[None]:
        """Plays the zygote: tells of the child's end as soon as it is to be killed."""

        def zygote() -> None:
            if self.line.recv(1) == b"K":
                self.end(signal.SIGKILL)

        thread = threading.Thread(target=zygote)
        thread.start()
        yield
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def child(tmp_path: Path) -> Iterator[Child]:
    one = Child(tmp_path)
    yield one
    one.close()


def test_value_of_a_child_that_ended_well_counts(child: Child) -> None:
    frames.send(child.channel, RESULT, b'{"a": 1}')
    child.end(0, cpu=0.25, peak=77)
    outcome = child.outcome()
    assert (outcome.value, outcome.code, outcome.cpu_seconds, outcome.peak_bytes) == ({"a": 1}, None, 0.25, 77)


def test_process_with_many_open_files_hears_its_children(tmp_path: Path) -> None:
    with many_open_files():
        child = Child(tmp_path)
        frames.send(child.channel, RESULT, b'{"a": 1}')
        child.end(0)
        assert child.outcome().value == {"a": 1}
        child.close()


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
        (ERROR, b"{}"),
        (ERROR, b'{"code": "Robert\'); DROP TABLE documents;--"}'),
        (ERROR, b'{"code": 7}'),
        (ERROR, b'{"code": "an_unknown_word"}'),
        (ERROR, b'{"code": "ok"}'),
    ],
)
def test_nonsense_is_crashed(child: Child, kind: bytes, payload: bytes) -> None:
    frames.send(child.channel, kind, payload)
    child.end(0)
    assert child.outcome().code == "crashed"


def test_detail_is_kept_only_where_it_is_plain(child: Child) -> None:
    frames.send(child.channel, ERROR, b'{"code": "crashed", "detail": "KeyError at muniment.reading.pdf:12"}')
    child.end(0)
    assert child.outcome().detail == "KeyError at muniment.reading.pdf:12"


def test_detail_that_would_break_a_log_is_dropped(child: Child) -> None:
    frames.send(child.channel, ERROR, b'{"code": "crashed", "detail": "KeyError\\n2026-01-01 root logged in"}')
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
    frames.send(child.channel, ERROR, json.dumps({"code": "corrupt", "message": "x" * 5000}).encode())
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
    with child.dying_when_killed():
        assert child.outcome().code == "crashed"


def test_words_after_the_answer_kill(child: Child) -> None:
    frames.send(child.channel, RESULT, b"{}")
    frames.send(child.channel, RESULT, b"{}")
    with child.dying_when_killed():
        assert child.outcome().code == "crashed"


def test_words_after_the_answer_count_against_a_child_that_is_gone_already(child: Child) -> None:
    frames.send(child.channel, RESULT, b"{}")
    frames.send(child.channel, PART, b"")
    child.end(0)
    assert child.outcome().code == "crashed"


def test_parts_come_with_the_answer_in_order(child: Child) -> None:
    for part in (b"one", b"", b"three"):
        frames.send(child.channel, PART, part)
    frames.send(child.channel, RESULT, b"{}")
    child.end(0)
    outcome = child.outcome()
    assert (outcome.value, outcome.parts) == ({}, (b"one", b"", b"three"))


def test_parts_of_a_child_that_failed_are_there_for_who_wants_them(child: Child) -> None:
    frames.send(child.channel, PART, b"one")
    frames.send(child.channel, ERROR, b'{"code": "corrupt"}')
    child.end(0)
    outcome = child.outcome()
    assert (outcome.code, outcome.parts) == ("corrupt", (b"one",))


def test_message_of_a_failure_holds_nothing_that_would_break_a_line(child: Child) -> None:
    frames.send(child.channel, ERROR, json.dumps({"code": "corrupt", "message": "a\nb\u202ec\x1b[2J"}).encode())
    child.end(0)
    assert child.outcome().message == "a\ufffdb\ufffdc\ufffd[2J"


def header(kind: bytes, size: int) -> bytes:
    return kind + size.to_bytes(8, "big")


def flooding(child: Child, message: bytes) -> threading.Thread:
    """A child that sends nothing but this, as fast as it is taken, until it is gone."""

    def flood() -> None:
        with suppress(OSError):
            while True:
                child.channel.sendall(message * 1000)

    thread = threading.Thread(target=flood)
    thread.start()
    return thread


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (header(PART, 0), "limit_memory"),
        (header(PART, 100) + bytes(100), "limit_memory"),
        (header(PICTURE, 0), "crashed"),
        (header(PICTURE, 8) + bytes(8), "crashed"),
        (header(RESULT, 2) + b"{}", "crashed"),
        (header(ERROR, 0), "crashed"),
        (header(b"T", 0), "crashed"),
    ],
)
def test_flood_of_small_messages_ends_with_the_child(child: Child, message: bytes, code: str) -> None:
    thread = flooding(child, message)
    with child.dying_when_killed():
        assert child.outcome(wall_seconds=60).code == code
    thread.join(10)
    assert not thread.is_alive()


def test_flood_does_not_outlast_the_wall_limit(child: Child) -> None:
    thread = flooding(child, header(PART, 0))
    with child.dying_when_killed():
        outcome = child.outcome(wall_seconds=0.0)
    assert outcome.code == "limit_time"
    thread.join(10)


def test_flood_does_not_outlast_a_stop(child: Child) -> None:
    stop = threading.Event()
    stop.set()
    thread = flooding(child, header(PART, 0))
    with child.dying_when_killed():
        assert child.outcome(stop=stop, wall_seconds=60).code == "cancelled"
    thread.join(10)


def test_parts_up_to_their_limit_are_taken_and_one_byte_more_is_not(child: Child) -> None:
    def send(size: int) -> None:
        with suppress(OSError):
            frames.send(child.channel, PART, bytes(size))
            frames.send(child.channel, RESULT, b"{}")
            child.end(0)

    for excess, code in ((0, None), (1, "limit_memory")):
        other = Child(child.scratch)
        child, ended = other, child
        ended.close()
        sender = threading.Thread(target=send, args=(MAX_PARTS_BYTES - PART_COST_BYTES + excess,))
        sender.start()
        if excess:
            with child.dying_when_killed():
                assert child.outcome(wall_seconds=60).code == code
        else:
            assert child.outcome(wall_seconds=60).code is None
        sender.join(10)
    child.close()


@pytest.mark.parametrize(
    ("kind", "size"), [(RESULT, MAX_RESULT_BYTES + 1), (PART, MAX_PARTS_BYTES + 1), (PICTURE, 2**63), (ERROR, 65_537)]
)
def test_message_announced_too_large_kills_before_it_comes(child: Child, kind: bytes, size: int) -> None:
    child.channel.send(header(kind, size))
    with child.dying_when_killed():
        assert child.outcome().code == "limit_memory"


def test_request_that_is_not_read_holds_nobody_up(child: Child) -> None:
    with child.dying_when_killed():
        assert child.outcome(request=bytes(8_000_000), wall_seconds=0.2).code == "limit_time"


def test_pictures_whose_answers_are_not_read_kill(child: Child) -> None:
    def ask() -> None:
        with suppress(OSError):
            while True:
                child.channel.sendall(header(PICTURE, 8) + bytes(8))
                os.sched_yield()

    thread = threading.Thread(target=ask)
    thread.start()
    with child.dying_when_killed():
        assert child.outcome(wall_seconds=60).code == "crashed"
    thread.join(10)


def test_so_many_pictures_are_refused_and_the_next_one_kills(child: Child) -> None:
    answers = []

    def ask() -> None:
        frames.receive(child.channel)
        with suppress(OSError, EOFError):
            while True:
                frames.send(child.channel, PICTURE, bytes(8))
                answers.append(frames.receive(child.channel))

    thread = threading.Thread(target=ask)
    thread.start()
    with child.dying_when_killed():
        assert child.outcome(ocr_pages=3, wall_seconds=60).code == "crashed"
    thread.join(10)
    assert len(answers) == 3 + MAX_REFUSED_PICTURES
    assert {kind for kind, _ in answers} == {FAILED}


def test_child_that_writes_more_than_all_its_files_may_hold_is_killed(child: Child) -> None:
    for name in ("a", "b", "c"):
        (child.scratch / name).write_bytes(b"x" * 4096)
    with child.dying_when_killed():
        assert child.outcome(scratch_bytes=3 * 4096 - 1).code == "limit_file"


def test_what_was_written_last_counts_when_the_child_is_gone(child: Child) -> None:
    frames.send(child.channel, RESULT, b"{}")
    child.end(0)
    (child.scratch / "a").write_bytes(b"x" * 4097)
    assert child.outcome(scratch_bytes=4096).code == "limit_file"
