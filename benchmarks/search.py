"""Full-text search among many documents of one organisation: what it costs, beside what the index alone costs, and how
the lists of others fare meanwhile."""

from __future__ import annotations

import hashlib
import itertools
import json
import multiprocessing
import os
import random
import shutil
import time
import urllib.parse
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from sqlalchemy import insert, select, text

from benchmarks import fill as fill_module
from benchmarks import servers
from benchmarks.fill import VENDORS, Filled, fill
from benchmarks.load import Request, drive, head
from benchmarks.plan import Plan
from benchmarks.report import SPREAD, Rounds, Section
from muniment.accounts.caller import Caller
from muniment.db.engine import Database, Transaction
from muniment.db.tables import document_pages, documents
from muniment.documents.document import from_row
from muniment.documents.lists import listing
from muniment.documents.search import index, places
from muniment.documents.search.results import find
from muniment.reading import words
from muniment.reading.model import Page
from muniment.runtime import build
from muniment.settings import Settings

MOST_ROWS = 200_000
"""Documents that are searched; fewer when the plan says so."""

LIMIT = 50
SEARCHERS = 4
SECONDS = 3.0
_PAGES, _WORDS = 2, 80
_CUT_PAGES = 500
_SCARCE = "scarceplaceholder"
_REPEATS = 10
_BATCH = 2_000
QUERIES = {
    "a rare word": ("scarce7", "≤ 5 ms"),
    "a word of 5 %": ("twentieth", "≤ 30 ms"),
    "a word of all": ("everywhere", "≤ 60 ms"),
    "two words of all": ("everywhere evidence", ""),
    "a phrase": ('"w1 w2"', ""),
}
"""What is searched for, and the aim."""


def searches(plan: Plan) -> list[Section]:
    """On SQLite and, when asked for, PostgreSQL."""
    sections = []
    rows = min(MOST_ROWS, plan.row_count)
    with filled_home(plan, rows) as (home, filled):
        database = build(Settings(home=home)).database
        try:
            sections.append(_cost(plan, "SQLite", database, filled))
        finally:
            database.close()
        sections.append(_beside_lists(plan, "SQLite", home, filled))
    if plan.has_postgresql:
        from tests.servers import restartable_postgresql

        with restartable_postgresql() as server:  # on a disk: what is filled here takes gigabytes
            home = plan.folder / "pg-search"
            database = build(Settings(home=home, database_url=server.url)).database  # type: ignore[arg-type]
            try:
                filled = _fill(database, rows)
                sections.append(_cost(plan, "PostgreSQL", database, filled))
            finally:
                database.close()
            sections.append(_beside_lists(plan, "PostgreSQL", home, filled, database_url=server.url))
    return sections


# Filling


@contextmanager
def filled_home(plan: Plan, rows: int, *, vendor_count: int = VENDORS) -> Iterator[tuple[Path, Filled]]:
    """A home that is filled: made once, then found in the cache as long as its making is the same."""
    sources = (__file__, fill_module.__file__, index.__file__, places.__file__, words.__file__)
    made_by = hashlib.sha256(b"".join(Path(str(one)).read_bytes() for one in sources)).hexdigest()[:12]
    home = plan.cache / f"search-{made_by}-{rows}-{vendor_count}"
    notes = home / "filled.json"
    if not notes.exists():
        for stale in plan.cache.glob(f"search-*-{rows}-{vendor_count}"):
            shutil.rmtree(stale)
        runtime = build(Settings(home=home))
        try:
            notes_text = json.dumps(asdict(_fill(runtime.database, rows, vendor_count=vendor_count)))
        finally:
            runtime.close()
        notes.write_text(notes_text)
    yield home, Filled(**json.loads(notes.read_text()))


def _fill(database: Database, rows: int, *, vendor_count: int = VENDORS) -> Filled:
    """So many documents of one organisation, each with pages of words as frequent as in a language (Zipf's law). The
    product cuts a few thousand pages into words; each then stands in many documents, with words of its own."""
    filled = fill(database, rows, in_an_organisation=rows, vendor_count=vendor_count)
    rng = random.Random(3)
    if not database.is_sqlite:
        with database.write() as tx:
            tx.exec_driver_sql("DROP INDEX ix_search_text_words")
    cut = _cut_pages(rng)
    indexed = rows if database.is_sqlite else min(rows, _INDEXED)
    for first in range(1, indexed + 1, _BATCH):
        with database.write() as tx:
            _index(tx, filled.org_id, first, cut, rng)
    for beyond in range(indexed, rows, indexed):
        with database.write() as tx:
            for statement in _COPIES:
                tx.execute(text(statement), {"beyond": beyond, "ids": beyond << places.PLACE_BITS})
    if not database.is_sqlite:
        with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("SET maintenance_work_mem = '1GB'")
            connection.exec_driver_sql("CREATE INDEX ix_search_text_words ON search_text USING gin (words)")
            connection.exec_driver_sql("VACUUM ANALYZE")
    return filled


