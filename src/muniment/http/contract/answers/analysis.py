"""What was found of a document."""

from __future__ import annotations

from pydantic import Field

from muniment.http.contract.answers.base import ActorObject, Answer


class Problem(Answer):
    code: str
    message: str


class EvidenceQuote(Answer):
    quote: str
    page: int
    signal: str


class AlternativeType(Answer):
    document_type: str
    confidence: float


class ClassificationObject(Answer):
    document_type: str | None
    confidence: float
    alternatives: list[AlternativeType]
    evidence: list[EvidenceQuote]
    source_type: str = Field(description="engine; manual where a person named the type")
    said_by: ActorObject | None
    said_at: int | None


class ContentObject(Answer):
    sha256: str
    media_type: str | None
    pages: int | None
    characters: int
    language: str | None
    ocr: bool


class Insight(Answer):
    key: str
    title: str
    value: str | float | int | bool | list[str]
    value_type: str
    quote: str | None
    page: int | None
    confidence: float
    verified: bool
    source_type: str = Field(description="engine; manual where it is a person's word, or follows from one")
    said_by: ActorObject | None
    said_at: int | None


class EngineObject(Answer):
    name: str
    version: str


class AnalysisObject(Answer):
    status: str
    error: Problem | None
    classification: ClassificationObject | None
    content: ContentObject | None
    warnings: list[Problem]
    insights: list[Insight]
    engine: EngineObject | None
    started_at: int | None
    completed_at: int | None
