"""Local passwords: argon2id (RFC 9106), with parameters that can be raised while hashes under older ones still hold.

What is said of a wrong password is said of an unknown user too, after the same work.
"""

from __future__ import annotations

import base64
import secrets

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

from muniment.errors import WeakPasswordError
from muniment.unicode import normalised

LEAST_CHARACTERS = 12
MOST_CHARACTERS = 1_024
"""Checked before anything is hashed."""

_LEAST_DIFFERENT = 5
_HASH_BYTES, _SALT_BYTES = 32, 16
_COMMON_WORDS = """
123456789012 1234567890123 1234567890123456 12345678901234567890 123456789abc 1q2w3e4r5t6y 1q2w3e4r5t6y7u8i
1qaz2wsx3edc 1qaz2wsx3edc4rfv abcdefghijkl abcdefghijklmnop abcd1234abcd1234 administrator administrator1
administrator123 adminadminadmin changeme1234 changemechangeme correcthorsebatterystaple iloveyou1234
letmeinletmein letmein12345 muniment1234 munimentmuniment mypassword123 p@ssw0rd1234 p@ssword1234 passw0rd1234
password!234 password1234 password12345 password123456 password1234567890 password2024 password2025 password2026
passwordpassword qazwsxedcrfv qwerty123456 qwerty1234567 qwertyqwerty qwertyuiop12 qwertyuiop123 qwertyuiop[]
qwertyuiopasdfgh secretsecret summer202400 superman1234 trustno1trustno1 welcome12345 welcome123456
welcomewelcome zxcvbnm12345 zxcvbnmasdfg
"""
_COMMON = frozenset(_COMMON_WORDS.split())
"""Passwords of leaked lists that are long enough; compared without case."""


def check_strength(password: str, *, email: str) -> None:
    """Raises WeakPasswordError for one that is among the first to be tried for the user of that address."""
    if not LEAST_CHARACTERS <= len(password) <= MOST_CHARACTERS:
        raise WeakPasswordError(f"The password must have {LEAST_CHARACTERS} to {MOST_CHARACTERS:,} characters.")
    folded = password.casefold()
    if folded in _COMMON or len(set(folded)) < _LEAST_DIFFERENT or folded in (email.casefold(), email.casefold()[::-1]):
        raise WeakPasswordError("The password is among the first that are tried; choose another.")


class Hasher:
    """Makes and checks hashes under one set of parameters. Each takes `memory_bytes` and one core while it runs."""

    def __init__(self, *, memory_bytes: int, passes: int) -> None:
        memory = memory_bytes // 1024
        self._argon2 = argon2.PasswordHasher(
            time_cost=passes, memory_cost=memory, parallelism=1, hash_len=_HASH_BYTES, salt_len=_SALT_BYTES
        )
        salt, digest = (_base64(secrets.token_bytes(n)) for n in (_SALT_BYTES, _HASH_BYTES))
        self._nobodys = f"$argon2id$v=19$m={memory},t={passes},p=1${salt}${digest}"

    def hash(self, password: str) -> str:
        """The hash as it is kept, its parameters with it."""
        return self._argon2.hash(_same_on_every_keyboard(password))

    def matches(self, hash_: str | None, password: str) -> bool:
        """Whether the hash is the password's; where there is none False, after the same work."""
        if len(password) > MOST_CHARACTERS:
            return False
        try:
            return self._argon2.verify(hash_ or self._nobodys, _same_on_every_keyboard(password)) and hash_ is not None
        except (VerificationError, InvalidHashError):
            return False

    def is_outdated(self, hash_: str) -> bool:
        """Whether the hash was made under other parameters."""
        return self._argon2.check_needs_rehash(hash_)


def _same_on_every_keyboard(password: str) -> str:
    """NFKC, as NIST SP 800-63B §3.1.1.2 asks for."""
    return normalised(password, "NFKC")


def _base64(value: bytes) -> str:
    return base64.b64encode(value).decode().rstrip("=")
