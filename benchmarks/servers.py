"""The servers under test: each started on 127.0.0.1, in a folder of its own, and stopped by whoever started it."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.load import Address
from muniment import clock
from muniment.accounts import keys
from muniment.accounts.caller import Caller
from muniment.accounts.organisations import ensure_organisation
from muniment.runtime import build
from muniment.settings import Settings
from muniment.vendors import vendors

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 30
STOP_SECONDS = 40
MULTIPART = "python-multipart==0.0.34"
"""What FastAPI's own UploadFile needs. Only the yardstick sees it: it shadows the parser that muniment uses."""

_PR_SET_PDEATHSIG = 1
_TICKS = os.sysconf("SC_CLK_TCK")


class MissingYardstickError(Exception):
    """A yardstick cannot be had on this machine; the message says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    process: subprocess.Popen[bytes]
    address: Address

    answers_in_child: bool = False
    """Whether the process is a supervisor, and its first child what answers."""

    def cpu_seconds(self) -> float:
        """CPU time of the process and its living children, so far."""
        pid = self.process.pid
        return sum(map(_cpu_seconds, (pid, *_children(pid))))

    @property
    def pid(self) -> int:
        """The process that answers."""
        return _children(self.process.pid)[0] if self.answers_in_child else self.process.pid

    def memory_kib(self, field: str) -> int:
        """A figure of /proc/PID/status (VmRSS, VmHWM), in KiB."""
        text = Path(f"/proc/{self.pid}/status").read_text()
        match = re.search(rf"^{field}:\s+(\d+) kB", text, re.MULTILINE)
        assert match is not None
        return int(match[1])

    def forget_peak(self) -> None:
        """Let VmHWM begin anew from here (proc(5), clear_refs)."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _end_with_us() -> None:
    """In the child, before its program: the kernel ends it should the measurement be killed."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def _running(
    name: str, command: Sequence[str], *, folder: Path, address: Address | None, environment: dict[str, str]
) -> Iterator[Server]:
    """Run the command until the block ends. Without an address it is read from what the server prints."""
    folder.mkdir(parents=True, exist_ok=True)
    output, errors = folder / "output.log", folder / "errors.log"
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("MUNIMENT_")}
    with output.open("wb") as out, errors.open("wb") as err:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=inherited | environment,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            preexec_fn=_end_with_us,
        )
    try:
        yield Server(name, process, address if address is not None else _printed_address(process, output, errors))
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _printed_address(process: subprocess.Popen[bytes], output: Path, errors: Path) -> Address:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if match := re.search(r"listens on http://([^:\s]+):(\d+)", output.read_text()):
            return match[1], int(match[2])
        time.sleep(0.005)
    raise RuntimeError(f"muniment did not start:\n{errors.read_text()[-2000:]}")


def _free_address() -> Address:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return "127.0.0.1", int(probe.getsockname()[1])


def _await(server: Server, folder: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(server.address, timeout=1).close()
            return
        except OSError as error:
            if server.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(
                    f"{server.name} did not start:\n{(folder / 'errors.log').read_text()[-2000:]}"
                ) from error
            time.sleep(0.01)


@dataclass(frozen=True, slots=True)
class Account:
    """What a client of muniment needs."""

    secret: str
    vendor_id: str

    @property
    def authorization(self) -> str:
        return f"Bearer {self.secret}"


def open_account(home: Path, *, database_url: str | None = None) -> Account:
    """A key and a vendor in a home folder that no server uses yet, or in the database at the URL."""
    runtime = build(Settings(home=home) if database_url is None else Settings(home=home, database_url=database_url))
    try:
        with runtime.database.write() as tx:
            org_id = ensure_organisation(tx, "bench", now=clock.now())
            key = keys.create_key(
                tx, Caller.system(org_id, "operator"), name="bench", scopes=[], expires_at=None, now=clock.now()
            )
            vendor = vendors.create(tx, Caller.system(org_id, "benchmark"), {"name": "Bench"}, now=clock.now())
    finally:
        runtime.close()
    return Account(key.secret, vendor["id"])


@contextmanager
def muniment(home: Path, *, module: str = "muniment", processes: int = 1, **settings: str) -> Iterator[Server]:
    """`muniment serve` with its defaults but for the settings given (in lower case, without the prefix). `module`
    is what `python -m` runs, the product itself or a wrapper around it."""
    command = [sys.executable, "-m", module, "serve", "--port", "0", "--processes", str(processes)]
    if module == "muniment":
        command[1:3] = ["-c", "from muniment.cli.app import main; main()"]
    environment = {"MUNIMENT_HOME": str(home)} | {f"MUNIMENT_{k.upper()}": v for k, v in settings.items()}
    with _running("muniment", command, folder=home / "bench", address=None, environment=environment) as server:
        yield replace(server, answers_in_child=True)


_NGINX = """{user}
worker_processes auto;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    client_max_body_size 200m;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/unused; fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused; scgi_temp_path {folder}/unused;
    server {{
        listen {host}:{port};
        root {folder}/files;
        location / {{ dav_methods PUT; create_full_put_path on; }}
    }}
}}
"""


def find_nginx() -> str:
    """The path of nginx with WebDAV. Raises MissingYardstickError."""
    found = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
    if found is None:
        raise MissingYardstickError("nginx is not installed (Debian: apt-get install nginx-light)")
    built = subprocess.run([found, "-V"], capture_output=True, text=True, check=True).stderr
    if "http_dav_module" not in built:
        raise MissingYardstickError("this nginx was built without WebDAV")
    return found


@contextmanager
def nginx(folder: Path) -> Iterator[Server]:
    """nginx with WebDAV PUT and sendfile: `files` below the folder, one worker a core as its default is.

    PUT keeps the bytes in a temporary file and renames it; it neither hashes nor syncs. Raises MissingYardstickError.
    """
    program = find_nginx()
    (folder / "files").mkdir(parents=True)
    address = _free_address()
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(_NGINX.format(folder=folder, host=address[0], port=address[1], user=user))
    command = [program, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-g", "daemon off;"]
    with _running("nginx", command, folder=folder, address=address, environment={}) as server:
        _await(server, folder)
        yield server


@contextmanager
def plain(folder: Path, *, cache: Path) -> Iterator[Server]:
    """benchmarks/plain_app.py under the same uvicorn. Raises MissingYardstickError."""
    parser = _fetch_multipart(cache)
    spool = folder / "spool"
    spool.mkdir(parents=True)
    address = _free_address()
    command = [sys.executable, "-m", "uvicorn", "benchmarks.plain_app:app", "--host", address[0]]
    command += ["--port", str(address[1]), "--no-access-log", "--log-level", "warning"]
    command += ["--loop", "uvloop", "--http", "httptools"]
    environment = {"PYTHONPATH": str(parser), "PLAIN_FOLDER": str(folder), "TMPDIR": str(spool)}
    with _running("plain FastAPI", command, folder=folder, address=address, environment=environment) as server:
        _await(server, folder)
        yield server


def _fetch_multipart(cache: Path) -> Path:
    folder = cache / MULTIPART
    if folder.exists():
        return folder
    target = folder.with_suffix(".part")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(target), MULTIPART]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise MissingYardstickError(f"{MULTIPART}, which UploadFile needs, cannot be installed")
    target.rename(folder)
    return folder
