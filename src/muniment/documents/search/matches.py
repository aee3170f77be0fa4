"""What matches a query, as each database is asked for it: how much, the best of it, and in which documents.

Nothing of a page is read for that. Words on levels (`reading.words.LEVELS`) rank all matches without visiting them: the
best level first, the newest first within one, so that a common word costs no more than what is shown of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    TextualSelect,
    and_,
    bindparam,
    column,
    or_,
    select,
    text,
)

from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import documents, vendors
from muniment.documents.search.index import key, vendor_word
from muniment.documents.search.query import Group, parse
from muniment.reading.words import LEVELS, words
from muniment.unicode import folded

MAX_COUNTED = 10_000
"""Matches that are counted, and that can be paged through."""

_VENDORS = 100  # that a word may mean; further ones are not looked at
_WORDS_ON_LEVELS = 8  # of a phrase; more would only tell the same, and FTS5 bounds what it is asked


@dataclass(frozen=True, slots=True)
class Counted:
    """`rows`: entries that match, MAX_COUNTED + 1 at most. `total`: the names and pages they are of, exact unless
    there are more than MAX_COUNTED."""

    rows: int
    total: int

    @property
    def is_exact(self) -> bool:
        """Whether all were counted."""
        return self.rows <= MAX_COUNTED


Place = tuple[int, int]
"""The `seq` of a document, and the number of a page, or NAME."""


class Matches:
    """The entries of an organisation that match a query. Documents that are archived are left out."""

    def __init__(self, tx: Transaction, org_id: str, groups: Sequence[Group]) -> None:
        self._tx = tx
        self._org_id = org_id
        self._asked = _Asked(tx, org_id, groups)

    def count(self) -> Counted:
        """How many there are."""
        limit = MAX_COUNTED + 1
        given = {"match": self._asked.expression(0), "org": self._org_id, "limit": limit}
        row = _COUNT.first(self._tx, given)
        assert row is not None
        return Counted(rows=row[0], total=min(row[1], MAX_COUNTED))

    def best(self, wanted: int, *, of: Counted) -> list[tuple[Place, int]]:
        """The best of them, so many, each with its level (`reading.words.level_score`)."""
        found: dict[Place, int] = {}
        # Few are sorted; of many the newest are walked to, if PostgreSQL thinks that quicker
        statement = _BEST_OF_FEW if of.is_exact else _BEST
        for level in range(len(LEVELS), -1, -1):
            limit = missing = wanted - len(found)
            if len(found) >= min(wanted, of.total):
                break
            given = {"match": self._asked.expression(level), "org": self._org_id}
            while True:
                rows = statement.all(self._tx, {**given, "limit": limit})
                for row in rows:
                    found.setdefault((row[0], row[1]), level)
                if len(rows) < limit or len(found) >= wanted:
                    break
                limit += missing  # entries of a page that was found already took the place of others
        return list(found.items())[:wanted]


@dataclass(frozen=True, slots=True)
class Matching:
    """`seqs` selects the documents of the organisation in whose name or on some page of which a word or phrase stands,
    some of them more than once. `is_excluded`: it is the others that match."""

    seqs: TextualSelect
    is_excluded: bool

    @property
    def condition(self) -> ColumnElement[bool]:
        """What it asks of `documents`."""
        return documents.c.seq.not_in(self.seqs) if self.is_excluded else documents.c.seq.in_(self.seqs)


def documents_matching(tx: Transaction, org_id: str, query: str, *, include_archived: bool) -> list[Matching]:
    """What a document must match, each word or phrase for itself; one of them at least is not excluded. Empty: nothing
    can match."""
    groups = parse(query)
    if not groups:
        return []
    asked = _Asked(tx, org_id, groups)
    matching = []
    for group in groups:
        sql = _SEQS[tx.dialect.name] if include_archived else _SEQS[tx.dialect.name] + _NOT_ARCHIVED
        given: list[BindParameter[str]] = [
            bindparam("match", asked.stands(group), unique=True),
            bindparam("org", org_id, unique=True),
        ]
        seqs = text(sql).bindparams(*given).columns(column("seq", BigInteger()))
        matching.append(Matching(seqs, group.is_excluded))
    return matching


_NOT_ARCHIVED = " AND NOT is_archived"
_MATCHING = {
    # CROSS JOIN keeps the order: first the words
    "sqlite": "FROM search_text CROSS JOIN search_entries AS e ON e.id = search_text.rowid"
    " WHERE search_text MATCH :match AND org_id = :org",
    "postgresql": "FROM search_text WHERE words @@ CAST(:match AS tsquery) AND org_id = :org",
}
_FROM = {database: sql + _NOT_ARCHIVED for database, sql in _MATCHING.items()}
_SEQS = {database: f"SELECT seq {sql}" for database, sql in _MATCHING.items()}


def _statement(form: str) -> HotStatement:
    return HotStatement(lambda database: text(form.format(source=_FROM[database], **_ORDERS[database])))


# `+ 0` so that PostgreSQL goes by the words: walking back from the newest entry for three matches takes seconds
_ORDERS = {
    "sqlite": {"newest": "search_text.rowid DESC", "newest_of_few": "search_text.rowid DESC"},
    "postgresql": {"newest": "id DESC", "newest_of_few": "id + 0 DESC"},
}
_COUNT = _statement(  # page numbers stay below 2^31
    "SELECT count(*), count(DISTINCT seq * 2147483648 + number)"
    " FROM (SELECT seq, number {source} LIMIT :limit) AS found"
)
_BEST = _statement("SELECT seq, number {source} ORDER BY {newest} LIMIT :limit")
_BEST_OF_FEW = _statement("SELECT seq, number {source} ORDER BY {newest_of_few} LIMIT :limit")


# What is asked, in each database's language


class _Asked:
    """The groups of a query in the language of FTS5 or of tsquery. Words hold letters and digits only, so nothing in
    them needs escaping."""

    def __init__(self, tx: Transaction, org_id: str, groups: Sequence[Group]) -> None:
        self._is_sqlite = tx.dialect.name == "sqlite"
        self._key = key(org_id)
        self._groups = groups
        self._vendor_words = _vendors_named(tx, org_id, groups)

    def expression(self, level: int) -> str:
        """What matches the query, each word on this level or above, and not all of them above. 0: whatever level."""
        wanted = [group for group in self._groups if not group.is_excluded]
        unwanted = [self.stands(group) for group in self._groups if group.is_excluded]
        every = [self._on(level, group) for group in wanted]
        if 0 < level < len(LEVELS):
            unwanted.append(self._all(self._on(level + 1, group) for group in wanted))
        if self._is_sqlite:
            return " NOT ".join((self._all(every), *unwanted))
        return " & ".join((*every, *(f"!{one}" for one in unwanted)))

    def stands(self, group: Group) -> str:
        """What holds the group, or is the name of a document whose vendor's name does."""
        return self._any((self._together(group), *map(self._word, self._vendor_words[group])))

    def _on(self, level: int, group: Group) -> str:
        if level == 0:
            return self.stands(group)
        *before, last = group.words
        ends = [(word, False) for word in before] + [(last, group.is_prefix)]
        levels = [
            self._any(self._word(above + word, is_prefix=is_prefix) for above in LEVELS[level - 1 :])
            for word, is_prefix in ends[-_WORDS_ON_LEVELS:]
        ]
        together = [self._together(group)] if before else []
        return self._any((self._all((*together, *levels)), *map(self._word, self._vendor_words[group])))

    def _together(self, group: Group) -> str:
        if self._is_sqlite:
            return f'"{" ".join(self._key + word for word in group.words)}"{"*" if group.is_prefix else ""}'
        *before, last = group.words
        return "(" + " <-> ".join((*map(self._word, before), self._word(last, is_prefix=group.is_prefix))) + ")"

    def _word(self, word: str, *, is_prefix: bool = False) -> str:
        if self._is_sqlite:
            return f'"{self._key}{word}"{"*" if is_prefix else ""}'
        return f"'{self._key}{word}'{':*' if is_prefix else ''}"

    def _any(self, every: Iterable[str]) -> str:
        return "(" + (" OR " if self._is_sqlite else " | ").join(every) + ")"

    def _all(self, every: Iterable[str]) -> str:
        return "(" + (" AND " if self._is_sqlite else " & ").join(every) + ")"


def _vendors_named(tx: Transaction, org_id: str, groups: Sequence[Group]) -> dict[Group, list[str]]:
    """For each group, what stands for the vendors in whose name it stands."""
    v = vendors.c
    named = or_(*(and_(*(v.name_folded.contains(folded(run), autoescape=True) for run in g.runs)) for g in groups))
    rows = tx.execute(select(v.id, v.name).where(v.org_id == org_id, named).limit(_VENDORS)).all()
    names = [(vendor_word(row[0]), words(row[1])) for row in rows]
    return {group: [word for word, name in names if group.stands_in(name)] for group in groups}
