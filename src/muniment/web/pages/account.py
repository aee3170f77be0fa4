"""One's own account: where one is signed in, and the password."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from muniment.accounts import sessions
from muniment.accounts.caller import Caller
from muniment.accounts.sessions import Method
from muniment.accounts.user_rows import entry, find
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import SignInFailedError, TooManySignInsError, WeakPasswordError
from muniment.http.contract.bodies import PasswordChange
from muniment.http.resources.sessions import set_own_password
from muniment.web.forms import FINE, MisfitError, Told, checked, told
from muniment.web.pages.sign_in import entered, signed_out
from muniment.web.visit import Anybody, PageRoute, Visit

router = APIRouter(prefix="/account", include_in_schema=False, route_class=PageRoute)


_METHODS = {Method.PASSWORD: "Password", Method.OIDC: "Single sign-on", Method.LINK: "Link of the command line"}


@router.get("")
async def show_account(visit: Anybody) -> Response:
    """The page."""
    return await _shown(visit)


async def _shown(visit: Visit, shown: Told = FINE) -> Response:
    def look(tx: Transaction, caller: Caller) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        return entry(find(tx, caller, str(caller.id))), sessions.list_own(tx, caller, now=now(tx))

    user, own = await visit.read(look)
    return visit.page(
        "account.html", status=shown.status, user=user, sessions=own, methods=_METHODS, problems=shown.problems
    )


@router.post("/sessions/end")
async def end_sessions(visit: Anybody) -> Response:
    """Out of every session, this one too."""
    await visit.write(lambda tx, caller: sessions.sign_out(tx, caller, None, now=now(tx)))
    return signed_out(visit.request)


@router.post("/sessions/{session_id}/end")
async def end_session(visit: Anybody, session_id: str) -> Response:
    """Out of one of one's own sessions."""
    await visit.write(lambda tx, caller: sessions.sign_out(tx, caller, session_id, now=now(tx)))
    return visit.see_other("/account", notice="That session is signed out.")


@router.post("/password")
async def change_password(visit: Anybody) -> Response:
    """Another password; this browser goes on in a session of its own."""
    form = visit.form
    try:
        body = checked(
            PasswordChange, current_password=form.text("current_password"), new_password=form.text("new_password")
        )
        session = await set_own_password(visit, body)
    except SignInFailedError as error:
        return await _shown(visit, Told(error.status, {"current_password": "This is not your password."}))
    except (MisfitError, WeakPasswordError, TooManySignInsError) as error:
        return await _shown(visit, told(error, {WeakPasswordError: "new_password"}))
    notice = "The password is changed; your other sessions have ended."
    return entered(visit.request, session, "/account", notice=notice)
