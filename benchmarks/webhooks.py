"""`python -m benchmarks.webhooks`: deliveries a second, and how long after its commit an event arrives, where some of
the receivers hang.

One worker, as `muniment worker` runs it, tells a hundred receivers of one organisation; twenty of them take the message
and never answer. The receivers are a process of their own, in plain HTTP on 127.0.0.1. A first event makes the hanging
ones known; then events are committed at a steady rate for the delay, then all at once for the rate. --url names a
PostgreSQL database to measure in; without it SQLite in a new folder.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import func, select

from muniment.accounts.caller import Caller
from muniment.accounts.organisations import ensure_organisation
from muniment.analysis.sandboxed import open_sandbox
from muniment.db.clock import now
from muniment.db.tables import webhooks
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from muniment.vendors import vendors
from muniment.webhooks import pump, subscriptions
from muniment.webhooks.seals import Seals
from muniment.webhooks.subscriptions import Change
from muniment.worker.kinds import KINDS
from muniment.worker.worker import Worker

RECEIVERS, HANGING = 100, 20
STEADY_EVENTS, EVENTS_A_SECOND = 20, 1
BURST_EVENTS = 20


def receive(pipe: Connection, hanging: int) -> None:
    """Serve on a free port, told through the pipe; then on each word give the delays that were seen, in seconds."""
    delays: list[float] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
            body = orjson.loads(await reader.readexactly(length))
            if int(head.partition(b" ")[2].partition(b" ")[0][1:]) < hanging:
                await asyncio.sleep(3600)
            delays.append(time.time() - float(body["data"]["field_diffs"]["name"]["new_value"]))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1000)
        pipe.send(server.sockets[0].getsockname()[1])
        while await asyncio.to_thread(pipe.recv):
            pipe.send(list(delays))
            delays.clear()

    asyncio.run(serve())


def subscribe(runtime: Runtime, caller: Caller, port: int) -> str:
    """A vendor whose changes all receivers are told of."""
    seals = Seals(runtime.settings, runtime.secret)
    with runtime.database.write() as tx:
        vendor = vendors.create(tx, caller, {"name": "0"}, now=now(tx))
        for number in range(RECEIVERS):
            wanted = Change(f"http://127.0.0.1:{port}/{number}", ["Vendor.Updated"], "a secret of many characters")
            subscriptions.create(tx, caller, wanted, seals=seals, now=now(tx))
    return str(vendor["id"])


def delivered(runtime: Runtime) -> int:
    with runtime.database.read() as tx:
        return int(tx.execute(select(func.sum(webhooks.c.delivered_count))).scalar_one())


def wait(condition: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > until:
            raise SystemExit("the deliveries did not arrive in time")
        time.sleep(0.02)


def measure(runtime: Runtime, port: int, pipe: Connection, *, hanging: int) -> dict[str, Any]:
    with runtime.database.write() as tx:
        caller = Caller.system(ensure_organisation(tx, "Aldgate Insurance", now=now(tx)), "benchmark")
    vendor_id = subscribe(runtime, caller, port)
    working = RECEIVERS - hanging

    def commit() -> None:
        with runtime.database.write() as tx:
            vendors.change(tx, caller, vendor_id, {"name": repr(time.time())}, now=now(tx))

    def seen() -> list[float]:
        pipe.send(True)
        return sorted(pipe.recv())

    commit()
    wait(lambda: delivered(runtime) == working, 120)
    first = seen()
    for _ in range(STEADY_EVENTS):
        commit()
        time.sleep(1 / EVENTS_A_SECOND)
    wait(lambda: delivered(runtime) == working * (1 + STEADY_EVENTS), 120)
    steady = seen()
    began = time.perf_counter()
    for _ in range(BURST_EVENTS):
        commit()
    wait(lambda: delivered(runtime) == working * (1 + STEADY_EVENTS + BURST_EVENTS), 300)
    rate = working * BURST_EVENTS / (time.perf_counter() - began)
    return {
        "first event, ms, worst": round(first[-1] * 1000),
        "steady, ms, median": round(statistics.median(steady) * 1000),
        "steady, ms, 99 of 100": round(steady[int(len(steady) * 0.99)] * 1000),
        "steady, ms, worst": round(steady[-1] * 1000),
        "deliveries a second": round(rate),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--url", help="PostgreSQL; SQLite without it")
    arguments.add_argument("--hanging", type=int, default=HANGING, help="receivers of a hundred that hang")
    given = arguments.parse_args()
    context = multiprocessing.get_context("spawn")
    pipe, theirs = context.Pipe()
    receivers = context.Process(target=receive, args=(theirs, given.hanging), daemon=True)
    receivers.start()
    port = pipe.recv()
    kinds = {kind: work for kind, work in KINDS.items() if kind in (pump.TELL, pump.TELL_FAILING)}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            home=Path(folder) / "home",
            database_url=given.url,
            webhook_private_networks="127.0.0.1",
            webhook_http=True,
        )
        runtime = build(settings)
        sandbox = open_sandbox(settings, scratch_folder=runtime.scratch_folder)
        worker = Worker(runtime, sandbox, concurrency=2, kinds=kinds)
        worker.start()
        try:
            for name, value in measure(runtime, port, pipe, hanging=given.hanging).items():
                print(f"{name:28} {value:>8,}")
        finally:
            receivers.kill()
            worker.stop(seconds=15)
            sandbox.close()
            runtime.close()


if __name__ == "__main__":
    main()
