from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from muniment.limits import Limits
from muniment.reading.formats.member_names import member_names
from muniment.reading.read import read_open


def archive(*names: bytes, extras: dict[bytes, bytes] | None = None) -> io.BytesIO:
    """Text files with these bytes as names and no flag for UTF-8, as many archivers write them."""
    file = io.BytesIO()
    stand_ins = [chr(ord("A") + number) * len(name) for number, name in enumerate(names)]
    with zipfile.ZipFile(file, "w") as made:
        for number, name in enumerate(names):
            info = zipfile.ZipInfo(stand_ins[number])
            info.extra = (extras or {}).get(name, b"")
            made.writestr(info, f"text {number}")
    data = file.getvalue()
    for name, stand_in in zip(names, stand_ins, strict=True):  # zipfile itself would set the flag
        data = data.replace(stand_in.encode(), name)
    return io.BytesIO(data)


def named(file: io.BytesIO) -> list[str]:
    with zipfile.ZipFile(file) as opened:
        return member_names(opened.infolist())[0]


def beside(raw: bytes, name: str) -> bytes:
    """Info-ZIP's Unicode path, as if written for the name `raw`."""
    field = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(field)) + field


def test_utf8_without_its_flag_is_read_as_utf8() -> None:
    names = ["Zürich/prüfbericht.txt", "監査報告書の写し.txt", "ascii.txt"]
    assert named(archive(*(one.encode() for one in names))) == names


def test_unicode_path_beside_a_name_is_the_name() -> None:
    raw = b"pr\x81fung-a.txt"
    assert named(archive(raw, extras={raw: beside(raw, "prüfung-Ω.txt")})) == ["prüfung-Ω.txt"]


def test_unicode_path_of_another_name_is_not_believed() -> None:
    raw = b"pr\x81fung-a.txt"
    assert named(archive(raw, extras={raw: beside(b"other", "harmless.txt")})) == ["prüfung-a.txt"]


@pytest.mark.parametrize("name", ["Prüfung.txt", "año más.txt"])
def test_names_that_nothing_tells_are_cp437_and_only_likely(name: str) -> None:
    reading = read_open(archive(name.encode("cp437")), kind="zip", limits=Limits(), recognise=None)
    assert [page.label for page in reading.pages] == [name]
    assert ["IBM437" in one.message and "no more than likely" in one.message for one in reading.warnings] == [True]


@pytest.mark.parametrize(
    ("names", "encoding"),
    [
        (["情報セキュリティの証明書とその写し.txt", "年次の監査報告書について.txt", "個人情報の取り扱い.txt"], "cp932"),
        (["信息安全管理制度和员工培训记录.txt", "审计报告和证书的复印件.txt", "供应商应当删除数据.txt"], "gbk"),
        (["Политика безопасности.txt", "Отчёт аудитора.txt"], "cp866"),
    ],
)
def test_clear_guess_over_all_names_is_taken_and_told(names: list[str], encoding: str) -> None:
    reading = read_open(archive(*(one.encode(encoding) for one in names)), kind="zip", limits=Limits(), recognise=None)
    assert [page.label for page in reading.pages] == names
    assert [one.code for one in reading.warnings] == ["encoding_guessed"]
