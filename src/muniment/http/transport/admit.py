"""The one door-keeper, and one admitted call: who is calling, and the one hop to a thread in which its use case runs.

Who comes with an Authorization header is whom that names, whatever cookies there are; who comes without one may come
with the cookie of a session, and then proves of every change that it is meant (`session_cookie`). The row of either is
read in the use case's own hop, so expiry and revocation count at once and cost no hop of their own.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol, TypeVar

import orjson
from fastapi import Request, Response

from muniment import idempotency
from muniment.accounts import sessions
from muniment.accounts.caller import Caller
from muniment.accounts.credentials import authenticate
from muniment.accounts.scopes import Scope
from muniment.db.clock import now
from muniment.db.deadline import DeadlineError, deadline
from muniment.db.engine import Transaction
from muniment.errors import (
    InvalidIdempotencyKeyError,
    IpNotAllowedError,
    NotAuthenticatedError,
    RateLimitedError,
    SearchTooBroadError,
)
from muniment.http.transport import session_cookie
from muniment.http.transport.pools import Pools
from muniment.idempotency import Answer, IdempotencyKey
from muniment.runtime import Runtime
from muniment.settings import Settings

T = TypeVar("T")
UseCase = Callable[[Transaction, Caller], T]
"""What a call does, given the transaction and who is calling."""

_BEARER = re.compile(r"bearer +([!-~]+) *", re.IGNORECASE)


class Authenticate(Protocol):
    """Tells who is behind a credential. Raises UnauthorizedError."""

    def __call__(self, tx: Transaction, credential: str, /, *, now: int, address: str | None) -> Caller: ...


def address_of(request: Request) -> str | None:
    """The client's IP."""
    return request.client.host if request.client is not None else None


def own_address(request: Request) -> str:
    """Where clients find this server: its URL, without a slash at the end."""
    settings: Settings = request.app.state.runtime.settings
    return (settings.public_url or f"{request.url.scheme}://{request.url.netloc}{settings.root_path}").rstrip("/")


def json_answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """The value as JSON bytes, ready to send."""
    return Response(orjson.dumps(value), status_code=status, media_type="application/json", headers=headers)


def as_response(answer: Answer) -> Response:
    """A remembered or fresh answer, byte for byte."""
    headers = {"Idempotent-Replayed": "true"} if answer.is_replay else None
    return Response(answer.body, status_code=answer.status, media_type="application/json", headers=headers)


def bearer_token(request: Request) -> str | None:
    """What a well-formed bearer header holds; None without one."""
    header = request.headers.get("authorization")
    match = _BEARER.fullmatch(header) if header is not None else None
    return match[1] if match is not None else None


@dataclass(frozen=True, slots=True)
class Credential:
    """What a request brings, and what tells who is behind it."""

    value: str = field(repr=False)
    authenticate: Authenticate

    @classmethod
    def of(cls, request: Request) -> Credential:
        """Raises NotAuthenticatedError where neither a well-formed bearer header nor a session's cookie is there,
        ForgedRequestError."""
        if "authorization" in request.headers:
            if (token := bearer_token(request)) is None:
                raise NotAuthenticatedError
            return cls(token, authenticate)
        return cls.of_session(request, csrf_token=None)

    @classmethod
    def of_session(cls, request: Request, *, csrf_token: str | None) -> Credential:
        """The same where a session's cookie alone counts. `csrf_token`: where a form brings it; None for what the
        header says. Raises NotAuthenticatedError, ForgedRequestError."""
        if (token := session_cookie.token_of(request)) is None:
            raise NotAuthenticatedError
        session_cookie.check_is_meant(request, token, csrf_token=csrf_token)
        return cls(token, sessions.authenticate)


def admit(
    tx: Transaction, request: Request, credential: Credential, *, needs: Scope | None, is_open_everywhere: bool
) -> Caller:
    """Who is calling, known and allowed to. Every request that needs a caller comes through here, whichever way it
    took.

    `needs`: None where any caller will do. `is_open_everywhere`: from whichever address. Raises InvalidApiKeyError or
    InvalidSessionError, then RateLimitedError, then IpNotAllowedError, then InsufficientScopeError.
    """
    at = now(tx)
    caller = credential.authenticate(tx, credential.value, now=at, address=address_of(request))
    if caller.used_id is not None:
        request.app.state.deferred.last_use.note(caller.used_id, at)
    request.scope["state"].update(org_id=caller.org_id, caller=caller, called_at=at)  # for the log and the record
    _count(request, caller)
    if not caller.is_within_network and not is_open_everywhere:
        raise IpNotAllowedError
    if needs is not None:
        caller.require(needs)
    return caller


def _count(request: Request, caller: Caller) -> None:
    """Count the request, once, for its caller's rate. Raises RateLimitedError."""
    state, runtime = request.scope["state"], request.app.state.runtime
    settings: Settings = runtime.settings
    if settings.rate_limit_requests == 0 or "standing" in state:
        return
    requests, seconds = settings.rate_limit_requests, settings.rate_limit_seconds
    standing = state["standing"] = runtime.rates.take(f"{caller.kind} {caller.id}", requests=requests, seconds=seconds)
    if standing.retry_after_seconds is not None:
        raise RateLimitedError(requests, seconds, retry_after_seconds=standing.retry_after_seconds)


def _content(body: Any) -> bytes:
    """The hash of a JSON body, however its keys are ordered and its spaces set."""
    return sha256(json.dumps(body, sort_keys=True).encode()).digest()


