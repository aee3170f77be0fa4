"""CONTRACT §2.1: what an upload answers, and that a refused one leaves nothing."""

from __future__ import annotations

import hashlib
import json
import select
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import update

from muniment import clock
from muniment.accounts import keys
from muniment.accounts.caller import Caller as KeyMaker
from muniment.db.tables import api_keys
from muniment.events import feed
from muniment.unicode import is_visible
from tests.http.live import PDF, UNKNOWN, Caller, Server, code, created, detail_of, fields, form, read_response
from tests.waiting import until

KEYS = [
    "id",
    "vendor_id",
    "name",
    "extension",
    "size",
    "document_type",
    "status",
    "service_ids",
    "assessment_ids",
    "created_at",
    "updated_at",
]
EXTENSIONS = "pdf doc docx rtf txt md xls xlsx xlsm csv ppt pptx png jpg jpeg gif webp zip".split()  # noqa: SIM905


def test_upload_answers_the_eleven_keys_in_order(caller: Caller) -> None:
    vendor_id = caller.vendor()
    services = [caller.service(vendor_id), caller.service(vendor_id)]
    assessments = [caller.assessment(vendor_id)]
    before = int(time.time())
    response = caller.upload(
        vendor_id,
        filename="acme_soc2.pdf",
        service_ids=[services[1], services[0], services[1]],
        assessment_ids=assessments,
        document_type="soc2_type2_auditor_report",
        name="ACME SOC 2 Type II",
    )
    document = created(response)
    assert response.headers["content-type"] == "application/json"
    assert list(document) == KEYS
    assert document.pop("id").removeprefix("cbvdoc_").isalnum()
    assert before <= document["created_at"] == document["updated_at"] <= int(time.time())
    del document["created_at"], document["updated_at"]
    assert document == {
        "vendor_id": vendor_id,
        "name": "ACME SOC 2 Type II",
        "extension": "pdf",
        "size": len(PDF),
        "document_type": "soc2_type2_auditor_report",
        "status": "created",
        "service_ids": [services[1], services[0]],
        "assessment_ids": assessments,
    }


def test_upload_without_options_has_empty_lists_and_no_type(caller: Caller) -> None:
    document = caller.document(caller.vendor(), filename="Report.PDF")
    assert document["name"] == "Report.PDF"
    assert document["extension"] == "pdf"
    assert document["document_type"] is None
    assert document["service_ids"] == document["assessment_ids"] == []


def test_file_that_is_there_already_is_told_by_a_header(caller: Caller) -> None:
    vendor_id = caller.vendor()
    first = caller.upload(vendor_id, content=PDF, headers={"Idempotency-Key": "first"})
    assert "x-same-content" not in first.headers
    second = caller.upload(caller.vendor(), content=PDF)
    made = [answer.json()["id"] for answer in (first, second)]
    assert second.headers["x-same-content"] == made[0]
    assert "x-same-content" not in caller.upload(vendor_id, content=PDF + b"%").headers
    third = caller.document(vendor_id, content=PDF)["id"]
    analysis = caller.get(f"/v1/documents/{made[0]}/analysis")
    assert analysis.headers["x-same-content"] == f"{third}, {made[1]}"
    replayed = caller.upload(vendor_id, content=PDF, headers={"Idempotency-Key": "first"})
    assert replayed.headers["x-same-content"] == f"{third}, {made[1]}"
    bound = caller.server.another_key(caller.org_id, vendor_ids=[vendor_id])
    assert bound.get(f"/v1/documents/{third}/analysis").headers["x-same-content"] == made[0]
    assert set(caller.get(f"/v1/documents/{third}").json()) == set(first.json())


def test_upload_has_one_job_and_its_bytes_on_disk(caller: Caller) -> None:
    vendor_id = caller.vendor()
    before = caller.server.traces()
    caller.document(vendor_id, content=b"some bytes of a file", filename="a.txt")
    assert caller.server.left_since(before) == {"documents": 1, "jobs": 1, "stored": 1}


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_every_listed_extension_is_accepted(sole: Caller, extension: str) -> None:
    document = sole.document(sole.vendor(), filename=f"x.{extension.upper()}", content=b"\x00\x01\x02")
    assert document["extension"] == extension


