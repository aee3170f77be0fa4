"""What stands between the parts of a form: its boundary as clients write it, and blanks after it (RFC 2046 §5.1.1
allows them as padding; the parser does not)."""

from __future__ import annotations

import re

MAX_BOUNDARY_BYTES = 256
"""RFC 2046 §5.1.1 says 70; some clients write more."""

_MAX_PADDING_BYTES = 128

_BOUNDARY = re.compile(r""";[ \t]*boundary[ \t]*=[ \t]*("(?:\\.|[^"\\])*"|[^";][^;]*)""", re.IGNORECASE)


def boundary_of(content_type: str) -> bytes | None:
    """The boundary that the header names, quoted or not: without quotes it ends at the next semicolon, whatever signs
    it holds. None when there is none that can be one."""
    match = _BOUNDARY.search(content_type)
    if match is None:
        return None
    value = match[1]
    value = re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value.strip()
    raw = value.encode("latin-1")
    return raw if raw and value.isprintable() else None


class Unpadded:
    """A form's bytes without the blanks that follow its delimiters."""

    def __init__(self, boundary: bytes) -> None:
        self._delimiter = b"\r\n--" + boundary
        # The first delimiter begins the body as it is; the parser lets an empty line stand before it.
        self._held = b"\r\n"

    def feed(self, piece: bytes) -> bytes:
        """The next bytes, as far as it is known what they are; maybe none."""
        data = self._held + piece
        kept: list[bytes] = []
        at = 0
        while (found := data.find(self._delimiter, at)) >= 0:
            end = found + len(self._delimiter)
            after = end
            while after < len(data) and after - end < _MAX_PADDING_BYTES and data[after] in b" \t":
                after += 1
            if len(data) - after < 2 and after - end < _MAX_PADDING_BYTES:
                self._held = data[found:]
                return b"".join((*kept, data[at:found]))
            kept.append(data[at:end])
            at = after if data[after : after + 2] == b"\r\n" else end
        self._held = self._begun(data[at:])
        kept.append(data[at : len(data) - len(self._held)])
        return b"".join(kept)

    def end(self) -> bytes:
        """What was held back."""
        held, self._held = self._held, b""
        return held

    def _begun(self, data: bytes) -> bytes:
        """The end of the data, when a delimiter may begin with it."""
        at = data.rfind(b"\r", max(0, len(data) - len(self._delimiter) + 1))
        return data[at:] if at >= 0 and self._delimiter.startswith(data[at:]) else b""
