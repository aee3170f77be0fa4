"""Uploads and downloads against nginx and against FastAPI's own UploadFile; memory per upload."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks import servers
from benchmarks.load import Request, drive, fetch, form_around, get, head, send_file
from benchmarks.plan import MEBIBYTE, Plan
from benchmarks.report import SPREAD, Rounds, Section
from benchmarks.servers import Account, MissingYardstickError, Server

LARGE_BYTES = 100 * MEBIBYTE
SMALL_BYTES = 100 * 1024
SMALL_COUNT = 1600
CONNECTIONS = 16
FORM = "FastAPI's own UploadFile (benchmarks/plain_app.py: parse, hash, copy, fsync, insert; no key, no job, no log)"
PUT = "nginx WebDAV PUT (no form, no hash, no fsync, no database)"


@dataclass(slots=True)
class _Sender:
    """Makes the requests that upload to one server."""

    server: Server
    account: Account | None
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def around(self, size: int) -> tuple[bytes, bytes]:
        """What is sent before and after a file of that size."""
        number, address = next(self._numbers), self.server.address
        if self.server.name == "nginx":
            # 256 folders, as the others have: one folder of thousands is a different measurement.
            return head("PUT", f"/{number % 256:02x}/{number}.pdf", address, length=size), b""
        vendor_id = self.account.vendor_id if self.account is not None else "cbvndr_0"
        before, after, kind = form_around({"vendor_id": vendor_id}, filename=f"{number}.pdf")
        headers = {"Content_Type": kind}
        if self.account is not None:
            headers["Authorization"] = self.account.authorization
        length = len(before) + size + len(after)
        return head("POST", "/v1/documents", address, length=length, **headers) + before, after


def _start(
    plan: Plan, stack: ExitStack, name: str, *, with_nginx: bool = True, with_plain: bool = True
) -> tuple[list[_Sender], list[str]]:
    """The servers that can be had, and a note for each that cannot."""
    folder = plan.folder / name
    account = servers.open_account(folder / "home")
    senders, notes = [], []
    mine = servers.muniment(folder / "home", worker_concurrency="0")
    senders.append(_Sender(stack.enter_context(mine), account))
    yardsticks = [servers.nginx(folder / "nginx")] if with_nginx else []
    yardsticks += [servers.plain(folder / "plain", cache=plan.cache)] if with_plain else []
    for yardstick in yardsticks:
        try:
            senders.append(_Sender(stack.enter_context(yardstick), None))
        except MissingYardstickError as missing:
            notes.append(f"Not measured: {missing}.")
    return senders, notes


def large_uploads(plan: Plan) -> list[Section]:
    """100 MiB over one connection."""
    file = plan.content(LARGE_BYTES)
    rates, cpu = Rounds("MB/s", 0), Rounds("CPU s", 2)
    with ExitStack() as stack:
        senders, notes = _start(plan, stack, "large")
        for sender in senders:
            send_file(sender.server.address, *_framed(sender, LARGE_BYTES, file))
        for _, sender in plan.turns(senders):
            used = sender.server.cpu_seconds()
            seconds, _ = send_file(sender.server.address, *_framed(sender, LARGE_BYTES, file))
            rates.add(sender.server.name, LARGE_BYTES / 1e6 / seconds)
            cpu.add(sender.server.name, sender.server.cpu_seconds() - used)
    rows = rates.ratio_rows("muniment", "nginx", aim="≥ 0.35")
    rows += rates.ratio_rows("muniment", "plain FastAPI", aim="≥ 1.5")
    text = f"100 MiB over one connection; from the first byte sent to the answer received. Against {PUT} and {FORM}."
    return [Section("Upload of 100 MiB", text, SPREAD, rows + rates.rows() + cpu.rows(), notes)]


def _framed(sender: _Sender, size: int, file: Path) -> tuple[bytes, Path, bytes]:
    before, after = sender.around(size)
    return before, file, after


def _small_rounds(plan: Plan, senders: Mapping[str, _Sender]) -> tuple[Rounds, Rounds, Rounds]:
    """Uploads a second, CPU and p99 of each sender, 100 KiB over 16 connections."""
    content = plan.content(SMALL_BYTES).read_bytes()
    rates, cpu, slow = Rounds("uploads/s", 0), Rounds("CPU us each", 0), Rounds("p99 ms", 0)

    def requests(sender: _Sender, count: int) -> Iterator[Request]:
        for _ in range(count):
            before, after = sender.around(SMALL_BYTES)
            yield (before, content, after)

    for sender in senders.values():
        drive(sender.server.address, requests(sender, 200), connections=CONNECTIONS)
    for _, name in plan.turns(list(senders)):
        server, used = senders[name].server, senders[name].server.cpu_seconds()
        driven = drive(server.address, requests(senders[name], SMALL_COUNT), connections=CONNECTIONS)
        rates.add(name, driven.per_second)
        cpu.add(name, (server.cpu_seconds() - used) / driven.count * 1e6)
        slow.add(name, sorted(driven.latencies)[int(len(driven.latencies) * 0.99)] * 1000)
    return rates, cpu, slow


def small_uploads(plan: Plan) -> list[Section]:
    """100 KiB over 16 connections."""
    with ExitStack() as stack:
        senders, notes = _start(plan, stack, "small")
        rates, cpu, slow = _small_rounds(plan, {sender.server.name: sender for sender in senders})
    rows = rates.ratio_rows("muniment", "plain FastAPI", aim="≥ 2")
    rows += rates.ratio_rows("muniment", "nginx")
    text = f"{SMALL_COUNT} uploads of 100 KiB a round over {CONNECTIONS} kept connections. Against {PUT} and {FORM}."
    return [
        Section("Uploads of 100 KiB, 16 at once", text, SPREAD, rows + rates.rows() + cpu.rows() + slow.rows(), notes)
    ]


def synced_uploads(plan: Plan) -> list[Section]:
    """100 KiB over 16 connections, on a PostgreSQL that waits for the disk, against the embedded database."""
    from tests.servers import restartable_postgresql

    with ExitStack() as stack:
        url = stack.enter_context(restartable_postgresql(options=())).url
        senders = {}
        for name, settings in (("PostgreSQL with fsync", {"database_url": url}), ("SQLite", {})):
            home = plan.folder / f"synced-{name.split()[0]}"
            account = servers.open_account(home, **settings)
            server = stack.enter_context(servers.muniment(home, worker_concurrency="0", **settings))
            senders[name] = _Sender(server, account)
        rates, cpu, slow = _small_rounds(plan, senders)
    rows = rates.ratio_rows("PostgreSQL with fsync", "SQLite") + rates.rows() + cpu.rows() + slow.rows()
    text = (
        f"{SMALL_COUNT} uploads of 100 KiB a round over {CONNECTIONS} kept connections, one organisation; PostgreSQL "
        "on the same machine, its own settings, every commit on the disk before it is answered, as on SQLite."
    )
    return [Section("Uploads of 100 KiB on PostgreSQL with fsync", text, SPREAD, rows)]


def memory(plan: Plan) -> list[Section]:
    """Memory per upload with 16 x 100 MiB at once, each round in fresh processes."""
    file = plan.content(LARGE_BYTES)
    each, idle = Rounds("MiB per upload", 2), Rounds("MiB before", 0)
    notes: list[str] = []
    for number in range(max(1, plan.rounds // 3)):  # each writes 3.5 GB
        with ExitStack() as stack, ThreadPoolExecutor(CONNECTIONS) as pool:
            senders, notes = _start(plan, stack, f"memory-{number}", with_nginx=False)
            for sender in senders:
                server = sender.server
                send_file(server.address, *_framed(sender, LARGE_BYTES, file))
                before = server.memory_kib("VmRSS")
                server.forget_peak()
                frames = [_framed(sender, LARGE_BYTES, file) for _ in range(CONNECTIONS)]
                for done in [pool.submit(send_file, server.address, *frame) for frame in frames]:
                    done.result()
                each.add(server.name, (server.memory_kib("VmHWM") - before) / 1024 / CONNECTIONS)
                idle.add(server.name, before / 1024)
    text = (
        "16 uploads of 100 MiB at once into a fresh process: (peak RSS - RSS after one upload) / 16. "
        "Aim ≤ 2 MiB. FastAPI's UploadFile spools to the disk a second time."
    )
    return [Section("Memory per upload", text, SPREAD, each.rows() + idle.rows(), notes)]


def downloads(plan: Plan) -> list[Section]:
    """100 MiB from the page cache over one connection."""
    file = plan.content(LARGE_BYTES)
    rates, cpu = Rounds("MB/s", 0), Rounds("CPU s", 2)
    with ExitStack() as stack:
        senders, notes = _start(plan, stack, "download", with_plain=False)
        targets = [(sender.server, _link(sender, file)) for sender in senders]
        for server, request in targets:
            fetch(server.address, request)
        for _, (server, request) in plan.turns(targets):
            used = server.cpu_seconds()
            seconds, received = fetch(server.address, request)
            assert received == LARGE_BYTES
            rates.add(server.name, LARGE_BYTES / 1e6 / seconds)
            cpu.add(server.name, server.cpu_seconds() - used)
    rows = rates.ratio_rows("muniment", "nginx", aim="≥ 0.6") + rates.rows() + cpu.rows()
    text = (
        "100 MiB through a presigned link, from the page cache, over one connection; the client drops what comes. "
        "Against nginx with sendfile."
    )
    return [Section("Download of 100 MiB", text, SPREAD, rows, notes)]


def _link(sender: _Sender, file: Path) -> bytes:
    """The request that downloads the file, once it is uploaded."""
    address = sender.server.address
    before, after = sender.around(LARGE_BYTES)
    _, answer = send_file(address, before, file, after)
    if sender.account is None:
        return head("GET", before.split(b" ", 2)[1].decode(), address)
    document_id = json.loads(answer)["id"]
    asked = get(address, f"/v1/documents/{document_id}/download", Authorization=sender.account.authorization)
    url = urlsplit(json.loads(asked)["url"])
    return head("GET", f"{url.path}?{url.query}", address)
