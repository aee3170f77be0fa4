"""Writes what the SDKs have from the OpenAPI document. A test compares them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from scripts.wire_errors import openapi
from scripts.write_clients.described import Description, described
from scripts.write_clients.python_errors import error_classes
from scripts.write_clients.python_models import models
from scripts.write_clients.python_resources import async_resources, resources
from scripts.write_clients.typescript_errors import errors
from scripts.write_clients.typescript_models import models as typescript_models
from scripts.write_clients.typescript_operations import groups, operations

ROOT = Path(__file__).resolve().parent.parent.parent
_PYTHON = "clients/python/src/muniment_client"
_TYPESCRIPT = "clients/typescript/src/generated"

FILES: dict[str, Callable[[Description], str]] = {
    f"{_PYTHON}/models.py": models,
    f"{_PYTHON}/error_classes.py": error_classes,
    f"{_PYTHON}/resources.py": resources,
    f"{_PYTHON}/async_resources.py": async_resources,
    f"{_TYPESCRIPT}/models.ts": typescript_models,
    f"{_TYPESCRIPT}/errors.ts": errors,
    f"{_TYPESCRIPT}/operations.ts": operations,
    f"{_TYPESCRIPT}/groups.ts": groups,
}
"""What writes each file, by its path in the project."""


def description() -> Description:
    """Of the application as it is."""
    return described(openapi())


def written(path: str, description: Description) -> str:
    """The text of a file, in the project's format."""
    text = FILES[path](description)
    return _formatted(text, path) if path.endswith(".py") else text


def _formatted(text: str, path: str) -> str:
    ruff = [sys.executable, "-m", "ruff"]
    for command in (["format"], ["check", "--fix", "--quiet"], ["format"]):
        whole = [*ruff, *command, "--stdin-filename", path, "-"]
        done = subprocess.run(whole, input=text, capture_output=True, text=True, cwd=ROOT)
        if done.returncode != 0:
            raise SystemExit(f"{path}: {done.stdout[-2000:]}{done.stderr}")
        text = done.stdout
    return text


def main() -> None:
    """Write them all."""
    said = description()
    for path in FILES:
        (ROOT / path).write_text(written(path, said), encoding="utf-8")


if __name__ == "__main__":
    main()
