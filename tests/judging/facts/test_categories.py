"""Trust services categories are those that a list behind the word for a criterion names, in any language."""

from __future__ import annotations

import dataclasses

import pytest

from muniment.judging.facts.categories import categories
from muniment.judging.facts.view import View
from tests.judging.facts.readings import reading_of

LISTS = {
    "en": ("Trust services categories: Security, Availability and Privacy", ("Security", "Availability", "Privacy")),
    "de": ("gemessen an den Kriterien für Sicherheit und Vertraulichkeit", ("Security", "Confidentiality")),
    "fr": ("les contrôles relatifs à la sécurité et à la disponibilité", ("Security", "Availability")),
    "es": ("Categorías: seguridad, integridad del procesamiento", ("Security", "Processing integrity")),
    "it": (
        "controlli relativi a sicurezza, disponibilità e riservatezza",
        ("Security", "Availability", "Confidentiality"),
    ),
    "nl": ("met betrekking tot beveiliging en privacy", ("Security", "Privacy")),
    "pt": ("critérios de segurança e confidencialidade", ("Security", "Confidentiality")),
}


@pytest.mark.parametrize("language", LISTS)
def test_categories_are_named_in_english_whatever_the_language(language: str) -> None:
    text, expected = LISTS[language]
    view = View(dataclasses.replace(reading_of(f"SOC 2\n{text}.\n"), language=language))
    assert [found.value for found in categories(view, view.leaves)] == [expected]


def test_aims_of_security_that_no_criterion_leads_to_are_no_categories() -> None:
    text = "SOC 2 Typ 2\nZiele sind Vertraulichkeit, Integrität und Verfügbarkeit der Daten.\n"
    view = View(dataclasses.replace(reading_of(text), language="de"))
    assert list(categories(view, view.leaves)) == []
