"""Pages of other origins that may call the API from a browser (the Fetch standard's CORS): those that are named.

Never with what a browser adds by itself: there is no `Access-Control-Allow-Credentials`, so a session's cookie opens
nothing to them. Such a page has a key, or better a token that its own server gave it.
"""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response
from starlette.types import Scope

from muniment.http.contract.headers import ANSWERED, CONTENT_DIGEST, IDEMPOTENCY, IF_MATCH, IF_NONE_MATCH, RANGE
from muniment.settings import Settings

_PATH = "/v1/"
_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
_SAID = ", ".join(
    (
        *("Authorization", "Content-Type", *(one["name"] for one in IDEMPOTENCY)),
        *(one["name"] for one in (CONTENT_DIGEST, IF_MATCH, IF_NONE_MATCH, RANGE)),
        *("Tus-Resumable", "Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum"),
        "X-HTTP-Method-Override",
    )
)
"""What requests may say beyond what any page's may."""

_HEARD = ", ".join(sorted(ANSWERED.keys() - {"Set-Cookie"})).encode()
"""What of an answer's head such a page may read, beyond what any page may."""

_SECONDS = 600
"""How long a browser need not ask again."""

_OF_A_BODY = frozenset({b"content-length", b"transfer-encoding"})
"""No browser sends one with its question; whoever does is answered where bodies are read within limits."""

_VARIES = (b"vary", b"origin")


class CrossOrigin:
    """The origins that the settings name."""

    def __init__(self, settings: Settings) -> None:
        self._origins = frozenset(one.strip().encode() for one in settings.cors_origins.split(",") if one.strip())

    def headers(self, scope: Scope) -> Sequence[tuple[bytes, bytes]]:
        """What an answer says beside its own. None where no origin is named; else caches are told that it varies."""
        if not self._origins or not scope["path"].startswith(_PATH):
            return ()
        if (origin := self._origin(scope)) is None:
            return (_VARIES,)
        return (_VARIES, (b"access-control-allow-origin", origin), (b"access-control-expose-headers", _HEARD))

    def preflight(self, scope: Scope) -> Response | None:
        """The answer to a browser that asks whether a page may send a request; None where none asks, or it may not."""
        if scope["method"] != "OPTIONS" or not scope["path"].startswith(_PATH) or self._origin(scope) is None:
            return None
        names = {name for name, _ in scope["headers"]}
        if b"access-control-request-method" not in names or names & _OF_A_BODY:
            return None
        said = {"Access-Control-Allow-Methods": _METHODS, "Access-Control-Allow-Headers": _SAID}
        return Response(status_code=204, headers={**said, "Access-Control-Max-Age": str(_SECONDS)})

    def _origin(self, scope: Scope) -> bytes | None:
        """Where the page is from, when it is one of those."""
        said = [value for name, value in scope["headers"] if name == b"origin"]
        return said[0] if len(said) == 1 and said[0] in self._origins else None
