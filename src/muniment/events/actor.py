"""Who did it, as an event keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ActorKind(StrEnum):
    KEY = "key"
    CLIENT = "client"
    USER = "user"
    LINK = "link"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody of one organisation. `id` and `name` are its key's, OAuth client's or its own as a user; the product
    itself has no id and says by its name which part of it is at work; who came with a link is known by that alone."""

    org_id: str
    kind: ActorKind
    id: str | None
    name: str

    def on_the_wire(self) -> dict[str, Any]:
        """Who it is, as objects name who made them."""
        return {"type": self.kind.value, "id": self.id, "name": self.name}
