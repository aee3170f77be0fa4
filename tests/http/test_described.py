"""What every answer of a test is held against notices what is not described."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from muniment.http.contract.meanings import examples
from tests.http.described import check

PATH = "/v1/documents/cbvdoc_2f1c9a7b6d5e4f3a2b1c0d9e8f7a6b5c"
IDS = dict.fromkeys(("x-coverbase-request-id", "x-request-id"), "6e1d2c63-6a0f-4a57-9b0e-5d8a4f0c7b21")
DOCUMENT = examples()["Document"]


def answer(status: int, body: Any, headers: dict[str, str]) -> httpx.Response:
    return httpx.Response(status, json=body, headers=headers, request=httpx.Request("GET", f"http://localhost{PATH}"))


def refusal(code: str) -> dict[str, Any]:
    return {"detail": {"code": code, "message": "No."}, "request_id": IDS["x-request-id"]}


def test_what_is_described_passes() -> None:
    check(answer(200, DOCUMENT, {**IDS, "ETag": '"x"'}))
    check(answer(404, refusal("document_not_found"), IDS))
    check(answer(405, refusal("method_not_allowed"), IDS))  # of no operation


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (answer(404, refusal("vendor_not_found"), IDS), "404 vendor_not_found is not described"),
        (answer(409, refusal("legal_hold"), IDS), "409 legal_hold is not described"),
        (answer(200, DOCUMENT, IDS), "comes without"),
        (answer(200, {**DOCUMENT, "vendor": "x"}, {**IDS, "ETag": '"x"'}), "is not as described"),
        (answer(200, {**DOCUMENT, "status": "done"}, {**IDS, "ETag": '"x"'}), "is not as described"),
    ],
    ids=["code", "status", "header", "key", "word"],
)
def test_what_is_not_described_is_noticed(given: httpx.Response, told: str) -> None:
    with pytest.raises(AssertionError, match=told):
        check(given)
