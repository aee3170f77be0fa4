"""What the forms of API keys and of OAuth clients share: what they may do, and of which vendors."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from muniment.accounts.caller import Caller
from muniment.accounts.keys import MAX_VENDORS
from muniment.accounts.scopes import NEVER_IMPLIED, Scope, granted
from muniment.db.engine import Transaction
from muniment.errors import InvalidNameError, MunimentError, ScopeGrantForbiddenError, VendorNotFoundError
from muniment.unicode import findable
from muniment.vendors import vendors
from muniment.web.forms import Form, MisfitError, Told
from muniment.web.pages.evidence import vendors_named
from muniment.web.visit import Visit

NAMED = 3
"""Vendors of each key and client that a list tells by name."""

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


@dataclass(frozen=True, slots=True)
class ChosenVendors:
    """The vendors that a form names, and those among which it is to choose, names by id. `typed`: what is left of a
    name that was looked for, and `problem` what is wrong with it."""

    ticked: Mapping[str, str] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)
    typed: str = ""
    problem: str | None = None

    def ids(self) -> list[str] | None:
        """Theirs; None for every vendor there is. Raises MisfitError where it is not settled who is meant."""
        if self.problem is not None:
            raise MisfitError({"vendor": self.problem})
        return list(self.ticked) or None

    @property
    def told(self) -> Told:
        """What the form says of them while they are still looked up."""
        return Told(200, {"vendor": self.problem} if self.problem is not None else {})


async def chosen_vendors(visit: Visit, form: Form) -> ChosenVendors:
    """Those of a form that was sent: what is ticked, and whose name it was that was typed, where that is one vendor."""
    ticked, typed = form.every("vendor_ids")[: MAX_VENDORS + 1], findable(form.text("vendor").strip()[:255])

    def look(tx: Transaction, caller: Caller) -> tuple[dict[str, str], dict[str, str]]:
        found = vendors_named(tx, caller, typed) if typed else []
        return vendors.names_of(tx, caller, ticked), {one["id"]: one["name"] for one in found}

    names, found = await visit.read(look)
    chosen = {one: names.get(one, one) for one in ticked}
    if len(found) == 1 or not typed:
        return ChosenVendors(chosen | found)
    problem = "Several vendors are called like that; tick who is meant." if found else "No vendor's name holds this."
    return ChosenVendors(chosen, {id_: name for id_, name in found.items() if id_ not in chosen}, typed, problem)


def is_adding(form: Form) -> bool:
    """Whether a form is sent to look a vendor up, and not yet to make anything."""
    return bool(form.text("add") and form.text("vendor").strip())


def names_shown(tx: Transaction, caller: Caller, entries: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The names of those vendors that a page of keys or clients tells by name."""
    return vendors.names_of(tx, caller, [id_ for one in entries for id_ in one.get("vendor_ids", ())[:NAMED]])


def form_values(visit: Visit, form: Form, shown: Told, chosen: ChosenVendors) -> dict[str, Any]:
    """What the form by which one is made shows, all but how long it lives."""
    return {
        "status": shown.status,
        "problems": shown.problems,
        "name": form.text("name"),
        "ticked": form.every("scopes"),
        "boxes_of_scopes": _scope_boxes(visit.who.scopes),
        "ticked_none": _TICKED_NONE,
        "chosen": chosen,
    }


def _scope_boxes(scopes: Collection[str]) -> list[tuple[str, str, str]]:
    """The scopes that who may do this can give, each with what it is for; the ordinary ones first."""
    given = [scope for scope in Scope if scope in scopes]
    return [(one.value, one.value, _ABOUT[one]) for one in sorted(given, key=lambda one: one in NEVER_IMPLIED)]


def whole_number(form: Form, name: str) -> int | None:
    """The number in a field; None for nothing. Raises MisfitError."""
    given = form.optional(name)
    if given is None:
        return None
    if not (given.isascii() and given.isdecimal()) or len(given) > 15:
        raise MisfitError({name: "This is no whole number."})
    return int(given)
