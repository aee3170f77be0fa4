"""Forms of the token endpoint, as RFC 6749 has them and otherwise."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.errors import OAuthError
from muniment.http.transport.token_requests import TokenRequest, read_token_request

FORM = "application/x-www-form-urlencoded"
GRANT = b"grant_type=client_credentials"


def _basic(pair: str) -> str:
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def _read(body: bytes, *, authorization: str | None = None, content_type: str = FORM) -> TokenRequest:
    headers = {"content-type": content_type, **({"authorization": authorization} if authorization else {})}
    return read_token_request(headers, body)


@pytest.mark.parametrize(
    ("body", "authorization"),
    [
        (GRANT + b"&client_id=a%20b&client_secret=c%2Bd", None),
        (GRANT, _basic("a%20b:c%2Bd")),
        (GRANT, _basic("a+b:c%2Bd").replace("Basic", "basic")),
        (GRANT + b"&client_id=a+b", _basic("a+b:c%2Bd")),
        (GRANT + b"&scope=&client_secret=", _basic("a+b:c%2Bd")),
        (GRANT + b"&resource=x", _basic("a+b:c%2Bd")),
    ],
)
def test_client_says_in_the_form_or_by_basic_who_it_is(body: bytes, authorization: str | None) -> None:
    assert _read(body, authorization=authorization) == TokenRequest("a b", "c+d", None)


def test_scope_is_taken_as_it_was_sent() -> None:
    assert _read(GRANT + b"&client_id=a&client_secret=b&scope=x:y+z:w").scope == "x:y z:w"


def test_charset_in_the_content_type_is_no_harm() -> None:
    assert _read(GRANT, authorization=_basic("a:b"), content_type=f"{FORM}; charset=UTF-8").client_id == "a"


def test_secret_is_not_shown_when_the_request_is() -> None:
    assert "hush" not in repr(_read(GRANT, authorization=_basic("a:hush")))


@pytest.mark.parametrize(
    ("body", "authorization", "code"),
    [
        (b"", None, "invalid_request"),
        (b"client_id=a&client_secret=b", None, "invalid_request"),
        (b"grant_type=&client_id=a&client_secret=b", None, "invalid_request"),
        (GRANT + b"&" + GRANT, _basic("a:b"), "invalid_request"),
        (GRANT + b"&scope=x:y&scope=", _basic("a:b"), "invalid_request"),
        (GRANT + b"&scope=\xff", _basic("a:b"), "invalid_request"),
        (GRANT + b"&scope=%ff", _basic("a:b"), "invalid_request"),
        (GRANT + b"&a=1" * 21, _basic("a:b"), "invalid_request"),
        (GRANT + b"&client_id=a&client_secret=b", _basic("a:b"), "invalid_request"),
        (GRANT + b"&client_id=other", _basic("a:b"), "invalid_request"),
        (b"grant_type=password&username=a&password=b", _basic("a:b"), "unsupported_grant_type"),
        (GRANT, None, "invalid_client"),
        (GRANT + b"&client_id=a", None, "invalid_client"),
        (GRANT + b"&client_secret=b", None, "invalid_client"),
        (GRANT, _basic("no colon"), "invalid_client"),
        (GRANT, "Basic ???", "invalid_client"),
        (GRANT, "Basic é", "invalid_client"),
        (GRANT, "Basic /w==", "invalid_client"),
        (GRANT, "Basic", "invalid_client"),
        (GRANT, "Bearer ak_live_x", "invalid_client"),
    ],
)
def test_request_that_cannot_be_is_refused_in_the_words_of_the_rfc(
    body: bytes, authorization: str | None, code: str
) -> None:
    with pytest.raises(OAuthError) as refused:
        _read(body, authorization=authorization)
    assert (refused.value.code, refused.value.status) == (code, 401 if code == "invalid_client" else 400)


@pytest.mark.parametrize("content_type", ["", "application/json", "multipart/form-data; boundary=x", "text/plain"])
def test_only_a_form_is_read(content_type: str) -> None:
    with pytest.raises(OAuthError, match=r"^The body must be application/x-www-form-urlencoded\.$"):
        _read(GRANT, authorization=_basic("a:b"), content_type=content_type)


@given(st.binary(max_size=200), st.text(max_size=60))
def test_whatever_is_sent_is_a_request_or_refused(body: bytes, authorization: str) -> None:
    try:
        found = _read(body, authorization=authorization)
    except OAuthError as refused:
        assert refused.message.isascii() and not set(refused.message) & {'"', "\\"}
    else:
        assert found.client_id and found.secret
