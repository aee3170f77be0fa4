"""CONTRACT §4.1 over HTTP: keys that make, rotate and revoke keys."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from muniment import clock
from muniment.accounts import keys
from muniment.accounts.caller import Caller as KeyMaker
from muniment.accounts.last_use import LastUse
from muniment.accounts.organisations import ensure_organisation
from muniment.accounts.scopes import Scope
from muniment.db.engine import Database
from muniment.db.tables import api_keys
from tests.builders import NOW
from tests.http.live import Caller, Server, created, detail_of, running, settings_for

ENTRY = {
    "id",
    "name",
    "created_at",
    "last_used_at",
    "revoked",
    "expired",
    "scopes",
    "created_by_clerk_user_id",
}


@pytest.fixture
def keeper(server: Server) -> Caller:
    return server.keeper()


def _made(keeper: Caller, **fields: Any) -> tuple[dict[str, Any], Caller]:
    """A new key's answer, and the key."""
    answer = created(keeper.post("/v1/api-keys", json={"name": "ci", **fields}))
    return answer, Caller(keeper.server, keeper.org_id, answer["id"], answer["secret"])


def _entry(keeper: Caller, key_id: str) -> dict[str, Any]:
    return next(one for one in keeper.get("/v1/api-keys").json()["data"] if one["id"] == key_id)


def _code(response: Any) -> tuple[int, str]:
    return response.status_code, detail_of(response)["code"]


def test_new_key_works_and_is_listed_without_its_secret(keeper: Caller) -> None:
    answer, key = _made(keeper, scopes=["documents:read"])
    assert set(answer) == {"id", "name", "secret", "created_at", "scopes"}
    assert (answer["name"], answer["scopes"]) == ("ci", ["documents:read"])
    assert key.get("/v1/documents").status_code == 200
    assert _code(key.get("/v1/vendors")) == (403, "insufficient_scope")
    listed = keeper.get("/v1/api-keys")
    assert answer["secret"] not in listed.text
    entry = _entry(keeper, answer["id"])
    assert set(entry) == ENTRY
    assert (entry["revoked"], entry["expired"], entry["created_by_clerk_user_id"]) == (False, False, None)


def test_key_without_a_resource_scope_may_use_every_ordinary_route(keeper: Caller) -> None:
    _, key = _made(keeper, scopes=["keys:manage"])
    assert key.get("/v1/documents").status_code == 200
    assert key.get("/v1/api-keys").status_code == 200
    _, plain = _made(keeper)
    assert plain.get("/v1/vendors").status_code == 200
    assert _code(plain.get("/v1/api-keys")) == (403, "insufficient_scope")


@pytest.mark.parametrize("scope", ["banking:read", "review:sensitive_changes"])
def test_scope_that_means_nothing_here_is_kept_and_opens_nothing(server: Server, scope: str) -> None:
    keeper = server.another_key(server.caller().org_id, scopes=["keys:manage", scope])
    answer, key = _made(keeper, scopes=[scope])
    assert answer["scopes"] == [scope]
    assert key.get("/v1/documents").status_code == 200
    assert _code(key.get("/v1/api-keys")) == (403, "insufficient_scope")


@pytest.mark.parametrize(
    ("has", "gives"),
    [
        (["keys:manage"], ["audit:read"]),
        (["keys:manage"], ["banking:read"]),
        (["keys:manage", "documents:read"], []),  # a key without a resource scope has all of them
        (["keys:manage", "documents:read"], ["documents:write"]),
    ],
)
def test_key_cannot_give_what_it_does_not_have(server: Server, has: list[str], gives: list[str]) -> None:
    keeper = server.another_key(server.caller().org_id, scopes=has)
    response = keeper.post("/v1/api-keys", json={"name": "more", "scopes": gives})
    assert _code(response) == (403, "scope_grant_forbidden")
    richer = server.another_key(keeper.org_id, scopes=gives)
    assert _code(keeper.post(f"/v1/api-keys/{richer.key_id}/rotate")) == (403, "scope_grant_forbidden")
    assert richer.get("/v1/utils/authtest").status_code == 200


def test_bound_key_gives_its_own_vendors_and_no_others(keeper: Caller) -> None:
    mine, other = keeper.vendor(), keeper.vendor()
    bound = keeper.server.another_key(keeper.org_id, scopes=sorted(Scope), vendor_ids=[mine])
    answer, key = _made(bound)
    assert answer["vendor_ids"] == [mine]
    assert [one["id"] for one in key.get("/v1/vendors").json()["items"]] == [mine]
    for vendor_ids in ([other], [mine, other]):
        assert _code(bound.post("/v1/api-keys", json={"name": "x", "vendor_ids": vendor_ids})) == (
            404,
            "vendor_not_found",
        )


def test_key_expires_when_it_was_said_to(keeper: Caller) -> None:
    answer, key = _made(keeper, seconds_until_expiration=3600)
    with keeper.server.runtime.database.write() as tx:
        tx.execute(api_keys.update().where(api_keys.c.id == answer["id"]).values(expires_at=answer["created_at"]))
    assert key.get("/v1/documents").status_code == 401
    assert _entry(keeper, answer["id"])["expired"] is True


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": " "}, 400),
        ({"name": "a" * 256}, 400),
        ({"name": "a\u0001b"}, 400),
        ({"name": "\u200b"}, 400),
        ({}, 422),
        ({"name": "x", "scopes": ["everything"]}, 422),
        ({"name": "x", "scopes": ["documents:read\n"]}, 422),
        ({"name": "x", "scopes": ["a:b"] * 65}, 422),
        ({"name": "x", "seconds_until_expiration": 0}, 422),
        ({"name": "x", "vendor_ids": []}, 422),
        ({"name": "x", "vendor_ids": ["v"] * 101}, 422),
        ({"name": "x", "scope": ["documents:read"]}, 422),
    ],
)
def test_key_that_cannot_be_is_refused(keeper: Caller, body: dict[str, Any], status: int) -> None:
    before = keeper.get("/v1/api-keys").json()
    response = keeper.post("/v1/api-keys", json=body)
    assert response.status_code == status
    if status == 400:
        assert detail_of(response)["code"] == "invalid_name"
    assert keeper.get("/v1/api-keys").json() == before


