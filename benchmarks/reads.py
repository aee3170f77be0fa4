"""Reading at a million documents: GET one and lists against the application's own hello; lists by their filters."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks import fill as fill_module
from benchmarks import servers
from benchmarks.fill import START, Filled, fill
from benchmarks.load import Request, drive, head
from benchmarks.plan import Plan
from benchmarks.report import SPREAD, Rounds, Section
from muniment.accounts.caller import Caller
from muniment.db import tables
from muniment.db.engine import Database
from muniment.documents import counts
from muniment.documents.lists import listing
from muniment.documents.lists.listing import Filters, Order
from muniment.runtime import build
from muniment.settings import Settings

CONNECTIONS = 16
PROCESSES = (1, 2)
SECONDS = 1.0
LIMIT = 50
TARGETS: dict[str, dict[str, str]] = {
    "hello": {},
    "GET one": {"SQLite": "≥ 0.4", "PostgreSQL": "≥ 0.3"},
    "list 50 of a vendor": {"SQLite": "≥ 0.15", "PostgreSQL": "≥ 0.15"},
    "list 50 of all": {"SQLite": "≥ 0.15", "PostgreSQL": "≥ 0.15"},
}
"""What is asked for, and the aim of its ratio to hello on each database."""


@contextmanager
def filled_home(plan: Plan) -> Iterator[tuple[Path, Filled]]:
    """A home whose SQLite database is filled: made once, then found in the cache as long as its making is the same."""
    sources = (fill_module, tables, counts)
    made_by = hashlib.sha256(b"".join(Path(str(one.__file__)).read_bytes() for one in sources)).hexdigest()[:12]
    home = plan.cache / f"filled-{plan.row_count}-{made_by}"
    notes = home / "filled.json"
    if not notes.exists():
        for stale in plan.cache.glob(f"filled-{plan.row_count}-*"):
            shutil.rmtree(stale)
        runtime = build(Settings(home=home))
        try:
            notes_text = json.dumps(asdict(fill(runtime.database, plan.row_count)))
        finally:
            runtime.close()
        notes.write_text(notes_text)
    yield home, Filled(**json.loads(notes.read_text()))


def reads(plan: Plan) -> list[Section]:
    """Requests a second over 16 connections, on SQLite and, when asked for, PostgreSQL."""
    sections = []
    with filled_home(plan) as (home, filled):
        sections += [_against_hello(plan, "SQLite", home, filled, processes=n) for n in PROCESSES]
    if plan.has_postgresql:
        with _filled_postgresql(plan) as (url, filled):
            home = plan.folder / "pg"
            sections += [
                _against_hello(plan, "PostgreSQL", home, filled, processes=n, database_url=url) for n in PROCESSES
            ]
            sections.append(_list_section(plan, "PostgreSQL", _database(plan.folder / "pg", url), filled))
    return sections


@contextmanager
def _filled_postgresql(plan: Plan) -> Iterator[tuple[str, Filled]]:
    """A PostgreSQL server of its own, as the tests start it, filled anew."""
    from tests.servers import postgresql

    with postgresql() as url:
        database = _database(plan.folder / "pg", url)
        try:
            filled = fill(database, plan.row_count)
            with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("VACUUM ANALYZE")  # index-only scans need it; autovacuum would come later
        finally:
            database.close()
        yield url, filled


def _database(home: Path, url: str | None = None) -> Database:
    settings = Settings(home=home) if url is None else Settings(home=home, database_url=url)
    return build(settings).database


def _against_hello(plan: Plan, kind: str, home: Path, filled: Filled, *, processes: int, **settings: str) -> Section:
    rates, cpu = Rounds("requests/s", 0), Rounds("server CPU us each", 0)
    rng = random.Random(1)
    with ExitStack() as stack:
        server = stack.enter_context(
            servers.muniment(
                home, module="benchmarks.with_hello", processes=processes, worker_concurrency="0", **settings
            )
        )

        def requests(what: str) -> Iterator[Request]:
            authorization = f"Bearer {filled.secret}"
            paths = {
                "hello": ["/hello"],
                "GET one": [
                    f"/v1/documents/{one}"
                    for one in rng.sample(filled.document_ids, k=min(1000, len(filled.document_ids)))
                ],
                "list 50 of a vendor": [f"/v1/documents?vendor_id={one}" for one in filled.vendor_ids[1:1000]],
                "list 50 of all": ["/v1/documents"],
            }[what]
            return itertools.cycle(
                [(head("GET", path, server.address, Authorization=authorization),) for path in paths]
            )

        for what in TARGETS:
            drive(server.address, requests(what), connections=CONNECTIONS, seconds=0.5)
        for _, what in plan.turns(list(TARGETS)):
            used = server.cpu_seconds()
            driven = drive(server.address, requests(what), connections=CONNECTIONS, seconds=SECONDS)
            rates.add(what, driven.per_second)
            cpu.add(what, (server.cpu_seconds() - used) / driven.count * 1e6)
    asked = list(TARGETS.items())[1:]
    rows = [row for what, aims in asked for row in rates.ratio_rows(what, "hello", aim=aims[kind])]
    text = (
        f"{plan.row_count:,} documents on {kind}, 100,000 an organisation; {CONNECTIONS} kept connections, "
        f"{SECONDS:g} s each a round, {processes} server process(es). Hello is a route of the "
        "same application that answers bytes that are ready; the others "
        "authenticate and read. Lists give 50 documents and the exact total; a vendor has about 450."
    )
    return Section(
        f"Reading against hello, {kind}" + (f", {processes} processes" if processes > 1 else ""),
        text,
        SPREAD,
        rows + rates.rows() + cpu.rows(),
    )


# Lists by their filters


@dataclass(frozen=True, slots=True)
class _Asked:
    milliseconds: float
    filters: Filters
    offset: int
    total: int


def lists(plan: Plan) -> list[Section]:
    """Every combination of filters at random offsets, asked of `documents/listing.page` itself."""
    with filled_home(plan) as (home, filled):
        return [_list_section(plan, "SQLite", _database(home), filled)]


def _list_section(plan: Plan, kind: str, database: Database, filled: Filled) -> Section:
    rng = random.Random(2)
    asked: dict[str, list[_Asked]] = {}
    try:
        combinations = list(itertools.product(_SCOPES, _NARROWINGS)) * max(1, plan.rounds // 3)
        rng.shuffle(combinations)
        for scope, narrow in combinations:
            owner = rng.choice((0, rng.randrange(1, len(filled.vendor_ids))))
            filters = narrow(_scoped(filled, scope, owner), rng, filled.document_count)
            first = _ask(database, filled.org_id, filters, 0)
            deep = _ask(database, filled.org_id, filters, rng.randrange(max(1, first.total)))
            last = _ask(database, filled.org_id, filters, max(0, first.total - LIMIT))
            asked.setdefault(" and ".join(scope) or "none", []).extend((first, deep, last))
    finally:
        database.close()
    rows = [_list_row(name, of) for name, of in asked.items()]
    rows.append(_list_row("**all**", [one for of in asked.values() for one in of]))
    text = (
        f"{plan.row_count:,} documents on {kind}, 100,000 an organisation; milliseconds for 50 documents and the exact "
        "total. Each line is a "
        "set of owners that is filtered by (half of the time those of the vendor that holds a tenth of everything), "
        f"combined with each of {len(_NARROWINGS)} combinations of types (none, one, two), statuses (none, one, two), "
        "times (none, after, before, both), archived ones and order; each at offset 0, at a random one and on the "
        "last page. Aim: p99 < 20 ms. "
        "Full-text search is not in it."
    )
    return Section(
        f"Lists by their filters, {kind}", text, ("owners", "lists", "p50", "p99", "max", "the slowest"), rows
    )


def _ask(database: Database, org_id: str, filters: Filters, offset: int) -> _Asked:
    started = time.perf_counter()
    with database.read() as tx:
        _, total = listing.page(tx, Caller.system(org_id, "benchmark"), filters, limit=LIMIT, offset=offset)
    return _Asked((time.perf_counter() - started) * 1000, filters, offset, total)


def _list_row(name: str, asked: list[_Asked]) -> list[str]:
    times = sorted(one.milliseconds for one in asked)
    slowest = max(asked, key=lambda one: one.milliseconds)
    return [
        name,
        f"{len(times):,}",
        f"{times[len(times) // 2]:.2f}",
        f"{times[int(len(times) * 0.99)]:.2f}",
        f"{times[-1]:.2f}",
        _described(slowest),
    ]


def _described(one: _Asked) -> str:
    given = [name for name, value in asdict(one.filters).items() if value and not name.endswith("_id") and name != "q"]
    return f"{', '.join(given) or 'no more'}; offset {one.offset:,} of {one.total:,}"


_SCOPES = [scope for n in range(4) for scope in itertools.combinations(("vendor", "service", "assessment"), n)]


def _scoped(filled: Filled, scope: tuple[str, ...], owner: int) -> Filters:
    return Filters(
        vendor_id=filled.vendor_ids[owner] if "vendor" in scope else None,
        service_id=filled.service_ids[owner] if "service" in scope else None,
        assessment_id=filled.assessment_ids[owner] if "assessment" in scope else None,
    )


_TYPES = ("soc2_type2_auditor_report", "penetration_test_report", "commercial_contract", "other_policy")
_STATUSES = ("complete", "failed", "created")


class _Narrowing:
    """Filters beyond the owner: how many types and statuses, which times, archived ones, which order."""

    def __init__(self, types: int, statuses: int, times: str, is_archived: bool, is_oldest: bool) -> None:
        self._types, self._statuses, self._times = types, statuses, times
        self._is_archived, self._is_oldest = is_archived, is_oldest

    def __call__(self, filters: Filters, rng: random.Random, row_count: int) -> Filters:
        early, late = sorted(START + rng.randrange(max(1, row_count // 3)) for _ in range(2))
        return replace(
            filters,
            document_types=tuple(rng.sample(_TYPES, self._types)),
            statuses=tuple(rng.sample(_STATUSES, self._statuses)),
            created_after=early if self._times in ("after", "both") else None,
            created_before=late if self._times in ("before", "both") else None,
            include_archived=self._is_archived,
            order=Order.OLDEST if self._is_oldest else Order.NEWEST,
        )


_NARROWINGS = [
    _Narrowing(*one)
    for one in itertools.product(range(3), range(3), ("", "after", "before", "both"), (False, True), (False, True))
]
