"""The jobs in a worker's hands, and the thread that keeps their leases alive."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from muniment.jobs import presence, queue
from muniment.jobs.queue import Job
from muniment.observing.outages import OutageLog
from muniment.runtime import Runtime

log = logging.getLogger("muniment.worker")


class Leases:
    """Renews what is held a good while before it runs out, and says with each round that the worker lives."""

    def __init__(self, runtime: Runtime, *, worker: str, concurrency: int, is_working: Callable[[], bool]) -> None:
        self._runtime = runtime
        self._worker = worker
        self._concurrency = concurrency
        self._is_working = is_working
        self._held: dict[str, tuple[Job, threading.Event]] = {}
        self._owed_back: list[Job] = []
        self._changed = threading.Condition()
        self._stopped = threading.Event()
        self._outage = OutageLog(log, "renewing leases")

    def hold(self, job: Job) -> threading.Event:
        """Keep the job's lease from now on. The event is set when the job is to be given up."""
        cancelled = threading.Event()
        with self._changed:
            self._held[job.id] = (job, cancelled)
        return cancelled

    def drop(self, job: Job) -> None:
        """The job has ended, one way or another."""
        with self._changed:
            self._held.pop(job.id, None)
            self._changed.notify_all()

    def give_back_later(self, job: Job) -> None:
        """Its end could not be written: it goes back unharmed as soon as the database takes that, unless its lease has
        run out by then and another worker has it."""
        with self._changed:
            self._owed_back.append(job)

    def holds(self, job_id: str) -> bool:
        """Whether the job is in this worker's hands."""
        with self._changed:
            return job_id in self._held

    def count(self, queue_name: str) -> int:
        """How many jobs of the queue are held."""
        with self._changed:
            return sum(job.queue == queue_name for job, _ in self._held.values())

    def wait_until_none(self, *, seconds: float) -> bool:
        """Wait until no job is held, for so long; whether none is."""
        with self._changed:
            return self._changed.wait_for(lambda: not self._held, timeout=seconds)

    def cancel(self) -> None:
        """Have every job that is held given up."""
        with self._changed:
            for _, cancelled in self._held.values():
                cancelled.set()

    def keep(self) -> None:
        """Renew until `stop`; the thread's target."""
        lease_seconds = self._runtime.settings.lease_seconds
        self.beat()
        while not self._stopped.wait(lease_seconds / 3):
            self.beat()
            with self._changed:
                held = list(self._held.values())
            for job, cancelled in held:
                self._renew(job, cancelled, lease_seconds=lease_seconds)
            self._give_back()

    def _give_back(self) -> None:
        with self._changed:
            owed = list(self._owed_back)
        for job in owed:
            try:
                with self._runtime.database.write() as tx:
                    queue.release(tx, job)
            except Exception as error:
                self._outage.failed(error)
                return
            with self._changed:
                self._owed_back.remove(job)

    def _renew(self, job: Job, cancelled: threading.Event, *, lease_seconds: float) -> None:
        try:
            with self._runtime.database.write() as tx:
                is_held = queue.heartbeat(tx, job, lease_seconds=lease_seconds)
        except Exception as error:
            self._outage.failed(error)
            return
        self._outage.passed()
        if not is_held:
            cancelled.set()

    def beat(self) -> None:
        """Say that this worker lives; nothing while it cannot claim, whatever else of it lives."""
        if not self._is_working():
            return
        try:
            with self._runtime.database.write() as tx:
                presence.beat(tx, self._worker, concurrency=self._concurrency)
            self._outage.passed()
        except Exception as error:
            self._outage.failed(error)

    def stop(self) -> None:
        """Renew no more. What could not be given back is tried once more."""
        self._stopped.set()
        self._give_back()

    def leave(self) -> None:
        """This worker has stopped: take its row away."""
        try:
            with self._runtime.database.write() as tx:
                presence.leave(tx, self._worker)
        except Exception:
            log.warning("the worker's row stays until it is old: the database does not answer")
