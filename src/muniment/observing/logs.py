"""Log lines for people and for machines: one line an event, with the ids that find everything belonging to it.

What a user wrote may stand in a message or an exception, so no line holds a control character, and what looks like a
secret is taken out whoever wrote it. A line is one JSON object, or text with the same content.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Literal

Format = Literal["text", "json"]

IDS = ("request_id", "org_id", "document_id", "subject_id", "job_id")
FIELDS = (*IDS, "method", "route", "status", "milliseconds", "bytes")
"""What a line may carry beside its message: `extra` of the call, else what `about` or `tell_about` says."""

MAX_CHARACTERS = 20_000
"""Longest message or exception text in a line."""

_about: ContextVar[Mapping[str, Any]] = ContextVar("about", default={})  # noqa: B039 - never changed in place

_SECRETS = re.compile(
    r"(?P<key>\bak_live_[0-9a-f]{16}_)[\w-]+"  # an API key keeps its public part
    r"|(?P<session>\bcbss_)[\w-]+"  # what a session's cookie holds
    r"|(?P<bearer>\bbearer +)[!-~]+"
    r"|(?P<parameter>\b(?:x-amz-)?(?:signature|security-token|credential)=)[^&\s\"']+"  # of a signed link
    r"|(?P<user>://[^\s:/@]*:)[^\s@]+(?=@)",  # a password inside a URL
    re.IGNORECASE,
)
_QUIET = ("alembic", "boto3", "botocore", "s3transfer", "urllib3", "uvicorn")


def configure(form: Format, level: str) -> None:
    """Send every line of the process to standard error, in this form, from this level on."""
    written = logging.StreamHandler(sys.stderr)
    written.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(handlers=[written], level=level.upper(), force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    threading.excepthook = _note_dead_thread


def tell_about(ids: Mapping[str, Any]) -> None:
    """From here on, lines of this task or thread carry these ids; the mapping may get further ones later."""
    _about.set(ids)


@contextmanager
def about(**ids: str) -> Iterator[None]:
    """Lines written inside the block carry these ids."""
    token = _about.set(ids)
    try:
        yield
    finally:
        _about.reset(token)


def without_secrets(text: str) -> str:
    """The text with keys, signatures and passwords taken out, cut at a length."""
    return _SECRETS.sub(_masked, text[:MAX_CHARACTERS])


def _masked(match: re.Match[str]) -> str:
    return f"{match[match.lastgroup or 0]}***"


_encode = json.JSONEncoder(default=str).encode


class _Lines(logging.Formatter):
    _second: tuple[int, str] = (0, "1970-01-01T00:00:00")

    def _time(self, record: logging.LogRecord) -> str:
        second, thousandth = divmod(int(record.created * 1000), 1000)
        shown = self._second
        if shown[0] != second:
            shown = self._second = (second, f"{datetime.fromtimestamp(second, UTC):%Y-%m-%dT%H:%M:%S}")
        return f"{shown[1]}.{thousandth:03}Z"

    def _fields(self, record: logging.LogRecord) -> Iterator[tuple[str, Any]]:
        own, around = record.__dict__, _about.get()
        for name in FIELDS:
            value = own.get(name)
            if value is None:
                value = around.get(name)
            if value is not None:
                yield name, value

    def _exception(self, record: logging.LogRecord) -> str | None:
        if record.exc_info and record.exc_info[0] is not None:
            text = self.formatException(record.exc_info)
            # Its end says what happened, so that is what stays of a long one.
            return without_secrets(text[-MAX_CHARACTERS:])
        return None


class JsonLines(_Lines):
    """Each line an object: time (UTC), level, logger, message, FIELDS that are known, exception."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": self._time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": without_secrets(record.getMessage()),
            **dict(self._fields(record)),
        }
        exception = self._exception(record)
        if exception is not None:
            line["exception"] = exception
        # ASCII only: no character of a user's acts on a terminal, and no half of a surrogate pair stops the line.
        return _encode(line)


class TextLines(_Lines):
    """The same for people; an exception's lines are indented, so that none can pass for a line of its own."""

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={_printable(str(value))}" for name, value in self._fields(record))
        message = _printable(without_secrets(record.getMessage()))
        line = f"{self._time(record)} {record.levelname} {record.name} {message}{fields}"
        exception = self._exception(record)
        if exception is not None:
            line += "".join(f"\n    {_printable(one)}" for one in exception.split("\n"))
        return line


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)


def _note_dead_thread(died: threading.ExceptHookArgs) -> None:
    if died.exc_value is not None and not isinstance(died.exc_value, SystemExit):
        name = died.thread.name if died.thread is not None else "?"
        exc_info = (died.exc_type, died.exc_value, died.exc_traceback)
        logging.getLogger("muniment").critical("the thread %s died", name, exc_info=exc_info)
