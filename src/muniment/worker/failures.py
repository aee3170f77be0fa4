"""What a failed try of a job leads to: another one later, or the end of the job and of what its subject waited for."""

from __future__ import annotations

import logging

from muniment.db.engine import Transaction
from muniment.events.feed import lock_organisation
from muniment.jobs import queue
from muniment.jobs.queue import Job, RetryPolicy, SubjectGoneError
from muniment.runtime import Runtime
from muniment.worker.kinds import Work

log = logging.getLogger("muniment.worker")

_MAX_ERROR_CHARACTERS = 500


class Failures:
    """Notes failed tries. `works`: what is done with each kind, by its name."""

    def __init__(self, runtime: Runtime, works: dict[str, Work]) -> None:
        settings = runtime.settings
        self._runtime = runtime
        self._works = works
        self._retry = RetryPolicy(
            max_attempts=settings.max_attempts,
            base_seconds=settings.retry_base_seconds,
            max_seconds=settings.retry_max_seconds,
        )

    def note(self, job: Job, error: str) -> None:
        """A try in this worker's hands failed."""
        with self._runtime.database.write() as tx:
            # First the organisation, then the job, as whoever takes a job back does.
            lock_organisation(tx, job.org_id)
            is_dead, ended = self._fail(tx, job, error=error)
        self._note_dead(job, is_dead, ended)

    def take_over(self, org_id: str, job_id: str, *, dead: tuple[str, ...]) -> None:
        """The worker that had the job is gone: that was a failed try too. Nothing when another took it over first.

        One job a transaction, the organisation locked before it: whoever takes a job back or uploads does so in the
        same order, so nobody waits in a circle.
        """
        with self._runtime.database.write() as tx:
            lock_organisation(tx, org_id)
            job = queue.hold_abandoned(tx, job_id, by=dead)
            if job is None:
                return
            is_dead, ended = self._fail(tx, job, error="the worker stopped in the middle")
        self._note_dead(job, is_dead, ended)

    def give_back(self, job: Job, error: str | None = None) -> None:
        """The job goes back unharmed, for whoever can run it: no try is used up."""
        with self._runtime.database.write() as tx:
            queue.release(tx, job, error=error[:_MAX_ERROR_CHARACTERS] if error is not None else None)

    def withdraw(self, job: Job) -> None:
        """There is nothing to do any more: what the job was about is gone."""
        with self._runtime.database.write() as tx:
            queue.withdraw(tx, job)
        log.info("a job ended without work: its subject is gone")

    def _fail(self, tx: Transaction, job: Job, *, error: str) -> tuple[bool, str | None]:
        """Whether it was the job's last try, and how its subject then ended. Under the organisation's lock."""
        is_queued = queue.fail(tx, job, error=error[:_MAX_ERROR_CHARACTERS], retry=self._retry)
        if is_queued is not False:
            return False, None
        try:
            return True, self._works[job.kind].give_up(self._runtime, tx, job)
        except SubjectGoneError:
            queue.withdraw(tx, job)
            return False, None

    def _note_dead(self, job: Job, is_dead: bool, ended: str | None) -> None:
        self._runtime.metrics.failures.add(job.kind)
        if not is_dead:
            return
        work = self._works[job.kind]
        if ended is not None:
            work.note_end(self._runtime.metrics, ended, None)
        log.error("every try failed: the job is dead", extra=work.about(job))
