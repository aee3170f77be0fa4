"""Outages told once: when something begins to fail, why; when it works again, how long it was away and how often that
was met. What a thousand requests or jobs run into is one line, not a thousand.
"""

from __future__ import annotations

import errno
import logging
import threading
import time

MAX_CHARACTERS = 500
_MOST_REASONS = 16


def told(error: BaseException) -> str:
    """What the database, the disk or the store said, on one line: the class of the error, its errno or SQLSTATE where
    it has one, its message. The driver's own error stands for SQLAlchemy's, whose message is the statement."""
    said = _innermost(error)
    name = " ".join(filter(None, (type(said).__name__, _code(said))))
    return f"{name}: {' '.join(str(said).split())}"[:MAX_CHARACTERS]


def _innermost(error: BaseException) -> BaseException:
    """The error that knows: what the driver raised, what lies behind one of ours."""
    original = getattr(error, "orig", None)
    if isinstance(original, BaseException):
        return original
    cause = error.__cause__
    return _innermost(cause) if cause is not None and not isinstance(error, OSError) else error


def _code(error: BaseException) -> str | None:
    for code in (getattr(error, "sqlstate", None), getattr(error, "sqlite_errorname", None)):
        if isinstance(code, str):
            return code
    number = getattr(error, "errno", None)
    return errno.errorcode.get(number) if isinstance(number, int) else None


class OutageLog:
    """The outages of one thing, for the log of one process. Any thread may tell it.

    `what`: the subject of the sentence, as "the database" or "claiming jobs".
    """

    def __init__(self, log: logging.Logger, what: str) -> None:
        self._log = log
        self._what = what
        self._lock = threading.Lock()
        self._began_at: float | None = None
        self._met = 0
        self._reasons: set[str] = set()

    @property
    def is_on(self) -> bool:
        """Whether it failed when it was last used."""
        return self._began_at is not None

    def failed(self, error: BaseException, *, with_trace: bool = False) -> None:
        """It was used and failed. Logged the first time, and again for another reason."""
        said = told(error)
        with self._lock:
            if self._began_at is None:
                self._began_at = time.monotonic()
            self._met += 1
            reason = said.partition(":")[0]
            is_new = reason not in self._reasons and len(self._reasons) < _MOST_REASONS
            self._reasons.add(reason)
        if is_new:
            self._log.warning("%s fails: %s", self._what, said, exc_info=error if with_trace else None)

    def passed(self) -> None:
        """It was used and worked."""
        if self._began_at is None:  # nearly always, so without the lock
            return
        with self._lock:
            if self._began_at is None:
                return
            seconds, met = time.monotonic() - self._began_at, self._met
            self._began_at, self._met = None, 0
            self._reasons.clear()
        self._log.warning("%s works again: it failed for %.1f seconds and %d times", self._what, seconds, met)
