"""CONTRACT §4.3: users made or found, changed and disabled; nobody makes who may do more."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from secrets import token_hex
from typing import Any

import pytest

from muniment.accounts.scopes import Scope
from tests.http.live import UNKNOWN, Caller, Client, Server, code, created, fields

KEYS = [
    "id",
    "email",
    "first_name",
    "last_name",
    "role",
    "status",
    "created_at",
    "updated_at",
    "last_signed_in_at",
]


def _email() -> str:
    return f"{token_hex(6)}@example.com"


def _log(keeper: Caller, event_type: str) -> list[dict[str, Any]]:
    return list(keeper.get("/v1/system_audit_log", params={"event_types": event_type}).json())


def test_new_user_has_these_keys_and_is_invited(server: Server) -> None:
    keeper, email = server.keeper(), _email()
    user = created(keeper.post("/v1/users", json={"email": email, "first_name": "Ada", "last_name": "Byron"}))
    assert list(user) == KEYS
    assert user["id"].startswith("cbuser_")
    assert [user[name] for name in KEYS[1:6]] == [email, "Ada", "Byron", "analyst", "invited"]
    assert user["last_signed_in_at"] is None
    assert keeper.get(f"/v1/users/{user['id']}").json() == user


def test_same_address_gets_the_user_that_is_there_as_it_is(server: Server) -> None:
    keeper, email = server.keeper(), _email()
    user = created(keeper.post("/v1/users", json={"email": email, "first_name": "Ada"}))
    again = keeper.post("/v1/users", json={"email": email.upper(), "first_name": "Eve", "role": "admin"})
    assert (again.status_code, again.json()) == (200, user)
    assert len(_log(keeper, "User.Created")) == 1


def test_twelve_at_once_make_one_user(server: Server) -> None:
    keeper, email = server.keeper(), _email()
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: keeper.post("/v1/users", json={"email": email}), range(12)))
    assert sorted(answer.status_code for answer in answers) == [200] * 11 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_of_organisations_that_ask_for_one_address_at_once_one_gets_it(server: Server) -> None:
    keepers, email = [server.keeper() for _ in range(6)], _email()
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda keeper: keeper.post("/v1/users", json={"email": email}), keepers))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]


def test_address_of_another_organisation_exists_and_tells_nothing_more(server: Server) -> None:
    email = _email()
    server.keeper().post("/v1/users", json={"email": email})
    answer = server.keeper().post("/v1/users", json={"email": email.title()})
    assert code(answer) == (409, "user_exists")
    assert email not in answer.text.lower()


def test_page_is_newest_first_and_finds_one_by_its_address(server: Server) -> None:
    keeper = server.keeper()
    ids = [keeper.user(email=f"{n}-{token_hex(4)}@example.com") for n in range(3)]
    page = keeper.get("/v1/users", params={"limit": 2}).json()
    assert list(page) == ["items", "total", "limit", "offset"]
    assert ([one["id"] for one in page["items"]], page["total"]) == ([ids[2], ids[1]], 3)
    email = page["items"][0]["email"]
    found = keeper.get("/v1/users", params={"email": email.upper()}).json()
    assert ([one["id"] for one in found["items"]], found["total"]) == ([ids[2]], 1)
    assert server.keeper().get("/v1/users", params={"email": email}).json()["total"] == 0


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("admin", "admin"),
        ("org:admin", "admin"),
        ("analyst", "analyst"),
        ("org:member", "analyst"),
        ("basic_member", "analyst"),
        ("auditor", "auditor"),
    ],
)
def test_roles_have_coverbases_names_too(sole: Caller, word: str, role: str) -> None:
    keeper = sole.server.keeper()
    assert created(keeper.post("/v1/users", json={"email": _email(), "role": word}))["role"] == role


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ({}, "email"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@example.com", "role": "org:guest"}, "role"),
        ({"email": "a@example.com", "role": "Admin"}, "role"),
        ({"email": "a@example.com", "role": 1}, "role"),
        ({"email": "a@example.com", "first_name": "x" * 256}, "first_name"),
    ],
)
def test_fields_that_do_not_fit_are_refused(sole: Caller, body: dict[str, Any], at: str) -> None:
    assert fields(sole.post("/v1/users", json=body)) == [["body", at]]


@pytest.mark.parametrize(("role", "missing"), [("admin", "audit:read"), ("auditor", "audit:read")])
def test_key_makes_no_user_who_may_do_more_than_itself(server: Server, role: str, missing: str) -> None:
    plain = server.caller()  # every ordinary route, as at Coverbase
    answer = plain.post("/v1/users", json={"email": _email(), "role": role})
    assert code(answer) == (403, "role_escalation")
    assert missing in answer.json()["detail"]["message"]
    analyst = plain.user()
    assert code(plain.patch(f"/v1/users/{analyst}", json={"role": role})) == (403, "role_escalation")
    assert plain.get(f"/v1/users/{analyst}").json()["role"] == "analyst"


def test_key_changes_no_user_who_may_do_more_than_itself(server: Server) -> None:
    keeper = server.keeper()
    admin = keeper.user("admin")
    plain = server.another_key(keeper.org_id)
    for body in ({"status": "disabled"}, {"role": "analyst"}, {"first_name": "Eve"}):
        assert code(plain.patch(f"/v1/users/{admin}", json=body)) == (403, "role_escalation")
    assert keeper.get(f"/v1/users/{admin}").json()["status"] == "invited"


def test_bound_key_reads_users_and_changes_none(server: Server) -> None:
    keeper = server.keeper()
    user = keeper.user()
    bound = server.another_key(keeper.org_id, scopes=sorted(Scope), vendor_ids=[keeper.vendor()])
    assert bound.get(f"/v1/users/{user}").status_code == 200
    assert code(bound.post("/v1/users", json={"email": _email()})) == (403, "role_escalation")
    assert code(bound.patch(f"/v1/users/{user}", json={"first_name": "Eve"})) == (403, "role_escalation")


def test_change_is_recorded_with_its_difference_and_nothing_leaves_no_trace(server: Server) -> None:
    keeper = server.keeper()
    user = keeper.user(first_name="Ada", last_name="Byron")
    assert keeper.patch(f"/v1/users/{user}", json={"role": "auditor", "first_name": ""}).json()["first_name"] is None
    assert keeper.patch(f"/v1/users/{user}", json={"role": "auditor"}).status_code == 200
    assert keeper.patch(f"/v1/users/{user}", json={}).status_code == 200
    (told,) = _log(keeper, "User.Updated")
    assert told["actor"] == {"type": "key", "id": keeper.key_id, "name": "test"}
    assert (told["target_type"], told["target_id"], told["event_group"]) == ("user", user, "users")
    assert told["data"]["field_diffs"]["role"] == {"old_value": "analyst", "new_value": "auditor"}
    trail = keeper.get("/v1/activity", params={"target_type": "user", "target_id": user}).json()
    assert [one["event_type"] for one in trail["data"]] == ["User.Updated", "User.Created"]


def test_last_administrator_stays_until_there_is_another(server: Server) -> None:
    keeper = server.keeper()
    first = keeper.user("admin")
    for body in ({"status": "disabled"}, {"role": "analyst"}):
        assert code(keeper.patch(f"/v1/users/{first}", json=body)) == (409, "last_administrator")
    second = keeper.user("admin")
    assert keeper.patch(f"/v1/users/{first}", json={"status": "disabled"}).json()["status"] == "disabled"
    assert code(keeper.patch(f"/v1/users/{second}", json={"role": "analyst"})) == (409, "last_administrator")
    assert keeper.patch(f"/v1/users/{first}", json={"status": "active"}).json()["status"] == "invited"


@pytest.mark.parametrize("user_id", [f"cbuser_{UNKNOWN}", "cbuser_1", "nothing", "%00"])
def test_unknown_user_is_not_found(sole: Caller, user_id: str) -> None:
    keeper = sole.server.keeper()
    assert code(keeper.get(f"/v1/users/{user_id}")) == (404, "user_not_found")
    assert code(keeper.patch(f"/v1/users/{user_id}", json={})) == (404, "user_not_found")


def test_user_is_no_event_of_the_feed(server: Server) -> None:
    keeper = server.keeper()
    keeper.user()
    assert keeper.get("/v1/events").json()["data"] == []


@pytest.mark.parametrize(
    ("manages", "reads", "path"),
    [
        ("keys:manage", "keys:read", "/v1/api-keys"),
        ("users:manage", "users:read", "/v1/users"),
        ("webhooks:manage", "webhooks:read", "/v1/webhooks"),
    ],
)
def test_who_manages_reads_and_who_reads_does_not_manage(sole: Caller, manages: str, reads: str, path: str) -> None:
    server = sole.server
    client: Client = server.another_client(sole.org_id, scopes=[manages])
    for caller in (server.another_key(sole.org_id, scopes=[manages]), client.caller(), client.caller(scope=manages)):
        assert caller.get(path).status_code == 200
    reader = server.another_key(sole.org_id, scopes=[reads, "documents:read"])
    assert reader.get(path).status_code == 200
    assert code(reader.post(path, json={})) == (403, "insufficient_scope")
