"""Lines of insurance from tables and from the form."""

from __future__ import annotations

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
