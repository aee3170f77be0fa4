"""Lines of insurance from tables and from the form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from muniment.judging.items.extract import items_of
from muniment.judging.receipts.rows import check
from tests.judging.facts.acord_forms import acord_25
from tests.judging.items.rows import rows_of


def test_table_gives_cover_policy_dates_and_limit() -> None:
    text = (
        "Type of cover\tInsurer\tPolicy number\tPeriod\tLimit of liability\n"
        "Cyber liability\tGranite Coast Ltd\tGC-771-20\t1 April 2026 to 31 March 2027\tGBP 5,000,000"
    )
    assert rows_of("certificate_of_insurance", text) == [
        {
            "kind": "coverage_line",
            "coverage": "Cyber liability",
            "insurer": "Granite Coast Ltd",
            "policy_number": "GC-771-20",
            "effective_date": "2026-04-01",
            "expiry_date": "2027-03-31",
            "limits": ("GBP 5,000,000",),
        }
    ]


def test_form_gives_each_cover_its_policy_dates_and_limits() -> None:
    text = """CERTIFICATE OF LIABILITY INSURANCE DATE (MM/DD/YYYY)
A X COMMERCIAL GENERAL LIABILITY
 CLAIMS-MADE X OCCUR
SMI-4471902 03/01/2026 03/01/2027 EACH OCCURRENCE $ 1,000,000
GENERAL AGGREGATE $ 2,000,000
B UMBRELLA LIAB GCC-220187 03/01/2026 03/01/2027 EACH OCCURRENCE $ 10,000,000"""
    first, second = rows_of("certificate_of_insurance", text)
    assert first["policy_number"] == "SMI-4471902"
    assert first["limits"] == ("EACH OCCURRENCE $ 1,000,000", "GENERAL AGGREGATE $ 2,000,000")
    assert (second["coverage"], second["limits"]) == ("UMBRELLA LIAB", ("EACH OCCURRENCE $ 10,000,000",))


def test_reading_that_names_most_policies_is_taken() -> None:
    table = "Cover\tPolicy number\nCyber liability\tGC-771-20"
    form = """
A COMMERCIAL GENERAL
LIABILITY
GL-6705404 07/01/2026 07/01/2027 EACH OCCURRENCE
$2,000,000
A AUTOMOBILE LIABILITY AUT-3176875 07/01/2026 07/01/2027 EACH OCCURRENCE
$1,000,000
"""
    assert [row["policy_number"] for row in rows_of("certificate_of_insurance", table)] == ["GC-771-20"]
    rows = rows_of("certificate_of_insurance", table + form)
    assert [row["policy_number"] for row in rows] == ["GL-6705404", "AUT-3176875"]


@pytest.mark.parametrize("order", ["as set", "answers last", "fields"])
def test_lines_of_a_placed_form_have_what_stands_across_them(order: str) -> None:
    rows = [one.fields for one in items_of(acord_25(order), document_type="certificate_of_insurance")]
    assert [(one["coverage"], one["policy_number"]) for one in rows] == [
        ("COMMERCIAL GENERAL LIABILITY", "CMI 8830214-05"),
        ("AUTOMOBILE LIABILITY", "TCC-BA-66120"),
        ("UMBRELLA LIAB", "CMU 8830215-05"),
        ("WORKERS COMPENSATION", "TCC-WC-90377"),
    ]
    assert {(one["effective_date"], one["expiry_date"]) for one in rows} == {("2025-10-01", "2026-10-01")}
    limits = [" ".join(str(one["limits"]).replace("$ ", "").split()) for one in rows]
    assert "'MED EXP (Any one person) 10,000'" in limits[0]
    assert "'PRODUCTS - COMP/OP AGG 2,000,000'" in limits[0]
    assert limits[2] == "('EACH OCCURRENCE 7,000,000', 'AGGREGATE 7,000,000')"
    assert limits[3] == "('E.L. EACH ACCIDENT 500,000', 'E.L. DISEASE - POLICY LIMIT 600,000')"


def test_policy_or_limit_of_another_line_is_not_borne_out() -> None:
    reading = acord_25("answers last")
    pages = {page.number: page for page in reading.pages}
    general, *_ = items_of(reading, document_type="certificate_of_insurance")
    for changed in ({"policy_number": "TCC-BA-66120"}, {"limits": ("EACH OCCURRENCE 1,500,000",)}):
        long = replace(general, quote=reading.pages[0].text[general.start :], fields=general.fields | changed)
        assert check(replace(long, fields=general.fields), pages).verified
        assert not check(long, pages).verified
