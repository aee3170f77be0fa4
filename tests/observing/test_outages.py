"""An outage is told once, with what was said, and once more when it is over."""

from __future__ import annotations

import errno
import logging
import sqlite3

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from muniment.errors import DatabaseUnavailableError, StorageUnavailableError
from muniment.observing.outages import MAX_CHARACTERS, OutageLog, told

LOG = logging.getLogger("muniment.test")


def _raised(error: Exception, cause: Exception) -> Exception:
    try:
        raise error from cause
    except Exception as raised:
        return raised


def _full() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorname = "SQLITE_FULL"
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "OSError ENOSPC: [Errno 28] No space left on device"),
        (OperationalError("SELECT secret", None, _full()), "OperationalError SQLITE_FULL: database or disk is full"),
        (OperationalError("SELECT 1", None, psycopg.errors.DiskFull("no\nroom")), "DiskFull 53100: no room"),
        (
            _raised(StorageUnavailableError("later"), OSError(errno.EROFS, "Read-only file system")),
            "OSError EROFS: [Errno 30] Read-only file system",
        ),
        (_raised(DatabaseUnavailableError(), OperationalError("x", None, _full())), "OperationalError SQLITE_FULL"),
        (KeyError("x"), "KeyError: 'x'"),
    ],
)
def test_reason_is_what_the_disk_or_the_database_said(error: Exception, said: str) -> None:
    assert told(error).startswith(said)
    assert "SELECT" not in told(error)


def test_reason_is_one_short_line() -> None:
    line = told(OSError(errno.EIO, "x\ny" * 10_000))
    assert "\n" not in line
    assert len(line) <= MAX_CHARACTERS


def test_outage_is_told_once_for_each_reason_and_when_it_is_over(caplog: pytest.LogCaptureFixture) -> None:
    outage = OutageLog(LOG, "the disk")
    outage.passed()
    for number in (errno.ENOSPC, errno.ENOSPC, errno.EIO, errno.ENOSPC):
        outage.failed(OSError(number, "made up"))
    assert outage.is_on
    outage.passed()
    outage.passed()
    assert not outage.is_on
    lines = [record.getMessage() for record in caplog.records]
    assert [line.partition(":")[0] for line in lines] == ["the disk fails"] * 2 + ["the disk works again"]
    assert lines[2].endswith("4 times")
    outage.failed(OSError(errno.ENOSPC, "made up"))
    assert len(caplog.records) == 4
