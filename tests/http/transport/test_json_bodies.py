"""JSON bodies are taken as their senders mean them, or refused."""

from __future__ import annotations

import pytest

from tests.http.live import Caller, created, detail_of

JSON = "application/json"
TAKEN = {
    "plain": (JSON, b'{"name": "N"}'),
    "no type": (None, b'{"name": "N"}'),
    "in capitals": ("Application/JSON; Charset=UTF-8", b'{"name": "N"}'),
    "of a vendor": ("application/vnd.api+json", b'{"name": "N"}'),
    "with a mark": (JSON, b'\xef\xbb\xbf{"name": "N"}'),
    "ASCII in another charset": ("application/json; charset=iso-8859-1", b'{"name": "N"}'),
    "one name in two objects": (JSON, b'{"name": "N", "primary_contact": {"email": "a@b.co", "name": "M"}}'),
}

REFUSED = {
    "NaN": (JSON, b'{"name": "N", "other": NaN}', ["body"], "json_invalid", "NaN"),
    "infinity": (JSON, b'{"name": "N", "other": [-Infinity]}', ["body"], "json_invalid", "-Infinity"),
    "comma at the end": (JSON, b'{"name": "N",}', ["body", 13], "json_invalid", "property name"),
    "quotes of another kind": (JSON, b"{'name': 'N'}", ["body", 1], "json_invalid", "property name"),
    "comment": (JSON, b'{"name": "N"} // x', ["body", 14], "json_invalid", "Extra data"),
    "cut": (JSON, b'{"name": "N', ["body", 9], "json_invalid", "Unterminated"),
    "name twice": (JSON, b'{"name": "N", "name": "M"}', ["body", "name"], "repeated_field", "2 times"),
    "name twice within": (
        JSON,
        b'{"name": "N", "primary_contact": {"email": "a@b.co", "email": "c@d.co"}}',
        ["body", "email"],
        "repeated_field",
        "2 times",
    ),
    "UTF-16": (JSON, '{"name": "N"}'.encode("utf-16"), ["body", 0], "json_invalid", "not UTF-8"),
    "UTF-16 that is stated": (
        "application/json; charset=utf-16",
        '{"name": "é"}'.encode("utf-16-le"),
        ["body", 20],
        "json_invalid",
        "not UTF-8",
    ),
    "Latin-1, as PowerShell sends it": (JSON, '{"name": "é"}'.encode("latin-1"), ["body", 10], "json_invalid", "UTF-8"),
    "UTF-8 that is called otherwise": (
        "application/json; charset=iso-8859-1",
        '{"name": "é"}'.encode(),
        ["body"],
        "json_invalid",
        "charset",
    ),
    "deep": (JSON, b'{"name": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", ["body"], "json_invalid", "nested"),
    "long number": (JSON, b'{"name": "N", "other": ' + b"9" * 10_000 + b"}", ["body"], "json_invalid", "too large"),
    "form": ("application/x-www-form-urlencoded", b'{"name": "N"}', ["body"], "json_invalid", "not application/x-www"),
    "text": ("text/plain", b'{"name": "N"}', ["body"], "json_invalid", "must be application/json, not text/plain"),
}


@pytest.mark.parametrize("case", TAKEN)
def test_body_is_taken(sole: Caller, case: str) -> None:
    kind, body = TAKEN[case]
    headers = {"Content-Type": kind} if kind is not None else {}
    assert created(sole.post("/v1/vendors", content=body, headers=headers))["name"] == "N"


@pytest.mark.parametrize("case", REFUSED)
def test_body_is_refused_with_the_reason(sole: Caller, case: str) -> None:
    kind, body, loc, type_, word = REFUSED[case]
    response = sole.post("/v1/vendors", content=body, headers={"Content-Type": kind})
    assert response.status_code == 422
    (problem,) = detail_of(response)
    assert (problem["loc"], problem["type"]) == (loc, type_)
    assert word in problem["msg"]
    assert sole.get("/v1/vendors").json()["total"] == 0


def test_key_is_asked_for_before_a_body_is_refused(sole: Caller) -> None:
    for headers, status in (({}, 403), ({"Authorization": "Bearer x"}, 401)):
        assert sole.server.client.post("/v1/vendors", content=b"{", headers=headers).status_code == status
