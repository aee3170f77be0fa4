"""What lists of documents may be narrowed by, as query parameters: the same ones wherever documents are listed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import AfterValidator

from muniment.documents import lifecycle
from muniment.documents.lists.filters import Order
from muniment.documents.validity import MAX_EXPIRING_DAYS, Validity


def _day(given: str | None) -> str | None:
    """The day as it was given. Raises ValueError for one that no calendar has."""
    if given is not None:
        date.fromisoformat(given)
    return given


VendorId = Annotated[str | None, Query(description="Only documents of this vendor.")]
DocumentTypes = Annotated[list[str] | None, Query(description="Only these types and their children.")]
Statuses = Annotated[list[lifecycle.Status] | None, Query(description="Only these states; repeatable.")]
Words = Annotated[str | None, Query(max_length=1000, description="Words of the name or the text.")]
CreatedAfter = Annotated[int | None, Query(description="Created after this Unix second.")]
CreatedBefore = Annotated[int | None, Query(description="Created before this Unix second.")]
WithArchived = Annotated[bool, Query(description="Archived documents too.")]
Validities = Annotated[
    list[Validity] | None,
    Query(description="Only what stands so today, by the date until which it is good; repeatable."),
]
ExpiringDays = Annotated[
    int, Query(ge=0, le=MAX_EXPIRING_DAYS, description="How many days before that date it counts as expiring.")
]
_DAY = r"^\d{4}-\d{2}-\d{2}$"
ValidUntilAfter = Annotated[
    str | None, AfterValidator(_day), Query(pattern=_DAY, description="Only what is good until a later day than this.")
]
ValidUntilBefore = Annotated[
    str | None,
    AfterValidator(_day),
    Query(pattern=_DAY, description="Only what is good until an earlier day than this."),
]
Sort = Annotated[
    Order, Query(description="What comes first: of age, of the date until which it is good, or of the name.")
]
