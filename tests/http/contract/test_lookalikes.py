"""Names that look like known ones are refused with the name that is meant; others stay ignored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import BaseModel

from muniment.http.contract import bodies
from muniment.http.contract.lookalikes import FIELDS, KIND, MAX_CHARACTERS, MAX_NAMES, QUERY, lookalikes
from tests.http.live import PDF, Caller, detail_of

KNOWN = ("vendor_id", "service_ids", "status", "name", "created_after", "q")


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("vendorId", "vendor_id"),
        ("VendorID", "vendor_id"),
        ("vendorid", "vendor_id"),
        ("vendor-id", "vendor_id"),
        ("vendor.id", "vendor_id"),
        (" vendor_id ", "vendor_id"),
        ("vendor_ids", "vendor_id"),
        ("service_id", "service_ids"),
        ("service_ids[]", "service_ids"),
        ("serviceIds[0]", "service_ids"),
        ("servicesIds", "service_ids"),
        ("services_id", "service_ids"),
        ("serviceids", "service_ids"),
        ("status[]", "status"),
        ("statuses", "status"),
        ("Status", "status"),
        ("Name", "name"),
        ("createdAfter", "created_after"),
        ("Q", "q"),
    ],
)
def test_spelling_of_a_known_name_means_that_name(given: str, meant: str) -> None:
    assert lookalikes([given], KNOWN, others={}) == [(given, meant)]


@pytest.mark.parametrize(
    "given",
    [
        *KNOWN,
        *("", "[]", "id", "vendor", "vendor_name", "surname", "before", "\ud800name", "name\x00", "név", 1),
        f"name{'_' * MAX_CHARACTERS}",
    ],
)
def test_known_and_other_names_are_left_alone(given: object) -> None:
    assert lookalikes([given], KNOWN, others={}) == []


def test_only_so_many_names_are_looked_at() -> None:
    many = [f"x{n}" for n in range(MAX_NAMES - 1)]
    assert lookalikes([*many, "Name"], KNOWN, others={}) == [("Name", "name")]
    assert lookalikes([*many, "x", "Name"], KNOWN, others={}) == []


LIST = ("vendor_id", "document_type", "status", "q", "created_after", "sort", "limit", "offset")
KEY = ("name", "seconds_until_expiration", "scopes", "vendor_ids")
FORM = ("file", "vendor_id", "service_ids", "document_type", "name")


@pytest.mark.parametrize(
    ("given", "known", "others", "meant"),
    [
        ("per_page", LIST, QUERY, "limit"),
        ("perPage", LIST, QUERY, "limit"),
        ("pageSize", LIST, QUERY, "limit"),
        ("page[size]", LIST, QUERY, "limit"),
        ("page", LIST, QUERY, "limit and offset"),
        ("page[number]", LIST, QUERY, "limit and offset"),
        ("skip", LIST, QUERY, "offset"),
        ("query", LIST, QUERY, "q"),
        ("search", LIST, QUERY, "q"),
        ("name", LIST, QUERY, "q"),
        ("orderBy", LIST, QUERY, "sort"),
        ("type", LIST, QUERY, "document_type"),
        ("vendor", LIST, QUERY, "vendor_id"),
        ("created_at[gte]", LIST, QUERY, "created_after"),
        ("after", LIST, QUERY, "created_after"),
        ("after", ("limit", "offset"), QUERY, "offset"),
        ("search", ("name", "limit", "offset"), QUERY, "name"),
        ("vendor", FORM, FIELDS, "vendor_id"),
        ("services", FORM, FIELDS, "service_ids"),
        ("doc_type", FORM, FIELDS, "document_type"),
        ("docType", FORM, FIELDS, "document_type"),
        ("type", FORM, FIELDS, "document_type"),
        ("title", FORM, FIELDS, "name"),
        ("document", FORM, FIELDS, "file"),
        ("upload", FORM, FIELDS, "file"),
        ("files[]", FORM, FIELDS, "file"),
        ("attachments", FORM, FIELDS, "file"),
        ("expires_in_days", KEY, FIELDS, "seconds_until_expiration"),
        ("expiresAt", KEY, FIELDS, "seconds_until_expiration"),
    ],
)
def test_what_others_call_a_name_means_it(
    given: str, known: tuple[str, ...], others: Mapping[str, str], meant: str
) -> None:
    assert lookalikes([given], known, others=others) == [(given, meant)]


@pytest.mark.parametrize("given", ["_", "expand", "include", "fields", "utm_source", "v", "lang", "metadata", "colour"])
def test_names_that_are_like_nothing_here_are_left_alone(given: str) -> None:
    assert lookalikes([given], LIST, others=QUERY) == lookalikes([given], FORM, others=FIELDS) == []


def every_body() -> list[type[BaseModel]]:
    return [
        one
        for one in vars(bodies).values()
        if isinstance(one, type) and issubclass(one, bodies._Body) and not one.__name__.startswith("_")
    ]


@pytest.mark.parametrize("body", every_body(), ids=lambda body: body.__name__)
def test_no_two_fields_of_a_body_look_alike(body: type[BaseModel]) -> None:
    known = tuple(body.model_fields)
    for name in known:
        assert lookalikes([name.upper()], known, others=FIELDS) == [(name.upper(), name)]


def named(caller: Caller, method: str, path: str, **kwargs: Any) -> list[tuple[list[str | int], str, str]]:
    response = caller.request(method, path, **kwargs)
    assert response.status_code == 422, response.text
    return [(one["loc"], one["msg"], one["type"]) for one in detail_of(response)]


def test_json_body_is_refused_with_the_name_that_is_meant(sole: Caller) -> None:
    vendor_id = sole.vendor()
    path = f"/v1/vendors/{vendor_id}"
    for method, where, body, loc, meant in (
        ("POST", "/v1/vendors", {"name": "N", "externalId": "x"}, ["externalId"], "external_id"),
        ("POST", "/v1/vendors", {"Name": "N"}, ["Name"], "name"),
        ("PATCH", path, {"riskAnalystIds": []}, ["riskAnalystIds"], "risk_analyst_ids"),
        ("PATCH", path, {"primary_contact": {"Email": "a@b.co"}}, ["primary_contact", "Email"], "email"),
        ("POST", f"{path}/services", {"name": "S", "tags[]": []}, ["tags[]"], "tags"),
        ("POST", "/v1/assessments", {"vendorId": vendor_id, "control_set_ids": []}, ["vendorId"], "vendor_id"),
        ("PATCH", f"/v1/documents/{sole.document(vendor_id)['id']}", {"documentType": "nda"}, ["documentType"], None),
    ):
        expected = (["body", *loc], f"Unknown field; {meant or 'document_type'} is meant", KIND)
        assert named(sole, method, where, json=body) == [expected]
    assert sole.get("/v1/vendors").json()["total"] == 1


def test_query_parameter_is_refused_with_the_name_that_is_meant(sole: Caller) -> None:
    for path, loc, meant in (
        ("/v1/documents?vendorid=x", "vendorid", "vendor_id"),
        ("/v1/documents?status[]=failed", "status[]", "status"),
        ("/v1/documents?Limit=5", "Limit", "limit"),
        ("/v1/vendors?externalId=x&limit=5", "externalId", "external_id"),
        ("/v1/search?q=x&Offset=5", "Offset", "offset"),
        ("/v1/documents?per_page=5", "per_page", "limit"),
        ("/v1/vendors?search=x", "search", "name"),
    ):
        assert named(sole, "GET", path) == [(["query", loc], f"Unknown field; {meant} is meant", KIND)]


def test_key_is_asked_for_before_a_name_is_refused(sole: Caller) -> None:
    client = sole.server.client
    assert client.get("/v1/documents?vendorid=x").status_code == 403
    assert client.get("/v1/documents?vendorid=x", headers={"Authorization": "Bearer x"}).status_code == 401


def test_other_unknown_names_are_ignored(sole: Caller) -> None:
    body = {"name": "N", "industry": "x", "parent_id": None, "\u00e9": 1}
    assert sole.post("/v1/vendors", json=body).status_code == 201
    assert sole.get("/v1/documents?expand=vendor&fields=id&_=1732848000&utm_source=x").status_code == 200


def test_vendor_as_it_was_read_can_be_sent_back(caller: Caller) -> None:
    path = f"/v1/vendors/{caller.vendor()}"
    read = caller.get(path).json()
    assert caller.patch(path, json=read).json() == read


def test_fields_of_a_form_are_refused_with_the_name_that_is_meant(sole: Caller) -> None:
    vendor_id = sole.vendor()
    with sole.server.leaves_nothing():
        for given, meant in (("vendor", "vendor_id"), ("services", "service_ids"), ("title", "name")):
            sent = sole.upload(vendor_id, **{given: "x"})
            assert sent.status_code == 422
            assert detail_of(sent) == [
                {"loc": ["body", given], "msg": f"Unknown field; {meant} is meant", "type": KIND}
            ]


def test_file_in_another_field_is_refused_with_the_name_that_is_meant(sole: Caller) -> None:
    data = {"vendor_id": sole.vendor()}
    with sole.server.leaves_nothing():
        for given in ("document", "upload", "files"):
            assert named(sole, "POST", "/v1/documents", files={given: ("a.pdf", PDF)}, data=data) == [
                (["body", given], "Unknown field; file is meant", KIND)
            ]
        missing = "Field required: a file came in the field 'evidence'; file is meant"
        for content in (PDF, PDF + bytes(3_000_000)):
            assert named(sole, "POST", "/v1/documents", files={"evidence": ("a.pdf", content)}, data=data) == [
                (["body", "file"], missing, "missing")
            ]
        sent = named(sole, "POST", "/v1/documents", files={"file": (None, PDF)}, data=data)
        assert sent == [(["body", "file"], "Field required: the part file has no filename", "missing")]


def test_bodies_know_no_key_of_what_is_read_by_another_name(sole: Caller) -> None:
    """What was read can be sent back whole."""
    vendor_id = sole.vendor()
    service_id = sole.service(vendor_id)
    for path, read in (
        (f"/v1/vendors/{vendor_id}", sole.get(f"/v1/vendors/{vendor_id}").json()),
        (f"/v1/documents/{(document := sole.document(vendor_id))['id']}", document),
        (f"/v1/vendors/{vendor_id}/services/{service_id}", sole.get(f"/v1/vendors/{vendor_id}").json()["services"][0]),
    ):
        assert sole.patch(path, json=read).status_code == 200
