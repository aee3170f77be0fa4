"""What is certainly not evidence: programs, scripts and web pages, whatever their name says.

Runs in the API process on the first bytes of an upload: no parser is imported here, nothing is opened.
"""

from __future__ import annotations

import re

from muniment.reading.file_types import TEXTS

HEAD_BYTES = 64 * 1024
"""How much of a file is looked at before any container is opened."""

_NAMES_OF_MARKUP: dict[bytes, str] = {
    b"html": "an HTML page",
    b"head": "an HTML page",
    b"body": "an HTML page",
    b"script": "a script in HTML",
    b"hta:application": "an HTML application",
}
"""First tag -> what that certainly is, also in a text file (Markdown may well begin with <div>, <p> or <img>)."""

_NAMES_OF_FRAGMENTS: dict[bytes, str] = {
    **dict.fromkeys((b"title", b"meta", b"style", b"link", b"table", b"div", b"iframe", b"p", b"h1"), "an HTML page"),
    b"svg": "an SVG picture",
}
"""The same for files that claim not to be text."""

_SHEBANG = re.compile(rb"#![ \t]*/\S")
_BATCH = re.compile(rb"@echo[ \t]+off[ \t]*[\r\n]", re.IGNORECASE)
_TAG = re.compile(rb"<([a-z][a-z0-9:]*)(?=[\s/>])")
_DOCTYPE = re.compile(rb"<!doctype\s+([a-z]+)(?=[\s>])")


def name_of_refused_kind(head: bytes, *, extension: str) -> str | None:
    """What was found when the bytes are certainly a program, a script or HTML, completing "it is …"; else None.

    `head`: the first 64 KiB of the file, or all of it when it is shorter. `extension`: lower case, without a dot. Never
    raises. None is no approval: it only says that nothing is certain.
    """
    return _program(head) or _script_or_page(_as_ascii(head[:HEAD_BYTES]), is_text=extension in TEXTS)


def _program(head: bytes) -> str | None:
    """Formats of executables, each by more of its header than the magic number: a text may begin with MZ."""
    if head.startswith(b"MZ"):
        return _windows_program(head)
    if head.startswith(b"\x7fELF") and head[4:5] in (b"\x01", b"\x02") and head[5:6] in (b"\x01", b"\x02"):
        return "an ELF program"
    magic, rest = head[:4], head[4:8]
    if (
        magic in (b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf")
        and len(head) >= 28
    ):
        return "a Mach-O program"
    if magic == b"\xca\xfe\xba\xbe" and len(rest) == 4:
        # Java: minor and major version, the latter 45 or more; fat Mach-O: the count of architectures
        count = int.from_bytes(rest, "big")
        if 1 <= count <= 30:
            return "a Mach-O program"
        if 45 <= int.from_bytes(rest[2:], "big") <= 200:
            return "a Java class"
    if head.startswith(b"\0asm\x01\0\0\0"):
        return "a WebAssembly program"
    if re.match(rb"dex\n0\d\d\0", head):
        return "an Android program"
    if head.startswith(b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F"):
        return "a Windows shortcut"
    return None


def _windows_program(head: bytes) -> str | None:
    """The DOS header (64 bytes, then the newer header at the offset it ends with), or the plain DOS one."""
    new = int.from_bytes(head[0x3C:0x40], "little")
    is_newer = head[new : new + 4] == b"PE\0\0" or head[new : new + 2] in (b"NE", b"LE", b"LX")
    if len(head) >= 0x40 <= new and is_newer:
        return "a Windows program"
    last_page, pages, _, header_paragraphs = (int.from_bytes(head[at : at + 2], "little") for at in (2, 4, 6, 8))
    # No text fits: its two bytes at 2 are a number of at least 0x0909
    if len(head) >= 28 and last_page < 512 and 0 < pages <= 2048 and 2 <= header_paragraphs <= 4096:
        return "a DOS program"
    return None


def _script_or_page(text: bytes, *, is_text: bool) -> str | None:
    if _SHEBANG.match(text):
        return "a script"
    if _BATCH.match(text):
        return "a batch script"
    if text.startswith((b"<?php", b"<?=")):
        return "a PHP script"
    markup = _past_prologue(text)[:256].lower()
    if markup.startswith(b"<?php"):
        return "a PHP script"
    if doctype := _DOCTYPE.match(markup):
        return {b"html": "an HTML page", b"svg": None if is_text else "an SVG picture"}.get(doctype[1])
    if not (tag := _TAG.match(markup)):
        return None
    found = _NAMES_OF_MARKUP.get(tag[1])
    return found if found or is_text else _NAMES_OF_FRAGMENTS.get(tag[1])


def _past_prologue(text: bytes) -> bytes:
    """Where the markup begins: after white space, comments and an XML declaration."""
    at = 0
    while True:
        while text[at : at + 1].isspace():
            at += 1
        if text.startswith(b"<!--", at):
            end = text.find(b"-->", at + 4)
            at = end + 3
        elif text.startswith((b"<?xml", b"<?XML"), at):
            end = text.find(b"?>", at)
            at = end + 2
        else:
            return text[at:]
        if end < 0:
            return b""


def _as_ascii(head: bytes) -> bytes:
    """The text without its byte order mark and leading white space; of UTF-16 (marked) the ASCII in it."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) & ~1].decode("utf-16", "replace").encode("ascii", "replace").lstrip()
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()
