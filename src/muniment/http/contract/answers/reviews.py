"""What people said of documents, and the queue of those that want one."""

from __future__ import annotations

from typing import TypeAlias

from pydantic import Field

from muniment.documents.wants import Reason
from muniment.http.contract.answers.base import ActorObject, Answer
from muniment.http.contract.answers.documents import DocumentObject
from muniment.http.contract.closed_sets import Source, ValueType

FactValue: TypeAlias = str | float | int | bool | list[str] | None


class TypeStatement(Answer):
    value: str | None
    engine_value: str | None = Field(description="What the engine had said then.")
    source_type: Source
    said_by: ActorObject
    said_at: int


class FactStatement(Answer):
    key: str
    title: str
    value_type: ValueType
    value: FactValue = Field(description="null where what the engine found was rejected.")
    engine_value: FactValue = Field(description="What the engine had said then; null for nothing.")
    source_type: Source
    said_by: ActorObject
    said_at: int


class ReviewObject(Answer):
    document_id: str
    document_type: TypeStatement | None
    facts: list[FactStatement]
    note: str | None
    reviewed_by: ActorObject | None
    reviewed_at: int | None


class ReviewReason(Answer):
    reason: Reason
    message: str


class WaitingDocument(Answer):
    document: DocumentObject
    reasons: list[ReviewReason]
    wanted_since: str = Field(description="The day from which it wants a person.")
    cursor: str = Field(description="`after` for a page that begins behind it.")


class ReviewQueuePage(Answer):
    data: list[WaitingDocument]
    total: int
    limit: int
    next: str | None = Field(description="`after` of the next page; null behind the last.")


class TypesCompared(Answer):
    agreed: int
    corrected: int


class FactsCompared(Answer):
    agreed: int
    corrected: int
    rejected: int
    added: int


class TypeAgreement(Answer):
    document_type: str | None = Field(description="As the engine had named it; null where it had named none.")
    reviews: int
    document_types: TypesCompared
    facts: FactsCompared


class AgreementList(Answer):
    data: list[TypeAgreement]
