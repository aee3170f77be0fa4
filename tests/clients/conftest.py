"""Where the SDKs' cases run: one server that reads documents too, one that plays parts; shared by all languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from muniment.reading.sandbox.sandbox import Sandbox
from muniment.worker.worker import Worker
from tests.clients import typescript_sdk
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


@pytest.fixture(scope="session")
def room(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    """The servers; each language and way gets an organisation of its own in them."""
    settings = settings_for(tmp_path_factory.mktemp("clients"), **PRIVATE)
    with playing() as played, running(settings) as server:
        worker = Worker(server.runtime, sandbox, concurrency=1)
        worker.start()
        try:
            yield Room(server, played)
        finally:
            worker.stop(seconds=10)


@pytest.fixture(scope="session")
def typescript(typescript_folder: Path) -> Iterator[typescript_sdk.Sdk]:
    """The TypeScript SDK."""
    with typescript_sdk.calling(typescript_folder) as sdk:
        yield sdk
