"""Trying again: while it can help, never so that something happens twice, never longer than one is willing to wait."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from muniment_client.errors import ConnectionFailedError
from muniment_client.exchange import Answer, Flow, Pause, Request

log = logging.getLogger("muniment_client")

AGAIN = frozenset({408, 429, 500, 502, 503, 504})
"""Answers after which the same request may be answered otherwise."""

IDEMPOTENCY_KEY = "Idempotency-Key"
IDEMPOTENCY_STRICT = "Idempotency-Strict"

_MOST_DOUBLINGS = 60
"""A float has no more than a thousand, and a client that has all the time there is tries more often than that."""


@dataclass(frozen=True, kw_only=True)
class Retries:
    """How often and for how long one request is tried again.

    The pause before the first further try is drawn from 0 to `first_pause_seconds`, each later one from twice as much,
    at most to `longest_pause_seconds` (full jitter: clients that failed together do not come back together), and begins
    after the server's Retry-After. When all pauses together would be longer than `budget_seconds` there is no further
    try. What a try takes itself does not count: a large file on a slow line would never be sent again.
    """

    times: int = 5
    budget_seconds: float = 60
    first_pause_seconds: float = 0.5
    longest_pause_seconds: float = 10
    draw: Callable[[], float] = field(default=random.random, repr=False)

    def pause(self, tries: int, *, retry_after_seconds: float | None) -> float:
        """Seconds before the next try, after this many."""
        doublings = min(tries - 1, _MOST_DOUBLINGS)
        most = min(self.longest_pause_seconds, self.first_pause_seconds * 2.0**doublings)
        return (retry_after_seconds or 0) + self.draw() * most


def retry_after_seconds(answer: Answer) -> float | None:
    """What Retry-After says, in seconds: a number, or a date (RFC 9110 §10.2.3), which is counted from the server's own
    clock where it says that."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said)
    at = _moment(said)
    if at is None:
        return None
    return max(0.0, (at - (_moment(answer.headers.get("date", "")) or datetime.now(UTC))).total_seconds())


def _moment(said: str) -> datetime | None:
    """The date in a header; None where it is none."""
    try:
        at = parsedate_to_datetime(said)
        return at.replace(tzinfo=at.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def tried(request: Request, retries: Retries) -> Flow[Answer]:
    """The last answer. Raises ConnectionFailedError when the last try had none."""
    tries = 0
    paused_seconds = 0.0
    while True:
        tries += 1
        outcome: Answer | ConnectionFailedError
        try:
            outcome = yield request
        except ConnectionFailedError as error:
            outcome = error
        wanted = None
        if isinstance(outcome, Answer):
            if outcome.status not in AGAIN:
                return outcome
            wanted = retry_after_seconds(outcome)
        pause = retries.pause(tries, retry_after_seconds=wanted)
        paused_seconds += pause
        is_over = tries > retries.times or paused_seconds > retries.budget_seconds
        if is_over or not _may_repeat(request, outcome):
            if isinstance(outcome, Answer):
                return outcome
            raise outcome
        log.info(
            "%s %s: %s, trying again in %.1f s",
            request.method,
            _address(request),
            _reason(outcome),
            pause,
            extra={"pause_seconds": pause},
        )
        yield Pause(pause)


def _may_repeat(request: Request, outcome: Answer | ConnectionFailedError) -> bool:
    """Whether the same request can be sent again and nothing happens twice."""
    if request.file is not None and not request.file.can_rewind:
        return False
    if request.method != "POST" or IDEMPOTENCY_KEY in request.headers:
        return True
    return outcome.status == 429 if isinstance(outcome, Answer) else outcome.is_unsent


def _address(request: Request) -> str:
    """Without its query: that of a link lets in whoever has it."""
    return request.url.partition("?")[0]


def _reason(outcome: Answer | ConnectionFailedError) -> str:
    return str(outcome.status if isinstance(outcome, Answer) else outcome)
