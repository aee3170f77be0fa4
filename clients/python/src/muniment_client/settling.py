"""Waiting until a document is read."""

from __future__ import annotations

import time
from collections.abc import Callable

from muniment_client.calls import Call, called
from muniment_client.errors import NotSettledError
from muniment_client.exchange import Flow, Pause
from muniment_client.models import Document
from muniment_client.retries import Retries

SETTLED = frozenset({"complete", "failed"})

_FIRST_PAUSE_SECONDS = 0.25
_LONGEST_PAUSE_SECONDS = 10.0


def settled(
    document_id: str, retries: Retries, *, timeout: float, clock: Callable[[], float] = time.monotonic
) -> Flow[Document]:
    """The document once it is complete or failed, asked for with growing pauses. Raises NotSettledError when it is not
    after `timeout` seconds."""
    call: Call[Document] = Call(
        method="GET", path="/v1/documents/{document_id}", answers=Document, at={"document_id": document_id}
    )
    until = clock() + timeout
    pause = _FIRST_PAUSE_SECONDS
    while True:
        document = yield from called(call, retries)
        if document.status in SETTLED:
            return document
        left = until - clock()
        if not left > 0:  # NaN too
            raise NotSettledError(document_id, document.status, timeout)
        yield Pause(min(pause, left))
        pause = min(_LONGEST_PAUSE_SECONDS, pause * 1.5)
