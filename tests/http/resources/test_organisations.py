"""CONTRACT §4.3 over HTTP: the organisation, and from where it may be used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from muniment.accounts.scopes import Scope
from tests.http.live import Caller, Server, detail_of

HERE = "127.0.0.0/8"
ELSEWHERE = "192.0.2.0/24"
REFUSED = {
    "code": "ip_not_allowed",
    "message": "This request originates from an IP address that is not in your organization's API allowlist.",
}


@pytest.fixture
def keeper(server: Server) -> Caller:
    return server.keeper()


def _set(keeper: Caller, *rules: str, **fields: Any) -> Any:
    return keeper.post(f"/v1/org/{keeper.org_id}", json={"api_ip_allowlist": list(rules), **fields})


def _get(keeper: Caller, **headers: str) -> tuple[int, Any]:
    response = keeper.get("/v1/vendors", headers=headers)
    return response.status_code, detail_of(response) if response.status_code != 200 else None


def test_organisation_tells_its_name_and_its_allowlist(keeper: Caller) -> None:
    found = keeper.get(f"/v1/org/{keeper.org_id}").json()
    assert list(found) == ["id", "name", "api_ip_allowlist", "created_at"]
    assert (found["id"], found["api_ip_allowlist"]) == (keeper.org_id, [])
    changed = _set(keeper, HERE, "2001:db8::/32")
    assert (changed.status_code, changed.json()) == (200, {**found, "api_ip_allowlist": [HERE, "2001:db8::/32"]})
    assert keeper.get(f"/v1/org/{keeper.org_id}").json() == changed.json()
    assert keeper.post(f"/v1/org/{keeper.org_id}", json={}).json() == changed.json()
    assert _set(keeper).json() == found


@pytest.mark.parametrize("value", ["10.0.0.0/33", "10.0.0.7/8", "localhost", ""])
def test_rule_that_is_no_network_is_refused_by_name_and_nothing_changes(keeper: Caller, value: str) -> None:
    _set(keeper, HERE)
    response = _set(keeper, HERE, value)
    assert response.status_code == 422
    assert detail_of(response) == {"error": "Invalid CIDR in api_ip_allowlist", "value": value}
    assert keeper.get(f"/v1/org/{keeper.org_id}").json()["api_ip_allowlist"] == [HERE]


@pytest.mark.parametrize(
    "body", [{"api_ip_allowlist": "10.0.0.0/8"}, {"api_ip_allowlist": ["::1"] * 201}, {"ip_allowlist": []}]
)
def test_body_that_does_not_fit_is_refused(keeper: Caller, body: dict[str, Any]) -> None:
    assert keeper.post(f"/v1/org/{keeper.org_id}", json=body).status_code == 422


def test_rule_that_would_lock_its_author_out_needs_force(keeper: Caller) -> None:
    refused = _set(keeper, ELSEWHERE)
    assert (refused.status_code, detail_of(refused)["code"]) == (422, "would_lock_out")
    assert "127.0.0.1" in detail_of(refused)["message"]
    assert _get(keeper) == (200, None)
    assert _set(keeper, ELSEWHERE, force=True).status_code == 200
    assert _get(keeper) == (403, REFUSED)


def test_who_is_locked_out_manages_keys_and_learns_its_address_and_no_more(keeper: Caller) -> None:
    vendor_id = keeper.vendor()
    other = keeper.server.another_key(keeper.org_id)
    _set(keeper, ELSEWHERE, force=True)
    assert detail_of(keeper.upload(vendor_id)) == REFUSED
    assert detail_of(keeper.post("/v1/vendors", json={"name": "x"})) == REFUSED
    assert detail_of(keeper.get("/v1/utils/authtest")) == REFUSED
    assert detail_of(_set(keeper)) == REFUSED
    assert keeper.get("/v1/whoami/ip").json() == {"client_ip": "127.0.0.1"}
    assert keeper.get("/v1/api-keys").status_code == 200
    assert keeper.post(f"/v1/api-keys/{other.key_id}/revoke").status_code == 200


def test_allowlist_of_one_organisation_is_not_anothers(server: Server, keeper: Caller) -> None:
    _set(keeper, ELSEWHERE, force=True)
    assert _get(server.keeper()) == (200, None)


def test_unknown_key_is_told_nothing_of_addresses(keeper: Caller) -> None:
    _set(keeper, ELSEWHERE, force=True)
    response = keeper.get("/v1/vendors", headers={"Authorization": f"Bearer {keeper.secret[:-4]}0000"})
    assert (response.status_code, detail_of(response)) == (401, "Invalid or expired API key.")


def test_key_bound_to_vendors_changes_nothing_of_the_organisation(keeper: Caller) -> None:
    bound = keeper.server.another_key(keeper.org_id, scopes=sorted(Scope), vendor_ids=[keeper.vendor()])
    response = _set(bound, HERE)
    assert (response.status_code, detail_of(response)["code"]) == (403, "insufficient_scope")
    assert keeper.get(f"/v1/org/{keeper.org_id}").json()["api_ip_allowlist"] == []


def test_change_is_recorded_with_both_lists_and_told_to_no_feed(keeper: Caller) -> None:
    _set(keeper, HERE)
    _set(keeper, HERE)
    records = keeper.get("/v1/system_audit_log?event_types=Organisation.Updated").json()
    assert [one["data"]["field_diffs"] for one in records] == [
        {"api_ip_allowlist": {"old_value": [], "new_value": [HERE]}}
    ]
    assert (records[0]["target_type"], records[0]["target_id"]) == ("organisation", keeper.org_id)
    assert keeper.get("/v1/events").json()["data"] == []


def test_forwarded_address_counts_behind_named_proxies_alone(start: Callable[..., Server]) -> None:
    """The right-most address that is no proxy's: what stands left of it, its sender wrote."""
    for trusted, answers in (("", (403, 403, 403)), ("127.0.0.1, 10.0.0.0/8", (200, 403, 403))):
        keeper = start(trusted_proxies=trusted).keeper()
        _set(keeper, ELSEWHERE, force=True)
        for forwarded, status in zip(
            ("198.51.100.9, 192.0.2.7, 10.0.0.9", "192.0.2.7, 198.51.100.9", "nonsense"), answers, strict=True
        ):
            assert _get(keeper, **{"X-Forwarded-For": forwarded})[0] == status, (trusted, forwarded)
        if trusted:
            answer = keeper.get("/v1/whoami/ip", headers={"X-Forwarded-For": "192.0.2.7, ::ffff:198.51.100.9"})
            assert answer.json() == {"client_ip": "198.51.100.9"}
            unknown = keeper.get("/v1/whoami/ip", headers={"X-Forwarded-For": "somebody"})
            assert unknown.json() == {"client_ip": None}
