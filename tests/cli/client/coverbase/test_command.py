"""Importing from Coverbase: what there was is here, byte for byte, and what is not is told."""

from __future__ import annotations

import csv
import io
import json
import signal
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import muniment_client.running
from muniment.cli.client.coverbase.copies import open_copies
from muniment.vendors.services import SERVICE_FIELDS
from muniment.vendors.vendors import VENDOR_FIELDS
from tests.cli.client.between import Answer, LostError, between
from tests.cli.client.conftest import Shell
from tests.cli.client.coverbase.conftest import COVERBASES_OWN, SERVICE, VENDOR, Source, bytes_of, command, picture
from tests.cli.programs import environment
from tests.journeys.server import MUNIMENT


def test_everything_is_copied_and_a_second_run_copies_what_came_since(
    shell: Shell, source: Source, imported: Callable[..., Any]
) -> None:
    assert (VENDOR.keys(), SERVICE.keys()) == (set(VENDOR_FIELDS), set(SERVICE_FIELDS))  # so all is compared
    table = shell.folder / "map.csv"
    done = imported("--csv", str(table))
    assert done.returncode == 0, done.stderr + done.stdout
    assert picture(shell.caller) == source.picture()
    rows = _rows(table)
    kinds = [row["kind"] for row in rows]
    assert {kind: kinds.count(kind) for kind in kinds} == {"vendor": 1, "service": 1, "assessment": 1, "document": 3}
    assert all(row["target_id"] and (row["sha256"] or row["kind"] != "document") for row in rows)
    for row in rows:
        if row["kind"] == "document":
            assert bytes_of(source.caller, row["source_id"]) == bytes_of(shell.caller, row["target_id"])
    source.caller.document(source.caller.vendor("Eastwind"), filename="new.md", content=b"# new")
    assert imported().returncode == 0
    assert picture(shell.caller) == source.picture()


def test_source_is_asked_for_nothing_that_is_not_coverbases_own(source: Source, imported: Callable[..., Any]) -> None:
    assert imported().returncode == 0
    assert {method for method, _ in source.proxy.asked} == {"GET"}
    assert [path for _, path in source.proxy.asked if not COVERBASES_OWN.fullmatch(path)] == []


