"""The first administrator of an installation, by the code that `serve` prints."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from muniment.accounts import sign_in
from muniment.accounts.passwords import check_strength
from muniment.accounts.roles import Role
from muniment.accounts.sessions import NewSession
from muniment.accounts.user_rows import has_users
from muniment.accounts.users import NewUser
from muniment.db.clock import now
from muniment.errors import (
    AlreadySetUpError,
    DatabaseUnavailableError,
    InvalidCodeError,
    InvalidNameError,
    TooManySignInsError,
)
from muniment.http.contract.answers.sessions import CurrentSession
from muniment.http.contract.answers.setup import SetupState
from muniment.http.contract.bodies import FirstAdministrator
from muniment.http.contract.headers import with_headers
from muniment.http.contract.responses import error_responses
from muniment.http.resources.sessions import WEAK, WITHOUT_A_CALLER, begun, client_of, hasher, lifetime
from muniment.http.transport import session_cookie
from muniment.http.transport.admit import json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.pools import Pools
from muniment.http.transport.public_paths import SETUP_PATH
from muniment.runtime import Runtime

router = APIRouter(prefix=SETUP_PATH, route_class=JsonRoute)


@router.get(
    "",
    summary="Tell whether an administrator is still to be made",
    responses={
        200: {"model": SetupState, "description": "Whether it is."},
        **error_responses(DatabaseUnavailableError(), everywhere=()),
    },
)
async def get_setup(request: Request) -> Response:
    """Whether the installation has no user yet."""
    return json_answer({"is_open": await is_open(request)}, headers={"Cache-Control": "no-store"})


async def is_open(request: Request) -> bool:
    """Whether the first administrator is still to be made."""
    runtime: Runtime = request.app.state.runtime
    pools: Pools = request.app.state.pools

    def look() -> bool:
        with runtime.database.read() as tx:
            return not has_users(tx)

    return await pools.reading(look)


@router.post(
    "",
    status_code=201,
    summary="Make the first administrator",
    responses={
        201: {
            "model": CurrentSession,
            "description": "The session of the administrator.",
            **with_headers("Set-Cookie"),
        },
        **error_responses(
            InvalidCodeError(),
            WEAK,
            InvalidNameError("Name the organisation: there is none, or more than one."),
            AlreadySetUpError(),
            TooManySignInsError(1),
            *WITHOUT_A_CALLER,
            everywhere=(),
        ),
    },
)
async def set_up(request: Request, body: FirstAdministrator) -> Response:
    """Make the first user of an installation, an administrator, and sign it in. The code is good once."""
    return await begun(request, await make_first_administrator(request, body), status=201)


async def make_first_administrator(request: Request, body: FirstAdministrator) -> NewSession:
    """The session of the first administrator. Raises ForgedRequestError, AlreadySetUpError, InvalidCodeError,
    InvalidNameError, WeakPasswordError, TooManySignInsError."""
    session_cookie.check_is_from_here(request)
    runtime: Runtime = request.app.state.runtime
    pools: Pools = request.app.state.pools

    def look() -> None:
        with runtime.database.read() as tx:
            sign_in.check_setup(tx, body.code, now=now(tx))

    await pools.reading(look)
    check_strength(body.password, email=body.email)
    password_hash = await pools.hashing(lambda: hasher(runtime.settings).hash(body.password))
    wanted = NewUser(body.email, Role.ADMIN, body.first_name, body.last_name)

    def make() -> NewSession:
        with runtime.database.write() as tx:
            return sign_in.set_up(
                tx,
                body.code,
                wanted,
                password_hash=password_hash,
                organisation=body.organisation,
                client=client_of(request),
                lifetime=lifetime(runtime.settings),
                now=now(tx),
            )

    return await pools.writing(make)
