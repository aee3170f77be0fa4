"""KINDS: every kind of job there is, and what is done with it. A new kind is one line here beside its functions.

A job of a kind that is not here stays queued for a worker that knows it (a later release, while both run).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from muniment.accounts.caller import Caller
from muniment.analysis.pipeline import Pipeline
from muniment.db.engine import Transaction
from muniment.documents import analysis_job
from muniment.documents.owed import ANALYSE
from muniment.jobs import queue
from muniment.jobs.queue import Job, Kind
from muniment.observing.metrics import Metrics
from muniment.runtime import Runtime
from muniment.webhooks import pump

Conclude = Callable[[Transaction], str | None]
"""Writes a job's effect, in the transaction that ends the job; a word for how its subject ended, None when the subject
is not the job's any more."""


def _leave(_runtime: Runtime, _tx: Transaction, _job: Job) -> None:
    """Nothing else ends with the job."""


def _same_fence(_tx: Transaction, _caller: Caller, job: Job) -> int | None:
    return job.fence


def _note_nothing(_metrics: Metrics, _ended: str, _seconds: float | None) -> None:
    """The counters of jobs are enough."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done with the jobs of a kind.

    `run` does the work, may be done twice, and raises Interrupted when told to stop; what it returns writes the effect.
    `give_up` ends the subject of a job whose last try failed, in the transaction that ends the job; a word for how.
    Both raise SubjectGoneError when there is no subject any more, and FacilityError for a fault of ours.
    `revive` prepares the subject of a dead job that is to run again: the fence to run under, or None to leave it dead.
    `note_end` tells the metrics how a subject ended and after how many seconds; None after `give_up`.
    `waits`: it waits for others most of the time, so that its queue has `webhook_slots` slots.
    `subject` is what log lines and spans call the subject's id.
    """

    run: Callable[[Runtime, Pipeline, Job, threading.Event], Conclude]
    give_up: Callable[[Runtime, Transaction, Job], str | None] = _leave
    revive: Callable[[Transaction, Caller, Job], int | None] = _same_fence
    note_end: Callable[[Metrics, str, float | None], None] = _note_nothing
    subject: str = "subject_id"
    waits: bool = False

    def about(self, job: Job) -> dict[str, str]:
        """The ids that log lines about the job carry."""
        return {"org_id": job.org_id, self.subject: job.subject_id, "job_id": job.id}


Kinds = Mapping[Kind, Work]

KINDS: Kinds = {
    ANALYSE: Work(
        analysis_job.run,
        give_up=analysis_job.give_up,
        revive=analysis_job.revive,
        note_end=analysis_job.note_end,
        subject="document_id",
    ),
    pump.TELL: Work(pump.run, subject="webhook_id", waits=True),
    pump.TELL_FAILING: Work(pump.run, subject="webhook_id", waits=True),
}

OWING: tuple[Callable[[Runtime], int], ...] = (pump.owe_due,)
"""What owes jobs of which no transaction said that they are owed: asked whenever a worker is woken."""


def retry(tx: Transaction, job_id: str, *, by: str, kinds: Kinds = KINDS) -> bool:
    """Queue a dead job again with all its tries; False when there is no such dead job, its kind is not known here, or
    its subject has moved on since. `by`: what is named as having done it."""
    job = queue.find_dead(tx, job_id)
    work = next((work for kind, work in kinds.items() if job is not None and kind.name == job.kind), None)
    if job is None or work is None:
        return False
    fence = work.revive(tx, Caller.system(job.org_id, by), job)
    return fence is not None and queue.retry(tx, job_id, fence=fence)
