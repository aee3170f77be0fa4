"""What matches a query, as each database is asked for it: how much, the best of it, and in which documents.

Nothing of a page is read for that. Words on levels (`reading.words.LEVELS`) rank all matches without visiting them: the
best level first, the newest first within one, so that a common word costs no more than what is shown of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import orjson
from sqlalchemy import (
    BigInteger,
    BindParameter,
    ClauseElement,
    ColumnElement,
    TextualSelect,
    and_,
    bindparam,
    column,
    func,
    or_,
    select,
    text,
)

from muniment.db.deadline import check_deadline
from muniment.db.engine import Transaction
from muniment.db.statements import HotStatement
from muniment.db.tables import vendors
from muniment.documents.search.index import ARCHIVED, GONE, key, vendor_word
from muniment.documents.search.places import PLACE_BITS, SEQ_BITS, ids_of_organisation
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
    """The entries of an organisation that match a query. Documents that are archived are left out. `vendor_ids`,
    `document_types`: those of these vendors' documents, and of documents of these types, alone; None for all."""

    def __init__(
        self,
        tx: Transaction,
        org_id: str,
        groups: Sequence[Group],
        *,
        vendor_ids: frozenset[str] | None = None,
        document_types: frozenset[str] | None = None,
    ) -> None:
        _go_by_words(tx)
        self._tx = tx
        self._asked = _Asked(tx, org_id, groups)
        ids = ids_of_organisation(tx, org_id)
        self._whose: dict[str, object] = {"org": org_id, "first": ids.first, "last": ids.last}
        has_phrase = any(len(group.words) > 1 and not group.is_excluded for group in groups)
        # GIN does not know where words stand: PostgreSQL looks into every entry that holds all words of a phrase
        self._keeps_ids = has_phrase and tx.dialect.name != "sqlite"
        self._ids: list[int] | None = None
        named = {"vendors": vendor_ids, "types": document_types}
        self._narrowed = tuple(name for name, values in named.items() if values is not None)
        for name in self._narrowed:
            values = sorted(named[name] or ())
            self._whose[name] = orjson.dumps(values).decode() if tx.dialect.name == "sqlite" else values

    def count(self) -> Counted:
        """How many there are."""
        limit = MAX_COUNTED + 1
        given = {"match": self._asked.expression(0), **self._whose, "limit": limit}
        row = (_COUNT_AND_KEEP if self._keeps_ids else _COUNT)[self._narrowed].first(self._tx, given)
        assert row is not None
        if self._keeps_ids and row[0] < limit:
            self._ids = row[2] or []
        return Counted(rows=row[0], total=min(row[1], MAX_COUNTED))

    def best(self, wanted: int, *, of: Counted) -> list[tuple[Place, int]]:
        """The best of them, so many, each with its level (`reading.words.level_score`)."""
        found: dict[Place, int] = {}
        for level in range(len(LEVELS), -1, -1):
            limit = missing = wanted - len(found)
            if len(found) >= min(wanted, of.total):
                break
            given = {"match": self._asked.expression(level), **self._whose}
            statement = _BEST[self._narrowed]
            if self._ids is not None:
                given, statement = {"match": given["match"], "ids": self._ids}, _BEST_OF_KEPT
            while True:
                check_deadline(self._tx)
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
    some of them more than once. `given`: what that asks for, by name. `is_excluded`: it is the others that match."""

    seqs: TextualSelect
    given: Mapping[str, object]
    is_excluded: bool

    def asks_of(self, seq: ColumnElement[int]) -> ColumnElement[bool]:
        """What it asks of a document's `seq`."""
        return seq.not_in(self.seqs) if self.is_excluded else seq.in_(self.seqs)


def documents_matching(tx: Transaction, org_id: str, query: str, *, include_archived: bool) -> list[Matching]:
    """What a document must match, each word or phrase for itself, first those that are not excluded. Empty: nothing
    can match."""
    groups = sorted(parse(query), key=lambda group: group.is_excluded)
    if not groups:
        return []
    _go_by_words(tx)
    asked = _Asked(tx, org_id, groups)
    ids = ids_of_organisation(tx, org_id)
    is_sqlite = tx.dialect.name == "sqlite"
    whose: dict[str, object] = {"first": ids.first, "last": ids.last} if is_sqlite else {"org": org_id}
    sql = _SEQS[tx.dialect.name]
    if not is_sqlite and not include_archived:
        sql += _NOT_ARCHIVED
    matching = []
    for group in groups:
        given = {"match": asked.in_documents(group, include_archived=include_archived), **whose}
        bound: list[BindParameter[object]] = [bindparam(name, value, unique=True) for name, value in given.items()]
        seqs = text(sql).bindparams(*bound).columns(column("seq", BigInteger()))
        matching.append(Matching(seqs, given, group.is_excluded))
    return matching


