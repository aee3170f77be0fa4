"""Identifiers: `<prefix>_<32 lowercase hex>` (CONTRACT §1.4), ordered by time so that indexes grow at one end.

The hex is a UUID version 7 (RFC 9562): 48 bits of milliseconds, then random bits.
"""

from __future__ import annotations

import os
import re
import time

ORGANISATION = "cborg"
VENDOR = "cbvndr"
SERVICE = "cbsvc"
ASSESSMENT = "cbqsrw"
DOCUMENT = "cbvdoc"
JOB = "cbjob"
EVENT = "cbevt"
ITEM = "cbitem"
TEST_EVENT = "cbevt_test"
WEBHOOK = "cbwh"
DELIVERY = "cbwhd"
OAUTH_CLIENT = "cbci"
USER = "cbuser"
SESSION = "cbsess"
LEGAL_HOLD = "cbhold"
UPLOAD = "cbup"

_SHAPES = {
    prefix: re.compile(rf"{prefix}_[0-9a-f]{{32}}")
    for prefix in (
        ORGANISATION,
        VENDOR,
        SERVICE,
        ASSESSMENT,
        DOCUMENT,
        ITEM,
        JOB,
        WEBHOOK,
        DELIVERY,
        OAUTH_CLIENT,
        USER,
        SESSION,
        LEGAL_HOLD,
        UPLOAD,
    )
}


def new(prefix: str) -> str:
    """A fresh identifier; later ones sort after earlier ones, to the millisecond."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | (0x7 << 76)
    value = value & ~(0x3 << 62) | (0x2 << 62)
    return f"{prefix}_{value:032x}"


def has_shape(prefix: str, value: object) -> bool:
    """Whether the value could be one of ours. What could not is *not found*, before any query sees it."""
    return isinstance(value, str) and _SHAPES[prefix].fullmatch(value) is not None
