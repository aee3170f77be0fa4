"""Trying again, without a network: flows say what they want."""

from __future__ import annotations

import io
import math
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment_client.errors import ConnectionFailedError
from muniment_client.exchange import Answer, Pause, Request
from muniment_client.retries import Retries, retry_after_seconds, tried
from muniment_client.uploads import Sending

GET = Request(method="GET", url="/v1/limits")
POST = Request(method="POST", url="/v1/api-keys")


def played(request: Request, retries: Retries, *given: Answer | Exception) -> tuple[Any, list[float]]:
    """What came of it, and the pauses before each further try; the last of what is given comes for ever."""
    flow, pauses, left = tried(request, retries), [], list(given)
    wanted = next(flow)
    try:
        while True:
            if isinstance(wanted, Pause):
                pauses.append(wanted.seconds)
                wanted = flow.send(None)
                continue
            one = left.pop(0) if len(left) > 1 else left[0]
            wanted = flow.throw(one) if isinstance(one, Exception) else flow.send(one)
    except StopIteration as end:
        return end.value, pauses
    except ConnectionFailedError as error:
        return error, pauses


def still(**changes: Any) -> Retries:
    """A policy whose pauses are the longest."""
    return Retries(**{"draw": lambda: 1.0, **changes})


AWAY = Answer(503, {})
OVERFLOWING = f"Thu, 01 Jan 1970 00:00:00 +{'9' * 20}"


def test_pauses_double_up_to_the_longest() -> None:
    assert played(GET, still(times=7), AWAY) == (AWAY, [0.5, 1, 2, 4, 8, 10, 10])


@pytest.mark.parametrize("draw", [0.0, 0.25])
def test_pause_is_drawn_from_nothing_to_the_most(draw: float) -> None:
    assert played(GET, still(times=2, draw=lambda: draw), AWAY)[1] == [draw * 0.5, draw * 1]


def test_pause_is_never_shorter_than_the_server_wants() -> None:
    asked = Answer(429, {"retry-after": "7"})
    assert played(GET, still(times=1, draw=lambda: 0.0), asked)[1] == [7]


def test_whoever_has_all_the_time_there_is_tries_as_often_as_was_said() -> None:
    assert len(played(GET, still(times=1100, budget_seconds=math.inf), AWAY)[1]) == 1100


def test_pauses_are_no_longer_than_the_budget_together() -> None:
    assert played(GET, still(times=50, budget_seconds=8), AWAY)[1] == [0.5, 1, 2, 4]


def test_connection_that_was_not_made_is_tried_again_whatever_was_to_be_sent() -> None:
    unsent, lost = ConnectionFailedError("…", is_unsent=True), ConnectionFailedError("…")
    done = Answer(201, {})
    assert played(POST, still(), unsent, done)[0] == done
    assert played(POST, still(), lost, done)[0] == lost
    assert played(GET, still(), lost, done)[0] == done


def test_file_that_cannot_be_rewound_is_sent_once() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with Sending(Pipe(b"x")) as file:
        request = Request(method="POST", url="/v1/documents", headers={"Idempotency-Key": "1"}, file=file)
        assert played(request, still(), AWAY, Answer(201, {})) == (AWAY, [])


def test_date_of_retry_after_is_seconds_from_now() -> None:
    at = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    seconds = retry_after_seconds(Answer(503, {"retry-after": at}))
    assert seconds is not None
    assert 3000 < seconds <= 3600


def test_date_of_retry_after_is_counted_from_the_servers_clock() -> None:
    dates = {"date": "Thu, 21 Oct 2100 07:28:00 GMT", "retry-after": "Thu, 21 Oct 2100 07:28:09 GMT"}
    assert retry_after_seconds(Answer(503, dates)) == 9
    assert retry_after_seconds(Answer(503, {**dates, "date": "Thu, 21 Oct 2100 07:30:00 GMT"})) == 0


@given(
    st.text()
    | st.sampled_from(["1.5", "-1", "٣", "Wed, 21 Oct 99999 07:28:00 GMT", "Wed, 21 Oct 2015 07:28:00", OVERFLOWING])
)
def test_whatever_retry_after_says_it_is_a_pause_or_nothing(said: str) -> None:
    seconds = retry_after_seconds(Answer(503, {"retry-after": said}))
    assert seconds is None or seconds >= 0
