"""Uploads in several requests, by the tus protocol: what they answer and leave, and that they end as any upload."""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update

from muniment.accounts.scopes import Scope
from muniment.db.engine import Transaction
from muniment.db.tables import upload_pieces, uploads
from muniment.documents import resumable
from muniment.documents.resumable import ResumableUpload
from muniment.http.resources import upload_bytes
from muniment.http.transport import tus
from muniment.storage.staging import Staging
from muniment.storage.store import new_key
from muniment.upkeep.stored import named
from muniment.upkeep.sweep import sweep
from tests.http.live import PDF, UNKNOWN, Caller, Server, code, detail_of, read_response, running, settings_for
from tests.servers import BUCKET, S3Server
from tests.waiting import until

FILE = PDF + b"%" + b"x" * 300_000 + b"\n"


def said(**fields: str) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in fields.items())


def begun(
    caller: Caller,
    vendor: str,
    size: int = len(FILE),
    *,
    content: bytes | None = None,
    headers: dict[str, str] | None = None,
    **fields: str,
) -> httpx.Response:
    told = said(**{"filename": "report.pdf", "vendor_id": vendor, **fields})
    own = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": told}
    own |= {"Content-Type": tus.BYTES} if content is not None else {}
    return caller.post("/v1/uploads", content=content, headers={**own, **(headers or {})})


def path_of(response: httpx.Response) -> str:
    assert response.status_code == 201, response.text
    return httpx.URL(response.headers["location"]).path


def sent(
    caller: Caller, path: str, piece: bytes, *, offset: int, headers: dict[str, str] | None = None
) -> httpx.Response:
    own = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset), "Content-Type": tus.BYTES}
    return caller.patch(path, content=piece, headers={**own, **(headers or {})})


def offset_of(caller: Caller, path: str) -> int:
    return int(caller.request("HEAD", path).headers["upload-offset"])


def test_two_pieces_become_one_document_as_an_upload_makes(caller: Caller) -> None:
    vendor_id = caller.vendor()
    service_id = caller.service(vendor_id)
    form = {"service_ids": [service_id], "document_type": "soc2_type2_auditor_report", "name": "Our report"}
    whole = caller.document(vendor_id, content=FILE, **form)
    path = path_of(
        begun(caller, vendor_id, service_ids=service_id, document_type="soc2_type2_auditor_report", name="Our report")
    )

    first = sent(caller, path, FILE[:100_000], offset=0)
    assert (first.status_code, first.headers["upload-offset"]) == (204, "100000")
    assert first.headers["tus-resumable"] == "1.0.0"
    assert "x-document-id" not in first.headers
    last = sent(caller, path, FILE[100_000:], offset=100_000)
    assert last.status_code == 204
    assert last.headers["x-content-sha256"] == hashlib.sha256(FILE).hexdigest()
    assert last.headers["x-same-content"] == whole["id"]

    document = caller.get(last.headers["content-location"]).json()
    own = ("id", "created_at", "updated_at")
    assert {k: v for k, v in document.items() if k not in own} == {k: v for k, v in whole.items() if k not in own}
    assert document["id"] == last.headers["x-document-id"] == caller.get(path).json()["document_id"]
    link = caller.get(f"/v1/documents/{document['id']}/download").json()["url"]
    assert httpx.get(link).content == FILE
    told = caller.get("/v1/events", params={"types": "VendorDocument.Created"}).json()["data"]
    assert [one["data"]["vendor_document_id"] for one in told] == [whole["id"], document["id"]]
    with caller.server.runtime.database.read() as tx:
        upload_id = path.rsplit("/", 1)[1]
        assert tx.execute(select(func.count()).where(upload_pieces.c.upload_id == upload_id)).scalar_one() == 0


def test_head_tells_how_far_it_has_come_and_what_was_said(sole: Caller) -> None:
    vendor_id = sole.vendor()
    path = path_of(begun(sole, vendor_id))
    sent(sole, path, FILE[:70], offset=0)
    head = sole.request("HEAD", path)
    assert head.status_code == 200
    assert head.headers["upload-offset"] == "70"
    assert head.headers["upload-length"] == str(len(FILE))
    assert head.headers["upload-metadata"] == said(filename="report.pdf", vendor_id=vendor_id)
    assert head.headers["cache-control"] == "no-store"
    assert head.headers["upload-expires"].endswith("GMT")
    assert sole.get(path).json()["offset"] == 70


