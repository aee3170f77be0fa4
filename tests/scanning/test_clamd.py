"""Asking a real clamd, and what pretends to be one."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from itertools import repeat

import pytest

from muniment.scanning.clamd import (
    Clamd,
    FileTooLargeToScanError,
    ScanCancelledError,
    ScannerUnavailableError,
    ScanRefusedError,
)
from tests.descriptors import many_open_files
from tests.scanning.scanners import hanging, saying, saying_at_once, scanner
from tests.servers import EICAR, STREAM_MEBIBYTES

MEBIBYTE = 1024 * 1024


def test_clamd_finds_eicar_and_nothing_in_what_is_harmless(clamd: str) -> None:
    asking = Clamd(clamd, 60)
    assert asking.scan([EICAR]) == "Eicar-Test.UNOFFICIAL"
    assert asking.scan([EICAR[:20], EICAR[20:]]) == "Eicar-Test.UNOFFICIAL"
    assert asking.scan([b"%PDF-1.7 a harmless file"]) is None
    assert asking.scan([]) is None


def test_file_beyond_clamds_limit_is_told_apart(clamd: str) -> None:
    with pytest.raises(FileTooLargeToScanError, match="size limit exceeded"):
        Clamd(clamd, 60).scan([b"x" * MEBIBYTE] * (8 * STREAM_MEBIBYTES))


def test_scanner_that_wants_no_more_is_sent_no_more() -> None:
    sent = 0

    def counted() -> Iterator[bytes]:
        nonlocal sent
        for piece in repeat(b"x" * MEBIBYTE, 200):
            sent += 1
            yield piece

    with (
        scanner(saying_at_once(b"INSTREAM size limit exceeded. ERROR\0")) as url,
        pytest.raises((FileTooLargeToScanError, ScannerUnavailableError)),
    ):
        Clamd(url, 60).scan(counted())
    assert sent < 200


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (b"stream: OK\0", None),
        (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "Win.Test.EICAR_HDB-1"),
        (b"stream: a: b FOUND\0", "a: b"),
        (b"stream: \x1b[31m\xff\xfe FOUND\0", "?[31m??"),
        (b"stream: " + b"x" * 3_000 + b" FOUND\0", "x" * 200),
        (b"stream:  FOUND\0", "unnamed"),
    ],
)
def test_verdict_is_read_and_a_name_is_fit_to_be_shown(answer: bytes, found: str | None) -> None:
    with scanner(saying(answer)) as url:
        assert Clamd(url, 30).scan([b"content"]) == found


@pytest.mark.parametrize("answer", [b"stream: Can't allocate memory ERROR\0", b"Scan failed ERROR\0"])
def test_file_that_clamd_cannot_scan_is_told_apart(answer: bytes) -> None:
    with scanner(saying(answer)) as url, pytest.raises(ScanRefusedError, match="ERROR"):
        Clamd(url, 30).scan([b"content"])


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"stream: O",
        b"stream: OK",
        b"stream: OK\n",
        b"x" * 1_000_000,
        b"UNKNOWN COMMAND\0",
        b"HTTP/1.1 400 Bad Request\r\n\r\n\0",
        b"stream: \0",
        b"other: OK\0",
        b"\0",
    ],
)
def test_what_is_no_answer_of_clamds_is_no_verdict(answer: bytes) -> None:
    with scanner(saying(answer)) as url, pytest.raises(ScannerUnavailableError):
        Clamd(url, 30).scan([b"content"])


@pytest.mark.parametrize("pieces", [1, 64])
def test_scanner_that_hangs_is_waited_for_so_long_and_no_longer(pieces: int) -> None:
    with hanging() as url, pytest.raises(ScannerUnavailableError, match=r"no verdict within 0\.2 seconds"):
        Clamd(url, 0.2).scan([b"x" * MEBIBYTE] * pieces)


def test_scan_that_nobody_waits_for_any_more_is_given_up() -> None:
    with hanging() as url, pytest.raises(ScanCancelledError):
        Clamd(url, 600).scan([b"content"], is_cancelled=lambda: True)


@pytest.mark.parametrize(("answer", "found"), [(b"stream: OK\0", None), (b"stream: Eicar FOUND\0", "Eicar")])
def test_process_with_many_open_files_scans(answer: bytes, found: str | None) -> None:
    with many_open_files(), scanner(saying(answer)) as url:
        assert Clamd(url, 30).scan([b"content"]) == found


def test_scanner_that_is_not_there_cannot_be_reached(tmp_path: object) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for url in (f"tcp://127.0.0.1:{port}", f"unix://{tmp_path}/socket"):
        with pytest.raises(ScannerUnavailableError, match="cannot be reached"):
            Clamd(url, 30).scan([b"content"])
