"""A zip becomes a document for each of its members: what becomes of which, what is refused, that it happens once."""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.http.live import PDF, UNKNOWN, Caller, Server, code, detail_of

PROGRAM = b"MZ" + b"\0" * 58 + b"\x40\0\0\0PE\0\0" + b"\0" * 100


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return file.getvalue()


def expanded(caller: Caller, content: bytes, *, vendor: str | None = None, **kwargs: Any) -> httpx.Response:
    headers, filename = kwargs.pop("headers", None), kwargs.pop("filename", "evidence.zip")
    data = {"vendor_id": vendor if vendor is not None else caller.vendor(), **kwargs}
    return caller.post("/v1/documents?expand=true", files={"file": (filename, content)}, data=data, headers=headers)


def results(response: httpx.Response) -> list[tuple[str, str | None]]:
    """Each member with the code of its error, None where there is a document."""
    assert response.status_code == 207, response.text
    data = response.json()["data"]
    assert all((one["document"] is None) != (one["error"] is None) for one in data)
    assert response.json()["document_count"] == sum(one["document"] is not None for one in data)
    return [(one["member"], one["error"] and one["error"]["code"]) for one in data]


def test_each_member_becomes_a_document_as_an_upload_makes(caller: Caller) -> None:
    vendor_id = caller.vendor()
    service_id = caller.service(vendor_id)
    content = zipped(("a/report.pdf", PDF), ("b/notes.txt", b"notes"), ("empty.txt", b""), ("tool.exe", PROGRAM))
    answer = expanded(caller, content, vendor=vendor_id, service_ids=[service_id], document_type="nda")
    assert results(answer) == [
        ("a/report.pdf", None),
        ("b/notes.txt", None),
        ("empty.txt", "empty_file"),
        ("tool.exe", "unsupported_file_type"),
    ]
    document = answer.json()["data"][0]["document"]
    plain = caller.document(vendor_id, service_ids=[service_id], document_type="nda")
    own = ("id", "created_at", "updated_at")
    assert {k: v for k, v in document.items() if k not in own} == {k: v for k, v in plain.items() if k not in own}
    link = caller.get(f"/v1/documents/{document['id']}/download").json()["url"]
    assert caller.server.client.get(link).content == PDF
    assert caller.get("/v1/documents").json()["total"] == 3


def test_without_expand_a_zip_is_one_document(sole: Caller) -> None:
    assert sole.document(sole.vendor(), filename="e.zip", content=zipped(("a.pdf", PDF)))["extension"] == "zip"
    assert sole.get("/v1/documents").json()["total"] == 1


def test_same_key_gets_the_same_answer_and_makes_nothing_more(caller: Caller) -> None:
    vendor_id, key = caller.vendor(), {"Idempotency-Key": "once"}
    content = zipped(("a.pdf", PDF), ("b.pdf", PDF), ("c.exe", PROGRAM))
    first = expanded(caller, content, vendor=vendor_id, headers=key)
    again = expanded(caller, content, vendor=vendor_id, headers=key)
    assert again.headers["idempotent-replayed"] == "true"
    assert (again.status_code, again.content) == (207, first.content)
    strict = {**key, "Idempotency-Strict": "true"}
    assert expanded(caller, content, vendor=vendor_id, headers=strict).content == first.content
    assert code(expanded(caller, zipped(("d.pdf", PDF)), vendor=vendor_id, headers=strict))[1] == "idempotency_mismatch"
    assert caller.get("/v1/documents").json()["total"] == 2


@pytest.mark.parametrize(
    ("fields", "status", "refusal"),
    [
        ({"vendor": f"cbvndr_{UNKNOWN}"}, 404, "vendor_not_found"),
        ({"service_ids": [f"cbsvc_{UNKNOWN}"]}, 404, "service_not_found"),
        ({"document_type": "nonsense"}, 422, "invalid_document_type"),
        ({"filename": "evidence.pdf", "content": PDF}, 400, "unsupported_file_type"),
        ({"content": zipped(("a.pdf", PDF))[:-30]}, 400, "malformed_archive"),
        ({"content": b"no archive at all"}, 400, "malformed_archive"),
        ({"headers": {"Content-Digest": "sha-256=:" + "A" * 43 + "=:"}}, 400, "digest_mismatch"),
    ],
)
def test_refusal_of_the_whole_leaves_nothing(caller: Caller, fields: dict[str, Any], status: int, refusal: str) -> None:
    vendor_id = caller.vendor()
    with caller.server.leaves_nothing():
        answer = expanded(caller, **{"vendor": vendor_id, "content": zipped(("a.pdf", PDF)), **fields})
    assert code(answer) == (status, refusal)


def test_what_counts_for_nothing_is_told(sole: Caller) -> None:
    named = detail_of(expanded(sole, zipped(("a.pdf", PDF)), name="Title"))[0]
    assert (named["loc"], named["type"]) == (["body", "name"], "unknown_field")
    in_form = detail_of(sole.upload(sole.vendor(), filename="a.zip", content=zipped(("a.pdf", PDF)), expand="true"))[0]
    assert (in_form["loc"], in_form["type"]) == (["body", "expand"], "unknown_field")
    wrong = sole.post("/v1/documents?expand=perhaps", files={"file": ("a.zip", b"x")}, data={"vendor_id": "x"})
    assert detail_of(wrong)[0]["loc"] == ["query", "expand"]


