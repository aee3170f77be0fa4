"""Legal holds over the API, and the list of what was purged."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import update

from muniment.accounts.scopes import Scope
from muniment.db.tables import documents
from muniment.documents import purge
from muniment.documents.purge import Due
from tests.http.live import PDF, Caller, Server, code, created


@pytest.fixture
def keeper(server: Server) -> Caller:
    """A key that may do everything, on both databases."""
    return server.keeper()


def _held(keeper: Caller, target_type: str, target_id: str) -> str:
    wanted = {"target_type": target_type, "target_id": target_id, "reason": " Case 7 "}
    return str(created(keeper.post("/v1/legal-holds", json=wanted))["id"])


def test_hold_says_of_what_by_whom_when_and_why_and_is_listed_until_it_is_released(keeper: Caller) -> None:
    vendor_id = keeper.vendor()
    hold_id = _held(keeper, "vendor", vendor_id)
    (listed,) = keeper.get("/v1/legal-holds", params={"is_active": True}).json()["data"]
    who = {"type": "key", "id": keeper.key_id, "name": "test"}
    assert listed == {
        "id": hold_id,
        "target_type": "vendor",
        "target_id": vendor_id,
        "reason": "Case 7",
        "created_at": listed["created_at"],
        "created_by": who,
        "released_at": None,
        "released_by": None,
        "release_reason": None,
    }
    path = f"/v1/legal-holds/{hold_id}/release"
    released = keeper.post(path, json={"reason": "Settled"}).json()
    assert released == {
        **listed,
        "released_at": released["released_at"],
        "released_by": who,
        "release_reason": "Settled",
    }
    assert keeper.post(path, json={"reason": "again"}).json() == released
    assert keeper.get("/v1/legal-holds", params={"is_active": True}).json()["total"] == 0
    page = keeper.get("/v1/legal-holds", params={"target_id": vendor_id, "limit": 1}).json()
    assert page == {"data": [released], "total": 1, "limit": 1, "offset": 0}


def test_hold_is_in_the_record_and_in_no_feed(keeper: Caller) -> None:
    hold_id = _held(keeper, "organisation", keeper.org_id)
    keeper.post(f"/v1/legal-holds/{hold_id}/release", json={"reason": "over"})
    trail = keeper.get("/v1/activity", params={"target_type": "legal_hold", "target_id": hold_id}).json()["data"]
    assert [one["event_type"] for one in trail] == ["LegalHold.Released", "LegalHold.Created"]
    assert trail[1]["data"]["field_diffs"]["reason"] == {"old_value": None, "new_value": "Case 7"}
    types = [one["event_type"] for one in keeper.get("/v1/events").json()["data"]]
    assert not [one for one in types if one.startswith("LegalHold")]


@pytest.mark.parametrize("target_type", ["document", "vendor", "organisation"])
def test_what_is_held_is_not_archived(keeper: Caller, target_type: str) -> None:
    vendor_id = keeper.vendor()
    document_id, assessment_id = keeper.document(vendor_id)["id"], keeper.assessment(vendor_id)
    targets = {"document": document_id, "vendor": vendor_id, "organisation": keeper.org_id}
    hold_id = _held(keeper, target_type, targets[target_type])
    assert code(keeper.delete(f"/v1/documents/{document_id}")) == (409, "legal_hold")
    of_assessment = keeper.delete(f"/v1/assessments/{assessment_id}")
    assert of_assessment.status_code == (200 if target_type == "document" else 409)
    assert keeper.get("/v1/documents").json()["total"] == 1
    keeper.post(f"/v1/legal-holds/{hold_id}/release", json={"reason": "over"})
    assert keeper.delete(f"/v1/documents/{document_id}").status_code == 200


@pytest.mark.parametrize(
    ("target_type", "expected"),
    [("document", "document_not_found"), ("vendor", "vendor_not_found"), ("organisation", "organisation_not_found")],
)
@pytest.mark.parametrize("target_id", ["", "x\x00", "cbvdoc_" + "0" * 32, "' OR 1=1 --"])
def test_what_is_not_there_cannot_be_held(keeper: Caller, target_type: str, expected: str, target_id: str) -> None:
    wanted = {"target_type": target_type, "target_id": target_id, "reason": "case"}
    assert code(keeper.post("/v1/legal-holds", json=wanted)) == (404, expected)


@pytest.mark.parametrize("reason", ["", "  ", "\u200b", "x" * 1001, None])
def test_hold_needs_a_reason(keeper: Caller, reason: str | None) -> None:
    wanted = {"target_type": "vendor", "target_id": keeper.vendor(), "reason": reason}
    assert keeper.post("/v1/legal-holds", json=wanted).status_code == 422


def test_bound_key_holds_and_sees_its_vendors_alone(keeper: Caller) -> None:
    mine, other = keeper.vendor(), keeper.vendor()
    bound = keeper.server.another_key(keeper.org_id, scopes=sorted(Scope), vendor_ids=[mine])
    theirs = [_held(keeper, "vendor", other), _held(keeper, "organisation", keeper.org_id)]
    ours = _held(bound, "vendor", mine)
    assert [one["id"] for one in bound.get("/v1/legal-holds").json()["data"]] == [ours]
    for hold_id in theirs:
        answer = bound.post(f"/v1/legal-holds/{hold_id}/release", json={"reason": "x"})
        assert code(answer) == (404, "legal_hold_not_found")
    wanted = {"target_type": "organisation", "target_id": keeper.org_id, "reason": "case"}
    assert code(bound.post("/v1/legal-holds", json=wanted)) == (403, "insufficient_scope")


def test_purged_document_is_not_found_anywhere_and_listed_with_its_hash(keeper: Caller) -> None:
    vendor_id, other = keeper.vendor(), keeper.vendor()
    document_id = keeper.document(vendor_id, document_type="nda")["id"]
    archived_at = keeper.delete(f"/v1/documents/{document_id}").json()["archived_at"] - 40 * 86_400
    link = keeper.get(f"/v1/documents/{document_id}/download").json()["url"]
    runtime = keeper.server.runtime
    with runtime.database.write() as tx:
        tx.execute(update(documents).where(documents.c.id == document_id).values(archived_at=archived_at))
    assert purge.purge(runtime, Due(document_id, keeper.org_id, "report.pdf", "nda", len(PDF), archived_at, 1, None))
    path = f"/v1/documents/{document_id}"
    for answer in (
        *(keeper.get(f"{path}{rest}") for rest in ("", "/download", "/analysis", "/items")),
        *(keeper.patch(path, json={"name": "x"}), keeper.delete(path)),
        *(keeper.post(f"{path}{rest}") for rest in ("/restore", "/analysis")),
    ):
        assert code(answer) == (404, "document_not_found")
    assert keeper.server.client.get(link).status_code in (403, 404)
    assert keeper.get("/v1/documents", params={"include_archived": True}).json()["total"] == 0
    (kept,) = keeper.get("/v1/purged-documents", params={"document_id": document_id}).json()["data"]
    assert list(kept) == [
        *("id", "vendor_id", "name", "extension", "size", "document_type", "sha256", "created_at", "archived_at"),
        *("purged_at", "retention_months"),
    ]
    assert (kept["id"], kept["vendor_id"], kept["archived_at"], kept["retention_months"]) == (
        document_id,
        vendor_id,
        archived_at,
        1,
    )
    assert kept["sha256"] == sha256(PDF).hexdigest()
    bound = keeper.server.another_key(keeper.org_id, vendor_ids=[other])
    assert bound.get("/v1/purged-documents").json()["total"] == 0
    last = keeper.get("/v1/events", params={"limit": 200}).json()["data"][-1]
    assert (last["event_type"], last["data"]["vendor_document_id"]) == ("VendorDocument.Purged", document_id)
