"""Full-text search over names and pages, with the same words, the same matches and the same ranking on both databases.

Text is cut into words by `reading.words`, not by the database: a document's where it is read, in the sandbox's child; a
name's and a query's here. FTS5 (SQLite) and tsvector (PostgreSQL) then index the same words. Every entry also holds its
organisation as a word, so one organisation's search never walks another's entries.

A query is words (all must match), "words in quotes" (a phrase), word* (a beginning), and -word, -"words", -word* (what
must not stand there).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Text,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql import column as sql_column
from sqlalchemy.sql import table as sql_table

from muniment.accounts.caller import Caller
from muniment.analysis.kept_pages import Entry, Index
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import document_pages, documents, search_entries
from muniment.documents.search.query import Group, parse
from muniment.documents.search.snippets import snippet
from muniment.reading.model import Page
from muniment.reading.words import words

NAME = 0
"""The number of the entry that holds a document's name."""

_RANKED = 300
# So many of the newest matching pages are ranked; older ones follow by age. Reading 300 pages takes about 20 ms.
_CHARACTERS_AT_ONCE = 2_000_000  # of words in one statement, which its driver holds twice


# Writing the index


def add_name(tx: Transaction, org_id: str, document_id: str, name: str) -> None:
    """Index the name of a new document."""
    _add(tx, org_id, document_id, [name_entry(name)])


def index_name(tx: Transaction, org_id: str, document_id: str, name: str) -> None:
    """Index the document's name, in place of the one indexed before."""
    _forget(tx, (search_entries.c.document_id == document_id) & (search_entries.c.number == NAME))
    _add(tx, org_id, document_id, [name_entry(name)])


def index_pages(tx: Transaction, org_id: str, document_id: str, pages: Iterable[Page]) -> None:
    """Index the document's pages, in place of those indexed before."""
    index_entries(tx, org_id, document_id, page_entries(pages))


def page_entries(pages: Iterable[Page]) -> list[Entry]:
    """What is to be indexed of pages. Takes seconds for millions of characters, so not inside a transaction; where the
    document is read, the sandbox's child has done it already."""
    index = Index()
    return [entry for page in pages for entry in index.entries_of(page)]


def index_entries(tx: Transaction, org_id: str, document_id: str, entries: Iterable[Entry]) -> None:
    """Index these entries, made by `reading.words`, as the document's pages, in place of those indexed before."""
    _forget(tx, (search_entries.c.document_id == document_id) & (search_entries.c.number != NAME))
    _add(tx, org_id, document_id, entries)


def name_entry(name: str) -> Entry:
    """What is to be indexed of a document's name."""
    return NAME, " ".join(words(name))


def is_indexed(tx: Transaction, org_id: str, document_id: str, wanted: Sequence[Entry]) -> bool:
    """Whether these entries, in the order of their numbers, are the document's, and all of them can be found.

    PostgreSQL's are compared word by word; SQLite's index does not give its words back, there they must be there.
    """
    rows = select(search_entries.c.id, search_entries.c.org_id, search_entries.c.number)
    rows = rows.where(search_entries.c.document_id == document_id)
    found = tx.execute(rows.order_by(search_entries.c.number, search_entries.c.id)).all()
    if [(org_id, number) for number, _ in wanted] != [(row[1], row[2]) for row in found]:
        return False
    compare = text(_IS_THERE[tx.dialect.name])
    organisation = _organisation_word(org_id)
    for row, (_, every) in zip(found, wanted, strict=True):
        asked: dict[str, object] = {"id": row[0]}
        if tx.dialect.name != "sqlite":
            asked["words"] = _lexemes(f"{organisation} {every}".split())
        if tx.execute(compare, asked).first() is None:
            return False
    return True


_IS_THERE = {
    "sqlite": "SELECT 1 FROM search_text_docsize WHERE id = :id",
    "postgresql": "SELECT 1 FROM search_text WHERE id = :id AND words = CAST(:words AS tsvector)",
}


def empty(tx: Transaction) -> None:
    """Take every word out of the index. Nothing is found until it is indexed again."""
    if tx.dialect.name == "sqlite":
        tx.exec_driver_sql("INSERT INTO search_text (search_text) VALUES ('delete-all')")
    else:
        tx.exec_driver_sql("TRUNCATE search_text")


def _forget(tx: Transaction, condition: ColumnElement[bool]) -> None:
    if tx.dialect.name == "sqlite":
        # A contentless FTS5 table keeps the words, but no entry leads to them any more, and ids are never given again.
        tx.execute(delete(search_entries).where(condition))
        return
    gone = delete(search_entries).where(condition).returning(search_entries.c.id).cte("gone")
    tx.execute(delete(_SEARCH_TEXT).where(_SEARCH_TEXT.c.id.in_(select(gone.c.id))).add_cte(gone))


_SEARCH_TEXT = sql_table("search_text", sql_column("id"), sql_column("words"))
_ADD_TEXT = HotStatement(
    lambda database: text(
        "INSERT INTO search_text (rowid, words) VALUES (:id, :words)"
        if database == "sqlite"
        else "INSERT INTO search_text (id, words) VALUES (:id, CAST(:words AS tsvector))"
    )
)
_ADD_ENTRY = HotStatement(
    insert(search_entries)
    .values({name: bindparam(name) for name in ("org_id", "document_id", "number")})
    .returning(search_entries.c.id)
)


