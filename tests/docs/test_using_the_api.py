"""docs/using-the-api.md: its exchanges happen as written, its programs run against a real server."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from examples.evidence import generate
from tests.clients import typescript_sdk
from tests.http.live import Caller, request_id, running, settings_for
from tests.journeys.server import Server
from tests.pages import blocks
from tests.waiting import until

PAGE = "using-the-api.md"
SAMPLE = "soc2-type2-unqualified"


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    with running(settings_for(tmp_path_factory.mktemp("home"))) as server:
        yield server.caller()


@pytest.mark.parametrize("exchange", blocks(PAGE, "exchange"), ids=lambda block: block.splitlines()[0])
def test_exchange_happens_as_written(caller: Caller, exchange: str) -> None:
    asked, said = exchange.strip().splitlines()
    found = re.fullmatch(r"(\w+) (\S+)(?: with the key (\S+))?(?: (\{.*\}))?", asked)
    assert found is not None, asked
    method, path, key, body = found.groups()
    headers = {"Authorization": f"Bearer {key}"} if key else None
    answer = caller.request(method, path, headers=headers, json=json.loads(body) if body else None)
    status, _, expected = said.partition(" ")
    expected = expected.replace("…", request_id(answer))
    assert (answer.status_code, answer.json()) == (int(status), json.loads(expected))


def _python(_request: pytest.FixtureRequest, folder: Path) -> list[str]:
    (program,) = blocks(PAGE, "python")
    (folder / "evidence.py").write_text(program, encoding="utf-8")
    return [sys.executable, "-W", "error", str(folder / "evidence.py")]


def _node(request: pytest.FixtureRequest, folder: Path) -> list[str]:
    typescript_sdk.link(folder, request.getfixturevalue("typescript_folder"))
    (program,) = blocks(PAGE, "javascript")
    (folder / "evidence.mjs").write_text(program, encoding="utf-8")
    return [typescript_sdk.node(), str(folder / "evidence.mjs")]


def _found_by(base: str, key: str) -> dict[str, str]:
    """Where each program looks for them."""
    return {"MUNIMENT_URL": base, "MUNIMENT_BASE_URL": base, "MUNIMENT_KEY": key, "MUNIMENT_API_KEY": key}


@pytest.mark.parametrize("program", [_python, _node], ids=["python", "node"])
def test_program_waits_for_its_server_uploads_once_and_gets_the_same_bytes_back(
    request: pytest.FixtureRequest, program: Callable[[pytest.FixtureRequest, Path], list[str]], tmp_path: Path
) -> None:
    command = program(request, tmp_path)
    (sample,) = generate(tmp_path, only=[SAMPLE])
    with Server(tmp_path / "home", worker_concurrency=1, poll_seconds=0.1) as server:
        key = server.new_key()
        environment = {**os.environ, **_found_by(server.base, key), "no_proxy": "*"}
        said, complained = tmp_path / "said", tmp_path / "complained"
        with said.open("wb") as out, complained.open("wb") as err:
            running = subprocess.Popen([*command, str(sample.path)], env=environment, stdout=out, stderr=err)
            try:
                until(lambda: "trying again" in complained.read_text(), 30)  # nobody is there yet
                server.start()
                assert running.wait(90) == 0, complained.read_text()
            finally:
                running.kill()
                running.wait()
        first = said.read_text()
        again = subprocess.run(
            [*command, str(sample.path)], env=environment, capture_output=True, text=True, timeout=90
        )
        wrong = subprocess.run(
            [*command, str(sample.path)],
            env={**environment, **_found_by(server.base, "ak_wrong")},
            capture_output=True,
            text=True,
            timeout=90,
        )
    lines = first.splitlines()
    assert lines[0] == f"type {sample.sample.document_type}"
    assert any(line.startswith("page ") for line in lines)
    assert lines[-2:] == ["documents 1", "same bytes True"]
    assert again.stdout == first
    assert wrong.returncode == 1
    assert "401" in wrong.stderr
    assert "trying again" not in wrong.stderr
