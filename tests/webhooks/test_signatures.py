"""The signatures, as each of the two schemes says they are verified."""

from __future__ import annotations

import base64
import hashlib
import hmac

from muniment.webhooks.signatures import headers, standard_key

BODY = b'{"event_id":"cbevt_1"}'
MESSAGE = {"event_id": "cbevt_1", "event_type": "Vendor.Created", "occurred_at": 1_747_400_000, "now": 1_747_400_007}


def test_coverbase_signature_is_over_the_raw_body() -> None:
    made = headers("a secret of many characters", BODY, **MESSAGE)
    expected = hmac.new(b"a secret of many characters", BODY, hashlib.sha256).hexdigest()
    assert made["Coverbase-Signature"] == expected
    assert made["Coverbase-Timestamp"] == "1747400000"
    assert (made["X-Coverbase-Event-Id"], made["X-Coverbase-Event-Type"]) == ("cbevt_1", "Vendor.Created")


def test_standard_signature_covers_id_and_time() -> None:
    key = b"0123456789abcdef01234567"
    made = headers(f"whsec_{base64.b64encode(key).decode()}", BODY, **MESSAGE)
    expected = hmac.new(key, b"cbevt_1.1747400007." + BODY, hashlib.sha256).digest()
    assert made["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert (made["webhook-id"], made["webhook-timestamp"]) == ("cbevt_1", "1747400007")


def test_test_vector_of_standard_webhooks() -> None:
    """https://github.com/standard-webhooks/standard-webhooks: the example of its libraries."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = b'{"test": 2432232314}'
    made = headers(
        secret, body, event_id="msg_p5jXN8AQM9LWM0D4loKWxJek", event_type="a", occurred_at=0, now=1_614_265_330
    )
    assert made["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_secret_of_another_form_signs_with_its_own_bytes() -> None:
    assert standard_key("whsec_not base64 at all") == b"whsec_not base64 at all"
    assert standard_key("sëcret") == "sëcret".encode()
