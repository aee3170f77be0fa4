"""The first page of an installation: its first administrator, by the code that `serve` prints."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Request, Response

from muniment.accounts.organisations import only_organisation
from muniment.errors import InvalidCodeError, InvalidNameError, MunimentError, TooManySignInsError, WeakPasswordError
from muniment.http.contract.bodies import FirstAdministrator
from muniment.http.resources.setup import is_open, make_first_administrator
from muniment.http.transport.pools import Pools
from muniment.runtime import Runtime
from muniment.web.forms import FINE, MisfitError, Told, checked, read_form, told
from muniment.web.pages.sign_in import entered
from muniment.web.render import page, see_other
from muniment.web.visit import PageRoute

router = APIRouter(include_in_schema=False, route_class=PageRoute)

_FIELDS = ("code", "organisation", "email", "first_name", "last_name")
_FIELD_OF: Mapping[type[MunimentError], str] = {
    InvalidCodeError: "code",
    InvalidNameError: "organisation",
    WeakPasswordError: "password",
}


@router.get("/setup")
async def show_setup(request: Request) -> Response:
    """The form; where there is a user already, signing in."""
    if not await is_open(request):
        return see_other(request, "/sign-in")
    return await _shown(request, dict.fromkeys(_FIELDS, ""))


@router.post("/setup")
async def set_up(request: Request) -> Response:
    """Make the administrator and sign it in."""
    form = await read_form(request)
    values = {name: form.text(name) for name in _FIELDS}
    given = {name: form.optional(name) for name in _FIELDS} | {"password": form.text("password")}
    try:
        session = await make_first_administrator(request, checked(FirstAdministrator, **given))
    except (MisfitError, InvalidCodeError, InvalidNameError, WeakPasswordError, TooManySignInsError) as error:
        return await _shown(request, values, told(error, _FIELD_OF))
    return entered(request, session, "/", notice="You are the first administrator. Welcome.")


async def _shown(request: Request, values: Mapping[str, str], shown: Told = FINE) -> Response:
    runtime: Runtime = request.app.state.runtime
    pools: Pools = request.app.state.pools

    def look() -> bool:
        with runtime.database.read() as tx:
            return only_organisation(tx) is None

    needs_name = await pools.reading(look)
    return page(
        request, "setup.html", status=shown.status, values=values, needs_name=needs_name, problems=shown.problems
    )
