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

from muniment.http.transport.pools import Pools
from muniment.storage.disposition import attachment

_CHUNK_BYTES = 256 * 1024
# 256 KiB read inline from the page cache is 2.5x a hop to a thread for each chunk (research §4, Downloads).
_RANGE = re.compile(r"bytes=(\d{0,19})-(\d{0,19})", re.ASCII)


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
        """One range is served; several, or what is not understood, get the whole (RFC 9110 §14.2)."""
        match = _RANGE.fullmatch(value.strip())
        if match is None or not (match[1] or match[2]):
            return
        if match[1]:
            first = int(match[1])
            last = min(int(match[2]), self._size - 1) if match[2] else self._size - 1
            if match[2] and int(match[2]) < first:
                return
        else:
            first, last = max(0, self._size - int(match[2])), self._size - 1
        if first > last:
            self.status_code = 416
            self._first, self._last = 0, -1
            headers["content-range"] = f"bytes */{self._size}"
            return
        self.status_code = 206
        self._first, self._last = first, last
        headers["content-range"] = f"bytes {first}-{last}/{self._size}"

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


def _is_unchanged(headers: Any, etag: str, modified: int) -> bool:
    match = headers.get("if-none-match")
    if match is not None:
        return match.strip() == "*" or etag in [one.strip().removeprefix("W/") for one in match.split(",")]
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
