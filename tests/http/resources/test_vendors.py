"""CONTRACT §3: vendors and services over HTTP."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.http.live import UNKNOWN, Caller, code, created, fields

VENDOR_KEYS = [
    "id",
    "external_id",
    "name",
    "website",
    "description",
    "hq_location",
    "status",
    "status_id",
    "tags",
    "risk_analyst_ids",
    "relationship_owner_ids",
    "watcher_ids",
    "inherent_risk_level_id",
    "residual_risk_level_id",
    "engagement_type",
    "use_case",
    "tier",
    "primary_contact",
    "services",
    "custom_fields",
    "created_at",
    "updated_at",
]
NOT_LISTED = {
    "services",
    "risk_analyst_ids",
    "relationship_owner_ids",
    "watcher_ids",
    "inherent_risk_level_id",
    "residual_risk_level_id",
    "engagement_type",
}
SERVICE_KEYS = [
    "id",
    "vendor_id",
    "name",
    "description",
    "external_id",
    "tags",
    "relationship_owner_ids",
    "watcher_ids",
    "primary_contact",
    "custom_fields",
    "created_at",
]
FULL: dict[str, Any] = {
    "external_id": "ERP-1",
    "name": "Northwind Hosting",
    "website": "https://northwind.example",
    "description": "Hosts.",
    "hq_location": "Oslo",
    "tags": ["cloud", "eu", "cloud"],
    "use_case": "Hosting",
    "tier": "1",
    "engagement_type": "product",
    "status_id": "cbvst_1",
    "risk_analyst_ids": ["u2", "u1"],
    "relationship_owner_ids": ["u3"],
    "watcher_ids": ["u4"],
    "inherent_risk_level_id": "high",
    "residual_risk_level_id": "low",
    "primary_contact": {"email": "a@northwind.example", "name": "A", "title": "CISO", "phone_number": "+47 1"},
}


def test_vendor_has_its_keys_in_order(caller: Caller) -> None:
    vendor = created(caller.post("/v1/vendors", json=FULL))
    assert list(vendor) == VENDOR_KEYS
    assert {key: vendor[key] for key in FULL} == FULL
    assert list(vendor["primary_contact"]) == ["email", "name", "title", "phone_number"]
    assert vendor["created_at"] == vendor["updated_at"]
    assert abs(vendor["created_at"] - time.time()) < 5
    assert vendor["services"] == vendor["custom_fields"] == []
    assert vendor["status"] is None
    assert caller.get(f"/v1/vendors/{vendor['id']}").json() == vendor


def test_vendor_of_a_name_alone_has_nulls_and_empty_lists(caller: Caller) -> None:
    vendor = created(caller.post("/v1/vendors", json={"name": " N "}))
    assert vendor["name"] == "N"
    assert vendor["engagement_type"] == "vendor"
    lists = {"tags", "risk_analyst_ids", "relationship_owner_ids", "watcher_ids", "services", "custom_fields"}
    for key in VENDOR_KEYS:
        if key in lists:
            assert vendor[key] == []
        elif key not in ("id", "name", "engagement_type", "created_at", "updated_at"):
            assert vendor[key] is None


def test_contact_always_has_its_four_keys(caller: Caller) -> None:
    contact = {"email": "a@northwind.example", "name": None, "title": None, "phone_number": None}
    vendor = created(caller.post("/v1/vendors", json={"name": "N", "primary_contact": {"email": contact["email"]}}))
    assert vendor["primary_contact"] == contact
    assert caller.get("/v1/vendors").json()["items"][0]["primary_contact"] == contact
    body = {"primary_contact": {"title": "CISO", "email": "b@northwind.example"}}
    changed = caller.patch(f"/v1/vendors/{vendor['id']}", json=body).json()
    assert changed["primary_contact"] == {**contact, "title": "CISO", "email": "b@northwind.example"}
    assert list(changed["primary_contact"]) == list(contact)
    service = created(caller.post(f"/v1/vendors/{vendor['id']}/services", json={"name": "S", **body}))
    assert list(service["primary_contact"]) == list(contact)


@pytest.mark.parametrize(
    "body",
    [
        {},
        *(
            {"name": name}
            for name in (None, "", " ", "\x00", "x" * 256, "\u0301" * 999, "\u200b\u2060", "\u3164", "\u2800\ufe0f")
        ),
    ],
)
def test_vendor_needs_a_name(caller: Caller, body: dict[str, Any]) -> None:
    assert fields(caller.post("/v1/vendors", json=body)) == [["body", "name"]]
    assert caller.get("/v1/vendors").json()["total"] == 0


@pytest.mark.parametrize(
    "email",
    [
        "",
        "x",
        "a@",
        "@b.example",
        "a@b",
        "a b@c.example",
        "a@b.example\x00x",
        "a@b..example",
        None,
        1,
        "\ud800@b.example",
    ],
)
def test_contact_needs_a_valid_email(sole: Caller, email: Any) -> None:
    import json

    body = json.dumps({"name": "N", "primary_contact": {"email": email}}).encode()
    response = sole.post("/v1/vendors", content=body, headers={"Content-Type": "application/json"})
    assert fields(response) == [["body", "primary_contact", "email"]]
    assert fields(sole.post("/v1/vendors", json={"name": "N", "primary_contact": {}})) == [
        ["body", "primary_contact", "email"]
    ]
    assert sole.get("/v1/vendors").json()["total"] == 0


@pytest.mark.parametrize("field", ["name", "external_id", "website", "description", "hq_location", "use_case", "tier"])
def test_text_that_cannot_be_kept_is_refused_or_cleaned(caller: Caller, field: str) -> None:
    lone = ('{"name": "N", "' + field + '": "a\\ud800b"}').encode()
    headers = {"Content-Type": "application/json"}
    assert fields(caller.post("/v1/vendors", content=lone, headers=headers)) == [["body", field]]
    made = created(caller.post("/v1/vendors", json={"name": "N", field: "a\x00b😀"}))
    assert made[field] == "ab😀"
    assert fields(caller.post("/v1/vendors", json={"name": "N", field: "x" * 10_001})) == [["body", field]]
    assert fields(caller.post("/v1/vendors", json={"name": "N", field: 10**400})) == [["body", field]]
    path = f"/v1/vendors/{made['id']}"
    assert fields(caller.patch(path, content=lone, headers=headers)) == [["body", field]]


def test_lone_surrogate_in_a_tag_is_refused(caller: Caller) -> None:
    response = caller.post(
        "/v1/vendors", content=b'{"name": "N", "tags": ["\\udfff"]}', headers={"Content-Type": "application/json"}
    )
    assert fields(response) == [["body", "tags", 0]]


def test_surrogate_pair_is_one_character(caller: Caller) -> None:
    response = caller.post(
        "/v1/vendors", content=b'{"name": "\\ud83d\\ude00"}', headers={"Content-Type": "application/json"}
    )
    assert created(response)["name"] == "😀"


def test_patch_changes_what_is_given(caller: Caller) -> None:
    made = created(caller.post("/v1/vendors", json=FULL))
    path = f"/v1/vendors/{made['id']}"
    same = {k: v for k, v in made.items() if k != "updated_at"}

    def patched(body: dict[str, Any]) -> dict[str, Any]:
        response = caller.patch(path, json=body)
        assert response.status_code == 200
        assert list(response.json()) == VENDOR_KEYS
        assert caller.get(path).json() == response.json()
        return {k: v for k, v in response.json().items() if k != "updated_at"}

    assert patched({}) == patched(dict.fromkeys(FULL)) == same
    texts = [key for key in FULL if isinstance(FULL[key], str) and key not in ("name", "engagement_type")]
    lists = [key for key in FULL if isinstance(FULL[key], list)]
    assert (len(texts), len(lists)) == (9, 4)
    for key in texts:
        assert patched({key: ""}) == {**same, key: None}
        assert patched({key: FULL[key]}) == same
    for key in lists:
        assert patched({key: []}) == {**same, key: []}
        assert patched({key: FULL[key]}) == same
    assert patched({"engagement_type": "vendor"}) == {**same, "engagement_type": "vendor"}
    assert patched({"tier": "2", "tags": []}) == {**same, "engagement_type": "vendor", "tier": "2", "tags": []}
    assert patched({"name": " Other "})["name"] == "Other"
    assert caller.get("/v1/vendors", params={"name": "northwind"}).json()["total"] == 0
    assert fields(caller.patch(path, json={"name": " ", "tier": "3"})) == [["body", "name"]]
    assert caller.get(path).json()["tier"] == "2"


def test_list_is_newest_first_and_omits_seven_keys(caller: Caller) -> None:
    made = [created(caller.post("/v1/vendors", json={**FULL, "name": f"V{n}"})) for n in range(3)]
    caller.service(made[0]["id"])
    page = caller.get("/v1/vendors").json()
    assert list(page) == ["items", "total", "limit", "offset"]
    assert (page["total"], page["limit"], page["offset"]) == (3, 50, 0)
    keys = [key for key in VENDOR_KEYS if key not in NOT_LISTED]
    assert all(list(one) == keys for one in page["items"])
    by_age = sorted(made, key=lambda one: (one["created_at"], one["id"]), reverse=True)
    assert page["items"] == [{key: one[key] for key in keys} for one in by_age]
    walked = [caller.get("/v1/vendors", params={"limit": 1, "offset": n}).json()["items"] for n in range(4)]
    assert [one for items in walked for one in items] == page["items"]


@pytest.mark.parametrize(
    ("name", "value"),
    [("limit", "0"), ("limit", "201"), ("limit", "x"), ("offset", "-1"), ("name", "x" * 256), ("name", "\u0301" * 256)],
)
def test_parameters_are_checked(sole: Caller, name: str, value: str) -> None:
    assert fields(sole.get("/v1/vendors", params={name: value})) == [["query", name]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("acme", ["ACME 100%"]),
        ("100%", ["ACME 100%"]),
        ("%", ["ACME 100%"]),
        ("_", ["under_score"]),
        ("r_s", ["under_score"]),
        ("\\", ["back\\slash"]),
        ("/", ["forward/slash"]),
        ("straße", ["Straße"]),
        ("angstrom", ["ångström"]),
        ("ÃNGSTRØM", ["ångström"]),
        ("sisyphos", []),
        ("Σισυφος", ["Σίσυφος"]),
        ("istanbul", ["İstanbul"]),
        ("STRASSE", ["Straße"]),
        ("ÅNGSTRÖM", ["ångström"]),
        ("ΣΊΣΥΦΟΣ", ["Σίσυφος"]),
        ("i̇stanbul", ["İstanbul"]),
        ("'", ["O'Neil"]),
        ("o'n", ["O'Neil"]),
        (
            "",
            [
                "ACME 100%",
                "under_score",
                "back\\slash",
                "forward/slash",
                "Straße",
                "ångström",
                "Σίσυφος",
                "İstanbul",
                "O'Neil",
            ],
        ),
        ("zzz", []),
        ("a%e", []),
        ("ACME\x00", []),
        ("\u0301", []),
    ],
)
def test_name_filter_is_a_substring_without_case(caller: Caller, asked: str, found: list[str]) -> None:
    for name in (
        "ACME 100%",
        "under_score",
        "back\\slash",
        "forward/slash",
        "Straße",
        "ångström",
        "Σίσυφος",
        "İstanbul",
        "O'Neil",
    ):
        caller.vendor(name)
    page = caller.get("/v1/vendors", params={"name": asked}).json()
    assert sorted(one["name"] for one in page["items"]) == sorted(found)
    assert page["total"] == len(found)


def test_name_filter_finds_a_vendor_once_by_its_services_names(caller: Caller) -> None:
    by_services, by_both, neither = caller.vendor("Quill"), caller.vendor("Zephyr Mail"), caller.vendor("Sable")
    for vendor_id, names in ((by_services, ("Zéphyr A", "ZEPHYR B")), (by_both, ("zephyr",)), (neither, ("Disk",))):
        for name in names:
            caller.service(vendor_id, name)
    page = caller.get("/v1/vendors", params={"name": "zephyr"}).json()
    assert ({one["id"] for one in page["items"]}, page["total"]) == ({by_services, by_both}, 2)
    renamed = caller.get(f"/v1/vendors/{by_both}").json()["services"][0]["id"]
    caller.patch(f"/v1/vendors/{by_both}", json={"name": "Mail"})
    caller.patch(f"/v1/vendors/{by_both}/services/{renamed}", json={"name": "Post"})
    assert [one["id"] for one in caller.get("/v1/vendors?name=zephyr").json()["items"]] == [by_services]


def test_tag_ids_are_tags_by_another_name(caller: Caller) -> None:
    vendor = created(caller.post("/v1/vendors", json={"name": "N", "tag_ids": ["t2", "t1"]}))
    assert vendor["tags"] == ["t2", "t1"]
    path = f"/v1/vendors/{vendor['id']}"
    assert caller.patch(path, json={"tags": ["a"], "tag_ids": ["t3"]}).json()["tags"] == ["a", "t3"]
    assert caller.patch(path, json={"tag_ids": None}).json()["tags"] == ["a", "t3"]
    assert caller.patch(path, json={"tag_ids": []}).json()["tags"] == []


@pytest.mark.parametrize("engagement_type", ["Vendor", "", "service", 1])
def test_engagement_is_of_two_types(sole: Caller, engagement_type: object) -> None:
    body = {"name": "N", "engagement_type": engagement_type}
    assert fields(sole.post("/v1/vendors", json=body)) == [["body", "engagement_type"]]
    assert fields(sole.patch(f"/v1/vendors/{sole.vendor()}", json=body)) == [["body", "engagement_type"]]


@pytest.mark.parametrize("domain", ["office.local", "lab.test", "a.invalid", "x.onion", "b.localhost", "c.example"])
def test_contact_may_be_of_a_special_domain(sole: Caller, domain: str) -> None:
    email = f"ciso@{domain}"
    vendor = created(sole.post("/v1/vendors", json={"name": "N", "primary_contact": {"email": email}}))
    assert vendor["primary_contact"]["email"] == email


def test_external_id_filter_is_exact(caller: Caller) -> None:
    for external_id in ("ERP-1", "ERP-10", "erp-1", None, ""):
        caller.vendor("N", external_id=external_id)
    asked = caller.get("/v1/vendors", params={"external_id": "ERP-1"}).json()
    assert [one["external_id"] for one in asked["items"]] == ["ERP-1"]
    assert caller.get("/v1/vendors", params={"external_id": "ERP"}).json()["total"] == 0
    assert caller.get("/v1/vendors", params={"external_id": "ERP-1", "name": "x"}).json()["total"] == 0


@pytest.mark.parametrize("query", ["name=%00", "name=Nul%00like", "external_id=%00", "external_id=NUL-%001"])
def test_filter_with_a_nul_matches_nothing(caller: Caller, query: str) -> None:
    caller.vendor(name="Nullike", external_id="NUL-1")
    answer = caller.get(f"/v1/vendors?{query}")
    assert (answer.status_code, answer.json()["total"], answer.json()["items"]) == (200, 0, [])


@pytest.mark.parametrize("bad", [f"cbvndr_{UNKNOWN}", f"cbsvc_{UNKNOWN}", "x", "%00", "%2e%2e", "x" * 5000, "%ff"])
def test_what_is_no_id_of_a_vendor_is_not_found(sole: Caller, bad: str) -> None:
    for response in (
        sole.get(f"/v1/vendors/{bad}"),
        sole.patch(f"/v1/vendors/{bad}", json={"name": "x"}),
        sole.post(f"/v1/vendors/{bad}/services", json={"name": "x"}),
        sole.patch(f"/v1/vendors/{bad}/services/cbsvc_{UNKNOWN}", json={"name": "x"}),
    ):
        assert code(response) == (404, "vendor_not_found")


# Services


def test_service_has_its_keys_in_order(caller: Caller) -> None:
    vendor_id = caller.vendor()
    body = {
        "name": "Mail",
        "description": "Sends.",
        "external_id": "S-1",
        "tags": ["x"],
        "relationship_owner_ids": ["u1"],
        "watcher_ids": ["u2", "u3"],
        "primary_contact": FULL["primary_contact"],
    }
    service = created(caller.post(f"/v1/vendors/{vendor_id}/services", json=body))
    assert list(service) == SERVICE_KEYS
    assert {key: service[key] for key in body} == body
    assert service["vendor_id"] == vendor_id
    assert service["custom_fields"] == []
    second = caller.service(vendor_id, "Second")
    theirs = caller.get(f"/v1/vendors/{vendor_id}").json()["services"]
    assert service in theirs
    assert {one["id"] for one in theirs} == {service["id"], second}
    assert all(list(one) == SERVICE_KEYS for one in theirs)


def test_service_is_changed_by_what_is_given(caller: Caller) -> None:
    vendor_id = caller.vendor()
    service = created(caller.post(f"/v1/vendors/{vendor_id}/services", json={"name": "Mail", "tags": ["x"]}))
    path = f"/v1/vendors/{vendor_id}/services/{service['id']}"
    assert caller.patch(path, json={}).json() == caller.patch(path, json={"name": None}).json() == service
    changed = caller.patch(path, json={"name": "Post", "description": "d", "tags": None, "external_id": None}).json()
    assert changed == {**service, "name": "Post", "description": "d"}
    cleared = caller.patch(path, json={"description": "", "tags": []}).json()
    assert cleared == {**service, "name": "Post", "tags": []}
    assert list(changed) == SERVICE_KEYS
    assert fields(caller.patch(path, json={"name": ""})) == [["body", "name"]]


@pytest.mark.parametrize("bad", [f"cbsvc_{UNKNOWN}", "x", "%00", "%2e%2e"])
def test_service_that_is_not_the_vendors_is_not_found(sole: Caller, bad: str) -> None:
    vendor_id = sole.vendor()
    assert code(sole.patch(f"/v1/vendors/{vendor_id}/services/{bad}", json={})) == (404, "service_not_found")
    elsewhere = sole.service(sole.vendor())
    path = f"/v1/vendors/{vendor_id}/services/{elsewhere}"
    assert code(sole.patch(path, json={"name": "x"})) == (404, "service_not_found")


def test_service_needs_a_name(sole: Caller) -> None:
    path = f"/v1/vendors/{sole.vendor()}/services"
    for body in ({}, {"name": ""}, {"name": None}):
        assert fields(sole.post(path, json=body)) == [["body", "name"]]
    # Fields come before existence.
    assert fields(sole.post(f"/v1/vendors/cbvndr_{UNKNOWN}/services", json={})) == [["body", "name"]]