def test_last_bytes_sent_again_make_no_second_document(caller: Caller) -> None:
    vendor_id = caller.vendor()
    path = path_of(begun(caller, vendor_id))
    assert sent(caller, path, FILE, offset=0).status_code == 204
    again = sent(caller, path, FILE, offset=0)
    assert code(again) == (409, "offset_mismatch")
    nothing = sent(caller, path, b"", offset=len(FILE))
    assert (nothing.status_code, nothing.headers["x-document-id"]) == (204, caller.get(path).json()["document_id"])
    assert caller.get("/v1/documents").json()["total"] == 1


def test_creation_may_bring_the_first_bytes(caller: Caller) -> None:
    answer = begun(caller, caller.vendor(), len(PDF), content=PDF)
    assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(len(PDF)))
    assert caller.get(answer.headers["content-location"]).json()["size"] == len(PDF)


def test_creation_whose_bytes_are_refused_leaves_nothing(caller: Caller) -> None:
    vendor_id = caller.vendor()
    with caller.server.leaves_nothing():
        for headers, size, refusal in (
            ({"Content-Type": "application/pdf"}, len(PDF), (415, "unsupported_media_type")),
            (checksum("sha1", b"other"), len(PDF), (460, "checksum_mismatch")),
            ({}, len(PDF) - 1, (413, "body_too_large")),
        ):
            assert code(begun(caller, vendor_id, size, content=PDF, headers=headers)) == refusal


def test_creation_whose_bytes_are_refused_is_found_by_its_key(sole: Caller) -> None:
    vendor_id, key = sole.vendor(), {"Idempotency-Key": "refused once"}
    wrong = {**key, **checksum("sha1", b"other")}
    assert begun(sole, vendor_id, len(PDF), content=PDF, headers=wrong).status_code == 460
    again = begun(sole, vendor_id, len(PDF), content=PDF, headers=key)
    assert (again.status_code, again.headers["upload-offset"]) == (201, "0")
    assert sent(sole, path_of(again), PDF, offset=0).headers["x-document-id"]


def test_creation_under_an_idempotency_key_begins_one_upload(caller: Caller) -> None:
    vendor_id, key = caller.vendor(), {"Idempotency-Key": "once"}
    first = begun(caller, vendor_id, headers=key)
    sent(caller, path_of(first), FILE[:10], offset=0)
    again = begun(caller, vendor_id, headers=key)
    assert again.headers["idempotent-replayed"] == "true"
    assert (again.content, again.headers["location"]) == (first.content, first.headers["location"])
    assert again.headers["upload-offset"] == "10"
    strict = begun(caller, vendor_id, 5, headers={**key, "Idempotency-Strict": "true"})
    assert code(strict) == (422, "idempotency_mismatch")


def test_key_of_an_upload_that_was_given_up_begins_no_other(sole: Caller) -> None:
    vendor_id, key = sole.vendor(), {"Idempotency-Key": "given up"}
    assert sole.delete(path_of(begun(sole, vendor_id, headers=key))).status_code == 204
    assert code(begun(sole, vendor_id, headers=key)) == (404, "upload_not_found")


@pytest.mark.parametrize(
    ("fields", "size", "status", "refusal"),
    [
        ({"filename": "report.exe"}, 9, 400, "unsupported_file_type"),
        ({"document_type": "nonsense"}, 9, 422, "invalid_document_type"),
        ({"vendor_id": f"cbvndr_{UNKNOWN}"}, 9, 404, "vendor_not_found"),
        ({"service_ids": f"cbsvc_{UNKNOWN}"}, 9, 404, "service_not_found"),
        ({"assessment_ids": f"cbqsrw_{UNKNOWN}"}, 9, 404, "assessment_not_found"),
        ({}, 0, 400, "empty_file"),
        ({}, 104_857_601, 413, "file_too_large"),
    ],
)
def test_creation_refuses_what_an_upload_refuses(
    sole: Caller, fields: dict[str, str], size: int, status: int, refusal: str
) -> None:
    vendor_id = sole.vendor()
    with sole.server.leaves_nothing():
        answer = begun(sole, vendor_id, size, **fields)
    assert code(answer) == (status, refusal)
    assert answer.headers["tus-resumable"] == "1.0.0"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"filename": ""}, ("filename", "missing")),
        ({"vendorId": "x"}, ("vendorId", "unknown_field")),
        ({"name": " "}, ("name", "string_too_short")),
    ],
)
def test_metadata_that_does_not_fit_is_told_by_field(
    sole: Caller, fields: dict[str, str], told: tuple[str, str]
) -> None:
    problem = detail_of(begun(sole, sole.vendor(), **fields))[0]
    assert (problem["loc"], problem["type"]) == (["body", told[0]], told[1])


