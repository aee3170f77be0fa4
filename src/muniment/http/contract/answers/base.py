"""What every answer's shape is made of, and what several resources name in theirs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from muniment.events.actor import ActorKind


class Answer(BaseModel):
    # Exact: no key more, no key less.
    model_config = ConfigDict(extra="forbid")


class ActorObject(Answer):
    type: ActorKind
    id: str | None
    name: str
