"""CONTRACT §2.2-§2.7: reading, listing, changing and archiving documents."""

from __future__ import annotations

import json
import time
import unicodedata
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from muniment.db.tables import documents
from muniment.documents import manage
from tests.builders import caller_of
from tests.http.live import PDF, UNKNOWN, Caller, Server, code, detail_of, fields
from tests.http.resources.test_uploads import KEYS

NOT_IDS = [
    f"cbvdoc_{UNKNOWN}",
    f"cbvndr_{UNKNOWN}",
    f"CBVDOC_{UNKNOWN}",
    "cbvdoc_" + "G" * 32,
    "%00",
    "%2e%2e",
    "%ff%fe",
    "%F0%9F%98%80",
    "'; drop table documents --".replace(" ", "%20"),
    "x" * 8000,
    "1",
    "-1",
    "null",
]
"""What stands in a path where an id belongs, already escaped."""


# §2.3


def test_document_is_read_as_it_was_answered(caller: Caller) -> None:
    vendor_id = caller.vendor()
    made = caller.document(vendor_id, service_ids=[caller.service(vendor_id)])
    response = caller.get(f"/v1/documents/{made['id']}")
    assert response.status_code == 200
    assert list(response.json()) == KEYS
    assert response.json() == made


@pytest.mark.parametrize("bad", NOT_IDS)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/documents/{}"),
        ("GET", "/v1/documents/{}/download"),
        ("GET", "/v1/documents/{}/analysis"),
        ("GET", "/v1/documents/{}/items"),
        ("POST", "/v1/documents/{}/analysis"),
        ("PATCH", "/v1/documents/{}"),
        ("DELETE", "/v1/documents/{}"),
    ],
)
def test_what_is_no_id_of_a_document_is_not_found(sole: Caller, method: str, path: str, bad: str) -> None:
    response = sole.request(method, path.format(bad), json={} if method == "PATCH" else None)
    assert code(response) == (404, "document_not_found")


# §2.2


def test_list_is_newest_first_with_its_total(caller: Caller) -> None:
    vendor_id = caller.vendor()
    made = [caller.document(vendor_id, filename=f"{n}.txt", content=b"x") for n in range(5)]
    response = caller.get("/v1/documents")
    assert response.status_code == 200
    assert list(response.json()) == ["data", "total", "limit", "offset"]
    assert response.json() == {"data": made[::-1], "total": 5, "limit": 50, "offset": 0}
    assert all(list(one) == KEYS for one in response.json()["data"])
    page = caller.get("/v1/documents", params={"limit": 2, "offset": 3}).json()
    assert page == {"data": [made[1], made[0]], "total": 5, "limit": 2, "offset": 3}
    beyond = caller.get("/v1/documents", params={"offset": 5}).json()
    assert beyond == {"data": [], "total": 5, "limit": 50, "offset": 5}
    assert caller.get("/v1/documents", params={"sort": "created_at"}).json()["data"] == made


def test_list_of_a_new_organisation_is_empty(caller: Caller) -> None:
    assert caller.get("/v1/documents").json() == {"data": [], "total": 0, "limit": 50, "offset": 0}


@pytest.mark.parametrize(
    ("name", "value", "ok"),
    [
        ("limit", "1", True),
        ("limit", "200", True),
        ("limit", "0", False),
        ("limit", "201", False),
        ("limit", "-1", False),
        ("limit", "many", False),
        ("limit", "", False),
        ("limit", "9" * 30, False),
        ("limit", "9" * 5000, False),
        ("offset", "0", True),
        ("offset", "-1", False),
        ("offset", "9" * 30, False),
        ("offset", "9007199254740992", True),
        ("offset", "nan", False),
        ("include_archived", "maybe", False),
        ("sort", "name", True),
        ("sort", "size", False),
        ("validity", "expired", True),
        ("validity", "superseded", False),
        ("expiring_days", "0", True),
        ("expiring_days", "-1", False),
        ("expiring_days", "3661", False),
        ("valid_until_after", "2026-02-28", True),
        ("valid_until_after", "2026-02-30", False),
        ("valid_until_before", "tomorrow", False),
        ("valid_until_before", "20260228", False),
        ("status", "lost", False),
        ("created_after", "yesterday", False),
        ("created_after", "9" * 30, True),
        ("created_after", "-" + "9" * 30, True),
        ("created_before", "9" * 30, True),
        ("created_before", "-5", True),
        ("q", "x" * 1001, False),
        ("q", "a" + "\u0301" * 1000, False),
        ("q", "\x00", True),
        ("q", "'\"; drop table documents --", True),
        ("nonsense", "x", True),
    ],
)
def test_parameters_are_checked(caller: Caller, name: str, value: str, ok: bool) -> None:
    response = caller.get("/v1/documents", params={name: value})
    if ok:
        assert response.status_code == 200, response.text
    else:
        assert [one[:2] for one in fields(response)] == [["query", name]]