@pytest.mark.parametrize(
    "headers",
    [
        {"Upload-Length": "many"},
        {"Upload-Length": "-1"},
        {"Upload-Length": "9" * 19},
        {"Upload-Metadata": "filename not-base64!"},
        {"Upload-Metadata": "filename YQ==,filename YQ=="},
        {"Upload-Metadata": ",,"},
        {"Upload-Metadata": b"filename \xe9"},
        {"Upload-Defer-Length": "1"},
        {"Upload-Concat": "partial"},
    ],
    ids=str,
)
def test_headers_that_are_none_are_refused(sole: Caller, headers: dict[str, Any]) -> None:
    answer = begun(sole, sole.vendor(), headers=headers)
    assert code(answer) == (400, "invalid_upload_header")


def test_other_version_of_the_protocol_is_refused_with_ours(sole: Caller) -> None:
    answer = begun(sole, sole.vendor(), headers={"Tus-Resumable": "0.2.2"})
    assert code(answer) == (412, "unsupported_tus_version")
    assert answer.headers["tus-version"] == "1.0.0"


def test_other_version_is_refused_of_who_looks_too(sole: Caller) -> None:
    path = path_of(begun(sole, sole.vendor()))
    assert code(sole.get(path, headers={"Tus-Resumable": "0.2.2"})) == (412, "unsupported_tus_version")


def test_options_tell_anybody_what_the_server_can_do(sqlite_api: Server) -> None:
    answer = sqlite_api.client.request("OPTIONS", "/v1/uploads")
    assert (answer.status_code, answer.headers["tus-max-size"]) == (204, "104857600")
    assert answer.headers["tus-extension"] == "creation,creation-with-upload,expiration,checksum,termination"
    assert answer.headers["tus-checksum-algorithm"] == "sha1,sha256,sha512"


def checksum(algorithm: str, piece: bytes) -> dict[str, str]:
    digest = hashlib.new(algorithm, piece, usedforsecurity=False).digest()
    return {"Upload-Checksum": f"{algorithm} {base64.b64encode(digest).decode()}"}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
def test_piece_with_another_checksum_is_not_kept(sole: Caller, algorithm: str) -> None:
    path = path_of(begun(sole, sole.vendor()))
    wrong = sent(sole, path, FILE[:50], offset=0, headers=checksum(algorithm, b"other"))
    assert code(wrong) == (460, "checksum_mismatch")
    assert offset_of(sole, path) == 0
    right = sent(sole, path, FILE[:50], offset=0, headers=checksum(algorithm, FILE[:50]))
    assert (right.status_code, offset_of(sole, path)) == (204, 50)


@pytest.mark.parametrize("header", ["crc32 AAAA", "sha1 ?", b"sha1 \xe9"], ids=str)
def test_checksum_that_is_none_is_refused(sole: Caller, header: Any) -> None:
    path = path_of(begun(sole, sole.vendor()))
    answer = sent(sole, path, b"x", offset=0, headers={"Upload-Checksum": header})
    assert code(answer) == (400, "invalid_upload_header")


def test_body_of_another_media_type_is_refused(sole: Caller) -> None:
    path = path_of(begun(sole, sole.vendor()))
    answer = sent(sole, path, b"x", offset=0, headers={"Content-Type": "application/pdf"})
    assert code(answer) == (415, "unsupported_media_type")


@pytest.mark.parametrize("body", [FILE + b"x", iter([FILE, b"x"])], ids=["declared", "chunked"])
def test_more_than_the_length_is_refused_and_not_kept(sole: Caller, body: Any) -> None:
    path = path_of(begun(sole, sole.vendor()))
    answer = sent(sole, path, body, offset=0)
    assert code(answer) == (413, "body_too_large")
    assert offset_of(sole, path) == 0


