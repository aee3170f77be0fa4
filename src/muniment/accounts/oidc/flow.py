"""The authorization code flow with PKCE (RFC 6749 §4.1, RFC 7636, RFC 9700): out to the provider, and back.

What a browser must bring back is sealed in a cookie of its own: nothing is kept for who never comes back, and what one
browser began no other can end.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from muniment.accounts.oidc import id_tokens
from muniment.accounts.oidc.fetching import Request, fetch_json
from muniment.accounts.oidc.provider import Fetch, Provider
from muniment.accounts.sign_in import local_path
from muniment.errors import OidcRefusedError, OidcUnavailableError

LASTS_SECONDS = 600
"""How long somebody may take at the provider."""

_INFO = b"muniment oidc sign-in 1"
_MAX_CODE_CHARACTERS = 4096
_NOT_BEGUN_HERE = "this browser did not begin this sign-in, or took too long; begin again"


@dataclass(frozen=True, slots=True)
class Registration:
    """What this product is at the provider. `secret`: None for a public client."""

    id: str
    secret: str | None = field(repr=False)
    scope: str
    skew_seconds: int


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in under way, as the browser's cookie holds it, sealed. `return_to`: a path of this server."""

    state: str
    nonce: str
    verifier: str = field(repr=False)
    return_to: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What the browser brings back in the query."""

    code: str | None = field(repr=False)
    state: str | None
    issuer: str | None
    error: str | None


class Flow:
    """Signing in at one provider, for several threads."""

    def __init__(
        self, provider: Provider, registration: Registration, installation_secret: bytes, *, fetch: Fetch = fetch_json
    ) -> None:
        self.provider = provider
        self._registration = registration
        self._fetch = fetch
        derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=_INFO).derive(installation_secret)
        self._seal = Fernet(base64.urlsafe_b64encode(derived))

    def begin(self, redirect_uri: str, *, return_to: str | None) -> tuple[str, str]:
        """Where the browser goes, and what its cookie holds. `return_to`: where it wants to be afterwards; another
        server's address is not heard. Raises OidcUnavailableError."""
        path = local_path(return_to)
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        challenge = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._registration.id,
            "redirect_uri": redirect_uri,
            "scope": self._registration.scope,
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        address = self.provider.endpoints().authorization
        url = f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"
        begun = Begun(state, nonce, verifier, path)
        return url, self._seal.encrypt(json.dumps(asdict(begun)).encode()).decode()

    def end(self, sealed: str | None, returned: Returned, redirect_uri: str) -> tuple[dict[str, Any], str]:
        """The claims of who signed in, and the path to go to. Raises OidcRefusedError, OidcUnavailableError."""
        begun = self._opened(sealed)
        if not hmac.compare_digest((returned.state or "").encode(), begun.state.encode()):
            raise OidcRefusedError(_NOT_BEGUN_HERE)
        if returned.issuer not in (None, self.provider.issuer):  # RFC 9207
            raise OidcRefusedError("another provider answers")
        if returned.error is not None or not returned.code or len(returned.code) > _MAX_CODE_CHARACTERS:
            raise OidcRefusedError("it did not let you in")
        tokens = self._exchange(returned.code, begun.verifier, redirect_uri)
        claims = id_tokens.read(
            tokens.get("id_token"),
            self.provider,
            client_id=self._registration.id,
            nonce=begun.nonce,
            skew_seconds=self._registration.skew_seconds,
        )
        return {**self._told_elsewhere(claims["sub"], tokens.get("access_token")), **claims}, begun.return_to

    def _opened(self, sealed: str | None) -> Begun:
        try:
            return Begun(**json.loads(self._seal.decrypt((sealed or "").encode(), ttl=LASTS_SECONDS)))
        except InvalidToken:
            raise OidcRefusedError(_NOT_BEGUN_HERE) from None

    def _exchange(self, code: str, verifier: str, redirect_uri: str) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        endpoints, headers = self.provider.endpoints(), {}
        client_id, secret = self._registration.id, self._registration.secret
        if secret is None:
            form["client_id"] = client_id
        elif endpoints.takes_secret_in_form:
            form |= {"client_id": client_id, "client_secret": secret}
        else:
            pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"  # RFC 6749 §2.3.1
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        status, answer = self._fetch(Request(endpoints.token, headers, form))
        if status in (400, 401):
            raise OidcRefusedError("it does not take the code; begin again")
        if status != 200:
            raise OidcUnavailableError(f"its token endpoint answered {status}")
        return answer

    def _told_elsewhere(self, subject: str, access_token: object) -> Mapping[str, Any]:
        """What the provider tells of that subject beside the ID token, which counts for more."""
        address = self.provider.endpoints().userinfo
        if address is None or not isinstance(access_token, str) or not re.fullmatch(r"[!-~]{1,16384}", access_token):
            return {}
        status, told = self._fetch(Request(address, {"Authorization": f"Bearer {access_token}"}))
        if status != 200:
            raise OidcUnavailableError(f"its userinfo endpoint answered {status}")
        if told.get("sub") != subject:  # OpenID Connect Core §5.3.2
            raise OidcRefusedError("it tells of somebody else")
        return told
