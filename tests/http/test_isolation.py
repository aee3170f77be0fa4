"""CONTRACT §1.2: what belongs to another organisation is not found, exactly as if it did not exist.

A row for every operation of the OpenAPI document; one that is missing here fails the test.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from muniment.accounts.caller import Caller as KeyMaker
from muniment.accounts.scopes import Scope
from muniment.db import clock
from muniment.documents import legal_holds
from muniment.documents.legal_holds import Target, TargetType
from muniment.http.transport import tus
from muniment.reading.model import Page
from tests.conftest import DATABASES
from tests.drawn import pdf
from tests.http.live import PDF, UNKNOWN, Caller, Server, created, detail_of


@dataclass(frozen=True)
class Row:
    """How an operation is called with ids, which of `Ids` it takes, and what a foreign id of each kind answers."""

    path: Callable[[Ids], str] = lambda _ids: ""
    body: Callable[[Ids], dict[str, Any]] = lambda _ids: {}
    takes: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Ids:
    """One organisation's things, one of each kind."""

    vendor: str
    service: str
    assessment: str
    document: str
    key: str
    webhook: str
    client: str
    user: str
    hold: str
    upload: str

    def with_other(self, kind: str, id_: str) -> Ids:
        return Ids(**{**self.__dict__, kind: id_})


def _form(i: Ids) -> dict[str, Any]:
    fields = {"vendor_id": i.vendor, "service_ids": [i.service], "assessment_ids": [i.assessment]}
    return {"files": {"file": ("a.pdf", PDF)}, "data": fields}


def _upload(i: Ids) -> dict[str, Any]:
    fields = {"filename": "a.pdf", "vendor_id": i.vendor, "service_ids": i.service, "assessment_ids": i.assessment}
    said = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in fields.items())
    return {"headers": {"Upload-Length": "9", "Upload-Metadata": said}}


def _assessment(i: Ids) -> dict[str, Any]:
    return {
        "json": {
            "vendor_id": i.vendor,
            "control_set_ids": [],
            "service_ids": [i.service],
            "supporting_document_ids": [i.document],
        }
    }


def of_document(rest: str = "") -> Row:
    """What is asked of a document, and needs nothing but its id."""
    return Row(lambda i: f"/v1/documents/{i.document}{rest}", takes={"document": 404})


