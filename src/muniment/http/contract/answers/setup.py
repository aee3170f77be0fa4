"""The set-up of an installation."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import Answer


class SetupState(Answer):
    is_open: bool = Field(description="Whether the first administrator is still to be made.")
