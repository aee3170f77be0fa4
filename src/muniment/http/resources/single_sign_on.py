"""Signing in at an identity provider: out, and back with a session."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request, Response

from muniment.accounts.oidc import identities
from muniment.accounts.oidc.flow import LASTS_SECONDS, Flow, Registration, Returned
from muniment.accounts.oidc.identities import Rules
from muniment.accounts.oidc.provider import Provider
from muniment.accounts.roles import Role
from muniment.accounts.sessions import Method, NewSession
from muniment.db.clock import now
from muniment.errors import (
    DatabaseUnavailableError,
    OidcNotConfiguredError,
    OidcRefusedError,
    OidcUnavailableError,
)
from muniment.http.contract.headers import with_headers
from muniment.http.contract.responses import INVALID_FIELDS, error_responses
from muniment.http.resources.sessions import client_of, lifetime, note_failed
from muniment.http.transport import session_cookie
from muniment.http.transport.admit import own_address
from muniment.http.transport.pools import Pools
from muniment.http.transport.public_paths import OIDC_CALLBACK_PATH, OIDC_PATH
from muniment.runtime import Runtime
from muniment.settings import Settings

T = TypeVar("T")

log = logging.getLogger("muniment.http")

router = APIRouter()

_REFUSALS = (
    OidcNotConfiguredError(),
    OidcUnavailableError(""),
    DatabaseUnavailableError(),
    INVALID_FIELDS,
)
_Word = Annotated[str | None, Query(max_length=4096)]


def open_flow(runtime: Runtime) -> Flow | None:
    """How people sign in at the provider that the settings name; None where they name none."""
    settings = runtime.settings
    if settings.oidc_issuer is None or settings.oidc_client_id is None:
        return None
    secret = settings.oidc_client_secret
    registration = Registration(
        id=settings.oidc_client_id,
        secret=secret.get_secret_value() if secret is not None else None,
        scope=settings.oidc_scopes,
        skew_seconds=settings.oidc_skew_seconds,
    )
    return Flow(Provider(settings.oidc_issuer), registration, runtime.secret)


def _rules(settings: Settings) -> Rules:
    return Rules(
        role_claim=settings.oidc_role_claim,
        roles={value: Role(role) for value, role in settings.oidc_roles.items()},
        makes_users=settings.oidc_new_users,
        links_by_email=settings.oidc_link_by_email,
        organisation=settings.oidc_organisation,
    )


def _flow(request: Request) -> Flow:
    flow: Flow | None = request.app.state.flow
    if flow is None:
        raise OidcNotConfiguredError
    return flow


async def _asking(request: Request, work: Callable[[], T]) -> T:
    """What the provider is asked for; why it cannot be, in the log."""
    pools: Pools = request.app.state.pools
    try:
        return await pools.calling(work)
    except OidcUnavailableError as error:
        log.warning("the identity provider cannot be used: %s", error.why)
        raise


def _cookie(request: Request) -> str:
    return f"{session_cookie.name_of(request)}-oidc"


def _redirect_uri(request: Request) -> str:
    return f"{own_address(request)}{OIDC_CALLBACK_PATH}"


def _sent_to(request: Request, url: str, *, cookie: str, seconds: int) -> Response:
    response = Response(status_code=303, headers={"Location": url, "Cache-Control": "no-store"})
    kept = f"{_cookie(request)}={cookie}; Max-Age={seconds}{session_cookie.attributes(request)}"
    response.headers.append("Set-Cookie", kept)
    return response


@router.get(
    OIDC_PATH,
    status_code=303,
    response_class=Response,
    summary="Sign in at the identity provider",
    responses={
        303: {"description": "On to the provider.", **with_headers("Location", "Set-Cookie")},
        **error_responses(*_REFUSALS, everywhere=()),
    },
)
async def begin_oidc_sign_in(
    request: Request,
    return_to: Annotated[str | None, Query(max_length=1024, description="A path of this server.")] = None,
) -> Response:
    """Send the browser to the provider, which sends it back to `/v1/session/oidc/callback`."""
    flow = _flow(request)
    url, sealed = await _asking(request, lambda: flow.begin(_redirect_uri(request), return_to=return_to))
    return _sent_to(request, url, cookie=sealed, seconds=LASTS_SECONDS)


@router.get(
    OIDC_CALLBACK_PATH,
    status_code=303,
    response_class=Response,
    summary="Come back from the identity provider",
    responses={
        303: {"description": "Signed in; on to where the browser was.", **with_headers("Location", "Set-Cookie")},
        **error_responses(OidcRefusedError("its ID token is for another client"), *_REFUSALS, everywhere=()),
    },
)
async def end_oidc_sign_in(
    request: Request, code: _Word = None, state: _Word = None, iss: _Word = None, error: _Word = None
) -> Response:
    """Where the provider sends the browser back to: with a session, on to where it wanted to be."""
    flow, runtime = _flow(request), request.app.state.runtime
    pools: Pools = request.app.state.pools
    sealed = session_cookie.value_of(request, _cookie(request))
    returned = Returned(code, state, iss, error)
    claims, return_to = await _asking(request, lambda: flow.end(sealed, returned, _redirect_uri(request)))
    session = await pools.writing(lambda: _enter(request, flow.provider.issuer, claims))
    response = _sent_to(request, f"{runtime.settings.root_path}{return_to}", cookie="", seconds=0)
    session_cookie.put(response.headers, request, session.token, seconds=runtime.settings.session_seconds)
    return response


def _enter(request: Request, issuer: str, claims: dict[str, Any]) -> NewSession:
    runtime: Runtime = request.app.state.runtime
    try:
        with runtime.database.write() as tx:
            return identities.enter(
                tx,
                issuer,
                claims,
                _rules(runtime.settings),
                ending=session_cookie.token_of(request),
                client=client_of(request),
                lifetime=lifetime(runtime.settings),
                now=now(tx),
            )
    except OidcRefusedError:
        _note_refused(request, issuer, claims)
        raise


def _note_refused(request: Request, issuer: str, claims: dict[str, Any]) -> None:
    """Record it, of a user who is known."""
    runtime: Runtime = request.app.state.runtime
    with runtime.database.read() as tx:
        user, at = identities.find_linked(tx, issuer, claims), now(tx)
    if user is not None:
        note_failed(request, user, Method.OIDC, at=at)
