from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from muniment.limits import Limits
from muniment.reading.formats.pdf import read_pdf
from muniment.reading.formats.pdf_places import FRONT_PAGES, MAX_FORMS
from muniment.reading.model import Page

Lines = tuple[tuple[float, float, str], ...]


def pages_of(*pages: Lines, white: tuple[str, ...] = ()) -> tuple[Page, ...]:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(612, 792), invariant=True)
    for lines in pages:
        for x, y, text in lines:
            canvas.setFillGray(1 if text in white else 0)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    file.seek(0)
    return read_pdf(file, Limits(), None).pages


def page_of(*lines: tuple[float, float, str], white: tuple[str, ...] = ()) -> Page:
    return pages_of(lines, white=white)[0]


def placed_of(*texts: str) -> list[int]:
    """The numbers of the pages whose words are placed, of a document with these pages."""
    return [page.number for page in pages_of(*(((72, 700, text),) for text in texts)) if page.placed]


def places_of(page: Page) -> dict[str, tuple[int, int]]:
    return {page.text[one.start : one.end]: (round(one.left), round(one.line)) for one in page.placed}


def test_each_word_has_its_place_in_the_text_and_on_paper() -> None:
    page = page_of((72, 700, "Policy number"), (300, 700, "AB-100"), (72, 650, "Insured"))
    places = places_of(page)
    assert places["Policy"] == (72, 700)
    assert places["AB-100"] == (300, 700)
    assert places["Insured"] == (72, 650)
    assert [page.text[one.start : one.end] for one in page.placed] == page.text.split()
    assert all(one.left < one.right and one.height > 0 for one in page.placed)


@pytest.mark.parametrize("text", ["Penetration test report of the customer portal", "Our insurance is good."])
def test_page_that_is_no_certificate_is_not_looked_at(text: str) -> None:
    assert page_of((72, 700, text)).placed == ()


@pytest.mark.parametrize(
    "text",
    [
        "ACORD 25",
        "INSURER(S) AFFORDING COVERAGE",
        "Evidence of Commercial Property Insurance",
        "POLICY NUMBER",
        "Policy no 12",
        "Sums insured",
        "Limit of liability",
        "Limits of Indemnity",
        "Versicherungsschein",
        "Attestation d'assurance",
        "Numéro de contrat",
        "Numero de poliza",
        "Nº de póliza",
        "N. de apólice",
        "Certificato di Assicurazione",
        "Numero di polizza",
        "Polisnummer",
        "Seguro",
    ],
)
def test_words_of_whatever_stands_on_certificates_are_placed(text: str) -> None:
    assert placed_of(text) == [1]


def test_form_is_one_of_the_first_pages_and_what_follows_it_may_be_one() -> None:
    assert placed_of("Policy number", *["Schedule"] * 4, "Policy number") == [1, 6]
    assert placed_of("Letter", "Annex", "Policy number", "Policy number") == [3, 4]


def test_report_that_speaks_of_insurance_on_a_later_page_is_no_form() -> None:
    assert placed_of(*["Report"] * 8, "Policy number") == []
    assert placed_of(*["Report"] * FRONT_PAGES, "Policy number", "Policy number") == []


def test_only_so_many_forms_of_a_document_are_placed() -> None:
    assert placed_of(*["Policy number"] * (MAX_FORMS + 1)) == list(range(1, MAX_FORMS + 1))


def test_page_that_hides_words_is_not_looked_at() -> None:
    hidden = "Each occurrence and the aggregate of the policy in words"
    lines = ((72, 700, "Policy number"), (72, 680, hidden), (72, 640, "Each occurrence 1,000,000"))
    assert page_of(*lines, white=(hidden,)).placed == ()
    assert page_of(*lines).placed != ()


def test_what_the_text_leaves_out_shifts_no_other_word() -> None:
    page = page_of((72, 700, "Policy number $"), (72, 680, "$"), (72, 640, "Each $ 1,000"), white=("$",))
    places = places_of(page)
    assert page.text.count("$") == 2
    assert (places["number"], places["Each"][1], places["1,000"][1]) == ((places["number"][0], 700), 640, 640)