def test_file_of_a_refused_kind_becomes_no_document(sole: Caller) -> None:
    program = b"MZ" + b"\0" * 58 + b"\x40\0\0\0PE\0\0" + b"\0" * 1000
    path = path_of(begun(sole, sole.vendor(), len(program)))
    assert sent(sole, path, program[:1], offset=0).status_code == 204
    answer = sent(sole, path, program[1:], offset=1)
    assert code(answer) == (400, "unsupported_file_type")
    assert sole.get(path).json()["document_id"] is None


def test_termination_removes_what_came(caller: Caller) -> None:
    vendor_id = caller.vendor()
    with caller.server.leaves_nothing():
        path = path_of(begun(caller, vendor_id))
        sent(caller, path, FILE[:50], offset=0)
        assert caller.delete(path).status_code == 204
    assert code(caller.get(path)) == code(caller.delete(path)) == (404, "upload_not_found")


def test_document_outlives_the_end_of_its_upload(sole: Caller) -> None:
    path = path_of(begun(sole, sole.vendor(), len(PDF)))
    document = sent(sole, path, PDF, offset=0).headers["content-location"]
    assert sole.delete(path).status_code == 204
    assert sole.get(document).status_code == 200


def test_methods_that_do_not_pass_may_come_as_a_post(sole: Caller) -> None:
    path = path_of(begun(sole, sole.vendor()))
    own = {"Upload-Offset": "0", "Content-Type": tus.BYTES}
    piece = sole.post(path, content=b"%PDF", headers={**own, "X-HTTP-Method-Override": "PATCH"})
    assert (piece.status_code, offset_of(sole, path)) == (204, 4)
    assert sole.post(path, headers={"X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert code(sole.post(path, headers={"X-HTTP-Method-Override": "GET"})) == (405, "method_not_allowed")


def test_expired_upload_is_gone_and_swept(caller: Caller) -> None:
    runtime = caller.server.runtime
    path = path_of(begun(caller, caller.vendor()))
    sent(caller, path, FILE[:50], offset=0)
    upload_id = path.rsplit("/", 1)[1]
    with runtime.database.write() as tx:
        tx.execute(update(uploads).where(uploads.c.id == upload_id).values(expires_at=1))
    assert code(caller.get(path)) == code(sent(caller, path, b"x", offset=50)) == (404, "upload_not_found")
    assert sweep(runtime)["expired_uploads"] >= 1
    with runtime.database.read() as tx:
        assert tx.execute(select(upload_pieces.c.start).where(upload_pieces.c.upload_id == upload_id)).all() == []


def test_piece_is_no_orphan(sole: Caller) -> None:
    runtime = sole.server.runtime
    path = path_of(begun(sole, sole.vendor()))
    sent(sole, path, FILE[:50], offset=0)
    with runtime.database.read() as tx:
        of_it = upload_pieces.c.upload_id == path.rsplit("/", 1)[1]
        (key,) = tx.execute(select(upload_pieces.c.storage_key).where(of_it)).scalars()
    with runtime.database.read() as tx:
        assert named(tx, [key, UNKNOWN]) == {key}


def test_length_beyond_the_rest_is_refused_before_it_is_sent(sole: Caller) -> None:
    path = path_of(begun(sole, sole.vendor(), 10))
    with sole.server.connect() as connection:
        head = f"PATCH {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {sole.secret}\r\nUpload-Offset: 0\r\n"
        head += f"Content-Type: {tus.BYTES}\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n"
        connection.sendall(head.encode())
        assert connection.recv(4096).startswith(b"HTTP/1.1 413")


def begin_piece(caller: Caller, path: str, piece: bytes, *, of: int) -> Any:
    """A connection on which so much of a PATCH was sent."""
    connection = caller.server.connect()
    head = f"PATCH {path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {caller.secret}\r\nUpload-Offset: 0\r\n"
    connection.sendall(f"{head}Content-Type: {tus.BYTES}\r\nContent-Length: {of}\r\n\r\n".encode() + piece)
    return connection


def is_leased(caller: Caller, path: str) -> bool:
    with caller.server.runtime.database.read() as tx:
        row = tx.execute(select(uploads.c.lease).where(uploads.c.id == path.rsplit("/", 1)[1])).one()
    return row[0] is not None


def test_second_request_at_the_same_time_is_refused_and_the_first_goes_on(caller: Caller) -> None:
    path = path_of(begun(caller, caller.vendor(), 10))
    with begin_piece(caller, path, b"%PDF-", of=10) as connection:
        until(lambda: is_leased(caller, path))
        locked = sent(caller, path, b"other", offset=0)
        assert code(locked) == (423, "upload_locked")
        assert code(caller.delete(path)) == (423, "upload_locked")
        connection.sendall(b"1.7\n%")
        assert connection.recv(4096).startswith(b"HTTP/1.1 204")
    assert caller.get(path).json()["document_id"] is not None


def test_piece_of_a_key_that_was_revoked_meanwhile_is_not_kept(sole: Caller) -> None:
    another = sole.server.another_key(sole.org_id)
    path = path_of(begun(another, another.vendor()))
    with begin_piece(another, path, b"%PDF-", of=10) as connection:
        until(lambda: is_leased(another, path))
        assert (
            sole.server.another_key(sole.org_id, scopes=sorted(Scope))
            .post(f"/v1/api-keys/{another.key_id}/revoke")
            .status_code
            == 200
        )
        connection.sendall(b"1.7\n%")
        assert read_response(connection, "PATCH")[0] == 401
    assert offset_of(sole, path) == 0


def test_what_arrived_before_a_break_is_kept(caller: Caller) -> None:
    path = path_of(begun(caller, caller.vendor()))
    begin_piece(caller, path, FILE[:90_000], of=len(FILE)).close()
    until(lambda: offset_of(caller, path) == 90_000)
    until(lambda: not is_leased(caller, path))
    assert sent(caller, path, FILE[90_000:], offset=90_000).status_code == 204


def test_lease_of_a_killed_server_runs_out(caller: Caller) -> None:
    path = path_of(begun(caller, caller.vendor()))
    mine = uploads.c.id == path.rsplit("/", 1)[1]
    with caller.server.runtime.database.write() as tx:
        tx.execute(update(uploads).where(mine).values(lease=b"dead", leased_until=2**40))
    assert sent(caller, path, b"%", offset=0).status_code == 423
    with caller.server.runtime.database.write() as tx:
        tx.execute(update(uploads).where(mine).values(leased_until=1))
    assert sent(caller, path, b"%", offset=0).status_code == 204


def test_lease_is_renewed_while_the_file_is_put_together(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    bounds = replace(upload_bytes.bounds_of(caller.server.runtime.settings), lease_seconds=1)
    monkeypatch.setattr(upload_bytes, "bounds_of", lambda _settings: bounds)
    renew, renewed, put_together = resumable.renew, threading.Event(), resumable._put_together

    def renewing(tx: Transaction, upload: ResumableUpload, **more: Any) -> None:
        renew(tx, upload, **more)
        renewed.set()

    def slowly(*given: Any, **more: Any) -> Staging:
        assert renewed.wait(10)
        return put_together(*given, **more)

    monkeypatch.setattr(resumable, "renew", renewing)
    monkeypatch.setattr(resumable, "_put_together", slowly)
    path = path_of(begun(caller, caller.vendor()))
    assert sent(caller, path, FILE, offset=0).status_code == 204


def test_request_that_cannot_begin_gives_the_lease_back(sole: Caller) -> None:
    vendor_id = sole.vendor()
    path = path_of(begun(sole, vendor_id, len(PDF)))

    def say(**fields: str) -> None:
        with sole.server.runtime.database.write() as tx:
            told = said(vendor_id=vendor_id, **fields)
            tx.execute(update(uploads).where(uploads.c.id == path.rpartition("/")[2]).values(said=told))

    say(filename="report.exe")  # as where what is accepted has changed
    assert code(sent(sole, path, PDF, offset=0)) == (400, "unsupported_file_type")
    say(filename="report.pdf", document_type="nonsense")
    assert code(sent(sole, path, PDF, offset=0)) == (422, "invalid_document_type")
    say(filename="report.pdf")
    assert sent(sole, path, PDF, offset=0).status_code == 204


def test_who_lost_the_lease_changes_nothing(caller: Caller) -> None:
    path = path_of(begun(caller, caller.vendor(), 10))
    with begin_piece(caller, path, b"%PDF-", of=10) as connection:
        until(lambda: is_leased(caller, path))
        with caller.server.runtime.database.write() as tx:
            tx.execute(update(uploads).where(uploads.c.id == path.rsplit("/", 1)[1]).values(leased_until=1))
        assert sent(caller, path, b"%PDF-1", offset=0).status_code == 204
        connection.sendall(b"1.7\n%")
        assert connection.recv(4096).startswith(b"HTTP/1.1 423")
    assert offset_of(caller, path) == 6
    assert caller.get("/v1/documents").json()["total"] == 0


def test_lost_piece_ends_the_upload(sole: Caller) -> None:
    """As after a restore, where the pieces of unfinished uploads are not part of a backup."""
    runtime = sole.server.runtime
    path = path_of(begun(sole, sole.vendor()))
    sent(sole, path, FILE[:50], offset=0)
    with runtime.database.read() as tx:
        of_it = upload_pieces.c.upload_id == path.rsplit("/", 1)[1]
        runtime.store.delete(tx.execute(select(upload_pieces.c.storage_key).where(of_it)).scalar_one())
    assert code(sent(sole, path, FILE[50:], offset=50)) == code(sole.get(path)) == (404, "upload_not_found")


@pytest.fixture(scope="module")
def narrow(start: Callable[..., Server]) -> Server:
    """A server on which few and small uploads are open at once."""
    return start(max_open_uploads=2, max_open_upload_bytes=1000, max_upload_pieces=2, upload_piece_bytes=65_536)


def test_open_uploads_of_an_organisation_are_bounded(narrow: Server) -> None:
    caller, other = narrow.caller(), narrow.caller()
    vendor_id = caller.vendor()
    first = path_of(begun(caller, vendor_id, len(PDF)))
    assert code(begun(caller, vendor_id, 1000)) == (409, "too_many_uploads")
    begun(caller, vendor_id, 500)
    third = begun(caller, vendor_id, 1)
    assert code(third) == (409, "too_many_uploads")
    path_of(begun(other, other.vendor(), 1000))
    sent(caller, first, PDF, offset=0)  # whole, it is open no more
    path_of(begun(caller, vendor_id, 1))


def test_pieces_of_an_upload_are_bounded(narrow: Server) -> None:
    caller = narrow.caller()
    path = path_of(begun(caller, caller.vendor(), 100))
    for offset in (0, 1):
        sent(caller, path, b"%", offset=offset)
    assert code(sent(caller, path, b"%", offset=2)) == (400, "too_many_pieces")
    assert offset_of(caller, path) == 2
    assert sent(caller, path, b"%" * 98, offset=2).status_code == 204


def test_much_at_once_is_kept_as_it_comes(start: Callable[..., Server]) -> None:
    caller = start(upload_piece_bytes=65_536).caller()
    path = path_of(begun(caller, caller.vendor()))
    with begin_piece(caller, path, FILE[:200_000], of=len(FILE)):
        until(lambda: offset_of(caller, path) >= 65_536)
        assert is_leased(caller, path)


@pytest.fixture
def two_servers(
    postgresql_url: str, s3_server: S3Server, s3_credentials: None, tmp_path: Path
) -> Iterator[tuple[Server, Server]]:
    """Two servers without a shared disk, over one database and one bucket."""
    shared = {
        "database_url": postgresql_url,
        "storage_url": f"s3://{BUCKET}/{new_key()}",
        "s3_endpoint_url": s3_server.endpoint,
        "s3_addressing_style": "path",
    }
    with running(settings_for(tmp_path / "a", **shared)) as one, running(settings_for(tmp_path / "b", **shared)) as two:
        yield one, two


def test_servers_without_a_shared_disk_take_turns(two_servers: tuple[Server, Server]) -> None:
    one, two = two_servers
    here = one.caller()
    there = replace(here, server=two)
    path = path_of(begun(here, here.vendor()))
    for caller, start_, end in ((here, 0, 100_000), (there, 100_000, 200_000), (here, 200_000, 250_000)):
        assert sent(caller, path, FILE[start_:end], offset=start_).status_code == 204
    assert code(sent(there, path, b"x", offset=200_000)) == (409, "offset_mismatch")
    last = sent(there, path, FILE[250_000:], offset=250_000)
    assert last.headers["x-content-sha256"] == hashlib.sha256(FILE).hexdigest()
    with one.runtime.store.open(next(iter(one.runtime.store.keys()))) as file:
        assert file.read() == FILE
    assert len(list(one.runtime.store.keys())) == 1
    assert code(sent(here, path, b"x", offset=250_000)) == (409, "offset_mismatch")