@pytest.mark.parametrize(
    "filename", ["x.exe", "x", "pdf", "x.", "x.pdf.exe", "x.pdf/", "x.pdfx", "x.tar.gz", "x.p df", "..", "x.svg", "é.ß"]
)
def test_other_extensions_are_refused_and_leave_nothing(sole: Caller, filename: str) -> None:
    vendor_id = sole.vendor()
    with sole.server.leaves_nothing():
        response = sole.upload(vendor_id, filename=filename)
    assert code(response) == (400, "unsupported_file_type")
    message = response.json()["detail"]["message"]
    assert all(extension in message for extension in EXTENSIONS)


def test_refusal_names_the_extension(sole: Caller) -> None:
    response = sole.upload(sole.vendor(), filename="setup.EXE")
    assert ".exe" in response.json()["detail"]["message"]


HOSTILE = {
    "program": b"MZ" + bytes(58) + (64).to_bytes(4, "little") + b"PE\x00\x00" + bytes(200),
    "elf": b"\x7fELF\x02\x01\x01" + b"\x00" * 200,
    "script": b"#!/bin/sh\nrm -rf /\n",
    "html": b"<!DOCTYPE html><html><body><script>alert(1)</script></body></html>",
}


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("extension", ["pdf", "docx", "png"])
def test_certain_hostile_bytes_under_an_allowed_extension_are_refused(sole: Caller, kind: str, extension: str) -> None:
    vendor_id = sole.vendor()
    with sole.server.leaves_nothing():
        response = sole.upload(vendor_id, filename=f"x.{extension}", content=HOSTILE[kind])
    assert code(response) == (400, "unsupported_file_type")


def test_large_hostile_file_is_refused_after_its_first_batch(sole: Caller) -> None:
    vendor_id = sole.vendor()
    with sole.server.leaves_nothing():
        response = sole.upload(vendor_id, filename="x.pdf", content=HOSTILE["elf"] + bytes(3_000_000))
    assert code(response) == (400, "unsupported_file_type")


@pytest.mark.parametrize(
    ("filename", "content"), [("a.doc", b"PK\x03\x04" + bytes(50)), ("a.jpg", b"\x89PNG\r\n\x1a\n")]
)
def test_harmless_mismatch_is_accepted(sole: Caller, filename: str, content: bytes) -> None:
    created(sole.upload(sole.vendor(), filename=filename, content=content))


def test_empty_file_is_refused(sole: Caller) -> None:
    vendor_id = sole.vendor()
    with sole.server.leaves_nothing():
        assert code(sole.upload(vendor_id, content=b"")) == (400, "empty_file")


def test_one_byte_is_accepted(sole: Caller) -> None:
    assert sole.document(sole.vendor(), content=b"x")["size"] == 1


def test_missing_fields_are_named(sole: Caller) -> None:
    vendor_id = sole.vendor()
    with sole.server.leaves_nothing():
        assert fields(sole.upload(None)) == [["body", "vendor_id"]]
        assert fields(sole.post("/v1/documents", data={"vendor_id": vendor_id})) == [
            ["body", "file"],
            ["body", "vendor_id"],
        ]
        no_file = {"vendor_id": (None, vendor_id)}
        assert fields(sole.post("/v1/documents", files=no_file)) == [["body", "file"]]
        browser = {"vendor_id": (None, vendor_id), "file": ("", b"")}
        assert fields(sole.post("/v1/documents", files=browser)) == [["body", "file"]]
        text = {"vendor_id": (None, vendor_id), "file": (None, "not a file")}
        assert fields(sole.post("/v1/documents", files=text)) == [["body", "file"]]
        assert fields(sole.post("/v1/documents")) == [["body", "file"], ["body", "vendor_id"]]
        assert fields(sole.post("/v1/documents", json={"vendor_id": vendor_id})) == [
            ["body", "file"],
            ["body", "vendor_id"],
        ]
        assert fields(sole.upload("")) == [["body", "vendor_id"]]


