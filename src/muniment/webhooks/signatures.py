"""What proves to a receiver that a message is ours: Coverbase's headers, and those of Standard Webhooks beside them
(https://www.standardwebhooks.com), whose signature covers id and time too."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

_PREFIX = "whsec_"


def headers(secret: str, body: bytes, *, event_id: str, event_type: str, occurred_at: int, now: int) -> dict[str, str]:
    """The headers of a message. `now`: when it is sent, Unix seconds."""
    signed = f"{event_id}.{now}.".encode() + body
    standard = base64.b64encode(hmac.digest(standard_key(secret), signed, hashlib.sha256)).decode()
    return {
        "Coverbase-Signature": hmac.digest(secret.encode(), body, hashlib.sha256).hex(),
        "Coverbase-Timestamp": str(occurred_at),
        "X-Coverbase-Event-Id": event_id,
        "X-Coverbase-Event-Type": event_type,
        "webhook-id": event_id,
        "webhook-timestamp": str(now),
        "webhook-signature": f"v1,{standard}",
    }


def standard_key(secret: str) -> bytes:
    """The key under which Standard Webhooks signs: what a secret `whsec_<base64>` holds, or the bytes of any other."""
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()
