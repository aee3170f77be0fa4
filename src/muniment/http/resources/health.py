"""What an operator's tools ask of a server and of a worker: `/healthz`, `/readyz`, `/metrics`.

None needs a key of an organisation, so neither may cost much or tell much: what they look up is looked up once for
everybody who asks within a while, by one at a time, and answers are words of ours.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import os
import platform
import secrets
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from typing import Annotated, Generic, TypeVar

from fastapi import APIRouter, Query, Request, Response

from muniment.db.migrate import HEAD, current_version
from muniment.errors import DatabaseUnavailableError, StorageUnavailableError, UnauthorizedError
from muniment.http.contract.answers.health import Health
from muniment.http.contract.responses import error_responses
from muniment.http.transport.admit import bearer_token, json_answer
from muniment.http.transport.pools import Pools
from muniment.jobs import clock_set_back, presence, queue
from muniment.observing.metrics import CONTENT_TYPE, Family, Gauge, render
from muniment.runtime import Runtime

log = logging.getLogger("muniment.watching")
router = APIRouter()
"""Only /healthz is in the OpenAPI document, which is for clients: docs/observing.md describes the others."""

T = TypeVar("T")

LOOK_SECONDS = 3.0
"""How long an answer waits for what it looks up; the looking itself may take longer, and serves who asks later."""

_SHARE = 10
"""What was looked up is kept for this many times the time it took: asking again and again costs a tenth of a thread."""

_STATES = ("queued", "leased", "done", "dead", "cancelled")
_OK = "ok"
_FAR_AHEAD = "jobs are due later than can be: the database's clock was set back; workers mend it"


class CachedLookup(Generic[T]):
    """Something looked up in a thread for everybody who asks, at most once in `seconds`, by one at a time."""

    def __init__(
        self, submit: Callable[[Callable[[], T]], asyncio.Future[T]], look: Callable[[], T], *, seconds: float
    ) -> None:
        self._submit = submit
        self._look = look
        self._seconds = seconds
        self._task: asyncio.Task[T | None] | None = None
        self._fresh_until = 0.0

    async def get(self) -> T | None:
        """What was seen; None when it cannot be had now."""
        if self._task is None or (self._task.done() and asyncio.get_running_loop().time() >= self._fresh_until):
            self._task = asyncio.create_task(self._run())
        done, _ = await asyncio.wait((self._task,), timeout=LOOK_SECONDS)
        return self._task.result() if done else None

    async def _run(self) -> T | None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            return await self._submit(self._look)
        except Exception as error:
            log.warning("%s failed: %s", self._look.__name__, error)
            return None
        finally:
            now = loop.time()
            self._fresh_until = now + max(self._seconds, _SHARE * (now - began))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the database's side stands."""

    version: str | None
    living_workers: int
    lanes_far_ahead: int


