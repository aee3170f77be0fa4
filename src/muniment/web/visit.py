"""A page's request by a person who is signed in. What a page needs is the type of its parameter `visit`, as of `call`
in the API, and the same tests hold it.

Without `from __future__ import annotations`: FastAPI does not find what a name means on an object that is called.
"""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any, TypeVar
from urllib.parse import quote, urlencode

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from muniment import idempotency
from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import InvalidSessionError, MunimentError, NotAuthenticatedError, NotFoundError
from muniment.http.transport.admit import Call, Credential, UseCase
from muniment.http.transport.needs import Needs
from muniment.idempotency import Answer, IdempotencyKey
from muniment.web import render
from muniment.web.forms import CSRF_FIELD, Form, read_form
from muniment.web.refusals import refusal

_CHANGES_NOTHING = frozenset({"GET", "HEAD"})


T = TypeVar("T")


SENT_BEFORE = "This form had been sent already: it made one, and no second. A secret is shown the first time alone."


class SentBeforeError(Exception):
    """A form that was sent before, and made then what it makes."""


class Visit(Call):
    """A request by a session's cookie, whatever else comes with it, and the form it sends."""

    __slots__ = ("form",)

    def __init__(self, request: Request, form: Form, *, needs: Scope | None, is_open_everywhere: bool) -> None:
        """Raises NotAuthenticatedError, ForgedRequestError."""
        credential = Credential.of_session(request, csrf_token=form.optional(CSRF_FIELD))
        super().__init__(request, needs=needs, is_open_everywhere=is_open_everywhere, credential=credential)
        self.form = form

    @property
    def who(self) -> Caller:
        """The person, known since the first of `read`, `write`, `identify`."""
        caller: Caller = self.request.scope["state"]["caller"]
        return caller

    @property
    def now(self) -> int:
        """When the person came, by the database's clock; Unix seconds."""
        return int(self.request.scope["state"]["called_at"])

    async def write(self, use_case: UseCase[T]) -> T:
        """As of every call; of a form that makes something, at most once however often it is sent. Raises
        SentBeforeError."""
        tag = self.form.tag(self.request.scope["path"])
        if tag is None:
            return await super().write(use_case)

        def once(tx: Transaction, caller: Caller) -> T:
            at, lifetime = now(tx), self.runtime.settings.idempotency_seconds
            key = IdempotencyKey(caller.org_id, f"form of {caller.id}", tag)
            if idempotency.claim(tx, key, content=b"", now=at, lifetime_seconds=lifetime) is not None:
                raise SentBeforeError
            made = use_case(tx, caller)
            idempotency.remember(tx, key, Answer(status=303, body=b""), content=b"", now=at)  # never what it made
            return made

        return await super().write(once)

    def may(self, scope: Scope) -> bool:
        """Whether the person may do it: what it may not is not offered."""
        return scope in self.who.scopes

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """`render.page` of this request."""
        return render.page(self.request, template, status=status, may=self.may, **values)

    def see_other(self, path: str, *, notice: str | None = None) -> Response:
        """`render.see_other` of this request."""
        return render.see_other(self.request, path, notice=notice)


class VisitNeeds(Needs):
    """The dependency that makes a Visit of a request."""

    async def __call__(self, request: Request) -> Visit:
        form = await read_form(request)
        return Visit(request, form, needs=self.scope, is_open_everywhere=self.is_open_everywhere)


class PageRoute(APIRoute):
    """A route whose errors are pages, and which sends who is not signed in to where one does."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_with_a_page(request: Request) -> Response:
            try:
                return await answer(request)
            except (NotAuthenticatedError, InvalidSessionError):
                return to_sign_in(request)
            except SentBeforeError:
                return _sent_before(request)
            except MunimentError as error:
                return refusal(request, error)
            except RequestValidationError:
                return refusal(request, NotFoundError("This address is not of a page: a part of it does not fit."))

        return answer_with_a_page


def _sent_before(request: Request) -> Response:
    """To where what the form made is shown or listed: what its path lies in."""
    return render.see_other(request, quote(request.scope["path"].rpartition("/")[0]), notice=SENT_BEFORE)


def to_sign_in(request: Request) -> Response:
    """To the page where one signs in, and from there back here; after a change to where its page is unknown, Home."""
    if request.method not in _CHANGES_NOTHING:
        return render.see_other(request, "/sign-in", notice="You were signed out meanwhile; nothing was changed.")
    query = request.scope["query_string"].decode("latin-1")
    path = quote(request.scope["path"]) + (f"?{query}" if query else "")
    return render.see_other(request, "/sign-in" if path == "/" else f"/sign-in?{urlencode({'next': path})}")


Anybody = Annotated[Visit, Depends(VisitNeeds(None, is_open_everywhere=True))]
"""Who is signed in, from wherever it is."""

DocumentsRead = Annotated[Visit, Depends(VisitNeeds(Scope.DOCUMENTS_READ))]
DocumentsWrite = Annotated[Visit, Depends(VisitNeeds(Scope.DOCUMENTS_WRITE))]
EvidenceRead = Annotated[Visit, Depends(VisitNeeds(Scope.EVIDENCE_READ))]
EvidenceWrite = Annotated[Visit, Depends(VisitNeeds(Scope.EVIDENCE_WRITE))]
VendorsRead = Annotated[Visit, Depends(VisitNeeds(Scope.VENDORS_READ))]
VendorsWrite = Annotated[Visit, Depends(VisitNeeds(Scope.VENDORS_WRITE))]
UsersRead = Annotated[Visit, Depends(VisitNeeds(Scope.USERS_READ))]
UsersManage = Annotated[Visit, Depends(VisitNeeds(Scope.USERS_MANAGE))]
WebhooksRead = Annotated[Visit, Depends(VisitNeeds(Scope.WEBHOOKS_READ))]
WebhooksManage = Annotated[Visit, Depends(VisitNeeds(Scope.WEBHOOKS_MANAGE))]
AuditRead = Annotated[Visit, Depends(VisitNeeds(Scope.AUDIT_READ))]
KeysRead = Annotated[Visit, Depends(VisitNeeds(Scope.KEYS_READ, is_open_everywhere=True))]
KeysManage = Annotated[Visit, Depends(VisitNeeds(Scope.KEYS_MANAGE, is_open_everywhere=True))]
HoldsRead = Annotated[Visit, Depends(VisitNeeds(Scope.HOLDS_READ))]
HoldsManage = Annotated[Visit, Depends(VisitNeeds(Scope.HOLDS_MANAGE))]
OrganisationRead = Annotated[Visit, Depends(VisitNeeds(Scope.KEYS_READ))]
OrganisationManage = Annotated[Visit, Depends(VisitNeeds(Scope.KEYS_MANAGE))]
QuarantineManage = Annotated[Visit, Depends(VisitNeeds(Scope.QUARANTINE_MANAGE))]
