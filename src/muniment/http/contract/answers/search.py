"""What was found by words."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from muniment.http.contract.answers.base import Answer


class SearchHit(Answer):
    document_id: str
    page: int | None
    snippet: str
    score: float
    marks: list[Annotated[list[int], Field(min_length=2, max_length=2)]] = Field(
        description="From where to where in the snippet; code points."
    )
    name: str
    document_type: str | None
    vendor_id: str
    vendor_name: str
    has_picture: bool = Field(description="Whether the page is one of those that can be drawn.")


class SearchPage(Answer):
    data: list[SearchHit]
    total: int
    is_total_exact: bool = Field(description="False when more than 10,000 match; `total` is 10,000 then.")
    limit: int
    offset: int
