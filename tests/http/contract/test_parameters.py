"""Parameters that would count for nothing, or of which only one would, are refused."""

from __future__ import annotations

from typing import Any

import pytest

from muniment.http.contract.lookalikes import KIND
from muniment.http.contract.parameters import OF_THE_LIST, REPEATED
from muniment.http.resources import documents
from tests.http.live import PDF, Caller, created, detail_of


def problems(caller: Caller, method: str, path: str, **kwargs: Any) -> list[tuple[list[str], str, str]]:
    response = caller.request(method, path, **kwargs)
    assert response.status_code == 422, response.text
    return [(one["loc"], one["msg"], one["type"]) for one in detail_of(response)]


@pytest.mark.parametrize(
    ("path", "name", "times"),
    [
        ("/v1/documents?limit=1&limit=2", "limit", 2),
        ("/v1/documents?limit=5&limit=5&limit=5", "limit", 3),
        ("/v1/documents?vendor_id=&vendor_id=x", "vendor_id", 2),
        ("/v1/vendors?offset=0&name=x&offset=1", "offset", 2),
        ("/v1/search?q=a&q=b", "q", 2),
    ],
)
def test_parameter_of_one_value_is_refused_when_given_twice(sole: Caller, path: str, name: str, times: int) -> None:
    assert problems(sole, "GET", path) == [(["query", name], f"Field given {times} times where one is meant", REPEATED)]


def test_parameter_of_several_values_may_be_given_twice(sole: Caller) -> None:
    assert sole.get("/v1/documents?status=complete&status=failed&x=1&x=2").status_code == 200


@pytest.mark.parametrize("name", ["sort", "status", "vendor_id", "q", "document_type", "validity"])
def test_what_only_the_list_of_documents_takes_is_refused_elsewhere(sole: Caller, name: str) -> None:
    described = sole.server.client.get("/openapi.json").json()["paths"]
    for path in ("/v1/vendors", "/v1/search", "/v1/users"):
        given = {"q": "x"} if path == "/v1/search" else {}
        if name in {one["name"] for one in described[path]["get"]["parameters"]} or (path, name) == (
            "/v1/vendors",
            "q",
        ):
            continue
        text = f"Unknown field; GET /v1/documents takes {name}, GET {path} does not"
        assert problems(sole, "GET", path, params={**given, name: "x"}) == [(["query", name], text, KIND)]


def test_list_of_documents_takes_what_is_said() -> None:
    route = next(one for one in documents.router.routes if one.endpoint is documents.list_documents)  # type: ignore[attr-defined]
    assert {one.alias for one in route.dependant.query_params} == set(OF_THE_LIST)  # type: ignore[attr-defined]


def test_fields_of_a_body_are_refused_in_the_query(sole: Caller) -> None:
    vendor_id = sole.vendor()
    text = "Unknown field; name of the body is meant"
    assert problems(sole, "POST", "/v1/vendors?name=N", json={"name": "N"}) == [(["query", "name"], text, KIND)]
    path = f"/v1/documents?name=N&vendor_id={vendor_id}"
    found = problems(sole, "POST", path, files={"file": ("a.pdf", PDF)}, data={"vendor_id": vendor_id})
    assert sorted(loc for loc, _, _ in found) == [["query", "name"], ["query", "vendor_id"]]
    created(sole.post("/v1/documents?trace=1", files={"file": ("a.pdf", PDF)}, data={"vendor_id": vendor_id}))


def test_field_of_one_value_is_refused_when_the_form_holds_two(sole: Caller) -> None:
    vendor_id = sole.vendor()
    with sole.server.leaves_nothing():
        for name in ("vendor_id", "name", "document_type"):
            data = {"vendor_id": vendor_id, name: [vendor_id, vendor_id]}
            assert problems(sole, "POST", "/v1/documents", files={"file": ("a.pdf", PDF)}, data=data) == [
                (["body", name], "Field given 2 times where one is meant", REPEATED)
            ]
    sent = {"vendor_id": ["", vendor_id], "name": ["", ""]}
    created(sole.post("/v1/documents", files={"file": ("a.pdf", PDF)}, data=sent))