class HealthChecks:
    """What the endpoints look up, shared by everybody who asks."""

    def __init__(self, runtime: Runtime, pools: Pools) -> None:
        self._runtime = runtime
        self._pools = pools
        self.standing = CachedLookup(pools.reading, self._see_standing, seconds=1)
        self.jobs = CachedLookup(pools.reading, self._see_jobs, seconds=1)
        self.storage = CachedLookup(pools.on_disk, self._see_storage, seconds=_storage_seconds(runtime))

    async def ask_database(self) -> bool:
        """True when the database answers. Raises DatabaseUnavailableError."""

        def ask() -> None:
            with self._runtime.database.read() as tx:
                tx.exec_driver_sql("SELECT 1")

        await self._pools.reading(ask)
        return True

    def _see_standing(self) -> Standing:
        database, settings = self._runtime.database, self._runtime.settings
        found = current_version(database)
        if found is None or found < HEAD:
            return Standing(found, 0, 0)
        with database.read() as tx:
            return Standing(
                found,
                presence.living(tx, within_seconds=settings.lease_seconds),
                clock_set_back.lanes_far_ahead(tx, longest_seconds=settings.longest_wait_seconds),
            )

    def _see_jobs(self) -> queue.Stats:
        with self._runtime.database.read() as tx:
            return queue.stats(tx)

    def _see_storage(self) -> str:
        """`ok`, or what is wrong. Uploads are staged on the local disk wherever they are kept."""
        try:
            with tempfile.TemporaryFile(dir=self._runtime.staging_folder) as file:
                file.write(b"can this be written?")
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            log.warning("the staging folder cannot be written: %s", error)
            return "the local disk cannot be written"
        try:
            self._runtime.store.check()
        except StorageUnavailableError as error:
            log.warning("the store fails its check: %s", error)
            return "the store cannot be reached, read or written"
        return _OK

    async def checks(self) -> dict[str, str]:
        """Each check's name with `ok` or what is wrong."""
        standing, storage = await asyncio.gather(self.standing.get(), self.storage.get())
        checks = {"storage": storage or "the store does not answer in time"}
        if standing is None:
            silent = "the database does not answer"
            return {"database": silent, **checks, "migrations": silent, "worker": silent, "jobs": silent}
        # A newer version is fine: the next release's migrations run while this one still serves.
        is_current = standing.version is not None and standing.version >= HEAD
        seconds = self._runtime.settings.lease_seconds
        return {
            "database": _OK,
            **checks,
            "migrations": _OK if is_current else f"the database is at {standing.version}, this program needs {HEAD}",
            "worker": _OK if standing.living_workers else f"no worker was seen within {seconds:g} seconds",
            "jobs": _FAR_AHEAD if standing.lanes_far_ahead else _OK,
        }

    async def families(self) -> list[Family]:
        """What was counted, and what is looked up now."""
        runtime = self._runtime
        standing, jobs = await asyncio.gather(self.standing.get(), self.jobs.get())
        found: list[Family] = [
            *runtime.metrics.families(),
            Gauge(
                "muniment_disk_free_bytes",
                "Free on the file system of the home folder.",
                values={(): _free_bytes(runtime)},
            ),
            Gauge("muniment_database_up", "1 when the database answers.", values={(): int(standing is not None)}),
        ]
        if standing is not None:
            found.append(
                Gauge("muniment_workers", "Workers alive, on every machine.", values={(): standing.living_workers})
            )
        if jobs is not None:
            found += (
                Gauge(
                    "muniment_jobs",
                    "Jobs in the table.",
                    "state",
                    values={(state,): jobs.by_state.get(state, 0) for state in _STATES},
                ),
                Gauge(
                    "muniment_job_oldest_due_seconds",
                    "How long the oldest due job has waited.",
                    values={(): jobs.oldest_due_seconds},
                ),
            )
        found.append(_build_info(runtime))
        return found


def _storage_seconds(runtime: Runtime) -> float:
    """A check of S3 is four requests, which cost money."""
    return 5 if runtime.settings.storage_url is None else 30


def _free_bytes(runtime: Runtime) -> int:
    found = os.statvfs(runtime.home)
    return found.f_bavail * found.f_frsize


def _build_info(runtime: Runtime) -> Family:
    labels = (
        version("muniment"),
        platform.python_version(),
        "sqlite" if runtime.database.is_sqlite else "postgresql",
        "local" if runtime.settings.storage_url is None else "s3",
    )
    return Gauge(
        "muniment_build_info", "What runs here.", "version", "python", "database", "storage", values={labels: 1}
    )


@router.get(
    "/healthz",
    summary="Is the server up",
    responses={
        200: {"model": Health, "description": "It is up, and its database answers."},
        **error_responses(DatabaseUnavailableError(), everywhere=()),
    },
)
async def get_health(request: Request) -> Response:
    """200 when the server is up and its database answers."""
    if not await request.app.state.is_alive():
        return json_answer({"status": "stopped"}, 503)
    return json_answer({"status": "ok"})


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """What was counted since the start, and how the jobs stand."""
    app = request.app.state
    expected = app.runtime.settings.metrics_token
    if expected is None:
        if not _is_from_this_machine(request):
            raise UnauthorizedError("Only this machine may read it until MUNIMENT_METRICS_TOKEN is set.")
    else:
        sent = bearer_token(request)
        if sent is None or not secrets.compare_digest(sent.encode(), expected.get_secret_value().encode()):
            raise UnauthorizedError("Send the token of MUNIMENT_METRICS_TOKEN as a bearer token.")
    text = render(await app.health.families())
    return Response(text, headers={"content-type": CONTENT_TYPE, "cache-control": "no-store"})


def _is_from_this_machine(request: Request) -> bool:
    """Whether the client is on this machine itself; one that a proxy speaks for is not."""
    if request.client is None or any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip")):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


@router.get("/readyz", include_in_schema=False)
async def readyz(
    request: Request,
    exclude: Annotated[list[str] | None, Query(description="A check that is not to count; repeatable.")] = None,
) -> Response:
    """Whether the database, the storage, the migrations and a worker are as they must be; 503 when one is not."""
    checks: dict[str, str] = await request.app.state.health.checks()
    is_ready = all(told == _OK or name in (exclude or ()) for name, told in checks.items())
    answer = {"status": "ready" if is_ready else "not_ready", "checks": checks}
    return json_answer(answer, 200 if is_ready else 503, {"cache-control": "no-store"})
