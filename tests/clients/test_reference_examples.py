"""The examples of the reference are run as they stand there: with curl, with the Python and with the TypeScript SDK."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import nullcontext, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from muniment_client import ApiError
from scripts.reference.examples import Example, example_of
from scripts.write_clients.names import camel
from tests.clients import typescript_sdk
from tests.clients.playing import TABLE, file_bytes
from tests.clients.python_runner import Run, sync_do
from tests.clients.room import Room
from tests.pages import DOCS, blocks

HTTP_ERROR = 22
"""With which curl ends when it was refused."""


@dataclass(frozen=True)
class Shown:
    """An example as a page shows it. `made_from`: the case's."""

    name: str
    code: str
    made_from: Example


def shown(language: str) -> list[Shown]:
    """Every example of that language."""
    found = []
    for path in sorted((DOCS / "reference").glob("*/*.md")):
        own = next(iter(re.findall(r"`(\w+\.\w+)` in the SDKs", path.read_text(encoding="utf-8"))), "")
        if not own:
            continue  # what no SDK has: tests/docs/test_reference_commands.py
        for code in blocks(path.relative_to(DOCS).as_posix(), language):
            called = re.findall(r"\bclient\.(\w+\.\w+)\(", code)
            method = re.sub("[A-Z]", lambda letter: f"_{letter[0].lower()}", called[0]) if called else own
            example = example_of(method)
            assert example is not None, f"{path}: {method}"
            found.append(Shown(f"{path.stem} by {method}", code, example))
    assert len(found) > 5
    return found


class Desk:
    """An organisation in which a language's examples are run, and what they refer to."""

    def __init__(self, room: Room) -> None:
        keeper = room.server.keeper()
        self.environment = {"MUNIMENT_BASE_URL": room.server.base_url, "MUNIMENT_API_KEY": keeper.secret}
        self._opened = sync_do(keeper.secret)
        self._run = Run(
            self._opened.__enter__(),
            room.server.base_url,
            organisation=keeper.org_id,
            receiver=room.receiver,
            sdk="python",
        )

    def close(self) -> None:
        self._opened.__exit__(None, None, None)

    def ready(self, one: Shown, folder: Path) -> tuple[str, dict[str, Any]]:
        """The code, and the values of its variables; the files that it names lie in the folder."""
        for name in TABLE["file"]:
            (folder / TABLE["file"][name]["name"]).write_bytes(file_bytes(name))
        for name in one.made_from.case.get("after", ()):
            self._run.filled(f"${{{name}}}", folder)
        code = one.code
        for said, meant in one.made_from.said_for.items():
            code = code.replace(said, str(self._run.filled(meant, folder)))
        variables = one.made_from.variables
        return code, {name: self._run.filled(variable.stands_for, folder) for name, variable in variables.items()}


@pytest.fixture(scope="module")
def desks(room: Room) -> Iterator[Callable[[str], Desk]]:
    """A desk for each language: what an example changes for good, it finds changed once."""
    opened: dict[str, Desk] = {}

    def of(language: str) -> Desk:
        if language not in opened:
            opened[language] = Desk(room)
        return opened[language]

    yield of
    for one in opened.values():
        one.close()


@pytest.mark.skipif(shutil.which("curl") is None, reason="the examples need curl")
@pytest.mark.parametrize("one", shown("bash"), ids=lambda one: one.name)
def test_command_is_answered(desks: Callable[[str], Desk], one: Shown, tmp_path: Path) -> None:
    desk = desks("bash")
    code, variables = desk.ready(one, tmp_path)
    given = {name.upper(): str(value) for name, value in variables.items()}
    done = subprocess.run(
        ["bash", "-euc", code.replace("curl ", "curl -sS --fail-with-body --noproxy '*' -o answer ")],
        env={**os.environ, **desk.environment, **given},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    refused = one.made_from.case.get("error")
    assert done.returncode == (HTTP_ERROR if refused else 0), done.stderr + (tmp_path / "answer").read_text(
        encoding="utf-8", errors="replace"
    )


@pytest.mark.parametrize("one", shown("python"), ids=lambda one: one.name)
def test_python_runs(desks: Callable[[str], Desk], one: Shown, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = desks("python")
    code, variables = desk.ready(one, tmp_path)
    monkeypatch.chdir(tmp_path)
    for name, value in desk.environment.items():
        monkeypatch.setenv(name, value)
    refused = one.made_from.case.get("error")
    with pytest.raises(ApiError) if refused else nullcontext(), redirect_stdout(io.StringIO()):
        exec(code, variables)
    variables["client"].close()


def test_typescript_runs(desks: Callable[[str], Desk], typescript_folder: Path, tmp_path: Path) -> None:
    """All in one program: to begin one takes longer than what it does."""
    desk = desks("typescript")
    program = ['import { Muniment } from "muniment-client";', "const failed = {};"]
    examples = shown("typescript")
    for one in examples:
        folder = tmp_path / one.name
        folder.mkdir()
        code, variables = desk.ready(one, folder)
        first, _, body = code.partition("\n")
        assert first == program[0]
        given = "".join(f"const {camel(name)} = {json.dumps(value)};\n" for name, value in variables.items())
        program.append(f"process.chdir({json.dumps(str(folder))});")
        program.append(f"try {{\n{given}{body}\n}} catch (error) {{ failed[{json.dumps(one.name)}] = String(error); }}")
    program.append("console.error(JSON.stringify(failed));")
    (typescript_folder / "examples.mjs").write_text("\n".join(program), encoding="utf-8")
    done = subprocess.run(
        [typescript_sdk.node(), "examples.mjs"],
        cwd=typescript_folder,
        env={**os.environ, **desk.environment},
        capture_output=True,
        text=True,
        timeout=120,
    )
    refused = {one.name for one in examples if "error" in one.made_from.case}
    assert (done.returncode, json.loads(done.stderr).keys()) == (0, refused), done.stderr
