"""Servers that the tests of the pages share, as those of the API do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.http.conftest import caller, postgresql_api, server, sole, sqlite_api, start
from tests.http.live import Server
from tests.web.browser import Browser

__all__ = ["caller", "postgresql_api", "server", "sole", "sqlite_api", "start"]


@pytest.fixture
def browser(server: Server) -> Iterator[Browser]:
    """A browser that nobody has signed in with, on both databases."""
    with Browser(server) as one:
        yield one


@pytest.fixture
def stranger(sqlite_api: Server) -> Iterator[Browser]:
    """The same on the embedded default alone."""
    with Browser(sqlite_api) as one:
        yield one


@pytest.fixture
def admin(sqlite_api: Server) -> Iterator[Browser]:
    """An administrator of a new organisation, signed in, on the embedded default."""
    with Browser(sqlite_api) as one:
        one.enter(sqlite_api.person())
        yield one
