"""Open files: how many there are, and so many that descriptors are numbers that select() does not know."""

from __future__ import annotations

import gc
import os
import resource
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest


@contextmanager
def many_open_files() -> Iterator[None]:
    """What is opened in the block has a descriptor above 1,023. Skips where a process may not open so many."""
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < 1200:
        pytest.skip("only so few files may be open here")
    with ExitStack() as stack:
        for _ in range(1024):
            stack.callback(os.close, os.open(os.devnull, os.O_RDONLY))
        yield


@contextmanager
def gives_descriptors_back(rounds: int) -> Iterator[None]:
    """What is done so many times in the block leaves none open. Others' threads open and close some meanwhile: fewer
    than one in two rounds."""
    before = open_descriptors()
    yield
    left = open_descriptors() - before
    assert 2 * left < rounds, f"{left} more descriptors are open after {rounds} rounds"


def open_descriptors() -> int:
    """How many are open now, once what nobody holds any more is collected."""
    gc.collect()
    return len(os.listdir("/proc/self/fd"))
