"""Which part of a list is asked for, as query parameters: the same wherever lists are cut into pages."""

from __future__ import annotations

from typing import Annotated

from fastapi import Query

Limit = Annotated[int, Query(ge=1, le=200)]
Offset = Annotated[int, Query(ge=0, le=2**53)]
