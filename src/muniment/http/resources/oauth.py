"""OAuth client credentials (CONTRACT §4.2): the clients of an organisation, and the tokens they are given."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from muniment.accounts import oauth_clients, oauth_tokens
from muniment.accounts.caller import Caller
from muniment.accounts.oauth_tokens import NewToken
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import (
    BodyTooLargeError,
    DatabaseUnavailableError,
    InvalidNameError,
    InvalidOAuthClientError,
    InvalidOAuthRequestError,
    InvalidOAuthScopeError,
    OAuthClientNotFoundError,
    UnsupportedGrantTypeError,
    VendorNotFoundError,
)
from muniment.http.contract.answers.oauth import OAuthClientCreated, OAuthClientEntry, OAuthClientList, TokenObject
from muniment.http.contract.bodies import KeyRevocation, NewOAuthClient
from muniment.http.contract.forms import TOKEN_FORM
from muniment.http.contract.responses import (
    FOR_KEYS,
    REQUEST_TIMEOUT,
    SCOPE_GRANT_FORBIDDEN,
    UNSUPPORTED_ENCODING,
    error_responses,
)
from muniment.http.resources.vendors import BODY_REFUSALS
from muniment.http.transport.admit import address_of, json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import KeysManage, KeysRead
from muniment.http.transport.pools import Pools
from muniment.http.transport.token_requests import TOKEN_PATH, TokenRequest, read_token_request
from muniment.runtime import Runtime

router = APIRouter(route_class=JsonRoute)

NOT_KEPT = {"Cache-Control": "no-store", "Pragma": "no-cache"}
"""As RFC 6749 §5.1 has it."""


@router.post(
    TOKEN_PATH,
    summary="Get an access token",
    responses={
        200: {"model": TokenObject, "description": "The token; it is seen this once."},
        **error_responses(
            InvalidOAuthRequestError("grant_type is missing."),
            UnsupportedGrantTypeError(),
            InvalidOAuthScopeError("The client does not have audit:read."),
            InvalidOAuthClientError("The client is unknown or revoked, or its secret is wrong."),
            REQUEST_TIMEOUT,
            BodyTooLargeError("The body exceeds the limit of 1048576 bytes."),
            UNSUPPORTED_ENCODING,
            DatabaseUnavailableError(),
            everywhere=(),
        ),
    },
    openapi_extra={"requestBody": TOKEN_FORM},
)
async def get_access_token(request: Request) -> Response:
    """Exchange a client's id and secret for a token, which is then sent as a key is (RFC 6749 §4.4). It lives as long
    as the client says, at most an hour; of more than 50 of one client the oldest end."""
    asked = read_token_request(request.headers, await request.body())
    pools: Pools = request.app.state.pools
    token = await pools.writing(lambda: _give(request, asked))
    answer = {
        "access_token": token.token,
        "token_type": "Bearer",
        "expires_in": token.seconds,
        "scope": " ".join(token.scopes),
    }
    return json_answer(answer, headers=NOT_KEPT)


def _give(request: Request, asked: TokenRequest) -> NewToken:
    runtime: Runtime = request.app.state.runtime
    with runtime.database.read() as tx:  # nobody without a secret may hold the write lock
        client = _identify(tx, request, asked)
    with runtime.database.write() as tx:
        return oauth_tokens.give(tx, client, asked=asked.scope, now=now(tx))


def _identify(tx: Transaction, request: Request, asked: TokenRequest) -> Caller:
    client = oauth_tokens.identify(tx, asked.client_id, asked.secret, address=address_of(request))
    request.scope["state"].update(org_id=client.org_id, caller=client, called_at=now(tx))  # for log and record
    return client


@router.get(
    "/v1/api-oauth-clients",
    summary="List OAuth clients",
    responses={
        200: {"model": OAuthClientList, "description": "Every client, newest first."},
        **error_responses(everywhere=FOR_KEYS),
    },
)
async def list_oauth_clients(call: KeysRead) -> Response:
    """The organisation's clients, without secrets."""
    return json_answer({"clients": await call.read(oauth_clients.list_entries)})


@router.post(
    "/v1/api-oauth-clients",
    status_code=201,
    summary="Create an OAuth client",
    responses={
        201: {"model": OAuthClientCreated, "description": "The client; its secret is seen this once."},
        **error_responses(
            InvalidNameError("The client's name must have 1 to 255 printable characters."),
            SCOPE_GRANT_FORBIDDEN,
            VendorNotFoundError(),
            *BODY_REFUSALS,
            everywhere=FOR_KEYS,
        ),
    },
)
async def create_oauth_client(call: KeysManage, body: NewOAuthClient) -> Response:
    """Create a client. It can be given no scope and no vendor that the calling key does not have."""

    def create(tx: Transaction, caller: Caller) -> dict[str, Any]:
        entry, secret = oauth_clients.create(
            tx,
            caller,
            name=body.name,
            scopes=body.scopes or (),
            vendor_ids=body.vendor_ids,
            token_seconds=body.access_token_ttl_seconds or oauth_clients.MAX_TOKEN_SECONDS,
            now=now(tx),
        )
        return {**entry, "client_secret": secret}

    return json_answer(await call.write(create), 201, NOT_KEPT)


@router.post(
    "/v1/api-oauth-clients/{client_id}/revoke",
    summary="Revoke an OAuth client",
    responses={
        200: {"model": OAuthClientEntry, "description": "The client, revoked now or before."},
        **error_responses(OAuthClientNotFoundError(), *BODY_REFUSALS, everywhere=FOR_KEYS),
    },
)
async def revoke_oauth_client(call: KeysManage, client_id: str, body: KeyRevocation | None = None) -> Response:
    """Revoke a client, and with it every token that it was given, at once. Again, it answers the same."""
    reason = body.reason if body is not None else None
    return json_answer(
        await call.write(lambda tx, caller: oauth_clients.revoke(tx, caller, client_id, reason=reason, now=now(tx)))
    )
