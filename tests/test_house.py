"""House rules that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parent.parent
TESTS = HOUSE / "tests"
OURSELVES = Path(__file__)

WAITS = (TESTS / "waiting.py", TESTS / "journeys")
"""Where a test may sleep: the waiting itself, and journeys, whose clients pause as clients do."""

FORBIDDEN_IN_TESTS = {
    r"\btime\.sleep\(": "wait for a condition with tests/waiting.py",
    r"^\s*assert .*(monotonic|perf_counter)\(": "a time is no result; figures belong to the benchmarks",
    r"^\s*assert (True|1)\s*$|\bor True\b": "this cannot fail",
    r"except[^\n]*:\n\s*pass\b": "suppress() names what is expected",
}

EVIDENCE = ("src/muniment/judging", "tests/judging", "examples/evidence", "tests/reading/formats")
"""Where words are those of documents, which spell as their authors do."""

AMERICAN = re.compile(
    r"(analy|organi|recogni|seriali|normali|initiali|optimi|summari|authori|categori|minimi|maximi|utili|prioriti"
    r"|capitali|tokeni|synchroni|emphasi|customi|finali|randomi)z|colors?$|colored|behavior|favor|honor|^center|^gray"
    r"|catalog$|catalogs$|cancel(ed|ing)$|label(ed|ing)$|^defense|^artifact"
)
_QUOTED = re.compile(r"<!-- example -->.*?<!-- end of example -->", re.DOTALL)
"""The worked example of a page quotes a document."""

NOT_OURS = {
    "analyze": "the command and the kind of job, as Coverbase writes them",
    "analyzing": "the status, on the wire",
    "authorization": "the HTTP header",
    "canceled": "the status of an assessment, on the wire",
    "unauthorized": "the HTTP status",
    "organization": "in the sentence of ip_not_allowed, on the wire",
    "normalize": "unicodedata's function",
    "normalized": "unicodedata's function",
    "serialization": "a module of cryptography",
    "serializer": "a hook of schemathesis",
    "capitalize": "a method of str",
    "finalize": "a class of weakref",
    "bgcolor": "the attribute of HTML",
    "tokenize": "an option of SQLite's FTS5",
    "gray": "a colour of Office Open XML",
    "grayscale": "a parameter of pypdfium2",
    "catalog": "the root object of a PDF",
    "color": "CSS",
    "colors": "an element of Office Open XML",
    "fillcolor": "a parameter of Pillow",
    "optimize": "a parameter of Pillow",
    "center": "HTML",
}


def _files(*patterns: str) -> Iterator[Path]:
    for pattern in patterns:
        yield from (path for path in HOUSE.glob(pattern) if path != OURSELVES)


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


@pytest.mark.parametrize("pattern", FORBIDDEN_IN_TESTS)
def test_tests_wait_for_conditions_and_assert_what_can_fail(pattern: str) -> None:
    found = []
    for path in _files("tests/**/*.py"):
        if any(path.is_relative_to(one) for one in WAITS):
            continue
        text = path.read_text(encoding="utf-8")
        for match in re.finditer(pattern, text, re.MULTILINE):
            found.append(f"{path.relative_to(HOUSE)}:{_line(text, match.start())}")
    assert not found, FORBIDDEN_IN_TESTS[pattern]


CHECKS = re.compile(
    r"^(until|stays|raises|warns|code|fields|created|leaves_nothing)$|^(_?check|_?assert|_?wait|_?await)"
)
"""Names of what fails by itself when something is not as it should be."""


def _can_fail(function: ast.AST, neighbours: dict[str, ast.AST], seen: frozenset[str] = frozenset()) -> bool:
    """Whether it asserts something, calls what does, or a function of its module that can fail."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if CHECKS.search(called):
                return True
            if called in neighbours.keys() - seen and _can_fail(neighbours[called], neighbours, seen | {called}):
                return True
    return False


def test_every_test_can_fail() -> None:
    found = []
    for path in _files("tests/**/test_*.py"):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        functions: dict[str, ast.AST] = {
            one.name: one for one in body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        for name, function in functions.items():
            if name.startswith("test_") and not _can_fail(function, functions, frozenset({name})):
                found.append(f"{path.relative_to(HOUSE)}: {name}")
    assert not found, "that nothing was raised is no result: assert what came out"


def test_a_file_of_tests_is_named_for_what_it_tests() -> None:
    """Not for the occasion on which its tests were written."""
    occasions = re.compile(r"_(review|fix|bug|regression|misc|more|new|extra)\d*\.py$")
    assert not [str(path.relative_to(HOUSE)) for path in _files("tests/**/*.py") if occasions.search(path.name)]


def _words(text: str) -> Iterator[tuple[int, str]]:
    for match in re.finditer(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text):
        yield match.start(), match[0].lower()


def test_our_own_words_are_spelt_as_the_british_do() -> None:
    found = []
    code = ("src", "clients/python", "tests", "scripts", "examples")
    for path in _files(*(f"{folder}/**/*.py" for folder in code), "docs/**/*.md", "*.md"):
        where = str(path.relative_to(HOUSE))
        if where.startswith(EVIDENCE):
            continue
        text = _QUOTED.sub("", path.read_text(encoding="utf-8"))
        for at, word in _words(text):
            if AMERICAN.search(word) and word not in NOT_OURS:
                found.append(f"{where}:{_line(text, at)} {word}")
    assert not found


def test_every_exception_of_spelling_is_needed() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in _files("src/**/*.py", "tests/**/*.py"))
    assert not NOT_OURS.keys() - {word for _, word in _words(text)}


MACHINE_TIME = re.compile(r"\btime\.time\(|\b(?:host_)?clock\.now\(\)|\bdatetime\.now\(")
MAY_READ_MACHINE_TIME = {
    "clock.py": "the one source of it",
    "db/clock.py": "SQLite's clock is its machine's",
    "observing/counts.py": "when this process started, which this machine alone compares",
    "analysis/files.py": "no database is there",
    "analysis/sandboxed.py": "the day, which dates in a document are compared with; no database is there",
    "upkeep/backup.py": "when a backup was made, which no row holds",
}


def test_what_is_stored_is_never_dated_by_the_machine_that_stores_it() -> None:
    source = HOUSE / "src" / "muniment"
    found = {
        str(path.relative_to(source)) for path in source.rglob("*.py") if MACHINE_TIME.search(path.read_text("utf-8"))
    }
    assert found == set(MAY_READ_MACHINE_TIME)
