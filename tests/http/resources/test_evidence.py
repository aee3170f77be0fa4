"""`GET /v1/evidence` over HTTP; what is found and in which order is in tests/documents/lists."""

from __future__ import annotations

import pytest

from tests.http.live import Caller, code, fields


def test_pages_are_followed_by_next(caller: Caller) -> None:
    vendor_id = caller.vendor()
    made = [caller.document(vendor_id, name=f"letter {n}") for n in range(3)]
    first = caller.get("/v1/evidence", params={"limit": 2, "sort": "name"}).json()
    assert list(first) == ["data", "total", "limit", "next", "previous"]
    assert [row["id"] for row in first["data"]] == [one["id"] for one in made[:2]]
    assert first["data"][0] == {
        **made[0],
        "vendor_name": "Northwind Hosting",
        "is_type_declared": False,
        "type_confidence": None,
        "validity": "pending",
        "valid_until": None,
        "days_left": None,
    }
    rest = caller.get("/v1/evidence", params={"limit": 2, "sort": "name", "after": first["next"]}).json()
    assert ([row["id"] for row in rest["data"]], rest["total"], rest["next"]) == ([made[2]["id"]], 3, None)
    back = caller.get("/v1/evidence", params={"limit": 2, "sort": "name", "before": rest["previous"]}).json()
    assert back == first
    assert first["previous"] is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("after", "nonsense"),
        ("after", "x" * 1001),
        ("before", "nonsense"),
        ("before", "x" * 1001),
        ("limit", "201"),
        ("sort", "size"),
        ("validity", "lost"),
        ("expiring_days", "many"),
        ("valid_until_after", "2026-13-01"),
        ("valid_until_before", "0"),
        ("offset", "1"),
    ],
)
def test_parameters_are_checked(sole: Caller, name: str, value: str) -> None:
    response = sole.get("/v1/evidence", params={name: value})
    assert [one[:2] for one in fields(response)] == [["query", name]]


def test_page_lies_behind_a_place_or_before_one(sole: Caller) -> None:
    assert fields(sole.get("/v1/evidence?after=x&before=x")) == [["query", "before"]]


def test_unknown_type_and_vendor_are_refused_by_their_codes(sole: Caller) -> None:
    assert code(sole.get("/v1/evidence", params={"document_type": "love_letter"})) == (422, "invalid_document_type")
    assert code(sole.get("/v1/evidence", params={"vendor_id": "cbvndr_x"})) == (404, "vendor_not_found")


def test_counts_of_a_new_organisation_are_nought(caller: Caller) -> None:
    counts = caller.get("/v1/evidence/counts").json()
    assert (counts["total"], counts["lately"], len(counts["by_month"])) == (0, 0, 12)
    assert fields(caller.get("/v1/evidence/counts?expiring_days=-1")) == [["query", "expiring_days"]]