def test_file_where_text_belongs_is_refused(sole: Caller) -> None:
    with sole.server.leaves_nothing():
        sent = {"vendor_id": ("v.txt", b"x"), "file": ("a.pdf", PDF)}
        assert fields(sole.post("/v1/documents", files=sent)) == [["body", "vendor_id"]]


def test_text_that_is_not_unicode_is_refused(sole: Caller) -> None:
    with sole.server.leaves_nothing():
        sent = {"name": (None, b"\xff\xfe"), "file": ("a.pdf", PDF)}
        assert fields(sole.post("/v1/documents", files=sent)) == [["body", "name"]]


def test_unknown_fields_are_ignored(sole: Caller) -> None:
    created(sole.upload(sole.vendor(), colour="blue", extra="x"))


@pytest.mark.parametrize("bad", ["cbvndr_" + UNKNOWN, "nonsense", "..", "\x00", "x" * 60_000, "cbsvc_" + UNKNOWN, "é"])
def test_unknown_vendor_is_not_found(caller: Caller, bad: str) -> None:
    with caller.server.leaves_nothing():
        assert code(caller.upload(bad)) == (404, "vendor_not_found")


@pytest.mark.parametrize("bad", ["unknown", "of another vendor", "nonsense"])
def test_link_that_cannot_be_is_not_found(caller: Caller, bad: str) -> None:
    vendor_id, other_vendor_id = caller.vendor(), caller.vendor()
    service = {"unknown": f"cbsvc_{UNKNOWN}", "of another vendor": caller.service(other_vendor_id), "nonsense": "\x00"}
    assessment = {
        "unknown": f"cbqsrw_{UNKNOWN}",
        "of another vendor": caller.assessment(other_vendor_id),
        "nonsense": "cbqsrw_%",
    }
    good_service, good_assessment = caller.service(vendor_id), caller.assessment(vendor_id)
    with caller.server.leaves_nothing():
        refused = caller.upload(vendor_id, service_ids=[good_service, service[bad]])
        assert code(refused) == (404, "service_not_found")
        refused = caller.upload(vendor_id, assessment_ids=[good_assessment, assessment[bad]])
        assert code(refused) == (404, "assessment_not_found")


def test_unknown_type_is_refused_before_references(caller: Caller) -> None:
    with caller.server.leaves_nothing():
        response = caller.upload(f"cbvndr_{UNKNOWN}", document_type="love_letter")
        assert code(response) == (422, "invalid_document_type")


def test_every_type_may_be_declared(sole: Caller) -> None:
    vendor_id = sole.vendor()
    slugs = [one["slug"] for one in sole.get("/v1/document-types").json()["data"]]
    for slug in (slugs[0], slugs[-1], "other_policy"):
        assert sole.document(vendor_id, document_type=slug)["document_type"] == slug


def test_empty_optional_fields_are_as_if_omitted(sole: Caller) -> None:
    document = sole.document(
        sole.vendor(), filename="a.pdf", name="", document_type="", service_ids=[""], assessment_ids=[""]
    )
    assert (document["name"], document["document_type"]) == ("a.pdf", None)
    assert document["service_ids"] == document["assessment_ids"] == []


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  ACME  ", "ACME"),
        ("SOC 1/2 2026", "SOC 1/2 2026"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("C:\\Users\\x\\report.pdf", "C:\\Users\\x\\report.pdf"),
        ("tab\there", "tabhere"),
        ("nul\x00nul", "nulnul"),
        ("line\r\nbreak", "linebreak"),
        ("e\u0301", "é"),
        ("exe\u202egpj.pdf", "exegpj.pdf"),
        ("x" * 255, "x" * 255),
        ('😀 报告 "quoted"; 100%', '😀 报告 "quoted"; 100%'),
        (" a/ ", "a/"),
        ("a" + "\u0323" * 254, "\u1ea1" + "\u0323" * 29),
    ],
)
def test_names_are_cleaned(caller: Caller, given: str, kept: str) -> None:
    document = caller.document(caller.vendor(), name=given)
    assert document["name"] == kept
    assert caller.get(f"/v1/documents/{document['id']}").json()["name"] == kept


