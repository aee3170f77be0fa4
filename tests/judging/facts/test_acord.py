from __future__ import annotations

from dataclasses import replace

import pytest

from muniment.judging.facts.extract import extract
from muniment.judging.facts.validity import ValidityRules
from muniment.judging.model import Fact
from muniment.reading.model import Page, Reading
from muniment.reading.quotes import stands_on
from tests.judging.facts.acord_forms import ROWS, Row, acord_25, acord_28
from tests.judging.facts.readings import TODAY

ORDERS = ("as set", "answers last", "fields")


def facts_of(reading: Reading) -> dict[str, Fact]:
    found = extract(reading, document_type="certificate_of_insurance", validity=ValidityRules(), today=TODAY)
    return {fact.key: fact for fact in found.facts}


@pytest.mark.parametrize("order", ORDERS)
def test_acord_25_is_read_in_whatever_order_its_text_is(order: str) -> None:
    reading = acord_25(order)
    facts = facts_of(reading)
    day = facts.pop("document_date", None)  # of a form whose answers are fields it stands beside no label
    assert (day.value if day else None) == (None if order == "fields" else "2025-09-15")
    assert {key: fact.value for key, fact in facts.items()} == {
        "expires_on": "2026-10-01",
        "expires_on_rule": "expiry_date",
        "expiry_date": "2026-10-01",
        "effective_date": "2025-10-01",
        "insured": "Brightwater Analytics, Inc.",
        "insurers": ("Copperline Mutual Insurance Company", "Tidewater Casualty Company"),
        "policy_numbers": ("CMI 8830214-05", "TCC-BA-66120", "CMU 8830215-05", "TCC-WC-90377"),
        "coverages": (
            "Commercial general liability",
            "Automobile liability",
            "Umbrella liab",
            "Workers compensation",
        ),
        "limit_general_liability": 1_000_000,
        "limit_general_liability_aggregate": 2_000_000,
        "limit_automobile": 1_500_000,
        "limit_umbrella": 7_000_000,
        "limit_workers_compensation": 500_000,
        **(
            {
                "currency": "USD",
                "certificate_number": "1148823",
                "holder": "Meridian Vale Bank",
            }
            if order == "as set"
            else {}
        ),
    }
    assert all(stands_on(fact.quote or "", reading.pages[0]) for fact in facts.values())


@pytest.mark.parametrize("order", ORDERS)
def test_cover_without_answers_is_none(order: str) -> None:
    rows = (ROWS[0], replace(ROWS[1], policy="", days=("", ""), limits=(("COMBINED SINGLE LIMIT (Ea accident)", ""),)))
    facts = facts_of(acord_25(order, rows))
    assert facts["coverages"].value == ("Commercial general liability",)
    assert "limit_automobile" not in facts
    assert facts["policy_numbers"].value == ("CMI 8830214-05",)


@pytest.mark.parametrize("order", ORDERS)
def test_line_of_its_own_below_has_its_policy_and_limit(order: str) -> None:
    own = Row(
        305,
        ("Technology E&O / Cyber Liability",),
        "LSI-TEO-3381901",
        ("11/15/2025", "11/15/2026"),
        (("Each Claim", "3,000,000"), ("Aggregate", "4,000,000")),
    )
    facts = facts_of(acord_25(order, (*ROWS, own)))
    assert facts["limit_professional"].value == facts["limit_cyber"].value == 3_000_000
    assert facts["limit_workers_compensation"].value == 500_000
    assert "LSI-TEO-3381901" in (facts["policy_numbers"].value or ())  # type: ignore[operator]
    assert facts["effective_date"].value == "2025-10-01"


def test_telephone_and_certificate_numbers_are_no_policies() -> None:
    numbers = facts_of(acord_25("answers last")).get("policy_numbers")
    assert numbers is not None
    assert not {"303-555-0144-2210", "1148823", "BRIGANA-01"} & set(numbers.value)  # type: ignore[arg-type]


def test_acord_28_has_one_policy_in_boxes() -> None:
    values = {key: fact.value for key, fact in facts_of(acord_28()).items()}
    assert values == {
        "expires_on": "2026-06-15",
        "expires_on_rule": "expiry_date",
        "expiry_date": "2026-06-15",
        "effective_date": "2025-06-01",
        "insured": "Quillfeather Logistics LLC",
        "insurers": ("Fernhill Property Insurance Company",),
        "policy_numbers": ("FPI-CP-771204",),
        "coverages": ("COMMERCIAL PROPERTY",),
    }


def test_acord_24_lists_the_policies_of_property() -> None:
    rows = (
        Row(505, ("PROPERTY", "CAUSES OF LOSS", "BASIC"), "FPI-CP-771204", ("06/01/2025", "06/01/2026"), ()),
        Row(438, ("INLAND MARINE",), "FPI-IM-20018", ("06/01/2025", "06/01/2026"), ()),
    )
    facts = facts_of(acord_25("answers last", rows))
    assert facts["policy_numbers"].value == ("FPI-CP-771204", "FPI-IM-20018")
    assert facts["coverages"].value == ("Property", "Inland marine")


def test_amounts_apart_from_their_print_say_nothing_where_no_place_is_known() -> None:
    reading = acord_25("answers last")
    bare = replace(reading, pages=tuple(Page(page.number, page.text) for page in reading.pages))
    assert not [key for key in facts_of(bare) if key.startswith("limit_")]
