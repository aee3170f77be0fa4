"""Names of organisations whole, and the systems and scopes that papers name."""

from __future__ import annotations

import pytest

from muniment.judging.facts.examined import set_off
from muniment.judging.facts.names import ORGANISATION, in_full, tidy
from muniment.judging.facts.scopes import scope, without_statement
from muniment.judging.facts.tables import joins_lines
from muniment.judging.facts.view import View
from tests.judging.facts.readings import reading_of


@pytest.mark.parametrize(
    "name",
    [
        "Vellum Trust Services (Ireland) DAC",
        "Banque Ardoise (Suisse) SA",
        "Marl & Fen (UK) Limited",
        "Istituto Lagunare per la Misura S.c.a r.l.",
        "Energía del Páramo S.A. E.S.P.",
        "Northgate Quality Registrars ULC",
        "Heron Group Holdings Limited",
        "Kestrel Bank",
    ],
)
def test_an_organisation_is_named_with_its_brackets_and_up_to_its_own_legal_form(name):
    found = ORGANISATION.match(f"{name}, 4 Mill Lane")
    assert found is not None
    assert found[0] == name


@pytest.mark.parametrize(
    ("value", "name"),
    [("The Alder Tree Ltd", "The Alder Tree Ltd"), ("The work of others", "work of others")],
)
def test_an_article_that_opens_a_whole_name_is_part_of_it(value, name):
    assert in_full(value) == name
    assert tidy("The Alder Tree Ltd") == "Alder Tree Ltd"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ["for the following activities:", "Binding and mailing of books", "Issued 3 May 2025"],
            "Binding and mailing of books",
        ),
        (["with respect to", "tide tables and harbour notices", "First approved"], "tide tables and harbour notices"),
        (["appliqué à : reliure, envoi et stockage", "répond aux exigences"], "reliure, envoi et stockage"),
        (
            [
                "pour les activités suivantes :",
                "Reliure et conservation de documents pour le compte",
                "de bibliothèques",
                "a été évalué",
            ],
            "Reliure et conservation de documents pour le compte de bibliothèques",
        ),
        (
            [
                "per le seguenti attività / for the following activities",
                "Rilegatura e spedizione di libri (EA 33)",
                "Data di emissione",
            ],
            "Rilegatura e spedizione di libri",
        ),
        (
            ["cumple la norma, para el siguiente alcance:", "Encuadernación y envío de libros."],
            "Encuadernación y envío de libros",
        ),
        (["para as seguintes atividades:", "Encadernação e envio de livros"], "Encadernação e envio de livros"),
        (
            [
                "voor het toepassingsgebied",
                "Het binden en verzenden van boeken, overeenkomstig de Verklaring van Toepasselijkheid v3",
            ],
            "Het binden en verzenden van boeken",
        ),
        (
            ["für den Geltungsbereich", "Binden und Versand von Büchern sowie", "Lagerung von Archivgut", "erfüllt"],
            "Binden und Versand von Büchern sowie Lagerung von Archivgut",
        ),
    ],
)
def test_a_scope_is_what_a_certificates_sentence_leads_to(lines, said):
    view = View(reading_of("\n".join(lines)))
    assert max(scope(view, view.front(1)), key=lambda one: one.confidence).value == said


def test_a_scope_in_a_tile_ends_where_the_next_tile_begins():
    page = (
        "Scope Storage of seeds,\nlabels and ledgers in\nthe role of keeper\nDecision date 2025-09-09\nValid to 2028-06"
    )
    view = View(reading_of(page))
    assert {one.value for one in scope(view, view.front(1))} == {
        "Storage of seeds, labels and ledgers in the role of keeper"
    }


@pytest.mark.parametrize(
    "behind",
    [
        ", in accordance with the Statement of Applicability version 4",
        " gemäß Erklärung zur Anwendbarkeit vom 3.2.2026",
        " conformément à la déclaration d'applicabilité v2",
        " según la Declaración de Aplicabilidad vigente",
        " secondo la Dichiarazione di Applicabilità rev. 2",
        " de acordo com a Declaração de Aplicabilidade",
        " (IAF 33)",
    ],
)
def test_a_scope_is_without_the_statement_of_applicability(behind):
    assert without_statement(f"Storage of seeds{behind}") == "Storage of seeds"


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("sobre su sistema FaroLibro, emitido por otros", "FaroLibro"),
        ("A los clientes del servicio FaroLibro\nAsunto: carta", "FaroLibro"),
    ],
)
def test_a_letter_names_its_system(text, system):
    assert [one.value for one in set_off(View(reading_of(text)).front(1))] == [system]


def test_a_name_does_not_take_the_label_of_the_line_below():
    assert joins_lines("FaroLibro Asunto", "clientes del servicio FaroLibro\nAsunto: carta")
