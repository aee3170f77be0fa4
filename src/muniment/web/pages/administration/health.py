"""Health: whether everything is as it must be, as `/readyz` tells an operator's tools."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter, Response

from muniment.http.resources.health import HealthChecks
from muniment.web.pages.administration.sections import section_page
from muniment.web.visit import OrganisationRead, PageRoute

router = APIRouter(prefix="/administration/health", include_in_schema=False, route_class=PageRoute)

_ABOUT = {
    "database": "rows can be read",
    "storage": "files can be written and read",
    "migrations": "the tables fit this program",
    "worker": "somebody reads documents",
    "jobs": "none is due later than can be",
}


@router.get("")
async def show_health(visit: OrganisationRead) -> Response:
    """The page."""
    await visit.identify()
    health: HealthChecks = visit.request.app.state.health
    found = await health.checks()
    checks = [
        {"name": name, "about": _ABOUT.get(name, ""), "is_ok": told == "ok", "told": told}
        for name, told in found.items()
    ]
    is_well = all(one["is_ok"] for one in checks)
    return section_page(visit, "health", "health.html", checks=checks, is_well=is_well, version=version("muniment"))
