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


STATED = {
    "approval_date": {
        "Approved by the Works Council on 4 May 2026.": "2026-05-04",
        "Adopted by the Management Board at its meeting of 4 May 2026.": "2026-05-04",
        "Endorsed by: Risk Committee - 4 May 2026": "2026-05-04",
        "Approved by: Ada Quill, CISO, 4 May 2026": "2026-05-04",
        "Sign-off date 4 May 2026": "2026-05-04",
        "Board approval\t4 May 2026": "2026-05-04",
        "Date ratified: 4 May 2026": "2026-05-04",
    },
    "next_review_date": {
        "Review date of the policy. To be reviewed by 30 May 2027.": "2027-05-30",
        "This policy will be reviewed again no later than 30 May 2027.": "2027-05-30",
        "The next formal review is due on 30 May 2027.": "2027-05-30",
        "Review before: 30 May 2027": "2027-05-30",
        "Review deadline\t30 May 2027": "2027-05-30",
        "Due for review by 30 May 2027": "2027-05-30",
        "Date of next scheduled review May 2027": "2027-05",
    },
    "effective_date": {
        "This standard takes effect on 1 July 2026.": "2026-07-01",
        "It comes into force as of 1 July 2026.": "2026-07-01",
        "Applies from: 1 July 2026": "2026-07-01",
        "Go-live date\t1 July 2026": "2026-07-01",
        "Date of implementation 1 July 2026": "2026-07-01",
    },
    "owner": {
        "This policy is owned by the Head of Platforms.": "Head of Platforms",
        "The Privacy Manager owns this policy and reviews it yearly.": "Privacy Manager",
        "Accountable owner: Chief Risk Officer": "Chief Risk Officer",
        "Owning team\tSite Reliability": "Site Reliability",
        "Maintained by: Network Services": "Network Services",
    },
    "version": {
        "Sorrel Freight - valid throughout - version 3.2": "3.2",
        "Approved by the Board. Version 2. Kept by the Secretary.": "2",
        "Issue 9 - uncontrolled when printed": "9",
        "SEC-STD-014 rev. 3 Page 1 / 1": "3",
        "DRAFT v0.7 - subject to change": "0.7",
        "Document revision level: 4": "4",
    },
}
STATEMENTS = [(key, text, value) for key, texts in STATED.items() for text, value in texts.items()]


@pytest.mark.parametrize(("key", "text", "value"), STATEMENTS)
def test_policy_states_in_whatever_words(key: str, text: str, value: str) -> None:
    assert values_of("other_policy", f"Visitor Policy\n{text}\n").get(key) == value


OTHERS = {
    "approval_date": [
        "The previous version was approved by the Board on 4 May 2024.",
        "The Data Act was adopted by Parliament on 4 May 2024.",
        "Exceptions approved by the CISO on 4 May 2024 lapse.",
        "This draft has not been approved on 4 May 2026.",
        "Approved by: DD/MM/YYYY",
    ],
    "next_review_date": [
        "Access rights must be reviewed by 30 May 2027 and by 30 June 2027.",
        "Last review: 30 May 2026",
    ],
    "effective_date": [
        "The Data Protection Act took effect on 1 July 2026.",
        "It replaces the rules effective from 1 July 2024.",
    ],
    "owner": ["The asset owner is responsible for labels.", "This policy is owned by Sorrel Freight Ltd."],
    "version": ["Connections use TLS version 1.3 or later.", "We test Sorrel Portal v4.1 each year."],
}


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in OTHERS.items() for text in texts])
def test_policy_that_speaks_of_something_else_states_nothing(key: str, text: str) -> None:
    assert key not in values_of("other_policy", f"Visitor Policy\nFor everybody\n{text}\n")


def test_policy_of_no_known_type_is_read_where_it_is_set_as_one() -> None:
    text = "Lantern Rota Policy\nOwner: Night Manager. Version 3.\nNext review: May 2027\n"
    values = values_of(None, text)
    assert (values["title"], values["version"]) == ("Lantern Rota Policy", "3")
    assert "title" not in values_of(None, "How to write a policy\nA good policy is short.\n")
