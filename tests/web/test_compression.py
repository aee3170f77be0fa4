"""Pages that go compressed, and those that never do."""

from __future__ import annotations

import gzip

import pytest

from tests.web.browser import HTML, Browser

PACKED = {**HTML, "Accept-Encoding": "gzip"}


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        ("gzip", True),
        ("br;q=1.0, GZIP;q=0.5", True),
        ("br, gzip; q=0", False),
        ("gzip;q=0.000", False),
        ("xgzip", False),
        ("identity", False),
        ("", False),
    ],
)
def test_page_is_compressed_for_who_takes_it_so(admin: Browser, accepted: str, is_packed: bool) -> None:
    answer = admin.client.get("/evidence", headers={**HTML, "Accept-Encoding": accepted})
    assert ("content-encoding" in answer.headers) is is_packed
    assert "Accept-Encoding" in answer.headers["vary"]
    assert "No evidence yet" in answer.text
    if is_packed:
        assert int(answer.headers["content-length"]) < len(answer.content) / 2


def test_what_holds_what_somebody_else_may_have_put_there_is_never_compressed(admin: Browser) -> None:
    for path in ("/evidence?q=guess", "/search?", "/nowhere?x=1"):
        answer = admin.client.get(path, headers=PACKED)
        assert ("content-encoding" in answer.headers) is (path == "/search?")  # nothing is asked there
    shown = admin.get("/vendors/new")
    token = shown.form("/vendors/new").value("csrf_token")
    answer = admin.client.post("/vendors/new", data={"csrf_token": token, "name": ""}, headers=PACKED)
    assert (answer.status_code, "content-encoding" in answer.headers) == (422, False)


def test_no_secret_of_a_page_has_the_same_letters_twice(admin: Browser) -> None:
    tokens = [admin.get("/account").form("/sign-out").value("csrf_token") for _ in range(2)]
    assert tokens[0] != tokens[1]


def test_head_of_a_page_says_how_long_the_compressed_one_is(admin: Browser) -> None:
    answer = admin.client.head("/upload", headers=PACKED)
    assert answer.headers["content-encoding"] == "gzip"
    assert 0 < int(answer.headers["content-length"]) < 10_000


def test_home_is_one_for_a_person_and_another_for_a_program(admin: Browser) -> None:
    answer = admin.client.get("/", headers=PACKED)
    assert {one.strip() for one in answer.headers["vary"].split(",")} == {"Accept", "Accept-Encoding"}
    with admin.client.stream("GET", "/", headers=PACKED) as raw:
        assert gzip.decompress(b"".join(raw.iter_raw())).startswith(b"<!doctype html>")
