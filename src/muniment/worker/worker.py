"""The worker: claims jobs of every kind it knows and runs them.

One thread claims and hands out, each queue has threads that run its jobs, one keeps the leases (leases.py), one looks
after the house (housekeeping.py). Parsing happens in a child process (reading/sandbox), so no document can take the
worker down.

A queue has as many slots as the worker's concurrency, or `webhook_slots` where its jobs wait for others most of the
time, and they are its own: however long the jobs of one queue take, a job of another is claimed as soon as it is due.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from muniment.accounts.organisations import are_several
from muniment.analysis.pipeline import Interrupted, Pipeline
from muniment.db.engine import Transaction
from muniment.db.outages import is_outage
from muniment.jobs import lanes, presence, queue
from muniment.jobs.local_wakeup import LocalWakeup
from muniment.jobs.queue import Job, SubjectGoneError
from muniment.observing import logs, tracing
from muniment.observing.outages import OutageLog
from muniment.reading.sandbox.sandbox import Sandbox
from muniment.runtime import Runtime
from muniment.worker.failures import Failures
from muniment.worker.housekeeping import Housekeeping
from muniment.worker.kinds import KINDS, OWING, Conclude, Kinds
from muniment.worker.leases import Leases
from muniment.worker.lock import WorkerLock
from muniment.worker.outages import Outage, fault_of_ours

if TYPE_CHECKING:
    from muniment.jobs.wakeup import Wakeup

log = logging.getLogger("muniment.worker")

_RESTART_SECONDS = 5.0
_LOOK_SECONDS = 0.05
"""Between two looks for what is owed: bursts of events are looked at once."""


class Worker:
    """Works the jobs table of a runtime until stopped."""

    def __init__(self, runtime: Runtime, sandbox: Sandbox, *, concurrency: int, kinds: Kinds = KINDS) -> None:
        """`sandbox`: where documents are read; whoever opened it closes it, after the worker's stop. `concurrency`:
        jobs of one queue that run at once."""
        self._runtime = runtime
        self._works = {kind.name: work for kind, work in kinds.items()}
        self._kinds_of: dict[str, list[str]] = defaultdict(list)
        for kind in kinds:
            self._kinds_of[kind.queue].append(kind.name)
        self._turns = list(self._kinds_of)
        self._waiting = {kind.queue for kind, work in kinds.items() if work.waits}
        self._slots_of = {
            name: runtime.settings.webhook_slots if name in self._waiting else concurrency for name in self._turns
        }
        self._pipeline = Pipeline(runtime.settings, runtime.metrics, sandbox)
        self._lock = WorkerLock(runtime.locks_folder)
        self._slots = ThreadPoolExecutor(sum(self._slots_of.values()), thread_name_prefix="job")
        self._wakeup = _wakeup(runtime)
        self._is_ready = False
        self._claims = OutageLog(log, "claiming jobs")
        self._owing = OutageLog(log, "looking for what is owed")
        self._look_at = 0.0
        self._stopping = threading.Event()
        self._failures = Failures(runtime, self._works)
        self._outages = {name: Outage(name, runtime.settings) for name in self._turns}
        self._leases = Leases(
            runtime, worker=self._lock.name, concurrency=concurrency, is_working=lambda: self.is_working
        )
        self._house = Housekeeping(
            runtime,
            lock=self._lock,
            failures=self._failures,
            kinds=self._works,
            is_held=self._leases.holds,
            stopping=self._stopping,
        )
        self._threads = [
            threading.Thread(target=target, name=name, daemon=True)
            for name, target in (
                ("claims", self._claim_jobs),
                ("leases", self._leases.keep),
                ("house", self._house.keep),
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
        self._runtime.wake.set_here()

    def stop(self, *, seconds: float) -> None:
        """Claim nothing more, let running jobs finish for so long, then give them back unharmed."""
        self.pause()
        deadline = time.monotonic() + seconds
        if self._threads[0].ident is not None:
            self._threads[0].join(timeout=10)  # what it is claiming at this moment is still run, or given back
        self._leases.wait_until_none(seconds=max(0.0, deadline - time.monotonic()))
        self._leases.cancel()
        self._slots.shutdown(wait=True)
        self._leases.stop()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(timeout=10)
        self._wakeup.stop()
        if self._threads[0].ident is not None:
            self._leases.leave()
        self._lock.close()

    # Claiming

    def _claim_jobs(self) -> None:
        self._start_sandbox()
        wake, poll_seconds = self._runtime.wake, self._runtime.settings.poll_seconds
        while not self._stopping.is_set():
            wake.clear()  # before looking: what comes later wakes again, and so does a slot that becomes free
            put_off_seconds = self._owe()
            try:
                job = self._claim()
                self._claims.passed()
            except Exception as error:
                self._claims.failed(error, with_trace=not is_outage(error))
                job = None
            if job is not None:
                self._slots.submit(self._run, job, self._leases.hold(job))
            elif not self._stopping.is_set():
                wake.wait(min(poll_seconds, put_off_seconds or poll_seconds))

    def _owe(self) -> float:
        """Have jobs owed of which no transaction said that they are, at most every _LOOK_SECONDS. How long the look is
        put off; 0 when it was taken."""
        left = self._look_at - time.monotonic()
        if left > 0:
            return left
        try:
            for owe in OWING:
                owe(self._runtime)
            self._owing.passed()
        except Exception as error:
            self._owing.failed(error, with_trace=not is_outage(error))
        self._look_at = time.monotonic() + _LOOK_SECONDS
        return 0.0

    def _start_sandbox(self) -> None:
        while not self._stopping.is_set():
            try:
                self._pipeline.sandbox.start()
                self._is_ready = True
                self._leases.beat()
                return
            except Exception:
                log.exception("the fork server did not start; trying again")
                self._stopping.wait(_RESTART_SECONDS)

    def _claim(self) -> Job | None:
        """The next job of a queue with a free slot, the queues in turn; None when none is due."""
        for name in list(self._turns):
            if self._leases.count(name) >= self._outages[name].most_at_once(self._slots_of[name]):
                continue
            job = self._claim_from(name)
            if job is not None:
                self._turns.remove(name)
                self._turns.append(name)
                return job
        return None

    def _claim_from(self, name: str) -> Job | None:
        database, settings = self._runtime.database, self._runtime.settings
        with database.read() as tx:
            if not lanes.has_work(tx, name, self._kinds_of[name]):
                return None
            most_at_once = self._most_of_one_organisation(tx, name)
        with database.write() as tx:
            job = queue.claim(
                tx,
                worker=self._lock.name,
                queue=name,
                kinds=self._kinds_of[name],
                lease_seconds=settings.lease_seconds,
                most_at_once=most_at_once,
            )
        if job is not None:
            self._runtime.metrics.claims.add(job.kind)
        return job

    def _most_of_one_organisation(self, tx: Transaction, name: str) -> int:
        """Jobs of one organisation and queue that may run at once, over all workers; 0 for any number. Where there are
        others, some slots are always free for them, however long the jobs of one take."""
        settings = self._runtime.settings
        slots = self._slots_of[name]
        if name not in self._waiting:
            slots = max(slots, presence.slots(tx, within_seconds=settings.lease_seconds))
        caps = [settings.max_jobs_per_organisation] if settings.max_jobs_per_organisation else []
        if settings.reserved_slots and slots > 1 and are_several(tx):
            caps.append(max(1, slots - settings.reserved_slots))
        return min(caps, default=0)

    # Running

    def _run(self, job: Job, cancelled: threading.Event) -> None:
        about = self._works[job.kind].about(job)
        attributes = {f"muniment_{name}": value for name, value in about.items()}
        with logs.about(**about):
            try:
                with tracing.span(job.kind, kind="consumer", parent=job.trace_parent, **attributes) as span:
                    span.set_attribute("muniment.attempt", job.attempt)
                    self._attempt(job, cancelled)
            except Exception as error:
                self._leases.give_back_later(job)
                if fault_of_ours(error) is None:
                    log.exception("a job's end could not be written; it goes back")
                else:
                    self._outages[job.queue].met(error)
            finally:
                self._leases.drop(job)
                self._runtime.wake.set_here()  # a slot is free

    def _attempt(self, job: Job, cancelled: threading.Event) -> None:
        """Run the job to one of its ends. Raises what the database raises when none could be written."""
        began = time.monotonic()
        try:
            conclude = self._works[job.kind].run(self._runtime, self._pipeline, job, cancelled)
            ended = self._save(job, conclude)
        except Interrupted:
            self._failures.give_back(job)
        except LeaseLostError:
            pass  # another worker has the job
        except SubjectGoneError:
            self._failures.withdraw(job)
        except Exception as error:
            fault = fault_of_ours(error)
            if fault is not None:
                self._outages[job.queue].met(error)
                self._failures.give_back(job, fault.message)
                return
            log.exception("a job failed")
            self._failures.note(job, f"{type(error).__name__}: {error}")
        else:
            self._outages[job.queue].passed()
            if ended is not None:
                self._works[job.kind].note_end(self._runtime.metrics, ended, time.monotonic() - began)

    def _save(self, job: Job, conclude: Conclude) -> str | None:
        """Write the job's effect and its end, together. Raises LeaseLostError, with nothing written."""
        with tracing.span("save"), self._runtime.database.write() as tx:
            ended = conclude(tx)
            if not queue.finish(tx, job):
                raise LeaseLostError
        return ended


def _wakeup(runtime: Runtime) -> Wakeup | LocalWakeup:
    """What listens for jobs that other processes commit."""
    if runtime.database.is_sqlite:
        return LocalWakeup(runtime.wakeups_folder, runtime.wake)
    from muniment.jobs.wakeup import Wakeup

    return Wakeup(runtime.database, runtime.wake)


class LeaseLostError(Exception):
    """The job belongs to another worker by now."""
