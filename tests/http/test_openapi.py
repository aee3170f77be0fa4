"""What clients are generated from: names that stay, each shape once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from muniment.http.contract.closed_sets import CLOSED_SETS, ValueType
from muniment.http.contract.schemas import nodes
from muniment.judging.facts.keys import KEYS
from scripts.wire_errors import ERRORS
from tests.http.described import operations
from tests.http.live import Server

OPERATIONS = {
    # What clients of all kinds call them by: a line comes with an endpoint, none may change.
    "upload_document": ("POST /v1/documents", "Documents", "documents.upload"),
    "list_documents": ("GET /v1/documents", "Documents", "documents.list"),
    "get_document": ("GET /v1/documents/{document_id}", "Documents", "documents.get"),
    "update_document": ("PATCH /v1/documents/{document_id}", "Documents", "documents.update"),
    "archive_document": ("DELETE /v1/documents/{document_id}", "Documents", "documents.archive"),
    "download_document": ("GET /v1/documents/{document_id}/download", "Documents", "documents.download"),
    "restore_document": ("POST /v1/documents/{document_id}/restore", "Documents", "documents.restore"),
    "release_document": (
        "POST /v1/documents/{document_id}/quarantine/release",
        "Documents",
        "documents.release_from_quarantine",
    ),
    "get_document_analysis": ("GET /v1/documents/{document_id}/analysis", "Documents", "documents.analysis"),
    "analyse_document_again": ("POST /v1/documents/{document_id}/analysis", "Documents", "documents.analyse_again"),
    "list_document_items": ("GET /v1/documents/{document_id}/items", "Documents", "documents.items"),
    "list_document_pages": ("GET /v1/documents/{document_id}/pages", "Documents", "documents.pages"),
    "get_document_page": ("GET /v1/documents/{document_id}/pages/{page}", "Documents", "documents.page"),
    "get_page_picture": ("GET /v1/documents/{document_id}/pages/{page}/picture", "Documents", "documents.page_picture"),
    "list_page_words": ("GET /v1/documents/{document_id}/pages/{page}/words", "Documents", "documents.page_words"),
    "find_page_marks": ("GET /v1/documents/{document_id}/pages/{page}/marks", "Documents", "documents.page_marks"),
    "begin_upload": ("POST /v1/uploads", "Uploads", "uploads.begin"),
    "get_upload": ("GET /v1/uploads/{upload_id}", "Uploads", "uploads.get"),
    "append_to_upload": ("PATCH /v1/uploads/{upload_id}", "Uploads", "uploads.append"),
    "end_upload": ("DELETE /v1/uploads/{upload_id}", "Uploads", "uploads.end"),
    "list_evidence": ("GET /v1/evidence", "Evidence", "evidence.list"),
    "count_evidence": ("GET /v1/evidence/counts", "Evidence", "evidence.counts"),
    "search_pages": ("GET /v1/search", "Search", "search.pages"),
    "list_review_queue": ("GET /v1/review-queue", "Review queue", "review_queue.list"),
    "get_agreement": ("GET /v1/review-queue/agreement", "Review queue", "review_queue.agreement"),
    "get_review": ("GET /v1/documents/{document_id}/review", "Reviews", "reviews.get"),
    "replace_review": ("PUT /v1/documents/{document_id}/review", "Reviews", "reviews.replace"),
    "withdraw_review": ("DELETE /v1/documents/{document_id}/review", "Reviews", "reviews.withdraw"),
    "create_vendor": ("POST /v1/vendors", "Vendors", "vendors.create"),
    "list_vendors": ("GET /v1/vendors", "Vendors", "vendors.list"),
    "get_vendor": ("GET /v1/vendors/{vendor_id}", "Vendors", "vendors.get"),
    "update_vendor": ("PATCH /v1/vendors/{vendor_id}", "Vendors", "vendors.update"),
    "create_service": ("POST /v1/vendors/{vendor_id}/services", "Vendors", "vendors.create_service"),
    "update_service": ("PATCH /v1/vendors/{vendor_id}/services/{service_id}", "Vendors", "vendors.update_service"),
    "create_assessment": ("POST /v1/assessments", "Assessments", "assessments.create"),
    "list_assessments": ("GET /v1/assessments", "Assessments", "assessments.list"),
    "get_assessment": ("GET /v1/assessments/{assessment_id}", "Assessments", "assessments.get"),
    "archive_assessment": ("DELETE /v1/assessments/{assessment_id}", "Assessments", "assessments.archive"),
    "list_api_keys": ("GET /v1/api-keys", "API keys", "api_keys.list"),
    "create_api_key": ("POST /v1/api-keys", "API keys", "api_keys.create"),
    "rotate_api_key": ("POST /v1/api-keys/{key_id}/rotate", "API keys", "api_keys.rotate"),
    "revoke_api_key": ("POST /v1/api-keys/{key_id}/revoke", "API keys", "api_keys.revoke"),
    "get_access_token": ("POST /v1/oauth/token", "OAuth clients", "oauth_clients.token"),
    "list_oauth_clients": ("GET /v1/api-oauth-clients", "OAuth clients", "oauth_clients.list"),
    "create_oauth_client": ("POST /v1/api-oauth-clients", "OAuth clients", "oauth_clients.create"),
    "revoke_oauth_client": ("POST /v1/api-oauth-clients/{client_id}/revoke", "OAuth clients", "oauth_clients.revoke"),
    "create_user": ("POST /v1/users", "Users", "users.create"),
    "list_users": ("GET /v1/users", "Users", "users.list"),
    "get_user": ("GET /v1/users/{user_id}", "Users", "users.get"),
    "update_user": ("PATCH /v1/users/{user_id}", "Users", "users.update"),
    "create_password_code": ("POST /v1/users/{user_id}/password-codes", "Users", "users.create_password_code"),
    "sign_user_out": ("DELETE /v1/users/{user_id}/sessions", "Users", "users.sign_out"),
    "get_session": ("GET /v1/session", "Sessions", "sessions.current"),
    "start_session": ("POST /v1/session", "Sessions", "sessions.start"),
    "end_session": ("DELETE /v1/session", "Sessions", "sessions.end"),
    "start_session_by_code": ("POST /v1/session/code", "Sessions", "sessions.start_by_code"),
    "list_sessions": ("GET /v1/sessions", "Sessions", "sessions.list"),
    "end_sessions": ("DELETE /v1/sessions", "Sessions", "sessions.end_all"),
    "end_other_session": ("DELETE /v1/sessions/{session_id}", "Sessions", "sessions.end_other"),
    "change_password": ("PUT /v1/session/password", "Sessions", "sessions.change_password"),
    "set_password": ("POST /v1/passwords", "Sessions", "sessions.set_password"),
    "begin_oidc_sign_in": ("GET /v1/session/oidc", "Sessions", "sessions.begin_oidc"),
    "end_oidc_sign_in": ("GET /v1/session/oidc/callback", "Sessions", "sessions.end_oidc"),
    "get_setup": ("GET /v1/setup", "Setup", "setup.state"),
    "set_up": ("POST /v1/setup", "Setup", "setup.create_administrator"),
    "get_organisation": ("GET /v1/org/{org_id}", "Organisation", "organisation.get"),
    "update_organisation": ("POST /v1/org/{org_id}", "Organisation", "organisation.update"),
    "create_legal_hold": ("POST /v1/legal-holds", "Legal holds", "legal_holds.create"),
    "list_legal_holds": ("GET /v1/legal-holds", "Legal holds", "legal_holds.list"),
    "release_legal_hold": ("POST /v1/legal-holds/{hold_id}/release", "Legal holds", "legal_holds.release"),
    "list_purged_documents": ("GET /v1/purged-documents", "Purged documents", "purged_documents.list"),
    "list_audit_log": ("GET /v1/system_audit_log", "Audit log", "audit_log.list"),
    "get_audit_log_metadata": ("GET /v1/system_audit_log/metadata", "Audit log", "audit_log.metadata"),
    "list_activity": ("GET /v1/activity", "Audit log", "audit_log.activity"),
    "list_events": ("GET /v1/events", "Events", "events.list"),
    "list_webhooks": ("GET /v1/webhooks", "Webhooks", "webhooks.list"),
    "create_webhook": ("POST /v1/webhooks", "Webhooks", "webhooks.create"),
    "update_webhook": ("PATCH /v1/webhooks/{webhook_id}", "Webhooks", "webhooks.update"),
    "delete_webhook": ("DELETE /v1/webhooks/{webhook_id}", "Webhooks", "webhooks.delete"),
    "test_webhook": ("POST /v1/webhooks/{webhook_id}/test", "Webhooks", "webhooks.test"),
    "list_webhook_deliveries": ("GET /v1/webhooks/{webhook_id}/deliveries", "Webhooks", "webhooks.deliveries"),
    "replay_webhook_delivery": (
        "POST /v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
        "Webhooks",
        "webhooks.replay_delivery",
    ),
    "replay_webhook": ("POST /v1/webhooks/{webhook_id}/replay", "Webhooks", "webhooks.replay"),
    "test_key": ("GET /v1/utils/authtest", "Utilities", "utilities.test_key"),
    "get_client_address": ("GET /v1/whoami/ip", "Utilities", "utilities.client_address"),
    "get_limits": ("GET /v1/limits", "Utilities", "utilities.limits"),
    "list_document_types": ("GET /v1/document-types", "Document types", "document_types.list"),
    "get_health": ("GET /healthz", "Utilities", "utilities.health"),
    "fetch_file": ("GET /v1/files/{key}", "Files", "files.fetch"),
}
"""Of each operation's id: where it is, its one tag, the method of both SDKs."""