MATRIX: dict[tuple[str, str], Row] = {
    ("POST", "/v1/documents"): Row(
        lambda i: "/v1/documents", _form, {"vendor": 404, "service": 404, "assessment": 404}
    ),
    ("POST", "/v1/uploads"): Row(lambda i: "/v1/uploads", _upload, {"vendor": 404, "service": 404, "assessment": 404}),
    ("GET", "/v1/uploads/{upload_id}"): Row(lambda i: f"/v1/uploads/{i.upload}", takes={"upload": 404}),
    ("PATCH", "/v1/uploads/{upload_id}"): Row(
        lambda i: f"/v1/uploads/{i.upload}",
        lambda i: {"content": b"%", "headers": {"Upload-Offset": "0", "Content-Type": tus.BYTES}},
        {"upload": 404},
    ),
    ("DELETE", "/v1/uploads/{upload_id}"): Row(lambda i: f"/v1/uploads/{i.upload}", takes={"upload": 404}),
    ("GET", "/v1/documents"): Row(
        lambda i: f"/v1/documents?vendor_id={i.vendor}&service_id={i.service}&assessment_id={i.assessment}",
        takes={"vendor": 404, "service": 404, "assessment": 404},
    ),
    ("GET", "/v1/evidence"): Row(lambda i: f"/v1/evidence?vendor_id={i.vendor}", takes={"vendor": 404}),
    ("GET", "/v1/search"): Row(lambda i: f"/v1/search?q=report&vendor_id={i.vendor}", takes={"vendor": 404}),
    ("GET", "/v1/documents/{document_id}"): of_document(),
    ("GET", "/v1/documents/{document_id}/download"): of_document("/download"),
    ("PATCH", "/v1/documents/{document_id}"): Row(
        lambda i: f"/v1/documents/{i.document}",
        lambda i: {"json": {"name": "taken", "service_ids": [i.service], "assessment_ids": [i.assessment]}},
        {"document": 404, "service": 404, "assessment": 404},
    ),
    ("DELETE", "/v1/documents/{document_id}"): of_document(),
    ("POST", "/v1/documents/{document_id}/restore"): of_document("/restore"),
    ("POST", "/v1/documents/{document_id}/quarantine/release"): Row(
        lambda i: f"/v1/documents/{i.document}/quarantine/release",
        lambda i: {"json": {"reason": "known"}},
        {"document": 404},
    ),
    ("GET", "/v1/documents/{document_id}/analysis"): of_document("/analysis"),
    ("GET", "/v1/documents/{document_id}/items"): of_document("/items"),
    ("GET", "/v1/documents/{document_id}/pages"): of_document("/pages"),
    ("GET", "/v1/documents/{document_id}/pages/{page}"): of_document("/pages/1"),
    ("GET", "/v1/documents/{document_id}/pages/{page}/picture"): of_document("/pages/1/picture"),
    ("GET", "/v1/documents/{document_id}/pages/{page}/words"): of_document("/pages/1/words"),
    ("GET", "/v1/documents/{document_id}/pages/{page}/marks"): of_document("/pages/1/marks?quote=a"),
    ("POST", "/v1/documents/{document_id}/analysis"): of_document("/analysis"),
    ("GET", "/v1/documents/{document_id}/review"): of_document("/review"),
    ("PUT", "/v1/documents/{document_id}/review"): Row(
        lambda i: f"/v1/documents/{i.document}/review", lambda i: {"json": {"note": "taken"}}, {"document": 404}
    ),
    ("DELETE", "/v1/documents/{document_id}/review"): of_document("/review"),
    ("GET", "/v1/review-queue"): Row(lambda i: f"/v1/review-queue?vendor_id={i.vendor}", takes={"vendor": 404}),
    ("GET", "/v1/vendors/{vendor_id}"): Row(lambda i: f"/v1/vendors/{i.vendor}", takes={"vendor": 404}),
    ("PATCH", "/v1/vendors/{vendor_id}"): Row(
        lambda i: f"/v1/vendors/{i.vendor}", lambda i: {"json": {"name": "taken"}}, {"vendor": 404}
    ),
    ("POST", "/v1/vendors/{vendor_id}/services"): Row(
        lambda i: f"/v1/vendors/{i.vendor}/services", lambda i: {"json": {"name": "taken"}}, {"vendor": 404}
    ),
    ("PATCH", "/v1/vendors/{vendor_id}/services/{service_id}"): Row(
        lambda i: f"/v1/vendors/{i.vendor}/services/{i.service}",
        lambda i: {"json": {"name": "taken"}},
        {"vendor": 404, "service": 404},
    ),
    ("POST", "/v1/assessments"): Row(
        lambda i: "/v1/assessments", _assessment, {"vendor": 400, "service": 400, "document": 400}
    ),
    ("POST", "/v1/api-keys"): Row(
        lambda i: "/v1/api-keys", lambda i: {"json": {"name": "taken", "vendor_ids": [i.vendor]}}, {"vendor": 404}
    ),
    ("POST", "/v1/api-keys/{key_id}/rotate"): Row(lambda i: f"/v1/api-keys/{i.key}/rotate", takes={"key": 404}),
    ("POST", "/v1/api-keys/{key_id}/revoke"): Row(lambda i: f"/v1/api-keys/{i.key}/revoke", takes={"key": 404}),
    ("PATCH", "/v1/webhooks/{webhook_id}"): Row(
        lambda i: f"/v1/webhooks/{i.webhook}", lambda i: {"json": {"description": "taken"}}, {"webhook": 404}
    ),
    ("DELETE", "/v1/webhooks/{webhook_id}"): Row(lambda i: f"/v1/webhooks/{i.webhook}", takes={"webhook": 404}),
    ("POST", "/v1/webhooks/{webhook_id}/test"): Row(lambda i: f"/v1/webhooks/{i.webhook}/test", takes={"webhook": 404}),
    ("GET", "/v1/webhooks/{webhook_id}/deliveries"): Row(
        lambda i: f"/v1/webhooks/{i.webhook}/deliveries", takes={"webhook": 404}
    ),
    ("POST", "/v1/webhooks/{webhook_id}/replay"): Row(
        lambda i: f"/v1/webhooks/{i.webhook}/replay", lambda i: {"json": {"start": 0, "end": 1}}, {"webhook": 404}
    ),
    ("POST", "/v1/api-oauth-clients"): Row(
        lambda i: "/v1/api-oauth-clients",
        lambda i: {"json": {"name": "taken", "vendor_ids": [i.vendor]}},
        {"vendor": 404},
    ),
    ("POST", "/v1/api-oauth-clients/{client_id}/revoke"): Row(
        lambda i: f"/v1/api-oauth-clients/{i.client}/revoke", takes={"client": 404}
    ),
    ("GET", "/v1/users/{user_id}"): Row(lambda i: f"/v1/users/{i.user}", takes={"user": 404}),
    ("PATCH", "/v1/users/{user_id}"): Row(
        lambda i: f"/v1/users/{i.user}", lambda i: {"json": {"first_name": "Taken"}}, {"user": 404}
    ),
    ("POST", "/v1/legal-holds"): Row(
        lambda i: "/v1/legal-holds",
        lambda i: {"json": {"target_type": "document", "target_id": i.document, "reason": "case"}},
        {"document": 404},
    ),
    ("POST", "/v1/legal-holds/{hold_id}/release"): Row(
        lambda i: f"/v1/legal-holds/{i.hold}/release", lambda i: {"json": {"reason": "over"}}, {"hold": 404}
    ),
    ("POST", "/v1/users/{user_id}/password-codes"): Row(
        lambda i: f"/v1/users/{i.user}/password-codes", takes={"user": 404}
    ),
    ("DELETE", "/v1/users/{user_id}/sessions"): Row(lambda i: f"/v1/users/{i.user}/sessions", takes={"user": 404}),
    ("GET", "/v1/assessments"): Row(lambda i: f"/v1/assessments?vendor_id={i.vendor}", takes={"vendor": 404}),
    ("GET", "/v1/assessments/{assessment_id}"): Row(
        lambda i: f"/v1/assessments/{i.assessment}", takes={"assessment": 404}
    ),
    ("DELETE", "/v1/assessments/{assessment_id}"): Row(
        lambda i: f"/v1/assessments/{i.assessment}", takes={"assessment": 404}
    ),
}

