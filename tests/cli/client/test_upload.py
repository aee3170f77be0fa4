"""Uploading: every file once, whatever breaks; what is told of each, and in which form."""

from __future__ import annotations

import csv
import io
import os
import sqlite3
from contextlib import closing
from io import FileIO
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import delete

from muniment.cli.client import sending
from muniment.cli.client.connecting import client_of
from muniment.cli.client.profiles import Profile
from muniment.cli.client.sent import Sending as Begun
from muniment.cli.client.sent import open_sent
from muniment.db.tables import idempotency_keys
from muniment.storage.digest import sha256_of
from muniment_client.uploads import Sending
from tests.cli.client.between import Answer, between
from tests.cli.client.conftest import CERTIFICATE, Shell
from tests.http.live import UNKNOWN


def _documents(shell: Shell) -> list[dict[str, Any]]:
    return list(shell.caller.get("/v1/documents", params={"limit": 200}).json()["data"])


def _rows(table: str) -> dict[str, dict[str, str]]:
    """The rows of a table by the name of their file."""
    return {Path(row["path"]).name: row for row in csv.DictReader(io.StringIO(table))}


def _forget_which_documents_came_of_it(shell: Shell) -> None:
    """What a kill leaves that comes between the server's answer and the line about it."""
    _change_journal(shell, "UPDATE sent SET document_id = NULL")


def _change_journal(shell: Shell, statement: str) -> None:
    with closing(sqlite3.connect(shell.folder / "state" / "muniment" / "uploads.sqlite3")) as journal, journal:
        assert journal.execute(statement).rowcount


def _let_keys_expire(shell: Shell) -> None:
    with shell.caller.server.runtime.database.write() as tx:
        tx.execute(delete(idempotency_keys).where(idempotency_keys.c.org_id == shell.caller.org_id))


def test_folder_is_uploaded_once_and_what_is_no_evidence_told(shell: Shell) -> None:
    shell.file("a.md")
    shell.file("below/b.md", "# Policy\n")
    shell.file("below/run.exe")
    command = ("upload", str(shell.folder / "evidence"), "--vendor", "Northwind", "--create-vendor", "--csv", "-")
    first = _rows(shell.ok(*command))
    assert {name: row["outcome"] for name, row in first.items()} == {
        "a.md": "uploaded",
        "b.md": "uploaded",
        "run.exe": "skipped",
    }
    assert first["run.exe"]["reason"] == "the file type .exe is not supported"
    again = _rows(shell.ok(*command))
    assert [again[name]["outcome"] for name in ("a.md", "b.md")] == ["there already"] * 2
    there = {one["id"]: one["name"] for one in _documents(shell)}
    assert there == {rows[name]["document_id"]: name for rows in (first, again) for name in ("a.md", "b.md")}
    assert shell.caller.get("/v1/vendors").json()["total"] == 1


@pytest.mark.parametrize("is_long_ago", [False, True], ids=["while the key lives", "after its 24 hours"])
def test_run_after_a_break_makes_no_document_twice(shell: Shell, is_long_ago: bool) -> None:
    for folder in ("one", "two"):  # the same name and bytes: two documents
        shell.file(f"{folder}/a.md")
    command = ("upload", str(shell.folder / "evidence"), "--vendor", shell.caller.vendor(), "--csv", "-")
    assert len({row["document_id"] for row in csv.DictReader(io.StringIO(shell.ok(*command)))}) == 2
    before = _documents(shell)
    _forget_which_documents_came_of_it(shell)
    if is_long_ago:
        _let_keys_expire(shell)
    rows = list(csv.DictReader(io.StringIO(shell.ok(*command))))
    assert sorted(row["document_id"] for row in rows) == sorted(one["id"] for one in before)
    assert [one["id"] for one in _documents(shell)] == [one["id"] for one in before]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (b'a"b.md', 'a"b.md'),
        (b"a%22b.md", "a%22b.md"),
        (b"back\\slash.md", "back\\slash.md"),
        (b"line\nfeed.md", "line?feed.md"),
        (b" lead.md", "lead.md"),
        (b"\xff\xfe.md", "\\xff\\xfe.md"),
        (b"\xe2\x80\xaegpj.md", "?gpj.md"),
        (b"e\xcc\x81.md", "\u00e9.md"),
        ("\u0645\u06cc\u200c\u062e.md".encode(), "\u0645\u06cc\u200c\u062e.md"),
        (b"\xff" * 250 + b".md", ("\\xff" * 250 + ".md")[-255:]),
    ],
    ids=range(10),
)
def test_file_of_any_name_is_known_by_it_after_a_break(shell: Shell, name: bytes, kept: str) -> None:
    path = shell.folder / os.fsdecode(name)
    path.write_text("# Policy")
    command = ("upload", str(path), "--vendor", shell.caller.vendor())
    shell.ok(*command)
    _forget_which_documents_came_of_it(shell)
    _let_keys_expire(shell)
    shell.ok(*command)
    assert [one["name"] for one in _documents(shell)] == [kept]


