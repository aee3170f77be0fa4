"""What analysing a document found, as one value that crosses from the sandbox's child into the worker: as plain JSON,
but for the pages, which cross as they are kept."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from typing import Any

from muniment.analysis.kept_pages import Entry, KeptPage
from muniment.judging.model import Alternative, Classification, Evidence, Fact, Item
from muniment.reading.errors import ERRORS
from muniment.reading.model import ReadingProblem
from muniment.reading.warnings import warning


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything the pipeline keeps of one document. `error`: why it could not be read; there are then no pages.

    `page_count` is the document's own count, None where its format has none. `entries`: the words of the pages, for the
    search. `items`: the rows of what a report lists. `faults`: where judging broke off, for the log; no word of the
    document.
    """

    media_type: str | None
    page_count: int | None
    language: str | None
    pages: tuple[KeptPage, ...] = ()
    entries: tuple[Entry, ...] = ()
    classification: Classification | None = None
    facts: tuple[Fact, ...] = ()
    items: tuple[Item, ...] = ()
    warnings: tuple[ReadingProblem, ...] = ()
    error: ReadingProblem | None = None
    faults: tuple[str, ...] = ()

    @property
    def character_count(self) -> int:
        """Characters of text over all pages."""
        return sum(page.character_count for page in self.pages)

    def with_warning(self, one: ReadingProblem) -> Findings:
        """The findings with a further warning before the others."""
        return replace(self, warnings=(one, *self.warnings))

    @property
    def is_recognised(self) -> bool:
        """Whether any page's text was recognised from pixels."""
        return any(page.ocr for page in self.pages)


UNREAD = Findings(media_type=None, page_count=None, language=None, warnings=(warning("archived"),))
"""The findings of a document whose analysis was taken back when it was archived."""


def failed(code: str, message: str | None = None) -> Findings:
    """The findings of a file that could not be read; the code's own sentence when there is no better one."""
    return Findings(
        media_type=None, page_count=None, language=None, error=ReadingProblem(code, message or ERRORS[code])
    )


def to_json(findings: Findings) -> dict[str, Any]:
    """The findings as plain JSON values, without pages, entries and items."""
    value = asdict(findings)
    del value["pages"], value["entries"], value["items"]
    return value


def from_json(value: dict[str, Any], *, pages: tuple[KeptPage, ...] = (), entries: tuple[Entry, ...] = ()) -> Findings:
    """The findings again. Raises KeyError or TypeError for what `to_json` did not make."""
    classification = value["classification"]
    return Findings(
        media_type=value["media_type"],
        page_count=value["page_count"],
        language=value["language"],
        pages=pages,
        entries=entries,
        classification=_classification(classification) if classification is not None else None,
        facts=tuple(_fact(fact) for fact in value["facts"]),
        warnings=tuple(ReadingProblem(**one) for one in value["warnings"]),
        error=ReadingProblem(**value["error"]) if value["error"] is not None else None,
        faults=tuple(value["faults"]),
    )


def _classification(value: dict[str, Any]) -> Classification:
    return Classification(
        document_type=value["document_type"],
        confidence=value["confidence"],
        alternatives=tuple(Alternative(**one) for one in value["alternatives"]),
        evidence=tuple(Evidence(**one) for one in value["evidence"]),
    )


def _fact(value: dict[str, Any]) -> Fact:
    given = value["value"]
    return Fact(**{**value, "value": tuple(given) if isinstance(given, list) else given})


ENGINE = {"name": "muniment", "version": version("muniment")}
"""Who found it."""

BY_ENGINE = {"source_type": "engine", "said_by": None, "said_at": None}
"""What a type and a fact on the wire say of whose word they are: nobody's, as nobody has reviewed them."""


def wire_result(findings: Findings, *, sha256: str) -> dict[str, Any]:
    """The analysis of CONTRACT §2.7 but for the document's status and the times."""
    return {
        "error": asdict(findings.error) if findings.error is not None else None,
        "classification": asdict(findings.classification) | BY_ENGINE if findings.classification is not None else None,
        "content": {
            "sha256": sha256,
            "media_type": findings.media_type,
            "pages": findings.page_count if findings.page_count is not None else len(findings.pages) or None,
            "characters": findings.character_count,
            "language": findings.language,
            "ocr": findings.is_recognised,
        },
        "warnings": [asdict(one) for one in findings.warnings],
        "insights": [asdict(fact) | BY_ENGINE for fact in findings.facts],
        "engine": ENGINE,
    }
