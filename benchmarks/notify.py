"""`python -m benchmarks.notify`: what a notification costs those who commit. Eight writers commit small transactions on
PostgreSQL: with none, with NOTIFY inside each transaction (and, since that is a statement more, with SELECT 1 in its
place), and as the product does it, by a Notifier after the commit.

PostgreSQL is one of its own without fsync, as tests start it; --url names a database to measure in, which keeps a table
`bench_owed`. Prints the lowest and the highest of the rounds, in commits a second.
"""

from __future__ import annotations

import argparse
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import psycopg

from muniment.db.engine import open_database
from muniment.jobs.wakeup import CHANNEL, Notifier
from tests import servers

WRITERS = 8
SECONDS = 2.0

Commit = Callable[[psycopg.Connection], None]


def commits_a_second(url: str, commit: Commit) -> float:
    """What eight threads with a connection each get through."""
    done = [0] * WRITERS
    start = threading.Barrier(WRITERS)

    def write(number: int) -> None:
        with psycopg.connect(url) as connection:
            start.wait()
            until = time.perf_counter() + SECONDS
            while time.perf_counter() < until:
                commit(connection)
                done[number] += 1

    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return sum(done) / SECONDS


def _insert(connection: psycopg.Connection) -> None:
    connection.execute("INSERT INTO bench_owed (what) VALUES ('a document')")
    connection.commit()


def _insert_and_notify(connection: psycopg.Connection) -> None:
    connection.execute("INSERT INTO bench_owed (what) VALUES ('a document')")
    connection.execute(f"NOTIFY {CHANNEL}")
    connection.commit()


def _insert_and_select(connection: psycopg.Connection) -> None:
    connection.execute("INSERT INTO bench_owed (what) VALUES ('a document')")
    connection.execute("SELECT 1")
    connection.commit()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--url", help="a PostgreSQL database to measure in, instead of one without fsync")
    given = parser.parse_args()
    with nullcontext(given.url) if given.url else servers.postgresql() as url:
        with psycopg.connect(url, autocommit=True) as admin:
            admin.execute("CREATE TABLE IF NOT EXISTS bench_owed (id bigserial PRIMARY KEY, what text)")
        database = open_database(url, home=Path("unused"), connections=1)
        notifier = Notifier(database)

        def insert_and_tell(connection: psycopg.Connection) -> None:
            _insert(connection)
            notifier.notify()

        ways: dict[str, Commit] = {
            "no notification": _insert,
            "SELECT 1 in the transaction": _insert_and_select,
            "NOTIFY in the transaction": _insert_and_notify,
            "notified after the commit": insert_and_tell,
        }
        found: dict[str, list[float]] = {name: [] for name in ways}
        for _ in range(given.rounds):
            for name, commit in ways.items():
                found[name].append(commits_a_second(url, commit))
        notifier.close()
        database.close()
    for name, figures in found.items():
        print(f"{name:28} {min(figures):8,.0f} to {max(figures):8,.0f} commits a second, {WRITERS} writers")


if __name__ == "__main__":
    main()
