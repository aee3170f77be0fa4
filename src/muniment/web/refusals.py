"""Errors as pages: the status, what happened, what to do, and the id by which the log finds it."""

from __future__ import annotations

from fastapi import Request, Response

from muniment.errors import MunimentError
from muniment.http.transport.public_paths import OIDC_CALLBACK_PATH, OIDC_PATH
from muniment.http.transport.refusals import error_response, request_id_of
from muniment.web import render

_TITLES = {
    400: "That does not fit",
    403: "Not yours to do",
    404: "Nothing here",
    409: "Not possible as things are",
    412: "It has changed meanwhile",
    413: "Too large",
    422: "That does not fit",
    429: "Too much at once",
    500: "Something failed on our side",
    503: "Not available right now",
}
_BY_CODE = {
    "forged_request": "Go back, load the page again and send the form once more: it was of another session, or of "
    "another site's page.",
    "oidc_refused": "Begin again at the sign-in page; if it stays so, ask an administrator.",
    "oidc_not_configured": "Sign in with a password.",
    "ip_not_allowed": "Come from one of your organisation's networks, or ask who administers it.",
}
_BY_STATUS = {
    400: "Go back and mend what the sentence names.",
    403: "Ask an administrator of your organisation for the role it needs.",
    404: "Check the address, or begin at Home. What is archived or of another organisation is not shown here.",
    409: "Go back and load the page again.",
    412: "Go back and load the page again.",
    413: "Send less.",
    422: "Go back and mend what the sentence names.",
    429: "Wait a moment, then load the page again.",
    500: "Try once more. If it stays so, tell who runs this server the request id.",
    503: "Wait a moment, then load the page again. If it stays so, tell who runs this server the request id.",
}


def refusal(request: Request, error: MunimentError) -> Response:
    """The error as a page; it says as its answer in JSON does when to come again."""
    told = error_response(error, request_id=request_id_of(request.scope))
    answer = render.page(
        request,
        "error.html",
        status=error.status,
        error_status=error.status,
        title=_TITLES.get(error.status, "Refused"),
        message=error.message,
        what_to_do=_BY_CODE.get(error.code) or _BY_STATUS.get(error.status, "Go back and try again."),
        request_id=request_id_of(request.scope),
    )
    if "retry-after" in told.headers:
        answer.headers["retry-after"] = told.headers["retry-after"]
    return answer


def refuse(request: Request, error: MunimentError) -> Response | None:
    """The same where a browser asks for a page; None for a program, and for what belongs to the API. Signing in at an
    identity provider is for browsers alone."""
    path = request.scope["path"]
    is_for_a_page = not path.startswith("/v1/") or path in (OIDC_PATH, OIDC_CALLBACK_PATH)
    return refusal(request, error) if is_for_a_page and "text/html" in request.headers.get("accept", "") else None
