"""How often somebody may try a password: counted for each account and each address, in the database, so that every
process counts the same. An account that nobody has is counted as any other.

A try is counted before its password is looked at, so tries at one moment get no further than tries one by one.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass

from sqlalchemy import case, delete, select, update

from muniment.accounts import network
from muniment.accounts.user_rows import folded_email
from muniment.db.engine import Transaction
from muniment.db.removal import remove_over
from muniment.db.tables import sign_in_tries
from muniment.db.upsert import insert_or_update
from muniment.errors import TooManySignInsError

_IPV6_PREFIX = 64
"""What one subscriber has of IPv6 at least."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Tries that may fail within `seconds`: with one account, and from one address."""

    per_account: int
    per_address: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Tried:
    """With which account and from which address somebody tries, as they are counted."""

    account: str
    address: str

    @classmethod
    def of(cls, email: str, address: str | None) -> Tried:
        """`email`: whatever was sent."""
        return cls(_hashed(f"account {folded_email(email)}"), _hashed(f"address {_subscriber(address)}"))


def check(tx: Transaction, tried: Tried, limits: Limits, *, now: int) -> None:
    """Raises TooManySignInsError when no further try is allowed; counts none."""
    c = sign_in_tries.c
    for row in tx.execute(select(sign_in_tries).where(c.id.in_((tried.account, tried.address)))):
        _check(row.id, row.tries + 1, row.since, tried, limits, now=now)


def take(tx: Transaction, tried: Tried, limits: Limits, *, now: int) -> None:
    """Count a try. Raises TooManySignInsError when it is one too many."""
    c = sign_in_tries.c
    is_over = c.since <= now - limits.seconds
    for id_ in sorted((tried.account, tried.address)):  # in one order, so that no two wait for each other
        counted = insert_or_update(
            tx.dialect.name,
            sign_in_tries,
            {"id": id_, "tries": 1, "since": now},
            update=lambda _new: {
                "tries": case((is_over, 1), else_=c.tries + 1),
                "since": case((is_over, now), else_=c.since),
            },
        ).returning(c.tries, c.since)
        row = tx.execute(counted).one()
        _check(id_, row.tries, row.since, tried, limits, now=now)


def forgive(tx: Transaction, tried: Tried) -> None:
    """The try succeeded: the account's are forgotten, and this one of the address."""
    c = sign_in_tries.c
    for id_ in sorted((tried.account, tried.address)):
        if id_ == tried.account:
            tx.execute(delete(sign_in_tries).where(c.id == id_))
        else:
            tx.execute(update(sign_in_tries).where(c.id == id_, c.tries > 0).values(tries=c.tries - 1))


def forget_old(tx: Transaction, *, now: int, seconds: int, limit: int) -> int:
    """Remove up to `limit` counts that count no more; returns how many."""
    since = sign_in_tries.c.since
    return remove_over(tx, sign_in_tries, since <= now - seconds, oldest_by=since, limit=limit)


def _check(id_: str, tries: int, since: int, tried: Tried, limits: Limits, *, now: int) -> None:
    most = limits.per_account if id_ == tried.account else limits.per_address
    left = since + limits.seconds - now
    if tries > most and left > 0:
        raise TooManySignInsError(left)


def _subscriber(address: str | None) -> str:
    read = network.canonical(address)
    if read is None or ":" not in read:
        return read or ""
    return str(ipaddress.ip_network((read.partition("%")[0], _IPV6_PREFIX), strict=False))


def _hashed(words: str) -> str:
    return hashlib.sha256(words.encode(errors="replace")).hexdigest()
