"""CONTRACT §3: assessments over HTTP."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select, update

from muniment.db.tables import assessments
from tests.http.live import UNKNOWN, Caller, Server, code, created, detail_of, fields

KEYS = [
    "id",
    "vendor_id",
    "name",
    "status",
    "control_set_ids",
    "service_ids",
    "assignee_id",
    "score_percent",
    "findings_count",
    "initiated_at",
    "created_at",
    "updated_at",
]

READ_KEYS = [*KEYS[:-2], "custom_fields", *KEYS[-2:]]


def count(caller: Caller) -> int:
    with caller.server.runtime.database.read() as tx:
        return int(tx.execute(select(func.count()).where(assessments.c.org_id == caller.org_id)).scalar_one())


def test_assessment_has_its_keys_in_order(caller: Caller) -> None:
    vendor_id = caller.vendor()
    services = [caller.service(vendor_id), caller.service(vendor_id)]
    body = {
        "vendor_id": vendor_id,
        "control_set_ids": ["soc2", "iso", "soc2"],
        "name": "2026",
        "service_ids": [services[1], services[0], services[1]],
        "assignee_id": "cbuser_1",
    }
    made = created(caller.post("/v1/assessments", json=body))
    assert list(made) == [*KEYS, "workflow_run_id"]
    assert made["workflow_run_id"] is None
    assert made["control_set_ids"] == ["soc2", "iso"]
    assert made["service_ids"] == [services[1], services[0]]
    assert (made["vendor_id"], made["name"], made["assignee_id"]) == (vendor_id, "2026", "cbuser_1")
    assert made["score_percent"] is None
    assert made["findings_count"] == 0
    assert abs(made["created_at"] - time.time()) < 5
    read = caller.get(f"/v1/assessments/{made['id']}").json()
    assert list(read) == READ_KEYS
    assert read["custom_fields"] == []
    assert {key: read[key] for key in KEYS} == {key: made[key] for key in KEYS}
    assert (read["status"], read["initiated_at"]) == ("created", None)


def test_supporting_documents_list_the_assessment(caller: Caller) -> None:
    vendor_id = caller.vendor()
    before = caller.assessment(vendor_id)
    documents = [caller.document(vendor_id, assessment_ids=[before])["id"], caller.document(vendor_id)["id"]]
    made = caller.assessment(vendor_id, supporting_document_ids=[*documents, documents[0]])
    assert caller.get(f"/v1/documents/{documents[0]}").json()["assessment_ids"] == [before, made]
    assert caller.get(f"/v1/documents/{documents[1]}").json()["assessment_ids"] == [made]
    page = caller.get("/v1/documents", params={"assessment_id": made}).json()
    assert [one["id"] for one in page["data"]] == documents[::-1]


def test_what_one_request_names_is_bounded(start: Callable[..., Server]) -> None:
    caller = start(max_links=2).caller()
    vendor_id = caller.vendor()
    services = [caller.service(vendor_id, f"Service {n}") for n in range(3)]
    ids = [caller.document(vendor_id, service_ids=services[:2])["id"] for _ in range(3)]
    first = caller.assessment(vendor_id, supporting_document_ids=ids[:2], service_ids=services[:2])
    body = {"vendor_id": vendor_id, "control_set_ids": []}
    for name, values in (("supporting_document_ids", ids), ("service_ids", services)):
        assert fields(caller.post("/v1/assessments", json={**body, name: values})) == [["body", name]]
    assert fields(caller.upload(vendor_id, service_ids=services)) == [["body", "service_ids"]]
    path = f"/v1/documents/{ids[0]}"
    assert fields(caller.patch(path, json={"service_ids": services})) == [["body", "service_ids"]]
    assert fields(caller.patch(path, json={"assessment_ids": ["a", "b", "c"]})) == [["body", "assessment_ids"]]
    second = caller.assessment(vendor_id, supporting_document_ids=ids[:1])
    refused = caller.post("/v1/assessments", json={**body, "supporting_document_ids": [ids[2], ids[0]]})
    assert refused.status_code == 400
    assert detail_of(refused)["error"] == "A supporting document has 2 assessments already, the most there may be."
    assert caller.get(path).json()["assessment_ids"] == [first, second]
    assert caller.get(f"/v1/documents/{ids[2]}").json()["assessment_ids"] == []


def test_bad_reference_is_answered_in_its_own_shape(caller: Caller) -> None:
    vendor_id, other = caller.vendor(), caller.vendor()
    archived = caller.document(vendor_id)["id"]
    caller.delete(f"/v1/documents/{archived}")
    good = caller.document(vendor_id)["id"]
    n = count(caller)
    bad: list[dict[str, Any]] = [
        {"vendor_id": f"cbvndr_{UNKNOWN}"},
        {"vendor_id": "x"},
        {"vendor_id": ""},
        {"vendor_id": "\x00"},
        {"service_ids": [f"cbsvc_{UNKNOWN}"]},
        {"service_ids": [caller.service(other)]},
        {"service_ids": [caller.service(vendor_id), "x"]},
        {"supporting_document_ids": [f"cbvdoc_{UNKNOWN}"]},
        {"supporting_document_ids": [good, caller.document(other)["id"]]},
        {"supporting_document_ids": [good, archived]},
        {"supporting_document_ids": [good, ""]},
    ]
    for change in bad:
        body = {"vendor_id": vendor_id, "control_set_ids": [], **change}
        response = caller.post("/v1/assessments", json=body)
        assert response.status_code == 400
        assert list(detail_of(response)) == ["error"]
        assert detail_of(response)["error"].endswith(".")
    assert count(caller) == n
    assert caller.get(f"/v1/documents/{good}").json()["assessment_ids"] == []


@pytest.mark.parametrize("given", [{}, {"name": None}, {"name": ""}, {"name": " "}])
def test_assessment_without_a_name_gets_the_vendors_and_the_date(caller: Caller, given: dict[str, Any]) -> None:
    vendor_id = caller.vendor("Quill & Sons")
    made = created(caller.post("/v1/assessments", json={"vendor_id": vendor_id, "control_set_ids": [], **given}))
    assert made["name"] == f"Quill & Sons {datetime.fromtimestamp(made['created_at'], UTC):%Y-%m-%d}"


def test_workflow_is_not_found_and_nothing_is_made(caller: Caller) -> None:
    n = count(caller)
    body = {"vendor_id": caller.vendor(), "control_set_ids": [], "trigger_workflow": "Onboard 'it'"}
    refused = caller.post("/v1/assessments", json=body)
    assert code(refused) == (404, "workflow_not_found")
    assert refused.json()["detail"]["message"] == "Workflow 'Onboard 'it'' not found."
    assert count(caller) == n
    assert created(caller.post("/v1/assessments", json={**body, "trigger_workflow": None}))["workflow_run_id"] is None


@pytest.mark.parametrize(
    ("change", "loc"),
    [
        ({"vendor_id": None}, ["body", "vendor_id"]),
        ({"control_set_ids": None}, ["body", "control_set_ids"]),
        ({"control_set_ids": "x"}, ["body", "control_set_ids"]),
        ({"control_set_ids": [1]}, ["body", "control_set_ids", 0]),
        ({"service_ids": "x"}, ["body", "service_ids"]),
        ({"supporting_document_ids": [{}]}, ["body", "supporting_document_ids", 0]),
        ({"name": 1}, ["body", "name"]),
        ({"name": "x" * 1001}, ["body", "name"]),
        ({"service_ids": ["x"] * 1001}, ["body", "service_ids"]),
    ],
)
def test_fields_that_do_not_fit_are_refused(sole: Caller, change: dict[str, Any], loc: list[Any]) -> None:
    body = {"vendor_id": sole.vendor(), "control_set_ids": [], **change}
    assert fields(sole.post("/v1/assessments", json=body)) == [loc]


def test_both_required_fields_are_named(sole: Caller) -> None:
    assert fields(sole.post("/v1/assessments", json={})) == [["body", "vendor_id"], ["body", "control_set_ids"]]


def test_archiving_is_idempotent_and_the_assessment_stays_readable(caller: Caller) -> None:
    vendor_id = caller.vendor()
    assessment_id = caller.assessment(vendor_id)
    document = caller.document(vendor_id, assessment_ids=[assessment_id])
    path = f"/v1/assessments/{assessment_id}"
    first = caller.delete(path)
    assert first.status_code == 200
    assert list(first.json()) == ["id", "status", "is_archived", "archived_at"]
    assert first.json()["is_archived"] is True
    assert first.json()["id"] == assessment_id
    long_ago = first.json()["archived_at"] - 1000
    with caller.server.runtime.database.write() as tx:
        tx.execute(update(assessments).where(assessments.c.id == assessment_id).values(archived_at=long_ago))
    assert caller.delete(path).json() == {**first.json(), "archived_at": long_ago}
    read = caller.get(path).json()
    assert (list(read), read["status"], first.json()["status"]) == (READ_KEYS, "canceled", "canceled")
    assert caller.get(f"/v1/documents/{document['id']}").json()["assessment_ids"] == [assessment_id]


def test_archived_assessment_takes_no_new_document(caller: Caller) -> None:
    vendor_id = caller.vendor()
    assessment_id = caller.assessment(vendor_id)
    linked = caller.document(vendor_id, assessment_ids=[assessment_id])["id"]
    other = caller.document(vendor_id)["id"]
    caller.delete(f"/v1/assessments/{assessment_id}")
    assert code(caller.upload(vendor_id, assessment_ids=[assessment_id])) == (404, "assessment_not_found")
    refused = caller.patch(f"/v1/documents/{other}", json={"assessment_ids": [assessment_id]})
    assert code(refused) == (404, "assessment_not_found")
    kept = caller.patch(f"/v1/documents/{linked}", json={"assessment_ids": [assessment_id], "name": "n"})
    assert kept.json()["assessment_ids"] == [assessment_id]


@pytest.mark.parametrize("bad", [f"cbqsrw_{UNKNOWN}", f"cbvdoc_{UNKNOWN}", "x", "%00", "%2e%2e", "x" * 5000])
def test_what_is_no_id_of_an_assessment_is_not_found(sole: Caller, bad: str) -> None:
    for method in ("GET", "DELETE"):
        assert code(sole.request(method, f"/v1/assessments/{bad}")) == (404, "assessment_not_found")


def test_assessments_of_a_vendor_are_listed_newest_first_without_the_archived(caller: Caller) -> None:
    vendor_id, other_id = caller.vendor(), caller.vendor()
    made = [caller.assessment(vendor_id, name=f"review {n}") for n in range(3)]
    caller.assessment(other_id)
    caller.delete(f"/v1/assessments/{made[1]}")
    page = caller.get("/v1/assessments", params={"vendor_id": vendor_id}).json()
    assert list(page) == ["items", "total", "limit", "offset"]
    assert ([one["id"] for one in page["items"]], page["total"]) == ([made[2], made[0]], 2)
    assert page["items"][0] == caller.get(f"/v1/assessments/{made[2]}").json()
    second = caller.get("/v1/assessments", params={"vendor_id": vendor_id, "limit": 1, "offset": 1}).json()
    assert [one["id"] for one in second["items"]] == [made[0]]
    assert fields(caller.get("/v1/assessments")) == [["query", "vendor_id"]]
