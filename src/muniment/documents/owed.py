"""The analysis that a document is owed: the job that brings it, told apart by the document's generation."""

from __future__ import annotations

from sqlalchemy import ColumnElement

from muniment.db.engine import Transaction
from muniment.documents.document import Document
from muniment.jobs import queue
from muniment.jobs.queue import Kind

ANALYSE = Kind("analyze_document", queue="analyses")


def owe_analysis(tx: Transaction, document: Document) -> str:
    """Owe the analysis of the document's generation. Returns the job's id."""
    return queue.enqueue(tx, ANALYSE, org_id=document.org_id, subject_id=document.id, fence=document.generation)


def take_back(tx: Transaction, document: Document) -> None:
    """Cancel whatever analysis of the document is owed or under way."""
    queue.cancel(tx, ANALYSE, document.id)


def is_owed(document_id: str | ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a job (of the table `jobs`) is the document's analysis, queued or under way."""
    return queue.is_open(ANALYSE, document_id)
