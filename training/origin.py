"""What an artefact was made of, as hashes: so that a test can tell that it is of the code and the data beside it.

Only what the artefact depends on counts: no comment, no docstring, and of the taxonomy's entries nothing that facts or
lists alone look at.
"""

from __future__ import annotations

import ast
import hashlib
import json
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from muniment.judging import rules, signals, zones
from muniment.judging.learned import artefact
from muniment.judging.taxonomy.types import ENTRIES, PACKAGE, load_types
from muniment.reading import language
from training.documents import Document

HERE = Path(__file__).parent
MODULES = ("about", "documents", "fit", "readings", "tongues")
"""Those of training that have a part in what is learned."""

ASIDE = frozenset({"position", "title", "description", "facts", "validity"})
"""What of an entry no judge looks at."""


def origin(documents: Sequence[Document]) -> dict[str, str]:
    """The hashes that stand in an artefact that was learned from these documents."""
    return {"documents": documents_hash(documents), "code": code_hash(), "data": data_hash()}


def documents_hash(documents: Sequence[Document]) -> str:
    """Of what is learned from, texts and labels."""
    digest = hashlib.sha256()
    for one in documents:
        texts = [page.text for page in one.reading.pages]
        digest.update(json.dumps([one.key, one.label, sorted(map(str, one.right)), one.source, texts]).encode())
    return digest.hexdigest()


def code_hash() -> str:
    """Of the modules that make what is learned from a text, without their comments and docstrings."""
    modules = [Path(str(module.__file__)) for module in (rules, signals, zones, language)]
    learned = sorted(Path(str(artefact.__file__)).parent.glob("*.py"))
    return _hash([*modules, *learned, *(HERE / f"{name}.py" for name in MODULES)], meaning)


def meaning(source: str) -> str:
    """A module's code as it runs, the same for all versions of Python that it is written for."""
    return json.dumps(_told(ast.parse(source)))


def _told(node: Any) -> Any:
    if isinstance(node, list):
        return [_told(one) for one in node if not _is_text(one)]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = ((name, value) for name, value in ast.iter_fields(node) if value not in (None, []))
    return [type(node).__name__, *([name, _told(value)] for name, value in fields)]


def _is_text(node: Any) -> bool:
    """Whether it is a docstring: a statement that is nothing but a string."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def data_hash() -> str:
    """Of what entries say to who judges, in their order, of the tables beside them, of the texts that training makes
    and of the word vectors."""
    entries = [tomllib.loads((ENTRIES / f"{one.slug}.toml").read_text(encoding="utf-8")) for one in load_types()]
    judged = [{name: value for name, value in entry.items() if name not in ASIDE} for entry in entries]
    beside = [Path(str(PACKAGE / name)) for name in ("about.toml", "no_type.toml")]
    beside += [HERE / "finer.toml", HERE / "tongues.toml", HERE.parent / "tests/judging/of_no_type.toml"]
    tables = _hash(beside, lambda text: json.dumps(tomllib.loads(text), sort_keys=True))
    vectors = hashlib.sha256(Path(str(artefact.VECTORS)).read_bytes()).hexdigest()
    return hashlib.sha256(json.dumps([judged, tables, vectors], sort_keys=True).encode()).hexdigest()


def _hash(paths: Sequence[Path], told: Callable[[str], str]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name}\0{told(path.read_text(encoding='utf-8'))}\0".encode())
    return digest.hexdigest()