def test_break_before_the_server_had_the_file_is_made_good(shell: Shell) -> None:
    path = shell.file("a.md")
    vendor_id = shell.caller.vendor()
    shell.ok("upload", str(path), "--vendor", vendor_id)
    _forget_which_documents_came_of_it(shell)
    (document,) = _documents(shell)
    shell.caller.patch(f"/v1/documents/{document['id']}", json={"name": "another.md"})  # so it is not the file's
    _let_keys_expire(shell)
    shell.ok("upload", str(path), "--vendor", vendor_id)
    assert {one["name"] for one in _documents(shell)} == {"a.md", "another.md"}


def test_file_that_changed_is_another_document(shell: Shell) -> None:
    path = shell.file("a.md", "first")
    vendor_id = shell.caller.vendor()
    shell.ok("upload", str(path), "--vendor", vendor_id)
    path.write_text("second")
    shell.ok("upload", str(path), "--vendor", vendor_id)
    assert [one["size"] for one in _documents(shell)] == [6, 5]


def test_same_file_for_another_vendor_is_another_document(shell: Shell) -> None:
    path = shell.file("a.md")
    for _ in range(2):
        shell.ok("upload", str(path), "--vendor", shell.caller.vendor())
    assert len(_documents(shell)) == 2


def test_waiting_tells_type_status_and_day_of_expiry_of_each(shell: Shell) -> None:
    shell.file("cert.md", CERTIFICATE)
    shell.file("broken.pdf", "%PDF-1.7 and nothing else")
    table = shell.folder / "out.csv"
    done = shell.run(
        "upload", str(shell.folder / "evidence"), "--vendor", shell.caller.vendor(), "--wait", "--csv", str(table)
    )
    assert done.returncode == 1  # one could not be read
    rows = _rows(table.read_text())
    assert {name: (row["outcome"], row["status"], row["expires_on"]) for name, row in rows.items()} == {
        "cert.md": ("uploaded", "complete", "2028-05-11"),
        "broken.pdf": ("uploaded", "failed", ""),
    }
    assert rows["cert.md"]["document_type"].startswith("iso_27001")
    assert rows["broken.pdf"]["reason"].startswith("corrupt: ")
    assert [line.split("  ")[0] for line in done.stdout.splitlines()] == ["uploaded", "uploaded"]
    assert done.stderr == "2 uploaded\n"


def test_dry_run_says_what_would_be_uploaded_and_leaves_nothing(shell: Shell) -> None:
    path = shell.file("a.md")
    said = shell.ok("upload", str(path), "--vendor", "Northwind", "--create-vendor", "--dry-run")
    assert said == f"would be uploaded  {path}\n"
    assert shell.caller.get("/v1/vendors").json()["total"] == 0
    assert not (shell.folder / "state").exists()
    shell.ok("upload", str(path), "--vendor", "Northwind", "--create-vendor")
    shell.file("b.md")
    said = shell.ok("upload", str(path.parent), "--vendor", "Northwind", "--dry-run")
    assert said == f"there already  {path}\nwould be uploaded  {path.parent / 'b.md'}\n"


def test_vendor_is_not_made_for_nothing(shell: Shell) -> None:
    shell.file("run.exe")
    shell.ok("upload", str(shell.folder / "evidence"), "--vendor", "Northwind", "--create-vendor")
    assert shell.caller.get("/v1/vendors").json()["total"] == 0


def test_document_that_is_gone_from_the_server_is_uploaded_anew(shell: Shell) -> None:
    path, vendor_id = shell.file("a.md"), shell.caller.vendor()
    shell.ok("upload", str(path), "--vendor", vendor_id)
    _change_journal(shell, f"UPDATE sent SET document_id = 'cbvdoc_{UNKNOWN}'")
    assert shell.ok("upload", str(path), "--vendor", vendor_id).startswith("uploaded")
    assert shell.ok("upload", str(path), "--vendor", vendor_id).startswith("there already")
    assert len(_documents(shell)) == 2  # the first, which nobody purged here, and the new one


