"""What a part of a form says of itself, in the spellings that clients really send.

RFC 7578 says UTF-8 bytes in `filename="…"`. Beside them there are: RFC 5987's `filename*`, RFC 2231's pieces of it,
RFC 2047's encoded words, bytes of other code pages (raw_names.py), backslashes before quotes (curl), three percent
signs (the WHATWG's rule: %22, %0D, %0A) and percent signs for everything (aiohttp). Headers are given as Latin-1, which
keeps every byte.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from urllib.parse import quote_from_bytes, unquote, unquote_to_bytes

from multipart import MultipartSegment

from muniment.errors import UnsupportedEncodingError
from muniment.http.transport.raw_names import text_of

_PARAMETER = re.compile(r""";[ \t]*([^\s;="]+)[ \t]*=[ \t]*("(?:\\.|[^"\\])*"|[^;]*)""")
_EXTENDED = re.compile(r"([\w.:-]+)'[^']*'(.*)", re.ASCII | re.DOTALL)
_ENCODED_WORDS = re.compile(r"=\?[^?\s]+\?[bBqQ]\?[^?]*\?=(?:\s*=\?[^?\s]+\?[bBqQ]\?[^?]*\?=)*")
_ALL_ESCAPED = re.compile(r"(?:[A-Za-z0-9_.~-]|%[0-9A-Fa-f]{2})+")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]{1,32}", re.IGNORECASE)

_AS_THEY_ARE = frozenset({"", "identity", "7bit", "8bit", "binary"})

_CHARSETS = {
    "utf8": "utf-8",
    "ascii": "ascii",
    "usascii": "ascii",
    "latin1": "latin-1",
    **{f"iso8859{n}": f"iso8859-{n}" for n in (*range(1, 12), 13, 14, 15, 16)},
    **{name: f"cp{n}" for n in range(1250, 1259) for name in (f"cp{n}", f"windows{n}")},
    **dict.fromkeys(("shiftjis", "sjis", "xsjis", "mskanji", "windows31j", "cp932", "ms932"), "cp932"),
    "eucjp": "euc_jp",
    **dict.fromkeys(("gb2312", "gbk", "gb18030"), "gb18030"),
    "big5": "big5",
    **dict.fromkeys(("euckr", "ksc56011987", "cp949"), "cp949"),
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "tis620": "cp874",
}
"""Charsets by their names without separators. A table of ours: Python's keeps every name it was ever asked for."""


@dataclass(frozen=True, slots=True)
class PartHead:
    """A part's name, the filename if it has one, the charset that it states for its text."""

    name: str
    filename: str | None
    charset: str | None


def head_of(part: MultipartSegment) -> PartHead:
    """What the part says of itself. A part without a name is called ''."""
    stated: dict[str, str] = {}
    for key, value in _PARAMETER.findall(part.header("Content-Disposition", "")):
        stated.setdefault(key.lower(), _unquoted(value.strip()))
    name, filename = _marked(stated, "name"), _marked(stated, "filename")
    if name is None:
        name = _without_escapes(_text(stated.get("name", "")))
    if filename is None and "filename" in stated:
        filename = _as_meant(_text(stated["filename"]))
    return PartHead(name=name, filename=filename, charset=part.charset)


def check_sent_as_it_is(part: MultipartSegment, name: str) -> None:
    """Raises UnsupportedEncodingError for a part in any transfer or content encoding."""
    for header in ("Content-Transfer-Encoding", "Content-Encoding"):
        check_encoding(header, part.header(header, ""), of=f"the field {name}")


def media_type_of(content_type: str) -> str:
    """What a `Content-Type` says the body is, in small letters and without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def check_encoding(header: str, value: str, *, of: str) -> None:
    """Raises UnsupportedEncodingError unless the header says that bytes are sent as they are."""
    value = value.strip()
    if value.lower() not in _AS_THEY_ARE:
        raise UnsupportedEncodingError(header, value if _TOKEN.fullmatch(value) else "another one", of=of)


def decoded(raw: bytes, charset: str) -> str | None:
    """The text in a charset that somebody names; None when it is none of ours or the bytes are not in it."""
    codec = _CHARSETS.get(re.sub(r"[-_ :.]", "", charset[:32]).lower())
    try:
        return raw.decode(codec) if codec is not None else None
    except UnicodeDecodeError:
        return None


def _unquoted(value: str) -> str:
    if not value.startswith('"'):
        return value
    inner = value[1:-1] if len(value) > 1 and value.endswith('"') else value[1:]
    # Only where a quote is escaped are backslashes escapes: browsers send those of a path as they are.
    return inner.replace("\\\\", "\\").replace('\\"', '"') if '\\"' in inner else inner


def _text(value: str) -> str:
    return text_of(value.encode("latin-1"))


def _marked(stated: dict[str, str], name: str) -> str | None:
    """The parameter in RFC 5987's form `name*`, or in RFC 2231's pieces `name*0`, `name*1*`, of which those with a
    second star are percent-encoded; None when it is in neither."""
    if (whole := stated.get(f"{name}*")) is not None and (text := _extended(whole)) is not None:
        return text
    pieces: list[str] = []
    while (key := f"{name}*{len(pieces)}") in stated or f"{key}*" in stated:
        pieces.append(stated[f"{key}*"] if f"{key}*" in stated else quote_from_bytes(stated[key].encode("latin-1")))
    if not pieces:
        return None
    joined = "".join(pieces)
    if f"{name}*0*" in stated:
        return _extended(joined)
    return _text(unquote_to_bytes(joined).decode("latin-1"))


def _extended(value: str) -> str | None:
    """RFC 5987's `charset'language'percent-encoded`; None for what is not that."""
    match = _EXTENDED.fullmatch(value)
    return decoded(unquote_to_bytes(match[2]), match[1]) if match is not None else None


def _as_meant(filename: str) -> str:
    """Encoded words and percent signs undone."""
    if _ENCODED_WORDS.fullmatch(filename):
        return _of_encoded_words(filename) or filename
    if "%" in filename and _ALL_ESCAPED.fullmatch(filename):
        try:
            return unquote(filename, errors="strict")
        except UnicodeDecodeError:
            return filename
    return _without_escapes(filename)


def _without_escapes(value: str) -> str:
    return re.sub("%22|%0[AaDd]", lambda escape: unquote(escape[0]), value)


def _of_encoded_words(filename: str) -> str | None:
    try:
        pieces = decode_header(filename)
    except (HeaderParseError, ValueError):
        return None
    texts = [piece if isinstance(piece, str) else decoded(piece, charset or "ascii") for piece, charset in pieces]
    return None if None in texts else "".join(text for text in texts if text is not None)