@pytest.mark.usefixtures("imported")
def test_process_that_is_killed_is_gone_on_with(shell: Shell, source: Source) -> None:
    """A real process and SIGKILL, with several documents under way: what no exception stands for."""
    variables = {**shell.login, "base_url": ""}
    processes: list[subprocess.Popen[bytes]] = []
    with between(shell.caller.server.base_url) as target:
        variables["base_url"] = target.base_url

        def kill(method: str, path: str) -> None:
            if method == "POST" and path == "/v1/documents":
                processes[0].kill()
                raise LostError

        target.after = kill
        environ = {**environment(shell.folder / "home", variables), "COVERBASE_API_KEY": source.caller.secret}
        words = [MUNIMENT, *command(source, "--map", str(shell.folder / "map"))]
        processes.append(subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        assert processes[0].wait(60) == -signal.SIGKILL
        target.after = lambda _method, _path: None
        shell.monkeypatch.delenv("COVERBASE_API_KEY", raising=False)
        again = command(source, "--map", str(shell.folder / "map"), "--key", source.caller.secret)
        done = shell.run(*again, **variables)
    assert done.returncode == 0, done.stderr
    assert picture(shell.caller) == source.picture()


def test_patience_that_the_source_asks_for_is_had(
    source: Source, imported: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(muniment_client.running.time, "sleep", pauses.append)
    own_alone, asked = source.proxy.before, Counter[str]()

    def limited(method: str, path: str) -> Answer | None:
        asked[path] += 1
        return Answer(429, {"Retry-After": "90"}) if asked[path] < 3 else own_alone(method, path)

    source.proxy.before = limited
    assert imported("--jobs", "1").returncode == 0
    assert len(pauses) > 10
    assert min(pauses) >= 90


def test_what_cannot_be_copied_is_told_with_the_reason_and_the_rest_is_copied(
    shell: Shell, source: Source, imported: Callable[..., Any]
) -> None:
    own_alone = source.proxy.before
    source.caller.document(source.caller.vendor("Southwind"), filename="b.txt", content=b"other")
    documents = {one["name"]: one for one in source.caller.get("/v1/documents").json()["data"]}
    lost, short = documents["SOC 1/2 2026"]["id"], documents["b.txt"]
    vendor = source.caller.get(f"/v1/vendors/{short['vendor_id']}").json()
    odd = {**vendor, "name": "x" * 300, "custom_fields": [{"a": 1}]}
    twins = [one["id"] for one in source.caller.get("/v1/documents").json()["data"] if one["name"] == "twin.md"]

    def strange(method: str, path: str) -> Answer | None:
        if path == f"/v1/vendors/{vendor['id']}":
            return Answer(200, body=json.dumps(odd).encode())
        if path == f"/v1/documents/{lost}/download":
            return Answer(409, body=b'{"detail": {"code": "document_not_ready", "message": "Not \\u001b[2J yet."}}')
        if path == f"/v1/documents/{twins[0]}/download":
            link = {"url": f"{source.proxy.base_url}/v1/files/short", "filename": "twin.md", "expires_in": 3600}
            return Answer(200, body=json.dumps(link).encode())
        return Answer(200, body=b"#") if path == "/v1/files/short" else own_alone(method, path)

    source.proxy.before = strange
    table = shell.folder / "map.csv"
    done = imported("--csv", str(table))
    assert done.returncode == 1
    why = {row["source_id"]: row["why"] for row in _rows(table) if row["why"]}
    assert why.keys() == {vendor["id"], short["id"], lost, twins[0]}
    assert why[short["id"]] == f"its vendor {vendor['id']} is not copied"
    assert why[lost] == "its bytes cannot be fetched: document_not_ready: Not ?[2J yet."
    assert why[twins[0]] == "the source gave 1 bytes of a file of 6"
    assert why[vendor["id"]].startswith("body.name: ")
    assert "documents  1 copied, 3 not" in done.stdout
    assert not set("\x1b") & set(done.stdout + done.stderr)
    source.proxy.before = own_alone
    assert imported().returncode == 0
    assert picture(shell.caller) == source.picture()


def test_bytes_that_their_keeper_does_not_give_are_told_and_the_rest_is_copied(
    shell: Shell, source: Source, imported: Callable[..., Any]
) -> None:
    own_alone = source.proxy.before
    source.proxy.before = lambda method, path: (
        Answer(403, body=b"<Error><Code>AccessDenied</Code></Error>")
        if path.startswith("/v1/files/") and "SOC" in path
        else own_alone(method, path)
    )
    done = imported()
    assert (done.returncode, "documents  2 copied, 1 not" in done.stdout) == (1, True), done.stdout
    assert "its bytes cannot be fetched: " in done.stdout


def _changing(source: Source, kind: str, change: Callable[[dict[str, Any]], dict[str, Any]]) -> None:
    """From now on the source says that of each of its vendors or documents."""
    own_alone, name = source.proxy.before, {"vendors": "items", "documents": "data"}[kind]

    def changed(method: str, path: str) -> Answer | None:
        if not path.startswith(f"/v1/{kind}") or path.endswith("/download"):
            return own_alone(method, path)
        said = source.caller.get(path).json()
        said = {**said, name: [change(one) for one in said[name]]} if name in said else change(said)
        return Answer(200, body=json.dumps(said).encode())

    source.proxy.before = changed


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        *(("id", value, "that is no id") for value in (None, "", "..", {}, "\ud800", "x" * 1000)),
        *(("vendor_id", value, "the source names no vendor of it") for value in (None, [], "..")),
        ("size", 10**30, "more than the"),
    ],
    ids=range(10),
)
def test_document_of_which_the_source_says_nonsense_is_told_and_the_rest_is_copied(
    source: Source, imported: Callable[..., Any], field: str, value: object, why: str
) -> None:
    _changing(source, "documents", lambda one: {**one, field: value} if one["name"] != "twin.md" else one)
    done = imported()
    assert (done.returncode, done.stderr) == (1, "")
    assert "documents  2 copied, 1 not" in done.stdout
    assert why in done.stdout