def test_what_was_archived_is_not_brought_back(shell: Shell) -> None:
    path, vendor_id = shell.file("a.md"), shell.caller.vendor()
    shell.ok("upload", str(path), "--vendor", vendor_id)
    shell.caller.delete(f"/v1/documents/{_documents(shell)[0]['id']}")
    assert shell.ok("upload", str(path), "--vendor", vendor_id).startswith("there already")
    assert _documents(shell) == []


def test_declared_type_and_services_are_those_of_every_file(shell: Shell) -> None:
    vendor_id = shell.caller.vendor("Northwind")
    service_id = shell.caller.service(vendor_id, "Object storage")
    path = shell.file("a.md")
    shell.ok("upload", str(path), "--vendor", "NORTHWIND", "--service", "object storage", "--type", "nda")
    (document,) = _documents(shell)
    assert (document["service_ids"], document["document_type"]) == ([service_id], "nda")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--vendor", "Southwind"], "There is no vendor Southwind. Make it with --create-vendor."),
        (["--vendor", "cbvndr_" + "0" * 32], "There is no vendor cbvndr_"),
        (["--vendor", "Twice"], "There are 2 vendors Twice; name one by its id: cbvndr_"),
        (["--vendor", "Northwind", "--service", "Mail"], "Northwind has no service Mail."),
        (["--vendor", "Northwind", "--type", "soc9"], "There is no document type soc9."),
    ],
)
def test_what_is_not_there_is_told_before_anything_is_uploaded(shell: Shell, options: list[str], said: str) -> None:
    shell.caller.vendor("Northwind")
    for _ in range(2):
        shell.caller.vendor("Twice")
    done = shell.run("upload", str(shell.file("a.md")), *options)
    assert (done.returncode, said in done.stderr) == (1, True), done.stderr
    assert _documents(shell) == []


def test_file_that_is_named_itself_and_is_no_evidence_ends_with_1(shell: Shell) -> None:
    good, bad = shell.file("a.md"), shell.file("run.exe")
    done = shell.run("upload", str(good), str(bad), "--vendor", shell.caller.vendor())
    assert (done.returncode, done.stderr) == (1, "1 not uploaded, 1 uploaded\n")
    assert len(_documents(shell)) == 1


def test_file_that_the_server_refuses_is_told_and_the_others_are_uploaded(shell: Shell) -> None:
    shell.file("a.md")
    shell.file("b.pdf", "#!/bin/sh\necho no evidence\n")
    done = shell.run("upload", str(shell.folder / "evidence"), "--vendor", shell.caller.vendor(), "--csv", "-")
    rows = _rows(done.stdout)
    assert (done.returncode, rows["a.md"]["outcome"], rows["b.pdf"]["outcome"]) == (1, "uploaded", "not uploaded")
    assert rows["b.pdf"]["reason"].startswith("unsupported_file_type: ")


