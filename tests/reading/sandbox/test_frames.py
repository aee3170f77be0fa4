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
    inbox = frames.Inbox(ends[1], max_bytes=100)
    whole = b"A" + (5).to_bytes(8, "big") + b"first"
    taken = []
    for at in range(len(whole)):
        assert inbox.take() == []
        ends[0].send(whole[at : at + 1])
        taken += inbox.take()
    assert taken == [(b"A", b"first")] and not inbox.is_closed
    ends[0].close()
    assert inbox.take() == [] and inbox.is_closed


def test_inbox_refuses_what_is_announced_too_large(ends) -> None:
    inbox = frames.Inbox(ends[1], max_bytes=100)
    ends[0].send(b"A" + (101).to_bytes(8, "big"))
    with pytest.raises(frames.FrameTooLargeError):
        inbox.take()


def test_end_in_the_middle_of_a_message_is_an_end(ends) -> None:
    ends[0].send(b"A" + (5).to_bytes(8, "big") + b"fi")
    ends[0].close()
    with pytest.raises(EOFError):
        frames.receive(ends[1])
