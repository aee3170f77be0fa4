"""Messages that nobody should believe."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from muniment_client import WebhookVerificationError, verify_webhook


@pytest.mark.parametrize("secret", ["", "whsec_"])
def test_empty_secret_verifies_nothing(secret: str) -> None:
    """As where a variable is not set: with it everybody could sign."""
    signature = base64.b64encode(hmac.digest(b"", b"msg_1.1000.{}", hashlib.sha256)).decode()
    headers = {"webhook-id": "msg_1", "webhook-timestamp": "1000", "webhook-signature": f"v1,{signature}"}
    with pytest.raises(WebhookVerificationError, match="secret is empty"):
        verify_webhook(b"{}", headers, secret, now=1000)
