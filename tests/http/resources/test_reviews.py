"""A person's word over the API: exact shapes, refusals, preconditions, roles."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest

from muniment.accounts.roles import Role
from muniment.evidence.reviewing import MAX_FACTS, MAX_NOTE_CHARACTERS
from muniment.http.contract.answers.analysis import AnalysisObject
from muniment.http.contract.answers.reviews import AgreementList, ReviewObject, ReviewQueuePage
from tests.builders import caller_of
from tests.evidence.conftest import SOC2, Room, fact, findings
from tests.http.live import Caller, Server, code, detail_of, fields

FOUND = findings(fact("opinion", "unqualified"), document_type=None)


def _put(caller: Caller, document_id: str, *, headers: dict[str, str] | None = None, **said: Any) -> httpx.Response:
    return caller.request("PUT", f"/v1/documents/{document_id}/review", json=said, headers=headers)


def _said(key: str, value: Any) -> dict[str, Any]:
    return {"key": key, "value": value}


def _analysed(caller: Caller, **changes: Any) -> str:
    """The id of a document in which something was found."""
    document_id = str(caller.document(caller.vendor(), **changes)["id"])
    Room(caller.server.runtime.database, caller_of(caller.org_id)).find(document_id, FOUND)
    return document_id


def test_review_is_answered_read_and_withdrawn_in_its_shape(caller: Caller) -> None:
    document_id = _analysed(caller)
    empty = caller.get(f"/v1/documents/{document_id}/review")
    answer = _put(caller, document_id, document_type=SOC2, facts=[_said("opinion", None)], note="Seen")
    assert answer.status_code == 200, answer.text
    said = ReviewObject.model_validate(answer.json())
    assert said.document_type is not None
    assert (said.document_type.value, said.document_type.engine_value) == (SOC2, None)
    assert (said.facts[0].value, said.facts[0].engine_value) == (None, "unqualified")
    assert said.document_type.said_by.model_dump() == {"type": "key", "id": caller.key_id, "name": "test"}
    again = caller.get(f"/v1/documents/{document_id}/review")
    assert (again.content, again.headers["etag"]) == (answer.content, answer.headers["etag"])
    document = caller.get(f"/v1/documents/{document_id}").json()
    assert document["document_type"] == SOC2
    assert caller.get(f"/v1/documents?document_type={SOC2}").json()["data"] == [document]
    analysis = AnalysisObject.model_validate(caller.get(f"/v1/documents/{document_id}/analysis").json())
    assert analysis.classification is not None
    assert (analysis.classification.source_type, analysis.insights) == ("manual", [])
    gone = caller.delete(f"/v1/documents/{document_id}/review")
    assert (gone.content, gone.headers["etag"]) == (empty.content, empty.headers["etag"])
    assert caller.get(f"/v1/documents/{document_id}").json()["document_type"] is None


def test_filter_by_a_type_finds_what_a_person_named_by_one_below_it(caller: Caller) -> None:
    document_id = _analysed(caller)
    _put(caller, document_id, document_type="password_policy")
    (found,) = caller.get("/v1/documents?document_type=access_control_policy").json()["data"]
    assert (found["id"], found["document_type"]) == (document_id, "password_policy")
    (row,) = caller.get("/v1/evidence?document_type=access_control_policy").json()["data"]
    assert (row["is_type_declared"], row["type_confidence"]) == (True, None)


def test_queue_is_read_by_its_cursor_and_agreement_by_type(caller: Caller) -> None:
    documents = [_analysed(caller) for _ in range(3)]
    first = caller.get("/v1/review-queue?limit=2&reason=unnamed")
    page = ReviewQueuePage.model_validate(first.json())
    assert ([one.document.id for one in page.data], page.total) == (documents[:0:-1], 3)
    assert [one.reason for one in page.data[0].reasons] == ["unnamed"]
    rest = ReviewQueuePage.model_validate(caller.get(f"/v1/review-queue?after={page.next}").json())
    assert ([one.document.id for one in rest.data], rest.next) == (documents[:1], None)
    _put(caller, documents[0], document_type=SOC2, facts=[_said("opinion", "unqualified")])
    agreed = AgreementList.model_validate(caller.get("/v1/review-queue/agreement").json()).data[0]
    assert (agreed.document_type, agreed.reviews, agreed.facts.agreed) == (None, 1, 1)
    assert caller.get("/v1/review-queue").json()["total"] == 2


def test_later_of_two_people_is_told_and_changes_nothing(caller: Caller) -> None:
    document_id = _analysed(caller)
    seen = {"If-Match": caller.get(f"/v1/documents/{document_id}/review").headers["etag"]}
    first = _put(caller, document_id, document_type=SOC2, headers=seen)
    assert first.status_code == 200
    assert code(_put(caller, document_id, document_type="nda", headers=seen)) == (412, "precondition_failed")
    assert code(caller.delete(f"/v1/documents/{document_id}/review", headers=seen)) == (412, "precondition_failed")
    mine = {"If-Match": first.headers["etag"]}
    assert _put(caller, document_id, document_type="nda", headers=mine).status_code == 200


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, ["body"]),
        ({"note": ""}, ["body"]),
        ({"note": "x" * (MAX_NOTE_CHARACTERS + 1)}, ["body", "note"]),
        ({"facts": [_said("colour", "blue")]}, ["body", "facts", 0, "key"]),
        ({"facts": [_said("opinion", "blue")]}, ["body", "facts", 0, "value"]),
        ({"facts": [{"key": "opinion"}]}, ["body", "facts", 0, "value"]),
        ({"facts": [_said("opinion", None)] * (MAX_FACTS + 1)}, ["body", "facts"]),
        ({"document_type": 7}, ["body", "document_type"]),
        ({"type": "nda"}, ["body", "type"]),
        ({"facts": [_said("scope", "\ud800")]}, ["body", "facts", 0, "value"]),
    ],
)
def test_what_does_not_fit_is_refused_where_it_stands(sole: Caller, body: dict[str, Any], where: list[Any]) -> None:
    document_id = str(sole.document(sole.vendor())["id"])
    raw = json.dumps(body).encode()
    answer = sole.request(
        "PUT", f"/v1/documents/{document_id}/review", content=raw, headers={"Content-Type": "application/json"}
    )
    assert fields(answer)[0][: len(where)] == where
    assert sole.get(f"/v1/documents/{document_id}/review").json()["reviewed_at"] is None


def test_longest_note_is_kept_and_a_type_that_is_none_is_named(sole: Caller) -> None:
    document_id = str(sole.document(sole.vendor())["id"])
    assert _put(sole, document_id, note="x" * MAX_NOTE_CHARACTERS).json()["note"] == "x" * MAX_NOTE_CHARACTERS
    assert code(_put(sole, document_id, document_type="soc2")) == (422, "invalid_document_type")


def test_hostile_words_are_kept_as_they_are_and_told_in_feed_and_record(caller: Caller) -> None:
    document_id = _analysed(caller)
    hostile = "<script>alert(1)</script>\u202egnp.\u2066\"'&" + "x" * 300
    said = _put(caller, document_id, note=f"{hostile}\0", facts=[_said("scope", f"\0{hostile}")]).json()
    assert (said["note"], said["facts"][0]["value"]) == (hostile, hostile)
    told = caller.get("/v1/events?types=VendorDocument.Reviewed").json()["data"][-1]["data"]["field_diffs"]
    assert told["note"] == {"old_value": None, "new_value": hostile}
    assert told["facts.scope"]["new_value"] == hostile
    keeper = caller.server.another_key(caller.org_id, scopes=["audit:read"])
    (record,) = keeper.get(f"/v1/activity?target_type=vendor_document&target_id={document_id}&limit=1").json()["data"]
    assert record["data"]["field_diffs"]["note"]["new_value"] == hostile


@pytest.mark.parametrize(("role", "may"), [(Role.ADMIN, True), (Role.ANALYST, True), (Role.AUDITOR, False)])
def test_who_may_say_something(sqlite_api: Server, role: Role, may: bool) -> None:
    keeper = sqlite_api.keeper()
    document_id = str(keeper.document(keeper.vendor())["id"])
    person = sqlite_api.person(keeper.org_id, role)
    assert person.get("/v1/review-queue").status_code == 200
    answer = _put(person, document_id, note="Seen")
    assert answer.status_code == (200 if may else 403)
    if may:
        assert answer.json()["reviewed_by"]["type"] == "user"
    else:
        assert detail_of(answer)["code"] == "insufficient_scope"


def test_key_that_only_reads_evidence_says_nothing(sole: Caller) -> None:
    document_id = str(sole.document(sole.vendor())["id"])
    reader = sole.server.another_key(sole.org_id, scopes=["evidence:read"])
    assert code(_put(reader, document_id, note="Seen")) == (403, "insufficient_scope")
    assert code(reader.delete(f"/v1/documents/{document_id}/review")) == (403, "insufficient_scope")
    other = sole.server.another_key(sole.org_id, scopes=["documents:write"])
    assert code(_put(other, document_id, note="Seen")) == (403, "insufficient_scope")


def test_cursor_that_is_none_is_refused(sole: Caller) -> None:
    for after in ("x", "2026-11-29", "2026-11-29.", "2026-11-29.1%0A"):
        assert fields(sole.get(f"/v1/review-queue?after={after}")) == [["query", "after"]]
