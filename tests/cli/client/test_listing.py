"""Lists: what they tell, in each form, and that nothing in them is obeyed."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.cli.client.conftest import Shell


def test_documents_are_listed_by_vendor_type_and_state(shell: Shell) -> None:
    vendor_id = shell.caller.vendor("Northwind")
    nda = shell.caller.document(vendor_id, filename="a.md", content=b"a", document_type="nda")
    shell.caller.document(shell.caller.vendor("Southwind"), filename="b.md", content=b"b")
    rows = list(csv.DictReader(io.StringIO(shell.ok("documents", "--vendor", "northwind", "--type", "nda", "--csv"))))
    assert [(row["id"], row["vendor_name"], row["document_type"]) for row in rows] == [(nda["id"], "Northwind", "nda")]
    assert len(json.loads(shell.ok("documents", "--json"))) == 2
    assert shell.ok("documents", "--status", "failed") == "none\n"
    assert shell.run("documents", "--status", "lost").returncode == 2


def test_all_of_a_list_is_read_page_by_page(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("muniment.cli.client.listing.MAX_PAGE", 2)
    names = [shell.caller.vendor(f"V{n}") and f"V{n}" for n in range(5)]
    assert [one["name"] for one in json.loads(shell.ok("vendors", "--limit", "0", "--json"))] == names
    assert [one["name"] for one in json.loads(shell.ok("vendors", "--limit", "3", "--json"))] == names[:3]


def test_search_shows_page_and_lines_without_what_a_terminal_obeys(shell: Shell) -> None:
    path = shell.file("a.md", "# Policy\n\nThe supplier \u202eencrypts\u202c all data\nat rest.\n")
    row = shell.uploaded(path, vendor_id=shell.caller.vendor("Northwind"))
    said = shell.ok("search", "supplier")
    assert f"{row['document_id']}  Northwind  a.md, page 1" in said
    assert "The supplier ?encrypts? all data at rest." in said
    assert shell.ok("search", "nowhere") == "none\n"
    assert json.loads(shell.ok("search", "supplier", "--vendor", "northwind", "--json"))[0]["page"] == 1


def test_names_of_others_are_printed_without_what_a_terminal_obeys(shell: Shell) -> None:
    shell.caller.vendor("[bold]Nord\x1b[31m\u202ewind\u00a0GmbH")
    for form in ((), ("--csv",), ("--json",)):
        said = shell.ok("vendors", *form)
        assert not set("\x1b\u202e") & set(said)
        assert "[bold]" in said


def test_argument_that_is_no_text_is_told_in_a_line(shell: Shell) -> None:
    for words in (["search", "\udcff"], ["documents", "--vendor", "\udcff"]):
        done = shell.run(*words)
        assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
