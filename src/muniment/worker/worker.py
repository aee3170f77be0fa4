"""The worker: claims jobs, keeps their leases alive, runs them, and cleans up behind workers that died.

One thread claims and hands out, as many threads as the concurrency run jobs, one keeps the leases, one looks after the
house. Parsing happens in a child process (reading/sandbox.py), so no document can take the worker down.
"""

from __future__ import annotations

import fcntl
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from muniment.analysis.pipeline import Interrupted, Pipeline
from muniment.db.engine import Transaction
from muniment.documents import analysis_job
from muniment.errors import StorageUnavailableError
from muniment.events.feed import lock_organisation
from muniment.jobs import presence, queue
from muniment.jobs.local_wakeup import LocalWakeup
from muniment.jobs.queue import Job, RetryPolicy
from muniment.observing import logs, tracing
from muniment.runtime import Runtime
from muniment.upkeep import sweep

if TYPE_CHECKING:
    from muniment.jobs.wakeup import Wakeup

log = logging.getLogger("muniment.worker")

Conclude = Callable[[Transaction], str | None]
"""Writes a job's effect, in the transaction that ends the job; the status in which it leaves the document, None when
the document is not the job's any more."""

JOBS: dict[str, Callable[[Runtime, Pipeline, Job, threading.Event], Conclude]] = {
    queue.ANALYSE_DOCUMENT: analysis_job.run,
}
"""What each kind of job does. A kind that is not here stays queued for a worker that knows it."""

_MAX_ERROR_CHARACTERS = 500
_RESTART_SECONDS = 5.0
_PAUSE_OF_OUTAGE = 3  # an outage is looked at again after as long as a third failure