NO_IDS = {
    ("POST", "/v1/vendors"),
    ("GET", "/v1/vendors"),
    ("GET", "/v1/search"),
    ("GET", "/v1/review-queue/agreement"),
    ("GET", "/v1/evidence/counts"),
    ("GET", "/v1/api-keys"),
    ("POST", "/v1/webhooks"),
    ("GET", "/v1/webhooks"),
    ("POST", "/v1/webhooks/{webhook_id}/deliveries/{delivery_id}/replay"),
    ("GET", "/v1/system_audit_log"),
    ("GET", "/v1/system_audit_log/metadata"),
    ("GET", "/v1/activity"),
    ("GET", "/v1/events"),
    ("GET", "/v1/utils/authtest"),
    ("GET", "/v1/document-types"),
    ("GET", "/v1/limits"),
    ("GET", "/v1/api-oauth-clients"),
    ("POST", "/v1/users"),
    ("GET", "/v1/users"),
    ("POST", "/v1/session"),
    ("POST", "/v1/session/code"),
    ("GET", "/v1/session"),
    ("DELETE", "/v1/session"),
    ("PUT", "/v1/session/password"),
    ("GET", "/v1/session/oidc"),
    ("GET", "/v1/session/oidc/callback"),
    ("GET", "/v1/sessions"),
    ("DELETE", "/v1/sessions"),
    ("DELETE", "/v1/sessions/{session_id}"),
    ("POST", "/v1/passwords"),
    ("GET", "/v1/setup"),
    ("POST", "/v1/setup"),
    ("POST", "/v1/oauth/token"),
    ("GET", "/v1/legal-holds"),
    ("GET", "/v1/purged-documents"),
    ("GET", "/v1/whoami/ip"),
    ("GET", "/healthz"),
    ("GET", "/v1/files/{key}"),
}
"""Operations that take no id; the lists among them are looked at below, and a file's link is its own credential. A
delivery is found through its webhook, tested in resources/test_webhooks.py; a session by its user alone, tested in
resources/test_sessions.py."""


ITS_OWN = {("GET", "/v1/org/{org_id}"), ("POST", "/v1/org/{org_id}")}
"""Operations on the organisation itself, which all of its keys share; looked at below."""


def operations(server: Server) -> set[tuple[str, str]]:
    paths = server.client.get("/openapi.json").json()["paths"]
    return {(method.upper(), path) for path, methods in paths.items() for method in methods}


