"""What the forms of API keys and of OAuth clients share: what they may do, and of which vendors."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from muniment.accounts.scopes import NEVER_IMPLIED, Scope, granted
from muniment.errors import InvalidNameError, MunimentError, ScopeGrantForbiddenError, VendorNotFoundError
from muniment.web.forms import Form, MisfitError, Told
from muniment.web.visit import Visit

REFUSALS = (MisfitError, InvalidNameError, ScopeGrantForbiddenError, VendorNotFoundError)
"""What refuses to make one."""

FIELD_OF: dict[type[MunimentError], str] = {
    InvalidNameError: "name",
    ScopeGrantForbiddenError: "scopes",
    VendorNotFoundError: "vendor_ids",
}
"""For `forms.told`."""

_ABOUT = {
    Scope.DOCUMENTS_READ: "list, read, search and download documents",
    Scope.DOCUMENTS_WRITE: "upload, change, archive and analyse documents",
    Scope.VENDORS_READ: "read vendors and their services",
    Scope.VENDORS_WRITE: "make and change vendors and services",
    Scope.ASSESSMENTS_READ: "read assessments",
    Scope.ASSESSMENTS_WRITE: "make and cancel assessments",
    Scope.EVIDENCE_READ: "read what was found and said",
    Scope.EVIDENCE_WRITE: "confirm and correct what was found",
    Scope.WEBHOOKS_READ: "read webhooks and deliveries",
    Scope.WEBHOOKS_MANAGE: "make, change and replay webhooks",
    Scope.USERS_READ: "read users",
    Scope.USERS_MANAGE: "invite, change and disable users",
    Scope.KEYS_READ: "read keys, clients and the organisation",
    Scope.KEYS_MANAGE: "make and revoke keys, set networks",
    Scope.AUDIT_READ: "read the audit log",
    Scope.QUARANTINE_MANAGE: "release documents from quarantine",
    Scope.HOLDS_READ: "read legal holds",
    Scope.HOLDS_MANAGE: "make and release legal holds",
}

_TICKED_NONE = f"With none ticked it may do all of these: {', '.join(sorted(granted(())))}."


def form_values(visit: Visit, form: Form, shown: Told) -> dict[str, Any]:
    """What the form by which one is made shows, all but how long it lives."""
    return {
        "status": shown.status,
        "problems": shown.problems,
        "name": form.text("name"),
        "ticked": form.every("scopes"),
        "boxes_of_scopes": _scope_boxes(visit.who.scopes),
        "ticked_none": _TICKED_NONE,
        "vendor_ids": form.text("vendor_ids"),
    }


def _scope_boxes(scopes: Collection[str]) -> list[tuple[str, str, str]]:
    """The scopes that who may do this can give, each with what it is for; the ordinary ones first."""
    given = [scope for scope in Scope if scope in scopes]
    return [(one.value, one.value, _ABOUT[one]) for one in sorted(given, key=lambda one: one in NEVER_IMPLIED)]


def vendor_ids(form: Form) -> list[str] | None:
    """The vendors that a form names; None for all."""
    return form.lines("vendor_ids") or None


def whole_number(form: Form, name: str) -> int | None:
    """The number in a field; None for nothing. Raises MisfitError."""
    given = form.optional(name)
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal()) or len(given) > 15:
        raise MisfitError({name: "This is no whole number."})
    return int(given)
