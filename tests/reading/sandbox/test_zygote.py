from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from muniment.limits import SandboxLimits
from muniment.reading.sandbox import frames
from muniment.reading.sandbox.environment import child_environment
from muniment.reading.sandbox.zygote import ERROR, ORDER_HEADER, REQUEST, RESULT, Order

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the fork server's promises are Linux's")


@pytest.fixture
def zygote() -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    control, theirs = socket.socketpair()
    with theirs:
        started = subprocess.Popen(
            [
                sys.executable,
                "-P",
                "-m",
                "muniment.reading.sandbox.zygote",
                str(theirs.fileno()),
                "tests.reading.sandbox.targets:answer",
            ],
            pass_fds=(theirs.fileno(),),
            env=child_environment(),
        )
    control.settimeout(20)
    kind, means = frames.receive(control)
    assert kind == RESULT and set(json.loads(means)) == {"memory", "files", "network", "processes"}
    yield started, control
    control.close()
    assert started.wait(10) == 0


def fork(control: socket.socket, scratch: str, **limits: float) -> tuple[socket.socket, socket.socket]:
    channel, its_channel = socket.socketpair()
    line, its_line = socket.socketpair()
    with its_channel, its_line:
        data = Order(SandboxLimits(**limits), scratch, False).to_bytes()
        socket.send_fds(control, [ORDER_HEADER.pack(len(data)) + data], [its_channel.fileno(), its_line.fileno()])
    channel.settimeout(20)
    line.settimeout(20)
    return channel, line


def reports(line: socket.socket) -> list[dict]:
    found: list[dict] = []
    with line, line.makefile("rb") as file:
        while not found or "status" not in found[-1]:
            found.append(json.loads(file.readline()))
    return found


def test_order_survives_its_way() -> None:
    order = Order(SandboxLimits(wall_seconds=1.5, ocr_pages=3), "/tmp/ä b", True)
    assert Order.from_bytes(order.to_bytes()) == order


def test_child_answers_on_its_channel_and_its_end_is_told_on_the_line(zygote, tmp_path) -> None:
    channel, line = fork(zygote[1], str(tmp_path))
    with channel:
        frames.send(channel, REQUEST, b'{"act": "echo"}')
        kind, payload = frames.receive(channel)
    first, last = reports(line)
    assert kind == RESULT and json.loads(payload)["pid"] == first["pid"]
    assert last["status"] == 0 and not last["out_of_memory"] and last["peak_bytes"] > 0


def test_failure_is_told_by_its_code_without_a_word_of_the_document(zygote, tmp_path) -> None:
    channel, line = fork(zygote[1], str(tmp_path))
    with channel:
        frames.send(channel, REQUEST, b'{"act": "bug"}')
        kind, payload = frames.receive(channel)
    failure = json.loads(payload)
    assert kind == ERROR and b"secret" not in payload
    assert (failure["code"], failure["message"]) == ("crashed", None)
    assert failure["detail"].startswith("ValueError at tests.reading.sandbox.targets:")
    assert reports(line)[-1]["status"] == 0


def test_closed_line_kills_the_child(zygote, tmp_path) -> None:
    channel, line = fork(zygote[1], str(tmp_path))
    with channel:
        frames.send(channel, REQUEST, b'{"act": "hang"}')
        line.close()
        with pytest.raises(EOFError):
            frames.receive(channel)


def test_byte_on_the_line_kills_the_child_and_its_end_is_told(zygote, tmp_path) -> None:
    channel, line = fork(zygote[1], str(tmp_path))
    with channel:
        frames.send(channel, REQUEST, b'{"act": "hang"}')
        line.send(b"K")
        assert os.WTERMSIG(reports(line)[-1]["status"]) == 9


def test_closed_control_socket_kills_the_children_and_ends_the_zygote(zygote, tmp_path) -> None:
    channel, line = fork(zygote[1], str(tmp_path))
    with channel, line:
        frames.send(channel, REQUEST, b'{"act": "hang"}')
        line.recv(100)
        zygote[1].close()
        with pytest.raises(EOFError):
            frames.receive(channel)
    assert zygote[0].wait(10) == 0


def test_interrupt_does_not_end_the_zygote(zygote, tmp_path) -> None:
    zygote[0].send_signal(2)
    channel, line = fork(zygote[1], str(tmp_path))
    with channel:
        frames.send(channel, REQUEST, b'{"act": "echo"}')
        assert frames.receive(channel)[0] == RESULT
    reports(line)


def test_fork_server_whose_parent_is_gone_ends_without_a_word() -> None:
    ours, theirs = socket.socketpair()
    ours.close()
    with theirs:
        command = [sys.executable, "-P", "-m", "muniment.reading.sandbox.zygote", str(theirs.fileno())]
        target = "tests.reading.sandbox.targets:answer"
        root = str(Path(__file__).parents[3])
        done = subprocess.run(
            [*command, target],
            pass_fds=(theirs.fileno(),),
            env={**os.environ, "PYTHONPATH": root},
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (0, "")
