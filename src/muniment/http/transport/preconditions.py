"""What a request may ask before it is done (RFC 9110 §13, RFC 9530): the tag of what it changes, the digest of what it
sends."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Any

import orjson
from fastapi import Response

from muniment.errors import DigestMismatchError, PreconditionFailedError

_TAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]*"')
_DIGEST = re.compile(r"\s*([a-z0-9-]+)\s*=\s*:([A-Za-z0-9+/]*={0,2}):\s*")
_KNOWN = {"sha-256": hashlib.sha256, "sha-512": hashlib.sha512}
MAX_DIGESTS = 8
"""Digests that one request names."""


def etag(body: bytes) -> str:
    """The strong tag of an answer: another one as soon as a byte of it differs."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def tagged_answer(value: Any) -> Response:
    """The value as JSON bytes, under its tag."""
    body = orjson.dumps(value)
    return Response(body, media_type="application/json", headers={"ETag": etag(body)})


def check_match(if_match: str | None, value: Any) -> None:
    """Raises PreconditionFailedError unless the header is not there or names the tag that the value would be answered
    under now."""
    if if_match is None or if_match.strip() == "*":
        return
    if etag(orjson.dumps(value)) not in _TAG.findall(if_match):
        raise PreconditionFailedError


def is_unchanged(if_none_match: str | None, tag: str) -> bool:
    """Whether the client has what would be answered."""
    if if_none_match is None:
        return False
    return if_none_match.strip() == "*" or tag in [one.removeprefix("W/") for one in _TAG.findall(if_none_match)]


class ContentDigest:
    """The digests that a request's `Content-Digest` names, and those of its body as it arrives."""

    def __init__(self, header: str) -> None:
        """Raises DigestMismatchError for a header that is none. Algorithms that are not known count for nothing."""
        self._wanted: dict[str, bytes] = {}
        pieces = header.split(",")
        if len(pieces) > MAX_DIGESTS:
            raise DigestMismatchError(f"Content-Digest may name {MAX_DIGESTS} digests at most.")
        for piece in pieces:
            match = _DIGEST.fullmatch(piece)
            try:
                value = base64.b64decode(match[2], validate=True) if match is not None else None
            except binascii.Error:
                value = None
            if match is None or value is None:
                raise DigestMismatchError("Content-Digest is not as RFC 9530 has it: sha-256=:…:")
            if match[1] in _KNOWN:
                self._wanted[match[1]] = value
        self._found = {name: _KNOWN[name]() for name in self._wanted}

    def update(self, piece: bytes) -> None:
        """Take the next piece of the body."""
        for one in self._found.values():
            one.update(piece)

    def check(self, *, file_sha256: bytes | None = None) -> None:
        """Raises DigestMismatchError unless every known digest is that of the body; or, of a form, of its file alone,
        which is what clients that hash before they build the form have."""
        for name, wanted in self._wanted.items():
            if wanted == self._found[name].digest() or (name == "sha-256" and wanted == file_sha256):
                continue
            raise DigestMismatchError(f"What arrived has another {name} than Content-Digest says; send it again.")


def digest_of(header: str | None) -> ContentDigest | None:
    """The digests that the header names; None without one. Raises DigestMismatchError."""
    return ContentDigest(header) if header is not None else None