@pytest.mark.parametrize(
    "bad",
    [
        *("   ", "\x01\x02", "\u202e", "\u200b", "\u2060\u00ad", "\u3164 \u115f", "\u2800", "\ufe0f"),
        *("x" * 256, "a" + "\u0301" * 4_096, "x/" * 2_049),
    ],
)
def test_names_without_content_or_too_long_are_refused(sole: Caller, bad: str) -> None:
    vendor_id = sole.vendor()
    with sole.server.leaves_nothing():
        assert fields(sole.upload(vendor_id, name=bad)) == [["body", "name"]]


def test_long_filename_is_shortened_and_keeps_its_ending(sole: Caller) -> None:
    name = sole.document(sole.vendor(), filename="x" * 400 + ".pdf")["name"]
    assert len(name) == 255
    assert name.endswith("x.pdf")


def test_parts_come_in_any_order(sole: Caller) -> None:
    vendor_id = sole.vendor()
    service_id = sole.service(vendor_id)
    parts = [
        ("file", "a.pdf", PDF),
        ("vendor_id", None, vendor_id.encode()),
        ("service_ids", None, service_id.encode()),
        ("name", None, b"N"),
    ]
    for turn in range(len(parts)):
        content_type, body = form(parts[turn:] + parts[:turn])
        document = created(sole.post("/v1/documents", content=body, headers={"Content-Type": content_type}))
        assert (document["name"], document["service_ids"], document["size"]) == ("N", [service_id], len(PDF))


def test_two_files_are_refused(sole: Caller) -> None:
    vendor_id = sole.vendor()
    with sole.server.leaves_nothing():
        files = [("file", ("a.pdf", PDF)), ("file", ("b.pdf", PDF))]
        assert code(sole.post("/v1/documents", files=files, data={"vendor_id": vendor_id})) == (400, "malformed_upload")


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data; boundary=x", b""),
        ("multipart/form-data; boundary=x", b"nothing of the kind"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\nabc',
        ),
        ("multipart/form-data; boundary=x", b"--x\r\n\r\nabc\r\n--x--\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: attachment\r\n\r\nabc\r\n--x--\r\n"),
        ("multipart/form-data; boundary=" + "x" * 3000, b"--x--\r\n"),
        ('multipart/form-data; boundary="é"', b"--x--\r\n"),
    ],
)
def test_malformed_forms_are_refused(sole: Caller, content_type: str, body: bytes) -> None:
    headers = {"Content-Type": content_type.encode("latin-1")}
    with sole.server.leaves_nothing():
        response = sole.post("/v1/documents", content=body, headers=headers)  # type: ignore[arg-type]
    assert code(response) == (400, "malformed_upload")


@pytest.mark.parametrize(
    ("content_type", "said"),
    [
        ("application/json", "must be multipart/form-data, not application/json"),
        ("application/x-www-form-urlencoded", "must be multipart/form-data, not application/x-www-form-urlencoded"),
        ("x\xe9y<script>", "must be multipart/form-data, not something else"),
        ("", "must be multipart/form-data"),
        ("multipart/form-data", "must name its boundary"),
        ('multipart/form-data; boundary=""', "must name its boundary"),
        ("multipart/form-data; charset=utf-8", "must name its boundary"),
    ],
)
def test_body_that_is_no_form_is_told_what_is_meant(sole: Caller, content_type: str, said: str) -> None:
    headers = {"Content-Type": content_type.encode("latin-1")}
    with sole.server.leaves_nothing():
        refused = sole.post("/v1/documents", content=b"{}", headers=headers)  # type: ignore[arg-type]
    assert fields(refused) == [["body", "file"], ["body", "vendor_id"]]
    assert all(said in one["msg"] for one in detail_of(refused))


@pytest.mark.parametrize(
    ("given", "meant"),
    [("service_ids[]", "service_ids"), ("vendorId", "vendor_id"), ("File", "file"), ("documentType", "document_type")],
)
def test_field_that_looks_like_a_known_one_is_refused(sole: Caller, given: str, meant: str) -> None:
    with sole.server.leaves_nothing():
        refused = sole.upload(sole.vendor(), **{given: "x"})
    assert fields(refused) == [["body", given]]
    assert detail_of(refused)[0]["msg"] == f"Unknown field; {meant} is meant"


