"""docs/typescript-sdk.md is a program that does what it says; every example of the reference fits the SDK's types."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from scripts.reference.examples import example_of, table
from scripts.write_clients.names import camel
from tests.clients import typescript_sdk
from tests.clients.room import Room
from tests.pages import DOCS, blocks

PAGE = "typescript-sdk.md"
REFERENCE = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.glob("reference/**/*.md"))


@pytest.fixture
def folder(typescript_folder: Path, tmp_path: Path) -> Path:
    """Where programs find the SDK."""
    typescript_sdk.link(tmp_path, typescript_folder)
    return tmp_path


def test_page_is_a_program_that_does_what_it_says(folder: Path, room: Room) -> None:
    (folder / "page.mts").write_text("\n".join(blocks(PAGE, "typescript")), encoding="utf-8")
    assert typescript_sdk.complaints(folder) == ""
    environment = {
        **os.environ,
        "MUNIMENT_API_KEY": room.server.keeper().secret,
        "MUNIMENT_BASE_URL": room.server.base_url,
    }
    done = subprocess.run(
        [typescript_sdk.node(), "page.mjs"], cwd=folder, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    said = done.stderr.splitlines()
    assert "make the vendor first" in said
    assert "ISO 27001 certificate" in said


def test_examples_of_the_reference_fit_the_types(folder: Path) -> None:
    examples = {f"{page}-{number}": one for page in REFERENCE for number, one in enumerate(blocks(page, "typescript"))}
    assert examples
    for name, text in examples.items():
        (folder / f"{name.replace('/', '-')}.mts").write_text(text, encoding="utf-8")
    found = [example_of(case["operation"]) for case in table()["case"]]
    given = {camel(one.name): one for example in found if example is not None for one in example.variables.values()}
    declared = [f"declare const {name}: {'number' if one.is_number else 'string'};" for name, one in given.items()]
    (folder / "given.d.ts").write_text("\n".join(declared), encoding="utf-8")
    assert typescript_sdk.complaints(folder, noEmit=True) == ""
