"""Whether the server is well."""

from __future__ import annotations

from typing import Literal

from muniment.http.contract.answers.base import Answer


class Health(Answer):
    status: Literal["ok"]
