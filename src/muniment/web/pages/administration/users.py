"""Users: invited by a one-time code that is shown once, given a role, signed out, disabled."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from muniment.accounts import users
from muniment.accounts.caller import Caller
from muniment.accounts.roles import Role
from muniment.accounts.scopes import Scope
from muniment.accounts.users import Change, NewUser
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import LastAdministratorError, RoleEscalationError, UserExistsError
from muniment.http.contract.bodies import NewUserBody, UserChange
from muniment.http.contract.paging import Offset
from muniment.http.transport.admit import own_address
from muniment.unicode import findable
from muniment.web.forms import FINE, Form, MisfitError, Told, checked, told
from muniment.web.pages.administration.sections import PAGE, section_page
from muniment.web.visit import PageRoute, UsersManage, UsersRead, Visit

router = APIRouter(prefix="/administration/users", include_in_schema=False, route_class=PageRoute)

ROLES = (
    (Role.ANALYST.value, "Analyst: works on evidence"),
    (Role.AUDITOR.value, "Auditor: reads everything, changes nothing"),
    (Role.ADMIN.value, "Administrator: everything"),
)
_REFUSALS = (MisfitError, RoleEscalationError, LastAdministratorError, UserExistsError)
_FIELD_OF = {UserExistsError: "email", RoleEscalationError: "role"}


@router.get("")
async def show_users(
    visit: UsersRead,
    email: Annotated[str, Query(max_length=320)] = "",
    offset: Offset = 0,
) -> Response:
    """The organisation's users, the newest first."""
    wanted = findable(email.strip()) or None
    found, total = await visit.read(lambda tx, caller: users.page(tx, caller, email=wanted, limit=PAGE, offset=offset))
    return section_page(
        visit,
        "users",
        "users.html",
        users=found,
        total=total,
        offset=offset,
        limit=PAGE,
        email=email,
        may_manage=visit.may(Scope.USERS_MANAGE),
    )


@router.get("/new")
async def show_invitation(visit: UsersManage) -> Response:
    """The form by which one is invited."""
    await visit.identify()
    return _shown_invitation(visit, Form(), FINE)


def _shown_invitation(visit: Visit, form: Form, shown: Told) -> Response:
    values = {name: form.text(name) for name in ("email", "first_name", "last_name")}
    values["role"] = form.text("role") or Role.ANALYST.value
    return section_page(
        visit, "users", "user_new.html", status=shown.status, values=values, roles=ROLES, problems=shown.problems
    )


@router.post("/new")
async def invite(visit: UsersManage) -> Response:
    """Make the user, and the code by which it sets its password."""
    form = visit.form
    try:
        body = checked(
            NewUserBody,
            email=form.text("email").strip(),
            role=form.optional("role"),
            first_name=form.optional("first_name"),
            last_name=form.optional("last_name"),
        )
        wanted = NewUser(body.email, body.role or Role.ANALYST, body.first_name, body.last_name)
        user, code, expires_at = await visit.write(lambda tx, caller: _invited(visit, tx, caller, wanted))
    except _REFUSALS as error:
        await visit.identify()
        return _shown_invitation(visit, form, told(error, _FIELD_OF))
    return _shown_code(visit, user, code, expires_at, is_new=True)


def _invited(visit: Visit, tx: Transaction, caller: Caller, wanted: NewUser) -> tuple[dict[str, Any], str, int]:
    user, is_new = users.create_or_get(tx, caller, wanted, now=now(tx))
    if not is_new:
        raise MisfitError({"email": "There is a user of this address already."})
    return user, *_code_for(visit, tx, caller, user["id"])


def _code_for(visit: Visit, tx: Transaction, caller: Caller, user_id: str) -> tuple[str, int]:
    seconds, at = visit.runtime.settings.one_time_code_seconds, now(tx)
    return users.make_password_code(tx, caller, user_id, seconds=seconds, now=at), at + seconds


