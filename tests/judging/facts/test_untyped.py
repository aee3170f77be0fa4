"""Reports of tests that nobody could name have their facts where their title says what they are."""

from __future__ import annotations

import pytest

from muniment.judging.facts.untyped import titled
from muniment.judging.facts.view import View
from tests.judging.facts.readings import reading_of


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Operation Grey Tern - red team outbrief", "penetration_test_report"),
        ("Auditoría de hacking ético sobre API", "penetration_test_report"),
        ("Audit technique - réseau interne", "penetration_test_report"),
        ("再診断結果報告書", "penetration_test_report"),
        ("Schwachstellenscan Büronetz", "vulnerability_scan_report"),
        ("Verbale della prova di disaster recovery", "business_continuity_test_report"),
        ("Moss CRM - Sub-processors", "subprocessor_list"),
        ("Essai de pénétration - réseau de Rimouski", "penetration_test_report"),
        ("Compte rendu d'exercice", "business_continuity_test_report"),
        ("Backup restoration test record", "business_continuity_test_report"),
        ("Informe de escaneo del segundo trimestre", "vulnerability_scan_report"),
        ("Tern Bay\n4 May 2026\nTo the board\nDear all\nPenetration test of our shop", "penetration_test_report"),
        ("Penetration test proposal", None),
        ("Offerte penetratietest", None),
        ("Quarterly results", None),
    ],
)
def test_a_title_says_whose_facts_are_looked_for(title: str, slug: str | None) -> None:
    assert titled(View(reading_of(f"{title}\nTern Bay Ltd\n4 May 2026\nSome text.\n"))) == slug
