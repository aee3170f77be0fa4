"""Sessions of people: signing in and out by password, and who one is."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy import Row

from muniment.accounts import sessions, sign_in, sign_in_tries
from muniment.accounts.caller import Caller
from muniment.accounts.one_time_codes import Purpose
from muniment.accounts.passwords import Hasher, check_strength
from muniment.accounts.sessions import Client, Lifetime, Method, NewSession
from muniment.accounts.sign_in import Candidate
from muniment.accounts.sign_in_tries import Limits, Tried
from muniment.accounts.user_rows import entry, find
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import (
    DatabaseUnavailableError,
    InvalidCodeError,
    MunimentError,
    SessionNotFoundError,
    SignInFailedError,
    TooManySignInsError,
    WeakPasswordError,
)
from muniment.events.audit import SIGN_IN_FAILED
from muniment.http.contract.answers.sessions import CurrentSession, SessionList
from muniment.http.contract.bodies import PasswordByCode, PasswordChange, SignIn, SignInByCode
from muniment.http.contract.headers import with_headers
from muniment.http.contract.responses import FORGED_REQUEST, FROM_EVERYWHERE, error_responses
from muniment.http.resources.vendors import BODY_REFUSALS
from muniment.http.transport import session_cookie
from muniment.http.transport.admit import Call, address_of, json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import AnySession
from muniment.http.transport.pools import Pools
from muniment.http.transport.public_paths import PASSWORDS_PATH, SESSION_CODE_PATH, SESSION_PATH
from muniment.runtime import Runtime
from muniment.settings import Settings

router = APIRouter(route_class=JsonRoute)

WEAK = WeakPasswordError("The password must have 12 to 1,024 characters.")
WITHOUT_A_CALLER: tuple[MunimentError, ...] = (FORGED_REQUEST, DatabaseUnavailableError(), *BODY_REFUSALS)
_NOT_KEPT = {"Cache-Control": "no-store"}


def hasher(settings: Settings) -> Hasher:
    """Hashes passwords as the settings say."""
    return Hasher(memory_bytes=settings.password_memory_bytes, passes=settings.password_passes)


def lifetime(settings: Settings) -> Lifetime:
    """How long sessions last."""
    return Lifetime(idle_seconds=settings.session_idle_seconds, seconds=settings.session_seconds)


def client_of(request: Request) -> Client:
    """From where and with what somebody signs in."""
    return Client(address=address_of(request), user_agent=request.headers.get("user-agent"))


def _limits(settings: Settings) -> Limits:
    return Limits(
        per_account=settings.sign_in_tries,
        per_address=settings.sign_in_tries_per_address,
        seconds=settings.sign_in_seconds,
    )


@router.post(
    SESSION_PATH,
    status_code=201,
    summary="Sign in",
    responses={
        201: {
            "model": CurrentSession,
            "description": "The session; its token is in the cookie that comes with it.",
            **with_headers("Set-Cookie"),
        },
        **error_responses(SignInFailedError(), TooManySignInsError(900), *WITHOUT_A_CALLER, everywhere=()),
    },
)
async def start_session(request: Request, body: SignIn) -> Response:
    """Sign in with a password. The session whose cookie comes along ends."""
    return await begun(request, await enter(request, body), status=201)


async def enter(request: Request, body: SignIn) -> NewSession:
    """The session of whom the email and the password are. The one whose cookie comes along ends. Raises
    ForgedRequestError, TooManySignInsError, SignInFailedError."""
    session_cookie.check_is_from_here(request)
    runtime: Runtime = request.app.state.runtime
    pools: Pools = request.app.state.pools
    candidate = await check_password(request, body.email, body.password)
    assert candidate.password_hash is not None
    new_hash = None
    if (passwords := hasher(runtime.settings)).is_outdated(candidate.password_hash):
        new_hash = await pools.hashing(lambda: passwords.hash(body.password))
    ending = session_cookie.token_of(request)

    def begin() -> NewSession:
        with runtime.database.write() as tx:
            return sign_in.enter(
                tx,
                candidate,
                new_hash=new_hash,
                ending=ending,
                client=client_of(request),
                lifetime=lifetime(runtime.settings),
                now=now(tx),
            )

    return await pools.writing(begin)


@router.post(
    SESSION_CODE_PATH,
    status_code=201,
    summary="Sign in by a code",
    responses={
        201: {
            "model": CurrentSession,
            "description": "The session; its token is in the cookie that comes with it.",
            **with_headers("Set-Cookie"),
        },
        **error_responses(InvalidCodeError(), *WITHOUT_A_CALLER, everywhere=()),
    },
)
async def start_session_by_code(request: Request, body: SignInByCode) -> Response:
    """Sign in with a code that the operator made on the machine itself. It is good once."""
    return await begun(request, await enter_by_code(request, body.code), status=201)


async def enter_by_code(request: Request, code: str) -> NewSession:
    """The session of the code's user; the one whose cookie comes along ends. Raises ForgedRequestError,
    InvalidCodeError."""
    session_cookie.check_is_from_here(request)
    runtime: Runtime = request.app.state.runtime
    pools: Pools = request.app.state.pools
    ending = session_cookie.token_of(request)

    def enter() -> NewSession:
        with runtime.database.write() as tx:
            return sign_in.enter_by_code(
                tx,
                code,
                ending=ending,
                client=client_of(request),
                lifetime=lifetime(runtime.settings),
                now=now(tx),
            )

    return await pools.writing(enter)


async def whom_it_signs_in(request: Request, code: str) -> str:
    """The email of the code's user; the code stays good. Raises InvalidCodeError."""
    runtime: Runtime = request.app.state.runtime
    pools: Pools = request.app.state.pools

    def look() -> str:
        with runtime.database.read() as tx:
            return str(sign_in.user_of_code(tx, code, now=now(tx), purpose=Purpose.SIGN_IN).email)

    return await pools.reading(look)


