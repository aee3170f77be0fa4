"""A page of results: the best matches, and the lines to show of each. Only what is shown is opened."""

from __future__ import annotations

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import text

from muniment.accounts.caller import Caller
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.documents.pages import may_be_drawn
from muniment.documents.references import check_vendor
from muniment.documents.search.index import NAME
from muniment.documents.search.matches import Matches, Place
from muniment.documents.search.query import Group, parse
from muniment.documents.search.snippets import marks, snippet
from muniment.reading.model import Page
from muniment.reading.words import level_score

_MAX_OPENED_BYTES = 262_144
# Of one page, unpacked: a hundred pages of a book. Where words stand further behind, its beginning is shown.


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page that matches. `page` is None when it is the document's name that does. `score` 0-1, higher is better.
    `marks`: from where to where in the snippet, in characters, what was asked for stands. `has_picture`: whether it is
    one of the pages that can be drawn."""

    document_id: str
    page: int | None
    snippet: str
    score: float
    marks: Sequence[tuple[int, int]]
    name: str
    document_type: str | None
    vendor_id: str
    vendor_name: str
    has_picture: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Some results, and how many there are; `total` is MAX_COUNTED and not exact when there are more."""

    results: Sequence[SearchResult]
    total: int
    is_total_exact: bool


def find(
    tx: Transaction,
    caller: Caller,
    query: str,
    *,
    vendor_id: str | None = None,
    document_types: Collection[str] = (),
    limit: int,
    offset: int,
) -> Found:
    """The pages and names in which all of the query stands, best first: of one vendor's documents, or of documents of
    some types, where these are given. Archived documents are left out. Raises VendorNotFoundError."""
    vendor_ids = caller.vendor_ids
    if vendor_id is not None:
        check_vendor(tx, caller, vendor_id)
        vendor_ids = frozenset({vendor_id})
    groups = parse(query)
    if not groups:
        return Found((), 0, is_total_exact=True)
    types = frozenset(document_types) or None
    matches = Matches(tx, caller.org_id, groups, vendor_ids=vendor_ids, document_types=types)
    counted = matches.count()
    end = min(offset + limit, counted.total)
    best = matches.best(end, of=counted)[offset:] if offset < end else []
    return Found(_opened(tx, caller.org_id, best, groups), counted.total, counted.is_exact)


def _opened(
    tx: Transaction, org_id: str, best: Sequence[tuple[Place, int]], groups: Sequence[Group]
) -> list[SearchResult]:
    places = [place for place, _ in best]
    if not places:
        return []
    if tx.dialect.name == "sqlite":
        given: dict[str, object] = {"places": orjson.dumps(places).decode()}
    else:
        given = {"seqs": [seq for seq, _ in places], "numbers": [number for _, number in places]}
    opened = {(row[0], row[1]): row[2:] for row in _OPEN.all(tx, {"org": org_id, **given})}
    results = []
    for place, level in best:
        document_id, kind, label, compressed, name, document_type, vendor_id, vendor_name = opened[place]
        number, shown = None, name
        if place[1] != NAME:
            page = Page(number=place[1], text=_beginning(compressed), label=label)
            number, shown = page.number, snippet(page, groups)
        results.append(
            SearchResult(
                document_id=document_id,
                page=number,
                snippet=shown,
                score=level_score(level),
                marks=marks(shown, groups),
                name=name,
                document_type=document_type,
                vendor_id=vendor_id,
                vendor_name=vendor_name,
                has_picture=may_be_drawn(kind, label),
            )
        )
    return results


_PLACES = {
    "sqlite": "(SELECT json_extract(value, '$[0]') AS seq, json_extract(value, '$[1]') AS number"
    " FROM json_each(:places)) AS w",
    "postgresql": "unnest(CAST(:seqs AS bigint[]), CAST(:numbers AS integer[])) AS w (seq, number)",
}
_SHOWN = (
    "SELECT d.seq, w.number, d.id, p.kind, p.label, p.text, d.name, d.document_type, d.vendor_id, v.name AS vendor_name"
    " FROM {places} CROSS JOIN documents AS d JOIN vendors AS v ON v.id = d.vendor_id"
    " LEFT JOIN document_pages AS p ON p.document_id = d.id AND p.number = w.number"
    " WHERE d.org_id = :org AND d.seq = w.seq"
)
_OPEN = HotStatement(lambda database: text(_SHOWN.format(places=_PLACES[database])))


def _beginning(compressed: bytes) -> str:
    return zlib.decompressobj().decompress(compressed, _MAX_OPENED_BYTES).decode(errors="ignore")
