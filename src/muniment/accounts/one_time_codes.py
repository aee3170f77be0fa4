"""Codes that are good once and not for long: for the first administrator of an installation, to set a user's password,
and to sign a user in. Kept as hashes; 100 random bits, so there is nothing to guess. None is good for another purpose.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from enum import StrEnum

from sqlalchemy import ColumnElement, delete, insert, select

from muniment.db.engine import Transaction
from muniment.db.removal import remove_over
from muniment.db.tables import one_time_codes
from muniment.errors import InvalidCodeError

FIRST_ADMINISTRATOR_SECONDS = 3600
"""How long the code that `serve` prints is good."""

SIGN_IN_SECONDS = 600
"""How long a code that signs in is good."""


class Purpose(StrEnum):
    """What a code does. `password`: sets the password of a user; where it names none, of the first administrator."""

    PASSWORD = "password"  # noqa: S105 a word
    SIGN_IN = "sign_in"


_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: nothing in it is read as something else."""

_READ_AS = str.maketrans("OIL", "011", "- ")
_CHARACTERS, _GROUP = 20, 5
_SHAPE = re.compile(rf"[{_ALPHABET}]{{{_CHARACTERS}}}")


def make(tx: Transaction, *, user_id: str | None, seconds: int, now: int, purpose: Purpose = Purpose.PASSWORD) -> str:
    """A new code, seen here and never again. `user_id`: whose it is, whose earlier codes are dead with it; None for the
    first administrator's."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_CHARACTERS))
    if user_id is not None:
        forget_of(tx, user_id)
    row = {
        "id": _hashed(code),
        "user_id": user_id,
        "purpose": purpose.value,
        "created_at": now,
        "expires_at": now + seconds,
    }
    tx.execute(insert(one_time_codes).values(row))
    return "-".join(code[at : at + _GROUP] for at in range(0, _CHARACTERS, _GROUP))


def owner(tx: Transaction, code: str, *, now: int, purpose: Purpose = Purpose.PASSWORD) -> str | None:
    """Whose code of that purpose it is; None for one of the first administrator. Raises InvalidCodeError."""
    is_so = one_time_codes.c.purpose == purpose.value
    row = tx.execute(select(one_time_codes.c.user_id).where(*_good(code, now=now), is_so)).first()
    if row is None:
        raise InvalidCodeError
    return str(row.user_id) if row.user_id is not None else None


def use(tx: Transaction, code: str, *, now: int) -> None:
    """Use the code up: of those who do so at one moment, one succeeds. Raises InvalidCodeError."""
    used = delete(one_time_codes).where(*_good(code, now=now)).returning(one_time_codes.c.id)
    if tx.execute(used).first() is None:
        raise InvalidCodeError


def forget_of(tx: Transaction, user_id: str | None) -> None:
    """The codes of the user, or of the first administrator, are good no more."""
    tx.execute(delete(one_time_codes).where(one_time_codes.c.user_id.is_not_distinct_from(user_id)))


def forget_expired(tx: Transaction, *, now: int, limit: int) -> int:
    """Remove up to `limit` codes that have expired; returns how many."""
    ends = one_time_codes.c.expires_at
    return remove_over(tx, one_time_codes, ends <= now, oldest_by=ends, limit=limit)


def _good(code: str, *, now: int) -> tuple[ColumnElement[bool], ...]:
    c = one_time_codes.c
    return c.id == _hashed(_read(code)), c.expires_at > now


def _read(code: str) -> str:
    """The code as it was made, however a person writes it. Raises InvalidCodeError."""
    read = code.upper().translate(_READ_AS)
    if _SHAPE.fullmatch(read) is None:
        raise InvalidCodeError
    return read


def _hashed(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
