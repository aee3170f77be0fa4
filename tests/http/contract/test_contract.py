"""The contract, line by line, against the running server on both databases: a row for each claim.

What needs more than a few requests (idempotency under load, limits to the byte, links, webhooks) has tests of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import httpx
import pytest

from tests.http.live import PDF, UNKNOWN, UUID, Caller, created, form
from tests.http.resources.test_assessments import KEYS as ASSESSMENT_KEYS
from tests.http.resources.test_uploads import KEYS as DOCUMENT_KEYS
from tests.http.resources.test_vendors import NOT_LISTED, SERVICE_KEYS, VENDOR_KEYS

ERROR_KEYS = ["detail", "request_id"]
CODED = ["code", "message"]
CONTACT = {"email": "ciso@quill.local", "name": "Q", "title": None, "phone_number": None}
REMOVED = object()
"""Stands for a header that is not sent."""


class Things:
    """What the rows name in braces; each is made when first named."""

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self.unknown = UNKNOWN
        self.nobody = "ak_live_0000000000000000_" + "x" * 43

    @cached_property
    def vendor(self) -> str:
        return self._caller.vendor("Quill Payments", description="d", tags=["a"], primary_contact=CONTACT)

    @cached_property
    def other_vendor(self) -> str:
        return self._caller.vendor("Sable")

    @cached_property
    def service(self) -> str:
        return self._caller.service(self.vendor, "Paiement Éclair")

    @cached_property
    def other_service(self) -> str:
        return self._caller.service(self.other_vendor)

    @cached_property
    def assessment(self) -> str:
        return self._caller.assessment(self.vendor, name="2026")

    @cached_property
    def document(self) -> str:
        return str(self._caller.document(self.vendor, name="SOC 1/2 2026")["id"])

    @cached_property
    def archived(self) -> str:
        made = str(self._caller.document(self.vendor)["id"])
        self._caller.delete(f"/v1/documents/{made}")
        return made

    @cached_property
    def foreign(self) -> str:
        return self._caller.server.caller().vendor()

    def fill(self, value: Any) -> Any:
        """The value with its braces filled, however deep they stand."""
        if isinstance(value, str):
            return re.sub(r"{(\w+)}", lambda name: getattr(self, name[1]), value)
        if isinstance(value, Mapping):
            return {key: self.fill(one) for key, one in value.items()}
        return [self.fill(one) for one in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Row:
    """One claim. `says`: what the answer holds at a dotted path; a callable is asked whether it likes what is there."""

    claim: str
    asks: str
    status: int
    says: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    form: Sequence[tuple[str, str | None, bytes]] | None = None
    headers: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, str | None] = field(default_factory=dict)
    """Headers of the answer; None for one that it lacks."""


def keys(expected: Sequence[str]) -> Callable[[Any], bool]:
    return lambda value: list(value) == list(expected)


def upload(*parts: tuple[str, str | None, bytes]) -> list[tuple[str, str | None, bytes]]:
    return [("file", "acme_soc2.pdf", PDF), ("vendor_id", None, b"{vendor}"), *parts]


NO_KEY = {"Authorization": REMOVED}
LISTED = [key for key in VENDOR_KEYS if key not in NOT_LISTED]
READ_KEYS = [*ASSESSMENT_KEYS[:-2], "custom_fields", *ASSESSMENT_KEYS[-2:]]
PATCH_VENDOR = "PATCH /v1/vendors/{vendor}"
NEW_ASSESSMENT = {"vendor_id": "{vendor}", "control_set_ids": []}

ROWS = [
    # §1.2
    Row("§1.2 no header", "GET /v1/documents", 403, {"detail": "Not authenticated"}, headers=NO_KEY),
    Row("§1.2 no header on an upload", "POST /v1/documents", 403, {"detail": "Not authenticated"}, headers=NO_KEY),
    Row("§1.2 other scheme", "GET /v1/vendors", 403, {"": keys(ERROR_KEYS)}, headers={"Authorization": "Basic YTpi"}),
    Row("§1.2 no token", "GET /v1/vendors", 403, {"detail": "Not authenticated"}, headers={"Authorization": "Bearer"}),
    Row(
        "§1.2 unknown key",
        "GET /v1/documents",
        401,
        {"detail": "Invalid or expired API key.", "": keys(ERROR_KEYS)},
        headers={"Authorization": "Bearer {nobody}"},
        answers={"www-authenticate": "Bearer"},
    ),
    Row("§1.2 403 names no scheme", "GET /v1/documents", 403, headers=NO_KEY, answers={"www-authenticate": None}),
    Row("§1.2 another's is not found", "GET /v1/vendors/{foreign}", 404, {"detail.code": "vendor_not_found"}),
    # §1.3
    Row("§1.3 code and message", "GET /v1/documents/x", 404, {"": keys(ERROR_KEYS), "detail": keys(CODED)}),
    Row("§1.3 request_id is a UUID", "GET /v1/documents/x", 404, {"request_id": UUID.fullmatch}),
    Row("§1.3 no such path", "GET /v1/nowhere", 404, {"": keys(ERROR_KEYS), "detail.code": "not_found"}),
    Row("§1.3 no such method", "PUT /v1/documents", 405, {"": keys(ERROR_KEYS), "detail": keys(CODED)}),
    Row(
        "§1.3 parameters", "GET /v1/documents?limit=0", 422, {"": keys(ERROR_KEYS), "detail.0.loc": ["query", "limit"]}
    ),
    Row("§1.3 bodies", "POST /v1/vendors", 422, {"detail.0": keys(["loc", "msg", "type"])}, json={}),
    Row(
        "§1.3 multipart fields",
        "POST /v1/documents",
        422,
        {"": keys(ERROR_KEYS), "detail.0.loc": ["body", "vendor_id"]},
        form=[("file", "a.pdf", PDF)],
    ),
    Row(
        "§1.3 the upload's own errors",
        "POST /v1/documents",
        400,
        {"": keys(ERROR_KEYS)},
        form=[("file", "a.exe", b"x")],
    ),
    Row(
        "§1.3 the exception",
        "POST /v1/assessments",
        400,
        {"": keys(ERROR_KEYS), "detail": {"error": "Vendor not found."}},
        json={"vendor_id": "x", "control_set_ids": []},
    ),
    # §1.4
    Row(
        "§1.4 vendor id",
        "POST /v1/vendors",
        201,
        {"id": re.compile("cbvndr_[0-9a-f]{32}").fullmatch},
        json={"name": "N"},
    ),
    Row("§1.4 document id", "GET /v1/documents/{document}", 200, {"id": re.compile("cbvdoc_[0-9a-f]{32}").fullmatch}),
    Row("§1.4 other shapes: document", "GET /v1/documents/%00", 404, {"detail.code": "document_not_found"}),
    Row("§1.4 other shapes: vendor", "GET /v1/vendors/{document}", 404, {"detail.code": "vendor_not_found"}),
    Row("§1.4 other shapes: assessment", "DELETE /v1/assessments/-1", 404, {"detail.code": "assessment_not_found"}),
    Row(
        "§1.4 other shapes: service",
        "PATCH /v1/vendors/{vendor}/services/x",
        404,
        {"detail.message": "Service not found."},
        json={},
    ),
    Row("§1.4 other shapes: a filter", "GET /v1/documents?vendor_id=7", 404, {"detail.code": "vendor_not_found"}),
    # §1.5, §1.6, §1.7
    Row("§1.5 seconds", "GET /v1/documents/{document}", 200, {"created_at": lambda value: type(value) is int}),
    Row(
        "§1.6 a key that is none",
        "POST /v1/vendors",
        400,
        {"detail.code": "invalid_idempotency_key", "": keys(ERROR_KEYS)},
        json={"name": "N"},
        headers={"Idempotency-Key": "x" * 256},
    ),
    Row("§1.6 ignored elsewhere", "PATCH /v1/vendors/{vendor}", 200, json={}, headers={"Idempotency-Key": "x" * 256}),
    Row(
        "§1.7 documents",
        "GET /v1/documents",
        200,
        {"": keys(["data", "total", "limit", "offset"]), "limit": 50, "offset": 0},
    ),
    Row(
        "§1.7 vendors",
        "GET /v1/vendors",
        200,
        {"": keys(["items", "total", "limit", "offset"]), "limit": 50, "offset": 0},
    ),
    Row("§1.7 the most", "GET /v1/documents?limit=200", 200, {"limit": 200}),
    Row("§1.7 more", "GET /v1/vendors?limit=201", 422, {"detail.0.loc": ["query", "limit"]}),
    Row("§1.7 offset", "GET /v1/vendors?offset=-1", 422, {"detail.0.loc": ["query", "offset"]}),
    # §2
    Row("§2 eleven keys", "GET /v1/documents/{document}", 200, {"": keys(DOCUMENT_KEYS)}),
    Row(
        "§2.1 upload",
        "POST /v1/documents",
        201,
        {"": keys(DOCUMENT_KEYS), "status": "created", "extension": "pdf"},
        form=upload(),
    ),
    Row("§2.1 name by default", "POST /v1/documents", 201, {"name": "acme_soc2.pdf"}, form=upload()),
    Row(
        "§2.1 a slash stays",
        "POST /v1/documents",
        201,
        {"name": "SOC 1/2 2026"},
        form=upload(("name", None, b" SOC 1/2 2026 ")),
    ),
    Row(
        "§2.1 nothing to see",
        "POST /v1/documents",
        422,
        {"detail.0.loc": ["body", "name"]},
        form=upload(("name", None, "\u200b".encode())),
    ),
    Row(
        "§2.1 empty file",
        "POST /v1/documents",
        400,
        {"detail.code": "empty_file"},
        form=[("vendor_id", None, b"{vendor}"), ("file", "a.pdf", b"")],
    ),
    Row(
        "§2.1 unknown vendor",
        "POST /v1/documents",
        404,
        {"detail.message": "Vendor not found."},
        form=[("file", "a.pdf", PDF), ("vendor_id", None, b"x")],
    ),
    Row(
        "§2.1 another's service",
        "POST /v1/documents",
        404,
        {"detail.code": "service_not_found"},
        form=upload(("service_ids", None, b"{other_service}")),
    ),
    Row(
        "§2.1 unknown assessment",
        "POST /v1/documents",
        404,
        {"detail.code": "assessment_not_found"},
        form=upload(("assessment_ids", None, b"x")),
    ),
    Row(
        "§2.1 unknown type",
        "POST /v1/documents",
        422,
        {"detail.code": "invalid_document_type", "": keys(ERROR_KEYS)},
        form=upload(("document_type", None, b"x")),
    ),
    Row(
        "§2.1 not a form",
        "POST /v1/documents",
        422,
        {"detail.0.msg": re.compile(".*multipart/form-data, not application/json").fullmatch},
        json={"vendor_id": "x"},
    ),
    Row(
        "§2.1 a field that is meant",
        "POST /v1/documents",
        422,
        {"detail.0.loc": ["body", "service_ids[]"]},
        form=upload(("service_ids[]", None, b"x")),
    ),
    Row("§2.2 unknown service", "GET /v1/documents?service_id=x", 404, {"detail.code": "service_not_found"}),
    Row("§2.2 unknown assessment", "GET /v1/documents?assessment_id=x", 404, {"detail.code": "assessment_not_found"}),
    Row("§2.2 archived never appear", "GET /v1/documents?vendor_id={vendor}&made={archived}", 200, {"total": 0}),
    Row(
        "§2.2 a parameter that is meant",
        "GET /v1/documents?vendorId=x",
        422,
        {"detail.0.msg": "Unknown field; vendor_id is meant"},
    ),
    Row("§2.3 archived is readable", "GET /v1/documents/{archived}", 200, {"": keys(DOCUMENT_KEYS)}),
    Row(
        "§2.4 slashes in a filename",
        "GET /v1/documents/{document}/download",
        200,
        {"": keys(["url", "filename", "expires_in"]), "filename": "SOC 1_2 2026.pdf", "expires_in": 3600},
    ),
    Row(
        "§2.4 an altered link",
        "GET /v1/files/{unknown}?signature=x",
        403,
        {"detail.code": "invalid_signature", "": keys(ERROR_KEYS)},
        headers=NO_KEY,
    ),
    Row(
        "§2.5 null is unchanged",
        "PATCH /v1/documents/{document}",
        200,
        {"name": "SOC 1/2 2026"},
        json={"name": None, "service_ids": None},
    ),
    Row(
        "§2.5 archived",
        "PATCH /v1/documents/{archived}",
        404,
        {"detail.code": "document_not_found"},
        json={"name": "x"},
    ),
    Row(
        "§2.6 archive",
        "DELETE /v1/documents/{document}",
        200,
        {"": keys(["id", "is_archived", "archived_at"]), "is_archived": True},
    ),
    Row(
        "§2.7 types",
        "GET /v1/document-types",
        200,
        {"data.0": keys(["slug", "title", "category", "description", "parent"])},
    ),
    # §3 vendors
    Row("§3 vendor", "GET /v1/vendors/{vendor}", 200, {"": keys(VENDOR_KEYS), "custom_fields": [], "status": None}),
    Row("§3 engagement by default", "POST /v1/vendors", 201, {"engagement_type": "vendor"}, json={"name": "N"}),
    Row(
        "§3 engagement given",
        "POST /v1/vendors",
        201,
        {"engagement_type": "product"},
        json={"name": "N", "engagement_type": "product"},
    ),
    Row(
        "§3 another engagement",
        PATCH_VENDOR,
        422,
        {"detail.0.loc": ["body", "engagement_type"]},
        json={"engagement_type": "x"},
    ),
    *(
        Row(f"§3 {name} is kept", "POST /v1/vendors", 201, {name: value}, json={"name": "N", name: value})
        for name, value in {
            **dict.fromkeys(("status_id", "inherent_risk_level_id", "residual_risk_level_id"), "any id"),
            **{key: ["u2", "u1"] for key in ("risk_analyst_ids", "relationship_owner_ids", "watcher_ids")},
            "external_id": "ERP-1",
            "tier": "1",
        }.items()
    ),
    Row("§3 tag_ids", "POST /v1/vendors", 201, {"tags": ["t1"]}, json={"name": "N", "tag_ids": ["t1"]}),
    Row(
        "§3 special domains",
        PATCH_VENDOR,
        200,
        {"primary_contact.email": "a@b.local"},
        json={"primary_contact": {"email": "a@b.local"}},
    ),
    Row(
        "§3 email is required",
        PATCH_VENDOR,
        422,
        {"detail.0.loc": ["body", "primary_contact", "email"]},
        json={"primary_contact": {}},
    ),
    Row(
        "§3 null is unchanged",
        PATCH_VENDOR,
        200,
        {"description": "d", "tags": ["a"], "primary_contact": CONTACT},
        json={"description": None, "tags": None, "primary_contact": None},
    ),
    Row("§3 an empty text clears", PATCH_VENDOR, 200, {"description": None, "tags": ["a"]}, json={"description": ""}),
    Row("§3 an empty list clears", PATCH_VENDOR, 200, {"description": "d", "tags": []}, json={"tags": []}),
    Row(
        "§3 vendor not found",
        "GET /v1/vendors/x",
        404,
        {"detail": {"code": "vendor_not_found", "message": "Vendor not found."}},
    ),
    # §3 services
    Row(
        "§3 service",
        "PATCH /v1/vendors/{vendor}/services/{service}",
        200,
        {"": keys(SERVICE_KEYS), "custom_fields": [], "name": "Paiement Éclair"},
        json={"name": None},
    ),
    Row(
        "§3 a service of nobody",
        "POST /v1/vendors/x/services",
        404,
        {"detail.code": "vendor_not_found"},
        json={"name": "S"},
    ),
    Row(
        "§3 another's service",
        "PATCH /v1/vendors/{vendor}/services/{other_service}",
        404,
        {"detail": {"code": "service_not_found", "message": "Service not found."}},
        json={},
    ),
    # §3 assessments
    Row(
        "§3 assessment",
        "POST /v1/assessments",
        201,
        {
            "": keys([*ASSESSMENT_KEYS, "workflow_run_id"]),
            "status": "created",
            "initiated_at": None,
            "workflow_run_id": None,
        },
        json=NEW_ASSESSMENT,
    ),
    Row(
        "§3 its name",
        "POST /v1/assessments",
        201,
        {"name": re.compile(r"Quill Payments \d{4}-\d\d-\d\d").fullmatch},
        json={**NEW_ASSESSMENT, "name": None},
    ),
    Row(
        "§3 control sets are required",
        "POST /v1/assessments",
        422,
        {"detail.0.loc": ["body", "control_set_ids"]},
        json={"vendor_id": "{vendor}"},
    ),
    Row(
        "§3 workflow",
        "POST /v1/assessments",
        404,
        {"detail": {"code": "workflow_not_found", "message": "Workflow 'x' not found."}},
        json={**NEW_ASSESSMENT, "trigger_workflow": "x"},
    ),
    Row(
        "§3 a bad service",
        "POST /v1/assessments",
        400,
        {"detail": {"error": "Service not found."}},
        json={**NEW_ASSESSMENT, "service_ids": ["{other_service}"]},
    ),
    Row(
        "§3 a bad document",
        "POST /v1/assessments",
        400,
        {"detail": keys(["error"])},
        json={**NEW_ASSESSMENT, "supporting_document_ids": ["{archived}"]},
    ),
    Row(
        "§3 reading one",
        "GET /v1/assessments/{assessment}",
        200,
        {"": keys(READ_KEYS), "custom_fields": [], "name": "2026"},
    ),
    Row(
        "§3 archiving one",
        "DELETE /v1/assessments/{assessment}",
        200,
        {"": keys(["id", "status", "is_archived", "archived_at"]), "status": "canceled", "is_archived": True},
    ),
    # §4.1
    Row("§4.1 authtest", "GET /v1/utils/authtest", 200, {"": {"msg": "Auth successful"}}),
]


def answer_to(row: Row, things: Things, caller: Caller) -> httpx.Response:
    method, path = things.fill(row.asks).split(" ", 1)
    headers = {**caller.headers, **things.fill(row.headers)}
    content = None
    if row.form is not None:
        parts = [
            (name, filename, things.fill(content.decode("latin-1")).encode("latin-1"))
            for name, filename, content in row.form
        ]
        headers["Content-Type"], content = form(parts)
    return caller.server.client.request(
        method,
        path,
        headers={name: value for name, value in headers.items() if value is not REMOVED},
        json=things.fill(row.json),
        content=content,
    )


def at(value: Any, path: str) -> Any:
    for step in path.split(".") if path else ():
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.claim)
def test_contract(caller: Caller, row: Row) -> None:
    things = Things(caller)
    response = answer_to(row, things, caller)
    assert response.status_code == row.status, response.text
    named = response.headers["x-coverbase-request-id"]  # §1.8
    assert UUID.fullmatch(named)
    assert response.headers["x-request-id"] == named
    body = response.json()
    if row.status >= 400:
        assert body["request_id"] == named
    for path, expected in row.says.items():
        found = at(body, path)
        assert expected(found) if callable(expected) else found == expected, (path, found)
    for name, value in row.answers.items():
        assert response.headers.get(name) == value


def test_claims_are_each_made_once() -> None:
    claims = [row.claim for row in ROWS]
    assert len(claims) == len(set(claims))
    assert all(re.match(r"§[1-4](\.\d)? ", claim) for claim in claims)


# What takes more than one request


def test_id_of_a_key_is_the_public_part_of_its_secret(caller: Caller) -> None:
    """§1.4"""
    assert re.fullmatch("ak_[0-9a-f]{16}", caller.key_id)
    assert caller.secret.startswith(f"ak_live_{caller.key_id.removeprefix('ak_')}_")


def test_list_row_of_a_vendor_omits_seven_keys(caller: Caller) -> None:
    """§3"""
    caller.vendor()
    (row,) = caller.get("/v1/vendors").json()["items"]
    assert list(row) == LISTED
    assert len(LISTED) == len(VENDOR_KEYS) - 7


def test_vendor_is_found_by_its_services_names_without_case_and_accents(caller: Caller) -> None:
    """§3"""
    things = Things(caller)
    assert things.service
    assert things.other_service
    page = caller.get("/v1/vendors", params={"name": "eclair"}).json()
    assert [one["id"] for one in page["items"]] == [things.vendor]


def test_archived_assessment_is_read_as_canceled(caller: Caller) -> None:
    """§3"""
    path = f"/v1/assessments/{Things(caller).assessment}"
    assert caller.delete(path).json() == caller.delete(path).json()
    assert caller.get(path).json()["status"] == "canceled"


def test_supporting_document_lists_the_assessment(caller: Caller) -> None:
    """§3"""
    things = Things(caller)
    body = things.fill({**NEW_ASSESSMENT, "supporting_document_ids": ["{document}"]})
    made = created(caller.post("/v1/assessments", json=body))
    assert caller.get(f"/v1/documents/{things.document}").json()["assessment_ids"] == [made["id"]]
