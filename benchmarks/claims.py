"""`python -m benchmarks.claims`: what a job costs the queue, by how many wait and for how many organisations; and how
many jobs that do nothing 1, 2 and 4 threads get through a second. On SQLite and on PostgreSQL.

PostgreSQL is one of its own without fsync, as tests start it; --url names a server whose user may create databases: the
measurement makes one and drops it. (Not named queue: `python benchmarks/evaluate.py` would import it for Python's own.)
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
from sqlalchemy import text
from sqlalchemy.engine import make_url

from benchmarks import report
from benchmarks.report import SPREAD, Rounds, Section
from muniment.db.engine import Database, open_database
from muniment.db.migrate import migrate
from muniment.documents.owed import ANALYSE
from muniment.jobs import lanes, queue
from muniment.jobs.queue import Job

ORGANISATIONS = (1, 100, 10_000)
THREADS = (1, 2, 4)
CLAIMS = 50
"""Jobs claimed and finished one after the other in a round."""
THREADED_SECONDS = 1.0
_LEASE_SECONDS = 60

_NUMBERS = {
    "sqlite": """
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {jobs})
        SELECT i, lower(hex(randomblob(16))) AS hex, {now} AS at FROM n""",
    "postgresql": "SELECT i, md5(random()::text) AS hex, {now} AS at FROM generate_series(0, {jobs} - 1) AS n(i)",
}
_NOW = {
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "extract(epoch from clock_timestamp())::float8",
}
# In the order of the ids: the trees end up the same as by single inserts, in a quarter of the time.
_FILL_JOBS = """
    INSERT INTO jobs (id, kind, queue, org_id, subject_id, fence, state, run_at, created_at)
    SELECT 'job_' || hex, 'analyze_document', 'analyses', 'org' || (i % {organisations}), 'cbvdoc_' || hex, 1, 'queued',
           at - 3600 + i * 0.001, at
    FROM ({numbers}) AS numbers ORDER BY hex"""
_FILL_LANES = """
    INSERT INTO job_lanes (org_id, queue, next_run_at, served_at)
    SELECT 'org' || i, 'analyses', (SELECT min(run_at) FROM jobs WHERE org_id = 'org' || i AND state = 'queued'), 0
    FROM ({numbers}) AS numbers"""


def _numbers(kind: str, n: int) -> str:
    return _NUMBERS[kind].format(jobs=n, now=_NOW[kind])


def fill(database: Database, n: int, *, organisations: int) -> None:
    """`n` due jobs spread evenly over the organisations, instead of whatever was there."""
    kind = "sqlite" if database.is_sqlite else "postgresql"
    with database.write() as tx:
        for table in ("jobs", "job_lanes"):
            tx.exec_driver_sql(f"DELETE FROM {table}" if database.is_sqlite else f"TRUNCATE {table}")
        tx.execute(text(_FILL_JOBS.format(organisations=organisations, numbers=_numbers(kind, n))))
        tx.execute(text(_FILL_LANES.format(numbers=_numbers(kind, organisations))))
    with database.writer.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE jobs, job_lanes")


def claim(database: Database) -> Job | None:
    """As the worker does it."""
    with database.read() as tx:
        if not lanes.has_work(tx, ANALYSE.queue):
            return None
    with database.write() as tx:
        return queue.claim(tx, worker="bench", queue=ANALYSE.queue, kinds=(ANALYSE.name,), lease_seconds=_LEASE_SECONDS)


def claim_and_finish(database: Database) -> bool:
    """One job that does nothing, in the two transactions it takes; False when none is due."""
    job = claim(database)
    if job is None:
        return False
    with database.write() as tx:
        assert queue.finish(tx, job)
    return True


def cost(database: Database) -> float:
    """Milliseconds a job."""
    began = time.perf_counter()
    for _ in range(CLAIMS):
        assert claim_and_finish(database)
    return (time.perf_counter() - began) * 1000 / CLAIMS


def throughput(database: Database, *, threads: int) -> float:
    """Jobs a second."""
    done = [0] * threads
    until = time.perf_counter() + THREADED_SECONDS

    def work(number: int) -> None:
        while time.perf_counter() < until and claim_and_finish(database):
            done[number] += 1

    workers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return sum(done) / THREADED_SECONDS


def measure(name: str, database: Database, *, most: int, rounds: int) -> list[Section]:
    """Two tables of one database."""
    costs = Rounds("ms a job", digits=2)
    speeds = Rounds("jobs a second", digits=0)
    for organisations in ORGANISATIONS:
        for waiting in (0, most // 10, most):
            # With none waiting, just those that are claimed, one a lane, and all other lanes idle.
            fill(database, waiting or CLAIMS * rounds, organisations=organisations)
            subject = f"{waiting:,} waiting, {organisations:,} organisations"
            for _ in range(rounds):
                costs.add(subject, cost(database))
        for number in range(rounds if organisations in (1, 100) else 0):
            for threads in THREADS[number % len(THREADS) :] + THREADS[: number % len(THREADS)]:
                subject = f"{threads} threads, {most:,} waiting, {organisations:,} organisations"
                speeds.add(subject, throughput(database, threads=threads))
    speeds.values = dict(sorted(speeds.values.items(), key=lambda item: (item[0].partition(", ")[2], item[0])))
    return [
        Section(
            f"Queue, {name}: what a job costs",
            f"`has_work`, `claim` and `finish` as a worker calls them, one after the other, {CLAIMS} jobs a round, "
            f"{rounds} rounds.",
            SPREAD,
            costs.rows(),
        ),
        Section(
            f"Queue, {name}: threads",
            f"Threads of one process that claim and finish for {THREADED_SECONDS:g} s, {rounds} rounds, interleaved.",
            SPREAD,
            speeds.rows(),
        ),
    ]


@contextmanager
def _own_database(server: str) -> Iterator[str]:
    """A new database on the server, dropped at the end."""
    name = f"muniment_bench_{token_hex(8)}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as admin:
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def _open(url: str | None, folder: Path) -> Iterator[Database]:
    database = open_database(url, home=folder, connections=max(THREADS) * 2)
    try:
        migrate(database)
        yield database
    finally:
        database.close()


@contextmanager
def _postgresql(url: str | None) -> Iterator[str]:
    from tests.servers import postgresql

    if url is not None:
        with _own_database(url) as own:
            yield own
    else:
        with postgresql() as server, _own_database(server) as own:
            yield own


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.claims", description=__doc__)
    parser.add_argument("--jobs", type=int, default=1_000_000, help="most jobs waiting (default 1,000,000)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each measurement (default 5)")
    parser.add_argument("--url", help="a PostgreSQL server to measure on, instead of one of its own without fsync")
    parser.add_argument("--only", choices=("sqlite", "postgresql"), help="measure on one database alone")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="muniment-claims-") as name:
        folder = Path(name)
        context = f"{report.now()}, {report.facts(folder)}, load {report.load()} at the start"
        if chosen.only != "postgresql":
            with _open(None, folder) as database:
                for section in measure("SQLite", database, most=chosen.jobs, rounds=chosen.rounds):
                    print(section.markdown(context), flush=True)
        if chosen.only != "sqlite":
            label = "PostgreSQL" if chosen.url else "PostgreSQL without fsync"
            with _postgresql(chosen.url) as url, _open(url, folder) as database:
                for section in measure(label, database, most=chosen.jobs, rounds=chosen.rounds):
                    print(section.markdown(context), flush=True)


if __name__ == "__main__":
    main()
