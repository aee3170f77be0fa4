"""Sites of a certificate from its annex."""

from __future__ import annotations

from tests.judging.items.rows import rows_of

ISO = "iso_27001_certificate"


def test_table_of_the_annex() -> None:
    text = "Annex\nLocation\tAddress\tActivities\nLeeds\t4 Mill Lane, Leeds LS1 4AP\tDevelopment and support"
    assert rows_of(ISO, text) == [
        {
            "kind": "certificate_site",
            "name": "Leeds",
            "address": "4 Mill Lane, Leeds LS1 4AP",
            "activities": "Development and support",
        }
    ]


def test_list_below_its_heading() -> None:
    text = "Sites included in the scope:\n1. 4 Mill Lane, Leeds LS1 4AP\n2. Hauptstr. 9, 10117 Berlin\nIssued 2026"
    assert [row["address"] for row in rows_of(ISO, text)] == [
        "4 Mill Lane, Leeds LS1 4AP",
        "Hauptstr. 9, 10117 Berlin",
    ]