async def check_password(request: Request, email: str, password: str) -> Candidate:
    """The user whose password it is. Raises TooManySignInsError; SignInFailedError, whose failure is recorded."""
    runtime: Runtime = request.app.state.runtime
    pools: Pools = request.app.state.pools
    limits, tried = _limits(runtime.settings), Tried.of(email, address_of(request))

    def look() -> tuple[Candidate, int]:
        with runtime.database.read() as tx:
            sign_in_tries.check(tx, tried, limits, now=now(tx))
            return sign_in.find_candidate(tx, email), now(tx)

    def count() -> None:
        with runtime.database.write() as tx:
            sign_in_tries.take(tx, tried, limits, now=now(tx))

    def forgive() -> None:
        with runtime.database.write() as tx:
            sign_in_tries.forgive(tx, tried)

    candidate, at = await pools.reading(look)
    await pools.writing(count)
    passwords = hasher(runtime.settings)
    if await pools.hashing(lambda: passwords.matches(candidate.password_hash, password)):
        await pools.writing(forgive)
        return candidate
    if (user := candidate.user) is not None:
        note_failed(request, user, Method.PASSWORD, at=at)
    raise SignInFailedError


def note_failed(request: Request, user: Row[Any], method: Method, *, at: int) -> None:
    """Have it recorded that somebody was not let in as the user. Written later, as calls are: who measures learns of no
    account whether it is there."""
    told = {"method": method.value, "address": address_of(request)}
    record = sessions.record(sessions.actor_of(user), user, SIGN_IN_FAILED, told, now=at)
    request.app.state.deferred.calls.note(record)


async def begun(request: Request, session: NewSession, *, status: int = 200) -> Response:
    """The answer to who has just got a session: the same as `GET /v1/session`'s, and the cookie."""
    runtime: Runtime = request.app.state.runtime
    pools: Pools = request.app.state.pools

    def show() -> dict[str, Any]:
        with runtime.database.read() as tx:
            caller = sessions.authenticate(tx, session.token, now=now(tx), address=address_of(request))
            request.scope["state"].update(org_id=caller.org_id)  # for the log
            return _shown(tx, caller, session.token)

    response = json_answer(await pools.reading(show), status, _NOT_KEPT)
    session_cookie.put(response.headers, request, session.token, seconds=runtime.settings.session_seconds)
    return response


def _shown(tx: Transaction, caller: Caller, token: str) -> dict[str, Any]:
    row = sessions.own(tx, caller)
    return {
        **sessions.entry(row),
        "csrf_token": session_cookie.csrf_token(token),
        "user": entry(find(tx, caller, str(caller.id))),
        "scopes": sorted(caller.scopes),
    }


@router.get(
    SESSION_PATH,
    summary="Tell who is signed in",
    responses={
        200: {"model": CurrentSession, "description": "The session, its user, and the CSRF token of its changes."},
        **error_responses(SessionNotFoundError(), everywhere=FROM_EVERYWHERE),
    },
)
async def get_session(call: AnySession) -> Response:
    """Who is signed in, and what it may do. A key has no session."""
    token = session_cookie.token_of(call.request) or ""
    return json_answer(await call.read(lambda tx, caller: _shown(tx, caller, token)), headers=_NOT_KEPT)


@router.delete(
    SESSION_PATH,
    status_code=204,
    summary="Sign out",
    responses={
        204: {"description": "The session has ended.", **with_headers("Set-Cookie")},
        **error_responses(SessionNotFoundError(), everywhere=FROM_EVERYWHERE),
    },
)
async def end_session(call: AnySession) -> Response:
    """End this session."""
    await call.write(lambda tx, caller: sessions.sign_out(tx, caller, str(caller.credential), now=now(tx)))
    return _signed_out(call.request)


