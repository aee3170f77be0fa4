"""What was found of a document."""

from __future__ import annotations

from pydantic import Field

from muniment.documents.lifecycle import Status
from muniment.http.contract.answers.base import ActorObject, Answer
from muniment.http.contract.closed_sets import Source, ValueType
from muniment.reading.errors import ERRORS
from muniment.reading.warnings import WARNINGS


class AnalysisError(Answer):
    code: str = Field(json_schema_extra={"enum": list(ERRORS)})
    message: str


class AnalysisWarning(Answer):
    code: str = Field(json_schema_extra={"enum": list(WARNINGS)})
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
    source_type: Source
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
    value_type: ValueType
    quote: str | None
    page: int | None
    confidence: float
    verified: bool
    source_type: Source
    said_by: ActorObject | None
    said_at: int | None


class EngineObject(Answer):
    name: str
    version: str


class AnalysisObject(Answer):
    status: Status
    error: AnalysisError | None
    classification: ClassificationObject | None
    content: ContentObject | None
    warnings: list[AnalysisWarning]
    insights: list[Insight]
    engine: EngineObject | None
    started_at: int | None
    completed_at: int | None
