"""The one place that tells who is behind what a request brings: an API key, a token of an OAuth client, or the cookie
of a session.

Expiry and revocation count from the moment they are committed: every request asks, and a long upload asks again.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ScalarSelect, select

from muniment.accounts import keys, oauth_tokens, sessions
from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.errors import InvalidApiKeyError, InvalidSessionError, UnauthorizedError
from muniment.events.actor import ActorKind


def authenticate(tx: Transaction, credential: str, *, now: int, address: str | None = None) -> Caller:
    """The caller behind a bearer credential. Raises InvalidApiKeyError when unknown, expired or revoked."""
    if credential.startswith(oauth_tokens.PREFIX):
        return oauth_tokens.authenticate(tx, credential, now=now, address=address)
    return keys.authenticate(tx, credential, now=now, address=address)


GOOD: Mapping[ActorKind, ScalarSelect[str]] = {
    ActorKind.KEY: keys.GOOD_KEY,
    ActorKind.CLIENT: oauth_tokens.GOOD_TOKEN,
    ActorKind.USER: sessions.GOOD_SESSION,
}
"""By the kind of a caller: not null while its `credential` is good `now`, for statements that look at something else
too. Who is not here came without one."""

_STILL_GOOD = {kind: HotStatement(select(good)) for kind, good in GOOD.items()}


def check_again(tx: Transaction, caller: Caller, *, now: int) -> None:
    """Whether the caller's credential is as good as it was when `authenticate` saw it. Raises InvalidApiKeyError,
    InvalidSessionError."""
    statement = _STILL_GOOD.get(caller.kind)
    if statement is None:
        return
    row = statement.first(tx, {"credential": caller.credential, "now": now})
    if row is None or row[0] is None:
        raise ended(caller)


def ended(caller: Caller) -> UnauthorizedError:
    """What is said to a caller whose credential is good no more."""
    return InvalidSessionError() if caller.kind is ActorKind.USER else InvalidApiKeyError()
