"""The commands of the reference for what no SDK has, as they stand on its pages: signing in, setting up, uploads in
several requests, files by their links."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from muniment.accounts import one_time_codes
from muniment.accounts.caller import Caller as Operator
from muniment.accounts.users import make_sign_in_code
from muniment.db import clock
from scripts.reference.pages import COMMANDS
from tests.http.conftest import sqlite_api, start
from tests.http.live import Server, created
from tests.pages import DOCS, blocks

__all__ = ["sqlite_api", "start"]

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="the commands need curl")

PASSWORD, NEW_PASSWORD = "seven red kites over Wales", "a heron at dawn, and fog"
FILE = "iso-27001-certificate.txt"


class Shell:
    """Runs the commands of pages in one folder; `given`: the variables that a reader has."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.given = {"MUNIMENT_BASE_URL": server.base_url, "PASSWORD": PASSWORD, "NEW_PASSWORD": NEW_PASSWORD}
        self.folder = folder
        self.ran: list[str] = []

    def run(self, operation: str) -> str:
        """What the command of that operation's page says."""
        (page,) = (DOCS / "reference").glob(f"*/{operation.replace('_', '-')}.md")
        (command,) = blocks(page.relative_to(DOCS).as_posix(), "bash")
        done = subprocess.run(
            ["bash", "-euc", command.replace("curl ", "curl -sS --fail-with-body --noproxy '*' ")],
            env={**os.environ, **self.given},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        self.ran.append(operation)
        return done.stdout


def knows_its_token(shell: Shell, operation: str) -> None:
    """Run what answers a session, and keep its CSRF token."""
    shell.given["CSRF_TOKEN"] = json.loads(shell.run(operation))["csrf_token"]


def test_person_signs_in_changes_its_password_and_ends_its_sessions(sqlite_api: Server, tmp_path: Path) -> None:
    shell, person = Shell(sqlite_api, tmp_path), sqlite_api.person()
    codes = f"/v1/users/{person.key_id}/password-codes"
    shell.given |= {"EMAIL": person.email, "CODE": created(person.post(codes))["code"], "NEW_PASSWORD": PASSWORD}
    shell.run("set_password")
    shell.given["NEW_PASSWORD"] = NEW_PASSWORD
    knows_its_token(shell, "start_session")
    assert json.loads(shell.run("get_session"))["user"]["email"] == person.email
    other = sqlite_api.signed_in(person.email)
    shell.given["SESSION_ID"] = other.session_id
    assert other.session_id in shell.run("list_sessions")
    shell.run("end_other_session")
    assert other.get("/v1/session").status_code == 401
    shell.run("change_password")
    knows_its_token(shell, "get_session")
    shell.run("end_sessions")
    with sqlite_api.runtime.database.write() as tx:
        shell.given["CODE"] = make_sign_in_code(tx, Operator.operator(person.org_id), person.key_id, now=clock.now(tx))
    knows_its_token(shell, "start_session_by_code")
    shell.run("end_session")


def test_installation_is_set_up(start: Callable[..., Server], tmp_path: Path) -> None:
    server = start()
    shell = Shell(server, tmp_path)
    with server.runtime.database.write() as tx:
        shell.given["CODE"] = one_time_codes.make(tx, user_id=None, seconds=3600, now=clock.now(tx))
    shell.given["EMAIL"] = "ada@example.com"
    before = shell.run("get_setup")
    shell.run("set_up")
    assert shell.run("get_setup") != before


def test_upload_comes_in_several_requests_and_its_file_is_fetched(sqlite_api: Server, tmp_path: Path) -> None:
    shell, caller = Shell(sqlite_api, tmp_path), sqlite_api.caller()
    shell.given |= {"MUNIMENT_API_KEY": caller.secret, "VENDOR_ID": caller.vendor()}
    (tmp_path / FILE).write_bytes(b"# A certificate\n")
    for _ in range(2):
        (place,) = re.findall(r"^location: (\S+)", shell.run("begin_upload"), re.MULTILINE | re.IGNORECASE)
        shell.given["UPLOAD_ID"] = urlsplit(place).path.rpartition("/")[2]
        assert json.loads(shell.run("get_upload"))["offset"] == 0
        shell.run("append_to_upload" if "append_to_upload" not in shell.ran else "end_upload")
    (document,) = caller.get("/v1/documents").json()["data"]
    shell.given["URL"] = caller.get(f"/v1/documents/{document['id']}/download").json()["url"]
    shell.run("fetch_file")
    assert (tmp_path / "report.pdf").read_bytes() == b"# A certificate\n"


def test_every_command_is_run_here() -> None:
    tested = Path(__file__).read_text(encoding="utf-8")
    assert [one.stem for one in COMMANDS.glob("*.sh") if f'"{one.stem}"' not in tested] == []
