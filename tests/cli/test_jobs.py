"""`muniment jobs` on an installation without a server."""

from __future__ import annotations

import json
from pathlib import Path

from muniment.documents.owed import ANALYSE
from muniment.jobs import queue
from muniment.runtime import build
from muniment.settings import Settings
from tests.cli.programs import run


def test_jobs_can_be_seen_and_dead_ones_are_named_when_missing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "migrate").returncode == 0
    before = {path.name for path in home.iterdir()}
    assert json.loads(run(home, "jobs", "list", "--json").stdout) == []
    assert json.loads(run(home, "jobs", "stats", "--json").stdout) == {"by_state": {}, "oldest_due_seconds": 0.0}
    missing = run(home, "jobs", "retry", "cbjob_missing")
    assert (missing.returncode, "cbjob_missing" in missing.stderr) == (1, True)
    assert run(home, "jobs", "retry").returncode == 2
    assert run(home, "jobs", "list", "--state", "bogus").returncode == 2
    assert {path.name for path in home.iterdir()} - {"muniment.sqlite3-wal", "muniment.sqlite3-shm"} == before


def test_table_shows_ids_whole_and_takes_no_text_for_markup(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "keys", "create", "--create-org", "--org", "[/x]", "--name", "[/oops]\u2800[red]").returncode == 0
    (key,) = json.loads(run(home, "keys", "list", "--json").stdout)
    listed = run(home, "keys", "list")
    assert (listed.returncode, key["id"] in listed.stdout, "[/oops]" in listed.stdout) == (0, True, True)
    assert "[/x]" in run(home, "orgs", "list").stdout
    with build(Settings(home=home)).database.write() as tx:
        job_id = queue.enqueue(tx, ANALYSE, org_id="[bold]", subject_id="\x1b[31m", fence=1)
    listed = run(home, "jobs", "list")
    assert (listed.returncode, job_id in listed.stdout, "[bold]" in listed.stdout) == (0, True, True)
    assert "\x1b" not in listed.stdout
