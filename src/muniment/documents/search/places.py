"""Ids of the index's entries. Each says whose it is: from the top, the organisation's number, the document's `seq`, and
the entry's place among all that the document ever had.

So the index alone finds, counts and orders the documents that match, the newest being those with the highest ids: to
look up 200,000 entries takes three times as long as to find them. Places are not given twice on SQLite, where a
contentless FTS5 index of 3.40 keeps the words of entries that are gone.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, text

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import search_organisations
from muniment.db.upsert import insert_or_ignore
from muniment.documents.document import Document

SEQ_BITS = 26
"""67 million documents of an organisation."""

PLACE_BITS = 20
"""A million entries: 10,000 analyses of 100 pages each, 170 of the longest document there can be. What bits are
left are for 131,071 organisations."""


@dataclass(frozen=True, slots=True)
class Ids:
    """Those from `first` to `last`, both inclusive."""

    first: int
    last: int


def ids_of_organisation(tx: Transaction, org_id: str) -> Ids:
    """The ids that an organisation's entries have; none when it has no entry yet."""
    number = _NUMBER.first(tx, {"org": org_id})
    return Ids(1, 0) if number is None else _block(number[0], SEQ_BITS + PLACE_BITS)


def ids_of_document(tx: Transaction, document: Document) -> Ids:
    """The ids that a document's entries have; none when its organisation has no entry yet."""
    number = _NUMBER.first(tx, {"org": document.org_id})
    return Ids(1, 0) if number is None else _block(number[0] << SEQ_BITS | document.seq, PLACE_BITS)


def take_ids(tx: Transaction, document: Document) -> Ids:
    """The ids for further entries of a document. Raises ValueError where there are none left."""
    if _NUMBER.first(tx, {"org": document.org_id}) is None:
        tx.execute(insert_or_ignore(tx.dialect.name, search_organisations).values(org_id=document.org_id))
    ids = ids_of_document(tx, document)
    if document.seq >= 1 << SEQ_BITS or ids.last >= 1 << 63:
        raise ValueError("the search index takes no further organisation, or no further document of this one")
    rows = _LAST_GIVEN.all(tx, {"first": ids.first, "last": ids.last})
    last = max((row[0] for row in rows if row[0] is not None), default=ids.first - 1)
    return Ids(last + 1, ids.last)


def _block(of: int, bits: int) -> Ids:
    return Ids(of << bits, (of + 1 << bits) - 1)


_NUMBER = HotStatement(select(search_organisations.c.number).where(search_organisations.c.org_id == bindparam("org")))
_IN_USE = "SELECT max(id) AS id FROM {table} WHERE id BETWEEN :first AND :last"
_INDEXED = {"sqlite": "search_text_docsize", "postgresql": "search_text"}
# Where each id is that the index has words of; FTS5 keeps there also those that are gone
_LAST_GIVEN = HotStatement(
    lambda database: text(
        " UNION ALL ".join(_IN_USE.format(table=table) for table in ("search_entries", _INDEXED[database]))
    )
)
