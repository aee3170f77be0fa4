"""Servers that the tests of the HTTP API share. Each test gets an organisation of its own in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from secrets import token_hex
from tempfile import mkdtemp
from typing import Any

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.conftest import DATABASES
from tests.http.live import Caller, Server, running, settings_for

SMALL = {
    "max_file_bytes": 1000,
    "max_form_overhead_bytes": 4096,
    "max_text_field_bytes": 512,
    "max_form_parts": 20,
    "max_json_bytes": 2048,
    "receive_timeout_seconds": 0.3,
    "header_timeout_seconds": 0.4,
    "linger_seconds": 1,
    "linger_bytes": 1024 * 1024,
    "max_lingering": 4,
}
"""Limits that a test reaches in no time."""


@pytest.fixture(scope="session")
def start(migrated_sqlite: Path, homes: Path) -> Iterator[Callable[..., Server]]:
    """Starts a server with these settings on the embedded default; all are stopped at the end."""
    with ExitStack() as stack:

        def start_one(**changes: object) -> Server:
            home = Path(mkdtemp(dir=homes))
            shutil.copyfile(migrated_sqlite, home / "muniment.sqlite3")
            return stack.enter_context(running(settings_for(home, **changes)))

        yield start_one


@pytest.fixture(scope="session")
def sqlite_api(start: Callable[..., Server]) -> Server:
    """A server with the defaults on the embedded default."""
    return start()


@pytest.fixture(scope="module")
def described(sqlite_api: Server) -> dict[str, Any]:
    """The OpenAPI document."""
    return dict(sqlite_api.client.get("/openapi.json").json())


@pytest.fixture(scope="session")
def postgresql_api(postgresql_server: str, migrated_postgresql: str, homes: Path) -> Iterator[Server]:
    """A server with the defaults on PostgreSQL."""
    name = f"muniment_api_{token_hex(8)}"
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{migrated_postgresql}"')
    url = make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    with running(settings_for(Path(mkdtemp(dir=homes)), database_url=url)) as server:
        yield server
    with psycopg.connect(postgresql_server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=DATABASES)
def server(request: pytest.FixtureRequest) -> Server:
    """A server on each database; shared, so nothing in it may be counted from zero."""
    shared: Server = request.getfixturevalue(f"{request.param}_api")
    return shared


@pytest.fixture
def caller(server: Server) -> Caller:
    """A key of a new organisation, on both databases."""
    return server.caller()


@pytest.fixture
def sole(sqlite_api: Server) -> Caller:
    """A key of a new organisation, on the embedded default alone: for what does not depend on the database."""
    return sqlite_api.caller()


@pytest.fixture(scope="session")
def small(start: Callable[..., Server]) -> Server:
    """A shared server with limits that are quickly reached."""
    return start(**SMALL)
