"""Names in which the search finds nothing to index."""

from __future__ import annotations

from muniment.db.engine import Database
from muniment.documents.search import fulltext


def test_name_without_a_word_is_indexed_as_nothing(database: Database) -> None:
    with database.write() as tx:
        fulltext.index_name(tx, "cborg_1", "cbvdoc_1", "\u2014!\u2014")
