"""What judging a document yields: a type with its receipts, and the facts a reviewer needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evidence:
    """A receipt: `quote` stands verbatim on page `page` (1-based); `signal` names the rule it speaks for."""

    quote: str
    page: int
    signal: str


@dataclass(frozen=True, slots=True)
class Alternative:
    """A type that was considered; `confidence` 0-1."""

    document_type: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Classification:
    """The judgement on a document's type. `document_type` is a slug, or None when the text does not bear one out."""

    document_type: str | None
    confidence: float
    alternatives: tuple[Alternative, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def likely_type(self) -> str | None:
        """The type whose facts may be looked for: the one named, else the first alternative where it is likely."""
        if self.document_type is not None or not self.alternatives or self.confidence < LEAST_LIKELY:
            return self.document_type
        return self.alternatives[0].document_type


LEAST_LIKELY = 0.13
"""Confidence of the first alternative of a document of no named type from which its facts are looked for. Of six sets
of documents, 13 had no type named and one of these alternatives above it, all of them right; below it stood articles,
offers and templates that speak of a type."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement a reviewer needs, with its receipt.

    `value` is normalised by `value_type`: `date` ISO 8601, `number` a plain number, `money` a plain number with the
    currency as its own fact, `text`, `boolean`, `list` of texts. `quote` stands verbatim on `page`; `verified` is set
    only by code that found it there.
    """

    key: str
    title: str
    value: str | float | int | bool | tuple[str, ...]
    value_type: str
    quote: str | None
    page: int | None
    confidence: float
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One row of what a report lists (CONTRACT §5.4), with its receipt.

    `fields` are those of `items.kinds.KINDS` for its `kind`, all of them, None for what the row does not say. `quote`
    is `page.text[start : start + len(quote)]`; `verified` is set only by code that found every field in it.
    """

    kind: str
    fields: dict[str, str | tuple[str, ...] | None]
    quote: str
    page: int
    start: int
    verified: bool = False
