"""The samples are what they say: same seed, same bytes; they open; their facts stand in their text."""

from __future__ import annotations

import csv
import html
import io
import re
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from python_calamine import CalamineWorkbook

from examples.evidence import DECOYS, DEMO, PICTURES, SAMPLES, Sample, Written, generate, sixty_pages
from muniment.judging.facts.keys import KEYS
from muniment.judging.taxonomy.types import load_types

ROOT = Path(__file__).parents[3]
ALL = (*SAMPLES, *DECOYS)
LONG = {
    "soc1-type2": 8,
    "soc2-type1": 7,
    "soc2-type2-unqualified": 12,
    "soc2-type2-qualified": 9,
    "pentest-web": 5,
    "continuity-plan": 3,
    "financial-statements": 6,
    "vulnerability-scan": 3,
}
"""Fewest pages of the samples that must be long."""


@pytest.fixture(scope="module")
def of_seed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], dict[str, Written]]:
    """All samples of a seed, written once."""

    @cache
    def write(seed: int) -> dict[str, Written]:
        return {found.sample.name: found for found in generate(tmp_path_factory.mktemp("seed"), seed=seed)}

    return write


@pytest.fixture(scope="module", params=[1, 2])
def seed(request: pytest.FixtureRequest) -> int:
    return int(request.param)


@pytest.fixture(scope="module")
def written(seed: int, of_seed: Callable[[int], dict[str, Written]]) -> dict[str, Written]:
    return of_seed(seed)


def _pdf_text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)


def _package_text(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        parts = [archive.read(name).decode() for name in archive.namelist()]
    return html.unescape(re.sub(r"<[^>]+>", " ", " ".join(parts)))


def _text(found: Written) -> str:
    readers = {"pdf": _pdf_text, "docx": _package_text, "xlsx": _package_text, "pptx": _package_text}
    text = readers.get(found.sample.extension, lambda path: path.read_text("utf-8"))(found.path)
    return " ".join(text.split())


def test_names_are_unique_and_fit_a_path() -> None:
    names = [sample.name for sample in ALL]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)


def test_every_declared_type_is_in_the_taxonomy() -> None:
    assert {sample.document_type for sample in ALL} - {None} <= {known.slug for known in load_types()}


def test_every_fact_has_a_known_key() -> None:
    assert {key for sample in ALL for key in sample.facts} <= set(KEYS)


def test_demo_shows_a_dozen_samples_of_many_types_and_formats() -> None:
    table = {sample.name: sample for sample in SAMPLES}
    shown = [table[name] for name in DEMO]
    assert len(shown) == len(set(DEMO)) >= 12
    assert len({sample.document_type for sample in shown}) >= 10
    assert {"pdf", "docx", "xlsx"} <= {sample.extension for sample in shown}
    assert not set(DEMO) & set(PICTURES)


def test_same_seed_gives_same_bytes_and_only_changes_no_file(
    tmp_path: Path, seed: int, written: dict[str, Written]
) -> None:
    some = [sample.name for sample in ALL][::4]
    again = generate(tmp_path, seed=seed, only=some)
    assert [found.sample.name for found in again] == some
    assert [found.path.read_bytes() for found in again] == [written[name].path.read_bytes() for name in some]


def test_command_line_writes_the_same_bytes_in_another_process(
    tmp_path: Path, of_seed: Callable[[int], dict[str, Written]]
) -> None:
    command = [sys.executable, "-m", "examples.evidence", tmp_path / "theirs", "--seed", "2"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    theirs = {path.name: path.read_bytes() for path in (tmp_path / "theirs").iterdir()}
    assert theirs == {found.path.name: found.path.read_bytes() for found in of_seed(2).values()}


def test_another_seed_gives_other_bytes(of_seed: Callable[[int], dict[str, Written]]) -> None:
    names = [sample.name for sample in SAMPLES if sample.name not in PICTURES]
    assert [name for name in names if of_seed(1)[name].sha256 == of_seed(2)[name].sha256] == []


def test_unknown_name_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        generate(tmp_path / "none", only=["soc3", "no-such-sample"])
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_true_facts_are_those_declared_and_stand_in_the_text(sample: Sample, written: dict[str, Written]) -> None:
    found = written[sample.name]
    assert set(found.facts) == set(sample.facts)
    if sample.name in PICTURES:
        return
    text = _text(found)
    for key, stated in found.facts.items():
        assert [wording for wording in stated.written if wording not in text] == [], key


@pytest.mark.parametrize("sample", [found for found in ALL if found.extension == "pdf"], ids=lambda found: found.name)
def test_pdf_has_the_pages_it_counts_and_text_unless_it_is_a_scan(sample: Sample, written: dict[str, Written]) -> None:
    found = written[sample.name]
    with pypdfium2.PdfDocument(found.path) as document:
        assert len(document) == found.pages >= LONG.get(sample.name, 1)
        characters = [len(page.get_textpage().get_text_bounded()) for page in document]
    if sample.name in PICTURES:
        assert set(characters) == {0}
    else:
        assert min(characters) > 20


def test_page_numbers_name_the_page_and_the_total(written: dict[str, Written]) -> None:
    found = written["soc2-type2-qualified"]
    with pypdfium2.PdfDocument(found.path) as document:
        last = document[len(document) - 1].get_textpage().get_text_bounded()
    assert f"Page {found.pages} of {found.pages}" in last


def test_tables_of_tests_stand_on_landscape_pages(written: dict[str, Written]) -> None:
    with pypdfium2.PdfDocument(written["soc2-type2-unqualified"].path) as document:
        shapes = Counter("wide" if page.get_width() > page.get_height() else "tall" for page in document)
    assert shapes["wide"] >= 3
    assert shapes["tall"] >= 5


def test_number_of_exceptions_is_the_number_of_failed_tests_in_the_table(written: dict[str, Written]) -> None:
    for name in ("soc2-type2-qualified", "soc2-type2-inclusive", "soc2-type2-plain"):
        found = written[name]
        assert _text(found).count("Exception noted.") == found.facts["exceptions_count"].value


def test_office_files_are_well_formed_packages(written: dict[str, Written]) -> None:
    for found in written.values():
        if found.sample.extension in ("docx", "xlsx", "pptx"):
            with zipfile.ZipFile(found.path) as archive:
                assert archive.testzip() is None
                parts = {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}
            declared = {part.get("PartName", "").lstrip("/") for part in parts["[Content_Types].xml"]}
            assert declared - {""} <= set(parts)


def test_workbooks_open_with_their_sheets_and_slides_are_counted(written: dict[str, Written]) -> None:
    for found in written.values():
        if found.sample.extension == "xlsx":
            book = CalamineWorkbook.from_path(str(found.path))
            assert len(book.sheet_names) == found.pages
            assert all(book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
    with zipfile.ZipFile(written["architecture-deck"].path) as archive:
        slides = [name for name in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    assert len(slides) == written["architecture-deck"].pages


def test_csv_rows_have_one_width(written: dict[str, Written]) -> None:
    rows = list(csv.reader(io.StringIO(written["subprocessors"].path.read_text("utf-8"))))
    assert len(rows) > 3
    assert len({len(row) for row in rows}) == 1


def test_sixty_pages_are_sixty(tmp_path: Path) -> None:
    path = tmp_path / "sixty.pdf"
    sixty_pages(path)
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == 60
