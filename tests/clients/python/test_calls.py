"""Calls as requests, and whatever may be answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment_client import OMITTED, ApiError, models
from muniment_client.calls import Call, refusal, result
from muniment_client.exchange import Answer

GET: Call[models.Document] = Call(method="GET", path="/v1/documents/{id}", answers=models.Document, at={"id": "1"})


@pytest.mark.parametrize("id_", ["", ".", ".."])
def test_what_would_be_another_address_is_no_id(id_: str) -> None:
    with pytest.raises(ValueError, match="id is no id"):
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
