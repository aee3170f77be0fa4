"""Policies, their control tables and title lines."""

from __future__ import annotations

import pytest

from tests.judging.facts.readings import values_of

TABLE = """Ostrea Payments B.V.
Information Security
Policy
Document control
Version{0}4.2
Document owner{0}Head of Security
Approved by{0}Management board
Approval date{0}13 October 2025
Next review date{0}13 October 2026
"""


@pytest.mark.parametrize("joint", ["\t", " ", ": ", "\n"])
def test_control_table_in_any_layout(joint: str) -> None:
    values = values_of("information_security_policy", TABLE.format(joint))
    assert values["title"] == "Information Security Policy"
    assert values["version"] == "4.2"
    assert values["owner"] == "Head of Security"
    assert (values["approval_date"], values["next_review_date"]) == ("2025-10-13", "2026-10-13")
    assert (values["expires_on"], values["expires_on_rule"]) == ("2026-10-13", "next_review_date")


def test_template_that_nobody_filled_in_states_only_its_title() -> None:
    text = """Acceptable Use Policy
Version: [X.X]
Policy owner: <insert role>
Approval date: DD/MM/YYYY
Next review: ____"""
    assert set(values_of("acceptable_use_policy", text)) == {"title"}


def test_markdown_head_names_the_title() -> None:
    text = "---\ntitle: 'Data Retention Policy'\n---\n# Data Retention Policy\n*Last updated: January 6, 2026*"
    values = values_of("data_retention_policy", text)
    assert values["title"] == "Data Retention Policy"
    assert values["document_date"] == "2026-01-06"
    assert values["expires_on"] == "2027-01-06"


def test_approval_in_a_sentence() -> None:
    text = "Code of Conduct\nThis code was approved by the Board of Directors on 4 May 2025."
    assert values_of("code_of_conduct", text)["approval_date"] == "2025-05-04"


def test_blank_owner_does_not_take_the_next_heading() -> None:
    text = "Vendor Policy\nDocument Owner:\nRevision History\nRevision 1,2"
    values = values_of("vendor_management_policy", text)
    assert "owner" not in values


def test_policy_that_only_refers_to_others_takes_no_title_from_them() -> None:
    text = """All staff of the company must read the documents named below before they are given any access to systems.
This also refers to the following documents:
Password Policy"""
    assert values_of("other_policy", text) == {}


def test_title_under_a_column_head_leaves_the_head_out() -> None:
    text = "Policy Name Retention Policy\nResponsible Party Ada Marsh\nEffective Date March 1, 2026"
    values = values_of("data_retention_policy", text)
    assert (values["title"], values["owner"], values["effective_date"]) == (
        "Retention Policy",
        "Ada Marsh",
        "2026-03-01",
    )
