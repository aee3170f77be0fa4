"""What every answer's shape is made of, and what several resources name in theirs."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    # Exact: no key more, no key less.
    model_config = ConfigDict(extra="forbid")


class ActorObject(Answer):
    type: str = Field(examples=["key"])
    id: str | None
    name: str
