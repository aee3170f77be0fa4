"""The server process around the application."""

from __future__ import annotations

import resource

import pytest

from muniment.http.transport import server


@pytest.mark.parametrize(("soft", "hard", "expected"), [(100, 5000, 912), (100, 300, 300), (2000, 5000, 2000)])
def test_limit_on_open_files_is_raised_to_what_connections_need(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, soft: int, hard: int, expected: int
) -> None:
    """200 connections need 912 files. The process's own limit stays as it is."""
    limits = [(soft, hard)]
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: limits.append(wanted))
    server._allow_descriptors(200)
    assert limits[-1] == (expected, hard)
    assert ("files may be open" in caplog.text) == (expected < 912)
