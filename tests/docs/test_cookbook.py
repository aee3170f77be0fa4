"""docs/cookbook and docs/moving-from-coverbase.md: every program is run as it stands there, against a server that reads
documents."""

from __future__ import annotations

import builtins
import csv
import io
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from muniment.webhooks.signatures import headers
from tests.clients.playing import TABLE, file_bytes
from tests.clients.room import Room
from tests.http.live import Caller
from tests.pages import DOCS, blocks
from tests.waiting import until

CERTIFICATE = str(TABLE["file"]["certificate"]["name"])


class Kitchen:
    """An organisation of its own, and programs that are run with its key in an empty folder."""

    def __init__(self, room: Room, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.caller: Caller = room.server.keeper()
        self.room = room
        self.folder = folder
        self._monkeypatch = monkeypatch
        monkeypatch.chdir(folder)
        monkeypatch.setenv("MUNIMENT_BASE_URL", room.server.base_url)
        monkeypatch.setenv("MUNIMENT_API_KEY", self.caller.secret)

    def run(self, page: str, *arguments: str, program: int = 0, answers: tuple[str, ...] = ()) -> str:
        """What the page's program says. `answers`: to what it asks."""
        code = blocks(f"cookbook/{page}.md", "python")[program]
        left = list(answers)
        self._monkeypatch.setattr(sys, "argv", [page, *arguments])
        self._monkeypatch.setattr(builtins, "input", lambda _asked="": left.pop(0) if left else "")
        return self.said_by(code)

    def said_by(self, code: str) -> str:
        """What a program says; its client is closed, as the end of its process would."""
        said, defined = io.StringIO(), {"__name__": "__main__"}
        with redirect_stdout(said):
            exec(code, defined)
        defined["client"].close()  # type: ignore[attr-defined]
        return said.getvalue()

    def read_document(self, vendor_id: str, content: bytes = file_bytes("certificate")) -> dict[str, Any]:
        """A document of that vendor that was read."""
        document = self.caller.document(vendor_id, content=content, filename=CERTIFICATE)
        path = f"/v1/documents/{document['id']}"
        until(lambda: self.caller.get(path).json()["status"] in ("complete", "failed"), 60)
        return dict(self.caller.get(path).json())


@pytest.fixture
def kitchen(room: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kitchen:
    return Kitchen(room, tmp_path, monkeypatch)


def test_folder_is_uploaded_once_however_often_to_the_vendor_that_is_there(kitchen: Kitchen) -> None:
    vendor_id = kitchen.caller.vendor(name="Northwind Hosting")
    (kitchen.folder / "evidence" / "2026").mkdir(parents=True)
    (kitchen.folder / "evidence" / "2026" / CERTIFICATE).write_bytes(file_bytes("certificate"))
    (kitchen.folder / "evidence" / "notes.exe").write_bytes(b"MZ")
    said = kitchen.run("upload-a-folder", "evidence", "Northwind Hosting")
    assert said == f"{CERTIFICATE}: iso_27001_certificate\n"
    assert kitchen.run("upload-a-folder", "evidence", "Northwind Hosting") == said
    (document,) = kitchen.caller.get("/v1/documents").json()["data"]
    assert document["vendor_id"] == vendor_id
    kitchen.run("upload-a-folder", "evidence", "Société Nouvelle")
    kitchen.run("upload-a-folder", "evidence", "Société Nouvelle")
    assert kitchen.caller.get("/v1/vendors").json()["total"] == 2
    assert kitchen.caller.get("/v1/documents").json()["total"] == 2


def test_feed_is_followed_from_where_one_was(kitchen: Kitchen) -> None:
    document = kitchen.read_document(kitchen.caller.vendor())
    told = f"{document['name']}: complete, iso_27001_certificate\n"
    assert kitchen.run("follow-the-feed") == told
    assert kitchen.run("follow-the-feed") == ""
    kitchen.read_document(document["vendor_id"])
    assert kitchen.run("follow-the-feed") == told


@pytest.fixture
def receiver() -> Iterator[tuple[str, dict[str, Any]]]:
    """The page's receiver, listening; and what its program defines."""
    defined: dict[str, Any] = {"__name__": "recipe"}
    exec(blocks("cookbook/take-webhooks.md", "python")[0], defined)
    with defined["HTTPServer"](("127.0.0.1", 0), defined["Receiver"]) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", defined
        server.shutdown()
        thread.join()


def test_receiver_believes_what_is_genuine_alone(
    receiver: tuple[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, defined = receiver
    told: list[str] = []
    monkeypatch.setitem(defined, "print", lambda *words: told.append(" ".join(words)))
    monkeypatch.setattr(defined["Receiver"], "log_message", lambda *_: None)
    body = (
        b'{"event_id":"cbevt_1","event_type":"VendorDocument.Settled","occurred_at":1,'
        b'"data":{"vendor_document_id":"cbvdoc_1"}}'
    )
    now = int(datetime.now(UTC).timestamp())
    signed = headers(
        defined["SECRET"], body, event_id="cbevt_1", event_type="VendorDocument.Settled", occurred_at=1, now=now
    )
    assert httpx.post(url, content=body, headers=signed).status_code == 204
    assert httpx.post(url, content=body + b" ", headers=signed).status_code == 400
    assert told == ["VendorDocument.Settled cbvdoc_1"]


def test_receiver_takes_a_test_which_is_of_no_document(
    receiver: tuple[str, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, defined = receiver
    monkeypatch.setattr(defined["Receiver"], "log_message", lambda *_: None)
    body = b'{"event_id":"cbtest_1","event_type":"webhook.test","occurred_at":1,"data":{"test":true}}'
    now = int(datetime.now(UTC).timestamp())
    signed = headers(defined["SECRET"], body, event_id="cbtest_1", event_type="webhook.test", occurred_at=1, now=now)
    assert httpx.post(url, content=body, headers=signed).status_code == 204


def test_webhook_is_made_as_the_page_says(kitchen: Kitchen) -> None:
    code = blocks("cookbook/take-webhooks.md", "python")[1]
    assert kitchen.said_by(code.replace("https://hooks.example.com/in", kitchen.room.receiver)).startswith("cbwh_")


def test_what_expires_is_listed_the_first_first(kitchen: Kitchen) -> None:
    vendor_id = kitchen.caller.vendor()
    old = file_bytes("certificate").replace(b"2026", b"2020").replace(b"28 February 2029", b"28 February 2023")
    kitchen.read_document(vendor_id, old)
    kitchen.read_document(vendor_id)
    said = kitchen.run("expiring-each-monday").splitlines()
    assert said[0].startswith(f"2023-02-28  Northwind Hosting: {CERTIFICATE} (-")
    assert said[1:] == ["1 in all"]


def test_queue_is_worked_off_with_a_persons_word(kitchen: Kitchen) -> None:
    document = kitchen.read_document(kitchen.caller.vendor(), b"A few words that are nothing.\n")
    said = kitchen.run("review-queue", answers=("access_control_policy",))
    assert said.startswith(f"{document['name']}: ")
    assert "access_control_policy is what " in said
    assert kitchen.run("review-queue") == ""
    assert kitchen.caller.get(f"/v1/documents/{document['id']}").json()["document_type"] == "access_control_policy"


def test_facts_are_lines_of_a_spreadsheet_without_formulas(kitchen: Kitchen) -> None:
    vendor_id = kitchen.caller.vendor(name="=cmd|' /C calc'!A0")
    kitchen.read_document(vendor_id)
    head, *rows = csv.reader(io.StringIO(kitchen.run("facts-as-csv")))
    assert head == ["vendor", "document", "type", "fact", "value", "page", "quote"]
    assert "IS 700123" in {row[4] for row in rows}
    assert {row[0] for row in rows} == {"'=cmd|' /C calc'!A0"}
    assert "'" not in {cell for row in rows for cell in row}


def test_what_was_archived_since_a_day_is_brought_back(kitchen: Kitchen) -> None:
    document = kitchen.caller.document(kitchen.caller.vendor())
    kitchen.caller.delete(f"/v1/documents/{document['id']}")
    today = datetime.now(UTC).date().isoformat()
    assert kitchen.run("bring-back", document["vendor_id"], "2100-01-01") == ""
    assert kitchen.run("bring-back", document["vendor_id"], today) == f"{document['name']}\n"
    assert kitchen.caller.get("/v1/documents").json()["total"] == 1


def test_key_of_a_supplier_sees_nothing_else_and_is_followed_by_another(kitchen: Kitchen) -> None:
    mine, other = kitchen.caller.vendor(), kitchen.caller.vendor()
    key_id, secret = kitchen.run("key-for-one-supplier", mine).splitlines()
    own = replace(kitchen.caller, secret=secret)
    assert own.upload(mine).status_code == 201
    assert own.upload(other).status_code == 404
    rotated = kitchen.run("key-for-one-supplier", key_id, program=1).splitlines()
    assert rotated[0] != key_id
    assert own.get("/v1/documents").status_code == 200


def test_every_file_is_written_whole_and_once(kitchen: Kitchen) -> None:
    vendor_id = kitchen.caller.vendor()
    for fields in ({"name": "../../etc/passwd"}, {}):
        kitchen.caller.document(vendor_id, content=file_bytes("certificate"), filename=CERTIFICATE, **fields)
    said = kitchen.run("every-file", vendor_id, "out").splitlines()
    assert sorted(said) == sorted(os.listdir(kitchen.folder / "out"))
    assert len(said) == 2 and all("/" not in one for one in said)
    assert {(kitchen.folder / "out" / one).read_bytes() for one in said} == {file_bytes("certificate")}
    assert kitchen.run("every-file", vendor_id, "out").splitlines() == said


@pytest.mark.skipif(shutil.which("curl") is None, reason="the page's command needs curl")
def test_client_of_coverbase_changes_two_values(kitchen: Kitchen) -> None:
    (kitchen.folder / "acme_soc2.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (command,) = blocks("moving-from-coverbase.md", "bash")
    for written, meant in (
        ("http://localhost:8000", kitchen.room.server.base_url),
        ("ak_live_…", kitchen.caller.secret),
        ("curl ", "curl -sS --noproxy '*' "),
    ):
        assert written in command
        command = command.replace(written, meant)
    environment = {**os.environ, "VENDOR_ID": kitchen.caller.vendor()}
    done = subprocess.run(["bash", "-ec", command], env=environment, capture_output=True, text=True, timeout=60)
    assert '"name":"ACME SOC 2 Type II"' in done.stdout, done.stderr


def test_every_recipe_is_cooked_here() -> None:
    tested = Path(__file__).read_text(encoding="utf-8")
    assert [one.stem for one in (DOCS / "cookbook").glob("*.md") if one.stem not in tested] == []
