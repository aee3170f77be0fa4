"""Which answers go compressed, and which never do (docs/decisions/0023)."""

from __future__ import annotations

import gzip

from fastapi import Request

_LEVEL = 4
"""A page of Evidence, 80 kB, becomes 9.7 in 0.4 ms of CPU; by level 1 10.9 in 0.3, by level 9 9.1 in 0.7."""

_LEAST_BYTES = 1_400
"""What fits one packet anyway."""

ENCODED = {"content-encoding": "gzip"}


def takes_gzip(request: Request) -> bool:
    """Whether who asks takes it so (RFC 9110 §12.5.3)."""
    for one in request.headers.get("accept-encoding", "").lower().split(","):
        coding, _, weight = one.partition(";")
        if coding.strip() == "gzip":
            return weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def packed(request: Request, page: bytes) -> bytes | None:
    """The page compressed; None of one that is sent as it is: to who takes no other, and whatever may hold what
    somebody else put into the address or a form, beside which a secret's letters show in the length (BREACH)."""
    says_something = request.method not in ("GET", "HEAD") or request.scope["query_string"]
    if says_something or len(page) < _LEAST_BYTES or not takes_gzip(request):
        return None
    return gzip.compress(page, _LEVEL, mtime=0)
