"""Download links for bytes that muniment serves itself: who holds the link may read that one file until it expires or
the document is archived.

HMAC-SHA256 over key, name, expiry and, of an archived document, when that was, under the installation's secret;
compared in constant time.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

from muniment.errors import InvalidSignatureError, UrlExpiredError

SECRET_FILE = "secret.key"  # noqa: S105
"""In the home folder."""


def load_secret(configured: str | None, home: Path) -> bytes:
    """The configured secret, or the home folder's own, made on first use and readable by its owner alone."""
    if configured is not None:
        return configured.encode()
    path = home / SECRET_FILE
    if not path.exists():
        # Written aside and linked into place: another process never reads half a secret, and the first one wins.
        draft = home / f"secret.{secrets.token_hex(8)}.draft"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_hex(32).encode())
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return _read_secret(path)


def _read_secret(path: Path) -> bytes:
    secret = path.read_bytes()
    if len(secret) < 32:
        raise ValueError(
            f"{path} is damaged: it must hold at least 32 bytes; restore it or remove it (links then expire)"
        )
    return secret


def sign(secret: bytes, *, key: str, filename: str, expires_at: int, archived_at: int | None = None) -> str:
    """The signature, 64 hex characters."""
    # The key's length keeps two different links from ever sharing a message, whatever their parts hold.
    kind = "muniment-download-1" if archived_at is None else f"muniment-download-archived-{archived_at}"
    message = "\n".join((kind, str(len(key)), key, str(expires_at), filename)).encode()
    return hmac.new(secret, message, hashlib.sha256).hexdigest()


def signed_path(secret: bytes, *, key: str, filename: str, expires_at: int, archived_at: int | None = None) -> str:
    """Path and query of a link to the file of a document that was archived then, or is not."""
    signature = sign(secret, key=key, filename=filename, expires_at=expires_at, archived_at=archived_at)
    query = urlencode({"filename": filename, "expires": expires_at, "signature": signature})
    return f"/v1/files/{key}?{query}"


def check(
    secret: bytes, *, key: str, filename: str, expires: str, signature: str, archived_at: int | None, now: int
) -> None:
    """Raises InvalidSignatureError for a link we did not make; UrlExpiredError for one past its time, or made before
    the document was archived. `archived_at`: what the document's row says."""
    try:
        expires_at = int(expires)
    except ValueError:
        expires_at = -1

    def is_signed(archived_at: int | None) -> bool:
        expected = sign(secret, key=key, filename=filename, expires_at=expires_at, archived_at=archived_at)
        return hmac.compare_digest(expected.encode(), signature.encode(errors="replace"))

    is_current = is_signed(archived_at)
    if str(expires_at) != expires or not (is_current or is_signed(None)):
        raise InvalidSignatureError("The link's signature does not match; ask for a new link.")
    if not is_current:
        raise UrlExpiredError("The document was archived after the link was made; ask for a new one.")
    if now >= expires_at:
        raise UrlExpiredError("The link has expired; ask for a new one.")
