"""`muniment show`: one document, and what was found in it with its receipts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.client.connecting import PANEL, ProfileName, connected, profile_of, told_nonsense
from muniment.cli.common import Json, printable

if TYPE_CHECKING:
    from muniment_client import Muniment
    from muniment_client.models import Analysis, Document

DocumentId = Annotated[str, typer.Argument(help="The document's id, as cbvdoc_….")]

_A_PERSON = "(a person's word)"
_WIDTH = 24
"""Of the names of what is shown; few titles of facts are longer."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=PANEL)(show)


def show(document_id: DocumentId, as_json: Json = False, profile: ProfileName = None) -> None:
    """Show a document and what was found in it: its type and facts, each with the words that say so and their page."""
    with connected(profile_of(profile)) as client:
        document = client.documents.get(document_id)
        analysis = client.documents.analysis(document_id)
        vendor_name = _vendor_name(client, document.vendor_id)
    if as_json:
        typer.echo(json.dumps({"document": document.to_dict(), "analysis": analysis.to_dict()}))
        return
    with told_nonsense():
        lines = list(_lines(document, analysis, vendor_name))
    typer.echo("\n".join(lines))


def _lines(document: Document, analysis: Analysis, vendor_name: str) -> Iterator[str]:
    yield _said("document", document.id, document.name)
    yield _said("vendor", document.vendor_id, vendor_name)
    yield _said("status", document.status + _why(analysis))
    if analysis.content is not None:
        pages = f"{analysis.content.pages} pages" if analysis.content.pages is not None else "no pages"
        yield _said("file", f"{document.extension}, {document.size:,} bytes, {pages}, sha256 {analysis.content.sha256}")
    yield _said("type", document.document_type or "none", _source(document, analysis))
    for receipt in analysis.classification.evidence if analysis.classification is not None else ():
        yield from _quoted(receipt.quote, receipt.page)
    for fact in analysis.insights:
        value = ", ".join(map(str, fact.value)) if isinstance(fact.value, list) else str(fact.value)
        yield _said(fact.title, value, _A_PERSON if fact.source_type == "manual" else "")
        yield from _quoted(fact.quote, fact.page)
    for warning in analysis.warnings:
        yield _said("warning", f"{warning.code}: {warning.message}")


def _vendor_name(client: Muniment, vendor_id: str) -> str:
    """Its name; nothing for a key that may read documents alone."""
    from muniment_client.error_classes import InsufficientScopeError

    try:
        return client.vendors.get(vendor_id).name
    except InsufficientScopeError:
        return ""


def _why(analysis: Analysis) -> str:
    return f", {analysis.error.code}: {analysis.error.message}" if analysis.error is not None else ""


def _source(document: Document, analysis: Analysis) -> str:
    """Who says of which type it is."""
    judged = analysis.classification
    if judged is not None and document.document_type == judged.document_type:
        return _A_PERSON if judged.source_type == "manual" else f"({judged.confidence:.2f})"
    return "(declared)" if document.document_type is not None else ""


def _said(what: str, *values: str) -> str:
    said = "  ".join(filter(None, (" ".join(value.split()) for value in values)))
    return printable(f"{what:<{_WIDTH}}  {said}")


def _quoted(quote: str | None, page: int | None) -> Iterator[str]:
    if quote is not None:
        yield printable(f"{'':<{_WIDTH}}  page {page}: “{' '.join(quote.split())}”")
