"""The organisation: from where it may be used, and what this server's settings hold it to."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Response

from muniment.accounts import network, organisation_settings
from muniment.accounts.caller import Caller
from muniment.accounts.scopes import Scope
from muniment.db.clock import now
from muniment.db.engine import Transaction
from muniment.errors import InvalidNetworkError, MunimentError, WouldLockOutError
from muniment.http.contract.bodies import OrganisationChange
from muniment.web.forms import FINE, MisfitError, Told, checked, told
from muniment.web.pages.administration.sections import section_page
from muniment.web.visit import OrganisationManage, OrganisationRead, PageRoute, Visit
from muniment.web.wording import counted, size

router = APIRouter(prefix="/administration/organisation", include_in_schema=False, route_class=PageRoute)

_FIELD_OF: dict[type[MunimentError], str] = {InvalidNetworkError: "networks", WouldLockOutError: "networks"}


@router.get("")
async def show_organisation(visit: OrganisationRead) -> Response:
    """The page."""
    return await _shown(visit, FINE)


async def _shown(visit: Visit, shown: Told) -> Response:
    organisation = await visit.read(lambda tx, caller: organisation_settings.read(tx, caller, caller.org_id))
    is_sent = "networks" in visit.form.fields
    return section_page(
        visit,
        "organisation",
        "organisation.html",
        status=shown.status,
        problems=shown.problems,
        organisation=organisation,
        networks=visit.form.text("networks") if is_sent else "\n".join(organisation["api_ip_allowlist"]),
        address=network.canonical(visit.who.address),
        may_manage=visit.may(Scope.KEYS_MANAGE),
        limits=_limits(visit),
        terms=sorted(visit.runtime.settings.retention_months.items()),
    )


def _limits(visit: Visit) -> list[tuple[str, str]]:
    settings = visit.runtime.settings
    rate = "none"
    if settings.rate_limit_requests:
        within = counted(settings.rate_limit_seconds, "second")
        rate = f"{settings.rate_limit_requests:,} requests in {within}, each caller"
    return [
        ("Largest file", size(settings.max_file_bytes)),
        ("Rate", rate),
        ("A download link is good for", counted(settings.download_seconds, "second")),
        ("A search may take", counted(int(settings.search_seconds), "second")),
        ("A session unused for", f"{counted(settings.session_idle_seconds // 3600, 'hour')} ends"),
        ("A session ends after", counted(settings.session_seconds // 86_400, "day")),
    ]


@router.post("")
async def change_networks(visit: OrganisationManage) -> Response:
    """From where the organisation may be used."""
    form = visit.form
    try:
        body = checked(
            OrganisationChange, api_ip_allowlist=form.lines("networks"), force=bool(form.optional("force")) or None
        )

        def change(tx: Transaction, caller: Caller) -> dict[str, Any]:
            return organisation_settings.change_allowlist(
                tx, caller, caller.org_id, body.api_ip_allowlist or [], is_forced=bool(body.force), now=now(tx)
            )

        await visit.write(change)
    except (MisfitError, InvalidNetworkError, WouldLockOutError) as error:
        return await _shown(visit, told(error, _FIELD_OF))
    return visit.see_other("/administration/organisation", notice="The networks are set.")
