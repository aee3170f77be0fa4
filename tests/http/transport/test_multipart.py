"""The upload's form reader: whatever way the bytes are cut, quoted and ordered, the same form or a clear refusal."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import multipart_form_data_conformance as conformance
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from muniment.errors import (
    BodyTooLargeError,
    FileTooLargeError,
    InvalidFieldsError,
    MalformedUploadError,
    MunimentError,
    UnsupportedEncodingError,
    UnsupportedFileTypeError,
)
from muniment.http.transport.lingering_close import Body
from muniment.http.transport.multipart import Form, receive_form
from muniment.http.transport.pools import Pools
from muniment.runtime import Runtime
from muniment.settings import Settings
from tests.http.live import Caller, Server, code, form


@dataclass(frozen=True)
class Read:
    """What a form held."""

    texts: dict[str, list[str]]
    filename: str | None
    content: bytes | None


class Reader:
    """Reads forms as the server does, without a server."""

    def __init__(self, runtime: Runtime, folder: Path, **changes: Any) -> None:
        self._settings = Settings(**{**runtime.settings.model_dump(), **changes})
        self._pools = Pools(runtime)
        self._folder = folder

    def close(self) -> None:
        self._pools.close()

    def read(self, content_type: str, pieces: Iterable[bytes]) -> Read:
        """Raises what receiving raises; leaves no file."""
        return asyncio.run(self._read(content_type, list(pieces)))

    async def _read(self, content_type: str, pieces: list[bytes]) -> Read:
        messages = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        messages.append({"type": "http.request", "body": b"", "more_body": False})
        arriving = iter(messages)

        async def receive() -> dict[str, Any]:
            return next(arriving)

        held = Form()
        try:
            body = Body({"headers": [(b"transfer-encoding", b"chunked")]}, receive, self._settings)
            await receive_form(
                body,
                held,
                content_type=content_type,
                folder=self._folder,
                pools=self._pools,
                settings=self._settings,
            )
            if held.file is None:
                return Read(held.texts, None, None)
            await held.file.settle()
            staged = held.file.staged()
            try:
                return Read(held.texts, held.file.filename, staged.seal().path.read_bytes())
            finally:
                staged.discard()
        except MunimentError:
            if held.file is not None:
                held.file.discard()
            raise


@pytest.fixture(scope="module")
def reader(sqlite_api: Server) -> Iterator[Reader]:
    with tempfile.TemporaryDirectory() as folder:
        reading = Reader(sqlite_api.runtime, Path(folder), receive_batch_bytes=65_536)
        yield reading
        reading.close()
        assert list(Path(folder).iterdir()) == []


PARTS: list[tuple[str, str | None, bytes]] = [
    ("file", "report.txt", b"line\r\n--b0undar\r\n-b0undary\xff-\n--b0undary--\r\n\r\n--\r"),
    ("vendor_id", None, b"cbvndr_1"),
    ("service_ids", None, b"one"),
    ("service_ids", None, "zwölf\r\n".encode()),
    ("ignored", None, b"x" * 50),
    ("name", None, b""),
]
EXPECTED = Read(
    {"vendor_id": ["cbvndr_1"], "service_ids": ["one", "zwölf\r\n"], "name": [""]}, "report.txt", PARTS[0][2]
)


def test_form_cut_at_every_byte_is_the_same(reader: Reader) -> None:
    content_type, body = form(PARTS)
    for at in range(len(body) + 1):
        assert reader.read(content_type, [body[:at], body[at:]]) == EXPECTED
    assert reader.read(content_type, [bytes([byte]) for byte in body]) == EXPECTED


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_form_of_any_order_in_any_pieces_is_the_same(reader: Reader, data: st.DataObject) -> None:
    parts = data.draw(st.permutations(PARTS))
    content_type, body = form(parts)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(body)), max_size=12)))
    pieces = [body[a:b] for a, b in zip([0, *cuts], [*cuts, len(body)], strict=True)]
    read = reader.read(content_type, pieces)
    services = [part[2].decode() for part in parts if part[0] == "service_ids"]
    assert read == Read({**EXPECTED.texts, "service_ids": services}, EXPECTED.filename, EXPECTED.content)


@settings(max_examples=60, deadline=None)
@given(
    content=st.binary(max_size=300)
    | st.lists(st.sampled_from([b"\r", b"\n", b"-", b"--b0undary", b"x" * 40_000]), max_size=12).map(b"".join),
    size=st.integers(1, 70_000),
)
def test_any_content_comes_through_whole(reader: Reader, content: bytes, size: int) -> None:
    if b"\r\n--b0undary" in content or content.startswith(b"--b0undary"):
        return
    content_type, body = form([("file", "a.txt", content)])
    size = max(size, len(body) // 2_000)  # a byte at a time is for short ones
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    assert reader.read(content_type, pieces).content == content


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_damaged_form_is_the_same_however_it_is_cut_or_is_refused(reader: Reader, data: st.DataObject) -> None:
    content_type, body = form(PARTS)
    damaged = bytearray(body)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        length = data.draw(st.integers(0, 30))
        damaged[at : at + length] = data.draw(
            st.binary(max_size=10) | st.sampled_from([b"\r\n", b"--b0undary", b'"', b";"])
        )
    read = []
    for pieces in ([bytes(damaged)], [bytes([byte]) for byte in damaged]):
        with suppress(MalformedUploadError, UnsupportedFileTypeError, InvalidFieldsError):
            read.append(reader.read(content_type, pieces))
    assert len(read) < 2 or read[0] == read[1]


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_form_without_its_end_is_refused(reader: Reader, cut: int) -> None:
    content_type, body = form(PARTS)
    with pytest.raises(MalformedUploadError):
        reader.read(content_type, [body[: -cut - 4]])


@pytest.mark.parametrize(
    ("disposition", "filename"),
    [
        ('form-data; name="file"; filename="a.txt"', "a.txt"),
        ("form-data; name=file; filename=a.txt", "a.txt"),
        ('form-data; filename="a.txt"; name="file"', "a.txt"),
        ('FORM-DATA; NAME="file"; FILENAME="a.txt"', "a.txt"),
        ('form-data;name="file";filename="a.txt"', "a.txt"),
        ('form-data; name="file"; filename="a;b.txt"', "a;b.txt"),
        ('form-data; name="file"; filename="a\\"b.txt"', 'a"b.txt'),
        ('form-data; name="file"; filename="naïve 报告.txt"', "naïve 报告.txt"),
        ('form-data; name="file"; filename="a=b, c.txt"', "a=b, c.txt"),
        ("form-data; name=\"file\"; filename*=UTF-8''%E6%8A%A5.txt", "报.txt"),
        ("form-data; name=file; filename*=iso-8859-1''na%EFve.txt", "naïve.txt"),
        ('form-data; name="file"; filename="x.txt"; filename*=UTF-8\'\'%E6%8A%A5.txt', "报.txt"),
        ('form-data; name="file"; filename*=UTF-8\'\'%E6%8A%A5.txt; filename="x.txt"', "报.txt"),
        ("form-data; name=\"file\"; filename*=shift_jis''%95%F1%8D%90.txt; filename=x.txt", "報告.txt"),
        ('form-data; name="file"; filename*=x-nothing\'\'%95.txt; filename="x.txt"', "x.txt"),
        ('form-data; name="file"; filename*=UTF-8\'\'%FF.txt; filename="x.txt"', "x.txt"),
        ('form-data; name="file"; filename*="UTF-8\'\'a%20b.txt"', "a b.txt"),
        ('form-data; name="file"; filename="=?UTF-8?B?5aCx5ZGKLnR4dA==?="', "報告.txt"),
        ('form-data; name="file"; filename="=?iso-8859-1?Q?na=EFve=20a?= =?utf-8?q?=C3=A9.txt?="', "naïve aé.txt"),
        ('form-data; name="file"; filename="=?x-nothing?B?5aCx?=.txt"', "=?x-nothing?B?5aCx?=.txt"),
        ('form-data; name="file"; filename="r%C3%A9sum%C3%A9%20%232.txt"', "résumé #2.txt"),
        ('form-data; name="file"; filename="50%25.txt"', "50%.txt"),
        ('form-data; name="file"; filename="a %C3%A9 50%.txt"', "a %C3%A9 50%.txt"),
        ('form-data; name="file"; filename="%FF.txt"', "%FF.txt"),
        ('form-data; name="file"; filename="a%22b%0D%0Ac d.txt"', 'a"b\r\nc d.txt'),
        ('form-data; name="file"; filename="a\\"b\\\\c.txt"', 'a"b\\c.txt'),
        ('form-data; name="file"; filename="C:\\dir\\a.txt"', "C:\\dir\\a.txt"),
        ('form-data; name="file"; filename="a; filename*=UTF-8\'\'b.exe; .txt"', "a; filename*=UTF-8''b.exe; .txt"),
        ('form-data; name="file"; filename="100%22.txt"', '100".txt'),
        ('form-data; name="file"; filename="100%.txt"', "100%.txt"),
        ("form-data; name=\"file\"; filename*=utf-8'en'a%20b.txt", "a b.txt"),
        ("form-data; name=\"file\"; filename*0*=UTF-8''%E6%8A%A5; filename*1*=%E5%91%8A; filename*2=.txt", "报告.txt"),
        ('form-data; name="file"; filename*1="l 2.txt"; filename*0="annua"', "annual 2.txt"),
        ("form-data; name=\"file\"; filename*0*=utf-8''%E6; filename*1*=%8A%A5.txt; filename=x.txt", "报.txt"),
        ('form-data; name="file"; filename*0="50%25"; filename*1*=%20a.txt', "50%25 a.txt"),
        ("form-data; name=\"file\"; filename*0*=x-nothing''%E6; filename*1=.txt; filename=x.txt", "x.txt"),
        ('form-data; name="file"; filename*1=b.txt; filename=x.txt', "x.txt"),
        ("form-data; name*=UTF-8''file; filename=a.txt", "a.txt"),
    ],
)
def test_filename_is_read_in_every_spelling(reader: Reader, disposition: str, filename: str) -> None:
    body = f"--b\r\nContent-Disposition: {disposition}\r\nContent-Type: text/plain\r\n\r\nabc\r\n--b--\r\n".encode()
    read = reader.read("multipart/form-data; boundary=b", [body])
    assert (read.filename, read.content) == (filename, b"abc")


@pytest.mark.parametrize(
    ("sent", "filename"),
    [
        ("Zürich café.txt".encode(), "Zürich café.txt"),
        ("Zürich café.txt".encode("latin-1"), "Zürich café.txt"),
        ("ÀÉÎÕÜ ñß.txt".encode("latin-1"), "ÀÉÎÕÜ ñß.txt"),
        ("Q1 – Q2 €.txt".encode("cp1252"), "Q1 – Q2 €.txt"),
        ("報告書.txt".encode("cp932"), "報告書.txt"),
        ("セキュリティ評価①.txt".encode("cp932"), "セキュリティ評価①.txt"),
        ("表紙.txt".encode("cp932"), "表紙.txt"),
        ("供应商安全评估报告.txt".encode("gbk"), "供应商安全评估报告.txt"),
        ("报告.txt".encode("gbk"), "报告.txt"),
        ("ISO27001证书 第3版.txt".encode("gbk"), "ISO27001证书 第3版.txt"),
        ("감사보고서_최종.txt".encode("cp949"), "감사보고서_최종.txt"),
        ("資訊安全政策.txt".encode("big5"), "資訊安全政策.txt"),
        ("Отчёт по безопасности.txt".encode("cp1251"), "Отчёт по безопасности.txt"),
        ("Política de Segurança da Informação.txt".encode("cp1252"), "Política de Segurança da Informação.txt"),
        ("INFORMAÇÕES §§.txt".encode("cp1252"), "INFORMAÇÕES §§.txt"),
        ("Ängström ÄnÄ.txt".encode("cp1252"), "Ängström ÄnÄ.txt"),
        (b"\x81\xff\x8d.txt", "\x81ÿ\x8d.txt"),
    ],
)
def test_filename_in_raw_bytes_is_read_in_what_they_are(reader: Reader, sent: bytes, filename: str) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="file"; filename="' + sent + b'"\r\n\r\nabc\r\n--b--\r\n'
    assert reader.read("multipart/form-data; boundary=b", [body]).filename == filename


def text_part(name: str, content: bytes, *headers: str) -> bytes:
    lines = "".join(f"{header}\r\n" for header in (f'Content-Disposition: form-data; name="{name}"', *headers))
    return f"--b\r\n{lines}\r\n".encode() + content + b"\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        [text_part("name", "Zürich".encode("latin-1"), "Content-Type: text/plain; charset=ISO-8859-1")],
        [text_part("name", "Zürich".encode("cp1252"), 'Content-Type: text/plain; charset="windows-1252"')],
        [text_part("_charset_", b"iso-8859-1"), text_part("name", "Zürich".encode("latin-1"))],
        [text_part("name", "Zürich".encode("latin-1")), text_part("_charset_", b"ISO_8859-1")],
        [
            text_part("_charset_", b"koi8-r"),
            text_part("name", "Zürich".encode(), "Content-Type: text/plain;charset=UTF-8"),
        ],
        [text_part("name", "Zürich".encode(), "Content-Type: text/plain")],
    ],
)
def test_text_is_read_in_the_charset_that_is_stated(reader: Reader, parts: list[bytes]) -> None:
    body = b"".join(parts) + b"--b--\r\n"
    assert reader.read("multipart/form-data; boundary=b", [body]).texts == {"name": ["Zürich"]}


@pytest.mark.parametrize("charset", ["x-nothing", "utf-16", "punycode", "zip", "ascii", ""])
def test_text_in_a_charset_that_is_not_known_or_not_so_is_refused(reader: Reader, charset: str) -> None:
    body = text_part("name", "Zürich".encode("latin-1"), f"Content-Type: text/plain; charset={charset}") + b"--b--\r\n"
    with pytest.raises(InvalidFieldsError):
        reader.read("multipart/form-data; boundary=b", [body])


@pytest.mark.parametrize("header", ["Content-Transfer-Encoding", "Content-Encoding"])
@pytest.mark.parametrize("encoding", ["base64", "Quoted-Printable", "gzip"])
@pytest.mark.parametrize("name", ["file", "name"])
def test_part_that_is_encoded_is_refused_by_the_name_of_its_header(
    reader: Reader, name: str, encoding: str, header: str
) -> None:
    part = text_part(name, b"QQ==", f"{header}: {encoding}").replace(b'"file"', b'"file"; filename="a.txt"')
    with pytest.raises(UnsupportedEncodingError, match=f"{header}: {encoding} of the field {name}"):
        reader.read("multipart/form-data; boundary=b", [part + b"--b--\r\n"])


@pytest.mark.parametrize("encoding", ["7bit", "8BIT", "binary", ""])
def test_part_that_says_it_is_as_it_is_is_read(reader: Reader, encoding: str) -> None:
    body = text_part("name", b"N", f"Content-Transfer-Encoding: {encoding}") + b"--b--\r\n"
    assert reader.read("multipart/form-data; boundary=b", [body]).texts == {"name": ["N"]}


@pytest.mark.parametrize(
    "content_type",
    [
        "multipart/form-data; boundary=b",
        'multipart/form-data; boundary="b"',
        "Multipart/Form-Data; Boundary=b",
        "multipart/form-data;boundary=b",
        "multipart/form-data; charset=utf-8; boundary=b",
    ],
)
def test_content_type_is_read_in_every_spelling(reader: Reader, content_type: str) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nN\r\n--b--\r\n'
    assert reader.read(content_type, [body]).texts == {"name": ["N"]}


BOUNDARIES = [
    "----WebKitFormBoundary7MA4YWxk",
    "a'()+_,-./:=?b",
    "==abc==",
    "=_Part(1)/x",
    "x" * 70,
    "b:b, c",
    "b@[]{}<>",
]


@pytest.mark.parametrize("boundary", BOUNDARIES)
@pytest.mark.parametrize("written", ["boundary={}", 'boundary="{}"', "boundary = {} ; charset=utf-8"])
def test_boundary_of_any_signs_is_read_quoted_or_not(reader: Reader, boundary: str, written: str) -> None:
    _, body = form(PARTS, boundary=boundary)
    content_type = f"multipart/form-data; {written.format(boundary)}"
    assert reader.read(content_type, [body]) == EXPECTED


@pytest.mark.parametrize("content_type", ["", "; boundary=", '; boundary=""', "; boundary=a\nb"])
def test_form_without_a_boundary_is_refused(reader: Reader, content_type: str) -> None:
    with pytest.raises(InvalidFieldsError) as refused:
        reader.read(f"multipart/form-data{content_type}", [b""])
    assert "boundary" in str(refused.value.problems[0].msg)


@pytest.mark.parametrize("padding", [b" ", b"\t", b"  \t " * 20])
def test_blanks_after_a_delimiter_are_no_content(reader: Reader, padding: bytes) -> None:
    content_type, body = form(PARTS)
    ends = re.compile(rb"(?m)^(--b0undary(?:--)?)\r\n(?=Content|\Z)")
    padded = ends.sub(lambda found: found[1] + padding + b"\r\n", body)
    assert padded.count(padding + b"\r\n") == len(PARTS) + 1
    assert reader.read(content_type, [padded]) == EXPECTED
    for at in range(len(padded) + 1):
        assert reader.read(content_type, [padded[:at], padded[at:]]) == EXPECTED
    assert reader.read(content_type, [bytes([byte]) for byte in padded]) == EXPECTED


def test_blanks_without_an_end_after_a_delimiter_are_refused(reader: Reader) -> None:
    content_type, body = form(PARTS)
    for size in (1 << 20, 1000):
        sent = body[:-4] + b" " * 5000 + b"\r\n"
        with pytest.raises(MalformedUploadError):
            reader.read(content_type, [sent[at : at + size] for at in range(0, len(sent), size)])


@pytest.mark.parametrize("tail", [b"", b"\r\n", b"\r\n\r\n", b"epilogue", b"\r\n--b\r\n"])
def test_what_follows_the_end_is_ignored(reader: Reader, tail: bytes) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\nN\r\n--b--'
    for pieces in ([body + tail], [body, tail], [bytes([byte]) for byte in body + tail]):
        assert reader.read("multipart/form-data; boundary=b", pieces).texts == {"name": ["N"]}


def test_limits_hold_whatever_the_pieces(sqlite_api: Server, tmp_path: Path) -> None:
    reading = Reader(
        sqlite_api.runtime,
        tmp_path,
        max_file_bytes=100_000,
        max_text_field_bytes=256,
        max_form_parts=3,
        max_form_overhead_bytes=2048,
    )
    try:
        for size in (1, 7, 1 << 20):

            def read(parts: list[tuple[str, str | None, bytes]], size: int = size) -> Read:
                content_type, body = form(parts)
                return reading.read(content_type, [body[at : at + size] for at in range(0, len(body), size)])

            assert read([("name", None, b"x" * 256)]).texts == {"name": ["x" * 256]}
            with pytest.raises(BodyTooLargeError):
                read([("name", None, b"x" * 257)])
            with pytest.raises(MalformedUploadError):
                read([("name", None, b"x")] * 4)
            if size > 1:
                assert len(read([("file", "a.txt", b"x" * 100_000)]).content or b"") == 100_000
                with pytest.raises(FileTooLargeError):
                    read([("file", "a.txt", b"x" * 100_001)])
                with pytest.raises(FileTooLargeError):
                    read([("file", "a.txt", b"x" * 300_000)])
                with pytest.raises(BodyTooLargeError):
                    read([("other", None, b"x" * 110_000)])
    finally:
        reading.close()


# The conformance suite


def _cases() -> list[Path]:
    return sorted(path.parent for path in conformance.get_tests_dir().glob("*/*/test.json"))


DIFFERENT = {
    "026-filename-with-backslash": "browsers send a backslash as it is; path parts are dropped afterwards anyway",
    "061-lf-only-lenient": "a line of a form ends in CRLF (RFC 2046 §4.1.1)",
    "062-mixed-endings": "a line of a form ends in CRLF (RFC 2046 §4.1.1)",
    "204-invalid-content-disposition": "a part without a name is one of those that are ignored",
}
"""Cases that are read otherwise than the suite says, and why."""


@pytest.mark.parametrize("folder", _cases(), ids=lambda path: path.name)
def test_conformance(reader: Reader, folder: Path) -> None:
    """Each case with its parts renamed to fields that an upload has, so that their contents can be compared."""
    expected = json.loads((folder / "test.json").read_text())["expected"]
    content_type = json.loads((folder / "headers.json").read_text())["content-type"]
    raw = _renamed((folder / "input.raw").read_bytes())
    if folder.name in DIFFERENT:
        with suppress(MalformedUploadError):
            reader.read(content_type, [raw])
        return
    if not expected["valid"]:
        with pytest.raises(MalformedUploadError):
            reader.read(content_type, [raw])
        return
    files = [part for part in expected["parts"] if part["filename"] or part.get("filename_star")]
    texts = [part for part in expected["parts"] if part["filename"] is None and not part.get("filename_star")]
    if len(files) > 1:
        with pytest.raises(MalformedUploadError):
            reader.read(content_type, [raw])
        return
    read = reader.read(content_type, [raw])
    assert [text.encode() for text in read.texts.get("name", [])] == [_content(part) for part in texts]
    for part in files:
        name = part.get("filename_star") or part["filename"]
        assert read.filename is not None
        assert read.filename.removesuffix(".txt") == name.removesuffix(".txt")
        assert read.content == _content(part)
    if not files:
        assert read.filename is None


def _renamed(raw: bytes) -> bytes:
    """File parts become `file`, text parts `name`; a file whose ending is not accepted gets one that is."""

    def rename(match: re.Match[bytes]) -> bytes:
        line = match[0]
        new = b"file" if re.search(rb"filename\*?=", line, re.IGNORECASE) else b"name"
        line = re.sub(rb'(?i)([; ]name=)("[^"]*"|[^;\r\n]+)', rb'\1"' + new + b'"', line, count=1)
        return re.sub(rb'((?:\.bin|passwd)(?="))', rb"\1.txt", line)

    return re.sub(rb"(?im)^content-disposition:[^\n]*(?:\n[ \t][^\n]*)*", rename, raw)


def _content(part: dict[str, Any]) -> bytes:
    if "body_text" in part:
        return _renamed(str(part["body_text"]).encode())
    if "body_base64" in part:
        return base64.b64decode(part["body_base64"])
    content = b"A" * part["body_size"]
    assert hashlib.sha256(content).hexdigest() == part["body_sha256"]
    return content


# What a form may hold beside its file, whatever the size of the file


def send(caller: Caller, parts: list[tuple[str, str | None, bytes]]) -> tuple[int, str]:
    content_type, body = form(parts)
    return code(caller.post("/v1/documents", content=body, headers={"Content-Type": content_type}))


def test_texts_together_are_limited_though_no_file_came(sqlite_api: Server) -> None:
    """Else a thousand fields of 64 KiB would stand in memory at once."""
    parts: list[tuple[str, str | None, bytes]] = [("service_ids", None, b"x" * 60_000) for _ in range(40)]
    assert send(sqlite_api.caller(), parts) == (413, "body_too_large")


def test_what_is_skipped_counts_too(sqlite_api: Server) -> None:
    caller = sqlite_api.caller()
    parts = [
        ("file", "a.pdf", b"%PDF-1.7"),
        ("vendor_id", None, caller.vendor().encode()),
        ("other", "b.bin", b"x" * 1_100_000),
    ]
    with sqlite_api.leaves_nothing():
        assert send(caller, parts) == (413, "body_too_large")


def test_file_larger_than_what_may_stand_beside_it_is_taken(sqlite_api: Server) -> None:
    caller = sqlite_api.caller()
    found = caller.document(caller.vendor(), content=b"%PDF-1.7" + b"x" * 3_000_000)
    assert found["size"] == 3_000_008
