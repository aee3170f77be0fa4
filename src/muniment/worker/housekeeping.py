"""Cleaning up behind workers that died, and the sweep from time to time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection
from functools import partial
from typing import TypeVar

from muniment.jobs import clock_set_back, presence, queue
from muniment.observing.outages import OutageLog
from muniment.runtime import Runtime
from muniment.upkeep import sweep
from muniment.worker.failures import Failures
from muniment.worker.lock import WorkerLock
from muniment.worker.outages import fault_of_ours

log = logging.getLogger("muniment.worker")

T = TypeVar("T")


class Housekeeping:
    """Looks after the jobs of these kinds and after the home, in a thread of its own."""

    def __init__(
        self,
        runtime: Runtime,
        *,
        lock: WorkerLock,
        failures: Failures,
        kinds: Collection[str],
        is_held: Callable[[str], bool],
        stopping: threading.Event,
    ) -> None:
        """`is_held`: whether a job, by its id, is in the hands of this very worker."""
        self._runtime = runtime
        self._lock = lock
        self._failures = failures
        self._kinds = tuple(kinds)
        self._is_held = is_held
        self._stopping = stopping
        self._outages: dict[str, OutageLog] = {}

    def keep(self) -> None:
        """Look around until told to stop; the thread's target."""
        settings = self._runtime.settings
        next_sweep = 0.0
        while not self._stopping.is_set():
            self._attempt("due times", self.mend_due_times)
            self._attempt("jobs of dead workers", self.take_over_abandoned)
            if time.monotonic() >= next_sweep:
                self.sweep()
                next_sweep = time.monotonic() + settings.sweep_seconds
            self._stopping.wait(settings.lease_seconds / 2)

    def mend_due_times(self) -> None:
        """Bring back what a clock that was ahead and was set back left too far ahead."""
        longest_seconds = self._runtime.settings.longest_wait_seconds
        with self._runtime.database.read() as tx:
            if not clock_set_back.is_seen(tx, longest_seconds=longest_seconds):
                return
        with self._runtime.database.write() as tx:
            mended = clock_set_back.mend(tx, longest_seconds=longest_seconds)
        log.warning("the database's clock was set back: %d jobs were due or leased too far ahead", mended)

    def sweep(self) -> None:
        """Do every chore whose turn it is here, each by itself."""
        is_our_turn = self._attempt("turns", self.is_to_sweep)
        swept: dict[str, int] = {}
        for chore in sweep.CHORES:
            if not (is_our_turn or chore.is_local):
                continue
            found = self._attempt(chore.name.replace("_", " "), partial(chore.run, self._runtime))
            if found is not None:
                swept[chore.name] = found
        if any(swept.values()):
            log.info("swept: %s", ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in swept.items() if n))

    def _attempt(self, what: str, work: Callable[[], T]) -> T | None:
        """What the work gives; None when it failed, which is told once for as long as it does."""
        outage = self._outages.setdefault(what, OutageLog(log, f"housekeeping of {what}"))
        try:
            found = work()
        except Exception as error:
            outage.failed(error, with_trace=fault_of_ours(error) is None)
            return None
        outage.passed()
        return found

    def is_to_sweep(self) -> bool:
        """A store that others share is swept by one of all; what stands in this home, by whoever starts here."""
        settings = self._runtime.settings
        if settings.storage_url is None:
            return True
        with self._runtime.database.write() as tx:
            return presence.take_chore(tx, "sweep", every_seconds=settings.sweep_seconds)

    def take_over_abandoned(self) -> None:
        """Queue again what dead workers held; a job that keeps killing its worker ends as dead. Jobs of a kind that is
        not known here are left to who knows how to give them up. What this worker is at is not abandoned, though its
        lease ran out while the machine stood still: it is renewed. Raises the first failure when all have had their
        turn.
        """
        database = self._runtime.database
        with database.read() as tx:
            holders = queue.leasing_workers(tx)
        dead = tuple(name for name in holders if self._lock.is_dead(name))
        self._lock.forget_dead(except_for=holders)
        with database.read() as tx:
            abandoned = queue.abandoned(tx, kinds=self._kinds, by=dead)
        failures: list[Exception] = []
        for org_id, job_id in abandoned:
            if self._is_held(job_id):
                continue
            try:
                self._failures.take_over(org_id, job_id, dead=dead)
            except Exception as error:  # the others' turn comes all the same
                error.add_note(f"job {job_id}")
                failures.append(error)
        if failures:
            raise failures[0]
