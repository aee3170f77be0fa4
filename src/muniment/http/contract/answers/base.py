"""What every answer's shape is made of, and what several resources name in theirs."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from muniment.events.actor import ActorKind


class Answer(BaseModel):
    # Exact: no key more, no key less.
    model_config = ConfigDict(extra="forbid")


SecretText = Annotated[str, Field(json_schema_extra={"x-secret": True})]
"""What lets in whoever has it: the SDKs show it in no repr."""


class ActorObject(Answer):
    type: ActorKind
    id: str | None
    name: str
