"""A link reads one file until it expires; nothing about it can be changed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from muniment.errors import InvalidSignatureError, UrlExpiredError
from muniment.storage import signing
from muniment.storage.store import new_key
from tests.builders import NOW

SECRET = b"s" * 64
KEY = "0123456789abcdef" * 2
_NAMES = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=40)


def _parts(link: str) -> dict[str, str]:
    parts = urlsplit(link)
    query = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    return {
        "key": parts.path.removeprefix("/v1/files/"),
        "filename": query["filename"][0],
        "expires": query["expires"][0],
        "signature": query["signature"][0],
    }


@given(_NAMES, st.integers(1, 2**40))
def test_own_link_is_good_until_it_expires(filename: str, expires_at: int) -> None:
    link = signing.signed_path(SECRET, key=KEY, filename=filename, expires_at=expires_at)
    parts = _parts(link)
    assert (parts["key"], parts["filename"]) == (KEY, filename)
    signing.check(SECRET, **parts, archived_at=None, now=expires_at - 1)
    for now in (expires_at, expires_at + 1):
        with pytest.raises(UrlExpiredError):
            signing.check(SECRET, **parts, archived_at=None, now=now)


@given(
    _NAMES,
    st.sampled_from(["key", "filename", "expires", "signature"]),
    st.text(max_size=70),
)
def test_link_with_any_part_changed_is_refused(filename: str, part: str, value: str) -> None:
    parts = _parts(signing.signed_path(SECRET, key=KEY, filename=filename, expires_at=NOW + 60))
    assume(parts[part] != value)
    with pytest.raises(InvalidSignatureError):
        signing.check(SECRET, **{**parts, part: value}, archived_at=None, now=NOW)


@given(st.data())
def test_link_with_one_character_changed_is_refused(data: st.DataObject) -> None:
    parts = _parts(signing.signed_path(SECRET, key=KEY, filename="report.pdf", expires_at=NOW + 60))
    part = data.draw(st.sampled_from(sorted(parts)))
    place = data.draw(st.integers(0, len(parts[part]) - 1))
    character = data.draw(st.characters(codec="utf-8"))
    assume(parts[part][place] != character)
    changed = parts[part][:place] + character + parts[part][place + 1 :]
    with pytest.raises(InvalidSignatureError):
        signing.check(SECRET, **{**parts, part: changed}, archived_at=None, now=NOW)


@pytest.mark.parametrize("expires", ["", " 1750000060", "+1750000060", "1750000060\n", "1_750_000_060", "0", "-1", "१"])
def test_expiry_in_another_spelling_is_refused(expires: str) -> None:
    signature = signing.sign(SECRET, key=KEY, filename="a", expires_at=NOW + 60)
    with pytest.raises(InvalidSignatureError):
        signing.check(SECRET, key=KEY, filename="a", expires=expires, signature=signature, archived_at=None, now=NOW)


def test_very_long_expiry_is_refused_and_does_not_raise_otherwise() -> None:
    with pytest.raises(InvalidSignatureError):
        signing.check(
            SECRET, key=KEY, filename="a", expires="9" * 10_000, signature="0" * 64, archived_at=None, now=NOW
        )


def test_newlines_in_a_name_cannot_move_into_other_fields() -> None:
    one = signing.sign(SECRET, key=KEY, filename=f"{NOW}\nname", expires_at=NOW)
    two = signing.sign(SECRET, key=f"{KEY}\n{NOW}", filename="name", expires_at=NOW)
    assert one != two


def test_link_of_another_installation_is_refused() -> None:
    parts = _parts(signing.signed_path(b"t" * 64, key=KEY, filename="a", expires_at=NOW + 60))
    with pytest.raises(InvalidSignatureError):
        signing.check(SECRET, **parts, archived_at=None, now=NOW)


def test_signature_outside_ascii_is_refused() -> None:
    with pytest.raises(InvalidSignatureError):
        signing.check(
            SECRET, key=KEY, filename="a", expires=str(NOW + 60), signature="é\ud800", archived_at=None, now=NOW
        )


def test_expired_link_with_a_wrong_signature_does_not_tell_that_it_expired() -> None:
    with pytest.raises(InvalidSignatureError):
        signing.check(
            SECRET, key=KEY, filename="a", expires=str(NOW - 60), signature="0" * 64, archived_at=None, now=NOW
        )


def test_configured_secret_is_used_and_nothing_is_written(home: Path) -> None:
    assert signing.load_secret("configured" * 4, home) == b"configured" * 4
    assert list(home.iterdir()) == []


def test_homes_secret_is_made_once_and_is_its_owners_only(home: Path) -> None:
    secret = signing.load_secret(None, home)
    assert signing.load_secret(None, home) == secret
    assert len(secret) >= 32
    (path,) = home.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600


def test_twelve_threads_get_one_secret(home: Path) -> None:
    start = threading.Barrier(12)

    def load(_: int) -> bytes:
        start.wait()
        return signing.load_secret(None, home)

    with ThreadPoolExecutor(12) as threads:
        assert len(set(threads.map(load, range(12)))) == 1
    assert len(list(home.iterdir())) == 1


def test_damaged_secret_is_an_error_that_says_what_to_do(home: Path) -> None:
    (home / "secret.key").write_bytes(b"short")
    with pytest.raises(ValueError, match="restore it or remove it"):
        signing.load_secret(None, home)


def test_process_killed_while_making_the_secret_leaves_none_or_a_whole_one(home: Path) -> None:
    code = (
        "import os, sys; from pathlib import Path; from muniment.storage import signing;"
        "os.link = lambda *_: os.kill(os.getpid(), 9); signing.load_secret(None, Path(sys.argv[1]))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(home)]).returncode == -9
    assert len(signing.load_secret(None, home)) >= 32


def test_keys_are_random_hex() -> None:
    keys = {new_key() for _ in range(1000)}
    assert len(keys) == 1000
    assert all(len(key) == 32 and set(key) <= set("0123456789abcdef") for key in keys)
    assert os.path.basename(next(iter(keys))) in keys


def test_link_made_before_the_document_was_archived_has_ended_and_one_made_after_works() -> None:
    for_row = {"key": KEY, "filename": "a.pdf", "expires_at": NOW + 60}
    told = {"key": KEY, "filename": "a.pdf", "expires": str(NOW + 60), "archived_at": NOW - 10, "now": NOW}
    with pytest.raises(UrlExpiredError, match="archived after"):
        signing.check(SECRET, **told, signature=signing.sign(SECRET, **for_row))
    signing.check(SECRET, **told, signature=signing.sign(SECRET, **for_row, archived_at=NOW - 10))
    with pytest.raises(InvalidSignatureError):
        signing.check(SECRET, **told, signature=signing.sign(SECRET, **for_row, archived_at=NOW - 9))
