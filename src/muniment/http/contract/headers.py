"""Headers of requests and answers, each described once."""

from __future__ import annotations

from typing import Any


def _answered(description: str, *, always: bool = False, **schema: Any) -> dict[str, Any]:
    return {"description": description, "required": always, "schema": {"type": "string", **schema}}


def _asked(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "description": description,
        "schema": {"type": "string", **schema},
    }


ANSWERED = {
    "x-coverbase-request-id": _answered(
        "Names the request: quote it when you report something.", always=True, format="uuid"
    ),
    "x-request-id": _answered("The same.", always=True, format="uuid"),
    "WWW-Authenticate": _answered("How to say who is calling.", always=True),
    "Retry-After": _answered("Seconds after which trying again may help.", always=True, pattern=r"^\d+$"),
    "RateLimit-Limit": _answered(
        "Requests of a caller in one window; where the operator set a rate, as the next three."
    ),
    "RateLimit-Remaining": _answered("How many of them are left."),
    "RateLimit-Reset": _answered("Seconds until all of them are there again."),
    "RateLimit-Policy": _answered("The rate: `600;w=60` is 600 requests in 60 seconds."),
    "Idempotent-Replayed": _answered(
        "Where the `Idempotency-Key` was known: the answer is the first one's, and nothing was done.", const="true"
    ),
    "X-Content-SHA256": _answered(
        "SHA-256 of the file that is kept, in hex: compare it with your own.", pattern="^[0-9a-f]{64}$"
    ),
    "X-Same-Content": _answered(
        "Ids of other documents with the same bytes, the newest first and at most 5: the file was uploaded before.",
        pattern="^[a-z0-9_]+(, [a-z0-9_]+)*$",
    ),
    "ETag": _answered("The tag of what is answered, for `If-Match` and `If-None-Match`.", always=True),
    "Last-Modified": _answered("When the file came.", always=True),
    "Content-Disposition": _answered("`attachment`, with the file's name.", always=True),
    "Accept-Ranges": _answered("`bytes`.", always=True),
    "Content-Range": _answered("Which part it is, of how much.", always=True),
    "X-Total-Count": _answered("How many there are in all.", always=True, pattern=r"^\d+$"),
    "Location": _answered("Where it goes on.", always=True),
    "Tus-Resumable": _answered("The version of the protocol.", always=True),
    "Upload-Offset": _answered("Bytes of the upload that have come.", always=True, pattern=r"^\d+$"),
    "Upload-Expires": _answered("When it is forgotten unless more comes.", always=True),
    "Upload-Length": _answered("Bytes of the whole file.", always=True, pattern=r"^\d+$"),
    "Upload-Metadata": _answered("What was said of the file."),
    "X-Document-Id": _answered("The document, once the upload is whole."),
    "Content-Location": _answered("The document's address, once the upload is whole."),
    "Set-Cookie": _answered("The session's cookie, or its end.", always=True),
}
"""By name. `required` says that it always comes with the answers that have it."""

RATE = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")
OF_STATUS = {401: ("WWW-Authenticate",), 429: ("Retry-After",), 503: ("Retry-After",)}
"""What comes with every refusal of a status."""

ALWAYS = ("x-coverbase-request-id", "x-request-id")
"""What comes with every answer."""

IDEMPOTENCY = [
    _asked(
        "Idempotency-Key",
        "1 to 255 printable ASCII characters; within 24 hours the same key gets the first answer again.",
        minLength=1,
        maxLength=255,
        pattern="^[ -~]+$",
    ),
    _asked(
        "Idempotency-Strict",
        "true: the key is refused for other content than its first, and while that is under way.",
        type="boolean",
    ),
]
CONTENT_DIGEST = _asked(
    "Content-Digest",
    "What the body's digest must be, or its file's: `sha-256=:…:` in base64 (RFC 9530); another one is refused.",
    pattern="^sha-256=:[A-Za-z0-9+/]{43}=:$",
)
IF_MATCH = _asked("If-Match", "Change it only while it has this `ETag`, as it was read (RFC 9110 §13.1.1).")
IF_NONE_MATCH = _asked("If-None-Match", "Answer 304, without a body, while it has this `ETag`.")
RANGE = _asked("Range", "A part of the file: `bytes=0-1023`.")


def with_headers(*names: str) -> dict[str, Any]:
    """The `headers` of an answer that has these, beside those that every answer has."""
    return {"headers": {name: {"$ref": f"#/components/headers/{name}"} for name in names}}


UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "Unchanged.", **with_headers("ETag")}}
"""The answer to who has the tag still."""
