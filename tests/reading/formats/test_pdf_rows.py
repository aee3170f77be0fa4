"""Rows of tables on PDF pages, by where their words stand."""

from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table

from muniment.judging.items.extract import items_of
from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.formats.pdf_rows import heads_a_list, is_worth_a_look, rows_of
from muniment.reading.model import Reading, Word

BODY = getSampleStyleSheet()["BodyText"]
HEAD = ("Criteria", "Control", "Test", "Result")
CLEAN = (
    "CC6.1",
    "AC-01 Access to production requires single sign-on with a second factor for everybody.",
    "Inspected the configuration of sign-on.",
    "No exceptions noted.",
)
LATE = (
    "CC6.2",
    "AC-07 Leavers lose their access within one business day after they have left.",
    "Inspected the records of 25 leavers and compared them with the tickets of their removal.",
    "Exception noted: 2 of 25 leavers kept their access for nine days.",
)


def pdf_of(*flowables: Flowable) -> Reading:
    file = BytesIO()
    SimpleDocTemplate(file, pagesize=A4, invariant=1).build(list(flowables))
    return read_pdf(BytesIO(file.getvalue()), Limits(), None)


def table_of(*rows: tuple[str, ...]) -> Table:
    return Table([[Paragraph(cell, BODY) for cell in row] for row in rows], colWidths=[55, 150, 150, 110], repeatRows=1)


def texts(reading: Reading) -> list[tuple[str, ...]]:
    return [
        tuple(" ".join(" ".join(page.text[a:b] for a, b in cell.pieces).split()) for cell in row)
        for page in reading.pages
        for row in page.rows
    ]


def test_wrapped_cells_are_told_apart_and_the_text_stays_as_it_is() -> None:
    reading = pdf_of(table_of(HEAD, CLEAN, LATE))
    assert texts(reading) == [HEAD, CLEAN, LATE]
    assert "\t" not in reading.pages[0].text


def test_pages_that_name_nothing_of_the_kind_are_not_looked_at() -> None:
    assert texts(pdf_of(table_of(("Colour", "Weight", "Price", "Note"), ("Red", "4 kg", "5 EUR", "cheap")))) == []


@pytest.mark.parametrize(
    "text",
    [
        "Two exceptions noted",
        "No exceptions noted.\nDeviations were identified in 2 of 25 samples.",
        "Exception: a leaver kept access.",
        "Management\u2019s Response\nWe agree.",
        "Complementary\nUser Entity Controls",
        "User-entity responsibilities",
        "CVSS 8.1",
        "Schweregrad",
        "Sum Insured\nEUR 5,000,000",
        "Deckungssumme EUR 5.000.000",
        "Registered activities",
        "Montants garantis",
        "Policy Nr. 12",
        "Limits of Indemnity",
        "Subservice organisations",
        "Severity",
        "# Finding Risk",
        "Ref Issue Risk Rating",
        "Site Address Scope",
        "Standorte und Tätigkeiten",
        "The risks of this site.\nSite Address Scope",
    ],
)
def test_page_that_lists_something_is_worth_a_look(text: str) -> None:
    assert is_worth_a_look(f"Annex B\n{text}\n1 of 9")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "No exceptions noted.",
        "No relevant exceptions noted.\nNo deviations noted.",
        "Without exception, the response was timely.",
        "The entity is complementary to others.",
        "The policy names a limit of three attempts.",
        "Access to the site is restricted",
        "The results\nare filed with each finding",
        "The severity of each finding is rated below.",
        "Severity" + " of what was found" * 5,
        "Location of records",
        "Websites Address Scope",
    ],
)
def test_page_that_lists_nothing_is_not(text: str) -> None:
    assert not is_worth_a_look(f"Annex B\n{text}\n1 of 9")


def test_prose_has_no_rows() -> None:
    text = "No exceptions were noted in the tests of controls, which were made during the period of the report. " * 9
    assert texts(pdf_of(Paragraph(text, BODY))) == []


def test_matrix_over_pages_gives_its_exceptions_with_their_receipts() -> None:
    reading = pdf_of(table_of(HEAD, *[CLEAN] * 12, LATE, *[CLEAN] * 12, tuple(c.replace("07", "08") for c in LATE)))
    assert len(reading.pages) > 1
    found = items_of(reading, document_type="soc2_type2_auditor_report")
    assert [(one.fields["criteria"], str(one.fields["control"])[:5]) for one in found] == [
        ("CC6.2", "AC-07"),
        ("CC6.2", "AC-08"),
    ]
    assert found[0].fields["result"] == LATE[3]
    for one in found:
        page = reading.pages[one.page - 1].text
        assert page[one.start : one.start + len(one.quote)] == one.quote


@pytest.mark.parametrize(
    ("text", "heads"),
    [
        ("Sub-processors\nName Purpose Place\nQuill Ltd Post Lyon", True),
        ("Unternehmen Zweck Ort der Verarbeitung", True),
        ("Sous-traitant ultérieur Finalité Pays", True),
        ("# Denominazione Finalità Luogo del trattamento", True),
        ("Subencargados\nSubencargado\nServicio prestado\nUbicación", True),
        ("再委託先 業務 所在地", True),
        ("Name Colour Weight", False),
        ("Company Location", False),
        ("Name the purpose and the place of each.", False),
    ],
)
def test_the_heads_of_lists_of_who_does_what_are_known(text: str, heads: bool) -> None:
    assert heads_a_list(text) is heads


def test_heads_that_a_space_alone_parts_are_told_apart_by_the_columns_below() -> None:
    words = _words(
        (300, (38, "Criteria"), (95, "Control"), (264, "Test"), (412, "Result")),
        (280, (38, "CC6.1"), (95, "Logins"), (264, "Inspected"), (412, "None")),
        (260, (38, "CC6.2"), (95, "Reviews"), (264, "Inspected"), (412, "Exception")),
    )
    assert [[len(cell.pieces) for cell in row] for row in rows_of(words)] == [[1] * 4] * 3
    assert [cell.left for cell in rows_of(words)[0]] == [38, 95, 264, 412]
    narrow = _words((300, (38, "Criteria"), (93, "and"), (264, "Test")), (280, (38, "A"), (120, "B"), (264, "C")))
    assert [len(row) for row in rows_of(narrow)] == [2, 3]


def _words(*lines: tuple[float | tuple[float, str], ...]) -> list[Word]:
    """Words of lines, each with its base line ahead of them; the first word ends no further than where a space does."""
    found: list[Word] = []
    at = 0
    for base, *words in lines:
        for left, text in words:
            right = min(left + 7.0 * len(text), 93.0) if left == 38 else left + 6.0 * len(text)
            found.append((at, at + len(text), float(left), right, float(base), 10.0))
            at += len(text) + 1
    return found
