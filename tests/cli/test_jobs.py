"""`muniment jobs` on an installation without a server."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.programs import run


def test_jobs_can_be_seen_and_dead_ones_are_named_when_missing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "migrate").returncode == 0
    before = {path.name for path in home.iterdir()}
    assert json.loads(run(home, "jobs", "list", "--json").stdout) == []
    assert json.loads(run(home, "jobs", "stats", "--json").stdout) == {"by_state": {}, "oldest_due_seconds": 0.0}
    assert run(home, "jobs", "retry", "cbjob_missing").returncode == 1
    assert {path.name for path in home.iterdir()} - {"muniment.sqlite3-wal", "muniment.sqlite3-shm"} == before
