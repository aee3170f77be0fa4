"""`muniment show`: one document, and what was found in it with its receipts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from muniment.cli.client.connecting import PANEL, ProfileName, connected, profile_of
from muniment.cli.common import Json, printable

if TYPE_CHECKING:
    from muniment_client.models import Analysis, Document

DocumentId = Annotated[str, typer.Argument(help="The document's id, as cbvdoc_….")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel=PANEL)(show)


def show(document_id: DocumentId, as_json: Json = False, profile: ProfileName = None) -> None:
    """Show a document and what was found in it: its type and facts, each with the words that say so and their page."""
    with connected(profile_of(profile)) as client:
        document = client.documents.get(document_id)
        analysis = client.documents.analysis(document_id)
        vendor = client.vendors.get(document.vendor_id)
    if as_json:
        typer.echo(json.dumps({"document": document.to_dict(), "analysis": analysis.to_dict()}))
        return
    _say("document", document.id, document.name)
    _say("vendor", vendor.id, vendor.name)
    _say("status", document.status + _why(analysis))
    if analysis.content is not None:
        pages = f"{analysis.content.pages} pages" if analysis.content.pages is not None else "no pages"
        _say("file", f"{document.extension}, {document.size:,} bytes, {pages}, sha256 {analysis.content.sha256}")
    _say_type(document, analysis)
    for fact in analysis.insights:
        value = ", ".join(map(str, fact.value)) if isinstance(fact.value, list) else str(fact.value)
        _say(fact.title, value, *(["(a person's word)"] if fact.source_type == "manual" else []))
        _quote(fact.quote, fact.page)
    for warning in analysis.warnings:
        _say("warning", f"{warning.code}: {warning.message}")


def _why(analysis: Analysis) -> str:
    return f", {analysis.error.code}: {analysis.error.message}" if analysis.error is not None else ""


def _say_type(document: Document, analysis: Analysis) -> None:
    judged = analysis.classification
    if judged is None or document.document_type != judged.document_type:
        _say("type", document.document_type or "none", *(["(declared)"] if document.document_type else []))
    else:
        sure = "a person's word" if judged.source_type == "manual" else f"{judged.confidence:.2f}"
        _say("type", judged.document_type or "none", f"({sure})")
    for receipt in judged.evidence if judged is not None else ():
        _quote(receipt.quote, receipt.page)


def _say(what: str, *values: str) -> None:
    typer.echo(printable("  ".join([f"{what:<12}", *(" ".join(value.split()) for value in values)])))


def _quote(quote: str | None, page: int | None) -> None:
    if quote is not None:
        typer.echo(printable(f"{'':<12}  page {page}: “{' '.join(quote.split())}”"))
