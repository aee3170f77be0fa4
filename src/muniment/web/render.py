"""Pages as answers: templates with what every page needs around them, under headers that let nothing else run.

Nothing is decided in a template, nothing is marked as safe but what wording.py and the macros make.
"""

from __future__ import annotations

from functools import cache, partial
from secrets import token_urlsafe
from typing import Any
from urllib.parse import quote, unquote, urlencode

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from muniment.accounts.caller import Caller
from muniment.accounts.passwords import LEAST_CHARACTERS, MOST_CHARACTERS
from muniment.documents.lifecycle import UNSETTLED
from muniment.http.transport import session_cookie
from muniment.runtime import Runtime
from muniment.web import assets, wording
from muniment.web.compression import ENCODED, packed
from muniment.web.forms import focus
from muniment.web.navigation import place_of, places_for
from muniment.web.state_marks import MARKS

HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
    # Not `no-referrer`, the API's: under it a browser says of its own forms that they come from nowhere.
    "referrer-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every page says: it runs and loads what is ours alone, shows in nobody's frame, and stays in no cache."""

_NOTICE_SECONDS = 60
_MAX_NOTICE_CHARACTERS = 300


@cache
def environment(root_path: str) -> Environment:
    """The templates, compiled once, for a server whose paths begin with this."""
    made = Environment(
        loader=PackageLoader("muniment.web"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for one in (
        wording.day,
        wording.iso_day,
        wording.moment,
        wording.iso_moment,
        wording.from_today,
        wording.ago,
        wording.size,
        wording.counted,
        wording.words,
        wording.type_title,
        wording.pretty,
        wording.shown,
        wording.plain,
        wording.marked,
        focus,
    ):
        made.filters[one.__name__] = one
    made.tests["unsettled"] = UNSETTLED.__contains__
    made.globals.update(
        url=lambda path: f"{root_path}{path}",
        asset=lambda name: f"{root_path}{assets.path_of(name)}",
        marks=MARKS,
        new_once=partial(token_urlsafe, 12),
        least_password_characters=LEAST_CHARACTERS,
        most_password_characters=MOST_CHARACTERS,
    )
    return made


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
    """A page. What every one is given: `who` (the Caller, or None), `places`, `csrf_token`, `notice`, `now` (Unix
    seconds; None where nobody is known) and `here`, which makes the address of this page with another query."""
    runtime: Runtime = request.app.state.runtime
    state = request.scope["state"]
    who: Caller | None = state.get("caller")
    token = session_cookie.token_of(request)
    notice = _notice(request)
    html = (
        environment(runtime.settings.root_path)
        .get_template(template)
        .render(
            who=who,
            places=places_for(who.scopes) if who is not None else [],
            place=place_of(request.scope["path"]),
            csrf_token=session_cookie.masked_csrf_token(token) if token is not None else "",
            notice=notice,
            now=state.get("called_at"),
            here=partial(here, request),
            **values,
        )
    )
    whole = html.encode()
    small = packed(request, whole)
    headers = {**HEADERS, "vary": "Accept-Encoding", **(ENCODED if small is not None else {})}
    answer = Response(small or whole, status_code=status, media_type="text/html", headers=headers)
    if notice is not None:
        answer.headers.append("Set-Cookie", f"{_notice_name(request)}=; Max-Age=0{session_cookie.attributes(request)}")
    return answer


def here(request: Request, **changes: object) -> str:
    """The address of this very page with some of its query changed; None takes a parameter away."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in changes]
    changed = [
        (name, str(one))
        for name, value in changes.items()
        if value is not None
        for one in (value if isinstance(value, (list, tuple)) else (value,))
    ]
    root_path = request.app.state.runtime.settings.root_path
    query = urlencode([*kept, *changed])
    return f"{root_path}{quote(request.scope['path'])}" + (f"?{query}" if query else "")


def see_other(request: Request, path: str, *, notice: str | None = None) -> Response:
    """Send the browser to a path of this server, as after every change. `notice`: what that page says once."""
    root_path = request.app.state.runtime.settings.root_path
    answer = Response(status_code=303, headers={**HEADERS, "location": f"{root_path}{path}"})
    if notice is not None:
        kept = f"{_notice_name(request)}={quote(notice[:_MAX_NOTICE_CHARACTERS])}; Max-Age={_NOTICE_SECONDS}"
        answer.headers.append("Set-Cookie", f"{kept}{session_cookie.attributes(request)}")
    return answer


def _notice_name(request: Request) -> str:
    return f"{session_cookie.name_of(request)}-notice"


def _notice(request: Request) -> str | None:
    kept = session_cookie.value_of(request, _notice_name(request))
    return unquote(kept)[:_MAX_NOTICE_CHARACTERS] if kept else None
