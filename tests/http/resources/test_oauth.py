"""CONTRACT §4.2 over HTTP: clients, the tokens they get, and what those open."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select, update

from muniment import clock
from muniment.accounts import oauth_clients as clients
from muniment.accounts.caller import Caller as ClientMaker
from muniment.accounts.scopes import Scope
from muniment.db.tables import metadata, oauth_clients, oauth_tokens
from tests.http.live import PDF, UNKNOWN, Caller, Client, Server, created, detail_of

ENTRY = [
    "id",
    "name",
    "client_id",
    "secret_last4",
    "scopes",
    "access_token_ttl_seconds",
    "created_at",
    "last_used_at",
    "revoked_at",
]
INVALID = (401, "Invalid or expired API key.")


@pytest.fixture
def keeper(server: Server) -> Caller:
    return server.keeper()


def _made(keeper: Caller, **fields: Any) -> tuple[dict[str, Any], Client]:
    answer = created(keeper.post("/v1/api-oauth-clients", json={"name": "middleware", **fields}))
    return answer, Client(keeper.server, keeper.org_id, answer["client_id"], answer["client_secret"])


def _listed(keeper: Caller) -> list[dict[str, Any]]:
    response = keeper.get("/v1/api-oauth-clients")
    assert list(response.json()) == ["clients"]
    return list(response.json()["clients"])


def _code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, detail_of(response)["code"]


def _error(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal as RFC 6749 has it."""
    assert list(response.json()) == ["error", "error_description"]
    assert response.headers["cache-control"] == "no-store"
    assert response.headers.get("www-authenticate") == (
        'Basic realm="muniment"' if response.status_code == 401 else None
    )
    return response.status_code, response.json()["error"]


def _live_tokens(client: Client) -> int:
    with client.server.runtime.database.read() as tx:
        mine = select(func.count()).select_from(oauth_tokens).where(oauth_tokens.c.client_id == client.id)
        return int(tx.execute(mine).scalar_one())


# Clients


def test_new_client_is_listed_without_its_secret(keeper: Caller) -> None:
    answer, client = _made(keeper, scopes=["documents:read"], access_token_ttl_seconds=300)
    assert list(answer) == [*ENTRY, "client_secret"]
    assert answer["id"] == answer["client_id"] and answer["id"].startswith("cbci_")
    assert answer["secret_last4"] == client.secret[-4:]
    del answer["client_secret"]
    assert _listed(keeper) == [answer]
    assert (answer["access_token_ttl_seconds"], answer["last_used_at"], answer["revoked_at"]) == (300, None, None)


def test_secrets_and_tokens_are_nowhere_in_the_database(keeper: Caller) -> None:
    _, client = _made(keeper)
    token = client.caller().secret
    with keeper.server.runtime.database.read() as tx:
        rows = [repr(tuple(row)) for table in metadata.sorted_tables for row in tx.execute(select(table))]
    assert not [row for row in rows if client.secret in row or token in row]
    assert [row for row in rows if client.id in row]


@pytest.mark.parametrize(
    ("has", "gives"),
    [
        (["keys:manage"], ["audit:read"]),
        (["keys:manage", "documents:read"], []),
        (["keys:manage", "documents:read"], ["documents:write"]),
    ],
)
def test_client_cannot_be_given_what_the_calling_key_does_not_have(
    server: Server, has: list[str], gives: list[str]
) -> None:
    keeper = server.another_key(server.caller().org_id, scopes=has)
    response = keeper.post("/v1/api-oauth-clients", json={"name": "more", "scopes": gives})
    assert _code(response) == (403, "scope_grant_forbidden")
    assert _listed(keeper) == []


def test_client_of_a_bound_key_is_bound_to_the_same_vendors(keeper: Caller) -> None:
    mine, other = keeper.vendor(), keeper.vendor()
    bound = keeper.server.another_key(keeper.org_id, scopes=sorted(Scope), vendor_ids=[mine])
    answer, client = _made(bound)
    assert answer["vendor_ids"] == [mine]
    assert [one["id"] for one in client.caller().get("/v1/vendors").json()["items"]] == [mine]
    response = bound.post("/v1/api-oauth-clients", json={"name": "x", "vendor_ids": [other]})
    assert _code(response) == (404, "vendor_not_found")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": " "}, 400),
        ({"name": "a" * 256}, 400),
        ({}, 422),
        ({"name": "x", "access_token_ttl_seconds": 299}, 422),
        ({"name": "x", "access_token_ttl_seconds": 3601}, 422),
        ({"name": "x", "scopes": ["everything"]}, 422),
        ({"name": "x", "vendor_ids": []}, 422),
    ],
)
def test_client_that_cannot_be_is_refused(keeper: Caller, body: dict[str, Any], status: int) -> None:
    assert keeper.post("/v1/api-oauth-clients", json=body).status_code == status
    assert _listed(keeper) == []