def _add(tx: Transaction, org_id: str, document_id: str, entries: Iterable[Entry]) -> None:
    is_sqlite = tx.dialect.name == "sqlite"
    organisation = _organisation_word(org_id)
    rows: list[dict[str, Any]] = []
    size = 0
    for number, found in entries:
        entry = _ADD_ENTRY.first(tx, {"org_id": org_id, "document_id": document_id, "number": number})
        assert entry is not None
        every = f"{organisation} {found}"
        rows.append({"id": entry[0], "words": every if is_sqlite else _lexemes(every.split())})
        size += len(every)
        if size > _CHARACTERS_AT_ONCE:
            _ADD_TEXT.run(tx, *rows)
            rows, size = [], 0
    if rows:
        _ADD_TEXT.run(tx, *rows)


def _lexemes(every: Sequence[str]) -> str:
    """A tsvector literal with positions. Words hold letters and digits only, so nothing needs escaping."""
    return " ".join(f"'{word}':{place}" for place, word in enumerate(every, 1))


def _organisation_word(org_id: str) -> str:
    return org_id.replace("_", "")


# Asking it


def _matching(tx: Transaction, org_id: str, groups: Sequence[Group]) -> ColumnElement[bool]:
    """A condition on search_entries: every group stands in the entry, or not, if it is to be excluded."""
    organisation = _organisation_word(org_id)
    wanted = [group for group in groups if not group.is_excluded]
    unwanted = [group for group in groups if group.is_excluded]
    if tx.dialect.name == "sqlite":
        asked_for = " AND ".join((f'"{organisation}"', *map(_fts5, wanted)))
        without = "".join(f" NOT {_fts5(group)}" for group in unwanted)
        match = literal_column("search_text", Text()).op("MATCH")(f"({asked_for}){without}")
        found = select(literal_column("rowid", BigInteger())).select_from(_SEARCH_TEXT).where(match)
    else:
        parts = [f"'{organisation}'", *map(_tsquery, wanted), *(f"!{_tsquery(group)}" for group in unwanted)]
        match = _SEARCH_TEXT.c.words.op("@@")(cast(" & ".join(parts), TSQUERY))
        found = select(_SEARCH_TEXT.c.id).where(match)
    return search_entries.c.id.in_(found)


def _fts5(group: Group) -> str:
    return f'"{" ".join(group.words)}"{"*" if group.is_prefix else ""}'


def _tsquery(group: Group) -> str:
    *before, last = (f"'{word}'" for word in group.words)
    return "(" + " <-> ".join((*before, f"{last}:*" if group.is_prefix else last)) + ")"


def documents_matching(tx: Transaction, org_id: str, query: str) -> list[ColumnElement[bool]] | None:
    """Conditions on `documents`: each word or phrase stands in the name or on some page, and those excluded nowhere.
    None: nothing can match."""
    groups = parse(query)
    if not groups:
        return None
    conditions: list[ColumnElement[bool]] = []
    for group in groups:
        stands = select(search_entries.c.document_id).where(_matching(tx, org_id, [replace(group, is_excluded=False)]))
        conditions.append(documents.c.id.not_in(stands) if group.is_excluded else documents.c.id.in_(stands))
    return conditions


@dataclass(frozen=True, slots=True)
class SearchResult:
    """A page that matches. `page` is None when it is the document's name that does. `score` 0-1, higher is better."""

    document_id: str
    page: int | None
    snippet: str
    score: float


def find(tx: Transaction, caller: Caller, query: str, *, limit: int, offset: int) -> tuple[list[SearchResult], int]:
    """The pages and names in which all of the query stands, best first, and how many there are.

    The newest _RANKED matches are ranked; what is older follows by age. Archived documents are left out.
    """
    groups = parse(query)
    if not groups:
        return [], 0
    e = search_entries.c
    matches = (
        select(e.document_id, e.number, func.max(e.id).label("newest"))
        .join(documents, documents.c.id == e.document_id)
        .where(e.org_id == caller.org_id, documents.c.is_archived.is_(False), _matching(tx, caller.org_id, groups))
        .group_by(e.document_id, e.number)
        .subquery()
    )
    total = int(tx.execute(select(func.count()).select_from(matches)).scalar_one())
    newest_first = select(matches.c.document_id, matches.c.number).order_by(matches.c.newest.desc())
    results: list[SearchResult] = []
    if offset < _RANKED:
        best = [_result(tx, row[0], row[1], groups) for row in tx.execute(newest_first.limit(_RANKED)).all()]
        best.sort(key=lambda result: -result.score)
        results = best[offset : offset + limit]
    if offset + limit > _RANKED:
        older = newest_first.limit(limit - len(results)).offset(max(_RANKED, offset))
        results += [_result(tx, row[0], row[1], groups) for row in tx.execute(older).all()]
    return results, total


def _result(tx: Transaction, document_id: str, number: int, groups: Sequence[Group]) -> SearchResult:
    if number == NAME:
        name = tx.execute(select(documents.c.name).where(documents.c.id == document_id)).scalar_one()
        return SearchResult(document_id, None, str(name), round(_score(str(name), groups, is_name=True), 4))
    row = tx.execute(
        select(document_pages.c.text, document_pages.c.label).where(
            document_pages.c.document_id == document_id, document_pages.c.number == number
        )
    ).one()
    page = Page(number=number, text=zlib.decompress(row.text).decode(), label=row.label)
    return SearchResult(document_id, number, snippet(page, groups), round(_score(page.text, groups, is_name=False), 4))


def _score(value: str, groups: Sequence[Group], *, is_name: bool) -> float:
    """Mean over the groups of n / (n + 1.2 · length): the saturation of BM25 without its rarity, as every result has
    every group. `length` is in pages of 3,000 characters. A name is worth half as much again."""
    plain = value.casefold()
    length = 0.25 + 0.75 * len(value) / 3000
    per_group = []
    for group in groups:
        if not group.is_excluded:
            n = max(1, plain.count(" ".join(group.words)))
            per_group.append(n / (n + 1.2 * length))
    mean = sum(per_group) / len(per_group)
    return (1.0 if is_name else 2 / 3) * mean