def test_file_without_an_extension_has_that_of_its_name(sole: Caller) -> None:
    vendor_id = sole.vendor()
    for parts in (
        [("name", None, b"SOC 2 Report.PDF"), ("file", "blob", PDF)],
        [("file", "blob", PDF), ("name", None, b"SOC 2 Report.PDF")],
    ):
        content_type, body = form([("vendor_id", None, vendor_id.encode()), *parts])
        document = created(sole.post("/v1/documents", content=body, headers={"Content-Type": content_type}))
        assert (document["name"], document["extension"]) == ("SOC 2 Report.PDF", "pdf")
    with sole.server.leaves_nothing():
        for name in ("report.exe", "report", None):
            said = sole.upload(vendor_id, filename="blob", **({"name": name} if name else {}))
            assert code(said) == (400, "unsupported_file_type")
        program = sole.upload(vendor_id, filename="blob", name="a.txt", content=b"#!/bin/sh\n" + b"x" * 1_000_000)
        assert code(program) == (400, "unsupported_file_type")
        assert "a script" in program.json()["detail"]["message"]


def test_file_whose_name_cannot_be_seen_is_called_document(sole: Caller) -> None:
    vendor_id = sole.vendor()
    for filename in ("\u200b\u200d.pdf", "\u3164.pdf", "\u202e.pdf"):
        document = created(sole.upload(vendor_id, filename=filename))
        assert document["name"] in ("document.pdf", ".pdf")
        assert is_visible(document["name"])


@pytest.mark.parametrize(
    ("name", "filename"),
    [("SOC 1/2 2026", "SOC 1_2 2026.pdf"), ("a\\b.pdf", "a_b.pdf"), ("../..", ".._...pdf"), ("/", "_.pdf")],
)
def test_download_of_a_name_with_slashes_is_no_path(sole: Caller, name: str, filename: str) -> None:
    document = created(sole.upload(sole.vendor(), name=name))
    assert document["name"] == name
    link = sole.get(f"/v1/documents/{document['id']}/download").json()
    assert link["filename"] == filename
    served = sole.server.client.get(link["url"])
    assert quote(filename) in served.headers["content-disposition"]


def test_replay_needs_nothing_of_the_second_body(sole: Caller) -> None:
    vendor_id = sole.vendor()
    headers = {"Idempotency-Key": "k"}
    first = sole.upload(vendor_id, headers=headers)
    with sole.server.leaves_nothing():
        for again in (
            sole.upload(vendor_id, headers=headers, content=bytes(5_000_000)),
            sole.upload(vendor_id, headers=headers, filename="x.exe"),
            sole.upload(vendor_id, headers=headers, content=b""),
            sole.upload(vendor_id, headers=headers, document_type="love_letter"),
            sole.post("/v1/documents", headers={**headers, "Content-Type": "multipart/form-data"}, content=b"x"),
        ):
            assert (again.status_code, again.content) == (201, first.content)
            assert again.headers["idempotent-replayed"] == "true"


def test_file_of_exactly_the_limit_is_accepted_and_one_byte_more_refused(small: Server) -> None:
    caller = small.caller()
    vendor_id = caller.vendor()
    assert caller.document(vendor_id, content=b"x" * 1000)["size"] == 1000
    with small.leaves_nothing():
        assert code(caller.upload(vendor_id, content=b"x" * 1001)) == (413, "file_too_large")
        assert code(caller.upload(vendor_id, content=b"x" * 100_000)) == (413, "file_too_large")