def test_revoking_ends_every_token_at_once_and_is_told_twice(keeper: Caller) -> None:
    _, client = _made(keeper)
    one, other = client.caller(), client.caller()
    assert one.get("/v1/documents").status_code == other.get("/v1/vendors").status_code == 200
    path = f"/v1/api-oauth-clients/{client.id}/revoke"
    first = keeper.post(path, json={"reason": "leaked"})
    assert (first.status_code, list(first.json())) == (200, ENTRY)
    assert first.json()["revoked_at"] is not None
    for caller in (one, other):
        response = caller.get("/v1/documents")
        assert (response.status_code, detail_of(response)) == INVALID
    assert _error(client.ask()) == (401, "invalid_client")
    assert keeper.post(path).json() == first.json()
    assert _code(keeper.post(f"/v1/api-oauth-clients/cbci_{UNKNOWN}/revoke")) == (404, "oauth_client_not_found")


def test_making_and_revoking_are_recorded_without_the_secret_and_told_to_no_feed(keeper: Caller) -> None:
    _, client = _made(keeper)
    keeper.post(f"/v1/api-oauth-clients/{client.id}/revoke", json={"reason": "leaked"})
    response = keeper.get("/v1/system_audit_log?event_groups=oauth_clients")
    assert [one["event_type"] for one in response.json()] == ["OAuthClient.Updated", "OAuthClient.Created"]
    assert {(one["target_type"], one["target_id"]) for one in response.json()} == {("oauth_client", client.id)}
    assert response.json()[0]["data"]["field_diffs"]["revoked_for"] == {"old_value": None, "new_value": "leaked"}
    assert client.secret not in response.text and client.secret[-4:] not in response.json()[1]["summary"]
    assert keeper.get("/v1/events").json()["data"] == []


# Tokens


def test_token_works_as_a_key_does(keeper: Caller) -> None:
    _, client = _made(keeper, scopes=["vendors:read", "vendors:write", "documents:write"])
    answer = client.ask()
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert list(answer.json()) == ["access_token", "token_type", "expires_in", "scope"]
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 3600)
    assert answer.json()["scope"] == "documents:write vendors:read vendors:write"
    assert answer.json()["access_token"].startswith("cbat_")
    caller = client.caller()
    vendor_id = caller.vendor()
    assert caller.document(vendor_id)["vendor_id"] == vendor_id
    assert caller.get("/v1/utils/authtest").status_code == 200
    assert _code(caller.get("/v1/documents")) == (403, "insufficient_scope")


def test_what_a_token_did_is_recorded_as_its_clients(keeper: Caller) -> None:
    _, client = _made(keeper)
    vendor_id = client.caller().vendor()
    (record,) = keeper.get(f"/v1/activity?target_type=vendor&target_id={vendor_id}").json()["data"]
    assert record["actor"] == {"type": "client", "id": client.id, "name": "middleware"}


def test_id_and_secret_may_come_by_basic(keeper: Caller) -> None:
    _, client = _made(keeper)
    pair = base64.b64encode(f"{client.id}:{client.secret}".encode()).decode()
    answer = keeper.server.client.post(
        "/v1/oauth/token", data={"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {pair}"}
    )
    assert answer.status_code == 200


def test_token_may_be_asked_for_less_and_has_nothing_else(keeper: Caller) -> None:
    """Not even what a key of these scopes would be given beside them."""
    _, client = _made(keeper, scopes=["keys:manage", "documents:read"])
    answer = client.ask(scope="keys:manage")
    assert answer.json()["scope"] == "keys:manage"
    caller = client.caller(scope="keys:manage")
    assert _code(caller.get("/v1/documents")) == (403, "insufficient_scope")
    assert caller.get("/v1/api-keys").status_code == 200
    for asked in ("documents:write", "keys:manage documents:write", "everything", "keys:manage  documents:read"):
        assert _error(client.ask(scope=asked)) == (400, "invalid_scope")


def test_client_without_a_resource_scope_has_the_ordinary_ones(keeper: Caller) -> None:
    _, client = _made(keeper)
    scopes = client.ask().json()["scope"].split(" ")
    assert "documents:write" in scopes and not {"keys:manage", "audit:read"} & set(scopes)
    assert _code(client.caller().get("/v1/api-keys")) == (403, "insufficient_scope")


