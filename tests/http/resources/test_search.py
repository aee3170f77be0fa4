"""`GET /v1/search` over HTTP; what matches is in tests/documents/test_search.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.http.live import Caller, fields, running, settings_for


def test_answer_is_a_page_of_hits(caller: Caller) -> None:
    vendor_id = caller.vendor()
    made = [caller.document(vendor_id, name=f"bridge letter {n}")["id"] for n in range(3)]
    response = caller.get("/v1/search", params={"q": '"bridge letter"'})
    assert response.status_code == 200
    page = response.json()
    assert list(page) == ["data", "total", "is_total_exact", "limit", "offset"]
    assert (page["total"], page["limit"], page["offset"]) == (3, 50, 0)
    keys = ["document_id", "page", "snippet", "score", "marks", "name", "document_type", "vendor_id", "vendor_name"]
    keys.append("has_picture")
    assert [list(hit) for hit in page["data"]] == [keys] * 3
    assert [hit["marks"] for hit in page["data"]] == [[[0, 13]]] * 3
    assert [hit["document_id"] for hit in page["data"]] == made[::-1]
    assert [hit["snippet"] for hit in page["data"]] == [f"bridge letter {n}" for n in (2, 1, 0)]
    assert all(hit["page"] is None and 0 < hit["score"] <= 1 for hit in page["data"])
    second = caller.get("/v1/search", params={"q": "bridge", "limit": 1, "offset": 1}).json()
    narrower = page["data"][1] | {"marks": [[0, 6]]}
    assert second == {"data": [narrower], "total": 3, "is_total_exact": True, "limit": 1, "offset": 1}
    assert caller.get("/v1/search", params={"q": "bridge", "offset": 3}).json()["data"] == []


def test_archived_document_is_not_found(caller: Caller) -> None:
    made = caller.document(caller.vendor(), name="bridge letter")
    caller.delete(f"/v1/documents/{made['id']}")
    assert caller.get("/v1/search", params={"q": "bridge"}).json()["total"] == 0


@pytest.mark.parametrize("query", ["", " ", "\x00", "'", '"', "*", "\ufffd", "a:b & (c | !d) <-> \\", "%", "x" * 1000])
def test_any_query_is_answered(caller: Caller, query: str) -> None:
    response = caller.get("/v1/search", params={"q": query})
    assert (response.status_code, response.json()["total"]) == (200, 0)


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        ({}, "q"),
        ({"q": "x" * 1001}, "q"),
        ({"q": "\u0301" * 1001}, "q"),
        ({"q": "x", "limit": "0"}, "limit"),
        ({"q": "x", "limit": "201"}, "limit"),
        ({"q": "x", "offset": "-1"}, "offset"),
        ({"q": "x", "offset": "9" * 30}, "offset"),
    ],
)
def test_parameters_are_checked(sole: Caller, parameters: dict[str, str], name: str) -> None:
    assert fields(sole.get("/v1/search", params=parameters)) == [["query", name]]


def test_largest_offset_is_answered(caller: Caller) -> None:
    caller.document(caller.vendor(), name="bridge")
    for path in ("/v1/search?q=bridge&", "/v1/documents?", "/v1/documents?q=bridge&", "/v1/vendors?"):
        page = caller.get(f"{path}offset={2**53}").json()
        assert page["total"] == 1
        assert page.get("data", page.get("items")) == []


def test_filter_of_the_list_is_not_ignored(caller: Caller) -> None:
    answer = caller.get("/v1/search", params={"q": "audit", "status": "complete"})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "status"]


def test_search_is_narrowed_to_a_vendor_and_to_types_with_their_children(caller: Caller) -> None:
    mine, other = caller.vendor(), caller.vendor()
    nda = caller.document(mine, name="bridge one", document_type="nda")["id"]
    policy = caller.document(mine, name="bridge two", document_type="privacy_policy")["id"]
    theirs = caller.document(other, name="bridge three", document_type="nda")["id"]

    def found(**narrowed: object) -> set[str]:
        page = caller.get("/v1/search", params={"q": "bridge", **narrowed}).json()
        assert page["total"] == len(page["data"])
        return {hit["document_id"] for hit in page["data"]}

    assert found(vendor_id=mine) == {nda, policy}
    assert found(document_type="nda") == {nda, theirs}
    assert found(document_type=["nda", "privacy_policy"], vendor_id=other) == {theirs}
    assert caller.get("/v1/search", params={"q": "x", "vendor_id": "cbvndr_x"}).status_code == 404
    assert caller.get("/v1/search", params={"q": "x", "document_type": "love_letter"}).status_code == 422


def test_query_of_characters_that_stand_for_many_is_answered(caller: Caller) -> None:
    assert caller.get("/v1/search", params={"q": "\ufdfa" * 1000}).status_code == 200
    assert caller.get("/v1/documents", params={"q": "\ufdfb" * 1000}).status_code == 200


def test_search_that_takes_too_long_is_refused_by_its_own_code(tmp_path: Path, database_url: str) -> None:
    with running(settings_for(tmp_path, database_url=database_url, search_seconds=1e-9)) as server:
        caller = server.caller()
        for path in ("/v1/search?q=bridge", "/v1/documents?q=bridge"):
            answer = caller.get(path)
            assert (answer.status_code, answer.json()["detail"]["code"]) == (422, "search_too_broad")
            assert "longer than 1e-09 seconds" in answer.json()["detail"]["message"]
        assert caller.get("/v1/documents").status_code == 200