def info(name: str, *, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    one = zipfile.ZipInfo(name)
    one.external_attr = mode << 16
    return one


def test_what_is_no_file_of_anybody_is_said_and_left_out(sole: Caller) -> None:
    content = zipped(
        ("folder/", b""),
        (info("link.pdf", mode=stat.S_IFLNK | 0o777), b"/etc/passwd"),
        ("__MACOSX/._report.pdf", b"\x00\x05\x16\x07 fork"),
        ("deep/.DS_Store", b"x"),
        ("report.pdf", PDF),
    )
    assert results(expanded(sole, content)) == [
        ("folder/", "not_a_file"),
        ("link.pdf", "not_a_file"),
        ("__MACOSX/._report.pdf", "left_out"),
        ("deep/.DS_Store", "left_out"),
        ("report.pdf", None),
    ]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_hostile_names_are_titles_and_nothing_else(sole: Caller) -> None:
    names = [
        "../../etc/cron.d/job.pdf",
        "/root/a.pdf",
        "C:\\x\\b.pdf",
        "same.pdf",
        "same.pdf",
        "\u202efdp.txt",
        "é\x07.pdf",
    ]
    answer = expanded(sole, zipped(*((name, PDF) for name in names)))
    assert [one[1] for one in results(answer)] == [None] * len(names)
    titles = [one["document"]["name"] for one in answer.json()["data"]]
    assert titles[:5] == ["job.pdf", "a.pdf", "b.pdf", "same.pdf", "same.pdf"]
    assert not any(one in "".join(titles) for one in "/\\\u202e\x07")


def test_long_name_keeps_its_ending(sole: Caller) -> None:
    answer = expanded(sole, zipped(("x" * 5000 + ".pdf", PDF)))
    (member,) = answer.json()["data"]
    assert len(member["member"]) == 1000
    assert member["document"]["name"].endswith(".pdf")


def test_encrypted_and_damaged_members_are_told_one_by_one(sole: Caller) -> None:
    content = bytearray(
        zipped(("a.pdf", PDF), ("b.txt", b"spoil me" * 9), ("c.pdf", PDF), compression=zipfile.ZIP_STORED)
    )
    at = content.index(b"PK\x01\x02") + 8
    struct.pack_into("<H", content, at, 0x1)
    content[content.index(b"spoil me")] ^= 0xFF
    assert results(expanded(sole, bytes(content))) == [
        ("a.pdf", "encrypted_member"),
        ("b.txt", "damaged_member"),
        ("c.pdf", None),
    ]


def test_zip64_is_unpacked(sole: Caller) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive, archive.open("a.pdf", "w", force_zip64=True) as member:
        member.write(PDF)
    assert results(expanded(sole, file.getvalue())) == [("a.pdf", None)]


def test_archive_within_is_one_document(sole: Caller) -> None:
    answer = expanded(sole, zipped(("inner.zip", zipped(("a.pdf", PDF), ("b.pdf", PDF)))))
    assert results(answer) == [("inner.zip", None)]
    assert answer.json()["data"][0]["document"]["extension"] == "zip"


def test_program_under_another_name_becomes_no_document(sole: Caller) -> None:
    assert results(expanded(sole, zipped(("a.pdf", PROGRAM)))) == [("a.pdf", "unsupported_file_type")]


def test_archive_of_nothing_says_so(sole: Caller) -> None:
    answer = expanded(sole, zipped())
    assert (results(answer), answer.json()["document_count"]) == ([], 0)


@pytest.fixture(scope="module")
def narrow(start: Callable[..., Server]) -> Server:
    """A server that takes few and small members."""
    return start(
        expand_max_members=3, expand_max_bytes=2**20, max_file_bytes=600_000, reading_ratio_floor_bytes=100_000
    )


def noise(size: int) -> bytes:
    """Bytes that do not pack."""
    return b"%PDF-1.7\n" + random.Random(size).randbytes(size - 9)


@pytest.mark.parametrize(
    "content",
    [
        zipped(*((f"{n}.txt", b"x") for n in range(4))),
        zipped(("a.pdf", noise(500_000)), ("b.txt", b"x" * 599_000)),
        zipped(("a.txt", b"\0" * 550_000)),
    ],
    ids=["members", "bytes", "ratio"],
)
def test_too_much_is_refused_and_leaves_nothing(narrow: Server, content: bytes) -> None:
    caller = narrow.caller()
    vendor_id = caller.vendor()
    with narrow.leaves_nothing():
        answer = expanded(caller, content, vendor=vendor_id)
    assert code(answer) == (413, "archive_too_large")


def test_member_beyond_the_limit_of_files_is_refused_alone(narrow: Server) -> None:
    caller = narrow.caller()
    content = zipped(("big.txt", b"ab" * 300_001), ("filler.pdf", noise(20_000)), ("small.pdf", PDF))
    assert results(expanded(caller, content)) == [
        ("big.txt", "file_too_large"),
        ("filler.pdf", None),
        ("small.pdf", None),
    ]


def test_sizes_in_headers_are_not_believed(narrow: Server) -> None:
    """The directory says that 600,001 bytes are one."""
    content = bytearray(zipped(("a.txt", b"ab" * 300_001), ("b.pdf", noise(20_000))))
    at = content.index(b"PK\x01\x02") + 24
    struct.pack_into("<I", content, at, 1)
    assert results(expanded(narrow.caller(), bytes(content))) == [("a.txt", "damaged_member"), ("b.pdf", None)]
