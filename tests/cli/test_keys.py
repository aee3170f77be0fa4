"""`muniment keys` and `muniment orgs`: beside a server, before there is one, and on a home that is a mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.programs import run, run_process
from tests.journeys.server import Server


def create(home: Path, *arguments: str, **settings: str) -> dict[str, Any]:
    done = run(home, "keys", "create", "--name", "ci", "--json", *arguments, **settings)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def names(home: Path, **settings: str) -> list[str]:
    return [one["name"] for one in json.loads(run(home, "orgs", "list", "--json", **settings).stdout)]


def test_key_made_beside_a_running_server_works_at_once_and_revoked_no_more(tmp_path: Path) -> None:
    with Server(tmp_path / "home", "--no-worker") as server:
        server.start()
        key = create(server.home, "--org", "Aldgate", "--scope", "audit:read")
        assert list(key)[:3] == ["id", "secret", "org_id"]
        headers = {"Authorization": f"Bearer {key['secret']}"}
        assert httpx.get(f"{server.base}/v1/utils/authtest", headers=headers).json() == {"msg": "Auth successful"}
        assert create(server.home, "--org", "Aldgate", "--create-org")["org_id"] == key["org_id"]
        assert run_process(server.home, "keys", "revoke", key["id"]).returncode == 0
        assert httpx.get(f"{server.base}/v1/utils/authtest", headers=headers).status_code == 401
        listed = run(server.home, "keys", "list", "--json").stdout
        assert [one["organisation"] for one in json.loads(listed)] == ["Aldgate", "Aldgate"]
        assert key["secret"] not in listed


@pytest.mark.parametrize("is_there", [False, True])
def test_first_key_with_create_org_makes_the_installation_that_is_then_served(tmp_path: Path, is_there: bool) -> None:
    home = tmp_path / "home"
    if is_there:
        home.mkdir()
    key = create(home, "--org", "Aldgate", "--create-org")
    assert not (home / "files").exists()
    with Server(home, "--no-worker") as server:
        server.start()
        headers = {"Authorization": f"Bearer {key['secret']}"}
        assert httpx.get(f"{server.base}/v1/utils/authtest", headers=headers).status_code == 200


def test_first_key_with_create_org_migrates_an_empty_database_and_makes_no_home(
    tmp_path: Path, empty_database_url: str
) -> None:
    home = tmp_path / "elsewhere"
    assert run(home, "keys", "create", "--org", "A", "--name", "n", database_url=empty_database_url).returncode == 1
    key = create(home, "--org", "Aldgate", "--create-org", database_url=empty_database_url)
    assert key["org_id"].startswith("cborg_")
    assert names(home, database_url=empty_database_url) == ["Aldgate"]
    assert not home.exists()


@pytest.mark.parametrize(
    "command",
    [
        ("keys", "create", "--org", "A", "--name", "n"),
        ("keys", "list"),
        ("keys", "revoke", "ak_0123456789abcdef"),
        ("orgs", "create", "A"),
        ("orgs", "list"),
        ("jobs", "list"),
        ("jobs", "stats"),
        ("jobs", "stuck"),
        ("jobs", "retry", "--all"),
        ("sweep",),
        ("verify",),
        ("backup", "unused"),
    ],
    ids=" ".join,
)
def test_home_that_is_not_there_is_an_error_and_is_not_made(tmp_path: Path, command: tuple[str, ...]) -> None:
    home = tmp_path / "wrong"
    done = run(home, *command)
    assert done.returncode == 1
    assert f"There is no installation at {home}" in done.stderr
    assert "MUNIMENT_HOME" in done.stderr
    assert "Traceback" not in done.stderr
    assert not home.exists()


def test_worker_makes_no_installation(tmp_path: Path) -> None:
    done = run_process(tmp_path / "wrong", "worker")
    assert done.returncode == 1
    assert "There is no installation at" in done.stderr
    assert not (tmp_path / "wrong").exists()


def test_folder_of_something_else_is_not_made_an_installation(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "run.log").write_text("a log beside it is no reason to refuse")
    done = run(tmp_path, "keys", "create", "--org", "A", "--create-org", "--name", "n")
    assert done.returncode == 1
    assert "thesis" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run.log", "thesis"]


def test_slip_in_the_organisations_name_makes_no_second_one(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "migrate").returncode == 0
    first = create(home, "--org", "Aldgate Insurance")
    done = run(home, "keys", "create", "--org", "Aldgate Insurence", "--name", "n")
    assert done.returncode == 1
    assert "'Aldgate Insurance'" in done.stderr
    assert "--create-org" in done.stderr
    assert names(home) == ["Aldgate Insurance"]
    assert create(home, "--org", " aldgate insurance")["org_id"] == first["org_id"]
    assert create(home, "--org", "Beacon", "--create-org")["org_id"] != first["org_id"]
    assert names(home) == ["Aldgate Insurance", "Beacon"]


def test_slip_in_a_scope_makes_no_key_that_may_do_everything(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "migrate").returncode == 0
    done = run(home, "keys", "create", "--org", "A", "--name", "n", "--scope", "document:read")
    assert (done.returncode, done.stderr) == (1, "There is no scope document:read. Did you mean documents:read?\n")
    assert run(home, "keys", "list").stdout == "none\n"


@pytest.mark.parametrize(
    ("given", "may"),
    [("banking:read", "vendors:write"), ("documents:read", "documents:read\n"), ("keys:manage", "users:")],
)
def test_new_key_is_told_with_what_it_may_do(tmp_path: Path, given: str, may: str) -> None:
    home = tmp_path / "home"
    assert run(home, "migrate").returncode == 0
    told = run(home, "keys", "create", "--org", "A", "--name", "n", "--scope", given).stdout
    assert may in next(line for line in told.splitlines(keepends=True) if line.startswith("may  "))


def test_organisation_is_made_on_purpose_and_once(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "migrate").returncode == 0
    made = json.loads(run(home, "orgs", "create", " Aldgate ", "--json").stdout)
    assert made["name"] == "Aldgate"
    again = run(home, "orgs", "create", "ALDGATE")
    assert again.returncode == 1
    assert made["id"] in again.stderr
    assert create(home, "--org", "Aldgate")["org_id"] == made["id"]


def test_unusable_key_name_is_refused_and_leaves_no_organisation(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "migrate").returncode == 0
    done = run(home, "keys", "create", "--org", "O", "--name", "a\nb")
    assert done.returncode == 1
    assert "printable" in done.stderr
    assert names(home) == []


def test_operator_lets_back_in_who_is_locked_out(tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(home, "migrate").returncode == 0
    create(home, "--org", "Aldgate")
    set_ = run(home, "orgs", "allowlist", "aldgate", "--network", "203.0.113.0/24", "--network", "2001:db8::/32")
    assert (set_.returncode, set_.stdout) == (0, "let in from  203.0.113.0/24, 2001:db8::/32\n")
    assert run(home, "orgs", "allowlist", "aldgate", "--everywhere").stdout == "let in from  everywhere\n"
    for arguments, said in (
        (("aldgate",), "--everywhere"),
        (("aldgate", "--everywhere", "--network", "::/0"), "--everywhere"),
        (("aldgate", "--network", "10.0.0.7/8"), "'10.0.0.7/8' is no network"),
        (("beacon", "--everywhere"), "no organisation 'beacon'"),
    ):
        refused = run(home, "orgs", "allowlist", *arguments)
        assert (refused.returncode, said in refused.stderr) == (1, True), refused.stderr