def test_file_that_changes_before_it_is_sent_is_known_by_what_was_sent(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that is still being copied into the folder."""
    path = shell.file("a.md", "# Half")
    command = ("upload", str(path), "--vendor", shell.caller.vendor(), "--csv", "-")

    def written_meanwhile(found: Path) -> bytes:
        digest = sha256_of(found)
        found.write_text("# Half and the rest")
        return digest

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(sending, "sha256_of", written_meanwhile)
        assert _rows(shell.ok(*command))["a.md"]["outcome"] == "uploaded"
    assert _rows(shell.ok(*command))["a.md"]["outcome"] == "there already"
    assert [one["size"] for one in _documents(shell)] == [len("# Half and the rest")]


def test_file_that_changes_while_it_is_sent_is_told_and_the_others_are_uploaded(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "abc":
        shell.file(f"{name}.md")
    begin = Sending.__init__

    def shrinking(self: Sending, file: FileIO, **more: Any) -> None:
        begin(self, file, **more)
        if Path(str(file.name)).name == "a.md":
            os.truncate(str(file.name), 1)

    monkeypatch.setattr(Sending, "__init__", shrinking)
    done = shell.run("upload", str(shell.folder / "evidence"), "--vendor", shell.caller.vendor(), "--csv", "-")
    rows = _rows(done.stdout)
    assert rows["a.md"]["reason"] == "The file changed while it was sent."
    assert [rows[name]["outcome"] for name in ("b.md", "c.md")] == ["uploaded", "uploaded"]
    assert done.returncode == 1


def test_limit_of_requests_is_waited_for_and_that_is_told(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    vendor_id, path = shell.caller.vendor(), shell.file("a.md")
    refusals = iter([Answer(429, {"Retry-After": "100"})] * 20)
    with between(shell.caller.server.base_url) as proxy:
        proxy.before = lambda method, _path: next(refusals, None) if method == "POST" else None
        done = shell.run("upload", str(path), "--vendor", vendor_id, **{**shell.login, "base_url": proxy.base_url})
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("429, trying again in 10") == 1
    assert len(_documents(shell)) == 1


def test_key_that_may_not_upload_ends_the_run_at_once(shell: Shell) -> None:
    for name in "abcdef":
        shell.file(f"{name}.md")
    vendor_id = shell.caller.vendor()
    reader = shell.caller.server.another_key(shell.caller.org_id, scopes=["documents:read", "vendors:read"])
    done = shell.run(
        "upload", str(shell.folder / "evidence"), "--vendor", vendor_id, **{**shell.login, "api_key": reader.secret}
    )
    assert done.returncode == 1
    assert done.stderr.count("insufficient_scope") == 1
    assert reader.secret not in done.stdout + done.stderr


def test_file_whose_document_cannot_be_asked_for_is_told_all_the_same(shell: Shell) -> None:
    path, vendor_id = shell.file("cert.md", CERTIFICATE), shell.caller.vendor()
    with between(shell.caller.server.base_url) as proxy:
        login = {**shell.login, "base_url": proxy.base_url}
        command = ("upload", str(path), "--vendor", vendor_id)
        assert shell.run(*command, "--wait", **login).returncode == 0
        proxy.before = lambda _method, path: Answer(403) if path.endswith("/analysis") else None
        done = shell.run(*command, **login)
    assert (done.returncode, "goes on from here" in done.stderr) == (1, True)
    assert done.stdout.startswith(f"there already  {path}  cbvdoc_")


def test_names_are_printed_without_what_a_terminal_or_a_spreadsheet_obeys(shell: Shell) -> None:
    shell.file("=cmd\x1b]0;owned\x07\u202egpj.md")
    done = shell.run("upload", str(shell.folder / "evidence"), "--vendor", "\x1b[2JX", "--create-vendor", "--csv", "-")
    assert not set("\x1b\x07\u202e") & set(done.stdout + done.stderr)
    done = shell.run("upload", str(shell.folder / "evidence"), "--vendor", "X", "--create-vendor", "--csv", "-")
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert row["name"].startswith("'=cmd")
    assert not set("\x1b\x07\u202e") & set(done.stdout)


def test_uploads_of_many_files_at_once_keep_them_apart(shell: Shell) -> None:
    for n in range(20):
        shell.file(f"{n}.md", f"# File {n}\n")
    vendor_id = shell.caller.vendor()
    shell.ok("upload", str(shell.folder / "evidence"), "--vendor", vendor_id, "--jobs", "8")
    assert sorted(one["name"] for one in _documents(shell)) == sorted(f"{n}.md" for n in range(20))


def test_process_takes_no_document_that_another_is_making(shell: Shell) -> None:
    """Of the same name and bytes, for a file that was being sent when a run broke."""
    paths = [shell.file("one/a.md"), shell.file("two/a.md")]
    sha256 = sha256_of(paths[0]).hex()
    place = sending.Place(shell.caller.vendor())
    found: list[str] = []
    with between(shell.caller.server.base_url) as proxy:
        login = Profile(proxy.base_url, shell.caller.secret)
        journal = shell.folder / "uploads.sqlite3"

        def send(path: Path) -> None:
            with (
                client_of(login, tries=1) as client,
                open_sent(journal, server=login.base_url, vendor_id=place.vendor_id) as sent,
            ):
                found.append(sending.send(client, sent, path, place=place, progress=lambda _bytes: None)[1].id)

        with open_sent(journal, server=login.base_url, vendor_id=place.vendor_id) as sent:
            sent.begin(Begun(sent.name(paths[1], sha256)))  # and then it broke
        second = Thread(target=send, args=[paths[1]])

        def meanwhile(method: str, _path: str) -> None:
            if method == "POST" and second.ident is None:
                second.start()
                second.join(0.2)  # it would have ended by then

        proxy.after = meanwhile
        send(paths[0])
        second.join()
    assert len(set(found)) == len(_documents(shell)) == 2


def test_journal_that_is_something_else_is_left_alone_and_told(shell: Shell) -> None:
    journal = shell.folder / "state" / "muniment" / "uploads.sqlite3"
    journal.parent.mkdir(parents=True)
    journal.write_bytes(b"notes of somebody's")
    done = shell.run("upload", str(shell.file("a.md")), "--vendor", shell.caller.vendor())
    assert (done.returncode, str(journal) in done.stderr) == (1, True)
    assert journal.read_bytes() == b"notes of somebody's"
    assert _documents(shell) == []