class Call:
    """One request by one credential, not yet checked: each method admits it in the hop it makes anyway."""

    __slots__ = ("_credential", "is_open_everywhere", "needs", "pools", "request", "runtime")

    def __init__(
        self,
        request: Request,
        *,
        needs: Scope | None,
        is_open_everywhere: bool = False,
        credential: Credential | None = None,
    ) -> None:
        """`needs`: the scope without which nothing of it runs. `is_open_everywhere`: whether it does for callers from
        outside their organisation's networks. `credential`: what was found already. Raises NotAuthenticatedError,
        ForgedRequestError."""
        self._credential = credential or Credential.of(request)
        self.needs = needs
        self.is_open_everywhere = is_open_everywhere
        self.request = request
        self.runtime: Runtime = request.app.state.runtime
        self.pools: Pools = request.app.state.pools

    def _admit(self, tx: Transaction) -> Caller:
        return admit(tx, self.request, self._credential, needs=self.needs, is_open_everywhere=self.is_open_everywhere)

    async def read(self, use_case: UseCase[T]) -> T:
        """The use case's result, in one consistent snapshot."""
        return await self.pools.reading(lambda: self._read(use_case))

    async def search(self, use_case: UseCase[T]) -> T:
        """The same for a use case that searches by words. Raises SearchTooBroadError after `search_seconds`."""
        seconds = self.runtime.settings.search_seconds

        def search(tx: Transaction, caller: Caller) -> T:
            try:
                with deadline(tx, seconds):
                    return use_case(tx, caller)
            except DeadlineError as error:
                raise SearchTooBroadError(seconds) from error

        return await self.pools.searching(lambda: self._read(search))

    def _read(self, use_case: UseCase[T]) -> T:
        with self.runtime.database.read() as tx:
            return use_case(tx, self._admit(tx))

    async def read_row(self, use_case: UseCase[T]) -> T:
        """The same for a use case that reads single rows by their keys."""
        return await self.pools.reading_row(lambda tx: use_case(tx, self._admit(tx)))

    async def write(self, use_case: UseCase[T]) -> T:
        """The use case's result, committed; nothing of it when it raises."""

        def run() -> T:
            caller = self._caller()
            with self.runtime.database.write() as tx:
                return use_case(tx, caller)

        return await self.pools.writing(run)

    def _caller(self) -> Caller:
        # In a transaction of its own: nobody without a key may hold the write lock.
        with self.runtime.database.read() as tx:
            return self._admit(tx)

    async def write_once(self, use_case: UseCase[Any], *, status: int = 201) -> Response:
        """The same, at most once for an Idempotency-Key: a second call gets the first one's answer."""
        body = await self.request.json()
        return as_response(await self.answer_once(use_case, asked=body, status=status))

    async def answer_once(self, use_case: UseCase[Any], *, asked: Any, status: int = 201) -> Answer:
        """The same for what was asked otherwise than by a JSON body."""

        def run() -> Answer:
            caller = self._caller()
            key = self._key(caller)
            content = _content(asked) if key is not None else b""
            with self.under_way(key), self.runtime.database.write() as tx:
                if key is None:
                    return Answer(status=status, body=orjson.dumps(use_case(tx, caller)))
                at = now(tx)
                lifetime = self.runtime.settings.idempotency_seconds
                earlier = idempotency.claim(tx, key, content=content, now=at, lifetime_seconds=lifetime)
                if earlier is not None:
                    return earlier
                answer = Answer(status=status, body=orjson.dumps(use_case(tx, caller)))
                idempotency.remember(tx, key, answer, content=content, now=at)
                return answer

        return await self.pools.writing(run)

    def under_way(self, key: IdempotencyKey | None) -> AbstractContextManager[None]:
        """`idempotency.under_way` for this request."""
        settings = self.runtime.settings
        return idempotency.under_way(
            self.runtime.database,
            key,
            lifetime_seconds=settings.idempotency_seconds,
            lease_seconds=settings.idempotency_lease_seconds,
        )

    def _key(self, caller: Caller) -> IdempotencyKey | None:
        """The Idempotency-Key as it counts for this request's endpoint. Raises InvalidIdempotencyKeyError."""
        headers = self.request.headers
        key = idempotency.parse_key(headers.get("idempotency-key"))
        is_strict = idempotency.parse_strict(headers.get("idempotency-strict"))
        if key is None:
            if is_strict:
                raise InvalidIdempotencyKeyError("Idempotency-Strict needs an Idempotency-Key.")
            return None
        endpoint = f"{self.request.method} {self.request.url.path}"
        if caller.vendor_ids is not None:
            endpoint += f" as {caller.id}"  # what another was answered may be beyond its vendors
        return IdempotencyKey(org_id=caller.org_id, endpoint=endpoint, key=key, is_strict=is_strict)

    async def identify(self) -> Caller:
        """Who is calling."""
        return await self.read_row(lambda _tx, caller: caller)

    async def recall(self) -> tuple[Caller, IdempotencyKey | None, Answer | None]:
        """Who is calling, its Idempotency-Key, and what is remembered under it, in one hop; nothing of a strict key,
        for which that depends on what the body holds.

        Raises UnauthorizedError first, then IpNotAllowedError, InsufficientScopeError, InvalidIdempotencyKeyError.
        """

        def run(tx: Transaction, caller: Caller) -> tuple[Caller, IdempotencyKey | None, Answer | None]:
            key = self._key(caller)
            if key is None or key.is_strict:
                return caller, key, None
            lifetime = self.runtime.settings.idempotency_seconds
            return caller, key, idempotency.recall(tx, key, now=now(tx), lifetime_seconds=lifetime)

        return await self.read_row(run)
