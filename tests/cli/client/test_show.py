"""Showing one document: its facts with the words that say so, and why it could not be read."""

from __future__ import annotations

import json

from tests.cli.client.conftest import CERTIFICATE, Shell


def test_document_is_shown_with_its_facts_each_with_quote_and_page(shell: Shell) -> None:
    row = shell.uploaded(shell.file("cert.md", CERTIFICATE), vendor_id=shell.caller.vendor("Northwind"))
    said = shell.ok("show", row["document_id"])
    lines = said.splitlines()
    assert lines[0] == f"{'document':<24}  {row['document_id']}  cert.md"
    assert lines[1].endswith("  Northwind")
    assert f"{'status':<24}  complete" in lines
    at = next(n for n, line in enumerate(lines) if line.startswith("Expir") or "2028-05-11" in line)
    assert lines[at + 1] == " " * 26 + "page 1: “Expiry date: 11 May 2028”"
    found = json.loads(shell.ok("show", row["document_id"], "--json"))
    assert found["document"]["id"] == row["document_id"]
    assert {one["key"]: one["quote"] for one in found["analysis"]["insights"]}[
        "expires_on"
    ] == "Expiry date: 11 May 2028"


def test_document_that_could_not_be_read_says_why(shell: Shell) -> None:
    path, vendor_id = shell.file("broken.pdf", "%PDF-1.7 and nothing else"), shell.caller.vendor()
    shell.run("upload", str(path), "--vendor", vendor_id, "--wait")
    (document,) = shell.caller.get("/v1/documents").json()["data"]
    assert f"{'status':<24}  failed, corrupt: " in shell.ok("show", document["id"])


def test_document_that_is_not_there_ends_with_1_and_the_id_of_the_request(shell: Shell) -> None:
    done = shell.run("show", "cbvdoc_" + "0" * 32)
    assert done.returncode == 1
    assert done.stderr.startswith("document_not_found: Document not found. (request ")


def test_quotes_and_names_are_shown_without_what_a_terminal_obeys(shell: Shell) -> None:
    vendor_id = shell.caller.vendor("North\u202ewind [red]")
    text = CERTIFICATE.replace("IS 123456", "IS \u202e123456").replace("11 May 2028", "11 May 2028 \u2066[/]")
    row = shell.uploaded(shell.file("cert.md", text), vendor_id=vendor_id)
    said = shell.ok("show", row["document_id"])
    assert not set("\u202e\u2066\x1b") & set(said)
    assert "[red]" in said


def test_key_that_may_read_documents_alone_is_shown_them(shell: Shell) -> None:
    document = shell.caller.document(shell.caller.vendor("Northwind"), filename="a.md", content=b"a")
    reader = shell.caller.server.another_key(shell.caller.org_id, scopes=["documents:read"])
    done = shell.run("show", document["id"], **{**shell.login, "api_key": reader.secret})
    assert (done.returncode, f"{'vendor':<24}  {document['vendor_id']}" in done.stdout) == (0, True), done.stderr