def _signed_out(request: Request) -> Response:
    response = Response(status_code=204, headers=_NOT_KEPT)
    session_cookie.drop(response.headers, request)
    return response


@router.get(
    "/v1/sessions",
    summary="List one's own sessions",
    responses={
        200: {"model": SessionList, "description": "Every session of who is signed in, newest first."},
        **error_responses(SessionNotFoundError(), everywhere=FROM_EVERYWHERE),
    },
)
async def list_sessions(call: AnySession) -> Response:
    """Where one is signed in."""
    return json_answer({"data": await call.read(lambda tx, caller: sessions.list_own(tx, caller, now=now(tx)))})


@router.delete(
    "/v1/sessions",
    status_code=204,
    summary="Sign out everywhere",
    responses={
        204: {"description": "They have ended.", **with_headers("Set-Cookie")},
        **error_responses(SessionNotFoundError(), everywhere=FROM_EVERYWHERE),
    },
)
async def end_sessions(call: AnySession) -> Response:
    """End every session of who is signed in, this one too."""
    await call.write(lambda tx, caller: sessions.sign_out(tx, caller, None, now=now(tx)))
    return _signed_out(call.request)


@router.delete(
    "/v1/sessions/{session_id}",
    status_code=204,
    summary="Sign out elsewhere",
    responses={
        204: {"description": "It has ended."},
        **error_responses(SessionNotFoundError(), everywhere=FROM_EVERYWHERE),
    },
)
async def end_other_session(call: AnySession, session_id: str) -> Response:
    """End one of one's own sessions."""
    await call.write(lambda tx, caller: sessions.sign_out(tx, caller, session_id, now=now(tx)))
    return Response(status_code=204)


@router.put(
    "/v1/session/password",
    summary="Change one's own password",
    responses={
        200: {
            "model": CurrentSession,
            "description": "The session that is begun; every other one has ended.",
            **with_headers("Set-Cookie"),
        },
        **error_responses(
            SessionNotFoundError(),
            SignInFailedError(),
            TooManySignInsError(900),
            WEAK,
            *BODY_REFUSALS,
            everywhere=FROM_EVERYWHERE,
        ),
    },
)
async def change_password(call: AnySession, body: PasswordChange) -> Response:
    """Set another password, with the present one. Every session of the user ends, and a new one is begun."""
    return await begun(call.request, await set_own_password(call, body))


async def set_own_password(call: Call, body: PasswordChange) -> NewSession:
    """The session that is begun; every other one has ended. Raises SessionNotFoundError for who calls by a key,
    WeakPasswordError, TooManySignInsError, SignInFailedError."""
    user = await call.read(lambda tx, caller: entry(find(tx, caller, str(sessions.own(tx, caller).user_id))))
    check_strength(body.new_password, email=user["email"])
    candidate = await check_password(call.request, user["email"], body.current_password)
    settings = call.runtime.settings
    new_hash = await call.pools.hashing(lambda: hasher(settings).hash(body.new_password))
    return await call.write(
        lambda tx, caller: sign_in.change_password(
            tx,
            caller,
            candidate,
            new_hash,
            lifetime=lifetime(settings),
            client=client_of(call.request),
            now=now(tx),
        )
    )


@router.post(
    PASSWORDS_PATH,
    status_code=204,
    summary="Set a password by a code",
    responses=error_responses(InvalidCodeError(), WEAK, TooManySignInsError(1), *WITHOUT_A_CALLER, everywhere=()),
)
async def set_password(request: Request, body: PasswordByCode) -> Response:
    """Set the password of the user to whom an administrator gave the code. Every session of that user ends."""
    await set_password_by_code(request, body)
    return Response(status_code=204)


async def set_password_by_code(request: Request, body: PasswordByCode) -> None:
    """Raises ForgedRequestError, InvalidCodeError, WeakPasswordError, TooManySignInsError."""
    session_cookie.check_is_from_here(request)
    runtime: Runtime = request.app.state.runtime
    pools: Pools = request.app.state.pools

    def look() -> str:
        with runtime.database.read() as tx:
            return str(sign_in.user_of_code(tx, body.code, now=now(tx)).email)

    check_strength(body.new_password, email=await pools.reading(look))
    new_hash = await pools.hashing(lambda: hasher(runtime.settings).hash(body.new_password))

    def change() -> None:
        with runtime.database.write() as tx:
            sign_in.set_password(tx, body.code, new_hash, now=now(tx))

    await pools.writing(change)
