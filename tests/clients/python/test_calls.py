"""Calls as requests, and whatever may be answered."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment_client import OMITTED, ApiError, MunimentError, models
from muniment_client.calls import Call, refusal, result
from muniment_client.exchange import Answer
from tests.clients.python.playing_false import KEY, saying, told

GET: Call[models.Document] = Call(method="GET", path="/v1/documents/{id}", answers=models.Document, at={"id": "1"})


@pytest.mark.parametrize("id_", ["", ".", ".."])
def test_what_would_be_another_address_is_no_id(id_: str) -> None:
    with pytest.raises(MunimentError, match="id is no id"):
        Call(method="DELETE", path="/v1/documents/{id}", answers=None, at={"id": id_}).request()


def test_id_is_one_segment_whatever_it_holds() -> None:
    call = Call(method="GET", path="/v1/documents/{id}/pages/{page}", answers=None, at={"id": "a/../?b#ü", "page": 1})
    assert call.request().url == "/v1/documents/a%2F..%2F%3Fb%23%C3%BC/pages/1"


def test_what_is_omitted_is_not_sent_and_none_is_null() -> None:
    contact = models.Contact.of({"email": "ana@example.com"})
    call = Call(
        method="PATCH",
        path="/",
        answers=None,
        body={"name": OMITTED, "tier": None, "tags": ("a",), "primary_contact": contact},
    )
    sent = call.request().json
    assert sent == {"tier": None, "tags": ["a"], "primary_contact": contact.to_dict()}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside, max_size=3),
    max_leaves=8,
)
SHAPES = st.sampled_from(["detail", "error", "code", "message", "loc", "error_description"])


@given(
    st.integers(300, 599),
    JSON | st.dictionaries(SHAPES, JSON | st.dictionaries(SHAPES, JSON)) | st.dictionaries(SHAPES, st.lists(JSON)),
)
def test_every_refusal_is_an_error_with_its_status(status: int, said: Any) -> None:
    error = refusal(Answer(status, {"x-request-id": "7"}, json.dumps(said).encode()))
    assert (error.status, error.request_id, error.body) == (status, "7", said)
    assert str(status) in str(error)


@given(JSON)
def test_every_answer_is_what_was_asked_for_or_an_error(said: Any) -> None:
    try:
        made = result(GET, Answer(200, {}, json.dumps(said).encode()))
    except ApiError as error:
        assert error.status == 200
        assert not isinstance(said, dict)
    else:
        assert made.extra.keys() <= said.keys()


STRANGE = [
    b"null",
    b"5",
    b"{}",
    b'{"data": null}',
    b'{"data": {}}',
    b'{"data": [5]}',
    b'{"data": [null]}',
    b"[" * 100_000,
    b"\xff",
]


@pytest.mark.parametrize("body", STRANGE, ids=lambda body: repr(body[:20]))
def test_page_that_is_none_is_an_error_of_the_package(body: bytes) -> None:
    client = saying(200, body)
    for listing in (client.documents.list(), client.events.list(), client.webhooks.list(), client.events.follow()):
        with pytest.raises(MunimentError, match="is base_url right"):
            next(iter(listing.pages()))


def test_refusal_too_deep_to_be_read_is_one() -> None:
    with pytest.raises(ApiError, match="400: The server answered 400"):
        saying(400, b"[" * 100_000).documents.get("cbvdoc_1")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_request_goes_on_to_elsewhere_whatever_the_callers_httpx_does(status: int) -> None:
    asked: list[httpx.URL] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url)
        return httpx.Response(status, headers={"Location": "/elsewhere"})

    with pytest.raises(ApiError, match="sends the request elsewhere"):
        told(answer, follow_redirects=True).vendors.create(name="Northwind")
    assert [url.path for url in asked] == ["/room/v1/vendors"]


def test_endless_answer_is_not_read_to_the_end_of_memory() -> None:
    sent = 0

    def endless(_request: httpx.Request) -> httpx.Response:
        def pieces() -> object:
            nonlocal sent
            while True:
                sent += 1
                yield bytes(2**20)

        return httpx.Response(200, content=pieces())  # type: ignore[arg-type]

    with pytest.raises(MunimentError, match="longer than"):
        told(endless).documents.get("cbvdoc_1")
    assert sent == 129


def test_refusal_says_nothing_of_the_key() -> None:
    with pytest.raises(ApiError) as raised:
        saying(401, b'{"detail": "no"}').documents.get("cbvdoc_1")
    assert KEY not in f"{raised.value!r} {vars(raised.value)!r}"