_INDEXED = 20_000
"""Documents that the product indexes on PostgreSQL, a row at a time; the others get copies of their entries."""

_COPIES = (
    "INSERT INTO search_entries (id, org_id, document_id, number, seq, is_archived)"
    " SELECT e.id + :ids, e.org_id, d.id, e.number, d.seq, d.is_archived FROM search_entries AS e"
    " JOIN documents AS d ON d.org_id = e.org_id AND d.seq = e.seq + :beyond WHERE e.seq <= 20000",
    "INSERT INTO search_text (id, org_id, seq, number, is_archived, words)"
    " SELECT t.id + :ids, t.org_id, d.seq, t.number, d.is_archived, t.words FROM search_text AS t"
    " JOIN documents AS d ON d.org_id = t.org_id AND d.seq = t.seq + :beyond WHERE t.seq <= 20000",
    "INSERT INTO document_pages (document_id, number, kind, label, is_ocr, text)"
    " SELECT d.id, p.number, p.kind, p.label, p.is_ocr, p.text FROM document_pages AS p"
    " JOIN documents AS o ON o.id = p.document_id"
    " JOIN documents AS d ON d.org_id = o.org_id AND d.seq = o.seq + :beyond WHERE o.seq <= 20000",
)

_Cut = tuple[str, str]
"""A page's text, and what is to be indexed of it."""


def _cut_pages(rng: random.Random) -> dict[str, list[_Cut]]:
    """Pages by what stands on them beside running text: "" for a further page."""
    frequency = list(itertools.accumulate(1 / (rank + 10) for rank in range(50_000)))
    made: dict[str, list[_Cut]] = {}
    for added in sorted({"", *map(_added, range(60))}):
        made[added] = []
        for _ in range(_CUT_PAGES):
            said = [f"w{rank}" for rank in rng.choices(range(50_000), cum_weights=frequency, k=_WORDS)]
            page = Page(1, " ".join((*said, added)).strip())
            ((_, every),) = index.page_entries([page])
            made[added].append((page.text, every))
    return made


def _added(seq: int) -> str:
    return " ".join((*["everywhere"] * (1 + seq % 3), *["twentieth"] * (seq % 20 == 0), _SCARCE))


def _index(tx: Transaction, org_id: str, first: int, cut: dict[str, list[_Cut]], rng: random.Random) -> None:
    d = documents.c
    rows = tx.execute(select(documents).where(d.org_id == org_id, d.seq >= first, d.seq < first + _BATCH)).all()
    kept = []
    for document in map(from_row, rows):
        scarce = f"scarce{document.seq // 3}"
        chosen = [rng.choice(cut[_added(document.seq)]), *(rng.choice(cut[""]) for _ in range(1, _PAGES))]
        pages = [(said.replace(_SCARCE, scarce), every.replace(_SCARCE, scarce)) for said, every in chosen]
        entries = [(number, every) for number, (_, every) in enumerate(pages, 1)]
        index._add(tx, document, [index.name_entry(document), *entries])  # all are new: there is none to replace
        kept += [
            {
                "document_id": document.id,
                "number": number,
                "kind": "page",
                "is_ocr": False,
                "text": zlib.compress(said.encode(), 1),
            }
            for number, (said, _) in enumerate(pages, 1)
        ]
    tx.execute(insert(document_pages), kept)


# What a search costs


