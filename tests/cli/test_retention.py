"""`muniment holds` and `muniment purge`, as an operator runs them."""

from __future__ import annotations

import json
from subprocess import CompletedProcess

import pytest

from muniment.documents import manage
from muniment.runtime import Runtime
from tests.builders import NOW, World
from tests.cli.programs import run
from tests.upkeep import evidence

ROOM = "Aldgate Insurance"
"""What the world's organisation is called."""

TERMS = '{"nda": 6}'


def _run(runtime: Runtime, *arguments: str, terms: str = TERMS) -> CompletedProcess[str]:
    url = runtime.database.url.render_as_string(hide_password=False)
    return run(runtime.home, *arguments, database_url=url, retention_months=terms)


def _archived(runtime: Runtime, world: World, vendor_id: str) -> str:
    made = evidence.upload(runtime, world.org_id, vendor_id, b"content", document_type="nda")
    with runtime.database.write() as tx:
        manage.archive(tx, world.caller, made.id, now=NOW)
    return made.id


def test_dry_run_says_what_would_go_and_what_is_held_and_the_purge_does_it(runtime: Runtime, world: World) -> None:
    going = _archived(runtime, world, world.vendor.id)
    held = _archived(runtime, world, world.other_vendor.id)
    made = json.loads(
        _run(runtime, "holds", "create", ROOM, world.other_vendor.id, "--reason", "Case 7", "--json").stdout
    )
    for is_dry in (True, True, False):
        done = _run(runtime, "purge", "--json", *(["--dry-run"] if is_dry else []))
        told = json.loads(done.stdout)
        assert {one["document_id"]: (one["outcome"], one["hold_id"]) for one in told["documents"]} == {
            going: ("purged", None),
            held: ("held", made["id"]),
        }
        assert (told["dry_run"], told["files_removed"], told["purged"], told["held"]) == (is_dry, not is_dry, 1, 1)
    again = _run(runtime, "purge").stdout
    assert again.startswith(f"held     {held}  {world.org_id}  report.pdf  (nda, 6 months)  held by {made['id']}")
    _run(runtime, "holds", "release", ROOM, made["id"], "--reason", "Settled")
    assert json.loads(_run(runtime, "purge", "--json").stdout)["purged"] == 1
    assert json.loads(_run(runtime, "purge", "--json").stdout)["documents"] == []


def test_nothing_is_purged_without_a_term(runtime: Runtime, world: World) -> None:
    _archived(runtime, world, world.vendor.id)
    done = _run(runtime, "purge", terms="{}")
    assert "nothing is ever purged" in done.stderr
    assert done.stdout.split() == [
        "0",
        "documents",
        "purged",
        "0",
        "under",
        "a",
        "legal",
        "hold",
        "0",
        "files",
        "removed",
    ]


def test_holds_are_listed_with_their_reason_until_they_are_released(runtime: Runtime, world: World) -> None:
    assert "held" in _run(runtime, "holds", "create", ROOM.lower(), "--reason", "Whole house").stdout
    (listed,) = json.loads(_run(runtime, "holds", "list", ROOM, "--json").stdout)
    assert (listed["target_type"], listed["target_id"], listed["reason"]) == (
        "organisation",
        world.org_id,
        "Whole house",
    )
    assert listed["created_by"] == {"type": "system", "id": None, "name": "command line"}
    shown = _run(runtime, "holds", "list", ROOM).stdout
    assert "Whole house" in shown
    assert "command line" in shown
    _run(runtime, "holds", "release", ROOM, listed["id"], "--reason", "over")
    assert _run(runtime, "holds", "list", ROOM).stdout == "none\n"
    assert "over" in _run(runtime, "holds", "list", ROOM, "--all").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("create", ROOM, "cbvndr_" + "0" * 32, "--reason", "x"), "Vendor not found."),
        (("create", ROOM, "nothing", "--reason", "x"), "Document not found."),
        (("create", ROOM, "--reason", "  "), "The reason must have 1 to 1,000 printable characters."),
        (("create", "Nobody", "--reason", "x"), "There is no organisation 'Nobody'."),
        (("release", ROOM, "cbhold_1", "--reason", "x"), "Legal hold not found."),
    ],
)
def test_what_cannot_be_held_or_released_is_told_in_a_sentence(
    runtime: Runtime, world: World, arguments: tuple[str, ...], sentence: str
) -> None:
    done = _run(runtime, "holds", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert sentence in done.stderr