def _go_by_words(tx: Transaction) -> None:
    """Have PostgreSQL find by the index what stands in many entries, too. It reckons that to look into each costs next
    to nothing: half a second for 10,000 of them, where the index takes some milliseconds for all."""
    if tx.dialect.name != "sqlite":
        _NO_SCAN.first(tx, {})


def are_common(tx: Transaction, matching: Sequence[Matching]) -> bool:
    """Whether each word wanted stands in so many entries that it takes longer to look up their documents than to walk
    all that a list's filters leave and ask which of them match. On SQLite; PostgreSQL knows of itself."""
    if tx.dialect.name != "sqlite":
        return False
    wanted = (one.given for one in matching if not one.is_excluded)
    return all(_COUNT_UP_TO.first(tx, {**given, "limit": _COMMON}) == (_COMMON,) for given in wanted)


def page_on_sqlite(
    tx: Transaction, matching: Matching, *, limit: int, offset: int, oldest_first: bool
) -> tuple[list[int], int]:
    """A page of the documents that match, by `seq`, and how many do. The index has them in order, so that nothing is
    sorted and a page is as far as one walks."""
    row = _ORDERED[oldest_first].first(tx, {**matching.given, "limit": limit, "offset": offset})
    assert row is not None
    return list(orjson.loads(row[0])), int(row[1])


def page_on_postgresql(
    tx: Transaction, matching: Sequence[Matching], *, last: int, limit: int, offset: int, oldest_first: bool
) -> tuple[list[int], int]:
    """The same for any number of words. To bring all that match into order takes longer than to find them, so only
    those of the outermost _OUTERMOST documents are kept while all are counted: `last` is the newest `seq`. Where too
    few of these match, all are put in order."""
    first, *others = matching
    (seq,) = first.seqs.subquery().c
    asked = [one.asks_of(seq) for one in others]
    is_outermost = seq <= _OUTERMOST if oldest_first else seq > last - _OUTERMOST
    # It arrives in order, nearly: that is counted in a third of the time that a hash of all takes
    counted = select(func.count(seq.distinct()), func.array_agg(seq.distinct()).filter(is_outermost)).where(*asked)
    total, outermost = tx.execute(counted).one()
    end = min(offset + limit, total)
    if len(outermost or ()) >= end:
        return sorted(outermost or (), reverse=not oldest_first)[offset:end], int(total)
    order = seq if oldest_first else seq.desc()
    page = select(seq).where(*asked).distinct().order_by(order).limit(limit).offset(offset)
    return list(tx.execute(page).scalars()), int(total)


_NOT_ARCHIVED = " AND NOT is_archived"
_MATCHING = {
    # CROSS JOIN keeps the order: first the words
    "sqlite": "FROM search_text CROSS JOIN search_entries AS e ON e.id = search_text.rowid"
    " WHERE search_text MATCH :match AND search_text.rowid BETWEEN :first AND :last AND org_id = :org",
    "postgresql": "FROM search_text WHERE words @@ CAST(:match AS tsquery) AND org_id = :org",
}
_FROM = {database: sql + _NOT_ARCHIVED for database, sql in _MATCHING.items()}
_SEQ = f"(rowid >> {PLACE_BITS}) & {(1 << SEQ_BITS) - 1} AS seq"
# Asks the index alone: its marks say what is archived, its ids whose an entry is
_SEQS_ON_SQLITE = (
    "SELECT {every} FROM search_text WHERE search_text MATCH :match AND rowid BETWEEN :first AND :last{further}"
)
_SEQS = {
    "sqlite": _SEQS_ON_SQLITE.format(every=_SEQ, further=""),
    "postgresql": " ".join(("SELECT seq", _MATCHING["postgresql"])),
}