def _cost(plan: Plan, kind: str, database: Database, filled: Filled) -> Section:
    caller = Caller.system(filled.org_id, "benchmark")
    times = Rounds("ms of CPU", 2)
    totals = {}

    def ask(tx: Transaction, query: str) -> None:
        totals[query] = find(tx, caller, query, limit=LIMIT, offset=0).total

    def listed(tx: Transaction, query: str) -> None:
        listing.page(tx, caller, listing.Filters(q=query), limit=LIMIT, offset=0)

    def bare(tx: Transaction, query: str) -> None:
        key = index.key(filled.org_id)
        match = " AND ".join(f'"{key}{word}"' for word in query.strip('"').split())
        sql = "SELECT count(*) FROM search_text WHERE search_text MATCH :match"
        if tx.dialect.name != "sqlite":
            match = " & ".join(f"'{key}{word}'" for word in query.strip('"').split())
            sql = "SELECT count(*) FROM search_text WHERE words @@ CAST(:match AS tsquery)"
        tx.execute(text(sql), {"match": match}).scalar_one()

    asked: dict[str, tuple[Callable[[Transaction, str], None], str]] = {}
    for name, (query, _) in QUERIES.items():
        asked |= {f"{name}: search": (ask, query), f"{name}: list": (listed, query), f"{name}: index": (bare, query)}
    for use, query in asked.values():
        _cpu(database, use, query)
    for _, name in plan.turns(list(asked)):
        times.add(name, _cpu(database, *asked[name]) * 1000)
    rows = times.rows()
    for name, (_, aim) in QUERIES.items():
        rows += times.ratio_rows(f"{name}: search", f"{name}: index", aim=aim and f"{aim} in all")
        rows += times.ratio_rows(f"{name}: list", f"{name}: index")
    said = ", ".join(f"{query} {totals[query]:,}" for query, _ in QUERIES.values())
    text_of_it = (
        f"{filled.document_count:,} documents of one organisation on {kind}, a name and {_PAGES} pages of {_WORDS} "
        f"words each. `search` is `GET /v1/search`, `list` `GET /v1/documents?q=`, {LIMIT} results each, without HTTP; "
        f"`index` counts what a bare query of the index finds. CPU of this process and of the database's. Matches "
        f"counted: {said}."
    )
    return Section(f"Full-text search, {kind}", text_of_it, SPREAD, rows)


def _cpu(database: Database, use: Callable[[Transaction, str], None], query: str) -> float:
    """Seconds of CPU, here and in the database's process, for one of several in a row."""
    with database.read() as tx:
        backend = None if database.is_sqlite else int(tx.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        use(tx, query)
        started, theirs = time.process_time(), _ticks(backend)
        for _ in range(_REPEATS):
            use(tx, query)
        return (time.process_time() - started + _ticks(backend) - theirs) / _REPEATS


def _ticks(pid: int | None) -> float:
    if pid is None:
        return 0.0
    nanoseconds = Path(f"/proc/{pid}/schedstat").read_text().split()[0]
    return int(nanoseconds) / 1e9


# Others meanwhile


def _beside_lists(plan: Plan, kind: str, home: Path, filled: Filled, **settings: str) -> Section:
    times = Rounds("ms, p99", 1)
    authorization = f"Bearer {filled.secret}"

    def cycle(paths: list[str], address: tuple[str, int]) -> Iterator[Request]:
        return itertools.cycle([(head("GET", path, address, Authorization=authorization),) for path in paths])

    words_asked = [f"/v1/search?q={urllib.parse.quote(query)}" for query, _ in QUERIES.values()]
    with servers.muniment(home, worker_concurrency="0", **settings) as server:
        lists = [f"/v1/documents?vendor_id={one}" for one in filled.vendor_ids[1:]]
        for path in (*words_asked, *lists[:20]):
            drive(
                server.address, iter([(head("GET", path, server.address, Authorization=authorization),)]), connections=1
            )
        for _, name in plan.turns(["lists alone", "lists while four search"]):
            searching = None
            if name != "lists alone":
                searching = multiprocessing.get_context("fork").Process(
                    target=_search, args=(server.address, cycle(words_asked, server.address))
                )
                searching.start()
            driven = drive(server.address, cycle(lists, server.address), connections=1, seconds=SECONDS)
            times.add(name, sorted(driven.latencies)[int(driven.count * 0.99)] * 1000)
            if searching is not None:
                searching.join()
    text_of_it = (
        f"The same on {kind}: one client asks for lists of 50 of a vendor, one after the other, with and without "
        f"{SEARCHERS} others who search for all of the above without a pause. Aim: below 20 ms."
    )
    return Section(f"Lists beside searches, {kind}", text_of_it, SPREAD, times.rows())


def _search(address: tuple[str, int], requests: Iterator[Request]) -> None:
    drive(address, requests, connections=SEARCHERS, seconds=SECONDS)
    os._exit(0)
