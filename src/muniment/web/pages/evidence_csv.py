"""Evidence as a file for a spreadsheet: the same documents in the same order as the table with the same address."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import StreamingResponse

from muniment.documents.lists import evidence
from muniment.documents.validity import Days
from muniment.storage.disposition import attachment
from muniment.web.pages.evidence import STATES, asked_of
from muniment.web.render import HEADERS
from muniment.web.spreadsheet import BEGINNING, lines, text_cell
from muniment.web.state_marks import MARKS
from muniment.web.visit import DocumentsRead, PageRoute, Visit
from muniment.web.wording import iso_moment, type_title

router = APIRouter(prefix="/evidence.csv", include_in_schema=False, route_class=PageRoute)

_PART = 500
"""Rows that are read at once, between which others get their turn."""

_HEADS = (
    "Document",
    "Vendor",
    "Type",
    "Confidence",
    "Named by hand",
    "Valid until",
    "Validity",
    "State",
    "Added",
    "Document id",
    "Vendor id",
)


@router.get("")
async def download_evidence(visit: DocumentsRead) -> Response:
    """The file, sent while it is read: which documents are in it is settled at once, each row is as it is by then. Its
    name says where there are more."""
    await visit.identify()
    filters, days, most = asked_of(visit).filters, Days.at(visit.now), visit.runtime.settings.max_csv_rows
    look = visit.read if filters.q is None else visit.search
    seqs, total = await look(lambda tx, caller: evidence.first(tx, caller, filters, days=days, limit=most))
    cut = f"-first-{most}-of-{total}" if total > most else ""
    headers = {**HEADERS, "content-disposition": attachment(f"evidence-{days.today}{cut}.csv")}
    sent = seqs if visit.request.method == "GET" else ()  # to HEAD the server sends no row, so none is read
    return StreamingResponse(_parts(visit, sent, days), media_type="text/csv; charset=utf-8", headers=headers)


async def _parts(visit: Visit, seqs: Sequence[int], days: Days) -> AsyncIterator[str]:
    yield BEGINNING + lines([_HEADS])
    for begin in range(0, len(seqs), _PART):
        part = seqs[begin : begin + _PART]
        yield lines(map(_cells, await visit.read(partial(evidence.rows_of, seqs=part, days=days))))


def _cells(row: dict[str, Any]) -> list[object]:
    return [
        text_cell(row["name"]),
        text_cell(row["vendor_name"]),
        type_title(row["document_type"]) if row["document_type"] else "",
        row["type_confidence"],
        "yes" if row["is_type_declared"] else "no",
        row["valid_until"],
        MARKS[row["validity"]].word,
        STATES[row["status"]],
        iso_moment(row["created_at"]),
        row["id"],
        row["vendor_id"],
    ]