def test_links_and_types_of_any_shape_are_left_behind(source: Source, imported: Callable[..., Any]) -> None:
    odd = {"service_ids": [None, {}], "assessment_ids": 7, "document_type": ["a"], "name": None}
    _changing(source, "documents", lambda one: {**one, **odd})
    done = imported()
    assert (done.returncode, done.stderr) == (0, "")
    assert "left behind of 3: links to services: 2, document_type ['a']" in done.stdout


@pytest.mark.parametrize(
    ("odd", "told"),
    [
        ({"name": None}, "documents  0 copied, 3 not"),
        ({"name": 5}, "documents  0 copied, 3 not"),
        ({"id": {}}, "vendors  1 copied, 1 not"),
    ],
    ids=str,
)
def test_vendor_without_a_name_or_an_id_is_told(
    source: Source, imported: Callable[..., Any], odd: dict[str, Any], told: str
) -> None:
    _changing(source, "vendors", lambda one: {**one, **odd})
    done = imported()
    assert (done.returncode, done.stderr) == (1, "")
    assert told in done.stdout


@pytest.mark.parametrize("services", [[None], [{"id": None}], [{"id": "s1", "name": None}]], ids=str)
def test_service_without_a_name_or_an_id_is_told(
    source: Source, imported: Callable[..., Any], services: list[object]
) -> None:
    _changing(source, "vendors", lambda one: {**one, "services": services})
    done = imported()
    assert (done.returncode, done.stderr) == (1, "")
    assert "services  0 copied, 1 not" in done.stdout


def test_vendor_may_be_named_as_a_state_is(shell: Shell, source: Source, imported: Callable[..., Any]) -> None:
    _changing(source, "vendors", lambda one: {**one, "name": "created"})
    assert imported().returncode == 0
    assert [one["name"] for one in shell.caller.get("/v1/vendors").json()["items"]] == ["created"]


def test_file_that_is_longer_than_the_source_says_is_not_taken_to_its_end(
    source: Source, imported: Callable[..., Any]
) -> None:
    own_alone = source.proxy.before
    source.proxy.before = lambda method, path: (
        Answer(200, body=bytes(1000)) if path.startswith("/v1/files/") else own_alone(method, path)
    )
    done = imported()
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.count("the source gave more than") == 3


