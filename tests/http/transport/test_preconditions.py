"""CONTRACT §4.7: the digest of what is sent, the tag of what is changed."""

from __future__ import annotations

import base64
import hashlib
import threading
from typing import Any

import httpx
import pytest

from tests.http.live import PDF, Caller, created, detail_of


def _digest(content: bytes, algorithm: str = "sha-256") -> str:
    value = hashlib.new(algorithm.replace("-", ""), content).digest()
    return f"{algorithm}=:{base64.b64encode(value).decode()}:"


def _form(vendor_id: str, content: bytes = PDF) -> tuple[bytes, str]:
    """A form's bytes and type, as a client holds them before it sends them."""
    request = httpx.Request("POST", "http://x", files={"file": ("a.pdf", content)}, data={"vendor_id": vendor_id})
    return request.read(), request.headers["content-type"]


def _send(caller: Caller, body: bytes, kind: str, digest: str, **headers: str) -> httpx.Response:
    return caller.post(
        "/v1/documents", content=body, headers={"Content-Type": kind, "Content-Digest": digest, **headers}
    )


def test_answer_says_what_was_kept_and_a_replay_too(caller: Caller) -> None:
    vendor_id = caller.vendor()
    for _ in range(2):
        response = caller.upload(vendor_id, headers={"Idempotency-Key": "one"})
        assert response.status_code == 201
        assert response.headers["x-content-sha256"] == hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize("algorithm", ["sha-256", "sha-512"])
def test_digest_of_the_body_is_compared(caller: Caller, algorithm: str) -> None:
    body, kind = _form(caller.vendor())
    assert _send(caller, body, kind, _digest(body, algorithm)).status_code == 201
    assert _send(caller, body, kind, f"unknown=:AAAA:, {_digest(body, algorithm)}").status_code == 201


def test_digest_of_the_file_alone_is_taken(caller: Caller) -> None:
    body, kind = _form(caller.vendor())
    assert _send(caller, body, kind, _digest(PDF)).status_code == 201


@pytest.mark.parametrize(
    "digest",
    [
        _digest(b"other"),
        _digest(b"other", "sha-512"),
        _digest(PDF, "sha-512"),
        f"{_digest(PDF)}, {_digest(b'other', 'sha-512')}",
        "sha-256=AAAA",
        "sha-256=:AAAA",
        "sha-256=:A:",
        "",
        ", ".join(["unknown=:AAAA:"] * 9),
    ],
)
def test_what_does_not_fit_is_refused_and_leaves_nothing(caller: Caller, digest: str) -> None:
    body, kind = _form(caller.vendor())
    with caller.server.leaves_nothing():
        response = _send(caller, body, kind, digest, **{"Idempotency-Key": "again"})
        assert (response.status_code, detail_of(response)["code"]) == (400, "digest_mismatch")
    assert _send(caller, body, kind, _digest(body), **{"Idempotency-Key": "again"}).status_code == 201


def test_documents_are_found_by_their_bytes(caller: Caller) -> None:
    mine, other = caller.vendor(), caller.vendor()
    first, second = caller.document(mine), caller.document(other)
    caller.document(mine, content=PDF + b"\n")
    sha256 = hashlib.sha256(PDF).hexdigest()

    def listed(**params: Any) -> tuple[list[str], int]:
        page = caller.get("/v1/documents", params={"sha256": sha256, **params}).json()
        return [one["id"] for one in page["data"]], page["total"]

    assert listed() == ([second["id"], first["id"]], 2)
    assert listed(sort="created_at", limit=1) == ([first["id"]], 2)
    assert listed(vendor_id=mine) == ([first["id"]], 1)
    assert listed(q=first["name"].partition(".")[0])[1] == 2
    assert listed(q="nothingofthis") == ([], 0)
    caller.delete(f"/v1/documents/{first['id']}")
    assert listed() == ([second["id"]], 1)
    assert listed(include_archived="true")[1] == 2
    assert caller.get("/v1/documents", params={"sha256": sha256.upper()}).json()["total"] == 1
    assert caller.server.caller().get("/v1/documents", params={"sha256": sha256}).json()["total"] == 0
    assert caller.get("/v1/documents", params={"sha256": "abc"}).status_code == 422


def test_unchanged_document_is_not_sent_again(caller: Caller) -> None:
    path = f"/v1/documents/{caller.document(caller.vendor())['id']}"
    tag = caller.get(path).headers["etag"]
    again = caller.server.client.get(path, headers={**caller.headers, "If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    changed = caller.patch(path, json={"name": "Other"})
    assert changed.headers["etag"] == caller.get(path).headers["etag"] != tag
    assert caller.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_change_of_what_has_changed_is_refused(caller: Caller) -> None:
    path = f"/v1/documents/{caller.document(caller.vendor())['id']}"
    tag = caller.get(path).headers["etag"]
    assert caller.patch(path, json={"name": "First"}, headers={"If-Match": tag}).status_code == 200
    for method in ("PATCH", "DELETE"):
        body = {"json": {"name": "Second"}} if method == "PATCH" else {}
        response = caller.request(method, path, headers={"If-Match": tag}, **body)
        assert (response.status_code, detail_of(response)["code"]) == (412, "precondition_failed")
    assert caller.get(path).json()["name"] == "First"
    assert caller.patch(path, json={"name": "Second"}, headers={"If-Match": "*"}).status_code == 200
    tag = caller.get(path).headers["etag"]
    assert caller.delete(path, headers={"If-Match": f'"x", {tag}'}).status_code == 200


def test_of_changes_at_once_that_name_one_tag_one_is_done(caller: Caller) -> None:
    path = f"/v1/documents/{caller.document(caller.vendor())['id']}"
    tag = caller.get(path).headers["etag"]
    statuses: list[int] = []

    def change(n: int) -> None:
        response = httpx.patch(
            f"{caller.server.base_url}{path}",
            json={"name": f"Name {n}"},
            headers={**caller.headers, "If-Match": tag},
            trust_env=False,
        )
        statuses.append(response.status_code)

    changing = [threading.Thread(target=change, args=(n,)) for n in range(4)]
    for one in changing:
        one.start()
    for one in changing:
        one.join()
    assert sorted(statuses) == [200, 412, 412, 412]


def test_created_document_is_read_under_the_tag_it_has(caller: Caller) -> None:
    document = created(caller.upload(caller.vendor()))
    response = caller.get(f"/v1/documents/{document['id']}")
    assert response.json() == document
    assert response.headers["etag"].startswith('"')
