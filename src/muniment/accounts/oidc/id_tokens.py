"""What an ID token says, once all of it was checked (OpenID Connect Core 1.0 §3.1.3.7).

Signed with a key that the provider publishes now, under one of a list of algorithms in which there is neither none nor
any whose key is shared; by this issuer, for this client and for this very sign-in, and in time.
"""

from __future__ import annotations

import hmac
from typing import Any

import jwt

from muniment.accounts.oidc.provider import Provider
from muniment.errors import OidcRefusedError

KEY_TYPES = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    "EdDSA": "OKP",
}
"""The algorithms that are taken, each with the type of its keys."""

LEAST_RSA_BITS = 2048
MAX_CHARACTERS = 64 * 1024
_REQUIRED = ["iss", "sub", "aud", "exp", "iat"]
_MAX_SUBJECT_CHARACTERS = 255


def read(token: object, provider: Provider, *, client_id: str, nonce: str, skew_seconds: int) -> dict[str, Any]:
    """The claims. Raises OidcRefusedError, OidcUnavailableError."""
    if not isinstance(token, str) or len(token) > MAX_CHARACTERS:
        raise OidcRefusedError("its answer holds no ID token")
    try:
        header = jwt.get_unverified_header(token)
    except jwt.InvalidTokenError:  # one that holds `crit`, which nothing here understands, too
        raise OidcRefusedError("its ID token is none") from None
    algorithm, key = _key(header, provider)
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            key=key,
            algorithms=[algorithm],
            issuer=provider.issuer,
            audience=client_id,
            leeway=skew_seconds,
            options={"require": _REQUIRED},
        )
    except jwt.InvalidTokenError as error:
        raise OidcRefusedError(_WRONG.get(type(error), "its ID token is malformed")) from None
    _check(claims, client_id=client_id, nonce=nonce)
    return claims


_WRONG: dict[type[Exception], str] = {
    jwt.InvalidSignatureError: "its ID token is not signed with its key",
    jwt.ExpiredSignatureError: "its ID token has expired",
    jwt.ImmatureSignatureError: "its ID token is of the future; look at the clocks",
    jwt.InvalidIssuerError: "its ID token is another issuer's",
    jwt.InvalidAudienceError: "its ID token is for another client",
    jwt.MissingRequiredClaimError: "its ID token leaves out what it must say",
}


def _key(header: dict[str, Any], provider: Provider) -> tuple[str, Any]:
    """The algorithm and the public key that the header names."""
    algorithm, key_id = header.get("alg"), header.get("kid")
    if not isinstance(algorithm, str) or algorithm not in KEY_TYPES:
        raise OidcRefusedError("its ID token is signed in a way that is not taken")
    told = provider.key(key_id) if isinstance(key_id, str) else None
    if told is None:
        raise OidcRefusedError("its ID token names no key that it publishes")
    is_for_it = told.get("kty") == KEY_TYPES[algorithm] and told.get("alg", algorithm) == algorithm
    if not is_for_it or told.get("use", "sig") != "sig":
        raise OidcRefusedError("its ID token is signed with a key for something else")
    try:
        key = jwt.PyJWK(told, algorithm=algorithm).key
    except (jwt.PyJWTError, ValueError, TypeError):
        raise OidcRefusedError("the key of its ID token is none") from None
    if KEY_TYPES[algorithm] == "RSA" and key.key_size < LEAST_RSA_BITS:
        raise OidcRefusedError("the key of its ID token is too short")
    return algorithm, key


def _check(claims: dict[str, Any], *, client_id: str, nonce: str) -> None:
    audience = claims["aud"]
    if (isinstance(audience, list) and len(audience) > 1 and "azp" not in claims) or (
        claims.get("azp", client_id) != client_id
    ):
        raise OidcRefusedError("its ID token is for another client")
    given = claims.get("nonce")
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(errors="replace"), nonce.encode()):
        raise OidcRefusedError("its ID token is of another sign-in")
    subject = claims["sub"]
    if not isinstance(subject, str) or not 0 < len(subject) <= _MAX_SUBJECT_CHARACTERS or "\x00" in subject:
        raise OidcRefusedError("its ID token says of nobody who it is")
