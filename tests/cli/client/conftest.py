"""Where commands run that talk to a server: the one that the SDKs' cases share, and a shell with folders of its own."""

from __future__ import annotations

import csv
import io
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.cli.programs import run
from tests.clients.room import Room
from tests.http.conftest import sqlite_api, start
from tests.http.live import Caller, Server

__all__ = ["sqlite_api", "start"]


@dataclass(frozen=True)
class Shell:
    """Somebody's machine: commands that are run there with `caller`'s key for a server, unless they are logged in."""

    folder: Path
    caller: Caller
    monkeypatch: pytest.MonkeyPatch

    @property
    def login(self) -> dict[str, str]:
        """The variables by which commands find the server."""
        return {"base_url": self.caller.server.base_url, "api_key": self.caller.secret}

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """The command, ended. `variables`: as `login` unless some are given."""
        return run(self.folder / "home", *arguments, **(variables or self.login))

    def bare(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """The command without any variable, so with what is kept by logging in."""
        self.monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        return run(self.folder / "home", *arguments)

    def ok(self, *arguments: str) -> str:
        """What a command prints that does what it is asked for."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def file(self, name: str, content: str = "# Service Level Agreement\n\nThis promises 99.9 % uptime.\n") -> Path:
        """A file in the shell's folder."""
        path = self.folder / "evidence" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return path

    def uploaded(self, path: Path, *, vendor_id: str) -> dict[str, str]:
        """What `upload` says of a file, once it is settled."""
        table = self.ok("upload", str(path), "--vendor", vendor_id, "--wait", "--csv", "-")
        return next(csv.DictReader(io.StringIO(table)))


CERTIFICATE = """\
# ISO/IEC 27001:2022 Certificate of Registration

This is to certify that the information security management system of
Northwind Hosting Ltd conforms to ISO/IEC 27001:2022.

Certificate number: IS 123456

Date of issue: 12 May 2025

Expiry date: 11 May 2028
"""


@pytest.fixture
def shell(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A machine with a key of a new organisation."""
    return shell_on(room.server, tmp_path, monkeypatch)


def shell_on(server: Server, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """The same for a server of one's own."""
    for name in ("config", "state"):
        monkeypatch.setenv(f"XDG_{name.upper()}_HOME", str(folder / name))
    return Shell(folder, server.caller(), monkeypatch)
