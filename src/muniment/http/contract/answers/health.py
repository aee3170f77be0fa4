"""Whether the server is well."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import Answer


class Health(Answer):
    status: str = Field(examples=["ok"])