def test_wrong_client_and_wrong_secret_are_answered_alike(server: Server) -> None:
    keeper, stranger = server.keeper(), server.keeper()
    _, client = _made(keeper)
    _, other = _made(stranger)
    answers = [
        client.ask(client_secret="cbcs_" + "x" * 43),
        client.ask(client_secret=other.secret),
        client.ask(client_id=f"cbci_{UNKNOWN}"),
        client.ask(client_id="nobody\x00"),
    ]
    assert {_error(answer) for answer in answers} == {(401, "invalid_client")}
    assert len({answer.text for answer in answers}) == 1
    assert _live_tokens(client) == 0


def test_other_grants_and_other_bodies_are_refused(keeper: Caller) -> None:
    _, client = _made(keeper)
    assert _error(client.ask(grant_type="password")) == (400, "unsupported_grant_type")
    body = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": client.secret}
    post = keeper.server.client.post
    assert _error(post("/v1/oauth/token", json=body)) == (400, "invalid_request")
    assert _error(post("/v1/oauth/token")) == (400, "invalid_request")
    assert _error(post("/v1/oauth/token", params=body)) == (400, "invalid_request")


def test_too_large_a_form_is_told_so_without_a_key(small: Server) -> None:
    response = small.client.post("/v1/oauth/token", data={"scope": "x" * 4096})
    assert _code(response) == (413, "body_too_large")


@pytest.mark.parametrize("token", ["cbat_", "cbat_" + "x" * 43, "cbat_\u00e9", "cbat_" + "x" * 8000])
def test_unknown_token_is_no_key(sole: Caller, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}".encode()}
    response = sole.server.client.get("/v1/documents", headers=headers)
    assert response.status_code == (401 if token.isascii() else 403)


def test_token_is_dead_at_its_second(keeper: Caller) -> None:
    _, client = _made(keeper)
    caller, other = client.caller(), client.caller()
    with keeper.server.runtime.database.write() as tx:
        tx.execute(update(oauth_tokens).where(oauth_tokens.c.client_id == client.id).values(expires_at=clock.now()))
    for one in (caller, other):
        response = one.get("/v1/documents")
        assert (response.status_code, detail_of(response)) == INVALID


def test_fifty_first_token_ends_the_oldest(keeper: Caller) -> None:
    _, client = _made(keeper)
    first = client.caller()
    with keeper.server.runtime.database.write() as tx:  # the others come later
        mine = oauth_tokens.c.client_id == client.id
        tx.execute(update(oauth_tokens).where(mine).values(created_at=oauth_tokens.c.created_at - 1))
    second, *_ = [client.caller() for _ in range(49)]
    assert first.get("/v1/documents").status_code == second.get("/v1/documents").status_code == 200
    newest = client.caller()
    assert first.get("/v1/documents").status_code == 401
    assert second.get("/v1/documents").status_code == newest.get("/v1/documents").status_code == 200
    assert _live_tokens(client) == 50


def test_allowlist_holds_for_tokens_too(keeper: Caller) -> None:
    _, client = _made(keeper)
    caller = client.caller()
    keeper.post(f"/v1/org/{keeper.org_id}", json={"api_ip_allowlist": ["192.0.2.0/24"], "force": True})
    assert _code(caller.get("/v1/documents")) == (403, "ip_not_allowed")


@pytest.mark.parametrize("ended", ["expired", "revoked"])
def test_upload_whose_token_ends_on_the_way_is_refused_and_leaves_nothing(keeper: Caller, ended: str) -> None:
    vendor_id = keeper.vendor()
    _, client = _made(keeper)
    caller = client.caller()

    def end() -> None:
        with keeper.server.runtime.database.write() as tx:
            if ended == "expired":
                mine = oauth_tokens.c.client_id == client.id
                tx.execute(update(oauth_tokens).where(mine).values(expires_at=clock.now()))
            else:
                maker = ClientMaker.system(keeper.org_id, "operator")
                clients.revoke(tx, maker, client.id, reason=None, now=clock.now())

    form = httpx.Request("POST", "http://x", files={"file": ("a.pdf", PDF)}, data={"vendor_id": vendor_id})
    body, content_type = form.read(), form.headers["content-type"]

    def pieces() -> Iterator[bytes]:
        yield body[:100]
        end()
        yield body[100:]

    with keeper.server.leaves_nothing():
        response = caller.post("/v1/documents", content=pieces(), headers={"Content-Type": content_type})
        assert (response.status_code, detail_of(response)) == INVALID


def test_last_use_is_known_from_the_token_on(keeper: Caller) -> None:
    _, client = _made(keeper)
    client.ask()
    (entry,) = _listed(keeper)
    assert entry["created_at"] <= entry["last_used_at"] <= clock.now()
    with keeper.server.runtime.database.read() as tx:
        assert tx.execute(select(oauth_clients.c.last_used_at).where(oauth_clients.c.id == client.id)).scalar_one()
