"""CONTRACT §2.4: exact bytes behind a link, in parts, under any name, and for nobody without the link."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from muniment.db.tables import organisations
from muniment.documents import manage
from muniment.http.resources.downloads import attachment
from muniment.storage.signing import signed_path
from tests.builders import caller_of
from tests.http.live import UNKNOWN, Caller, code, request_id

CONTENT = bytes(range(256)) * 3000
"""768,000 bytes: three pieces, the last one short."""


@dataclass(frozen=True)
class Link:
    """A link to CONTENT, and a client without a key."""

    caller: Caller
    url: str
    document_id: str

    def get(self, method: str = "GET", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.caller.server.client.request(method, self.url, headers=named)


@pytest.fixture
def link(sole: Caller) -> Link:
    made = sole.document(sole.vendor(), filename="evidence.txt", content=CONTENT)
    return Link(sole, sole.get(f"/v1/documents/{made['id']}/download").json()["url"], made["id"])


def test_whole_file_comes_back_exactly(link: Link) -> None:
    response = link.get()
    assert response.status_code == 200
    assert response.content == CONTENT
    assert response.headers["content-length"] == str(len(CONTENT))
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["content-disposition"].startswith('attachment; filename="evidence.txt"')
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["accept-ranges"] == "bytes"
    request_id(response)
    assert re.fullmatch(r'"[0-9a-f]{32}"', response.headers["etag"])


def test_key_is_not_needed_and_does_no_harm(link: Link) -> None:
    assert link.get(Authorization="Bearer nonsense").content == CONTENT
    assert link.get(Authorization=f"Bearer {link.caller.secret}").content == CONTENT


@pytest.mark.parametrize("size", [1, 262_143, 262_144, 262_145])
def test_bytes_are_exact_at_the_edges_of_pieces(sole: Caller, size: int) -> None:
    content = CONTENT[:size]
    made = sole.document(sole.vendor(), filename="e.txt", content=content)
    url = sole.get(f"/v1/documents/{made['id']}/download").json()["url"]
    assert sole.server.client.get(url).content == content


N = len(CONTENT)
RANGES = [
    ("bytes=0-0", 0, 0),
    ("bytes=0-99", 0, 99),
    ("bytes=1000-262999", 1000, 262_999),
    ("bytes=767999-", N - 1, N - 1),
    ("bytes=100-", 100, N - 1),
    ("bytes=-1", N - 1, N - 1),
    ("bytes=-500000", N - 500_000, N - 1),
    (f"bytes=-{N}", 0, N - 1),
    ("bytes=-99999999999", 0, N - 1),
    ("bytes=0-99999999999", 0, N - 1),
    (" bytes=5-9 ", 5, 9),
    ("Bytes=5-9", 5, 9),
    ("bytes= 5-9", 5, 9),
    (f"bytes=5-{'9' * 5000}", 5, N - 1),
    (f"bytes=-{'9' * 5000}", 0, N - 1),
    (f"bytes=5-9,{N}-", 5, 9),
    (f"bytes={N}-{N + 1}, -2", N - 2, N - 1),
]


@pytest.mark.parametrize(("asked", "first", "last"), RANGES)
def test_one_range_is_served(link: Link, asked: str, first: int, last: int) -> None:
    response = link.get(Range=asked.strip())
    assert response.status_code == 206
    assert response.content == CONTENT[first : last + 1]
    assert response.headers["content-range"] == f"bytes {first}-{last}/{N}"
    assert response.headers["content-length"] == str(last - first + 1)
    assert response.headers["content-disposition"].startswith("attachment;")
    assert response.headers["x-content-type-options"] == "nosniff"


BEYOND = [f"bytes={N}-", f"bytes={N}-{N + 5}", "bytes=-0", "bytes=9999999999999999999-", f"bytes={'9' * 5000}-"]


@pytest.mark.parametrize("asked", [*BEYOND, f"Bytes= {N}-", f"bytes={N}-,{N + 5}-{N + 9}, -0"])
def test_range_beyond_the_end_is_416(link: Link, asked: str) -> None:
    response = link.get(Range=asked)
    assert code(response) == (416, "range_not_satisfiable")
    assert response.headers["content-range"] == f"bytes */{N}"
    assert "content-disposition" not in response.headers
    assert link.get("HEAD", Range=asked).status_code == 416
    assert link.get().status_code == 200


@pytest.mark.parametrize(
    "asked",
    [
        ",".join(["bytes=0-1"] * 20),
        "bytes=" + ",".join(f"{N}-" for _ in range(20)),
        "bytes=0-1,",
        "bytes=0-1,x",
        "bytes=0-1,5-6",
        "bytes=5-4",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "items=0-1",
        "0-1",
        "bytes=1--2",
        "bytes=٣-٤",
    ],
)
def test_other_ranges_get_the_whole(link: Link, asked: str) -> None:
    response = link.caller.server.client.get(link.url, headers={"Range": asked.encode()})
    assert response.status_code == 200
    assert response.content == CONTENT


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(0, N + 10) | st.none(), last=st.integers(0, N + 10) | st.none())
def test_any_range_is_what_a_slice_says(link: Link, first: int | None, last: int | None) -> None:
    asked = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    response = link.get(Range=asked)
    if first is None and last is None:
        expected = (200, CONTENT)
    elif first is None:
        assert last is not None
        expected = (206, CONTENT[-last:]) if last else (416, None)
    elif last is not None and last < first:
        expected = (200, CONTENT)
    elif first >= N:
        expected = (416, None)
    else:
        expected = (206, CONTENT[first : None if last is None else last + 1])
    assert (response.status_code, response.content if response.status_code != 416 else None) == expected


def test_head_has_the_headers_without_the_bytes(link: Link) -> None:
    whole, head = link.get(), link.get("HEAD")
    assert head.status_code == 200
    assert head.content == b""
    same = set(whole.headers) - {"x-coverbase-request-id", "x-request-id", "date"}
    assert {name: head.headers[name] for name in same} == {name: whole.headers[name] for name in same}


def test_unchanged_file_is_not_sent_again(link: Link) -> None:
    first = link.get()
    etag, modified = first.headers["etag"], first.headers["last-modified"]
    for value in (etag, f"W/{etag}", f'"x", {etag}', "*"):
        response = link.get(If_None_Match=value)
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == etag
    assert link.get(If_None_Match='"x"').status_code == 200
    assert link.get(If_Modified_Since=modified).status_code == 304
    assert link.get(If_Modified_Since=formatdate(0, usegmt=True)).status_code == 200
    assert link.get(If_Modified_Since="yesterday").status_code == 200
    # If-None-Match decides alone where it is given (RFC 9110 §13.2.2).
    assert link.get(If_None_Match='"x"', If_Modified_Since=modified).status_code == 200
    assert link.get(If_None_Match=etag, Range="bytes=0-1").status_code == 304


def test_range_holds_only_for_the_file_it_was_begun_with(link: Link) -> None:
    first = link.get()
    for value in (first.headers["etag"], first.headers["last-modified"]):
        assert link.get(Range="bytes=1-2", If_Range=value).status_code == 206
    for value in ('"x"', f"W/{first.headers['etag']}", formatdate(0, usegmt=True), "junk"):
        response = link.get(Range="bytes=1-2", If_Range=value)
        assert (response.status_code, len(response.content)) == (200, N)


NAMES = [
    'a "quoted" name',
    "报告 2026",
    "naïve café",
    "semi;colon; filename=evil.exe",
    "100% sure %41",
    "😀 emoji",
    "back`tick's",
    "comma, equals=",
    "a" * 255,
    "é" * 255,
    "filename*=UTF-8''x",
    "(parens) [brackets] {braces} <angles>",
]


@pytest.mark.parametrize("name", NAMES)
def test_any_name_travels(sole: Caller, name: str) -> None:
    made = sole.document(sole.vendor(), name=name)
    assert made["name"] == name
    answer = sole.get(f"/v1/documents/{made['id']}/download").json()
    assert answer["filename"] == f"{name}.pdf"
    disposition = sole.server.client.get(answer["url"]).headers["content-disposition"]
    assert read_disposition(disposition) == f"{name}.pdf"


def read_disposition(value: str) -> str:
    """The true name, as a client that knows RFC 6266 reads it; checks that the whole is well formed."""
    match = re.fullmatch(
        r"attachment; filename=\"([ !#-\[\]-~]*)\"; filename\*=UTF-8''([A-Za-z0-9!#$&+.^_`|~%-]*)", value
    )
    assert match is not None, value
    assert "%" not in match[1]
    return unquote(match[2], errors="strict")


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=("Cs",)), min_size=1))
def test_disposition_is_well_formed_for_any_name(name: str) -> None:
    value = attachment(name)
    assert value.isascii() and value.isprintable()
    assert read_disposition(value) == name


def test_expired_link_says_so(link: Link) -> None:
    runtime = link.caller.server.runtime
    key = urlsplit(link.url).path.rpartition("/")[2]
    for ago in (0, 1, 10**9):
        path = signed_path(runtime.secret, key=key, filename="x.pdf", expires_at=int(time.time()) - ago)
        assert code(link.caller.server.client.get(path)) == (403, "url_expired")
        assert code(link.caller.server.client.get(path, headers={"Range": "bytes=0-1"})) == (403, "url_expired")
    path = signed_path(runtime.secret, key=key, filename="x.pdf", expires_at=int(time.time()) + 60)
    assert link.caller.server.client.get(path).status_code == 200
    path = signed_path(b"another secret" * 3, key=key, filename="x.pdf", expires_at=int(time.time()) - 9)
    assert code(link.caller.server.client.get(path)) == (403, "invalid_signature")


def test_link_expires_after_the_time_it_says(link: Link) -> None:
    expires = int(parse_qs(urlsplit(link.url).query)["expires"][0])
    assert abs(expires - time.time() - 3600) < 5


def test_link_without_its_parts_is_refused(link: Link) -> None:
    base = link.url.partition("?")[0]
    parts = {name: values[0] for name, values in parse_qs(urlsplit(link.url).query).items()}
    assert set(parts) == {"filename", "expires", "signature"}
    client = link.caller.server.client
    assert code(client.get(base)) == (403, "invalid_signature")
    for missing in parts:
        rest = {name: value for name, value in parts.items() if name != missing}
        assert code(client.get(base, params=rest)) == (403, "invalid_signature")
        assert code(client.get(base, params={**parts, missing: ""})) == (403, "invalid_signature")
    assert code(client.get(f"{base[:-1]}{'0' if base[-1] != '0' else '1'}", params=parts)) == (403, "invalid_signature")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_link_with_any_other_value_is_refused(link: Link, data: st.DataObject) -> None:
    split = urlsplit(link.url)
    parts: dict[str, Any] = {name: values[0] for name, values in parse_qs(split.query).items()}
    parts["key"] = split.path.rpartition("/")[2]
    which = data.draw(st.sampled_from(sorted(parts)))
    good = parts[which]
    text = st.text(st.characters(exclude_categories=("Cs",)), max_size=80)
    edits = st.tuples(st.integers(0, len(good) - 1), text).map(lambda e: good[: e[0]] + e[1] + good[e[0] + 1 :])
    near = [
        good.upper(),
        good + " ",
        " " + good,
        "0" + good,
        "+" + good,
        good + "\x00",
        good[:-1],
        good + "0",
        f"{good}.0",
    ]
    bad = data.draw(edits | text | st.sampled_from(near))
    if bad == good or (which == "key" and (not bad or "/" in bad or "\n" in bad)):
        return
    parts[which] = bad
    key = quote(parts.pop("key"), safe="")
    response = link.caller.server.client.get(
        f"/v1/files/{'%2e' * len(key) if set(key) <= {'.'} else key}?{urlencode(parts)}"
    )
    nowhere = which == "key" and "\n" in bad  # no path with a line feed is one of ours
    assert code(response) == ((404, "not_found") if nowhere else (403, "invalid_signature"))


def test_link_of_one_file_opens_no_other(link: Link) -> None:
    caller = link.caller
    other = caller.document(caller.vendor())
    with caller.server.runtime.database.read() as tx:
        key = manage.find(tx, caller_of(caller.org_id), other["id"]).storage_key
    mine = urlsplit(link.url).path.rpartition("/")[2]
    assert code(caller.server.client.get(link.url.replace(mine, key))) == (403, "invalid_signature")


@pytest.mark.parametrize("key", ["%00", "a%00b", "%ff", "'", "x" * 4000])
def test_link_with_any_key_is_refused_by_its_signature(sole: Caller, key: str) -> None:
    assert code(sole.server.client.get(f"/v1/files/{key}")) == (403, "invalid_signature")


def test_signed_link_to_what_is_no_key_of_ours_finds_nothing(sole: Caller) -> None:
    """Even a signature of ours never makes a path of something that is no key."""
    runtime = sole.server.runtime
    for key in ("..%2f..%2fsecret.key", UNKNOWN, "x", "%2e%2e"):
        path = signed_path(runtime.secret, key=unquote(key), filename="a.pdf", expires_at=int(time.time()) + 60)
        response = sole.server.client.get(f"/v1/files/{key}?{path.partition('?')[2]}")
        assert response.status_code in (404, 409)
        assert "secret" not in response.text


def test_link_ends_when_its_document_is_archived_and_a_new_one_works(link: Link) -> None:
    link.caller.delete(f"/v1/documents/{link.document_id}")
    assert code(link.get()) == (403, "url_expired")
    assert code(link.get(Range="bytes=0-9")) == (403, "url_expired")
    for_audit = link.caller.get(f"/v1/documents/{link.document_id}/download").json()["url"]
    assert link.caller.server.client.get(for_audit).content == CONTENT


def test_link_of_an_organisation_that_is_gone_finds_nothing(link: Link) -> None:
    with link.caller.server.runtime.database.write() as tx:
        tx.execute(delete(organisations).where(organisations.c.id == link.caller.org_id))
    assert code(link.get()) == (404, "document_not_found")


@pytest.mark.parametrize(
    ("filename", "media_type"),
    [
        ("a.pdf", "application/pdf"),
        ("a.csv", "text/csv; charset=utf-8"),
        ("a.png", "image/png"),
        ("a.zip", "application/zip"),
    ],
)
def test_media_type_is_the_extensions(sole: Caller, filename: str, media_type: str) -> None:
    made = sole.document(sole.vendor(), filename=filename, name="Some name", content=b"bytes")
    url = sole.get(f"/v1/documents/{made['id']}/download").json()["url"]
    assert sole.server.client.get(url).headers["content-type"] == media_type


def test_client_that_leaves_in_the_middle_does_no_harm(link: Link) -> None:
    for _ in range(5):
        with link.caller.server.client.stream("GET", link.url) as response:
            next(response.iter_raw(10))
    assert link.get().content == CONTENT


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_link_is_only_for_reading(link: Link, method: str) -> None:
    assert code(link.get(method)) == (405, "method_not_allowed")
