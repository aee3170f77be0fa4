"""Where a request comes from, as its browser says."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from muniment.http.transport.session_cookie import CSRF_HEADER, csrf_token, masked_csrf_token
from tests.http.live import Server, code


def is_from_here(server: Server, headers: dict[str, str]) -> bool:
    """Whether a change by nobody gets as far as its code, which is wrong."""
    body = {"code": "x", "new_password": "seven red kites"}
    answer: httpx.Response = server.client.post("/v1/passwords", json=body, headers=headers)
    assert code(answer) in ((400, "invalid_code"), (403, "forged_request"))
    return answer.status_code == 400


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, True),  # no browser
        ({"origin": "https://evidence.example.com"}, True),
        ({"origin": "http://evidence.example.com"}, True),  # the scheme is a proxy's affair
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-origin", "origin": "https://evidence.example.com"}, True),
        ({"origin": "https://evidence.example.com:8443"}, False),
        ({"origin": "https://example.com"}, False),
        ({"origin": "https://evidence.example.com.evil.example"}, False),
        ({"origin": "https://evil.example/evidence.example.com"}, False),
        ({"origin": "null"}, False),
        ({"origin": ""}, False),
        ({"origin": "https://[evil"}, False),
        ({"sec_fetch_site": "cross-site"}, False),
        ({"sec_fetch_site": "same-site"}, False),
        ({"sec_fetch_site": "SAME-ORIGIN"}, False),
        ({"sec_fetch_site": "cross-site", "origin": "https://evidence.example.com"}, False),
        ({"sec_fetch_site": "same-origin", "origin": "https://evil.example"}, False),
    ],
)
def test_request_is_from_here_when_its_browser_says_nothing_else(
    sqlite_api: Server, headers: dict[str, str], expected: bool
) -> None:
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    assert is_from_here(sqlite_api, {"Host": "evidence.example.com", **given}) == expected


def test_address_that_browsers_use_is_here_too(sqlite_api: Server, start: Callable[..., Server]) -> None:
    inside = {"Host": "10.0.0.7:8000", "Origin": "https://evidence.example.com"}
    assert not is_from_here(sqlite_api, inside)
    assert is_from_here(start(public_url="https://evidence.example.com/room"), inside)


def test_csrf_token_is_of_one_session_and_tells_nothing_of_its_token() -> None:
    first, second = (csrf_token(f"cbss_{letter * 43}") for letter in "ab")
    assert first == csrf_token("cbss_" + "a" * 43)
    assert first != second
    assert "aaaa" not in first


def test_csrf_token_is_masked_otherwise_each_time_and_is_taken_all_the_same(sqlite_api: Server) -> None:
    person = sqlite_api.person()
    masked = [masked_csrf_token(person.secret) for _ in range(2)]
    assert masked[0] != masked[1]
    assert csrf_token(person.secret) not in masked
    for given in masked:
        answer = sqlite_api.client.post("/v1/vendors", json={"name": "x"}, headers=person.cookie | {CSRF_HEADER: given})
        assert answer.status_code == 201
    for bad in (masked[0][:-1] + "!", "A" * 86, masked_csrf_token("cbss_" + "a" * 43), masked[0][43:]):
        answer = sqlite_api.client.post("/v1/vendors", json={"name": "x"}, headers=person.cookie | {CSRF_HEADER: bad})
        assert code(answer) == (403, "forged_request")
