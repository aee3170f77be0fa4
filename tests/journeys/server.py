"""A real `muniment serve` as a process: started, killed, started again on the same home."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from tests.ports import free_port
from tests.waiting import until

MUNIMENT = Path(sys.executable).with_name("muniment")


def resident_bytes(pid: int) -> int:
    """All of the process that is in memory, in bytes, the files it maps included: the kernel's own figure."""
    status = Path(f"/proc/{pid}/status").read_text()
    (size,) = [line.split()[1] for line in status.splitlines() if line.startswith("VmRSS:")]
    return 1024 * int(size)


class Server:
    """One home, maybe a database and a store elsewhere, and the process that serves it while it runs."""

    def __init__(self, home: Path, *arguments: str, **settings: object) -> None:
        """`arguments` of the command; `settings` by their names, None is unset."""
        self._arguments = arguments
        self.home = home
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("MUNIMENT_")},
            "MUNIMENT_HOME": str(home),
            **{f"MUNIMENT_{name.upper()}": str(value) for name, value in settings.items() if value is not None},
        }
        self._process: subprocess.Popen[bytes] | None = None
        self.log = home.parent / f"{home.name}.log"

    def start(self, *, wait_seconds: float = 60) -> None:
        """Start the process and wait until it is ready."""
        self._spawn("serve", "--host", "127.0.0.1", "--port", str(self.port), *self._arguments)
        self.await_ready(wait_seconds=wait_seconds)

    def await_ready(self, *, wait_seconds: float = 60) -> None:
        """Wait until it answers."""
        assert self._process is not None
        deadline = time.monotonic() + wait_seconds
        while time.monotonic() < deadline:
            assert self._process.poll() is None, self.log.read_text()[-3000:]
            try:
                if httpx.get(f"{self.base}/healthz", timeout=5).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.02)
        raise AssertionError("the server did not become ready\n" + self.log.read_text()[-3000:])

    def _spawn(self, *command: str) -> None:
        with self.log.open("ab") as log:
            self._process = subprocess.Popen([MUNIMENT, *command], env=self.environment, stdout=log, stderr=log)

    @property
    def is_running(self) -> bool:
        """Whether the process lives."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """kill -9 of the process that was started, this very moment; what it had started ends with it, by itself."""
        assert self._process is not None
        family = self.family()
        self._process.kill()
        self._process.wait()
        self._process = None
        deadline = time.monotonic() + 10
        while left := [pid for pid in family if is_alive(pid)]:
            assert time.monotonic() < deadline, f"{left} outlived their supervisor"
            time.sleep(0.005)

    def family(self) -> list[int]:
        """The ids of the process and of everything below it."""
        found = [self.pid]
        for pid in found:
            found += _children(pid)
        return found

    def children(self) -> set[str]:
        """The names of the children of `serve`, as its metrics have them: `api-1`, `worker`."""
        return set(self._children())

    def child(self, name: str) -> int:
        """The id of a child by its name, as soon as it is there: the kernel's list may want some while others end."""
        return until(lambda: self._children().get(name, 0), 30)

    def await_children(self, *names: str) -> None:
        """Wait until these are there."""
        deadline = time.monotonic() + 30
        while self.children() != {*names}:
            assert time.monotonic() < deadline, self.log.read_text()[-3000:]
            time.sleep(0.01)

    def readers(self, pid: int) -> list[int]:
        """The processes below this one that read documents, or fork those that do."""
        return [child for child in _children(pid) if b"sandbox.zygote" in _command(child)]

    def _children(self) -> dict[str, int]:
        named = {_name(pid): pid for pid in _children(self.pid)}
        return {name.removeprefix("muniment "): pid for name, pid in named.items() if name.startswith("muniment ")}

    def terminate(self, *, wait_seconds: float = 60) -> int:
        """SIGTERM; returns the exit code."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(wait_seconds)
        self._process = None
        return code

    @property
    def pid(self) -> int:
        """The process's id."""
        assert self._process is not None
        return self._process.pid

    def run(self, *arguments: str) -> Any:
        """A command of the command line beside the server; its JSON output."""
        done = subprocess.run(
            [MUNIMENT, *arguments, "--json"], env=self.environment, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def new_key(self, org: str = "Journey") -> str:
        """The secret of a new key."""
        return str(self.run("keys", "create", "--org", org, "--create-org", "--name", "journey")["secret"])

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._process is not None:
            self.kill()


class WorkerProcess(Server):
    """A real `muniment worker` with a home of its own; of one slot unless the arguments say otherwise."""

    def start(self, *, wait_seconds: float = 60) -> None:
        """Start the process; does not wait."""
        self._spawn("worker", *(self._arguments or ("--concurrency", "1")))


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:  # it has ended
        return []


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def is_alive(pid: int) -> bool:
    """Whether it runs; one that only waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
