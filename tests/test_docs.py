"""The generated references say what the code says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

import muniment
from muniment.analysis.sandboxed import limits_of
from muniment.errors import MunimentError
from muniment.limits import Limits, OcrLimits, SandboxLimits
from muniment.settings import Settings
from muniment.web.docs import contents, source
from scripts import commands_page, wire_errors, write_docs
from scripts.reference.pages import reference_pages

HOUSE = Path(__file__).resolve().parent.parent
PROSE = sorted([HOUSE / "README.md", HOUSE / "CHANGELOG.md", *HOUSE.glob("docs/**/*.md")])


@pytest.mark.parametrize(
    ("name", "command"), commands_page.commands(), ids=lambda value: str(getattr(value, "name", value))
)
def test_every_command_and_each_of_its_parameters_says_what_it_is(name: str, command: Any) -> None:
    assert command.help, name
    for parameter in command.params:
        assert parameter.help, f"{name} {parameter.name}"


@pytest.mark.parametrize("name", sorted(write_docs.PAGES))
def test_generated_page_is_current(name: str) -> None:
    page = (Path(write_docs.DOCS) / name).read_text(encoding="utf-8")
    assert page == write_docs.PAGES[name](), "run make docs"


def test_reference_is_current_and_holds_nothing_else() -> None:
    written = {
        path.relative_to(write_docs.DOCS).as_posix(): path.read_text(encoding="utf-8")
        for path in (write_docs.DOCS / "reference.md", *(write_docs.DOCS / "reference").rglob("*.md"))
    }
    assert written == reference_pages(), "run make docs"


@pytest.mark.parametrize(("limits", "prefix"), [(Limits, "reading"), (SandboxLimits, "sandbox"), (OcrLimits, "ocr")])
def test_every_bound_of_a_document_is_the_setting_of_its_name(limits: type, prefix: str) -> None:
    settings = {name: (field.default, field.description) for name, field in Settings.model_fields.items()}
    for bound in fields(limits):
        if bound.metadata:
            assert settings[f"{prefix}_{bound.name}"] == (bound.default, bound.metadata["description"]), bound.name
    assert limits_of(Settings(), limits, prefix) == limits()


def test_house_in_the_architecture_page_is_the_one_that_stands() -> None:
    root = Path(muniment.__file__).parent
    page = (Path(write_docs.DOCS) / "architecture.md").read_text(encoding="utf-8")
    house = page.split("src/muniment/\n", 1)[1].split("```", 1)[0]
    named, folder = set(), root
    for line in house.splitlines():
        if line[:3].strip():
            named.add(line.split()[0].rstrip("/"))
            folder = root / line.split()[0]
        for module in re.findall(r"\b\w+\.py\b", line):
            assert folder.name == module or any(folder.rglob(module)), f"{folder.name}: {module}"
    there = {one.name for one in root.iterdir() if not one.name.startswith("_")} - {"py.typed"}
    assert named == there


# Errors


WITHOUT_CODE = {"unauthorized", "not_authenticated", "invalid_fields", "assessment_refused", "invalid_network"}
"""Classes whose answers hold no code: a sentence, a list of fields, a body of its own."""


def _leaves(root: type[MunimentError]) -> Iterator[type[MunimentError]]:
    below = root.__subclasses__()
    for one in below:
        yield from _leaves(one)
    if not below and root.__module__ == "muniment.errors":
        yield root


def test_every_error_of_the_tree_is_declared_by_an_endpoint_or_known_not_to_be() -> None:
    declared = {error.body for error in wire_errors.wire_errors()}
    assert {one.code for one in _leaves(MunimentError)} - declared == WITHOUT_CODE


def test_every_error_of_the_wire_has_its_advice_and_no_advice_is_left_over() -> None:
    assert {error.body for error in wire_errors.wire_errors()} == set(wire_errors.ERRORS)


# Links


def _anchors(page: str) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", PROSE, ids=lambda path: str(path.relative_to(HOUSE)))
def test_relative_links_lead_somewhere(path: Path) -> None:
    prose = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        if "://" in link or link.startswith("mailto:"):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = (path.parent / file) if file else path
        assert target.exists(), link
        if anchor:
            assert anchor in _anchors(target.read_text(encoding="utf-8")), link


def test_every_claim_of_security_names_a_test_that_is_there() -> None:
    page = (HOUSE / "docs/security.md").read_text(encoding="utf-8")
    tables = re.findall(r"^\| claim \| held by \|\n\|---\|---\|\n((?:\|.*\n)+)", page, re.MULTILINE)
    rows = [row for table in tables for row in table.splitlines()]
    assert len(rows) > 100
    for row in rows:
        tests = re.findall(r"`(tests/[^`]*)`", row)
        assert tests, row
        for path, _, name in (test.partition("::") for test in tests):
            assert (f"def {name}(" if name else "def test_") in (HOUSE / path).read_text(encoding="utf-8"), row


def test_readme_leads_to_the_index_which_leads_to_every_page() -> None:
    assert "](docs/index.md)" in (HOUSE / "README.md").read_text(encoding="utf-8")
    named = [one.name for section in contents.sections() for entry in section.entries for one in entry.whole()]
    assert sorted([*named, "index"]) == sorted(source.texts()), "a page is a line in docs/index.md or its folder's page"