class Worker:
    """Works the jobs table of a runtime until stopped."""

    def __init__(self, runtime: Runtime, *, concurrency: int) -> None:
        settings = runtime.settings
        self._runtime = runtime
        self._concurrency = concurrency
        self._pipeline = Pipeline(settings, runtime.metrics, scratch_folder=runtime.scratch_folder)
        self._lock = WorkerLock(runtime.locks_folder)
        self._retry = RetryPolicy(
            max_attempts=settings.max_attempts,
            base_seconds=settings.retry_base_seconds,
            max_seconds=settings.retry_max_seconds,
        )
        self._free = threading.Semaphore(concurrency)
        self._slots = ThreadPoolExecutor(concurrency, thread_name_prefix="job")
        self._running: dict[str, tuple[Job, threading.Event]] = {}
        self._guard = threading.Lock()
        self._wakeup = _wakeup(runtime)
        self._is_ready = False
        self._stopping = threading.Event()
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=target, name=name, daemon=True)
            for name, target in (
                ("claims", self._claim_jobs),
                ("leases", self._keep_leases),
                ("house", self._keep_house),
            )
        ]

    def start(self) -> None:
        """Begin working, in threads of its own."""
        self._wakeup.start()
        for thread in self._threads:
            thread.start()

    @property
    def is_working(self) -> bool:
        """Whether it claims jobs, or would if there were any."""
        return self._threads[0].is_alive() and self._is_ready

    def pause(self) -> None:
        """Claim nothing more; what is running goes on."""
        self._stopping.set()
        self._runtime.wake.set()

    def stop(self, *, seconds: float) -> None:
        """Claim nothing more, let running jobs finish for so long, then give them back unharmed."""
        self.pause()
        deadline = time.monotonic() + seconds
        self._free.release()  # the claiming thread may be waiting for a slot
        if self._threads[0].ident is not None:
            self._threads[0].join(timeout=10)  # what it is claiming at this moment is still run, or given back
        while self._running and time.monotonic() < deadline:
            time.sleep(0.02)
        with self._guard:
            for _, cancelled in self._running.values():
                cancelled.set()
        self._slots.shutdown(wait=True)
        self._stopped.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(timeout=10)
        self._wakeup.stop()
        if self._threads[0].ident is not None:
            self._leave()
        self._pipeline.close()
        self._lock.close()

    # Claiming and running

    def _claim_jobs(self) -> None:
        while not self._stopping.is_set():
            try:
                self._pipeline.start()
                self._is_ready = True
                self._beat()
                break
            except Exception:
                log.exception("the fork server did not start; trying again")
                self._stopping.wait(_RESTART_SECONDS)
        while not self._stopping.is_set():
            self._free.acquire()
            job = None if self._stopping.is_set() else self._claim()
            if job is None:
                self._free.release()
                continue
            cancelled = threading.Event()
            with self._guard:
                self._running[job.id] = (job, cancelled)
            self._slots.submit(self._run, job, cancelled)

    def _claim(self) -> Job | None:
        """The next job, or None after a while without one."""
        runtime, settings = self._runtime, self._runtime.settings
        runtime.wake.clear()
        try:
            with runtime.database.read() as tx:
                has_work = queue.has_work(tx)
            if has_work:
                with runtime.database.write() as tx:
                    job = queue.claim(
                        tx,
                        worker=self._lock.name,
                        kinds=tuple(JOBS),
                        lease_seconds=settings.lease_seconds,
                        most_at_once=settings.max_jobs_per_organisation,
                    )
                if job is not None:
                    runtime.metrics.claims.add(job.kind)
                    return job
        except Exception:
            log.exception("jobs cannot be claimed; trying again")
        runtime.wake.wait(settings.poll_seconds)
        return None

    def _run(self, job: Job, cancelled: threading.Event) -> None:
        with logs.about(org_id=job.org_id, document_id=job.document_id, job_id=job.id):
            about = {"muniment_document_id": job.document_id, "muniment_org_id": job.org_id, "muniment_job_id": job.id}
            try:
                with tracing.span(job.kind, kind="consumer", parent=job.trace_parent, **about) as span:
                    span.set_attribute("muniment.attempt", job.attempt)
                    self._attempt(job, cancelled)
            except Exception:
                # The lease runs out and the job is tried again; nothing is lost but time.
                log.exception("a job's end could not be written")
            finally:
                with self._guard:
                    self._running.pop(job.id, None)
                self._free.release()

    def _attempt(self, job: Job, cancelled: threading.Event) -> None:
        database, metrics = self._runtime.database, self._runtime.metrics
        began = time.monotonic()
        try:
            conclude = JOBS[job.kind](self._runtime, self._pipeline, job, cancelled)
        except Interrupted:
            with database.write() as tx:
                queue.release(tx, job)
            return
        except StorageUnavailableError as error:
            # Not the document's fault, and it may last: no try is used up.
            log.warning("a job waits for the store: %s", error.message)
            with database.write() as tx:
                queue.release(tx, job, delay_seconds=self._retry.delay(_PAUSE_OF_OUTAGE), error=error.message)
            return
        except Exception as error:
            log.exception("a job failed")
            metrics.failures.add(job.kind)
            self._note_failure(job, f"{type(error).__name__}: {error}")
            return
        status = None
        with suppress(LeaseLostError):
            with tracing.span("save"), database.write() as tx:
                concluded = conclude(tx)
                if not queue.finish(tx, job):
                    raise LeaseLostError  # rolls back: another worker has the job
            status = concluded
        if status is not None:
            seconds = time.monotonic() - began
            metrics.settled.add(status)
            metrics.analysis_seconds.observe(seconds)
            log.info("document settled", extra={"status": status, "milliseconds": round(seconds * 1000)})

    def _note_failure(self, job: Job, error: str) -> None:
        with self._runtime.database.write() as tx:
            # First the organisation, then the job, as whoever takes a job back does.
            lock_organisation(tx, job.org_id)
            status = self._fail(tx, job, error=error[:_MAX_ERROR_CHARACTERS])
        self._note_given_up(job, status)

    def _fail(self, tx: Transaction, job: Job, *, error: str) -> str | None:
        """Note a failed try; the document's status when it was the last. Under the organisation's lock."""
        is_queued = queue.fail(tx, job, error=error, retry=self._retry)
        return analysis_job.give_up(tx, job) if is_queued is False else None

    def _note_given_up(self, job: Job, status: str | None) -> None:
        if status is not None:
            self._runtime.metrics.settled.add(status)
            about = {"org_id": job.org_id, "document_id": job.document_id, "job_id": job.id}
            log.error("every try failed: the job is dead, its document failed", extra=about)

    # Leases

    def _keep_leases(self) -> None:
        lease = self._runtime.settings.lease_seconds
        self._beat()
        while not self._stopped.wait(lease / 3):
            self._beat()
            with self._guard:
                running = list(self._running.values())
            for job, cancelled in running:
                try:
                    with self._runtime.database.write() as tx:
                        is_held = queue.heartbeat(tx, job, lease_seconds=lease)
                except Exception:
                    log.exception("a lease could not be renewed; trying again", extra={"job_id": job.id})
                    continue
                if not is_held:
                    cancelled.set()

    def _beat(self) -> None:
        if not self.is_working:
            return  # who cannot claim does not work, whatever else of it lives
        try:
            with self._runtime.database.write() as tx:
                presence.beat(tx, self._lock.name, concurrency=self._concurrency)
        except Exception:
            log.exception("the worker's heartbeat could not be written; trying again")

    def _leave(self) -> None:
        try:
            with self._runtime.database.write() as tx:
                presence.leave(tx, self._lock.name)
        except Exception:
            log.warning("the worker's row stays until it is old: the database does not answer")

    # Housekeeping

    def _keep_house(self) -> None:
        settings = self._runtime.settings
        next_sweep = 0.0
        while not self._stopping.is_set():
            try:
                self._take_over_abandoned()
                if time.monotonic() >= next_sweep:
                    if self._is_to_sweep():
                        sweep.sweep(self._runtime)
                    else:
                        sweep.sweep_home(self._runtime)
                    next_sweep = time.monotonic() + settings.sweep_seconds
            except Exception:
                log.exception("housekeeping failed; trying again")
            self._stopping.wait(settings.lease_seconds / 2)

    def _is_to_sweep(self) -> bool:
        """A store that others share is swept by one of all; what stands in this home, by whoever starts here."""
        settings = self._runtime.settings
        if settings.storage_url is None:
            return True
        with self._runtime.database.write() as tx:
            return presence.take_chore(tx, "sweep", every_seconds=settings.sweep_seconds)

    def _take_over_abandoned(self) -> None:
        """Queue again what dead workers held; a document that keeps killing its worker ends as failed."""
        database = self._runtime.database
        with database.read() as tx:
            holders = queue.leasing_workers(tx)
        dead = tuple(name for name in holders if self._lock.is_dead(name))
        self._lock.forget_dead(except_for=holders)
        with database.read() as tx:
            abandoned = queue.abandoned(tx, by=dead)
        for org_id, job_id in abandoned:
            try:
                self._take_over(org_id, job_id, dead=dead)
            except Exception:
                # The others' turn comes all the same.
                log.exception("an abandoned job could not be taken over; trying again", extra={"job_id": job_id})

    def _take_over(self, org_id: str, job_id: str, *, dead: tuple[str, ...]) -> None:
        """One job a transaction, the organisation locked before it: whoever takes a job back or uploads does so in the
        same order, so nobody waits in a circle."""
        with self._runtime.database.write() as tx:
            lock_organisation(tx, org_id)
            job = queue.hold_abandoned(tx, job_id, by=dead)
            if job is None:
                return  # another worker was first
            status = self._fail(tx, job, error="the worker stopped in the middle")
        self._runtime.metrics.failures.add(job.kind)
        self._note_given_up(job, status)
        self._runtime.wake.set()