def _shown_code(visit: Visit, user: dict[str, Any], code: str, expires_at: int, *, is_new: bool) -> Response:
    address = f"{own_address(visit.request)}/set-password"
    return section_page(
        visit, "users", "user_code.html", user=user, is_new=is_new, code=code, expires_at=expires_at, address=address
    )


@router.get("/{user_id}")
async def show_user(visit: UsersRead, user_id: str) -> Response:
    """One user."""
    return await _shown_user(visit, user_id, FINE)


async def _shown_user(visit: Visit, user_id: str, shown: Told) -> Response:
    user = await visit.read(lambda tx, caller: users.get(tx, caller, user_id))
    return section_page(
        visit,
        "users",
        "user.html",
        status=shown.status,
        user=user,
        roles=ROLES,
        problems=shown.problems,
        may_manage=visit.may(Scope.USERS_MANAGE),
    )


@router.post("/{user_id}")
async def change_user(visit: UsersManage, user_id: str) -> Response:
    """Another name or role."""
    form = visit.form
    names = {"first_name": form.text("first_name").strip(), "last_name": form.text("last_name").strip()}
    try:
        body = checked(UserChange, role=form.optional("role"), **names)
        wanted = Change(body.role, body.first_name, body.last_name)
        await visit.write(lambda tx, caller: users.change(tx, caller, user_id, wanted, now=now(tx)))
    except _REFUSALS as error:
        return await _shown_user(visit, user_id, told(error, _FIELD_OF))
    return visit.see_other(f"/administration/users/{user_id}", notice="The user is changed.")


@router.post("/{user_id}/code")
async def make_code(visit: UsersManage, user_id: str) -> Response:
    """Another code by which the user sets its password; an earlier one is good no more."""

    def make(tx: Transaction, caller: Caller) -> tuple[dict[str, Any], str, int]:
        return users.get(tx, caller, user_id), *_code_for(visit, tx, caller, user_id)

    user, code, expires_at = await visit.write(make)
    return _shown_code(visit, user, code, expires_at, is_new=False)


@router.post("/{user_id}/sign-out")
async def sign_user_out(visit: UsersManage, user_id: str) -> Response:
    """Out of every session of the user."""
    await visit.write(lambda tx, caller: users.sign_out(tx, caller, user_id, now=now(tx)))
    return visit.see_other(f"/administration/users/{user_id}", notice="The user is signed out everywhere.")


@router.get("/{user_id}/disable")
async def ask_to_disable(visit: UsersManage, user_id: str) -> Response:
    """Ask first."""
    return await _asked_to_disable(visit, user_id, FINE)


async def _asked_to_disable(visit: Visit, user_id: str, shown: Told) -> Response:
    user = await visit.read(lambda tx, caller: users.get(tx, caller, user_id))
    return visit.page(
        "confirm.html",
        status=shown.status,
        title="Disable this user?",
        sentence=f"{user['email']} is signed out at once, and every API key and OAuth client it made ends for good. "
        "It can be let in again; the keys stay revoked.",
        label="Disable the user",
        action=f"/administration/users/{user_id}/disable",
        back=f"/administration/users/{user_id}",
        problems=shown.problems,
    )


@router.post("/{user_id}/disable")
async def disable(visit: UsersManage, user_id: str) -> Response:
    """Let the user in no more."""
    try:
        await visit.write(lambda tx, caller: users.change(tx, caller, user_id, Change(is_disabled=True), now=now(tx)))
    except (RoleEscalationError, LastAdministratorError) as error:
        return await _asked_to_disable(visit, user_id, told(error, {}))
    return visit.see_other(f"/administration/users/{user_id}", notice="The user is disabled.")


@router.post("/{user_id}/enable")
async def enable(visit: UsersManage, user_id: str) -> Response:
    """Let the user in again."""
    await visit.write(lambda tx, caller: users.change(tx, caller, user_id, Change(is_disabled=False), now=now(tx)))
    return visit.see_other(f"/administration/users/{user_id}", notice="The user is let in again.")
