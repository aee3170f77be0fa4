"""The errors of the wire, for docs/errors.md: from what endpoints declare, and from answers made outside of them."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from muniment.errors import AddressTooLongError, BadRequestError, HeadTooLargeError, MunimentError, OverloadedError
from muniment.http.app import create_app
from muniment.http.transport.middleware import Middleware
from muniment.runtime import build
from muniment.settings import Settings


@contextmanager
def application() -> Iterator[Middleware]:
    """The application on an empty home."""
    with tempfile.TemporaryDirectory() as home:
        runtime = build(Settings(home=Path(home)))
        try:
            yield create_app(runtime)
        finally:
            runtime.close()


@cache
def openapi() -> Mapping[str, Any]:
    """The OpenAPI document of the application, made once for all that is written from it."""
    with application() as app:
        return app.openapi()


@dataclass
class WireError:
    """An error as a client reads it, and where."""

    status: int
    body: str
    """The code; for errors without one, the body itself."""
    endpoints: list[str] = field(default_factory=list)


UNDECLARED = "any"
"""Stands for the endpoints of errors that arise before or outside every endpoint."""

ERRORS = {
    "unsupported_file_type": (
        "The extension is not accepted, or the bytes are certainly something else than what is",
        "Send one of the types that the message lists",
    ),
    "empty_file": ("The file has no byte", "Send the file itself; look at what your client read"),
    "malformed_upload": ("The form is broken, ends early or has no file", "Let a library build the form"),
    "invalid_idempotency_key": (
        "`Idempotency-Key` is empty, too long or not printable ASCII",
        "Send 1 to 255 characters, a UUID for example",
    ),
    "digest_mismatch": (
        "`Content-Digest` is not that of what arrived, neither of the body nor of the file; nothing is kept",
        "Send it again; compute the digest over the bytes that you send",
    ),
    "precondition_failed": (
        "The document has changed since the `ETag` that `If-Match` names",
        "Read it again, and decide whether your change still holds",
    ),
    "invalid_upload_header": (
        "A header of the tus protocol is missing or is not as the protocol has it",
        "Let a tus client send it; its specification says which headers there are",
    ),
    "unsupported_tus_version": (
        "`Tus-Resumable` names another version of the protocol than 1.0.0",
        "Take a client that speaks 1.0.0",
    ),
    "unsupported_media_type": (
        "Bytes of an upload came under another `Content-Type`",
        "Send them as `application/offset+octet-stream`",
    ),
    "upload_not_found": (
        "No such upload, or it expired, was ended, or lost bytes in a restored installation",
        "Begin it again, with another `Idempotency-Key`",
    ),
    "upload_locked": (
        "Another request is bringing bytes of this upload, or was until it broke off",
        "Try again in a moment; a lost connection is noticed within `MUNIMENT_UPLOAD_LEASE_SECONDS`",
    ),
    "offset_mismatch": (
        "`Upload-Offset` is not where the upload stands",
        "Ask `HEAD` for the offset and go on from there; at the end the document is there",
    ),
    "checksum_mismatch": (
        "`Upload-Checksum` is not that of what arrived; nothing of it is kept",
        "Send the same bytes again",
    ),
    "too_many_uploads": (
        "The organisation has as many unfinished uploads, or bytes in them, as it may",
        "Finish or delete some; those that nothing more comes of expire",
    ),
    "too_many_pieces": (
        "The upload came in as many pieces as one may",
        "Begin it again and send more bytes in each request",
    ),
    "malformed_archive": (
        "The file that `expand=true` is to unpack is no zip, is cut off, or cannot be read as one",
        "Make the archive again, or send its members one by one",
    ),
    "archive_too_large": (
        "The archive has more members or unpacks to more than `expand=true` takes, or is a bomb",
        "Send it in several; `MUNIMENT_EXPAND_MAX_MEMBERS` and `MUNIMENT_EXPAND_MAX_BYTES` say how much is taken",
    ),
    "unpacking_busy": (
        "Too many archives are being unpacked at the moment, or no process for it is to be had",
        "Try again in a second, with the same `Idempotency-Key`",
    ),
    "document_quarantined": (
        "The malware scanner found something in the file, or could not scan it",
        "Ask who may release it (`quarantine:manage`), or send a clean file",
    ),
    "page_not_found": (
        "The document has no page of this number, or was not read yet",
        "`GET /v1/documents/{id}/pages` lists them",
    ),
    "no_picture": (
        "The page has none: the message says why (the file is of text alone, damaged, protected by a password, without "
        "such a page, or more than may be drawn)",
        "Show the page's text, `GET /v1/documents/{id}/pages/{page}`",
    ),
    "pictures_busy": (
        "More pages are asked for than are drawn at once, and this one's turn did not come in time",
        "Ask again after `Retry-After`",
    ),
    "legal_hold": (
        "A legal hold is on the document, its vendor or the organisation, and this would remove or hide evidence",
        "Leave it as it is; who may manage holds can release it",
    ),
    "legal_hold_not_found": ("No such legal hold, or one beyond the key's vendors", "List the holds"),
    "invalid_name": (
        "The name of a key, an OAuth client or an organisation is missing, too long or not printable",
        "Send 1 to 255 printable characters",
    ),
    "insufficient_scope": (
        "The key lacks the scope that the message names, or is bound to vendors and asks for more",
        "Use another key; [http.md](http.md) says which scope each endpoint needs",
    ),
    "ip_not_allowed": (
        "The caller's address is not known or not in the organisation's allowlist",
        "`GET /v1/whoami/ip` tells the address; have it added, or have the operator run `muniment orgs allowlist`",
    ),
    "organisation_not_found": ("The id is not the key's own organisation's", "`muniment orgs list` tells it"),
    '{"error", "value"}': (
        "A rule of `api_ip_allowlist` is no network; its own body, no code",
        "Mend the value that it names: `203.0.113.0/24`, `2001:db8::/32`",
    ),
    "would_lock_out": (
        "The allowlist does not hold the caller's own address, so the caller could not change it back",
        "Add the address that the message names, or send `force`",
    ),
    "invalid_request": (
        "The form of the token endpoint is none, or says something twice; its own body, of RFC 6749, as of "
        "`invalid_scope`, `unsupported_grant_type` and `invalid_client`: `error` and `error_description`, no detail",
        "Mend what the description says",
    ),
    "invalid_client": (
        "The client is unknown or revoked, its secret is wrong, or neither was sent",
        "Send id and secret in the form, or both as `Authorization: Basic`",
    ),
    "unsupported_grant_type": ("`grant_type` is another than `client_credentials`", "Send that one"),
    "invalid_scope": ("A scope was asked for that the client does not have", "Leave `scope` out, or ask for less"),
    "oauth_client_not_found": (
        "There is no such OAuth client, or it reaches beyond the calling key's vendors",
        "List the clients",
    ),
    "scope_grant_forbidden": (
        "A key or OAuth client was to be made, or a key rotated, that may do more than the calling one",
        "Leave out the scopes that the message names, or call with a key that has them",
    ),
    "sign_in_failed": (
        "The email or the password is wrong, or the user may not come in; it is not told which",
        "Try again, or have an administrator make a code that sets a password",
    ),
    "too_many_sign_ins": (
        "Too many tries to sign in with that account or from that address",
        "Try again after `Retry-After` seconds",
    ),
    "forged_request": (
        "A change by a session's cookie without its CSRF token, or from another site's page",
        "Send `X-CSRF-Token` as `GET /v1/session` tells it; behind a proxy that changes Host: `MUNIMENT_PUBLIC_URL`",
    ),
    "oidc_refused": (
        "The identity provider, or what it says of who signed in, was not taken; the message says why",
        "Begin again at `GET /v1/session/oidc`; else ask an administrator",
    ),
    "oidc_not_configured": ("No identity provider is named", "Sign in with a password, or set `MUNIMENT_OIDC_ISSUER`"),
    "oidc_unavailable": (
        "The identity provider cannot be reached, or does not answer as one; the log says why",
        "Try again after `Retry-After` seconds",
    ),
    "weak_password": (
        "The password is shorter than 12 characters, or among the first that are tried",
        "Choose another",
    ),
    "invalid_code": (
        "A one-time code is wrong, used or expired",
        "Have another one made: for setup by starting `serve` again, otherwise by an administrator",
    ),
    "already_set_up": ("The first administrator is there already", "Ask an administrator for an account"),
    "session_not_found": ("No such session of one's own; a key has none", "List one's sessions"),
    "role_escalation": (
        "A user was to be made or changed who may do more than the caller",
        "Leave the role out, or call with a key or as a user who may do what the message names",
    ),
    "user_exists": ("The email belongs to a user of another organisation", "Use another one"),
    "last_administrator": ("The organisation would be left without an administrator", "Make another user one first"),
    "user_not_found": ("No such user in your organisation", "Look the id up with `GET /v1/users?email=`"),
    "weak_secret": ("The secret of a webhook is shorter than 16 characters", "Send a long random one"),
    "invalid_url": (
        "The URL of a webhook is none, not HTTPS, holds a user or leads to an address that is not public",
        "Mend what the sentence names; private networks are the operator's to allow",
    ),
    "invalid_event_types": (
        "A name is not of the form `Vendor.Created`, or looks like an event type and is none",
        "Mend what the sentence names",
    ),
    "webhook_not_found": ("No such webhook, or one beyond the key's vendors", "List the webhooks"),
    "delivery_not_found": ("No such delivery of the webhook, or a test's", "List the deliveries"),
    "too_many_webhooks": ("The organisation has as many webhooks as it can have", "Delete one"),
    "api_key_not_found": (
        "There is no such key, it reaches beyond the calling one's vendors, or it is revoked and to be rotated",
        "List the keys",
    ),
    '{"error": "…"}': (
        "A vendor, service or document of the assessment is not there, or not that vendor's; its own body, no code",
        "Mend what the sentence names",
    ),
    '"Not authenticated"': (
        "No `Authorization` header, or not of the form `Bearer …`; the detail is this sentence, no code",
        "Send `Authorization: Bearer ak_…`",
    ),
    '"Invalid or expired API key."': (
        "The key is unknown, expired or revoked; the detail is this sentence, no code",
        "Have a new key made; trying again does not help",
    ),
    '"The session has ended; sign in again."': (
        "The session was signed out, unused for too long or too old, or its user was disabled; the detail is this "
        "sentence, no code",
        "Sign in again",
    ),
    "invalid_signature": ("The download link was altered or cut", "Ask for a new link"),
    "url_expired": ("The download link is older than an hour", "Ask for a new link"),
    "vendor_not_found": ("No such vendor in your organisation", "Look the id up with `GET /v1/vendors`"),
    "service_not_found": ("No such service, or another vendor's", "Look at the vendor's `services`"),
    "assessment_not_found": ("No such assessment, or another vendor's", "Check the id"),
    "document_not_found": (
        "No such document in your organisation; on a change also: it is archived",
        "Check the id; an archived document can be read, not changed",
    ),
    "bad_request": (
        "The bytes are no HTTP request, or it has no Host or several; the connection is closed",
        "Let a library speak HTTP",
    ),
    "address_too_long": ("Path and query exceed 64 KiB; the connection is closed", "Send fewer parameters"),
    "head_too_large": ("The headers exceed 64 KiB; the connection is closed", "Send fewer or shorter ones"),
    "range_not_satisfiable": (
        "`Range` begins behind the file's end, whose size `Content-Range` tells",
        "Ask for what is there, or for the whole without `Range`",
    ),
    "workflow_not_found": ("`trigger_workflow` was given", "Leave it out: there are no workflows here"),
    "not_found": ("No such path", "Check the path; every one begins with `/v1`"),
    "method_not_allowed": ("The path has no such method", "The header `Allow` lists those it has"),
    "request_timeout": (
        "Nothing arrived for a while in the middle of the body, or it came too slowly",
        "Send it again, with the same `Idempotency-Key`",
    ),
    "idempotency_in_flight": (
        "`Idempotency-Strict: true`, and the key's first request is not answered yet",
        "Wait a moment, then send it again with the same key",
    ),
    "idempotency_mismatch": (
        "`Idempotency-Strict: true`, and the key was used for other content",
        "Take a new key for what is new; nothing was kept",
    ),
    "rate_limited": (
        "The caller made more requests than `MUNIMENT_RATE_LIMIT_REQUESTS` allow",
        "Try again after `Retry-After` seconds; `RateLimit-Remaining` says in time what is left",
    ),
    "document_not_ready": (
        "The document has not been scanned for malware yet, or its bytes are not in the store",
        "Try again later; where it stays so, tell the operator: the scanner is away, or a stored file is lost",
    ),
    "file_too_large": ("The file exceeds the limit of the message", "Nothing was kept; send a smaller file"),
    "body_too_large": ("A JSON body or a text field of a form exceeds its limit", "Send less"),
    "unsupported_encoding": (
        "A body or a part of a form is compressed, base64 or quoted-printable",
        "Send the bytes as they are, without the header that the message names",
    ),
    "search_too_broad": (
        "A search took longer than `MUNIMENT_SEARCH_SECONDS`",
        "Ask for fewer or rarer words; trying again takes as long",
    ),
    "invalid_document_type": ("The slug is not known", "`GET /v1/document-types` lists them"),
    '[{"loc", "msg", "type"}]': (
        "Fields or parameters do not fit their schema; the detail is a list, no code",
        "`loc` says which field, `msg` what is wrong",
    ),
    "internal_error": (
        "Something unexpected on the server's side",
        "Try again once, with the same `Idempotency-Key`; then report the request id",
    ),
    "database_unavailable": ("The database cannot be reached or written", "Try again after `Retry-After` seconds"),
    "storage_unavailable": ("The store cannot be reached or written", "Try again after `Retry-After` seconds"),
    "overloaded": ("Too many ask at once", "Try again after `Retry-After` seconds; reuse connections"),
}
"""Body -> when it is answered, and what to do."""


def wire_errors() -> list[WireError]:
    """Every error that is declared or answered, by status and code."""
    found: dict[tuple[int, str], WireError] = {}
    for path, operations in openapi()["paths"].items():
        for method, operation in operations.items():
            for status, response in operation["responses"].items():
                content = response.get("content", {}).get("application/json", {})
                for example in content.get("examples", {}).values():
                    body = body_of(example["value"].get("detail", example["value"]))
                    error = found.setdefault((int(status), body), WireError(int(status), body))
                    error.endpoints.append(f"{method.upper()} {path}")
    for status, body in _outside_endpoints():
        found[status, body] = WireError(status, body, [UNDECLARED])
    return [found[key] for key in sorted(found)]


def body_of(detail: Any) -> str:
    """The code; of an error without one, its body."""
    if isinstance(detail, dict) and "error_description" in detail:
        return str(detail["error"])
    if isinstance(detail, list):
        return '[{"loc", "msg", "type"}]'
    if isinstance(detail, str):
        return f'"{detail}"'
    return str(detail.get("code") or ('{"error", "value"}' if "value" in detail else '{"error": "…"}'))


def _outside_endpoints() -> list[tuple[int, str]]:
    """What is answered without an endpoint: asked of the application, and of what the server makes by itself."""

    async def ask() -> list[tuple[int, str]]:
        with application() as app:
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
                answers = [await client.get("/nowhere"), await client.put("/healthz")]
        return [(answer.status_code, body_of(answer.json()["detail"])) for answer in answers]

    by_the_server = (
        BadRequestError(""),
        AddressTooLongError(0),
        HeadTooLargeError(0),
        OverloadedError(),
        MunimentError(""),
    )
    return [*asyncio.run(ask()), *((error.status, body_of(error.detail())) for error in by_the_server)]


def where(error: WireError, *, needing_a_key: set[str]) -> str:
    """Where it is answered, in few words."""
    endpoints = set(error.endpoints)
    if endpoints == {UNDECLARED}:
        return "anywhere"
    if endpoints >= needing_a_key:
        return "wherever a key is needed"
    if len(endpoints) > 2:
        endpoints = {"/".join(one.split(" ")[1].split("/")[:3]) for one in endpoints}
    return ", ".join(f"`{one}`" for one in sorted(endpoints))
