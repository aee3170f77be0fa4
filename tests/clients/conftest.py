"""The TypeScript SDK, in a process that is asked what a test wants; the room is that of tests/conftest.py."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clients import typescript_sdk


@pytest.fixture(scope="session")
def typescript(typescript_folder: Path) -> Iterator[typescript_sdk.Sdk]:
    """The TypeScript SDK."""
    with typescript_sdk.calling(typescript_folder) as sdk:
        yield sdk
