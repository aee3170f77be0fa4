"""The TypeScript SDK, compiled as it is released, and asked from here to do what a test wants."""

from __future__ import annotations

import base64
import inspect
import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

import muniment_client
from scripts.write_clients.names import camel
from tests.clients.python_runner import Do

PACKAGE = Path(__file__).parents[2] / "clients" / "typescript"
PROGRAMS = Path(__file__).parent / "programs"

_PYTHON = muniment_client.Muniment("ak_1", "http://127.0.0.1:1")
_OPTIONS = ("idempotency_key", "idempotency_strict", "if_match", "if_none_match")


def node() -> str:
    """The program; skips where it or what the package is compiled with is not there."""
    found = shutil.which("node")
    if found is None or not (PACKAGE / "node_modules").is_dir():
        pytest.skip("no TypeScript SDK: npm ci --prefix clients/typescript --ignore-scripts")
    return found


def compiled(folder: Path) -> Path:
    """A folder whose programs find the package."""
    package = folder / "node_modules" / "muniment-client"
    package.mkdir(parents=True)
    assert _tsc(PACKAGE, "--outDir", package / "dist") == ""
    shutil.copy(PACKAGE / "package.json", package)
    for program in PROGRAMS.glob("*.mjs"):
        shutil.copy(program, folder)
    return folder


def link(folder: Path, to: Path) -> None:
    """Let programs in `folder` find the package that those of the other find."""
    (folder / "node_modules").symlink_to(to / "node_modules")


def packed(folder: Path) -> Path:
    """The compiled package in that folder, as it is published."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm")
    command = [npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", folder]
    package = folder / "node_modules" / "muniment-client"
    done = subprocess.run(command, cwd=package, capture_output=True, text=True, check=True)
    return folder / done.stdout.strip()


def complaints(folder: Path, **options: object) -> str:
    """What the compiler says of the programs `*.mts` in that folder, as strict as it can be; it compiles them too."""
    strict = {"target": "ES2022", "module": "NodeNext", "strict": True, "exactOptionalPropertyTypes": True}
    types = {"types": ["node"], "typeRoots": [str(PACKAGE / "node_modules" / "@types")]}
    said = {"compilerOptions": {**strict, **types, **options}, "include": ["*.mts", "*.d.ts"]}
    (folder / "tsconfig.json").write_text(json.dumps(said))
    return _tsc(folder)


def _tsc(project: Path, *options: str | Path) -> str:
    tsc = PACKAGE / "node_modules" / "typescript" / "bin" / "tsc"
    done = subprocess.run([node(), tsc, "--project", project, *options], capture_output=True, text=True)
    return done.stdout + done.stderr


class Sdk:
    """A process that calls the SDK."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, asked: Mapping[str, Any]) -> Any:
        """What comes of it. Raises the error of the Python SDK that has the same name."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        if "error" in said:
            raise _same(**{"kind": said["error"].pop("class"), **said["error"]})
        value = said.get("value")
        return base64.b64decode(value["bytes"]) if isinstance(value, dict) and set(value) == {"bytes"} else value

    def do(self, secret: str) -> Do:
        """Calls with that key."""

        def do(base_url: str, operation: str, arguments: Mapping[str, Any]) -> Any:
            left = dict(arguments)
            if "file" in left:
                left["file"] = base64.b64encode(left["file"].read()).decode()
            options = {"waitMs": 1000 * left.pop("timeout")} if "timeout" in left else {}
            options |= {camel(name): left.pop(name) for name in _OPTIONS if name in left}
            at = [left.pop(name) for name in _by_position(operation)]
            asked = {"operation": operation, "at": at, "params": left, "options": options}
            return self.ask({"baseUrl": base_url, "apiKey": secret, **asked})

        return do

    def verify(self, body: str, headers: Mapping[str, str], secret: str, *, now: int) -> Any:
        """The event that a message tells."""
        return self.ask({"body": body, "headers": headers, "secret": secret, "now": now})


def _by_position(operation: str) -> list[str]:
    """What of the arguments stands first: the same as in Python, but for a file."""
    group, method = operation.split(".")
    signature = inspect.signature(getattr(getattr(_PYTHON, group), method))
    found = signature.parameters.values()
    return [one.name for one in found if one.kind is one.POSITIONAL_OR_KEYWORD and one.name != "file"]


def _same(kind: str, message: str, **said: Any) -> Exception:
    found = getattr(muniment_client, kind, None)
    assert found is not None, f"{kind}: {message}"
    error: Exception = found.__new__(found)
    error.args = (message,)
    vars(error).update(said)
    return error


@contextmanager
def calling(folder: Path) -> Iterator[Sdk]:
    """A process for the compiled package in that folder."""
    process = subprocess.Popen(
        [node(), "runner.mjs"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        yield Sdk(process)
    finally:
        process.communicate()
