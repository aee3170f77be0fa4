"""Names as they are kept, and the eleven keys on the wire."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from muniment.db.engine import Database
from muniment.db.tables import documents
from muniment.documents.document import (
    COLUMNS,
    MAX_NAME_CHARACTERS,
    WIRE_COLUMNS,
    clean_name,
    distinct,
    from_row,
    row_on_the_wire,
    shorten_name,
    to_row,
)
from muniment.reading.file_types import extension_of
from tests.builders import World, build_document

KEYS = [
    "id",
    "vendor_id",
    "name",
    "extension",
    "size",
    "document_type",
    "status",
    "service_ids",
    "assessment_ids",
    "created_at",
    "updated_at",
]

# Weighted towards what names are attacked with: separators, dots, controls, direction overrides, lone surrogates.
_HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("/\\. \t\r\n\x00\x1f\x7f\x85\u2028\u2029\u202e\u2066\u200f\ufeff\ud800\udfff\u0301\u00a0ae"),
        st.characters(),
    ),
    max_size=60,
)


@given(_HOSTILE)
def test_clean_name_is_safe_to_keep_and_to_show(raw: str) -> None:
    name = clean_name(raw)
    name.encode()  # no lone surrogate
    assert not set(name) & set("/\\\r\n\x00\u202e\u2066\u200f\ufeff\u2028\u2029")
    assert not [c for c in name if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert name == name.strip()
    assert name not in (".", "..")
    assert unicodedata.is_normalized("NFC", name)


@given(_HOSTILE)
def test_cleaning_again_changes_nothing(raw: str) -> None:
    assert clean_name(clean_name(raw)) == clean_name(raw)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("report.pdf", "report.pdf"),
        ("  SOC 2  Type II.pdf ", "SOC 2  Type II.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\report.pdf", "report.pdf"),
        ("folder/", "folder"),
        ("a/..", "a"),
        ("\u202efdp.exe", "fdp.exe"),
        ("re\x00port\r\n.pdf", "report.pdf"),
        ("Pru\u0308fbericht.pdf", "Prüfbericht.pdf"),
        ("報告書.pdf", "報告書.pdf"),
        ("family \U0001f468\u200d\U0001f469.pdf", "family \U0001f468\u200d\U0001f469.pdf"),
        ('qu"ote;semi.pdf', 'qu"ote;semi.pdf'),
        ("...", "..."),
        ("/", ""),
        (" \t ", ""),
        ("..", ""),
        ("", ""),
    ],
)
def test_clean_name_of(raw: str, name: str) -> None:
    assert clean_name(raw) == name


@pytest.mark.parametrize(
    ("filename", "extension"),
    [
        ("report.pdf", "pdf"),
        ("report.PDF", "pdf"),
        ("archive.tar.gz", "gz"),
        ("report", ""),
        ("report.", ""),
        (".pdf", "pdf"),
        ("folder.pdf/report", ""),
        ("c:\\x.pdf\\report.docx ", "docx"),
        ("report. pdf", "pdf"),
        ("", ""),
    ],
)
def test_extension_of(filename: str, extension: str) -> None:
    assert extension_of(filename) == extension


@given(st.text(max_size=600), st.sampled_from(["", ".pdf", ".xlsx"]))
def test_shortened_name_fits_and_keeps_its_ending(stem: str, ending: str) -> None:
    name = stem + ending
    short = shorten_name(name)
    assert len(short) <= MAX_NAME_CHARACTERS
    assert short.endswith(ending)
    assert len(name) > MAX_NAME_CHARACTERS or short == name


@given(st.lists(st.sampled_from("abcde")))
def test_distinct_keeps_order_and_each_once(values: list[str]) -> None:
    kept = distinct(values)
    assert len(set(kept)) == len(kept)
    assert list(kept) == sorted(set(values), key=values.index)


@pytest.mark.parametrize(
    ("name", "filename"),
    [
        ("report.pdf", "report.pdf"),
        ("report.PDF", "report.PDF"),
        ("report", "report.pdf"),
        ("report.docx", "report.docx.pdf"),
        ("pdf", "pdf.pdf"),
    ],
)
def test_filename_has_the_extension(database: Database, world: World, name: str, filename: str) -> None:
    with database.write() as tx:
        assert build_document(tx, world.org_id, world.vendor.id, name=name).filename == filename


@pytest.mark.parametrize("name", ["plain", "報告書 \U0001f468\u200d\U0001f469", "quote\"'`;--\\", "\ufffd\U0010ffff"])
def test_row_and_document_are_the_same_on_the_wire(database: Database, world: World, name: str) -> None:
    with database.write() as tx:
        document = build_document(
            tx,
            world.org_id,
            world.vendor.id,
            name=name,
            service_ids=world.vendor.services,
            assessment_ids=world.vendor.assessments[:1],
        )
    with database.read() as tx:
        wire = row_on_the_wire(tx.execute(select(*WIRE_COLUMNS)).one())
        assert from_row(tx.execute(select(documents)).one()) == document
    assert wire == document.on_the_wire()
    assert list(wire) == list(document.on_the_wire()) == KEYS


def test_fields_of_a_document_are_the_columns_of_its_table() -> None:
    assert list(COLUMNS) == [column.name for column in documents.columns]


def test_document_is_the_same_after_its_row(database: Database, world: World) -> None:
    with database.write() as tx:
        document = build_document(tx, world.org_id, world.vendor.id, service_ids=world.vendor.services)
        row = to_row(document)
        assert dict(tx.execute(select(documents)).one()._mapping) == row
