"""Serving stored bytes to whoever holds a link: ranges, HEAD, conditional requests, names in any script.

The bytes of a file never change under its key, so the key is the strong ETag.
"""

from __future__ import annotations

import asyncio
import os
import re
from email.utils import formatdate, parsedate_to_datetime
from typing import IO, Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from muniment.errors import RangeBeyondError
from muniment.http.transport.pools import Pools
from muniment.http.transport.preconditions import is_unchanged
from muniment.storage.disposition import attachment

_CHUNK_BYTES = 256 * 1024
# 256 KiB read inline from the page cache is 2.5x a hop to a thread for each chunk (research §4, Downloads).
_RANGES = re.compile(r"bytes=(.*)", re.ASCII | re.IGNORECASE)
_RANGE = re.compile(r"(\d*)-(\d*)", re.ASCII)
_MAX_DIGITS = 19
_MAX_RANGES = 16


class StoredFile(Response):
    """The answer to GET or HEAD of a stored file. Closes the file."""

    def __init__(
        self,
        file: IO[bytes],
        *,
        key: str,
        filename: str,
        media_type: str,
        request_headers: Any,
        pools: Pools,
    ) -> None:
        """Raises RangeBeyondError."""
        self._file = file
        self._pools = pools
        stat = os.fstat(file.fileno())
        self._size = stat.st_size
        self.background = None
        etag = f'"{key}"'
        modified = formatdate(int(stat.st_mtime), usegmt=True)
        self.status_code = 200
        self._first, self._last = 0, self._size - 1
        headers = {
            "content-type": media_type,
            "content-disposition": attachment(filename),
            "accept-ranges": "bytes",
            "etag": etag,
            "last-modified": modified,
            "cache-control": "private, no-transform",
            "content-security-policy": "default-src 'none'; sandbox",
        }
        if _is_unchanged(request_headers, etag, int(stat.st_mtime)):
            self.status_code = 304
            self._last = -1
        elif _may_be_partial(request_headers, etag, modified):
            self._apply_range(request_headers.get("range", ""), headers)
        if self.status_code != 304:
            headers["content-length"] = str(self._last - self._first + 1)
        self.raw_headers = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]

    def _apply_range(self, value: str, headers: dict[str, str]) -> None:
        """One range is served; several, or what is not understood, get the whole (RFC 9110 §14.2). Raises
        RangeBeyondError when all of them lie outside the file."""
        asked = _ranges(value, self._size)
        if asked is None:
            return
        within = [(first, last) for first, last in asked if first <= last]
        if not within:
            self._file.close()
            raise RangeBeyondError(self._size)
        if len(within) == 1:
            self.status_code = 206
            self._first, self._last = within[0]
            headers["content-range"] = f"bytes {self._first}-{self._last}/{self._size}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if scope["method"] == "HEAD" or self._last < self._first:
                await send({"type": "http.response.body", "body": b""})
                return
            position, end = self._first, self._last + 1
            while position < end:
                piece = await self._read(min(_CHUNK_BYTES, end - position), position)
                if not piece:
                    raise OSError("a stored file is shorter than it was")
                position += len(piece)
                await send({"type": "http.response.body", "body": piece, "more_body": position < end})
        finally:
            self._file.close()

    async def _read(self, length: int, position: int) -> bytes:
        """From the page cache at once; from the disk in a thread."""
        descriptor = self._file.fileno()
        buffer = bytearray(length)
        try:
            read = os.preadv(descriptor, [buffer], position, os.RWF_NOWAIT)
        except (OSError, AttributeError):
            read = 0
        if read == 0:
            return await self._pools.on_disk(lambda: os.pread(descriptor, length, position))
        await asyncio.sleep(0)  # others get their turn between two inline reads
        return bytes(memoryview(buffer)[:read]) if read < length else bytes(buffer)


def _ranges(value: str, size: int) -> list[tuple[int, int]] | None:
    """(first, last) of each range of bytes asked for; last before first where it lies outside. None when the header is
    to be ignored: not understood, or more ranges than anybody needs."""
    whole = _RANGES.fullmatch(value.strip())
    asked = whole[1].split(",", _MAX_RANGES) if whole is not None else []
    if not 1 <= len(asked) <= _MAX_RANGES:
        return None
    ranges = []
    for one in asked:
        match = _RANGE.fullmatch(one.strip(" \t"))
        if match is None or not (match[1] or match[2]):
            return None
        first, last = (_number(digits) for digits in match.groups())
        if match[1] and match[2] and first > last:
            return None
        ranges.append(
            (first, min(last, size - 1) if match[2] else size - 1) if match[1] else (max(0, size - last), size - 1)
        )
    return ranges


def _number(digits: str) -> int:
    """What the digits say; of more than any file has bytes, that it is more. There may be thousands."""
    digits = digits.lstrip("0")
    return int(digits or "0") if len(digits) <= _MAX_DIGITS else 10**_MAX_DIGITS


def _is_unchanged(headers: Any, etag: str, modified: int) -> bool:
    match = headers.get("if-none-match")
    if match is not None:
        return is_unchanged(match, etag)
    since = headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return modified <= int(parsedate_to_datetime(since).timestamp())
    except (TypeError, ValueError, OverflowError):
        return False


def _may_be_partial(headers: Any, etag: str, modified: str) -> bool:
    condition = headers.get("if-range")
    return "range" in headers and (condition is None or condition.strip() in (etag, modified))
