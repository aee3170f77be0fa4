"""`python -m benchmarks.feed`: events a second through the ordered feed, with eight writers, and what recording costs.

A real `muniment serve` of one process without a worker. Eight clients, in a process of their own, create vendors; one
follows `GET /v1/events` by long polling, in another. What it was told, in order and without a gap, is counted until it
has all. Then eight threads commit vendors without HTTP, for what the feed itself lets through, with events and with the
recording of events taken out. --url names a PostgreSQL database to measure in; SQLite without it.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.synchronize import Event
from pathlib import Path
from unittest import mock

import httpx

from muniment.accounts.caller import Caller
from muniment.accounts.organisations import ensure_organisation
from muniment.db.clock import now
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from muniment.vendors import vendors
from tests.journeys.server import Server

WRITERS = 8
SECONDS = 5.0


def all_at_once(write_as: Callable[[int], None]) -> None:
    """What each of the writers does, in a thread of its own, until all have done it. Given which of them it is."""
    threads = [threading.Thread(target=write_as, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def write(base: str, secret: str, seconds: float) -> None:
    """Eight clients that create vendors."""

    def create(number: int) -> None:
        with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {secret}"}, timeout=30) as client:
            until = time.monotonic() + seconds
            while time.monotonic() < until:
                name = f"{number} {time.time()!r}"
                assert client.post("/v1/vendors", json={"name": name}).status_code == 201

    all_at_once(create)


def follow(base: str, secret: str, is_over: Event, told: multiprocessing.Queue[tuple[int, float, list[float]]]) -> None:
    """Follow the feed until the writers are done and nothing more comes; how many events, until when, how late."""
    seen, last_at, delays, cursor = 0, time.monotonic(), [], "0"
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {secret}"}, timeout=30) as client:
        while True:
            was_over = is_over.is_set()
            answer = client.get("/v1/events", params={"after": cursor, "limit": 500, "wait": 0.5}).json()
            cursor = answer["next"]
            if answer["data"]:
                seen, last_at = seen + len(answer["data"]), time.monotonic()
                newest = answer["data"][-1]["data"]["field_diffs"]["name"]["new_value"]
                delays.append(time.time() - float(newest.split()[-1]))
            elif was_over:
                told.put((seen, last_at, delays))
                return


def over_http(url: str | None, folder: Path) -> dict[str, float]:
    context = multiprocessing.get_context("spawn")
    with Server(folder / "home", "--no-worker", database_url=url, access_log="false") as server:
        server.start()
        secret = server.new_key("Feed")
        is_over, told = context.Event(), context.Queue()
        follower = context.Process(target=follow, args=(server.base, secret, is_over, told))
        writers = context.Process(target=write, args=(server.base, secret, SECONDS))
        follower.start()
        began = time.monotonic()
        writers.start()
        writers.join()
        is_over.set()
        seen, last_at, delays = told.get(timeout=60)
        follower.join()
    return {
        "events a second, written over HTTP and told": seen / (last_at - began),
        "delay of the newest event told, ms, median": statistics.median(delays) * 1000,
    }


def commits(runtime: Runtime, caller: Caller) -> tuple[float, float]:
    """Vendors a second that eight threads commit, and the microseconds of CPU for each in this process."""
    done = [0] * WRITERS

    def create(number: int) -> None:
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            with runtime.database.write() as tx:
                vendors.create(tx, caller, {"name": f"{number} {done[number]}"}, now=now(tx))
            done[number] += 1

    cpu = time.process_time()
    all_at_once(create)
    return sum(done) / SECONDS, (time.process_time() - cpu) / sum(done) * 1e6


def without_http(url: str | None, folder: Path) -> dict[str, float]:
    runtime = build(Settings(home=folder / "home", database_url=url))
    try:
        with runtime.database.write() as tx:
            caller = Caller.system(ensure_organisation(tx, "Commits", now=now(tx)), "benchmark")
        recorded, recorded_us = commits(runtime, caller)
        with mock.patch.object(vendors.feed, "record"):
            bare, bare_us = commits(runtime, caller)
    finally:
        runtime.close()
    return {
        "commits a second with their event": recorded,
        "commits a second, nothing recorded": bare,
        "CPU us a commit with its event": recorded_us,
        "CPU us a commit, nothing recorded": bare_us,
    }


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--url", help="PostgreSQL; SQLite without it")
    arguments.add_argument("--rounds", type=int, default=3)
    given = arguments.parse_args()
    measures: list[Callable[[str | None, Path], dict[str, float]]] = [over_http, without_http]
    found: dict[str, list[float]] = {}
    for _ in range(given.rounds):
        for measure in measures:
            with tempfile.TemporaryDirectory() as folder:
                for name, figure in measure(given.url, Path(folder)).items():
                    found.setdefault(name, []).append(figure)
    for name, figures in found.items():
        print(f"{name:44} {min(figures):8,.0f} {statistics.median(figures):8,.0f} {max(figures):8,.0f}")


if __name__ == "__main__":
    main()
