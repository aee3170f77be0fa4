"""`muniment users`, on an installation that is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.programs import run

CODE = r"[0-9A-Z]{5}(-[0-9A-Z]{5}){3}"


@pytest.fixture
def made(home: Path, database_url: str) -> tuple[Path, dict[str, str]]:
    """An installation with the organisation Aldgate, and the settings that name it."""
    settings = {} if database_url.startswith("sqlite") else {"database_url": database_url}
    assert run(home, "orgs", "create", "Aldgate", **settings).returncode == 0
    return home, settings


def create(made: tuple[Path, dict[str, str]], email: str, *arguments: str) -> dict[str, Any]:
    home, settings = made
    done = run(home, "users", "create", "--org", "aldgate", "--email", email, "--json", *arguments, **settings)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_created_user_is_listed_without_its_code(made: tuple[Path, dict[str, str]]) -> None:
    home, settings = made
    user = create(made, "Ada@House.local", "--role", "admin", "--first-name", "Ada")
    (listed,) = json.loads(run(home, "users", "list", "--json", **settings).stdout)
    assert (listed["organisation"], listed["email"], listed["role"]) == ("Aldgate", "Ada@house.local", "admin")
    assert listed["status"] == "invited"
    assert user["code"] not in str(listed)
    shown = run(home, "users", "reset", "ADA@house.local", **settings)
    assert shown.returncode == 0
    assert user["code"] not in shown.stdout  # another one, and the first is dead


def test_user_is_disabled_enabled_and_signed_out(made: tuple[Path, dict[str, str]]) -> None:
    home, settings = made
    create(made, "ada@example.com", "--role", "admin")

    def status() -> str:
        return str(json.loads(run(home, "users", "list", "--json", **settings).stdout)[0]["status"])

    assert run(home, "users", "disable", "ada@example.com", **settings).returncode == 0
    assert status() == "disabled"
    refused = run(home, "users", "reset", "ada@example.com", **settings)
    assert (refused.returncode, "enable" in refused.stderr) == (1, True)
    assert run(home, "users", "enable", "ada@example.com", **settings).returncode == 0
    assert status() == "invited"
    assert run(home, "users", "sign-out", "ada@example.com", **settings).stdout == "signed out\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("create", "--org", "Aldgate", "--email", "nobody"), "no email address"),
        (("create", "--org", "Aldgate", "--email", "a@example.com", "--role", "owner"), "A role is"),
        (("create", "--org", "Nowhere", "--email", "a@example.com"), "no organisation"),
        (("create", "--org", "Aldgate", "--email", "there@example.com"), "users reset"),
        (("create", "--org", "Bermondsey", "--email", "there@example.com"), "another organisation"),
        (("disable", "nobody@example.com"), "no user"),
        (("reset", "nobody@example.com"), "no user"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    made: tuple[Path, dict[str, str]], arguments: tuple[str, ...], said: str
) -> None:
    home, settings = made
    run(home, "orgs", "create", "Bermondsey", **settings)
    create(made, "there@example.com")
    done = run(home, "users", *arguments, **settings)
    assert (done.returncode, said in done.stderr) == (1, True)