def test_filters_combine(caller: Caller) -> None:
    vendor_id, other_id = caller.vendor(), caller.vendor()
    service_id, assessment_id = caller.service(vendor_id), caller.assessment(vendor_id)
    both = caller.document(vendor_id, service_ids=[service_id], assessment_ids=[assessment_id])
    one = caller.document(vendor_id, service_ids=[service_id])
    none = caller.document(vendor_id, document_type="nda")
    other = caller.document(other_id)

    def ids(**filters: Any) -> list[str]:
        page = caller.get("/v1/documents", params=filters).json()
        assert page["total"] == len(page["data"])
        return [document["id"] for document in page["data"]]

    assert ids(vendor_id=vendor_id) == [none["id"], one["id"], both["id"]]
    assert ids(vendor_id=other_id) == [other["id"]]
    assert ids(service_id=service_id) == [one["id"], both["id"]]
    assert ids(assessment_id=assessment_id) == [both["id"]]
    assert ids(service_id=service_id, assessment_id=assessment_id, vendor_id=vendor_id) == [both["id"]]
    assert ids(service_id=service_id, vendor_id=other_id) == []
    assert ids(document_type="nda") == [none["id"]]
    assert ids(document_type=["nda", "privacy_policy"]) == [none["id"]]
    assert ids(status="created", vendor_id=other_id) == [other["id"]]
    assert ids(status=["complete", "failed"]) == []
    assert ids(q="report", vendor_id=other_id) == [other["id"]]
    now = int(time.time())
    assert len(ids(created_after=now - 100)) == 4
    assert ids(created_before=now - 100) == []


@pytest.mark.parametrize("bad", [UNKNOWN, "nonsense", "", "\x00", "x" * 5000])
def test_filter_by_what_is_unknown_is_not_found(caller: Caller, bad: str) -> None:
    for name, prefix in (("vendor", "cbvndr_"), ("service", "cbsvc_"), ("assessment", "cbqsrw_")):
        value = prefix + bad if bad == UNKNOWN else bad
        response = caller.get("/v1/documents", params={f"{name}_id": value})
        assert code(response) == (404, f"{name}_not_found")


def test_filter_by_an_unknown_type_is_refused(caller: Caller) -> None:
    response = caller.get("/v1/documents", params={"document_type": ["nda", "love_letter"]})
    assert code(response) == (422, "invalid_document_type")


# §2.5


def test_patch_changes_what_is_given_and_nothing_else(caller: Caller) -> None:
    vendor_id = caller.vendor()
    service_id, assessment_id = caller.service(vendor_id), caller.assessment(vendor_id)
    made = caller.document(vendor_id, service_ids=[service_id], assessment_ids=[assessment_id], document_type="nda")
    path = f"/v1/documents/{made['id']}"

    def patched(body: dict[str, Any]) -> dict[str, Any]:
        response = caller.patch(path, json=body)
        assert response.status_code == 200, response.text
        assert list(response.json()) == KEYS
        assert caller.get(path).json() == response.json()
        changed = response.json()
        assert changed.pop("updated_at") >= made["updated_at"]
        return dict(changed)

    same = {k: v for k, v in made.items() if k != "updated_at"}
    nulls = dict.fromkeys(("name", "document_type", "service_ids", "assessment_ids"))
    assert patched({}) == patched(nulls) == patched({"unknown": 1}) == same
    assert patched({"name": " New / name "}) == {**same, "name": "New / name"}
    assert patched({"name": made["name"], "document_type": "privacy_policy"}) == {
        **same,
        "document_type": "privacy_policy",
    }
    other = caller.service(vendor_id)
    assert patched({"service_ids": [other, service_id, other]})["service_ids"] == [other, service_id]
    assert patched({"service_ids": []})["service_ids"] == []
    assert patched({"assessment_ids": []})["assessment_ids"] == []
    assert caller.get("/v1/documents", params={"assessment_id": assessment_id}).json()["total"] == 0
    assert patched({"assessment_ids": [assessment_id]})["assessment_ids"] == [assessment_id]
    assert caller.get("/v1/documents", params={"assessment_id": assessment_id}).json()["total"] == 1


