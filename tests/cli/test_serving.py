from __future__ import annotations

import pytest

from muniment.cli.serving import warn_of_root


def test_running_as_root_is_said_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    warn_of_root(0)
    assert [(one.levelname, "as root" in one.message) for one in caplog.records] == [("WARNING", True)]


def test_any_other_user_is_not_warned(caplog: pytest.LogCaptureFixture) -> None:
    warn_of_root(1000)
    assert caplog.records == []
