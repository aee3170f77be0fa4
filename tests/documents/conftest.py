"""A runtime over the test's database, and documents that were really received."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest
from pydantic import SecretStr

from muniment.documents.intake import accept
from muniment.runtime import Runtime, build
from muniment.settings import Settings
from tests.builders import NOW, World, build_upload, caller_of, stage

SLA = """# Service Level Agreement

This Service Level Agreement ("SLA") is entered into between Harrowgate Cloud GmbH and the Customer.

## Uptime commitment

Harrowgate Cloud guarantees a monthly uptime percentage of at least 99.95 %. Service credits are granted when the
monthly uptime percentage falls below this commitment. Scheduled maintenance is excluded from the calculation of
availability. Response times depend on the severity level of the incident.
"""


@pytest.fixture
def lease_seconds() -> float:
    """Longer than any machine stands still: a job whose lease ran out meanwhile has failed once. Tests of what is done
    so many times within a lease say a shorter one."""
    return 60


@pytest.fixture
def runtime(database_url: str, home: Path, lease_seconds: float) -> Iterator[Runtime]:
    """A runtime on a fresh database; retries come at once, and pauses are short."""
    url = None if database_url.startswith("sqlite") else SecretStr(database_url)
    opened = build(
        Settings(
            home=home,
            database_url=url,
            retry_base_seconds=0.01,
            lease_seconds=lease_seconds,
            poll_seconds=0.05,
            max_attempts=2,
            outage_base_seconds=0.05,
            outage_max_seconds=0.2,
        )
    )
    yield opened
    opened.close()


@pytest.fixture
def evidence_room(world: World) -> World:
    """An organisation in the runtime's database."""
    return world


Receive = Callable[..., str]


@pytest.fixture
def receive(runtime: Runtime, evidence_room: World) -> Receive:
    """Receives bytes as an upload does; returns the document's id."""

    def receive_one(content: bytes, *, name: str = "sla.md", **said: object) -> str:
        upload = build_upload(evidence_room.vendor.id, name=name, extension=name.rpartition(".")[2], **said)
        answer = accept(
            runtime.database,
            runtime.store,
            stage(runtime.staging_folder, content),
            upload,
            caller=caller_of(evidence_room.org_id),
            key=None,
            idempotency_seconds=60,
            now=NOW,
        )
        return str(orjson.loads(answer.body)["id"])

    return receive_one
