from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from muniment.reading.sandbox import frames


@pytest.fixture
def ends() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_messages_arrive_whole_and_in_order(ends) -> None:
    frames.send(ends[0], b"A", b"first")
    frames.send(ends[0], b"B", b"")
    assert [frames.receive(ends[1]) for _ in range(2)] == [(b"A", b"first"), (b"B", b"")]


def test_inbox_gathers_pieces_and_does_not_wait(ends) -> None:
    inbox = frames.Inbox(ends[1], max_bytes={b"A": 100})
    whole = b"A" + (5).to_bytes(8, "big") + b"first"
    taken = []
    for at in range(len(whole)):
        inbox.fill()
        assert inbox.take() is None
        ends[0].send(whole[at : at + 1])
        inbox.fill()
        assert not inbox.is_empty
        taken.append(inbox.take())
    assert taken == [None] * (len(whole) - 1) + [(b"A", b"first")]
    assert inbox.is_empty and not inbox.is_closed
    ends[0].close()
    inbox.fill()
    assert inbox.take() is None and inbox.is_closed


def test_inbox_refuses_what_is_announced_too_large_for_its_kind(ends) -> None:
    inbox = frames.Inbox(ends[1], max_bytes={b"A": 100, b"B": 101})
    frames.send(ends[0], b"B", bytes(101))
    ends[0].send(b"A" + (101).to_bytes(8, "big"))
    inbox.fill()
    assert inbox.take() == (b"B", bytes(101))
    with pytest.raises(frames.FrameTooLargeError):
        inbox.take()


def test_inbox_refuses_a_kind_it_does_not_know_before_its_payload_comes(ends) -> None:
    inbox = frames.Inbox(ends[1], max_bytes={b"A": 100})
    ends[0].send(b"B" + (7).to_bytes(8, "big"))
    inbox.fill()
    with pytest.raises(frames.UnknownFrameError):
        inbox.take()


def test_outbox_sends_what_is_taken_and_never_waits(ends) -> None:
    outbox = frames.Outbox(ends[0])
    payload = bytes(range(256)) * 20_000
    outbox.put(b"A", payload)
    assert not outbox.is_empty
    inbox, taken = frames.Inbox(ends[1], max_bytes={b"A": len(payload)}), None
    while taken is None:
        inbox.fill()
        outbox.flush()
        taken = inbox.take()
    assert taken == (b"A", payload) and outbox.is_empty


def test_outbox_drops_what_nobody_will_take(ends) -> None:
    outbox = frames.Outbox(ends[0])
    outbox.put(b"A", bytes(4_000_000))
    ends[1].close()
    outbox.flush()
    assert outbox.is_empty


def test_end_in_the_middle_of_a_message_is_an_end(ends) -> None:
    ends[0].send(b"A" + (5).to_bytes(8, "big") + b"fi")
    ends[0].close()
    with pytest.raises(EOFError):
        frames.receive(ends[1])
