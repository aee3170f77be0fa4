"""An installation with bytes behind its documents, on either database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from muniment.runtime import Runtime, build
from muniment.settings import Settings


@pytest.fixture
def runtime(database_url: str, home: Path) -> Iterator[Runtime]:
    """A runtime on a fresh migrated database."""
    opened = build(Settings(home=home, database_url=database_url))
    yield opened
    opened.close()