def test_matrix_holds_every_operation(sqlite_api: Server) -> None:
    assert operations(sqlite_api) == set(MATRIX) | NO_IDS | ITS_OWN


@pytest.mark.parametrize(("method", "path"), sorted(ITS_OWN))
def test_foreign_organisation_answers_as_one_that_was_never_given(server: Server, method: str, path: str) -> None:
    caller, other = server.keeper(), server.keeper()
    body = {"json": {"api_ip_allowlist": ["127.0.0.1"]}} if method == "POST" else {}

    def answer(org_id: str) -> tuple[int, object]:
        response = caller.request(method, path.format(org_id=org_id), **body)
        return response.status_code, detail_of(response)

    before = other.get(f"/v1/org/{other.org_id}").json()
    foreign = answer(other.org_id)
    assert foreign == answer(f"cborg_{UNKNOWN}") == answer("nothing")
    assert foreign == (404, {"code": "organisation_not_found", "message": "Organisation not found."})
    assert other.get(f"/v1/org/{other.org_id}").json() == before


DRAWABLE = pdf([(72, 700, "a page")])


def things_of(caller: Caller) -> Ids:
    vendor_id = caller.vendor("Sable Analytics")
    service_id, assessment_id = caller.service(vendor_id), caller.assessment(vendor_id)
    links = {"service_ids": [service_id], "assessment_ids": [assessment_id]}
    document = caller.document(vendor_id, content=DRAWABLE, **links)
    caller.read(document["id"], Page(1, "a page"))
    key = caller.server.another_key(caller.org_id, vendor_ids=[vendor_id])
    wanted = {"url": "https://hooks.invalid/", "events": [], "secret": "a secret of many characters"}
    webhook = created(key.post("/v1/webhooks", json=wanted))
    client = caller.server.another_client(caller.org_id, vendor_ids=[vendor_id])
    with caller.server.runtime.database.write() as tx:
        keeper, target = KeyMaker.system(caller.org_id, "operator"), Target(TargetType.DOCUMENT, document["id"])
        hold = legal_holds.create(tx, keeper, target, reason="case", now=clock.now(tx))["id"]
        legal_holds.release(tx, keeper, hold, reason="over", now=clock.now(tx))
    user = caller.user()
    ids = Ids(
        vendor_id, service_id, assessment_id, document["id"], key.key_id, webhook["id"], client.id, user, hold, ""
    )
    return ids.with_other("upload", created(caller.post("/v1/uploads", **_upload(ids)))["id"])


def state_of(caller: Caller, ids: Ids) -> list[Any]:
    """All of it, but for when credentials were last used, as looking is a use."""

    def without_uses(one: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in one.items() if name != "last_used_at"}

    return [
        caller.get(path).json(object_hook=without_uses)
        for path in (
            f"/v1/documents/{ids.document}",
            f"/v1/documents/{ids.document}/analysis",
            f"/v1/documents/{ids.document}/review",
            f"/v1/vendors/{ids.vendor}",
            f"/v1/assessments/{ids.assessment}",
            f"/v1/uploads/{ids.upload}",
            "/v1/documents",
            "/v1/vendors",
            "/v1/api-keys",
            "/v1/webhooks",
            "/v1/api-oauth-clients",
            "/v1/users",
            "/v1/legal-holds",
        )
    ]


OF_NO_VENDOR = {"user"}
"""What a key that is bound to vendors may read, and not change."""

PREFIXES = {
    "vendor": "cbvndr",
    "service": "cbsvc",
    "assessment": "cbqsrw",
    "document": "cbvdoc",
    "key": "ak",
    "webhook": "cbwh",
    "client": "cbci",
    "user": "cbuser",
    "hold": "cbhold",
    "upload": "cbup",
}


@dataclass(frozen=True)
class Neighbours:
    """Who calls, with its own things, and another's, which nothing that is asked may change: all tests share them.
    `owner` sees the other's."""

    caller: Caller
    mine: Ids
    owner: Caller
    theirs: Ids
    state: list[Any]

    def answer(self, operation: tuple[str, str], kind: str, id_: str) -> tuple[int, object]:
        """What the operation answers with the caller's own ids and this one of another's."""
        row, ids = MATRIX[operation], self.mine.with_other(kind, id_)
        response = self.caller.request(operation[0], row.path(ids), **row.body(ids))
        return response.status_code, detail_of(response)

    @property
    def are_unharmed(self) -> bool:
        return state_of(self.owner, self.theirs) == self.state