_NO_SCAN = HotStatement(text("SELECT set_config('enable_seqscan', 'off', true)"))
_OUTERMOST = 5_000
_COMMON = 20_000
_COUNT_OF = "SELECT count(*) FROM ({some})"
_COUNT_UP_TO = HotStatement(text(_COUNT_OF.format(some=_SEQS_ON_SQLITE.format(every=_SEQ, further=" LIMIT :limit"))))
_ONCE = f"DISTINCT {_SEQ}"
_PAGE_AND_TOTAL = "SELECT (SELECT json_group_array(seq) FROM ({page})), (SELECT count(*) FROM ({every}))"
_ORDERED = {
    is_ascending: HotStatement(
        text(
            _PAGE_AND_TOTAL.format(
                page=_SEQS_ON_SQLITE.format(
                    every=_ONCE, further=f" ORDER BY rowid {order} LIMIT :limit OFFSET :offset"
                ),
                every=_SEQS_ON_SQLITE.format(every=_ONCE, further=""),
            )
        )
    )
    for is_ascending, order in ((False, "DESC"), (True, "ASC"))
}


_OF_DOCUMENTS = {
    "sqlite": " AND EXISTS (SELECT 1 FROM documents AS d WHERE d.org_id = e.org_id AND d.seq = e.seq{narrowed})",
    "postgresql": " AND EXISTS (SELECT 1 FROM documents AS d WHERE d.org_id = search_text.org_id"
    " AND d.seq = search_text.seq{narrowed})",
}
_AMONG = {
    "sqlite": " AND d.{column} IN (SELECT value FROM json_each(:{name}))",
    "postgresql": " AND d.{column} = ANY(CAST(:{name} AS text[]))",
}
_COLUMNS = {"vendors": "vendor_id", "types": "document_type"}


def _statement(form: str) -> dict[tuple[str, ...], HotStatement]:
    """The statement for all of an organisation, and for what some vendors, some types, or both have of it."""

    def made(database: str, *, narrowed: tuple[str, ...]) -> ClauseElement:
        among = "".join(_AMONG[database].format(name=name, column=_COLUMNS[name]) for name in narrowed)
        source = _FROM[database] + (_OF_DOCUMENTS[database].format(narrowed=among) if narrowed else "")
        return text(form.format(source=source, **_ORDERS[database]))

    every = ((), ("vendors",), ("types",), ("vendors", "types"))
    return {narrowed: HotStatement(partial(made, narrowed=narrowed)) for narrowed in every}


# `+ 0`, so that PostgreSQL goes by the words: to walk back from the newest entry takes seconds where few match
_ORDERS = {"sqlite": {"newest": "search_text.rowid DESC"}, "postgresql": {"newest": "id + 0 DESC"}}
_COUNT = _statement(  # page numbers stay below 2^31
    "SELECT count(*), count(DISTINCT seq * 2147483648 + number)"
    " FROM (SELECT seq, number {source} LIMIT :limit) AS found"
)
_COUNT_AND_KEEP = _statement(  # on PostgreSQL
    "SELECT count(*), count(DISTINCT seq * 2147483648 + number), array_agg(id)"
    " FROM (SELECT id, seq, number {source} LIMIT :limit) AS found"
)
# `IS TRUE`, so that the index is not asked again
_BEST_OF_KEPT = HotStatement(
    text(
        "SELECT seq, number FROM unnest(CAST(:ids AS bigint[])) AS kept (id) JOIN search_text USING (id)"
        " WHERE (words @@ CAST(:match AS tsquery)) IS TRUE ORDER BY id DESC LIMIT :limit"
    )
)
_BEST = _statement("SELECT seq, number {source} ORDER BY {newest} LIMIT :limit")


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
            return " NOT ".join((self._all(every), *unwanted, *self._marks()))
        return " & ".join((*every, *(f"!{one}" for one in unwanted)))

    def in_documents(self, group: Group, *, include_archived: bool) -> str:
        """What matches the group alone."""
        if not self._is_sqlite:
            return self.stands(group)
        return " NOT ".join((self.stands(group), *self._marks(include_archived=include_archived)))

    def _marks(self, *, include_archived: bool = False) -> tuple[str, ...]:
        return tuple(map(self._word, (GONE,) if include_archived else (GONE, ARCHIVED)))

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
