"""What draws, shared by the tests of pages: its start costs more than what is drawn in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from muniment.pages.drawing import Drawing
from muniment.settings import Settings


@pytest.fixture(scope="session")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drawing]:
    """A sandbox that draws."""
    with closing(Drawing(Settings(), scratch_folder=tmp_path_factory.mktemp("scratch"))) as one:
        yield one