def test_patch_is_all_or_nothing(caller: Caller) -> None:
    vendor_id = caller.vendor()
    service_id = caller.service(vendor_id)
    foreign = caller.service(caller.vendor())
    made = caller.document(vendor_id)
    path = f"/v1/documents/{made['id']}"
    good = {"name": "other", "service_ids": [service_id]}
    assert code(caller.patch(path, json={**good, "document_type": "love_letter"})) == (422, "invalid_document_type")
    assert code(caller.patch(path, json={**good, "assessment_ids": ["x"]})) == (404, "assessment_not_found")
    for bad in (f"cbsvc_{UNKNOWN}", foreign, "\x00", ""):
        body = {**good, "service_ids": [service_id, bad]}
        assert code(caller.patch(path, json=body)) == (404, "service_not_found")
    assert fields(caller.patch(path, json={**good, "name": "x" * 256})) == [["body", "name"]]
    assert caller.get(path).json() == made


@pytest.mark.parametrize(
    ("body", "loc"),
    [
        (b"", ["body"]),
        (b"null", ["body"]),
        (b"[]", ["body"]),
        (b'"x"', ["body"]),
        (b"{", ["body", 1]),
        (b'{"name": 1}', ["body", "name"]),
        (b'{"name": " "}', ["body", "name"]),
        (b'{"name": ""}', ["body", "name"]),
        (b'{"name": "\\u0000"}', ["body", "name"]),
        (b'{"name": "\\ud800"}', ["body", "name"]),
        (b'{"service_ids": "x"}', ["body", "service_ids"]),
        (b'{"service_ids": [null]}', ["body", "service_ids", 0]),
        (b'{"service_ids": {"a": 1}}', ["body", "service_ids"]),
        (b'{"assessment_ids": [["x"]]}', ["body", "assessment_ids", 0]),
        (b'{"document_type": ["nda"]}', ["body", "document_type"]),
    ],
)
def test_patch_with_fields_that_do_not_fit_is_refused(sole: Caller, body: bytes, loc: list[Any]) -> None:
    made = sole.document(sole.vendor())
    path = f"/v1/documents/{made['id']}"
    headers = {"Content-Type": "application/json"}
    assert fields(sole.patch(path, content=body, headers=headers)) == [loc]
    assert sole.get(path).json() == made
    # Fields come before existence.
    assert fields(sole.patch(f"/v1/documents/cbvdoc_{UNKNOWN}", content=body, headers=headers)) == [loc]


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe{}",
        b'{"name": ' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": NaN, "name": Infinity}',
        b'{"name": 1e999}',
        b"\xef\xbb\xbf" + b"[]",
    ],
)
def test_body_that_no_parser_takes_is_refused_as_fields(sole: Caller, body: bytes) -> None:
    made = sole.document(sole.vendor())
    headers = {"Content-Type": "application/json"}
    path = f"/v1/documents/{made['id']}"
    assert fields(sole.patch(path, content=body, headers=headers))[0][0] == "body"
    refused = sole.server.client.patch(path, content=body, headers=headers)
    assert (refused.status_code, detail_of(refused)) == (403, "Not authenticated")


def test_patch_body_of_another_type_is_refused(sole: Caller) -> None:
    made = sole.document(sole.vendor())
    response = sole.patch(
        f"/v1/documents/{made['id']}", content=b'{"name": "x"}', headers={"Content-Type": "text/plain"}
    )
    assert fields(response) == [["body"]]


def test_lone_surrogates_in_ids_are_refused_as_fields(sole: Caller) -> None:
    made = sole.document(sole.vendor())
    body = json.dumps({"service_ids": ["\ud800"]}).encode()
    response = sole.patch(f"/v1/documents/{made['id']}", content=body, headers={"Content-Type": "application/json"})
    assert fields(response) == [["body", "service_ids", 0]]


# §2.6


