"""What the jobs of a queue need is away: a fault of ours, which is no job's.

The job goes back unharmed and at once, for a worker elsewhere that has what it needs. The worker that met the fault
claims nothing more of the queue for a while, longer each time; then one job alone, until one of them comes through.
So an outage costs a few claims a minute and no try of any job, however many wait.
"""

from __future__ import annotations

import errno
import logging
import threading
import time
from collections.abc import Callable

from muniment.db.outages import is_outage
from muniment.errors import DatabaseUnavailableError, FacilityError, MachineUnavailableError
from muniment.jobs.queue import RetryPolicy
from muniment.observing.outages import OutageLog, told
from muniment.settings import Settings

log = logging.getLogger("muniment.worker")

_OF_THE_MACHINE = frozenset(
    getattr(errno, name)
    for name in (
        *("ENOSPC", "EDQUOT", "EROFS", "EIO", "ESTALE", "ENODEV", "ENXIO"),  # the disk
        *("ENOENT", "ENOTDIR", "EACCES", "EPERM"),  # folders of ours; a document's one file is judged where it is read
        *("EMFILE", "ENFILE", "ENOMEM", "ENOBUFS", "EAGAIN"),  # descriptors, memory, processes
    )
)


def fault_of_ours(error: BaseException) -> FacilityError | None:
    """The fault as one of ours, None when the error may as well be the job's."""
    if isinstance(error, FacilityError):
        return error
    if is_outage(error):
        return DatabaseUnavailableError()
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in _OF_THE_MACHINE):
        return MachineUnavailableError(f"The worker's machine has not what the job needs: {told(error)}")
    return None


class Outage:
    """Whether a worker may claim jobs of one queue. Any thread may ask and tell."""

    def __init__(self, queue: str, settings: Settings, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pauses = RetryPolicy(
            max_attempts=1, base_seconds=settings.outage_base_seconds, max_seconds=settings.outage_max_seconds
        )
        self._clock = clock
        self._log = OutageLog(log, f"what jobs of the queue {queue} need")
        self._lock = threading.Lock()
        self._pauses_made = 0
        self._until = 0.0

    def met(self, error: BaseException) -> None:
        """A job met a fault of ours. Jobs that were under way together make one pause."""
        self._log.failed(error)
        with self._lock:
            if self._clock() >= self._until:
                self._pauses_made += 1
                self._until = self._clock() + self._pauses.delay(self._pauses_made)

    def passed(self) -> None:
        """A job came through."""
        with self._lock:
            self._pauses_made, self._until = 0, 0.0
        self._log.passed()

    def most_at_once(self, slots: int) -> int:
        """How many of the queue's slots may be in use now: none in a pause, one after it, until a job came through."""
        with self._lock:
            if not self._pauses_made:
                return slots
            return 0 if self._clock() < self._until else 1
