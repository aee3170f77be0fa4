"""Documents as a reviewer scans them."""

from __future__ import annotations

from pydantic import Field

from muniment.documents.validity import Validity
from muniment.http.contract.answers.base import Answer
from muniment.http.contract.answers.documents import DocumentObject


class EvidenceRow(DocumentObject):
    vendor_name: str
    is_type_declared: bool = Field(description="Whether a caller named the type.")
    type_confidence: float | None = Field(description="The classifier's, 0 to 1; null where it named no type.")
    validity: Validity
    valid_until: str | None = Field(description="The last day on which it is good.")
    days_left: int | None = Field(description="Until that day; below 0 when it is past.")


class EvidencePage(Answer):
    data: list[EvidenceRow]
    total: int
    limit: int
    next: str | None = Field(description="What `after` takes for the page that follows; null on the last.")
    previous: str | None = Field(description="What `before` takes for the page before; null on the first.")


class MonthCount(Answer):
    month: str
    documents: int


class EvidenceCounts(Answer):
    total: int
    expired: int
    expiring: int
    failed: int
    unsettled: int
    lately: int = Field(description="Created within the last seven days.")
    by_month: list[MonthCount] = Field(description="By the last day on which they are good, from today on.")
    evaluated_on: str
    expiring_until: str
