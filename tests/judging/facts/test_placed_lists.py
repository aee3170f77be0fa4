"""Lists of subprocessors whose columns only their places on paper tell apart."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from muniment.judging.facts.subprocessors import of_agreement, subprocessor_list
from muniment.judging.facts.view import View
from muniment.judging.receipts.check import check
from muniment.reading.model import Page, PlacedCell, Reading

Rows = Sequence[Sequence[str]]
EDGES = (60.0, 220.0, 400.0, 500.0, 560.0)
NAMES = ("Quillmere Hosting GmbH", "Ostrava Dispatch Ltd", "Tamberlin")
PURPOSES = ("Storage of files", "Texts", "Storage of files and mail")
PLACES = ("Lyon", "Cork, Ireland", "Lyon")


def page_of(number: int, above: str, rows: Rows, behind: str = "") -> Page:
    """A page whose rows only single spaces part in its text; a footer that stands otherwise is behind them."""
    text, placed = f"{above}\n" if above else "", []
    for row in rows:
        cells = []
        for edge, cell in zip(EDGES, row, strict=False):
            if cell:
                cells.append(PlacedCell(((len(text), len(text) + len(cell)),), edge, edge + 5 * len(cell)))
                text += f"{cell} "
        text = text[:-1] + "\n"
        placed.append(tuple(cells))
    start = len(text)
    text += f"Foot 1\n{behind}"
    placed.append((PlacedCell(((start, start + 4),), 20, 40), PlacedCell(((start + 5, start + 6),), 300, 305)))
    return Page(number, text, rows=tuple(row for row in placed if len(row) > 1))


def said(*pages: Page, agreement: bool = False) -> dict[str, object]:
    reading = Reading("application/pdf", pages, page_count=len(pages))
    facts = (of_agreement if agreement else subprocessor_list)(View(reading))
    return {one.key: one.value for one in facts if check(one, reading).verified}


BODY = tuple(zip(NAMES, PURPOSES, PLACES, strict=True))


@pytest.mark.parametrize(
    "head",
    [
        ("Name", "Purpose", "Location"),
        ("Sub-processor", "What it does", "Place of processing"),
        ("Legal entity", "Service provided", "Country"),
        ("Unterauftragsverarbeiter", "Teilleistung", "Sitz"),
        ("Name und Anschrift", "Gegenstand der Verarbeitung", "Ort der Verarbeitung"),
        ("Sous-traitant ultérieur", "Finalité", "Lieu du traitement"),
        ("Dénomination", "Prestation", "Pays"),
        ("Subencargado", "Servicio prestado", "Ubicación de los datos"),
        ("Razón social", "Finalidad", "País"),
        ("Sub-responsabile", "Attività", "Luogo del trattamento"),
        ("Ragione sociale", "Finalità", "Paese"),
        ("Subcontratante ulterior", "Serviço", "Localização"),
        ("Suboperador", "Finalidade", "País"),
        ("Subverwerker", "Dienst", "Locatie"),
        ("Naam", "Werkzaamheden", "Land"),
        ("再委託先", "業務内容", "所在地"),
        ("会社名", "目的", "国"),
    ],
)
def test_columns_are_told_by_their_edges_in_every_language(head: tuple[str, str, str]) -> None:
    assert said(page_of(1, "Those we use", [head, *BODY])) == {
        "subprocessors": NAMES,
        "subprocessors_count": 3,
        "subprocessor_places": ("Lyon", "Cork, Ireland"),
        "subprocessor_purposes": PURPOSES,
    }


def test_numbers_and_further_columns_are_no_names() -> None:
    rows = [("#", "Entity", "Country", "Purpose", "Since")]
    rows += [(str(n), name, place, what, "2021") for n, (name, what, place) in enumerate(BODY, start=1)]
    assert said(page_of(1, "Those we use", rows))["subprocessors"] == NAMES


def test_a_table_goes_on_over_the_page_without_a_head() -> None:
    pages = (page_of(1, "Those we use", [("Name", "Purpose", "Location"), *BODY[:1]]), page_of(2, "", BODY[1:]))
    assert said(*pages)["subprocessors_count"] == 3


def test_those_of_the_past_are_left_out() -> None:
    head = ("Name", "Purpose", "Location")
    first = page_of(1, "Those we use", [head, *BODY[:2]], "Former sub-processors\n")
    second = page_of(2, "Former sub-processors", [head, *BODY[2:]])
    assert said(first, second)["subprocessors"] == NAMES[:2]


@pytest.mark.parametrize(
    ("above", "head", "is_told"),
    [
        ("Annex 2 - Sub-processors", ("Name", "Purpose", "Place"), True),
        ("Anlage: weitere Auftragsverarbeiter", ("Unternehmen", "Zweck", "Ort"), True),
        ("3 再委託先は次のとおりとする。", ("名称", "業務", "所在地"), True),
        ("Contacts", ("Name", "Function", "Place"), False),
        ("Our offices", ("Company", "Activity", "Place"), False),
    ],
)
def test_an_agreement_names_them_where_it_speaks_of_them(above: str, head: tuple[str, ...], is_told: bool) -> None:
    assert ("subprocessors" in said(page_of(1, above, [head, *BODY]), agreement=True)) is is_told