def test_every_operation_keeps_its_names(described: dict[str, Any]) -> None:
    found = {
        its["operationId"]: (name, *its["tags"], its["x-client-method"]) for name, its in operations(described).items()
    }
    assert found == OPERATIONS


def test_no_two_operations_are_one_method_of_a_client() -> None:
    methods = [method for _, _, method in OPERATIONS.values()]
    assert len(set(methods)) == len(methods) == len(OPERATIONS)


def test_every_tag_is_explained_and_used(described: dict[str, Any]) -> None:
    tags = [one["name"] for one in described["tags"]]
    assert set(tags) == {tag for _, tag, _ in OPERATIONS.values()}
    assert len(set(tags)) == len(tags)
    assert all(one["description"] for one in described["tags"])


def test_every_error_has_one_of_the_shared_shapes(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    found = set()
    for operation in operations(described).values():
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                schema = response["content"]["application/json"]["schema"]
                shape = schema["$ref"].rpartition("/")[2]
                found |= {one["$ref"].rpartition("/")[2] for one in schemas[shape].get("oneOf", [schema])}
    assert found == {"Error", "PlainError", "ValidationError", "AssessmentRefused", "InvalidNetwork", "OAuthError"}
    assert found <= set(schemas)


def test_every_answer_names_its_codes(described: dict[str, Any]) -> None:
    for operation in operations(described).values():
        for status, response in operation["responses"].items():
            examples = response.get("content", {}).get("application/json", {}).get("examples", {})
            details = [one["value"].get("detail") for one in examples.values() if int(status) >= 400]
            codes = {detail["code"] for detail in details if isinstance(detail, dict) and "code" in detail}
            assert set(response.get("x-error-codes", ())) == codes


def test_codes_are_those_that_the_reference_of_errors_explains(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    codes = [*schemas["ErrorCode"]["enum"], *schemas["OAuthErrorCode"]["enum"]]
    assert sorted(codes) == sorted(body for body in ERRORS if re.fullmatch("[a-z_]+", body))


def test_every_answer_is_described_with_the_headers_that_always_come(described: dict[str, Any]) -> None:
    for operation in operations(described).values():
        for status, response in operation["responses"].items():
            headers = set(response["headers"])
            assert headers >= {"x-coverbase-request-id", "x-request-id"}
            assert ("Retry-After" in headers) == (status in ("429", "503"))
            assert ("WWW-Authenticate" in headers) == (status == "401")
            is_counted = "security" in operation and (status < "400" or status == "429")
            assert ("RateLimit-Remaining" in headers) == is_counted


@pytest.mark.parametrize(
    ("names", "of"),
    [
        ({"If-Match"}, {"update_document", "archive_document", "replace_review", "withdraw_review"}),
        ({"If-None-Match"}, {"get_document", "get_page_picture", "fetch_file"}),
        ({"Content-Digest"}, {"upload_document"}),
        ({"Range"}, {"fetch_file"}),
        (
            {"Idempotency-Key", "Idempotency-Strict"},
            {"upload_document", "begin_upload", "create_vendor", "create_assessment"},
        ),
    ],
)
def test_headers_are_asked_for_where_they_count(described: dict[str, Any], names: set[str], of: set[str]) -> None:
    found = {
        its["operationId"]
        for its in operations(described).values()
        if names <= {one["name"] for one in its.get("parameters", ())}
    }
    assert found == of


def test_every_change_by_a_cookie_asks_for_the_token_against_forgery(described: dict[str, Any]) -> None:
    for name, operation in operations(described).items():
        for scheme in operation.get("security", ()):
            if "SessionCookie" in scheme:
                assert ("CsrfToken" in scheme) == (not name.startswith("GET "))


def test_words_of_closed_sets_stand_in_one_place(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    enums = {name for name, schema in schemas.items() if "enum" in schema}
    assert enums == {*CLOSED_SETS, "ErrorCode", "OAuthErrorCode"}
    elsewhere = [described["paths"], [schema for name, schema in schemas.items() if name not in enums]]
    assert [node for node in nodes(elsewhere) if "enum" in node] == []
    assert len({tuple(one.words) for one in CLOSED_SETS.values()}) == len(CLOSED_SETS)


def test_every_schema_and_header_is_referred_to_and_there(described: dict[str, Any]) -> None:
    there = {f"#/components/{kind}/{name}" for kind in ("schemas", "headers") for name in described["components"][kind]}
    assert {node["$ref"] for node in nodes(described) if "$ref" in node} == there


def test_facts_have_the_types_of_values_that_are_described() -> None:
    assert {type_ for _, type_ in KEYS.values()} == set(ValueType)


def test_numbers_have_room_for_what_comes(described: dict[str, Any]) -> None:
    formats = {
        (node["type"], node.get("format"))
        for node in nodes([described["paths"], described["components"]["schemas"]])
        if node.get("type") in ("integer", "number")
    }
    assert formats == {("integer", "int64"), ("number", "double")}


def test_every_array_says_what_is_in_it(described: dict[str, Any]) -> None:
    arrays = [node for node in nodes([described["paths"], described["components"]]) if node.get("type") == "array"]
    assert arrays and all(node.get("items") for node in arrays)  # a tuple is more than generators take


def test_no_schema_is_named_as_gos_constructor_of_another(described: dict[str, Any]) -> None:
    names = set(described["components"]["schemas"])
    assert {f"New{name}" for name in names} & names == set()


def contents(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What is described of every body, with its kind."""
    for operation in operations(described).values():
        for body in (*operation["responses"].values(), operation.get("requestBody", {})):
            yield from body.get("content", {}).values()


def test_every_example_fits_its_schema(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    examples = [(node, one) for node in nodes(schemas) for one in node.get("examples", ())]
    for content in contents(described):
        examples += [(content["schema"], one["value"]) for one in content.get("examples", {}).values()]
    fits = cache(lambda schema: jsonschema_rs.Draft202012Validator({**json.loads(schema), "components": components}))
    components = {"schemas": schemas}
    unfit = [one for schema, one in examples if not fits(json.dumps(schema)).is_valid(one)]
    assert examples and not unfit


def test_every_body_and_answer_has_an_example(described: dict[str, Any]) -> None:
    schemas = described["components"]["schemas"]
    without = set()
    for content in contents(described):
        whole = content["schema"]
        for one in whole.get("anyOf", [whole.get("items", whole)]):
            name = one.get("$ref", "").rpartition("/")[2]
            if name and "examples" not in content and "examples" not in schemas[name]:
                without.add(name)
    assert without == set()  # write one into contract/examples.json, or have it captured


def test_document_is_not_sent_again_to_who_has_it(sqlite_api: Server) -> None:
    first = sqlite_api.client.get("/openapi.json")
    again = sqlite_api.client.get("/openapi.json", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert sqlite_api.client.head("/openapi.json").headers["etag"] == first.headers["etag"]
