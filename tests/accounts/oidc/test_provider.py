"""What a provider says of itself, and how often it is asked for its keys."""

from __future__ import annotations

from typing import Any

import pytest

from muniment.accounts.oidc.fetching import Request
from muniment.accounts.oidc.provider import FAILED_SECONDS, KEPT_SECONDS, LEAST_PAUSE_SECONDS, Provider, is_address
from muniment.errors import OidcUnavailableError

ISSUER = "https://login.example.com/realm"
GOOD: dict[str, Any] = {
    "issuer": ISSUER,
    "authorization_endpoint": "https://login.example.com/auth?tenant=1",
    "token_endpoint": "https://login.example.com/token",
    "jwks_uri": "https://keys.example.com/keys",
}


class Told:
    """A provider as it answers; `asked` is every address in order."""

    def __init__(self, **changes: Any) -> None:
        self.document: dict[str, Any] = {**GOOD, **changes}
        self.keys: Any = [{"kid": "first"}]
        self.status = 200
        self.asked: list[str] = []
        self.at = 0.0

    def __call__(self, request: Request) -> tuple[int, dict[str, Any]]:
        self.asked.append(request.url)
        is_of_itself = request.url.endswith("/.well-known/openid-configuration")
        return self.status, self.document if is_of_itself else {"keys": self.keys}

    def provider(self) -> Provider:
        return Provider(ISSUER, fetch=self, steady_clock=lambda: self.at)


def test_it_is_asked_once_for_what_it_says_and_again_after_a_while() -> None:
    told = Told()
    provider = told.provider()
    for at, times in ((0.0, 1), (KEPT_SECONDS, 1), (KEPT_SECONDS + 1, 2)):
        told.at = at
        assert provider.endpoints().token == GOOD["token_endpoint"]
        assert told.asked == [f"{ISSUER}/.well-known/openid-configuration"] * times


def test_unknown_key_is_fetched_at_once_and_made_up_ones_once_in_a_while() -> None:
    told = Told()
    provider = told.provider()
    assert provider.key("first") == {"kid": "first"}
    told.keys = [{"kid": "second"}]
    assert provider.key("second") == {"kid": "second"}
    assert provider.key("first") is None  # withdrawn
    for n in range(100):
        assert provider.key(f"made up {n}") is None
    assert told.asked.count(GOOD["jwks_uri"]) == 2
    told.at += LEAST_PAUSE_SECONDS + 1
    told.keys = [{"kid": "third"}]
    assert provider.key("third") == {"kid": "third"}
    assert told.asked.count(GOOD["jwks_uri"]) == 3


def test_key_that_was_withdrawn_is_good_no_longer_than_keys_are_kept() -> None:
    told = Told()
    provider = told.provider()
    assert provider.key("first") is not None
    told.keys, told.at = [], KEPT_SECONDS + 1
    assert provider.key("first") is None


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "https://evil.example"},
        {"issuer": ISSUER + "/"},
        {"token_endpoint": "http://login.example.com/token"},
        {"token_endpoint": "https://me:secret@login.example.com/token"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"jwks_uri": None},
        {"jwks_uri": ["https://login.example.com"]},
        {"userinfo_endpoint": "ftp://login.example.com"},
    ],
)
def test_document_that_does_not_fit_is_no_providers(changes: dict[str, Any]) -> None:
    with pytest.raises(OidcUnavailableError):
        Told(**changes).provider().endpoints()


@pytest.mark.parametrize("keys", [None, {}, [{"kid": str(n)} for n in range(101)]])
def test_set_of_keys_that_is_none_is_told(keys: Any) -> None:
    told = Told()
    told.keys = keys
    with pytest.raises(OidcUnavailableError):
        told.provider().key("first")


def test_entries_that_are_no_keys_are_passed_over() -> None:
    told = Told()
    told.keys = [1, None, {}, {"kid": 1}, {"kid": "first"}]
    assert told.provider().key("first") == {"kid": "first"}


def test_provider_that_fails_is_asked_again_after_a_moment() -> None:
    told = Told()
    provider = told.provider()
    told.status = 500
    for _ in range(20):
        with pytest.raises(OidcUnavailableError):
            provider.endpoints()
    assert len(told.asked) == 1
    told.status, told.at = 200, FAILED_SECONDS
    assert provider.endpoints().takes_secret_in_form is False


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://login.example.com/a?b=c", True),
        ("http://127.0.0.1:9000/a", True),
        ("http://[::1]/a", True),
        ("http://localhost/a", True),
        ("http://login.example.com/a", False),
        ("http://127.0.0.1.evil.example/a", False),
        ("https://a b/", False),
        ("https://host/\r\nX: y", False),
        ("https://host:99999/", False),
        ("https://[::1/", False),
        ("https://host/#fragment", False),
        ("https:///path", False),
        ("", False),
    ],
)
def test_provider_is_spoken_to_over_https_or_on_this_machine(url: str, is_one: bool) -> None:
    assert is_address(url) == is_one