def test_what_is_beside_the_file_is_bounded(small: Server) -> None:
    caller = small.caller()
    vendor_id = caller.vendor()
    with small.leaves_nothing():
        assert code(caller.upload(vendor_id, name="x" * 513)) == (413, "body_too_large")
        many = caller.upload(vendor_id, service_ids=["x"] * 30)
        assert code(many) == (400, "malformed_upload")
        parts = [("file", "a.pdf", b"x"), *[("other", None, b"x" * 900)] * 8]
        content_type, body = form(parts)
        chunked = (body[i : i + 500] for i in range(0, len(body), 500))
        response = caller.post("/v1/documents", content=chunked, headers={"Content-Type": content_type})
        assert code(response) == (413, "body_too_large")


def test_hundred_mebibytes_are_accepted_and_one_byte_more_is_not(sole: Caller) -> None:
    size = 104_857_600
    vendor_id = sole.vendor()
    zeroes = bytes(1 << 20)
    head, tail = _around_file(vendor_id)

    def body(n: int) -> Any:
        yield head
        for start in range(0, n, len(zeroes)):
            yield zeroes[: n - start]
        yield tail

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    document = created(sole.post("/v1/documents", content=body(size), headers=headers))
    assert document["size"] == size
    link = sole.get(f"/v1/documents/{document['id']}/download").json()
    digest = hashlib.sha256()
    with sole.server.client.stream("GET", link["url"]) as response:
        assert response.headers["content-length"] == str(size)
        for piece in response.iter_bytes():
            digest.update(piece)
    expected = hashlib.sha256()
    for _ in range(100):
        expected.update(zeroes)
    assert digest.digest() == expected.digest()
    with sole.server.leaves_nothing():
        refused = sole.post("/v1/documents", content=body(size + 1), headers=headers)
        assert code(refused) == (413, "file_too_large")


def _around_file(vendor_id: str) -> tuple[bytes, bytes]:
    head = (
        f'--b\r\nContent-Disposition: form-data; name="vendor_id"\r\n\r\n{vendor_id}\r\n'
        '--b\r\nContent-Disposition: form-data; name="file"; filename="big.txt"\r\n\r\n'
    )
    return head.encode(), b"\r\n--b--\r\n"


@pytest.mark.parametrize("sent", [0, 100, 700_000, 2_000_000])
def test_client_that_leaves_in_the_middle_leaves_nothing(sole: Caller, sent: int) -> None:
    head, _ = _around_file(sole.vendor())
    gone = ("POST", "/v1/documents", "499")
    requests = sole.server.runtime.metrics.requests
    before = requests.value(*gone)
    with sole.server.leaves_nothing():
        connection = sole.server.connect()
        connection.sendall(
            b"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Content-Length: 5000000\r\nExpect: 100-continue\r\n"
            b"Authorization: Bearer " + sole.secret.encode() + b"\r\n\r\n"
        )
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")  # it reads the form
        connection.sendall(head + bytes(sent) if sent else b"")
        connection.close()
        until(lambda: requests.value(*gone) == before + 1)


def test_client_that_falls_silent_gets_408_and_leaves_nothing(small: Server) -> None:
    caller = small.caller()
    head, _ = _around_file(caller.vendor())
    with small.leaves_nothing(), small.connect() as connection:
        connection.sendall(
            b"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\n"
            b"Content-Length: 1200\r\nAuthorization: Bearer " + caller.secret.encode() + b"\r\n\r\n" + head
        )
        status, headers, body = read_response(connection)
    assert status == 408
    assert b'"request_timeout"' in body
    assert headers["connection"] == "close"


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/vendors"])
def test_body_that_drips_gets_408_and_leaves_nothing(start: Callable[..., Server], path: str) -> None:
    """It is never silent for long, and comes at some hundred bytes a second at most."""
    server = start(receive_timeout_seconds=0.5, min_receive_bytes_per_second=100_000)
    caller = server.caller()
    head, _ = _around_file(caller.vendor())
    kind = b"multipart/form-data; boundary=b" if path == "/v1/documents" else b"application/json"
    with server.leaves_nothing(), server.connect() as connection:
        connection.sendall(
            b"POST " + path.encode() + b" HTTP/1.1\r\nHost: x\r\nContent-Type: " + kind + b"\r\n"
            b"Content-Length: 90000\r\nAuthorization: Bearer " + caller.secret.encode() + b"\r\n\r\n" + head
        )

        def is_answered() -> bool:
            connection.sendall(b" ")
            return bool(select.select([connection], [], [], 0)[0])

        until(is_answered)
        status, _, body = read_response(connection, "POST")
    assert (status, json.loads(body)["detail"]["code"]) == (408, "request_timeout")


