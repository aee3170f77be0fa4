"""Watching: every change in order, from where one was, whatever happens to the server meanwhile."""

from __future__ import annotations

import json
from typing import Any

import pytest

from muniment.cli.client import watch
from tests.cli.client.between import Answer, LostError, between
from tests.cli.client.conftest import Shell


def _events(printed: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in printed.splitlines()]


def test_all_there_was_is_told_in_order(shell: Shell) -> None:
    vendor_id = shell.caller.vendor("Northwind")
    document = shell.caller.document(vendor_id, filename="a.md", content=b"a")
    found = _events(shell.ok("watch", "--after", "0", "--until-end", "--json", "--type", "Vendor.Created"))
    assert [one["data"]["vendor_id"] for one in found] == [vendor_id]
    lines = shell.ok("watch", "--after", "0", "--until-end").splitlines()
    assert lines[0].split("  ")[1:3] == ["Vendor.Created", vendor_id]
    assert lines[1].split("  ")[1:3] == ["VendorDocument.Created", document["id"]]


def test_cursor_in_a_file_is_gone_on_from_and_nothing_comes_twice_or_is_missed(shell: Shell) -> None:
    cursor = shell.folder / "cursor"
    command = ("watch", "--cursor-file", str(cursor), "--until-end", "--json", "--type", "Vendor.Created")
    shell.caller.vendor("before")
    assert shell.ok(*command) == ""  # from now on
    made = [shell.caller.vendor(f"V{n}") for n in range(3)]
    assert [one["data"]["vendor_id"] for one in _events(shell.ok(*command))] == made
    assert shell.ok(*command) == ""
    cursor.write_text("0\n")
    assert len(_events(shell.ok(*command))) == 4


def test_server_that_is_away_is_asked_until_it_answers(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    vendor_id = shell.caller.vendor()
    pauses: list[float] = []
    monkeypatch.setattr(watch.time, "sleep", pauses.append)
    with between(shell.caller.server.base_url) as proxy:

        def is_away(_method: str, _path: str) -> Answer | None:
            if len(pauses) == 0:
                raise LostError
            return Answer(503) if len(pauses) == 1 else None

        proxy.before = is_away
        login = {**shell.login, "base_url": proxy.base_url}
        done = shell.run("watch", "--after", "0", "--until-end", "--json", **login)
    assert [one["data"]["vendor_id"] for one in _events(done.stdout)] == [vendor_id]
    assert done.stderr.count("Asking again until it answers.") == 1
    assert len(pauses) == 2


def test_server_that_asks_for_patience_gets_it(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(watch.time, "sleep", pauses.append)
    with between(shell.caller.server.base_url) as proxy:
        proxy.before = lambda _method, _path: Answer(429, {"Retry-After": "40"}) if not pauses else None
        done = shell.run("watch", "--until-end", **{**shell.login, "base_url": proxy.base_url})
    assert (done.returncode, pauses) == (0, [40])


def test_feed_that_stands_still_ends_it(shell: Shell) -> None:
    event = {"event_id": "1", "event_type": "Vendor.Created", "occurred_at": 1, "data": {"vendor_id": "v"}}
    page = Answer(200, body=json.dumps({"data": [event], "next": "7"}).encode())
    with between(shell.caller.server.base_url) as proxy:
        proxy.before = lambda _method, _path: page
        done = shell.run("watch", "--after", "7", **{**shell.login, "base_url": proxy.base_url})
    assert (done.returncode, "does not go on" in done.stderr) == (1, True)


def test_event_is_printed_without_what_a_terminal_obeys(shell: Shell) -> None:
    shell.caller.vendor("North\x1b[2J\u202ewind\nVendor.Created  forged")
    for form in ((), ("--json",)):
        said = shell.ok("watch", "--after", "0", "--until-end", *form)
        assert not set("\x1b\u202e") & set(said)
        assert len(said.splitlines()) == 1


@pytest.mark.parametrize("after", ["-1", "x", "1" * 19, ""])
def test_what_is_no_cursor_is_told(shell: Shell, after: str) -> None:
    done = shell.run("watch", "--after", after, "--until-end")
    assert (done.returncode, done.stderr) == (1, "A cursor is a number, or latest.\n")


def test_key_that_is_refused_ends_it(shell: Shell) -> None:
    done = shell.run("watch", base_url=shell.caller.server.base_url, api_key="ak_wrong")
    assert (done.returncode, "Invalid or expired API key." in done.stderr) == (1, True)
