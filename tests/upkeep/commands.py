"""Commands run inside the test's own process: starting another one takes a second."""

from __future__ import annotations

import pytest

from muniment.cli.app import app


def run(*arguments: object) -> int:
    """The command's exit code."""
    with pytest.raises(SystemExit) as ended:
        app([str(argument) for argument in arguments])
    return int(ended.value.code or 0)
