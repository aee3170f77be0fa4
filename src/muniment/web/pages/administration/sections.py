"""Administration: its sections, each for who may read what is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Response

from muniment.accounts.scopes import Scope
from muniment.errors import InsufficientScopeError
from muniment.web.visit import Anybody, PageRoute, Visit

router = APIRouter(prefix="/administration", include_in_schema=False, route_class=PageRoute)

PAGE = 50
"""Rows of each list."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section, under /administration."""

    name: str
    title: str
    scope: Scope

    @property
    def path(self) -> str:
        """Where it is."""
        return f"/administration/{self.name}"


SECTIONS = (
    Section("users", "Users", Scope.USERS_READ),
    Section("keys", "API keys", Scope.KEYS_READ),
    Section("oauth-clients", "OAuth clients", Scope.KEYS_READ),
    Section("webhooks", "Webhooks", Scope.WEBHOOKS_READ),
    Section("audit", "Audit log", Scope.AUDIT_READ),
    Section("holds", "Legal holds", Scope.HOLDS_READ),
    Section("organisation", "Organisation", Scope.KEYS_READ),
    Section("health", "Health", Scope.KEYS_READ),
)


def open_sections(visit: Visit) -> list[Section]:
    """The sections that the person may read."""
    return [one for one in SECTIONS if visit.may(one.scope)]


def section_page(visit: Visit, section: str, template: str, /, *, status: int = 200, **values: Any) -> Response:
    """A page of the section of that name."""
    return visit.page(
        f"administration/{template}", status=status, sections=open_sections(visit), section=section, **values
    )


def cut(found: Sequence[object], offset: int) -> dict[str, Any]:
    """A page of a list that is read whole, as the template takes it."""
    return {"entries": found[offset : offset + PAGE], "total": len(found), "offset": offset, "limit": PAGE}


@router.get("")
async def show_administration(visit: Anybody) -> Response:
    """To the first section that the person may read."""
    await visit.identify()
    sections = open_sections(visit)
    if not sections:
        raise InsufficientScopeError("Your role administers nothing.")
    return visit.see_other(sections[0].path)
