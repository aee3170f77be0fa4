"""`muniment demo`: an installation from nothing, its samples really analysed, and a link to look at them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from muniment.accounts import sign_in, users
from muniment.accounts.caller import Caller
from muniment.accounts.roles import Role
from muniment.accounts.sessions import Client, Lifetime
from muniment.accounts.user_rows import find_by_email
from muniment.cli import demo
from muniment.db import clock
from muniment.db.engine import Database
from muniment.db.tables import document_facts, documents
from muniment.runtime import build
from muniment.settings import Settings
from tests.builders import NOW, World
from tests.cli.programs import run

LIFETIME = Lifetime(idle_seconds=60, seconds=60)


def test_empty_home_is_filled_with_evidence_of_every_state(tmp_path: Path) -> None:
    """A process of a sandbox, once: that the samples are what they are to show is what the command is for."""
    home = tmp_path / "a home"
    done = run(tmp_path / "elsewhere", "demo", "--home", str(home), "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (len(told["document_ids"]), told["unsettled"]) == (21, 0)
    runtime = build(Settings(home=home))
    with runtime.database.write() as tx:
        rows = tx.execute(select(documents.c.name, documents.c.status, documents.c.document_type)).all()
        expiries = select(document_facts.c.value_date).where(document_facts.c.key == "expires_on")
        days = list(tx.execute(expiries).scalars())
        today = datetime.fromtimestamp(clock.now(tx), UTC).date()
        session = sign_in.enter_by_code(
            tx, told["code"], ending=None, client=Client(), lifetime=LIFETIME, now=clock.now(tx)
        )
    runtime.close()
    by_name = {name: (status, type_) for name, status, type_ in rows}
    assert by_name["Report with a password"] == ("failed", None)
    assert by_name["Security at Ostravelle"] == ("complete", None)
    assert by_name["Quillmere SOC 2 report"] == ("complete", "soc2_type2_auditor_report")
    assert sum(type_ is None for _, type_ in by_name.values()) == 2
    soon = (today + timedelta(days=60)).isoformat()
    assert min(days) < today.isoformat()
    assert any(today.isoformat() <= day <= soon for day in days)
    assert max(days) > soon
    assert session.token
    again = run(tmp_path / "elsewhere", "demo", "--home", str(home), "--org", "Demo").stdout
    assert f"demo --remove --org Demo --home '{home}'\n" in again
    assert f"opens while this runs: MUNIMENT_HOME='{home}' " in again
    removed = json.loads(run(tmp_path / "elsewhere", "demo", "--remove", "--home", str(home), "--json").stdout)
    assert removed == {"vendors": 3, "documents": 21, "kept": []}


def test_administrator_of_ones_own_is_given_no_link(database: Database, world: World) -> None:
    with database.write() as tx:
        users.create_or_get(tx, Caller.operator(world.org_id), users.NewUser("ada@example.com", Role.ADMIN), now=NOW)
        assert demo._sign_in_code(tx, world.org_id) is None
        assert find_by_email(tx, demo.ADMINISTRATOR) is None


def test_name_that_is_nearly_an_organisation_s_is_refused_with_it_and_nothing_is_there_to_remove(home: Path) -> None:
    assert run(home, "keys", "create", "--org", "Aldgate", "--name", "ci", "--create-org").returncode == 0
    refused = run(home, "demo", "--org", "Aldgat")
    assert (refused.returncode, "Did you mean 'Aldgate'?" in refused.stderr) == (1, True)
    nothing = run(home, "demo", "--remove")
    assert (nothing.returncode, nothing.stdout.split()[0]) == (0, "0")


def test_home_without_an_installation_has_nothing_to_remove(tmp_path: Path) -> None:
    refused = run(tmp_path, "demo", "--remove", "--home", str(tmp_path / "none"))
    assert (refused.returncode, "no installation" in refused.stderr) == (1, True)
    assert not (tmp_path / "none").exists()