def test_rotated_key_is_dead_and_the_new_one_may_the_same(keeper: Caller) -> None:
    answer, old = _made(keeper, scopes=["documents:read"], seconds_until_expiration=3600)
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    response = keeper.post(f"/v1/api-keys/{old.key_id}/rotate", json={})
    rotated = response.json()
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"
    assert set(rotated) == {"id", "name", "secret", "revoked_id", "created_at", "scopes"}
    assert (rotated["name"], rotated["revoked_id"], rotated["scopes"]) == (
        f"ci (rotated {day})",
        answer["id"],
        ["documents:read"],
    )
    new = Caller(keeper.server, keeper.org_id, rotated["id"], rotated["secret"])
    assert (old.get("/v1/documents").status_code, new.get("/v1/documents").status_code) == (401, 200)
    assert _entry(keeper, old.key_id)["revoked"] is True
    assert _code(keeper.post(f"/v1/api-keys/{old.key_id}/rotate")) == (404, "api_key_not_found")
    # Again on the same day, and one of the same name
    again = keeper.post(f"/v1/api-keys/{new.key_id}/rotate").json()
    assert again["name"] == f"ci (rotated {day}) 2"
    _, namesake = _made(keeper)
    assert keeper.post(f"/v1/api-keys/{namesake.key_id}/rotate").json()["name"] == f"ci (rotated {day}) 3"


def test_name_of_full_length_is_cut_to_rotate(keeper: Caller) -> None:
    _, old = _made(keeper, name="n" * 255)
    name = keeper.post(f"/v1/api-keys/{old.key_id}/rotate").json()["name"]
    assert (len(name), name[-1]) == (255, ")")


def test_old_key_works_until_the_overlap_is_over(keeper: Caller) -> None:
    _, old = _made(keeper)
    rotated = keeper.post(f"/v1/api-keys/{old.key_id}/rotate", json={"overlap_seconds": 600}).json()
    assert old.get("/v1/documents").status_code == 200
    entry = _entry(keeper, old.key_id)
    assert (entry["revoked"], entry["expired"]) == (False, False)
    with keeper.server.runtime.database.read() as tx:
        expires_at = tx.execute(api_keys.select().where(api_keys.c.id == old.key_id)).one().expires_at
    assert expires_at == rotated["created_at"] + 600


def test_overlap_never_lengthens_a_life(keeper: Caller) -> None:
    answer, old = _made(keeper, seconds_until_expiration=60)
    keeper.post(f"/v1/api-keys/{old.key_id}/rotate", json={"overlap_seconds": 600})
    with keeper.server.runtime.database.read() as tx:
        expires_at = tx.execute(api_keys.select().where(api_keys.c.id == old.key_id)).one().expires_at
    assert expires_at == answer["created_at"] + 60


def test_key_rotates_itself(keeper: Caller) -> None:
    rotated = keeper.post(f"/v1/api-keys/{keeper.key_id}/rotate").json()
    assert keeper.get("/v1/api-keys").status_code == 401
    new = Caller(keeper.server, keeper.org_id, rotated["id"], rotated["secret"])
    assert new.get("/v1/api-keys").status_code == 200


def test_revoking_is_done_once_and_told_twice(keeper: Caller) -> None:
    _, key = _made(keeper)
    first = keeper.post(f"/v1/api-keys/{key.key_id}/revoke", json={"reason": "left the company"})
    assert (first.status_code, first.json()["revoked"], set(first.json())) == (200, True, ENTRY)
    assert key.get("/v1/documents").status_code == 401
    assert keeper.post(f"/v1/api-keys/{key.key_id}/revoke").json() == first.json()


def test_last_use_is_kept_when_the_server_ends(migrated_sqlite: Path, tmp_path: Path) -> None:
    shutil.copyfile(migrated_sqlite, tmp_path / "muniment.sqlite3")
    with running(settings_for(tmp_path)) as server:
        keeper = server.keeper()
        assert _entry(keeper, keeper.key_id)["last_used_at"] is None
    with running(settings_for(tmp_path)) as server:
        entry = _entry(replace(keeper, server=server), keeper.key_id)
    assert entry["created_at"] <= entry["last_used_at"] <= clock.now()


def test_late_writer_does_not_set_a_last_use_back(database: Database) -> None:
    with database.write() as tx:
        org_id = ensure_organisation(tx, "Acme", now=NOW)
        key = keys.create_key(tx, KeyMaker.system(org_id, "operator"), name="ci", now=NOW)
    for at in (NOW + 60, NOW):
        last_use = LastUse()
        last_use.note(key.id, at)
        with database.write() as tx:
            last_use.write(tx)
        assert last_use.is_empty
    with database.read() as tx:
        assert [one["last_used_at"] for one in keys.list_keys(tx)] == [NOW + 60]
