"""Downloads from a server that lies, and onto what is no file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from muniment_client import Muniment, MunimentError
from tests.clients.python.playing_false import KEY, told


def leading(url: Any, *answers: Callable[[httpx.Request], httpx.Response], log: list[httpx.Request]) -> Muniment:
    """A client whose links are that, and answered so, the last one for ever."""
    left = list(answers)

    def answer(request: httpx.Request) -> httpx.Response:
        log.append(request)
        if request.url.path.endswith("/download"):
            return httpx.Response(200, json={"url": url})
        return (left.pop(0) if len(left) > 1 else left[0])(request)

    return told(answer)


def half(_request: httpx.Request) -> httpx.Response:
    def pieces() -> Iterator[bytes]:
        yield b"abc"
        raise httpx.ReadError("broken off")

    return httpx.Response(200, headers={"ETag": '"1"'}, content=pieces())


@pytest.mark.parametrize("url", [None, 5, ["/x"], "http://a\0", "http://" + "a" * 70_000])
def test_link_that_is_none_is_an_error_of_the_package(url: object, tmp_path: Path) -> None:
    with pytest.raises(MunimentError):
        leading(url, half, log=[]).documents.download_to("cbvdoc_1", tmp_path / "a.pdf")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["http://elsewhere.invalid/x", "/x", "//elsewhere.invalid/x"])
def test_no_link_is_followed_with_the_key(url: str, tmp_path: Path) -> None:
    log: list[httpx.Request] = []
    client = leading(url, lambda _request: httpx.Response(200, content=b"abc"), log=log)
    client.documents.download_to("cbvdoc_1", tmp_path / "a.pdf")
    first, *others = log
    assert first.headers["Authorization"] == f"Bearer {KEY}"
    assert [KEY in str(one.headers.raw) for one in others] == [False]


def test_exhausted_iterator_of_the_callers_is_no_end_of_the_download(tmp_path: Path) -> None:
    client = leading("/x", lambda _request: httpx.Response(200, content=b"abc"), log=[])
    with pytest.raises(StopIteration):
        client.documents.download_to("cbvdoc_1", tmp_path / "a.pdf", progress=lambda *_: next(iter(())))
    assert list(tmp_path.iterdir()) == []


def test_nothing_comes_in_the_place_of_a_pipe_or_a_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    log: list[httpx.Request] = []
    with pytest.raises(OSError, match="is no file"):
        leading("/x", half, log=log).documents.download_to("cbvdoc_1", pipe)
    assert pipe.is_fifo()
    assert log == []
