"""Cleaning up behind workers that died, and the sweep from time to time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Collection

from muniment.jobs import presence, queue
from muniment.runtime import Runtime
from muniment.upkeep import sweep
from muniment.worker.failures import Failures
from muniment.worker.lock import WorkerLock

log = logging.getLogger("muniment.worker")


class Housekeeping:
    """Looks after the jobs of these kinds and after the home, in a thread of its own."""

    def __init__(
        self,
        runtime: Runtime,
        *,
        lock: WorkerLock,
        failures: Failures,
        kinds: Collection[str],
        stopping: threading.Event,
    ) -> None:
        self._runtime = runtime
        self._lock = lock
        self._failures = failures
        self._kinds = tuple(kinds)
        self._stopping = stopping

    def keep(self) -> None:
        """Look around until told to stop; the thread's target."""
        settings = self._runtime.settings
        next_sweep = 0.0
        while not self._stopping.is_set():
            try:
                self.take_over_abandoned()
                if time.monotonic() >= next_sweep:
                    if self.is_to_sweep():
                        sweep.sweep(self._runtime)
                    else:
                        sweep.sweep_home(self._runtime)
                    next_sweep = time.monotonic() + settings.sweep_seconds
            except Exception:
                log.exception("housekeeping failed; trying again")
            self._stopping.wait(settings.lease_seconds / 2)

    def is_to_sweep(self) -> bool:
        """A store that others share is swept by one of all; what stands in this home, by whoever starts here."""
        settings = self._runtime.settings
        if settings.storage_url is None:
            return True
        with self._runtime.database.write() as tx:
            return presence.take_chore(tx, "sweep", every_seconds=settings.sweep_seconds)

    def take_over_abandoned(self) -> None:
        """Queue again what dead workers held; a job that keeps killing its worker ends as dead. Jobs of a kind that is
        not known here are left to who knows how to give them up."""
        database = self._runtime.database
        with database.read() as tx:
            holders = queue.leasing_workers(tx)
        dead = tuple(name for name in holders if self._lock.is_dead(name))
        self._lock.forget_dead(except_for=holders)
        with database.read() as tx:
            abandoned = queue.abandoned(tx, kinds=self._kinds, by=dead)
        for org_id, job_id in abandoned:
            try:
                self._failures.take_over(org_id, job_id, dead=dead)
            except Exception:
                # The others' turn comes all the same.
                log.exception("an abandoned job could not be taken over; trying again", extra={"job_id": job_id})