@pytest.mark.parametrize("is_replay", [False, True])
def test_key_revoked_during_its_upload_gets_401_and_nothing_is_left(server: Server, is_replay: bool) -> None:
    """Also where another upload with the same Idempotency-Key has come first meanwhile."""
    caller = server.caller()
    vendor_id = caller.vendor()
    kind, body = form([("vendor_id", None, vendor_id.encode()), ("file", "report.pdf", PDF)])
    with server.connect() as connection:
        connection.sendall(
            f"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\nIdempotency-Key: once\r\n"
            f"Authorization: Bearer {caller.secret}\r\nContent-Length: {len(body)}\r\n"
            "Expect: 100-continue\r\n\r\n".encode()
        )
        assert connection.recv(1000).startswith(b"HTTP/1.1 100")  # the key was looked at, and is good
        if is_replay:
            caller.document(vendor_id, headers={"Idempotency-Key": "once"})
        with server.runtime.database.write() as tx:
            keys.end_key(tx, KeyMaker.system(caller.org_id, "operator"), caller.key_id, at=0, now=clock.now())
        with server.leaves_nothing():
            connection.sendall(body)
            status, headers, answer = read_response(connection, "POST")
    assert (status, headers["www-authenticate"], "Invalid" in json.loads(answer)["detail"]) == (401, "Bearer", True)


def test_key_expired_during_its_upload_gets_401(server: Server) -> None:
    caller = server.caller()
    vendor_id = caller.vendor()
    kind, body = form([("vendor_id", None, vendor_id.encode()), ("file", "report.pdf", PDF + bytes(2_000_000))])
    staging = server.runtime.staging_folder
    with server.connect() as connection:
        before = set(staging.iterdir())
        connection.sendall(
            f"POST /v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: {kind}\r\n"
            f"Authorization: Bearer {caller.secret}\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        connection.sendall(body[:-1])
        until(lambda: set(staging.iterdir()) - before)  # the key was good then
        with server.runtime.database.write() as tx:
            tx.execute(update(api_keys).where(api_keys.c.id == caller.key_id).values(expires_at=clock.now() - 60))
        connection.sendall(body[-1:])
        assert read_response(connection, "POST")[0] == 401


def test_full_disk_answers_503_and_leaves_nothing(start: Callable[..., Server]) -> None:
    server = start()
    caller = server.caller()
    vendor_id = caller.vendor()
    staging: Path = server.runtime.staging_folder
    with server.leaves_nothing():
        staging.rename(staging.with_name("away"))
        try:
            for content in (PDF, bytes(2_000_000)):
                assert code(caller.upload(vendor_id, filename="a.txt", content=content)) == (503, "storage_unavailable")
        finally:
            staging.with_name("away").rename(staging)
    caller.document(vendor_id)


def test_uploads_and_other_changes_at_once_are_told_in_one_order_with_the_key_that_made_them(caller: Caller) -> None:
    vendor_id = caller.vendor()

    def change(number: int) -> None:
        if number % 3 == 0:
            assert caller.patch(f"/v1/vendors/{vendor_id}", json={"tier": str(number)}).status_code == 200
        elif number % 7 == 1:
            assert code(caller.upload(f"cbvndr_{UNKNOWN}")) == (404, "vendor_not_found")
        else:
            caller.document(vendor_id)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(change, range(42)))
    with caller.server.runtime.database.read() as tx:
        found = feed.read(tx, caller.org_id, after=0, limit=1000)
    assert [event.seq for event in found] == list(range(1, len(found) + 1))
    kinds = Counter(str(event.type) for event in found if event.actor.id == caller.key_id)
    assert kinds == {"Vendor.Created": 1, "Vendor.Updated": 14, "VendorDocument.Created": 24}
    assert {event.actor.name for event in found if event.actor.id is None} <= {"worker", "operator"}
