"""What a certificate is for ends where its cell, its line or its sentence does."""

from __future__ import annotations

import pytest

from muniment.judging.facts.scopes import scope
from muniment.judging.facts.view import View
from tests.judging.facts.readings import reading_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Certificate\nScope\tMoulding of closures for food\nSubject to annual audits.",
            "Moulding of closures for food",
        ),
        ("Certificado\npara el alcance: procesamiento de pagos\nNúm. 4711", "procesamiento de pagos"),
        ("Certificat\npour le périmètre suivant : traitement des paiements\nNuméro 4711", "traitement des paiements"),
    ],
)
def test_scope_is_what_its_label_or_line_leads_to(text: str, expected: str) -> None:
    view = View(reading_of(text))
    assert [found.value for found in scope(view, view.leaves)][:1] == [expected]
