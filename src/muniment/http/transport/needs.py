"""What an endpoint asks of its caller, as the type of its parameter `call`. A test holds that every endpoint under /v1
says it, or stands on a short list of those that need no key.

Without `from __future__ import annotations`: FastAPI does not find what a name means on an object that is called.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, get_args, get_origin

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from muniment.accounts.scopes import Scope
from muniment.http.contract.parameters import problems
from muniment.http.transport.admit import Call


class Needs:
    """The dependency that makes a Call of a request; None where any key will do. `is_open_everywhere`: also for who is
    outside the networks of its organisation."""

    def __init__(self, scope: Scope | None, *, is_open_everywhere: bool = False) -> None:
        self.scope = scope
        self.is_open_everywhere = is_open_everywhere

    def call(self, request: Request) -> Call:
        """The request as a call, its query not looked at. Raises NotAuthenticatedError."""
        return Call(request, needs=self.scope, is_open_everywhere=self.is_open_everywhere)

    async def __call__(self, request: Request) -> Call:
        call = self.call(request)
        if request.scope["query_string"]:
            _check_query(request)
        return call


def _check_query(request: Request) -> None:
    """Raises RequestValidationError, as the framework does of parameters that do not fit."""
    route: APIRoute = request.scope["route"]
    parameters = route.dependant.query_params
    found = problems(
        [name for name, _ in request.query_params.multi_items()],
        path=f"{request.method} {route.path}",
        known=tuple(one.alias for one in parameters),
        repeatable=[one.alias for one in parameters if _is_list(one.field_info.annotation)],
        body=_fields_of_body(route),
    )
    if found:
        raise RequestValidationError([{"type": one.kind, "loc": one.loc, "msg": one.msg} for one in found])


def _is_list(annotation: object) -> bool:
    return list in {get_origin(one) for one in (annotation, *get_args(annotation))}


def _fields_of_body(route: APIRoute) -> list[str]:
    """The fields of the JSON body that the route's endpoint takes."""
    return [
        name for one in route.dependant.body_params for name in getattr(one.field_info.annotation, "model_fields", ())
    ]


AnyKey = Annotated[Call, Depends(Needs(None))]
AnyKeyFromEverywhere = Annotated[Call, Depends(Needs(None, is_open_everywhere=True))]
DocumentsRead = Annotated[Call, Depends(Needs(Scope.DOCUMENTS_READ))]
DocumentsWrite = Annotated[Call, Depends(Needs(Scope.DOCUMENTS_WRITE))]
VendorsRead = Annotated[Call, Depends(Needs(Scope.VENDORS_READ))]
VendorsWrite = Annotated[Call, Depends(Needs(Scope.VENDORS_WRITE))]
AssessmentsRead = Annotated[Call, Depends(Needs(Scope.ASSESSMENTS_READ))]
AssessmentsWrite = Annotated[Call, Depends(Needs(Scope.ASSESSMENTS_WRITE))]
EvidenceRead = Annotated[Call, Depends(Needs(Scope.EVIDENCE_READ))]
EvidenceWrite = Annotated[Call, Depends(Needs(Scope.EVIDENCE_WRITE))]
AuditRead = Annotated[Call, Depends(Needs(Scope.AUDIT_READ))]
WebhooksRead = Annotated[Call, Depends(Needs(Scope.WEBHOOKS_READ))]
QuarantineManage = Annotated[Call, Depends(Needs(Scope.QUARANTINE_MANAGE))]
HoldsRead = Annotated[Call, Depends(Needs(Scope.HOLDS_READ))]
HoldsManage = Annotated[Call, Depends(Needs(Scope.HOLDS_MANAGE))]
WebhooksManage = Annotated[Call, Depends(Needs(Scope.WEBHOOKS_MANAGE))]
UsersRead = Annotated[Call, Depends(Needs(Scope.USERS_READ))]
UsersManage = Annotated[Call, Depends(Needs(Scope.USERS_MANAGE))]
AnySession = AnyKeyFromEverywhere
"""What a person does with its own sessions, from wherever it is; that it is one is for the use case to see."""

KeysRead = Annotated[Call, Depends(Needs(Scope.KEYS_READ, is_open_everywhere=True))]
KeysManage = Annotated[Call, Depends(Needs(Scope.KEYS_MANAGE, is_open_everywhere=True))]
"""Keys are no resource: who is outside the networks can still revoke one that leaked (CONTRACT §4.3)."""

OrganisationRead = Annotated[Call, Depends(Needs(Scope.KEYS_READ))]
OrganisationManage = Annotated[Call, Depends(Needs(Scope.KEYS_MANAGE))]
"""Not from everywhere: else a stolen key would lift the allowlist that is meant to stop it."""


def declared(route: object) -> Iterator[Needs]:
    """What the route's endpoint asks for; nothing for one that needs no key."""
    if isinstance(route, APIRoute):
        yield from (one.call for one in route.dependant.dependencies if isinstance(one.call, Needs))


def needed(route: object) -> Scope | None:
    """The scope that the route's endpoint asks for."""
    return next((needs.scope for needs in declared(route)), None)


def needed_by(router: APIRouter, endpoint: Callable[..., object]) -> Scope | None:
    """The same of an endpoint, for who answers in its place."""
    return needed(next(one for one in router.routes if isinstance(one, APIRoute) and one.endpoint is endpoint))