def test_archived_document_is_unlisted_and_still_readable(caller: Caller) -> None:
    vendor_id = caller.vendor()
    service_id, assessment_id = caller.service(vendor_id), caller.assessment(vendor_id)
    made = caller.document(vendor_id, service_ids=[service_id], assessment_ids=[assessment_id])
    path = f"/v1/documents/{made['id']}"
    response = caller.delete(path)
    assert response.status_code == 200
    assert list(response.json()) == ["id", "is_archived", "archived_at"]
    assert response.json()["id"] == made["id"]
    assert response.json()["is_archived"] is True
    assert abs(response.json()["archived_at"] - time.time()) < 5
    read = caller.get(path)
    assert read.status_code == 200
    # What was owed of the analysis is taken back, so the document has settled.
    assert {**read.json(), "updated_at": made["updated_at"]} == {**made, "status": "complete"}
    for filters in ({}, {"vendor_id": vendor_id}, {"service_id": service_id}, {"assessment_id": assessment_id}):
        assert caller.get("/v1/documents", params=filters).json()["total"] == 0
        again = caller.get("/v1/documents", params={**filters, "include_archived": True}).json()
        assert [one["id"] for one in again["data"]] == [made["id"]]
    link = caller.get(f"{path}/download").json()
    assert caller.server.client.get(link["url"]).content == PDF
    assert caller.get(f"{path}/analysis").status_code == 200


def test_archiving_again_answers_the_first_time(caller: Caller) -> None:
    made = caller.document(caller.vendor())
    path = f"/v1/documents/{made['id']}"
    first = caller.delete(path)
    with caller.server.runtime.database.write() as tx:
        long_ago = first.json()["archived_at"] - 1000
        tx.execute(update(documents).where(documents.c.id == made["id"]).values(archived_at=long_ago))
    again = caller.delete(path)
    assert again.json() == {**first.json(), "archived_at": long_ago}
    assert again.status_code == 200


def test_restored_document_is_answered_whole_and_listed_again(caller: Caller) -> None:
    made = caller.document(caller.vendor())
    path = f"/v1/documents/{made['id']}"
    for _ in range(2):
        caller.delete(path)
        restored = caller.post(f"{path}/restore")
        again = caller.post(f"{path}/restore")
        assert (restored.status_code, restored.json()) == (200, caller.get(path).json())
        assert (again.json(), again.headers["etag"]) == (restored.json(), restored.headers["etag"])
        assert [one["id"] for one in caller.get("/v1/documents").json()["data"]] == [made["id"]]
    assert list(restored.json()) == list(made)


def test_archived_document_cannot_be_changed_or_analysed(caller: Caller) -> None:
    made = caller.document(caller.vendor())
    path = f"/v1/documents/{made['id']}"
    caller.delete(path)
    before = caller.get(path).json()
    assert code(caller.patch(path, json={"name": "x"})) == (404, "document_not_found")
    assert code(caller.patch(path, json={})) == (404, "document_not_found")
    assert code(caller.post(f"{path}/analysis")) == (404, "document_not_found")
    assert caller.get(path).json() == before


# §2.4, §2.7


def test_link_has_its_three_keys(caller: Caller) -> None:
    made = caller.document(caller.vendor(), name="ACME SOC 2 Type II", filename="a.pdf")
    response = caller.get(f"/v1/documents/{made['id']}/download")
    assert response.status_code == 200
    assert list(response.json()) == ["url", "filename", "expires_in"]
    assert response.json()["filename"] == "ACME SOC 2 Type II.pdf"
    assert response.json()["expires_in"] == 3600
    assert response.json()["url"].startswith(caller.server.base_url + "/v1/files/")


@pytest.mark.parametrize(
    ("name", "filename"),
    [
        ("Report", "Report.pdf"),
        ("Report.pdf", "Report.pdf"),
        ("Report.PDF", "Report.PDF"),
        ("Report.docx", "Report.docx.pdf"),
        ("Reportpdf", "Reportpdf.pdf"),
        (".pdf", ".pdf"),
        ("Report.", "Report..pdf"),
        ("报告", "报告.pdf"),
    ],
)
def test_filename_ends_in_the_extension_once(sole: Caller, name: str, filename: str) -> None:
    made = sole.document(sole.vendor(), name=name)
    assert sole.get(f"/v1/documents/{made['id']}/download").json()["filename"] == filename


