"""docs/people.md: its commands do what they say, in the order in which they stand."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from muniment.accounts import one_time_codes
from muniment.accounts.user_rows import find_by_email
from muniment.db import clock
from tests.http.live import running, settings_for
from tests.pages import blocks

PRINTED = "7GZ4K-0M2QX-9TVBC-D3HNP"
SERVED = "http://127.0.0.1:8000"
STRICT = 'set -eu\ncurl() { command curl --fail-with-body "$@"; }\n'


def test_first_administrator_invites_another_who_signs_in(tmp_path: Path) -> None:
    commands = "".join(blocks("people.md", "sh"))
    assert PRINTED in commands and SERVED in commands
    with running(settings_for(tmp_path / "home")) as server:
        with server.runtime.database.write() as tx:
            code = one_time_codes.make(tx, user_id=None, seconds=600, now=clock.now(tx))
        script = STRICT + commands.replace(PRINTED, code).replace(SERVED, server.base_url)
        done = subprocess.run(
            ["sh", "-c", script],
            cwd=tmp_path,
            env={**os.environ, "no_proxy": "*"},
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        with server.runtime.database.read() as tx:
            ada, ann = (find_by_email(tx, email) for email in ("ada@example.com", "ann@example.com"))
    assert ada is not None and ann is not None
    assert (ada.role, ann.role, ann.last_signed_in_at is not None) == ("admin", "auditor", True)
