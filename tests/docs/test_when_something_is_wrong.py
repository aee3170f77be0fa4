"""docs/when-something-is-wrong.md: whatever it tells an operator to type or to look for exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from muniment.cli.app import app
from muniment.observing.metrics import Metrics
from muniment.reading.errors import ERRORS
from muniment.settings import Settings
from scripts import wire_errors
from tests.pages import DOCS, blocks

PAGE = "when-something-is-wrong.md"
TEXT = (DOCS / PAGE).read_text(encoding="utf-8")


def _commands() -> Iterator[str]:
    lines = [line for block in blocks(PAGE, "") for line in block.splitlines()]
    inline = re.findall(r"`(muniment [^`]+)`", TEXT)
    for line in [*lines, *inline]:
        command = line.partition("#")[0].strip()
        if command.startswith("muniment "):
            yield command


@pytest.mark.parametrize("line", sorted(set(_commands())))
def test_command_exists_with_its_options(line: str) -> None:
    command: Any = get_command(app)
    words = line.split()[1:]
    while words and hasattr(command, "commands"):
        assert words[0] in command.commands, line
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known


def test_every_setting_exists() -> None:
    known = {f"MUNIMENT_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"`(MUNIMENT_\w+)", TEXT)) <= known


def test_every_metric_exists() -> None:
    rendered = "\n".join(family.name for family in Metrics().families())
    found = set(re.findall(r"`(muniment_\w+)", TEXT))
    assert found
    observing = (DOCS / "observing.md").read_text(encoding="utf-8")
    assert not {name for name in found if f"`{name}`" not in observing and name not in rendered}


def test_every_code_is_one_of_the_wire_or_of_an_analysis() -> None:
    known = {error.body for error in wire_errors.wire_errors()} | set(ERRORS)
    told = set(re.findall(r"(?:\b[345]\d\d|\bcode) `(\w+)`", TEXT))
    assert {"storage_unavailable", "attempts_exhausted", "document_not_ready"} <= told
    assert told <= known