def test_link_that_leads_to_nobody_is_told_and_the_rest_is_copied(
    source: Source, imported: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(muniment_client.running.time, "sleep", lambda _: None)
    own_alone = source.proxy.before
    (nowhere,) = (one["id"] for one in source.caller.get("/v1/documents").json()["data"] if one["name"] != "twin.md")
    link = {"url": "http://127.0.0.1:2/", "filename": "x", "expires_in": 1}
    source.proxy.before = lambda method, path: (
        Answer(200, body=json.dumps(link).encode())
        if path == f"/v1/documents/{nowhere}/download"
        else own_alone(method, path)
    )
    done = imported()
    assert (done.returncode, done.stderr.count("\n"), done.stderr.count("trying again in")) == (1, 1, 1)
    assert "documents  2 copied, 1 not" in done.stdout
    assert "its bytes cannot be fetched: " in done.stdout


def test_list_that_is_shorter_than_the_source_says_is_told(source: Source, imported: Callable[..., Any]) -> None:
    own_alone = source.proxy.before
    page = source.caller.get("/v1/documents").json()
    source.proxy.before = lambda method, path: (
        Answer(200, body=json.dumps({**page, "total": 7}).encode())
        if path.startswith("/v1/documents?")
        else own_alone(method, path)
    )
    done = imported()
    assert done.returncode == 1
    assert done.stderr == "The source has 7 documents and listed 3. The same command goes on from here.\n"


def test_what_cannot_be_kept_is_told(shell: Shell, source: Source, imported: Callable[..., Any]) -> None:
    own_alone = source.proxy.before
    page = source.caller.get("/v1/documents").json()
    page["data"][0]["document_type"] = "brand_new_type"
    vendors = {one["name"]: one["id"] for one in source.caller.get("/v1/vendors").json()["items"]}
    vendor = source.caller.get(f"/v1/vendors/{vendors['Northwind']}").json()
    richer = {**vendor, "custom_fields": [{"name": "risk", "value": 7}], "newest": {"unknown": True}}

    def other(method: str, path: str) -> Answer | None:
        if path.startswith("/v1/documents?"):
            return Answer(200, body=json.dumps(page).encode())
        is_it = path == f"/v1/vendors/{vendor['id']}"
        return Answer(200, body=json.dumps(richer).encode()) if is_it else own_alone(method, path)

    source.proxy.before = other
    done = imported()
    assert done.returncode == 0, done.stdout
    assert "    left behind of 1: custom_fields, newest" in done.stdout.splitlines()
    assert "    left behind of 1: document_type brand_new_type" in done.stdout.splitlines()


def test_map_of_another_source_or_organisation_is_not_written_to(
    shell: Shell, source: Source, imported: Callable[..., Any]
) -> None:
    path = shell.folder / "map"
    assert imported("--map", str(path)).returncode == 0
    stranger = shell.caller.server.caller()
    login = {**shell.login, "api_key": stranger.secret}
    done = shell.run(*command(source, "--map", str(path)), **login)
    assert (done.returncode, "another organisation's" in done.stderr) == (1, True)
    with between(shell.caller.server.base_url) as elsewhere:
        done = shell.run("import", "coverbase", "--from", elsewhere.base_url, "--map", str(path))
    assert (done.returncode, "is the map of an import whose source is" in done.stderr) == (1, True)
    assert stranger.get("/v1/vendors").json()["total"] == 0


def test_organisation_is_not_imported_into_itself(
    source: Source, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whatever address and key: each run would make it twice as large."""
    monkeypatch.setenv("COVERBASE_API_KEY", source.caller.secret)
    another = shell.caller.server.another_key(source.caller.org_id)
    done = shell.run(*command(source), **{**shell.login, "api_key": another.secret})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("The source is the organisation that is logged in to")
    assert source.caller.get("/v1/documents").json()["total"] == 3


def test_two_imports_into_one_map_are_not_run_at_once(shell: Shell, imported: Callable[..., Any]) -> None:
    path = shell.folder / "map"
    with open_copies(path, source="a", target="b"):
        done = imported("--map", str(path))
    assert (done.returncode, "Another import writes" in done.stderr) == (1, True)


def test_another_map_makes_nothing_twice(shell: Shell, source: Source, imported: Callable[..., Any]) -> None:
    """As of two people, or of one who lost it, while the server knows the keys under which things were made."""
    for name in ("one", "two"):
        assert imported("--map", str(shell.folder / name)).returncode == 0
    assert picture(shell.caller) == source.picture()


@pytest.mark.parametrize("is_made", [True, False])
def test_service_whose_making_was_not_answered_is_made_once(
    shell: Shell, source: Source, monkeypatch: pytest.MonkeyPatch, is_made: bool
) -> None:
    """No idempotency key holds for services."""
    monkeypatch.setenv("COVERBASE_API_KEY", source.caller.secret)
    lost: list[str] = []

    def lose(method: str, path: str) -> None:
        if method == "POST" and path.endswith("/services") and not lost:
            lost.append(path)
            raise LostError

    with between(shell.caller.server.base_url) as target:
        if is_made:
            target.after = lose
        else:
            target.before = lose
        done = shell.run(*command(source), **{**shell.login, "base_url": target.base_url})
    assert (done.returncode, len(lost)) == (0, 1), done.stderr
    assert picture(shell.caller) == source.picture()


def test_whose_key_is_refused_is_told(shell: Shell, source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    for given, kept, whose in (
        ("ak_live_wrong", shell.caller.secret, "The source: "),
        (source.caller.secret, "ak_live_wrong", "The login: "),
    ):
        monkeypatch.setenv("COVERBASE_API_KEY", given)
        done = shell.run(*command(source), **{**shell.login, "api_key": kept})
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith(f"{whose}Invalid or expired API key.")


def test_keys_are_in_nothing_that_is_printed_or_kept(
    shell: Shell, source: Source, imported: Callable[..., Any]
) -> None:
    done = imported("--csv", str(shell.folder / "map.csv"))
    kept = b"".join(path.read_bytes() for path in shell.folder.rglob("*") if path.is_file())
    for secret in (source.caller.secret, shell.caller.secret):
        assert secret not in done.stdout + done.stderr
        assert secret.encode() not in kept


def _rows(table: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8"))))
