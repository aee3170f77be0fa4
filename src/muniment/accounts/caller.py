"""Who does something: the first thing every use case is told, after its transaction."""

from __future__ import annotations

from dataclasses import dataclass

from muniment.accounts.scopes import ORDINARY, Scope
from muniment.errors import InsufficientScopeError
from muniment.events.actor import Actor, ActorKind


@dataclass(frozen=True, slots=True)
class Caller(Actor):
    """An actor and what it may do. `vendor_ids`: the vendors it is bound to, None for all. `address`: the client's
    IP. `is_within_network`: whether its organisation may be used from there.
    `credential`: by what it is found whether the caller may still come in (`accounts/credentials.py`)."""

    scopes: frozenset[str]
    vendor_ids: frozenset[str] | None = None
    address: str | None = None
    is_within_network: bool = True
    credential: str | None = None

    @classmethod
    def system(cls, org_id: str, name: str) -> Caller:
        """The product itself, where nobody calls: a worker, the sweep, an operator's command."""
        return cls(org_id=org_id, kind=ActorKind.SYSTEM, id=None, name=name, scopes=ORDINARY)

    @classmethod
    def operator(cls, org_id: str, *, name: str = "command line") -> Caller:
        """Who administers an installation by its command line, or by what is read there, and may do everything."""
        return cls(org_id=org_id, kind=ActorKind.SYSTEM, id=None, name=name, scopes=frozenset(Scope))

    def sees(self, vendor_id: str) -> bool:
        """Whether the vendor, and what belongs to it, is there for this caller."""
        return self.vendor_ids is None or vendor_id in self.vendor_ids

    @property
    def used_id(self) -> str | None:
        """What is noted as used when the caller calls: its session, or its key or client."""
        return self.credential if self.kind is ActorKind.USER else self.id

    def require(self, scope: str) -> None:
        """Raises InsufficientScopeError unless the caller may do what the scope says."""
        if scope not in self.scopes:
            lacking = "Your role does not have" if self.kind is ActorKind.USER else "The API key lacks"
            raise InsufficientScopeError(f"{lacking} the scope {scope}.")
