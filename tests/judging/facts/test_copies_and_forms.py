"""The day on which a copy was printed, or on which the form was made that somebody filled in, dates no document."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import facts_of, values_of

COPIES = {
    "en": "Leavers Procedure\nPrinted: 06 May 2026\nApproved by the Board on 3 March 2026\nText",
    "de": "Austrittsrichtlinie\nDruckdatum: 06.05.2026\nStand: 03.03.2026\nText",
    "fr": "Politique de départ\nImprimé le 06/05/2026\nVersion 2 du 03/03/2026\nTexte du 25/12/2025",
    "it": "Politica di uscita\nCopia stampata il 06/05/2026\nRevisione 2 del 03/03/2026\nTesto",
    "es": "Política de bajas\nImpreso el 06/05/2026\nVersión 2 de 03/03/2026\nTexto",
    "nl": "Uitdienstbeleid\nAfgedrukt op 06-05-2026\nVersie 2 van 03-03-2026\nTekst",
    "pt": "Política de saídas\nImpresso em 06/05/2026\nVersão 2 de 03/03/2026\nTexto",
}


@pytest.mark.parametrize("text", COPIES.values(), ids=COPIES)
def test_document_is_not_of_the_day_on_which_it_was_printed(text: str) -> None:
    assert values_of("other_policy", text)["document_date"] == "2026-03-03"


OTHERS = {
    "only printed": "Leavers Procedure\nText text\nprinted 16 May 2026",
    "only printed, German": "Austrittsrichtlinie\nDruckdatum 06.05.2026\nText",
    "only printed, French": "Politique de départ\nImprimé le 16 mai 2026\nTexte",
    "only printed, Spanish": "Política de bajas\nFecha de impresión: 16/05/2026\nTexto",
    "only printed, Italian": "Politica di uscita\nStampato il 16/05/2026\nTesto",
    "only printed, Dutch": "Uitdienstbeleid\nAfgedrukt op 16-05-2026\nTekst",
    "only printed, Portuguese": "Política de saídas\nImpresso em 16/05/2026\nTexto",
    "only printed, Japanese": "退職手順書\n印刷日 2026年5月16日\n本文",
    "form": "Backup record\nAll tables match. Form F-BKP-07 rev. 5 of 01-Jan-2025",
    "form in German": "Prüfprotokoll\nText\nFormular F-07 Rev. 5 vom 01.02.2025",
    "form in Italian": "Verbale di prova\nTesto\nMod. 07 rev. 5 del 13/02/2025",
    "form in French": "Rapport d'essai\nTexte\nFormulaire FO-07 rév. 5 du 13/02/2025",
    "form in Spanish": "Informe de prueba\nTexto\nFormato FO-07 rev. 5 de 13/02/2025",
    "form in Dutch": "Testrapport\nTekst\nFormulier F-07 versie 5 van 13-02-2025",
    "form in Portuguese": "Relatório de teste\nTexto\nModelo F-07 rev. 5 de 13/02/2025",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
@pytest.mark.parametrize("document_type", [None, "other_policy"])
def test_day_of_a_copy_or_of_a_form_is_no_document_date(text: str, document_type: str | None) -> None:
    assert "document_date" not in facts_of(document_type, text)


def test_day_of_printing_that_runs_through_headers_is_none() -> None:
    pages = (f"Leavers Procedure - printed 05/25/2026 Page {number}\nText" for number in (1, 2))
    assert "document_date" not in facts_of("other_policy", *pages)
