"""The Content-Disposition of a download, the same whoever serves the bytes."""

from __future__ import annotations

import re
from urllib.parse import quote

_NOT_SAFE = re.compile(r"[^A-Za-z0-9 !#$&+.^_`|~(),;=@\[\]{}'-]")


def attachment(filename: str) -> str:
    """A Content-Disposition for the name: an ASCII stand-in for old clients, the true name beside it (RFC 6266)."""
    fallback = _NOT_SAFE.sub("_", filename)
    exact = quote(filename.encode("utf-8", "replace"), safe="")
    return f"attachment; filename=\"{fallback}\"; filename*=UTF-8''{exact}"
