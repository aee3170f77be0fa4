"""Subservice organisations from sentences and tables."""

from __future__ import annotations

from tests.judging.items.rows import rows_of

SOC = "soc2_type2_auditor_report"


def test_sentence_names_two_with_what_each_is_for_and_the_method() -> None:
    text = (
        "Alder uses Stratafield Hosting, Inc. for data center hosting and Birchmail LLC for e-mail delivery, both "
        "subservice organizations. The carve-out method is used.\nStratafield Hosting, Inc. is expected to restrict "
        "access to its halls."
    )
    assert rows_of(SOC, text) == [
        {
            "kind": "subservice_organisation",
            "name": "Stratafield Hosting, Inc.",
            "services": "data center hosting",
            "method": "carve-out",
            "controls": ("restrict access to its halls",),
        },
        {
            "kind": "subservice_organisation",
            "name": "Birchmail LLC",
            "services": "e-mail delivery",
            "method": "carve-out",
        },
    ]


def test_table_names_services_and_controls() -> None:
    text = (
        "Subservice organization\tServices provided\tControls expected\n"
        "Stratafield Hosting, Inc.\tData centers\tPhysical access is restricted."
    )
    assert rows_of(SOC, text) == [
        {
            "kind": "subservice_organisation",
            "name": "Stratafield Hosting, Inc.",
            "services": "Data centers",
            "controls": ("Physical access is restricted.",),
        }
    ]


def test_each_sentence_has_its_own_method() -> None:
    text = (
        "Alder uses Birchmail LLC, an affiliate in Porto, for second-line support. The controls of Birchmail form part "
        "of our examination (inclusive method). Alder also uses Stratafield Hosting to host its systems. Its controls "
        "are carved out."
    )
    assert [(row["name"], row["services"], row["method"]) for row in rows_of(SOC, text)] == [
        ("Birchmail LLC", "second-line support", "inclusive"),
        ("Stratafield Hosting", "systems", "carve-out"),
    ]