def test_document_without_stored_file_is_not_ready(caller: Caller) -> None:
    made = caller.document(caller.vendor())
    store = caller.server.runtime.store
    with caller.server.runtime.database.read() as tx:
        key = manage.find(tx, caller_of(caller.org_id), made["id"]).storage_key
    link = caller.get(f"/v1/documents/{made['id']}/download").json()["url"]
    store.delete(key)
    for status, told in (("created", "no stored file to download yet"), ("complete", "stored file is missing")):
        with caller.server.runtime.database.write() as tx:
            tx.execute(update(documents).where(documents.c.id == made["id"]).values(status=status))
        for answer in (caller.get(f"/v1/documents/{made['id']}/download"), caller.server.client.get(link)):
            assert code(answer) == (409, "document_not_ready")
            assert told in answer.json()["detail"]["message"]


ANALYSIS_KEYS = [
    "status",
    "error",
    "classification",
    "content",
    "warnings",
    "insights",
    "engine",
    "started_at",
    "completed_at",
]


def test_analysis_before_the_pipeline_has_all_keys(caller: Caller) -> None:
    made = caller.document(caller.vendor())
    analysis = caller.get(f"/v1/documents/{made['id']}/analysis").json()
    assert list(analysis) == ANALYSIS_KEYS
    assert analysis["status"] == "created"
    assert analysis["warnings"] == analysis["insights"] == []


def test_analyzing_again_is_accepted_and_queues_one_job(caller: Caller) -> None:
    made = caller.document(caller.vendor())
    before = caller.server.traces()
    response = caller.post(f"/v1/documents/{made['id']}/analysis")
    assert response.status_code == 202
    assert list(response.json()) == KEYS
    assert response.json()["id"] == made["id"]
    assert caller.server.left_since(before).get("jobs", 0) <= 1


def test_public_url_is_the_base_of_links(start: Any) -> None:
    server = start(public_url="https://evidence.example.com/base/")
    caller = server.caller()
    made = caller.document(caller.vendor())
    url = caller.get(f"/v1/documents/{made['id']}/download").json()["url"]
    assert url.startswith("https://evidence.example.com/base/v1/files/")


def test_filter_by_a_type_finds_what_is_named_by_its_children(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = caller.server.runtime
    types = tuple(
        replace(one, parent="other_policy") if one.slug == "privacy_policy" else one for one in runtime.document_types
    )
    monkeypatch.setitem(runtime.__dict__, "document_types", types)
    vendor_id = caller.vendor()
    parent, child, other = (
        caller.document(vendor_id, document_type=slug)["id"] for slug in ("other_policy", "privacy_policy", "nda")
    )

    def found(*slugs: str) -> list[str]:
        page = caller.get("/v1/documents", params={"document_type": slugs}).json()
        assert page["total"] == len(page["data"])
        return [one["id"] for one in page["data"]]

    assert found("other_policy") == [child, parent]
    assert found("privacy_policy") == [child]
    assert found("other_policy", "nda") == [other, child, parent]
    (told,) = (one for one in caller.get("/v1/document-types").json()["data"] if one["slug"] == "privacy_policy")
    assert (list(told)[-1], told["parent"]) == ("parent", "other_policy")


# Properties


NAMES = st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=40) | st.text(
    "a/\\. \t\u202e\u0301\x00é", min_size=1, max_size=12
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=NAMES)
def test_any_name_is_kept_clean_or_refused(sole: Caller, name: str) -> None:
    made = sole.document(sole.vendor(), content=b"x", filename="a.txt")
    path = f"/v1/documents/{made['id']}"
    response = sole.patch(path, json={"name": name})
    if response.status_code == 422:
        assert fields(response) == [["body", "name"]]
        assert sole.get(path).json() == made
        return
    kept = response.json()["name"]
    assert 1 <= len(kept) <= 255
    assert kept == kept.strip()
    assert unicodedata.is_normalized("NFC", kept)
    assert not any(unicodedata.category(character) == "Cc" for character in kept)
    assert sole.patch(path, json={"name": kept}).json()["name"] == kept
    link = sole.get(f"{path}/download").json()
    safe = kept.replace("/", "_").replace("\\", "_")
    assert link["filename"] == (safe if safe.lower().endswith(".txt") else f"{safe}.txt")
    disposition = sole.server.client.get(link["url"]).headers["content-disposition"]
    assert disposition.endswith(f"filename*=UTF-8''{quote(link['filename'], safe='')}")


