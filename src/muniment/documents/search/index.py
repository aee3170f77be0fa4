"""The index of the search: entries of words, and keeping them as names, pages and archive states change.

An entry is a document's name (number 0) or a page, or a part of a page that is too long for one. FTS5 (SQLite) and
tsvector (PostgreSQL) hold its words as `reading.words` cut them, each behind the `key` of its organisation: what one
organisation searches for is in no other's lists. `search_entries` says whose the entry is, and is what counts: keys of
two organisations may, if rarely, be the same.

On SQLite nothing is taken out of the index: an entry that is gone, or whose document is archived, gets a further word,
its mark. Whoever searches leaves the marked ones out, and so need not look each entry up.
"""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, insert, select, text, true, update
from sqlalchemy.sql import column as sql_column
from sqlalchemy.sql import table as sql_table

from muniment.analysis.kept_pages import Entry, Index
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import search_entries
from muniment.documents.document import Document
from muniment.documents.search.places import ids_of_document, take_ids
from muniment.reading.model import Page
from muniment.reading.words import GAP, KEY_CHARACTERS, LEVELS, name_words

NAME = 0
"""The number of the entry that holds a document's name."""

VENDOR_MARK = "\u25c6"
"""Before what stands for the document's vendor in the entry of its name. No word holds it."""

GONE, ARCHIVED = "\u25ab", "\u25aa"
"""SQLite's marks. No word is like them."""

_CHARACTERS_AT_ONCE = 2_000_000  # of words in one statement, which its driver holds twice


def key(org_id: str) -> str:
    """What stands before each word of the organisation. Always as long, so that no word can pretend to have it."""
    return _digest(org_id)[:KEY_CHARACTERS]


def vendor_word(vendor_id: str) -> str:
    """What stands for the vendor among the words of its documents' names, which so stay as they are when it is
    renamed."""
    return VENDOR_MARK + _digest(vendor_id)


def _digest(value: str) -> str:
    return b32encode(hashlib.sha256(value.encode()).digest()[:10]).decode().lower()


def add_name(tx: Transaction, document: Document) -> None:
    """Index the name of a new document."""
    _add(tx, document, [name_entry(document)])


def index_name(tx: Transaction, document: Document) -> None:
    """Index the document's name, in place of the one indexed before."""
    _forget(tx, document, search_entries.c.number == NAME)
    _add(tx, document, [name_entry(document)])


def index_pages(tx: Transaction, document: Document, pages: Iterable[Page]) -> None:
    """Index the document's pages, in place of those indexed before."""
    index_entries(tx, document, page_entries(pages))


def page_entries(pages: Iterable[Page]) -> list[Entry]:
    """What is to be indexed of pages. Takes seconds for millions of characters, so not inside a transaction; where the
    document is read, the sandbox's child has done it already."""
    index = Index()
    return [entry for page in pages for entry in index.entries_of(page)]


def index_entries(tx: Transaction, document: Document, entries: Iterable[Entry]) -> None:
    """Index these entries, made by `reading.words`, as the document's pages, in place of those indexed before."""
    _forget(tx, document, search_entries.c.number != NAME)
    _add(tx, document, entries)


def name_entry(document: Document) -> Entry:
    """What is to be indexed of a document's name: its words, and its vendor."""
    return NAME, f"{name_words(document.name)} {vendor_word(document.vendor_id)}".lstrip()


def note_archive_state(tx: Transaction, document: Document) -> None:
    """Have the entries say whether the document is archived."""
    these = search_entries.c.document_id == document.id
    changed = these & (search_entries.c.is_archived != document.is_archived)
    entries = select(search_entries.c.id).where(changed).order_by(search_entries.c.id)
    mark = key(document.org_id) + ARCHIVED
    if tx.dialect.name != "sqlite":
        tx.execute(update(_SEARCH_TEXT).where(_SEARCH_TEXT.c.id.in_(entries)).values(is_archived=document.is_archived))
    elif document.is_archived:
        _exchange(tx, tx.execute(entries).scalars().all(), words="", for_words=mark)
    else:
        _exchange(tx, tx.execute(entries).scalars().all(), words=mark, for_words="")
    tx.execute(update(search_entries).where(changed).values(is_archived=document.is_archived))


def forget(tx: Transaction, document: Document, entries: Sequence[Entry]) -> None:
    """Take the document out of the index. `entries`: its name's and its pages', whose words SQLite's index is then rid
    of; it does not give them back, so words that an earlier release cut otherwise stay until it is made anew."""
    c = search_entries.c
    if tx.dialect.name == "sqlite":
        ids_ = tx.execute(select(c.id).where(c.document_id == document.id).order_by(c.number, c.id)).scalars().all()
        for id_, (_, every) in zip(ids_, entries, strict=True) if len(ids_) == len(entries) else ():
            if _IS_INDEXED.first(tx, {"id": id_}) is not None:
                _REMOVE_WORDS.run(tx, {"id": id_, "words": _stored(tx, document, every)})
    _forget(tx, document, true())


