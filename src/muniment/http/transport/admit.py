"""One authenticated call: who is calling, and the one hop to a thread in which its use case runs.

Authentication reads the key's row in the same hop, so expiry and revocation count at once and cost no hop of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Depends, Request, Response

from muniment import clock, idempotency
from muniment.accounts.keys import Caller, authenticate
from muniment.db.engine import Transaction
from muniment.errors import NotAuthenticatedError
from muniment.http.transport.pools import Pools
from muniment.idempotency import Answer, IdempotencyKey
from muniment.runtime import Runtime

T = TypeVar("T")
UseCase = Callable[[Transaction, str], T]
"""What a call does, given the transaction and the caller's organisation."""

_BEARER = re.compile(r"bearer +([!-~]+) *", re.IGNORECASE)


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


class Call:
    """One request by one credential, not yet checked: each method checks it in the hop it makes anyway."""

    __slots__ = ("_credential", "pools", "request", "runtime")

    def __init__(self, request: Request) -> None:
        """Raises NotAuthenticatedError without a well-formed bearer header."""
        credential = bearer_token(request)
        if credential is None:
            raise NotAuthenticatedError
        self._credential = credential
        self.request = request
        self.runtime: Runtime = request.app.state.runtime
        self.pools: Pools = request.app.state.pools

    def authenticate(self, tx: Transaction) -> Caller:
        """Who is calling. Raises InvalidApiKeyError."""
        caller = authenticate(tx, self._credential, now=clock.now())
        self.request.scope["state"]["org_id"] = caller.org_id  # for the log
        return caller

    async def read(self, use_case: UseCase[T]) -> T:
        """The use case's result, in one consistent snapshot."""

        def run() -> T:
            with self.runtime.database.read() as tx:
                return use_case(tx, self.authenticate(tx).org_id)

        return await self.pools.reading(run)

    async def read_row(self, use_case: UseCase[T]) -> T:
        """The same for a use case that reads single rows by their keys."""
        return await self.pools.reading_row(lambda tx: use_case(tx, self.authenticate(tx).org_id))

    async def write(self, use_case: UseCase[T]) -> T:
        """The use case's result, committed; nothing of it when it raises."""

        def run() -> T:
            org_id = self._org_id()
            with self.runtime.database.write() as tx:
                return use_case(tx, org_id)

        result = await self.pools.writing(run)
        self.runtime.wake.set()
        return result

    def _org_id(self) -> str:
        # In a transaction of its own: nobody without a key may hold the write lock.
        with self.runtime.database.read() as tx:
            return self.authenticate(tx).org_id

    async def write_once(self, use_case: UseCase[Any], *, status: int = 201) -> Response:
        """The same, at most once for an Idempotency-Key: a second call gets the first one's answer."""

        def run() -> Answer:
            org_id = self._org_id()
            key = self._key(org_id)
            with self.runtime.database.write() as tx:
                if key is None:
                    return Answer(status=status, body=orjson.dumps(use_case(tx, org_id)))
                now = clock.now()
                lifetime = self.runtime.settings.idempotency_seconds
                earlier = idempotency.claim(tx, key, now=now, lifetime_seconds=lifetime)
                if earlier is not None:
                    return earlier
                answer = Answer(status=status, body=orjson.dumps(use_case(tx, org_id)))
                idempotency.remember(tx, key, answer, now=now)
                return answer

        return as_response(await self.pools.writing(run))

    def _key(self, org_id: str) -> IdempotencyKey | None:
        """The Idempotency-Key as it counts for this request's endpoint. Raises InvalidIdempotencyKeyError."""
        key = idempotency.parse_key(self.request.headers.get("idempotency-key"))
        if key is None:
            return None
        return IdempotencyKey(org_id=org_id, endpoint=f"{self.request.method} {self.request.url.path}", key=key)

    async def identify(self) -> str:
        """The caller's organisation."""
        return await self.read_row(lambda _tx, org_id: org_id)

    async def recall(self) -> tuple[str, IdempotencyKey | None, Answer | None]:
        """The caller's organisation, its Idempotency-Key, and what is remembered under it, in one hop.

        Raises InvalidApiKeyError first, then InvalidIdempotencyKeyError.
        """

        def run(tx: Transaction, org_id: str) -> tuple[str, IdempotencyKey | None, Answer | None]:
            key = self._key(org_id)
            if key is None:
                return org_id, None, None
            lifetime = self.runtime.settings.idempotency_seconds
            return org_id, key, idempotency.recall(tx, key, now=clock.now(), lifetime_seconds=lifetime)

        return await self.read_row(run)


async def _call(request: Request) -> Call:
    return Call(request)


Authenticated = Annotated[Call, Depends(_call)]
"""The parameter by which an endpoint says that it needs a key."""
