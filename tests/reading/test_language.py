from __future__ import annotations

import pytest

from muniment.reading.language import language_of
from muniment.reading.model import Page

TEXTS = {
    "en": "The provider shall notify the customer of a breach that is known to it, and the report is for the customer.",
    "de": "Der Anbieter meldet die Verletzung, die ihm bekannt ist, und der Kunde kann den Bericht mit den Angaben für "
    "das Jahr verlangen, die nicht von einem Dritten sind.",
    "fr": "Le fournisseur est tenu de prévenir le client dans les délais, et les rapports sont remis par le "
    "responsable du traitement pour une durée qui est fixée dans le contrat.",
    "es": "El proveedor debe informar al cliente de la violación en el plazo que se indica en el contrato, y los "
    "informes de las auditorías se entregan por una persona con el cargo para ello.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_prose_is_known_by_its_commonest_words(code: str) -> None:
    assert language_of([Page(1, TEXTS[code])]) == code


def test_numbers_and_names_have_no_language() -> None:
    assert language_of([Page(1, "ACME 12 4711 " * 40)]) is None


def test_few_words_have_no_language() -> None:
    assert language_of([Page(1, "the report")]) is None
