"""`muniment audit`, as an operator runs it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner

from muniment.accounts.caller import Caller
from muniment.accounts.keys import create_key
from muniment.accounts.organisations import ensure_organisation
from muniment.cli.app import app
from muniment.db.tables import audit_records
from muniment.runtime import build
from muniment.settings import Settings
from tests.builders import NOW


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation with one organisation and three records, one of a key whose name a spreadsheet would reckon."""
    monkeypatch.setenv("MUNIMENT_HOME", str(tmp_path))
    runtime = build(Settings(home=tmp_path))
    with runtime.database.write() as tx:
        org_id = ensure_organisation(tx, "Acme", now=NOW)
        for name in ("ci", "=1+1", "import"):
            create_key(tx, Caller.system(org_id, "=operator"), name=name, now=NOW)
    runtime.close()
    return tmp_path


def _run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["audit", *arguments])
    return done.exit_code, done.stdout


def _tamper(home: Path) -> None:
    runtime = build(Settings(home=home))
    with runtime.database.write() as tx:
        tx.execute(update(audit_records).where(audit_records.c.seq == 2).values(summary="Nothing happened"))
    runtime.close()


def test_whole_record_is_told_so(home: Path) -> None:
    assert _run("verify") == (0, "3 records of 1 organisations are whole\n")
    assert _run("verify", "--org", "Acme", "--json") == (0, "")


def test_altered_record_is_told_with_its_number(home: Path) -> None:
    _tamper(home)
    code, told = _run("verify", "--json")
    assert (code, json.loads(told)["seq"]) == (1, 2)


def test_heads_that_were_kept_are_compared(home: Path, tmp_path: Path) -> None:
    code, heads = _run("heads")
    assert (code, json.loads(heads)["seq"]) == (0, 3)
    kept = tmp_path / "heads.jsonl"
    kept.write_text(heads)
    assert _run("verify", "--heads", str(kept))[0] == 0
    forged = heads.replace('"seq": 3', '"seq": 2')
    for lines in (forged + heads, heads + forged):
        kept.write_text(lines)
        assert _run("verify", "--heads", str(kept))[0] == 1
    kept.write_text(heads.replace(json.loads(heads)["hash"], "0" * 64))
    assert _run("verify", "--heads", str(kept))[0] == 1
    kept.write_text("nothing of ours")
    assert _run("verify", "--heads", str(kept))[0] == 1


def test_export_is_every_record_oldest_first_in_both_formats(home: Path) -> None:
    code, lines = _run("export", "--org", "Acme")
    records = [json.loads(line) for line in lines.splitlines()]
    assert (code, [one["seq"] for one in records]) == (0, [1, 2, 3])
    code, table = _run("export", "--org", "Acme", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert (code, [row["hash"] for row in rows]) == (0, [one["hash"] for one in records])
    assert [json.loads(row["data"]) for row in rows] == [one["data"] for one in records]
    assert {row["actor_name"] for row in rows} == {"'=operator"}
    assert _run("export", "--org", "Nobody")[0] == 1
