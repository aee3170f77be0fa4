from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from muniment.limits import SandboxLimits
from muniment.reading.sandbox.environment import child_environment
from muniment.reading.sandbox.sandbox import Sandbox, SandboxError, _check_room
from tests.descriptors import open_descriptors
from tests.waiting import until

MEBIBYTE = 1024 * 1024
LIMITS = SandboxLimits(memory_bytes=768 * MEBIBYTE, cpu_seconds=10, wall_seconds=20, file_bytes=MEBIBYTE)
TARGET = "tests.reading.sandbox.targets:answer"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox's promises are Linux's")


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    one = Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path_factory.mktemp("scratch"))
    one.start()
    yield one
    one.close()


def processes() -> dict[int, tuple[str, int]]:
    """Every process: pid -> its state and its parent."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                fields = Path("/proc", name, "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            found[int(name)] = (fields[0], int(fields[1]))
    return found


def zygotes_of(parent: int) -> list[int]:
    return [
        pid
        for pid, (state, its_parent) in processes().items()
        if its_parent == parent and state != "Z" and b"muniment.reading.sandbox.zygote" in command_of(pid)
    ]


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_request_and_answer_pass_through(sandbox: Sandbox) -> None:
    outcome = sandbox.run({"act": "echo", "text": "Grüße", "list": [1, None, 2.5]})
    assert outcome.code is None and outcome.message is None and outcome.value is not None
    assert outcome.value["request"] == {"act": "echo", "text": "Grüße", "list": [1, None, 2.5]}
    assert outcome.value["group"] == outcome.value["pid"] != os.getpid()
    assert 0 < outcome.cpu_seconds < 5 and outcome.peak_bytes > MEBIBYTE and outcome.wall_seconds > 0


def test_large_request_and_large_answer_pass(sandbox: Sandbox) -> None:
    outcome = sandbox.run({"act": "large", "size": MEBIBYTE, "ballast": "y" * 3 * MEBIBYTE})
    assert outcome.value is not None and outcome.value == {"text": "x" * MEBIBYTE}


def test_answer_of_two_mebibytes_passes_and_one_byte_more_is_limit_memory(sandbox: Sandbox) -> None:
    size = 2 * MEBIBYTE - len('{"text": ""}')
    assert sandbox.run({"act": "large", "size": size}).code is None
    assert sandbox.run({"act": "large", "size": size + 1}).code == "limit_memory"


def test_hanging_child_is_killed_at_the_wall_limit(sandbox: Sandbox) -> None:
    outcome = sandbox.run({"act": "hang"}, limits=replace(LIMITS, wall_seconds=0.3))
    assert (outcome.value, outcome.code) == (None, "limit_time")
    assert outcome.message and 0.3 <= outcome.wall_seconds < LIMITS.wall_seconds


def test_spinning_child_ends_at_its_cpu_limit(sandbox: Sandbox) -> None:
    outcome = sandbox.run({"act": "spin"}, limits=replace(LIMITS, cpu_seconds=1))
    assert outcome.code == "limit_time" and 0.5 < outcome.cpu_seconds < 3


def test_memory_hog_is_limit_memory(sandbox: Sandbox) -> None:
    outcome = sandbox.run({"act": "hog"})
    assert outcome.code == "limit_memory" and outcome.peak_bytes < LIMITS.memory_bytes


def test_abort_that_names_memory_as_its_last_words_is_limit_memory(sandbox: Sandbox) -> None:
    assert sandbox.run({"act": "abort_for_memory"}).code == "limit_memory"


def test_file_beyond_its_limit_is_limit_file(sandbox: Sandbox) -> None:
    assert sandbox.run({"act": "write", "size": 2 * MEBIBYTE}).code == "limit_file"
    assert sandbox.run({"act": "write", "size": MEBIBYTE // 2}).code is None


def test_files_together_beyond_their_limit_are_limit_file(sandbox: Sandbox) -> None:
    limits = replace(LIMITS, file_bytes=64 * 4096, scratch_bytes=100 * 4096)
    within = {"act": "write_many", "sizes": [64 * 4096, 36 * 4096]}
    assert sandbox.run(within, limits=limits).code is None
    beyond = {"act": "write_many", "sizes": [64 * 4096, 36 * 4096, 1]}
    assert sandbox.run(beyond, limits=limits).code == "limit_file"


def test_child_is_killed_while_it_fills_the_disk(sandbox: Sandbox) -> None:
    limits = replace(LIMITS, scratch_bytes=4096)
    outcome = sandbox.run({"act": "write_many", "sizes": [4096, 4096], "wait_seconds": 60}, limits=limits)
    assert outcome.code == "limit_file" and outcome.wall_seconds < LIMITS.wall_seconds


def test_parts_are_sent_ahead_of_the_answer(sandbox: Sandbox) -> None:
    outcome = sandbox.run({"act": "parts", "sizes": [0, 3 * MEBIBYTE, 1]})
    assert outcome.value == {"sent": 3}
    assert [len(part) for part in outcome.parts] == [0, 3 * MEBIBYTE, 1]


def test_part_that_was_taken_as_it_came_is_not_held_besides(sandbox: Sandbox) -> None:
    taken: list[int] = []

    def take(part: bytes) -> bool:
        taken.append(len(part))
        return len(part) > 1

    outcome = sandbox.run({"act": "parts", "sizes": [0, 3 * MEBIBYTE, 1]}, on_part=take)
    assert ([len(part) for part in outcome.parts], taken) == ([0, 1], [0, 3 * MEBIBYTE, 1])


@pytest.mark.parametrize("act", ["segfault", "leave", "bug"])
def test_dead_child_is_crashed_and_the_next_is_fine(sandbox: Sandbox, act: str) -> None:
    outcome = sandbox.run({"act": act})
    assert (outcome.value, outcome.code) == (None, "crashed")
    assert outcome.message and "secret" not in outcome.message
    assert sandbox.run({"act": "echo"}).value is not None


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_child_that_somebody_else_ends_is_lost(tmp_path: Path, number: signal.Signals) -> None:
    others = set(zygotes_of(os.getpid()))
    with closing(Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path)) as sandbox:
        sandbox.start()
        (zygote,) = set(zygotes_of(os.getpid())) - others
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(sandbox.run, {"act": "hang"})
            until(lambda: bool(children_of(zygote)))
            os.kill(children_of(zygote)[0], number)
            outcome = running.result(timeout=15)
    assert (outcome.code, outcome.detail, outcome.is_lost) == ("crashed", number.name, True)


@pytest.mark.parametrize("act", ["segfault", "leave", "bug", "hang", "spin", "hog"])
def test_child_that_ends_by_itself_or_at_a_limit_is_not_lost(sandbox: Sandbox, act: str) -> None:
    outcome = sandbox.run({"act": act}, limits=replace(LIMITS, wall_seconds=3, cpu_seconds=1))
    assert outcome.code and not outcome.is_lost


def test_unreadable_document_keeps_its_code_and_sentence(sandbox: Sandbox) -> None:
    outcome = sandbox.run({"act": "unreadable"})
    assert (outcome.code, outcome.message) == ("encrypted", "The document is protected by a password.")


def test_child_sees_no_environment_no_descriptors_and_an_own_folder(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MUNIMENT_SECRET_KEY", "not for children")
    assert "MUNIMENT_SECRET_KEY" not in child_environment()
    first, second = (sandbox.run({"act": "environment"}).value for _ in range(2))
    assert first is not None and second is not None
    assert not [name for name in first["environment"] if name.startswith("MUNIMENT")]
    assert first["folder"] == first["temporary"] != second["folder"]
    assert first["descriptors"] == [0, 1, 2, 3, 4]  # 3: the channel; 4: what lists the descriptors
    assert not Path(first["folder"]).exists()
    assert first["hash"] == second["hash"]


def test_child_reaches_no_network_no_process_and_no_other_file(sandbox: Sandbox, tmp_path: Path) -> None:
    document, secret = tmp_path / "document", tmp_path / "secret"
    document.write_bytes(b"read me")
    secret.write_bytes(b"leave me")
    with socket.create_server(("127.0.0.1", 0)) as inet, socket.socket(socket.AF_UNIX) as unix:
        unix.bind(str(tmp_path / "unix"))
        unix.listen()
        found = sandbox.run(
            {
                "act": "attempts",
                "path": str(document),
                "secret": str(secret),
                "port": inet.getsockname()[1],
                "unix": str(tmp_path / "unix"),
            }
        ).value
    assert found is not None
    means = sandbox.confinement()
    assert set(means) == {"memory", "files", "network", "processes"}
    allowed = {"read_own", "write_scratch", "import", "thread"}
    assert {name for name in allowed if found[name]} == set()
    if means["network"] == "seccomp":
        assert all(found[name] == "PermissionError" for name in ("inet", "inet6", "unix", "program", "fork", "kill"))
    if means["files"] == "landlock":
        assert all(found[name] == "PermissionError" for name in ("read_elsewhere", "write_elsewhere", "parent"))
    assert secret.read_bytes() == b"leave me"


def test_root_has_files_read_that_are_somebody_elses(sandbox: Sandbox, tmp_path: Path) -> None:
    document = tmp_path / "document"
    document.write_text("of user 1234")
    document.chmod(0o600)
    if os.geteuid() == 0:
        os.chown(document, 1234, 1234)
    outcome = sandbox.run({"act": "read", "path": str(document)})
    assert outcome.value == {"text": "of user 1234"}


def test_cancelled_child_is_killed(sandbox: Sandbox) -> None:
    cancelled = threading.Event()
    threading.Timer(0.2, cancelled.set).start()
    outcome = sandbox.run({"act": "hang"}, cancelled=cancelled)
    assert outcome.code == "cancelled" and outcome.wall_seconds < LIMITS.wall_seconds


def test_children_run_at_the_same_time_and_do_not_disturb_each_other(sandbox: Sandbox) -> None:
    def work(number: int) -> str | int | None:
        act = ("echo", "segfault", "hang", "large")[number % 4]
        request = {"act": act, "number": number, "size": MEBIBYTE}
        outcome = sandbox.run(request, limits=replace(LIMITS, wall_seconds=1 if act == "hang" else 30))
        if act == "echo" and outcome.value is not None:
            assert outcome.value["request"]["number"] == number
        return outcome.code

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(work, range(24)))
    assert codes == [None, "crashed", "limit_time", None] * 6


def test_two_hundred_runs_leave_no_descriptor_no_process_and_no_file(tmp_path: Path) -> None:
    others = set(zygotes_of(os.getpid()))
    with closing(Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path)) as sandbox:
        sandbox.start()
        (zygote,) = set(zygotes_of(os.getpid())) - others

        def held() -> tuple[int, int]:
            return open_descriptors(), len(os.listdir(f"/proc/{zygote}/fd"))

        (ours, its), rounds = held(), 200
        for _ in range(rounds):
            assert sandbox.run({"act": "echo"}).code is None
        until(lambda: held()[1] == its)
        until(lambda: held()[0] < ours + rounds // 2)  # others' threads open and close some of this process's meanwhile
        assert not children_of(zygote)
        assert [path.name for folder in tmp_path.iterdir() for path in folder.iterdir()] == []
    assert zygote not in processes()
    assert list(tmp_path.iterdir()) == []


def children_of(parent: int) -> list[int]:
    return [pid for pid, (_, its_parent) in processes().items() if its_parent == parent]


def test_killed_zygote_takes_its_child_with_it_and_is_replaced(tmp_path: Path) -> None:
    others = set(zygotes_of(os.getpid()))
    with closing(Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path)) as sandbox:
        sandbox.start()
        (zygote,) = set(zygotes_of(os.getpid())) - others
        assert os.getsid(zygote) == zygote  # a terminal's Ctrl-C does not reach it
        with ThreadPoolExecutor(1) as pool:
            running = pool.submit(sandbox.run, {"act": "hang"})
            until(lambda: bool(children_of(zygote)))
            (child,) = children_of(zygote)
            os.kill(zygote, signal.SIGKILL)
            outcome = running.result(timeout=15)
        assert (outcome.code, outcome.is_lost) == ("crashed", True)
        until(lambda: child not in processes())
        assert sandbox.run({"act": "echo"}).value is not None
    assert set(zygotes_of(os.getpid())) == others


def test_closing_cancels_what_runs_and_refuses_what_comes(tmp_path: Path) -> None:
    sandbox = Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path)
    with closing(sandbox), ThreadPoolExecutor(1) as pool:
        running = pool.submit(sandbox.run, {"act": "hang"})
        until(lambda: any(tmp_path.glob("sandbox-*/run-*")))
        sandbox.close()
        assert running.result(timeout=15).code == "cancelled"
    with pytest.raises(SandboxError):
        sandbox.run({"act": "echo"})
    assert list(tmp_path.iterdir()) == []


def test_target_that_cannot_be_imported_is_said_at_the_start(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with (
        closing(Sandbox("tests.reading.nowhere:answer", limits=LIMITS, preload=(), scratch_folder=tmp_path)) as sandbox,
        pytest.raises(SandboxError),
    ):
        sandbox.start()
    assert "tests.reading.nowhere" in capfd.readouterr().err


def test_removed_scratch_folder_is_made_again(tmp_path: Path) -> None:
    with closing(Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path)) as sandbox:
        sandbox.start()
        (root,) = tmp_path.iterdir()
        root.rmdir()
        assert sandbox.run({"act": "write", "size": 1024}).code is None
    assert list(tmp_path.iterdir()) == []


def test_sandboxes_share_a_scratch_folder(tmp_path: Path) -> None:
    with (
        closing(Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path)) as first,
        closing(Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path)) as second,
    ):
        first.start()
        second.start()
        assert len(list(tmp_path.iterdir())) == 2
        assert first.run({"act": "echo"}).code is None


SERVER = """
import signal, sys, threading
from pathlib import Path
from muniment.limits import SandboxLimits
from muniment.reading.sandbox.sandbox import Sandbox
limits = SandboxLimits()
sandbox = Sandbox("tests.reading.sandbox.targets:answer", limits=limits, preload=(), scratch_folder=Path(sys.argv[1]))
sandbox.start()
threading.Thread(target=sandbox.run, args=({"act": "hang", "mark": True},), daemon=True).start()
signal.pause()
"""


def test_killed_server_leaves_no_process_and_the_next_start_removes_its_files(tmp_path: Path) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        start_new_session=True,
    )
    try:
        until(lambda: [path.read_text() for path in tmp_path.glob("sandbox-*/run-*/hanging")] > [""], seconds=30)
        (mark,) = tmp_path.glob("sandbox-*/run-*/hanging")
        child = int(mark.read_text())
        (zygote,) = zygotes_of(server.pid)
        os.killpg(server.pid, signal.SIGKILL)
    finally:
        server.kill()
        server.wait()
    until(lambda: not {zygote, child} & {pid for pid, (state, _) in processes().items() if state != "Z"})
    assert mark.exists()
    with closing(Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path)) as sandbox:
        sandbox.start()
        assert not mark.exists()


# What is ours is no verdict on a document


def test_running_out_of_descriptors_harms_no_other_child_and_is_no_verdict(tmp_path: Path) -> None:
    with (
        closing(Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path)) as sandbox,
        ThreadPoolExecutor(1) as pool,
    ):
        sandbox.start()
        zygote = sandbox._living()[0]
        running = pool.submit(sandbox.run, {"act": "hang", "mark": True}, limits=replace(LIMITS, wall_seconds=3))
        until(lambda: any(tmp_path.glob("sandbox-*/run-*/hanging")))  # from here on its start closes nothing
        with _descriptors_left(2), pytest.raises(SandboxError, match="No child can be started"):
            sandbox.run({"act": "echo"})
        assert running.result(timeout=30).code == "limit_time"
        assert sandbox._living()[0] is zygote
        assert sandbox.run({"act": "echo"}).value is not None


@contextmanager
def _descriptors_left(n: int) -> Iterator[None]:
    """This process may open so many more files: a folder is listed with one, a channel takes two and its line two."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    held: list[int] = []
    most = max(int(name) for name in os.listdir("/proc/self/fd")) + n + 1
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    try:
        with suppress(OSError):
            while True:
                held.append(os.open(os.devnull, os.O_RDONLY))
        for _ in range(n):
            os.close(held.pop())
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        for descriptor in held:
            os.close(descriptor)


def test_what_the_kernel_cannot_keep_from_children_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    kept = {"memory": "rlimit", "files": "landlock", "network": "seccomp", "processes": "seccomp"}
    for confinement in (kept, {**kept, "files": "none", "network": "none"}):
        monkeypatch.setattr(Sandbox, "confinement", lambda _self, confinement=confinement: confinement)
        with closing(Sandbox(TARGET, limits=LIMITS, preload=(), scratch_folder=tmp_path)) as sandbox:
            sandbox.start()
    assert [record.getMessage() for record in caplog.records] == [
        "children that read are not deprived of files, network: no means in this kernel"
    ]


def test_scratch_folder_that_cannot_be_written_is_an_error_of_the_sandbox(tmp_path: Path) -> None:
    _check_room(tmp_path)
    with pytest.raises(SandboxError, match="scratch folder cannot be written"):
        _check_room(tmp_path / "gone")
