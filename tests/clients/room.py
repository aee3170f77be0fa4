"""Where the SDKs' cases and programs of pages run: one server that reads documents too, one that plays parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from muniment.reading.sandbox.sandbox import Sandbox
from muniment.worker.worker import Worker
from tests.clients.playing import playing
from tests.http.live import Server, running, settings_for
from tests.webhooks.receivers import PRIVATE


@dataclass(frozen=True)
class Room:
    """Where cases run. `played`: the URL of the server that plays parts."""

    server: Server
    played: str

    @property
    def receiver(self) -> str:
        """A URL that takes what is sent to it."""
        return f"{self.played}/taken"


@contextmanager
def opened(folder: Path, sandbox: Sandbox) -> Iterator[Room]:
    """The servers, as long as the block."""
    with playing() as played, running(settings_for(folder, **PRIVATE)) as server:
        worker = Worker(server.runtime, sandbox, concurrency=1)
        worker.start()
        try:
            yield Room(server, played)
        finally:
            worker.stop(seconds=10)
