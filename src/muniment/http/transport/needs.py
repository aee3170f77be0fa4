"""What an endpoint asks of its caller, as the type of its parameter `call`. A test holds that every endpoint under /v1
says it, or stands on a short list of those that need no key.

Without `from __future__ import annotations`: FastAPI does not find what a name means on an object that is called.
"""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from muniment.accounts.scopes import Scope
from muniment.http.contract.lookalikes import KIND, lookalikes, message
from muniment.http.transport.admit import Call


class Needs:
    """The dependency that makes a Call of a request; None where any key will do."""

    def __init__(self, scope: Scope | None) -> None:
        self.scope = scope

    async def __call__(self, request: Request) -> Call:
        call = Call(request, needs=self.scope)
        if request.scope["query_string"]:
            _refuse_lookalikes(request)
        return call


def _refuse_lookalikes(request: Request) -> None:
    """Raises RequestValidationError, as the framework does of parameters that do not fit."""
    meant = lookalikes(request.query_params.keys(), _parameters(request.scope["route"]))
    if meant:
        raise RequestValidationError(
            [{"type": KIND, "loc": ("query", given), "msg": message(name)} for given, name in meant]
        )


def _parameters(route: APIRoute) -> tuple[str, ...]:
    return tuple(one.alias for one in route.dependant.query_params)


AnyKey = Annotated[Call, Depends(Needs(None))]
DocumentsRead = Annotated[Call, Depends(Needs(Scope.DOCUMENTS_READ))]
DocumentsWrite = Annotated[Call, Depends(Needs(Scope.DOCUMENTS_WRITE))]
VendorsRead = Annotated[Call, Depends(Needs(Scope.VENDORS_READ))]
VendorsWrite = Annotated[Call, Depends(Needs(Scope.VENDORS_WRITE))]
AssessmentsRead = Annotated[Call, Depends(Needs(Scope.ASSESSMENTS_READ))]
AssessmentsWrite = Annotated[Call, Depends(Needs(Scope.ASSESSMENTS_WRITE))]


def declared(route: object) -> Iterator[Needs]:
    """What the route's endpoint asks for; nothing for one that needs no key."""
    if isinstance(route, APIRoute):
        yield from (one.call for one in route.dependant.dependencies if isinstance(one.call, Needs))


def needed(route: object) -> Scope | None:
    """The scope that the route's endpoint asks for."""
    return next((needs.scope for needs in declared(route)), None)
