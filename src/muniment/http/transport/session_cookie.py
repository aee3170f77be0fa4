"""The cookie that holds a session's token, and the proof that a change which comes with it is meant.

A browser sends a cookie with whatever request a page makes, also one of somebody else. So a change needs a token that
such a page cannot know, bound to the session; and it must not say that it comes from elsewhere.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from secrets import token_bytes
from urllib.parse import urlsplit

from fastapi import Request
from starlette.datastructures import MutableHeaders

from muniment.accounts.sessions import PREFIX
from muniment.errors import ForgedRequestError

SECURE_NAME = "__Host-muniment"
"""The browser takes a cookie of this name over HTTPS alone, from this host and for all of it (RFC 6265bis §4.1.3.2)."""

PLAIN_NAME = "muniment"
"""Where it is served over plain HTTP, over which browsers take no `Secure` cookie."""

CSRF_HEADER = "X-CSRF-Token"

_CHANGES_NOTHING = frozenset({"GET", "HEAD", "OPTIONS"})
_TOKEN = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{43}}")
_MASKED_TOKEN = re.compile("[A-Za-z0-9_-]{86}")
"""Two times 32 bytes in base64."""

_FROM_HERE = frozenset({"same-origin", "none"})


def is_https(request: Request) -> bool:
    """Whether the browser speaks HTTPS, to this server or to a proxy before it."""
    public_url = request.app.state.runtime.settings.public_url or ""
    return request.url.scheme == "https" or public_url.startswith("https://")


def name_of(request: Request) -> str:
    """How the cookie is called."""
    return SECURE_NAME if is_https(request) else PLAIN_NAME


def token_of(request: Request) -> str | None:
    """The session's token that the request brings; None without one, and where several say different things."""
    token = value_of(request, name_of(request))
    return token if token is not None and _TOKEN.fullmatch(token) else None


def value_of(request: Request, name: str) -> str | None:
    """What the cookie of that name holds; None without one, and where several say different things."""
    pairs = [pair.strip().partition("=") for line in request.headers.getlist("cookie") for pair in line.split(";")]
    values = {value for given, _, value in pairs if given == name}
    return values.pop() if len(values) == 1 else None


def put(headers: MutableHeaders, request: Request, token: str, *, seconds: int) -> None:
    """Have the browser keep the token."""
    headers.append("Set-Cookie", f"{name_of(request)}={token}; Max-Age={seconds}{attributes(request)}")


def drop(headers: MutableHeaders, request: Request) -> None:
    """Have the browser forget it."""
    headers.append("Set-Cookie", f"{name_of(request)}=; Max-Age=0{attributes(request)}")


def attributes(request: Request) -> str:
    """What every cookie of ours says beside its value."""
    secure = "; Secure" if is_https(request) else ""
    return f"; Path=/; HttpOnly; SameSite=Lax{secure}"


def csrf_token(token: str) -> str:
    """What proves that a change is meant by who holds the session: made of its token, so that nothing is kept."""
    digest = hmac.digest(token.encode(), b"muniment csrf 1", hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def masked_csrf_token(token: str) -> str:
    """The same as a page holds it: other letters each time, so that none of them shows in the length of what is
    compressed."""
    proof = _bytes_of(csrf_token(token))
    mask = token_bytes(len(proof))
    return base64.urlsafe_b64encode(mask + _masked(proof, mask)).decode().rstrip("=")


def _unmasked(given: str) -> str:
    """The proof in what a page held; what is given otherwise as it is."""
    if not _MASKED_TOKEN.fullmatch(given):
        return given
    both = _bytes_of(given)
    half = len(both) // 2
    return base64.urlsafe_b64encode(_masked(both[half:], both[:half])).decode().rstrip("=")


def _masked(given: bytes, mask: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(given, mask, strict=True))


def _bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def check_is_meant(request: Request, token: str, *, csrf_token: str | None = None) -> None:
    """Of a change that comes with the cookie. `csrf_token`: where a form brings it. Raises ForgedRequestError."""
    if request.method in _CHANGES_NOTHING:
        return
    check_is_from_here(request)
    given = csrf_token if csrf_token is not None else request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(_unmasked(given).encode(), _expected(token)):
        raise ForgedRequestError(f"Send the session's CSRF token in {CSRF_HEADER}; GET /v1/session tells it.")


def check_is_from_here(request: Request) -> None:
    """Raises ForgedRequestError when the browser says that another site's page makes the request."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    public_url = request.app.state.runtime.settings.public_url
    # The scheme is a proxy's affair; one that changes Host too needs MUNIMENT_PUBLIC_URL.
    hosts = {request.headers.get("host"), urlsplit(public_url).netloc if public_url else None}
    is_foreign = origin is not None and (not (host := _host(origin)) or host not in hosts)
    if is_foreign or (site is not None and site not in _FROM_HERE):
        raise ForgedRequestError("The request comes from another site's page.")


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def _expected(token: str) -> bytes:
    return csrf_token(token).encode()
