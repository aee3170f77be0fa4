"""Whether a message that came is the server's, by Standard Webhooks' headers (https://www.standardwebhooks.com), whose
signature covers the id and the time beside the body: what is old cannot be sent again by others."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from contextlib import suppress

from muniment_client.errors import WebhookVerificationError
from muniment_client.models import Event

_PREFIX = "whsec_"
_VERSION = "v1,"


def verify_webhook(
    body: bytes | str, headers: Mapping[str, str], secret: str, *, tolerance: float = 300, now: float | None = None
) -> Event:
    """The event that a message tells, once it is proven to be the server's. Raises WebhookVerificationError.

    `body`: exactly as it came. `headers`: those of the request, in any case. `tolerance`: seconds between the
    message's time and `now`, the machine's unless given.
    """
    raw = body.encode() if isinstance(body, str) else bytes(body)
    given = {name.lower(): value for name, value in headers.items()}
    try:
        id_, stamp, signatures = (given[f"webhook-{name}"] for name in ("id", "timestamp", "signature"))
    except KeyError as error:
        raise WebhookVerificationError(f"The message has no header {error.args[0]}.") from None
    if not _is_signed(f"{id_}.{stamp}.".encode() + raw, signatures, _key(secret)):
        raise WebhookVerificationError("The signature is not that of this body under this secret.")
    if not (stamp.isascii() and stamp.isdigit()):
        raise WebhookVerificationError("The message's time is no number.")
    if abs((time.time() if now is None else now) - int(stamp)) > tolerance:
        raise WebhookVerificationError("The message is too old, or this machine's clock is wrong.")
    return Event.of(json.loads(raw))


def _is_signed(signed: bytes, signatures: str, key: bytes) -> bool:
    """Whether one of the signatures is right, compared in constant time."""
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    given = [one.removeprefix(_VERSION) for one in signatures.split() if one.startswith(_VERSION)]
    return any(hmac.compare_digest(expected, one.encode()) for one in given)


def _key(secret: str) -> bytes:
    """What a secret `whsec_<base64>` holds, or the bytes of any other. Raises WebhookVerificationError for none, with
    which anybody could sign."""
    key = secret.encode()
    if secret.startswith(_PREFIX):
        with suppress(binascii.Error):
            key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    if not key:
        raise WebhookVerificationError("The secret is empty.")
    return key
