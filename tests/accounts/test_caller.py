"""Who does something."""

from __future__ import annotations

import pytest

from muniment.accounts.caller import Caller
from muniment.accounts.scopes import NEVER_IMPLIED, Scope
from muniment.errors import InsufficientScopeError
from muniment.events.actor import ActorKind


def test_system_caller_has_a_name_an_organisation_and_every_scope_but_those_of_keys() -> None:
    caller = Caller.system("cborg_1", "sweep")
    assert (caller.org_id, caller.kind, caller.id, caller.name) == ("cborg_1", ActorKind.SYSTEM, None, "sweep")
    for scope in set(Scope) - NEVER_IMPLIED:
        caller.require(scope)
    with pytest.raises(InsufficientScopeError, match="keys:manage"):
        caller.require("keys:manage")
