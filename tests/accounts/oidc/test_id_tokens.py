"""Forged ID tokens, each wrong in one way, and the good one that they are made from."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from muniment.accounts.oidc import id_tokens
from muniment.accounts.oidc.fetching import Request
from muniment.accounts.oidc.provider import Provider
from muniment.errors import OidcRefusedError

ISSUER, CLIENT, NONCE = "https://login.example.com", "muniment", "a nonce of this sign-in"
RSA_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
SHORT_KEY = rsa.generate_private_key(public_exponent=65537, key_size=1024)
EC_KEY = ec.generate_private_key(ec.SECP256R1())
ED_KEY = ed25519.Ed25519PrivateKey.generate()
SECRET = base64.urlsafe_b64encode(b"a secret that both sides know, of 32").decode().rstrip("=")


def _public(key: Any, algorithm: Any, **more: str) -> dict[str, Any]:
    return {**algorithm.to_jwk(key.public_key(), as_dict=True), **more}


KEYS: list[dict[str, Any]] = [
    _public(RSA_KEY, RSAAlgorithm, kid="rsa", use="sig"),
    _public(RSA_KEY, RSAAlgorithm, kid="for RS512", alg="RS512"),
    _public(RSA_KEY, RSAAlgorithm, kid="for encryption", use="enc"),
    _public(SHORT_KEY, RSAAlgorithm, kid="short"),
    _public(EC_KEY, ECAlgorithm, kid="ec"),
    _public(ED_KEY, OKPAlgorithm, kid="ed"),
    {"kty": "oct", "kid": "shared", "k": SECRET},
    {"kty": "RSA", "kid": "broken", "n": "AQAB"},
]


def told(request: Request) -> tuple[int, dict[str, Any]]:
    """What the provider answers."""
    if request.url.endswith("/.well-known/openid-configuration"):
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        return 200, {"issuer": ISSUER, **{name: f"{ISSUER}/{name}" for name in names}}
    return 200, {"keys": KEYS}


def claims(**changes: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {"iss": ISSUER, "aud": CLIENT, "sub": "ada", "iat": now, "exp": now + 300, "nonce": NONCE}
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def signed(
    said: dict[str, Any], key: Any = RSA_KEY, algorithm: str = "RS256", kid: str | None = "rsa", **header: Any
) -> str:
    return jwt.encode(said, key, algorithm=algorithm, headers={**({"kid": kid} if kid else {}), **header})


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def by_hand(header: dict[str, Any], said: dict[str, Any], key: bytes | None) -> str:
    """A token as no library makes it: unsigned, or by HMAC under bytes that everybody knows."""
    body = f"{_part(header)}.{_part(said)}"
    digest = hmac.digest(key, body.encode(), hashlib.sha256) if key is not None else b""
    return f"{body}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def read(token: object, *, skew_seconds: int = 60) -> dict[str, Any]:
    provider = Provider(ISSUER, fetch=told)
    return id_tokens.read(token, provider, client_id=CLIENT, nonce=NONCE, skew_seconds=skew_seconds)


@pytest.mark.parametrize(
    "token",
    [
        lambda: signed(claims()),
        lambda: signed(claims(), algorithm="PS256"),
        lambda: signed(claims(), algorithm="RS512", kid="for RS512"),
        lambda: signed(claims(), EC_KEY, "ES256", "ec"),
        lambda: signed(claims(), ED_KEY, "EdDSA", "ed"),
        lambda: signed(claims(aud=[CLIENT])),
        lambda: signed(claims(aud=[CLIENT, "another"], azp=CLIENT)),
        lambda: signed(claims(exp=int(time.time()) - 30)),
        lambda: signed(claims(iat=int(time.time()) + 30, nbf=int(time.time()) + 30)),
    ],
)
def test_good_token_says_who_it_is(token: Callable[[], str]) -> None:
    assert read(token())["sub"] == "ada"


PUBLIC_PEM = RSA_KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
FORGED: dict[str, tuple[Callable[[], object], str]] = {
    "no token": (lambda: None, "holds no ID token"),
    "a number": (lambda: 1, "holds no ID token"),
    "too long": (lambda: "x" * 70_000, "holds no ID token"),
    "no JWT": (lambda: "a.b", "is none"),
    "unsigned": (lambda: by_hand({"alg": "none", "kid": "rsa"}, claims(), None), "in a way that is not taken"),
    "unsigned, spelt otherwise": (lambda: by_hand({"alg": "nOnE", "kid": "rsa"}, claims(), None), "not taken"),
    "no algorithm": (lambda: by_hand({"kid": "rsa"}, claims(), None), "ID token"),
    "HMAC under the public key": (
        lambda: by_hand({"alg": "HS256", "kid": "rsa"}, claims(), PUBLIC_PEM),
        "in a way that is not taken",
    ),
    "HMAC under a published secret": (
        lambda: by_hand({"alg": "HS256", "kid": "shared"}, claims(), base64.urlsafe_b64decode(SECRET + "=")),
        "in a way that is not taken",
    ),
    "a shared key for RSA": (lambda: signed(claims(), kid="shared"), "for something else"),
    "another's key under a known id": (lambda: signed(claims(), OTHER_KEY), "not signed with its key"),
    "a key of its own in the header": (
        lambda: signed(claims(), OTHER_KEY, jwk=_public(OTHER_KEY, RSAAlgorithm)),
        "not signed with its key",
    ),
    "an address of keys in the header": (
        lambda: signed(claims(), OTHER_KEY, jku="https://evil.example/keys"),
        "not signed with its key",
    ),
    "an unknown key id": (lambda: signed(claims(), kid="unknown"), "names no key"),
    "no key id": (lambda: signed(claims(), kid=None), "names no key"),
    "an algorithm of another key": (lambda: signed(claims(), EC_KEY, "ES256", "rsa"), "for something else"),
    "an algorithm the key is not for": (lambda: signed(claims(), kid="for RS512"), "for something else"),
    "a key for encryption": (lambda: signed(claims(), kid="for encryption"), "for something else"),
    "a key that is none": (lambda: signed(claims(), kid="broken"), "is none"),
    "more to understand": (lambda: signed(claims(), crit=["x"], x=1), "is none"),
    "altered after signing": (
        lambda: signed(claims()).split(".")[0] + "." + _part(claims(sub="eve")) + "." + signed(claims()).split(".")[2],
        "not signed with its key",
    ),
    "another issuer": (lambda: signed(claims(iss="https://evil.example")), "another issuer's"),
    "an issuer with a slash more": (lambda: signed(claims(iss=ISSUER + "/")), "another issuer's"),
    "another audience": (lambda: signed(claims(aud="another")), "for another client"),
    "several audiences and nobody's": (lambda: signed(claims(aud=[CLIENT, "another"])), "for another client"),
    "another's, and we among its audience": (
        lambda: signed(claims(aud=[CLIENT, "another"], azp="another")),
        "for another client",
    ),
    "another party that is meant": (lambda: signed(claims(azp="another")), "for another client"),
    "another nonce": (lambda: signed(claims(nonce="replayed")), "of another sign-in"),
    "a nonce that is no text": (lambda: signed(claims(nonce=[NONCE])), "of another sign-in"),
    "no nonce": (lambda: signed(claims(nonce=None)), "of another sign-in"),
    "expired": (lambda: signed(claims(exp=int(time.time()) - 90)), "expired"),
    "issued in the future": (lambda: signed(claims(iat=int(time.time()) + 90)), "of the future"),
    "not valid yet": (lambda: signed(claims(nbf=int(time.time()) + 90)), "of the future"),
    "an end that is no time": (lambda: signed(claims(exp="tomorrow")), "malformed"),
    "no end": (lambda: signed(claims(exp=None)), "leaves out"),
    "no beginning": (lambda: signed(claims(iat=None)), "leaves out"),
    "no audience": (lambda: signed(claims(aud=None)), "leaves out"),
    "no issuer": (lambda: signed(claims(iss=None)), "leaves out"),
    "nobody": (lambda: signed(claims(sub=None)), "leaves out"),
    "an empty subject": (lambda: signed(claims(sub="")), "nobody"),
    "a subject too long": (lambda: signed(claims(sub="x" * 256)), "nobody"),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_token_is_refused_with_a_sentence_and_none_of_what_it_holds(name: str) -> None:
    token, said = FORGED[name]
    with pytest.raises(OidcRefusedError) as refused:
        read(token())
    message = refused.value.message
    assert said in message
    assert not [secret for secret in (NONCE, "evil", "eve", SECRET) if secret in message]


@pytest.mark.filterwarnings("ignore:.*bits long")
def test_key_of_too_few_bits_is_refused() -> None:
    with pytest.raises(OidcRefusedError, match="too short"):
        read(signed(claims(), SHORT_KEY, kid="short"))
