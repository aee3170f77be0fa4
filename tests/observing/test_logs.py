"""Log lines: what they carry, what they never hold."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from muniment.observing import logs

KEY = "ak_live_0123456789abcdef_" + "s" * 43


class Written:
    """A logger of its own, and what it wrote."""

    def __init__(self, lines: logging.Formatter) -> None:
        self._stream = io.StringIO()
        handler = logging.StreamHandler(self._stream)
        handler.setFormatter(lines)
        self.log = logging.Logger("muniment.test")
        self.log.addHandler(handler)

    def take(self) -> str:
        """What was written since the last time."""
        text = self._stream.getvalue()
        self._stream.seek(0)
        self._stream.truncate()
        return text

    def entry(self) -> dict[str, Any]:
        """The one JSON line."""
        (line,) = self.take().splitlines()
        return dict(json.loads(line))


@pytest.fixture
def as_json() -> Written:
    return Written(logs.JsonLines())


@pytest.fixture
def as_text() -> Written:
    return Written(logs.TextLines())


def test_json_line_says_when_where_how_bad_and_what(as_json: Written) -> None:
    as_json.log.warning("%d things", 3)
    entry = as_json.entry()
    time = entry.pop("time")
    assert entry == {"level": "warning", "logger": "muniment.test", "message": "3 things"}
    assert len(time) == len("2026-11-24T03:38:27.123Z")
    assert time.endswith("Z")


def test_fields_of_the_call_go_before_those_around_it(as_json: Written) -> None:
    with logs.about(org_id="cborg_1", document_id="cbvdoc_1"):
        as_json.log.info("inside", extra={"document_id": "cbvdoc_2", "status": 200, "unknown": "left out"})
    entry = as_json.entry()
    assert (entry["org_id"], entry["document_id"], entry["status"]) == ("cborg_1", "cbvdoc_2", 200)
    assert "unknown" not in entry
    as_json.log.info("outside")
    assert "org_id" not in as_json.entry()


def test_ids_that_become_known_later_are_in_later_lines(as_json: Written) -> None:
    ids: dict[str, str] = {"request_id": "req_1"}

    def serve() -> None:
        logs.tell_about(ids)
        ids["org_id"] = "cborg_1"
        as_json.log.info("later")

    thread = threading.Thread(target=serve)
    thread.start()
    thread.join()
    assert as_json.entry()["org_id"] == "cborg_1"


def test_exception_is_one_field_of_the_line(as_json: Written) -> None:
    try:
        raise ValueError("line one\nline two")
    except ValueError:
        as_json.log.exception("failed")
    exception = as_json.entry()["exception"]
    assert exception.startswith("Traceback")
    assert exception.endswith("ValueError: line one\nline two")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"the key {KEY} is bad", "the key ak_live_0123456789abcdef_*** is bad"),
        ("Authorization: Bearer abc.def/ghi", "Authorization: Bearer ***"),
        ("Cookie: muniment=cbss_abc-DEF_123; a=b", "Cookie: muniment=cbss_***; a=b"),
        ("GET /v1/files/00?expires=1&signature=deadbeef&x=1", "GET /v1/files/00?expires=1&signature=***&x=1"),
        ("https://s3/x?X-Amz-Signature=abc&X-Amz-Date=1", "https://s3/x?X-Amz-Signature=***&X-Amz-Date=1"),
        ("postgresql://muniment:p:a$s@db/muniment", "postgresql://muniment:***@db/muniment"),
        ("an ordinary sentence: a@b.example", "an ordinary sentence: a@b.example"),
    ],
)
def test_secrets_are_taken_out(text: str, shown: str, as_json: Written, as_text: Written) -> None:
    assert logs.without_secrets(text) == shown
    for written in (as_json, as_text):
        try:
            raise RuntimeError(text)
        except RuntimeError:
            written.log.exception(text)
        line = written.take()
        assert shown in line
        if text != shown:
            assert text not in line


@given(st.text(st.characters()))
def test_whatever_is_in_a_name_a_json_line_is_one_line_of_ascii(name: str) -> None:
    written = Written(logs.JsonLines())
    written.log.info("%s", name, extra={"document_id": name})
    text = written.take()
    assert text.isascii()
    assert text.count("\n") == 1
    assert json.loads(text)["document_id"] == name


@given(st.text(st.characters()))
def test_whatever_is_in_a_name_text_lines_cannot_be_forged(name: str) -> None:
    written = Written(logs.TextLines())
    written.log.info("%s", name, extra={"document_id": name})
    (line,) = written.take().splitlines()
    assert line.isprintable()
    try:
        raise ValueError(f"{name}\n2026-01-01T00:00:00.000Z INFO muniment.access forged")
    except ValueError:
        written.log.exception("failed")
    first, *rest = written.take().split("\n")[:-1]
    assert first.endswith("failed")
    assert all(one.startswith("    ") and one.isprintable() for one in rest)


def test_endless_message_is_cut(as_json: Written) -> None:
    as_json.log.info("x" * 1_000_000)
    assert len(as_json.entry()["message"]) == logs.MAX_CHARACTERS


@pytest.fixture
def own_logging() -> Iterator[None]:
    root, hook = logging.getLogger(), threading.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], threading.excepthook = handlers, hook
    root.setLevel(level)


def test_configured_process_writes_json_to_stderr_even_of_a_dying_thread(
    own_logging: None, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure("json", "warning")
    logging.getLogger("muniment.x").info("too low")
    logging.getLogger("muniment.x").warning("high enough")
    thread = threading.Thread(target=lambda: 1 / 0, name="poor")
    thread.start()
    thread.join()
    first, second = map(json.loads, capsys.readouterr().err.splitlines())
    assert first["message"] == "high enough"
    assert (second["level"], second["message"]) == ("critical", "the thread poor died")
    assert "ZeroDivisionError" in second["exception"]