def _wakeup(runtime: Runtime) -> Wakeup | LocalWakeup:
    """What listens for jobs that other processes commit."""
    if runtime.database.is_sqlite:
        return LocalWakeup(runtime.wakeups_folder, runtime.wake)
    from muniment.jobs.wakeup import Wakeup

    return Wakeup(runtime.database, runtime.wake)


class LeaseLostError(Exception):
    """The job belongs to another worker by now."""


class WorkerLock:
    """A locked file that says this worker lives: the kernel gives the lock back when the process dies, so other
    workers of the same home learn of its death at once instead of when the lease runs out."""

    def __init__(self, folder: Path) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._folder = folder
        self._path = folder / self.name
        self._file = self._path.open("wb")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def is_dead(self, name: str) -> bool:
        """Whether a worker of this home is surely dead. One of another machine never is: its lease decides."""
        path = self._folder / Path(name).name
        if name == self.name or not path.exists():
            return False
        with path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def forget_dead(self, *, except_for: Collection[str]) -> None:
        """Remove the files of dead workers that hold no lease any more."""
        for path in self._folder.iterdir():
            if path.name not in except_for and self.is_dead(path.name):
                path.unlink(missing_ok=True)

    def close(self) -> None:
        """Give up the lock and its file."""
        self._path.unlink(missing_ok=True)
        self._file.close()