class Room:
    """An organisation with a few documents of every kind, and the same in a list."""

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.vendors = [caller.vendor(), caller.vendor()]
        self.services = [caller.service(vendor_id) for vendor_id in self.vendors]
        self.assessments = [caller.assessment(vendor_id) for vendor_id in self.vendors]
        self.documents: list[dict[str, Any]] = []
        for n in range(24):
            v = n % 2
            made = caller.document(
                self.vendors[v],
                content=b"x",
                filename=f"{'even' if n % 4 else 'fourth'} {n}.txt",
                service_ids=[self.services[v]] if n % 3 else [],
                assessment_ids=[self.assessments[v]] if n % 5 else [],
                **({"document_type": "nda" if n % 7 else "privacy_policy"} if n % 2 else {}),
            )
            is_archived = n % 6 == 5
            if is_archived:
                caller.delete(f"/v1/documents/{made['id']}")
                made = caller.get(f"/v1/documents/{made['id']}").json()
            self.documents.append({**made, "is_archived": is_archived})

    def expected(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """What a listing must hold, newest first."""
        kept = [
            one
            for one in self.documents
            if asked.get("vendor_id") in (None, one["vendor_id"])
            and (asked.get("service_id") is None or asked["service_id"] in one["service_ids"])
            and (asked.get("assessment_id") is None or asked["assessment_id"] in one["assessment_ids"])
            and (not asked.get("document_type") or one["document_type"] in asked["document_type"])
            and (not asked.get("status") or one["status"] in asked["status"])
            and (asked.get("q") is None or asked["q"] in one["name"])
            and (asked.get("include_archived") or not one["is_archived"])
        ]
        newest_first = kept if asked.get("sort") == "created_at" else kept[::-1]
        return [{key: one[key] for key in KEYS} for one in newest_first]


@pytest.fixture(scope="module")
def rooms() -> dict[str, Room]:
    return {}


@pytest.fixture
def room(server: Server, rooms: dict[str, Room]) -> Room:
    """The same room for every example of a database."""
    if server.base_url not in rooms:
        rooms[server.base_url] = Room(server.caller())
    return rooms[server.base_url]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_list_is_what_the_model_says(room: Room, data: st.DataObject) -> None:
    maybe = st.none()
    choices: dict[str, st.SearchStrategy[Any]] = {
        "vendor_id": maybe | st.sampled_from(room.vendors),
        "service_id": maybe | st.sampled_from(room.services),
        "assessment_id": maybe | st.sampled_from(room.assessments),
        "document_type": maybe | st.lists(st.sampled_from(["nda", "privacy_policy"]), max_size=2),
        "status": maybe | st.lists(st.sampled_from(["created", "complete"]), max_size=2),
        "q": maybe | st.sampled_from(["even", "fourth", "absent"]),
        "include_archived": maybe | st.booleans(),
        "sort": maybe | st.sampled_from(["created_at", "-created_at"]),
        "limit": maybe | st.integers(1, 30),
        "offset": maybe | st.integers(0, 30),
    }
    asked = {name: value for name, choice in choices.items() if (value := data.draw(choice)) is not None}
    page = room.caller.get("/v1/documents", params=asked).json()
    expected = room.expected(asked)
    limit, offset = asked.get("limit", 50), asked.get("offset", 0)
    assert page == {"data": expected[offset : offset + limit], "total": len(expected), "limit": limit, "offset": offset}


# §5.4


def test_items_of_a_document_that_lists_nothing_are_an_empty_page(caller: Caller) -> None:
    made = caller.document(caller.vendor())
    answer = caller.get(f"/v1/documents/{made['id']}/items?kind=exception&kind=pentest_finding&limit=7&offset=3")
    assert (answer.status_code, answer.json()) == (200, {"data": [], "total": 0, "limit": 7, "offset": 3})


@pytest.mark.parametrize("query", ["kind=rumour", "limit=0", "limit=201", "offset=-1"])
def test_items_asked_for_wrongly_are_422(caller: Caller, query: str) -> None:
    made = caller.document(caller.vendor())
    assert caller.get(f"/v1/documents/{made['id']}/items?{query}").status_code == 422
