"""Hashes of passwords: what they are made of, and the same work for who is not there."""

from __future__ import annotations

import argon2
import pytest

from muniment.accounts.passwords import MOST_CHARACTERS, Hasher, check_strength
from muniment.errors import WeakPasswordError

HASHER = Hasher(memory_bytes=8 * 2**20, passes=1)
PASSWORD = "seven red kites over Wales"


def test_hash_is_argon2id_with_its_parameters_and_a_salt_of_its_own() -> None:
    first, second = HASHER.hash(PASSWORD), HASHER.hash(PASSWORD)
    assert first != second
    assert first.startswith("$argon2id$v=19$m=8192,t=1,p=1$")
    assert HASHER.matches(first, PASSWORD)
    assert not HASHER.matches(first, PASSWORD + " ")


def test_hash_under_other_parameters_still_holds_and_is_outdated() -> None:
    older = Hasher(memory_bytes=9 * 2**20, passes=2).hash(PASSWORD)
    assert HASHER.matches(older, PASSWORD)
    assert HASHER.is_outdated(older)
    assert not HASHER.is_outdated(HASHER.hash(PASSWORD))


def test_who_has_no_password_costs_the_same_work_as_who_has_one() -> None:
    nobodys = argon2.extract_parameters(HASHER._nobodys)
    assert nobodys == argon2.extract_parameters(HASHER.hash(PASSWORD))
    assert not HASHER.matches(None, PASSWORD)


@pytest.mark.parametrize("hash_", ["", "hash", "$argon2id$v=19$m=8192,t=1,p=1$x$y", "$2b$12$" + "x" * 53])
def test_hash_that_is_none_matches_nothing(hash_: str) -> None:
    assert not HASHER.matches(hash_, PASSWORD)


def test_password_beyond_the_bound_is_not_hashed() -> None:
    longest = "x y z " * 200
    hash_ = HASHER.hash(longest)
    assert len(longest) > MOST_CHARACTERS
    assert not HASHER.matches(hash_, longest)
    with pytest.raises(WeakPasswordError):
        check_strength(longest, email="")


def test_long_password_of_any_characters_is_taken() -> None:
    for password in ("a" * 500 + "bcdefgh", "correct horse battery", "пароль из многих слов", "🦉" * 8 + "abcd🐝"):
        check_strength(password, email="ada@example.com")
        assert HASHER.matches(HASHER.hash(password), password)
