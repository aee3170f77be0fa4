"""People of an organisation (CONTRACT §4.3)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from muniment.accounts import users
from muniment.accounts.caller import Caller
from muniment.accounts.roles import Role
from muniment.accounts.users import Change, NewUser
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import LastAdministratorError, RoleEscalationError, UserExistsError, UserNotFoundError
from muniment.http.contract.answers.users import PasswordCode, UserObject, UserPage
from muniment.http.contract.bodies import NewUserBody, UserChange
from muniment.http.contract.paging import Limit, Offset
from muniment.http.contract.responses import INVALID_FIELDS, error_responses
from muniment.http.resources.vendors import BODY_REFUSALS
from muniment.http.transport.admit import json_answer
from muniment.http.transport.json_bodies import JsonRoute
from muniment.http.transport.needs import UsersManage, UsersRead
from muniment.unicode import findable

router = APIRouter(prefix="/v1/users", route_class=JsonRoute)

_ESCALATION = RoleEscalationError("The role admin may do what the caller may not: audit:read.")


@router.post(
    "",
    status_code=201,
    summary="Create a user, or get it",
    responses={
        200: {"model": UserObject, "description": "The user of that address, which was there already, as it is."},
        201: {"model": UserObject, "description": "The user."},
        **error_responses(_ESCALATION, UserExistsError(), *BODY_REFUSALS),
    },
)
async def create_user(call: UsersManage, body: NewUserBody) -> Response:
    """Make a user of the organisation, or find it by its address, without case. It may do no more than the caller."""
    wanted = NewUser(body.email, body.role or Role.ANALYST, body.first_name, body.last_name)
    user, is_new = await call.write(lambda tx, caller: users.create_or_get(tx, caller, wanted, now=now(tx)))
    return json_answer(user, 201 if is_new else 200)


@router.get(
    "",
    summary="List users",
    responses={200: {"model": UserPage, "description": "One page, newest first."}, **error_responses(INVALID_FIELDS)},
)
async def list_users(
    call: UsersRead,
    email: Annotated[str | None, Query(max_length=320, description="Exactly this address, without case.")] = None,
    limit: Limit = 50,
    offset: Offset = 0,
) -> Response:
    """A page of the organisation's users, newest first, disabled ones too."""
    wanted = email and findable(email)
    items, total = await call.read(lambda tx, caller: users.page(tx, caller, email=wanted, limit=limit, offset=offset))
    return json_answer({"items": items, "total": total, "limit": limit, "offset": offset})


@router.get(
    "/{user_id}",
    summary="Get a user",
    responses={200: {"model": UserObject, "description": "The user."}, **error_responses(UserNotFoundError())},
)
async def get_user(call: UsersRead, user_id: str) -> Response:
    """One user of the organisation."""
    return json_answer(await call.read(lambda tx, caller: users.get(tx, caller, user_id)))


@router.patch(
    "/{user_id}",
    summary="Change a user",
    responses={
        200: {"model": UserObject, "description": "The user as it is now."},
        **error_responses(UserNotFoundError(), _ESCALATION, LastAdministratorError(), *BODY_REFUSALS),
    },
)
async def update_user(call: UsersManage, user_id: str, body: UserChange) -> Response:
    """Change a user's name or role, disable it, or let it in again. Of who is disabled every session, and every key and
    OAuth client it made, is dead at once."""
    is_disabled = None if body.status is None else body.status == "disabled"
    wanted = Change(body.role, body.first_name, body.last_name, is_disabled)
    return json_answer(await call.write(lambda tx, caller: users.change(tx, caller, user_id, wanted, now=now(tx))))


@router.post(
    "/{user_id}/password-codes",
    status_code=201,
    summary="Let a user set a password",
    responses={
        201: {"model": PasswordCode, "description": "The code, good once; it is seen this once."},
        **error_responses(UserNotFoundError(), _ESCALATION, *BODY_REFUSALS),
    },
)
async def create_password_code(call: UsersManage, user_id: str) -> Response:
    """A code by which the user sets its password at `POST /v1/passwords`. An earlier one is good no more."""
    seconds = call.runtime.settings.one_time_code_seconds

    def make(tx: Transaction, caller: Caller) -> dict[str, Any]:
        at = now(tx)
        code = users.make_password_code(tx, caller, user_id, seconds=seconds, now=at)
        return {"code": code, "expires_at": at + seconds}

    return json_answer(await call.write(make), 201, {"Cache-Control": "no-store"})


@router.delete(
    "/{user_id}/sessions",
    status_code=204,
    summary="Sign a user out everywhere",
    responses=error_responses(UserNotFoundError(), _ESCALATION),
)
async def sign_user_out(call: UsersManage, user_id: str) -> Response:
    """End every session of the user."""
    await call.write(lambda tx, caller: users.sign_out(tx, caller, user_id, now=now(tx)))
    return Response(status_code=204)