def is_indexed(tx: Transaction, document: Document, wanted: Sequence[Entry]) -> bool:
    """Whether these entries, in the order of their numbers, are the document's, and all of them can be found.

    PostgreSQL's are compared word by word; SQLite's index does not give its words back, there they must be there, with
    the mark they should have.
    """
    c = search_entries.c
    rows = select(c.id, c.number, c.org_id, c.seq, c.is_archived).where(c.document_id == document.id)
    found = tx.execute(rows.order_by(c.number, c.id)).all()
    of = (document.org_id, document.seq, document.is_archived)
    if [tuple(row[1:]) for row in found] != [(number, *of) for number, _ in wanted]:
        return False
    ids = ids_of_document(tx, document)
    if not all(ids.first <= row.id <= ids.last for row in found):
        return False
    compare = text(_IS_THERE[tx.dialect.name])
    for row, (_, every) in zip(found, wanted, strict=True):
        asked: dict[str, object] = {"id": row.id}
        if tx.dialect.name == "sqlite":
            before = key(document.org_id)
            asked |= {"archived": f'"{before}{ARCHIVED}"', "gone": f'"{before}{GONE}"', "is_archived": row.is_archived}
        else:
            asked |= {**row._mapping, "words": _stored(tx, document, every)}
        if tx.execute(compare, asked).first() is None:
            return False
    return True


_IS_THERE = {
    "sqlite": "SELECT 1 FROM search_text_docsize WHERE id = :id"
    " AND (:id IN (SELECT rowid FROM search_text WHERE search_text MATCH :archived AND rowid = :id)) = :is_archived"
    " AND :id NOT IN (SELECT rowid FROM search_text WHERE search_text MATCH :gone AND rowid = :id)",
    "postgresql": "SELECT 1 FROM search_text WHERE id = :id AND words = CAST(:words AS tsvector)"
    " AND (org_id, seq, number, is_archived) = (:org_id, :seq, :number, :is_archived)",
}


def empty(tx: Transaction) -> None:
    """Take every word out of the index. Nothing is found until it is indexed again."""
    if tx.dialect.name == "sqlite":
        tx.exec_driver_sql("INSERT INTO search_text (search_text) VALUES ('delete-all')")
    else:
        tx.exec_driver_sql("TRUNCATE search_text")


def _forget(tx: Transaction, document: Document, condition: ColumnElement[bool]) -> None:
    these = (search_entries.c.document_id == document.id) & condition
    gone = delete(search_entries).where(these).returning(search_entries.c.id)
    if tx.dialect.name == "sqlite":
        ids = sorted(tx.execute(gone).scalars())
        _exchange(tx, ids, words="", for_words=key(document.org_id) + GONE)
    else:
        rows = gone.cte("gone")
        tx.execute(delete(_SEARCH_TEXT).where(_SEARCH_TEXT.c.id.in_(select(rows.c.id))).add_cte(rows))


def _exchange(tx: Transaction, ids: Sequence[int], *, words: str, for_words: str) -> None:
    """Take these words out of SQLite's entries and put others in. FTS5 takes a row out by the words it is told, and
    leaves the row's others."""
    for id_ in ids:
        if _IS_INDEXED.first(tx, {"id": id_}) is not None:  # FTS5 takes the removal of any other for damage
            _REMOVE_WORDS.run(tx, {"id": id_, "words": words})
        _ADD_TEXT.run(tx, {"id": id_, "words": for_words})


_SEARCH_TEXT = sql_table("search_text", sql_column("id"), sql_column("is_archived"))
_ADD_TEXT = HotStatement(
    lambda database: text(
        "INSERT INTO search_text (rowid, words) VALUES (:id, :words)"
        if database == "sqlite"
        else "INSERT INTO search_text (id, org_id, seq, number, is_archived, words)"
        " VALUES (:id, :org_id, :seq, :number, :is_archived, CAST(:words AS tsvector))"
    )
)
_IS_INDEXED = HotStatement(text("SELECT 1 FROM search_text_docsize WHERE id = :id"))
_REMOVE_WORDS = HotStatement(text("INSERT INTO search_text (search_text, rowid, words) VALUES ('delete', :id, :words)"))
_OF_ENTRY = ("id", "org_id", "document_id", "number", "seq", "is_archived")
_ADD_ENTRY = HotStatement(insert(search_entries).values({name: bindparam(name) for name in _OF_ENTRY}))


def _add(tx: Transaction, document: Document, entries: Iterable[Entry]) -> None:
    of = {
        "org_id": document.org_id,
        "document_id": document.id,
        "seq": document.seq,
        "is_archived": document.is_archived,
    }
    ids = take_ids(tx, document)
    rows: list[dict[str, Any]] = []
    size = 0
    for id_, (number, every) in enumerate(entries, ids.first):
        if id_ > ids.last:
            raise ValueError("the document was indexed too often; `muniment repair search --from-scratch` helps")
        rows.append({**of, "id": id_, "number": number, "words": _stored(tx, document, every)})
        size += len(rows[-1]["words"])
        if size > _CHARACTERS_AT_ONCE:
            _write(tx, rows)
            rows, size = [], 0
    _write(tx, rows)


def _write(tx: Transaction, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        _ADD_ENTRY.run(tx, *rows)
        _ADD_TEXT.run(tx, *rows)


def _stored(tx: Transaction, document: Document, every: str) -> str:
    """An entry as its database takes it, each word behind the organisation's key."""
    before = key(document.org_id)
    if tx.dialect.name == "sqlite":
        marked = f"{every} {ARCHIVED}" if document.is_archived else every
        return before + marked.replace(" ", f" {before}")
    return " ".join(_lexemes(every.split(" "), before))


def _lexemes(every: Sequence[str], before: str) -> Iterator[str]:
    """A tsvector literal. Words hold letters and digits only, so nothing needs escaping; those that say how much an
    entry is about a word stand nowhere."""
    for place, word in enumerate(every, 1):
        if word[0] in _NOWHERE:
            yield f"'{before}{word}'"
        elif word != GAP:
            yield f"'{before}{word}':{place}"


_NOWHERE = frozenset((*LEVELS, VENDOR_MARK))
