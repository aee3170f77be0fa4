"""Who is not known yet: signing in, out again, and setting a password by a code."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from muniment.accounts import sessions
from muniment.accounts.sessions import NewSession
from muniment.accounts.sign_in import local_path
from muniment.db.clock import now
from muniment.errors import (
    InvalidCodeError,
    InvalidSessionError,
    MunimentError,
    NotAuthenticatedError,
    SignInFailedError,
    TooManySignInsError,
    WeakPasswordError,
)
from muniment.http.contract.bodies import PasswordByCode, SignIn
from muniment.http.resources.sessions import enter, enter_by_code, set_password_by_code, whom_it_signs_in
from muniment.http.resources.setup import is_open
from muniment.http.transport import session_cookie
from muniment.http.transport.public_paths import OIDC_PATH
from muniment.web.forms import FINE, Form, MisfitError, Told, checked, read_form, told
from muniment.web.render import page, see_other
from muniment.web.visit import Anybody, PageRoute, Visit

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/sign-in")
async def show_sign_in(request: Request, next: str | None = None) -> Response:
    """Where one signs in; who is signed in already goes on."""
    if await is_open(request):
        return see_other(request, "/setup")
    try:
        await Visit(request, Form(), needs=None, is_open_everywhere=True).identify()
    except (NotAuthenticatedError, InvalidSessionError):
        return _shown(request, Form(), path=local_path(next))
    return see_other(request, local_path(next))


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """In, and on to where one wanted to be."""
    form = await read_form(request)
    path = local_path(form.optional("next"))
    try:
        body = checked(SignIn, email=form.text("email"), password=form.text("password"))
        session = await enter(request, body)
    except (MisfitError, SignInFailedError) as error:
        return _shown(request, form, path=path, shown=told(error, {}))
    except TooManySignInsError as error:
        answer = _shown(request, form, path=path, shown=told(error, {}))
        answer.headers["retry-after"] = str(error.retry_after_seconds)
        return answer
    return entered(request, session, path)


def entered(request: Request, session: NewSession, path: str, *, notice: str | None = None) -> Response:
    """On to a path of this server, with the session that was begun."""
    answer = see_other(request, path, notice=notice)
    seconds = request.app.state.runtime.settings.session_seconds
    session_cookie.put(answer.headers, request, session.token, seconds=seconds)
    return answer


def _shown(request: Request, form: Form, *, path: str, shown: Told = FINE) -> Response:
    settings = request.app.state.runtime.settings
    single_sign_on = None
    if request.app.state.flow is not None:
        single_sign_on = f"{settings.root_path}{OIDC_PATH}?{urlencode({'return_to': path})}"
    return page(
        request,
        "sign_in.html",
        status=shown.status,
        next=path,
        email=form.text("email"),
        problems=shown.problems,
        single_sign_on=single_sign_on,
    )


@router.get("/sign-in/link")
async def show_link(request: Request, code: str = "") -> Response:
    """Whom the link of the command line signs in. Looking at it uses nothing up: whatever opens addresses by itself
    signs nobody in."""
    try:
        email = await whom_it_signs_in(request, code)
    except InvalidCodeError as error:
        return page(request, "sign_in_link.html", status=error.status, code="", email="")
    return page(request, "sign_in_link.html", code=code, email=email)


@router.post("/sign-in/link")
async def sign_in_by_link(request: Request) -> Response:
    """In, by the code of the link, once."""
    form = await read_form(request)
    try:
        session = await enter_by_code(request, form.text("code"))
    except InvalidCodeError as error:
        return page(request, "sign_in_link.html", status=error.status, code="", email="")
    return entered(request, session, "/")


@router.post("/sign-out")
async def sign_out(visit: Anybody) -> Response:
    """Out of this session."""
    await visit.write(lambda tx, caller: sessions.sign_out(tx, caller, str(caller.credential), now=now(tx)))
    return signed_out(visit.request)


def signed_out(request: Request) -> Response:
    """To where one signs in, the cookie forgotten."""
    answer = see_other(request, "/sign-in", notice="You are signed out.")
    session_cookie.drop(answer.headers, request)
    return answer


@router.get("/set-password")
async def show_set_password(request: Request) -> Response:
    """Where who was given a code sets a password."""
    return _shown_code(request, Form(), FINE)


@router.post("/set-password")
async def set_password(request: Request) -> Response:
    """Set it, and on to signing in."""
    form = await read_form(request)
    try:
        body = checked(PasswordByCode, code=form.text("code"), new_password=form.text("new_password"))
        await set_password_by_code(request, body)
    except (MisfitError, InvalidCodeError, WeakPasswordError, TooManySignInsError) as error:
        return _shown_code(request, form, told(error, _FIELD_OF))
    return see_other(request, "/sign-in", notice="The password is set. Sign in with it.")


_FIELD_OF: dict[type[MunimentError], str] = {InvalidCodeError: "code", WeakPasswordError: "new_password"}


def _shown_code(request: Request, form: Form, shown: Told) -> Response:
    return page(request, "set_password.html", status=shown.status, code=form.text("code"), problems=shown.problems)
