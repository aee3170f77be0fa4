"""A page of results: the best matches, and the lines to show of each. Only what is shown is opened."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select, tuple_

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.tables import document_pages, documents
from muniment.documents.search.index import NAME
from muniment.documents.search.matches import Matches, Place
from muniment.documents.search.query import Group, parse
from muniment.documents.search.snippets import snippet
from muniment.reading.model import Page
from muniment.reading.words import level_score

_MAX_OPENED_BYTES = 262_144
# Of one page, unpacked: a hundred pages of a book. Where words stand further behind, its beginning is shown.


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page that matches. `page` is None when it is the document's name that does. `score` 0-1, higher is better."""

    document_id: str
    page: int | None
    snippet: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """Some results, and how many there are; `total` is MAX_COUNTED and not exact when there are more."""

    results: Sequence[SearchResult]
    total: int
    is_total_exact: bool


def find(tx: Transaction, caller: Caller, query: str, *, limit: int, offset: int) -> Found:
    """The pages and names in which all of the query stands, best first. Archived documents are left out."""
    groups = parse(query)
    if not groups:
        return Found((), 0, is_total_exact=True)
    matches = Matches(tx, caller.org_id, groups)
    counted = matches.count()
    end = min(offset + limit, counted.total)
    best = matches.best(end, of=counted)[offset:] if offset < end else []
    return Found(_opened(tx, caller.org_id, best, groups), counted.total, counted.is_exact)


def _opened(
    tx: Transaction, org_id: str, best: Sequence[tuple[Place, int]], groups: Sequence[Group]
) -> list[SearchResult]:
    d, p = documents.c, document_pages.c
    seqs = {seq for (seq, _), _ in best}
    named = {row.seq: row for row in tx.execute(select(d.seq, d.id, d.name).where(d.org_id == org_id, d.seq.in_(seqs)))}
    wanted = [(named[seq].id, number) for (seq, number), _ in best if number != NAME]
    pages = (
        tx.execute(
            select(p.document_id, p.number, p.label, p.text).where(tuple_(p.document_id, p.number).in_(wanted))
        ).all()
        if wanted
        else ()
    )
    texts = {
        (row.document_id, row.number): Page(number=row.number, text=_beginning(row.text), label=row.label)
        for row in pages
    }
    results = []
    for (seq, number), level in best:
        document = named[seq]
        if number == NAME:
            results.append(SearchResult(document.id, None, document.name, level_score(level)))
        else:
            shown = snippet(texts[document.id, number], groups)
            results.append(SearchResult(document.id, number, shown, level_score(level)))
    return results


def _beginning(compressed: bytes) -> str:
    return zlib.decompressobj().decompress(compressed, _MAX_OPENED_BYTES).decode(errors="ignore")
