"""muniment_client stands by itself."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import muniment_client

PACKAGE = Path(muniment_client.__file__).parent


def _imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    named = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    named += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in named}


def test_it_imports_httpx_the_standard_library_and_itself_alone() -> None:
    imported = set().union(*(_imported(path) for path in PACKAGE.rglob("*.py")))
    assert imported - sys.stdlib_module_names == {"httpx", "muniment_client"}


def test_it_says_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
