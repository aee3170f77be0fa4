"""Complementary user entity controls in the layouts that reports have."""

from __future__ import annotations

import pytest

from tests.judging.items.rows import rows_of

SOC = "soc2_type2_auditor_report"
HEADING = "Complementary User Entity Controls"


@pytest.mark.parametrize("bullets", [("1.", "2."), ("•", "•"), ("a)", "b)"), ("-", "-"), ("CUEC-1", "CUEC-2")])
def test_list_below_the_heading(bullets: tuple[str, str]) -> None:
    text = f"""{HEADING}
The following controls are assumed to be in place at user entities.
{bullets[0]} User entities remove users who leave. (CC6.2)
{bullets[1]} User entities are responsible for protecting
their API keys.
Subservice Organizations
- Stratafield Hosting restricts access to its halls."""
    assert rows_of(SOC, text) == [
        {"kind": "user_entity_control", "control": "User entities remove users who leave.", "criteria": "CC6.2"},
        {
            "kind": "user_entity_control",
            "control": "User entities are responsible for protecting their API keys.",
        },
    ]


def test_table_of_controls_and_criteria() -> None:
    text = (
        f"{HEADING}\nNo.\tUser entity control\tRelated criteria\n1\tCustomers review their users each quarter.\tCC6.3"
    )
    assert rows_of(SOC, text) == [
        {"kind": "user_entity_control", "control": "Customers review their users each quarter.", "criteria": "CC6.3"}
    ]


def test_controls_of_the_organisation_itself_are_none() -> None:
    text = f"{HEADING}\nSection IV\nNo.\tControl objective\tControl\n"
    text += "1\tAccess is restricted.\tAccess is reviewed each quarter."
    assert rows_of(SOC, text) == []


def test_wrapped_line_and_foot_of_a_page_are_no_list() -> None:
    text = """Our opinion assumes that the
complementary user entity controls	are in place
© Marlowe Finch & Stroud LLP	Page 4 of 11"""
    listing = f"{HEADING}\n• User entities remove users who leave.\nAlder Ltd - SOC 2\n© Marlowe Finch & Stroud LLP 7"
    assert [row["control"] for row in rows_of(SOC, text, listing)] == ["User entities remove users who leave."]


@pytest.mark.parametrize(
    ("bullets", "count"), [(("1.", "2."), 2), (("1.", "4."), 1), (("•", "•"), 2), (("•", "4."), 1)]
)
def test_list_goes_on_over_a_page_with_its_next_element_only(bullets: tuple[str, str], count: int) -> None:
    ahead = f"{HEADING}\n{bullets[0]} User entities remove users who leave."
    assert len(rows_of(SOC, ahead, f"{bullets[1]} Customers protect the keys that they have made.")) == count
