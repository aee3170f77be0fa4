"""Sessions of people: signing in and out, what a cookie proves, and when it is over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from secrets import token_hex
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from muniment import clock
from muniment.accounts import users as use_cases
from muniment.accounts.caller import Caller as Operator
from muniment.accounts.passwords import Hasher
from muniment.db.tables import organisations, sessions, sign_in_tries, users
from muniment.http.transport.session_cookie import csrf_token
from tests.http.live import PDF, UNKNOWN, Caller, Person, Server, code, created, detail_of, fields
from tests.waiting import until

PASSWORD = "seven red kites over Wales"
ENDED = "The session has ended; sign in again."


def user_with_password(keeper: Caller, role: str = "analyst") -> str:
    """The address of a new user whose password is PASSWORD."""
    email = f"{token_hex(6)}@example.com"
    user_id = keeper.user(role, email=email)
    made = created(keeper.post(f"/v1/users/{user_id}/password-codes"))
    set_by(keeper.server, made["code"])
    return email


def set_by(server: Server, one_time_code: str, password: str = PASSWORD) -> None:
    answer = server.client.post("/v1/passwords", json={"code": one_time_code, "new_password": password})
    assert answer.status_code == 204, answer.text


def sign_in(server: Server, email: str, password: str = PASSWORD, **headers: str) -> httpx.Response:
    return server.client.post("/v1/session", json={"email": email, "password": password}, headers=headers)


def token_in(response: httpx.Response, name: str = "muniment") -> str:
    """What the cookie that is set holds."""
    return SimpleCookie(response.headers["set-cookie"])[name].value


def person_of(server: Server, response: httpx.Response) -> Person:
    """Who has just signed in."""
    body = created(response)
    return Person(server, "", body["user"]["id"], token_in(response), body["user"]["email"], body["id"])


def is_over(person: Person) -> bool:
    answer = person.get("/v1/session")
    if answer.status_code == 200:
        return False
    assert (answer.status_code, detail_of(answer)) == (401, ENDED)
    return True


# Signing in


def test_sign_in_answers_who_it_is_and_sets_a_cookie_of_this_host(server: Server) -> None:
    email = user_with_password(server.keeper())
    answer = sign_in(server, email.upper())
    body = created(answer)
    assert (body["user"]["email"], body["user"]["role"], body["user"]["status"]) == (email, "analyst", "active")
    assert "documents:write" in body["scopes"]
    assert answer.headers["cache-control"] == "no-store"
    morsel = SimpleCookie(answer.headers["set-cookie"])["muniment"]
    assert (morsel["path"], morsel["httponly"], morsel["samesite"], morsel["domain"]) == ("/", True, "Lax", "")
    person = person_of(server, answer)
    assert person.get("/v1/session").json() == body
    assert body["csrf_token"] == csrf_token(person.secret)
    assert person.post("/v1/vendors", json={"name": "Northwind"}).status_code == 201


def test_cookie_is_secure_and_of_this_host_alone_where_browsers_come_by_https(start: Callable[..., Server]) -> None:
    secure = start(public_url="https://evidence.example.com")
    email = user_with_password(secure.keeper())
    answer = sign_in(secure, email, Origin="https://evidence.example.com")
    morsel = SimpleCookie(answer.headers["set-cookie"])["__Host-muniment"]
    assert (morsel["secure"], morsel["path"], morsel["domain"], morsel["httponly"]) == (True, "/", "", True)
    for name, status in (("__Host-muniment", 200), ("muniment", 403)):  # any host beside it could set the plain one
        cookie = {"Cookie": f"{name}={morsel.value}"}
        assert secure.client.get("/v1/session", headers=cookie).status_code == status


def test_token_is_kept_as_a_hash_alone(server: Server) -> None:
    person = server.person()
    with server.runtime.database.read() as tx:
        row = tx.execute(select(sessions).where(sessions.c.id == person.session_id)).one()
    assert bytes(row.token_hash) == hashlib.sha256(person.secret.encode()).digest()
    assert person.secret not in str(row)


def test_wrong_password_unknown_disabled_and_invited_user_are_answered_alike(server: Server) -> None:
    keeper = server.keeper()
    email, disabled = user_with_password(keeper), user_with_password(keeper)
    disabled_id = keeper.get("/v1/users", params={"email": disabled}).json()["items"][0]["id"]
    assert keeper.patch(f"/v1/users/{disabled_id}", json={"status": "disabled"}).status_code == 200
    invited = f"{token_hex(6)}@example.com"
    keeper.user(email=invited)
    answers = [
        sign_in(server, email, "another one altogether"),
        sign_in(server, f"{token_hex(6)}@example.com"),
        sign_in(server, disabled),
        sign_in(server, invited),
        sign_in(server, "no address at all"),
    ]
    said = {(answer.status_code, str(detail_of(answer)), answer.headers.get("set-cookie")) for answer in answers}
    assert len(said) == 1
    assert code(answers[0]) == (401, "sign_in_failed")


def test_password_beyond_the_bound_is_refused_before_it_is_hashed(sole: Caller) -> None:
    assert fields(sign_in(sole.server, "a@example.com", "x" * 1025)) == [["body", "password"]]
    answer = sole.server.client.post("/v1/session", json={"email": "a@example.com"})
    assert fields(answer) == [["body", "password"]]


@pytest.mark.parametrize("is_known", [True, False])
def test_account_is_throttled_whether_there_is_one_or_not(server: Server, is_known: bool) -> None:
    email = user_with_password(server.keeper()) if is_known else f"{token_hex(6)}@example.com"
    answers = [sign_in(server, email, "wrong, every time").status_code for _ in range(10)]
    assert answers == [401] * 10
    refused = sign_in(server, email.upper())
    assert code(refused) == (429, "too_many_sign_ins")
    assert 0 < int(refused.headers["retry-after"]) <= 900


def test_tries_at_one_moment_get_no_further_than_one_by_one(server: Server) -> None:
    email = user_with_password(server.keeper())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: sign_in(server, email, f"wrong number {n}").status_code, range(24)))
    assert sorted(answers) == [401] * 10 + [429] * 14


def test_right_password_forgets_the_tries_before(server: Server) -> None:
    email = user_with_password(server.keeper())
    for _ in range(3):
        assert [sign_in(server, email, "wrong, every time").status_code for _ in range(4)] == [401] * 4
        assert sign_in(server, email).status_code == 201


def test_address_is_throttled_over_all_accounts(start: Callable[..., Server]) -> None:
    few = start(sign_in_tries_per_address=3)
    assert [sign_in(few, f"{n}@example.com").status_code for n in range(5)] == [401, 401, 401, 429, 429]
    with few.runtime.database.write() as tx:
        tx.execute(update(sign_in_tries).values(since=clock.now() - 900))
    assert sign_in(few, "later@example.com").status_code == 401


def test_sign_in_ends_the_session_that_comes_with_it(server: Server) -> None:
    email = user_with_password(server.keeper())
    first = person_of(server, sign_in(server, email))
    second = person_of(server, sign_in(server, email, **first.cookie))
    assert first.secret != second.secret
    assert (is_over(first), is_over(second)) == (True, False)


def test_hash_under_other_parameters_is_made_anew(server: Server) -> None:
    email = user_with_password(server.keeper())
    mine = users.c.email == email

    def kept() -> str:
        with server.runtime.database.read() as tx:
            return str(tx.execute(select(users.c.password_hash).where(mine)).scalar_one())

    older = Hasher(memory_bytes=8 * 2**20, passes=2).hash(PASSWORD)
    with server.runtime.database.write() as tx:
        tx.execute(update(users).where(mine).values(password_hash=older))
    assert sign_in(server, email).status_code == 201
    assert kept().startswith("$argon2id$v=19$m=8192,t=1,p=1$")
    assert sign_in(server, email).status_code == 201


def test_sign_in_from_another_sites_page_is_refused(sole: Caller) -> None:
    email = user_with_password(sole.server.keeper())
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
        assert code(sign_in(sole.server, email, **headers)) == (403, "forged_request")
    body = '{"email": "a@example.com", "password": "x"}'
    answer = sole.server.client.post("/v1/session", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 422  # what a form can send


def test_code_of_the_command_line_signs_in_once_from_here_alone(server: Server) -> None:
    person = server.person()
    with server.runtime.database.write() as tx:
        made = use_cases.make_sign_in_code(tx, Operator.operator(person.org_id), person.key_id, now=clock.now())

    def ask(given: str, **headers: str) -> httpx.Response:
        return server.client.post("/v1/session/code", json={"code": given}, headers=headers)

    assert code(ask(made, Origin="https://evil.example")) == (403, "forged_request")
    answer = ask(made)
    assert (answer.status_code, answer.json()["method"]) == (201, "link")
    assert person_of(server, answer).get("/v1/session").json()["user"]["email"] == person.email
    assert code(ask(made)) == (400, "invalid_code")
    assert code(ask("no code")) == (400, "invalid_code")


def test_comings_and_goings_are_recorded_as_the_users_and_hold_no_secret(server: Server) -> None:
    keeper = server.keeper()
    email = user_with_password(keeper)
    person = person_of(server, sign_in(server, email))
    sign_in(server, email, "a wrong password of mine")
    assert person.delete("/v1/session").status_code == 204

    def log() -> list[dict[str, Any]]:
        return list(keeper.get("/v1/system_audit_log", params={"event_groups": "users"}).json())

    until(lambda: any(one["event_type"] == "user_sign_in_failed" for one in log()))
    records = log()
    by_type = {one["event_type"]: one for one in records}
    for event_type in ("user_signed_in", "user_sign_in_failed", "user_signed_out", "user_password_set"):
        record = by_type[event_type]
        assert (record["actor"]["type"], record["actor"]["id"]) == ("user", person.key_id)
        assert (record["target_type"], record["target_id"]) == ("user", person.key_id)
    assert by_type["user_password_code_made"]["actor"]["id"] == keeper.key_id
    assert by_type["user_signed_in"]["data"]["session_id"] == person.session_id
    for secret in (person.secret, PASSWORD, "a wrong password of mine"):
        assert secret not in str(records)


def test_call_of_a_person_is_recorded_as_its_own(server: Server) -> None:
    person = server.person()
    person.get("/v1/documents")

    def calls() -> list[dict[str, Any]]:
        return list(person.get("/v1/system_audit_log", params={"event_types": "external_api_call"}).json())

    until(lambda: any(one["data"]["route"] == "/v1/documents" for one in calls()))
    call = next(one for one in calls() if one["data"]["route"] == "/v1/documents")
    assert (call["actor"]["type"], call["actor"]["id"]) == ("user", person.key_id)
    assert call["data"]["session_id"] == person.session_id


# What a cookie proves


CHANGES = [
    ("POST", "/v1/vendors", {"json": {"name": "Forged"}}),
    ("POST", "/v1/documents", {"files": {"file": ("a.pdf", PDF)}}),
    ("PATCH", f"/v1/users/cbuser_{UNKNOWN}", {"json": {"role": "admin"}}),
    ("DELETE", "/v1/session", {}),
    ("DELETE", "/v1/sessions", {}),
    ("PUT", "/v1/session/password", {"json": {"current_password": "x", "new_password": "y"}}),
    ("POST", "/v1/api-keys", {"json": {"name": "forged"}}),
]


@pytest.fixture(scope="module")
def attacked(sqlite_api: Server) -> Person:
    """Somebody whom forged requests change nothing of."""
    return sqlite_api.person()


@pytest.mark.parametrize(("method", "path", "body"), CHANGES)
@pytest.mark.parametrize(
    "headers",
    [
        {"X-CSRF-Token": None},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "another session's"},
        {"X-CSRF-Token": b"\xe9"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
def test_change_by_a_cookie_that_is_not_proved_to_be_meant_is_refused(
    attacked: Person, method: str, path: str, body: dict[str, Any], headers: dict[str, Any]
) -> None:
    person, server = attacked, attacked.server
    given = {**person.headers, **headers}
    if headers.get("X-CSRF-Token") == "another session's":
        given["X-CSRF-Token"] = csrf_token(server.signed_in(person.email).secret)
    sent = {name: value for name, value in given.items() if value is not None}
    answer = server.client.request(method, path, headers=sent, **body)
    assert code(answer) == (403, "forged_request")
    assert not is_over(person)
    assert person.get("/v1/vendors").json()["total"] == 0


def test_change_from_this_sites_own_page_is_taken(sole: Caller) -> None:
    person = sole.server.person()
    origin = {"Origin": sole.server.base_url, "Sec-Fetch-Site": "same-origin"}
    assert person.post("/v1/vendors", json={"name": "Mine"}, headers=origin).status_code == 201
    assert sole.server.client.get("/v1/vendors", headers=person.cookie).json()["total"] == 1


def test_cookie_counts_for_nothing_beside_an_authorization_header(sole: Caller) -> None:
    person, other = sole.server.person(), sole.server.caller()
    other.vendor()
    assert other.get("/v1/vendors", headers=person.cookie).json()["total"] == 1
    for header in ("", "Basic YTpi", "Bearer", "Bearer a b"):
        answer = sole.server.client.get("/v1/vendors", headers={**person.cookie, "Authorization": header})
        assert (answer.status_code, detail_of(answer)) == (403, "Not authenticated")
    wrong = {**person.cookie, "Authorization": "Bearer ak_live_0000000000000000_" + "x" * 43}
    assert sole.server.client.get("/v1/vendors", headers=wrong).status_code == 401


def test_a_sessions_token_is_no_bearer_and_a_keys_secret_no_cookie(sole: Caller) -> None:
    person = sole.server.person()
    as_bearer = {"Authorization": f"Bearer {person.secret}"}
    assert detail_of(sole.server.client.get("/v1/vendors", headers=as_bearer)) == "Invalid or expired API key."
    as_cookie = {"Cookie": f"muniment={sole.secret}"}
    assert detail_of(sole.server.client.get("/v1/vendors", headers=as_cookie)) == "Not authenticated"


@pytest.mark.parametrize(
    "cookie", ["muniment=", "muniment={0}; muniment={1}", "Muniment={0}", "x=1;{0}", '"muniment"={0}']
)
def test_cookie_that_says_nothing_clear_is_none(sole: Caller, cookie: str) -> None:
    one, another = sole.server.person(), sole.server.person()
    header = {"Cookie": cookie.format(one.secret, another.secret)}
    assert detail_of(sole.server.client.get("/v1/vendors", headers=header)) == "Not authenticated"


# When it is over


def _age(person: Person, **values: int) -> None:
    with person.server.runtime.database.write() as tx:
        tx.execute(update(sessions).where(sessions.c.id == person.session_id).values(values))


def test_session_ends_unused_and_at_its_age(server: Server) -> None:
    idle, old, live = server.person(), server.person(), server.person()
    _age(idle, last_used_at=clock.now() - 28_800)
    _age(old, expires_at=clock.now())
    _age(live, last_used_at=clock.now() - 28_700)
    assert [is_over(one) for one in (idle, old, live)] == [True, True, False]
    assert idle.upload("x").status_code == 401


def test_sign_out_ends_this_session_and_the_cookie(server: Server) -> None:
    here = server.person()
    elsewhere = server.signed_in(here.email)
    answer = here.delete("/v1/session")
    assert answer.status_code == 204
    assert SimpleCookie(answer.headers["set-cookie"])["muniment"]["max-age"] == "0"
    assert (is_over(here), is_over(elsewhere)) == (True, False)


def test_sign_out_everywhere_ends_every_session_of_the_user_alone(server: Server) -> None:
    here = server.person()
    elsewhere, other = server.signed_in(here.email), server.person(here.org_id)
    assert here.delete("/v1/sessions").status_code == 204
    assert [is_over(one) for one in (here, elsewhere, other)] == [True, True, False]


def test_own_sessions_are_listed_and_ended_one_by_one(server: Server) -> None:
    here = server.person()
    elsewhere, other = server.signed_in(here.email), server.person(here.org_id)
    listed = here.get("/v1/sessions").json()["data"]
    assert {(one["id"], one["is_current"]) for one in listed} == {
        (here.session_id, True),
        (elsewhere.session_id, False),
    }
    assert here.secret not in str(listed)
    for session_id in (other.session_id, f"cbsess_{UNKNOWN}", "nothing"):
        assert code(here.delete(f"/v1/sessions/{session_id}")) == (404, "session_not_found")
    assert here.delete(f"/v1/sessions/{elsewhere.session_id}").status_code == 204
    assert [is_over(one) for one in (here, elsewhere, other)] == [False, True, False]


def test_disabled_user_is_out_at_once_and_its_keys_are_dead(server: Server) -> None:
    admin = server.person()
    person = server.person(admin.org_id)
    made = created(person.post("/v1/api-keys", json={"name": "ci"}))
    key = Caller(server, admin.org_id, made["id"], made["secret"])
    assert key.get("/v1/vendors").status_code == 200
    assert admin.patch(f"/v1/users/{person.key_id}", json={"status": "disabled"}).status_code == 200
    assert is_over(person)
    assert key.get("/v1/vendors").status_code == 401
    entry = next(one for one in admin.get("/v1/api-keys").json()["data"] if one["id"] == made["id"])
    assert entry["revoked"] is True


def test_role_counts_from_the_moment_it_is_changed(server: Server) -> None:
    admin = server.person()
    person = server.person(admin.org_id)
    assert admin.patch(f"/v1/users/{person.key_id}", json={"role": "auditor"}).status_code == 200
    assert code(person.post("/v1/vendors", json={"name": "Late"})) == (403, "insufficient_scope")


def test_administrator_signs_a_user_out_who_may_do_no_more(server: Server) -> None:
    admin = server.person()
    person = server.person(admin.org_id)
    plain = server.another_key(admin.org_id)
    assert code(plain.delete(f"/v1/users/{person.key_id}/sessions")) == (403, "role_escalation")
    assert code(plain.post(f"/v1/users/{person.key_id}/password-codes")) == (403, "role_escalation")
    assert admin.delete(f"/v1/users/{person.key_id}/sessions").status_code == 204
    assert (is_over(person), is_over(admin)) == (True, False)


def test_person_outside_the_networks_reads_nothing_and_can_sign_out(server: Server) -> None:
    person = server.person()
    with server.runtime.database.write() as tx:
        tx.execute(
            update(organisations).where(organisations.c.id == person.org_id).values(api_ip_allowlist='["192.0.2.0/24"]')
        )
    assert code(person.get("/v1/documents")) == (403, "ip_not_allowed")
    assert person.get("/v1/session").status_code == 200
    assert person.delete("/v1/session").status_code == 204
    assert is_over(person)


# Passwords


def test_password_changed_ends_every_other_session(server: Server) -> None:
    email = user_with_password(server.keeper())
    here, elsewhere = (person_of(server, sign_in(server, email)) for _ in range(2))
    body = {"current_password": PASSWORD, "new_password": "eight grey seals off Skye"}
    answer = here.request("PUT", "/v1/session/password", json=body)
    assert answer.status_code == 200
    again = Person(server, "", here.key_id, token_in(answer), email, answer.json()["id"])
    assert [is_over(one) for one in (here, elsewhere, again)] == [True, True, False]
    assert sign_in(server, email).status_code == 401
    assert sign_in(server, email, "eight grey seals off Skye").status_code == 201


def test_password_is_not_changed_without_the_present_one(server: Server) -> None:
    email = user_with_password(server.keeper())
    here = person_of(server, sign_in(server, email))
    body = {"current_password": "not mine at all", "new_password": "eight grey seals off Skye"}
    assert code(here.request("PUT", "/v1/session/password", json=body)) == (401, "sign_in_failed")
    assert not is_over(here)
    assert sign_in(server, email).status_code == 201


@pytest.mark.parametrize(
    "password", ["eleven char", "aaaaaaaaaaaaaaaa", "ababababababab", "Password1234", "QWERTYUIOPasdfgh", "{email}"]
)
def test_weak_password_is_refused(sole: Caller, password: str) -> None:
    keeper = sole.server.keeper()
    email = f"{token_hex(6)}@example.com"
    made = created(keeper.post(f"/v1/users/{keeper.user(email=email)}/password-codes"))["code"]
    body = {"code": made, "new_password": password.format(email=email)}
    assert code(sole.server.client.post("/v1/passwords", json=body)) == (400, "weak_password")
    set_by(sole.server, made)  # the code was not used up


def test_password_is_the_same_however_its_characters_are_composed(sole: Caller) -> None:
    keeper = sole.server.keeper()
    email = f"{token_hex(6)}@example.com"
    made = created(keeper.post(f"/v1/users/{keeper.user(email=email)}/password-codes"))["code"]
    set_by(sole.server, made, "caf\u00e9 cr\u00e8me br\u00fbl\u00e9e")
    assert sign_in(sole.server, email, "cafe\u0301 cre\u0300me bru\u0302le\u0301e").status_code == 201


def test_code_sets_a_password_once_even_when_many_come_at_once(server: Server) -> None:
    keeper = server.keeper()
    email = f"{token_hex(6)}@example.com"
    made = created(keeper.post(f"/v1/users/{keeper.user(email=email)}/password-codes"))["code"]

    def use(n: int) -> httpx.Response:
        body = {"code": made, "new_password": f"the password of number {n}"}
        return server.client.post("/v1/passwords", json=body)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(use, range(8)))
    assert sorted(answer.status_code for answer in answers) == [204] + [400] * 7
    winner = next(n for n, answer in enumerate(answers) if answer.status_code == 204)
    assert sign_in(server, email, f"the password of number {winner}").status_code == 201
    assert code(use(9)) == (400, "invalid_code")


def test_code_is_read_as_a_person_writes_it_and_dies_with_the_next(sole: Caller) -> None:
    keeper = sole.server.keeper()
    user_id = keeper.user()
    first, second = (created(keeper.post(f"/v1/users/{user_id}/password-codes"))["code"] for _ in range(2))
    for wrong in (first, "0" * 20, "x", "", "é" * 20, second[:-1]):
        body = {"code": wrong, "new_password": PASSWORD}
        assert code(sole.server.client.post("/v1/passwords", json=body)) == (400, "invalid_code")
    set_by(sole.server, f" {second.lower().replace('-', ' ')} ".replace("0", "o").replace("1", "l"))


def test_code_ends_the_users_sessions(server: Server) -> None:
    keeper = server.keeper()
    email = user_with_password(keeper)
    here = person_of(server, sign_in(server, email))
    made = created(keeper.post(f"/v1/users/{here.key_id}/password-codes"))["code"]
    set_by(server, made, "nine brown hares in Kent")
    assert is_over(here)
    assert sign_in(server, email).status_code == 401


def test_disabled_user_gets_no_code_and_uses_none(server: Server) -> None:
    keeper = server.keeper()
    user_id = keeper.user()
    made = created(keeper.post(f"/v1/users/{user_id}/password-codes"))["code"]
    assert keeper.patch(f"/v1/users/{user_id}", json={"status": "disabled"}).status_code == 200
    answer = server.client.post("/v1/passwords", json={"code": made, "new_password": PASSWORD})
    assert code(answer) == (400, "invalid_code")
    assert code(keeper.post(f"/v1/users/{user_id}/password-codes")) == (404, "user_not_found")
