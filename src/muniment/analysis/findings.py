"""What analysing a document found, as one value that crosses from the sandbox's child into the worker as plain JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from muniment.judging.model import Alternative, Classification, Evidence, Fact
from muniment.reading.model import Notice, Page, PageKind

FAILURES: dict[str, str] = {
    "attempts_exhausted": "Every attempt to read the document failed on our side; it can be run again.",
    "corrupt": "The bytes are damaged, or not what their format asks for.",
    "crashed": "The parser died of the document; nothing else was harmed.",
    "damaged": "The stored bytes are not the ones that were received. Restore them from a backup.",
    "encrypted": "The document is protected by a password.",
    "limit_file": "Reading the document wrote more than it may.",
    "limit_memory": "Reading the document needs more memory than it may have.",
    "limit_pages": "The document has more parts than are read.",
    "limit_time": "Reading the document took longer than it may.",
    "mismatch": "The bytes are of a kind that is not read, whatever the name says.",
    "no_text": "There is no text in the document.",
}
"""Why a document is `failed`: code -> sentence. The sentence of one document may say more."""

REMARKS: dict[str, str] = {
    "archived": "The document was archived before it was read.",
    "mismatch": "The file is named as one type but is another; it was read as what it is.",
    "type_differs": "The type was declared, but the text reads like another one.",
    "type_not_recognised": "The text does not bear out any type of the taxonomy.",
}
"""Warnings about the document as a whole; those about its text are in reading/notices.py."""


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything the pipeline keeps of one document. `failure`: why it could not be read; there are then no pages.

    `page_count` is the document's own count, None where its format has none.
    """

    media_type: str | None
    page_count: int | None
    language: str | None
    pages: tuple[Page, ...] = ()
    classification: Classification | None = None
    facts: tuple[Fact, ...] = ()
    notices: tuple[Notice, ...] = ()
    failure: Notice | None = None

    @property
    def character_count(self) -> int:
        """Characters of text over all pages."""
        return sum(len(page.text) for page in self.pages)

    @property
    def is_recognised(self) -> bool:
        """Whether any page's text was recognised from pixels."""
        return any(page.ocr for page in self.pages)


UNREAD = Findings(media_type=None, page_count=None, language=None, notices=(Notice("archived", REMARKS["archived"]),))
"""The findings of a document whose analysis was taken back when it was archived."""


def failed(code: str, message: str | None = None) -> Findings:
    """The findings of a file that could not be read; the code's own sentence when there is no better one."""
    return Findings(media_type=None, page_count=None, language=None, failure=Notice(code, message or FAILURES[code]))


def to_json(findings: Findings) -> dict[str, Any]:
    """The findings as plain JSON values."""
    return asdict(findings)


def from_json(value: dict[str, Any]) -> Findings:
    """The findings again. Raises KeyError or TypeError for what `to_json` did not make."""
    classification = value["classification"]
    return Findings(
        media_type=value["media_type"],
        page_count=value["page_count"],
        language=value["language"],
        pages=tuple(Page(**{**page, "kind": PageKind(page["kind"])}) for page in value["pages"]),
        classification=_classification(classification) if classification is not None else None,
        facts=tuple(_fact(fact) for fact in value["facts"]),
        notices=tuple(Notice(**notice) for notice in value["notices"]),
        failure=Notice(**value["failure"]) if value["failure"] is not None else None,
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


def wire_result(findings: Findings, *, sha256: str) -> dict[str, Any]:
    """The analysis of CONTRACT §2.7 but for the document's status and the times."""
    return {
        "error": asdict(findings.failure) if findings.failure is not None else None,
        "classification": asdict(findings.classification) if findings.classification is not None else None,
        "content": {
            "sha256": sha256,
            "media_type": findings.media_type,
            "pages": findings.page_count if findings.page_count is not None else len(findings.pages) or None,
            "characters": findings.character_count,
            "language": findings.language,
            "ocr": findings.is_recognised,
        },
        "warnings": [asdict(notice) for notice in findings.notices],
        "insights": [asdict(fact) for fact in findings.facts],
        "engine": ENGINE,
    }
