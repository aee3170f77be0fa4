"""An identity provider (OpenID Connect Discovery 1.0): what it says of itself, and the keys it signs with.

Both are kept for a while. A token signed with a key that is not known has the keys fetched again, once in a while: a
key may be new, and whoever makes up key ids must not have the provider asked each time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from muniment.accounts.oidc.fetching import Request, fetch_json
from muniment.errors import OidcUnavailableError

KEPT_SECONDS = 3600.0
"""How long what was fetched holds: a key that the provider has withdrawn is good no longer."""

LEAST_PAUSE_SECONDS = 30.0
"""Between two fetches of the keys for an id that is not known."""

FAILED_SECONDS = 5.0
"""How long a provider that could not be asked is not asked again: who begins a sign-in is not known, and must not have
threads wait for it one after the other."""

MAX_KEYS = 100

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
Fetch = Callable[[Request], tuple[int, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where a provider is asked what. `userinfo`: None where it has none. `takes_secret_in_form`: that it does not
    take a client's secret by Basic."""

    authorization: str
    token: str
    keys: str
    userinfo: str | None
    takes_secret_in_form: bool


class Provider:
    """One provider, for several threads."""

    def __init__(
        self, issuer: str, *, fetch: Fetch = fetch_json, steady_clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`issuer`: its URL, as it says itself in tokens."""
        self.issuer = issuer
        self._fetch = fetch
        self._clock = steady_clock
        self._lock = Lock()
        self._endpoints: tuple[float, Endpoints] | None = None
        self._keys: tuple[float, Mapping[str, dict[str, Any]]] | None = None
        self._asked_again_at: float | None = None
        self._failed_at: float | None = None

    def endpoints(self) -> Endpoints:
        """Where it is asked. Raises OidcUnavailableError."""
        with self._lock:
            now = self._clock()
            if self._endpoints is None or now - self._endpoints[0] > KEPT_SECONDS:
                self._endpoints = (now, self._discover())
            return self._endpoints[1]

    def key(self, key_id: str) -> dict[str, Any] | None:
        """The public key of that id, as a JSON Web Key; None when it has none. Raises OidcUnavailableError."""
        address = self.endpoints().keys
        with self._lock:
            now = self._clock()
            if self._keys is None or now - self._keys[0] > KEPT_SECONDS:
                self._keys = (now, self._fetch_keys(address))
            elif key_id not in self._keys[1] and (
                self._asked_again_at is None or now - self._asked_again_at > LEAST_PAUSE_SECONDS
            ):
                self._asked_again_at = now
                self._keys = (now, self._fetch_keys(address))
            return self._keys[1].get(key_id)

    def _discover(self) -> Endpoints:
        told = self._get(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if told.get("issuer") != self.issuer:
            raise OidcUnavailableError("it calls itself by another issuer than MUNIMENT_OIDC_ISSUER")
        methods = told.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
        return Endpoints(
            authorization=self._address(told, "authorization_endpoint"),
            token=self._address(told, "token_endpoint"),
            keys=self._address(told, "jwks_uri"),
            userinfo=self._address(told, "userinfo_endpoint") if "userinfo_endpoint" in told else None,
            takes_secret_in_form=isinstance(methods, list) and "client_secret_basic" not in methods,
        )

    def _address(self, told: Mapping[str, Any], name: str) -> str:
        value = told.get(name)
        if not isinstance(value, str) or not is_address(value):
            raise OidcUnavailableError(f"its {name} is no https address")
        return value

    def _fetch_keys(self, address: str) -> Mapping[str, dict[str, Any]]:
        keys = self._get(address).get("keys")
        if not isinstance(keys, list) or len(keys) > MAX_KEYS:
            raise OidcUnavailableError("its jwks_uri holds no set of keys")
        return {one["kid"]: one for one in keys if isinstance(one, dict) and isinstance(one.get("kid"), str)}

    def _get(self, url: str) -> dict[str, Any]:
        if self._failed_at is not None and self._clock() - self._failed_at < FAILED_SECONDS:
            raise OidcUnavailableError("it could not be asked a moment ago")
        try:
            status, told = self._fetch(Request(url, {}))
            if status != 200:
                raise OidcUnavailableError(f"{urlsplit(url).hostname} answered {status}")
        except OidcUnavailableError:
            self._failed_at = self._clock()
            raise
        return told


def is_address(url: str) -> bool:
    """Whether a provider may be spoken to there: over HTTPS, or on this very machine."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        is_whole = bool(host) and parts.port != 0 and parts.username is None and not parts.fragment
    except ValueError:
        return False
    is_plain = all("!" <= one <= "~" for one in url)
    return is_whole and is_plain and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK))