def neighbours(caller: Caller, mine: Ids, owner: Caller) -> Neighbours:
    theirs = things_of(owner)
    return Neighbours(caller, mine, owner, theirs, state_of(owner, theirs))


@pytest.fixture(scope="module", params=DATABASES)
def organisations(request: pytest.FixtureRequest) -> Neighbours:
    """Two organisations on each database."""
    server: Server = request.getfixturevalue(f"{request.param}_api")
    caller = server.keeper()
    return neighbours(caller, things_of(caller), server.keeper())


@pytest.fixture(scope="module", params=DATABASES)
def vendors(request: pytest.FixtureRequest) -> Neighbours:
    """A key that is bound to one of two vendors on each database."""
    server: Server = request.getfixturevalue(f"{request.param}_api")
    keeper = server.keeper()
    mine = things_of(keeper)
    bound = server.another_key(keeper.org_id, scopes=sorted(Scope), vendor_ids=[mine.vendor])
    return neighbours(bound, mine, keeper)


@pytest.fixture(scope="module")
def visitor(sqlite_api: Server) -> Neighbours:
    """An administrator, what its organisation has, and what another has."""
    person = sqlite_api.person()
    return neighbours(person, things_of(person), sqlite_api.keeper())


@pytest.mark.parametrize(
    ("operation", "kind"),
    [(operation, kind) for operation, row in MATRIX.items() for kind in row.takes],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_foreign_id_answers_as_one_that_was_never_given(
    organisations: Neighbours, operation: tuple[str, str], kind: str
) -> None:
    traces = organisations.caller.server.traces()
    foreign = organisations.answer(operation, kind, organisations.theirs.__dict__[kind])
    assert foreign == organisations.answer(operation, kind, f"{PREFIXES[kind]}_{UNKNOWN}")
    assert foreign == organisations.answer(operation, kind, "%00")  # NUL in a path, which no database is asked
    assert foreign[0] == MATRIX[operation].takes[kind]
    assert organisations.are_unharmed
    assert organisations.caller.server.left_since(traces) == {}


@pytest.mark.parametrize(
    ("operation", "kind"),
    [(operation, kind) for operation, row in MATRIX.items() for kind in row.takes if kind not in OF_NO_VENDOR],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_what_belongs_to_another_vendor_is_not_there_for_a_bound_key(
    vendors: Neighbours, operation: tuple[str, str], kind: str
) -> None:
    """The id of another vendor's thing answers as one that was never given."""
    beyond = vendors.answer(operation, kind, vendors.theirs.__dict__[kind])
    assert beyond == vendors.answer(operation, kind, f"{PREFIXES[kind]}_{UNKNOWN}")
    assert beyond[0] == MATRIX[operation].takes[kind]
    assert vendors.are_unharmed


@pytest.mark.parametrize(
    ("operation", "kind"),
    [(operation, kind) for operation, row in MATRIX.items() for kind in row.takes],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_foreign_id_is_not_there_for_a_person_either(
    visitor: Neighbours, operation: tuple[str, str], kind: str
) -> None:
    foreign = visitor.answer(operation, kind, visitor.theirs.__dict__[kind])
    assert foreign == visitor.answer(operation, kind, f"{PREFIXES[kind]}_{UNKNOWN}")
    assert foreign[0] == MATRIX[operation].takes[kind]


def test_everything_in_the_matrix_works_for_a_bound_key_with_its_vendors_ids(sqlite_api: Server) -> None:
    for (method, _), row in MATRIX.items():
        if OF_NO_VENDOR & row.takes.keys():
            continue
        keeper = sqlite_api.keeper()
        mine = things_of(keeper)
        bound = sqlite_api.another_key(keeper.org_id, scopes=sorted(Scope), vendor_ids=[mine.vendor])
        response = bound.request(method, row.path(mine), **row.body(mine))
        assert response.status_code in (200, 201, 202, 204), response.text


@pytest.mark.parametrize("several", [False, True])
def test_lists_and_search_show_a_bound_key_its_vendors_alone(server: Server, several: bool) -> None:
    keeper = server.keeper()
    mine, others, third = things_of(keeper), things_of(keeper), things_of(keeper)
    for ids in (mine, others, third):
        keeper.patch(f"/v1/documents/{ids.document}", json={"name": "zebra crossing"})
    seen = [mine, third] if several else [mine]
    bound = server.another_key(keeper.org_id, scopes=sorted(Scope), vendor_ids=[ids.vendor for ids in seen])
    newest_first = [ids.document for ids in reversed(seen)]
    for query in ("", "?q=zebra", "?include_archived=true", "?status=created&status=analyzing", "?created_after=1"):
        page = bound.get(f"/v1/documents{query}").json()
        assert ([one["id"] for one in page["data"]], page["total"]) == (newest_first, len(seen)), query
    last = bound.get("/v1/documents", params={"sort": "created_at", "offset": len(seen) - 1}).json()
    assert ([one["id"] for one in last["data"]], last["total"]) == (newest_first[:1], len(seen))
    for query in ("", "?q=zebra", "?sort=name", "?validity=pending&sort=valid_until", "?created_after=1"):
        page = bound.get(f"/v1/evidence{query}").json()
        assert ({one["id"] for one in page["data"]}, page["total"]) == (set(newest_first), len(seen)), query
    counts = bound.get("/v1/evidence/counts").json()
    assert (counts["total"], counts["unsettled"], counts["lately"]) == (len(seen),) * 3
    found = bound.get("/v1/search", params={"q": "zebra"}).json()
    assert ({one["document_id"] for one in found["data"]}, found["total"]) == (set(newest_first), len(seen))
    listed = bound.get("/v1/vendors").json()
    assert ({one["id"] for one in listed["items"]}, listed["total"]) == ({ids.vendor for ids in seen}, len(seen))
    keys = {one["id"] for one in bound.get("/v1/api-keys").json()["data"]}
    assert keys == {bound.key_id, *(ids.key for ids in seen)}
    clients = {one["id"] for one in bound.get("/v1/api-oauth-clients").json()["clients"]}
    assert clients == {ids.client for ids in seen}


def test_bound_key_makes_no_vendor(sqlite_api: Server) -> None:
    keeper = sqlite_api.keeper()
    bound = sqlite_api.another_key(keeper.org_id, vendor_ids=[keeper.vendor()])
    response = bound.post("/v1/vendors", json={"name": "Another"})
    assert (response.status_code, detail_of(response)["code"]) == (403, "insufficient_scope")


def test_bound_key_is_not_told_what_another_key_was_answered(server: Server) -> None:
    keeper = server.keeper()
    mine, other = keeper.vendor(), keeper.vendor()
    bound = server.another_key(keeper.org_id, vendor_ids=[mine])
    same = {"Idempotency-Key": "monday"}
    theirs = keeper.document(other, headers=same)
    ours = bound.document(mine, headers=same)
    assert (ours["id"] != theirs["id"], ours["vendor_id"]) == (True, mine)
    assert bound.document(mine, headers=same) == ours


def test_lists_and_search_show_nothing_of_another_organisation(server: Server) -> None:
    caller, other = server.caller(), server.caller()
    theirs = things_of(other)
    other.patch(f"/v1/documents/{theirs.document}", json={"name": "zebra crossing"})
    assert other.get("/v1/search", params={"q": "zebra"}).json()["total"] == 1
    for path in (
        "/v1/documents",
        "/v1/documents?q=zebra",
        "/v1/documents?include_archived=true",
        "/v1/evidence",
        "/v1/evidence?q=zebra&sort=name",
        "/v1/evidence?validity=pending&validity=undated",
        "/v1/search?q=zebra",
        "/v1/search?q=zeb*",
        "/v1/vendors",
        "/v1/vendors?name=sable",
    ):
        page = caller.get(path).json()
        assert (page["total"], page.get("data", page.get("items"))) == (0, [])
    counts = caller.get("/v1/evidence/counts").json()
    assert {counts[name] for name in ("total", "expired", "expiring", "failed", "unsettled", "lately")} == {0}


def test_everything_in_the_matrix_works_with_own_ids(sqlite_api: Server) -> None:
    """Else the test above would prove nothing."""
    for (method, _), row in MATRIX.items():
        caller = sqlite_api.keeper()
        mine = things_of(caller)
        response = caller.request(method, row.path(mine), **row.body(mine))
        assert response.status_code in (200, 201, 202, 204), response.text
