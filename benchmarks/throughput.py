"""Documents a second that 1, 2 and 4 worker processes read, judge and settle."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy import func, select

from benchmarks.plan import Plan
from benchmarks.report import SPREAD, Rounds, Section
from examples.evidence import DEMO, generate
from muniment import clock
from muniment.accounts.caller import Caller
from muniment.accounts.organisations import ensure_organisation
from muniment.db.tables import jobs
from muniment.documents.intake import Upload, accept
from muniment.reading.file_types import extension_of
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from muniment.storage.staging import Staging
from muniment.vendors import vendors

PROCESSES = (1, 2, 4)
DOCUMENTS = 240
_WAIT_SECONDS = 300


def workers(plan: Plan) -> list[Section]:
    """The sample evidence over and over, on SQLite and on PostgreSQL, bytes on the local disk."""
    from tests.servers import postgresql

    folder = plan.folder / "samples"
    folder.mkdir()
    samples = [written.path for written in generate(folder, seed=1, only=DEMO)]
    rates = Rounds("documents/s", 1)
    with ExitStack() as stack:
        server = stack.enter_context(postgresql())
        subjects = [(kind, n) for kind in ("SQLite", "PostgreSQL") for n in PROCESSES]
        for number, (kind, n) in plan.turns(subjects):
            name = f"{kind}, {n} process{'es' if n > 1 else ''}"
            url = _new_database(server, f"bench_{number}_{n}") if kind == "PostgreSQL" else None
            rates.add(name, _rate(plan.folder / f"workers-{number}-{kind}-{n}", samples, processes=n, url=url))
    text = (
        f"{DOCUMENTS} documents, the {len(samples)} of the demo over and over (PDF, DOCX, XLSX and others), queued "
        "before `muniment worker --concurrency 1` is started once, twice or four times; from the first "
        "document that settled to the last. PostgreSQL without fsync, on the same two cores."
    )
    return [Section("Documents a second by worker processes", text, SPREAD, rates.rows())]


def _new_database(server: str, name: str) -> str:
    import psycopg
    from sqlalchemy.engine import make_url

    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def _rate(home: Path, samples: list[Path], *, processes: int, url: str | None) -> float:
    runtime = build(Settings(home=home, database_url=SecretStr(url) if url is not None else None))
    try:
        _queue(runtime, samples)
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MUNIMENT_")}
        environment |= {"MUNIMENT_HOME": str(home)} | ({"MUNIMENT_DATABASE_URL": url} if url is not None else {})
        with ExitStack() as stack:
            for _ in range(processes):
                stack.enter_context(_worker(home, environment))
            return _await(runtime)
    finally:
        runtime.close()


@contextmanager
def _worker(home: Path, environment: dict[str, str]) -> Iterator[None]:
    program = [sys.executable, "-c", "from muniment.cli.app import main; main()", "worker", "--concurrency", "1"]
    with (home / "workers.log").open("ab") as log:
        process = subprocess.Popen(program, env=environment, stdout=log, stderr=log)
    try:
        yield
    finally:
        process.terminate()
        process.wait(60)


def _queue(runtime: Runtime, samples: list[Path]) -> None:
    with runtime.database.write() as tx:
        org_id = ensure_organisation(tx, "bench", now=clock.now())
        vendor_id = vendors.create(tx, Caller.system(org_id, "benchmark"), {"name": "Bench"}, now=clock.now())["id"]
    for number in range(DOCUMENTS):
        path = samples[number % len(samples)]
        staging = Staging(runtime.staging_folder)
        staging.append([path.read_bytes()])
        wanted = Upload(vendor_id, (), (), None, path.name, extension_of(path.name))
        accept(
            runtime.database,
            runtime.store,
            staging,
            wanted,
            caller=Caller.system(org_id, "benchmark"),
            key=None,
            idempotency_seconds=60,
            now=clock.now(),
        )


def _await(runtime: Runtime) -> float:
    """Documents a second once every document has settled."""
    deadline = time.monotonic() + _WAIT_SECONDS
    while time.monotonic() < deadline:
        time.sleep(0.25)
        with runtime.database.read() as tx:
            done = jobs.c.state == "done"
            ended = select(func.count(), func.min(jobs.c.finished_at), func.max(jobs.c.finished_at)).where(done)
            n, first, last = tx.execute(ended).one()
        if n == DOCUMENTS:
            return (DOCUMENTS - 1) / float(last - first)
    raise RuntimeError(f"only {n} of {DOCUMENTS} documents settled")
